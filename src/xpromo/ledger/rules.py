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
    fix="Restore the last backup and import the files since then again.",
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

MISSING = Rule(
    "XP420",
    "ledger-missing",
    "There is no ledger",
    why="Commands that only read don't make one: an empty report would look like a campaign without results.",
    bad="xpromo --ledger ledgr.db report",
    good="xpromo --ledger ledger.db report",
    fix="`xpromo links` or `xpromo import` makes one; --ledger names another place.",
)
BUSY = Rule(
    "XP421",
    "ledger-busy",
    "Another process holds the ledger",
    why="One writes at a time, so that every import is counted whole. This one waited as long as --wait says.",
    bad="two imports at the same minute of the crontab, with --wait 0",
    good="xpromo --wait 300 import clicks.csv",
    fix="Nothing was written; try again, or wait longer with --wait.",
)
DAMAGED = Rule(
    "XP422",
    "ledger-damaged",
    "The file is no ledger, or it is damaged",
    why="SQLite can't read the file: it was cut, changed by a failing disk, or is something else by that name.",
    fix="Check the path; else restore the last backup and import the files since then again.",
)
FOREIGN = Rule(
    "XP423",
    "foreign-database",
    "The file is a database of another program",
    why="A ledger carries a mark of its own. Nothing is written into a file without it.",
    bad="xpromo --ledger shop.db import clicks.csv",
    good="xpromo --ledger .xpromo/ledger.db import clicks.csv",
    fix="Name the ledger with --ledger; this file was not touched.",
)
NEWER = Rule(
    "XP424",
    "ledger-newer",
    "The ledger was written by a newer xpromo",
    why="An older version would not keep what a newer one has added.",
    fix="Install the newer version; the file was not touched.",
)
WRONG_KEY = Rule(
    "XP425",
    "wrong-key",
    "The ledger was made with another key",
    why="People and events are known by their keyed hashes: with another key the same person would become two, and "
    "every event would count again.",
    fix="Set XPROMO_KEY, or put the key file that belongs to this ledger back (.xpromo/key).",
)
NOT_WRITABLE = Rule(
    "XP426",
    "ledger-not-writable",
    "The ledger can't be opened where it lies",
    why="The file or its folder is read-only, missing, or somebody else's. A journal lies beside the file, so its "
    "folder has to be writable too.",
    fix="Make the file and its folder writable, or name another place with --ledger.",
)
NO_SPACE = Rule(
    "XP427",
    "ledger-disk",
    "The disk is full or failed",
    why="What was begun was taken back: the ledger is as it was before.",
    fix="Free some space and run the same command again; nothing was written.",
)
NO_BATCH = Rule(
    "XP428",
    "no-such-batch",
    "There is no such batch",
    why="Each import of one file is a batch with a number; it can be looked at, and undone once.",
    bad="xpromo import --undo 99",
    good="xpromo import --undo 3",
    fix="`xpromo ledger info` lists the batches.",
)
OTHER_ZONE = Rule(
    "XP429",
    "zone-changed",
    "The ledger counts days in another time zone",
    why="Days of two zones can't be added: a click at midnight would belong to two of them.",
    fix="Put the old zone back in brand.yaml, or count every fact again with `xpromo ledger rebuild --timezone ZONE`.",
)

OLDER = Rule(
    "XP430",
    "ledger-older",
    "The ledger was written by an older xpromo",
    why="Its tables lack what this version knows. Commands that only read change nothing; the first one that writes "
    "brings the ledger up to date, and keeps a verified copy of it beside.",
    fix="Run `xpromo ledger verify`: it brings the ledger up to date and keeps a copy beside.",
)
AHEAD = Rule(
    "XP431",
    "ledger-ahead",
    "The ledger holds what the backup doesn't",
    why="Restoring would take away what was handed out or imported since the backup was made, or, in a damaged ledger, "
    "nobody can tell what that is.",
    bad="xpromo ledger restore monday.db",
    good="xpromo ledger restore monday.db --force",
    fix="Restore anyway with --force: the ledger as it is now is kept beside.",
)
SAME_FILE = Rule(
    "XP500",
    "same-file",
    "The ledger holds this very file under another account",
    why="Ids are told apart by account, so that two shops may number alike. Under a second account its rows would "
    "count a second time. A saved mapping is an account of its own unless --account says which.",
    bad="xpromo import kiosk.csv --save-map kiosk, when kiosk.csv is in the ledger",
    good="xpromo import kiosk.csv --save-map kiosk --account default",
    fix="Say whose it is with --account, or take the other batch out first with `xpromo import --undo BATCH`.",
)

NO_PLACEMENT = Rule(
    "XP362",
    "unknown-placement",
    "An alias names no placement of the ledger",
    why="Tags can only be tied to something that was promised.",
    bad="xpromo ledger resolve --alias 'winter mail=mug-lunch'",
    good="xpromo ledger resolve --alias 'winter mail=mug-launch'",
    fix="Name a placement as `xpromo links` lists it; it brings new ones into the ledger.",
)
BAD_ALIAS = Rule(
    "XP363",
    "bad-alias",
    "An alias isn't one",
    why="--alias takes a campaign, content or source as `xpromo report tags` shows it, and the placement that it was "
    "for. What could be an address of a person is never kept.",
    bad="xpromo ledger resolve --alias mug-launch",
    good="xpromo ledger resolve --alias 'winter mail=mug-launch'",
    fix="Write --alias 'THEIRS=PLACEMENT'.",
)
NO_ALIAS = Rule(
    "XP364",
    "no-such-alias",
    "There is no such alias",
    why="Only what was said with --alias can be taken back.",
    fix="`xpromo ledger resolve` lists the aliases that hold.",
)

RULES: tuple[Rule, ...] = (
    LINK_MOVED,
    BROKEN_FILE,
    CHANGED_ROWS,
    BROKEN_CHAIN,
    STALE_ROLLUP,
    NO_TRACE,
    MISSING,
    BUSY,
    DAMAGED,
    FOREIGN,
    NEWER,
    WRONG_KEY,
    NOT_WRITABLE,
    NO_SPACE,
    NO_BATCH,
    OTHER_ZONE,
    OLDER,
    AHEAD,
    SAME_FILE,
    NO_PLACEMENT,
    BAD_ALIAS,
    NO_ALIAS,
)
