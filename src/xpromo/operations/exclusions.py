"""``report --explain-excluded``: raw and kept clicks by placement, and the rules that made the difference."""

from __future__ import annotations

from xpromo.ledger.reading import read_rules
from xpromo.measure.cells import Place
from xpromo.measure.folding import CLICKS, build_cells
from xpromo.operations.view import Asked
from xpromo.records import EXCLUSIONS, PlacementId
from xpromo.report.document import Document
from xpromo.report.exclusions import Excluded, why_excluded_document


def explain_excluded(asked: Asked) -> Document:
    """Return the document; what reached nobody is a row without any name."""
    facts = asked.reading.facts(asked.request)
    counting = {cell.place: cell.click_source for cell in build_cells(facts)}
    promised = {promise.placement: Place.promised(promise) for promise in facts.promises}
    found: dict[tuple[Place, str], dict[str, int]] = {}
    for item in facts.aggregates:
        if item.metric == CLICKS:
            place = Place(item.campaign, item.partner, item.property, item.placement)
            place = promised.get(PlacementId(item.placement or ""), place)
            labels = found.setdefault((place, item.source), {})
            label = item.label if item.label in EXCLUSIONS else ""
            labels[label] = labels.get(label, 0) + item.n
    places = [
        Excluded(
            place,
            source,
            counting.get(place, source) == source,
            sum(labels.values()),
            {label: n for label, n in labels.items() if label},
        )
        for (place, source), labels in sorted(found.items(), key=lambda item: _order(*item[0]))
    ]
    rules = read_rules(asked.reading.ledger)
    settings = asked.reading.settings
    return why_excluded_document(
        places,
        settings.repeat if settings else "hour",
        {"agents": sorted({rule.agents for rule in rules}), "centres": sorted({rule.centres for rule in rules})},
        [(rule.source, rule.filtered) for rule in rules if rule.filtered],
        asked.period,
    )


def _order(place: Place, source: str) -> tuple[str, ...]:
    return (place.campaign or "~", place.partner or "~", place.property or "~", place.placement or "~", source)
