"""A candidate's suitability: read, made anew, overruled."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from config.base.api.permissions import Recruiting
from config.base.api.serializers import NoFields
from config.base.api.views import ApiView
from feedback.api.suitability import ScoreOverrideInput, SuitabilitySerializer
from feedback.selectors.suitability import suitability_of
from feedback.services.suitability import override_suitability, re_score_now, withdraw_override
from tracking.models import Candidate

EXAMPLE = OpenApiExample("A manager's word", {"value": 85, "reason": "Met in person twice."}, request_only=True)


class SuitabilityView(ApiView):
    permission_classes = [Recruiting]
    serializer_class = SuitabilitySerializer
    queryset = Candidate.objects.none()  # for OpenAPI, which has no user to ask for

    def told(self, pk: UUID) -> Response:
        return Response(SuitabilitySerializer(suitability_of(pk, self.user)).data)


@extend_schema(tags=["suitability"], responses=SuitabilitySerializer)
class CandidateSuitability(SuitabilityView):
    def get(self, request: Request, pk: UUID) -> Response:
        """The score with its interval, what each source added to it, and the version that made it."""
        return self.told(pk)

    @extend_schema(request=NoFields)
    def post(self, request: Request, pk: UUID) -> Response:
        """Score the candidate anew now."""
        self.validated(NoFields)
        re_score_now(pk, actor=self.user)
        return self.told(pk)


@extend_schema(tags=["suitability"], responses=SuitabilitySerializer)
class SuitabilityOverrideView(SuitabilityView):
    @extend_schema(request=ScoreOverrideInput, examples=[EXAMPLE])
    def put(self, request: Request, pk: UUID) -> Response:
        """Overrule the score, with a reason; managers only. It counts until it is withdrawn."""
        override_suitability(pk, actor=self.user, **self.validated(ScoreOverrideInput))
        return self.told(pk)

    @extend_schema(request=None, responses={200: SuitabilitySerializer})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Withdraw the overruling: the machine's score, made anew, counts again. 404 where there is none."""
        withdraw_override(pk, actor=self.user)
        return self.told(pk)
