"""docs/reference/problems.md and a page for each problem, from every rule that ``xpromo explain`` knows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from xpromo.operations.explain import all_rules, silencing, weight

from .examples import found_in_bad
from .markdown import block, code, joined, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xpromo.errors import Rule

INTRODUCTION = """\
# Problems

Every problem has a code that never changes, a name, and a page: why it is one, a bad and a good example, how to mend or
silence it. `xpromo explain XP112` prints it. Errors stop a command and make `xpromo check` exit 1; warnings do with
`--strict`; notes never do."""

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
    """Return the page that lists them."""
    rules = all_rules().values()
    parts = []
    for prefix, title in KINDS.items():
        own = [rule for rule in rules if rule.code.startswith(prefix)]
        parts += [f"## {title}", _listing(own)] if own else []
    return joined(INTRODUCTION, *parts)


def pages() -> dict[str, str]:
    """Return file name → page, one for each problem."""
    rules = [None, *all_rules().values(), None]
    around = zip(pairwise(rules), rules[2:], strict=False)
    return {f"{rule.code}.md": _page(rule, before, after) for (before, rule), after in around if rule}


def heading(rule: Rule) -> str:
    """Return the heading of a rule's page."""
    return f"{rule.code} {rule.slug}"


def _listing(rules: Sequence[Rule]) -> str:
    rows = ((f"[{rule.code}](problems/{rule.code}.md)", rule.slug, rule.title, rule.severity.value) for rule in rules)
    return table(("code", "name", "what", "severity"), rows)


def _page(rule: Rule, before: Rule | None, after: Rule | None) -> str:
    """Return the page of a problem, which leads on to its neighbours'."""
    language = "yaml" if rule.code < "XP2" else "text"
    parts = [f"# {heading(rule)}", f"**{rule.title}.** {rule.why}".strip(), weight(rule)]
    parts += ["## Bad", block(rule.bad, language)] if rule.bad else []
    found = found_in_bad(rule)
    parts += ["`xpromo check` says:", block(found, "text")] if found else []
    parts += ["## Good", block(rule.good, language)] if rule.good else []
    parts += ["## Fix", rule.fix] if rule.fix else []
    parts += [f"`xpromo check --fix` mends: {rule.mends}"] if rule.mends else []
    comment = silencing(rule)
    parts += ["## Silence", f"{code(comment)} at the end of its line."] if comment else []
    return joined(*parts, _way_on(before, after))


def _way_on(before: Rule | None, after: Rule | None) -> str:
    """Return links to the page before, to the list, and to the page after."""
    back = f"← [{heading(before)}]({before.code}.md) · " if before else ""
    on = f" · [{heading(after)}]({after.code}.md) →" if after else ""
    return f"---\n\n{back}[all problems](../problems.md){on}"
