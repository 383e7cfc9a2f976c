"""What each answers: arrange, one selector, the figures as JSON or CSV."""
