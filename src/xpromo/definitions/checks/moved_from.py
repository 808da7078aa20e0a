"""`moved_from` names what was promised, is gone, and has become one thing only."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.renaming import renamed_placements
from xpromo.definitions.schema import Campaign, Placement
from xpromo.definitions.words import did_you_mean
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP212",
    "moved-from",
    "A former id that can't be one",
    why="`moved_from` hands the clicks and sales of the former id to the new one. If the former still exists, or two "
    "claim it, nobody can say whose they are.",
    bad="""\
# campaigns/swap.yaml
moved_from: winter-swap
""",
    good="""\
# campaigns/swap.yaml
moved_from: autumn-swap
""",
    fix="Name the id under which it was promised, or delete the key.",
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield former ids that are nobody's, still somebody's, or claimed twice."""
    campaigns = [(item, item.id) for item in project.campaigns.values() if item.moved_from]
    mine = [(item, name) for item, name in campaigns if not _inherits(project, known, item)]
    yield from _all(project, mine, _Kind("campaign", project.campaigns.keys(), known.campaigns, {}))
    placements = [(item, item.id) for _, item in project.placements() if item.moved_from]
    if placements:
        defined = {item.id for _, item in project.placements()}
        earlier = renamed_placements(Project(project.root), known)
        yield from _all(project, placements, _Kind("placement", defined, known.promises.keys(), earlier))


def _inherits(project: Project, known: Known, campaign: Campaign) -> bool:
    """Whether placements were promised for a campaign that is gone, and not the one named: for orphaned-promise."""
    before = {known.placements[item.id] for item in campaign.placements if item.id in known.placements}
    return bool(before - {campaign.id, campaign.moved_from} - project.campaigns.keys())


class _Kind:
    """What is known of campaigns or placements: defined, promised, and renamed according to the ledger."""

    def __init__(
        self, word: str, defined: Collection[str], promised: Collection[str], renamed: Mapping[str, str]
    ) -> None:
        self.word, self.defined, self.promised, self.renamed = word, defined, promised, renamed


def _all(
    project: Project, items: Collection[tuple[Campaign, str]] | Collection[tuple[Placement, str]], kind: _Kind
) -> Iterator[Problem]:
    claimed: dict[str, str] = {}
    for item, name in items:
        if item.moved_from is not None:
            other = claimed.setdefault(item.moved_from, name)
            found = _wrong(item.moved_from, name, other, kind)
            if found:
                yield RULE.at(project.locate(item, "moved_from"), *found)


def _wrong(former: str, name: str, other: str, kind: _Kind) -> tuple[str, str, Severity] | None:
    """Return why ``former`` can't be what ``name`` was called, what to do, and how bad it is."""
    if former == name:
        return f"`{name}` is its own id", "delete it, or name the id that it had before", Severity.ERROR
    if former in kind.defined:
        return f"the {kind.word} `{former}` still exists", "delete the key, or what it names", Severity.ERROR
    if other != name:
        return f"`{other}` was called `{former}` before as well", "delete one of the two", Severity.ERROR
    if kind.promised and former not in kind.promised:
        gone = set(kind.promised) - set(kind.defined)
        hint = did_you_mean(former, gone) or "delete it: what was never promised needs no former name"
        return f"the {kind.word} `{former}` was never promised", hint, Severity.WARNING
    heir = kind.renamed.get(former, name)
    if heir != name:
        hint = "delete it" if heir in kind.defined else f"write `moved_from: {heir}`"
        return f"`{former}` has become `{heir}` already", hint, Severity.WARNING
    return None


check = Check(RULE, find)
