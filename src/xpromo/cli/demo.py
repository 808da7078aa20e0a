"""``xpromo demo``: the whole loop on an example workspace, as a person would type it."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xpromo.cli.console import say, styled, wants_color
from xpromo.cli.context import Run, running
from xpromo.errors import ExitCode, XpromoError

if TYPE_CHECKING:
    from xpromo.operations.demo_data import DemoData


class DemoFailed(XpromoError):
    """A step of the demo did something else than it should: a bug of ours."""

    exit_code = ExitCode.BUG


def command(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where to put it.", metavar="DIR", readable=False)] = Path(
        "xpromo-demo"
    ),
) -> None:
    """Run the whole loop on made-up data: check, links, codes, kits, import, report.

    xpromo demo somewhere
    """
    from xpromo.operations import demo

    run = running(context)
    demo.unpack(folder)
    with _inside(folder):
        _prepare(run, demo.MINTED)
        data = _fill()
        _measure(run, demo.MEASURED)
        differences = demo.reconcile(demo.as_rows(_quietly(demo.MEASURED, "report", "--format", "json")), data.truth)
        for item in differences:
            say(run, f"{item.what}: {item.found} instead of {item.expected}", "red")
        if differences:
            raise DemoFailed("the report and the data disagree")
        _tell(run, f"Every click and every cent reconciles with what was generated: {_sum(data.truth.clicks)} clicks,"
                   f" {_sum(data.truth.sales)} orders, {_sum(data.truth.signups)} sign-ups.")  # fmt: skip
        _tell(run, "A colleague left a draft with two mistakes:")
        demo.add_campaign(Path(), demo.DRAFT)
        _step(run, demo.MEASURED, "check", expected=ExitCode.FINDINGS)
    _closing(run, folder)


def _prepare(run: Run, moment: datetime) -> None:
    _tell(
        run, "Two partners, a newsletter swap, a bundle and a standing card, as YAML. A week before the first flight:"
    )
    _step(run, moment, "schema")
    _step(run, moment, "check")
    _step(run, moment, "links", "--output", "links.csv")
    _step(run, moment, "codes", "--output", "codes.csv")
    _step(run, moment, "kit")


def _fill() -> DemoData:
    from xpromo.files import write_file
    from xpromo.operations import demo

    links = demo.as_rows(_quietly(demo.MINTED, "links", "--format", "json"))
    codes = demo.as_rows(_quietly(demo.MINTED, "codes", "--format", "json"))
    data = demo.write_data(Path(), links, codes, demo.placement_facts(Path()))
    write_file(Path("data") / "reach.csv", demo.reach_rows(Path()))
    return data


def _measure(run: Run, moment: datetime) -> None:
    names = sorted(str(path) for path in Path("data").iterdir())
    _tell(run, "Ninety days later: exports of the click log, the shop, the sign-up form and the senders' reports.")
    _step(run, moment, "import", *names)
    _tell(run, "Again, as a cron job would:")
    _step(run, moment, "import", *names)
    _step(run, moment, "report")
    _step(run, moment, "report", "--by", "placement", "--output", "report.md")
    _step(run, moment, "report", "--output", "scorecard.html")


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def _step(run: Run, moment: datetime, *arguments: str, expected: ExitCode = ExitCode.OK) -> None:
    """Show a command as typed, run it, and insist on its exit code."""
    on = wants_color(run, sys.stdout)
    print(styled(f"\n$ xpromo {' '.join(arguments)}", "bold", on=on), flush=True)
    with contextlib.redirect_stderr(sys.stdout):
        code = _call(moment, arguments)
    if code != expected:
        raise DemoFailed(f"`xpromo {arguments[0]}` ended with {code} instead of {int(expected)}")


def _quietly(moment: datetime, *arguments: str) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        code = _call(moment, ("--quiet", *arguments))
    if code != ExitCode.OK:
        raise DemoFailed(f"`xpromo {arguments[0]}` ended with {code}")
    return out.getvalue()


def _call(moment: datetime, arguments: Sequence[str]) -> int:
    from xpromo.cli.main import main

    return main(["--now", moment.isoformat(), *arguments])


def _sum(counts: Counter[str]) -> str:
    return f"{sum(counts.values()):,}"


def _tell(run: Run, text: str) -> None:
    print(styled(f"\n{text}", "cyan", on=wants_color(run, sys.stdout)))


def _closing(run: Run, folder: Path) -> None:
    _tell(run, "What to open next:")
    for path, what in (
        ("scorecard.html", "the scorecard: open it in a browser"),
        ("report.md", "the report, ready for an issue or a mail"),
        (".xpromo/kits", "the asset kits: e-mail, social post, landing snippet, brief, QR codes"),
        ("campaigns/2026-winter-bundle.yaml", "a campaign, as people write it"),
        ("campaigns/2027-spring-draft.yaml", "the draft: mend it, then `xpromo check` in that folder"),
    ):
        print(f"  {folder / path}  {what}")
