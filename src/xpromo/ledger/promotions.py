"""The codes behind the ids by which payment providers know them: what a sale with such an id alone is evidence of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.dictionaries import Targets
from xpromo.ledger.inserting import Inserter
from xpromo.ledger.temporary import empty_table
from xpromo.ledger.uniting import evidence_of, unite
from xpromo.records import Evidence, Refusal

if TYPE_CHECKING:
    import sqlite3

    from xpromo.ledger.tally import Tally
    from xpromo.records import Promotions

# Conversions that carry the ids in rows :first to :last
OF_PROMOTIONS = """
SELECT j.conversion FROM promo_codes p CROSS JOIN conversion_joins j ON j.name = 'promo:' || p.promo
WHERE p.id BETWEEN :first AND :last AND j.conversion IS NOT NULL"""
PROMOTED = """
INSERT INTO temp.promoted SELECT id, group_concat(code) FROM (
  SELECT DISTINCT ifnull(c.superseded_by, c.id) AS id, p.code
  FROM temp.affected a CROSS JOIN conversion_joins j ON j.conversion = a.id AND j.name GLOB 'promo:*'
  CROSS JOIN promo_codes p ON p.promo = substr(j.name, 7) AND p.undone = 0
  CROSS JOIN conversions c ON c.id = a.id
  WHERE a.kin AND c.undone = 0 AND c.parent = '' ORDER BY 1, 2
) GROUP BY id"""
CODELESS = """
SELECT DISTINCT t.id, p.codes FROM temp.promoted p CROSS JOIN conversions c ON c.id = p.id
CROSS JOIN targets t ON t.id = ifnull(c.united, c.target) WHERE t.code = ''"""
UNITED = """
UPDATE conversions SET united = :together FROM temp.promoted p
WHERE p.id = conversions.id AND p.codes = :codes AND ifnull(united, target) = :target"""


class PromotionWriter:
    """Writes which code an id stands for; a provider never gives an id another code."""

    def __init__(self, connection: sqlite3.Connection, batch: int, tally: Tally) -> None:
        self.connection, self.tally = connection, tally
        self.inserter = Inserter(connection, "promo_codes", ("promo", "code"), batch=batch)

    def write(self, promotions: Promotions) -> list[Refusal]:
        """Write a chunk; return the records refused because their id stands for another code."""
        refused = []
        for line, promo, code in zip(promotions.line, promotions.promo, promotions.code, strict=True):
            if self.inserter.insert([[promo], [code]]) is None:
                self.tally.recorded += 1
                continue
            known = "SELECT code FROM promo_codes WHERE promo = ? AND undone = 0"
            if self.connection.execute(known, (promo,)).fetchone() == (code,):
                self.tally.known += 1
            else:
                refused.append(Refusal(line, "id-conflict", "promo"))
        return refused


def name_codes(connection: sqlite3.Connection) -> None:
    """Give the conversions ``temp.affected`` that carry an id and no code the code's evidence. Merging comes before."""
    if not connection.execute("SELECT 1 FROM promo_codes WHERE undone = 0 LIMIT 1").fetchone():
        return
    empty_table(connection, "promoted", "(id INTEGER PRIMARY KEY, codes TEXT)")
    connection.execute(PROMOTED)
    targets = Targets(connection)
    for target, codes in connection.execute(CODELESS).fetchall():
        together, _ = targets.find(unite([evidence_of(connection, target), Evidence(code=codes)]))
        connection.execute(UNITED, {"together": together, "codes": codes, "target": target})
