"""The sale that a row takes money back of, as SQL says it: one answer for whatever counts, settles or explains it.

A sign-up may have the sale's id, because ids are told apart by kind: money goes back where money came from.
"""

from __future__ import annotations

IS_ITS = """sale.scope = {row}.scope AND sale.source_id = {row}.parent AND sale.source_id <> '' AND sale.parent = ''
      AND sale.undone = 0"""

# What stands for the sale is ``stands``, of several that have the id the best one
ORIGIN = f"""FROM conversions sale INDEXED BY conversions_identity
    CROSS JOIN conversions stands ON stands.id = ifnull(sale.superseded_by, sale.id)
    WHERE {IS_ITS}
    ORDER BY sale.kind NOT IN ('sale', 'renewal'), sale.superseded_by IS NOT NULL, sale.key LIMIT 1"""

IS_ORPHAN = f"""NOT EXISTS (
  SELECT 1 FROM conversions sale INDEXED BY conversions_identity WHERE {IS_ITS})""".format(row="conversions")
