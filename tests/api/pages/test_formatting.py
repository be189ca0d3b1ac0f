"""How pages and the command line write numbers, names and addresses."""

from __future__ import annotations

import pytest

from api.pages.formatting import counted, money, plain, site, stated, words


@pytest.mark.parametrize(
    ("amount", "currency", "told"),
    [
        (250_000, "USD", "$250,000"),
        (1_000_000.5, "USD", "$1,000,000.50"),
        (0, "USD", "$0"),
        (12, "EUR", "12 EUR"),
        (12, None, "12"),
    ],
)
def test_money(amount: float, currency: str | None, told: str) -> None:
    assert money(amount, currency) == told


def test_numbers_have_commas_and_keep_their_decimals() -> None:
    assert (plain(7000), plain(21.5)) == ("7,000", "21.5")


def test_names_of_tables_become_words() -> None:
    assert words("court_case") == "court case"


def test_one_thing_is_not_many() -> None:
    assert (counted(1, "tie"), counted(0, "tie"), counted(2400, "tie")) == ("1 tie", "0 ties", "2,400 ties")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://www.apnews.com/a?b", "apnews.com"),
        ("https://user@Example.org:8000/", "example.org"),
        ("no address", "no address"),
    ],
)
def test_an_address_tells_whose_it_is(address: str, told: str) -> None:
    assert site(address) == told


def test_what_a_source_gives_is_told_in_one_line() -> None:
    assert stated({"start": "2018", "amount": 250000, "currency": "USD"}) == "start 2018, amount $250,000"
    assert stated({"attested": "2019-10-30"}) == "attested 2019-10-30"
    assert stated({"quantity": 7, "unit": "grants"}) == "7 grants"
    assert stated({"amount": 5, "currency": "USD", "amount_hedge": "up to"}) == "amount up to $5"
    assert stated({"quantity": 7, "unit": "grants", "quantity_hedge": "about"}) == "about 7 grants"
    assert stated({}) == ""
