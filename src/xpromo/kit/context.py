"""What templates are given: plain text by the names that ``templates/README.md`` lists."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from xpromo.colours import colours_of
from xpromo.kit.content import Appearance, Kit, KitLink, Mail, Side
from xpromo.kit.text import one_line
from xpromo.kit.words import day_text, filled

LONGEST_SUBJECT = 70
CODE_HERE = "[code]"  # a mail tool puts a reader's own code here, from codes.csv


def message(kit: Kit, item: Appearance, link: KitLink, language: str) -> dict[str, Any]:
    """Return the context of everything that one placement shows to an audience: mails, posts."""
    subject, preheader = headline(item)
    words = filled(language, last_day=item.last_day, sender=item.property_name, action=item.action)
    own_code = item.pool is not None and item.channel == "email"
    if own_code:
        words["code"] = words["single_code"]
    return {
        "campaign": {"id": kit.campaign, "name": kit.campaign_name},
        "sender": {"id": item.sender.id, "name": item.sender.name},
        "promoted": {"id": item.promoted.id, "name": item.promoted.name, "required": list(item.promoted.required)},
        "property": {"id": item.property, "name": item.property_name},
        "placement": item.placement,
        "offer": {"id": item.offer, "title": item.offer_title},
        "terms": item.terms,
        "text": item.text,
        "description": item.description,
        "link": {"id": link.id, "url": link.url, "variant": link.variant or ""},
        "code": item.code or (CODE_HERE if own_code else ""),
        "language": language,
        "disclosure": disclosure(kit, item.sender, language),
        "subject": subject,
        "preheader": preheader,
        "words": words,
        "colours": asdict(colours_of(item.promoted.palette)),
        "mail": _mail(kit.mail, item.sender),
    }


def headline(item: Appearance) -> tuple[str, str]:
    """Return the subject line and the preview text of a mail: honest, one line each."""
    subject = one_line(f"{item.promoted.name}: {item.offer_title}")
    if len(subject) > LONGEST_SUBJECT:
        subject = one_line(item.offer_title)
    return subject, one_line(item.text or item.offer_title)


def disclosure(kit: Kit, sender: Side, language: str) -> str:
    """Return what has to stand near the link: the language's text, else the sender's own, else the default."""
    return kit.disclosure.get(language) or sender.disclosure or kit.disclosure.get("", "")


def brief(kit: Kit) -> dict[str, Any]:
    """Return the context of ``brief.md`` and ``faq.md``."""
    return {
        "campaign": {
            "id": kit.campaign,
            "name": kit.campaign_name,
            "form": (kit.form_title or kit.form).lower(),
            "first_day": day_text("en", kit.flight_start),
            "last_day": day_text("en", kit.flight_end - timedelta(days=1)),
            "timezone": kit.timezone,
        },
        "reader": {"id": kit.reader.id, "name": kit.reader.name},
        "others": [{"id": side.id, "name": side.name} for side in kit.others],
        "how": list(kit.how),
        "value": [{"name": side.name, "text": kit.value[side.id]} for side in kit.sides if kit.value.get(side.id)],
        "sends": [_listed(kit, item) for item in kit.sends],
        "arrives": [_listed(kit, item) for item in kit.arrives],
        "do": _do(kit),
        "dont": _dont(kit),
        "roles": [{"duty": duty, "who": who} for duty, who in kit.roles],
        "if_missed": kit.if_missed,
        "faq": [{"q": question, "a": answer} for question, answer in kit.faq],
    }


def when(kit: Kit, item: Appearance) -> str:
    """Return the moment of a placement in the sender's zone and, where its clock differs, in the brand's."""
    if item.at is None:
        return "No date yet"
    theirs, ours = item.at.astimezone(ZoneInfo(item.zone)), item.at.astimezone(ZoneInfo(kit.timezone))
    text = f"{day_text('en', theirs.date())}, {theirs:%H:%M} {item.zone}"
    if theirs.utcoffset() == ours.utcoffset():
        return text
    day = "" if theirs.date() == ours.date() else f"{day_text('en', ours.date())}, "
    return f"{text} ({day}{ours:%H:%M} {kit.timezone})"


def _listed(kit: Kit, item: Appearance) -> dict[str, Any]:
    mailed = kit.email and item.channel == "email"
    subject, preheader = headline(item) if mailed else ("", "")
    return {
        "placement": item.placement,
        "when": when(kit, item),
        "what": " ".join(part for part in (item.phase, item.kind or "placement") if part),
        "sender": {"id": item.sender.id, "name": item.sender.name},
        "promoted": {"id": item.promoted.id, "name": item.promoted.name},
        "property": {"id": item.property, "name": item.property_name, "channel": item.channel},
        "offer": {"id": item.offer, "title": item.offer_title},
        "terms": item.terms,
        "description": item.description,
        "text": item.text,
        "subject": subject,
        "preheader": preheader,
        "links": [{"id": link.id, "variant": link.variant or "", "url": link.url} for link in item.links],
        "code": item.code or "",
        "pool": _pool(item),
        "disclosure": disclosure(kit, item.sender, kit.languages[0]),
    }


def _pool(item: Appearance) -> str:
    if item.pool is None:
        return ""
    return f"{len(item.pool):,}, one a person, in {item.placement}/codes.csv" if item.pool else "not issued yet"


def _do(kit: Kit) -> list[str]:
    lines = [
        "Use each link exactly as it is, only in its own placement: it is how its clicks are counted.",
        f"Put “{disclosure(kit, kit.reader, kit.languages[0])}” near the link, not only in the footer.",
        "Tell us when it went out.",
    ]
    if len(kit.languages) > 1:
        lines.append("Texts of the brands stand in every file as they were written: translate them where needed.")
    for side in kit.sides:
        lines += [f"Where {side.name} is promoted, say: {sentence}" for sentence in side.required]
        lines += [f"Of {side.name}, say “{theirs}” rather than “{ours}”" for ours, theirs in side.words]
    return lines


def _dont(kit: Kit) -> list[str]:
    lines = ["Shorten a link with a tool that drops what stands after the “?”."]
    for side in kit.sides:
        quoted = ", ".join(f"“{phrase}”" for phrase in side.forbidden)
        lines += [f"Words that {side.name} does not want: {quoted}"] if quoted else []
    return lines


def _mail(mail: Mail, sender: Side) -> dict[str, str]:
    """Return our own footer for our own mails; a partner's tool fills in the partner's."""
    here = {"unsubscribe": "", "unsubscribe_here": "[your unsubscribe link]", "postal_address": "[your postal address]"}
    if not sender.ours:
        return here
    return {"unsubscribe": mail.unsubscribe, "unsubscribe_here": "", "postal_address": mail.postal_address}
