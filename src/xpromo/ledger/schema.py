"""The tables, as SQL text: migration 1 is this text for ever, later ones append to ``migrations``.

Instants are seconds since 1970 UTC, days are days since 1970 in the brand's zone, ends are exclusive, money is minor
units. Names end up in the reference pages, so they are the words of the glossary. Tables marked *derived* can be
thrown away and made again from the others.
"""

from __future__ import annotations

APPLICATION_ID = 0x5850524F  # "XPRO"

FIRST = """
CREATE TABLE meta (                            -- what holds for the whole file
  name TEXT PRIMARY KEY,                       -- key_fingerprint
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------ intent

CREATE TABLE settings (                        -- append-only; the last row is in force
  id INTEGER PRIMARY KEY,
  written_at INTEGER NOT NULL,
  brand TEXT NOT NULL,
  timezone TEXT NOT NULL,
  body TEXT NOT NULL  -- every field of the settings, as JSON
) STRICT;

CREATE TABLE promises (                        -- a placement as it was when minted; a row a revision
  id INTEGER PRIMARY KEY,
  placement TEXT NOT NULL,
  revision INTEGER NOT NULL CHECK (revision > 0),
  minted_at INTEGER NOT NULL,
  minted_day INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  campaign_name TEXT NOT NULL,
  form TEXT NOT NULL,
  brand TEXT NOT NULL,
  partner TEXT,
  partner_name TEXT,
  property TEXT NOT NULL,
  property_name TEXT NOT NULL,
  channel TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('received', 'given', 'own', 'between')),
  promotes TEXT NOT NULL,
  offer TEXT NOT NULL,
  offer_title TEXT NOT NULL,
  landing TEXT NOT NULL,
  phase TEXT,
  kind TEXT,
  expected_reach INTEGER,
  expected_clicks INTEGER,
  swap TEXT,
  tolerance_days INTEGER NOT NULL,
  fairness_unit TEXT NOT NULL,
  window_days INTEGER NOT NULL,
  conflict TEXT NOT NULL,
  clicks_from TEXT,
  budget_minor INTEGER,
  budget_currency TEXT,
  moved_from TEXT,
  flight_start INTEGER NOT NULL,
  flight_end INTEGER NOT NULL,                 -- exclusive
  at TEXT,                                     -- ISO 8601 with its offset
  goals TEXT NOT NULL,
  budget_share TEXT NOT NULL,
  external TEXT NOT NULL,
  UNIQUE (placement, revision)
) STRICT;

CREATE TABLE links (                           -- an id never moves
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL UNIQUE,
  placement TEXT NOT NULL,
  variant TEXT,
  url TEXT NOT NULL,
  minted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX links_placement ON links (placement, variant);

CREATE TABLE link_urls (                       -- a URL that a known link was given later
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL REFERENCES links (link),
  url TEXT NOT NULL,
  minted_at INTEGER NOT NULL
) STRICT;

CREATE TABLE short_links (                     -- the shortened form of a link
  id INTEGER PRIMARY KEY,
  short TEXT NOT NULL UNIQUE,                  -- host/key
  link TEXT NOT NULL REFERENCES links (link),
  made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE codes (                           -- unique within validity: two issues of a text never overlap
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  campaign TEXT NOT NULL,
  placement TEXT,
  partner TEXT,
  offer TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('shared', 'pool')),
  single_use INTEGER NOT NULL CHECK (single_use IN (0, 1)),
  valid_from INTEGER NOT NULL,
  valid_until INTEGER NOT NULL CHECK (valid_until > valid_from),
  issued_at INTEGER NOT NULL,
  UNIQUE (code, valid_from)
) STRICT;

-- ------------------------------------------------------------------------------------------------ dictionaries

CREATE TABLE texts (                           -- text that repeats, stored once
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO texts VALUES (1, ''), (2, 'clicks'), (3, 'cost'), (4, 'new'), (5, 'returning');

CREATE TABLE targets (                         -- what facts carry that can tie them to a placement
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL,
  source TEXT NOT NULL,
  medium TEXT NOT NULL,
  campaign TEXT NOT NULL,
  content TEXT NOT NULL,
  code TEXT NOT NULL,
  short TEXT NOT NULL,
  referrer TEXT NOT NULL,
  placement TEXT NOT NULL,
  UNIQUE (link, source, medium, campaign, content, code, short, referrer, placement)
) STRICT;
CREATE INDEX targets_code ON targets (code) WHERE code <> '';

CREATE TABLE evidence (                        -- derived: what a target proves, in which days
  id INTEGER PRIMARY KEY,
  target INTEGER NOT NULL REFERENCES targets (id),
  from_day INTEGER NOT NULL,
  until_day INTEGER NOT NULL,                  -- exclusive
  owner INTEGER NOT NULL CHECK (owner IN (0, 1)),
  rank INTEGER CHECK (rank BETWEEN 1 AND 8),
  method TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('placement', 'property', 'campaign', 'partner', 'nothing')),
  placement TEXT,
  property TEXT,
  campaign TEXT,
  partner TEXT,
  promise INTEGER REFERENCES promises (id),
  conflict TEXT NOT NULL,                      -- the rule that settled it, or ""
  recovered INTEGER NOT NULL CHECK (recovered IN (0, 1))
) STRICT;
CREATE INDEX evidence_target ON evidence (target, from_day);
CREATE UNIQUE INDEX evidence_owner ON evidence (target, from_day) WHERE owner = 1;

-- ------------------------------------------------------------------------------------------------ facts

CREATE TABLE batches (                         -- one import of one file; never deleted
  id INTEGER PRIMARY KEY,
  imported_at INTEGER NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  source TEXT NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('clicks', 'conversions', 'totals', 'costs')),
  account TEXT NOT NULL,
  timezone TEXT NOT NULL,
  timezone_from TEXT NOT NULL,
  currency TEXT NOT NULL,
  options TEXT NOT NULL,
  by_id INTEGER NOT NULL CHECK (by_id IN (0, 1)),
  period_start INTEGER,
  period_end INTEGER,                          -- exclusive
  rows INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  known INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  excluded INTEGER NOT NULL,
  resolved INTEGER NOT NULL,
  exclusions TEXT NOT NULL,
  totals TEXT NOT NULL,
  CHECK (rows = recorded + known + refused + excluded)
) STRICT;
CREATE INDEX batches_sha256 ON batches (sha256);

CREATE TABLE batch_events (                    -- what happened to a batch later
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batches (id),
  at INTEGER NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('undone', 'reopened')),  -- reopened: its file may be imported again
  note TEXT NOT NULL
) STRICT;
CREATE INDEX batch_events_batch ON batch_events (batch);

CREATE TABLE refusals (                        -- a row that was not taken; never its content
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batches (id),
  line INTEGER NOT NULL,
  reason TEXT NOT NULL,
  column_name TEXT NOT NULL,
  raw TEXT                                     -- only with --keep-refused; purged
) STRICT;
CREATE INDEX refusals_batch ON refusals (batch);

CREATE TABLE touches (                         -- one recorded contact
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  cells INTEGER NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  target INTEGER NOT NULL REFERENCES targets (id),
  visitor BLOB,
  referrer INTEGER NOT NULL REFERENCES texts (id),
  country INTEGER NOT NULL REFERENCES texts (id),
  agent INTEGER NOT NULL REFERENCES texts (id),
  excluded INTEGER NOT NULL REFERENCES texts (id),
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX touches_key ON touches (key) WHERE undone = 0;

CREATE TABLE conversions (                     -- a counted outcome; a refund is a row of its own
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
  customer BLOB,
  visitor BLOB,
  new INTEGER CHECK (new IN (0, 1)),           -- as the export says
  parent TEXT NOT NULL,
  series TEXT NOT NULL,                        -- "" or the rows of which the largest rank stands
  rank INTEGER NOT NULL,
  scope INTEGER NOT NULL REFERENCES texts (id),  -- source and account: ids are unique inside it
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  credited INTEGER NOT NULL,                   -- derived: the target that counts, a refund's is its sale's
  superseded_by INTEGER,                       -- derived: the row of the series that stands
  novelty TEXT NOT NULL DEFAULT '' CHECK (novelty IN ('', 'new', 'returning'))  -- derived
) STRICT;
CREATE UNIQUE INDEX conversions_key ON conversions (key) WHERE undone = 0;
CREATE INDEX conversions_source ON conversions (scope, source_id) WHERE parent = '';
CREATE INDEX conversions_parent ON conversions (scope, parent) WHERE parent <> '';
CREATE INDEX conversions_series ON conversions (scope, series) WHERE series <> '';
CREATE INDEX conversions_customer ON conversions (customer, at, key) WHERE customer IS NOT NULL AND kind = 'sale';

CREATE TABLE conversion_states (               -- each status that was ever seen
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  status TEXT NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id),
  UNIQUE (key, status, batch)
) STRICT;

CREATE TABLE conversion_joins (                -- ids shared with other tools
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  name TEXT NOT NULL,                          -- payment_intent:pi_1
  batch INTEGER NOT NULL REFERENCES batches (id)
) STRICT;
CREATE INDEX conversion_joins_name ON conversion_joins (name);

CREATE TABLE totals (                          -- an aggregate as exported
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  metric TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL CHECK ("end" > start),
  count INTEGER NOT NULL,
  target INTEGER NOT NULL REFERENCES targets (id),
  dimension TEXT NOT NULL,
  scope INTEGER NOT NULL REFERENCES texts (id),
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  superseded_by INTEGER                        -- derived: the statement that stands
) STRICT;
CREATE UNIQUE INDEX totals_key ON totals (key, count) WHERE undone = 0;
CREATE INDEX totals_series ON totals (target, metric, start);

CREATE TABLE replacements (                    -- a total that --replace put in the place of an overlapping one
  id INTEGER PRIMARY KEY,
  old INTEGER NOT NULL REFERENCES totals (id),
  new INTEGER NOT NULL REFERENCES totals (id),
  batch INTEGER NOT NULL REFERENCES batches (id)
) STRICT;
CREATE INDEX replacements_old ON replacements (old);

CREATE TABLE costs (                           -- money spent
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  target INTEGER NOT NULL REFERENCES targets (id),
  day INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  currency TEXT NOT NULL,
  paid_by TEXT NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX costs_key ON costs (key) WHERE undone = 0;

CREATE TABLE people (                          -- joins a visitor key and a customer key of one record
  visitor BLOB NOT NULL,
  customer BLOB NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id),
  PRIMARY KEY (visitor, customer, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX people_customer ON people (customer);

CREATE TABLE daily (                           -- derived: every report is one SQL text over this
  target INTEGER NOT NULL,
  metric INTEGER NOT NULL,                     -- metric, label, source, currency: numbers of texts
  label INTEGER NOT NULL,
  source INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  day INTEGER NOT NULL,
  days INTEGER NOT NULL,
  facts INTEGER NOT NULL,                      -- rows behind the cell
  n INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  squares REAL NOT NULL,
  PRIMARY KEY (target, metric, label, source, currency, day, days)
) STRICT, WITHOUT ROWID;

-- ------------------------------------------------------------------------------------------------ later work

CREATE TABLE approvals (                       -- a sign-off of a kit, bound to its content
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  partner TEXT NOT NULL,
  approver TEXT NOT NULL,                      -- brand/role, never a name
  content_hash TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'declined', 'withdrawn')),
  note TEXT NOT NULL
) STRICT;

CREATE TABLE proofs (                          -- what was really sent or shown
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  placement TEXT NOT NULL,
  sent_at INTEGER,
  content_hash TEXT NOT NULL,
  verdict TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX proofs_placement ON proofs (placement);

CREATE TABLE settlements (                     -- what was settled with a partner for a period
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  partner TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE TABLE assignments (                     -- which arm of an experiment a person is in
  id INTEGER PRIMARY KEY,
  experiment TEXT NOT NULL,
  subject BLOB NOT NULL,
  arm TEXT NOT NULL,
  assigned_at INTEGER NOT NULL,
  UNIQUE (experiment, subject)
) STRICT;

CREATE TABLE releases (                        -- what left the house for whom, with what was hidden
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  partner TEXT NOT NULL,
  report TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  hidden TEXT NOT NULL
) STRICT;

-- ------------------------------------------------------------------------------------------------ integrity

CREATE TABLE seals (                           -- one a transaction, chained to the one before
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  batch INTEGER REFERENCES batches (id),       -- null: a minting
  chain BLOB NOT NULL
) STRICT;

CREATE TABLE seal_parts (                      -- the rows of one table that the transaction wrote
  seal INTEGER NOT NULL REFERENCES seals (id),
  table_name TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  checksum BLOB NOT NULL,
  PRIMARY KEY (seal, table_name)
) STRICT, WITHOUT ROWID;
"""
