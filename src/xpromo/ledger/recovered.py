"""Tags that were mangled on their way and found again all the same: what came, what it was taken for, how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.answers import Mangled, Recovered
from xpromo.ledger.promised import Promised
from xpromo.ledger.reading import parameters
from xpromo.ledger.recovery import mangling
from xpromo.records import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xpromo.ledger.store import Ledger
    from xpromo.records import Request

FIELDS = ", ".join(f"t.{name}" for name in Evidence._fields)
RECOVERED = f"""
SELECT {FIELDS}, e.level, e.placement, e.property, e.campaign, e.partner, m.text, sum(d.n)
FROM evidence e JOIN daily d ON d.target = e.target AND d.day >= max(e.from_day, :since) AND d.day < e.until_day
  AND d.day + d.days <= :until
JOIN targets t ON t.id = e.target JOIN texts m ON m.id = d.metric
WHERE e.owner = 1 AND e.recovered = 1 AND (:campaigns = '[]' OR e.campaign IN (SELECT value FROM json_each(:campaigns)))
GROUP BY t.id, e.id, m.text ORDER BY sum(d.n) DESC, {FIELDS}, m.text"""


def read_recovered(ledger: Ledger, request: Request) -> list[Recovered]:
    """Return the tags that were recovered, most counted first."""
    with ledger.reading() as connection:
        rows = connection.execute(RECOVERED, parameters(request)).fetchall()
        promised = Promised(connection) if rows else None
    found = []
    for *values, level, placement, owner, campaign, partner, metric, n in rows:
        evidence = Evidence(*values)
        name = {"placement": placement, "property": owner, "campaign": campaign, "partner": partner}[level]
        pieces = tuple(_mangled(evidence, promised)) if promised else ()
        found.append(Recovered(evidence, metric, n, level, name, pieces))
    return found


def _mangled(evidence: Evidence, promised: Promised) -> Iterator[Mangled]:
    """Yield the fields that aren't as they were promised; an id or campaign of nobody's, which was passed over, too."""
    looks = (
        ("link", evidence.link, promised.link_spellings),
        ("campaign", evidence.campaign, promised.campaign_spellings),
        ("content", evidence.content.partition("_")[0], promised.placement_spellings),
        ("source", evidence.source, promised.property_spellings),
    )
    for field, text, spellings in looks:
        found = spellings.find(text)
        if found and found.recovered:
            yield Mangled(field, text, found.value, tuple(mangling(text, found.value)))
        elif text and not found and field in {"link", "campaign"}:
            yield Mangled(field, text, None, ("not ours",))
