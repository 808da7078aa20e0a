"""``retro``: the review of a campaign that is over, drafted from the ledger into a page that people write into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from xpromo.errors import Findings, UsageError
from xpromo.files import write_file
from xpromo.ledger.settling import read_statements
from xpromo.measure.balance import Verdict, balances
from xpromo.measure.exchange import Known
from xpromo.measure.goals import goal_lines
from xpromo.measure.health import health
from xpromo.measure.program import quarters
from xpromo.measure.review import Finding, review
from xpromo.measure.winners import candidates
from xpromo.operations.exchange import read_exchange
from xpromo.operations.ledger import Place
from xpromo.operations.named import no_campaign
from xpromo.operations.period import named_period
from xpromo.operations.reading import Reading, read_now, tagged
from xpromo.operations.retro_page import Pages
from xpromo.operations.sales_notes import sales_notes_of
from xpromo.records import Promise, Request
from xpromo.report.document import Document
from xpromo.report.due import RETRO
from xpromo.report.keeping import drafted, redrafted
from xpromo.report.retro import Retro, RetroState, retro_document, retros_document
from xpromo.report.rules import BAD_PERIOD, NO_RETRO_YET, WRITTEN_BETWEEN
from xpromo.report.winners import Proposal, winners_document
from xpromo.report.wording import amount


def write_retro(
    root: Path, place: Place, campaign: str, now: datetime, *, dry_run: bool, force: bool
) -> tuple[Document, str]:
    """Draft the retro of a campaign, or its computed parts again; return what it says, and the page.

    Raises UsageError for a campaign that the ledger doesn't know or that isn't over, Findings for a page whose marks
    are damaged or that holds words between them (``force`` writes over those), StorageError.
    """
    with place.opened() as ledger, ledger.reading():
        retro = _retro(read_now(ledger, now), campaign)
        notes = sales_notes_of(ledger, Request(campaigns=(campaign,)))
    pages = Pages(root)
    path, old = pages.path(campaign), pages.read(campaign)
    if old is None:
        text, state = drafted(retro.head, retro.parts, retro.tail), "written"
    else:
        text, state = _again(old, retro, path, force=force), "kept"
    if text != old and not dry_run:
        write_file(root / path, text.encode())
    if old is not None and text != old:
        state = "redrafted"
    document = retro_document(retro, path, f"would be {state}" if dry_run and text != old else state)
    return replace(document, notes=(*document.notes, *notes)), text


def _again(old: str, retro: Retro, path: str, *, force: bool) -> str:
    found = redrafted(old, retro.parts, path, force=force)
    if isinstance(found, str):
        return found
    raise Findings(f"{path} wasn't touched", problems=found, code=found[0].code, hint=WRITTEN_BETWEEN.hint)


def list_retros(root: Path, place: Place, now: datetime) -> Document:
    """Return the retros of all campaigns that are over, what is due first."""
    with place.opened() as ledger:
        reading = read_now(ledger, now)
    pages = Pages(root)
    found = {
        promise.campaign: promise.flight_end for promise in reading.promises if promise.flight_end <= reading.today
    }
    states = [_state(pages, campaign, end, reading.today) for campaign, end in found.items()]
    return retros_document(sorted(states, key=lambda item: (item.state == "written", item.due, item.campaign)))


def _state(pages: Pages, campaign: str, end: date, today: date) -> RetroState:
    due = end + RETRO
    missing = "overdue" if due < today else "due"
    state = "written" if pages.read(campaign) is not None else missing
    return RetroState(campaign, end, due, state, pages.path(campaign))


def plan_winners(place: Place, now: datetime, quarter: str | None) -> Document:
    """Return which properties to plan again in a quarter, the next one unless it is named. Raises UsageError."""
    with place.opened() as ledger, ledger.reading():
        reading = read_now(ledger, now)
        found = candidates(reading.facts(Request()), reading.today)
    since, until = named_period(quarter, reading.today, "--quarter") if quarter else _next_quarter(reading.today)
    if next(quarters(since, since))[1:] != (since, until):
        raise UsageError(f"--quarter {quarter!r} isn't a quarter", hint="write it as 2027-Q1", code=BAD_PERIOD.code)
    name = next(quarters(since, since))[0]
    return winners_document(
        name, [Proposal(item, _start(item.last, since) if item.is_winner else None) for item in found]
    )


def _next_quarter(today: date) -> tuple[date, date]:
    _, _, until = next(quarters(today, today))
    _, since, end = next(quarters(until, until))
    return since, end


def _start(last: Promise, since: date) -> date:
    """Return the first day of the quarter on the weekday on which the last flight began."""
    return since + timedelta(days=(last.flight_start.weekday() - since.weekday()) % 7)


# ------------------------------------------------------------------------------------------------ what it says


def _retro(reading: Reading, campaign: str) -> Retro:
    promises = [promise for promise in reading.promises if promise.campaign == campaign]
    if not promises:
        raise no_campaign(campaign, reading.promises)
    since, until = min(item.flight_start for item in promises), max(item.flight_end for item in promises)
    if until > reading.today:
        raise UsageError.of(NO_RETRO_YET, f"{campaign} runs until {until - timedelta(days=1)}")
    known = read_exchange(reading)
    lost = sum(item.n for item in tagged(reading.ledger, Request(since, until)) if item.metric == "clicks")
    found = review(known, campaign, lost)
    facts = replace(
        known.facts, promises=promises, aggregates=[a for a in known.facts.aggregates if a.campaign == campaign]
    )
    partners = sorted({promise.partner for promise in promises if promise.partner})
    healths = health(known, (), (campaign,)).partners
    return Retro(
        campaign,
        promises[0].campaign_name,
        since,
        until,
        reading.today,
        found,
        goal_lines(facts, reading.today),
        [item for item in healths if item.partner in partners],
        (*found.open, *_unsettled(reading, promises, partners), *_owed(known, promises)),
    )


def _unsettled(reading: Reading, promises: Sequence[Promise], partners: Sequence[str]) -> Iterator[Finding]:
    """Name partners with whom money is shared and some day of the flight isn't settled."""
    agreed = reading.settings.agreements if reading.settings else {}
    for partner in partners:
        terms = agreed.get(partner, {})
        shares = any(promise.budget_share for promise in promises if promise.partner == partner)
        if not shares and not {"revenue_share", "budget_share"} & terms.keys():
            continue
        spans = [(item.since, item.until) for item in read_statements(reading.ledger, partner)]
        since, until = min(p.flight_start for p in promises), max(p.flight_end for p in promises)
        days = (since + timedelta(days=number) for number in range((until - since).days))
        left = sum(not any(start <= day < end for start, end in spans) for day in days)
        if left:
            yield Finding("unsettled", None, {"partner": partner, "days": left})


def _owed(known: Known, promises: Sequence[Promise]) -> Iterator[Finding]:
    """Name partners with whom the swaps of the campaign aren't even."""
    campaign = replace(known, facts=replace(known.facts, promises=promises))
    for item in balances(campaign, frozenset(p.partner for p in promises if p.partner)):
        if item.verdict in {Verdict.WE_OWE, Verdict.THEY_OWE} and item.owed.value is not None:
            owed = amount(abs(item.owed.value), item.currency, item.unit)
            yield Finding("owes", None, {"partner": item.partner, "verdict": item.verdict.value, "owed": owed})
