"""What can be wrong with an export file, and with one row of it. ``Refusal.reason`` is the slug of a rule here."""

from __future__ import annotations

from xpromo.errors import Rule

NO_RECORDS = Rule(
    "XP301",
    "no-records",
    "The file holds no record",
    "A file that is empty, has a header only, or says that there is no data would look like a successful import of "
    "nothing. Nothing is recorded, so the file can be exported and imported again.",
    fix="Export again with a period that has data.",
)
NOT_A_TABLE = Rule(
    "XP302",
    "not-a-table",
    "The file isn't what its name says",
    "A login page or an error page saved as .csv, a spreadsheet or an archive can't be read as rows.",
    fix="Download the export again while signed in; unpack archives; save spreadsheets as CSV (UTF-8).",
)
CUT = Rule(
    "XP303",
    "cut-file",
    "The file is cut short or damaged",
    "Its end is missing: a gzip without its checksum, a quote that is never closed, an odd number of UTF-16 bytes. "
    "An import is all or nothing, so nothing of it was recorded.",
    fix="Download or copy the file again.",
)
UNKNOWN_FORMAT = Rule(
    "XP304",
    "unknown-format",
    "No source, or more than one, fits this file",
    "Importing on a guess would put wrong numbers into the ledger for ever.",
    fix="Name it with --source, or name its columns with --map theirs=ours.",
)
NEEDS_ZONE = Rule(
    "XP305",
    "needs-zone",
    "The file's times state no offset",
    "09:00 in Berlin and 09:00 in New York are six hours apart, and days are counted by them.",
    bad="2026-11-20 09:00",
    good="2026-11-20T09:00:00+01:00",
    fix="Say which zone the file was written in: --tz Europe/Berlin.",
)
NEEDS_CURRENCY = Rule(
    "XP306",
    "needs-currency",
    "The file's amounts state no currency",
    "Two currencies are never added, so each amount needs one.",
    fix="Say which one: --currency EUR.",
)
BAD_HEADER = Rule(
    "XP307",
    "bad-header",
    "The header names a column twice, or a needed column is missing",
    "Which of two columns with one name holds the truth can't be told.",
    bad="id,at,url,url",
    good="id,at,url,referrer",
    fix="Rename or remove one of them, or name the right one, or the missing one, with --map theirs=ours.",
)
CHANGED_FILE = Rule(
    "XP308",
    "changed-file",
    "The file changed while it was read",
    "Half of one version and half of another is neither.",
    fix="Import it again when whatever writes it is done.",
)
BAD_ARCHIVE = Rule(
    "XP310",
    "bad-archive",
    "The archive isn't one that an export tool makes",
    "Links, encrypted files, names that lead out of the archive, two files of one name, or data packed a hundred times "
    "over are how an archive attacks whoever opens it.",
    fix="Unpack it yourself, look at what is in it, and import the file that you mean.",
)
NEEDS_DECIMAL = Rule(
    "XP311",
    "needs-decimal",
    "An amount reads two ways",
    "`1,234` is one thousand two hundred and thirty-four, or a little more than one.",
    bad="1,234",
    good="1,234.00",
    fix="Say which sign comes before the decimals: --decimal . or --decimal ,",
)
NEEDS_ORDER = Rule(
    "XP312",
    "needs-date-order",
    "Day and month of the file's dates can't be told apart",
    "`03/04/2026` is March or April, and no date of the file settles it.",
    bad="03/04/2026",
    good="2026-04-03",
    fix="Say how they were written: --date-order dmy or --date-order mdy.",
)
NEEDS_PERIOD = Rule(
    "XP313",
    "needs-period",
    "The file doesn't say which days it counts",
    "A count without its days can't stand beside others, and importing it twice would double it.",
    fix="Say which days it covers, the last one included: --period 2026-11-01..2026-11-30.",
)
NEEDS_LINK = Rule(
    "XP318",
    "needs-link",
    "The file doesn't say which link's clicks it counts",
    "The answer about one link is the same as that about another, but for its numbers.",
    fix="Say which link it is: --account bit.ly/3abcdef, or whose it is: --placement ID.",
)
BAD_MAP = Rule(
    "XP309",
    "bad-map",
    "A mapping can't be used",
    "--map takes theirs=ours, where theirs is a column of the file and ours one of the source, or the name of a "
    "saved mapping.",
    good="--map Landing=url --map When=at",
)


NO_REPORTER = Rule(
    "XP360",
    "unknown-reporter",
    "No partner is called so",
    "--reported-by says whose report a file is; what is in it is held against what was promised to that partner.",
    bad="xpromo import orders.csv --reported-by lumem",
    good="xpromo import orders.csv --reported-by lumen",
    fix="Name a partner by its id, as in partners/<id>.yaml.",
)
NO_PLACEMENT = Rule(
    "XP504",
    "no-such-placement",
    "No placement is called so",
    "--placement says whose a whole file is: one wrong letter, and all of it would belong to nobody.",
    bad="xpromo import clicks.json --placement mug-lunch",
    good="xpromo import clicks.json --placement mug-launch",
    fix="Name a placement by its id, as in the campaign's file.",
)
FOREIGN_LABELS = Rule(
    "XP505",
    "foreign-labels",
    "The report's labels aren't in English",
    "What a column counts is told by its label; a guess over forty languages would count the wrong thing.",
    fix="Set the language of the tool to English, export again; nothing was recorded.",
)
NOT_REPORTED = Rule(
    "XP361",
    "reports-conversions-only",
    "A partner's report holds conversions",
    "Only sign-ups and sales on the partner's site are theirs to report. Clicks on what we send them are counted by "
    "our own links, and reach is said by whoever sends.",
    bad="xpromo import clicks.csv --reported-by lumen",
    good="xpromo import their-orders.csv --reported-by lumen",
    fix="Import it without --reported-by, or ask for a list of orders or sign-ups.",
)


def _row(number: int, slug: str, title: str, why: str, bad: str = "", good: str = "", fix: str = "") -> Rule:
    return Rule(f"XP3{number}", slug, title, why, bad=bad, good=good, fix=fix)


NO_TIME = Rule(
    "XP451",
    "no-time",
    "The row states no moment",
    "Without one it belongs to no day. It is never dated on the day of the import: the same file would count elsewhere "
    "each time.",
    bad='{"id": "1", "total": 1800}',
    good='{"id": "1", "total": 1800, "created_at": "2026-11-20T09:00:00Z"}',
    fix="Export with dates, or say the day, which such rows are then dated to the end of: --period 2026-11-20.",
)
ERROR_CELL = Rule(
    "XP506",
    "error-cell",
    "A cell of the row holds an error",
    "A spreadsheet couldn't compute it (`#N/A`, `#REF!`, `#DIV/0!`). What it should have said is nowhere, and it isn't "
    "nothing either.",
    bad="1001,2026-11-20T09:00:00Z,sale,#N/A,EUR",
    good="1001,2026-11-20T09:00:00Z,sale,24.90,EUR",
    fix="Mend the formula, or take the export as the tool wrote it.",
)
ROWS: tuple[Rule, ...] = (
    NO_TIME,
    ERROR_CELL,
    _row(20, "bad-encoding", "The row isn't UTF-8", "A byte of it can't be read as text.", fix="Export as UTF-8."),
    _row(21, "nul-byte", "The row holds a NUL byte", "Text has none: the file was damaged or isn't text."),
    _row(22, "too-few-cells", "The row has fewer cells than the header", "Which ones are missing can't be told."),
    _row(23, "too-many-cells", "The row has more cells than the header", "A stray delimiter moved its cells."),
    _row(24, "bad-quotes", "A quoted cell goes on after its closing quote", "Quotes inside need doubling.",
         'x,"a "b" c"', 'x,"a ""b"" c"'),
    _row(25, "bad-json", "The line isn't one JSON object", "JSONL has one object a line; keys stand once."),
    _row(26, "bad-cell", "A value is a list or an object", "Ours are plain texts, numbers and true/false."),
    _row(27, "unreadable", "The log line doesn't have the combined form", "Its fields can't be told apart."),
    _row(30, "bad-time", "The moment can't be read", "ISO 8601 is read: date, time, offset.",
         "2026-13-45 nope", "2026-11-20T09:00:00+01:00"),
    _row(31, "ambiguous-date", "Day and month can't be told apart", "03/04/2026 is March or April.",
         "03/04/2026 10:00", "2026-04-03T10:00:00+00:00",
         "Export with ISO dates, or say how they are written: --date-order dmy or --date-order mdy."),
    _row(32, "skipped-time", "This local time never was", "The clocks went forward over it.",
         fix="Export with an offset or in UTC."),
    _row(33, "repeated-time", "This local time was twice", "The clocks went back over it.",
         fix="Export with an offset or in UTC."),
    _row(34, "future", "The moment is more than a day ahead", "It was recorded with a wrong clock or zone."),
    _row(40, "no-id", "The row's id is empty", "Other rows of the file have one, and it tells a second time."),
    _row(41, "scientific-id", "The id was rewritten by a spreadsheet", "1.67185E+13 has lost its last digits.",
         "1.67185E+13", "16718500000123", "Export again and don't open the file in a spreadsheet."),
    _row(42, "no-url", "The row has no URL", "A click without one can't be tied to anything."),
    _row(43, "bad-url", "The URL isn't one", "It needs a scheme or at least a host or a path.",
         "not a url", "https://shop.example.com/?xp=…"),
    _row(44, "bad-amount", "The amount can't be read, or it is negative where it can't be", "Major units, with no more "
         "decimals than the currency has. Our own format has a point before them, and no other sign.",
         "12.345678 EUR", "12.34"),
    _row(57, "other-decimal", "The amount's decimals stand after another sign", "Our own format has a point "
         "before them, other files the sign that --decimal names; read so, this is no amount.", "12,50", "12.50",
         "Say which sign comes before decimals: --decimal . or --decimal ,"),
    _row(58, "other-currency", "The amount carries another currency's sign", "It would count as money that it isn't.",
         "$12.50, with --currency EUR", "$12.50, with --currency USD",
         "Say which currency it is: --currency; where a file mixes several, a column has to state each row's."),
    _row(45, "bad-currency", "The currency isn't an ISO 4217 code", "", "€", "EUR"),
    _row(46, "bad-kind", "No such kind of conversion", "lead, mql, sql, opportunity, won, lost, signup, registration, "
         "attendance, trial, sale, renewal, refund, chargeback, chargeback_reversed, cancellation."),
    _row(47, "bad-status", "No such status", "Only statuses that are known to mean paid are sales."),
    _row(48, "bad-metric", "No such metric", "reach, sends, delivered, opens, unique_opens, impressions, clicks, "
         "unique_clicks, unsubscribes, sessions, engaged_sessions, visits, visitors, views, pageviews, key_events."),
    _row(49, "bad-count", "The count isn't a whole number", "", "1,203", "1203"),
    _row(50, "no-placement", "The row names no placement or campaign", "Nothing to put it down to."),
    _row(56, "no-code", "The row names no promo code", "An id without its code says nothing; one cell holds one code."),
    _row(36, "id-conflict", "The id stands for another event", "The ledger has an event with this id, but with other "
         "cells: changed at its source, or read with other options, such as a mapping with one more column.",
         fix="Take the batch that holds it out first (`xpromo import --undo BATCH`), then import again. Only where two "
         "shops number alike is it another --account."),
    _row(37, "overlap", "The count overlaps another period", "The same series was counted for a period sharing days "
         "with this one; both can't be added up.",
         fix="Let it take their place with --replace, or undo the other batch."),
    _row(65, "bad-sentiment", "No such sentiment", "positive, negative, neutral, mixed, or a number from -1 to 1.",
         "great!", "positive"),
    _row(66, "bad-question", "The question isn't one of a survey", "It holds an address or a long number, so it isn't "
         "the brand's own question; what a person wrote is never kept.", "Your order 100234?",
         "How did you hear of us?"),
    _row(51, "orphan-line", "An order's further line stands without its order", "The first line holds the money."),
    _row(53, "lone-refund", "A refund says no revenue, and its sale isn't before it in the file", "Its total may hold "
         "tax and shipping that the sale's revenue doesn't, and without any amount all of the sale is given back.",
         '{"event": "Order Refunded", "properties": {"order_id": "1001", "total": 27.5}}',
         '{"event": "Order Refunded", "properties": {"order_id": "1001", "total": 27.5, "revenue": 25}}',
         "Put the file with the sale before this one and import both as one (cat november.jsonl december.jsonl > "
         "both.jsonl): what is known isn't counted twice."),
)  # fmt: skip

BAD_COUNTS = Rule(
    "XP465",
    "bad-partner-counts",
    "The file isn't what a partner's `settle export` writes, nor a table of counts by day",
    "Two sides compare counts: no person is in them, and nothing else is read from the file.",
    bad="xpromo settle compare newsletter.pdf",
    good="xpromo settle compare green-mug-2026-12.json",
    fix="Ask for the file of `xpromo settle export`, or for a CSV with the columns day, clicks and placement or link.",
)

RULES: tuple[Rule, ...] = (
    NO_RECORDS,
    NOT_A_TABLE,
    CUT,
    UNKNOWN_FORMAT,
    NEEDS_ZONE,
    NEEDS_CURRENCY,
    BAD_HEADER,
    CHANGED_FILE,
    BAD_MAP,
    BAD_ARCHIVE,
    NEEDS_DECIMAL,
    NEEDS_ORDER,
    NEEDS_PERIOD,
    NEEDS_LINK,
    NO_REPORTER,
    NO_PLACEMENT,
    FOREIGN_LABELS,
    NOT_REPORTED,
    BAD_COUNTS,
    *ROWS,
)
