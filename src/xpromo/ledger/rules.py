"""The problems that the ledger can have: XP4xx."""

from __future__ import annotations

from xpromo.errors import Rule

LINK_MOVED = Rule(
    "XP401",
    "link-moved",
    "A link id would move to another placement",
    why="An id in the ledger never moves: clicks that were counted under it would change their placement.",
    fix="Rename with moved_from, or change the placement's id; adopted links keep the placement they were adopted for.",
)
BROKEN_FILE = Rule(
    "XP410",
    "broken-file",
    "The ledger file is damaged",
    why="SQLite finds pages, indexes or references that don't fit together.",
    fix="Restore the last backup and import the files since then again.",
)
CHANGED_ROWS = Rule(
    "XP411",
    "changed-rows",
    "Rows don't match the checksum they were written with",
    why="Something other than xpromo changed the ledger: a failing disk, or a hand.",
    fix="Restore the last backup, or undo the batch and import its file again.",
)
BROKEN_CHAIN = Rule(
    "XP412",
    "broken-chain",
    "The chain of checksums is broken",
    why="A transaction is missing, was changed, or was put in from another ledger.",
    fix="Restore the last backup and import the files since then again.",
)
STALE_ROLLUP = Rule(
    "XP413",
    "stale-rollup",
    "A derived table differs from the facts",
    why="Reports read derived tables; they must be what the facts say.",
    fix="Run `xpromo ledger rebuild`.",
)
NO_TRACE = Rule(
    "XP414",
    "no-trace",
    "Facts are marked undone without an undo, or the other way round",
    why="Only `import --undo` takes facts out of the numbers, and it leaves a trace.",
    fix="Restore the last backup.",
)

RULES: tuple[Rule, ...] = (
    LINK_MOVED,
    BROKEN_FILE,
    CHANGED_ROWS,
    BROKEN_CHAIN,
    STALE_ROLLUP,
    NO_TRACE,
)
