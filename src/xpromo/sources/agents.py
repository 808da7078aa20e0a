"""User agents: which family, and whether no person was behind it. Patterns as of 2026-11.

Unfurlers and prefetchers show that somebody posted or was offered a link, not that anybody followed it.
"""

from __future__ import annotations

import re

PATTERNS_AS_OF = "2026-11"
BOT, PREFETCH, OWN_CHECK = "bot-agent", "prefetch", "own-check"
LONGEST = 1024

_UNFURLERS = re.compile(
    r"slackbot|slack-imgproxy|facebookexternalhit|facebookcatalog|twitterbot|linkedinbot|whatsapp|telegrambot|discordbot|"
    r"skypeuripreview|microsoftpreview|embedly|iframely|redditbot|pinterestbot|viber|bluesky|mastodon|mattermost|"
    r"google-?(?:pagerenderer|imageproxy)|ggpht|yahoomailproxy|outlook-?(?:android|ios)-?preview|signal-?desktop-?preview|"
    r"snap url preview|vkshare|zoombot|bitlybot|link ?preview|prefetch|preview",
    re.IGNORECASE,
)
_BOTS = re.compile(
    r"bot(?![a-z])|bots?[/;:) -]|[a-z]bot\b|crawl|spider|slurp|scan(?:ner|ning)|monitor(?!ing app)|uptime|pingdom|"
    r"headless|phantomjs|selenium|puppeteer|playwright|lighthouse|curl|wget|httpie|libwww|lwp|python|aiohttp|httpx|"
    r"requests/|scrapy|go-http-client|java/|okhttp|axios|node-fetch|undici|got/|ruby|perl|php/|guzzle|"
    r"apache-httpclient|postman|insomnia|feed(?:ly|burner|fetcher|bin)|rss|validator|archive|wayback|"
    r"barracuda|proofpoint|mimecast|safelinks|urldefense|symantec|forcepoint|trendmicro|cloudmark|"
    r"semrush|ahrefs|mj12|dotbot|petalbot|bytespider|gptbot|ccbot|claude|anthropic|perplexity|openai|amazonbot|"
    r"applebot|duckduckbot|baidu|yandex(?!search/|browser)|sogou|exabot|facebot|ia_archiver|mediapartners|adsbot|"
    r"google-?(?:inspectiontool|read-?aloud|extended|safety)|chrome-?lighthouse|nutch|zgrab|masscan|nmap|nikto|"
    r"\(compatible; (?!msie)|@[a-z0-9-]+\.[a-z]{2,}|https?://|\bfetch|check(?:er)?\b|validat|research|search/|"
    r"agent/|httpunit|httrack|heritrix|larbin|biglotron|teoma|convera|gigablast|panscient|google(?:other|-[a-z])|"
    r"\bapi(?:s|-google)|\bseo\b|collector|harvest|extract|grub|index(?:er|ing)|download|proxy|reader|preload",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"cubot|bot_phone", re.IGNORECASE)  # a maker of telephones
_FAMILIES = (
    ("edge", re.compile(r"\bEdg(?:e|A|iOS)?/")),
    ("opera", re.compile(r"\bOPR/|\bOpera\b|OPiOS/")),
    ("samsung", re.compile(r"SamsungBrowser/")),
    ("firefox", re.compile(r"Firefox/|FxiOS/")),
    (
        "in-app",
        re.compile(r"FBAN|FBAV|Instagram|Pinterest/|Snapchat|TikTok|musical_ly|LinkedInApp|Line/|MicroMessenger"),
    ),
    ("chrome", re.compile(r"Chrome/|CriOS/|Chromium/")),
    ("safari", re.compile(r"Safari/|AppleWebKit/")),
    ("ie", re.compile(r"MSIE |Trident/")),
)


def verdict(agent: str) -> str:
    """Return why a touch with this user agent doesn't count, "" when it does. No agent at all counts."""
    text = agent[:LONGEST]
    if text.startswith("xpromo/"):
        return OWN_CHECK
    if _UNFURLERS.search(text):
        return PREFETCH
    return BOT if _BOTS.search(text) and not _PEOPLE.search(text) else ""


def family(agent: str) -> str:
    """Return the browser family: the only part of a user agent that is kept."""
    text = agent[:LONGEST]
    if not text or text == "-":
        return ""
    if verdict(text):
        return "robot"
    return next((name for name, pattern in _FAMILIES if pattern.search(text)), "other")
