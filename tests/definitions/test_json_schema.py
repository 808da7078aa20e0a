from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from os.path import normpath
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
import yaml
from jsonschema import Draft7Validator, ValidationError
from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from xpromo.definitions import schema
from xpromo.definitions.json_schema import _tuned, schemas
from xpromo.definitions.project import load_project
from xpromo.definitions.schema import Brand, Campaign, Definition, Partner
from xpromo.operations.schema import write_all

NAMES = ["brand", "campaign", "partner"]


class EditorLoader(yaml.SafeLoader):
    """YAML as an editor's plug-in sees it (YAML 1.2): numbers and booleans, but no dates."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in {"int", "float", "null"}]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
EditorLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))


def errors(name: str, text: str) -> list[str]:
    data = yaml.load(text, EditorLoader)  # noqa: S506 - a SafeLoader
    return [error.message for error in Draft7Validator(schemas()[name]).iter_errors(data)]


def name_of(path: Path) -> str:
    if path.name == "brand.yaml":
        return "brand"
    return "partner" if path.parent.name == "partners" else "campaign"


@pytest.mark.parametrize("name", NAMES)
def test_they_are_schemas(name: str) -> None:
    Draft7Validator.check_schema(schemas()[name])


def test_the_example_workspace_has_no_errors_in_an_editor(repo: Path) -> None:
    files = sorted((repo / "campaigns").rglob("*.yaml"))
    assert len(files) >= 5
    assert {path.name: errors(name_of(path), path.read_text()) for path in files} == {path.name: [] for path in files}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("campaign: 2026", "campagin: 2026", "'campagin' was unexpected"),
        ("form: bundle", "form: bundel", "'bundel' is not one of"),
        ("start: 2026-11-30", "start: 30.11.2026", "does not match"),
        ("partners: [green-mug]", "partners: green-mug", "is not of type 'array'"),
        ("kind: feature", "kind: featured", "is not valid under any"),
        ("target: 300", "target: many", "is not valid under any"),
        ("amount: 200.00", "amount: 200.00 EUR", "is not valid under any"),
        ("single_use: true", "single_use: maybe", "is not valid under any"),
        ("schema_version: 1", "schema_version: 2", "is not one of"),
        ("name: Winter bundle", "", "'name' is a required property"),
        ("id: winter15", "id: Winter15", "does not match"),
    ],
)
def test_a_slip_is_underlined(repo: Path, old: str, new: str, told: str) -> None:
    text = (repo / "campaigns/2026-winter-bundle.yaml").read_text()
    assert old in text
    assert any(told in message for message in errors("campaign", text.replace(old, new, 1)))


@pytest.mark.parametrize(
    "line", ["placements:", "value: ~", "assets:", "notes: null", "experiment: null", "moved_from:"]
)
def test_an_optional_key_may_be_nothing_for_the_editor_too(line: str) -> None:
    text = "schema_version: 1\ncampaign: a\nname: 2026\nform: bundle\npartners: []\n"
    text += "flight: {start: 2026-01-01, end: 2026-01-02}\n"
    assert errors("campaign", text + line) == []


def keys(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{title}.{name}", item)
        for title, model in {"": schema, **schema["definitions"]}.items()
        for name, item in model.get("properties", {}).items()
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_key_has_a_description_and_an_example(name: str) -> None:
    assert len(keys(schemas()[name])) > 20
    for key, item in keys(schemas()[name]):
        assert item.get("description", "").endswith("."), key
        assert item.get("examples"), key


def typed(value: Any) -> Any:
    """An example as the loader hands it on: every scalar is the text that was typed."""
    if isinstance(value, dict):
        return {str(name): typed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [typed(item) for item in value]
    return value if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def fields() -> list[tuple[str, FieldInfo]]:
    models = [model for model in vars(schema).values() if isinstance(model, type) and issubclass(model, Definition)]
    return [(f"{model.__name__}.{name}", field) for model in models for name, field in model.model_fields.items()]


@pytest.mark.parametrize(("key", "field"), fields(), ids=[key for key, _ in fields()])
def test_an_example_is_one_for_loader_and_editor(key: str, field: FieldInfo) -> None:
    hint: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    adapter: TypeAdapter[Any] = TypeAdapter(hint)
    seen = _tuned(adapter.json_schema(ref_template="#/$defs/{model}"))
    assert field.examples
    for example in field.examples:
        adapter.validate_python(typed(example))
        assert [error.message for error in Draft7Validator(seen).iter_errors(example)] == []


def words_of(hint: Any) -> set[str]:
    """The words that a hint takes, wherever in it they are stated."""
    if get_origin(hint) is Literal:
        return set(get_args(hint))
    return set().union(*(words_of(part) for part in get_args(hint)))


def test_words_that_are_known_are_enums() -> None:
    found = {key: words_of(field.annotation) for key, field in fields()}
    assert len([key for key, words in found.items() if words]) > 10
    for name in NAMES:
        for key, item in keys(schemas()[name]):
            title = key if key[0] != "." else name.capitalize() + key
            for word in found.get(title, ()):
                assert f'"{word}"' in json.dumps(item), f"{title}: {word}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("start: 2026-11-30", "start: 30.11.2026", "write year-month-day, like 2026-11-30"),
        ("at: 2026-12-02 09:00", "at: tomorrow", "write it like 2026-12-02 09:00"),
        ("id: winter15", "id: Winter 15", "an id has lower-case letters"),
        ("analytics: northwind-coffee/analyst", "analytics: Ada", "write brand/role"),
    ],
)
def test_an_editor_says_what_to_write_instead_of_a_pattern(repo: Path, old: str, new: str, said: str) -> None:
    text = (repo / "campaigns/2026-winter-bundle.yaml").read_text().replace(old, new, 1)
    data = yaml.load(text, EditorLoader)  # noqa: S506 - a SafeLoader
    found = inner_errors(Draft7Validator(schemas()["campaign"]).iter_errors(data))
    assert any(
        error.schema.get("patternErrorMessage", "").startswith(said)
        for error in found
        if isinstance(error.schema, dict)
    )


def inner_errors(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    for error in errors:
        yield error
        yield from inner_errors(error.context or ())


def test_what_is_set_in_code_is_so_on_hover() -> None:
    roles = schemas()["campaign"]["definitions"]["Roles"]
    assert roles["markdownDescription"] == roles["description"] == "Who does what, as `brand/role`."


@pytest.mark.parametrize("model", [Brand, Partner, Campaign])
def test_every_key_of_the_models_is_in_the_schema(model: type[Any]) -> None:
    schema = schemas()[model.__name__.lower()]
    assert set(schema["properties"]) == {field.alias or key for key, field in model.model_fields.items()}
    assert all(item["additionalProperties"] is False for item in (schema, *schema["definitions"].values()))


def test_they_are_written_where_the_first_line_of_each_file_points(repo: Path, tmp_path: Path) -> None:
    written = write_all(tmp_path, dry_run=False)
    assert [(file.path, file.state) for file in written] == [
        (f".xpromo/schema/{name}.json", "written") for name in NAMES
    ]
    project, _ = load_project(repo)
    for path, document in project.documents.items():
        pointer = document.source_line(1).removeprefix("# yaml-language-server: $schema=")
        schema = Path(normpath((tmp_path / path).parent / pointer))
        assert json.loads(schema.read_text())["description"]
    assert {file.state for file in write_all(tmp_path, dry_run=False)} == {"kept"}
