from django.urls import path

from interviews.api.views import catalog, profiles

urlpatterns = [
    path("profile", profiles.OwnProfile.as_view(), name="profile"),
    path("profile/resume", profiles.OwnResume.as_view(), name="profile-resume"),
    path("roles", catalog.RoleList.as_view(), name="roles"),
    path("modules", catalog.ModuleList.as_view(), name="modules"),
    path("modules/<uuid:pk>", catalog.ModuleDetail.as_view(), name="module"),
    path("modules/<uuid:pk>/questions", catalog.QuestionsOfModule.as_view(), name="module-questions"),
]
