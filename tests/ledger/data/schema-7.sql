PRAGMA application_id = 1481658959;
PRAGMA user_version = 7;
BEGIN TRANSACTION;
CREATE TABLE aliases (
  id INTEGER PRIMARY KEY,
  theirs TEXT NOT NULL,
  placement TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE approvals (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  campaign TEXT NOT NULL,
  partner TEXT NOT NULL,
  approver TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  verdict TEXT NOT NULL CHECK (verdict IN ('approved', 'declined', 'withdrawn')),
  note TEXT NOT NULL
) STRICT;
CREATE TABLE assignments (
  id INTEGER PRIMARY KEY,
  experiment TEXT NOT NULL,
  subject BLOB NOT NULL,
  arm TEXT NOT NULL,
  assigned_at INTEGER NOT NULL,
  UNIQUE (experiment, subject)
) STRICT;
CREATE TABLE batch_events (
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batches (id),
  at INTEGER NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('undone', 'reopened')),
  note TEXT NOT NULL
) STRICT;
INSERT INTO "batch_events" VALUES(1,4,1800522000,'undone','');
CREATE TABLE batch_rules (
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL UNIQUE REFERENCES batches (id),
  agents TEXT NOT NULL,
  centres TEXT NOT NULL,
  filtered TEXT NOT NULL
) STRICT;
INSERT INTO "batch_rules" VALUES(1,1,'','','');
INSERT INTO "batch_rules" VALUES(2,4,'','','');
CREATE TABLE batch_terms (
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL UNIQUE REFERENCES batches (id),
  reported_by TEXT,
  holds TEXT
) STRICT;
CREATE TABLE batches (
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
  period_end INTEGER,
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
INSERT INTO "batches" VALUES(1,1800522000,'clicks.csv','3fef98c3decee9c816a11bc0eec30ba15d8a9d412527d53141f5bf4b3016d118',100,'generic',1,'clicks','default','UTC','stated','EUR','',1,20789,20790,3,2,0,1,0,2,'{}','{}');
INSERT INTO "batches" VALUES(2,1800522000,'orders.csv','c673c1e342219df811fe7b1240d112318bf70c8522b9ad7b17b5b5681aea5339',100,'generic',1,'conversions','default','UTC','stated','EUR','',1,20589,20790,3,3,0,0,0,3,'{}','{"EUR": 3000}');
INSERT INTO "batches" VALUES(3,1800522000,'reach.csv','095e30c455219645570bdd560442cc50146baa630baa6def7d233b8876a1fd55',100,'generic',1,'totals','default','UTC','stated','EUR','',1,20789,20790,1,1,0,0,0,1,'{}','{}');
INSERT INTO "batches" VALUES(4,1800522000,'mistake.csv','a6dad7bb16ec7520e104796122948d3d0698e2633b7671007d39e29cb876e36e',100,'generic',1,'clicks','default','UTC','stated','EUR','',1,20789,20790,1,1,0,0,0,1,'{}','{}');
CREATE TABLE campaign_names (
  id INTEGER PRIMARY KEY,
  campaign TEXT NOT NULL,
  moved_from TEXT NOT NULL,
  minted_at INTEGER NOT NULL
) STRICT;
CREATE TABLE codes (
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
INSERT INTO "codes" VALUES(1,'MUG15','winter',NULL,'green-mug','winter15','shared',0,20787,20808,1795338000);
INSERT INTO "codes" VALUES(2,'ONE1','winter','mug-reminder','green-mug','winter15','pool',1,20787,20808,1795338000);
INSERT INTO "codes" VALUES(3,'OAK10','spring',NULL,'oak','winter15','shared',0,20787,20808,1795338000);
CREATE TABLE conversion_joins (
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  name TEXT NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id)
, conversion INTEGER REFERENCES conversions (id), scope INTEGER REFERENCES texts (id)) STRICT;
CREATE TABLE conversion_states (
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  status TEXT NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id),
  UNIQUE (key, status, batch)
) STRICT;
INSERT INTO "conversion_states" VALUES(1,X'1240A4684403B160E6597A653A88F56C','paid',2);
INSERT INTO "conversion_states" VALUES(2,X'CEA3878A334B240469D159FF840B6434','paid',2);
INSERT INTO "conversion_states" VALUES(3,X'4129E2A8044A57CE7635FD6023661CD6','paid',2);
CREATE TABLE conversions (
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  cells INTEGER NOT NULL,
  source_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  amount INTEGER,
  currency TEXT NOT NULL,
  basis TEXT NOT NULL,
  target INTEGER NOT NULL REFERENCES targets (id),
  customer BLOB,
  visitor BLOB,
  new INTEGER CHECK (new IN (0, 1)),
  parent TEXT NOT NULL,
  series TEXT NOT NULL,
  rank INTEGER NOT NULL,
  scope INTEGER NOT NULL REFERENCES texts (id),
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  credited INTEGER NOT NULL,
  superseded_by INTEGER,
  novelty TEXT NOT NULL DEFAULT '' CHECK (novelty IN ('', 'new', 'returning'))
, settled TEXT, path TEXT, touched INTEGER, same_person INTEGER NOT NULL DEFAULT 0, settled_path TEXT, settled_touched INTEGER, united INTEGER, aside INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "conversions" VALUES(1,X'1240A4684403B160E6597A653A88F56C',3776640257,'0','sale',1778932800,20589,1000,'EUR','gross',2,NULL,NULL,NULL,'','',0,7,2,0,2,NULL,'',NULL,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "conversions" VALUES(2,X'CEA3878A334B240469D159FF840B6434',709240484,'1','sale',1796212800,20789,1000,'EUR','gross',2,X'D8963D899008CF8C05369BE7B9042715',X'F8FD7157CD351F4FABEACAAF34A254D9',NULL,'','',0,7,2,0,2,NULL,'new',NULL,NULL,NULL,0,NULL,NULL,NULL,0);
INSERT INTO "conversions" VALUES(3,X'4129E2A8044A57CE7635FD6023661CD6',2899465226,'2','sale',1796212809,20789,1000,'EUR','gross',2,X'D8963D899008CF8C05369BE7B9042715',NULL,NULL,'','',0,7,2,0,2,NULL,'returning',NULL,NULL,NULL,0,NULL,NULL,NULL,0);
CREATE TABLE costs (
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
CREATE TABLE daily (
  target INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  label INTEGER NOT NULL,
  source INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  day INTEGER NOT NULL,
  days INTEGER NOT NULL,
  facts INTEGER NOT NULL,
  n INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  squares REAL NOT NULL,
  PRIMARY KEY (target, metric, label, source, currency, day, days)
) STRICT, WITHOUT ROWID;
INSERT INTO "daily" VALUES(1,2,1,6,1,20789,1,2,2,0,0.0);
INSERT INTO "daily" VALUES(2,9,1,6,10,20589,1,1,1,1000,1000000.0);
INSERT INTO "daily" VALUES(2,9,4,6,10,20789,1,1,1,1000,1000000.0);
INSERT INTO "daily" VALUES(2,9,5,6,10,20789,1,1,1,1000,1000000.0);
INSERT INTO "daily" VALUES(2,11,1,6,1,20789,1,1,5000,0,0.0);
CREATE TABLE daily_paths (
  path TEXT NOT NULL,
  target INTEGER NOT NULL,
  metric INTEGER NOT NULL,
  label INTEGER NOT NULL,
  currency INTEGER NOT NULL,
  day INTEGER NOT NULL,
  n INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (target, metric, label, currency, day, path)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (
  id INTEGER PRIMARY KEY,
  target INTEGER NOT NULL REFERENCES targets (id),
  from_day INTEGER NOT NULL,
  until_day INTEGER NOT NULL,
  owner INTEGER NOT NULL CHECK (owner IN (0, 1)),
  rank INTEGER CHECK (rank BETWEEN 1 AND 8),
  method TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('placement', 'property', 'campaign', 'partner', 'nothing')),
  placement TEXT,
  property TEXT,
  campaign TEXT,
  partner TEXT,
  promise INTEGER REFERENCES promises (id),
  conflict TEXT NOT NULL,
  recovered INTEGER NOT NULL CHECK (recovered IN (0, 1))
, alone INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "evidence" VALUES(1,1,-2147483648,2147483648,1,5,'shared-code','campaign',NULL,NULL,'winter','green-mug',NULL,'',0,1);
INSERT INTO "evidence" VALUES(2,2,-2147483648,2147483648,1,1,'link','placement','mug-launch','mug-weekly','winter','green-mug',1,'',0,0);
CREATE TABLE exclusions (
  touch INTEGER PRIMARY KEY,
  reason INTEGER NOT NULL REFERENCES texts (id),
  settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1))
) STRICT;
CREATE TABLE link_tags (
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL REFERENCES links (link),
  source TEXT NOT NULL,
  medium TEXT NOT NULL,
  campaign TEXT NOT NULL,
  content TEXT NOT NULL,
  adopted_at INTEGER NOT NULL,
  UNIQUE (source, medium, campaign, content)
) STRICT;
CREATE TABLE link_urls (
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL REFERENCES links (link),
  url TEXT NOT NULL,
  minted_at INTEGER NOT NULL
) STRICT;
CREATE TABLE links (
  id INTEGER PRIMARY KEY,
  link TEXT NOT NULL UNIQUE,
  placement TEXT NOT NULL,
  variant TEXT,
  url TEXT NOT NULL,
  minted_at INTEGER NOT NULL
) STRICT;
INSERT INTO "links" VALUES(1,'aaaaaaaaa1','mug-launch',NULL,'https://northwind.example/bundle?xp=aaaaaaaaa1',1795338000);
INSERT INTO "links" VALUES(2,'aaaaaaaaa2','mug-reminder',NULL,'https://northwind.example/bundle?xp=aaaaaaaaa2',1795338000);
INSERT INTO "links" VALUES(3,'bbbbbbbbb1','mug-card',NULL,'https://northwind.example/bundle?xp=bbbbbbbbb1',1795338000);
INSERT INTO "links" VALUES(4,'ccccccccc1','oak-launch',NULL,'https://northwind.example/bundle?xp=ccccccccc1',1795338000);
CREATE TABLE mentions (
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
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE people (
  visitor BLOB NOT NULL,
  customer BLOB NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id),
  PRIMARY KEY (visitor, customer, batch)
) STRICT, WITHOUT ROWID;
INSERT INTO "people" VALUES(X'F8FD7157CD351F4FABEACAAF34A254D9',X'D8963D899008CF8C05369BE7B9042715',2);
CREATE TABLE person_touches (
  visitor BLOB NOT NULL,
  touch INTEGER NOT NULL REFERENCES touches (id),
  PRIMARY KEY (visitor, touch)
) STRICT, WITHOUT ROWID;
CREATE TABLE promises (
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
  flight_end INTEGER NOT NULL,
  at TEXT,
  goals TEXT NOT NULL,
  budget_share TEXT NOT NULL,
  external TEXT NOT NULL, sourced_by TEXT NOT NULL DEFAULT 'new',
  UNIQUE (placement, revision)
) STRICT;
INSERT INTO "promises" VALUES(1,'mug-launch',1,1795338000,20779,'winter','Winter','bundle','northwind','green-mug','Green Mug','mug-weekly','Weekly','email','received','northwind','winter15','15 % off','https://northwind.example/bundle',NULL,NULL,NULL,NULL,NULL,2,'clicks',30,'code-first',NULL,NULL,NULL,NULL,20787,20808,NULL,'[]','{}','{}','new');
INSERT INTO "promises" VALUES(2,'mug-reminder',1,1795338000,20779,'winter','Winter','bundle','northwind','green-mug','Green Mug','mug-weekly','Weekly','email','received','northwind','winter15','15 % off','https://northwind.example/bundle',NULL,NULL,NULL,NULL,NULL,2,'clicks',30,'code-first',NULL,NULL,NULL,NULL,20787,20808,NULL,'[]','{}','{}','new');
INSERT INTO "promises" VALUES(3,'mug-card',1,1795338000,20779,'winter','Winter','bundle','northwind','green-mug','Green Mug','mug-app','Weekly','in_app','received','northwind','winter15','15 % off','https://northwind.example/bundle',NULL,NULL,NULL,NULL,NULL,2,'clicks',30,'code-first',NULL,NULL,NULL,NULL,20787,20808,NULL,'[]','{}','{}','new');
INSERT INTO "promises" VALUES(4,'oak-launch',1,1795338000,20779,'spring','Winter','bundle','northwind','oak','Oak','oak-news','Weekly','email','received','northwind','winter15','15 % off','https://northwind.example/bundle',NULL,NULL,NULL,NULL,NULL,2,'clicks',30,'code-first',NULL,NULL,NULL,NULL,20787,20808,NULL,'[]','{}','{}','new');
CREATE TABLE promo_codes (
  id INTEGER PRIMARY KEY,
  promo TEXT NOT NULL,
  code TEXT NOT NULL,
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE TABLE proofs (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  placement TEXT NOT NULL,
  sent_at INTEGER,
  content_hash TEXT NOT NULL,
  verdict TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE refusals (
  id INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES batches (id),
  line INTEGER NOT NULL,
  reason TEXT NOT NULL,
  column_name TEXT NOT NULL,
  raw TEXT
) STRICT;
INSERT INTO "refusals" VALUES(1,1,4,'bad-time','at',NULL);
CREATE TABLE releases (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  partner TEXT NOT NULL,
  report TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  hidden TEXT NOT NULL
) STRICT;
CREATE TABLE removals (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  command TEXT NOT NULL,
  before_day INTEGER,
  touches INTEGER NOT NULL,
  conversions INTEGER NOT NULL,
  people INTEGER NOT NULL,
  assignments INTEGER NOT NULL,
  texts INTEGER NOT NULL
, answers INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE replacements (
  id INTEGER PRIMARY KEY,
  old INTEGER NOT NULL REFERENCES totals (id),
  new INTEGER NOT NULL REFERENCES totals (id),
  batch INTEGER NOT NULL REFERENCES batches (id)
) STRICT;
CREATE TABLE reported (
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  cells INTEGER NOT NULL,
  source_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  amount INTEGER,
  currency TEXT NOT NULL,
  basis TEXT NOT NULL,
  target INTEGER NOT NULL REFERENCES targets (id),
  new INTEGER CHECK (new IN (0, 1)),
  parent TEXT NOT NULL,
  series TEXT NOT NULL,
  rank INTEGER NOT NULL,
  scope INTEGER NOT NULL REFERENCES texts (id),
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE TABLE seal_parts (
  seal INTEGER NOT NULL REFERENCES seals (id),
  table_name TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  checksum BLOB NOT NULL, removable BLOB,
  PRIMARY KEY (seal, table_name)
) STRICT, WITHOUT ROWID;
INSERT INTO "seal_parts" VALUES(1,'codes',1,3,X'8E0685EC410DB6C162ED6EBE71EF9937',NULL);
INSERT INTO "seal_parts" VALUES(1,'links',1,4,X'1F33E6EEA32FE67ECF9769BD8904FC3B',NULL);
INSERT INTO "seal_parts" VALUES(1,'promises',1,4,X'5531CFB8CD677C3CD606304F9E050B07',NULL);
INSERT INTO "seal_parts" VALUES(1,'settings',1,1,X'BE5DBC9E1A4C489E2570AD0B69E36260',NULL);
INSERT INTO "seal_parts" VALUES(2,'batch_rules',1,1,X'E8683DB1604C7F207EAE0A3AD47EBB05',NULL);
INSERT INTO "seal_parts" VALUES(2,'refusals',1,1,X'9BACC50D19B7070F18B6546CC8D5289B',NULL);
INSERT INTO "seal_parts" VALUES(2,'targets',1,1,X'6AFB1C086F1F20984926CD826E6F7FC1',NULL);
INSERT INTO "seal_parts" VALUES(2,'texts',6,8,X'B9F35EB92C69632F5365E1DAB7D94226',NULL);
INSERT INTO "seal_parts" VALUES(2,'touches',1,2,X'15547B12E2540882B484EB6952FF7BBE',NULL);
INSERT INTO "seal_parts" VALUES(3,'conversion_states',1,3,X'34DB5DB063EA6D8FF9994B15887249E3',NULL);
INSERT INTO "seal_parts" VALUES(3,'conversions',1,3,X'F3208BEFD6F78790279F632C1883CBC4',X'028C95081FA1435F56C82FEC19B7D417');
INSERT INTO "seal_parts" VALUES(3,'targets',2,2,X'077C4658535268A2975DFFA1F3B578A3',NULL);
INSERT INTO "seal_parts" VALUES(3,'texts',9,10,X'41D31E708037DEB45469C93E8D0090CA',NULL);
INSERT INTO "seal_parts" VALUES(4,'texts',11,11,X'E5223A79F8D0F17C3D432B167FE697AE',NULL);
INSERT INTO "seal_parts" VALUES(4,'totals',1,1,X'12CF8F02565EE5FADA3DF33D231C7512',NULL);
INSERT INTO "seal_parts" VALUES(5,'batch_rules',2,2,X'5E452AFFC591441B1B0AC507718D1FEB',NULL);
INSERT INTO "seal_parts" VALUES(5,'touches',3,3,X'4FA8D6FEC3429C2C48740947888B80CE',NULL);
INSERT INTO "seal_parts" VALUES(6,'batch_events',1,1,X'EE4755F3794F84E4054BCCDCD78704F8',NULL);
CREATE TABLE seals (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  batch INTEGER REFERENCES batches (id),
  chain BLOB NOT NULL
) STRICT;
INSERT INTO "seals" VALUES(1,1795338000,NULL,X'95B044A513E472F67B08D013AFE440DB');
INSERT INTO "seals" VALUES(2,1800522000,1,X'846DACC321D674491E6EA863A738AF8D');
INSERT INTO "seals" VALUES(3,1800522000,2,X'26AE662250B279F721069D3907E0E1BA');
INSERT INTO "seals" VALUES(4,1800522000,3,X'529B5923F6CBF5EFD411E312C19FD30C');
INSERT INTO "seals" VALUES(5,1800522000,4,X'C44527B0D245F1C65203824BFBD4E964');
INSERT INTO "seals" VALUES(6,1800522000,NULL,X'42DAFA08C4FA55C7FBBB8BA827DA23ED');
CREATE TABLE settings (
  id INTEGER PRIMARY KEY,
  written_at INTEGER NOT NULL,
  brand TEXT NOT NULL,
  timezone TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;
INSERT INTO "settings" VALUES(1,1795338000,'northwind','UTC','{"agreements": {}, "brand": "northwind", "brand_name": "Northwind", "clicks_from": {}, "currency": "EUR", "domains": [], "link_parameter": "xp", "partner_domains": {"mug.example": "green-mug"}, "repeat": "hour", "sales_from": {}, "short_paths": [], "small_cell": 11, "timezone": "UTC"}');
CREATE TABLE settlements (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  partner TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  period_end INTEGER NOT NULL,
  currency TEXT NOT NULL,
  amount INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE short_links (
  id INTEGER PRIMARY KEY,
  short TEXT NOT NULL UNIQUE,
  link TEXT NOT NULL REFERENCES links (link),
  made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE survey_answers (
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL,
  cells INTEGER NOT NULL,
  at INTEGER NOT NULL,
  day INTEGER NOT NULL,
  question INTEGER NOT NULL REFERENCES texts (id),
  level TEXT NOT NULL CHECK (level IN ('', 'placement', 'property', 'partner', 'channel')),
  name TEXT NOT NULL,
  customer BLOB,
  batch INTEGER NOT NULL REFERENCES batches (id),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE TABLE targets (
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
INSERT INTO "targets" VALUES(1,'','','','','','MUG15','','','');
INSERT INTO "targets" VALUES(2,'aaaaaaaaa1','','','','','','','','');
CREATE TABLE texts (
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "texts" VALUES(-3,'too-soon');
INSERT INTO "texts" VALUES(-2,'scanner-burst');
INSERT INTO "texts" VALUES(-1,'repeat');
INSERT INTO "texts" VALUES(1,'');
INSERT INTO "texts" VALUES(2,'clicks');
INSERT INTO "texts" VALUES(3,'cost');
INSERT INTO "texts" VALUES(4,'new');
INSERT INTO "texts" VALUES(5,'returning');
INSERT INTO "texts" VALUES(6,'generic');
INSERT INTO "texts" VALUES(7,'generic default');
INSERT INTO "texts" VALUES(8,'DE');
INSERT INTO "texts" VALUES(9,'sale');
INSERT INTO "texts" VALUES(10,'EUR');
INSERT INTO "texts" VALUES(11,'sends');
CREATE TABLE tombstones (
  id INTEGER PRIMARY KEY,
  mark BLOB NOT NULL UNIQUE,
  at INTEGER NOT NULL
) STRICT;
CREATE TABLE totals (
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
  superseded_by INTEGER
, since INTEGER, base INTEGER, sent_at INTEGER) STRICT;
INSERT INTO "totals" VALUES(1,X'50FA5B5E04842C632A04A785D70FDEE7','sends',20789,20790,5000,2,'',7,3,0,NULL,NULL,NULL,NULL);
CREATE TABLE touch_blocks (
  block INTEGER PRIMARY KEY,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;
INSERT INTO "touch_blocks" VALUES(0,1796212800,1796212800);
CREATE TABLE touches (
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
, centre INTEGER NOT NULL DEFAULT 1) STRICT;
INSERT INTO "touches" VALUES(1,X'27C35E6E9373877F29E562464E46497E',1794467498,1796212800,20789,1,NULL,1,8,1,1,1,0,1);
INSERT INTO "touches" VALUES(2,X'96172B4C53372CD10FADDC821BFE0318',1906361294,1796212800,20789,1,NULL,1,8,1,1,1,0,1);
INSERT INTO "touches" VALUES(3,X'442A44457137672B3218C1007DC8F76A',1379711922,1796212800,20789,2,NULL,1,8,1,1,4,1,1);
CREATE INDEX links_placement ON links (placement, variant);
CREATE INDEX targets_code ON targets (code) WHERE code <> '';
CREATE INDEX evidence_target ON evidence (target, from_day);
CREATE UNIQUE INDEX evidence_owner ON evidence (target, from_day) WHERE owner = 1;
CREATE INDEX batches_sha256 ON batches (sha256);
CREATE INDEX batch_events_batch ON batch_events (batch);
CREATE INDEX refusals_batch ON refusals (batch);
CREATE UNIQUE INDEX touches_key ON touches (key) WHERE undone = 0;
CREATE INDEX conversions_parent ON conversions (scope, parent) WHERE parent <> '';
CREATE INDEX conversions_series ON conversions (scope, series) WHERE series <> '';
CREATE UNIQUE INDEX totals_key ON totals (key, count) WHERE undone = 0;
CREATE INDEX totals_series ON totals (target, metric, start);
CREATE INDEX replacements_old ON replacements (old);
CREATE UNIQUE INDEX costs_key ON costs (key) WHERE undone = 0;
CREATE INDEX people_customer ON people (customer);
CREATE INDEX proofs_placement ON proofs (placement);
CREATE INDEX totals_counters ON totals (scope, metric, dimension, "end") WHERE start = -2147483648;
CREATE INDEX touches_centre ON touches (at) WHERE centre <> 1;
CREATE INDEX totals_sent ON totals (sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX reported_series ON reported (scope, series) WHERE series <> '';
CREATE UNIQUE INDEX mentions_key ON mentions (key) WHERE undone = 0;
CREATE UNIQUE INDEX survey_answers_key ON survey_answers (key) WHERE undone = 0;
CREATE INDEX survey_answers_customer ON survey_answers (customer) WHERE customer IS NOT NULL;
CREATE INDEX conversions_visitor ON conversions (visitor) WHERE visitor IS NOT NULL;
CREATE INDEX conversions_person ON conversions (customer) WHERE customer IS NOT NULL AND kind <> 'sale';
CREATE INDEX conversions_stages ON conversions (kind)
  WHERE kind IN ('lead', 'mql', 'sql', 'opportunity', 'won', 'lost');
CREATE INDEX conversion_joins_tie ON conversion_joins (name, scope, conversion);
CREATE INDEX conversion_joins_conversion ON conversion_joins (conversion);
CREATE INDEX conversions_shop ON conversions (scope, at) WHERE kind = 'sale' AND undone = 0;
CREATE INDEX conversions_superseded ON conversions (superseded_by) WHERE superseded_by IS NOT NULL AND undone = 0;
CREATE UNIQUE INDEX promo_codes_promo ON promo_codes (promo) WHERE undone = 0;
CREATE UNIQUE INDEX conversions_identity ON conversions (scope, source_id, kind, rank)
  WHERE source_id <> '' AND undone = 0;
CREATE UNIQUE INDEX conversions_key ON conversions (key) WHERE source_id = '' AND undone = 0;
CREATE INDEX conversions_customer ON conversions (customer, at)
  WHERE customer IS NOT NULL AND kind = 'sale' AND undone = 0;
CREATE UNIQUE INDEX reported_identity ON reported (scope, source_id, kind, rank) WHERE source_id <> '' AND undone = 0;
CREATE UNIQUE INDEX reported_key ON reported (key) WHERE source_id = '' AND undone = 0;
CREATE INDEX conversions_aside ON conversions (aside) WHERE aside = 1 AND undone = 0;
COMMIT;
