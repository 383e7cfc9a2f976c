"""How long the writer of a resume has worked, as far as it says. Linear in the text.

A range is of work unless it stands in a section on studies or, where no title tells, in a line about them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from interviews.resumes.letters import as_typed

MAX_YEARS = Decimal(70)
NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
NUMBER = rf"(?P<years>\d{{1,2}}(?:[.,]\d)?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
UNIT = r"(?:years?|yrs?)\b"
# "7+ years of experience", "5-7 years' commercial experience", "seven years and 6 months of experience"
STATED = re.compile(
    rf"(?<![\w.,/-]){NUMBER}\s{{0,2}}(?:(?:-|to)\s{{0,2}}\d{{1,2}}\s{{0,2}})?\+?\s{{0,2}}{UNIT}(?!\s{{0,2}}old)'?"
    r"(?:,?\s{1,2}(?:and\s)?(?P<months>\d{1,2})\s{1,2}months?\b)?"
    r"(?:[\s,/&()-]{1,3}[\w+#.]{1,30}){0,5}?[\s,/&()-]{1,3}experience\b",
    re.IGNORECASE,
)
# "Experience: 7 years", "experience of over 7 years"
HEADED = re.compile(
    rf"\bexperience[ \t:(-]{{1,4}}(?:of |is )?(?:over |more than |about |nearly )?{NUMBER} ?\+? ?{UNIT}", re.IGNORECASE
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAME = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
# "Jan 2018", "03/2020", "15.03.2020", "2020-03", "2020-03-15", "2019"
POINT = (
    rf"(?:(?P<name{{0}}>{MONTH_NAME})\.?,?\s{{{{1,2}}}}"
    r"|(?:(?P<day{0}>\d{{1,2}})[/.])?(?P<month{0}>\d{{1,2}})[/.]|)"
    r"(?P<year{0}>(?:19|20)\d\d)(?:-(?P<iso{0}>0[1-9]|1[0-2])(?:-\d\d)?(?!\d))?"
)
SPAN = re.compile(
    rf"(?<!\w)(?<!\d[-/.]){POINT.format(1)}\s{{0,2}}(?:-{{1,2}}|\b(?:to|until|till|through)\b)\s{{0,2}}"
    rf"(?:{POINT.format(2)}|(?P<present>present|current|now|today|ongoing|date))(?![\w/])",
    re.IGNORECASE,
)
TITLE = re.compile(r"^[^\w\n]{0,6}(?P<title>[a-z][a-z &/,'-]{1,44}?)[ \t]{0,20}(?::|$)", re.IGNORECASE | re.MULTILINE)
STUDY_TITLES = {
    *("education", "educational", "academic", "academics", "studies", "schooling", "qualifications", "certifications"),
    *("certificates", "courses", "coursework", "training", "degrees", "publications", "awards"),
}
OTHER_TITLES = {
    *("experience", "employment", "work", "career", "positions", "jobs", "projects", "volunteering", "internships"),
    *("freelance", "skills", "summary", "profile", "interests", "languages", "references"),
}
FILLERS = {"background", "history", "and", "my", "relevant", "further", "additional", "formal", "professional", "other"}
STUDYING = re.compile(
    r"\b(?:university|college|high school|bachelor|master(?:'?s)? (?:of|in|degree)|b\.?sc|m\.?sc|ph\.?d|mba|diploma"
    r"|degree|undergraduate|gpa)\b",
    re.IGNORECASE,
)
# How far around a range its line is looked at.
NEAR = 200


def years_in(text: str, today: date) -> Decimal | None:
    """Years of experience: as stated, else what the dated ranges outside of education cover; None if it says neither.

    Of several statements the longest counts. Overlapping ranges count once; both months of a range count; a year
    without a month is its January; what lies after `today` does not count.
    """
    text = as_typed(text)
    stated = [years for match in (*STATED.finditer(text), *HEADED.finditer(text)) if (years := said(match)) is not None]
    if stated:
        return max(stated)
    months = covered(spans_of_work(text, today))
    return min(in_years(months), MAX_YEARS) if months else None


def said(match: re.Match[str]) -> Decimal | None:
    number = match["years"].lower().replace(",", ".")
    years = Decimal(NUMBERS.index(number) + 1) if number in NUMBERS else Decimal(number)
    years += in_years(int(match.groupdict().get("months") or 0))
    return years if years <= MAX_YEARS else None


def in_years(months: int) -> Decimal:
    return (Decimal(months) / 12).quantize(Decimal("0.1"), ROUND_HALF_UP)


def spans_of_work(text: str, today: date) -> Iterator[tuple[int, int]]:
    """Ranges outside of education, in months since year 0, the end excluded."""
    titles = list(sections(text))
    places = [place for place, _ in titles]
    until = today.year * 12 + today.month
    for match in SPAN.finditer(text):
        start, stop = month_of(match, 1), until
        if not match["present"]:
            stop = min(until, month_of(match, 2) + has_month(match, 2))
        section = bisect_right(places, match.start()) - 1
        studying = titles[section][1] if section >= 0 else None
        if start < stop and not (is_study(text, match) if studying is None else studying):
            yield start, stop


def month_of(match: re.Match[str], end: int) -> int:
    """Months since year 0. A day before the month may turn out to be the month: 03/25/2020."""
    month = 1
    if match[f"name{end}"]:
        month = MONTHS.index(match[f"name{end}"].lower()[:3]) + 1
    elif match[f"iso{end}"]:
        month = int(match[f"iso{end}"])
    elif match[f"month{end}"]:
        numbers = [int(match[part]) for part in (f"month{end}", f"day{end}") if match[part]]
        month = next((number for number in numbers if 1 <= number <= 12), 1)
    return int(match[f"year{end}"]) * 12 + month - 1


def has_month(match: re.Match[str], end: int) -> bool:
    return any(match[f"{part}{end}"] for part in ("name", "month", "iso"))


def sections(text: str) -> Iterator[tuple[int, bool | None]]:
    """Where a section begins, and whether it is about studies; None where its title names both."""
    for match in TITLE.finditer(text):
        words = set(re.findall(r"[a-z]+", match["title"].lower()))
        if words <= STUDY_TITLES | OTHER_TITLES | FILLERS and words & (STUDY_TITLES | OTHER_TITLES):
            both = bool(words & STUDY_TITLES and words & OTHER_TITLES)
            yield match.start(), None if both else bool(words & STUDY_TITLES)


def is_study(text: str, match: re.Match[str]) -> bool:
    """Whether the line of a range is about studies; for a range alone on its line, the line above."""
    above, here = line_before(text, match.start())
    rest = text[match.end() : match.end() + NEAR].partition("\n")[0]
    own = here + " " + rest
    return bool(STUDYING.search(own if re.search(r"\w", own) else above))


def line_before(text: str, place: int) -> tuple[str, str]:
    """The line above a place, and its own line up to it."""
    lines = text[max(0, place - NEAR) : place].rsplit("\n", 2)
    return (lines[-2] if len(lines) > 1 else ""), lines[-1]


def covered(spans: Iterable[tuple[int, int]]) -> int:
    """How many months the spans cover together."""
    total, reached = 0, 0
    for start, stop in sorted(spans):
        total += max(0, stop - max(start, reached))
        reached = max(reached, stop)
    return total
