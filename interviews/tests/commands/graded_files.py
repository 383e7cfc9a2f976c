"""Small files of graded answers, made up, in the columns of the real ones."""

from __future__ import annotations

import csv
from pathlib import Path

from interviews.management.graded import COLUMNS

QUESTIONS = {
    "1": ("What is a stack?", "A list where the last item added is the first removed."),
    "2": ("What is a queue?", "A list where items leave in the order in which they came."),
    "3": ("What does a compiler do?", "It translates source code into machine code before the program runs."),
    "4": ("Why are backups tested?", "Because a copy that cannot be restored protects nobody."),
}


def write(path: Path, *, graders: bool = True, topics: int = 2) -> Path:
    with path.open("w", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        for number, (question, reference) in QUESTIONS.items():
            words = reference.split()
            for kept in range(len(words) + 1):
                grade = round(5 * kept / len(words))
                both = {"score_1": grade, "score_2": max(0, grade - kept % 2)} if graders else {}
                rows.writerow(
                    {
                        "question_id": number,
                        "topic": str(int(number) % topics),
                        "question": question,
                        "reference_answer": reference,
                        "student_answer": " ".join(words[:kept]) or "no idea",
                        "score_avg": grade,
                        **both,
                    }
                )
    return path
