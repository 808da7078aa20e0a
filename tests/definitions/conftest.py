"""A test's docstring is the file: ``load_doc`` loads it; ``load_files`` makes a workspace of several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import cleandoc
from pathlib import Path

import pytest

from xpromo.definitions.model import Project
from xpromo.definitions.positions import Document, load_document
from xpromo.definitions.project import load_project
from xpromo.definitions.schema import Campaign, Definition
from xpromo.definitions.validation import validate
from xpromo.errors import Problem

BRAND = """\
schema_version: 1
brand: northwind-coffee
name: Northwind Coffee
domains: [northwind.example]
currency: EUR
timezone: Europe/Berlin
properties:
  - {id: northwind-weekly, name: Northwind Weekly, channel: email, audience: 42000}
"""
PARTNER = """\
schema_version: 1
partner: green-mug
name: Green Mug
domains: [greenmug.example]
properties:
  - {id: green-mug-weekly, name: The Green Letter, channel: email}
"""
CAMPAIGN = """\
schema_version: 1
campaign: swap
name: Swap
form: newsletter-swap
partners: [green-mug]
flight: {start: 2026-11-02, end: 2026-11-29}
"""
WORKSPACE = {
    "campaigns/brand.yaml": BRAND,
    "campaigns/partners/green-mug.yaml": PARTNER,
    "campaigns/swap.yaml": CAMPAIGN,
}

LoadDoc = tuple[Document | None, list[Problem]]
LoadFiles = Callable[[Mapping[str, str | bytes | None]], tuple[Project, list[Problem]]]


@pytest.fixture
def load_doc(request: pytest.FixtureRequest) -> LoadDoc:
    """The docstring of the test, loaded."""
    return load_document("doc.yaml", cleandoc(request.function.__doc__) + "\n")


@pytest.fixture
def load_files(tmp_path: Path) -> LoadFiles:
    """A workspace of three small files that pass, with these in their place (None: without it)."""

    def load(files: Mapping[str, str | bytes | None]) -> tuple[Project, list[Problem]]:
        for path, content in {**WORKSPACE, **files}.items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if content is not None:
                place.write_bytes(content.encode() if isinstance(content, str) else content)
        return load_project(tmp_path)

    return load


def problems_of(text: str, model: type[Definition] = Campaign) -> list[Problem]:
    """Everything that is wrong with a file taken by itself."""
    document, problems = load_document("doc.yaml", text)
    return problems if document is None else problems + validate(document, model)[1]


def campaign(**keys: str) -> str:
    """The smallest campaign, with these keys written as given, below the others."""
    kept = [line for line in CAMPAIGN.splitlines() if line.partition(":")[0] not in keys]
    return "\n".join([*kept, *(f"{key}: {text}" for key, text in keys.items()), ""])
