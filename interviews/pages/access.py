"""Who comes in by which door: the candidates' login, where "/" leads, and what every page of one's own keeps to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from config.base.admin import back_office
from config.base.constraints import refusals
from config.base.errors import DomainError, Missing
from config.base.login_form import LoginForm

View = Callable[..., HttpResponse]


def page(*methods: str) -> Callable[[View], View]:
    """For accounts, never kept by the browser. What is not there for this user is 404; other refusals are said."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                with refusals():
                    return view(request, *args, **kwargs)
            except Missing:
                raise Http404 from None
            except DomainError as refusal:
                return render(request, "interviews/refused.html", {"refusal": refusal}, status=409)

        return require_http_methods(methods)(never_cache(login_required(login_url="login")(guarded)))

    return decorate


class AccountLoginForm(LoginForm):
    """The back-office's form with its counting of tries, open to every active account."""

    error_messages = AuthenticationForm.error_messages

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        AuthenticationForm.confirm_login_allowed(self, user)  # type: ignore[arg-type]  # passes by the staff's own


class Login(LoginView):
    template_name = "interviews/login.html"
    authentication_form = AccountLoginForm
    redirect_authenticated_user = True
    next_page = "home"


class Logout(LogoutView):
    next_page = "login"


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("login")
    return redirect("admin:index" if back_office().has_permission(request) else "past-interviews")
