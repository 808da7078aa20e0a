"""What people say, as columns of a chunk of a file: mentions of the brand, and answers to its own questions."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Mentions:
    """Mentions, one entry a record: ``key`` and ``cells`` as of touches; ``evidence`` and ``site`` are numbers of the
    tables of a batch. ``sentiment``: positive, negative, neutral, mixed or "". What was said isn't here.
    """

    line: list[int] = field(default_factory=list)
    key: list[bytes] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    day: list[int] = field(default_factory=list)
    evidence: list[int] = field(default_factory=list)
    site: list[int] = field(default_factory=list)
    sentiment: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Answers:
    """Answers, one entry a record. ``level`` and ``name`` are what the answer was taken for (``partner`` ``lumen``),
    both "" for anything else: the words themselves aren't here. ``question``: a number of the batch's texts.
    """

    line: list[int] = field(default_factory=list)
    key: list[bytes] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    day: list[int] = field(default_factory=list)
    question: list[int] = field(default_factory=list)
    level: list[str] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    customer: list[bytes | None] = field(default_factory=list)
