from django.urls import path

from interviews.pages import access, views

urlpatterns = [
    path("", access.home, name="home"),
    path("login", access.Login.as_view(), name="login"),
    path("logout", access.Logout.as_view(), name="logout"),
    path("interviews", views.past_interviews, name="past-interviews"),
    path("interviews/<uuid:pk>", views.interview, name="past-interview"),
]
