from feedback.models.decisions import DecisionChange, EndingProcess, NextStageDecision, NextStageRule
from feedback.models.events import ConsumerFailure, Event, ProcessedEvent, Publication
from feedback.models.feedback import FeedbackReminder, FeedbackRevision, InterviewFeedback
from feedback.models.suitability import (
    InterviewerSeverity,
    ScoredCandidate,
    SuitabilityModel,
    SuitabilityOverride,
    SuitabilityScore,
)
from feedback.models.webhooks import WebhookAttempt, WebhookDelivery, WebhookEndpoint

__all__ = [
    "ConsumerFailure",
    "DecisionChange",
    "EndingProcess",
    "Event",
    "FeedbackReminder",
    "FeedbackRevision",
    "InterviewFeedback",
    "InterviewerSeverity",
    "NextStageDecision",
    "NextStageRule",
    "ProcessedEvent",
    "Publication",
    "ScoredCandidate",
    "SuitabilityModel",
    "SuitabilityOverride",
    "SuitabilityScore",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
]
