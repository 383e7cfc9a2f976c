"""What the API shows of sessions, field by field: read by OpenAPI and by config.base.api.sqljson."""

from __future__ import annotations

from typing import Any

from django.db.models import F, JSONField, OuterRef, Subquery, Value
from rest_framework import serializers

from config.base.api.sqljson import json_object
from config.base.models import User
from interviews.api import figures
from interviews.models import AnswerRevision, InterviewAnswer, InterviewQuestion, InterviewSession, Recording, Role
from interviews.scoring import DIMENSIONS


class RoleOfSessionSerializer(serializers.ModelSerializer[Role]):
    class Meta:
        model = Role
        fields = ["id", "name", "skills"]


class ProgressSerializer(serializers.Serializer[Any]):
    current_question = serializers.IntegerField(help_text="From 1; the last one when all are done.")
    total_questions = serializers.IntegerField()
    answered = serializers.IntegerField()
    skipped = serializers.IntegerField(help_text="Passed by and not answered since.")
    remaining = serializers.IntegerField(help_text="Still to be asked; 0 once the session has ended.")
    estimated_seconds = serializers.IntegerField(help_text="How long the remaining ones are likely to take.")


class SummarySerializer(serializers.Serializer[Any]):
    """The session in the words of older clients. Means are over scored answers, null where there is none."""

    session_id = serializers.UUIDField()
    user_id = serializers.UUIDField()
    interview_type = serializers.CharField()
    status = serializers.CharField()
    topics = serializers.ListField(child=serializers.CharField())
    total_questions = serializers.IntegerField()
    completed_questions = serializers.IntegerField(help_text="Scored answers; while scores are withheld, answers.")
    current_question_index = serializers.IntegerField(help_text="From 0.")
    start_time = serializers.DateTimeField(allow_null=True)
    end_time = serializers.DateTimeField(allow_null=True)
    duration = serializers.IntegerField(allow_null=True, help_text="Seconds; null until it has ended.")
    average_score = serializers.FloatField(allow_null=True, help_text="0-100.")
    individual_scores = serializers.ListField(
        child=serializers.FloatField(allow_null=True), help_text="0-100 in the questions' order, null where unscored."
    )
    completion_method = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ResultSerializer(serializers.Serializer[Any]):
    question_text = serializers.CharField()
    user_response = serializers.CharField(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    feedback = serializers.JSONField(allow_null=True)
    time_taken = serializers.IntegerField(allow_null=True, help_text="Seconds from shown to answered.")
    hints_used = serializers.IntegerField()
    difficulty = serializers.CharField()
    code_submission = serializers.CharField(allow_null=True)


class FullSummarySerializer(SummarySerializer):
    final_results = ResultSerializer(many=True, allow_null=True, help_text="Null until the session has ended.")


class SessionRowSerializer(serializers.ModelSerializer[InterviewSession]):
    user = serializers.UUIDField(source="user_id")
    profile = serializers.UUIDField(source="profile_id", allow_null=True)
    role_selected = RoleOfSessionSerializer(allow_null=True)
    module = serializers.UUIDField(source="module_id", allow_null=True)
    overall_score = serializers.FloatField(allow_null=True, help_text="0-100; null where no answer has a score.")
    progress: Any = ProgressSerializer()
    summary: Any = SummarySerializer()

    class Meta:
        model = InterviewSession
        fields = [
            *("id", "user", "profile", "role_selected", "role_source", "module", "level", "type", "mode", "topics"),
            *("status", "completion_method", "overall_score", "started_at", "ended_at", "created_at", "updated_at"),
            *("progress", "summary"),
        ]

    def sql_fields(self, user: User) -> dict[str, Any]:
        return {"progress": figures.progress(), "summary": figures.summary(with_results=False)}


class SessionSerializer(SessionRowSerializer):
    summary = FullSummarySerializer()

    def sql_fields(self, user: User) -> dict[str, Any]:
        return {"progress": figures.progress(), "summary": figures.summary(with_results=True)}


class StatusSerializer(serializers.ModelSerializer[InterviewSession]):
    progress = ProgressSerializer()

    class Meta:
        model = InterviewSession
        fields = ["id", "status", "completion_method", "started_at", "ended_at", "progress"]

    def sql_fields(self, user: User) -> dict[str, Any]:
        return {"progress": figures.progress()}


class DraftSerializer(serializers.Serializer[Any]):
    answer_text = serializers.CharField()
    code_submission = serializers.CharField()
    saved_at = serializers.DateTimeField()


class QuestionSerializer(serializers.ModelSerializer[InterviewQuestion]):
    """Never with key points or a model answer: after answering, that is in the answer's feedback."""

    session = serializers.UUIDField(source="session_id")
    parent_question = serializers.UUIDField(source="parent_question_id", allow_null=True)
    skill_tags_json = serializers.ListField(child=serializers.CharField())
    hints_available = serializers.IntegerField(help_text="Not taken yet.")
    answered = serializers.BooleanField()
    skipped = serializers.BooleanField(help_text="Passed by; it can be answered until the session ends.")
    draft = DraftSerializer(allow_null=True)

    class Meta:
        model = InterviewQuestion
        fields = [
            *("id", "session", "order", "question_text", "category", "focus", "difficulty", "skill_tags_json"),
            *("source", "is_followup", "parent_question", "hints_available", "hints_used", "estimated_seconds"),
            *("shown_at", "answered", "skipped", "draft", "created_at"),
        ]

    def sql_fields(self, user: User) -> dict[str, Any]:
        return figures.question_fields(user)


class NextQuestionSerializer(QuestionSerializer):
    """The question, and where the session stands."""

    complete = serializers.BooleanField(help_text="false")
    remaining = serializers.IntegerField(help_text="This one included.")

    class Meta(QuestionSerializer.Meta):
        fields = [*QuestionSerializer.Meta.fields, "complete", "remaining"]

    def sql_fields(self, user: User) -> dict[str, Any]:
        return {**super().sql_fields(user), "complete": Value(False), "remaining": figures.remaining_beside()}


class CompleteSerializer(serializers.Serializer[Any]):
    complete = serializers.BooleanField(help_text="true")
    remaining = serializers.IntegerField(help_text="0")


class HintSerializer(serializers.Serializer[Any]):
    hint = serializers.CharField()
    hints_used = serializers.IntegerField()
    hints_available = serializers.IntegerField(help_text="Not taken yet.")


class QuestionOfAnswer(QuestionSerializer):
    def sql_fields(self, user: User) -> dict[str, Any]:
        return figures.question_fields(user, "question__")


class ScoresSerializer(serializers.Serializer[Any]):
    """Each 0-5 to one decimal; null is not assessed."""

    def get_fields(self) -> dict[str, Any]:
        return {name: serializers.FloatField(allow_null=True) for name in DIMENSIONS}


class FeedbackSerializer(serializers.Serializer[Any]):
    strengths = serializers.ListField(child=serializers.CharField())
    weaknesses = serializers.ListField(child=serializers.CharField())
    improvements = serializers.ListField(child=serializers.CharField())
    model_answer = serializers.CharField(allow_null=True)


class RevisionSerializer(serializers.ModelSerializer[AnswerRevision]):
    score = serializers.FloatField(allow_null=True)
    scores_json = ScoresSerializer()

    class Meta:
        model = AnswerRevision
        fields = ["number", "answer_text", "code_submission", "submitted_at", "scores_json", "score", "counts"]


class AnswerSerializer(serializers.ModelSerializer[InterviewAnswer]):
    """The answer that counts. Scores, feedback and evaluation are null while an assessment runs."""

    question = QuestionOfAnswer()
    skill_tags_json = serializers.ListField(child=serializers.CharField())
    scores_json = ScoresSerializer(allow_null=True)
    feedback_json = FeedbackSerializer(allow_null=True)
    evaluation = serializers.JSONField(
        allow_null=True, help_text="Who scored (scorer, version), intervals, evidence, confidence and doubts."
    )
    evaluation_status = serializers.CharField(
        allow_null=True, help_text="scored, not_assessed or needs_review; null while withheld."
    )
    score = serializers.FloatField(allow_null=True, help_text="0-100.")
    last_revision = RevisionSerializer(allow_null=True, help_text="What was sent last, if more than once.")

    class Meta:
        model = InterviewAnswer
        fields = [
            *("id", "question", "answer_text", "code_submission", "submitted_at", "time_seconds", "time_taken"),
            *("skill_tags_json", "scores_json", "feedback_json", "evaluation", "evaluation_status", "score"),
            *("overridden", "revision_count", "last_revision", "created_at"),
        ]

    def sql_fields(self, user: User) -> dict[str, Any]:
        shown = ~figures.withheld("question__session__")
        last = AnswerRevision.objects.filter(answer=OuterRef("pk"), number__gt=1).order_by("-number")
        given = {"evaluation": "evaluation_json"}
        withheld = ("scores_json", "feedback_json", "evaluation", "evaluation_status", "score")
        return {
            **{name: figures.only_if(shown, F(given.get(name, name))) for name in withheld},
            "last_revision": Subquery(
                last.values_list(
                    figures.only_if(
                        ~figures.withheld("answer__question__session__"), json_object(RevisionSerializer(), user)
                    )
                )[:1],
                output_field=JSONField(),
            ),
        }


class RecordingSerializer(serializers.ModelSerializer[Recording]):
    session = serializers.UUIDField(source="session_id")
    question = serializers.UUIDField(source="question_id", allow_null=True)
    duration_seconds = serializers.FloatField()

    class Meta:
        model = Recording
        fields = [
            *("id", "session", "question", "kind", "media_type", "duration_seconds", "size_bytes"),
            *("sha256", "location", "created_at"),
        ]
