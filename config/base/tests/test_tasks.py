"""Nightly housekeeping."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken

from config.base.api.tokens import FamilyRefreshToken
from config.base.models import IdempotencyRecord, User
from config.base.tasks import flush_expired

pytestmark = pytest.mark.django_db


def test_flush_expired_removes_what_is_past_its_time_and_nothing_else(recruiter: User) -> None:
    now = timezone.now()
    for name, moment in (("past", now - timedelta(seconds=1)), ("future", now + timedelta(hours=1))):
        FamilyRefreshToken.of_family(recruiter, name)
        OutstandingToken.objects.filter(jti__startswith=name).update(expires_at=moment)
        Session.objects.create(session_key=name, session_data="", expire_date=moment)
        IdempotencyRecord.objects.create(user=recruiter, key=name, fingerprint="", expires_at=moment)
    flush_expired(timestamp=0)
    assert [token.jti.split(".")[0] for token in OutstandingToken.objects.all()] == ["future"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["future"]
    assert list(IdempotencyRecord.objects.values_list("key", flat=True)) == ["future"]
