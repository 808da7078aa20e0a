"""The few words that are ours in an asset, by language; everything else is the brands' own text.

A language that isn't here gets English words around the brands' text, and ISO dates.
"""
# ruff: noqa: RUF001 - apostrophes of other languages

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Words:
    """Ready-made pieces; ``{…}`` places are filled by :func:`filled`."""

    action: str  # on the button
    code: str  # above a promo code
    single_code: str  # where everyone gets a code of their own
    until: str  # {day}
    sent_by: str  # {sender}: why the reader gets this
    unsubscribe: str
    follow: str  # before a link in running text
    email: str  # label of a form field
    submit: str
    day: str  # {day} {month} {year}
    months: tuple[str, ...]


_ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

WORDS: Mapping[str, Words] = {
    "en": Words(
        "See the offer",
        "Your code",
        "Your personal code",
        "Until {day}",
        "You get this because you subscribed to {sender}.",
        "Unsubscribe",
        "Here it is:",
        "E-mail address",
        "Sign up",
        "{day} {month} {year}",
        _ENGLISH_MONTHS,
    ),
    "de": Words(
        "Zum Angebot",
        "Dein Code",
        "Dein persönlicher Code",
        "Bis {day}",
        "Du erhältst diese Nachricht, weil du {sender} abonniert hast.",
        "Abmelden",
        "Hier entlang:",
        "E-Mail-Adresse",
        "Anmelden",
        "{day}. {month} {year}",
        (
            "Januar", "Februar", "März", "April", "Mai", "Juni",
            "Juli", "August", "September", "Oktober", "November", "Dezember",
        ),
    ),
    "fr": Words(
        "Voir l’offre",
        "Votre code",
        "Votre code personnel",
        "Jusqu’au {day}",
        "Vous recevez ce message car vous êtes abonné à {sender}.",
        "Se désabonner",
        "C’est par ici :",
        "Adresse e-mail",
        "S’inscrire",
        "{day} {month} {year}",
        (
            "janvier", "février", "mars", "avril", "mai", "juin",
            "juillet", "août", "septembre", "octobre", "novembre", "décembre",
        ),
    ),
    "es": Words(
        "Ver la oferta",
        "Tu código",
        "Tu código personal",
        "Hasta el {day}",
        "Recibes este mensaje porque te suscribiste a {sender}.",
        "Darse de baja",
        "Aquí está:",
        "Correo electrónico",
        "Suscribirse",
        "{day} de {month} de {year}",
        (
            "enero", "febrero", "marzo", "abril", "mayo", "junio",
            "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
        ),
    ),
    "it": Words(
        "Scopri l’offerta",
        "Il tuo codice",
        "Il tuo codice personale",
        "Fino al {day}",
        "Ricevi questo messaggio perché sei iscritto a {sender}.",
        "Annulla l’iscrizione",
        "Eccola:",
        "Indirizzo e-mail",
        "Iscriviti",
        "{day} {month} {year}",
        (
            "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
            "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
        ),
    ),
    "nl": Words(
        "Bekijk de aanbieding",
        "Je code",
        "Je persoonlijke code",
        "Tot en met {day}",
        "Je ontvangt dit bericht omdat je je hebt ingeschreven voor {sender}.",
        "Uitschrijven",
        "Kijk hier:",
        "E-mailadres",
        "Aanmelden",
        "{day} {month} {year}",
        (
            "januari", "februari", "maart", "april", "mei", "juni",
            "juli", "augustus", "september", "oktober", "november", "december",
        ),
    ),
}  # fmt: skip


def words_for(language: str) -> Words:
    """Return the words of a language (``de-AT`` → German), English where we have none."""
    return WORDS.get(language.partition("-")[0].lower(), WORDS["en"])


def day_text(language: str, day: date) -> str:
    """Return a day as that language writes it: ``20 December 2026``; ISO where we don't know the language."""
    if language.partition("-")[0].lower() not in WORDS:
        return day.isoformat()
    words = words_for(language)
    return words.day.format(day=day.day, month=words.months[day.month - 1], year=day.year)


def filled(language: str, *, last_day: date | None, sender: str, action: str = "") -> dict[str, str]:
    """Return a language's words as templates get them, with its places filled; ``action`` replaces the button's."""
    words = words_for(language)
    texts = {name: value for name, value in asdict(words).items() if isinstance(value, str) and name != "day"}
    texts["until"] = words.until.replace("{day}", day_text(language, last_day)) if last_day else ""
    texts["sent_by"] = words.sent_by.replace("{sender}", sender)
    texts["action"] = action or words.action
    return texts
