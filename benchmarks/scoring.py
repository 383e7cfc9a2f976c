"""CPU time of scoring one answer, by its length: `python -m benchmarks.scoring` prints it and asserts nothing."""

from __future__ import annotations

import time

from interviews.bank.reading import read_bank
from interviews.scoring import Task, score_answer

LENGTHS = (30, 100, 300, 1000)
QUESTIONS = 40


def main() -> None:
    rows = [row for row in read_bank().questions if row["focus"] != "behavioral"][:QUESTIONS]
    tasks = [
        Task(
            question=row["text"],
            references=(row["model_answer"], *row["accepted_answers"]),
            key_points=tuple(row["key_points"]),
        )
        for row in rows
    ]
    words = " ".join(row["model_answer"] for row in rows).split()
    for task in tasks:
        score_answer(task, "warm-up")
    for length in LENGTHS:
        answers = [" ".join(words[start : start + length]) for start in range(0, QUESTIONS * 50, 50)]
        started = time.process_time()
        for task, answer in zip(tasks, answers, strict=True):
            score_answer(task, answer)
        spent = (time.process_time() - started) / QUESTIONS * 1000
        print(f"{length:>5} words, 3 references, 3-6 key points: {spent:.1f} ms of CPU an answer")


if __name__ == "__main__":
    main()
