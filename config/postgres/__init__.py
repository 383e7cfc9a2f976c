"""PostgreSQL as the project uses it: embedded by default, logged in to by role, asked in somebody's name."""
