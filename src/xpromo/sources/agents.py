"""User agents: which family, and whether no person was behind it.

A robot is told by its shape (a browser says ``Mozilla/5.0 (…)`` or names itself, its engine or a handheld), by a word
of its trade, or by its name, of which the dated list ``data/robots.json`` has those that look like a browser otherwise.
Unfurlers and prefetchers show that somebody posted or was offered a link, not that anybody followed it.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

BOT, PREFETCH, OWN_CHECK = "bot-agent", "prefetch", "own-check"
LONGEST = 1024

_DATA = Path(__file__).parents[1] / "data" / "robots.json"
# Patterns are for lower case
_UNFURLERS = re.compile(
    r"slackbot|slack-imgproxy|facebookexternalhit|facebookcatalog|twitterbot|linkedinbot|whatsapp|telegrambot|discordbot|"
    r"skypeuripreview|microsoftpreview|embedly|iframely|redditbot|pinterestbot|^viber|bluesky|mastodon|mattermost|"
    r"google-?(?:pagerenderer|imageproxy)|ggpht|yahoomailproxy|outlook-?(?:android|ios)-?preview|"
    r"vkshare|zoombot|bitlybot|prefetch|(?<!technology%20)preview"
)
_BROWSERS = re.compile(
    r"^(?:[a-z._]*\.)?(?:mozilla|mozzila|opera)[/ ][1-5][\d.]*;?(?: ?[(\[]|[^/]*\Z)|"
    r"webkit|gecko|chrome|chromium|safari|firefox|opera|browser(?!shots)|\bedge\b|msie|"
    r"android|\badr\b|iphone|ipad|ipod|\bios\b|cfnetwork|windows phone|dalvik|ucweb|fban/|smarttv|roku|hbbtv|appletv|"
    r"\bmidp|\bcldc|\bwap\b|netfront|obigo|maui|docomo|j-phone|kddi|blackberry|symbian|nokia|"
    r"\b(?:lynx|e?links|w3m|dillo|netsurf|omniweb|midori)\b|mosaic"
)
# Where a telephone names its model: makers have called them robots, rubies and spiders
_MODEL = re.compile(r"(?<=android)( [\d.]+; )(?:[a-z]{2}[-_][a-z]{2}; )?[^;()]*")
_WORDS = re.compile(
    r"(?<!cu)bots?(?![a-z])|crawl|spider|slurp|scan(?:s|ner|ning)?\b|scrap[ei]|harvest|extract|"
    r"monitor|uptime|pingdom|check(?:er)?\b|validat|probe|insights|optimi[sz]er|synthetic|observatory|diagnostics|"
    r"inspector|watch(?:er|agent)|measurement|(?<!p)research|archive|wayback|index(?:er|ing)|nutch|\bseo\b|collector|"
    r"reaver|turingos|leadradar|prospect|transcod|favicon|feed ?(?:ly|burner|fetcher|finder|bin)|feeder\.|\brss\b|"
    r"webcop|httrack|headless|phantomjs|selenium|puppeteer|playwright|lighthouse|postman|insomnia|\bfetch|agent\b|"
    r"jndi:|curl|wget|httpie|libwww-perl|\blwp|python|aiohttp|httpx|requests/|go-http|httpclient|okhttp|axios|node-fetch|"
    r"undici|\bgot/|\bruby\b|\bperl\b|\bphp/|guzzle|"
    r"barracuda|proofpoint|mimecast|safelinks|urldefense|secureurl|symantec|forcepoint|trendmicro|cloudmark|"
    r"semrush|ahrefs|mj12|bytespider|claude|anthropic|perplexity|openai|"
    r"google(?:other|-[a-z]|agent| (?:favicon|search console|page))|yandex(?:bot|images)|baidu transcoder|"
    r"https?:|@[a-z0-9-]+\.[a-z]{2,}|\(at\)|\+[a-z0-9.-]+\.[a-z]{2,}|time/1\d{11}|\(platform; rv:geckoversion\)|"
    r"gecko; compatible;|\(compatible\)|\(compatible;\s*+(?!ms|konqueror|u;|linux|windows|i?browse|icab|polaris|origyn|"
    r"antgalio|gecko|kun/|offbyone|netpositive|ncbrowser)"
)
_WORD = re.compile(r"[a-z0-9][a-z0-9._-]*")
_FAMILIES = (
    ("edge", re.compile(r"\bEdg(?:e|A|iOS)?/")),
    ("opera", re.compile(r"\bOPR/|\bOpera\b|OPiOS/")),
    ("samsung", re.compile(r"SamsungBrowser/")),
    ("firefox", re.compile(r"Firefox/|FxiOS/")),
    (
        "in-app",
        re.compile(
            r"FBAN|FBAV|MetaIAB|Instagram|Pinterest/|Snapchat|TikTok|musical_ly|LinkedInApp|Line/|MicroMessenger"
        ),
    ),
    ("chrome", re.compile(r"Chrome/|CriOS/|Chromium/")),
    ("safari", re.compile(r"Safari/|AppleWebKit/")),
    ("ie", re.compile(r"MSIE |Trident/")),
)


@cache
def _list() -> dict[str, Any]:
    return json.loads(_DATA.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@cache
def _names() -> frozenset[str]:
    return frozenset(_list()["names"])


def as_of() -> str:
    """Return the date of the patterns and of the list."""
    return str(_list()["as_of"])


def verdict(agent: str) -> str:
    """Return why a touch with this user agent doesn't count, "" when it does. No agent at all counts."""
    text = agent[:LONGEST].lower()
    if not text.strip(" -"):
        return ""
    if text.startswith("xpromo/"):
        return OWN_CHECK
    if _UNFURLERS.search(text):
        return PREFETCH
    return BOT if _is_robot(text) else ""


def _is_robot(text: str) -> bool:
    if not _BROWSERS.search(text):
        return True
    said = _MODEL.sub("", text)
    return _WORDS.search(said) is not None or not _names().isdisjoint(_WORD.findall(said))


def family(agent: str) -> str:
    """Return the browser family: the only part of a user agent that is kept."""
    text = agent[:LONGEST]
    if not text or text == "-":
        return ""
    if verdict(text):
        return "robot"
    return next((name for name, pattern in _FAMILIES if pattern.search(text)), "other")
