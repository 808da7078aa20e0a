"""The parser's events → a tree of plain values, or the rule that the first bad one breaks; this is the hot path."""

from __future__ import annotations

from typing import Any, TypeAlias

from xpromo.definitions import file_rules as rules
from xpromo.definitions import strictness
from xpromo.definitions.text import CONTROL
from xpromo.errors import Rule

MAX_DEPTH = 32
MAX_NODES = 20_000

Data: TypeAlias = "dict[str, Data] | list[Data] | str | None"
Event: TypeAlias = Any  # PyYAML's events have marks, which their published types call optional

_NULLS = frozenset({"", "~", "null"})


class Refused(Exception):
    """What an event brings breaks a rule: where the event stands, or at the offset ``at``."""

    def __init__(self, rule: Rule, event: Event, message: str, hint: str = "", at: int | None = None) -> None:
        super().__init__(message)
        self.rule = rule
        self.event = event
        self.hint = hint
        self.at = at


class Tree:
    """The values so far: an open list or mapping, the key that waits for its value, and what is open around them."""

    __slots__ = (
        "container",
        "documents",
        "escapes",
        "key",
        "margin",
        "nodes",
        "opened",
        "repeated",
        "root",
        "stack",
        "text",
        "tight",
    )  # fmt: skip

    def __init__(self, text: str) -> None:
        self.text = text
        self.root: list[Data] = []
        self.container: Any = self.root
        self.key: str | None = None
        self.stack: list[Any] = []
        self.nodes = self.documents = 0
        self.repeated = False
        self.escapes = "\\" in text
        self.tight = ",#" in text
        self.margin = -1  # the column of the block list or mapping around what comes
        self.opened: list[tuple[Event, int]] = []

    def scalar(self, event: Event) -> None:
        """Take text: a key, or a value."""
        value: str | None = event.value
        plain = event.implicit[0]
        if event.tag is not None or event.anchor is not None:
            _refuse_property(event)
        if not plain:
            self._check_quoted(event)
        elif value == "-" or self.tight:
            self._check_plain(event)
        if self.key is None and type(self.container) is dict:
            self._begin(event, plain=plain)
        else:
            self._add(event, None if plain and value in _NULLS else value)

    def mapping(self, event: Event) -> None:
        """Begin a mapping."""
        self._open(event, {})

    def sequence(self, event: Event) -> None:
        """Begin a list."""
        self._open(event, [])

    def close(self, event: Event) -> None:
        """End a list or mapping."""
        self.container = self.stack.pop()
        begun, self.margin = self.opened.pop()
        if begun.flow_style:
            self._check_end(begun, event)

    def alias(self, event: Event) -> None:
        """Refuse it."""
        raise Refused(
            rules.YAML_ALIAS, event, f"the alias `*{event.anchor}` is not allowed", "write the value out again"
        )

    def document(self, event: Event) -> None:
        """Take one document and refuse a second."""
        self.documents += 1
        if self.documents > 1:
            raise Refused(rules.SEVERAL_DOCUMENTS, event, "a second document begins here", "make it another file")

    def _begin(self, event: Event, *, plain: bool) -> None:
        """Take a key; it waits for its value."""
        name = event.value
        if plain and name == "<<":
            raise Refused(rules.MERGE_KEY, event, "the merge key `<<` is not allowed", "write the keys out again")
        if plain and name == "":
            raise Refused(rules.BAD_KEY, event, "a key is missing before this `:`")
        self._count(event)
        self.repeated = self.repeated or name in self.container
        self.key = name

    def _add(self, event: Event, value: Any) -> None:
        self._count(event)
        if self.key is None:
            self.container.append(value)
        else:
            self.container.setdefault(self.key, value)
            self.key = None

    def _open(self, event: Event, value: Any) -> None:
        if event.tag is not None or event.anchor is not None:
            _refuse_property(event)
        if len(self.stack) >= MAX_DEPTH:
            raise Refused(rules.TOO_DEEP, event, f"nested more than {MAX_DEPTH} levels deep", "write it flatter")
        if self.key is None and type(self.container) is dict:
            raise Refused(rules.BAD_KEY, event, "a key must be text, not a list or a mapping")
        self._add(event, value)
        self.stack.append(self.container)
        self.container = value
        self.opened.append((event, self.margin))
        if not event.flow_style:
            self.margin = event.start_mark.column

    def _check_quoted(self, event: Event) -> None:
        if self.escapes:
            _refuse_control(event)
        if event.style in {"|", ">"}:
            _refuse_slip(event, strictness.block_text(self.text, event.start_mark.index, self.margin))
        else:
            self._check_end(event, event)

    def _check_plain(self, event: Event) -> None:
        if event.value == "-":
            raise Refused(rules.YAML_SYNTAX, event, "a `-` alone is neither text nor an item", "put it in quotes")
        if self.opened and self.opened[-1][0].flow_style:
            _refuse_slip(event, strictness.touching_comment(self.text, event.end_mark.index))

    def _check_end(self, begun: Event, event: Event) -> None:
        """Look at the lines of a quoted text or a bracket, and at what follows it."""
        start, end = begun.start_mark, event.end_mark
        _refuse_slip(event, strictness.touching_comment(self.text, end.index))
        if start.line != end.line:
            _refuse_slip(event, strictness.outdented(self.text, start.index, end.index, self.margin))

    def _count(self, event: Event) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise Refused(rules.TOO_MANY_VALUES, event, f"more than {MAX_NODES:,} values", "split the file")


def _refuse_property(event: Event) -> None:
    if event.anchor is not None:
        hint = "write the value out where it is used"
        raise Refused(rules.YAML_ALIAS, event, f"the anchor `&{event.anchor}` is not allowed", hint)
    tag = event.tag.replace("tag:yaml.org,2002:", "!!")
    raise Refused(rules.YAML_TAG, event, f"the tag `{tag}` is not allowed", "delete it: the key decides on the type")


def _refuse_control(event: Event) -> None:
    found = CONTROL.search(event.value)
    if found:
        message = f"this text holds the invisible character U+{ord(found.group()):04X}"
        raise Refused(rules.CONTROL_CHARACTER, event, message, "delete the escape")


def _refuse_slip(event: Event, slip: strictness.Slip | None) -> None:
    if slip:
        at, sentence = slip
        raise Refused(rules.YAML_SYNTAX, event, sentence, at=at)
