"""campaigns/<campaign>.yaml: one promotion with one purpose."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticKnownError

from xpromo.definitions.form import FORMS
from xpromo.definitions.schema.parsing import fail, parse_id
from xpromo.definitions.schema.parts import Definition, Period, key, switch
from xpromo.definitions.schema.scalars import (
    ID_SCHEMA,
    Amount,
    Count,
    Country,
    Currency,
    Day,
    Flag,
    Id,
    Items,
    Language,
    Line,
    Lines,
    Link,
    Map,
    Moment,
    Number,
    Positive,
    Prefix,
    PromoText,
    Role,
    Section,
    Share,
    Size,
    Version,
)  # fmt: skip

Metric = Literal[
    "reach", "clicks", "leads", "signups", "registrations", "trials", "sales", "revenue", "new_customers",
]  # fmt: skip
SourcedBy = Literal["new", "anyone"]
Phase = Literal["teaser", "launch", "reminder", "recap"]
PlacementKind = Literal["solo", "feature", "mention", "banner", "post", "story", "slot", "card"]
Network = Literal[
    "instagram", "linkedin", "facebook", "x", "threads", "bluesky", "mastodon", "tiktok", "youtube", "pinterest",
]  # fmt: skip
PHASES: tuple[str, ...] = get_args(Phase)
NETWORKS: tuple[str, ...] = get_args(Network)


def networks_of(name: str) -> frozenset[str]:
    """Return the networks that a property is called after: `mug-on-linkedin`."""
    return frozenset(name.split("-")) & frozenset(NETWORKS)


RESERVED = frozenset(  # the views of `report`
    {"conflicts", "excluded", "explain", "merged", "partners", "pipeline", "program", "sourced", "tags"}
)


def parse_campaign_id(value: Any) -> str:
    """An id that `xpromo report` doesn't read as one of its views."""
    name = parse_id(value)
    if name in RESERVED:
        raise fail("reserved-id", f"`{name}` is a view of `xpromo report`", f"write `{name}-campaign`")
    return name


def parse_form(value: Any) -> str:
    """The name of a form: a file in ``definitions/forms/``, or a plug-in of another package."""
    if isinstance(value, str) and (value in FORMS.modules or value in FORMS.names()):
        return value
    raise PydanticKnownError("literal_error", {"expected": ", ".join(f"'{name}'" for name in FORMS.names())})


CampaignName = Annotated[str, PlainValidator(parse_campaign_id), WithJsonSchema(ID_SCHEMA)]


Form = Annotated[str, PlainValidator(parse_form), WithJsonSchema({"type": "string", "enum": list(FORMS.modules)})]


def parse_shares(value: dict[str, Decimal]) -> dict[str, Decimal]:
    """Parts of one whole."""
    if sum(value.values()) > 1:
        raise fail("bad-share", "the shares together are more than the whole", "lower them to 1 or 100 % in all")
    return value


class Goal(Definition):
    """A number to reach."""

    metric: Metric = key("What is counted.", "sales")
    target: Number = key("How much of it is wanted; revenue in the brand's currency.", 300)


class Goals(Definition):
    """One primary goal and up to two others."""

    primary: Goal | None = key("The goal that decides.", {"metric": "sales", "target": 300}, default=None)
    secondary: Items[Goal] = key("What else would be good.", [{"metric": "signups", "target": 500}], default=())


class Codes(Definition):
    """The codes of an offer: one that everybody types, or a pool of which everybody gets their own."""

    kind: Literal["shared", "pool"] = key("One code for all, or a pool.", "shared")
    code: PromoText | None = key("The shared code.", "MUG15", default=None)
    count: Positive | None = key("How many codes each placement gets (pool).", 5000, default=None)
    prefix: Prefix | None = key("What every code of the pool begins with.", "MUG", default=None)
    single_use: Flag | None = switch("Whether a code works once; pools do unless told otherwise.", default=None)

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        if self.kind == "shared" and self.code is None:
            raise fail("code-fields", "a shared code needs `code`", "add `code: MUG15`")
        pooled = [name for name in ("count", "prefix") if getattr(self, name) is not None]
        if self.kind == "shared" and pooled:
            message, hint = f"`{pooled[0]}` belongs to a pool", "delete it, or write `kind: pool`"
            raise fail("code-fields", message, hint, key=pooled[0])
        if self.kind == "pool" and self.count is None:
            raise fail("code-fields", "a pool of codes needs `count`", "add `count: 5000`")
        if self.kind == "pool" and self.code is not None:
            raise fail(
                "code-fields", "`code` belongs to a shared code", "delete it, or write `kind: shared`", key="code"
            )
        return self

    @property
    def once(self) -> bool:
        """Whether each code works once."""
        return self.kind == "pool" if self.single_use is None else self.single_use


class Offer(Definition):
    """What an audience gets."""

    id: Id = key("Id of the offer.", "winter15")
    title: Line = key("What the audience gets, in a few words.", "15 % off the bundle")
    landing: Link = key("Where links lead.", "https://northwind.example/bundle")
    codes: Codes | None = key("Promo codes.", {"kind": "shared", "code": "MUG15"}, default=None)
    terms: Lines | None = key("Conditions.", "Until 20 December, once per customer.", default=None)
    description: Lines | None = key("What it is, in a sentence or two.", "The mug and a bag.", default=None)
    call_to_action: Line | None = key("Words of the button.", "See the bundle", default=None)
    valid: Period | None = key(
        "Days on which codes work; else the flight.", {"start": "2026-11-30", "end": "2026-12-24"}, default=None
    )


class Roles(Definition):
    """Who does what, as `brand/role`."""

    approvers: Items[Role] = key("Who must approve.", ["northwind-coffee/approver", "green-mug/approver"], default=())
    analytics: Role | None = key("Who owns the numbers.", "northwind-coffee/analyst", default=None)
    timeline: Role | None = key("Who owns the dates.", "green-mug/coordinator", default=None)
    escalation: Role | None = key("Who decides when something is stuck.", "northwind-coffee/lead", default=None)
    if_missed: Line | None = key("What happens when one side misses.", "make-good within 14 days", default=None)


class Task(Definition):
    """One step of the playbook: who has what done by when."""

    step: Id = key("What kind of step it is.", "agree")
    due: Day = key("The day by which it is done.", "2026-11-02")
    owner: Role | None = key("Who does it, as `brand/role`.", "northwind-coffee/approver", default=None)
    what: Line | None = key("What is to be done.", "goals, value for both, roles", default=None)
    done: Day | None = key("The day on which it was done; until then it is due.", "2026-10-30", default=None)


class Expected(Definition):
    """What a placement should bring."""

    reach: Count | None = key("People or sends it gets to.", 25000, default=None)
    clicks: Count | None = key("Clicks on its links.", 600, default=None)


class Budget(Definition):
    """What a placement costs, and who pays which part."""

    amount: Amount = key("Cost in all.", 200.00)
    currency: Currency | None = key("Its currency; else the brand's.", "EUR", default=None)
    share: Annotated[Map[Id, Share], AfterValidator(parse_shares)] = key(
        "Part that each brand pays; we pay the rest.", {"green-mug": 0.5}, default={}
    )


class Placement(Definition):
    """One promised appearance on one property on one date: the key of everything."""

    id: Id = key("Id of the placement; becomes utm_content.", "mug-weekly-launch")
    property: Id = key("Where it appears; whose property it is decides who hosts.", "green-mug-weekly")
    promotes: Id = key("Whose offer it carries: a partner or the brand.", "northwind-coffee")
    offer: Id = key("What it offers.", "winter15")
    phase: Phase | None = key("Its part in the campaign.", "launch", default=None)
    at: Moment | None = key("When, in the property's zone unless an offset is given.", "2026-12-02 09:00", default=None)
    kind: PlacementKind | None = key("How it appears.", "feature", default=None)
    expected: Expected | None = key("What it should bring.", {"reach": 25000, "clicks": 600}, default=None)
    variants: Items[Id] = key("Versions that each get a link.", ["a", "b"], default=())
    budget: Budget | None = key("What it costs.", {"amount": 200.00, "share": {"green-mug": 0.5}}, default=None)
    clicks_from: Id | None = key("The import source whose clicks count for it.", "bitly-clicks", default=None)
    external: Map[Id, Line] = key("Its ids in other tools.", {"mailchimp": "a1b2c3"}, default={})
    moved_from: Id | None = key("The id under which it was promised before.", "mug-weekly", default=None)
    notes: Line | None = key("Anything else.", "First slot after the editorial.", default=None)


class Swap(Definition):
    """Two placements given for each other."""

    give: Id = key("The placement on our property.", "nw-weekly-launch")
    get: Id = key("The placement on theirs.", "mug-weekly-launch")
    tolerance_days: Count = key("How many days the two may lie apart.", 2, default=2)


class Audience(Definition):
    """Whom the campaign is for."""

    languages: Items[Language] = key("Languages of the texts.", ["en", "de"], default=())
    countries: Items[Country] = key("Where they live (ISO 3166).", ["DE", "AT"], default=())


class Question(Definition):
    """A question that customers will ask, with its answer."""

    q: Line = key("The question.", "Can I use the code twice?")
    a: Lines = key("The answer.", "No, once per customer.")


class Assets(Definition):
    """Which texts, pictures and codes are made."""

    email: Flag = switch("An e-mail, as HTML and as text.", default=True)
    social: Items[Network] = key(
        "A post for each of these networks; on a property that is called after some of them, for those.",
        ["instagram", "linkedin"],
        default=(),
    )
    banners: Items[Size] = key("Banners of these sizes.", ["300x250", "728x90"], default=())
    qr: Flag = switch("A QR code for each link.", default=True)
    faq: Items[Question] = key("Questions and answers.", [{"q": "Twice?", "a": "No."}], default=())


class Campaign(Definition):
    """One promotion with one purpose: what is offered, where it appears, who does what."""

    schema_version: Version = key("Version of this file's schema.", 1)
    campaign: CampaignName = key("Id of the campaign; becomes utm_campaign.", "2026-winter-bundle")
    name: Line = key("What people call it.", "Winter bundle")
    form: Form = key("What kind of promotion it is.", "bundle")
    partners: Items[Id] = key("Who takes part besides us.", ["green-mug"])
    flight: Period = key("First and last day.", {"start": "2026-11-30", "end": "2026-12-20"})
    value: Map[Id, Line] = key("Why it is good for each audience.", {"green-mug": "Coffee for the mug."}, default={})
    goals: Section[Goals] = key(
        "What it is to reach.", {"primary": {"metric": "sales", "target": 300}}, default=Goals()
    )
    offers: Items[Offer] = key(
        "What audiences get.",
        [{"id": "winter15", "title": "15 % off", "landing": "https://northwind.example/bundle"}],
        default=(),
    )
    sourced_by: SourcedBy = key(
        "Whose conversions a placement sources: those of new customers, or anyone's.", "anyone", default="new"
    )
    sales_from: Id | None = key(
        "The import source whose sales count, where several tell of them; `all`: each has its own.",
        "shopify-orders",
        default=None,
    )
    roles: Section[Roles] = key("Who does what.", {"analytics": "northwind-coffee/analyst"}, default=Roles())
    playbook: Items[Task] = key(
        "Who has what done by when, from analysis to review.", [{"step": "agree", "due": "2026-11-02"}], default=()
    )
    placements: Items[Placement] = key(
        "What appears where and when.",
        [
            {
                "id": "mug-weekly-launch",
                "property": "green-mug-weekly",
                "promotes": "northwind-coffee",
                "offer": "winter15",
                "at": "2026-12-02 09:00",
            }
        ],
        default=(),
    )
    swaps: Items[Swap] = key(
        "Which placements are given for each other.",
        [{"give": "nw-weekly-launch", "get": "mug-weekly-launch"}],
        default=(),
    )
    experiment: None = key("Reserved for experiments; leave it out or write null.", None, default=None)
    audience: Section[Audience] = key("Whom it is for.", {"languages": ["en", "de"]}, default=Audience())
    assets: Section[Assets] = key("What goes into the kit.", {"email": True, "qr": True}, default=Assets())
    moved_from: Id | None = key("The id under which it was promised before.", "winter-bundle", default=None)
    notes: Lines | None = key("Anything else.", "Third year in a row.", default=None)

    @property
    def id(self) -> str:
        """The campaign's id."""
        return self.campaign
