"""The question bank as reviewable files: roles, questions, modules, follow-up templates."""
