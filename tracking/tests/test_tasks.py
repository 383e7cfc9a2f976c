"""Jobs run by a real worker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app

from config.postgres.identity import acting_as
from tracking.enums import OfferStatus, ProcessStatus
from tracking.services.offers import extend_offer
from tracking.tasks import expire_offers_now
from tracking.tests.factories import OfferFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_worker_expires_overdue_offers_of_every_recruiter() -> None:
    offers = [OfferFactory(expires_at=timezone.now() + timedelta(hours=1)) for _ in range(2)]
    for offer in offers:
        extend_offer(offer.pk, actor=offer.process.recruiter)
        type(offer).objects.filter(pk=offer.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    expire_offers_now.defer(timestamp=0)
    with acting_as(None), app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        worker_app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    for offer in offers:
        offer.refresh_from_db()
        offer.process.refresh_from_db()
        assert (offer.status, offer.process.status) == (OfferStatus.EXPIRED, ProcessStatus.IN_PROGRESS)
