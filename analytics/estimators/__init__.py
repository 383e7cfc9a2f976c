"""Pure estimators: figures in, figures out, no database."""
