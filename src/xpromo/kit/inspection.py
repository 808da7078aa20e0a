"""A last look at what was rendered, whoever wrote the template: its link, its disclosure, its footer, its links."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from xpromo.definitions.phrases import Phrases
from xpromo.errors import Location, Problem
from xpromo.kit.content import Appearance, Kit, Piece
from xpromo.kit.context import disclosure
from xpromo.kit.environment import Templates
from xpromo.kit.rules import FORBIDDEN_CLAIM, NO_DISCLOSURE, NO_LINK, NO_MAIL_FOOTER, UNSAFE_LINK
from xpromo.kit.text import one_line

SAFE = ("https://", "http://", "mailto:", "#")
ADDRESSES = frozenset({"href", "src", "action", "formaction", "background", "poster", "xlink:href"})
HIDDEN = frozenset({"style", "script", "title", "head"})


class Page(HTMLParser):
    """The words and the addresses of an HTML text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.addresses: list[str] = []
        self.words: list[str] = []
        self._hidden = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect addresses; start to skip what no reader sees."""
        self._hidden += tag in HIDDEN
        self.addresses += [value or "" for name, value in attrs if name in ADDRESSES]

    def handle_endtag(self, tag: str) -> None:
        """Stop skipping."""
        self._hidden -= tag in HIDDEN

    def handle_data(self, data: str) -> None:
        """Collect words."""
        if not self._hidden:
            self.words.append(data)


def inspect(kit: Kit, piece: Piece, templates: Templates) -> Iterator[Problem]:
    """Yield what a piece that readers will see lacks; pieces without a template have nothing to look at."""
    item = next((item for item in kit.sends if item.placement == piece.placement), None)
    if not piece.template or item is None:
        return
    place = Location(templates.shown(piece.template))
    text = piece.content.decode()
    page = Page(text) if piece.path.endswith(".html") else None
    words = one_line(" ".join(page.words) if page else text)
    if not all(link.url in (page.addresses if page else text) for link in piece.links):
        yield NO_LINK.at(place, f"{piece.path} doesn't hold its link as it was minted")
    if page:
        yield from _unsafe(piece, page, place)
    yield from _undisclosed(kit, item, piece, words, place)
    if piece.template.startswith("email."):
        yield from _footer(kit, item, page, text, words, place)
    yield from _claims(item, piece, words, kit.location)


def _unsafe(piece: Piece, page: Page, place: Location) -> Iterator[Problem]:
    if not all(address.lower().startswith(SAFE) for address in page.addresses):
        yield UNSAFE_LINK.at(place, f"{piece.path} links to something that isn't a web page")


def _undisclosed(kit: Kit, item: Appearance, piece: Piece, words: str, place: Location) -> Iterator[Problem]:
    wanted = one_line(disclosure(kit, item.sender, piece.language))
    if not wanted:
        yield NO_DISCLOSURE.at(kit.location, "no disclosure text is stated", "state `disclosure` in brand.yaml")
    elif wanted not in words:
        yield NO_DISCLOSURE.at(place, f"{piece.path} doesn't hold the disclosure")


def _footer(kit: Kit, item: Appearance, page: Page | None, text: str, words: str, place: Location) -> Iterator[Problem]:
    if not item.sender.ours:
        return
    mail = kit.mail
    if not (mail.unsubscribe and mail.postal_address):
        hint = "state `mail: {from: …, postal_address: …, unsubscribe: …}` in brand.yaml"
        yield NO_MAIL_FOOTER.at(kit.location, "a mail of ours has no postal address or no way out", hint)
    elif mail.unsubscribe not in (page.addresses if page else text) or one_line(mail.postal_address) not in words:
        yield NO_MAIL_FOOTER.at(place, "the template drops the unsubscribe link or the postal address")


def _claims(item: Appearance, piece: Piece, words: str, location: Location | None) -> Iterator[Problem]:
    phrases = Phrases((*item.sender.forbidden, *item.promoted.forbidden))
    for phrase in dict.fromkeys(hit.phrase for hit in phrases.find(words)):
        yield FORBIDDEN_CLAIM.at(location, f"{piece.path} says “{one_line(phrase)}”, which one of you forbids")
