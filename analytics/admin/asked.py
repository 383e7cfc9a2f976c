"""What a page of figures is asked: its filters, kept in the URL, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from analytics.api.parameters import MOST, MOST_YEARS
from analytics.selectors.naming import Named, Offered, offered
from analytics.selectors.selection import Selection
from config.base.back_office.roles import user_of
from config.base.clock import business_today
from config.base.models import User
from config.base.roles import Role
from config.base.text import fold
from tracking.enums import StageType
from tracking.models import Company, Feeder
from tracking.selectors.names import named
from tracking.validators import NAME_LENGTH

PREVIOUS, YEAR_BEFORE, OTHER_FEEDER = "previous", "year", "feeder"
COMPARISONS = [
    ("", "nothing"),
    (PREVIOUS, "the period before"),
    (YEAR_BEFORE, "the same period a year before"),
    (OTHER_FEEDER, "another feeder"),
]


class NameInput(forms.TextInput):
    """With suggestions, which need no script."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(attrs={"autocomplete": "off"})
        self.names = list(names)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        known = f"names-{name}"
        field = super().render(name, value, {**(attrs or {}), "list": known}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((each,) for each in self.names))
        return format_html('{}<datalist id="{}">{}</datalist>', field, known, options)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """Within a person's memory of today, as the API has it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=DayInput, input_formats=["%Y-%m-%d"], **options)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and abs(day - business_today()) > MOST:
            raise forms.ValidationError(f"No more than {MOST_YEARS} years from today.")
        return day


class FilterForm(forms.Form):
    feeder = forms.CharField(required=False, max_length=NAME_LENGTH)
    company = forms.CharField(required=False, max_length=NAME_LENGTH)
    role = forms.CharField(required=False, max_length=NAME_LENGTH)
    recruiter = forms.TypedChoiceField(required=False, coerce=UUID, empty_value=None)
    since = DayField(label="Begun since")
    until = DayField(label="Until")
    as_of = DayField(label="As it was at the end of")
    compare = forms.ChoiceField(choices=COMPARISONS, required=False, label="Compare with")
    other = forms.CharField(required=False, max_length=NAME_LENGTH, label="The other feeder")
    stage = forms.ChoiceField(choices=[("", ""), *StageType.choices], required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User, known: Offered) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.known = known
        for name, names in (("feeder", known.feeders), ("other", known.feeders), ("company", known.companies)):
            self.fields[name].widget = NameInput(sorted(each.name for each in names.values()))
        if user.has_role(Role.MANAGER):
            recruiters: Any = self.fields["recruiter"]
            recruiters.choices = [("", "everybody"), *((str(each.pk), each.name) for each in known.recruiters)]
        else:
            del self.fields["recruiter"]

    def clean_feeder(self) -> Named | None:
        return self.found(Feeder, "feeder", self.known.feeders)

    def clean_other(self) -> Named | None:
        return self.found(Feeder, "other", self.known.feeders)

    def clean_company(self) -> Named | None:
        return self.found(Company, "company", self.known.companies)

    def found(self, model: type[Any], field: str, known: Mapping[str, Named]) -> Named | None:
        """Those that are not offered are looked up."""
        name = self.cleaned_data[field]
        if not name:
            return None
        if one := known.get(fold(name)):
            return one
        if row := model.objects.filter(named(name)).only("name").first():
            return Named(row.pk, row.name)
        raise forms.ValidationError(f"No {model._meta.model_name} has this name.")

    def clean_as_of(self) -> date | None:
        day: date | None = self.cleaned_data["as_of"]
        if day and day >= business_today():
            raise forms.ValidationError("Take a day that is over.")
        return day

    def clean(self) -> dict[str, Any]:
        asked = self.cleaned_data
        since, until, compare = asked.get("since"), asked.get("until"), asked.get("compare")
        if since and until and since > until:
            self.add_error("until", "It ends before it begins.")
        if compare in (PREVIOUS, YEAR_BEFORE) and not since:
            self.add_error("compare", "Say since when: a period is compared with another.")
        if compare == OTHER_FEEDER and not (asked.get("feeder") and asked.get("other")):
            self.add_error("other", "Name both feeders.")
        return asked


@dataclass(frozen=True)
class Asked:
    """`other` is what `selection` is compared with, and `names` those of both."""

    form: FilterForm
    query: dict[str, str]
    selection: Selection
    other: Selection | None = None
    names: tuple[str, ...] = ()
    other_query: dict[str, str] = field(default_factory=dict)

    @property
    def selections(self) -> tuple[Selection, ...]:
        return (self.selection, self.other) if self.other else (self.selection,)

    @property
    def problems(self) -> list[str]:
        """What is wrong in what was asked; the figures are of the rest."""
        return [str(error) for errors in self.form.errors.values() for error in errors]

    @property
    def between_feeders(self) -> bool:
        return self.other is not None and self.query.get("compare") == OTHER_FEEDER

    @property
    def known(self) -> Offered:
        return self.form.known

    @property
    def company(self) -> Named | None:
        return self.good.get("company")

    @property
    def feeders(self) -> tuple[Named, ...]:
        """That of each side, where one is asked for."""
        first = self.good.get("feeder")
        if not first:
            return ()
        return (first, self.good["other"] if self.between_feeders else first)[: len(self.selections)]

    @property
    def good(self) -> dict[str, Any]:
        """What was understood."""
        return getattr(self.form, "cleaned_data", {}) if self.form.is_bound else {}

    @property
    def sides(self) -> tuple[Asked, ...]:
        """Each of the two as if it alone were asked for."""
        if not self.other:
            return (self,)
        return (self, replace(self, selection=self.other, query={**self.query, **self.other_query}))

    @property
    def stage_type(self) -> StageType | None:
        return StageType(self.query["stage"]) if "stage" in self.query else None

    def url(self, path: str, **changes: Any) -> str:
        """`path` with the filters in force, some of them changed; None takes one away."""
        query = {name: value for name, value in {**self.query, **changes}.items() if value not in (None, "")}
        return f"{path}?{'&'.join(encoded(name, value) for name, value in query.items())}" if query else path


@lru_cache(maxsize=4_096)
def encoded(name: str, value: Any) -> str:
    """Kept, since a page has hundreds of links with the same filters."""
    return urlencode({name: value})


def read(request: HttpRequest) -> Asked:
    """What the request asks; what is wrong in it stands beside its field, and the figures are of the rest."""
    user = user_of(request)
    form = FilterForm(request.GET or None, user=user, known=offered())
    form.is_valid()
    good = getattr(form, "cleaned_data", {}) if form.is_bound else {}
    query = {name: request.GET[name] for name, value in good.items() if value and request.GET.get(name)}
    selection = selection_of(good).seen_by(user)
    other, names = compared(good, selection)
    return Asked(form, query, selection, other, names, query_of(other, good))


def selection_of(good: dict[str, Any]) -> Selection:
    def pk(name: str) -> UUID | None:
        row = good.get(name)
        return row.pk if row else None

    role = fold(good["role"]) if good.get("role") else None
    since, until, as_of = (good.get(name) for name in ("since", "until", "as_of"))
    return Selection(pk("feeder"), pk("company"), good.get("recruiter"), role, since, until, as_of)


def compared(good: dict[str, Any], selection: Selection) -> tuple[Selection | None, tuple[str, ...]]:
    compare, since, until = good.get("compare"), good.get("since"), good.get("until")
    if compare == OTHER_FEEDER and good.get("other") and good.get("feeder"):
        return replace(selection, feeder=good["other"].pk), (good["feeder"].name, good["other"].name)
    if compare not in (PREVIOUS, YEAR_BEFORE) or not since:
        return None, ()
    end = until or good.get("as_of") or business_today()
    before = year_before(since, end) if compare == YEAR_BEFORE else before_of(since, end)
    other = replace(selection, since=before[0], until=before[1])
    return other, (period_told(since, end), period_told(*before))


def query_of(other: Selection | None, good: dict[str, Any]) -> dict[str, str]:
    """What the URL of the other side has instead."""
    if other is None:
        return {}
    if good["compare"] == OTHER_FEEDER:
        return {"feeder": good["other"].name}
    return {name: day.isoformat() for name, day in (("since", other.since), ("until", other.until)) if day}


def before_of(since: date, until: date) -> tuple[date, date]:
    """As long a period, right before."""
    length = until - since
    end = since - timedelta(days=1)
    return end - length, end


def year_before(since: date, until: date) -> tuple[date, date]:
    return a_year_before(since), a_year_before(until)


def a_year_before(day: date) -> date:
    """The 29th of February falls on the 28th."""
    year = day.year - 1
    return day.replace(year=year, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def period_told(since: date, until: date) -> str:
    return f"{since:%-d %b %Y} to {until:%-d %b %Y}"
