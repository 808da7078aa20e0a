"""``xpromo plan``: a to-do list for every form, depth and set of properties, clean once it is done."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import REPO, CommandLine
from tests.scaffold.filling import filled
from xpromo.definitions.checking import run_checks
from xpromo.definitions.form import FORMS
from xpromo.definitions.model import Project
from xpromo.definitions.planning import Plan, complete
from xpromo.definitions.positions import load_document
from xpromo.definitions.project import load_project, model_for
from xpromo.definitions.scaffold_campaign import campaign_text
from xpromo.definitions.schema import Campaign
from xpromo.definitions.validation import validate
from xpromo.known import Known

NAMES = FORMS.names()
DAY = "2027-03-01"
SITUATIONS = {
    "rich": "email in_app social site content podcast webinar referral push display".split(),
    "newsletter only": ["email"],
    "social only": ["social"],
    "an app and a site": ["in_app", "site"],
    "print": ["print"],
}


def workspace(folder: Path, channels: list[str], *, audience: str = "") -> Path:
    """A brand with everything and two partners with properties of these channels."""
    shutil.copytree(REPO / "campaigns", folder / "campaigns")
    for old in (folder / "campaigns").glob("2026*.yaml"):
        old.unlink()
    for partner, domain in (("green-mug", "greenmug.example"), ("slow-mornings", "slowmornings.example")):
        lines = [f"schema_version: 1\npartner: {partner}\nname: {partner}\ndomains: [{domain}]\nproperties:\n"]
        lines += [f"  - {{id: {partner}-{name.replace('_', '-')}, name: Their {name}, channel: {name}{audience}}}\n"
                  for name in channels]  # fmt: skip
        (folder / "campaigns" / "partners" / f"{partner}.yaml").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The example workspace without its campaigns."""
    shutil.copytree(REPO / "campaigns", tmp_path / "campaigns")
    for old in (tmp_path / "campaigns").glob("2026*.yaml"):
        old.unlink()
    return tmp_path


def planned(cli: CommandLine, folder: Path, *arguments: str) -> list[Path]:
    done = cli("plan", *arguments, "--format", "json", cwd=folder)
    assert done.code == 0, done.err
    return [folder / row["path"] for row in done.json()["data"]]


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def fill(paths: list[Path]) -> None:
    for path in paths:
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")


# ------------------------------------------------------------------------------- blanks, and nothing else


@pytest.mark.parametrize("form", NAMES)
@pytest.mark.parametrize("channels", [pytest.param(value, id=name) for name, value in SITUATIONS.items()])
@pytest.mark.parametrize("depth", ["one-off", "programme", "ecosystem"])
def test_a_plan_is_a_to_do_list_and_clean_once_it_is_done(
    cli: CommandLine, tmp_path: Path, form: str, channels: list[str], depth: str
) -> None:
    folder = workspace(tmp_path / "shop", channels)
    partners = ["green-mug", "slow-mornings"][: 2 if depth == "ecosystem" else 1]
    named = [word for name in partners for word in ("--partner", name)]
    paths = planned(cli, folder, form, *named, "--start", DAY, "--depth", depth)
    to_do = cli("check", "--format", "json", cwd=folder).json()["data"]

    assert len(paths) == (4 if depth == "programme" else 1)
    assert {item["slug"] for item in to_do} <= {"missing-key", "code-fields"}
    assert {item["path"] for item in to_do} == {f"campaigns/{path.name}" for path in paths}
    fill(paths)
    assert cli("check", "--strict", cwd=folder).out == ""


@pytest.mark.parametrize("form", NAMES)
def test_links_codes_and_kits_can_be_made_of_it(cli: CommandLine, shop: Path, form: str) -> None:
    paths = planned(cli, shop, form, "--partner", "green-mug", "--start", DAY)
    fill(paths)
    for command in (["links"], ["codes"], ["kit"]):
        done = cli(*command, cwd=shop)
        assert (done.code, "warning" in done.err) == (0, False), done.err
    kits = shop / ".xpromo" / "kits" / paths[0].stem
    assert (kits / "green-mug" / "brief.md").is_file()


@pytest.mark.parametrize("form", NAMES)
def test_every_form_has_a_launch_three_goals_and_a_playbook(cli: CommandLine, shop: Path, form: str) -> None:
    (path,) = planned(cli, shop, form, "--partner", "green-mug", "--start", DAY)
    campaign = read(path)
    phases = [item["phase"] for item in campaign["placements"]]
    order = ["teaser", "launch", "reminder", "recap"]

    assert "launch" in phases
    assert [order.index(phase) for phase in phases] == sorted(order.index(phase) for phase in phases)
    assert len(campaign["goals"]["secondary"]) == 2
    assert [task["step"] for task in campaign["playbook"]] == [
        *("analyse", "select", "agree", "build", "launch", "measure", "review")
    ]
    assert campaign["playbook"][0]["due"] == date(2027, 1, 18)
    assert set(campaign["value"]) == {"northwind-coffee", "green-mug"}


# ---------------------------------------------------------------------------- what makes each form that form


def test_a_newsletter_swap_runs_four_phases_on_both_sides_a_day_apart(cli: CommandLine, shop: Path) -> None:
    (path,) = planned(cli, shop, "newsletter-swap", "--partner", "green-mug", "--start", "2027-01-11")
    campaign = read(path)
    assert [(item["property"], item["at"], item["kind"]) for item in campaign["placements"]] == [
        ("green-mug-instagram", "2027-01-11 09:00", "story"),
        ("northwind-instagram", "2027-01-12 09:00", "story"),
        ("green-mug-weekly", "2027-01-14 09:00", "feature"),
        ("northwind-weekly", "2027-01-15 09:00", "feature"),
        ("green-mug-weekly", "2027-01-24 09:00", "mention"),
        ("northwind-weekly", "2027-01-25 09:00", "mention"),
        ("green-mug-instagram", "2027-02-05 09:00", "post"),
        ("northwind-instagram", "2027-02-06 09:00", "post"),
    ]
    assert len(campaign["swaps"]) == 4


def test_a_dedicated_send_is_a_solo(cli: CommandLine, shop: Path) -> None:
    (path,) = planned(cli, shop, "dedicated-send", "--partner", "green-mug", "--start", DAY)
    launched = [item for item in read(path)["placements"] if item["phase"] == "launch"]
    assert [(item["kind"], item["property"]) for item in launched] == [
        ("solo", "green-mug-weekly"),
        ("solo", "northwind-weekly"),
    ]


def test_a_sponsored_slot_is_paid_and_goes_one_way(cli: CommandLine, shop: Path) -> None:
    (path,) = planned(cli, shop, "sponsored", "--partner", "green-mug", "--start", DAY)
    campaign = read(path)
    assert {item["promotes"] for item in campaign["placements"]} == {"northwind-coffee"}
    assert [item["phase"] for item in campaign["placements"] if "budget" in item] == ["launch"]
    assert "swaps" not in campaign


def test_a_webinar_reminds_a_day_and_an_hour_before_and_shows_the_replay(cli: CommandLine, shop: Path) -> None:
    (path,) = planned(cli, shop, "webinar", "--partner", "green-mug", "--start", DAY)
    campaign = read(path)
    moments = {item["id"].rpartition("-")[2]: item["at"] for item in campaign["placements"]}

    assert "Live on 31 March 2027, 17:00 Europe/Berlin." in campaign["offers"][0]["description"]
    assert moments == {
        "teaser": "2027-03-03 09:00",
        "launch": "2027-03-10 09:00",
        "day": "2027-03-30 09:00",
        "hour": "2027-03-31 16:00",
        "recap": "2027-04-02 09:00",
    }
    assert campaign["goals"]["primary"]["metric"] == "registrations"
    assert {item["promotes"] for item in campaign["placements"]} == {"northwind-coffee"}
    assert [item["offer"].rpartition("-")[2] for item in campaign["placements"]][-2:] == ["replay", "replay"]


def test_co_selling_leaves_most_to_the_account_teams(cli: CommandLine, shop: Path) -> None:
    (path,) = planned(cli, shop, "co-selling", "--partner", "green-mug", "--start", DAY)
    campaign = read(path)
    assert campaign["goals"]["primary"]["metric"] == "leads"
    assert {item["phase"] for item in campaign["placements"]} == {"launch", "recap"}
    assert "account mapping" in campaign["playbook"][0]["what"]


def test_expectations_are_what_the_files_state_and_nothing_else(cli: CommandLine, shop: Path) -> None:
    (path,) = planned(cli, shop, "newsletter-swap", "--partner", "green-mug", "--start", DAY)
    expected = {
        item["id"].removeprefix("2027-03-green-mug-swap-"): item["expected"] for item in read(path)["placements"]
    }
    assert expected["get-launch"] == {"reach": 25000, "clicks": 600}  # verified audience, 2.4 % click
    assert expected["give-launch"] == {"reach": 42000, "clicks": None}  # no click rate in brand.yaml
    assert expected["get-teaser"] == {"reach": None, "clicks": None}  # not every follower sees a post


def test_what_is_missing_is_said(cli: CommandLine, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "shop", ["social"])
    (path,) = planned(cli, folder, "newsletter-swap", "--partner", "green-mug", "--start", DAY)
    assert "# green-mug has no property of channel email: green-mug-social (social) stands in\n" in path.read_text(
        encoding="utf-8"
    )


def test_where_newsletters_stand_in_the_kit_has_mails(cli: CommandLine, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "shop", ["email"])
    (path,) = planned(cli, folder, "social", "--partner", "green-mug", "--start", DAY)
    assert "have no room for it in the flight\n" in path.read_text(encoding="utf-8")
    assert read(path)["assets"]["email"] is True


def test_a_property_that_is_named_carries_the_launch(cli: CommandLine, shop: Path) -> None:
    named = ("--ours", "northwind-app", "--theirs", "green-mug-instagram")
    (path,) = planned(cli, shop, "bundle", "--partner", "green-mug", "--start", DAY, *named)
    launched = [item["property"] for item in read(path)["placements"] if item["phase"] == "launch"]
    assert launched == ["green-mug-instagram", "northwind-app"]


# ----------------------------------------------------------------------------------------------- depth


def test_a_programme_is_a_file_a_quarter_on_the_same_weekday(cli: CommandLine, shop: Path) -> None:
    call = ("newsletter-swap", "--partner", "green-mug", "--start", "2027-10-04", "--depth", "programme")
    paths = planned(cli, shop, *call)
    starts = [read(path)["flight"]["start"] for path in paths]

    assert [path.stem for path in paths] == [
        f"{quarter}-green-mug-swap" for quarter in ("2027-q4", "2028-q1", "2028-q2", "2028-q3")
    ]
    assert starts == [date(2027, 10, 4) + number * timedelta(weeks=13) for number in range(4)]


def test_an_ecosystem_lets_partners_promote_each_other(cli: CommandLine, shop: Path) -> None:
    call = ("bundle", "--partner", "green-mug", "--partner", "slow-mornings", "--start", DAY)
    (path,) = planned(cli, shop, *call)
    campaign = read(path)
    between = [
        (item["property"], item["promotes"])
        for item in campaign["placements"]
        if item["promotes"] != "northwind-coffee" and not item["property"].startswith("northwind")
    ]

    assert path.stem == "2027-03-ecosystem-bundle"
    assert campaign["partners"] == ["green-mug", "slow-mornings"]
    assert sorted(between) == [("green-mug-weekly", "slow-mornings"), ("slow-mornings-letter", "green-mug")]
    assert len(campaign["offers"]) == 3


# --------------------------------------------------------------------------------- days, caps, clocks


def a_day_of(campaign: Campaign, phase: str) -> list[date]:
    return [item.at.date() for item in campaign.placements if item.phase == phase and item.at]


@cache
def the_example() -> Project:
    project, problems = load_project(REPO)
    assert problems == []
    return project


@settings(max_examples=150)
@given(
    form=st.sampled_from(NAMES),
    start=st.dates(date(2000, 1, 1), date(2200, 12, 31)),
    days=st.one_of(st.integers(1, 30), st.integers(1, 1000)),
    partners=st.sampled_from([("green-mug",), ("slow-mornings",), ("green-mug", "slow-mornings")]),
    ours=st.sampled_from(["Pacific/Auckland", "America/Los_Angeles", "Europe/Berlin", "Pacific/Apia"]),
    theirs=st.sampled_from(["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Lisbon"]),
)
def test_any_day_and_any_length_make_a_plan_that_passes(
    form: str, start: date, days: int, partners: tuple[str, ...], ours: str, theirs: str
) -> None:
    """Over the turn of the year, clock changes, zones a day apart, caps: once filled in, nothing is found."""
    project = somewhere(the_example(), ours, theirs)
    brand = project.brand
    assert brand is not None
    chosen = tuple(project.partners[name] for name in partners)
    plan = Plan(form, FORMS.get(form), "spring", "Spring", brand, chosen, start, start + timedelta(days=days - 1))
    text = filled(campaign_text(complete(project, plan, {})))
    document, problems = load_document("campaigns/spring.yaml", text)
    assert document is not None, problems
    campaign, problems = validate(document, model_for("campaigns/spring.yaml"))
    assert problems == []
    assert isinstance(campaign, Campaign)
    whole = Project(
        project.root,
        {**project.documents, document.path: document},
        {**project.models, document.path: campaign},
    )
    assert [
        problem for problem in run_checks(whole, Known()) if problem.location and "spring" in problem.location.path
    ] == []
    assert campaign.placements or days < 8


def somewhere(project: Project, ours: str, theirs: str) -> Project:
    """The example in other zones, with agreements that never end."""
    models = {}
    for path, model in project.models.items():
        if isinstance(model, Campaign):
            continue
        zone = ours if model is project.brand else theirs
        places = tuple(
            place.model_copy(update={"timezone": None if zone == ours else zone}) for place in model.properties
        )
        more = {"timezone": ours} if model is project.brand else {"agreement": None}
        models[path] = model.model_copy(update={"properties": places} | more)
    return Project(project.root, {path: project.documents[path] for path in models}, models)


def test_days_that_another_campaign_took_are_left_alone(cli: CommandLine, shop: Path) -> None:
    (first,) = planned(cli, shop, "newsletter-swap", "--partner", "green-mug", "--start", DAY)
    fill([first])
    (second,) = planned(cli, shop, "bundle", "--partner", "green-mug", "--start", DAY)
    days = [
        item["at"][:10] for path in (first, second) for item in read(path)["placements"]
        if item["property"] == "green-mug-weekly"
    ]  # fmt: skip
    gaps = [
        later - earlier
        for earlier, later in zip(
            sorted(map(date.fromisoformat, days)), sorted(map(date.fromisoformat, days))[1:], strict=False
        )
    ]
    assert min(gaps) >= timedelta(days=7)  # its cap: one in seven days


def test_days_on_which_nothing_is_promoted_are_left_alone(cli: CommandLine, shop: Path) -> None:
    brand = shop / "campaigns" / "brand.yaml"
    closed = "blackout: [{start: 2027-03-01, end: 2027-03-07, reason: our own sale}]\n"
    brand.write_text(brand.read_text(encoding="utf-8") + closed, encoding="utf-8")
    (path,) = planned(cli, shop, "newsletter-swap", "--partner", "green-mug", "--start", DAY)
    assert min(item["at"] for item in read(path)["placements"]) > "2027-03-08"


def test_a_flight_of_a_day_holds_the_launch_and_says_what_it_leaves_out(cli: CommandLine, shop: Path) -> None:
    (path,) = planned(cli, shop, "newsletter-swap", "--partner", "green-mug", "--start", DAY, "--days", "1")
    assert {item["phase"] for item in read(path)["placements"]} == {"launch"}
    assert "# left out: reminder, because" in path.read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------- safe to call


def test_a_plan_never_overwrites(cli: CommandLine, shop: Path) -> None:
    call = ("plan", "bundle", "--partner", "green-mug", "--start", "2027-01-11")
    assert cli(*call, cwd=shop).code == 0
    path = shop / "campaigns" / "2027-01-green-mug-bundle.yaml"
    path.write_text("# mine\n", encoding="utf-8")
    outcome = cli(*call, cwd=shop)

    assert outcome.code == 2
    assert "--campaign ID" in outcome.err
    assert path.read_text(encoding="utf-8") == "# mine\n"


def test_a_programme_writes_all_of_its_quarters_or_none(cli: CommandLine, shop: Path) -> None:
    (shop / "campaigns" / "2027-q3-green-mug-bundle.yaml").write_text("# mine\n", encoding="utf-8")
    call = ("plan", "bundle", "--partner", "green-mug", "--start", "2027-01-11", "--depth", "programme")
    assert cli(*call, cwd=shop).code == 2
    assert [path.name for path in (shop / "campaigns").glob("2*.yaml")] == ["2027-q3-green-mug-bundle.yaml"]


def test_a_flight_that_begins_in_the_past_is_remarked(cli: CommandLine, shop: Path) -> None:
    outcome = cli("plan", "bundle", "--partner", "green-mug", "--start", "2026-11-02", cwd=shop)
    assert outcome.code == 0
    assert "2026-11-02 is past" in outcome.err


def test_a_dry_run_of_plan_prints_the_file_and_writes_nothing(cli: CommandLine, shop: Path) -> None:
    call = ("plan", "bundle", "--partner", "green-mug", "--start", "2027-01-11")
    shown = cli(*call, "--dry-run", cwd=shop).out
    assert not (shop / "campaigns" / "2027-01-green-mug-bundle.yaml").exists()
    cli(*call, cwd=shop)
    assert shown == (shop / "campaigns" / "2027-01-green-mug-bundle.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param("bundel --partner green-mug --start 2027-01-11", "did you mean `bundle`", id="form"),
        pytest.param("bundel", "did you mean `bundle`", id="form before anything else"),
        pytest.param(
            "bundle --partner green-mug --start 2027-01-11 --campaign brand", "a file campaigns/brand.yaml", id="taken"
        ),
        pytest.param("--partner green-mug --start 2027-01-11", "FORM is missing", id="no form"),
        pytest.param("bundle --partner green-mgu --start 2027-01-11", "did you mean `green-mug`", id="who"),
        pytest.param("bundle --partner green-mug --start 11.1.2027", "is not a day", id="day"),
        pytest.param("bundle --partner green-mug --start 9999-12-25", "is not a day to plan for", id="far day"),
        pytest.param("bundle --start 2027-01-11", "--partner ID is missing", id="nobody to ask"),
        pytest.param("bundle --partner green-mug", "--start DATE is missing", id="nobody to ask for a day"),
        pytest.param("bundle --partner green-mug --start 2027-01-11 --days 0", "1 to 1,000 days", id="no days"),
        pytest.param("bundle --partner green-mug --start 2027-01-11 --days 99999", "1 to 1,000 days", id="many days"),
        pytest.param("bundle --partner green-mug --start 2027-01-11 --campaign A_B", "is not an id", id="id"),
        pytest.param("bundle --partner green-mug --start 2027-01-11 --ours x", "no property", id="property"),
        pytest.param("bundle --partner green-mug --start 2027-01-11 --depth programm", "mean `programme`", id="depth"),
        pytest.param(
            "bundle --partner green-mug --start 2027-01-11 --depth ecosystem", "has several partners", id="alone"
        ),
        pytest.param(
            "bundle --partner green-mug --partner green-mug --start 2027-01-11", "is named twice", id="twice"
        ),
        pytest.param(
            "bundle --partner green-mug --start 2027-01-11 --depth programme --days 120", "at most 91", id="too long"
        ),
    ],
)  # fmt: skip
def test_what_can_not_be_planned_is_said(cli: CommandLine, shop: Path, arguments: str, message: str) -> None:
    outcome = cli("plan", *arguments.split(), cwd=shop)

    assert outcome.code == 2
    assert message in outcome.err
    assert list((shop / "campaigns").glob("2*.yaml")) == []
