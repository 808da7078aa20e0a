"""What can be wrong with a file of paths, and with one row of it, besides what can be wrong with any table."""

from __future__ import annotations

from xpromo.errors import Rule

NO_PATHS = Rule(
    "XP440",
    "no-paths",
    "The file isn't a table of paths",
    "Paths come as one row a path (`path` with `>` between channels, `conversions`, and optionally `nulls`, `value`, "
    "`currency`, `hours`), or as one row a touch (`person`, `at`, `channel`, `converted`, and optionally `value`, "
    "`currency`).",
    bad="channel,clicks",
    good="path,conversions,nulls\nmail > social,12,340",
    fix="Name the columns so; other columns are ignored.",
)
NO_CHANNEL = Rule(
    "XP441",
    "no-channel",
    "A path has a touch without a channel, or no touch at all",
    "Nobody could be given the credit of it.",
    bad="mail > > social,1,0",
    good="mail > social,1,0",
)
BAD_FLAG = Rule(
    "XP442",
    "bad-flag",
    "It can't be told whether this row converted",
    "true, yes, 1 or false, no, 0 or nothing are read.",
    bad="p1,2026-11-20T09:00:00Z,mail,maybe",
    good="p1,2026-11-20T09:00:00Z,mail,true",
)
BAD_HOURS = Rule(
    "XP473",
    "bad-hours",
    "The hours of a path can't be read",
    "A path that converted has one number for each touch: the hours from it to the conversion, `>` between.",
    bad="mail > social,1,0,72",
    good="mail > social,1,0,72 > 0.5",
    fix="Give every converted path its hours, or leave out the column `hours`.",
)
RULES: tuple[Rule, ...] = (NO_PATHS, NO_CHANNEL, BAD_FLAG, BAD_HOURS)
