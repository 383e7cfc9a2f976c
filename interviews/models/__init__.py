from interviews.models.answers import AnswerRevision, InterviewAnswer, ScoreOverride
from interviews.models.catalog import BankQuestion, FollowUpTemplate, Module, Role
from interviews.models.profiles import Profile
from interviews.models.sessions import InterviewQuestion, InterviewSession, Recording

__all__ = [
    "AnswerRevision",
    "BankQuestion",
    "FollowUpTemplate",
    "InterviewAnswer",
    "InterviewQuestion",
    "InterviewSession",
    "Module",
    "Profile",
    "Recording",
    "Role",
    "ScoreOverride",
]
