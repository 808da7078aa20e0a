"""One kit → all of its files and everything that is wrong with them."""

from __future__ import annotations

from dataclasses import replace

from xpromo.errors import Problem
from xpromo.kit.content import ASSETS, Kit, Piece, Rendered
from xpromo.kit.environment import Templates
from xpromo.kit.inspection import inspect
from xpromo.kit.manifest import manifest_of
from xpromo.kit.naming import bad_names
from xpromo.kit.rules import NAME_CLASH, NO_TRANSLATION


def build(kit: Kit, templates: Templates) -> Rendered:
    """Return a kit's files, sorted, the manifest last, and the problems found; with an error nothing may be written."""
    pieces: list[Piece] = []
    problems = list(_untranslated(kit))
    for name, asset in ASSETS.items():
        made, found = asset.render(kit, templates)
        problems += found
        pieces += [replace(piece, asset=name) for piece in made]
    if any(problem.is_error for problem in problems):
        return [], _once(problems)
    problems += [problem for piece in pieces for problem in inspect(kit, piece, templates)]
    problems += [
        NAME_CLASH.at(kit.location, f"{path} can't be a file name, or another file has it")
        for path in bad_names([piece.path for piece in pieces])
    ]
    pieces.sort(key=lambda piece: piece.path)
    return [*pieces, manifest_of(kit, pieces)], _once(problems)


def _untranslated(kit: Kit) -> list[Problem]:
    """The default text is taken to be in the first language."""
    if not (kit.email or kit.networks):
        return []
    return [
        NO_TRANSLATION.at(kit.location, f"no disclosure text in {language!r}; the default text is used")
        for language in kit.languages[1:]
        if language not in kit.disclosure
    ]


def _once(problems: list[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))
