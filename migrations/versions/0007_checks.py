"""Checks: who looked at an entry and its sources, when, and what they saw."""

from collections.abc import Sequence

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# ruff: noqa: E501, W291
MADE = (
    """CREATE TABLE checks (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_checks_id CHECK (id > 0), 
	uid TEXT DEFAULT (printf('%s-%s-7%s-%s%s-%s', substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 1, 8), substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 9, 4), substr(lower(hex(randomblob(2))), 2), substr('89ab', 1 + (random() & 3), 1), substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6))))) NOT NULL CONSTRAINT ck_checks_uid CHECK (uid GLOB '????????-????-????-????-????????????'), 
	entry_id INTEGER NOT NULL, 
	checked_by TEXT NOT NULL, 
	checked_at TEXT NOT NULL, 
	doubt TEXT, 
	seen TEXT NOT NULL, 
	changeset_id INTEGER, 
	CONSTRAINT ck_checks_checked_by_not_empty CHECK (length(trim(checked_by, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_checks_doubt_not_empty CHECK (length(trim(doubt, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_checks_seen CHECK (json_valid(seen)), 
	CONSTRAINT ck_checks_no_nul CHECK (instr(coalesce(uid, '') || coalesce(checked_by, '') || coalesce(checked_at, '') || coalesce(doubt, '') || coalesce(seen, ''), char(0)) = 0), 
	CONSTRAINT uq_checks_uid UNIQUE (uid), 
	CONSTRAINT fk_checks_entry_id_entries FOREIGN KEY(entry_id) REFERENCES entries (id), 
	CONSTRAINT fk_checks_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT""",
    """CREATE INDEX ix_checks_entry_id ON checks (entry_id)""",
    """CREATE VIEW seen AS SELECT e.id AS entry_id, json_object(
    'speakers', json((SELECT json_group_array(p.uid) FROM (
      SELECT 0 AS joined, s.uid FROM speakers AS s WHERE s.id = e.speaker_id
      UNION ALL SELECT 1, s.uid FROM participants AS j JOIN speakers AS s ON s.id = j.speaker_id
        WHERE j.entry_id = e.id AND j.role = 'speaker' AND e.kind = 'statement' AND j.speaker_id <> e.speaker_id
        ORDER BY joined, uid) AS p)),
    'date', e.date, 'time', e.time, 'title', iif(e.kind = 'event', e.title, NULL), 'text', e.text, 'mode', e.mode,
    'citations', json((SELECT json_group_array(json_array(q.exact, q.start, q.until, q.sha256)) FROM (
      SELECT c.exact, c.start, c."end" AS until, n.text_sha256 AS sha256
      FROM citations AS c LEFT JOIN snapshots AS n ON n.id = c.snapshot_id
      WHERE c.entry_id = e.id ORDER BY sha256, c.start, until, c.exact) AS q))) AS seen
  FROM entries AS e""",
    """CREATE VIEW checked AS SELECT k.entry_id, k.checked_by, k.checked_at, k.doubt
  FROM checks AS k JOIN seen AS n ON n.entry_id = k.entry_id
  WHERE k.seen = n.seen AND NOT EXISTS (SELECT 1 FROM checks AS o
    WHERE o.entry_id = k.entry_id AND o.seen = k.seen AND (o.checked_at, o.id) > (k.checked_at, k.id))""",
    """CREATE TRIGGER checks_before_insert BEFORE INSERT ON checks
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM checks WHERE (id = NEW.id) OR (uid = NEW.uid)) BEGIN
  DELETE FROM replaced WHERE table_name = 'checks';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'checks', id, json_object('id', id, 'uid', uid, 'entry_id', entry_id, 'checked_by', checked_by, 'checked_at', checked_at, 'doubt', doubt, 'seen', seen, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM checks WHERE (id = NEW.id) OR (uid = NEW.uid);
END""",
    """CREATE TRIGGER checks_after_insert AFTER INSERT ON checks
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'checks.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'checks', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'checks' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM checks WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'checks';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'checks', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE checks SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
    """CREATE TRIGGER checks_before_update BEFORE UPDATE ON checks
  WHEN NEW.id IS NOT OLD.id OR NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'checks: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'checks: another row has the same uid')
    WHERE (NEW.uid IS NOT OLD.uid) AND EXISTS (SELECT 1 FROM checks WHERE uid = NEW.uid AND id <> OLD.id);
END""",
    """CREATE TRIGGER checks_after_update AFTER UPDATE ON checks
  WHEN NEW.uid IS NOT OLD.uid OR NEW.entry_id IS NOT OLD.entry_id OR NEW.checked_by IS NOT OLD.checked_by OR NEW.checked_at IS NOT OLD.checked_at OR NEW.doubt IS NOT OLD.doubt OR NEW.seen IS NOT OLD.seen OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'checks.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'checks', OLD.id, 'update', json_object('id', OLD.id, 'uid', OLD.uid, 'entry_id', OLD.entry_id, 'checked_by', OLD.checked_by, 'checked_at', OLD.checked_at, 'doubt', OLD.doubt, 'seen', OLD.seen, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END""",
    """CREATE TRIGGER checks_after_delete AFTER DELETE ON checks BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'checks', OLD.id, 'delete', json_object('id', OLD.id, 'uid', OLD.uid, 'entry_id', OLD.entry_id, 'checked_by', OLD.checked_by, 'checked_at', OLD.checked_at, 'doubt', OLD.doubt, 'seen', OLD.seen, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'checks' AND row_id = OLD.id;
END""",
)
#: parts of the trigger that deletes what an entry owns, before and after
TEXTS = (
    (
        "WHERE (EXISTS (SELECT 1 FROM citations",
        "WHERE (EXISTS (SELECT 1 FROM checks WHERE entry_id = OLD.id) OR EXISTS (SELECT 1 FROM citations",
    ),
    (
        "  DELETE FROM citations WHERE",
        "  DELETE FROM checks WHERE entry_id = OLD.id;\n  DELETE FROM citations WHERE",
    ),
)


def upgrade() -> None:
    """Add the table of checks, and the view of those that hold."""
    for statement in MADE:
        op.get_bind().exec_driver_sql(statement)
    _reword(TEXTS)


def downgrade() -> None:
    """Drop all checks."""
    run = op.get_bind().exec_driver_sql
    _reword([(after, before) for before, after in TEXTS])
    run("DROP VIEW checked")
    run("DROP VIEW seen")
    run("DROP TABLE checks")


def _reword(texts: Sequence[tuple[str, str]]) -> None:
    run = op.get_bind().exec_driver_sql
    sql = run("SELECT sql FROM sqlite_schema WHERE name = 'entries_before_delete'").scalar_one()
    for old, new in texts:
        sql = sql.replace(old, new)
    run("DROP TRIGGER entries_before_delete")
    run(sql)
