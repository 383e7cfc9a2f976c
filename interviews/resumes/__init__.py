"""What a resume says: the skills it names, and the years of experience. Pure."""

from interviews.resumes.letters import MAX_CHARACTERS
from interviews.resumes.skills import skills_in, usual_names
from interviews.resumes.years import years_in

__all__ = ["MAX_CHARACTERS", "skills_in", "usual_names", "years_in"]
