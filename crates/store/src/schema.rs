//! The workspace's tables, step by step: a new workspace goes through every step, an older one through those that it has not
//! seen. A step that has shipped is never changed.

/// Version of the tables: how many steps lead to them.
pub(crate) const VERSION: usize = STEPS.len();

/// `STEPS[n]` leads from version n to n + 1; version 0 is an empty database.
pub(crate) const STEPS: &[&str] = &["
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE account (name TEXT PRIMARY KEY, role TEXT NOT NULL, password_hash TEXT NOT NULL, disabled INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE session (hash TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES account (name), created_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL) STRICT;
CREATE TABLE artifact (
  id INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, side TEXT NOT NULL, system TEXT NOT NULL, path TEXT NOT NULL, format TEXT NOT NULL,
  size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, blob TEXT NOT NULL, encoding TEXT NOT NULL, records INTEGER NOT NULL, quarantined INTEGER NOT NULL,
  issues INTEGER NOT NULL, fields INTEGER NOT NULL, patients INTEGER, state TEXT NOT NULL, ingested_ms INTEGER NOT NULL, origins TEXT, run INTEGER, active INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX artifact_side ON artifact (active, side, path);
CREATE TABLE relation (
  artifact INTEGER NOT NULL REFERENCES artifact (id), name TEXT NOT NULL, rows INTEGER NOT NULL, profile TEXT NOT NULL,
  PRIMARY KEY (artifact, name)
) STRICT;
CREATE TABLE issue (artifact INTEGER NOT NULL REFERENCES artifact (id), line INTEGER NOT NULL, byte INTEGER NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, quarantined INTEGER NOT NULL) STRICT;
CREATE INDEX issue_artifact ON issue (quarantined, artifact, line);
CREATE TABLE document (
  kind TEXT NOT NULL, version INTEGER NOT NULL, text TEXT NOT NULL, author TEXT NOT NULL, at_ms INTEGER NOT NULL, note TEXT NOT NULL, approved_by TEXT,
  PRIMARY KEY (kind, version)
) STRICT;
CREATE TABLE run (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, started_ms INTEGER NOT NULL, ended_ms INTEGER, version INTEGER NOT NULL, state TEXT NOT NULL, report TEXT NOT NULL) STRICT;
CREATE TABLE held (run INTEGER NOT NULL, artifact INTEGER NOT NULL, line INTEGER NOT NULL, relation TEXT NOT NULL, rule TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
CREATE INDEX held_place ON held (run, artifact, line);
CREATE TABLE pseudonym (key TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE patient (
  run INTEGER NOT NULL, ordinal INTEGER NOT NULL, token TEXT NOT NULL, side TEXT NOT NULL, sex TEXT NOT NULL, age_band TEXT NOT NULL,
  legacy INTEGER NOT NULL, destination INTEGER NOT NULL, findings INTEGER NOT NULL, safety INTEGER NOT NULL, clinical INTEGER NOT NULL, score REAL NOT NULL, reasons TEXT NOT NULL,
  blob TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, worst INTEGER NOT NULL,
  PRIMARY KEY (run, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX patient_rank ON patient (run, score DESC);
CREATE INDEX patient_token ON patient (run, token);
CREATE TABLE cause (
  run INTEGER NOT NULL, id TEXT NOT NULL, class TEXT NOT NULL, label TEXT NOT NULL, evidence TEXT NOT NULL, rule TEXT, kind TEXT NOT NULL, verdict TEXT NOT NULL, aspect TEXT NOT NULL,
  severity INTEGER NOT NULL, statements INTEGER NOT NULL, safety INTEGER NOT NULL, patients INTEGER NOT NULL, clusters TEXT NOT NULL,
  PRIMARY KEY (run, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE finding (
  run INTEGER NOT NULL, ordinal INTEGER NOT NULL, id TEXT NOT NULL, patient INTEGER NOT NULL, verdict TEXT NOT NULL, aspect TEXT NOT NULL, kind TEXT NOT NULL, severity INTEGER NOT NULL,
  cause TEXT NOT NULL, class TEXT NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (run, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_id ON finding (run, id);
CREATE INDEX finding_severity ON finding (run, severity, ordinal);
CREATE INDEX finding_cause ON finding (run, cause, severity, ordinal);
CREATE INDEX finding_patient ON finding (run, patient, severity, ordinal);
CREATE TABLE audit (seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL, what TEXT NOT NULL, object TEXT NOT NULL, outcome TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
", "
ALTER TABLE relation ADD COLUMN sketches BLOB NOT NULL DEFAULT x'';
DROP INDEX artifact_side;
CREATE INDEX artifact_side ON artifact (active, side DESC, path);
CREATE INDEX artifact_facets ON artifact (active, side, format, state, path, records, quarantined, patients, size_bytes, fields);
CREATE TABLE traffic (artifact INTEGER NOT NULL REFERENCES artifact (id), kind TEXT NOT NULL, name TEXT NOT NULL, year INTEGER NOT NULL, records INTEGER NOT NULL) STRICT;
CREATE INDEX traffic_artifact ON traffic (artifact);
CREATE TABLE corner (id TEXT PRIMARY KEY, decision TEXT NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
", "
CREATE TABLE patient_reason (run INTEGER NOT NULL, key TEXT NOT NULL, ordinal INTEGER NOT NULL, PRIMARY KEY (run, key, ordinal)) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO patient_reason SELECT run, json_extract(value, '$.key'), ordinal FROM patient, json_each(patient.reasons);
CREATE INDEX patient_list ON patient (run, score DESC, ordinal, side, safety, clinical, findings, legacy, destination, token);
DROP INDEX finding_severity;
CREATE INDEX finding_list ON finding (run, severity, ordinal, verdict, kind, class, cause, patient);
", "
CREATE TABLE triage (
  seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, by TEXT NOT NULL, subject_kind TEXT NOT NULL, subject TEXT NOT NULL, disposition TEXT, reason TEXT NOT NULL,
  expires_ms INTEGER, owner TEXT, due_ms INTEGER, comment TEXT NOT NULL, run INTEGER NOT NULL, findings INTEGER NOT NULL
) STRICT;
CREATE INDEX triage_subject ON triage (subject, seq);
CREATE TABLE triage_now (
  subject TEXT PRIMARY KEY, subject_kind TEXT NOT NULL, disposition TEXT, reason TEXT NOT NULL, expires_ms INTEGER, decided_by TEXT NOT NULL, decided_ms INTEGER NOT NULL,
  decided_run INTEGER NOT NULL, decided_findings INTEGER NOT NULL, owner TEXT, due_ms INTEGER, comments INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE finding_span (id TEXT NOT NULL, first_run INTEGER NOT NULL, gone_run INTEGER, severity INTEGER NOT NULL, PRIMARY KEY (id, first_run)) STRICT, WITHOUT ROWID;
CREATE INDEX finding_span_open ON finding_span (id) WHERE gone_run IS NULL;
CREATE TABLE burn (
  run INTEGER NOT NULL, severity INTEGER NOT NULL, findings INTEGER NOT NULL, accepted INTEGER NOT NULL, expired INTEGER NOT NULL, fresh INTEGER NOT NULL,
  returned INTEGER NOT NULL, closed INTEGER NOT NULL, PRIMARY KEY (run, severity)
) STRICT, WITHOUT ROWID;
INSERT INTO finding_span (id, first_run, gone_run, severity)
  SELECT id, run, NULL, min(severity) FROM finding WHERE run = (SELECT max(id) FROM run WHERE kind = 'compare' AND state = 'done') GROUP BY id;
", "
CREATE TABLE sample (
  id TEXT PRIMARY KEY, run INTEGER NOT NULL, seed INTEGER NOT NULL, claim REAL NOT NULL, confidence REAL NOT NULL, errors_allowed INTEGER NOT NULL,
  top INTEGER NOT NULL, middle INTEGER NOT NULL, rest INTEGER NOT NULL, design TEXT NOT NULL, by TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE sample_item (
  sample TEXT NOT NULL REFERENCES sample (id), place INTEGER NOT NULL, token TEXT NOT NULL, stratum TEXT NOT NULL, by_lot INTEGER NOT NULL, readers INTEGER NOT NULL,
  side TEXT NOT NULL, legacy INTEGER NOT NULL, destination INTEGER NOT NULL, findings INTEGER NOT NULL, safety INTEGER NOT NULL, reasons TEXT NOT NULL,
  PRIMARY KEY (sample, place), UNIQUE (sample, token)
) STRICT, WITHOUT ROWID;
CREATE TABLE chart_review (
  seq INTEGER PRIMARY KEY, sample TEXT NOT NULL, token TEXT NOT NULL, reader TEXT NOT NULL, outcome TEXT NOT NULL, kind TEXT NOT NULL, aspect TEXT NOT NULL,
  comment TEXT NOT NULL, at_ms INTEGER NOT NULL, FOREIGN KEY (sample, token) REFERENCES sample_item (sample, token)
) STRICT;
CREATE INDEX chart_review_sample ON chart_review (sample, token, seq);
CREATE TRIGGER chart_review_is_not_changed BEFORE UPDATE ON chart_review BEGIN SELECT RAISE(ABORT, 'readings are only ever added'); END;
CREATE TRIGGER chart_review_is_not_removed BEFORE DELETE ON chart_review BEGIN SELECT RAISE(ABORT, 'readings are only ever added'); END;
", "
CREATE TABLE delivery (id INTEGER PRIMARY KEY, side TEXT NOT NULL, system TEXT NOT NULL, at_ms INTEGER NOT NULL) STRICT;
CREATE TABLE delivery_file (
  delivery INTEGER NOT NULL REFERENCES delivery (id), artifact INTEGER NOT NULL REFERENCES artifact (id), PRIMARY KEY (delivery, artifact)
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_file_artifact ON delivery_file (artifact, delivery);
INSERT INTO delivery (side, system, at_ms) SELECT DISTINCT side, system, ingested_ms FROM artifact WHERE run IS NULL ORDER BY ingested_ms;
INSERT INTO delivery_file SELECT delivery.id, artifact.id FROM artifact JOIN delivery
  ON delivery.side = artifact.side AND delivery.system = artifact.system AND delivery.at_ms = artifact.ingested_ms WHERE artifact.run IS NULL;
CREATE TABLE decision (
  seq INTEGER PRIMARY KEY, about TEXT NOT NULL, id TEXT NOT NULL, word TEXT NOT NULL, owner TEXT NOT NULL, reason TEXT NOT NULL, basis TEXT NOT NULL,
  by TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX decision_about ON decision (about, id, seq);
", "
CREATE TABLE scan (sha256 TEXT PRIMARY KEY, facts TEXT NOT NULL, recognised BLOB) STRICT;
", "
CREATE TABLE artifact_layout (artifact INTEGER PRIMARY KEY REFERENCES artifact (id), layout TEXT NOT NULL) STRICT;
", "
CREATE TABLE inside (
  artifact INTEGER PRIMARY KEY REFERENCES artifact (id), line INTEGER NOT NULL, place TEXT NOT NULL, patient TEXT NOT NULL, own_name TEXT NOT NULL
) STRICT;
CREATE TABLE pointer (
  artifact INTEGER NOT NULL REFERENCES artifact (id), line INTEGER NOT NULL, relation TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
  patient TEXT NOT NULL, size_bytes INTEGER, sha1 TEXT NOT NULL
) STRICT;
CREATE INDEX pointer_artifact ON pointer (artifact, line);
", "
ALTER TABLE triage ADD COLUMN signed TEXT;
ALTER TABLE triage_now ADD COLUMN signed TEXT;
ALTER TABLE triage_now ADD COLUMN signed_by TEXT NOT NULL DEFAULT '';
ALTER TABLE triage_now ADD COLUMN signed_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE triage_now ADD COLUMN signed_findings INTEGER NOT NULL DEFAULT 0;
ALTER TABLE triage_now ADD COLUMN signed_reason TEXT NOT NULL DEFAULT '';
CREATE TABLE sample_sign (
  seq INTEGER PRIMARY KEY, sample TEXT NOT NULL REFERENCES sample (id), verdict TEXT NOT NULL, reason TEXT NOT NULL, readings INTEGER NOT NULL, said TEXT NOT NULL,
  by TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX sample_sign_sample ON sample_sign (sample, seq);
CREATE TRIGGER sample_sign_is_not_changed BEFORE UPDATE ON sample_sign BEGIN SELECT RAISE(ABORT, 'signatures are only ever added'); END;
CREATE TRIGGER sample_sign_is_not_removed BEFORE DELETE ON sample_sign BEGIN SELECT RAISE(ABORT, 'signatures are only ever added'); END;
", "
ALTER TABLE triage_now ADD COLUMN decided_seq INTEGER NOT NULL DEFAULT 0;
UPDATE triage_now SET decided_seq = coalesce((SELECT max(seq) FROM triage WHERE triage.subject = triage_now.subject AND triage.disposition IS NOT NULL), 0);
CREATE TABLE attempt (key TEXT PRIMARY KEY, began_ms INTEGER NOT NULL, tries INTEGER NOT NULL) STRICT;
ALTER TABLE artifact ADD COLUMN shown TEXT;
UPDATE artifact SET shown = '';
DROP INDEX artifact_facets;
CREATE INDEX artifact_facets ON artifact (active, side, format, state, path, records, quarantined, patients, size_bytes, fields, shown);
CREATE INDEX artifact_size ON artifact (active, size_bytes DESC, path DESC, side, format, state, shown);
CREATE INDEX artifact_unshown ON artifact (id) WHERE shown = '';
", "
CREATE TABLE terminology (
  id INTEGER PRIMARY KEY, system TEXT NOT NULL UNIQUE, codes INTEGER NOT NULL, source TEXT NOT NULL, written TEXT NOT NULL, sha256 TEXT NOT NULL, by TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE term (
  system INTEGER NOT NULL REFERENCES terminology (id), code TEXT NOT NULL, display TEXT NOT NULL, PRIMARY KEY (system, code)
) STRICT, WITHOUT ROWID;
", "
CREATE TABLE issue_unplaced (
  artifact INTEGER NOT NULL REFERENCES artifact (id), code TEXT NOT NULL, quarantined INTEGER NOT NULL, issues INTEGER NOT NULL, PRIMARY KEY (artifact, code, quarantined)
) STRICT, WITHOUT ROWID;
", "
ALTER TABLE cause ADD COLUMN proposal TEXT NOT NULL DEFAULT '';
", "
ALTER TABLE artifact ADD COLUMN reach_rows INTEGER;
ALTER TABLE artifact ADD COLUMN hanging_rows INTEGER;
CREATE TABLE reach (
  artifact INTEGER NOT NULL REFERENCES artifact (id), relation TEXT NOT NULL, rows INTEGER NOT NULL, named INTEGER NOT NULL, hanging INTEGER NOT NULL,
  known TEXT NOT NULL, dates TEXT NOT NULL, PRIMARY KEY (artifact, relation)
) STRICT, WITHOUT ROWID;
ALTER TABLE term ADD COLUMN retired INTEGER NOT NULL DEFAULT 0;
", "
ALTER TABLE artifact ADD COLUMN risk INTEGER NOT NULL DEFAULT 0;
DROP INDEX artifact_facets;
CREATE INDEX artifact_facets ON artifact (active, side, format, state, path, records, quarantined, patients, size_bytes, fields, shown, issues, risk);
CREATE INDEX artifact_folder_of ON artifact (active, side, rtrim(path, replace(path, '/', '')), path);
CREATE TABLE artifact_folder (
  id INTEGER PRIMARY KEY, side TEXT NOT NULL, parent TEXT, path TEXT NOT NULL, within INTEGER NOT NULL, artifacts INTEGER NOT NULL, direct INTEGER NOT NULL,
  size_bytes INTEGER NOT NULL, records INTEGER NOT NULL, quarantined INTEGER NOT NULL, issues INTEGER NOT NULL, unread INTEGER NOT NULL, UNIQUE (side, path)
) STRICT;
CREATE INDEX artifact_folder_parent ON artifact_folder (side, parent, within, path);
INSERT INTO artifact_folder (side, parent, path, within, artifacts, direct, size_bytes, records, quarantined, issues, unread)
  WITH RECURSIVE way (id, path, direct, size_bytes) AS (
    SELECT id, rtrim(path, replace(path, '/', '')), 1, size_bytes FROM artifact WHERE active = 1
    UNION ALL
    SELECT id, rtrim(substr(path, 1, length(path) - 1), replace(path, '/', '')), 0, CASE WHEN substr(path, -2) = '!/' THEN 0 ELSE size_bytes END FROM way WHERE path <> ''
  )
  SELECT a.side, CASE WHEN way.path = '' THEN NULL ELSE rtrim(substr(way.path, 1, length(way.path) - 1), replace(way.path, '/', '')) END, way.path,
    substr(way.path, -2) = '!/' AND EXISTS (SELECT 1 FROM artifact o WHERE o.active = 1 AND o.side = a.side AND o.path = substr(way.path, 1, length(way.path) - 2)),
    count(*), sum(way.direct), sum(way.size_bytes), sum(a.records), sum(a.quarantined), sum(a.issues), sum(a.state <> 'read')
  FROM way JOIN artifact a ON a.id = way.id GROUP BY a.side, way.path;
CREATE TABLE finding_origin (run INTEGER NOT NULL, artifact INTEGER NOT NULL, ordinal INTEGER NOT NULL, PRIMARY KEY (run, artifact, ordinal)) STRICT, WITHOUT ROWID;
", "
CREATE TABLE audit_ahead (
  id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, actor TEXT NOT NULL, role TEXT NOT NULL, what TEXT NOT NULL, object TEXT NOT NULL
) STRICT;
", "
ALTER TABLE patient ADD COLUMN judged TEXT NOT NULL DEFAULT '';
ALTER TABLE patient ADD COLUMN judged_offset INTEGER NOT NULL DEFAULT 0;
ALTER TABLE patient ADD COLUMN judged_length INTEGER NOT NULL DEFAULT 0;
"];
