"""A form that makes something, sent twice (a double click, a reload), makes it once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest

from config.base.api.idempotency import claim
from config.base.back_office.roles import user_of
from config.base.models import IdempotencyRecord


def once(request: HttpRequest, token: str, perform: Callable[[], str]) -> str:
    """Where `perform` leads, at most once for each token and what was filled in; a refusal leaves no trace.

    The same table serves the API's Idempotency-Key: key and effect commit together, and a rival waits for them.
    """
    user = user_of(request)
    filled_in = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    print_ = hashlib.sha256(f"{request.path} {filled_in}".encode(errors="replace")).hexdigest()
    key = f"form:{token}:{print_}"
    with transaction.atomic():
        record = claim(user, key, print_)
        if record is None:
            return IdempotencyRecord.objects.get(user=user, key=key).body
        record.body = perform()
        record.save(update_fields=["body"])
    return record.body
