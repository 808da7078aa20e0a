"""The kinds of problem that a definition file can have, before any check compares one with another.

XP001 to XP029 are about the file and its YAML, XP100 to XP149 about its keys and values (from XP150: checks).
``bad`` and ``good`` are whole files, or pieces that stand at the place the first line names (``# in placements``).
"""

from __future__ import annotations

from xpromo.errors import Rule, Severity

_PLAIN_TEXT = "Definitions are plain text that people review line by line; what only a program sees has no place there."
_ONE_READING = "Two readers must not read two things in one file."
_LIMITS = "A file of this size or shape is never written by hand; reading it would cost memory and time."

UNREADABLE = Rule(
    "XP001",
    "unreadable-file",
    "The file can't be read",
    why="Only a plain file that you may read can be a definition.",
    fix="Check the file's permissions, and that it is no folder, device or broken link.",
)
FILE_TOO_LARGE = Rule(
    "XP002",
    "file-too-large",
    "The file is larger than 256 KiB",
    why=_LIMITS,
    fix="Split it: one file a campaign, one file a partner.",
)
NOT_UTF8 = Rule(
    "XP003",
    "not-utf8",
    "The file is not UTF-8",
    why="Every editor and machine must read the same letters.",
    fix="Save the file as UTF-8; the message names the first byte that isn't.",
)
CONTROL_CHARACTER = Rule("XP004", "control-character", "A character that can't be seen", why=_PLAIN_TEXT)
YAML_SYNTAX = Rule("XP005", "yaml-syntax", "The file is not YAML", why="x")
TOO_DEEP = Rule("XP006", "too-deep", "Nested more than 32 levels", why=_LIMITS)
TOO_MANY_VALUES = Rule("XP007", "too-many-values", "More than 20,000 values in a file", why=_LIMITS)
ALIAS = Rule("XP008", "yaml-alias", "An anchor or alias", why=_ONE_READING)
MERGE_KEY = Rule("XP009", "merge-key", "A merge key", why=_ONE_READING)
TAG = Rule("XP010", "yaml-tag", "A tag", why=_ONE_READING)
SEVERAL_DOCUMENTS = Rule("XP011", "several-documents", "More than one document in a file", why=_ONE_READING)
DUPLICATE_KEY = Rule("XP012", "duplicate-key", "A key stands twice", why=_ONE_READING)
BAD_KEY = Rule("XP013", "bad-key", "A key that is no text", why=_PLAIN_TEXT)
EMPTY_FILE = Rule("XP014", "empty-file", "The file holds nothing", why="x")
NO_BRAND = Rule("XP015", "no-brand", "The workspace has no brand.yaml", why="x")
WRONG_EXTENSION = Rule("XP016", "wrong-extension", "A file that isn't read", why="x", severity=Severity.WARNING)

UNKNOWN_KEY = Rule("XP101", "unknown-key", "A key that nothing knows", why="x")
MISSING_KEY = Rule("XP102", "missing-key", "A key is missing", why="x")
WRONG_SHAPE = Rule("XP103", "wrong-shape", "A list, mapping or text where another was expected", why="x")
UNKNOWN_VALUE = Rule("XP104", "unknown-value", "A word that isn't among the known ones", why="x")
BAD_NUMBER = Rule("XP105", "bad-number", "Not a number that fits", why="x")
BAD_DATE = Rule("XP106", "bad-date", "Not a date", why="x")
BAD_TIME = Rule("XP107", "bad-time", "Not a date and time", why="x")
BAD_CURRENCY = Rule("XP108", "bad-currency", "Not a currency code", why="x")
BAD_TIMEZONE = Rule("XP109", "bad-timezone", "Not a time zone", why="x")
BAD_SHARE = Rule("XP110", "bad-share", "Not a share", why="x")
TOO_LONG = Rule("XP111", "too-long", "Text that is too long", why="x")
BAD_ID = Rule("XP112", "bad-id", "An id that isn't kebab-case", why="x")
DUPLICATE_ID = Rule("XP113", "duplicate-id", "An id is used twice", why="x")
BAD_BOOLEAN = Rule("XP114", "bad-boolean", "Neither true nor false", why="x")
BAD_DOMAIN = Rule("XP115", "bad-domain", "Not a domain", why="x")
BAD_EMAIL = Rule("XP116", "bad-email", "Not an e-mail address", why="x")
BAD_COLOR = Rule("XP117", "bad-color", "Not a colour", why="x")
BAD_SIZE = Rule("XP118", "bad-size", "Not a banner size", why="x")
BAD_LANGUAGE = Rule("XP119", "bad-language", "Not a language or country code", why="x")
BAD_ROLE = Rule("XP120", "bad-role", "Not a role", why="x")
BAD_VERSION = Rule("XP121", "bad-schema-version", "A schema version that this xpromo doesn't read", why="x")
BAD_MONEY = Rule("XP122", "bad-money", "Not an amount of money", why="x")
BAD_CODE = Rule("XP123", "bad-code", "Not a promo code", why="x")
BAD_LOCAL_TIME = Rule("XP124", "bad-local-time", "A local time that doesn't exist once", why="x")
BAD_TEXT = Rule("XP125", "bad-text", "Text that doesn't fit its place", why="x")
RESERVED_ID = Rule("XP126", "reserved-id", "An id that means something else", why="x")
CODE_FIELDS = Rule("XP127", "code-fields", "Keys that don't fit the kind of codes", why="x")
NOT_YET = Rule("XP128", "not-yet", "A key that this version doesn't use yet", why="x")

RULES = tuple(value for value in globals().copy().values() if isinstance(value, Rule))
BY_SLUG = {rule.slug: rule for rule in RULES}
