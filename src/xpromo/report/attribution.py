"""Attribution as a document: channels are rows, models are columns, and what they disagree on stands beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from xpromo.measure.crediting import MILLION, Credits
from xpromo.measure.models import Model, Terms
from xpromo.measure.rates import FLOOR
from xpromo.paths import PathsFound
from xpromo.report.cells import NONE, percent
from xpromo.report.diagnosing import plural
from xpromo.report.document import CellKind, Column, Document, Row, Section
from xpromo.report.period import Period

RULE = "a credit rule, not a causal effect"


@dataclass(frozen=True, slots=True)
class Windowed:
    """What came out for one window (days; None: as promised, or paths that are given whole).

    ``by_evidence``: too few conversions have a path, and the paths shown are of one touch, which is each conversion's
    own evidence.
    """

    days: int | None
    found: PathsFound
    credits: Credits
    by_evidence: bool = False


@dataclass(frozen=True, slots=True)
class Attribution:
    """Everything that a table of credits says. ``source``: ``ledger`` or ``paths``; ``kind``: of conversion."""

    by: str
    source: str
    kind: str
    period: Period | None
    campaigns: Sequence[str]
    models: Mapping[str, Model]
    terms: Terms
    windows: Sequence[Windowed]
    draws: int = 0
    seed: int = 0
    notes: Sequence[str] = ()

    @property
    def several(self) -> bool:
        """Whether windows stand side by side."""
        return len(self.windows) > 1


def attribution_document(shown: Attribution) -> Document:
    """Return the document of an attribution."""
    rows = [row for item in shown.windows for row in _rows(shown, item)]
    counts = [row for row in rows if "touched" in row]  # of which there is one a channel, whatever the currencies
    return Document(
        schema="attribution",
        title=_title(shown),
        columns=tuple(_columns(shown)),
        rows=counts,
        filed=[row for row in rows if "touched" not in row],
        data=_data(shown),
        footer=[_total(shown, item) for item in shown.windows] if rows else (),
        group="heading" if shown.several else "",
        more=tuple(section for item in shown.windows for section in _sections(shown, item)),
        notes=tuple(_notes(shown)),
        empty="No path led to a conversion."
        + (" `xpromo import` brings clicks and conversions with their visitors." if shown.source == "ledger" else ""),
    )


def _title(shown: Attribution) -> str:
    what = f"Conversions ({shown.kind})" if shown.kind else "Conversions"
    period = f", {shown.period}" if shown.period else ""
    return f"{what} by {shown.by}{period}: {RULE}"


def _window(item: Windowed, shown: Attribution) -> str:
    if item.days is not None:
        return f"window: {plural(item.days, 'day')}"
    return "window: as promised" if shown.source == "ledger" else "whole paths"


# ------------------------------------------------------------------------------------------------------------- table


def _columns(shown: Attribution) -> Iterator[Column]:
    yield Column("heading", "Window", CellKind.ID, detail=True)
    yield Column("window", "Days", CellKind.INT, detail=True)
    yield _first(shown)
    for number, (name, model) in enumerate(shown.models.items()):
        yield Column(name, model.title, CellKind.DECIMAL, spare=number)
    yield Column("touched", "On paths", CellKind.INT, spare=len(shown.models))
    yield Column("spread", "Spread", CellKind.AMOUNT)
    yield Column("spread_low", "Least", CellKind.DECIMAL, detail=True)
    yield Column("spread_high", "Most", CellKind.DECIMAL, detail=True)
    for name, model in shown.models.items() if shown.draws else ():
        yield Column(f"{name}_low", f"{model.title}, from", CellKind.DECIMAL, detail=True)
        yield Column(f"{name}_high", f"{model.title}, to", CellKind.DECIMAL, detail=True)
    yield Column("currency", "Currency", CellKind.ID, detail=True)
    for name, model in shown.models.items():
        yield Column(f"{name}_value", f"{model.title}, value", CellKind.MONEY, detail=True)


def _first(shown: Attribution) -> Column:
    kind = CellKind.ID if shown.source == "ledger" else CellKind.TEXT  # channels of a file are named by anybody
    return Column(shown.by, shown.by.capitalize(), kind)


def _rows(shown: Attribution, item: Windowed) -> Iterator[Row]:
    """Yield a row for each channel, and one for each further currency of its money; none where nothing is credited."""
    made = item.credits
    head = {"heading": _window(item, shown), "window": item.days}
    for place, name in enumerate(made.names if made.converted else ()):
        least, most = made.spread(place) or (None, None)
        for number, currency in enumerate(list(made.values) or [None]):
            row: dict[str, object] = {**head, shown.by: name, "currency": currency}
            if not number:
                row |= {model: _whole(amounts[place]) for model, amounts in made.conversions.items()}
                row |= {
                    "touched": made.touched[place],
                    "spread": _range(least, most),
                    "spread_low": _whole(least),
                    "spread_high": _whole(most),
                }
                for model, found in made.intervals.items():
                    row |= {f"{model}_low": _whole(found[place][0]), f"{model}_high": _whole(found[place][1])}
            if currency:
                row |= {f"{model}_value": amounts[place] for model, amounts in made.values[currency].items()}
            yield row


def _total(shown: Attribution, item: Windowed) -> Row:
    name = f"Total, {_window(item, shown)}" if shown.several else "Total"
    models = {model: sum(amounts) / MILLION for model, amounts in item.credits.conversions.items()}
    return {shown.by: name, "window": item.days, **models}


def _whole(millionths: int | None) -> float | None:
    """Return millionths of a conversion as conversions; the decimals are as many, so sums stay what they are."""
    return None if millionths is None else millionths / MILLION


def _range(least: int | None, most: int | None) -> str | None:
    if least is None or most is None:
        return None
    return f"{least / MILLION:,.2f}{NONE}{most / MILLION:,.2f}"


def _sections(shown: Attribution, item: Windowed) -> Iterator[Section]:
    """Yield what the conversions brought, by currency, and the intervals."""
    suffix = f", {_window(item, shown)}" if shown.several else ""
    first = _first(shown)
    for currency, models in item.credits.values.items():
        columns = [
            Column(name, model.title, CellKind.MONEY, spare=number)
            for number, (name, model) in enumerate(shown.models.items())
        ]
        rows = [
            {shown.by: name, "currency": currency, **{model: amounts[place] for model, amounts in models.items()}}
            for place, name in enumerate(item.credits.names)
        ]
        total = {shown.by: "Total", "currency": currency, **{model: sum(found) for model, found in models.items()}}
        yield Section(f"Value in {currency}{suffix}", (first, *columns), [*rows, total])
    if item.credits.intervals:
        columns = [
            Column(name, shown.models[name].title, CellKind.AMOUNT, spare=number)
            for number, name in enumerate(item.credits.intervals)
        ]
        rows = [
            {shown.by: name, **{model: _range(*found[place]) for model, found in item.credits.intervals.items()}}
            for place, name in enumerate(item.credits.names)
        ]
        yield Section(f"95 % of {shown.draws:,} draws (seed {shown.seed}){suffix}", (first, *columns), rows)


# ------------------------------------------------------------------------------------------------------------- notes


def _notes(shown: Attribution) -> Iterator[str]:
    yield f"This is {RULE}: it shares out what happened and doesn't say what would have happened without a channel."
    for item in shown.windows:
        yield from _counts(shown, item)
    yield from shown.notes
    refused = Counter(reason for item in shown.windows[:1] for _, reason, _ in item.found.refusals)
    for reason, count in sorted(refused.items()):
        line = next(line for line, why, _ in shown.windows[0].found.refusals if why == reason)
        yield f"{plural(count, 'row')} of the file left out: {reason} (first on line {line}); xpromo explain {reason}"


def _counts(shown: Attribution, item: Windowed) -> Iterator[str]:
    """Yield what the credits of one window rest on."""
    found, prefix = item.found, f"{_window(item, shown).capitalize()}. " if shown.several else ""
    counted, converted = plural(found.conversions, "conversion"), found.paths.converted
    part = f" ({percent(found.share)})" if found.share is not None else ""
    if item.by_evidence:
        yield (
            f"{prefix}{counted}, only {converted:,}{part} with a path: too few for models of several touches. First "
            "and last are the evidence that each conversion carries itself."
        )
    elif not found.conversions:
        where = "of this kind in these days" if shown.source == "ledger" else "in the file"
        yield f"{prefix}There is no conversion {where}."
    elif converted < found.conversions:
        yield (
            f"{prefix}{counted}: of {found.known:,} it is known whose they are, of {converted:,}{part} by which path "
            "they came. The others are in no column."
        )
    nulls = found.paths.journeys - converted
    if nulls and not item.by_evidence:
        yield f"{prefix}{plural(nulls, 'path')} ended without a conversion."
    elif converted and not item.by_evidence:
        yield f"{prefix}No path without a conversion is known: which channels convert best can't be told."
    missing = [shown.models[name].title for name in item.credits.conversions if name not in item.credits.intervals]
    if item.credits.intervals and missing:
        yield f"{prefix}Too many combinations of channels for so many draws of {', '.join(missing)}: no interval."
    if 0 < item.credits.converted < FLOOR:
        without = " There is no interval." if shown.draws else ""
        yield f"{prefix}Not enough data: under {FLOOR} conversions, chance decides who gets the credit.{without}"


# -------------------------------------------------------------------------------------------------------------- JSON


def _data(shown: Attribution) -> Mapping[str, object]:
    """Return the first window's credits by model, and all that they rest on."""
    windows = [_windowed(item) for item in shown.windows]
    first = windows[0]
    return {
        **(first["models"] if isinstance(first["models"], dict) else {}),
        "by": shown.by,
        "source": shown.source,
        "kind": shown.kind,
        "period": shown.period.record() if shown.period else None,
        "campaigns": list(shown.campaigns),
        **{key: value for key, value in first.items() if key != "models"},
        "definition": {name: model.definition for name, model in shown.models.items()},
        "rule": RULE,
        "terms": {
            "order": shown.terms.order,
            "half_life_days": shown.terms.half_life,
            "draws": shown.draws,
            "seed": shown.seed if shown.draws else None,
        },
        "refused": dict(sorted(Counter(reason for _, reason, _ in shown.windows[0].found.refusals).items())),
        "windows": windows,
    }


def _windowed(item: Windowed) -> dict[str, object]:
    found, made = item.found, item.credits
    return {
        "window": item.days,
        "by_evidence": item.by_evidence,
        "conversions": {
            "all": found.conversions,
            "known": found.known,
            "with_path": found.paths.converted,
            "share": found.share,
        },
        "paths": found.paths.journeys,
        "models": {name: _named(made.names, list(map(_whole, found))) for name, found in made.conversions.items()},
        "touched": _named(made.names, made.touched),
        "spread": {
            name: {"low": _whole(both[0]), "high": _whole(both[1])}
            for place, name in enumerate(made.names)
            if (both := made.spread(place))
        },
        "values": {
            currency: {name: _named(made.names, found) for name, found in models.items()}
            for currency, models in made.values.items()
        },
        "intervals": {
            name: _named(made.names, [{"low": _whole(low), "high": _whole(high)} for low, high in found])
            for name, found in made.intervals.items()
        },
    }


def _named(names: Sequence[str], values: Sequence[object]) -> dict[str, object]:
    return dict(zip(names, values, strict=True))
