"""What the pages' forms have in common: text as the API takes it, words between commas, the way to the first error."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from interviews.resumes import usual_names

TOO_LONG = "These are %(show_value)s characters, and there is room for %(limit_value)s: shorten it."


class Text(forms.CharField):
    """In Unicode's composed form, with plain line ends, to the letter otherwise.

    Too long a text is refused with what is too much, never cut by the browser: nobody loses what they wrote.
    """

    def __init__(self, *, at_most: int, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)
        self.validators.append(MaxLengthValidator(at_most, TOO_LONG))

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


class Words(forms.CharField):
    """Words between commas, each once, in the names that the bank uses."""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list of what CharField reads as one
        return usual_names((super().to_python(value) or "").split(","))

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def run_validators(self, value: Any) -> None:
        """Of the text as it was sent; each word is the service's to judge."""
        super().run_validators(", ".join(value))


class Explained(forms.RadioSelect):
    """Each choice with a sentence on what it means."""

    def __init__(self, notes: Mapping[Any, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.notes = notes

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().create_option(name, value, *args, **kwargs), "note": self.notes.get(value, "")}


class PageForm(forms.Form):
    """A refused form opens at its first error."""

    def at_first_error(self) -> None:
        """Where the browser puts the focus when the page is shown again."""
        for name in self.fields:
            if name in self.errors:
                self.fields[name].widget.attrs["autofocus"] = True
                return
