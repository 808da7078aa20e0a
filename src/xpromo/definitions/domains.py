"""Whose host it is, and what it looks like: questions of several checks about landing pages."""

from __future__ import annotations

from xpromo.definitions.lookalikes import host_skeleton, is_mixed, scripts_of, skeleton
from xpromo.definitions.model import Project
from xpromo.urls import readable_host


def lookalike_of(project: Project, host: str) -> str:
    """Return the domain of a party that a host is taken for without lying under it, "" when there is none."""
    if project.domain_of(host):
        return ""
    seen = host_skeleton(readable_host(host))
    for domain, alike in project.domains.items():
        if seen == alike or seen.endswith("." + alike):
            return domain
    return ""


def strange_label(host: str) -> str:
    """Return the first label of a host that mixes alphabets or, in another one, reads as plain Latin; else ""."""
    if "xn--" not in host:
        return ""
    return next((label for label in readable_host(host).split(".") if _is_strange(label)), "")


def _is_strange(label: str) -> bool:
    if label.isascii():
        return False
    return is_mixed(label) or ("LATIN" not in scripts_of(label) and skeleton(label).isascii())
