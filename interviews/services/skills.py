"""Skills as people state them, in the names that the bank uses."""

from __future__ import annotations

from collections.abc import Iterable

from config.base.errors import Invalid
from interviews.resumes import usual_names
from interviews.validators import MAX_TAGS, TAG_LENGTH


def stated_skills(skills: Iterable[str]) -> list[str]:
    """In lower case and in their usual names, each once. Raises Invalid for too many and for one too long."""
    names = usual_names(skills)
    if len(names) > MAX_TAGS:
        raise Invalid(f"At most {MAX_TAGS} skills.", code="max_length", attr="skills")
    if any(len(name) > TAG_LENGTH for name in names):
        raise Invalid(f"Each has at most {TAG_LENGTH} characters.", code="max_length", attr="skills")
    return names
