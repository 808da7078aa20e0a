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


def test_robots_of_a_public_list_are_known(corpora: Callable[[str], Path]) -> None:
    entries = json.loads((corpora("bots") / "crawler-user-agents.json").read_text(encoding="utf-8"))
    agents = [(entry["pattern"], agent) for entry in entries for agent in entry["instances"]]
    missed = {pattern for pattern, agent in agents if not verdict(agent)}

    assert len(agents) > 2000
    # People's: a telephone's build of Android 15, what Facebook's own browser says, a browser for one site
    assert missed == {r"AP3A\.240617\.008", "MetaIAB Facebook", "Fluid"}


WEBKIT = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko{}"
ANDROID = WEBKIT.format("Linux; Android {}; wv", ") Version/4.0 Chrome/131.0 Mobile{}")


@pytest.mark.parametrize(
    "agent",
    [
        ANDROID.format("15; CPH2557 Build/AP3A.240617.008", " Instagram 406.0 Android (35/15; OPPO; CPH2557; en_MY)"),
        ANDROID.format("9; X20 PRO", " Instagram 237.0 Android (28/9; 480dpi; CUBOT; X20 PRO; it_IT)"),
        ANDROID.format("13; V2241A Build/TP1A", " T7/13.25 baiduboxapp/13.25 (Baidu; P1 13) NABar/1.0"),
        ANDROID.format("10; BQ-5046L Build/QP1A", " Safari/537.36 YandexSearch/7.52 YandexSearchBrowser/7.52"),
        ANDROID.format("10; TLA001", " Safari/537.36 AWP/2.0 SogouMSE,SogouMobileBrowser/6.1.5"),
        ANDROID.format("12; SO-54C", " Safari/537.36 RakutenWebsearch/5.100.07"),
        ANDROID.format("7.0; M bot 60 Build/NRD90M", " Safari/537.36"),
        ANDROID.format("8.1.0; RUBY Build/OPM2", " Safari/537.36"),
        ANDROID.format("4.0.3; fr-ca; HTC_Ruby Build/IML74K", " Safari/534.30"),
        ANDROID.format("11; SM-G991B", " Safari/537.36 [FB_IAB/FB4A;FBAV/331.0;]"),
        ANDROID.format("9; G011A", " Safari/537.36 Viber/11.9.5.8"),
        WEBKIT.format("Windows NT 10.0; Win64; x64", ") Chrome/131.0 Safari/537.36 OPR/115"),
        WEBKIT.format("X11; CrOS x86_64 14541.0.0", ") Chrome/131.0 Safari/537.36"),
        WEBKIT.format("Macintosh; Intel Mac OS X 10_15_7", ") Version/18.1 Safari/605.1"),
        WEBKIT.format("iPhone; CPU iPhone OS 18_1 like Mac OS X", ") GSA/345 Mobile/15E"),
        "Mozilla/5.0 (compatible; MSIE 9.0; Windows Phone OS 7.5; Trident/5.0; IEMobile/9.0; NOKIA; Lumia 610)",
        "Mozilla/5.0 (compatible; Konqueror/4.3; Linux) KHTML/4.3.4 (like Gecko)",
        "Mozilla/5.0 (Windows NT 10.0; Trident/7.0; rv:11.0) like Gecko",
        "Opera/9.80 (Android; Opera Mini/36.2/191.285; U; en) Presto/2.12 Version/12.16",
        "Nokia6100/1.0 (05.16) Profile/MIDP-1.0 Configuration/CLDC-1.0",
        "UCWEB/2.0 (MIDP-2.0; U; Adr 5.1; id; POLYTRON_L501) U2/1.0.0 UCBrowser/10.7 Mobile",
        "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1",
        "Dalvik/2.1.0 (Linux; U; Android 12; Pixel 6 Build/SP2A)",
        "Shop/4.1 CFNetwork/1568.200 Darwin/24.1.0",
        "Mozilla/5.0",
        "Chrome",
        "Samsung Browser",
    ],
)
def test_browsers_that_resemble_robots_are_people(agent: str) -> None:
    assert verdict(agent) == ""


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 linkfinder/0.1",
        "SomethingNew/1.0",
        "ModularThing 2 (Linux)",
        WEBKIT.format("Windows NT 10.0", "; compatible; New/1.0) Chrome/131 Safari/537"),
        WEBKIT.format("X11; Linux x86_64", ") Chrome/131 Safari/537 PTST/211202.211915"),
        ANDROID.format("6.0.1; Nexus 5X Build/MMB29P", " Safari/537.36 (compatible; Newbot/2.1; +robots.example)"),
        "Mozilla/5.0 (Linux; Android 8.0; Pixel 2; DuplexWeb-Google/1.0) AppleWebKit/537.36 Chrome/74",
    ],
)
def test_robots_show_by_shape_word_or_name(agent: str) -> None:
    assert verdict(agent) == "bot-agent"


def test_only_the_model_of_a_telephone_is_passed_over() -> None:
    assert verdict(ANDROID.format("9; Spider 8", " Safari/537.36")) == ""
    assert verdict(ANDROID.format("9; Spider 8", " Spider/8")) == "bot-agent"
