from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from config.base.api.accounts import Me, People, Register
from config.base.api.tokens import Login, Refresh, Revoke

urlpatterns = [
    path("token", Login.as_view(), name="token"),
    path("token/refresh", Refresh.as_view(), name="token-refresh"),
    path("token/revoke", Revoke.as_view(), name="token-revoke"),
    path("register", Register.as_view(), name="register"),
    path("me", Me.as_view(), name="me"),
    path("users", People.as_view(), name="users"),
    path("schema", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
]
