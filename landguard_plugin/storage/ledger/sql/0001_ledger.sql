-- The books of the farmland balance ledger. Areas are integers of 0.01 m2, capacity is kg; dates are ISO text.
-- Batches, lines, postings and seals are append-only: a correction is a reversing batch.

CREATE TABLE lg_ledger_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  title TEXT NOT NULL,
  remarks TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (typeof(version) = 'integer')
);
INSERT INTO lg_ledger_head (id, title, remarks, version) VALUES (1, '', '[]', 0);

CREATE TABLE lg_ledger_unit (
  code TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, external INTEGER NOT NULL CHECK (external IN (0, 1)),
  remarks TEXT NOT NULL
);
CREATE TABLE lg_ledger_supplement (
  id TEXT PRIMARY KEY NOT NULL, unit TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, approved TEXT,
  document TEXT NOT NULL, funding TEXT NOT NULL, note TEXT NOT NULL, remarks TEXT NOT NULL
);
CREATE TABLE lg_ledger_lot (
  id TEXT PRIMARY KEY NOT NULL, supplement TEXT NOT NULL, unit TEXT NOT NULL, kind TEXT NOT NULL,
  grade_system TEXT NOT NULL, grade_before TEXT, grade_after TEXT, slope INTEGER, patches TEXT NOT NULL,
  document TEXT NOT NULL, note TEXT NOT NULL, remarks TEXT NOT NULL
);
CREATE TABLE lg_ledger_occupation (
  id TEXT PRIMARY KEY NOT NULL, unit TEXT NOT NULL, name TEXT NOT NULL, approval_batch TEXT NOT NULL, approved TEXT,
  document TEXT NOT NULL, grade_system TEXT NOT NULL, grade TEXT, patches TEXT NOT NULL, note TEXT NOT NULL,
  remarks TEXT NOT NULL
);
CREATE TABLE lg_ledger_mark (
  date TEXT NOT NULL, subject TEXT NOT NULL, "key" TEXT NOT NULL, value TEXT NOT NULL, document TEXT NOT NULL,
  note TEXT NOT NULL, remarks TEXT NOT NULL, PRIMARY KEY (date, subject, "key")
);
CREATE TABLE lg_ledger_batch (
  id TEXT PRIMARY KEY NOT NULL, date TEXT NOT NULL, kind TEXT NOT NULL, document TEXT NOT NULL, reverses TEXT NOT NULL,
  note TEXT NOT NULL, remarks TEXT NOT NULL, version INTEGER NOT NULL
);
CREATE INDEX lg_ledger_batch_version ON lg_ledger_batch (version);
CREATE TABLE lg_ledger_line (
  batch TEXT NOT NULL REFERENCES lg_ledger_batch (id), number INTEGER NOT NULL, lot TEXT NOT NULL, project TEXT NOT NULL,
  unit TEXT NOT NULL, to_unit TEXT NOT NULL,
  quantity INTEGER NOT NULL CHECK (typeof(quantity) = 'integer'),
  paddy INTEGER NOT NULL CHECK (typeof(paddy) = 'integer'),
  capacity INTEGER NOT NULL CHECK (typeof(capacity) = 'integer'),
  patches TEXT NOT NULL, PRIMARY KEY (batch, number)
) WITHOUT ROWID;
CREATE TABLE lg_ledger_posting (
  id INTEGER PRIMARY KEY, batch TEXT NOT NULL REFERENCES lg_ledger_batch (id), line INTEGER NOT NULL, date TEXT NOT NULL, kind TEXT NOT NULL,
  unit TEXT NOT NULL, account TEXT NOT NULL CHECK (account IN ('quantity', 'paddy', 'capacity')), book TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (typeof(amount) = 'integer'), project TEXT NOT NULL, lot TEXT NOT NULL,
  document TEXT NOT NULL, UNIQUE (batch, line, unit, account, book, amount)
);
CREATE INDEX lg_ledger_posting_unit ON lg_ledger_posting (unit, account, book, date);
CREATE INDEX lg_ledger_posting_lot ON lg_ledger_posting (lot);
CREATE INDEX lg_ledger_posting_project ON lg_ledger_posting (project);
CREATE TABLE lg_ledger_check (
  date TEXT NOT NULL, unit TEXT NOT NULL, quantity INTEGER NOT NULL, paddy INTEGER NOT NULL, capacity INTEGER NOT NULL,
  note TEXT NOT NULL, remarks TEXT NOT NULL, PRIMARY KEY (date, unit)
);
CREATE TABLE lg_ledger_seal (
  date TEXT PRIMARY KEY NOT NULL, document TEXT NOT NULL, note TEXT NOT NULL, remarks TEXT NOT NULL
);
CREATE TABLE lg_ledger_closing (
  seal TEXT NOT NULL REFERENCES lg_ledger_seal (date), number INTEGER NOT NULL, unit TEXT NOT NULL,
  quantity INTEGER NOT NULL, paddy INTEGER NOT NULL, capacity INTEGER NOT NULL,
  reserved_quantity INTEGER NOT NULL, reserved_paddy INTEGER NOT NULL, reserved_capacity INTEGER NOT NULL,
  PRIMARY KEY (seal, number)
) WITHOUT ROWID;

CREATE TRIGGER lg_ledger_batch_kept BEFORE UPDATE ON lg_ledger_batch
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;
CREATE TRIGGER lg_ledger_batch_stays BEFORE DELETE ON lg_ledger_batch
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;
CREATE TRIGGER lg_ledger_line_kept BEFORE UPDATE ON lg_ledger_line
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;
CREATE TRIGGER lg_ledger_line_stays BEFORE DELETE ON lg_ledger_line
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;
CREATE TRIGGER lg_ledger_posting_kept BEFORE UPDATE ON lg_ledger_posting
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;
CREATE TRIGGER lg_ledger_posting_stays BEFORE DELETE ON lg_ledger_posting
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;
CREATE TRIGGER lg_ledger_seal_kept BEFORE UPDATE ON lg_ledger_seal
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;
CREATE TRIGGER lg_ledger_seal_stays BEFORE DELETE ON lg_ledger_seal
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;
CREATE TRIGGER lg_ledger_closing_kept BEFORE UPDATE ON lg_ledger_closing
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;
CREATE TRIGGER lg_ledger_closing_stays BEFORE DELETE ON lg_ledger_closing
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;
-- INSERT OR REPLACE deletes without asking the delete trigger when recursive triggers are off: refuse a key that is there.
CREATE TRIGGER lg_ledger_batch_new BEFORE INSERT ON lg_ledger_batch
WHEN EXISTS (SELECT 1 FROM lg_ledger_batch WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'LG-LST-009'); END;
CREATE TRIGGER lg_ledger_posting_new BEFORE INSERT ON lg_ledger_posting
WHEN EXISTS (SELECT 1 FROM lg_ledger_posting WHERE id = NEW.id)
  OR EXISTS (SELECT 1 FROM lg_ledger_posting WHERE batch = NEW.batch AND line = NEW.line AND unit = NEW.unit
             AND account = NEW.account AND book = NEW.book AND amount = NEW.amount)
BEGIN SELECT RAISE(ABORT, 'LG-LST-009'); END;
CREATE TRIGGER lg_ledger_line_new BEFORE INSERT ON lg_ledger_line
WHEN EXISTS (SELECT 1 FROM lg_ledger_line WHERE batch = NEW.batch AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'LG-LST-009'); END;
CREATE TRIGGER lg_ledger_seal_new BEFORE INSERT ON lg_ledger_seal
WHEN EXISTS (SELECT 1 FROM lg_ledger_seal WHERE date >= NEW.date)
BEGIN SELECT RAISE(ABORT, 'LG-LST-008'); END;
CREATE TRIGGER lg_ledger_batch_sealed BEFORE INSERT ON lg_ledger_batch
WHEN EXISTS (SELECT 1 FROM lg_ledger_seal WHERE date >= NEW.date)
BEGIN SELECT RAISE(ABORT, 'LG-LST-008'); END;
CREATE TRIGGER lg_ledger_posting_sealed BEFORE INSERT ON lg_ledger_posting
WHEN EXISTS (SELECT 1 FROM lg_ledger_seal WHERE date >= NEW.date)
BEGIN SELECT RAISE(ABORT, 'LG-LST-008'); END;
-- A line may only be added while its batch is being entered: the head's version is raised in the same transaction.
CREATE TRIGGER lg_ledger_line_late BEFORE INSERT ON lg_ledger_line
WHEN NOT EXISTS (SELECT 1 FROM lg_ledger_batch AS b, lg_ledger_head AS h WHERE b.id = NEW.batch AND b.version = h.version)
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;
CREATE TRIGGER lg_ledger_posting_late BEFORE INSERT ON lg_ledger_posting
WHEN NOT EXISTS (SELECT 1 FROM lg_ledger_batch AS b, lg_ledger_head AS h WHERE b.id = NEW.batch AND b.version = h.version)
BEGIN SELECT RAISE(ABORT, 'LG-LST-020'); END;

-- What QGIS may open as a table: the postings, in 0.01 m2 and kg. A view, so nothing can be typed into it.
CREATE VIEW lg_ledger_postings AS
SELECT id AS OGC_FID, batch, line, date, kind, unit, account, book, amount, project, lot, document FROM lg_ledger_posting;
