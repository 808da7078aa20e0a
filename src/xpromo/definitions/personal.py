"""Whether a text tells who somebody is; says what kind of thing it found, never the thing."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote

from xpromo.urls import read_parameters

ADDRESS = "an e-mail address"
PHONE = "a phone number"
TOKEN = "a session id or secret"  # noqa: S105 - it is the word for one
PERSON = "a person's name"
BIRTH = "a date of birth"

_ROUNDS = 3  # tools that encode what was encoded already
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@(?![0-9]x\.)(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![\w.])(?:\+|tel:\+?)[ (]?\d(?:[ ()./-]{0,2}\d){7,14}(?!\w)")
_DIGITS = re.compile(r"(?:\D*\d){6,15}\D*\Z")
_SIGNED = re.compile(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*")  # a JSON web token
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_CLOAKED = re.compile(r"[0-9a-fA-F]{32,64}\Z|.*[@{}|*$\[\]]")  # its hash, or the blank that a mail tool fills
_SECRET = re.compile(r"(?=.*[0-9])[^{}]*[A-Za-z0-9]{8}")  # neither a word nor a date

# Names of parameters, without separators, by what their values are
_NAMES = {
    TOKEN: frozenset(
        "sessionid phpsessid jsessionid aspsessionid token accesstoken authtoken idtoken refreshtoken "
        "apikey apitoken secret clientsecret password passwd pwd signature sig xamzsignature xgoogsignature".split()
    ),
    PHONE: frozenset("phone phonenumber telephone tel mobile mobilenumber msisdn telefon handy".split()),
    PERSON: frozenset(
        "firstname lastname fullname surname givenname familyname vorname nachname customername".split()
    ),
    BIRTH: frozenset("dob birthdate birthday dateofbirth geburtstag geburtsdatum".split()),
    ADDRESS: frozenset("email emailaddress useremail customeremail emailhash emailmd5 emailsha256 hashedemail".split()),
}  # fmt: skip
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}
_SEPARATORS = re.compile(r"[-_.\[\]]")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=\w", re.IGNORECASE)


def personal_in_url(url: str) -> str:
    """Return what a URL tells of a person, with the parameter where it can be named, "" when nothing."""
    for name, value in read_parameters(url) if "?" in url else ():
        if kind := personal_in_value(name, value):
            return f"{kind} (`{name}`)" if name.replace("_", "").replace("-", "").isalnum() else kind
    if _SESSION_IN_PATH.search(url):
        return TOKEN
    return personal_in_text(url)


def personal_in_value(name: str, value: str) -> str:
    """Return what a named value tells of a person, "" when nothing."""
    kind = _KINDS.get(_SEPARATORS.sub("", name.lower()), "")
    if kind and value and _fits(kind, value):
        return kind
    return personal_in_text(value)


def personal_in_text(text: str) -> str:
    """Return what a text holds: plainly, percent-encoded (also twice) or, for addresses, in base64."""
    plain = _plain(text)
    if "@" in plain and _EMAIL.search(plain):
        return ADDRESS
    if ("+" in plain or "tel:" in plain) and _PHONE.search(plain):
        return PHONE
    if "eyJ" in plain and _SIGNED.search(plain):
        return TOKEN
    runs = (run for run in _BASE64.findall(plain) if not run.islower())
    pieces = (piece for run in runs for piece in {run, *run.split("/")})  # a slash is a letter of base64, or is not
    return ADDRESS if any(map(_hides_address, pieces)) else ""


def _fits(kind: str, value: str) -> bool:
    """Whether the value is more than a switch such as ``email=weekly`` or ``phone=1``."""
    if kind == PHONE:
        return bool(_DIGITS.match(_plain(value)))
    if kind == ADDRESS:
        return bool(_CLOAKED.match(_plain(value)))
    return kind != TOKEN or bool(_SECRET.match(value))


def _plain(text: str) -> str:
    for _ in range(_ROUNDS):
        if "%" not in text:
            break
        text = unquote(text, errors="replace")
    return text


def _hides_address(text: str) -> bool:
    """Whether base64 (either alphabet, padded or not) stands for an e-mail address."""
    body = text.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        decoded = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    return b"@" in decoded and decoded.isascii() and _EMAIL.fullmatch(decoded.decode("ascii").strip()) is not None
