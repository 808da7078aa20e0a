"""``xpromo explain``: every kind of problem there is, from the packages that find them."""

from __future__ import annotations

from importlib import import_module

from xpromo.definitions.checking import CHECKS
from xpromo.definitions.words import meant
from xpromo.errors import Rule, Severity, UsageError

_HOMES = tuple(
    "files definitions.rules mint.rules sources.rules sources.path_rules ledger.rules measure.rules kit.rules "
    "report.rules".split()
)

_WEIGHT = {
    Severity.ERROR: "An error: it stops a command, and `xpromo check` exits 1.",
    Severity.WARNING: "A warning: it counts only under `xpromo check --strict`.",
    Severity.NOTE: "A note: it never counts.",
}


def all_rules() -> dict[str, Rule]:
    """Return code → rule, sorted by code."""
    rules: list[Rule] = [rule for home in _HOMES for rule in import_module(f"xpromo.{home}").RULES]
    rules += [check.rule for _, check in CHECKS.items()]
    return {rule.code: rule for rule in sorted(rules, key=lambda rule: rule.code)}


def get_rule(name: str) -> Rule:
    """Return the rule with this code (``XP112``) or slug (``bad-id``). Raises UsageError."""
    rules = all_rules()
    by_name = rules | {rule.slug: rule for rule in rules.values()}
    found = by_name.get(name.upper()) or by_name.get(name.lower())
    if found is None:
        is_code = name[:2].upper() == "XP"  # codes that look alike have nothing in common
        alike = "" if is_code else meant(name.lower(), [rule.slug for rule in rules.values()])
        raise UsageError(f"no problem called {name!r}", hint=f"{alike} `xpromo explain` lists them all".lstrip())
    return found


def weight(rule: Rule) -> str:
    """Return what a problem's severity means for a command, and whether a comment can silence it."""
    return _WEIGHT[rule.severity] + ("" if silencing(rule) else " It can't be silenced.")


def silencing(rule: Rule) -> str:
    """Return the comment that silences a finding of a check at its line; "" for what can't be silenced."""
    return f"# xpromo: ignore[{rule.code}] reason" if rule.code in _ignorable() else ""


def _ignorable() -> set[str]:
    return {check.rule.code for _, check in CHECKS.items() if check.ignorable}


def explanation(rule: Rule) -> str:
    """Return the page of a rule as plain text that is also Markdown."""
    parts = [f"# {rule.code} {rule.slug}: {rule.title}", rule.why]
    parts += [f"{heading}:\n\n{_indented(example)}" for heading, example in _examples(rule) if example]
    if rule.fix:
        parts.append(f"Fix: {rule.fix}")
    if rule.mends:
        parts.append(f"`xpromo check --fix` mends: {rule.mends}")
    parts.append(weight(rule))
    if comment := silencing(rule):
        parts.append(f"Silence: `{comment}` at the end of its line.")
    return "\n\n".join(parts) + "\n"


def _examples(rule: Rule) -> tuple[tuple[str, str], ...]:
    return (("Bad", rule.bad), ("Good", rule.good))


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip("\n").splitlines())
