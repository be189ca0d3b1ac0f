"""Sums of money as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from api.pages.formatting import counted, money
from api.terminal.actor_text import undated
from graph.money.double_counting import RULE
from graph.money.sum_views import MoneySum, Total
from graph.money.totals import MoneyAnswer
from graph.views.tie_views import TieView

__all__ = ["RULE", "sums"]

_REASONS = {
    "same_gift": "the same gift, stated twice",
    "part_of": "part of a total",
    "conflict": "stronger sources say otherwise",
    "other_currency": "in another currency",
}


def sums(title: str, answer: MoneyAnswer) -> Iterator[str]:
    """A title with the whole, then each sum with its ties."""
    yield f"{title}: {_total(answer['total'], answer['currency'])}"
    yield from undated(answer)
    for one in answer["sums"]:
        yield ""
        yield f"  {one['name']}: {_total(one['total'], answer['currency'])}"
        yield from _ties(one)
    if answer["next"]:
        yield f"  and {counted(answer['count'] - len(answer['sums']), 'more sum')}"
    if years := answer["gaps"]["years_without_ties"]:
        yield f"  no ties in {', '.join(map(str, years))}"
    yield from _not_gifts(answer)


def _not_gifts(answer: MoneyAnswer) -> Iterator[str]:
    apart = answer["not_gifts"]
    if apart["sums"]:
        yield f"  {apart['rule']}"
    for one in apart["sums"]:
        yield f"  {one['name']}: {_total(one['total'], answer['currency'])}"
        yield from _ties(one)


def _total(total: Total, currency: str) -> str:
    amount = money(total["total"], currency, total["hedge"])
    if total["low"] != total["high"]:
        amount += f" ({money(total['low'], currency)} to {money(total['high'], currency)}, as sources differ)"
    parts = [f"{amount} in {counted(total['counted'], 'tie')}" if total["counted"] else "no amount is known"]
    parts += [f"{counted(count, 'tie')} left out: {_REASONS[reason]}" for reason, count in total["left_out"].items()]
    if total["passed_on"]:
        parts.append(f"{money(total['passed_on'], currency)} taken off, as it was passed on")
    if total["hedged"]:
        parts.append(f"{counted(total['hedged'], 'amount')} not exact")
    if total["unknown"]:
        parts.append(f"{counted(total['unknown'], 'tie')} without amount")
    return "; ".join(parts)


def _ties(one: MoneySum) -> Iterator[str]:
    for tie in one["counted"]:
        yield from _tie(money(tie["amount"] or 0, tie["currency"], tie["amount_hedge"]), tie)
    for left_out in one["left_out"]:
        yield from _tie(f"not counted, {left_out['words']}", left_out["tie"])
    for tie in one["unknown"]:
        yield from _tie("amount not known", tie)


def _tie(amount: str, tie: TieView) -> Iterator[str]:
    when = "; ".join((tie["dates"], *([tie["certainty"]] if "certainty" in tie else [])))
    yield f"    {amount}: {tie['from']['name']} {tie['label']} {tie['to']['name']}  [{when}]"
    for receipt in tie["receipts"]:
        source = receipt["source"]
        yield f"        {source['publisher'] or source['title']}  <{source['url']}>"
