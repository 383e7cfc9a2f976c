"""Form fields for lists of texts: a line for each short one, a box for each long one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config.base.back_office.forms import LinesField

SPARE_BOXES = 2


def lines(label: str, help_text: str, *, rows: int, required: bool = True) -> LinesField:
    return LinesField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows, "cols": 90, "class": "entries"}),
    )


class BoxesWidget(forms.Widget):
    """As many boxes as there are entries, and spare ones: an empty box is no entry."""

    use_fieldset = True

    def __init__(self, entry: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.entry = entry

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        found: list[str] = data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, ()))
        return found

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        base = (attrs or {}).get("id", f"id_{name}")
        texts = [*(value or []), *([""] * SPARE_BOXES)]
        boxes = (
            (
                base if place == 1 else f"{base}_{place}",
                self.entry,
                place,
                name,
                text,
            )
            for place, text in enumerate(texts, 1)
        )
        rows = format_html_join(
            "",
            '<li><textarea id="{}" aria-label="{} {}" name="{}" rows="5" cols="90" class="entries">{}</textarea></li>',
            boxes,
        )
        return format_html('<ol class="boxes">{}</ol>', rows)


class BoxesField(forms.Field):
    """A list of longer texts, each in its own box."""

    def __init__(self, *, entry: str, **kwargs: Any) -> None:
        super().__init__(widget=BoxesWidget(entry), **kwargs)

    def to_python(self, value: Any) -> list[str]:
        texts = [str(text).replace("\r\n", "\n").strip() for text in value or ()]
        if any("\x00" in text for text in texts):
            raise forms.ValidationError("Null characters are not allowed.")
        return [text for text in texts if text]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != [text for text in (str(each).strip() for each in data or ()) if text]
