"""docs/reference/problems.md, from every rule that ``xpromo explain`` knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.operations.explain import all_rules

from .markdown import anchor, block, joined, table

if TYPE_CHECKING:
    from xpromo.errors import Rule

INTRODUCTION = """\
# Problems

Every problem has a code that never changes and a name. `xpromo explain XP112` prints what stands here. Errors stop a
command and make `xpromo check` exit 1; warnings do with `--strict`; notes never do."""

KINDS = {
    "XP0": "The file and its YAML",
    "XP1": "Definitions and checks",
    "XP2": "Links and codes",
    "XP3": "Export files and their rows",
    "XP4": "The ledger",
    "XP5": "Kits and templates",
    "XP6": "Reports and gates",
}


def page() -> str:
    """Return the page."""
    rules = all_rules().values()
    parts = []
    for prefix, title in KINDS.items():
        own = [rule for rule in rules if rule.code.startswith(prefix)]
        parts += [f"## {title}", _listing(own), *(_section(rule) for rule in own)] if own else []
    return joined(INTRODUCTION, *parts)


def heading(rule: Rule) -> str:
    """Return the heading of a rule's section."""
    return f"{rule.code} {rule.slug}"


def _listing(rules: list[Rule]) -> str:
    rows = ((f"[{rule.code}](#{anchor(heading(rule))})", rule.slug, rule.title, rule.severity.value) for rule in rules)
    return table(("code", "name", "what", "severity"), rows)


def _section(rule: Rule) -> str:
    language = "yaml" if rule.code < "XP2" else "text"
    parts = [f"### {heading(rule)}", f"**{rule.title}.** {rule.why}".strip()]
    for title, example in (("Bad", rule.bad), ("Good", rule.good)):
        parts += [f"{title}:", block(example, language)] if example else []
    parts += [f"Fix: {rule.fix}"] if rule.fix else []
    parts += [f"`xpromo check --fix` mends: {rule.mends}"] if rule.mends else []
    return "\n\n".join(parts)
