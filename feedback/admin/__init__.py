"""The back-office of feedback: what is missing, what was said, what came of it."""

from django.contrib import admin
from procrastinate.contrib.django.models import ProcrastinateJob

from config.base.admin import back_office
from config.base.back_office.roles import RECRUITING
from feedback import models
from feedback.admin.due import due_page, how_many_own
from feedback.admin.events import EventAdmin
from feedback.admin.feedback import FeedbackAdmin
from feedback.admin.jobs import JobAdmin
from feedback.admin.review import count_for, review_queue
from feedback.admin.rules import RuleAdmin
from feedback.admin.scores import ScoredCandidateAdmin
from feedback.admin.suitability import InterviewerSeverityAdmin, SuitabilityModelAdmin
from feedback.admin.webhooks import DeliveryAdmin, EndpointAdmin

admin.site.register(models.InterviewFeedback, FeedbackAdmin)
admin.site.register(models.NextStageRule, RuleAdmin)
admin.site.register(models.ScoredCandidate, ScoredCandidateAdmin)
admin.site.register(models.SuitabilityModel, SuitabilityModelAdmin)
admin.site.register(models.InterviewerSeverity, InterviewerSeverityAdmin)
admin.site.register(models.Event, EventAdmin)
admin.site.register(models.WebhookEndpoint, EndpointAdmin)
admin.site.register(models.WebhookDelivery, DeliveryAdmin)
admin.site.register(ProcrastinateJob, JobAdmin)

back_office().register_view(
    "feedback/review/",
    review_queue,
    "review_queue",
    "Review queue",
    description="What feedback led to: confirm it, dismiss it, undo it.",
    roles=RECRUITING,
    count=count_for,
)
back_office().register_view(
    "feedback/due/",
    due_page,
    "feedback_due",
    "Feedback to give",
    description="What is missing, and what comes next.",
    count=how_many_own,
)
