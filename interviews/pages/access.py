"""Who comes in by which door: the candidates' login, and where "/" leads."""

from __future__ import annotations

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from config.base.admin import back_office
from config.base.login_form import LoginForm


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
