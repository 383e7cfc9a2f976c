"""Skills and years read from a resume's text."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest

from interviews.bank.reading import read_bank
from interviews.resumes import MAX_CHARACTERS, skills_in, usual_names, years_in
from interviews.resumes.skills import ALIASES

VOCABULARY = [
    *("go", "java", "javascript", "c++", "c#", "c", "r", ".net", "node.js", "ci/cd", "postgresql", "kubernetes"),
    *(
        "a/b testing",
        "machine learning",
        "learning",
        "cost",
        "communication",
        "react",
        "swift",
        "spark",
        "rest",
        "sql",
        "python",
    ),
    *("scikit-learn", "data modeling", "on-call"),
]
TODAY = date(2025, 6, 15)


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("", []),
        ("Gardening and cooking.", []),
        ("Java", ["java"]),
        ("JavaScript", ["javascript"]),
        ("Javanese and javascripts", []),
        ("PYTHON, (SQL)", ["python", "sql"]),
        ("Python/SQL|Java", ["python", "sql", "java"]),
        ("C++17, C#", ["c++", "c#"]),
        ("C#/.NET", ["c#", ".net"]),
        ("Profit.net of costs", []),
        ("Node.js", ["node.js"]),
        ("nodejs and Node JS", ["node.js"]),
        ("CI/CD", ["ci/cd"]),
        ("CI / CD, ci-cd", ["ci/cd"]),
        ("A/B tests", ["a/b testing"]),
        ("postgres, k8s, js", ["postgresql", "kubernetes", "javascript"]),
        ("Machine-Learning", ["machine learning"]),
        ("machine\nlearning", ["machine learning"]),
        ("machine\n\nlearning", []),
        ("learning about machine learning, learning", ["machine learning"]),
        ("Cut cost by half with great communication", []),
        ("on call, On-Call", ["on-call"]),
        ("Scikit\u2011learn and data modelling", ["scikit-learn", "data modeling"]),
        ("foo.js, java.example.org, ada@sql.org", []),
    ],
)
def test_skills_are_found_as_whole_terms(text: str, skills: list[str]) -> None:
    assert skills_in(text, VOCABULARY) == skills


@pytest.mark.parametrize(
    "text",
    [
        *("We are going to go to market", "Go to market", "GO TO MARKET", "Go-to-market, SQL", "Let us go."),
        *("R&D", "Python and R&D", "J. R. R. Tolkien", "R. Smith", "Objective-C", "Vitamin C helps"),
        *("I react quickly to change", "the rest of the team", "Rest of the world", "a spark of ideas"),
        *("Swift resolution of tickets", "a swift answer"),
    ],
)
def test_words_of_everyday_language_are_no_skills(text: str) -> None:
    assert set(skills_in(text, VOCABULARY)) <= {"python", "sql"}


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        *(("Python, Go, SQL", "go"), ("python, go, sql", "go"), ("Python\nGo\nSQL", "go"), ("go and python", "go")),
        *(("Wrote services in Go.", "go"), ("Golang", "go"), ("Go developer", "go"), ("We moved Go code", "go")),
        *(("Python, R, SQL", "r"), ("R, Go and Python", "r"), ("Statistics in R, daily", "r"), ("R", "r")),
        *(
            ("R programming", "r"),
            ("C/C++", "c"),
            ("Swift | Java", "swift"),
            ("Built pages in React for shops", "react"),
        ),
        *(("Designed REST APIs", "rest"), ("pyspark", "spark"), ("Spark", "spark")),
    ],
)
def test_names_that_are_also_words_count_where_they_are_meant(text: str, skill: str) -> None:
    assert skill in skills_in(text, VOCABULARY)


def test_the_most_often_named_come_first_then_by_place() -> None:
    text = "Java, SQL, Python. Python again, postgres. Then PostgreSQL, Python."
    assert skills_in(text, VOCABULARY) == ["python", "postgresql", "java", "sql"]


def test_aliases_count_only_for_what_the_vocabulary_knows() -> None:
    assert skills_in("k8s and postgres", ["postgresql"]) == ["postgresql"]
    assert skills_in("k8s", ["k8s"]) == ["k8s"]
    assert skills_in("Python", []) == []


def test_a_sentence_is_no_skill() -> None:
    assert skills_in("one two three four five six seven", ["one two three four five six seven"]) == []
    assert skills_in("one two three four five six", ["one two three four five six"]) == ["one two three four five six"]


def test_usual_names_are_folded_and_each_once() -> None:
    said = [" PostgreSQL ", "postgres", "K8s", "", "\u200b", "Ｇｏ", "API  Design"]
    assert usual_names(said) == ["postgresql", "kubernetes", "go", "api design"]


def test_the_banks_tags_are_usual_names() -> None:
    bank = read_bank()
    tags = {tag for row in [*bank.roles, *bank.questions] for tag in row["skills"]}
    assert tags & set(ALIASES) == set()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("7+ years of experience", "7.0"),
        ("Over 7 years' professional experience", "7.0"),
        ("5-7 years of experience", "5.0"),
        ("5 to 7 yrs experience", "5.0"),
        ("seven years and 6 months of experience", "7.5"),
        ("4,5 years of hands-on Python experience", "4.5"),
        ("Experience: 3 years", "3.0"),
        ("with experience of over 12 years", "12.0"),
        ("2 years of SQL experience, 10 years of experience in all", "10.0"),
        ("0 years of experience", "0.0"),
        ("-5 years of experience", None),
        ("100 years of experience", None),
        ("99 years of experience", None),
        ("I am 30 years old and like new experience", None),
        ("3 years. Experience with SQL", None),
    ],
)
def test_stated_years(text: str, years: str | None) -> None:
    assert years_in(text, TODAY) == (years and Decimal(years))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("", None),
        ("No dates here, but 2019 and Jan 2020.", None),
        ("Jan 2018 - Mar 2021", "3.3"),
        ("January 2018 \u2013 March 2021", "3.3"),
        ("Sept. 2020 to Aug. 2021", "1.0"),
        ("2019-2022", "3.0"),
        ("2019 \u2014 2022", "3.0"),
        ("03/2020 - present", "5.3"),
        ("03.2020 until today", "5.3"),
        ("2024-07 - 2025-06", "1.0"),
        ("15.03.2020 - 14.02.2021", "1.0"),
        ("03/25/2020 - 02/14/2021", "1.0"),
        ("Jan 2018 - Dec 2019\nJan 2019 - Dec 2020", "3.0"),
        ("2010-2012 and 2014-2015", "3.0"),
        ("2010 - 2020\n2012 - 2014\n2015 - 2016", "10.0"),
        ("2020 - 2040", "5.5"),
        ("2030 - 2035", None),
        ("2022 - 2019", None),
        ("2019-2019", None),
        ("1900 - 2020", "70"),
        ("Call 555-2019-2022 or 12019-2022", None),
    ],
)
def test_years_of_dated_ranges(text: str, years: str | None) -> None:
    assert years_in(text, TODAY) == (years and Decimal(years))


@pytest.mark.parametrize(
    "text",
    [
        "EDUCATION\nBSc, 2010 - 2014\n\nWORK EXPERIENCE\nNorthwind, 2015 - 2017",
        "Work Experience\nNorthwind, 2015 - 2017\nEducation and Training:\nA school, 2010 - 2014",
        "Education: A school 2010 - 2014\nEmployment: Northwind 2015 - 2017",
        "Northwind, 2015 - 2017\nUniversity of Somewhere, 2010 - 2014",
        "Northwind\n2015 - 2017\nB.Sc. Mathematics\n2010 - 2014",
        "Professional Experience\nUniversity of Somewhere, system administrator, 2015 - 2017",
        "Training Manager\nNorthwind, 2015 - 2017",
    ],
)
def test_education_does_not_count(text: str) -> None:
    assert years_in(text, TODAY) == Decimal("2.0")


def test_a_statement_wins_over_ranges() -> None:
    assert years_in("6 years of experience\n2010 - 2020", TODAY) == Decimal("6.0")


UNITS = [
    *("a ", "go ", "go, ", "R, ", "R and ", "machine ", "machine.", " ", "\n", ".", "-", "1", "c+", "ci/", "a/b ", "x"),
    *("1 year ", "10 years a a a a a ", "2019-2020 ", "2019-2020\n", "Jan 2018 - ", "education\n", "1/1/1/"),
    *("experience ", "experience and ", "\u0301", "\ufdfa", "go" + " " * 5000, "(", "(a+)+$"),
]


@pytest.mark.parametrize("unit", UNITS, ids=range(len(UNITS)))
def test_hostile_text_of_a_megabyte_is_read_at_all(unit: str) -> None:
    text = (unit * (1_000_000 // len(unit) + 1))[:1_000_000]
    vocabulary = [*VOCABULARY, *(f"skill {n}" for n in range(500)), *(f"a {n}" for n in range(3000)), "a a a a a b"]
    begun = time.process_time()
    skills_in(text, vocabulary)
    years_in(text, TODAY)
    assert time.process_time() - begun < 10  # an expression that goes back and forth would take minutes


def test_what_lies_beyond_any_resume_is_not_looked_at() -> None:
    text = "x " * (MAX_CHARACTERS // 2) + "python 2019-2022"
    assert (skills_in(text, VOCABULARY), years_in(text, TODAY)) == ([], None)
