"""Seals: a chain of digests over the history, signatures of it, and a table ``writing`` that opens no changeset twice."""

from collections.abc import Sequence

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# ruff: noqa: E501, W291
WRITING = """CREATE TABLE writing (
	id INTEGER NOT NULL, 
	changeset_id INTEGER, 
	restoring INTEGER DEFAULT 0 NOT NULL, 
	closed INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_writing PRIMARY KEY (id), 
	CONSTRAINT ck_writing_one_row CHECK (id = 1), 
	CONSTRAINT ck_writing_restoring CHECK (restoring IN (0, 1))
)
 STRICT"""
TABLES = (
    """CREATE TABLE kept_triggers (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_kept_triggers_id CHECK (id > 0), 
	name TEXT NOT NULL, 
	sql TEXT NOT NULL, 
	changeset_id INTEGER, 
	CONSTRAINT ck_kept_triggers_name_not_empty CHECK (length(trim(name, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_kept_triggers_sql_not_empty CHECK (length(trim(sql, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_kept_triggers_no_nul CHECK (instr(coalesce(name, '') || coalesce(sql, ''), char(0)) = 0), 
	CONSTRAINT uq_kept_triggers_name UNIQUE (name), 
	CONSTRAINT fk_kept_triggers_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT""",
    """CREATE TABLE seals (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_seals_id CHECK (id > 0), 
	changeset_id INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	basis TEXT NOT NULL, 
	CONSTRAINT ck_seals_basis CHECK (basis IN ('written', 'outside', 'found')), 
	CONSTRAINT ck_seals_digest CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'), 
	CONSTRAINT uq_seals_changeset_id UNIQUE (changeset_id), 
	CONSTRAINT fk_seals_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT""",
    """CREATE TABLE signatures (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_signatures_id CHECK (id > 0), 
	changeset_id INTEGER NOT NULL, 
	digest TEXT NOT NULL, 
	signature TEXT NOT NULL, 
	CONSTRAINT ck_signatures_digest CHECK (length(digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'), 
	CONSTRAINT ck_signatures_signature_not_empty CHECK (length(trim(signature, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_signatures_no_nul CHECK (instr(coalesce(signature, ''), char(0)) = 0), 
	CONSTRAINT fk_signatures_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT""",
)
TRIGGERS = (
    """CREATE TRIGGER kept_triggers_before_insert BEFORE INSERT ON kept_triggers
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM kept_triggers WHERE (id = NEW.id) OR (name = NEW.name)) BEGIN
  DELETE FROM replaced WHERE table_name = 'kept_triggers';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'kept_triggers', id, json_object('id', id, 'name', name, 'sql', sql, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM kept_triggers WHERE (id = NEW.id) OR (name = NEW.name);
END""",
    """CREATE TRIGGER kept_triggers_after_insert AFTER INSERT ON kept_triggers
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
        AND NOT EXISTS (SELECT 1 FROM seals WHERE changeset_id = changesets.id));
  SELECT RAISE(ABORT, 'kept_triggers.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'kept_triggers', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'kept_triggers' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM kept_triggers WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'kept_triggers';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'kept_triggers', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE kept_triggers SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
    """CREATE TRIGGER kept_triggers_before_update BEFORE UPDATE ON kept_triggers
  WHEN NEW.id IS NOT OLD.id OR NEW.name IS NOT OLD.name BEGIN
  SELECT RAISE(ABORT, 'kept_triggers: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'kept_triggers: another row has the same name')
    WHERE (NEW.name IS NOT OLD.name) AND EXISTS (SELECT 1 FROM kept_triggers WHERE name = NEW.name AND id <> OLD.id);
END""",
    """CREATE TRIGGER kept_triggers_after_update AFTER UPDATE ON kept_triggers
  WHEN NEW.name IS NOT OLD.name OR NEW.sql IS NOT OLD.sql OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
        AND NOT EXISTS (SELECT 1 FROM seals WHERE changeset_id = changesets.id));
  SELECT RAISE(ABORT, 'kept_triggers.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'kept_triggers', OLD.id, 'update', json_object('id', OLD.id, 'name', OLD.name, 'sql', OLD.sql, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END""",
    """CREATE TRIGGER kept_triggers_after_delete AFTER DELETE ON kept_triggers BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
        AND NOT EXISTS (SELECT 1 FROM seals WHERE changeset_id = changesets.id));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'kept_triggers', OLD.id, 'delete', json_object('id', OLD.id, 'name', OLD.name, 'sql', OLD.sql, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'kept_triggers' AND row_id = OLD.id;
END""",
    """CREATE TRIGGER seals_keep_update BEFORE UPDATE ON seals BEGIN
  SELECT RAISE(ABORT, 'seals: the history can only grow; its rows are never changed or deleted');
END""",
    """CREATE TRIGGER seals_keep_delete BEFORE DELETE ON seals BEGIN
  SELECT RAISE(ABORT, 'seals: the history can only grow; its rows are never changed or deleted');
END""",
    """CREATE TRIGGER seals_keep_insert BEFORE INSERT ON seals
  WHEN EXISTS (SELECT 1 FROM seals WHERE id = NEW.id OR changeset_id = NEW.changeset_id) BEGIN
  SELECT RAISE(ABORT, 'seals: the history can only grow; its rows are never changed or deleted');
END""",
    """CREATE TRIGGER signatures_keep_update BEFORE UPDATE ON signatures BEGIN
  SELECT RAISE(ABORT, 'signatures: the history can only grow; its rows are never changed or deleted');
END""",
    """CREATE TRIGGER signatures_keep_delete BEFORE DELETE ON signatures BEGIN
  SELECT RAISE(ABORT, 'signatures: the history can only grow; its rows are never changed or deleted');
END""",
    """CREATE TRIGGER signatures_keep_insert BEFORE INSERT ON signatures
  WHEN EXISTS (SELECT 1 FROM signatures WHERE id = NEW.id) BEGIN
  SELECT RAISE(ABORT, 'signatures: the history can only grow; its rows are never changed or deleted');
END""",
    """CREATE TRIGGER writing_keep_delete BEFORE DELETE ON writing BEGIN
  SELECT RAISE(ABORT, 'writing: its one row stays');
END""",
    """CREATE TRIGGER writing_keep_insert BEFORE INSERT ON writing
  WHEN EXISTS (SELECT 1 FROM writing) OR NEW.changeset_id IS NOT NULL OR NEW.restoring OR NEW.closed <> (SELECT coalesce(max(id), 0) FROM changesets) BEGIN
  SELECT RAISE(ABORT, 'writing: its one row stays; if it is missing, insert it with closed = the last changeset');
END""",
    """CREATE TRIGGER writing_before_update BEFORE UPDATE ON writing BEGIN
  SELECT RAISE(ABORT, 'writing: only the newest changeset can be named, and only while it is open')
    WHERE NEW.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id AND (OLD.changeset_id IS NOT NULL OR NEW.changeset_id <= OLD.closed OR NEW.changeset_id <> (SELECT coalesce(max(id), 0) FROM changesets));
  SELECT RAISE(ABORT, 'writing: restoring is set only while a changeset is open')
    WHERE NEW.restoring AND NEW.changeset_id IS NULL;
  SELECT RAISE(ABORT, 'writing: a closed changeset stays closed') WHERE NEW.closed < OLD.closed OR NEW.closed > (SELECT coalesce(max(id), 0) FROM changesets);
END""",
    """CREATE TRIGGER writing_after_update AFTER UPDATE OF changeset_id ON writing
  WHEN OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NULL BEGIN
  UPDATE writing SET closed = max(closed, OLD.changeset_id);
END""",
    """CREATE TRIGGER changesets_close_outside AFTER INSERT ON changesets
  WHEN NEW.actor = 'outside' AND NEW.command = 'sql' BEGIN
  UPDATE writing SET closed = max(closed, NEW.id) WHERE changeset_id IS NULL;
END""",
)
#: tables of facts of which a changeset now finds its rows by an index; ``entries`` has one already
INDEXED = (
    "places",
    "sources",
    "speakers",
    "topics",
    "offices",
    "place_names",
    "snapshots",
    "speaker_names",
    "checks",
    "citations",
    "entry_places",
    "entry_topics",
    "links",
    "participants",
    "proposals",
    "verdicts",
)
KEPT = "CREATE INDEX ix_kept_triggers_changeset_id ON kept_triggers (changeset_id)"
NOW = "AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
#: the trigger that refuses other rows than new ones in the history of rows, before and after
REVISIONS = (
    "WHEN EXISTS (SELECT 1 FROM revisions WHERE id = NEW.id) BEGIN",
    "WHEN EXISTS (SELECT 1 FROM revisions WHERE id = NEW.id) OR NEW.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) BEGIN",
)
#: the end of a condition in every trigger that opens a changeset for plain SQL, before and after
UNSEALED = (f"{NOW});", f"{NOW}\n        AND NOT EXISTS (SELECT 1 FROM seals WHERE changeset_id = changesets.id));")
WRITING_BEFORE = """CREATE TABLE writing (
	id INTEGER NOT NULL, 
	changeset_id INTEGER, 
	restoring INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_writing PRIMARY KEY (id), 
	CONSTRAINT ck_writing_one_row CHECK (id = 1)
)
 STRICT"""


def upgrade() -> None:
    """Add seals, signatures and kept triggers. The program seals what is in the file."""
    run = op.get_bind().exec_driver_sql
    _reword(*UNSEALED)
    _reword(*REVISIONS)
    run("DROP TABLE writing")
    run(WRITING)
    run("INSERT INTO writing (id, closed) SELECT 1, coalesce(max(id), 0) FROM changesets")
    for statement in (*TABLES, KEPT):
        run(statement)
    for table in INDEXED:
        run(f"CREATE INDEX ix_{table}_changeset_id ON {table} (changeset_id)")
    for statement in TRIGGERS:
        run(statement)


def downgrade() -> None:
    """Drop the seals and signatures; triggers of others stay, and the revisions that tell which of them were kept."""
    run = op.get_bind().exec_driver_sql
    run("DROP TRIGGER changesets_close_outside")
    for table in ("kept_triggers", "signatures", "seals", "writing"):
        run(f"DROP TABLE {table}")
    for table in INDEXED:
        run(f"DROP INDEX ix_{table}_changeset_id")
    run(WRITING_BEFORE)
    run("INSERT INTO writing (id) VALUES (1)")
    _reword(*reversed(UNSEALED))
    _reword(*reversed(REVISIONS))


def _reword(old: str, new: str) -> None:
    """Replace a text in all triggers."""
    run = op.get_bind().exec_driver_sql
    triggers = run("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid").fetchall()
    for name, sql in triggers:
        if old in sql:
            run(f'DROP TRIGGER "{name}"')
            run(sql.replace(old, new))
