"""One's own profile."""

from __future__ import annotations

from config.base.models import User
from interviews.models import Profile


def own_profile(user: User) -> Profile | None:
    """Without the resume's text, which only the services read."""
    found: Profile | None = Profile.objects.visible_to(user).defer("resume_text").first()
    return found
