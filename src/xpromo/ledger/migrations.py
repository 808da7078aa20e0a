"""Numbered steps from every released schema to this one; ``user_version`` is the number of the last step taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xpromo.ledger.schema import APPLICATION_ID, FIRST

if TYPE_CHECKING:
    import sqlite3

COUNTERS = """
ALTER TABLE totals ADD COLUMN since INTEGER;   -- derived: of a lifetime counter the day it was read before
ALTER TABLE totals ADD COLUMN base INTEGER;    -- derived: what it showed then
CREATE INDEX totals_counters ON totals (scope, metric, dimension, "end") WHERE start = -2147483648;
"""

ADOPTING = """
-- ------------------------------------------------------------------------------------------------ intent

CREATE TABLE campaign_names (                  -- a campaign that was renamed; append-only
  id INTEGER PRIMARY KEY,
  campaign TEXT NOT NULL,
  moved_from TEXT NOT NULL,
  minted_at INTEGER NOT NULL
) STRICT;

CREATE TABLE link_tags (                       -- the tags of a link that was handed out without an id
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL REFERENCES links (link),
  source TEXT NOT NULL,
  medium TEXT NOT NULL,
  campaign TEXT NOT NULL,
  content TEXT NOT NULL,
  adopted_at INTEGER NOT NULL,
  UNIQUE (source, medium, campaign, content)
) STRICT;
"""

FORGETTING = """
ALTER TABLE conversions ADD COLUMN settled TEXT;  -- novelty as it was when the customer's key was removed

-- ------------------------------------------------------------------------------------------------ forgetting

CREATE TABLE tombstones (                      -- a person or device that was erased: import drops their keys
  id INTEGER PRIMARY KEY,
  mark BLOB NOT NULL UNIQUE,                   -- a hash of the key
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE removals (                        -- what erase and purge removed, in numbers
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  command TEXT NOT NULL,                       -- erase, purge
  before_day INTEGER,                          -- purge: of facts before this day
  touches INTEGER NOT NULL,
  conversions INTEGER NOT NULL,
  people INTEGER NOT NULL,
  assignments INTEGER NOT NULL,
  texts INTEGER NOT NULL                       -- of refused rows
) STRICT;
"""

HYGIENE = """
INSERT OR IGNORE INTO texts VALUES (-1, 'repeat'), (-2, 'scanner-burst'), (-3, 'too-soon');

CREATE TABLE exclusions (                      -- derived: a touch that others exclude
  touch INTEGER PRIMARY KEY,
  reason INTEGER NOT NULL REFERENCES texts (id),
  settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1))  -- decided when a visitor's key was removed
) STRICT;

ALTER TABLE touches ADD COLUMN centre INTEGER NOT NULL DEFAULT 1;  -- whose data centre it comes from, number of texts
CREATE INDEX touches_centre ON touches (at) WHERE centre <> 1;
ALTER TABLE totals ADD COLUMN sent_at INTEGER;  -- the moment of the send that it is about, where the export states it
CREATE INDEX totals_sent ON totals (sent_at) WHERE sent_at IS NOT NULL;

CREATE TABLE touch_blocks (                    -- derived: when 4,096 touches that were written together happened
  block INTEGER PRIMARY KEY,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;

CREATE TABLE batch_rules (                     -- by which rules the clicks of a batch were looked at
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL UNIQUE REFERENCES batches (id),
  agents TEXT NOT NULL,                        -- the date of the list of robots' agents
  centres TEXT NOT NULL,                       -- the date of the list of data centres
  filtered TEXT NOT NULL                       -- what the tool had left out before it exported
) STRICT;
"""

APART = """
-- ------------------------------------------------------------------------------------------------ kept apart

CREATE TABLE batch_terms (                     -- what is special about a batch
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL UNIQUE REFERENCES batches (id),
  reported_by TEXT,                            -- the partner whose report it is
  holds TEXT                                   -- mentions or answers, for which the kind of batches has no word
) STRICT;

CREATE TABLE reported (                        -- what a partner reports of their own site; never added to ours
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  cells INTEGER NOT NULL,
  source_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  amount INTEGER,                              -- signed minor units
  currency TEXT NOT NULL,
  basis TEXT NOT NULL,
  target INTEGER NOT NULL REFERENCES targets (id),
  new INTEGER CHECK (new IN (0, 1)),           -- as the report says
  parent TEXT NOT NULL,
  series TEXT NOT NULL,                        -- "" or the rows of which the largest rank stands
  rank INTEGER NOT NULL,
  scope INTEGER NOT NULL REFERENCES texts (id),  -- source, partner and account: ids are unique inside it
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX reported_key ON reported (key) WHERE undone = 0;
CREATE INDEX reported_source ON reported (scope, source_id) WHERE parent = '';
CREATE INDEX reported_series ON reported (scope, series) WHERE series <> '';

CREATE TABLE mentions (                        -- somebody wrote or spoke of the brand; never what they said
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  cells INTEGER NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  target INTEGER NOT NULL REFERENCES targets (id),
  site INTEGER NOT NULL REFERENCES texts (id),
  sentiment TEXT NOT NULL CHECK (sentiment IN ('', 'positive', 'negative', 'neutral', 'mixed')),
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX mentions_key ON mentions (key) WHERE undone = 0;

CREATE TABLE survey_answers (                  -- what somebody chose when asked; never their words
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  cells INTEGER NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  question INTEGER NOT NULL REFERENCES texts (id),
  level TEXT NOT NULL CHECK (level IN ('', 'placement', 'property', 'partner', 'channel')),
  name TEXT NOT NULL,                          -- the id of what was chosen, "" for anything else
  customer BLOB,
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX survey_answers_key ON survey_answers (key) WHERE undone = 0;
CREATE INDEX survey_answers_customer ON survey_answers (customer) WHERE customer IS NOT NULL;

ALTER TABLE removals ADD COLUMN answers INTEGER NOT NULL DEFAULT 0;

CREATE TABLE aliases (                         -- what somebody says tags were; the last row of a text holds
  id INTEGER PRIMARY KEY,
  theirs TEXT NOT NULL,                        -- a campaign, content or source as read, without case and encodings
  placement TEXT,                              -- null: removed
  at INTEGER NOT NULL
) STRICT;
"""

PATHS = """
ALTER TABLE promises ADD COLUMN sourced_by TEXT NOT NULL DEFAULT 'new';  -- whose conversions it sources: new, anyone
ALTER TABLE evidence ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;  -- 1: a code, and no link of ours beside it

ALTER TABLE conversions ADD COLUMN path TEXT;        -- derived: placements that the person touched, in order
ALTER TABLE conversions ADD COLUMN touched INTEGER;  -- derived: the target of the last of these touches
ALTER TABLE conversions ADD COLUMN same_person INTEGER NOT NULL DEFAULT 0;  -- derived: 1: credited for that touch
ALTER TABLE conversions ADD COLUMN settled_path TEXT;        -- as it was when a key that led to it was removed
ALTER TABLE conversions ADD COLUMN settled_touched INTEGER;  -- the same
CREATE INDEX conversions_visitor ON conversions (visitor) WHERE visitor IS NOT NULL;
CREATE INDEX conversions_person ON conversions (customer) WHERE customer IS NOT NULL AND kind <> 'sale';

CREATE TABLE person_touches (                  -- derived: touches of visitors that a conversion knows
  visitor BLOB NOT NULL,
  touch INTEGER NOT NULL REFERENCES touches (id),
  PRIMARY KEY (visitor, touch)
) STRICT, WITHOUT ROWID;

CREATE TABLE daily_paths (                     -- derived: of daily, the conversions with a path, by path
  path TEXT NOT NULL,
  target INTEGER NOT NULL,
  metric INTEGER NOT NULL,                     -- metric, label, currency: numbers of texts
  label INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  day INTEGER NOT NULL,
  n INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (target, metric, label, currency, day, path)
) STRICT, WITHOUT ROWID;
"""

PIPELINE = """
CREATE INDEX conversions_stages ON conversions (kind)
  WHERE kind IN ('lead', 'mql', 'sql', 'opportunity', 'won', 'lost');
"""

MERGING = """
ALTER TABLE conversions ADD COLUMN united INTEGER;  -- derived: the target of what all rows of a merged sale carry
ALTER TABLE conversion_joins ADD COLUMN conversion INTEGER REFERENCES conversions (id);  -- the row of the key
ALTER TABLE conversion_joins ADD COLUMN scope INTEGER REFERENCES texts (id);             -- its source and account
UPDATE conversion_joins SET (conversion, scope) = (
  SELECT id, scope FROM conversions c
  WHERE c.key = conversion_joins.key AND c.batch = conversion_joins.batch AND c.undone = 0);
DROP INDEX conversion_joins_name;
CREATE INDEX conversion_joins_tie ON conversion_joins (name, scope, conversion);
CREATE INDEX conversion_joins_conversion ON conversion_joins (conversion);
CREATE INDEX conversions_shop ON conversions (scope, at) WHERE kind = 'sale' AND undone = 0;
CREATE INDEX conversions_superseded ON conversions (superseded_by) WHERE superseded_by IS NOT NULL AND undone = 0;
"""

PROMOTIONS = """
CREATE TABLE promo_codes (                     -- the code behind a payment provider's own id of it
  id INTEGER PRIMARY KEY,
  promo TEXT NOT NULL,                         -- promo_1Q…
  code TEXT NOT NULL,                          -- canonical
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX promo_codes_promo ON promo_codes (promo) WHERE undone = 0;
"""

MEASURING = HYGIENE + APART + PATHS + PIPELINE + MERGING + PROMOTIONS

ASIDE = """
ALTER TABLE conversions ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;  -- derived: 1: another source is the record
CREATE INDEX conversions_aside ON conversions (aside) WHERE aside = 1 AND undone = 0;
"""

IDENTITY = """
DROP INDEX conversions_key;
DROP INDEX conversions_source;
DROP INDEX conversions_customer;
CREATE UNIQUE INDEX conversions_identity ON conversions (scope, source_id, kind, rank)
  WHERE source_id <> '' AND undone = 0;
CREATE UNIQUE INDEX conversions_key ON conversions (key) WHERE source_id = '' AND undone = 0;
CREATE INDEX conversions_customer ON conversions (customer, at)
  WHERE customer IS NOT NULL AND kind = 'sale' AND undone = 0;
DROP INDEX reported_key;
DROP INDEX reported_source;
CREATE UNIQUE INDEX reported_identity ON reported (scope, source_id, kind, rank) WHERE source_id <> '' AND undone = 0;
CREATE UNIQUE INDEX reported_key ON reported (key) WHERE source_id = '' AND undone = 0;
"""

RECORDING = IDENTITY + ASIDE

SIGNING = """
ALTER TABLE seal_parts ADD COLUMN removable BLOB;  -- checksum of what erase and purge change, null: nothing is there
"""

STAGES = """
DROP INDEX conversions_stages;
CREATE INDEX conversions_stages ON conversions (kind)  -- of each sale its list of kinds would be gone through
  WHERE kind <> 'sale' AND kind IN ('lead', 'mql', 'sql', 'opportunity', 'won', 'lost');
"""

CONTEXTS = """
CREATE TABLE contexts (                        -- where touches came from, and on what: once for all that are alike
  id INTEGER PRIMARY KEY,
  referrer INTEGER NOT NULL REFERENCES texts (id),
  country INTEGER NOT NULL REFERENCES texts (id),
  agent INTEGER NOT NULL REFERENCES texts (id),
  UNIQUE (referrer, country, agent)
) STRICT;
INSERT INTO contexts (referrer, country, agent)
  SELECT DISTINCT referrer, country, agent FROM touches ORDER BY referrer, country, agent;
ALTER TABLE touches ADD COLUMN context INTEGER NOT NULL DEFAULT 0;  -- a row of contexts
UPDATE touches SET context = (
  SELECT c.id FROM contexts c
  WHERE (c.referrer, c.country, c.agent) = (touches.referrer, touches.country, touches.agent));
ALTER TABLE touches DROP COLUMN referrer;
ALTER TABLE touches DROP COLUMN country;
ALTER TABLE touches DROP COLUMN agent;
"""

# Parts of the next schema; they become one text when it is released
UNRELEASED: tuple[str, ...] = (STAGES, CONTEXTS)
SIGNED = 7  # the first schema in which what may be removed has a checksum

# Append only: a released text never changes.
RELEASED = (FIRST, COUNTERS, ADOPTING, FORGETTING, MEASURING, RECORDING, SIGNING)
MIGRATIONS: tuple[str, ...] = (*RELEASED, *filter(None, ["".join(UNRELEASED)]))
VERSION = len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, migrations: tuple[str, ...] = MIGRATIONS) -> int:
    """Take the missing steps in one transaction; return how many. Another process may have been quicker."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        done = connection.execute("PRAGMA user_version").fetchone()[0]
        for text in migrations[done:]:
            for statement in statements(text):
                connection.execute(statement)
        if 0 < done < VERSION == len(migrations):
            from xpromo.ledger.deriving import derive_all  # noqa: PLC0415 - needed once in a ledger's life
            from xpromo.ledger.sealing import REMOVABLE, sign_removable  # noqa: PLC0415 - the same

            if done < SIGNED:
                sign_removable(connection, *REMOVABLE)
            derive_all(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {max(done, len(migrations))}")
        connection.execute("COMMIT")
    finally:
        connection.rollback()  # nothing after a commit
    return max(0, len(migrations) - int(done))


def statements(text: str) -> list[str]:
    """Split a migration at ``;`` line ends (``executescript`` would commit our transaction)."""
    bare = "\n".join(line.split("--")[0].rstrip() for line in text.splitlines())
    return [part.strip() for part in bare.split(";\n") if part.strip()]
