-- A patch project. Areas are integers of 0.01 m2, times are UTC ISO text, lists and mappings are JSON text.
-- Every row carries a digest of its values; lg_content holds, per table, how many rows there are and the sum of their digests.
-- Only LandGuard writes: within its transactions it holds the pen; every other writer meets LG-STO-020.

CREATE TABLE lg_pen (id INTEGER PRIMARY KEY CHECK (id = 1), held INTEGER NOT NULL CHECK (held IN (0, 1)));
INSERT INTO lg_pen (id, held) VALUES (1, 0);
CREATE TABLE lg_content (
  name TEXT PRIMARY KEY NOT NULL, rows INTEGER NOT NULL CHECK (typeof(rows) = 'integer'), digest TEXT NOT NULL
);
CREATE TABLE lg_store (
  id INTEGER PRIMARY KEY CHECK (id = 1), profile TEXT NOT NULL, crs TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE TABLE lg_campaign (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, title TEXT NOT NULL, year INTEGER NOT NULL CHECK (typeof(year) = 'integer'),
  verdict_tree TEXT NOT NULL, screening_rules TEXT NOT NULL, evidence_rules TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE TABLE lg_rule_file (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, digest TEXT NOT NULL,
  UNIQUE (name, sha256)
);
CREATE TABLE lg_delivery (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, campaign TEXT NOT NULL REFERENCES lg_campaign (name), file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  read INTEGER NOT NULL CHECK (typeof(read) = 'integer'),
  accepted INTEGER NOT NULL CHECK (typeof(accepted) = 'integer' AND accepted >= 0),
  rejected INTEGER NOT NULL CHECK (typeof(rejected) = 'integer' AND rejected >= 0),
  at TEXT NOT NULL, digest TEXT NOT NULL, CHECK (read = accepted + rejected)
);
-- The patches, a feature table that QGIS opens. `single` says that the shape came as a Polygon; `judgement` is the row of the
-- standing judgement in lg_verdict. Rows are never removed; a certified row changes by a review alone, and then only its state.
CREATE TABLE lg_patch (
  fid INTEGER PRIMARY KEY NOT NULL, geom MULTIPOLYGON NOT NULL CHECK (typeof(geom) = 'blob'),
  uid TEXT NOT NULL UNIQUE CHECK (length(uid) = 32), campaign TEXT NOT NULL REFERENCES lg_campaign (name), batch TEXT NOT NULL,
  number TEXT NOT NULL, unit TEXT NOT NULL, origin TEXT NOT NULL CHECK (origin IN ('issued', 'drawn', 'split', 'merged')),
  state TEXT NOT NULL CHECK (state IN
    ('unjudged', 'judged', 'certified', 'city_accepted', 'accepted', 'returned', 'retired')),
  version INTEGER NOT NULL CHECK (typeof(version) = 'integer' AND version >= 1), verdict TEXT NOT NULL,
  area_dm2 INTEGER NOT NULL CHECK (typeof(area_dm2) = 'integer' AND area_dm2 >= 0), drawn_by TEXT NOT NULL,
  parents TEXT NOT NULL, issued TEXT NOT NULL, single INTEGER NOT NULL CHECK (single IN (0, 1)),
  judgement INTEGER REFERENCES lg_verdict (id), digest TEXT NOT NULL
);
CREATE INDEX lg_patch_number ON lg_patch (number);
CREATE INDEX lg_patch_place ON lg_patch (campaign, unit);
CREATE INDEX lg_patch_state ON lg_patch (state);
CREATE VIRTUAL TABLE rtree_lg_patch_geom USING rtree (id, minx, maxx, miny, maxy);
CREATE TABLE lg_verdict (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL REFERENCES lg_patch (uid),
  version INTEGER NOT NULL CHECK (typeof(version) = 'integer'), path TEXT NOT NULL, fields TEXT NOT NULL, opinion TEXT NOT NULL,
  person TEXT NOT NULL, role TEXT NOT NULL, key_id TEXT NOT NULL, at TEXT NOT NULL, answer TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE INDEX lg_verdict_uid ON lg_verdict (uid);
CREATE TABLE lg_evidence (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, uid TEXT NOT NULL REFERENCES lg_patch (uid), kind TEXT NOT NULL,
  file TEXT NOT NULL, sha256 TEXT NOT NULL, sm3 TEXT NOT NULL, size INTEGER NOT NULL CHECK (typeof(size) = 'integer'),
  claims TEXT NOT NULL, tests TEXT NOT NULL, grade TEXT NOT NULL, person TEXT NOT NULL, role TEXT NOT NULL, key_id TEXT NOT NULL,
  at TEXT NOT NULL, withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)), digest TEXT NOT NULL
);
CREATE INDEX lg_evidence_uid ON lg_evidence (uid);
CREATE INDEX lg_evidence_sha256 ON lg_evidence (sha256);
CREATE TABLE lg_withdrawal (
  id INTEGER PRIMARY KEY, evidence TEXT NOT NULL REFERENCES lg_evidence (name),
  log_size INTEGER NOT NULL CHECK (typeof(log_size) = 'integer'), digest TEXT NOT NULL
);
CREATE INDEX lg_withdrawal_evidence ON lg_withdrawal (evidence);
CREATE TABLE lg_review (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL REFERENCES lg_patch (uid),
  version INTEGER NOT NULL CHECK (typeof(version) = 'integer'), decision TEXT NOT NULL, opinion TEXT NOT NULL,
  person TEXT NOT NULL, role TEXT NOT NULL, key_id TEXT NOT NULL, at TEXT NOT NULL, state_before TEXT NOT NULL,
  state_after TEXT NOT NULL, certificate TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE INDEX lg_review_uid ON lg_review (uid);
CREATE TABLE lg_certificate (
  id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, uid TEXT NOT NULL REFERENCES lg_patch (uid),
  content BLOB NOT NULL CHECK (typeof(content) = 'blob'), sha256 TEXT NOT NULL, sm3 TEXT NOT NULL, signatures TEXT NOT NULL,
  log_position INTEGER NOT NULL CHECK (typeof(log_position) = 'integer'), at TEXT NOT NULL, supersedes TEXT NOT NULL,
  record BLOB NOT NULL CHECK (typeof(record) = 'blob'), digest TEXT NOT NULL
);
CREATE INDEX lg_certificate_uid ON lg_certificate (uid);
CREATE TABLE lg_log (
  sequence INTEGER PRIMARY KEY, uid TEXT NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL,
  leaf BLOB NOT NULL CHECK (typeof(leaf) = 'blob'), leaf_hash TEXT NOT NULL UNIQUE, previous TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE INDEX lg_log_uid ON lg_log (uid);

-- What was entered stays: no row is changed or removed, and no REPLACE slips in under a number that is there.
CREATE TRIGGER lg_campaign_added BEFORE INSERT ON lg_campaign
WHEN (SELECT held FROM lg_pen) = 0 OR EXISTS (SELECT 1 FROM lg_campaign WHERE id = NEW.id)
BEGIN SELECT CASE WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020') ELSE RAISE(ABORT, 'LG-STO-021') END; END;
CREATE TRIGGER lg_campaign_kept BEFORE UPDATE ON lg_campaign BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_campaign_stays BEFORE DELETE ON lg_campaign BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_rule_file_added BEFORE INSERT ON lg_rule_file
WHEN (SELECT held FROM lg_pen) = 0 OR EXISTS (SELECT 1 FROM lg_rule_file WHERE id = NEW.id)
BEGIN SELECT CASE WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020') ELSE RAISE(ABORT, 'LG-STO-021') END; END;
CREATE TRIGGER lg_rule_file_kept BEFORE UPDATE ON lg_rule_file BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_rule_file_stays BEFORE DELETE ON lg_rule_file BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_delivery_added BEFORE INSERT ON lg_delivery
WHEN (SELECT held FROM lg_pen) = 0 OR EXISTS (SELECT 1 FROM lg_delivery WHERE id = NEW.id)
BEGIN SELECT CASE WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020') ELSE RAISE(ABORT, 'LG-STO-021') END; END;
CREATE TRIGGER lg_delivery_kept BEFORE UPDATE ON lg_delivery BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_delivery_stays BEFORE DELETE ON lg_delivery BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_verdict_added BEFORE INSERT ON lg_verdict
WHEN (SELECT held FROM lg_pen) = 0 OR EXISTS (SELECT 1 FROM lg_verdict WHERE id = NEW.id)
BEGIN SELECT CASE WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020') ELSE RAISE(ABORT, 'LG-STO-021') END; END;
CREATE TRIGGER lg_verdict_kept BEFORE UPDATE ON lg_verdict BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_verdict_stays BEFORE DELETE ON lg_verdict BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_evidence_added BEFORE INSERT ON lg_evidence
WHEN (SELECT held FROM lg_pen) = 0 OR EXISTS (SELECT 1 FROM lg_evidence WHERE id = NEW.id)
BEGIN SELECT CASE WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020') ELSE RAISE(ABORT, 'LG-STO-021') END; END;
CREATE TRIGGER lg_evidence_kept BEFORE UPDATE ON lg_evidence BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_evidence_stays BEFORE DELETE ON lg_evidence BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_withdrawal_added BEFORE INSERT ON lg_withdrawal
WHEN (SELECT held FROM lg_pen) = 0 OR EXISTS (SELECT 1 FROM lg_withdrawal WHERE id = NEW.id)
BEGIN SELECT CASE WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020') ELSE RAISE(ABORT, 'LG-STO-021') END; END;
CREATE TRIGGER lg_withdrawal_kept BEFORE UPDATE ON lg_withdrawal BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_withdrawal_stays BEFORE DELETE ON lg_withdrawal BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_review_added BEFORE INSERT ON lg_review
WHEN (SELECT held FROM lg_pen) = 0 OR EXISTS (SELECT 1 FROM lg_review WHERE id = NEW.id)
BEGIN SELECT CASE WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020') ELSE RAISE(ABORT, 'LG-STO-021') END; END;
CREATE TRIGGER lg_review_kept BEFORE UPDATE ON lg_review BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_review_stays BEFORE DELETE ON lg_review BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_certificate_added BEFORE INSERT ON lg_certificate
WHEN (SELECT held FROM lg_pen) = 0 OR EXISTS (SELECT 1 FROM lg_certificate WHERE id = NEW.id)
BEGIN SELECT CASE WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020') ELSE RAISE(ABORT, 'LG-STO-021') END; END;
CREATE TRIGGER lg_certificate_kept BEFORE UPDATE ON lg_certificate BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_certificate_stays BEFORE DELETE ON lg_certificate BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_log_added BEFORE INSERT ON lg_log
WHEN (SELECT held FROM lg_pen) = 0 OR EXISTS (SELECT 1 FROM lg_log WHERE sequence = NEW.sequence)
BEGIN SELECT CASE WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020') ELSE RAISE(ABORT, 'LG-STO-021') END; END;
CREATE TRIGGER lg_log_kept BEFORE UPDATE ON lg_log BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_log_stays BEFORE DELETE ON lg_log BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;

CREATE TRIGGER lg_store_added BEFORE INSERT ON lg_store WHEN (SELECT held FROM lg_pen) = 0
BEGIN SELECT RAISE(ABORT, 'LG-STO-020'); END;
CREATE TRIGGER lg_store_kept BEFORE UPDATE ON lg_store WHEN (SELECT held FROM lg_pen) = 0
BEGIN SELECT RAISE(ABORT, 'LG-STO-020'); END;
CREATE TRIGGER lg_store_stays BEFORE DELETE ON lg_store BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;

-- Patches: what is certified says so itself, whoever writes.
CREATE TRIGGER lg_patch_added BEFORE INSERT ON lg_patch
WHEN (SELECT held FROM lg_pen) = 0 OR EXISTS (SELECT 1 FROM lg_patch WHERE uid = NEW.uid OR fid = NEW.fid)
BEGIN SELECT CASE
  WHEN EXISTS (SELECT 1 FROM lg_patch WHERE (uid = NEW.uid OR fid = NEW.fid)
               AND state IN ('certified', 'city_accepted', 'accepted')) THEN RAISE(ABORT, 'LG-CRT-001')
  WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020')
  ELSE RAISE(ABORT, 'LG-STO-017') END; END;
CREATE TRIGGER lg_patch_certified BEFORE UPDATE ON lg_patch
WHEN OLD.state IN ('certified', 'city_accepted', 'accepted') AND (
  (SELECT held FROM lg_pen) = 0 OR NEW.version <> OLD.version + 1 OR NEW.fid <> OLD.fid OR NEW.geom <> OLD.geom
  OR NEW.uid <> OLD.uid OR NEW.campaign <> OLD.campaign OR NEW.batch <> OLD.batch OR NEW.number <> OLD.number
  OR NEW.unit <> OLD.unit OR NEW.origin <> OLD.origin OR NEW.verdict <> OLD.verdict OR NEW.area_dm2 <> OLD.area_dm2
  OR NEW.drawn_by <> OLD.drawn_by OR NEW.parents <> OLD.parents OR NEW.issued <> OLD.issued OR NEW.single <> OLD.single
  OR NEW.judgement IS NOT OLD.judgement
  OR NOT EXISTS (SELECT 1 FROM lg_review WHERE uid = OLD.uid AND version = OLD.version AND state_after = NEW.state))
BEGIN SELECT RAISE(ABORT, 'LG-CRT-001'); END;
CREATE TRIGGER lg_patch_kept BEFORE UPDATE ON lg_patch
WHEN OLD.state NOT IN ('certified', 'city_accepted', 'accepted') AND (
  (SELECT held FROM lg_pen) = 0 OR NEW.uid <> OLD.uid OR NEW.fid <> OLD.fid OR NEW.version <> OLD.version + 1)
BEGIN SELECT CASE WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020') ELSE RAISE(ABORT, 'LG-STO-021') END; END;
CREATE TRIGGER lg_patch_stays BEFORE DELETE ON lg_patch
BEGIN SELECT CASE WHEN OLD.state IN ('certified', 'city_accepted', 'accepted') THEN RAISE(ABORT, 'LG-CRT-001')
  ELSE RAISE(ABORT, 'LG-STO-021') END; END;
