"""Project, promises and links → what each side's kit is made of. The only file here that knows the definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from xpromo.definitions.form import FORMS
from xpromo.definitions.model import Project
from xpromo.definitions.promising import day_after
from xpromo.definitions.schema import Brand, Campaign, Mail, Offer, Partner, Roles
from xpromo.definitions.schema.campaign import networks_of
from xpromo.kit.content import Appearance, Kit, KitLink, Side
from xpromo.kit.content import Mail as KitMail
from xpromo.records import MintedLinks, Promise


def gather(project: Project, campaign: Campaign, minted: MintedLinks, pools: Mapping[str, Sequence[str]]) -> list[Kit]:
    """Return a kit for each side that sends or gets something in the campaign: partners as written, then our own.

    ``minted`` may hold other campaigns too; ``pools`` maps placements to their issued codes.
    """
    brand = project.brand
    if brand is None:
        return []
    shown = [_appearance(project, brand, campaign, *found, pools) for found in _placements(campaign, minted)]
    kits = [_kit(project, brand, campaign, reader, shown) for reader in (*campaign.partners, brand.id)]
    return [kit for kit in kits if kit.sends or kit.arrives]


def _placements(campaign: Campaign, minted: MintedLinks) -> Iterator[tuple[Promise, tuple[KitLink, ...]]]:
    links: dict[int, list[KitLink]] = {}
    for number, link, variant, url in zip(minted.promise, minted.link, minted.variant, minted.url, strict=True):
        links.setdefault(number, []).append(KitLink(link, variant, url))
    for number, promise in enumerate(minted.promises):
        if promise.campaign == campaign.id:
            yield promise, tuple(links.get(number, ()))


def _appearance(
    project: Project,
    brand: Brand,
    campaign: Campaign,
    promise: Promise,
    links: tuple[KitLink, ...],
    pools: Mapping[str, Sequence[str]],
) -> Appearance:
    owner, place = project.properties[promise.property]
    _, offer = project.offers[promise.offer]
    return Appearance(
        promise.placement,
        side(project, owner),
        side(project, promise.promotes),
        place.id,
        place.name,
        place.channel,
        promise.phase,
        promise.kind,
        promise.at,
        str(place.timezone or brand.timezone),
        offer.id,
        offer.title,
        offer.terms or "",
        campaign.value.get(owner, ""),
        _last_day(campaign, offer),
        links,
        offer.description or "",
        offer.call_to_action or "",
        offer.codes.code if offer.codes else None,
        _pool(offer, pools.get(promise.placement, ())),
        tuple(name for name in campaign.assets.social if name in networks_of(place.id)),
    )


def _last_day(campaign: Campaign, offer: Offer) -> date | None:
    if offer.valid:
        return offer.valid.end
    return campaign.flight.end if FORMS.get(campaign.form).ends else None


def _pool(offer: Offer, issued: Sequence[str]) -> tuple[str, ...] | None:
    return tuple(issued) if offer.codes and offer.codes.kind == "pool" else None


def side(project: Project, name: str) -> Side:
    """Return a brand or partner as a kit shows it; one that nobody defined is shown by its id."""
    party = project.parties.get(name)
    if party is None:
        return Side(name, name, ours=False)
    if isinstance(party, Partner):
        rules = party.guardrails
        if rules is None:
            return Side(party.id, party.name, ours=False)
        return Side(
            party.id,
            party.name,
            ours=False,
            palette=rules.palette,
            required=rules.required,
            forbidden=rules.forbidden,
            words=tuple(rules.words.items()),
            disclosure=rules.disclosure or "",
        )
    return Side(party.id, party.name, ours=True, palette=party.style.palette, forbidden=party.claims.forbidden)


def _kit(project: Project, brand: Brand, campaign: Campaign, reader: str, shown: Sequence[Appearance]) -> Kit:
    sends = tuple(item for item in shown if item.sender.id == reader)
    arrives = tuple(item for item in shown if item.promoted.id == reader and item.sender.id != reader)
    others = _others(project, brand, reader, (*sends, *arrives))
    names = {side.id: side.name for side in (*others, side(project, reader))}
    texts = brand.disclosure
    form = FORMS.get(campaign.form)
    return Kit(
        campaign.id,
        campaign.name,
        campaign.form,
        campaign.flight.start,
        day_after(campaign.flight.end),
        str(brand.timezone),
        side(project, reader),
        others,
        _by_time(sends),
        _by_time(arrives),
        campaign.audience.languages or ("en",),
        campaign.assets.social,
        campaign.assets.email,
        campaign.assets.qr,
        form.title,
        form.how,
        campaign.value,
        {**texts.languages, "": texts.text} if texts else {},
        _mail(brand.mail),
        tuple(_roles(campaign.roles, names)),
        campaign.roles.if_missed or "",
        tuple((item.q, item.a) for item in campaign.assets.faq),
        brand.utm.link_parameter,
        project.locate(campaign, "assets"),
    )


def _others(project: Project, brand: Brand, reader: str, shown: Sequence[Appearance]) -> tuple[Side, ...]:
    """The brands that a reader's placements name; a partner always deals with us."""
    ours = () if reader == brand.id else (side(project, brand.id),)
    found = {side.id: side for side in ours}
    for item in shown:
        found |= {side.id: side for side in (item.sender, item.promoted) if side.id != reader}
    return tuple(found.values())


def _by_time(shown: Sequence[Appearance]) -> tuple[Appearance, ...]:
    """Placements without a date come last; the order of writing settles the rest."""
    return tuple(sorted(shown, key=lambda item: (item.at is None, item.at.timestamp() if item.at else 0)))


def _mail(mail: Mail | None) -> KitMail:
    return KitMail(mail.from_, mail.postal_address, mail.unsubscribe) if mail else KitMail()


def _roles(roles: Roles, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Duties with the brand and role that has them, never a person; other partners' are left out."""
    pairs = [("Approves", role) for role in roles.approvers]
    pairs += [
        (duty, role)
        for duty, role in (
            ("Owns the numbers", roles.analytics),
            ("Owns the dates", roles.timeline),
            ("Decides when stuck", roles.escalation),
        )
        if role
    ]
    for duty, role in pairs:
        party, _, post = role.partition("/")
        if party in names:
            yield duty, f"{names[party]}, {post}"
