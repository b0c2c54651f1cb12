"""Proposals, which are found in texts, and the verdicts on them."""

from collections.abc import Sequence

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# ruff: noqa: E501, W291
#: what is deleted with a snapshot, as it was, and as proposals go with it too
BEFORE = """CREATE TRIGGER snapshots_before_delete BEFORE DELETE ON snapshots BEGIN
  SELECT RAISE(ABORT, 'snapshots: REPLACE would also remove what hangs on this row; use UPDATE or ON CONFLICT DO UPDATE') WHERE (EXISTS (SELECT 1 FROM citations WHERE snapshot_id = OLD.id)) AND EXISTS (SELECT 1 FROM replaced
    WHERE table_name = 'snapshots' AND row_id = OLD.id AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'snapshots: citations still refer to this row') WHERE EXISTS (SELECT 1 FROM citations WHERE snapshot_id = OLD.id);
END"""
AFTER = """CREATE TRIGGER snapshots_before_delete BEFORE DELETE ON snapshots BEGIN
  SELECT RAISE(ABORT, 'snapshots: REPLACE would also remove what hangs on this row; use UPDATE or ON CONFLICT DO UPDATE') WHERE (EXISTS (SELECT 1 FROM citations WHERE snapshot_id = OLD.id) OR EXISTS (SELECT 1 FROM proposals WHERE snapshot_id = OLD.id)) AND EXISTS (SELECT 1 FROM replaced
    WHERE table_name = 'snapshots' AND row_id = OLD.id AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'snapshots: citations still refer to this row') WHERE EXISTS (SELECT 1 FROM citations WHERE snapshot_id = OLD.id);
  DELETE FROM proposals WHERE snapshot_id = OLD.id;
END"""
MADE = (
    """CREATE TABLE proposals (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_proposals_id CHECK (id > 0), 
	uid TEXT DEFAULT (printf('%s-%s-7%s-%s%s-%s', substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 1, 8), substr(printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)), 9, 4), substr(lower(hex(randomblob(2))), 2), substr('89ab', 1 + (random() & 3), 1), substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6))))) NOT NULL CONSTRAINT ck_proposals_uid CHECK (uid GLOB '????????-????-????-????-????????????'), 
	snapshot_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	text TEXT NOT NULL, 
	spans TEXT NOT NULL, 
	confidence TEXT NOT NULL, 
	speaker TEXT, 
	role TEXT, 
	mode TEXT, 
	source_spans TEXT DEFAULT '[]' NOT NULL, 
	cue_spans TEXT DEFAULT '[]' NOT NULL, 
	date TEXT, 
	date_text TEXT, 
	date_spans TEXT DEFAULT '[]' NOT NULL, 
	setting TEXT, 
	via TEXT, 
	via_spans TEXT DEFAULT '[]' NOT NULL, 
	participants TEXT DEFAULT '[]' NOT NULL, 
	places TEXT DEFAULT '[]' NOT NULL, 
	topics TEXT DEFAULT '[]' NOT NULL, 
	basis TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT ck_proposals_kind CHECK (kind IN ('event', 'statement')), 
	CONSTRAINT ck_proposals_mode CHECK (mode IN ('verbatim', 'paraphrase')), 
	CONSTRAINT ck_proposals_confidence CHECK (confidence IN ('high', 'medium', 'low')), 
	CONSTRAINT ck_proposals_text_not_empty CHECK (length(trim(text, char(9, 10, 13, 32))) > 0), 
	CONSTRAINT ck_proposals_statement CHECK ((kind = 'statement') = (mode IS NOT NULL)), 
	CONSTRAINT ck_proposals_lists CHECK (iif(json_valid(spans), json_type(spans) = 'array', 0) AND iif(json_valid(source_spans), json_type(source_spans) = 'array', 0) AND iif(json_valid(cue_spans), json_type(cue_spans) = 'array', 0) AND iif(json_valid(date_spans), json_type(date_spans) = 'array', 0) AND iif(json_valid(via_spans), json_type(via_spans) = 'array', 0) AND iif(json_valid(participants), json_type(participants) = 'array', 0) AND iif(json_valid(places), json_type(places) = 'array', 0) AND iif(json_valid(topics), json_type(topics) = 'array', 0)), 
	CONSTRAINT ck_proposals_no_nul CHECK (instr(coalesce(uid, '') || coalesce(text, '') || coalesce(speaker, '') || coalesce(role, '') || coalesce(date, '') || coalesce(date_text, '') || coalesce(setting, '') || coalesce(via, '') || coalesce(basis, '') || coalesce(spans, '') || coalesce(source_spans, '') || coalesce(cue_spans, '') || coalesce(date_spans, '') || coalesce(via_spans, '') || coalesce(participants, '') || coalesce(places, '') || coalesce(topics, ''), char(0)) = 0), 
	CONSTRAINT uq_proposals_uid UNIQUE (uid), 
	CONSTRAINT fk_proposals_snapshot_id_snapshots FOREIGN KEY(snapshot_id) REFERENCES snapshots (id), 
	CONSTRAINT fk_proposals_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT""",
    """CREATE TABLE verdicts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT CONSTRAINT ck_verdicts_id CHECK (id > 0), 
	proposal_id INTEGER NOT NULL, 
	decision TEXT NOT NULL, 
	entry_uid TEXT, 
	note TEXT, 
	changeset_id INTEGER, 
	CONSTRAINT ck_verdicts_decision CHECK (decision IN ('accepted', 'rejected')), 
	CONSTRAINT ck_verdicts_entry CHECK ((decision = 'accepted') = (entry_uid IS NOT NULL)), 
	CONSTRAINT ck_verdicts_no_nul CHECK (instr(coalesce(entry_uid, '') || coalesce(note, ''), char(0)) = 0), 
	CONSTRAINT fk_verdicts_proposal_id_proposals FOREIGN KEY(proposal_id) REFERENCES proposals (id), 
	CONSTRAINT fk_verdicts_changeset_id_changesets FOREIGN KEY(changeset_id) REFERENCES changesets (id)
)
 STRICT""",
    """CREATE INDEX ix_proposals_snapshot_id ON proposals (snapshot_id)""",
    """CREATE INDEX ix_verdicts_entry_uid ON verdicts (entry_uid)""",
    """CREATE INDEX ix_verdicts_proposal_id ON verdicts (proposal_id)""",
    """CREATE TRIGGER proposals_before_insert BEFORE INSERT ON proposals
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM proposals WHERE (id = NEW.id) OR (uid = NEW.uid)) BEGIN
  DELETE FROM replaced WHERE table_name = 'proposals';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'proposals', id, json_object('id', id, 'uid', uid, 'snapshot_id', snapshot_id, 'kind', kind, 'text', text, 'spans', spans, 'confidence', confidence, 'speaker', speaker, 'role', role, 'mode', mode, 'source_spans', source_spans, 'cue_spans', cue_spans, 'date', date, 'date_text', date_text, 'date_spans', date_spans, 'setting', setting, 'via', via, 'via_spans', via_spans, 'participants', participants, 'places', places, 'topics', topics, 'basis', basis, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM proposals WHERE (id = NEW.id) OR (uid = NEW.uid);
END""",
    """CREATE TRIGGER proposals_after_insert AFTER INSERT ON proposals
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  SELECT RAISE(ABORT, 'proposals: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE') FROM replaced AS x
    WHERE x.table_name = 'proposals' AND x.row_id <> NEW.id AND NOT EXISTS (SELECT 1 FROM proposals WHERE id = x.row_id);
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'proposals.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'proposals', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'proposals' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM proposals WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'proposals';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'proposals', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE proposals SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
    """CREATE TRIGGER proposals_before_update BEFORE UPDATE ON proposals
  WHEN NEW.id IS NOT OLD.id OR NEW.uid IS NOT OLD.uid BEGIN
  SELECT RAISE(ABORT, 'proposals: an id never changes') WHERE NEW.id IS NOT OLD.id;
  SELECT RAISE(ABORT, 'proposals: another row has the same uid')
    WHERE (NEW.uid IS NOT OLD.uid) AND EXISTS (SELECT 1 FROM proposals WHERE uid = NEW.uid AND id <> OLD.id);
END""",
    """CREATE TRIGGER proposals_after_update AFTER UPDATE ON proposals
  WHEN NEW.uid IS NOT OLD.uid OR NEW.snapshot_id IS NOT OLD.snapshot_id OR NEW.kind IS NOT OLD.kind OR NEW.text IS NOT OLD.text OR NEW.spans IS NOT OLD.spans OR NEW.confidence IS NOT OLD.confidence OR NEW.speaker IS NOT OLD.speaker OR NEW.role IS NOT OLD.role OR NEW.mode IS NOT OLD.mode OR NEW.source_spans IS NOT OLD.source_spans OR NEW.cue_spans IS NOT OLD.cue_spans OR NEW.date IS NOT OLD.date OR NEW.date_text IS NOT OLD.date_text OR NEW.date_spans IS NOT OLD.date_spans OR NEW.setting IS NOT OLD.setting OR NEW.via IS NOT OLD.via OR NEW.via_spans IS NOT OLD.via_spans OR NEW.participants IS NOT OLD.participants OR NEW.places IS NOT OLD.places OR NEW.topics IS NOT OLD.topics OR NEW.basis IS NOT OLD.basis OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'proposals.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'proposals', OLD.id, 'update', json_object('id', OLD.id, 'uid', OLD.uid, 'snapshot_id', OLD.snapshot_id, 'kind', OLD.kind, 'text', OLD.text, 'spans', OLD.spans, 'confidence', OLD.confidence, 'speaker', OLD.speaker, 'role', OLD.role, 'mode', OLD.mode, 'source_spans', OLD.source_spans, 'cue_spans', OLD.cue_spans, 'date', OLD.date, 'date_text', OLD.date_text, 'date_spans', OLD.date_spans, 'setting', OLD.setting, 'via', OLD.via, 'via_spans', OLD.via_spans, 'participants', OLD.participants, 'places', OLD.places, 'topics', OLD.topics, 'basis', OLD.basis, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END""",
    """CREATE TRIGGER proposals_after_delete AFTER DELETE ON proposals BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'proposals', OLD.id, 'delete', json_object('id', OLD.id, 'uid', OLD.uid, 'snapshot_id', OLD.snapshot_id, 'kind', OLD.kind, 'text', OLD.text, 'spans', OLD.spans, 'confidence', OLD.confidence, 'speaker', OLD.speaker, 'role', OLD.role, 'mode', OLD.mode, 'source_spans', OLD.source_spans, 'cue_spans', OLD.cue_spans, 'date', OLD.date, 'date_text', OLD.date_text, 'date_spans', OLD.date_spans, 'setting', OLD.setting, 'via', OLD.via, 'via_spans', OLD.via_spans, 'participants', OLD.participants, 'places', OLD.places, 'topics', OLD.topics, 'basis', OLD.basis, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'proposals' AND row_id = OLD.id;
END""",
    """CREATE TRIGGER proposals_before_delete BEFORE DELETE ON proposals BEGIN
  SELECT RAISE(ABORT, 'proposals: REPLACE would also remove what hangs on this row; use UPDATE or ON CONFLICT DO UPDATE') WHERE (EXISTS (SELECT 1 FROM verdicts WHERE proposal_id = OLD.id)) AND EXISTS (SELECT 1 FROM replaced
    WHERE table_name = 'proposals' AND row_id = OLD.id AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  DELETE FROM verdicts WHERE proposal_id = OLD.id;
END""",
    """CREATE TRIGGER verdicts_before_insert BEFORE INSERT ON verdicts
  WHEN (NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing))
    AND EXISTS (SELECT 1 FROM verdicts WHERE (id = NEW.id)) BEGIN
  DELETE FROM replaced WHERE table_name = 'verdicts';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT 'verdicts', id, json_object('id', id, 'proposal_id', proposal_id, 'decision', decision, 'entry_uid', entry_uid, 'note', note, 'changeset_id', changeset_id), strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM verdicts WHERE (id = NEW.id);
END""",
    """CREATE TRIGGER verdicts_after_insert AFTER INSERT ON verdicts
  WHEN NEW.changeset_id IS NULL OR NEW.changeset_id IS NOT (SELECT changeset_id FROM writing) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'verdicts.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'verdicts', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before FROM replaced AS x
    WHERE x.table_name = 'verdicts' AND (x.row_id = NEW.id OR NOT EXISTS (SELECT 1 FROM verdicts WHERE id = x.row_id));
  DELETE FROM replaced WHERE table_name = 'verdicts';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'verdicts', NEW.id, 'insert' WHERE NEW.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  UPDATE verdicts SET changeset_id = coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)) WHERE id = NEW.id AND NEW.changeset_id IS NULL;
END""",
    """CREATE TRIGGER verdicts_before_update BEFORE UPDATE ON verdicts
  WHEN NEW.id IS NOT OLD.id BEGIN
  SELECT RAISE(ABORT, 'verdicts: an id never changes') WHERE NEW.id IS NOT OLD.id;
END""",
    """CREATE TRIGGER verdicts_after_update AFTER UPDATE ON verdicts
  WHEN NEW.proposal_id IS NOT OLD.proposal_id OR NEW.decision IS NOT OLD.decision OR NEW.entry_uid IS NOT OLD.entry_uid OR NEW.note IS NOT OLD.note OR (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  SELECT RAISE(ABORT, 'verdicts.changeset_id is filled in by the file: leave it alone')
    WHERE (OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id) AND ((SELECT restoring FROM writing) = 0 OR NEW.changeset_id IS NULL OR NEW.changeset_id > coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'verdicts', OLD.id, 'update', json_object('id', OLD.id, 'proposal_id', OLD.proposal_id, 'decision', OLD.decision, 'entry_uid', OLD.entry_uid, 'note', OLD.note, 'changeset_id', OLD.changeset_id)
    WHERE OLD.changeset_id <> coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
END""",
    """CREATE TRIGGER verdicts_after_delete AFTER DELETE ON verdicts BEGIN
  INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'));
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets)), 'verdicts', OLD.id, 'delete', json_object('id', OLD.id, 'proposal_id', OLD.proposal_id, 'decision', OLD.decision, 'entry_uid', OLD.entry_uid, 'note', OLD.note, 'changeset_id', OLD.changeset_id) WHERE OLD.changeset_id IS NOT coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets));
  DELETE FROM replaced WHERE table_name = 'verdicts' AND row_id = OLD.id;
END""",
    """CREATE TRIGGER proposals_keep_update BEFORE UPDATE ON proposals
  WHEN (SELECT restoring FROM writing) = 0 AND (NEW.uid IS NOT OLD.uid OR NEW.snapshot_id IS NOT OLD.snapshot_id OR NEW.kind IS NOT OLD.kind OR NEW.text IS NOT OLD.text OR NEW.spans IS NOT OLD.spans OR NEW.confidence IS NOT OLD.confidence OR NEW.speaker IS NOT OLD.speaker OR NEW.role IS NOT OLD.role OR NEW.mode IS NOT OLD.mode OR NEW.source_spans IS NOT OLD.source_spans OR NEW.cue_spans IS NOT OLD.cue_spans OR NEW.date IS NOT OLD.date OR NEW.date_text IS NOT OLD.date_text OR NEW.date_spans IS NOT OLD.date_spans OR NEW.setting IS NOT OLD.setting OR NEW.via IS NOT OLD.via OR NEW.via_spans IS NOT OLD.via_spans OR NEW.participants IS NOT OLD.participants OR NEW.places IS NOT OLD.places OR NEW.topics IS NOT OLD.topics OR NEW.basis IS NOT OLD.basis) BEGIN
  SELECT RAISE(ABORT, 'proposals: what was found in a text stays as it was found; change the entry that comes of it');
END""",
    """CREATE TRIGGER verdicts_keep_update BEFORE UPDATE ON verdicts
  WHEN (SELECT restoring FROM writing) = 0 AND (NEW.proposal_id IS NOT OLD.proposal_id OR NEW.decision IS NOT OLD.decision OR NEW.entry_uid IS NOT OLD.entry_uid OR NEW.note IS NOT OLD.note) BEGIN
  SELECT RAISE(ABORT, 'verdicts: a verdict is never changed; insert another one, the latest counts');
END""",
)
KEPT = """CREATE TRIGGER revisions_keep_delete BEFORE DELETE ON revisions BEGIN
  SELECT RAISE(ABORT, 'revisions: history is only added to');
END"""


def upgrade() -> None:
    """Make the tables and their triggers."""
    run = op.get_bind().exec_driver_sql
    for statement in MADE:
        run(statement)
    run("DROP TRIGGER snapshots_before_delete")
    run(AFTER)


def downgrade() -> None:
    """Remove the tables and what is remembered of their rows, which nothing could read any more."""
    run = op.get_bind().exec_driver_sql
    run("DROP TRIGGER snapshots_before_delete")
    run(BEFORE)
    run("DROP TABLE verdicts")
    run("DROP TABLE proposals")
    run("DROP TRIGGER revisions_keep_delete")
    run("DELETE FROM revisions WHERE table_name IN ('proposals', 'verdicts')")
    run(KEPT)
