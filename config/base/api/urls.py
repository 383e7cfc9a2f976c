from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView

from config.base.api.accounts import Me, People, Register
from config.base.api.tokens import Login, Refresh, Revoke

# Swagger UI writes styles into its page; its script comes as a file.
swagger_styles = csp_replace({"style-src": [SELF, UNSAFE_INLINE]})


class Docs(SpectacularSwaggerSplitView):
    """A page to be read: its template has no answer to OPTIONS."""

    http_method_names = ["get", "head"]


urlpatterns = [
    path("token", Login.as_view(), name="token"),
    path("token/refresh", Refresh.as_view(), name="token-refresh"),
    path("token/revoke", Revoke.as_view(), name="token-revoke"),
    path("register", Register.as_view(), name="register"),
    path("me", Me.as_view(), name="me"),
    path("users", People.as_view(), name="users"),
    path("schema", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs", swagger_styles(Docs.as_view(url_name="schema")), name="docs"),
]
