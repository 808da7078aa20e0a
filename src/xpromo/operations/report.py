"""``report``: what the ledger knows, as a document, and what a gate says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from xpromo.definitions.words import meant
from xpromo.errors import Findings, Problem, UsageError
from xpromo.ledger.aside import read_aside
from xpromo.measure.cells import Facts
from xpromo.measure.comparison import changes, previous_period, rate_changes
from xpromo.measure.folding import cut_counts
from xpromo.measure.gates import Finding, Gate, Outcome, judge, parse_gate
from xpromo.measure.goals import GoalLine, goal_lines
from xpromo.measure.scorecard import GROUPINGS, Scorecard, scorecard
from xpromo.operations.exclusions import explain_excluded
from xpromo.operations.for_partner import Door
from xpromo.operations.ledger import Place
from xpromo.operations.named import UNMINTED, partners_of, require_partner
from xpromo.operations.period import period_of
from xpromo.operations.reading import Reading, read_now, tagged
from xpromo.operations.sales_notes import with_sales_notes
from xpromo.operations.scorecard_page import read_sides
from xpromo.operations.view import VIEWS, Asked, View, known_grouping
from xpromo.records import Promise, Request
from xpromo.report.diagnosing import plural
from xpromo.report.document import Document
from xpromo.report.period import Period
from xpromo.report.rules import (
    BAD_COMPARISON,
    BAD_GATE,
    EXPLAINS_ALONE,
    GATE_FAILED,
    GATE_WITHOUT_NUMBER,
    NOT_FOR_PARTNERS,
    NOT_THEIRS,
    UNKNOWN_VIEW,
)
from xpromo.report.scorecard import Comparison, Report, scorecard_document
from xpromo.report.scorecard_page import scorecard_page


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for, as typed. ``words`` are a view and campaigns; ``by`` None means the view's own. ``partner``:
    whom it is for. ``page``: whether it will be drawn.
    """

    words: Sequence[str] = ()
    by: str | None = None
    since: str | None = None
    until: str | None = None
    last: str | None = None
    compare: str | None = None
    fail_if: Sequence[str] = ()
    partner: str | None = None
    raw: bool = False
    page: bool = False
    explain_excluded: bool = False


def report_on(place: Place, wish: Wish, now: datetime) -> tuple[Document, Findings | None]:
    """Return the document of a report and, where a gate stops it, the findings to raise once it is shown.

    Raises UsageError for what can't be read, StorageError (LedgerMissing …) for the ledger.
    """
    gates = [_gate(text) for text in wish.fail_if]
    with place.opened(write=wish.partner is not None) as ledger:
        read = read_now(ledger, now)
        name, words = _words(wish.words)
        since, until = period_of(wish.since, wish.until, wish.last, read.today)
        view = VIEWS.find(name)
        if wish.partner and (name or wish.compare or wish.raw):
            other = name or ("--compare" if wish.compare else "--raw")
            raise UsageError.of(NOT_FOR_PARTNERS, f"--for doesn't go with {other}")
        if view and (gates or wish.compare):
            other = "--fail-if" if gates else "--compare"
            raise UsageError(f"{other} doesn't go with the view {name!r}", hint=f"xpromo report --by partner {other} …")
        if view and view.words:
            return _shown(view, Asked(read, Request(since, until), words, wish.by, page=wish.page)), None
        request = Request(since, until, _campaigns(words, read.promises, wish.partner))
        if wish.explain_excluded:
            _alone(wish, name)
            return explain_excluded(Asked(read, request)), None
        if view:
            return _shown(view, Asked(read, request, by=wish.by, page=wish.page)), None
        by = wish.by or "placement"
        if by == VARIANT and (wish.partner or wish.compare):
            raise UsageError(f"--by variant doesn't go with {'--for' if wish.partner else '--compare'}", hint=APART)
        request = replace(request, by_day=by == "day")
        door = Door.to(wish.partner, read, request) if wish.partner else None
        document, stopped = _scorecard(read, request, known_grouping(by, (*GROUPINGS, VARIANT)), wish, gates, door)
        if door:
            door.write_down(document, now)
            return document, stopped
        return with_sales_notes(document, ledger, request), stopped


def _shown(view: View, asked: Asked) -> Document:
    document = view.show(asked)
    return with_sales_notes(document, asked.reading.ledger, asked.request) if view.counts_sales else document


def _alone(wish: Wish, view: str) -> None:
    others = {view: view, "--by": wish.by, "--compare": wish.compare, "--fail-if": wish.fail_if, "--for": wish.partner}
    for name, given in others.items():
        if given:
            raise UsageError.of(EXPLAINS_ALONE, f"--explain-excluded doesn't go with {name}")


VARIANT = "variant"  # a row for each link of a placement
APART = "it has a row for each link, of few people each; leave one of them out"


def view_names() -> list[str]:
    """Every view of ``report``."""
    return sorted(VIEWS.names())


def _words(words: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Split what was typed into a view, "" for the scorecard, and the words after it."""
    if words and words[0] in view_names():
        return words[0], tuple(words[1:])
    return "", tuple(words)


def _campaigns(words: Sequence[str], promises: Sequence[Promise], partner: str | None) -> tuple[str, ...]:
    if partner:
        require_partner(partner, partners_of(promises))
    known = sorted({promise.campaign for promise in promises})
    theirs = {promise.campaign for promise in promises if partner in {None, promise.partner}}
    for word in words:
        if word not in known:
            raise _unknown(word, [*known, *view_names()])
        if word not in theirs:
            hint = f"theirs: {', '.join(sorted(theirs))}"
            raise UsageError(f"{partner} has no part in {word}", hint=hint, code=NOT_THEIRS.code)
    return tuple(sorted(set(words)))


def _unknown(word: str, known: Sequence[str]) -> UsageError:
    hint = meant(word, known) or UNMINTED
    return UsageError(f"{word!r} is neither a view nor a campaign of the ledger", hint=hint, code=UNKNOWN_VIEW.code)


def _scorecard(
    read: Reading, request: Request, by: str, wish: Wish, gates: Sequence[Gate], door: Door | None
) -> tuple[Document, Findings | None]:
    everything = read.facts(request)
    facts = door.only(everything) if door else everything
    card = scorecard(read.of_variants(facts), "placement") if by == VARIANT else scorecard(facts, by)
    card = door.seen(card) if door else card
    goals = _goals(read, request, everything, door)
    counts: dict[str, int] = {}
    for item in [] if door else tagged(read.ledger, request):
        counts[item.metric] = counts.get(item.metric, 0) + item.n
    report = Report(
        scorecard=card,
        period=Period(request.since, request.until, read.timezone),
        goals=goals,
        campaigns=sorted({promise.campaign for promise in facts.promises}),
        tagged=counts,
        changed=[promise.placement for promise in facts.promises if promise.changed],
        rules=_rules(facts.promises, door),
        comparison=_comparison(read, request, by, card, wish.compare) if wish.compare else None,
        partner=door.partner if door else None,
        leaks=read.leaks(facts),
        by=by,
        other_days=read.other_days(facts),
        cut=sorted((place.named(), source) for place, source in cut_counts(facts).items()),
        aside=() if door else read_aside(read.ledger, request),
    )
    document = scorecard_document(report)
    if wish.page:
        page = scorecard_page(report, read_sides(read, request, facts, door), document.empty)
        document = replace(document, page=page)
    return document, _stopped(gates, card)


def _goals(read: Reading, request: Request, facts: Facts, door: Door | None) -> tuple[GoalLine, ...]:
    """Goals are about all that came so far, whatever the period shows."""
    whole = Request(campaigns=request.campaigns)
    found = facts if request == whole else read.facts(whole)
    return door.goals(goal_lines(door.only(found), read.today)) if door else goal_lines(found, read.today)


def _rules(promises: Sequence[Promise], door: Door | None) -> dict[str, object]:
    return {
        "small_cell": door.shield.small if door else None,
        "window_days": sorted({promise.window_days for promise in promises}),
        "conflict": sorted({promise.conflict for promise in promises}),
    }


def _comparison(read: Reading, request: Request, by: str, card: Scorecard, compare: str) -> Comparison:
    other = _other_request(read, request, compare)
    then = scorecard(read.facts(other), by)
    return Comparison(
        to=compare,
        period=Period(other.since, other.until, read.timezone),
        scorecard=then,
        changes=changes(card.totals, then.totals),
        rate_changes=rate_changes(card.totals[0], then.totals[0]),
    )


def _other_request(read: Reading, request: Request, compare: str) -> Request:
    if compare != "previous":
        if compare not in {promise.campaign for promise in read.promises}:
            raise _refused_comparison(f"there is no campaign {compare!r} in the ledger to compare with")
        return replace(request, campaigns=(compare,))
    if request.since is None or request.until is None:
        raise _refused_comparison("--compare previous needs a period with both ends")
    since, until = previous_period(request.since, request.until)
    return replace(request, since=since, until=until)


def _refused_comparison(message: str) -> UsageError:
    return UsageError.of(BAD_COMPARISON, message)


def _gate(text: str) -> Gate:
    found = parse_gate(text)
    if isinstance(found, str):
        raise UsageError.of(BAD_GATE, f"--fail-if {text!r}: {found}")
    return found


def _stopped(gates: Sequence[Gate], card: Scorecard) -> Findings | None:
    problems = [
        _problem(finding, card.by, several=len(card.totals) > 1)
        for gate in gates
        for finding in judge(gate, card.rows, card.by)
    ]
    if gates and not card.rows:
        problems = [GATE_WITHOUT_NUMBER.at(None, "the report has no row, so there is nothing that a gate could pass")]
    if not problems:
        return None
    return Findings(f"{plural(len(problems), 'row')} stopped by --fail-if", problems=problems, code=problems[0].code)


def _problem(finding: Finding, by: str, *, several: bool) -> Problem:
    name = str(getattr(finding.line, by)) + (f" ({finding.line.currency})" if several else "")
    if finding.outcome is Outcome.FAILED:
        values = ", ".join(f"{metric} is {value:,.6g}" for metric, value in finding.values.items())
        return GATE_FAILED.at(None, f"{name}: {values}; the gate is {finding.gate.text!r}", GATE_FAILED.hint)
    lacking = ", ".join(metric for metric, value in finding.values.items() if value is None)
    return GATE_WITHOUT_NUMBER.at(
        None, f"{name}: no {lacking} to hold against {finding.gate.text!r}", GATE_WITHOUT_NUMBER.hint
    )
