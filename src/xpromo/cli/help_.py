"""``xpromo help TOPIC``: pages that belong to no single command."""

from __future__ import annotations

from typing import Annotated

import typer

from xpromo.cli.completion import help_topics
from xpromo.cli.topics import TOPICS
from xpromo.errors import UsageError


def command(
    topic: Annotated[
        str | None,
        typer.Argument(help="A topic; without one, the list.", metavar="TOPIC", autocompletion=help_topics),
    ] = None,
) -> None:
    """Read a page about attribution, checks, completion, environment, exit codes, formats, forms or privacy.

    xpromo help exit-codes
    """
    if topic is None:
        width = max(map(len, TOPICS))
        print("\n".join(f"{name:<{width}}  {page.about}" for name, page in TOPICS.items()))
        print("\nxpromo help TOPIC shows a page, xpromo COMMAND --help what a command takes.")
        return
    if topic not in TOPICS:
        raise UsageError(f"no help topic called {topic!r}", hint=_hint(topic))
    print(TOPICS[topic].text, end="")


def _hint(word: str) -> str:
    from xpromo.cli.main import command_modules
    from xpromo.definitions.words import did_you_mean

    return f"xpromo {word} --help" if word in command_modules() else did_you_mean(word, TOPICS)
