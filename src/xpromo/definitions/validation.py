"""A document → a model, or problems in our own words at the exact place; no wording of the library gets through."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from xpromo.definitions import value_rules as rules
from xpromo.definitions.places import Path
from xpromo.definitions.positions import Document
from xpromo.definitions.schema import Definition, mending
from xpromo.definitions.schema.parsing import OR_DELETE
from xpromo.definitions.splicing import rewritten
from xpromo.definitions.words import did_you_mean, nearest, shortened
from xpromo.errors import Location, Problem, Rule

D = TypeVar("D", bound=Definition)

_KNOWN = re.compile(r"'([^']*)'")
_ON_KEY = "[key]"
_BY_SLUG = {rule.slug: rule for rule in rules.RULES}


def validate(document: Document, model: type[D]) -> tuple[D | None, list[Problem]]:
    """Return the model, or None and every problem of the file, in the order of the file."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        found = error.errors(include_url=False)
    misspelt = _misspelt(found)
    problems = [_problem(document, model, item) for item in found if (item["type"], item["loc"]) not in misspelt]
    return None, sorted(problems, key=lambda problem: problem.location or Location(document.path))


def _misspelt(found: Sequence[Any]) -> set[tuple[str, Path]]:
    """Return the missing keys that stand there misspelt: the unknown key is the one mistake."""
    missing = [item["loc"] for item in found if item["type"] == "missing"]
    result = set()
    for item in found:
        if item["type"] == "extra_forbidden":
            outer = item["loc"][:-1]
            close = nearest(str(item["loc"][-1]), [str(path[-1]) for path in missing if path[:-1] == outer])
            if close:
                result.add(("missing", (*outer, close)))
    return result


def _problem(document: Document, model: type[Definition], error: Any) -> Problem:
    path: Path = tuple(error["loc"])
    kind, value, context = error["type"], error["input"], error.get("ctx", {})
    on_key = bool(path) and path[-1] == _ON_KEY
    if on_key:
        path = path[:-1]
    if kind == "missing":
        return _missing(document, model, path)
    if kind == "extra_forbidden":
        return _unknown_key(document, model, path)
    if on_key and kind == "literal_error":
        message = f"`{shortened(value)}` is no key of `{_name(path[:-1])}`"
        found = _Found(rules.UNKNOWN_KEY, message, *_known_word(value, context))
    else:
        found = _explain(kind, value, context, _name(path))
    if found.rule is rules.MISSING_KEY and path and _is_required(model, path):
        found = found._replace(hint=found.hint.removesuffix(OR_DELETE))
    if context.get("key"):
        path, on_key = (*path, context["key"]), True
    place = document.locate(path, key=on_key)
    message = found.message.replace("{key}", f"`{_name(path)}`")
    return found.rule.at(place, message, found.hint, edits=rewritten(document, place, found.meant))


class _Found(NamedTuple):
    """An error of a value in our words, and what was certainly meant ("" where that isn't certain)."""

    rule: Rule
    message: str
    hint: str
    meant: str = ""


def _explain(kind: str, value: Any, context: dict[str, Any], name: str) -> _Found:
    """Return what is wrong with a value."""
    rule = _BY_SLUG.get(kind)
    if rule is not None:  # raised by our own parsers
        return _Found(rule, context["message"], context["hint"], context["meant"])
    if value is None:
        return _Found(rules.MISSING_KEY, f"`{name}` has no value", f"give it one{OR_DELETE}")
    if kind == "literal_error" and isinstance(value, str):
        message = f"`{shortened(value)}` is no {name} that xpromo knows"
        return _Found(rules.UNKNOWN_VALUE, message, *_known_word(value, context))
    if kind == "none_required":
        return _Found(rules.NOT_YET, f"`{name}` is not used yet", "delete it, or write `null`")
    wanted = "one word" if kind == "literal_error" else "keys and values"
    return _Found(rules.WRONG_SHAPE, f"`{name}` needs {wanted}, not {_shape(value)}", "")


def _known_word(value: str, context: dict[str, Any]) -> tuple[str, str]:
    """Return a hint and, where only capitals or dashes differ, the word that was meant."""
    known = _KNOWN.findall(context["expected"])
    return did_you_mean(value, known) or f"known: {', '.join(sorted(known))}", mending.word(value, known)


def _missing(document: Document, model: type[Definition], path: Path) -> Problem:
    name, outer = str(path[-1]), path[:-1]
    message = f"`{name}` is missing{_within(outer)}"
    owner = _model_at(model, outer)
    return rules.MISSING_KEY.at(document.locate_missing(outer), message, _example(owner, name))


def _unknown_key(document: Document, model: type[Definition], path: Path) -> Problem:
    name, outer = str(path[-1]), path[:-1]
    owner = _model_at(model, outer)
    known = [key for key, _ in _fields(owner)]
    message = f"the key `{shortened(name)}` is unknown{_within(outer)}"
    place = document.locate(path, key=True)
    meant = mending.key(name, known)
    edits = () if (*outer, meant) in document.places else rewritten(document, place, meant)
    return rules.UNKNOWN_KEY.at(place, message, _key_hint(name, known), edits=edits)


def _key_hint(name: str, known: Sequence[str]) -> str:
    if name.isdecimal():  # of {amount: 400,50}
        return "a comma ends a value here: write decimals after a `.`"
    return did_you_mean(name, known) or (f"known: {', '.join(known)}" if known else "")


def _is_required(model: type[Definition], path: Path) -> bool:
    """Whether a key can't be deleted."""
    owner = _model_at(model, path[:-1])
    return any(field.is_required() for key, field in _fields(owner) if key == path[-1])


def _fields(owner: type[BaseModel] | None) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the keys of a mapping, as they are typed, with what is known of each."""
    yield from ((field.alias or key, field) for key, field in owner.model_fields.items()) if owner else ()


def _example(owner: type[BaseModel] | None, name: str) -> str:
    examples = [field.examples[0] for key, field in _fields(owner) if key == name and field.examples]
    return f"add `{name}: {_flow(examples[0])}`" if examples else ""


def _flow(value: Any) -> str:
    """Return an example as it is typed on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    return value if isinstance(value, str) else json.dumps(value)


def _model_at(model: type[BaseModel] | None, path: Path) -> type[BaseModel] | None:
    """Return the model of the mapping at a path of keys and list positions."""
    for step in path:
        if model is None:
            return None
        if isinstance(step, str):
            fields = {field.alias or key: field.annotation for key, field in model.model_fields.items()}
            # A key of a free mapping is no field: its value is of the model that the mapping was of.
            model = next(_models(fields[step]), None) if step in fields else model
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _name(path: Path) -> str:
    """Return what a person calls the value at a path: its key."""
    return next((shortened(step) for step in reversed(path) if isinstance(step, str)), "the file")


def _within(path: Path) -> str:
    """Return `` in `placements` 2``: which mapping is meant, counted as people count."""
    if not path:
        return ""
    last = path[-1]
    if isinstance(last, int):
        return f" in `{_name(path)}` {last + 1}"
    return f" in `{shortened(last)}`"


def _shape(value: Any) -> str:
    if isinstance(value, list):
        return "a list"
    return "keys and values" if isinstance(value, dict) else "text"
