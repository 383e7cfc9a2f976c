from tracking.models.candidates import Attachment, Candidate
from tracking.models.history import StatusChange
from tracking.models.names import Company, Feeder
from tracking.models.offers import Offer, Placement
from tracking.models.processes import InterviewProcess
from tracking.models.stages import InterviewStage, PanelMember

__all__ = [
    "Attachment",
    "Candidate",
    "Company",
    "Feeder",
    "InterviewProcess",
    "InterviewStage",
    "Offer",
    "PanelMember",
    "Placement",
    "StatusChange",
]
