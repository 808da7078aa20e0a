"""Which findings ``xpromo check`` reports: ``--select`` and ``--ignore``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xpromo.definitions.checking import CHECKS
from xpromo.definitions.rules import RULES
from xpromo.definitions.words import meant
from xpromo.errors import Problem, Rule, UsageError


@dataclass(frozen=True, slots=True)
class Selection:
    """The codes that were asked for (None: all), and those that were not.

    An error of a file or of its values hides what else is wrong with the file, so that only naming it in ``ignored``
    leaves it out.
    """

    selected: frozenset[str] | None = None
    ignored: frozenset[str] = frozenset()

    def checks(self) -> list[str]:
        """Return the names of the checks that have to run."""
        return [name for name, check in CHECKS.items() if self._has(check.rule.code)]

    def keeps(self, problem: Problem) -> bool:
        """Whether a finding is reported."""
        if problem.is_error and problem.code in _FUNDAMENTAL:
            return problem.code not in self.ignored
        return self._has(problem.code)

    def _has(self, code: str) -> bool:
        return code not in self.ignored and (self.selected is None or code in self.selected)


_FUNDAMENTAL = frozenset(rule.code for rule in RULES)


def read_selection(select: Sequence[str], ignore: Sequence[str]) -> Selection:
    """Return what these options ask for: codes, names or beginnings of codes. Raises UsageError for an unknown one."""
    rules = [*RULES, *(check.rule for _, check in CHECKS.items())]
    selected = _codes(select, rules) if select else None
    if selected == frozenset():  # a job's variable that is empty must not look as if all were well
        raise UsageError("--select names nothing", hint="leave it out, or name codes: --select XP151,dates")
    return Selection(selected, _codes(ignore, rules))


def _codes(asked: Iterable[str], rules: Sequence[Rule]) -> frozenset[str]:
    words = [word for text in asked for word in text.replace(",", " ").split()]
    return frozenset(code for word in words for code in _meant(word, rules))


def _meant(word: str, rules: Sequence[Rule]) -> list[str]:
    found = [rule.code for rule in rules if word.lower() == rule.slug]
    if not found and word.upper().startswith("XP"):
        found = [rule.code for rule in rules if rule.code.startswith(word.upper())]
    if not found:
        alike = "" if word.upper().startswith("XP") else meant(word.lower(), [rule.slug for rule in rules])
        hint = f"{alike} `xpromo explain` lists codes and names".lstrip()
        raise UsageError(f"check finds nothing called {word!r}", hint=hint)
    return found
