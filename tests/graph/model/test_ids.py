from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.ids import BASE, TIE_ID_LENGTH, iri, outcome_ref, plain_number, slug, tie_ref
from graph.model.statements import EntityRef, Place, Value
from loaders.core.loader import Facts

ALLOWED = re.compile(r"[A-Za-z0-9]+(?:-{1,2}[A-Za-z0-9._]+)*", re.ASCII)
DATES = st.sampled_from([None, "2018", "2018-10", "2019", "2019-10-01"])
NUMBERS = st.none() | st.integers(0, 10**6) | st.decimals(0, 1000, places=2, allow_nan=False)
WORDS = st.sampled_from(
    ["people", "until 2019", "2018", "usd x", "role", "unit", "point", "5 point", "%", "a-b", "a b", "é"]
)
TEXTS = st.none() | WORDS | st.text(min_size=1, max_size=8)


def facts(start: Any, end: Any, amount: Any, quantity: Any, unit: Any, role: Any) -> Facts:
    named: list[tuple[str, Value | None]] = [("start", start), ("end", end), ("amount", amount)]
    named += [("currency", None if amount is None else "USD"), ("quantity", quantity), ("unit", unit), ("role", role)]
    return Facts((name, value, Place("-")) for name, value in named)


FACTS = st.tuples(DATES, DATES, NUMBERS, NUMBERS, TEXTS, TEXTS)


def same(fact: Any) -> Any:
    """What two facts have in common where they are taken for one: value, or letters without case and spacing."""
    if isinstance(fact, str):
        return slug(fact) if re.fullmatch(r"[A-Za-z0-9 -]+", fact) and slug(fact) else " ".join(fact.casefold().split())
    return fact or (None if fact is None else 0)


def test_an_iri_is_made_of_space_and_key() -> None:
    assert iri(EntityRef("id", "cut50")) == f"{BASE}id/cut50"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("José Núñez", "jose-nunez"), ("  #cut50! ", "cut50"), ("A  &  B", "a-b"), ("", ""), ("日本", ""), ("İ", "i")],
)
def test_a_slug_is_lower_case_letters_digits_and_single_dashes(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text())
def test_a_slug_of_a_slug_is_itself(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(text), re.ASCII)
    assert slug(slug(text)) == slug(text)


def test_the_id_of_a_tie_says_what_it_is() -> None:
    marks = [("", "2018-10"), ("until", ""), ("USD", 250000), ("hours", Decimal("12.50")), ("role", "Vice Chair")]
    expected = "kim--donates-to--arc--2018-10--usd-250000--hours-12-point-5--role-vice-chair"
    assert tie_ref("kim", "donates_to", "arc", marks) == ("tie", expected)


def test_the_id_of_an_outcome_says_what_is_counted() -> None:
    assert outcome_ref("act", "people released", [("", "2019")]) == ("outcome", "act--people-released--2019")
    assert outcome_ref("act", "") == ("outcome", "act--outcome")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("percent", 5), ("%", 5)),
        (("% of people", 5), ("people", 5)),
        (("€", 5), ("£", 5)),
        (("people", Decimal("5.3")), ("people", 53)),
        (("people", Decimal("5.3")), ("people 5 point", 3)),
        (("", "2018-10"), ("2018", 10)),
        (("until", "2019"), ("until", 2019)),
        (("role", "5"), ("role", 5)),
        (("role", "C"), ("role", "C++")),
        (("role", "日本"), ("role", "中国")),
    ],
)
def test_marks_whose_letters_are_the_same_are_told_apart(one: tuple[str, object], other: tuple[str, object]) -> None:
    assert tie_ref("a", "funds", "b", [one]) != tie_ref("a", "funds", "b", [other])
    assert outcome_ref("a", one[0]) != outcome_ref("a", other[0]) or slug(one[0]) == slug(other[0])


def test_units_that_a_slug_would_lose_make_different_outcomes() -> None:
    assert len({outcome_ref("a", unit) for unit in ("percent", "%", "% ", "$", "日", "", "C", "C++")}) == 7


@pytest.mark.parametrize(("one", "other"), [("Vice Chair", "vice  chair"), ("co-chair", "Co chair"), ("É", "é")])
def test_case_and_spacing_make_no_difference(one: str, other: str) -> None:
    assert tie_ref("a", "leads", "b", [("role", one)]) == tie_ref("a", "leads", "b", [("role", other)])


@given(FACTS, FACTS)
def test_different_facts_have_different_ids_and_the_same_facts_the_same(one: Any, other: Any) -> None:
    first, second = (tie_ref("a", "funds", "b", facts(*each).marks(with_role=True)) for each in (one, other))
    if [same(fact) for fact in one] == [same(fact) for fact in other]:
        assert first == second
    elif told(one) != told(other):
        assert first != second


def told(each: Any) -> list[Any]:
    """The facts that tell a tie from others: a unit counts with its quantity."""
    start, end, amount, quantity, unit, role = map(same, each)
    return [start, end, amount, quantity, unit if quantity is not None else None, role]


@given(FACTS, st.sampled_from(["a", "x" * 120, "us-bioguide-G000386"]))
def test_ids_can_stand_in_addresses_and_file_names(each: Any, end: str) -> None:
    marks = facts(*each).marks(with_role=True)
    for key in (tie_ref(end, "funds", end, marks).key, outcome_ref(end, str(each[4] or ""), marks).key):
        assert ALLOWED.fullmatch(key)
        assert len(key) <= TIE_ID_LENGTH


def test_long_ids_that_differ_at_the_end_stay_different() -> None:
    ids = {tie_ref("a" * 120, "funds", "b" * 120, [("role", f"r{number}")]).key for number in range(100)}
    assert len(ids) == 100


@pytest.mark.parametrize(
    ("number", "text"),
    [(250000, "250000"), (Decimal("21.50"), "21.5"), (Decimal("1E+3"), "1000"), (Decimal("0.10"), "0.1"), (0, "0"),
     (Decimal("100"), "100"), (Decimal("-0.0"), "0"), (Decimal("-1.0"), "-1"), (Decimal("1E-7"), "0.0000001")],
)  # fmt: skip
def test_a_number_is_written_plainly(number: int | Decimal, text: str) -> None:
    assert plain_number(number) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_a_plain_number_is_the_number(number: Decimal) -> None:
    assert Decimal(plain_number(number)) == number
