"""Idempotency-Key: a creating POST sent again gets its first answer, and has its effect once.

Key and effect commit together; a rival with the same key waits for the first and then reads its answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request

from config.base.models import IdempotencyRecord, User

KEPT_HEADERS = ("Location", "ETag")
CLAIM = """
    INSERT INTO base_idempotencyrecord (user_id, key, fingerprint, headers, body, expires_at)
    VALUES (%s, %s, %s, '{}', '', %s)
    ON CONFLICT (user_id, key) DO UPDATE
       SET fingerprint = excluded.fingerprint, status = NULL, expires_at = excluded.expires_at
     WHERE base_idempotencyrecord.expires_at < now()
    RETURNING id
"""


class KeyReused(APIException):
    status_code = 422
    default_code = "idempotency_key_reused"
    default_detail = "This Idempotency-Key was used with another request. Take a new key."


def once(request: Request, perform: Callable[[], HttpResponse]) -> HttpResponse:
    """`perform()`, at most once for each key of this user; without a key, every time."""
    key = read_key(request)
    if key is None:
        return perform()
    user = cast(User, request.user)
    print_ = fingerprint(request)
    with transaction.atomic():
        record = claim(user, key, print_)
        if record is None:
            return replay(user, key, print_)
        response = perform()
        record.status, record.body = response.status_code, response.content.decode()
        record.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        record.save(update_fields=["status", "body", "headers"])
    return response


def read_key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not 1 <= len(key) <= 255 or not all("!" <= char <= "~" for char in key):
        raise ValidationError(
            {"Idempotency-Key": ["1 to 255 visible ASCII characters, without blanks."]}, "invalid_idempotency_key"
        )
    return key


def fingerprint(request: Request) -> str:
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    files = request.FILES
    for name in sorted(files):
        upload = files[name]
        digest.update(f"{name} {upload.name} {upload.size}\n".encode())
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
    data: Any = request.data
    fields = {name: value for name, value in data.items() if name not in files} if files else data
    digest.update(json.dumps(fields, sort_keys=True, default=str).encode())
    return digest.hexdigest()


def claim(user: User, key: str, print_: str) -> IdempotencyRecord | None:
    """The record to fill, or None where this key already has an answer that has not expired."""
    expires = timezone.now() + timedelta(hours=settings.IDEMPOTENCY_HOURS)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [user.pk, key, print_, expires])
        row = cursor.fetchone()
    return IdempotencyRecord(pk=row[0], user=user, key=key) if row else None


def replay(user: User, key: str, print_: str) -> HttpResponse:
    record = IdempotencyRecord.objects.get(user=user, key=key)
    if record.fingerprint != print_:
        raise KeyReused
    headers = {**record.headers, "Idempotent-Replay": "true"}
    return HttpResponse(record.body, status=record.status, headers=headers, content_type="application/json")
