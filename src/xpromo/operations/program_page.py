"""The page of a program: a partner's scorecard around the table of quarters."""

from __future__ import annotations

from dataclasses import replace

from xpromo.measure.goals import goal_lines
from xpromo.measure.scorecard import scorecard
from xpromo.operations.scorecard_page import read_sides
from xpromo.operations.view import Asked
from xpromo.records import Request
from xpromo.report.page import Page
from xpromo.report.scorecard import Report, scorecard_table
from xpromo.report.scorecard_page import scorecard_page


def program_page(asked: Asked, partner: str, empty: str) -> Page:
    """Return what stands around the quarters: all that was done with a partner, and their campaigns."""
    reading = replace(asked.reading, partner=partner)
    facts = reading.facts(asked.request)
    report = Report(
        scorecard=scorecard(facts, "campaign"),
        period=asked.period,
        goals=goal_lines(reading.facts(Request()), reading.today),
        campaigns=sorted({promise.campaign for promise in facts.promises}),
        tagged={},
    )
    sides = read_sides(reading, asked.request, facts)
    page = scorecard_page(report, sides, empty)
    return replace(
        page,
        kind="program",
        title=f"Program with {sides.partners.get(partner) or partner}",
        heading="Quarter by quarter",
        below=(scorecard_table(report.scorecard), *page.below),
    )
