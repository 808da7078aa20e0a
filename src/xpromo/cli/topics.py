"""The pages of `xpromo help`: what belongs to no single command. 80 columns, and a test holds them to what is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Topic(NamedTuple):
    """A page: what it is about in a few words, and its text."""

    about: str
    text: str


TOPICS: Mapping[str, Topic] = {
    "attribution": Topic(
        "how a conversion finds its placement, and who is credited",
        """\
A conversion is tied to a placement by evidence, the best that it carries:

  1  the link id in the URL (xp=…), or a short link
  2  a single-use code
  3  utm_content with utm_campaign
  4  utm_source, utm_medium and utm_campaign
  5  a shared code: proves the campaign, and the placement if only one has it
  6  the same person's earlier touch (only in xpromo attribution)
  7  the partner's site as referrer: proves the partner
  8  a placement named by hand: import --placement, or a column

Where the best code and the best link disagree, `attribution.conflict` of the
agreement (else of the brand) decides:

  code-first  the code wins
  link-first  the link wins
  split       they share the credit; the better evidence stays the owner
  last        the later one wins: a code is typed in after the click

`attribution.window_days` says how many days after a touch a conversion may
count.
What nothing proves is never guessed: `xpromo report tags` lists it with the
nearest promise.

xpromo attribution shares conversions out among the touches before them:

  first, last, linear, position (40/20/40), time-decay
  markov-global, markov-within    removal effects: of all, of each path
  shapley, shapley-rate           Shapley values: of sums, of rates

A credit rule is not a causal effect; docs/attribution.md has the formulas.
""",
    ),
    "checks": Topic(
        "what check looks at, and how to choose",
        """\
xpromo check loads every file below campaigns/ and runs every check over them.
Each finding has a code (XP151), a name, a place, and what to do.

  xpromo check                    everything; exit 1 when there are errors
  xpromo check campaigns/x.yaml   only what is found in there
  xpromo check --select dates     only these: codes, names, or just XP15
  xpromo check --ignore XP158     all but these
  xpromo check --fix              mend what has one reading; -n shows how
  xpromo check --strict           warnings count too
  xpromo check --exit-zero        exit 0 whatever is found
  xpromo explain XP151            why it matters, a bad and a good example

What you looked at and live with is ignored where it stands, with a reason:

  at: 2026-12-05 09:00  # xpromo: ignore[XP151] agreed with Lena

ignore-file does so for its whole file. What makes a file unusable can't be
ignored.

--format takes full (the default), concise, statistics, json, ndjson, md,
github, gitlab, sarif or junit.

Three severities: an error stops links, codes and kits of its campaign; a
warning counts under --strict alone; a note never does.

Commands that hand something out (links, codes, kit) refuse what can't be taken
back, whatever `check` was told to pass over.
""",
    ),
    "completion": Topic(
        "the Tab key, in bash, zsh and fish",
        """\
Tab completes commands, options, and what they take: campaigns, partners,
placements and properties of the workspace, formats, codes of problems, topics.

  xpromo --install-completion

sets up the shell that you are in, from the next one that you open. By hand,
such as in a container, or in files that you keep in git:

  in ~/.bashrc
    eval "$(_XPROMO_COMPLETE=source_bash xpromo)"
  in ~/.zshrc, after compinit
    eval "$(_XPROMO_COMPLETE=source_zsh xpromo)"
  in ~/.config/fish/config.fish
    env _XPROMO_COMPLETE=source_fish xpromo | source

xpromo doctor says whether your shell completes.
""",
    ),
    "environment": Topic(
        "variables for every option, and the others",
        """\
Every option has a variable. Of a global one it is XPROMO_ and its name:

  XPROMO_WORKSPACE    the workspace's folder
  XPROMO_LEDGER       the ledger's file
  XPROMO_COLOR        auto, always or never
  XPROMO_WAIT         seconds to wait for a busy ledger
  XPROMO_NOW          the moment to call now
  XPROMO_QUIET, XPROMO_VERBOSE, XPROMO_DEBUG

Of an option of a command, XPROMO_, the command and its name, such as
XPROMO_REPORT_FORMAT or XPROMO_LEDGER_INFO_FORMAT. What is typed wins.

  XPROMO_KEY          the workspace's key (64 hex digits), not .xpromo/key
  SOURCE_DATE_EPOCH   the moment to call now, where XPROMO_NOW isn't set
  NO_COLOR, TERM=dumb, FORCE_COLOR
                      as everywhere; --color decides over all of them
  COLUMNS             the width of tables
""",
    ),
    "exit-codes": Topic(
        "what each exit code says",
        """\
0    well
1    findings: something in your files, a gate that failed, a file of which no
     record could be taken
2    wrong usage, unreadable configuration, an import that an option must settle
3    the ledger or a file: missing, locked, full, damaged, cut, newer than this
     version
4    a remote service said no
70   a bug in xpromo: one line, and where the traceback was written
130  Ctrl-C
143  asked to stop by the system (SIGTERM)

Several files are taken in the order given, each on its own; the exit code is
the highest. Scripts may rely on all of these.
""",
    ),
    "formats": Topic(
        "table, json, ndjson, csv, md, html, and files",
        """\
--format chooses how a result is written, --output where. The ending of the
file names the format too: report.md, links.csv.

  table   for people: the default
  json    an envelope {schema, format_version, xpromo_version, generated_at,
          data}; money in minor units beside its currency, rates as fractions,
          moments as ISO 8601 with offset
  ndjson  one row a line, no envelope
  csv     for spreadsheets: cells that a spreadsheet would run are guarded by
          an apostrophe; --raw doesn't
  md      Markdown tables, for an issue or a pull request
  html    one page that needs nothing else; for `report` with charts

`xpromo check` has formats of its own: `xpromo help checks`.

A file appears whole or not at all. Results are all that is printed on standard
output; notes, problems and progress go to standard error, and --quiet drops
the notes. The JSON Schemas of all results come with the program.
""",
    ),
    "forms": Topic(
        "the kinds of promotion that a campaign can be",
        """\
The form of a campaign says what kind of promotion it is:

  newsletter-swap  each side's newsletter carries the other's offer
  dedicated-send   a mail of its own to one side's list
  sponsored        a paid slot in a newsletter, show or page
  social           posts and stories on both sides' accounts
  in-product       a card, banner or message in an app
  content          a guide, series or report made together
  syndication      one side's content on the other's channels
  webinar          an event that both invite to
  bundle           two products at one price, or one with the other
  referral         customers who bring customers, with codes of their own
  co-selling       leads handed from sales team to sales team

  xpromo plan FORM --partner ID --start 2027-01-11

writes a campaign with its phases (teaser, launch, reminder, recap) on the
properties of both sides, with blanks for what only you know. `xpromo check`
lists the blanks until they are filled in.
""",
    ),
    "privacy": Topic(
        "what is read, kept and shown of people",
        """\
Columns are allow-listed: what isn't needed is never read. E-mail addresses and
customer ids become keyed hashes on the way in, with a key that is not in the
ledger; IP addresses are cut to /24 or /48 before they are hashed and are not
kept. No message, log or refusal repeats a cell of your export. Of mentions and
of answers to surveys no word is kept, of a partner's report no customer.

The ledger is one local file that only you may read (mode 0600), and so are the
key and files with codes. Nothing is sent anywhere.

Contacts stay in the files of brand and partners; everywhere else people appear
as roles, such as green-mug/approver.
""",
    ),
    "sources": Topic(
        "the kinds of files that can be imported",
        """\
A file is recognised from its content; --source names one of these where
several fit or none does:

  our own      clicks conversions reach costs stages mentions answers
               promo-codes
  analytics    ga4-report ga4-api ga4-bigquery ga4-bigquery-clicks
               plausible-dashboard plausible-visitors plausible-custom-events
               plausible-site-export matomo-campaigns umami-clicks
               umami-conversions posthog-clicks universal-analytics
  tracking     segment-events segment-pages snowplow-events snowplow-pages
               appsflyer-events
  shops        shopify-orders shopify-orders-json woocommerce-orders
               woocommerce-analytics woocommerce-webtoffee gumroad-sales
               lemonsqueezy-orders paddle-transactions
  payments     stripe-payments stripe-objects stripe-promotion-codes
               paypal-activity paypal-statement
  affiliates   awin-transactions impact-actions rakuten-orders
               rewardful-commissions tapfiliate-conversions
  shorteners   bitly-clicks bitly-links dub-clicks dub-links dub-leads
               dub-sales dub-commissions rebrandly-clicks rebrandly-links
               shlink-clicks shlink-links yourls-clicks yourls-links
  logs         combined-log cloudflare-logpush cloudfront-log vercel-logs
  mail         mailchimp-campaigns mailchimp-report mailchimp-audience
               klaviyo-campaigns kit-subscribers beehiiv-subscriptions
               substack-subscribers mailerlite-report
  sales teams  hubspot-contacts hubspot-deals salesforce-opportunities
  guests       eventbrite-attendees eventbrite-registrations luma-guests
               zoom-webinar

What nothing recognises can become one of our own: --source conversions
--map THEIRS=OURS, one --map a column; --save-map NAME keeps it.
""",
    ),
}
