"""``xpromo explain``: why a problem is one, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.completion import problem_codes
from xpromo.cli.console import emit
from xpromo.cli.context import running
from xpromo.cli.options import Format, Output


def command(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(
            help="A code or its name, or a topic of help; all codes unless named.",
            metavar="CODE",
            show_envvar=False,
            autocompletion=problem_codes,
        ),
    ] = None,
    format: Format = None,  # noqa: A002 - its name is in the variable XPROMO_EXPLAIN_FORMAT
    output: Output = None,
) -> None:
    """Explain a problem's code: why, a bad and a good example, how to mend or silence it.

    xpromo explain XP112
    """
    from xpromo.cli.topics import TOPICS
    from xpromo.operations.explain import all_rules, explanation, get_rule, silencing
    from xpromo.report.document import CellKind, Column, Document

    run = running(context)
    if code is not None and code in TOPICS:
        print(TOPICS[code].text, end="")
        return
    if code is not None and format is None and output is None:
        print(explanation(get_rule(code)), end="")
        return
    rules = all_rules().values() if code is None else [get_rule(code)]
    rows = [
        {
            "code": rule.code,
            "slug": rule.slug,
            "severity": rule.severity.value,
            "title": rule.title,
            "why": rule.why,
            "bad": rule.bad,
            "good": rule.good,
            "fix": rule.fix,
            "mends": rule.mends,
            "silence": silencing(rule),
        }
        for rule in rules
    ]
    columns = (
        Column("code", "Code", CellKind.ID),
        Column("slug", "Name", CellKind.ID),
        Column("severity", "Severity", CellKind.ID),
        Column("title", "What"),
    )
    emit(run, Document("explain", columns, rows), format, output)
