"""What a shell may complete: ids of the workspace, names that the program knows.

A shell asks at every Tab, so nothing heavy is loaded, and whatever the files hold, nothing is printed but words. Some
shells evaluate what they are offered: only what is an id or a plain name gets through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from xpromo.definitions.workspace import BRAND_FILE, FOLDER, PARTNERS, find_workspace

LARGEST = 256 * 1024  # bytes; a larger file is no definition
_HARMLESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_/.+-]*\Z")
_CAMPAIGN = re.compile(rb"^campaign:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)
_PARTNER = re.compile(rb"^partner:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)

Completer = Callable[[typer.Context, str], list[str]]


def offering(known: Callable[[typer.Context], Iterable[str]]) -> Completer:
    """Return a completer of the words that ``known`` returns; where that fails, nothing is offered."""

    def offer(context: typer.Context, incomplete: str) -> list[str]:
        try:
            words = {word for word in known(context) if word.startswith(incomplete)}
        except Exception:  # noqa: BLE001 - somebody in the middle of a line can't use an error
            return []
        return sorted(filter(_HARMLESS.match, words))

    return offer


def one_of(*words: str) -> Completer:
    """Return a completer of these words."""
    return offering(lambda _: words)


# ------------------------------------------------------------------------------------------------ ids


def _campaigns(context: typer.Context) -> Iterator[str]:
    return (found[1].decode() for _, text in _files(context, FOLDER) if (found := _CAMPAIGN.search(text)))


def _partners(context: typer.Context) -> Iterator[str]:
    return (found[1].decode() for _, text in _files(context, PARTNERS) if (found := _PARTNER.search(text)))


def _placements(context: typer.Context) -> Iterator[str]:
    return _inside(context, FOLDER, "placements")


def _our_properties(context: typer.Context) -> Iterator[str]:
    return _inside(context, BRAND_FILE, "properties")


def _their_properties(context: typer.Context) -> Iterator[str]:
    return _inside(context, PARTNERS, "properties")


def _inside(context: typer.Context, folder: str, key: str) -> Iterator[str]:
    """Yield the ids in a list that the files below a folder have; what isn't YAML has none."""
    from xpromo.definitions.positions import load_document

    for path, text in _files(context, folder):
        document, _ = load_document(path.name, text)
        data: Any = document.data if document else None
        items = data.get(key) if isinstance(data, dict) else None
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                yield item["id"]


def _files(context: typer.Context, folder: str) -> Iterator[tuple[Path, bytes]]:
    """Yield the definition files below a folder of the workspace (or that one file), by path."""
    root = find_workspace(Path(context.find_root().params.get("workspace") or Path.cwd()))
    if root is None:
        return
    place = root / folder
    for path in sorted(place.rglob("*.yaml")) if place.is_dir() else [place]:
        if path.is_file() and path.stat().st_size <= LARGEST:  # a pipe would be waited for
            yield path, path.read_bytes()


campaign_ids = offering(_campaigns)
partner_ids = offering(_partners)
placement_ids = offering(_placements)
our_properties = offering(_our_properties)
their_properties = offering(_their_properties)

# ------------------------------------------------------------------------------------------------ names


def _views_and_campaigns(context: typer.Context) -> Iterator[str]:
    from xpromo.operations.report import view_names

    yield from view_names()
    yield from _campaigns(context)


def _comparisons(context: typer.Context) -> Iterator[str]:
    yield "previous"
    yield from _campaigns(context)


def _formats(_: typer.Context) -> Iterable[str]:
    from xpromo.report.rendering import REPORT_FORMATS

    return "table", *REPORT_FORMATS.names()


def _problem_formats(_: typer.Context) -> Iterable[str]:
    from xpromo.report.diagnosing import PROBLEM_FORMATS

    return PROBLEM_FORMATS.names()


def _problem_codes(_: typer.Context) -> Iterator[str]:
    from xpromo.operations.explain import all_rules

    return (name for rule in all_rules().values() for name in (rule.code, rule.slug))


def _forms(_: typer.Context) -> Iterable[str]:
    from xpromo.definitions.form import FORMS

    return FORMS.names()


def _sources(_: typer.Context) -> Iterable[str]:
    from xpromo.sources.source import SOURCES

    return SOURCES.names()


def _conversion_kinds(_: typer.Context) -> Iterable[str]:
    from xpromo.records import CONVERSION_KINDS

    return CONVERSION_KINDS


def _models(_: typer.Context) -> Iterable[str]:
    from xpromo.measure.models import MODELS

    return MODELS.names()


def _zones(_: typer.Context) -> Iterable[str]:
    from zoneinfo import available_timezones

    return available_timezones()


def _schemas(_: typer.Context) -> Iterable[str]:
    from xpromo.definitions.json_schema import schemas

    return schemas()


def _stages(_: typer.Context) -> Iterable[str]:
    from xpromo.definitions.readiness import STAGES

    return STAGES


def _partner_topics(_: typer.Context) -> Iterable[str]:
    from xpromo.definitions.coverage import TOPICS

    return TOPICS


def _help_topics(_: typer.Context) -> Iterable[str]:
    from xpromo.cli.topics import TOPICS

    return TOPICS


views_and_campaigns = offering(_views_and_campaigns)
comparisons = offering(_comparisons)
formats = offering(_formats)
problem_formats = offering(_problem_formats)
problem_codes = offering(_problem_codes)
forms = offering(_forms)
sources = offering(_sources)
conversion_kinds = offering(_conversion_kinds)
models = offering(_models)
zones = offering(_zones)
schemas = offering(_schemas)
stages = offering(_stages)
partner_topics = offering(_partner_topics)
help_topics = offering(_help_topics)
