"""Forms whose last validation is the service itself: what it refuses stands at the field, and nothing was saved."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from config.base.back_office.roles import RoleAdmin, user_of
from config.base.constraints import refusals
from config.base.errors import DomainError
from config.base.models import User
from config.base.versions import Versions


def add_refusal(form: forms.BaseForm, refusal: DomainError, fields: dict[str, str]) -> None:
    """The service's sentence, at the field it names where the form has it."""
    name = fields.get(refusal.attr or "", refusal.attr or "")
    shown = name in form.fields and not form.fields[name].widget.is_hidden
    form.add_error(name if shown else None, refusal.detail)


class ServiceModelForm(forms.ModelForm):
    """`create` and `change` call the services; the admin sets `actor`."""

    actor: User
    # Where a service names an argument otherwise than the form its field.
    fields_of_attrs: ClassVar[dict[str, str]] = {}

    def create(self, data: dict[str, Any]) -> Model:
        raise NotImplementedError

    def change(self, data: dict[str, Any], versions: Versions) -> Model:
        raise NotImplementedError

    def _post_clean(self) -> None:
        """In the place of the model's own validation, which the services and the database's constraints are."""
        if self.errors:
            return
        data = dict(self.cleaned_data)
        version = data.pop("seen_version", None)
        versions = frozenset({version}) if version is not None else None
        try:
            with refusals(), transaction.atomic():
                adding = self.instance._state.adding
                self.instance = self.create(data) if adding else self.change(data, versions)
        except DomainError as refusal:
            add_refusal(self, refusal, self.fields_of_attrs)


class ServiceAdmin(RoleAdmin):
    """An admin whose forms are ServiceModelForms: when one is valid, its service has written."""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"actor": user_of(request)})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The form's service has."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The form's service has."""


class ActionForm(forms.Form):
    """What a service action asks; `values` are the service's arguments."""

    fields_of_attrs: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, obj: Any = None, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.obj, self.user = obj, user

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class DatalistInput(forms.TextInput):
    """Free text that proposes the names which exist."""

    def __init__(self, names: QuerySet[Any], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.names = names

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        listing = f"{(attrs or {}).get('id', name)}_names"
        box = super().render(name, value, {**(attrs or {}), "list": listing, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((text,) for text in self.names))
        return format_html('{}<datalist id="{}">{}</datalist>', box, listing, options)


class LinesField(forms.CharField):
    """A list of names, one on each line."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 40})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in str(value or "").splitlines())
        return [line for line in lines if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)
