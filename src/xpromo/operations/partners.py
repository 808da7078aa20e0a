"""``xpromo partners``: how far each partnership has come, and what it still needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from xpromo.definitions.coverage import TOPICS, as_written, campaigns_with, flight_state, lacks, needed_topics
from xpromo.definitions.model import Project
from xpromo.definitions.project import load_project
from xpromo.definitions.readiness import STAGES, needs_of
from xpromo.definitions.schema import Campaign, Definition, Partner
from xpromo.definitions.words import did_you_mean
from xpromo.definitions.workspace import BRAND_FILE, PARTNERS
from xpromo.errors import Findings, Problem, UsageError
from xpromo.report.document import Document
from xpromo.report.partners import (
    PartnerCampaign,
    PartnerNeed,
    PartnerProperty,
    PartnerStatus,
    partner_document,
    partners_document,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which partners: those named (none: all), of a stage, of which a topic is wanting; None is no restriction."""

    named: Sequence[str] = ()
    stage: str | None = None
    lacking: str | None = None


def partners_of(root: Path, choice: Choice, now: datetime) -> Document:
    """Return the page on the one partner that is named, else a line for each partner of the choice.

    Raises UsageError for a partner, stage or topic that isn't there, Findings for errors in the brand's or a partner's
    file. A campaign's file that can't be used isn't counted, and a note says so.
    """
    for kind, value, known in (("stage", choice.stage, STAGES), ("topic", choice.lacking, TOPICS)):
        if value is not None and value not in known:
            raise UsageError(f"no {kind} called {value!r}", hint=did_you_mean(value, known))
    project, problems = load_project(root)
    brand = _usable(project, problems)
    unknown = [name for name in choice.named if name not in project.partners]
    if unknown:
        raise UsageError(f"no partner called {unknown[0]!r}", hint=did_you_mean(unknown[0], project.partners))
    today = now.astimezone(ZoneInfo(brand)).date()
    found = [_status(project, partner, today) for partner in _chosen(project, choice)]
    notes = [f"{path} can't be used, so its campaign isn't counted." for path in sorted(project.broken)]
    if len(choice.named) == len(found) == 1:
        return partner_document(found[0], notes)
    return partners_document(found, notes, chosen=bool(project.partners))


def _usable(project: Project, problems: Sequence[Problem]) -> str:
    """Return the brand's zone. Raises Findings where the brand or a partner can't be read."""
    stopping = [problem for problem in problems if problem.is_error and _is_ours(problem)]
    if stopping or project.brand is None:
        hint = "mend them: `xpromo check` lists them again"
        raise Findings("the definitions of brand and partners hold errors", hint=hint, problems=stopping)
    return project.brand.timezone


def _is_ours(problem: Problem) -> bool:
    path = problem.location.path if problem.location else BRAND_FILE
    return path == BRAND_FILE or path.startswith(PARTNERS)


def _chosen(project: Project, choice: Choice) -> list[Partner]:
    """Return the partners, those that have come farthest last, as their stages follow each other."""
    found = [
        partner
        for partner in project.partners.values()
        if (not choice.named or partner.id in choice.named)
        and choice.stage in {None, partner.stage}
        and (choice.lacking is None or choice.lacking in lacks(partner))
    ]
    return sorted(found, key=lambda partner: (STAGES.index(partner.stage), partner.id))


def _status(project: Project, partner: Partner, today: date) -> PartnerStatus:
    agreement = partner.agreement
    return PartnerStatus(
        partner=partner.id,
        name=partner.name,
        stage=partner.stage,
        depth=partner.depth,
        needed=needed_topics(partner),
        lacks=lacks(partner),
        needs=tuple(PartnerNeed(need.key, need.stage, need.message, need.hint) for need in needs_of(partner)),
        days_left=(agreement.end - today).days if agreement and agreement.end else None,
        campaigns=tuple(_campaign(item, today) for item in campaigns_with(project, partner)),
        properties=tuple(
            PartnerProperty(item.id, item.name, item.channel, item.audience, item.audience_verified)
            for item in partner.properties
        ),
        contacts=tuple(f"{partner.id}/{role}" for role in partner.contacts),
        agreement=_part(partner.agreement),
        guardrails=_part(partner.guardrails),
        fit=_part(partner.fit),
        benchmarks=_part(partner.benchmarks),
        notes=partner.notes,
    )


def _campaign(item: Campaign, today: date) -> PartnerCampaign:
    flight = item.flight
    return PartnerCampaign(item.id, item.name, item.form, flight.start, flight.end, flight_state(flight, today))


def _part(model: Definition | None) -> Mapping[str, object] | None:
    written = as_written(model)
    return {key: _number(value) for key, value in written.items()} if written is not None else None


def _number(value: Any) -> Any:  # noqa: ANN401 - what a definition holds
    """Return shares as JSON knows them."""
    if isinstance(value, Mapping):
        return {key: _number(item) for key, item in value.items()}
    return float(value) if isinstance(value, Decimal) else value
