"""Roll calls: how each member voted, in the format of the unitedstates project, as JSON and as XML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree

from graph.model.statements import EntityRef, PartialDate, WebAddress
from loaders.congress.bill_texts import text_of
from loaders.congress.vehicle_bills import VehicleBills
from loaders.core.congress_ids import CHAMBERS, BillId, chamber, member, office, ordinal, whole_number
from loaders.core.loader import Card
from loaders.core.record_dates import record_date
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, one_line
from loaders.readers.input_files import RecordFile, RecordRefused
from loaders.readers.json_values import json_text

RELATIONS = {
    "Yea": "voted_for",
    "Aye": "voted_for",
    "Yes": "voted_for",
    "Guilty": "voted_for",
    "Nay": "voted_against",
    "No": "voted_against",
    "Not Guilty": "voted_against",
    "Present": "voted_present_on",
    "Not Voting": "did_not_vote_on",
}
"""The relation for each answer. Any other answer is the name of a candidate."""

PASSAGE = frozenset({"passage", "passage-suspension", "veto-override"})
"""Categories of roll calls that are votes on the bill itself."""

_OLD_TYPES = {"h": "hr", "hr": "hres", "sr": "sres", "hc": "hconres", "sc": "sconres", "hj": "hjres", "sj": "sjres"}
"""Bill types of the XML format in our codes: its `hr` is a House resolution."""

_TITLES = {"h": "representative", "s": "senator"}
_SHORT = {"h": "House", "s": "Senate"}
_LONG_TITLE = re.compile(r"An? (?:original )?(?:bill|(?:joint |concurrent )?resolution)\b", re.IGNORECASE)
_COUNTED = {"aye": "voted_for", "nay": "voted_against", "nv": "did_not_vote_on", "present": "voted_present_on"}
_CARRIED = re.compile(
    r"(?:passed|agreed to|confirmed|overridden|(?<!not )(?:sustained|guilty|well taken))$", re.IGNORECASE
)
_LOST = re.compile(
    r"(?:rejected|failed|defeated|not (?:passed|agreed to|confirmed|sustained|guilty|well taken))$", re.IGNORECASE
)
_VETO_UPHELD = re.compile(r"veto sustained$", re.IGNORECASE)


class Vote(NamedTuple):
    """The answer of one member. `voter` is their code, or `VP` for the vice president."""

    voter: str
    answer: str
    name: str | None = None
    label: str | None = None


class RollCall(NamedTuple):
    """One roll call."""

    congress: int
    chamber: str
    number: int
    year: int
    voted_on: PartialDate
    question: str
    category: str
    on_bill: BillId | None
    on_amendment: bool
    result: str
    titles: tuple[str, ...]
    votes: tuple[Vote, ...]
    edition: Edition

    @property
    def on_passage(self) -> bool:
        """Whether it decided on the bill as a whole."""
        return self.category in PASSAGE and not self.on_amendment

    @property
    def carried(self) -> bool | None:
        """Whether the chamber agreed to what was asked; None where the result says neither, as in an election."""
        if _LOST.search(self.result) or _VETO_UPHELD.search(self.result):
            return False
        return True if _CARRIED.search(self.result) else None

    @property
    def code(self) -> str:
        """`115-s-271-2018`."""
        return f"{self.congress}-{self.chamber}-{self.number}-{self.year}"

    @property
    def source_id(self) -> str:
        """`us-rollcall-115-s-271-2018`."""
        return f"us-rollcall-{self.code}"

    @property
    def title(self) -> str:
        """`Senate roll call 271 of 2018: On the Motion ...`."""
        head = f"{_SHORT[self.chamber]} roll call {self.number} of {self.year}"
        return one_line(f"{head}: {self.question}", NAME_LENGTH) or head

    @property
    def url(self) -> str:
        """Where the chamber publishes it."""
        if self.chamber == "h":
            return f"https://clerk.house.gov/evs/{self.year}/roll{self.number:03d}.xml"
        place = f"{self.congress}_{2 - self.year % 2}"
        folder = f"vote{place.replace('_', '')}"
        return f"https://www.senate.gov/legislative/LIS/roll_call_votes/{folder}/vote_{place}_{self.number:05d}.xml"


def from_json(data: dict[str, Any], file: RecordFile) -> RollCall:
    """Read a roll call in JSON. Raises RecordRefused."""
    known, amendment = data.get("bill"), data.get("amendment")
    bill = known if isinstance(known, dict) else {}
    votes = data.get("votes")
    if not isinstance(votes, dict):
        raise RecordRefused("the roll call has no votes")
    return _roll_call(
        file,
        rank=1,
        chamber=json_text(data, "chamber"),
        session=(json_text(data, "congress"), json_text(data, "number"), json_text(data, "session")),
        date=json_text(data, "date"),
        updated=json_text(data, "updated_at"),
        question=json_text(data, "question"),
        category=json_text(data, "category"),
        bill=(json_text(bill, "congress"), json_text(bill, "type"), json_text(bill, "number")) if bill else None,
        on_amendment=bool(amendment),
        result=json_text(data, "result"),
        titles=_short_titles(json_text(bill, "title")),
        votes=tuple(_json_votes(votes)),
    )


def from_xml(root: etree._Element, file: RecordFile) -> RollCall:
    """Read a roll call in XML. Raises RecordRefused if it is none, or if its votes are not as many as it counts."""
    bill = root.find("bill")
    bill = etree.Element("bill") if bill is None else bill
    kind = bill.get("type", "")
    votes = tuple(map(_xml_vote, root.findall("voter")))
    _recount(root, votes)
    return _roll_call(
        file,
        rank=0,
        chamber=root.get("where", "")[:1],
        session=(root.get("session", ""), root.get("roll", ""), root.get("year", "")),
        date=root.get("datetime", ""),
        updated=root.get("updated", ""),
        question=root.findtext("question", ""),
        category=root.findtext("category", ""),
        bill=(bill.get("session", ""), _OLD_TYPES.get(kind, kind), bill.get("number", "")) if kind else None,
        on_amendment=root.find("amendment") is not None,
        result=root.findtext("result", ""),
        titles=(),
        votes=votes,
    )


def read(call: RollCall, card: Card, writer: RecordWriter, vehicles: VehicleBills) -> None:
    """Write the statements of a roll call."""
    writer.tally["roll calls"] += 1
    writer.add_source(
        call.source_id,
        card,
        title=f"{call.title} ({ordinal(call.congress)} Congress)",
        source_url=WebAddress.parse(call.url),
        publisher="Clerk of the House of Representatives" if call.chamber == "h" else "United States Senate",
        published=call.voted_on,
        tier=1,
    )
    bill = _bill(call, writer, vehicles)
    target = bill if bill and call.on_passage else _event(call, bill, writer)
    _decision(call, target, writer)
    for vote in call.votes:
        _vote(call, vote, target, writer)


def _decision(call: RollCall, target: EntityRef, writer: RecordWriter) -> None:
    """What the chamber as a whole decided, with the tally: one tie, which is no vote of anybody."""
    answers = Counter(RELATIONS.get(vote.answer) for vote in call.votes)
    if not answers.keys() & {"voted_for", "voted_against"}:
        return
    if (carried := call.carried) is None:
        writer.note(f"the result {call.result[:80]!r} does not say whether the chamber agreed: that was not read")
        return
    relation = ("passed" if target.key != call.source_id else "approved") if carried else "rejected"
    writer.add_tie(
        chamber(writer, call.chamber),
        relation,
        target,
        start=call.voted_on,
        quantity=answers["voted_for"],
        unit="yea votes",
        locator=_short(call),
        note=f"{answers['voted_against'] or 'none'} against",
    )


def _vote(call: RollCall, vote: Vote, target: EntityRef, writer: RecordWriter) -> None:
    voter = (
        office(writer, "viceprez")
        if vote.voter == "VP"
        else member(writer, vote.voter, vote.name, _member_label(call, vote))
    )
    writer.count_value("code of a voter", voter)
    if voter is None:
        writer.note(f"the voter {(vote.label or vote.voter)[:80]!r} has no code, so it is unknown who that is")
        return
    role = _TITLES[call.chamber] if vote.voter != "VP" else "vice president"
    relation = RELATIONS.get(vote.answer)
    if relation is None:
        role = f"{role}, voted for {vote.answer}"
    locator = one_line(f"{_short(call)}, {vote.answer}" + (f": {vote.label}" if vote.label else ""))
    if writer.add_tie(
        voter, relation or "participates_in", target, start=call.voted_on, role=one_line(role), locator=locator
    ):
        writer.tally["votes"] += 1


def _bill(call: RollCall, writer: RecordWriter, vehicles: VehicleBills) -> EntityRef | None:
    bill = call.on_bill
    if bill is None:
        return None
    return text_of(bill, vehicles, writer, call.voted_on, call.titles)


def _event(call: RollCall, bill: EntityRef | None, writer: RecordWriter) -> EntityRef:
    event = writer.add_actor(call.source_id, "event", name=call.title, rollcall=call.code)
    if bill:
        writer.add_tie(bill, "subject_of", event, start=call.voted_on)
    return event


def _short(call: RollCall) -> str:
    return f"{_SHORT[call.chamber]} roll call {call.number}"


def _member_label(call: RollCall, vote: Vote) -> str:
    return f"{_TITLES[call.chamber].capitalize()} {vote.label or vote.voter}"


def _roll_call(
    file: RecordFile,
    *,
    rank: int,
    chamber: str,
    session: tuple[str, str, str],
    date: str,
    updated: str,
    question: str,
    category: str,
    bill: tuple[str, str, str] | None,
    on_amendment: bool,
    result: str,
    titles: tuple[str, ...],
    votes: tuple[Vote, ...],
) -> RollCall:
    if chamber not in CHAMBERS:
        raise RecordRefused(f"{chamber!r} is not a chamber of Congress: there are h and s")
    if not (voted_on := record_date(date)):
        raise RecordRefused(f"{date[:40]!r} is not the date of a roll call")
    most = 450 if chamber == "h" else 101
    if not 1 <= len(votes) <= most:
        raise RecordRefused(f"the roll call has {len(votes)} votes: from 1 to {most} can be")
    congress, number, year = session
    return RollCall(
        congress=whole_number(congress, "number of a Congress", 999),
        chamber=chamber,
        number=whole_number(number, "number of a roll call", 99999),
        year=whole_number(year, "year of a session", 2999),
        voted_on=voted_on,
        question=one_line(question) or category or "question not told",
        category=category,
        on_bill=BillId.parse(*bill) if bill else None,
        on_amendment=on_amendment,
        result=one_line(result) or "",
        titles=titles,
        votes=votes,
        edition=Edition(updated, rank, file.sha256),
    )


def _short_titles(title: str) -> tuple[str, ...]:
    """The bill's title in the roll call if it is a short one: `Save Our Seas Act of 2018`."""
    known = one_line(title, NAME_LENGTH)
    return (known,) if known and not _LONG_TITLE.match(known) else ()


def _json_votes(votes: dict[str, Any]) -> Iterator[Vote]:
    for answer, voters in votes.items():
        if not isinstance(voters, list):
            raise RecordRefused(f"the votes {answer[:40]!r} are not a list")
        for voter in voters:
            if voter == "VP":
                yield Vote("VP", answer)
            elif isinstance(voter, dict):
                name = " ".join(f"{json_text(voter, 'first_name')} {json_text(voter, 'last_name')}".split())
                yield Vote(
                    json_text(voter, "id"),
                    answer,
                    name if json_text(voter, "first_name") else None,
                    _voter_label(voter),
                )
            else:
                raise RecordRefused(f"a vote {answer[:40]!r} is not that of a member")


def _voter_label(voter: dict[str, Any]) -> str:
    """`Cotton (R-AR)`. House lists often give the last name alone, so party and state are added."""
    label = json_text(voter, "display_name")
    return (
        label
        if "-" in label.partition("(")[2]
        else f"{label} ({json_text(voter, 'party')}-{json_text(voter, 'state')})"
    )


def _recount(root: etree._Element, votes: tuple[Vote, ...]) -> None:
    counted = Counter(RELATIONS.get(vote.answer) for vote in votes)
    for name, relation in _COUNTED.items():
        if (claimed := root.get(name)) is not None and claimed != str(counted[relation]):
            raise RecordRefused(
                f"the roll call says {name}={claimed} and lists {counted[relation]}: a part of it is missing"
            )


def _xml_vote(voter: etree._Element) -> Vote:
    return Vote("VP" if voter.get("VP") == "1" else voter.get("id", ""), voter.get("value", ""))
