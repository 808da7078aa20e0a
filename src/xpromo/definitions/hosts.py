"""Hosts on which a link loses its tags, after ``data/hosts.json``: what a check for landing pages asks."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xpromo.urls import Landing, path_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATA = Path(__file__).parents[1] / "data" / "hosts.json"


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return data | {"shorteners": frozenset(data["shorteners"])}


def shortener_of(landing: Landing) -> str:
    """Return the shortener that a landing page lies on, "" when it is none."""
    return next((host for host in _with_parents(landing.host) if host in _data()["shorteners"]), "")


def store_of(landing: Landing) -> tuple[str, str] | None:
    """Return the parameter that stands for tags in an app store, and what to do; None for other pages."""
    store = _data()["stores"].get(landing.host)
    return (store["parameter"], store["way"]) if store else None


def redirector_of(landing: Landing) -> str:
    """Return the redirector that a landing page leads through, "" when it leads through none that we know."""
    for host in _with_parents(landing.host):
        paths = _data()["redirectors"].get(host, ())
        if any(path_of(landing.text).startswith(path) for path in paths):
            return host
    return ""


@cache
def _ours() -> frozenset[str]:
    data = _data()
    return frozenset({*data["shorteners"], *data["stores"], *data["redirectors"]})


def is_passage(landing: Landing) -> bool:
    """Whether the page lies on a shortener, in an app store or behind a redirector: findings of their own checks."""
    if _ours().isdisjoint(_with_parents(landing.host)):
        return False
    return bool(shortener_of(landing) or store_of(landing) or redirector_of(landing))


def _with_parents(host: str) -> Iterator[str]:
    """Yield a host and every domain above it that has a dot."""
    while "." in host:
        yield host
        host = host.partition(".")[2]
