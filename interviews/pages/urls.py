from django.urls import path

from interviews.pages import access, answering, beginning, profile, taking, views

urlpatterns = [
    path("", access.home, name="home"),
    path("login", access.Login.as_view(), name="login"),
    path("logout", access.Logout.as_view(), name="logout"),
    path("profile", profile.profile, name="own-profile"),
    path("profile/resume", profile.resume, name="own-resume"),
    path("profile/resume/remove", profile.take_resume_away, name="own-resume-removal"),
    path("interviews", views.past_interviews, name="past-interviews"),
    path("interviews/new", beginning.new_interview, name="new-interview"),
    path("interviews/modules", beginning.modules, name="practice-modules"),
    path("interviews/<uuid:pk>", views.interview, name="past-interview"),
    path("interviews/<uuid:pk>/question", taking.current_question, name="current-question"),
    path("interviews/<uuid:pk>/questions/<uuid:question_id>", taking.question, name="asked-question"),
    path("interviews/<uuid:pk>/questions/<uuid:question_id>/draft", answering.draft, name="draft"),
    path("interviews/<uuid:pk>/answers/<uuid:question_id>", taking.given_answer, name="given-answer"),
    path("interviews/<uuid:pk>/finish", taking.finish, name="finish-interview"),
]
