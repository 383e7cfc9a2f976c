from django.urls import path

from interviews.api.catalog_urls import urlpatterns as catalog
from interviews.api.views import answers, reports, sessions

SESSION = "interviews/<uuid:pk>"
QUESTION = f"{SESSION}/questions/<uuid:question_id>"

urlpatterns = [
    path("interviews", sessions.SessionList.as_view(), name="sessions"),
    path(SESSION, sessions.SessionDetail.as_view(), name="session"),
    path(f"{SESSION}/status", sessions.SessionStatus.as_view(), name="session-status"),
    path(f"{SESSION}/questions", sessions.QuestionsOfSession.as_view(), name="session-questions"),
    path(f"{SESSION}/next", sessions.NextQuestion.as_view(), name="session-next"),
    path(f"{SESSION}/answers", answers.AnswersOfSession.as_view(), name="session-answers"),
    path(f"{SESSION}/finish", sessions.FinishSession.as_view(), name="session-finish"),
    path(f"{SESSION}/report", reports.ReportOfSession.as_view(), name="session-report"),
    path(f"{SESSION}/recordings", sessions.RecordingsOfSession.as_view(), name="session-recordings"),
    path(f"{QUESTION}/draft", answers.DraftOfQuestion.as_view(), name="question-draft"),
    path(f"{QUESTION}/hint", answers.HintOfQuestion.as_view(), name="question-hint"),
    path(f"{QUESTION}/skip", answers.SkipQuestion.as_view(), name="question-skip"),
    *catalog,
]
