"""Everything that can go wrong, drawn before it is written.

    XpromoError            the only family: a message, what to do next, an exit code, the problems found
    ├── Findings           1   something in the user's files: all problems at once
    ├── UsageError         2   wrong usage, unreadable configuration
    │   └── NeedsOption    2   an import that an option must settle; names the option
    ├── StorageError       3   a file or the ledger: missing, locked, full, cut
    │   ├── LedgerMissing
    │   ├── LedgerBusy
    │   ├── LedgerDamaged
    │   └── LedgerNewer
    └── RemoteError        4   a remote service said no

A :class:`Problem` is data. Functions that read user data return values and problems; ``operations`` raises once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Iterable


class ExitCode(IntEnum):
    """What the process returns; documented by ``xpromo help exit-codes``."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    STORAGE = 3
    REMOTE = 4
    BUG = 70
    INTERRUPTED = 130


class Severity(StrEnum):
    """How bad a problem is; only errors stop a command, ``--strict`` makes warnings count."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A span in a file. Lines and columns count characters from 1; the end is exclusive."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        """``path:line:column``, as editors and terminals understand it."""
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Edit:
    """What to write in place of a span; an empty span inserts."""

    place: Location
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of problem, for ever: its code, its name, and the page that ``xpromo explain`` prints.

    ``bad`` and ``good`` are short examples in the user's own format (YAML, CSV); ``why`` and ``fix`` are sentences.
    ``mends`` says what ``check --fix`` makes of which, where it has one reading.
    """

    code: str
    slug: str
    title: str
    why: str
    severity: Severity = Severity.ERROR
    bad: str = ""
    good: str = ""
    fix: str = ""
    mends: str = ""

    @property
    def hint(self) -> str:
        """``fix`` as hints are written: small at the start, no full stop at the end."""
        return self.fix[:1].lower() + self.fix[1:].removesuffix(".")

    def at(
        self,
        location: Location | None,
        message: str,
        hint: str = "",
        severity: Severity | None = None,
        edits: tuple[Edit, ...] = (),
    ) -> Problem:
        """Return a problem of this kind at a place; ``severity`` where this one is milder than its kind, ``edits``
        where a machine can mend it without knowing what was meant.
        """
        return Problem(self.code, self.slug, message, location, hint, severity or self.severity, edits)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing found in the user's data: what, where, what next. Never holds a customer's row or a secret.

    ``edits``, all in the file of ``location``, mend it safely; ``check --fix`` makes them.
    """

    code: str
    slug: str
    message: str
    location: Location | None = None
    hint: str = ""
    severity: Severity = Severity.ERROR
    edits: tuple[Edit, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether it stops a command."""
        return self.severity is Severity.ERROR


def by_place(problem: Problem) -> tuple[Location, str, str]:
    """Sort key: by file, line, column, then code; problems without a place come first."""
    return (problem.location or Location(""), problem.code, problem.message)


class XpromoError(Exception):
    """Stops a command: ``str()`` is one line, ``hint`` what to do next, ``problems`` are rendered by the caller."""

    exit_code: ClassVar[ExitCode] = ExitCode.USAGE

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: str = "",
        problems: Iterable[Problem] = (),
    ) -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code
        self.problems = tuple(problems)

    @classmethod
    def of(cls, rule: Rule, message: str) -> Self:
        """Return the error for something of this kind that stops a command by itself."""
        return cls(message, hint=rule.hint, code=rule.code)


class Findings(XpromoError):
    """The user's files hold errors, a gate failed, or rows were refused under ``--strict``."""

    exit_code = ExitCode.FINDINGS


class UsageError(XpromoError):
    """Wrong usage or unreadable configuration."""

    exit_code = ExitCode.USAGE


class NeedsOption(UsageError):
    """An import can't go on until an option settles something; the hint names the option.

    ``proposal``: the option with what it may be meant to say, where that is known. Where several are needed, ``parts``
    holds an error for each.
    """

    proposal = ""
    parts: tuple[NeedsOption, ...] = ()

    @classmethod
    def in_file(cls, rule: Rule, name: str) -> Self:
        """Return the error for a file called ``name`` that leaves open what the rule asks for."""
        return cls.of(rule, f"{name}: {rule.title.lower()}")


class StorageError(XpromoError):
    """A file or the ledger is missing, locked, full, damaged or cut short."""

    exit_code = ExitCode.STORAGE


class LedgerMissing(StorageError):
    """There is no ledger where one is to be read."""


class LedgerBusy(StorageError):
    """Another process holds the ledger for longer than ``--wait``."""


class LedgerDamaged(StorageError):
    """The file isn't a ledger of ours, or its content doesn't match its checksums."""


class LedgerNewer(StorageError):
    """The ledger was written by a newer version of xpromo."""


class RemoteError(XpromoError):
    """A remote service said no."""

    exit_code = ExitCode.REMOTE
