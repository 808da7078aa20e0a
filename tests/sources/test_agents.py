from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from xpromo.sources.agents import family, verdict


@pytest.mark.parametrize(
    ("agent", "why", "kept"),
    [
        ("", "", ""),
        ("-", "", ""),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_2) AppleWebKit/605.1 Safari/604", "", "safari"),
        ("Mozilla/5.0 (Windows NT 10.0; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0", "", "edge"),
        ("Mozilla/5.0 (Windows NT 10.0; x64) Chrome/131.0", "", "chrome"),
        ("Mozilla/5.0 (Macintosh; Mac OS X 14_6) Firefox/133.0", "", "firefox"),
        ("Mozilla/5.0 (Linux; Android 9; CUBOT X19) AppleWebKit/537.36 Chrome/131.0 Mobile", "", "chrome"),
        ("Mozilla/5.0 (X11; Linux x86_64) FakeUA", "", "other"),
        ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "prefetch", "robot"),
        ("WhatsApp/2.23.20", "prefetch", "robot"),
        ("facebookexternalhit/1.1", "prefetch", "robot"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot-agent", "robot"),
        ("curl/8.0", "bot-agent", "robot"),
        ("python-requests/2.32", "bot-agent", "robot"),
        ("Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/131.0", "bot-agent", "robot"),
        ("xpromo/0.1 (link check)", "own-check", "robot"),
    ],
)
def test_agents(agent: str, why: str, kept: str) -> None:
    assert verdict(agent) == why
    assert family(agent) == kept


def test_most_robots_of_a_public_list_are_known(corpora: Callable[[str], Path]) -> None:
    entries = json.loads((corpora("bots") / "crawler-user-agents.json").read_text(encoding="utf-8"))
    agents = [agent for entry in entries for agent in entry["instances"]]
    missed = [agent for agent in agents if not verdict(agent)]

    assert len(agents) > 1000
    assert len(missed) / len(agents) < 0.15
