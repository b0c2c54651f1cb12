"""Full-text search, kept by triggers and filled with what is there; an index of what spans days."""

from collections.abc import Sequence

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# ruff: noqa: E501
TABLES = ("entries", "speaker_names", "place_names", "topics")
#: the triggers that keep history, as they were, and as they also take words out of the index
BEFORE = (
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
  DELETE FROM replaced WHERE table_name = 'entries';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'entries', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE entries SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
    """CREATE TRIGGER speaker_names_after_insert AFTER INSERT ON speaker_names
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'speaker_names.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speaker_names', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'speaker_names' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM speaker_names WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'speaker_names';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speaker_names', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE speaker_names SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
    """CREATE TRIGGER place_names_after_insert AFTER INSERT ON place_names
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'place_names.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'place_names', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'place_names' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM place_names WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'place_names';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'place_names', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE place_names SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
    """CREATE TRIGGER topics_after_insert AFTER INSERT ON topics
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  SELECT RAISE(ABORT, 'topics: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE') FROM replaced AS x
    WHERE x.table_name = 'topics' AND x.row_id <> NEW.id AND NOT EXISTS (SELECT 1 FROM topics WHERE id = x.row_id);
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'topics.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'topics', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'topics' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM topics WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'topics';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'topics', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE topics SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
)
AFTER = (
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
    """CREATE TRIGGER speaker_names_after_insert AFTER INSERT ON speaker_names
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'speaker_names.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speaker_names', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'speaker_names' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM speaker_names WHERE id = x.row_id));
  INSERT INTO speaker_names_fts (speaker_names_fts, rowid, key)
    SELECT 'delete', x.row_id, json_extract(x.before, '$.key') FROM replaced AS x
    WHERE x.table_name = 'speaker_names' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM speaker_names WHERE id = x.row_id));
  INSERT INTO speaker_names_fts (rowid, key) VALUES (NEW.id, NEW.key);
  DELETE FROM replaced WHERE table_name = 'speaker_names';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'speaker_names', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE speaker_names SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
    """CREATE TRIGGER place_names_after_insert AFTER INSERT ON place_names
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'place_names.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'place_names', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'place_names' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM place_names WHERE id = x.row_id));
  INSERT INTO place_names_fts (place_names_fts, rowid, key)
    SELECT 'delete', x.row_id, json_extract(x.before, '$.key') FROM replaced AS x
    WHERE x.table_name = 'place_names' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM place_names WHERE id = x.row_id));
  INSERT INTO place_names_fts (rowid, key) VALUES (NEW.id, NEW.key);
  DELETE FROM replaced WHERE table_name = 'place_names';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'place_names', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE place_names SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
    """CREATE TRIGGER topics_after_insert AFTER INSERT ON topics
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  SELECT RAISE(ABORT, 'topics: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE') FROM replaced AS x
    WHERE x.table_name = 'topics' AND x.row_id <> NEW.id AND NOT EXISTS (SELECT 1 FROM topics WHERE id = x.row_id);
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'topics.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'topics', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'topics' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM topics WHERE id = x.row_id));
  INSERT INTO topics_fts (topics_fts, rowid, key)
    SELECT 'delete', x.row_id, json_extract(x.before, '$.key') FROM replaced AS x
    WHERE x.table_name = 'topics' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM topics WHERE id = x.row_id));
  INSERT INTO topics_fts (rowid, key) VALUES (NEW.id, NEW.key);
  DELETE FROM replaced WHERE table_name = 'topics';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'topics', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE topics SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
)
MADE = (
    """CREATE INDEX ix_entries_span ON entries (CASE WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 0 THEN 0 WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 1 THEN 1 WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 4 THEN 4 WHEN substr(date_latest, 1, 4) - substr(date_earliest, 1, 4) <= 15 THEN 15 ELSE 9999 END, date_earliest, date_latest) WHERE date_latest > date_earliest""",
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
    """CREATE VIRTUAL TABLE speaker_names_fts USING fts5 (key, content="speaker_names", content_rowid="id", tokenize="unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER speaker_names_fts_insert AFTER INSERT ON speaker_names
  WHEN NOT (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing)) BEGIN
  INSERT INTO speaker_names_fts (rowid, key) VALUES (NEW.id, NEW.key);
END""",
    """CREATE TRIGGER speaker_names_fts_delete AFTER DELETE ON speaker_names BEGIN
  INSERT INTO speaker_names_fts (speaker_names_fts, rowid, key)
    SELECT 'delete', OLD.id, OLD.key;
END""",
    """CREATE TRIGGER speaker_names_fts_update AFTER UPDATE OF key ON speaker_names
  WHEN NEW.key IS NOT OLD.key BEGIN
  INSERT INTO speaker_names_fts (speaker_names_fts, rowid, key)
    SELECT 'delete', OLD.id, OLD.key;
  INSERT INTO speaker_names_fts (rowid, key) VALUES (NEW.id, NEW.key);
END""",
    """CREATE VIRTUAL TABLE place_names_fts USING fts5 (key, content="place_names", content_rowid="id", tokenize="unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER place_names_fts_insert AFTER INSERT ON place_names
  WHEN NOT (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing)) BEGIN
  INSERT INTO place_names_fts (rowid, key) VALUES (NEW.id, NEW.key);
END""",
    """CREATE TRIGGER place_names_fts_delete AFTER DELETE ON place_names BEGIN
  INSERT INTO place_names_fts (place_names_fts, rowid, key)
    SELECT 'delete', OLD.id, OLD.key;
END""",
    """CREATE TRIGGER place_names_fts_update AFTER UPDATE OF key ON place_names
  WHEN NEW.key IS NOT OLD.key BEGIN
  INSERT INTO place_names_fts (place_names_fts, rowid, key)
    SELECT 'delete', OLD.id, OLD.key;
  INSERT INTO place_names_fts (rowid, key) VALUES (NEW.id, NEW.key);
END""",
    """CREATE VIRTUAL TABLE topics_fts USING fts5 (key, content="topics", content_rowid="id", tokenize="unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER topics_fts_insert AFTER INSERT ON topics
  WHEN NOT (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing)) BEGIN
  INSERT INTO topics_fts (rowid, key) VALUES (NEW.id, NEW.key);
END""",
    """CREATE TRIGGER topics_fts_delete AFTER DELETE ON topics BEGIN
  INSERT INTO topics_fts (topics_fts, rowid, key)
    SELECT 'delete', OLD.id, OLD.key;
END""",
    """CREATE TRIGGER topics_fts_update AFTER UPDATE OF key ON topics
  WHEN NEW.key IS NOT OLD.key BEGIN
  INSERT INTO topics_fts (topics_fts, rowid, key)
    SELECT 'delete', OLD.id, OLD.key;
  INSERT INTO topics_fts (rowid, key) VALUES (NEW.id, NEW.key);
END""",
)


def upgrade() -> None:
    """Make the indexes and the triggers; what replaces a row takes its words out of the index as well."""
    run = op.get_bind().exec_driver_sql
    for table in TABLES:
        run(f"DROP TRIGGER {table}_after_insert")
    for statement in (*AFTER, *MADE):
        run(statement)
    for table in TABLES:
        run(f"INSERT INTO {table}_fts ({table}_fts) SELECT 'rebuild' WHERE EXISTS (SELECT 1 FROM {table})")


def downgrade() -> None:
    """Remove the indexes, and let the triggers be as they were."""
    run = op.get_bind().exec_driver_sql
    run("DROP INDEX ix_entries_span")
    for table in TABLES:
        for trigger in ("fts_insert", "fts_delete", "fts_update", "after_insert"):
            run(f"DROP TRIGGER {table}_{trigger}")
        run(f"DROP TABLE {table}_fts")
    for statement in BEFORE:
        run(statement)
