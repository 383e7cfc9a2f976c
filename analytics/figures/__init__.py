"""The figures as recruiters read them, made from counts and spans of time: pure arithmetic, free of HTTP and SQL."""
