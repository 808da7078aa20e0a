"""Partners: what they brought, and how well each partnership works, with all that it takes to compute it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xpromo.measure.health import FORMULA, MEASURES, MOST_OF_IT, Health, Measure, Part, PartnerHealth
from xpromo.measure.lines import Line
from xpromo.measure.rates import NOT_ENOUGH, Rate, missing
from xpromo.measure.shrinking import Family, Prior
from xpromo.report.cells import NONE, percent
from xpromo.report.cells import NOT_ENOUGH as NOT_ENOUGH_DATA
from xpromo.report.columns import in_one_currency
from xpromo.report.document import CellKind, Column, Document, Row, Section
from xpromo.report.period import Period
from xpromo.report.plain import record

NUMBERS = (
    *("reach", "clicks", "conversions", "conversion_rate", "revenue", "refunds", "cost", "cpa", "new_customers"),
)
DAYS = "days_to_settle"
_NAMES = {
    "on_time": "On time",
    "delivery": "Delivery",
    "quality": "Quality",
    "refunds": "Refunds",
    "unsubscribes": "Unsubscribes",
    DAYS: "Days to settle",
}
_OVER = {
    "on_time": "placements that are over",
    "delivery": "expected clicks",
    "quality": "conversions at others' rate",
    "refunds": "sales",
    "unsubscribes": "people reached",
    DAYS: "statements",
}
_PARTNERS = (
    Column("partner", "Partner", CellKind.ID),
    Column("currency", "Currency", CellKind.ID),
    Column("health", "Health (95 %)", CellKind.RATE),
    *(Column(name, _NAMES[name], CellKind.SHARE) for name in ("on_time", "delivery", "quality")),
    *(Column(name, _NAMES[name], CellKind.SHARE, detail=True) for name in ("refunds", "unsubscribes")),
    Column(DAYS, _NAMES[DAYS], CellKind.DECIMAL, detail=True),
    Column("reach", "Reach", CellKind.INT, detail=True),
    Column("clicks", "Clicks", CellKind.INT),
    Column("conversions", "Conv.", CellKind.INT),
    Column("conversion_rate", "Rate (95 %)", CellKind.RATE, spare=2),
    Column("revenue", "Revenue", CellKind.MONEY, spare=1),
    Column("refunded", "Refunded", CellKind.MONEY, detail=True),
    Column("cost", "Cost", CellKind.MONEY, detail=True),
    Column("cpa", "CPA", CellKind.MONEY, detail=True),
    Column("new_customers", "New", CellKind.INT, detail=True),
)
_PARTS = (
    Column("measure", "What", CellKind.ID),
    Column("observed", "Observed", CellKind.AMOUNT),
    Column("over", "Of", CellKind.TEXT, spare=1),
    Column("shrunk", "Shrunk (95 %)", CellKind.AMOUNT),
    Column("score", "Score", CellKind.SHARE),
    Column("weight", "Weight", CellKind.SHARE),
)
_PRIORS = (
    Column("measure", "What", CellKind.ID),
    Column("prior", "Prior", CellKind.ID),
    Column("mean", "Mean of all", CellKind.AMOUNT),
    Column("members", "Partners", CellKind.INT),
    Column("basis", "From", CellKind.ID),
    Column("dispersion", "Scatter", CellKind.AMOUNT, spare=1),
)


@dataclass(frozen=True, slots=True)
class Partners:
    """What a view on partners shows: the lines of a scorecard by partner, and their health."""

    lines: Sequence[Line]
    health: Health
    period: Period
    campaigns: Sequence[str]


def partners_document(shown: Partners) -> Document:
    """Return the document."""
    health = {item.partner: item for item in shown.health.partners}
    named = [line for line in shown.lines if line.partner is not None]
    silent = [Line(partner=name) for name in health if name not in {line.partner for line in named}]
    lines = sorted([*named, *silent], key=lambda line: line.partner or "")
    made_of = [_part_row(item, part) for item in shown.health.partners for part in item.parts if part.n]
    sections = (
        Section("What health is made of", _PARTS, made_of, group="partner"),
        Section("Priors: the mean of all partners, and what it is worth", _PRIORS, _prior_rows(shown.health.priors)),
    )
    return Document(
        schema="report-partners",
        title=f"Partners, {shown.period}",
        columns=_columns(lines),
        rows=[_row(line, health.get(line.partner or "")) for line in lines],
        data=_data(shown, lines, health),
        more=tuple(section for section in sections if section.rows),
        notes=tuple(_notes(shown.period.timezone)) if lines else (),
        empty="Nothing was promised to or by a partner in this period.",
    )


def _columns(lines: Sequence[Line]) -> tuple[Column, ...]:
    priced = [{"currency": line.currency} for line in lines if line.currency]
    idle = {"conversion_rate"} if all(line.conversion_rate.value is None for line in lines) else set()
    idle |= {"revenue"} if all(line.revenue is None for line in lines) else set()
    idle |= set() if priced else {"currency"}
    return in_one_currency(_PARTNERS, priced, idle)


def _row(line: Line, health: PartnerHealth | None) -> Row:
    parts = {part.name: part.shrunk.value for part in health.parts} if health and not line.further else {}
    scored = record(line)
    return {
        "partner": line.partner,
        "currency": line.currency,
        "health": record(_health(line, health)),
        **{measure.name: parts.get(measure.name) for measure in MEASURES},
        **{name: scored[name] for name in NUMBERS if name != "refunds"},
        "refunded": line.refunds,
    }


def _health(line: Line, health: PartnerHealth | None) -> Rate:
    return missing(NOT_ENOUGH) if health is None or line.further else health.health


def _part_row(item: PartnerHealth, part: Part) -> Row:
    between = "days," if part.name == DAYS else "of"
    return {
        "partner": item.partner,
        "measure": _NAMES[part.name],
        "observed": f"{part.events:,.0f} {between} {part.exposure:,.0f}",
        "over": _OVER[part.name],
        "shrunk": _shrunk_text(part),
        "score": part.score.value,
        "weight": part.weight,
    }


def _shrunk_text(part: Part) -> str:
    """Return the rate as a percentage with its interval, days as days."""
    found = part.shrunk
    if found.value is None or found.low is None or found.high is None:
        return NOT_ENOUGH_DATA
    write = _days if part.name == DAYS else percent
    return f"{write(found.value)} ({write(found.low).removesuffix(' %')}{NONE}{write(found.high).removesuffix(' %')})"


def _days(value: float) -> str:
    return f"{value:.1f}"


def _prior_rows(priors: Mapping[str, Prior]) -> list[Row]:
    return [
        {
            "measure": _NAMES[name],
            "prior": f"{'Beta' if prior.family is Family.BETA else 'Gamma'}({prior.first:.4g}, {prior.second:.4g})",
            "mean": _days(prior.mean) if name == DAYS else percent(prior.mean),
            "members": prior.members,
            "basis": prior.basis.value,
            "dispersion": f"{prior.dispersion:.2f}" if prior.dispersion > 1 else None,
        }
        for name, prior in priors.items()
    ]


# ------------------------------------------------------------------------------------------------ for scripts


def _data(shown: Partners, lines: Sequence[Line], health: Mapping[str, PartnerHealth]) -> dict[str, object]:
    return {
        "period": shown.period.record(),
        "campaigns": list(shown.campaigns),
        "rows": [_record(line, health.get(line.partner or "")) for line in lines],
        "priors": [{"measure": name, **record(prior)} for name, prior in shown.health.priors.items()],
        "measures": [_measure_record(measure) for measure in MEASURES],
        "formula": FORMULA,
        "least_weight": MOST_OF_IT,
    }


def _record(line: Line, health: PartnerHealth | None) -> dict[str, object]:
    scored = record(line)
    parts = health.parts if health and not line.further else ()
    return {
        "partner": line.partner,
        "currency": line.currency,
        **{name: scored[name] for name in NUMBERS},
        "health": record(_health(line, health)),
        "parts": [record(part) for part in parts],
    }


def _measure_record(measure: Measure) -> dict[str, object]:
    return {
        "measure": measure.name,
        "definition": measure.definition,
        "weight": measure.weight,
        "floor": measure.floor,
        "floor_of": measure.what,
    }


def _notes(timezone: str) -> list[str]:
    weights = ", ".join(f"{_NAMES[measure.name].lower()} {measure.weight:.0%}" for measure in MEASURES)
    return [
        "Each rate is drawn towards the mean of all partners, the more the less is known of it; 95 % intervals.",
        f"Health: the mean of scores by weight ({weights}); less than {MOST_OF_IT:.0%} known: not enough data.",
        f"How each is counted and scored: --format json, or the guide. Days in {timezone}.",
    ]
