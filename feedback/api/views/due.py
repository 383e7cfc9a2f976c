"""Who owes feedback."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from config.base.api.filters import OF_EVERY_REQUEST, UNKNOWN
from config.base.api.pagination import AT_MOST, DEFAULT_LIMIT, WholeList, query_parameter, read_limit
from config.base.api.permissions import Interviewing
from config.base.api.views import ApiView
from feedback.selectors.due import due_for


class NamedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="interviewer_id")
    name = serializers.CharField(source="interviewer_name")


class DueSerializer(serializers.Serializer[Any]):
    """One interviewer's missing feedback on one stage."""

    stage_id = serializers.UUIDField()
    process_id = serializers.UUIDField()
    candidate_id = serializers.UUIDField()
    candidate_name = serializers.CharField()
    company_name = serializers.CharField()
    role_title = serializers.CharField()
    stage_name = serializers.CharField()
    interviewer = NamedSerializer(source="*")
    due_since = serializers.DateField(help_text="The day of the interview.")
    reminders_sent = serializers.IntegerField()
    last_reminder_at = serializers.DateTimeField(allow_null=True)


class LatestOnly(WholeList):
    """One page of at most `limit` rows; what has been given leaves room for what is older."""

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [query_parameter("limit", {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT}, AT_MOST)]


@extend_schema(tags=["feedback"])
class DueFeedback(ApiView):
    permission_classes = [Interviewing]
    serializer_class = DueSerializer
    pagination_class = LatestOnly
    filter_backends = []
    is_list = True

    def get(self, request: Request) -> Response:
        """Missing feedback on interviews that took place: yours, that of your processes, or all for managers.

        The latest interviews first, as many as `limit` says.
        """
        if unknown := sorted(set(request.query_params) - OF_EVERY_REQUEST - {"limit"}):
            raise serializers.ValidationError({name: ["This list has no such filter."] for name in unknown}, UNKNOWN)
        rows = due_for(self.user, read_limit(request))
        return Response({"next": None, "previous": None, "results": DueSerializer(rows, many=True).data})
