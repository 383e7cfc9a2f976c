"""Rows of tracking for tests: plain, without surprises. States further on are reached by the services."""

from __future__ import annotations

from typing import Any

import factory

from config.base.text import fold
from config.testing.factories import UserFactory
from tracking.models import Candidate, Company, Feeder, InterviewProcess, InterviewStage, Offer, PanelMember


class CompanyFactory(factory.django.DjangoModelFactory[Company]):
    class Meta:
        model = Company

    name = factory.Sequence(lambda n: f"Company {n}")
    name_key = factory.LazyAttribute(lambda row: fold(row.name))


class FeederFactory(factory.django.DjangoModelFactory[Feeder]):
    class Meta:
        model = Feeder

    name = factory.Sequence(lambda n: f"Feeder {n}")
    name_key = factory.LazyAttribute(lambda row: fold(row.name))


class CandidateFactory(factory.django.DjangoModelFactory[Candidate]):
    class Meta:
        model = Candidate

    owner = factory.SubFactory(UserFactory, roles=("recruiter",))
    full_name = factory.Sequence(lambda n: f"Candidate {n}")
    name_key = factory.LazyAttribute(lambda row: fold(row.full_name))
    email = factory.Sequence(lambda n: f"c{n}@example.org")


class ProcessFactory(factory.django.DjangoModelFactory[InterviewProcess]):
    """An open process, led by the owner of its candidate."""

    class Meta:
        model = InterviewProcess

    candidate = factory.SubFactory(CandidateFactory)
    company = factory.SubFactory(CompanyFactory)
    role_title = "Backend Engineer"
    role_key = factory.LazyAttribute(lambda row: fold(row.role_title))
    recruiter = factory.LazyAttribute(lambda row: row.candidate.owner)
    recruiter_name = ""


class StageFactory(factory.django.DjangoModelFactory[InterviewStage]):
    class Meta:
        model = InterviewStage
        skip_postgeneration_save = True

    process = factory.SubFactory(ProcessFactory)
    stage_name = "Phone Screen"
    stage_type = "phone_screen"
    stage_order = factory.LazyAttribute(lambda row: row.process.stages.count() + 1)

    @factory.post_generation
    def panel(self: Any, create: bool, extracted: list[Any] | None, **kwargs: Any) -> None:
        for user in extracted or ():
            PanelMember.objects.create(stage=self, process=self.process, user=user)


class OfferFactory(factory.django.DjangoModelFactory[Offer]):
    class Meta:
        model = Offer

    process = factory.SubFactory(ProcessFactory)
    number = factory.LazyAttribute(lambda row: row.process.offers.count() + 1)
    base_salary = "120000.00"
    currency = "USD"
