"""`sales_from` names a source, or a tool, whose sales can be imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.definitions.words import source_meant
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known

RULE = Rule(
    "XP174",
    "sales-from",
    "No sales come from the source named for them",
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
    shops = [source for source in known.sources if known.tells_sales(source)]
    for item in [project.brand, *project.campaigns.values()] if known.sources else ():
        name = item.sales_from if item else None
        if item and name and name not in {ALL, *_named(shops)}:
            is_other = name in _named(known.sources)
            message = f"no sales come from `{name}`" if is_other else f"there is no source `{name}`"
            yield RULE.at(project.locate(item, "sales_from"), message, source_meant(name, shops))


def _named(sources: Iterable[str]) -> set[str]:
    """Return sources by their own names and by those of their tools."""
    return {name for source in sources for name in (source, source.partition("-")[0])}


check = Check(RULE, find)
