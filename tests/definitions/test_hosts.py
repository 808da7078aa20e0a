"""The table of hosts: dated, lower case, and nothing is two things at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import xpromo
from xpromo.definitions.hosts import is_passage, redirector_of, shortener_of, store_of
from xpromo.urls import Landing, host_label, parse_landing

DATA = json.loads((Path(xpromo.__file__).parent / "data" / "hosts.json").read_text(encoding="utf-8"))


def landing(url: str) -> Landing:
    found = parse_landing(url)
    assert isinstance(found, Landing)
    return found


def test_each_host_is_one_that_can_be_and_stands_in_one_list() -> None:
    hosts = [*DATA["shorteners"], *DATA["stores"], *DATA["redirectors"]]

    assert DATA["as_of"] > "2026"
    assert [host for host in hosts if host_label(host) != host or "." not in host] == []
    assert len(set(hosts)) == len(hosts)
    assert DATA["shorteners"] == sorted(DATA["shorteners"])


@pytest.mark.parametrize("host", DATA["shorteners"])
def test_every_shortener_is_one(host: str) -> None:
    page = landing(f"https://{host}/abc")
    assert (shortener_of(page), is_passage(page)) == (host, True)


@pytest.mark.parametrize(("host", "paths"), DATA["redirectors"].items())
def test_every_redirector_is_one_at_its_paths(host: str, paths: list[str]) -> None:
    for path in paths:
        assert redirector_of(landing(f"https://www.{host}{path}?x=1")) == host
    assert bool(redirector_of(landing(f"https://{host}/about"))) is ("/" in paths)


@pytest.mark.parametrize("host", DATA["stores"])
def test_every_store_says_what_to_do(host: str) -> None:
    store = store_of(landing(f"https://{host}/app"))
    assert store is not None
    assert store[0] in store[1]


def test_other_pages_are_none_of_them() -> None:
    for url in ("https://northwind.example/", "https://notbit.ly/", "https://www.google.com/maps"):
        assert not is_passage(landing(url))
