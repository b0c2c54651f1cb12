"""Full-text search over entries, kept by triggers and filled with what is there; an index of what spans days."""

from collections.abc import Sequence

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# ruff: noqa: E501
BEFORE = """CREATE TRIGGER entries_after_insert AFTER INSERT ON entries
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  SELECT RAISE(ABORT, 'entries: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE') FROM replaced AS x
    WHERE x.table_name = 'entries' AND x.row_id <> NEW.id AND NOT EXISTS (SELECT 1 FROM entries WHERE id = x.row_id);
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'entries.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entries', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'entries' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM entries WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'entries';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entries', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE entries SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END"""
UP = (
    """CREATE INDEX ix_entries_span ON entries (CASE WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 0 THEN 0 WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 1 THEN 1 WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 4 THEN 4 WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 15 THEN 15 ELSE 9999 END, date_earliest, date_latest) WHERE date_latest > date_earliest""",
    "DROP TRIGGER entries_after_insert",
    """CREATE TRIGGER entries_after_insert AFTER INSERT ON entries
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  SELECT RAISE(ABORT, 'entries: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE') FROM replaced AS x
    WHERE x.table_name = 'entries' AND x.row_id <> NEW.id AND NOT EXISTS (SELECT 1 FROM entries WHERE id = x.row_id);
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'entries.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entries', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'entries' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM entries WHERE id = x.row_id));
  INSERT INTO entries_fts (entries_fts, rowid, title, text, original_text, note)
    SELECT 'delete', x.row_id, json_extract(x.before, '$.title'), json_extract(x.before, '$.text'), json_extract(x.before, '$.original_text'), json_extract(x.before, '$.note') FROM replaced AS x
    WHERE x.table_name = 'entries' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM entries WHERE id = x.row_id));
  INSERT INTO entries_fts (rowid, title, text, original_text, note) VALUES (NEW.id, NEW.title, NEW.text, NEW.original_text, NEW.note);
  DELETE FROM replaced WHERE table_name = 'entries';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entries', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE entries SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
    """CREATE VIRTUAL TABLE entries_fts USING fts5 (title, text, original_text, note, content="entries", content_rowid="id", tokenize="unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER entries_fts_insert AFTER INSERT ON entries
  WHEN NOT (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing)) BEGIN
  INSERT INTO entries_fts (rowid, title, text, original_text, note) VALUES (NEW.id, NEW.title, NEW.text, NEW.original_text, NEW.note);
END""",
    """CREATE TRIGGER entries_fts_delete AFTER DELETE ON entries BEGIN
  INSERT INTO entries_fts (entries_fts, rowid, title, text, original_text, note)
    SELECT 'delete', OLD.id, OLD.title, OLD.text, OLD.original_text, OLD.note;
END""",
    """CREATE TRIGGER entries_fts_update AFTER UPDATE OF title, text, original_text, note ON entries
  WHEN NEW.title IS NOT OLD.title OR NEW.text IS NOT OLD.text OR NEW.original_text IS NOT OLD.original_text OR NEW.note IS NOT OLD.note BEGIN
  INSERT INTO entries_fts (entries_fts, rowid, title, text, original_text, note)
    SELECT 'delete', OLD.id, OLD.title, OLD.text, OLD.original_text, OLD.note;
  INSERT INTO entries_fts (rowid, title, text, original_text, note) VALUES (NEW.id, NEW.title, NEW.text, NEW.original_text, NEW.note);
END""",
    "INSERT INTO entries_fts (entries_fts) SELECT 'rebuild' WHERE EXISTS (SELECT 1 FROM entries)",
)
DOWN = (
    "DROP INDEX ix_entries_span",
    "DROP TRIGGER entries_fts_insert",
    "DROP TRIGGER entries_fts_delete",
    "DROP TRIGGER entries_fts_update",
    "DROP TRIGGER entries_after_insert",
    "DROP TABLE entries_fts",
    BEFORE,
)


def upgrade() -> None:
    """Make the indexes and the triggers; what replaces a row takes its words out of the index as well."""
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """Remove the indexes, and let the trigger be as it was."""
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
