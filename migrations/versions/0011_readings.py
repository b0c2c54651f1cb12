"""What was read of a corpus, and indexes that keep storing one more article as cheap as the first."""

from collections.abc import Sequence

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# ruff: noqa: E501, W291
MADE = (
    """CREATE TABLE readings (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_readings_id CHECK (id > 0), 
	input TEXT NOT NULL, 
	name TEXT NOT NULL, 
	reader TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	text_sha256 TEXT, 
	snapshot_id INTEGER, 
	proposals INTEGER DEFAULT 0 NOT NULL, 
	message TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT ck_readings_outcome CHECK (outcome IN ('stored', 'nothing', 'repeated', 'refused', 'killed')), 
	CONSTRAINT ck_readings_stored CHECK ((outcome = 'stored') = (snapshot_id IS NOT NULL)), 
	CONSTRAINT ck_readings_no_nul CHECK (instr(coalesce(input, '') || coalesce(name, '') || coalesce(reader, '') || coalesce(text_sha256, '') || coalesce(message, ''), char(0)) = 0), 
	CONSTRAINT uq_readings_input_reader UNIQUE (input, reader), 
	CONSTRAINT fk_readings_snapshot_id_snapshots FOREIGN KEY(snapshot_id) REFERENCES snapshots (id), 
	CONSTRAINT fk_readings_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT""",
    """CREATE INDEX ix_sources_archive_url ON sources (archive_url)""",
    """CREATE INDEX ix_sources_title ON sources (title)""",
    """CREATE INDEX ix_snapshots_content_sha256 ON snapshots (content_sha256)""",
    """CREATE INDEX ix_snapshots_text_sha256 ON snapshots (text_sha256)""",
    """CREATE INDEX ix_readings_changeset_id ON readings (changeset_id)""",
    """CREATE INDEX ix_readings_snapshot_id ON readings (snapshot_id)""",
    """CREATE TRIGGER readings_before_insert BEFORE INSERT ON readings
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM readings WHERE (id = NEW.id) OR (input = NEW.input AND reader = NEW.reader)) BEGIN
  DELETE FROM replaced WHERE table_name = 'readings';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'readings', id, json_object('id', id, 'input', input, 'name', name, 'reader', reader, 'outcome', outcome, 'text_sha256', text_sha256, 'snapshot_id', snapshot_id, 'proposals', proposals, 'message', message, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM readings WHERE (id = NEW.id) OR (input = NEW.input AND reader = NEW.reader);
END""",
    """CREATE TRIGGER readings_after_insert AFTER INSERT ON readings
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
        AND NOT EXISTS (SELECT 1 FROM seals WHERE changeset_id = changesets.id));
  SELECT RAISE(ABORT, 'readings.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'readings', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'readings' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM readings WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'readings';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'readings', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE readings SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
    """CREATE TRIGGER readings_before_update BEFORE UPDATE ON readings
  WHEN NEW.id IS NOT OLD.id OR NEW.input IS NOT OLD.input OR NEW.reader IS NOT OLD.reader BEGIN
  SELECT RAISE(ABORT, 'readings: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'readings: another row has the same input and reader')
    WHERE (NEW.input IS NOT OLD.input OR NEW.reader IS NOT OLD.reader) AND EXISTS (SELECT 1 FROM readings WHERE input = NEW.input AND reader = NEW.reader AND id <> OLD.id);
END""",
    """CREATE TRIGGER readings_after_update AFTER UPDATE ON readings
  WHEN NEW.input IS NOT OLD.input OR NEW.name IS NOT OLD.name OR NEW.reader IS NOT OLD.reader OR NEW.outcome IS NOT OLD.outcome OR NEW.text_sha256 IS NOT OLD.text_sha256 OR NEW.snapshot_id IS NOT OLD.snapshot_id OR NEW.proposals IS NOT OLD.proposals OR NEW.message IS NOT OLD.message OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
        AND NOT EXISTS (SELECT 1 FROM seals WHERE changeset_id = changesets.id));
  SELECT RAISE(ABORT, 'readings.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'readings', OLD.id, 'update', json_object('id', OLD.id, 'input', OLD.input, 'name', OLD.name, 'reader', OLD.reader, 'outcome', OLD.outcome, 'text_sha256', OLD.text_sha256, 'snapshot_id', OLD.snapshot_id, 'proposals', OLD.proposals, 'message', OLD.message, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END""",
    """CREATE TRIGGER readings_after_delete AFTER DELETE ON readings BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
        AND NOT EXISTS (SELECT 1 FROM seals WHERE changeset_id = changesets.id));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'readings', OLD.id, 'delete', json_object('id', OLD.id, 'input', OLD.input, 'name', OLD.name, 'reader', OLD.reader, 'outcome', OLD.outcome, 'text_sha256', OLD.text_sha256, 'snapshot_id', OLD.snapshot_id, 'proposals', OLD.proposals, 'message', OLD.message, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'readings' AND row_id = OLD.id;
END""",
    """CREATE TRIGGER readings_keep_update BEFORE UPDATE ON readings
  WHEN (SELECT restoring FROM writing) = 0 AND (NEW.input IS NOT OLD.input OR NEW.name IS NOT OLD.name OR NEW.reader IS NOT OLD.reader OR NEW.outcome IS NOT OLD.outcome OR NEW.text_sha256 IS NOT OLD.text_sha256 OR NEW.snapshot_id IS NOT OLD.snapshot_id OR NEW.proposals IS NOT OLD.proposals OR NEW.message IS NOT OLD.message) BEGIN
  SELECT RAISE(ABORT, 'readings: a reading stays as it was made');
END""",
)
INDEXES = ("ix_sources_archive_url", "ix_sources_title", "ix_snapshots_content_sha256", "ix_snapshots_text_sha256")
#: parts of the trigger that deletes what a snapshot owns, before and after
TEXTS = (
    (
        "OR EXISTS (SELECT 1 FROM proposals WHERE snapshot_id = OLD.id))",
        "OR EXISTS (SELECT 1 FROM proposals WHERE snapshot_id = OLD.id) OR EXISTS (SELECT 1 FROM readings WHERE snapshot_id = OLD.id))",
    ),
    (
        "  DELETE FROM proposals WHERE snapshot_id = OLD.id;\nEND",
        "  DELETE FROM proposals WHERE snapshot_id = OLD.id;\n  DELETE FROM readings WHERE snapshot_id = OLD.id;\nEND",
    ),
)


def upgrade() -> None:
    """Add the table and the indexes."""
    for statement in MADE:
        op.get_bind().exec_driver_sql(statement)
    _reword(TEXTS)


def downgrade() -> None:
    """Forget what was read."""
    run = op.get_bind().exec_driver_sql
    _reword([(after, before) for before, after in TEXTS])
    run("DROP TABLE readings")
    for index in INDEXES:
        run(f"DROP INDEX {index}")


def _reword(texts: Sequence[tuple[str, str]]) -> None:
    run = op.get_bind().exec_driver_sql
    sql = run("SELECT sql FROM sqlite_schema WHERE name = 'snapshots_before_delete'").scalar_one()
    run("DROP TRIGGER snapshots_before_delete")
    for before, after in texts:
        sql = sql.replace(before, after)
    run(sql)
