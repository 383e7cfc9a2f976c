"""What the demo's world consists of: companies, feeders, roles, the steps of a process, and what people write."""

from __future__ import annotations

from typing import NamedTuple


class DemoCompany(NamedTuple):
    """`bar` is how much more than usual it asks for; `pace` stretches the days between its stages."""

    name: str
    weight: int
    bar: float
    pace: float
    currency: str


class DemoFeeder(NamedTuple):
    """`lift` is how much better (or worse) than usual its candidates do."""

    name: str | None
    weight: int
    lift: float


class DemoRole(NamedTuple):
    title: str
    track: str
    weight: int
    salary: int


COMPANIES = (
    DemoCompany("Alder & Finch", 12, 0.1, 1.0, "USD"),
    DemoCompany("Brightwater Energy", 9, -0.1, 1.3, "USD"),
    DemoCompany("Cobalt Harbour Bank", 10, 0.3, 1.5, "GBP"),
    DemoCompany("Driftwood Labs", 6, 0.2, 0.7, "EUR"),
    DemoCompany("Elmstead Health", 8, 0.0, 1.2, "GBP"),
    DemoCompany("Fennel Foods", 5, -0.3, 0.9, "EUR"),
    DemoCompany("Glasswing Robotics", 7, 0.5, 1.1, "CHF"),
    DemoCompany("Ironbridge Logistics", 8, -0.2, 1.0, "EUR"),
    DemoCompany("Kestrel Payments", 11, 0.2, 0.8, "EUR"),
    DemoCompany("Larkspur Media", 4, -0.2, 1.0, "USD"),
    DemoCompany("Morrow Insurance", 6, 0.0, 1.6, "USD"),
    DemoCompany("Ostrander Aerospace", 5, 0.4, 1.4, "USD"),
    DemoCompany("Saltmarsh Games", 4, 0.1, 0.8, "SEK"),
    DemoCompany("Tidewell Travel", 5, -0.1, 0.9, "EUR"),
)
FEEDERS = (
    DemoFeeder("Employee referral", 14, 0.45),
    DemoFeeder("Careers page", 18, -0.25),
    DemoFeeder("Pavo Cloud", 10, 0.35),
    DemoFeeder("Oakline Systems", 9, 0.20),
    DemoFeeder("Quillon Software", 8, 0.05),
    DemoFeeder("Northgate Consulting", 8, -0.10),
    DemoFeeder("Hart & Wold Search", 7, 0.15),
    DemoFeeder("Talentbridge Agency", 9, -0.35),
    DemoFeeder("Ashford University", 6, -0.15),
    DemoFeeder("Tern Coding Academy", 5, -0.50),
    DemoFeeder("Lumen Meet-ups", 4, 0.30),
    DemoFeeder("Verity Job Board", 12, -0.40),
    DemoFeeder(None, 6, -0.05),
)
ROLES = (
    DemoRole("Backend Engineer", "engineering", 16, 128_000),
    DemoRole("Frontend Engineer", "engineering", 12, 120_000),
    DemoRole("Full-Stack Engineer", "engineering", 9, 124_000),
    DemoRole("Senior Backend Engineer", "engineering", 9, 158_000),
    DemoRole("Platform Engineer", "engineering", 6, 145_000),
    DemoRole("Mobile Engineer", "engineering", 5, 125_000),
    DemoRole("Data Engineer", "engineering", 8, 135_000),
    DemoRole("Data Scientist", "data", 7, 138_000),
    DemoRole("Data Analyst", "data", 7, 92_000),
    DemoRole("Product Manager", "product", 7, 140_000),
    DemoRole("Product Designer", "product", 6, 115_000),
    DemoRole("Engineering Manager", "product", 3, 172_000),
    DemoRole("Account Executive", "sales", 6, 95_000),
    DemoRole("Customer Success Manager", "sales", 5, 82_000),
    DemoRole("Financial Analyst", "office", 4, 84_000),
    DemoRole("People Partner", "office", 3, 88_000),
)
# Each step: how it may be called, and how hard it is (the share of usual candidates who pass).
TRACKS: dict[str, tuple[tuple[tuple[str, ...], float], ...]] = {
    "engineering": (
        (("Phone Screen", "Recruiter screen", "Intro call"), 0.86),
        (("Technical Interview", "Coding interview", "Tech round 1"), 0.66),
        (("System design", "Take-home review"), 0.70),
        (("Onsite", "On-site panel"), 0.68),
        (("Hiring Manager", "Hiring manager chat"), 0.85),
    ),
    "data": (
        (("Phone Screen", "Intro call"), 0.85),
        (("Technical Interview", "Coding interview: SQL and statistics"), 0.64),
        (("Final panel", "On-site panel"), 0.68),
        (("Hiring Manager",), 0.86),
    ),
    "product": (
        (("Phone Screen", "Recruiter screen"), 0.84),
        (("Hiring Manager", "Hiring manager interview"), 0.70),
        (("Case presentation", "Portfolio review"), 0.66),
        (("Final panel", "Onsite"), 0.70),
    ),
    "sales": (
        (("Phone Screen", "Intro call"), 0.82),
        (("Hiring Manager",), 0.70),
        (("Role play",), 0.68),
        (("Second round", "Final panel"), 0.78),
    ),
    "office": (
        (("Phone Screen",), 0.84),
        (("Hiring Manager",), 0.68),
        (("Case study", "Final panel"), 0.70),
    ),
}
# A usual salary is in dollars; what the same role earns elsewhere, in that currency.
SALARY_FACTORS = {"USD": 1.0, "GBP": 0.62, "EUR": 0.68, "CHF": 1.02, "SEK": 5.9}

INTERVIEWERS = (
    *("Amara Nwosu", "Bengt Lindqvist", "Carmen Rojas", "Deepa Raman", "Emeka Obi", "Fiona Gallagher"),
    *("Giorgos Pappas", "Hye-jin Seo", "Ilse Vermeer", "João Figueiredo", "Katya Morozova", "Liam O'Connell"),
    *("Meret Zumsteg", "Nadia Haddad", "Oluwaseun Adeyemi", "Pilar Ortega", "Quentin Marchand", "Rashid Karimi"),
)

OPENINGS = {
    "passed": (
        "Clear and structured from the first minute.",
        "Good conversation, well prepared.",
        "Knew our product and asked sharp questions.",
        "Calm under pressure; thinks before speaking.",
        "A pleasure to talk to.",
        "Started slowly, then very convincing.",
        "Confident without overselling.",
        "Honest about what they do not know.",
    ),
    "failed": (
        "Nervous start that did not settle.",
        "Friendly, but the substance was thin.",
        "Struggled to go beyond the general.",
        "Answers stayed on the surface.",
        "Not at the level this role needs today.",
        "Long answers, little structure.",
        "Needed a lot of prompting.",
        "Good motivation, but gaps in the basics.",
    ),
}
REMARKS: dict[str, dict[str, tuple[str, ...]]] = {
    "engineering": {
        "passed": (
            "Worked through the concurrency question without hints.",
            "Chose sensible trade-offs and named their price.",
            "Wrote tests unprompted and found their own bug.",
            "Strong on data modelling; a little rusty on networks.",
            "Explained a past outage with real insight.",
            "Clean code, good names, small steps.",
            "Designed for failure from the start.",
        ),
        "failed": (
            "Missed the edge cases and did not test.",
            "Could not explain why the index would help.",
            "Did not finish the second exercise.",
            "The design fell apart as soon as the load doubled.",
            "Reached for frameworks where a loop would do.",
            "Got stuck on complexity and stayed stuck.",
        ),
    },
    "data": {
        "passed": (
            "Questioned the sample before the model.",
            "Solid SQL, window functions included.",
            "Explained a confidence interval so that anyone would get it.",
            "Connected the figures to a decision.",
        ),
        "failed": (
            "Mixed up correlation and effect, and held on to it.",
            "The query double-counted and it was not noticed.",
            "No idea how to check the model's result.",
            "Weak on experiment design.",
        ),
    },
    "product": {
        "passed": (
            "Said no to a feature for good reasons.",
            "Talked about users before solutions.",
            "Great story of a launch that went wrong and what came of it.",
            "Showed the messy drafts, not only the result.",
        ),
        "failed": (
            "Could not say how success was measured.",
            "Jumped to a solution at once.",
            "Spoke of the team, never of own decisions.",
            "The portfolio showed results without reasons.",
        ),
    },
    "sales": {
        "passed": (
            "Listened twice as much as they spoke.",
            "Knew their numbers to the month.",
            "Handled the price objection gracefully.",
        ),
        "failed": (
            "Pitched before asking a single question.",
            "Vague about quota and attainment.",
            "Lost patience with a difficult customer.",
        ),
    },
    "office": {
        "passed": (
            "Careful with details, quick with the whole.",
            "Built the forecast live and explained each step.",
            "Handled the confidential case with tact.",
        ),
        "failed": (
            "The figures did not add up, and it went unnoticed.",
            "Rules first, people second.",
            "Little experience with audits.",
        ),
    },
}
CLOSINGS = {
    "passed": (
        "Would gladly work with them.",
        "Recommend the next step.",
        "Clear yes from me.",
        "Yes, with a question on seniority.",
        "",
    ),
    "failed": (
        "Not for this role.",
        "Perhaps in a year.",
        "A no from me, with regret.",
        "Would consider for a junior role.",
        "",
    ),
}
NEXT_STEPS = (
    "Ask about notice period.",
    "Send the preparation guide.",
    "Probe depth in system design.",
    "",
    "",
    "",
    "",
)
