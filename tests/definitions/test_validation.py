from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.definitions.conftest import LoadFiles, campaign, problems_of
from xpromo.definitions.positions import load_document
from xpromo.definitions.rules import RULES
from xpromo.definitions.schema import Brand, Campaign, Definition, Partner
from xpromo.definitions.validation import validate
from xpromo.errors import Problem

CODES = {rule.code for rule in RULES}


def shown(problem: Problem) -> tuple[str, str, str, str]:
    return problem.code, str(problem.location).removeprefix("doc.yaml:"), problem.message, problem.hint


OFFER = "{id: o, title: O, landing: 'https://northwind.example/'"
PLACEMENT = "{id: p, property: q, promotes: r, offer: o"

TABLE = {
    "unknown-key": ({"goal": "x"}, "XP101", "7:1", "the key `goal` is unknown", "did you mean `goals`?"),
    "unknown-key-inside": (
        {"placements": f"[{PLACEMENT}, knd: card}}]"},
        "XP101",
        "7:58",
        "the key `knd` is unknown in `placements` 1",
        "did you mean `kind`?",
    ),
    "unknown-key-deeper": (
        {"goals": "{primary: {metrik: sales, metric: sales, target: 1}}"},
        "XP101",
        "7:19",
        "the key `metrik` is unknown in `primary`",
        "did you mean `metric`? known: metric, target",
    ),
    "missing-in-flow": (
        {"offers": "[{id: o, title: O}]"},
        "XP102",
        "7:10",
        "`landing` is missing in `offers` 1",
        "add `landing: https://northwind.example/bundle`",
    ),
    "missing-in-block": (
        {"flight": "\n  start: 2026-01-01"},
        "XP102",
        "7:3",
        "`end` is missing in `flight`",
        "add `end: 2026-12-20`",
    ),
    "nothing": ({"name": ""}, "XP102", "6:1", "`name` has no value", "give it text"),
    "nothing-where-it-may-be-left-out": (
        {"value": "{northwind-coffee: }"},
        "XP102",
        "7:9",
        "`northwind-coffee` has no value",
        "give it text, or delete the key",
    ),
    "nothing-for-a-word": ({"form": "~"}, "XP102", "6:7", "`form` has no value", "give it one"),
    "nothing-for-a-mapping": (
        {"flight": "null"},
        "XP102",
        "6:9",
        "`flight` has no value",
        "give it one",
    ),
    "text-for-a-list": ({"partners": "a"}, "XP103", "6:11", "`partners` needs a list, not text", "write `[a]`"),
    "mapping-for-a-list": (
        {"partners": "{a: b}"},
        "XP103",
        "6:11",
        "`partners` needs a list, not a mapping",
        "begin items with `- `",
    ),
    "text-for-a-mapping": ({"flight": "May"}, "XP103", "6:9", "`flight` needs keys and values, not text", ""),
    "list-for-a-free-mapping": ({"value": "[a]"}, "XP103", "7:8", "`value` needs keys and values, not a list", ""),
    "list-for-text": ({"name": "[a]"}, "XP103", "6:7", "`name` needs text, not a list", ""),
    "list-for-a-word": ({"form": "[bundle]"}, "XP103", "6:7", "`form` needs one word, not a list", ""),
    "list-for-an-id": ({"campaign": "{a: b}"}, "XP103", "6:11", "`campaign` needs an id, not a mapping", ""),
    "word": (
        {"form": "bundel"},
        "XP104",
        "6:7",
        "`bundel` is no form that xpromo knows",
        "did you mean `bundle`?",
    ),
    "word-in-a-list": (
        {"assets": "{social: [instagramm]}"},
        "XP104",
        "7:19",
        "`instagramm` is no social that xpromo knows",
        "did you mean `instagram`?",
    ),
    "number": (
        {"placements": f"[{PLACEMENT}, expected: {{reach: 25.000}}}}]"},
        "XP105",
        "7:76",
        "`25.000` is no whole number of 0 or more",
        "write `25000`",
    ),
    "negative": (
        {"goals": "{primary: {metric: sales, target: -1}}"},
        "XP105",
        "7:42",
        "`-1` is no number of 0 or more",
        "write digits, and `.` before decimals",
    ),
    "date": (
        {"flight": "{start: 02.11.2026, end: 2026-11-29}"},
        "XP106",
        "6:17",
        "`02.11.2026` is no date",
        "write year-month-day, like 2026-11-30",
    ),
    "no-such-day": (
        {"flight": "{start: 2026-02-29, end: 2026-11-29}"},
        "XP106",
        "6:17",
        "`2026-02-29` is not in the calendar",
        "",
    ),
    "time": (
        {"placements": f"[{PLACEMENT}, at: 2026-12-02 9:00}}]"},
        "XP107",
        "7:62",
        "`2026-12-02 9:00` is no date and time",
        "write it like 2026-12-02 09:00",
    ),
    "no-such-time": (
        {"placements": f"[{PLACEMENT}, at: 2026-12-02 24:30}}]"},
        "XP107",
        "7:62",
        "`2026-12-02 24:30` is not in the calendar or on the clock",
        "",
    ),
    "money": (
        {"placements": f"[{PLACEMENT}, budget: {{amount: 200 EUR}}}}]"},
        "XP122",
        "7:75",
        "`200 EUR` is no amount",
        "write it like 200.00, without currency or separators",
    ),
    "shares": (
        {"placements": f"[{PLACEMENT}, budget: {{amount: 1, share: {{a: 0.6, b: 50 %}}}}}}]"},
        "XP110",
        "7:85",
        "the shares together are more than the whole",
        "lower them to 1 or 100 % in all",
    ),
    "id": (
        {"campaign": "Winter Bundle"},
        "XP112",
        "6:11",
        "`Winter Bundle` is no id: lower-case letters, digits and single dashes between them, at most 64 characters",
        "write `winter-bundle`",
    ),
    "id-as-key": (
        {"value": "{Green_Mug: Yes}"},
        "XP112",
        "7:9",
        "`Green_Mug` is no id: lower-case letters, digits and single dashes between them, at most 64 characters",
        "write `green-mug`",
    ),
    "reserved": ({"campaign": "tags"}, "XP126", "6:11", "`tags` is a view of `xpromo report`", "write `tags-campaign`"),
    "many-words": (
        {"assets": "{social: [zzz]}"},
        "XP104",
        "7:19",
        "`zzz` is no social that xpromo knows",
        "known: bluesky, facebook, instagram, linkedin, mastodon, pinterest, threads, tiktok, x, youtube",
    ),
    "currency": (
        {"placements": f"[{PLACEMENT}, budget: {{amount: 1, currency: SFR}}}}]"},
        "XP108",
        "7:88",
        "`SFR` is no currency code",
        "write its ISO 4217 code, like EUR",
    ),
    "decimal-comma": (
        {"placements": f"[{PLACEMENT}, budget: {{amount: 400,50}}}}]"},
        "XP101",
        "7:79",
        "the key `50` is unknown in `budget`",
        "a comma ends a value here: write decimals after a `.`",
    ),
    "boolean": (
        {"assets": "{qr: yes}"},
        "XP114",
        "7:14",
        "`yes` is neither `true` nor `false`",
        "write `true` or `false`",
    ),
    "size": (
        {"assets": "{banners: [300×250]}"},
        "XP118",
        "7:20",
        "`300×250` is not a banner size",
        "write width x height in pixels, like 300x250",
    ),
    "role": (
        {"roles": "{timeline: ana}"},
        "XP120",
        "7:19",
        "`ana` is no role",
        "write brand/role, like northwind-coffee/approver",
    ),
    "version": ({"schema_version": "2"}, "XP121", "6:17", "`2` is no schema version that this xpromo reads", "write 1"),
    "codes-without-code": (
        {"offers": f"[{OFFER}, codes: {{kind: shared}}}}]"},
        "XP127",
        "7:74",
        "a shared code needs `code`",
        "add `code: MUG15`",
    ),
    "shared-with-count": (
        {"offers": f"[{OFFER}, codes: {{kind: shared, code: ABC, count: 5}}}}]"},
        "XP127",
        "7:100",
        "`count` belongs to a pool",
        "delete it, or write `kind: pool`",
    ),
    "pool-with-code": (
        {"offers": f"[{OFFER}, codes: {{kind: pool, code: ABC, count: 5}}}}]"},
        "XP127",
        "7:87",
        "`code` belongs to a shared code",
        "delete it, or write `kind: shared`",
    ),
    "codes": (
        {"offers": f"[{OFFER}, codes: {{kind: pool}}}}]"},
        "XP127",
        "7:74",
        "a pool of codes needs `count`",
        "add `count: 5000`",
    ),
    "too-long": ({"name": "x" * 301}, "XP111", "6:7", "`name` has 301 characters, 300 fit", ""),
    "two-lines": ({"name": '"a\\nb"'}, "XP125", "6:7", "`name` must be one line", ""),
    "blank": ({"name": '" "'}, "XP125", "6:7", "`name` is empty", "write something, or delete the key"),
    "not-yet": (
        {"experiment": "{arms: 2}"},
        "XP128",
        "7:13",
        "`experiment` is not used yet",
        "delete it, or write `null`",
    ),
}


@pytest.mark.parametrize(("keys", "code", "place", "message", "hint"), TABLE.values(), ids=TABLE)
def test_a_problem_says_what_where_and_what_to_do(
    keys: dict[str, str], code: str, place: str, message: str, hint: str
) -> None:
    [problem] = problems_of(campaign(**keys))
    assert shown(problem)[:3] == (code, place, message)
    assert problem.hint.startswith(hint) if hint else problem.hint == ""


def test_a_file_that_is_no_mapping() -> None:
    [problem] = problems_of("- a\n- b\n")
    assert shown(problem)[:3] == ("XP103", "1:1", "`the file` needs keys and values, not a list")


def test_an_unknown_tag_of_the_policy_names_the_known_ones() -> None:
    text = (
        "schema_version: 1\nbrand: b\nname: B\ndomains: [b.example]\ncurrency: EUR\ntimezone: UTC\n"
        "utm: {allow: {mediun: [email]}}\n"
    )
    [problem] = problems_of(text, Brand)
    assert shown(problem)[:3] == ("XP101", "7:15", "`mediun` is no key of `allow`")
    assert problem.hint.startswith("did you mean `medium`?")


def test_every_problem_of_a_file_is_told_at_once_in_its_order() -> None:
    text = campaign(goals="{primary: {}}", flight="{start: x, end: y}", form="z")
    found = [shown(problem)[:2] for problem in problems_of(text)]
    assert found == [("XP102", "5:18"), ("XP102", "5:18"), ("XP106", "6:17"), ("XP106", "6:25"), ("XP104", "7:7")]


# ------------------------------------------------------------------------------------------------ whatever comes

anything: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.text(max_size=8)
    | st.sampled_from(["1", "true", "green-mug", "2026-11-02", "pool", "shared", "sales"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*Campaign.model_fields, "id", "kind", "code", "count", "x"]), inner, max_size=4
        )
    ),
    max_leaves=10,
)
WORDS_OF_THE_LIBRARY = (
    "Input should",
    "valid ",
    "pydantic",
    "Value error",
    "permitted",
    "instance of",
    "Field required",
    "{",
)


@given(
    data=st.dictionaries(
        st.sampled_from([*Campaign.model_fields, *Brand.model_fields, *Partner.model_fields]), anything
    ),
    model=st.sampled_from([Brand, Campaign, Partner]),
)
def test_whatever_stands_in_a_file_the_words_are_ours(data: dict[str, Any], model: type[Definition]) -> None:
    import json

    document, problems = load_document("doc.yaml", json.dumps(data, ensure_ascii=False))
    if document is None:
        assert {problem.code for problem in problems} <= CODES
        return
    _, problems = validate(document, model)
    for problem in problems:
        assert problem.code in CODES
        frame = problem.message if problem.code not in {"XP101", "XP104", "XP105", "XP112"} else ""
        assert not any(word in frame for word in WORDS_OF_THE_LIBRARY), problem
        assert problem.location is not None


def test_our_models_raise_only_errors_that_have_words() -> None:
    used = {kind for model in (Brand, Partner, Campaign) for kind in schema_kinds(model.__pydantic_core_schema__)}
    assert used <= {
        "model",
        "model-fields",
        "model-field",
        "default",
        "nullable",
        "literal",
        "none",
        "tuple",
        "dict",
        "function-plain",
        "function-before",
        "function-after",
        "no-info",
        "definitions",
        "definition-ref",
        "str",
        "any",
    }, "a new kind of schema has errors of its own: give them words in validation.py"


def schema_kinds(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        inner = {
            kind
            for key, item in schema.items()
            if key not in {"metadata", "serialization", "expected"}
            for kind in schema_kinds(item)
        }
        return inner | ({schema["type"]} if isinstance(schema.get("type"), str) else set())
    if isinstance(schema, list | tuple):
        return {kind for item in schema for kind in schema_kinds(item)}
    return set()


def test_a_broken_file_is_absent_and_its_ids_are_kept(load_files: LoadFiles) -> None:
    project, problems = load_files({"campaigns/swap.yaml": campaign(form="x", offers=f"[{OFFER}}}]")})
    assert [problem.code for problem in problems] == ["XP104"]
    assert project.campaigns == {}
    assert project.broken == {"campaigns/swap.yaml": frozenset({"swap", "o"})}
    assert project.is_broken("o")
    assert not project.is_broken("green-mug")
