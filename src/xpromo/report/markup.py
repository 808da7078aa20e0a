"""Text that people wrote → text that Markdown shows as it is."""

from __future__ import annotations

import re

from xpromo.report.cells import visible

_MARKUP = re.compile(r"[\\`*_\[\]<>|#&~$!@]|(?<=\bhttp):|(?<=\bhttps):|(?<=\bftp):|(?<=\bwww)\.", re.IGNORECASE)


def escape(text: str) -> str:
    """Return text that Markdown shows as it is: no markup, no table cell, no link, no mention."""
    return _MARKUP.sub(r"\\\g<0>", visible(text))
