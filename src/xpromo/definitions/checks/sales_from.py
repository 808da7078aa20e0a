"""`sales_from` names a source, or a tool, whose sales can be imported."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.words import source_meant
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP174",
    "sales-from",
    "A source of sales that doesn't exist",
    why="Where several tools tell of the same sales and no id ties them, `sales_from` says whose count. If nothing by "
    "that name is ever imported, the campaign has no sales at all.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/brand.yaml
sales_from: shopfy-orders
""",
    good="""\
# campaigns/brand.yaml
sales_from: shopify-orders
""",
    fix="Write the name of a source as `xpromo import` prints it, or how it begins (`shopify`); `all` counts each.",
)
ALL = "all"


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield names that are no source, wherever the names of sources are known."""
    names = {ALL, *known.sources, *(source.partition("-")[0] for source in known.sources)}
    for item in [project.brand, *project.campaigns.values()] if known.sources else ():
        if item and item.sales_from and item.sales_from not in names:
            message = f"there is no source `{item.sales_from}`"
            yield RULE.at(project.locate(item, "sales_from"), message, source_meant(item.sales_from, known.sources))


check = Check(RULE, find)
