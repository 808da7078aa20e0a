"""What a command that hands something out needs first: definitions without errors, and what they promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from xpromo.definitions.checking import find_all, ignores_of
from xpromo.definitions.model import Project
from xpromo.definitions.project import is_campaign_file, load_project, problems_that_stop
from xpromo.definitions.promising import promises, settings
from xpromo.definitions.schema import Brand, Campaign
from xpromo.definitions.words import did_you_mean
from xpromo.errors import Findings, Problem, UsageError, by_place
from xpromo.known import Known
from xpromo.ledger.presence import holds_ledger
from xpromo.mint.rules import FLIGHT_OVER
from xpromo.operations.check import read_known_from
from xpromo.records import Promise, PromoCode, Settings

# The checks about what is printed into links and codes, and so can't be taken back. What makes a campaign a good one
# (goals, roles, fair swaps, the report that GA4 files it under) is for `check` to say. What was ignored with a reason
# where it stands doesn't stop anything; of what no link can be made with, nothing can be ignored.
IRREVOCABLE = (
    *("references", "dates", "landing-domain", "url-grammar", "utm-policy", "utm-collision"),
    *("moved-from", "orphaned-promise"),
)
OF_CODES = ("code-collision", "code-legibility")  # and what a code can't be when it is handed out


@dataclass(frozen=True)
class Intent:
    """The campaigns that a command works on (all, when none was named) and what they promise, sorted."""

    project: Project
    brand: Brand
    campaigns: tuple[Campaign, ...]
    promises: tuple[Promise, ...]

    @cached_property
    def settings(self) -> Settings:
        """What measuring needs to know of the workspace."""
        return settings(self.project)

    def over_by(self, now: datetime) -> frozenset[str]:
        """Return the campaigns whose last day, in the brand's zone, is past."""
        today: date = now.astimezone(ZoneInfo(self.brand.timezone)).date()
        return frozenset(campaign.id for campaign in self.campaigns if campaign.flight.end < today)


def issued_codes(
    ledger: Path, promised: Sequence[Promise], campaigns: Sequence[str] = (), *, wait: float
) -> Sequence[PromoCode]:
    """Return the codes that were issued, of some campaigns or of all; none where there is no ledger yet."""
    if not holds_ledger(ledger):
        return ()
    from xpromo.ledger.promising import read_codes
    from xpromo.ledger.store import open_ledger

    with open_ledger(ledger, wait=wait) as opened:
        return read_codes(opened, campaigns, promised)


def load_intent(
    root: Path, ledger: Path, named: Sequence[str] = (), also: Sequence[str] = (), *, wait: float = 60.0
) -> Intent:
    """Load the workspace for these campaigns and check what can't be taken back once it is handed out; ``also`` names
    further checks.

    Raises UsageError for a campaign that isn't there, Findings for errors in brand.yaml, in the campaigns or in their
    partners' files; errors elsewhere don't matter here.
    """
    project, problems = load_project(root)
    chosen = chosen_campaigns(project, named)
    if project.brand is not None:  # without it nothing can be compared: that is one finding
        problems = [*problems, *_run((*IRREVOCABLE, *also), project, read_known_from(ledger, wait))]
    stopping = problems_that_stop(project, problems, list(named) or None)
    if stopping or project.brand is None:
        raise Findings(
            "the definitions hold errors; nothing was minted",
            hint=f"mend them: `xpromo check` lists them again{'' if named else _or_name(project, stopping)}",
            problems=sorted(stopping, key=by_place),
        )
    return Intent(project, project.brand, chosen, promises(project, [campaign.id for campaign in chosen]))


def _or_name(project: Project, stopping: Sequence[Problem]) -> str:
    """Return the rest of a hint: campaigns without errors can go on where the others' files are all that is wrong."""
    wrong = {problem.location.path for problem in stopping if problem.location}
    ready = [name for name, item in sorted(project.campaigns.items()) if project.locate(item).path not in wrong]
    return f"; or name what is ready: {', '.join(ready)}" if ready and all(map(is_campaign_file, wrong)) else ""


def chosen_campaigns(project: Project, named: Sequence[str]) -> tuple[Campaign, ...]:
    """Return these campaigns (none named: all), sorted by id. Raises UsageError for one that nobody defines."""
    unknown = [name for name in named if name not in project.campaigns and not project.is_broken(name)]
    if unknown:
        raise unknown_campaign(project, unknown[0])
    return tuple(item for name, item in sorted(project.campaigns.items()) if not named or name in named)


def unknown_campaign(project: Project, name: str) -> UsageError:
    """Return that nobody defines this campaign, with what to do."""
    otherwise = "`xpromo status` lists them" if project.campaigns else "`xpromo plan` starts one"
    return UsageError(f"no campaign called {name!r}", hint=did_you_mean(name, project.campaigns) or otherwise)


def _run(names: Sequence[str], project: Project, known: Known) -> list[Problem]:
    """Return what these checks find and nobody ignored with a reason."""
    return ignores_of(project).sift(find_all(project, known, names))


def refuse_late(intent: Intent, late: Sequence[str]) -> None:
    """Raise Findings when there is something new for campaigns that are over; ``late`` holds their ids."""
    if late:
        problems = [_late(intent, intent.project.campaigns[name]) for name in sorted(set(late))]
        hint = "mint on purpose with --after-end, or name other campaigns"
        raise Findings("nothing is minted after a campaign's last day", hint=hint, problems=problems)


def _late(intent: Intent, campaign: Campaign) -> Problem:
    message = f"the campaign `{campaign.id}` ended on {campaign.flight.end}, and it has something that isn't minted"
    place = intent.project.locate(campaign, "flight", "end")
    return FLIGHT_OVER.at(place, message, "correct the flight, or pass --after-end")
