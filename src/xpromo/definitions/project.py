"""The files of a workspace → one :class:`Project`, and everything that is wrong with them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from xpromo.definitions import file_rules, value_rules
from xpromo.definitions.model import Project, Top, zone_of
from xpromo.definitions.positions import Document, load_document
from xpromo.definitions.schema import Brand, Campaign, Definition, Partner, Placement
from xpromo.definitions.text import MAX_BYTES
from xpromo.definitions.validation import validate
from xpromo.definitions.workspace import BRAND_FILE, FOLDER, PARTNERS
from xpromo.errors import Location, Problem, by_place
from xpromo.money import decimals


def load_project(root: Path, instead: Mapping[str, str] | None = None) -> tuple[Project, list[Problem]]:
    """Read every definition below ``root``/campaigns; problems come sorted by place. Raises nothing.

    ``instead`` holds texts to read in the place of files (path → text), as if they had been saved.
    """
    texts = instead or {}
    names, problems = _find_files(root)
    documents: dict[str, Document] = {}
    models: dict[str, Top] = {}
    broken: dict[str, frozenset[str]] = {}
    for name in names:
        document, found = load_document(name, texts[name]) if name in texts else read_file(name, root / name)
        problems += found
        if document is None:
            broken[name] = frozenset()
            continue
        documents[name] = document
        model, found = validate(document, model_for(name))
        problems += found
        if model is None:
            broken[name] = frozenset(_ids(document.data))
        else:
            models[name] = model
    if BRAND_FILE not in names:
        hint = "`xpromo init` writes one; `-C DIR` names another workspace"
        problems.append(file_rules.NO_BRAND.at(Location(BRAND_FILE), f"there is no {BRAND_FILE}", hint))
    project = Project(root, documents, models, broken | _second(models, documents))
    problems += [*_clashes(project), *_local_times(project), *_amounts(project)]
    return project, sorted(problems, key=by_place)


def model_for(path: str) -> type[Top]:
    """Return the model of a definition file by its path below the workspace."""
    if path == BRAND_FILE:
        return Brand
    return Partner if path.startswith(f"{PARTNERS}/") else Campaign


def is_campaign_file(path: str) -> bool:
    """Whether a definition file is that of a campaign."""
    return model_for(path) is Campaign


_MOVE = "make it a plain file that you may read, or move it out of campaigns/"


def read_file(path: str, file: Path) -> tuple[Document | None, list[Problem]]:
    """Read one definition file; ``path`` is what problems call it. What the disk says is a problem too."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):  # opening a pipe would wait for ever
            return None, [file_rules.UNREADABLE_FILE.at(Location(path), "this is no plain file", _MOVE)]
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        words = f"the file can't be read: {(error.strerror or 'unknown reason').lower()}"
        return None, [file_rules.UNREADABLE_FILE.at(Location(path), words, _MOVE)]
    return load_document(path, content)


def problems_that_stop(project: Project, problems: Iterable[Problem], campaigns: Sequence[str] | None) -> list[Problem]:
    """Return the errors that stop a command on these campaigns (None: on all): those in brand.yaml, in the campaigns'
    files and in their partners' files. A campaign file that can't be used counts by its name too.
    """
    errors = [problem for problem in problems if problem.is_error]
    if campaigns is None:
        return errors
    wanted = set(campaigns)
    wanted |= {
        partner for name in campaigns if name in project.campaigns for partner in project.campaigns[name].partners
    }
    files = {BRAND_FILE, PARTNERS}
    files |= {path for path, model in project.models.items() if model.id in wanted}
    files |= {path for path, ids in project.broken.items() if ids & wanted or Path(path).stem in wanted}
    return [problem for problem in errors if problem.location is None or problem.location.path in files]


def _find_files(root: Path) -> tuple[list[str], list[Problem]]:
    """Return the paths of all definition files, as the workspace calls them, sorted."""
    found, problems = [], []
    if (root / PARTNERS).exists() and not (root / PARTNERS).is_dir():
        message = "this is a file, and it should be the folder that holds a file for each partner"
        hint = f"make it a folder and move the file into it: {PARTNERS}/<partner>.yaml"
        problems.append(file_rules.UNREADABLE_FILE.at(Location(PARTNERS), message, hint))
    for folder, folders, names in os.walk(root / FOLDER):
        folders[:] = [name for name in folders if name[0] != "."]
        for name in names:
            path = (Path(folder) / name).relative_to(root).as_posix()
            if name[0] == ".":
                continue
            if name.endswith(".yaml"):
                found.append(path)
            elif name.endswith(".yml"):
                message = "only files that end in .yaml are read"
                problems.append(
                    file_rules.WRONG_EXTENSION.at(Location(path), message, f"rename it to {name[:-4]}.yaml")
                )
    return sorted(found), problems


def _second(models: Mapping[str, Top], documents: Mapping[str, Document]) -> dict[str, frozenset[str]]:
    """Return the files whose partner or campaign stands in an earlier file already, with the ids that they define.

    They can't be used, and what they should have defined is no finding of its own.
    """
    first: dict[tuple[type[Top], str], str] = {}
    places = {path: first.setdefault((type(model), model.id), path) for path, model in models.items()}
    return {path: frozenset(_ids(documents[path].data)) for path, place in places.items() if path != place}


def _ids(data: Any) -> Iterator[str]:
    """Every id that a file defines, found without its model."""
    if isinstance(data, dict):
        yield from (data[name] for name in ("brand", "partner", "campaign") if isinstance(data.get(name), str))
        for name in ("properties", "offers", "placements"):
            items = data.get(name)
            for item in items if isinstance(items, list) else ():
                if isinstance(item, dict) and isinstance(item.get("id"), str):
                    yield item["id"]


# ----------------------------------------------------------------------------------- what one file can't know


def _clashes(project: Project) -> Iterator[Problem]:
    """An id that a second brand or partner, property, campaign, offer or placement has."""
    first: dict[tuple[str, str], Definition] = {}
    for model in project.models.values():
        for kind, name, item in _defined(model):
            other = first.setdefault((kind, name), item)
            if other is item:
                continue
            field = _ID_FIELDS.get(type(item), "id")
            place = project.locate(other, _ID_FIELDS.get(type(other), "id"))
            message = f"the {kind} id `{name}` is taken: {place}"
            yield value_rules.DUPLICATE_ID.at(project.locate(item, field), message, "choose another id for one of them")


_ID_FIELDS: dict[type[Definition], str] = {Brand: "brand", Partner: "partner", Campaign: "campaign"}


def _defined(model: Top) -> Iterator[tuple[str, str, Definition]]:
    if isinstance(model, Campaign):
        yield "campaign", model.id, model
        yield from (("offer", item.id, item) for item in model.offers)
        yield from (("placement", item.id, item) for item in model.placements)
        return
    yield "partner", model.id, model
    yield from (("property", item.id, item) for item in model.properties)


def _local_times(project: Project) -> Iterator[Problem]:
    """A local time that clocks skip or show twice on the day on which they change."""
    for _, placement in project.placements():
        at = placement.at
        if at is None or at.tzinfo is not None:
            continue
        zone = zone_of(project, placement)
        early, late = (at.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
        if early.utcoffset() == late.utcoffset():
            continue
        skipped = early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != at
        what = "is skipped" if skipped else "comes twice"
        message = f"{at:%Y-%m-%d %H:%M} {what} in {zone.key}: the clocks change"
        yield value_rules.BAD_LOCAL_TIME.at(project.locate(placement, "at"), message, _offset_hint(placement, early))


def _offset_hint(placement: Placement, moment: datetime) -> str:
    return f"add the offset, like {placement.at:%Y-%m-%d %H:%M} {moment.isoformat()[-6:]}"


def _amounts(project: Project) -> Iterator[Problem]:
    """An amount with more decimals than its currency has: zeros too, because 1.200 may be meant as 1200."""
    for _, placement in project.placements():
        budget = placement.budget
        currency = (budget and budget.currency) or (project.brand.currency if project.brand else None)
        if budget and currency and _places(budget.amount) > decimals(currency):
            message = f"{budget.amount} has more decimals than {currency}"
            yield value_rules.BAD_MONEY.at(project.locate(budget, "amount"), message, "round it")


def _places(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
