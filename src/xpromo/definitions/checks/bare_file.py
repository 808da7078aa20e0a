"""A landing page is a page, not a file."""

from __future__ import annotations

from collections.abc import Iterator

from xpromo.definitions.checking import Check
from xpromo.definitions.model import Project
from xpromo.errors import Problem, Rule, Severity
from xpromo.known import Known
from xpromo.urls import path_of

RULE = Rule(
    "XP168",
    "bare-file",
    "The landing page is a file",
    why="Analytics is a script in a page. Who opens a PDF or a picture is seen by the server's log at most, can't "
    "register and can't buy.",
    severity=Severity.WARNING,
    bad="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A guide, landing: https://northwind.example/guides/brewing.pdf}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    good="""\
# campaigns/swap.yaml
offers:
  - {id: first-bag, title: A guide, landing: https://northwind.example/guides/brewing}
  - {id: mug-gift, title: A sleeve, landing: https://greenmug.example/gift}
""",
    fix="Lead to a page that offers the file.",
)
_FILES = frozenset(
    "7z apk avi csv dmg doc docx epub exe gif gz ics ipa jpeg jpg key mobi mov mp3 mp4 ods odt pdf png ppt pptx rar "
    "svg tar txt vcf wav webm webp xls xlsx zip".split()
)


def find(project: Project, known: Known) -> Iterator[Problem]:
    """Yield landing pages whose path ends like a file that is no page."""
    for _, offer, landing in project.landings:
        dot, kind = path_of(landing.text).rpartition(".")[1:]
        if dot and kind.lower() in _FILES:
            message = f"a .{kind.lower()} file runs no analytics, so nobody sees our tags"
            yield RULE.at(project.locate(offer, "landing"), message, "lead to a page that offers the file")


check = Check(RULE, find)
