"""``xpromo help TOPIC``: pages that belong to no single command."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.completion import help_topics
from xpromo.errors import UsageError

TOPICS = {
    "exit-codes": """\
0    well
1    findings: something in your files, a gate that failed, a file of which no record could be taken
2    wrong usage, unreadable configuration, an import that an option must settle
3    the ledger or a file: missing, locked, full, damaged, cut, newer than this version
4    a remote service said no
70   a bug in xpromo: one line, and where the traceback was written
130  Ctrl-C
143  asked to stop by the system (SIGTERM)
Several files are taken in the order given, each on its own; the exit code is the highest.
""",
    "environment": """\
Every option has a variable: XPROMO_ and the option for global ones (XPROMO_WORKSPACE, XPROMO_LEDGER, XPROMO_COLOR,
XPROMO_WAIT, XPROMO_NOW), XPROMO_ and the command and the option for the rest (XPROMO_REPORT_FORMAT).
XPROMO_KEY         the workspace's key (64 hex digits), instead of .xpromo/key
SOURCE_DATE_EPOCH  the moment to call now, when XPROMO_NOW isn't set
NO_COLOR, TERM=dumb, FORCE_COLOR  as everywhere; --color decides over all of them
COLUMNS            the width of tables
""",
    "formats": """\
table   for people: the default
json    an envelope {schema, format_version, xpromo_version, generated_at, data}; money in minor units beside its
        currency, rates as fractions, moments as ISO 8601 with offset
ndjson  one row a line, no envelope
csv     for spreadsheets: cells that a spreadsheet would run are guarded by an apostrophe; --raw doesn't
md      a Markdown table, for an issue or a pull request
--output FILE picks the format from the file's ending; a file appears whole or not at all.
""",
    "attribution": """\
A conversion is tied to a placement by evidence, best first: 1 link id or short link; 2 single-use code;
3 utm_content with utm_campaign; 4 source, medium and campaign; 5 shared code; 6 (not yet) the same person's
earlier touch; 7 the partner's site as referrer; 8 named by hand. Where the best code and the best link disagree,
the agreement's `conflict` rule (code-first, link-first, split, last) decides.
A credit rule is not a causal effect.
""",
    "privacy": """\
Columns are allow-listed. E-mail addresses and customer ids become keyed hashes on the way in, with a key that is not in
the ledger; IP addresses are cut to /24 or /48 before they are hashed and are not kept. No message, log or refusal
repeats a cell of your export. The ledger is one local file, mode 0600. Nothing is sent anywhere.
""",
}


def command(
    topic: Annotated[
        str | None,
        typer.Argument(help="A topic; without one, the list.", metavar="TOPIC", autocompletion=help_topics),
    ] = None,
) -> None:
    """Read about exit codes, environment, formats, attribution or privacy.

    xpromo help exit-codes
    """
    if topic is None:
        print("\n".join(TOPICS))
        return
    if topic not in TOPICS:
        message = f"no help topic called {topic!r}"
        raise UsageError(message, hint=f"known: {', '.join(TOPICS)}")
    print(TOPICS[topic], end="")
