"""Questions with answers of our own, for the tests of the scorer."""

from __future__ import annotations

from interviews.scoring import Task

INDEX = Task(
    question="What is a database index, and what does it cost?",
    references=(
        "An index is a separate data structure, usually a B-tree, that lets the database find matching rows without "
        "scanning the whole table. It takes disk space, and every insert or update has to maintain it, so writes get "
        "slower.",
        "Think of the register at the back of a book: lookups jump straight to the right page. You pay with storage "
        "and with extra work on each write, because the register must be kept up to date as well.",
        "It is a sorted copy of some columns with pointers to the records, so reads avoid a full scan; in exchange "
        "modifications become more expensive and more memory is used.",
    ),
    key_points=(
        "An index lets the database find rows without scanning the whole table",
        "Writes become slower because the index has to be maintained",
        "The index takes additional disk space",
    ),
)
DEADLOCK = Task(
    question="What is a deadlock between two threads?",
    references=(
        "Two threads each hold a lock the other one needs, so both wait for ever and neither can go on.",
        "Each party keeps one resource and waits for the one its rival has; nobody lets go, and all stands still.",
        "A circular wait: the first has mutex A and wants B, the second has B and wants A, hence no progress.",
    ),
)
CHURN = Task(
    question="How would you find out why customers leave a subscription service?",
    references=(
        "I would compare the behaviour of those who cancelled with those who stayed, look at when they leave, and "
        "interview a dozen former subscribers about the moment they decided to cancel.",
        "First I cut retention by cohort and plan to see where the drop is, then I ask people in an exit survey and "
        "call some of them to learn the cause behind the figures.",
        "Data shows where and when users quit, for example after the price rises in month three; talking to them shows "
        "the motive. I need both before I test a remedy.",
    ),
)
CACHE = Task(
    question="Why can a cache return stale data, and what can be done about it?",
    references=(
        "The cache keeps a copy, and when the original changes the copy is not told. A short time to live limits how "
        "old it can be; deleting or updating the entry on each write keeps it fresh.",
        "Because the stored value is only a snapshot of the source. One sets an expiry, or invalidates the key when "
        "the underlying record is modified.",
        "A write reaches the database but not the cached entry, so readers see the old version until it expires or is "
        "evicted explicitly.",
    ),
)
TASKS = (INDEX, DEADLOCK, CHURN, CACHE)

CONFLICT = Task(
    question="Tell me about a time you disagreed with a colleague.",
    references=(
        "Last spring our tester and I disagreed about releasing before a holiday. I asked her to show me three open "
        "faults, reproduced one of them on my own phone and moved the release by two days. We shipped without a single "
        "complaint, and since then we go through open faults together every Thursday.",
    ),
    key_points=("The disagreement is described concretely", "The other view was listened to before deciding"),
    story=True,
)
ACCOUNT = (
    "In my second year at a bakery the head baker wanted to drop the rye loaf, and I was for keeping it. I counted the "
    "sales of six weeks, wrote them on one sheet and showed it to him before the shift. I also asked two cafes whether "
    "they would order more. He agreed to a trial, and by autumn the loaf sold forty pieces a day; it stayed there."
)


def single(task: Task) -> Task:
    """The task with its model answer alone."""
    return Task(question=task.question, references=task.references[:1])
