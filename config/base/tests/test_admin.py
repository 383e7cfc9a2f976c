"""The back-office as such: its login, its pages, its accounts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from config.base.back_office.site import BackOfficeSite, for_roles
from config.base.models import User
from config.base.roles import Role

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"


@pytest.fixture
def as_manager(client: Any, manager: User) -> Any:
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    return client


def account(**changes: Any) -> dict[str, Any]:
    group = Group.objects.get(name="recruiter")
    return {"username": "nina", "email": "nina@example.org", "is_active": "on", "groups": [group.pk], **changes}


def test_login_opens_the_start_page(client: Any, recruiter: User) -> None:
    answer = client.post(LOGIN, {"username": "rita", "password": "correct horse", "next": "/admin/"}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Open processes" in page
    assert "/api/docs" in page


@pytest.mark.parametrize("password", ["wrong", "x" * 5000, ""])
def test_wrong_password_is_said_once(password: str, client: Any, recruiter: User) -> None:
    answer = client.post(LOGIN, {"username": "rita", "password": password})
    assert answer.status_code == 200
    assert answer.wsgi_request.user.is_anonymous


def test_sixth_wrong_password_is_locked_out_with_429(client: Any, recruiter: User) -> None:
    answers = [client.post(LOGIN, {"username": "rita", "password": "wrong"}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "Too many wrong passwords" in answers[-1].content.decode()
    right = client.post(LOGIN, {"username": "rita", "password": "correct horse"})
    assert right.status_code == 429


def test_pages_carry_no_inline_script_or_style(as_manager: Any) -> None:
    for path in ("/admin/", "/admin/base/user/", "/admin/base/user/add/", "/admin/tracking/interviewprocess/"):
        page = as_manager.get(path).content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert "onclick=" not in page
        assert "<script>" not in page


def test_registered_page_is_listed_and_guarded(rf: RequestFactory, manager: User, interviewer: User) -> None:
    site = BackOfficeSite("probe")
    site.register_view("figures/", lambda request: HttpResponse("42"), "figures", "Figures", roles=[Role.MANAGER])
    guarded = for_roles(site.pages[0])
    request: Any = SimpleNamespace(user=manager)
    assert guarded(request).content == b"42"
    request.user = interviewer
    with pytest.raises(PermissionDenied):
        guarded(request)
    assert site.pages_of(request) == []
    assert "figures" in {getattr(url, "name", None) for url in site.get_urls()}


def test_admin_classes_of_packages_are_left_out() -> None:
    from django.contrib import admin

    assert {model._meta.app_label for model in admin.site._registry} <= {
        "base", "tracking", "interviews", "feedback", "analytics",
        "procrastinate",  # its jobs, by an admin of ours
    }  # fmt: skip


def test_manager_makes_a_recruiter_who_may_enter(as_manager: Any) -> None:
    passwords = {"usable_password": "true", "password1": "a long phrase 7", "password2": "a long phrase 7"}
    answer = as_manager.post("/admin/base/user/add/", account(**passwords))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    nina = User.objects.get(username="nina")
    assert (nina.is_staff, nina.roles, nina.is_superuser) == (True, {"recruiter"}, False)


def test_manager_changes_roles_and_deactivates(as_manager: Any, interviewer: User) -> None:
    candidate = Group.objects.get(name="candidate")
    data = account(username="ivan", groups=[candidate.pk])
    del data["is_active"]
    assert as_manager.post(f"/admin/base/user/{interviewer.pk}/change/", data).status_code == 302
    ivan = User.objects.get(pk=interviewer.pk)
    assert (ivan.is_staff, ivan.is_active, ivan.roles) == (False, False, {"candidate"})


def test_manager_makes_no_superuser(as_manager: Any, interviewer: User) -> None:
    data = account(username="ivan", is_superuser="on", is_staff="on")
    assert as_manager.post(f"/admin/base/user/{interviewer.pk}/change/", data).status_code == 302
    assert not User.objects.get(pk=interviewer.pk).is_superuser


def test_superusers_account_is_closed_to_managers(as_manager: Any, make_user: Any) -> None:
    boss = make_user(username="boss", is_superuser=True, is_staff=True)
    assert as_manager.post(f"/admin/base/user/{boss.pk}/change/", account(username="mine")).status_code == 403
    passwords = {"password1": "a long phrase 7", "password2": "a long phrase 7", "usable_password": "true"}
    assert as_manager.post(f"/admin/base/user/{boss.pk}/password/", passwords).status_code == 403


def test_nobody_deactivates_themselves(as_manager: Any, manager: User) -> None:
    data = account(username="mona")
    del data["is_active"]
    answer = as_manager.post(f"/admin/base/user/{manager.pk}/change/", data)
    assert "cannot deactivate your own account" in answer.content.decode()


@pytest.mark.parametrize("role", ["recruiter", "interviewer"])
def test_accounts_are_closed_to_other_roles(role: str, client: Any, make_user: Any) -> None:
    client.force_login(make_user(role), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/base/user/").status_code == 403
    assert client.get("/admin/base/user/add/").status_code == 403


def test_password_prefix_is_no_filter(as_manager: Any) -> None:
    assert as_manager.get("/admin/base/user/?password__startswith=argon").status_code == 400
