"""The map: the only module that names all four apps."""

from django.contrib import admin
from django.urls import include, path

from config.base import health

urlpatterns = [
    path("health", health.health, name="health"),
    path("health/ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("admin/", admin.site.urls),
    path("api/", include("config.base.api.urls")),
    path("api/", include("tracking.api.urls")),
    path("api/", include("feedback.api.urls")),
    path("api/", include("interviews.api.urls")),
    path("api/", include("analytics.api.urls")),
    path("", include("interviews.pages.urls")),
]
