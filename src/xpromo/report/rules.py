"""Problems of reports and gates."""

from __future__ import annotations

from xpromo.errors import Rule

UNKNOWN_FORMAT = Rule(
    "XP601",
    "unknown-output-format",
    "There is no report format of this name",
    "A format is one file of `report/formats`, or a plug-in that is installed.",
    bad="xpromo report --format xls",
    good="xpromo report --format csv",
    fix="Choose one that `xpromo report --help` lists.",
)
UNKNOWN_VIEW = Rule(
    "XP602",
    "unknown-view",
    "The word after `report` is neither a view nor a campaign of the ledger",
    "A report shows what was promised; a campaign comes into the ledger when its links are minted.",
    bad="xpromo report 2026-winter-bundel",
    good="xpromo report 2026-winter-bundle",
    fix="Correct the name, or run `xpromo links CAMPAIGN` first.",
)
BAD_PERIOD = Rule(
    "XP603",
    "bad-period",
    "The period can't be read, is empty, or is given twice",
    "`--since` and `--until` are days, both included; `--last 7d` is the last seven whole days.",
    bad="xpromo report --last week",
    good="xpromo report --last 7d",
    fix="Write days as 2026-11-30, and either `--last` or `--since`/`--until`.",
)
BAD_GATE = Rule(
    "XP604",
    "bad-gate",
    "The condition of --fail-if can't be read",
    "A gate is one or more comparisons of a measure with a number, joined by `and`. Money is in major units, a rate a "
    "fraction or a number with %.",
    bad='xpromo report --fail-if "cpa is too high"',
    good='xpromo report --fail-if "cpa > 30 and clicks >= 100"',
    fix="Use METRIC OPERATOR NUMBER with a measure of the report and one of < <= > >= == !=.",
)
GATE_FAILED = Rule(
    "XP605",
    "gate-failed",
    "A row of the report is as --fail-if says it must not be",
    "The gate did its work; the command ends with 1 so that a job stops here.",
    fix="Look at the row that is named, or loosen the gate.",
)
GATE_WITHOUT_NUMBER = Rule(
    "XP606",
    "gate-without-number",
    "A row lacks the number that --fail-if compares",
    "No cost, no clicks, or fewer observations than a rate needs. What can't be compared never passes in silence.",
    fix="Import what is missing, gate on a count, or group the report so that rows have enough data.",
)
BAD_COMPARISON = Rule(
    "XP607",
    "bad-comparison",
    "There is nothing to compare with",
    "`--compare previous` needs a period with both ends; otherwise it needs a campaign of the ledger.",
    bad="xpromo report --compare previous",
    good="xpromo report --last 7d --compare previous",
    fix="Add `--last` or `--since` and `--until`, or name a campaign.",
)
UNKNOWN_PARTNER = Rule(
    "XP450",
    "unknown-partner",
    "The ledger holds no promise to or by this partner",
    "Balances and statements are made of what was promised. A partner comes into the ledger when links of a campaign "
    "with them are minted.",
    bad="xpromo balance green-mugg",
    good="xpromo balance green-mug",
    fix="Correct the name, or run `xpromo links CAMPAIGN` first.",
)

OVERLAPPING_STATEMENT = Rule(
    "XP461",
    "overlapping-statement",
    "The period cuts into one that is settled",
    "What is frozen stays as it is. Whatever becomes known of its days later is an adjustment of the next statement.",
    bad="xpromo settle show green-mug --period 2026-11-15..2026-12-14",
    good="xpromo settle show green-mug --period 2026-12",
    fix="Choose days that no statement has settled: `xpromo settle list` shows them.",
)
NOT_OVER = Rule(
    "XP462",
    "period-not-over",
    "A statement is frozen when its period is over",
    "Sales of the days that are left would be adjustments of the next statement before they happened.",
    bad="xpromo settle freeze green-mug --period 2026-12",
    good="xpromo settle show green-mug --period 2026-12",
    fix="Look at the draft, and freeze it after the last day.",
)
NOTHING_PROMISED = Rule(
    "XP463",
    "nothing-promised",
    "Nothing was minted into this ledger",
    "Whom a sale belongs to, and what was agreed, is what minting wrote down.",
    fix="Run `xpromo links` first.",
)

UNKNOWN_CONVERSION = Rule(
    "XP447",
    "unknown-conversion",
    "The ledger has no conversion of this id",
    "A conversion is explained by the id that its own tool gave it: an order's, a charge's, a deal's.",
    bad="xpromo report explain",
    good="xpromo report explain 1001",
    fix="`xpromo ledger export` lists the ids as source_id.",
)
SEVERAL_CONVERSIONS = Rule(
    "XP448",
    "several-conversions",
    "More than one conversion has this id, or none of them is what was said of it",
    "Two tools count from 1 on, and a sign-up may have the id of its sale.",
    bad="xpromo report explain 1001",
    good="xpromo report explain 1001 shopify-orders sale",
    fix="Say the source, account or kind after the id.",
)
NOT_FOR_PARTNERS = Rule(
    "XP464",
    "not-for-partners",
    "This view holds what is ours alone, or numbers that hidden ones could be computed from",
    "`--for` shows a partner the scorecard of their own placements, with small numbers hidden.",
    bad="xpromo report tags --for green-mug",
    good="xpromo report --for green-mug --by placement",
    fix="Leave out the view, `--compare` and `--raw`.",
)
NOT_THEIRS = Rule(
    "XP490",
    "not-theirs",
    "A campaign in which this partner has no part",
    "A partner sees their own placements and codes, and of other campaigns not even the name.",
    bad="xpromo report 2026-11-morning-swap --for green-mug",
    good="xpromo report 2026-winter-bundle --for green-mug",
    fix="Name one of their campaigns, or none for all of them.",
)
EXPLAINS_ALONE = Rule(
    "XP352",
    "explains-alone",
    "`--explain-excluded` is a report of its own",
    "It shows raw and kept clicks by placement and source, and the rules between them; days and campaigns narrow it.",
    bad="xpromo report --explain-excluded --by day",
    good="xpromo report --explain-excluded --last 7d",
    fix="Leave the other option or the view out.",
)

DAMAGED_MARKS = Rule(
    "XP470",
    "damaged-marks",
    "The marks around a part of the retro are no pair",
    "Between `<!-- xpromo … -->` and `<!-- /xpromo … -->` xpromo writes again; without a pair it can't tell what is "
    "yours, so nothing is written.",
    bad="<!-- xpromo goals 1a2b3c4d -->\n(and no mark after it)",
    good="<!-- xpromo goals 1a2b3c4d -->\n…\n<!-- /xpromo goals -->",
    fix="Restore the mark, or take the part out with both of its marks.",
)
WRITTEN_BETWEEN = Rule(
    "XP471",
    "written-between-marks",
    "Somebody wrote between the marks of a part that xpromo writes again",
    "It would be lost. Everything outside of the marks is yours and stays as it is, byte for byte.",
    fix="Move your words below the closing mark, or write over them with --force.",
)

NO_RETRO_YET = Rule(
    "XP472",
    "no-retro-yet",
    "A retro looks back, and the campaign still runs",
    "Numbers of the last days would be missing, and what is late now may still come.",
    fix="Look at `xpromo status CAMPAIGN`, and come back after the last day.",
)

RULES: tuple[Rule, ...] = (
    EXPLAINS_ALONE,
    UNKNOWN_FORMAT,
    UNKNOWN_VIEW,
    BAD_PERIOD,
    BAD_GATE,
    GATE_FAILED,
    GATE_WITHOUT_NUMBER,
    BAD_COMPARISON,
    UNKNOWN_PARTNER,
    OVERLAPPING_STATEMENT,
    NOT_OVER,
    NOTHING_PROMISED,
    UNKNOWN_CONVERSION,
    SEVERAL_CONVERSIONS,
    NOT_FOR_PARTNERS,
    NOT_THEIRS,
    DAMAGED_MARKS,
    WRITTEN_BETWEEN,
    NO_RETRO_YET,
)
