"""The retro of a campaign: a page of Markdown with parts that are computed, and room for what people say to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from xpromo.measure.goals import GoalLine
from xpromo.measure.health import PartnerHealth
from xpromo.measure.lines import Line
from xpromo.measure.rates import Rate
from xpromo.measure.review import Finding, Outcome, Review, Standing
from xpromo.report.cells import NONE, cell_text
from xpromo.report.document import CellKind, Column, Document
from xpromo.report.goals import goal_in_words
from xpromo.report.keeping import Part
from xpromo.report.plain import plain, record
from xpromo.report.wording import in_words, listed, money

SAYS: Mapping[str, str] = {
    "clicks-more": "`{placement}` brought {clicks:,} clicks, {expected:,} were expected: more than chance explains.",
    "clicks-less": "`{placement}` brought {clicks:,} clicks, {expected:,} were expected: less than chance explains.",
    "rate-more": "Clicks of `{placement}` converted better than those of the other placements: {rate}.",
    "rate-less": "Clicks of `{placement}` converted worse than those of the other placements: {rate}.",
    "excluded": "Of {raw:,} clicks on `{placement}` {n:,} don't count, most of them as {reason}.",
    "late": "`{placement}` came late: it was due by {due}, and first seen by {seen}.",
    "missed": "`{placement}` didn't appear by {due}, and nothing of it was counted since.",
    "tagged": "{n:,} clicks carry tags or a code of nobody's: `xpromo report tags` shows them.",
    "again": "Do `{placement}` again: it did better than chance explains.",
    "change": "Change what `{placement}` shows, or whom: who clicked there bought less than elsewhere.",
    "move": "Give `{placement}` a better place or day: fewer clicked than was agreed on.",
    "too-few": "`{placement}` had {clicks:,} clicks, too few to judge it: {floor} are needed.",
    "expect": "Write down what you expect next time, or nothing can surprise you: {placements}.",
    "no-clicks": "Nobody imported clicks of {placements}.",
    "no-reach": "Nobody reported how many people were reached by {placements}.",
    "no-news": "Nobody knows whether these appeared, and their days are over: {placements}.",
    "unsettled": "{partner}: {days} days of the flight aren't settled (`xpromo settle show {partner}`).",
    "owes": "{partner}: {verdict}, {owed} (`xpromo balance {partner}`).",
}
CALM = {
    "surprises": "Nothing stands out beyond what chance explains.",
    "advice": "The numbers suggest nothing: there are too few of them, or all placements did alike.",
    "open": "Nothing is open.",
}
_STANDING = {
    Standing.MORE: "more than expected",
    Standing.LESS: "less than expected",
    Standing.FITTING: "as expected",
    Standing.UNKNOWN: "",
}
NEXT_TIME = "## Next time"
MANY = 100  # of which a part of one says nothing


@dataclass(frozen=True, slots=True)
class Retro:
    """Everything that a retro says. ``since`` and ``until``: the flight, its end exclusive."""

    campaign: str
    name: str
    since: date
    until: date
    today: date
    review: Review
    goals: Sequence[GoalLine]
    health: Sequence[PartnerHealth]
    open: Sequence[Finding]

    @property
    def parts(self) -> tuple[Part, ...]:
        """The computed parts, in their order."""
        return (
            Part("promised", "What was promised, and what came", list(_outcomes(self.review))),
            Part(
                "goals", "Goals", [f"- {goal_in_words(goal)}" for goal in self.goals] or ["No goal was written down."]
            ),
            Part("surprises", "What surprised", _said("surprises", self.review.surprises)),
            Part("partners", "How it was with the partner", list(_health(self.health))),
            Part("advice", "What to test next", _said("advice", self.review.advice)),
            Part("open", "What is open", _said("open", self.open)),
        )

    @property
    def head(self) -> list[str]:
        """The first lines of a new page."""
        last = self.until - timedelta(days=1)
        return [
            f"# Retro: {self.name}",
            "",
            f"`{self.campaign}`, {self.since} to {last}. What stands between marks is drafted by `xpromo retro`, again",
            "each time; all else is yours and stays.",
            "",
        ]

    @property
    def tail(self) -> list[str]:
        """The last lines of a new page: what only people know."""
        return ["## What we say to it", "", "- ", "", NEXT_TIME, "", "- "]


def sentence(finding: Finding) -> str:
    """Return what a finding says."""
    values = {name: _value(value) for name, value in finding.values.items()}
    return SAYS[finding.kind].format(placement=finding.placement, **values)


def _value(value: object) -> object:
    if isinstance(value, Rate):
        return ", ".join(in_words(value, "clicks"))
    if isinstance(value, list):
        return listed([f"`{item}`" for item in value])
    return NONE if value is None else value


def _said(part: str, findings: Iterable[Finding]) -> list[str]:
    return [f"- {sentence(finding)}" for finding in findings] or [CALM[part]]


def _outcomes(review: Review) -> Iterator[str]:
    if not review.outcomes:
        yield "Nothing was promised."
        return
    yield "| placement | direction | in time | reach | clicks | expected | | conversions | rate | revenue |"
    yield "|---|---|---|---:|---:|---:|---|---:|---|---:|"
    for outcome in review.outcomes:
        yield f"| {' | '.join(_cells(outcome))} |"
    if rest := review.unplaced:
        numbers = [_count(rest.clicks), NONE, "", _count(rest.conversions), NONE, money(rest.revenue) or NONE]
        yield f"| by no placement, as by a shared code | | {NONE} | {NONE} | {' | '.join(numbers)} |"


def _cells(outcome: Outcome) -> list[str]:
    line = outcome.line
    return [
        f"`{outcome.promise.placement}`",
        outcome.promise.direction.value,
        outcome.delivery.state.value if outcome.delivery else NONE,
        _count(line.reach),
        _count(line.clicks),
        _count(line.expected_clicks),
        _STANDING[outcome.clicks],
        _count(line.conversions),
        _rate(line),
        money(outcome.revenue) or NONE,
    ]


def _rate(line: Line) -> str:
    return cell_text(CellKind.RATE, record(line.conversion_rate))


def _count(value: int | None) -> str:
    return NONE if value is None else f"{value:,}"


def _health(partners: Sequence[PartnerHealth]) -> Iterator[str]:
    for partner in partners:
        yield f"- {partner.partner}: health {cell_text(CellKind.RATE, record(partner.health))}"
        for part in partner.parts:
            if part.n:
                name = part.name.replace("_", " ")
                yield f"  - {name}: {_number(part.events)} of {_number(part.exposure)} ({part.n:,} observed)"
    if not partners:
        yield "Nothing was exchanged with a partner."


def _number(value: float) -> str:
    """Return a count; one that isn't whole (what others' rate would have brought) with a decimal while it is small."""
    return f"{value:,.0f}" if value == round(value) or value >= MANY else f"{value:,.1f}"


# ------------------------------------------------------------------------------------------------ documents


@dataclass(frozen=True, slots=True)
class RetroState:
    """A campaign's retro: when it is due, and whether its page is there."""

    campaign: str
    ended: date
    due: date
    state: str
    path: str


def retro_document(retro: Retro, path: str, state: str) -> Document:
    """Return what was written, as data: every finding with its sentence."""
    review = retro.review
    groups = {"surprises": review.surprises, "advice": review.advice, "open": retro.open}
    rows: list[dict[str, object]] = [
        {"part": part, "kind": item.kind, "placement": item.placement, "text": sentence(item)}
        for part, findings in groups.items()
        for item in findings
    ]
    last = retro.until - timedelta(days=1)
    columns = (Column("part", "Part", CellKind.ID, detail=True), Column("text", "What stands out", CellKind.TEXT))
    data = {
        "campaign": retro.campaign,
        "flight": {"start": plain(retro.since), "end": plain(last)},
        "path": path,
        "state": state,
        "goals": [record(goal) for goal in retro.goals],
        "placements": [
            {
                "placement": outcome.promise.placement,
                "direction": outcome.promise.direction.value,
                "delivery": outcome.delivery.state.value if outcome.delivery else None,
                "reach": outcome.line.reach,
                "clicks": outcome.line.clicks,
                "expected_clicks": outcome.line.expected_clicks,
                "clicks_standing": outcome.clicks.value,
                "conversions": outcome.line.conversions,
                "revenue": dict(outcome.revenue),
                "conversion_rate": record(outcome.line.conversion_rate),
                "rate_standing": outcome.rate.value,
            }
            for outcome in review.outcomes
        ],
        "unplaced": review.unplaced and record(review.unplaced),
        "findings": rows,
    }
    return Document(
        "retro", columns, rows, data=data, title=f"Retro of {retro.campaign}: {path} ({state})", group="part",
        empty=CALM["surprises"],
    )  # fmt: skip


def retros_document(states: Sequence[RetroState]) -> Document:
    """Return the list of retros, what is due first."""
    rows = [record(state) for state in states]
    columns = (
        Column("campaign", "Campaign", CellKind.ID),
        Column("ended", "Over since", CellKind.DAY),
        Column("due", "Due", CellKind.DAY),
        Column("state", "State", CellKind.ID),
        Column("path", "Page", CellKind.ID),
    )
    return Document("retros", columns, rows, empty="No campaign of the ledger is over yet.")
