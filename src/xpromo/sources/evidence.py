"""What a URL or a row carries that can tie it to a placement, and the tables of distinct values of a file.

A URL whose link parameter is a promised id needs no more than that: its 15 characters are looked up as they are. Every
other URL is taken apart, slowly and forgivingly: beside an id that nobody promised, intact tags still say something.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from xpromo.codes import canonical_code
from xpromo.records import Evidence
from xpromo.sources.source import ReadOptions
from xpromo.urls import host_of, read_query
from xpromo.utm import CAMPAIGN, CONTENT, ID, LINK_ID, LINK_LENGTH, MEDIUM, REFERRING, SOURCE

LONGEST_TAG = 200
MEMO = 50_000
NONE = Evidence()
ELSEWHERE, NO_URL, BAD_URL = -1, -2, -3
URL_REASONS = {NO_URL: "no-url", BAD_URL: "bad-url"}
ID_FORM = re.compile(rf"{LINK_ID}\Z")
_URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^\s/?#]|/|\?|[^\s/?#:@]+\.[^\s/?#:@.]{2,}(?:[/?#:]|\Z)")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]*[^\W\d][\w-]*\Z")
_OWN_ID = re.compile(r"(?!.*\d{3})[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*\Z", re.ASCII)  # no number of a customer
_PLACEHOLDERS = frozenset({"(not set)", "(none)", "(direct)", "n/a", "null", "<none>", "-", "undefined"})
_NOBODY = _PLACEHOLDERS | {"--", "none", "unknown"}  # in place of an id or a person
_SPELLED = frozenset(spelled for word in _NOBODY for spelled in (word, word.upper(), word.title()))


class Numbering(dict[object, int]):
    """Distinct values of a file, numbered as they come; forgets what it has seen before it grows too large, so that a
    hostile file costs numbers and not memory.
    """

    def __init__(self, first: int) -> None:
        super().__init__()
        self.next = first
        self.fresh: list[object] = []

    def __missing__(self, value: object) -> int:
        if len(self) >= MEMO:
            self.clear()
        number = self[value] = self.next
        self.next += 1
        self.fresh.append(value)
        return number

    def take(self) -> list[object]:
        """Return what was numbered since the last call."""
        fresh, self.fresh = self.fresh, []
        return fresh


class Texts:
    """The text table of a file: 0 is "", others are numbered from 1."""

    def __init__(self) -> None:
        self._numbers = Numbering(1)

    def number(self, text: str) -> int:
        """Return the number of a text."""
        return self._numbers[text] if text else 0

    def take(self) -> list[str]:
        """Return the texts numbered since the last call."""
        return [str(text) for text in self._numbers.take()]


class EvidenceTable:
    """The evidence table of a file, and how URLs and tags become entries of it."""

    def __init__(self, options: ReadOptions) -> None:
        self.placement = options.placement
        self.parameter = options.link_parameter
        self.domains = tuple(domain.lower() for domain in options.domains)
        self.short_paths = options.short_paths
        self.links = options.links
        self._numbers = Numbering(0)
        self._links = _Links(self)

    def take(self) -> list[Evidence]:
        """Return the entries numbered since the last call."""
        return [item for item in self._numbers.take() if isinstance(item, Evidence)]

    def number(self, evidence: Evidence) -> int:
        """Return the number of an entry; ``--placement`` is part of every one."""
        if self.placement and not evidence.placement:
            evidence = evidence._replace(placement=self.placement)
        return self._numbers[evidence]

    def column(self, urls: Sequence[str]) -> list[int]:
        """Return an entry's number for each URL that has a link id; the rest is for :meth:`of_url`.

        Looked for from the end, where our own links have it.
        """
        if not self.parameter:
            return [ELSEWHERE] * len(urls)
        name = self.parameter + "="
        width = len(name) + LINK_LENGTH + 1
        links = self._links
        return [links[url[(at := url.rfind(name)) - 1 : at + width]] for url in urls]

    def of_url(self, url: str, referrer: str = "") -> int:
        """Return the entry of a URL, with the referring domain when it has nothing else; NO_URL or BAD_URL."""
        found = self.carried(url, referrer)
        return found if isinstance(found, int) else self.number(found)

    def carried(self, url: str, referrer: str = "") -> Evidence | int:
        """Return what a click on a URL carries, with the referring domain when that is little; NO_URL or BAD_URL."""
        url = url.strip()
        if not url:
            return NO_URL
        if not _URL.match(url) or ((scheme := _SCHEME.match(url)) and not _is_web(url, scheme[1])):
            return BAD_URL
        found = self.evidence(url)
        return Evidence(short=self._elsewhere(url), referrer=self.referring(referrer)) if found == NONE else found

    def clicked_short(self, short: str, destination: str = "", referrer: str = "") -> Evidence | int:
        """Return what a click on a short link carries: its ``host/key`` and what its destination carries, the referring
        domain when that is nothing. Where no short link is named the destination is what was clicked.
        """
        if not short.strip():
            return self.carried(destination, referrer)
        key = short_key(short.strip())
        if not key:
            return BAD_URL
        found = self.evidence(destination.strip())
        return Evidence(short=key, referrer=self.referring(referrer)) if found == NONE else found._replace(short=key)

    def short_url(self, url: str) -> Evidence | int:
        """Return what a click on a URL carries of which people say that it is a short link: a shortener may run on a
        subdomain of ours, but the pages of our domains proper are visited without any click.
        """
        found = self.carried(url)
        if isinstance(found, int) or found.short or host_of(url).removeprefix("www.") in self.domains:
            return found
        return found._replace(short=short_key(url))

    def external(self, tool: str, number: str) -> Evidence:
        """Return the evidence of what another tool calls by this id, as ``external`` of a placement names it;
        ``--placement`` settles it otherwise.
        """
        number = tag(number)
        return Evidence(placement=self.placement or (f"{tool}:{number}" if number else ""))

    def evidence(self, url: str) -> Evidence:
        """Return what a clicked URL carries."""
        query = read_query(url)
        return self.of_fields(query, short=self.short_link(url))

    def conversion(self, url: str, code: str) -> Evidence:
        """Return what a conversion's landing URL and its code carry."""
        url = url.strip()
        return self.of_fields(read_query(url) if url else {}, code=code, short=self.short_link(url))

    def of_fields(self, fields: Mapping[str, str], *, code: str = "", short: str = "") -> Evidence:
        """Return the evidence of named fields (a query, metadata, note lines): the link parameter, tags, a code."""
        code = clean_code(code)
        link = tag(fields.get(self.parameter, ""))
        if ID_FORM.match(link) and self.is_promised(link):
            return Evidence(link=link, code=code)
        source = tag(next((fields[name] for name in (SOURCE, *REFERRING) if fields.get(name)), ""))
        campaign = tag(fields.get(CAMPAIGN) or fields.get(ID, ""))
        medium, content = tag(fields.get(MEDIUM, "")), tag(fields.get(CONTENT, ""))
        return Evidence(link, source, medium, campaign, content, code, short)

    def of_places(
        self, places: Sequence[Mapping[str, str]], *, code: str = "", short: str = "", referrer: str = ""
    ) -> Evidence:
        """Return the evidence of an order that can state in several places where it came from: a landing page, notes.

        A link id counts wherever it stands, else the first place that states anything; a referring domain, given as a
        URL, only where nothing else does. Places are never mixed.
        """
        found = [self.of_fields(fields, short=short) for fields in places if fields]
        linked = [item for item in found if ID_FORM.match(item.link) and self.is_promised(item.link)]
        best = next((item for item in (*linked, *found) if item != NONE), Evidence(short=short))
        best = best._replace(code=clean_code(code))
        return best if best != NONE else Evidence(referrer=self.referring(referrer))

    def reference(self, text: str) -> dict[str, str]:
        """Return what a free reference of a payment says: a link id, a query, or the id of a placement or property.

        Anything else is nobody's business here: shops keep their customers' numbers in such fields.
        """
        text = text.strip()
        if ID_FORM.match(text):
            return {self.parameter: text}
        if "=" in text:
            return read_query(text if "?" in text else f"?{text}")
        return {REFERRING[0]: text, CONTENT: text} if _OWN_ID.match(text) else {}

    def is_promised(self, link: str) -> bool:
        """Whether a link id needs no other evidence beside it."""
        return self.links is None or link in self.links

    @staticmethod
    def link_id(text: str) -> str:
        """Return the text when it has the form of a link id, else ""."""
        return text.strip() if ID_FORM.match(text.strip()) else ""

    def referring(self, referrer: str) -> str:
        """Return the domain of a referrer, "" for our own pages and for what is no domain."""
        domain = domain_of(referrer)
        return "" if self._is_ours(domain) else domain

    def short_link(self, url: str) -> str:
        """Return ``host/key`` of a URL under the brand's short paths, "" for others."""
        if not self.short_paths:
            return ""
        path = _path(url)
        if not any(under(path, prefix) for prefix in self.short_paths):
            return ""
        host = host_of(url) if not url.startswith("/") or url.startswith("//") else ""
        return (host or next(iter(self.domains), "")) + path.rstrip("/")

    def _elsewhere(self, url: str) -> str:
        """Return ``host/key`` of a page that isn't ours: as far as we know a short link; "" for our own pages."""
        return "" if self._is_ours(host_of(url)) else short_key(url)

    def _is_ours(self, domain: str) -> bool:
        return any(domain == ours or domain.endswith("." + ours) for ours in self.domains)


class _Links(dict[str, int]):
    """``?xp=0123456789&`` → number of its entry: a delimiter, the parameter, an id, and its end."""

    def __init__(self, table: EvidenceTable) -> None:
        super().__init__()
        self.table = table
        self.form = re.compile(rf"[?&]{re.escape(table.parameter)}=({LINK_ID})[&#]?\Z")

    def __missing__(self, piece: str) -> int:
        if len(self) >= MEMO:
            self.clear()
        found = self.form.match(piece)
        known = found and self.table.is_promised(found[1])
        number = self[piece] = self.table.number(Evidence(link=found[1])) if found and known else ELSEWHERE
        return number


def short_key(url: str) -> str:
    """Return ``host/key`` of a short link, "" for what can't be one."""
    host, path = host_of(url), _path(url).rstrip("/")
    whole = host + path
    return whole if host and path and len(whole) <= LONGEST_TAG and "@" not in whole and whole.isprintable() else ""


def _path(url: str) -> str:
    """Return the path of a URL, "" when there is none."""
    bare = url if re.match(r"/(?!/)", url) else re.sub(r"^(?:[A-Za-z][\w+.-]*:)?(?://)?[^/?#]*", "", url)
    return bare.partition("?")[0].partition("#")[0]


def _is_web(url: str, scheme: str) -> bool:
    """Whether what looks like a scheme is one of the web's, or a host with a port."""
    return scheme.lower() in {"http", "https"} or "." in scheme or url[len(scheme) + 1 :].startswith("//")


def under(path: str, prefix: str) -> bool:
    """Whether a path is below a short path (``/go/`` or ``/go``)."""
    bare = "/" + prefix.strip("/")
    return path.startswith(bare + "/") and len(path) > len(bare) + 1


def tag(value: str) -> str:
    """Return a tag as it may be kept: trimmed, cut, printable, and never one that could hold an address."""
    text = value.strip()[:LONGEST_TAG]
    if "@" in text or "%40" in text or text.lower() in _PLACEHOLDERS:
        return ""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


def is_nothing(text: str) -> bool:
    """Whether a cell holds a word that tools write where they have nothing (``null``, ``(not set)``)."""
    return not text.strip() or text.strip().lower() in _PLACEHOLDERS


def somebody(text: str) -> str:
    """Return an id, or who a person is; "" where a tool wrote that it has none."""
    return "" if text.strip() in _SPELLED else text


def without_nobody(column: Sequence[str]) -> Sequence[str]:
    """Return the same of a column: what many rows have in place of an id isn't the same one."""
    return column if _SPELLED.isdisjoint(column) else ["" if text in _SPELLED else text for text in column]


def clean_code(text: str) -> str:
    """Return a promo code in canonical form, "" when it can't be one.

    Several codes of one cell (``a, b``) stay together, with a comma between them: which of them is ours is known where
    evidence is resolved, and there the first that was issued counts.
    """
    return canonical_code(text[:LONGEST_TAG]) if text and "@" not in text else ""


def domain_of(referrer: str) -> str:
    """Return the domain of a referrer without ``www.``; "" for an address in numbers and for no domain at all."""
    host = host_of(referrer.strip()) if referrer else ""
    bare = host.removeprefix("www.")
    return bare if len(bare) <= 253 and _HOST.match(bare) else ""  # noqa: PLR2004 - the longest name there can be
