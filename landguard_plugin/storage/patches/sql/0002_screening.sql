-- What the overlays say of each version of a patch.

CREATE TABLE lg_screening (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL REFERENCES lg_patch (uid),
  patch_version INTEGER NOT NULL CHECK (typeof(patch_version) = 'integer'), figures TEXT NOT NULL, suggestion TEXT NOT NULL,
  reasons TEXT NOT NULL, priority INTEGER NOT NULL CHECK (typeof(priority) = 'integer'), rules TEXT NOT NULL, at TEXT NOT NULL,
  earlier TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE INDEX lg_screening_uid ON lg_screening (uid);

CREATE TRIGGER lg_screening_added BEFORE INSERT ON lg_screening
WHEN (SELECT held FROM lg_pen) = 0 OR EXISTS (SELECT 1 FROM lg_screening WHERE id = NEW.id)
BEGIN SELECT CASE WHEN (SELECT held FROM lg_pen) = 0 THEN RAISE(ABORT, 'LG-STO-020') ELSE RAISE(ABORT, 'LG-STO-021') END; END;
CREATE TRIGGER lg_screening_kept BEFORE UPDATE ON lg_screening BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
CREATE TRIGGER lg_screening_stays BEFORE DELETE ON lg_screening BEGIN SELECT RAISE(ABORT, 'LG-STO-021'); END;
