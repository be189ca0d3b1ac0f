"""The time that a request is about: its dates, what it does with unknown ones, and the address with undated ties."""

from __future__ import annotations

# The dependencies are coroutines: for a plain function FastAPI would use a thread in every request.
from typing import Annotated, Any, NamedTuple, TypeVar, cast

from fastapi import Depends, Query, Request
from pydantic import AfterValidator

from api.http.earlier_names import address_today
from api.http.request_errors import InvalidParameter
from graph.model.dates import Certainty, Moment, Undated, parse_moment
from graph.model.statements import PartialDate

Answer = TypeVar("Answer", bound=Any)

_LONGEST_DATE = 40
_DATE_PATTERN = r"^\d{4}(-\d{2}(-\d{2})?)?$"


def _checked_date(text: str | None) -> str | None:
    """The same text; raises ValueError with the cure for one that is neither a date nor missing."""
    if text is not None:
        PartialDate.parse(text)
    return text


DateInForm = Annotated[
    str,
    AfterValidator(lambda text: _checked_date(text or None) or ""),
    Query(
        max_length=_LONGEST_DATE,
        json_schema_extra={"pattern": r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"},
        description="Show what was true on this day, or in this month or year. Empty: at any time.",
        examples=["2019-06-30"],
    ),
]
"""A date as an HTML form sends it: empty if nothing was typed."""
DateText = Annotated[
    str | None,
    AfterValidator(_checked_date),
    Query(max_length=_LONGEST_DATE, json_schema_extra={"pattern": _DATE_PATTERN}, examples=["2019-06-30"]),
]
AS_OF = "Only ties that held on this day, or in this month or year: YYYY-MM-DD, YYYY-MM or YYYY."
SINCE = "Only ties that held, or happened, on this date or later."
UNTIL = "Only ties that held, or happened, on this date or earlier."
CertaintyChoice = Annotated[
    Certainty,
    Query(
        description="How to treat unknown dates. `possible`: the tie may have held then; `certain`: it must have.",
        examples=["possible"],
    ),
]
UndatedChoice = Annotated[
    Undated,
    Query(
        description="Ties of which no date is known: `exclude` leaves them out of an answer about a time and counts "
        "them, `include` takes them in.",
        examples=["include"],
    ),
]


class PageTime(NamedTuple):
    """The time that a page shows: a date, or an empty text, as a form sends it; and what to do with undated ties."""

    as_of: str = ""
    undated: Undated = "exclude"

    @property
    def moment(self) -> Moment | None:
        """The moment asked about; None at any time. Raises InvalidParameter."""
        return moment_asked(self.as_of, None, None, "possible", self.undated) if self.as_of else None

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of addresses that are about the same time; none at any time."""
        if not self.as_of:
            return {}
        return {"as_of": self.as_of} | ({"undated": "include"} if self.undated == "include" else {})

    @property
    def with_undated(self) -> dict[str, str]:
        """The parameters of the address that takes in undated ties."""
        return self._replace(undated="include").parameters


async def page_time(as_of: DateInForm = "", undated: UndatedChoice = "exclude") -> PageTime:
    """The time that a request for a page is about."""
    return PageTime(as_of, undated)


PageTimeDep = Annotated[PageTime, Depends(page_time)]


def moment_asked(
    as_of: str | None, since: str | None, until: str | None, certainty: Certainty, undated: Undated
) -> Moment | None:
    """The moment that parameters name; None at any time. Raises InvalidParameter."""
    try:
        return parse_moment(as_of, since, until, certainty, undated)
    except ValueError as error:
        raise InvalidParameter(str(error)) from error


def with_undated_url(answer: Answer, request: Request) -> Answer:
    """The answer, if it is about a time, with the address of the same answer that takes in undated ties.

    The address has no host, so that it is the same whatever name the server is called by.
    """
    if "undated" not in answer:
        return answer
    url = address_today(request).remove_query_params("cursor").include_query_params(undated="include")
    return cast(Answer, {**answer, "undated_url": f"{url.path}?{url.query}"})
