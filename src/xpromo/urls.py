"""The only place that takes a URL apart: landing pages strictly, clicked URLs forgivingly.

A landing page is *refused* unless every parser reads it the same way, because it is printed into thousands of links:
the grammar here is smaller than RFC 3986 and smaller than the URL standard of browsers. A clicked URL comes out of
somebody else's log and is never refused: what can be read is read, the rest is left alone.

A URL is never rebuilt from its parts. Parameters are put in front of the fragment and taken out again by position, so
that the bytes which people wrote stay as they wrote them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

MAX_LANDING = 2048  # characters; browsers, mail tools and proxies all carry this much
MAX_CLICKED = 8192  # of a clicked URL no more than this is looked at
MAX_HOST = 253
MAX_LABEL = 63
PORTS = {"https": "443", "http": "80"}

# Characters that no parser takes from a URL as they are, or that end one in a mail, in HTML or in a template.
_UNWELCOME = re.compile(r'[\s"<>\\^`{}]')
_LANDING = re.compile(
    r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?(?P<fragment>#.*)?\Z"
)
_ASCII_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\Z")
_NUMBER_LIKE = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")  # such a last label makes a browser read an IPv4 address
# Letters of which IDNA2003, IDNA2008 and UTS 46 do not agree what they become (or whether they are anything at all).
_DISPUTED = frozenset("ßς\u0640\u07fa\u115f\u1160\u3164\uffa0\u17b4\u17b5\u302e\u302f\u303b")
_LETTERS = frozenset({"Ll", "Lo", "Lm", "Mn", "Mc", "Nd"})
_MARKS = frozenset({"Mn", "Mc"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_CLICKED_HOST = re.compile(r"\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://)?(?:[^/?#@\\]*@)?([^/?#:@\\\s]+)")


@dataclass(frozen=True, slots=True)
class Landing:
    """A landing page that every parser reads alike: the text as written and its host as an A-label in lower case."""

    text: str
    scheme: str
    host: str

    def __str__(self) -> str:
        """Return the URL as it was written."""
        return self.text


def parse_landing(url: str, *, http: bool = False) -> Landing | str:
    """Return the landing page, or the reason why it is none (a clause that completes "the landing page …").

    ``http`` allows ``http:``; everything else asks for ``https:``. Domains are the caller's question:
    :func:`lies_under`.
    """
    if reason := _unwelcome(url):
        return reason
    found = _LANDING.match(url)
    if not found:
        return "must be a whole URL: https://host/path"
    scheme = found["scheme"].lower()
    if scheme not in PORTS or (scheme == "http" and not http):
        return "must begin with https://"
    host, reason = _host_and_reason(found["authority"], PORTS[scheme])
    return reason or Landing(url, scheme, host)


def _host_and_reason(authority: str, port: str) -> tuple[str, str | None]:
    """Return the host of a landing page as A-labels, and why it can't be taken, if so."""
    if "@" in authority:
        return "", "must not hold a user name or password"
    host, colon, stated = authority.partition(":")
    if colon and stated != port:
        return "", f"must not name a port other than {port}"
    label = host_label(host)
    if label is None or "." not in label:
        return "", "must name a host that every browser reads alike, such as shop.example.com"
    return label, None


def _unwelcome(url: str) -> str | None:
    """Return why the text can't be a URL whatever its parts are; asked first, since parsers drop such characters."""
    if len(url) > MAX_LANDING:
        return f"must not be longer than {MAX_LANDING:,} characters"
    if not url.isprintable() or (bad := _UNWELCOME.search(url)):
        shown = f" ({bad.group()})" if url.isprintable() and bad and bad.group() != " " else ""
        return f'must not hold spaces, control characters or any of " < > \\ ^ ` {{ }}{shown}'
    return None


# ------------------------------------------------------------------------------------------------------------- hosts


@lru_cache(maxsize=4096)
def host_label(host: str) -> str | None:
    """Return the host as A-labels in lower case, or None when two readings of the standards could differ.

    ASCII names follow the old host name rules. Other letters are taken only where IDNA2003 (which is what Python's
    codec does), IDNA2008 and UTS 46 come to the same A-label: lower case, composed, known to all of them.
    """
    labels = [_label(label) for label in host.split(".")]
    if None in labels or _NUMBER_LIKE.match(labels[-1] or ""):
        return None
    whole = ".".join(label for label in labels if label is not None)
    return whole if len(whole) <= MAX_HOST and _one_direction(whole) else None


def _label(label: str) -> str | None:
    """Return one label as an A-label, or None."""
    if not label.isascii():
        return _encode(label)
    lowered = label.lower()
    if len(lowered) > MAX_LABEL or not _ASCII_LABEL.match(lowered):
        return None
    if lowered[2:4] != "--":
        return lowered
    return lowered if lowered.startswith("xn--") and _encode(_decode(lowered)) == lowered else None


def _decode(label: str) -> str:
    """Return what an ``xn--`` label stands for; "" when it stands for nothing."""
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return ""


def _encode(label: str) -> str | None:
    """Return the A-label of a label with letters outside ASCII, or None where the standards differ."""
    if label.isascii() or len(label) > MAX_LABEL or not _undisputed(label):
        return None
    encoded = "xn--" + label.encode("punycode").decode("ascii")
    try:
        return encoded if label.encode("idna").decode("ascii") == encoded else None  # the codec is IDNA2003
    except UnicodeError:
        return None


def _undisputed(label: str) -> bool:
    """Whether each character is a letter, mark or digit in today's Unicode and in that of IDNA2003 (3.2), and stays
    what it is when it is lowered and composed.
    """
    known = unicodedata.ucd_3_2_0.category
    return (
        all(c == "-" or (unicodedata.category(c) in _LETTERS and known(c) in _LETTERS) for c in label)
        and not _DISPUTED.intersection(label)
        and label == unicodedata.normalize("NFKC", label).casefold()
        and unicodedata.category(label[0]) not in _MARKS
        and "-" not in (label[0], label[-1])
        and label[2:4] != "--"
    )


def _one_direction(ascii_host: str) -> bool:
    """Whether the bidi rules of all standards hold: a label with right-to-left letters is nothing but such letters and
    their marks, and every label beside it starts with a left-to-right letter.
    """
    if "xn--" not in ascii_host:
        return True
    kinds = [[unicodedata.bidirectional(c) for c in label] for label in readable_host(ascii_host).split(".")]
    if not any(_RIGHT_TO_LEFT.intersection(kind) for kind in kinds):
        return True
    return all(_right_to_left(kind) if _RIGHT_TO_LEFT.intersection(kind) else kind[0] == "L" for kind in kinds)


def _right_to_left(kinds: list[str]) -> bool:
    return kinds[0] in {"R", "AL"} and {"R", "AL", "NSM"}.issuperset(kinds)


def readable_host(host: str) -> str:
    """Return a host of A-labels as people see it: each ``xn--`` label as the letters that it stands for."""
    if "xn--" not in host:
        return host
    return ".".join(_decode(label) if label.startswith("xn--") else label for label in host.split("."))


def lies_under(host: str, domains: Iterable[str]) -> bool:
    """Whether the host (A-labels) is one of the domains or below one of them. Domains may be written either way."""
    wanted = [label for domain in domains if (label := host_label(domain))]
    return any(host == domain or host.endswith("." + domain) for domain in wanted)


# -------------------------------------------------------------------------------------------------------- parameters


def split_fragment(url: str) -> tuple[str, str]:
    """Return everything before the fragment, and the fragment with its ``#`` ("" when there is none)."""
    at = url.find("#")
    return (url, "") if at < 0 else (url[:at], url[at:])


def path_of(url: str) -> str:
    """Return the path of a landing page as written, "/" when it has none."""
    found = _LANDING.match(url)
    return (found["path"] if found else None) or "/"


def joint(head: str) -> str:
    """Return what goes between a URL without its fragment and further parameters."""
    return "&" if "?" in head else "?"


def without_parameters(url: str, names: Container[str]) -> str:
    """Return the URL without the parameters of these names, everything else byte for byte as it was."""
    head, fragment = split_fragment(url)
    path, mark, query = head.partition("?")
    pairs = query.split("&")
    kept = [pair for pair in pairs if pair.partition("=")[0] not in names]
    if not mark or len(kept) == len(pairs):
        return url
    return path + (mark + "&".join(kept) if kept else "") + fragment


def parameter_names(url: str) -> list[str]:
    """Return the names of a URL's parameters as written, in order; the fragment has none."""
    query = split_fragment(url)[0].partition("?")[2]
    return [pair.partition("=")[0] for pair in query.split("&") if pair]


def read_parameters(url: str) -> list[tuple[str, str]]:
    """Return every parameter of a landing page with its value, in order: names in lower case, both decoded."""
    query = split_fragment(url)[0].partition("?")[2]
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return [(_decoded(name).lower(), _decoded(value)) for name, _, value in pairs]


def read_query(url: str) -> dict[str, str]:
    """Return the parameters of a clicked URL: names in lower case, values decoded, the first of a name wins.

    Never raises, looks at no more than 8,192 characters, and reads ``&amp;`` (a mail tool's slip) as ``&``. What else
    happened to a value on the way is the ledger's to recover.
    """
    query = split_fragment(url[:MAX_CLICKED])[0].partition("?")[2]
    found: dict[str, str] = {}
    for pair in query.replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        if name:
            found.setdefault(_decoded(name).lower(), _decoded(value))
    return found


def _decoded(text: str) -> str:
    return unquote_plus(text, errors="replace") if "%" in text or "+" in text else text


def host_of(url: str) -> str:
    """Return the host of a clicked or referring URL in lower case, "" when there is none; never raises.

    Takes ``https://host/…``, ``//host/…`` and a bare ``host``.
    """
    found = _CLICKED_HOST.match(url[:MAX_CLICKED])
    return found[1].lower().rstrip(".") if found else ""
