"""Text that people wrote → text that Markdown shows as it is."""

from __future__ import annotations

import re

from xpromo.report.cells import visible

_WEB_ADDRESS = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+\Z")
_MARKUP = re.compile(r"[\\`*_\[\]<>|#&~$!@]|(?<=\bhttp):|(?<=\bhttps):|(?<=\bftp):|(?<=\bwww)\.", re.IGNORECASE)


def escape(text: str) -> str:
    """Return text that Markdown shows as it is: no markup, no table cell, no link, no mention."""
    return _MARKUP.sub(r"\\\g<0>", visible(text))


def is_web_address(text: str) -> bool:
    """Whether text is a plain http(s) address, safe as a link."""
    return _WEB_ADDRESS.match(text) is not None
