"""What can be told of a campaign whose file still holds errors, such as blanks: when it runs, and its playbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar

from pydantic import ValidationError

from xpromo.definitions.model import Project
from xpromo.definitions.project import is_campaign_file
from xpromo.definitions.schema import Definition, Period, Task
from xpromo.errors import Problem

D = TypeVar("D", bound=Definition)


@dataclass(frozen=True, slots=True)
class Draft:
    """A campaign's file with ``errors``; ``flight`` is None where even that can't be read."""

    id: str
    path: str
    errors: int
    name: str
    form: str
    flight: Period | None = None
    playbook: tuple[Task, ...] = ()

    def is_called(self, names: Iterable[str]) -> bool:
        """Whether one of these is its id or the name of its file."""
        return not {self.id, PurePosixPath(self.path).stem}.isdisjoint(names)


def find_drafts(project: Project, problems: Iterable[Problem]) -> tuple[Draft, ...]:
    """Return the campaigns in whose files there are errors, by file."""
    errors = Counter(item.location.path for item in problems if item.is_error and item.location)
    return tuple(_draft(project, path, count) for path, count in sorted(errors.items()) if is_campaign_file(path))


def _draft(project: Project, path: str, errors: int) -> Draft:
    document = project.documents.get(path)
    data = document.data if document and isinstance(document.data, dict) else {}
    name = _text(data, "campaign", PurePosixPath(path).stem)
    flight = _read(Period, data.get("flight"))
    playbook = data.get("playbook")
    steps = tuple(_steps(playbook)) if isinstance(playbook, list) else ()
    return Draft(name, path, errors, _text(data, "name", name), _text(data, "form", "unknown"), flight, steps)


def _steps(items: list[Any]) -> Iterator[Task]:
    for item in items:
        task = _read(Task, item)
        if task:
            yield task


def _read(model: type[D], data: Any) -> D | None:
    try:
        return model.model_validate(data)
    except ValidationError:
        return None


def _text(data: dict[str, Any], key: str, otherwise: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) and value.strip() else otherwise
