"""File names that every machine takes: from a small alphabet, unique whatever the case, none that a system keeps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

LONGEST = 80
_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_UNWELCOME = re.compile(r"[^a-z0-9-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?")


def file_name(folder: str, name: str, variant: str | None = None, language: str | None = None) -> str:
    """Return ``folder/stem-variant.language.ending``, the way every file of a kit is called."""
    stem, _, ending = name.rpartition(".")
    middle = f"-{slug(variant)}" if variant else ""
    return f"{slug(folder)}/{stem}{middle}{f'.{slug(language)}' if language else ''}.{ending}"


def slug(text: str) -> str:
    """Return text in the small alphabet: ids are already, languages (``de-AT``) become so."""
    return _UNWELCOME.sub("-", text.lower()).strip("-") or "x"


def bad_names(paths: Iterable[str]) -> list[str]:
    """Return the paths that some machine would refuse or mix up with another."""
    listed = list(paths)
    count = Counter(path.casefold() for path in listed)
    return [path for path in listed if count[path.casefold()] > 1 or not _fits(path)]


def _fits(path: str) -> bool:
    return all(
        _SLUG.fullmatch(part) and not part.endswith(".") and not _RESERVED.fullmatch(part)
        for part in PurePosixPath(path).parts
    )
