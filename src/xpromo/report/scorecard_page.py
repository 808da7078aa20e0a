"""The scorecard as a page: headline figures with their uncertainty in words, goals, days, channels, the funnel.

Every sentence is computed from the figures beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xpromo.measure.balance import Balance
from xpromo.measure.goals import GoalLine, Verdict
from xpromo.measure.groups import add
from xpromo.measure.lines import Line
from xpromo.measure.rates import rate
from xpromo.measure.scorecard import Scorecard
from xpromo.report.attribution import Attribution
from xpromo.report.cells import grouped_money
from xpromo.report.credits import credits_block
from xpromo.report.days import days_block
from xpromo.report.definitions import DEFINITIONS
from xpromo.report.diagnosing import plural
from xpromo.report.document import Section
from xpromo.report.exchanges import balance_in_words, exchanges_block
from xpromo.report.goals import VERDICTS
from xpromo.report.page import Block, Figure, Figures, Meter, Meters, Page, Step, Steps
from xpromo.report.scorecard import Report, compared, priced, scorecard_table
from xpromo.report.wording import amount, capital, in_words, likely_money, listed

FEW = 2  # campaigns in a title
STALE = 3  # days without a figure before a page warns
KINDS: Mapping[str, tuple[str, str]] = {  # in the order in which people go through them
    "lead": ("lead", "leads"),
    "signup": ("sign-up", "sign-ups"),
    "registration": ("registration", "registrations"),
    "attendance": ("attendance", "attendances"),
    "trial": ("trial", "trials"),
    "mql": ("MQL", "MQLs"),
    "sql": ("SQL", "SQLs"),
    "opportunity": ("opportunity", "opportunities"),
    "sale": ("sale", "sales"),
    "won": ("deal won", "deals won"),
    "renewal": ("renewal", "renewals"),
}
_ANY = ("conversion", "conversions")


@dataclass(frozen=True, slots=True)
class Sides:
    """The facts of a report from further sides. ``names`` and ``partners``: what ids are called. ``received`` and
    ``given`` are by day: what was done for us, and what we did for partners. ``sent``: the placements of each day.
    ``ends``: the day after the last flight.
    """

    names: Mapping[str, str]
    partners: Mapping[str, str]
    placements: Scorecard
    channels: Scorecard
    received: Scorecard
    given: Scorecard
    sent: Mapping[date, Sequence[str]]
    ends: date | None
    today: date
    balances: tuple[Balance, ...] = ()
    attribution: Attribution | None = None


@dataclass(frozen=True, slots=True)
class _Halves:
    """Lines of placements: what was done for us, and what we did for partners."""

    received: Sequence[Line]
    given: Sequence[Line]


def scorecard_page(report: Report, sides: Sides, empty: str) -> Page:
    """Return the page around a report's table; ``empty`` is said where there are no figures at all."""
    halves = _Halves(
        [line for line in sides.placements.rows if line.direction != "given"],
        [line for line in sides.placements.rows if line.direction == "given"],
    )
    totals = sides.placements.totals
    days = days_block(sides.received, sides.given, sides.sent, capital(_kind_words(totals[0])[1]))
    above: list[Block | None] = [_meters(report.goals), days]
    exchanges = exchanges_block(sides.balances, sides.partners)
    shared = credits_block(sides.attribution) if sides.attribution else None
    below: list[Block | None] = [_channels(report, sides), _steps(halves, totals), exchanges, shared]
    below.append(compared(report.comparison))
    return Page(
        title=_title(report.campaigns, sides.names),
        lead=tuple(_lead(report, sides, halves)) if report.scorecard.rows else (empty,),
        facts=tuple(_facts(report, sides)),
        warning=_warning(report, sides),
        above=(*_figures(totals, halves), *(block for block in above if block)),
        heading=f"By {report.by or report.scorecard.by}",
        below=tuple(block for block in below if block),
        definitions=_definitions(),
        kind="scorecard",
    )


def _title(campaigns: Sequence[str], names: Mapping[str, str]) -> str:
    if len(campaigns) > FEW or not campaigns:
        return f"{len(campaigns)} campaigns" if campaigns else "No campaign yet"
    return " and ".join(names.get(campaign) or campaign for campaign in campaigns)


def _definitions() -> Mapping[str, str]:
    """Return what the numbers mean as people read them: money in major units."""
    likely = (
        "the 95 % interval: true values that would make such a count no surprise. It says nothing about what caused it"
    )
    read = {_name(key): text.replace(", minor units", "") for key, text in DEFINITIONS.items()}
    return {"Likely between": likely, **read}


def _name(key: str) -> str:
    return key.upper() if key in _SHORT else capital(key.replace("_", " "))


_SHORT = frozenset({"ctr", "cpa", "aov", "epc"})


# ------------------------------------------------------------------------------------------------ sentences


def _lead(report: Report, sides: Sides, halves: _Halves) -> Iterable[str]:
    totals = sides.placements.totals
    clicks = add(line.clicks for line in halves.received)
    conversions = add(line.conversions for line in totals)
    if clicks is not None:
        who = "Partners" if {line.direction for line in halves.received} <= {"received", None} else "The placements"
        yield f"{who} brought {plural(clicks, 'click')}."
    if conversions is not None:
        worth = " and ".join(amount(line.revenue, line.currency) for line in totals if line.revenue)
        are_sales = totals[0].conversion_kind == "sale"  # else the money came of something else
        more = f", worth {worth}," if worth and are_sales else f" and {worth} of revenue" if worth else ""
        verb = "is" if conversions == 1 and (are_sales or not worth) else "are"
        counted, to = plural(conversions, *_kind_words(totals[0])), "them" if clicks is not None else "placements"
        yield f"{counted}{more} {verb} tied to {to}."
    returned = add(line.clicks for line in halves.given)
    if returned is not None:
        yield f"We gave {plural(returned, 'click')}."
    yield from balance_in_words(sides.balances, sides.partners)
    if report.goals:
        yield _goals_in_words(report.goals)


def _goals_in_words(goals: Sequence[GoalLine]) -> str:
    counts = Counter(goal.verdict for goal in goals)
    words = {**VERDICTS, Verdict.UNKNOWN: "without data"}
    found = [f"{counts[verdict]} {words[verdict]}" for verdict in words if counts[verdict]]
    return f"Of {plural(len(goals), 'goal', 'goals')}: {', '.join(found)}."


def _facts(report: Report, sides: Sides) -> Iterable[str]:
    if 0 < len(report.campaigns) <= FEW:
        yield ", ".join(report.campaigns)
    if report.partner:
        yield f"For {report.partner}"
    elif sides.partners:
        yield f"With {listed(sorted(set(sides.partners.values())))}"
    days = [line.day for card in (sides.received, sides.given) for line in card.rows if line.day]
    if days:
        yield f"Figures from {min(days)} to {max(days)}"
    if report.period.since or report.period.until:
        yield f"Asked for: {report.period}"
    yield f"Days in {report.period.timezone}"


def _warning(report: Report, sides: Sides) -> str:
    """Say so when the newest figure is older than the flight has come."""
    days = [line.day for card in (sides.received, sides.given) for line in card.rows if line.day]
    ends = [day for day in (report.period.until, sides.ends, sides.today) if day]
    missing = (min(ends) - max(days)).days - 1 if days else 0
    if missing < STALE or sides.ends is None:
        return ""
    return f"The newest figure is of {max(days)}. The {missing} days after it have none: is an import missing?"


# ------------------------------------------------------------------------------------------------ headline figures


def _figures(totals: Sequence[Line], halves: _Halves) -> tuple[Figures, ...]:
    first = totals[0]
    found = [
        _reach(first, halves),
        _clicks(first, halves),
        _conversions(totals),
        *(_revenue(line) for line in totals),
        _new(totals),
        *(_cost(line, priced(totals)) for line in totals),
    ]
    figures = tuple(figure for figure in found if figure)
    return (Figures("In short", figures),) if figures else ()


def _reach(total: Line, halves: _Halves) -> Figure | None:
    if total.reach is None:
        return None
    return Figure("Reach", f"{total.reach:,}", tuple(_split(halves, "reach")))


def _clicks(total: Line, halves: _Halves) -> Figure | None:
    if total.clicks is None:
        return None
    words = (*_split(halves, "clicks"), *in_words(total.ctr, "people reached"))
    return Figure("Clicks", f"{total.clicks:,}", words)


def _split(halves: _Halves, measure: str) -> Iterable[str]:
    received = add(getattr(line, measure) for line in halves.received)
    given = add(getattr(line, measure) for line in halves.given)
    if received is not None and given is not None:
        yield f"{received:,} received, {given:,} given"


def _conversions(totals: Sequence[Line]) -> Figure | None:
    n = add(line.conversions for line in totals)
    if n is None:
        return None
    title = capital(_kind_words(totals[0])[1])
    return Figure(title, f"{n:,}", tuple(in_words(totals[0].conversion_rate, "clicks")))


def _revenue(line: Line) -> Figure | None:
    if line.revenue is None:
        return None
    words = [f"after {amount(line.refunds, line.currency)} of refunds"] if line.refunds else []
    order = line.aov
    if order.value is not None:
        words.append(f"{amount(order.value, line.currency)} an order, {likely_money(order, line.currency)}")
    return Figure("Revenue", *_parted(line.revenue, line.currency, words))


def _new(totals: Sequence[Line]) -> Figure | None:
    n = add(line.new_customers for line in totals)
    if n is None:
        return None
    words = tuple(in_words(totals[0].new_customer_rate, "sales with a known buyer"))
    return Figure("New customers", f"{n:,}", words)


def _cost(line: Line, over: str) -> Figure | None:
    """Return what a conversion cost; ``over`` says of which, where not of all."""
    if line.cost is None:
        return None
    cost = amount(line.cost, line.currency)
    basis = "recorded" if line.cost_basis == "recorded" else "from the budget"
    if line.cpa_interval.value is None:
        return Figure("Cost", *_parted(line.cost, line.currency, [basis]))
    likely = likely_money(line.cpa_interval, line.currency)
    value, words = round(line.cpa_interval.value), [f"{cost} {basis}", *([over] if over else []), likely]
    return Figure(f"Cost per {_kind_words(line)[0]}", *_parted(value, line.currency, words))


def _parted(minor: int, currency: str | None, words: Sequence[str]) -> tuple[str, tuple[str, ...], str]:
    """Return the number, its words, its unit."""
    return grouped_money(minor, currency or ""), tuple(words), currency or ""


def _kind_words(line: Line) -> tuple[str, str]:
    return KINDS.get(line.conversion_kind or "", _ANY)


# ------------------------------------------------------------------------------------------------ goals


def _meters(goals: Sequence[GoalLine]) -> Meters | None:
    several = len({goal.campaign for goal in goals}) > 1
    meters = tuple(_meter(goal, goal.campaign if several else "") for goal in goals)
    note = "Of all that came so far, whatever the period."
    if any(0 < goal.elapsed < 1 for goal in goals):
        note += " The upright line is where an even pace would be today."
    return Meters("Goals", meters, note) if meters else None


_WELL: Mapping[Verdict, bool] = {
    Verdict.REACHED: True,
    Verdict.ON_PACE: True,
    Verdict.BEHIND: False,
    Verdict.MISSED: False,
}


def _meter(goal: GoalLine, group: str) -> Meter:
    achieved = "" if goal.achieved is None else f"{amount(goal.achieved, goal.currency)} "
    words = [f"{achieved}of {amount(goal.target, goal.currency)}"]
    if goal.share is not None:
        words.append(f"{100 * goal.share:.0f} %")
    if goal.days_left and goal.elapsed:
        words.append(f"{plural(goal.days_left, 'day')} left")
    if goal.days_left and goal.projected is not None:
        words.append(f"{amount(goal.projected, goal.currency)} at an even pace")
    title = goal.metric.replace("_", " ")
    return Meter(
        title=capital(title),
        words=", ".join(words),
        verdict=VERDICTS[goal.verdict],
        share=goal.share,
        elapsed=goal.elapsed,
        well=_WELL.get(goal.verdict),
        group=group,
    )


# ------------------------------------------------------------------------------------------------ channels, funnel


def _channels(report: Report, sides: Sides) -> Section | None:
    """The placements by channel; by placement where channels are what was asked for."""
    card = sides.placements if report.scorecard.by == "channel" else sides.channels
    return scorecard_table(card) if len(card.rows) > 1 else None


def _steps(halves: _Halves, totals: Sequence[Line]) -> Steps | None:
    """From reach to what people did, over what was done for us: what partners saw isn't known here."""
    lines = halves.received
    reach, clicks = (add(getattr(line, name) for line in lines) for name in ("reach", "clicks"))
    steps = [Step("Reach", reach)] if reach else []
    if clicks:
        both = [line for line in lines if line.reach is not None and line.clicks is not None]
        share = rate(sum(line.clicks or 0 for line in both), sum(line.reach or 0 for line in both))
        steps.append(Step("Clicks", clicks, " ".join(in_words(share, "people reached")) if both else ""))
    base = add(line.clicks for line in lines if line.conversions is not None or "conversions" in line.suppressed)
    for kind, (_, title) in KINDS.items():
        hidden = f"kinds.{kind}"
        told = totals if any(hidden in line.suppressed for line in lines) else lines
        is_whole = not any(hidden in line.suppressed for line in told)
        if is_whole and (n := sum(line.kinds.get(kind, 0) for line in told)):
            words = "" if base is None else " ".join(in_words(rate(n, base), "clicks"))
            steps.append(Step(capital(title), n, words))
    unknown = sum(line.reach is None and bool(line.clicks) for line in lines)
    note = f"Reach isn't known for {plural(unknown, 'row')}, so their clicks have no part in the share."
    return Steps("From reach to result", tuple(steps), note if unknown and reach else "") if len(steps) > 1 else None
