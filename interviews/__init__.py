"""Mock and assessment sessions: questions, answers, scoring, reports. Knows no other app."""
