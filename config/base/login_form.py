"""The back-office's login form."""

from __future__ import annotations

from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxLengthValidator

from config.base.login import one_try_at_a_time

MAX_PASSWORD = 128


class LoginForm(AdminAuthenticationForm):
    """Checks the password while no other try for the same name and address is under way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        password = self.fields["password"]
        if isinstance(password, forms.CharField):  # longer ones are refused before they are hashed
            password.max_length = MAX_PASSWORD
            password.validators.append(MaxLengthValidator(MAX_PASSWORD))

    def clean(self) -> dict[str, Any]:
        if self.request is None or "username" not in self.cleaned_data:
            return super().clean()
        username = self.cleaned_data["username"]
        refused: ValidationError | None = None
        with one_try_at_a_time(self.request, username):
            if not AxesProxyHandler.is_allowed(self.request, {"username": username}):
                self.request.axes_locked_out = True  # type: ignore[attr-defined]  # AxesMiddleware answers 429
                raise PermissionDenied
            try:
                cleaned = super().clean()
            except ValidationError as error:  # the failure just counted must outlive it
                refused = error
        if refused is not None:
            raise refused
        return cleaned
