"""What can be wrong with a kit and its templates."""

from __future__ import annotations

from xpromo.errors import Rule, Severity

UNDEFINED = Rule(
    "XP501",
    "template-undefined",
    "A template asks for a name that isn't there",
    "A name that a template can't find would come out as a hole in what a partner sends.",
    bad="<h1>{{ offer.titel }}</h1>",
    good="<h1>{{ offer.title }}</h1>",
    fix="Correct the name; templates/README.md lists what each template is given.",
)
SYNTAX = Rule(
    "XP502",
    "template-syntax",
    "A template can't be read",
    "The template isn't valid, isn't UTF-8, or uses something that is switched off (safe, autoescape, range, attr …).",
    bad="{% if code %}{{ code }",
    good="{% if code %}{{ code }}{% endif %}",
    fix="Correct the line that is named, or delete the override to get the built-in template back.",
)
FORBIDDEN = Rule(
    "XP503",
    "template-forbidden",
    "A template does something that templates may not",
    "Templates only fill in text: no Python objects, no repeated text by multiplication, no printing of whole lists.",
    bad="{{ offer.__class__ }}",
    good="{{ offer.title }}",
    fix="Ask for one of the values of templates/README.md.",
)
TOO_LONG = Rule(
    "XP510",
    "post-too-long",
    "A social post is longer than its network takes",
    "Networks refuse or cut what is too long, and the link stands at the end. Nothing is cut silently.",
    bad="title: a title of three hundred characters on x",
    good="title: 15 % off the bundle",
    fix="Shorten the offer's title or the campaign's value, or override templates/social/<network>.txt.",
)
NO_LINK = Rule(
    "XP511",
    "asset-without-link",
    "An asset doesn't hold its link",
    "The minted link is how a click is tied to its placement; an asset without exactly that link can't be measured.",
    bad='<a href="https://northwind.example/">',
    good='<a href="{{ link.url|href }}">',
    fix="Use link.url in the template.",
)
NO_DISCLOSURE = Rule(
    "XP512",
    "asset-without-disclosure",
    "An asset doesn't say that it is a promotion",
    "Readers have a right to know of a material connection, near the link and in their language.",
    bad="a template without {{ disclosure }}",
    good="<p>{{ disclosure }}</p> above the button",
    fix="Put {{ disclosure }} near the link, and a text under `disclosure` in brand.yaml.",
)
NO_MAIL_FOOTER = Rule(
    "XP513",
    "mail-without-footer",
    "A mailing lacks a way out or a postal address",
    "Commercial mail has to offer an unsubscribe link and a postal address.",
    bad="brand.yaml without `mail`",
    good='mail: {from: News <news@example.com>, postal_address: "1 High Street", unsubscribe: "https://example.com/u"}',
    fix="Fill in `mail` in brand.yaml and keep {{ mail.unsubscribe }} and the address in the template.",
)
UNSAFE_LINK = Rule(
    "XP514",
    "asset-unsafe-link",
    "An asset links to something that isn't a web page",
    "Only https, http and mailto links may stand in what is handed out.",
    bad='<a href="{{ campaign.name }}">',
    good='<a href="{{ link.url|href }}">',
    fix="Link to link.url or to an address that you wrote into the template.",
)
NO_TRANSLATION = Rule(
    "XP515",
    "no-disclosure-in-language",
    "There is no disclosure text in a language of the audience",
    "A disclosure that readers don't understand discloses nothing; the default text was used.",
    Severity.WARNING,
    bad="audience: {languages: [en, fr]} with disclosure: {text: Partner promotion}",
    good='disclosure: {text: Partner promotion, languages: {fr: "Publicité"}}',
    fix="Add the text under disclosure.languages in brand.yaml.",
)
NO_PLACE = Rule(
    "XP516",
    "asset-without-placement",
    "An asset was asked for, but no placement could carry it",
    "Every link belongs to one placement on one property, so a post needs a placement on a social property.",
    Severity.WARNING,
    bad="assets: {social: [x]} with placements on newsletters only",
    good="a placement whose property has channel: social",
    fix="Add a placement on a property of that channel, or drop the asset.",
)
NO_POOL = Rule(
    "XP517",
    "pool-not-issued",
    "Single-use codes of a placement weren't issued yet",
    "Pool codes are drawn once and kept in the ledger; the kit takes them from there.",
    Severity.WARNING,
    bad="xpromo kit before xpromo codes",
    good="xpromo codes && xpromo kit",
    fix="Run `xpromo codes`, then `xpromo kit` again.",
)
FORBIDDEN_CLAIM = Rule(
    "XP518",
    "forbidden-claim",
    "An asset says what one of the brands forbids",
    "Brands agreed on words that may not stand in anything that carries their name.",
    bad="title: The best in the world",
    good="title: Roasted on Monday",
    fix="Change the offer's title, the value or the terms; claims.forbidden and guardrails.forbidden list the words.",
)
NAME_CLASH = Rule(
    "XP520",
    "file-name-clash",
    "Two files of a kit would have one name",
    "On many machines upper and lower case are the same file, and some names belong to the system.",
    bad="partner: con",
    good="partner: con-brothers",
    fix="Rename the placement or the partner.",
)
EDITED = Rule(
    "XP521",
    "kit-edited",
    "A kit was changed by hand",
    "Its files aren't those of its manifest: somebody's work would be lost if the kit were written anew.",
    bad="an e-mail of .xpromo/kits edited in place",
    good="an override in templates/, so that the change comes back each time",
    fix="Keep the change as a template in templates/, or write the kit anew with --force.",
)

RULES: tuple[Rule, ...] = (
    UNDEFINED, SYNTAX, FORBIDDEN, TOO_LONG, NO_LINK, NO_DISCLOSURE, NO_MAIL_FOOTER, UNSAFE_LINK, NO_TRANSLATION,
    NO_PLACE, NO_POOL, FORBIDDEN_CLAIM, NAME_CLASH, EDITED,
)  # fmt: skip
