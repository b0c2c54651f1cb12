"""Build the triggers that keep the history of every table of facts, whatever program writes to it.

How to find a row's past: each row carries the changeset that created it, and ``revisions`` holds every row as it was
before a later changeset touched it. An insert therefore needs no revision of its own.

How a trigger knows its changeset: the program names it in the one row of ``writing``, inside its own transaction, so
that no other connection ever sees it there. If that row is empty, the change comes from outside: the trigger opens a
changeset with the actor "outside" (one for each statement, or for all within a millisecond) and stamps the row with it.

``INSERT OR REPLACE`` removes rows without firing their delete triggers unless ``recursive_triggers`` is on. A BEFORE
INSERT trigger therefore notes in ``replaced`` which rows are about to vanish. The AFTER INSERT trigger stores them as
revisions, or refuses the statement if other rows refer to them. Rows that already carry the current changeset skip
this: the program itself never uses REPLACE.

BEFORE DELETE triggers delete the rows that an entry, speaker, source or place owns (citations, links, names …), so that
their revisions are stored too, even in a shell with foreign keys off.
"""

from collections.abc import Iterator

from sqlalchemy import LargeBinary, Table, UniqueConstraint

from timeline.schema import fulltext
from timeline.schema.fulltext import OUTSIDE
from timeline.schema.tables import (
    FACTS,
    Citation,
    EntryCheck,
    EntryPlace,
    EntryTopic,
    Link,
    Office,
    Participant,
    PlaceName,
    Proposal,
    Reading,
    Snapshot,
    SpeakerName,
    Verdict,
)
from timeline.schema.views import ENDS_BEFORE, NOW, bounds, quote

#: columns that refer to a row's owner, with which it is deleted; a row that other columns refer to cannot be deleted
OWNED_BY = (
    SpeakerName.speaker_id,
    Office.speaker_id,
    Snapshot.source_id,
    PlaceName.place_id,
    EntryTopic.topic_id,
    EntryPlace.place_id,
    EntryTopic.entry_id,
    EntryPlace.entry_id,
    Participant.entry_id,
    Citation.entry_id,
    EntryCheck.entry_id,
    Link.from_id,
    Link.to_id,
    Proposal.snapshot_id,
    Reading.snapshot_id,
    Verdict.proposal_id,
)
_CURRENT = "coalesce((SELECT changeset_id FROM writing), (SELECT max(id) FROM changesets))"
_ENSURE = f"""INSERT INTO changesets (actor, command) SELECT 'outside', 'sql'
    WHERE (SELECT changeset_id FROM writing) IS NULL AND NOT EXISTS (SELECT 1 FROM changesets
      WHERE id = (SELECT max(id) FROM changesets) AND actor = 'outside' AND at = {NOW}
        AND NOT EXISTS (SELECT 1 FROM seals WHERE changeset_id = changesets.id));"""
_NOT_RESTORING = "(SELECT restoring FROM writing) = 0"
_BOUNDS_DUE = f"{_NOT_RESTORING} AND NEW.date IS NOT NULL AND NEW.date_earliest IS NULL AND NEW.date_latest IS NULL"
#: table with a partial date → the message for a change of its date alone
_BOUNDED = {
    "entries": "date: its bounds would no longer fit; UPDATE events, statements or timeline, which set them",
    "offices": "date: its bounds would no longer fit; SET date_earliest = NULL, date_latest = NULL too and they are set",
}
#: table whose rows never change, but for the columns of _NOTED → the message that says why
_KEPT = {
    "proposals": "a proposal stays as it was made; change the entry that was made from it",
    "verdicts": "a verdict is never changed; insert another one, the latest counts",
    "readings": "a reading stays as it was made",
}
#: table → columns that people may note something in before they decide
_NOTED = {"proposals": ("topics",)}
_OFFICE_DATE = (
    "date: SQL can bound YYYY, YYYY-MM, YYYY-MM-DD, two of these with a slash between and .. for an open end; "
    "for any other EDTF date give date_earliest and date_latest too"
)


def trigger_statements() -> Iterator[str]:
    """Yield the CREATE TRIGGER statements of the tables; those of the views are with the views."""
    for table in FACTS:
        yield _before_insert(table)
        yield _after_insert(table)
        yield _before_update(table)
        yield _after_update(table)
        yield _after_delete(table)
        if _references(table):
            yield _before_delete(table)
    yield from _names("speaker")
    yield from _names("place")
    for table in FACTS:
        if table.name in _KEPT:
            yield _kept(table)
    for history in ("changesets", "revisions", "seals", "signatures"):
        yield from _only_added_to(history)
    yield from _writing()


def _row(table: Table, alias: str) -> str:
    """Return SQL for one row as JSON; bytes, which JSON cannot hold, are in hexadecimal."""
    values = (
        f"iif({alias}{_name(c.name)} IS NULL, NULL, hex({alias}{_name(c.name)}))"
        if isinstance(c.type, LargeBinary)
        else f"{alias}{_name(c.name)}"
        for c in table.columns
    )
    return "json_object(" + ", ".join(f"'{c.name}', {v}" for c, v in zip(table.columns, values, strict=True)) + ")"


def _name(column: str) -> str:
    return '"end"' if column == "end" else column


def _uniques(table: Table) -> list[list[str]]:
    keys = [[c.name for c in u.columns] for u in table.constraints if isinstance(u, UniqueConstraint)]
    return sorted(keys + [[c.name for c in i.columns] for i in table.indexes if i.unique])


def _same_key(table: Table) -> str:
    """Return SQL for the rows that NEW would replace: those with its number or one of its unique keys."""
    keys = [["id"], *_uniques(table)]
    return " OR ".join("(" + " AND ".join(f"{c} = NEW.{c}" for c in key) + ")" for key in keys)


def _references(table: Table) -> list[tuple[str, str, bool]]:
    """Return (table, column, owned) of every reference to a table of facts."""
    owned = {(c.class_.__tablename__, c.key) for c in OWNED_BY}
    return [
        (other.name, column.name, (other.name, column.name) in owned)
        for other in FACTS
        for column in other.columns
        if any(key.column.table is table for key in column.foreign_keys)
    ]


def _refers(other: str, column: str) -> str:
    return f"EXISTS (SELECT 1 FROM {other} WHERE {column} = OLD.id)"


def _before_insert(table: Table) -> str:
    t = table.name
    return f"""CREATE TRIGGER {t}_before_insert BEFORE INSERT ON {t}
  WHEN ({OUTSIDE})
    AND EXISTS (SELECT 1 FROM {t} WHERE {_same_key(table)}) BEGIN
  DELETE FROM replaced WHERE table_name = '{t}';
  INSERT INTO replaced (table_name, row_id, before, at)
    SELECT '{t}', id, {_row(table, "")}, {NOW} FROM {t} WHERE {_same_key(table)};
END"""


def _after_insert(table: Table) -> str:
    """Return one trigger for three steps in this order: keep replaced rows, stamp the new row, fill in its columns."""
    t = table.name
    due = f" OR ({_BOUNDS_DUE})" if t == "offices" else ""
    vanished = f"NOT EXISTS (SELECT 1 FROM {t} WHERE id = x.row_id)"
    replaced = f"FROM replaced AS x\n    WHERE x.table_name = '{t}' AND (x.row_id = NEW.id OR {vanished})"
    guard = ""
    if _references(table):
        message = quote(f"{t}: REPLACE would remove another row with the same key; use UPDATE or ON CONFLICT DO UPDATE")
        guard = f"""
  SELECT RAISE(ABORT, {message}) FROM replaced AS x
    WHERE x.table_name = '{t}' AND x.row_id <> NEW.id AND {vanished};"""
    return f"""CREATE TRIGGER {t}_after_insert AFTER INSERT ON {t}
  WHEN {OUTSIDE}{due} BEGIN{guard}
  {_ENSURE}
  SELECT RAISE(ABORT, '{t}.changeset_id is filled in by the file: leave it out') WHERE NEW.changeset_id > {_CURRENT};
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT {_CURRENT}, '{t}', x.row_id, iif(x.row_id = NEW.id, 'update', 'delete'), x.before {replaced};{_searched(t, replaced)}
  DELETE FROM replaced WHERE table_name = '{t}';
  INSERT INTO revisions (changeset_id, table_name, row_id, action)
    SELECT {_CURRENT}, '{t}', NEW.id, 'insert' WHERE NEW.changeset_id <> {_CURRENT};
  UPDATE {t} SET changeset_id = {_CURRENT} WHERE id = NEW.id AND NEW.changeset_id IS NULL;{_filled_in(table, update=False)}
END"""


def _searched(table: str, replaced: str) -> str:
    """Return SQL that removes replaced rows from the full-text index and then adds the new row, in this order."""
    if table not in fulltext.INDEXED:
        return ""
    before = (f"json_extract(x.before, '$.{column}')" for column in fulltext.INDEXED[table])
    return f"\n  {fulltext.take_out(table, 'x.row_id', before, replaced)}\n  {fulltext.put_in(table)}"


def _before_update(table: Table) -> str:
    """Return a trigger that refuses a hidden UPDATE OR REPLACE, a changed number, and a date without its bounds."""
    t = table.name
    bounded = _BOUNDED.get(t)
    watched = sorted({c for key in _uniques(table) for c in key} | {"id"} | ({"date"} if bounded else set()))
    checks = [f"SELECT RAISE(ABORT, '{t}: an id never changes') WHERE NEW.id IS NOT OLD.id;"]
    for key in _uniques(table):
        changed = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in key)
        same = " AND ".join(f"{c} = NEW.{c}" for c in key)
        checks.append(
            f"SELECT RAISE(ABORT, '{t}: another row has the same {' and '.join(key)}')\n"
            f"    WHERE ({changed}) AND EXISTS (SELECT 1 FROM {t} WHERE {same} AND id <> OLD.id);"
        )
    if bounded:
        # If SQL cannot compute the bounds, trust the program, which can. An office without bounds gets them later.
        has_bounds = " AND NEW.date_earliest IS NOT NULL" if t == "offices" else ""
        checks.append(
            f"SELECT RAISE(ABORT, {quote(bounded)}) FROM {bounds('NEW.date')} AS b\n"
            f"    WHERE NEW.date IS NOT OLD.date{has_bounds}\n"
            "      AND NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest\n"
            "      AND (b.earliest IS NOT NEW.date_earliest OR b.latest IS NOT NEW.date_latest)\n"
            "      AND ((b.earliest IS NOT NULL AND b.latest IS NOT NULL)\n"
            "        OR (SELECT changeset_id FROM writing) IS NULL);"
        )
    when = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in watched)
    return (
        f"CREATE TRIGGER {t}_before_update BEFORE UPDATE ON {t}\n  WHEN {when} BEGIN\n  "
        + "\n  ".join(checks)
        + "\nEND"
    )


def _after_update(table: Table) -> str:
    """Return a trigger that keeps the row before the update, unless its insert is not finished: it has no changeset."""
    t = table.name
    facts = [_name(c.name) for c in table.columns if c.name not in ("id", "changeset_id")]
    changed = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in facts)
    stamp = "(OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id)"
    return f"""CREATE TRIGGER {t}_after_update AFTER UPDATE ON {t}
  WHEN {changed} OR {stamp} BEGIN
  {_ENSURE}
  SELECT RAISE(ABORT, '{t}.changeset_id is filled in by the file: leave it alone')
    WHERE {stamp} AND ({_NOT_RESTORING} OR NEW.changeset_id IS NULL OR NEW.changeset_id > {_CURRENT});
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT {_CURRENT}, '{t}', OLD.id, 'update', {_row(table, "OLD.")}
    WHERE OLD.changeset_id <> {_CURRENT};{_filled_in(table, update=True)}
END"""


def _after_delete(table: Table) -> str:
    t = table.name
    return f"""CREATE TRIGGER {t}_after_delete AFTER DELETE ON {t} BEGIN
  {_ENSURE}
  INSERT INTO revisions (changeset_id, table_name, row_id, action, before)
    SELECT {_CURRENT}, '{t}', OLD.id, 'delete', {_row(table, "OLD.")} WHERE OLD.changeset_id IS NOT {_CURRENT};
  DELETE FROM replaced WHERE table_name = '{t}' AND row_id = OLD.id;
END"""


def _before_delete(table: Table) -> str:
    t = table.name
    references = _references(table)
    is_referred_to = " OR ".join(_refers(other, column) for other, column, _ in references)
    replacing = quote(
        f"{t}: REPLACE would also remove the rows that refer to this one; use UPDATE or ON CONFLICT DO UPDATE"
    )
    steps = [
        f"SELECT RAISE(ABORT, {replacing}) WHERE ({is_referred_to}) AND EXISTS (SELECT 1 FROM replaced\n"
        f"    WHERE table_name = '{t}' AND row_id = OLD.id AND at = {NOW});"
    ]
    for other, column, owned in references:
        if not owned:
            refers = _refers(other, column)
            steps.append(f"SELECT RAISE(ABORT, '{t}: {other} still refer to this row') WHERE {refers};")
    steps += [f"DELETE FROM {other} WHERE {column} = OLD.id;" for other, column, owned in references if owned]
    return f"CREATE TRIGGER {t}_before_delete BEFORE DELETE ON {t} BEGIN\n  " + "\n  ".join(steps) + "\nEND"


def _names(kind: str) -> Iterator[str]:
    """Yield triggers that add the printed name of a speaker or place to its names."""
    t, names, owner = f"{kind}s", f"{kind}_names", f"{kind}_id"
    for action in ("INSERT", "UPDATE"):
        yield f"""CREATE TRIGGER {t}_name_{action.lower()} AFTER {action} ON {t}
  WHEN {_NOT_RESTORING} AND NOT EXISTS (SELECT 1 FROM {names} WHERE {owner} = NEW.id AND name = NEW.name) BEGIN
  INSERT INTO {names} ({owner}, name) VALUES (NEW.id, NEW.name);
END"""


def _filled_in(table: Table, *, update: bool) -> str:
    """Return SQL that completes a row after its history is stored, in the same trigger.

    SQLite promises no order among triggers. A changed name loses the key of the old one; the program computes the new
    one. An office with a date and no bounds gets the bounds of its date.
    """
    t = table.name
    if t == "offices":
        refuse = f"RAISE(ABORT, {quote(_OFFICE_DATE)})"
        return f"""
  SELECT RAISE(ABORT, {quote(ENDS_BEFORE)}) FROM {bounds("NEW.date")} AS b
    WHERE {_BOUNDS_DUE} AND b.earliest > b.end_begins;
  UPDATE offices SET (date_earliest, date_latest) = (SELECT
    coalesce(b.earliest, {refuse}), coalesce(b.latest, {refuse}) FROM {bounds("NEW.date")} AS b)
    WHERE id = NEW.id AND {_BOUNDS_DUE};"""
    if update and {"name", "key"} <= {c.name for c in table.columns}:
        return f"""
  UPDATE {t} SET key = NULL
    WHERE id = NEW.id AND {_NOT_RESTORING} AND NEW.name IS NOT OLD.name AND NEW.key IS OLD.key AND NEW.key IS NOT NULL;"""
    return ""


def _kept(table: Table) -> str:
    t = table.name
    free = ("id", "changeset_id", *_NOTED.get(t, ()))
    changed = " OR ".join(f"NEW.{c.name} IS NOT OLD.{c.name}" for c in table.columns if c.name not in free)
    return f"""CREATE TRIGGER {t}_keep_update BEFORE UPDATE ON {t}
  WHEN {_NOT_RESTORING} AND ({changed}) BEGIN
  SELECT RAISE(ABORT, {quote(f"{t}: {_KEPT[t]}")});
END"""


def _only_added_to(table: str) -> Iterator[str]:
    refuse = f"SELECT RAISE(ABORT, '{table}: the history can only grow; its rows are never changed or deleted');"
    same = "id = NEW.id OR changeset_id = NEW.changeset_id" if table == "seals" else "id = NEW.id"
    late = f" OR NEW.changeset_id IS NOT {_CURRENT}" if table == "revisions" else ""
    for action in ("UPDATE", "DELETE"):
        yield f"CREATE TRIGGER {table}_keep_{action.lower()} BEFORE {action} ON {table} BEGIN\n  {refuse}\nEND"
    yield (
        f"CREATE TRIGGER {table}_keep_insert BEFORE INSERT ON {table}\n"
        f"  WHEN EXISTS (SELECT 1 FROM {table} WHERE {same}){late} BEGIN\n  {refuse}\nEND"
    )


def _writing() -> Iterator[str]:
    """Yield the triggers of ``writing``: it names the newest changeset, while it is open, and no other.

    A changeset is closed when ``writing`` names it no longer, one from outside at once. ``closed`` never decreases.
    """
    newest = "(SELECT coalesce(max(id), 0) FROM changesets)"
    opens = "NEW.changeset_id IS NOT NULL AND NEW.changeset_id IS NOT OLD.changeset_id"
    yield """CREATE TRIGGER writing_keep_delete BEFORE DELETE ON writing BEGIN
  SELECT RAISE(ABORT, 'writing: its one row stays');
END"""
    yield f"""CREATE TRIGGER writing_keep_insert BEFORE INSERT ON writing
  WHEN EXISTS (SELECT 1 FROM writing) OR NEW.changeset_id IS NOT NULL OR NEW.restoring OR NEW.closed <> {newest} BEGIN
  SELECT RAISE(ABORT, 'writing: its one row stays; if it is missing, insert it with closed = the last changeset');
END"""
    yield f"""CREATE TRIGGER writing_before_update BEFORE UPDATE ON writing BEGIN
  SELECT RAISE(ABORT, 'writing: only the newest changeset can be named, and only while it is open')
    WHERE {opens} AND (OLD.changeset_id IS NOT NULL OR NEW.changeset_id <= OLD.closed OR NEW.changeset_id <> {newest});
  SELECT RAISE(ABORT, 'writing: restoring is set only while a changeset is open')
    WHERE NEW.restoring AND NEW.changeset_id IS NULL;
  SELECT RAISE(ABORT, 'writing: a closed changeset stays closed') WHERE NEW.closed < OLD.closed OR NEW.closed > {newest};
END"""
    yield """CREATE TRIGGER writing_after_update AFTER UPDATE OF changeset_id ON writing
  WHEN OLD.changeset_id IS NOT NULL AND NEW.changeset_id IS NULL BEGIN
  UPDATE writing SET closed = max(closed, OLD.changeset_id);
END"""
    yield """CREATE TRIGGER changesets_close_outside AFTER INSERT ON changesets
  WHEN NEW.actor = 'outside' AND NEW.command = 'sql' BEGIN
  UPDATE writing SET closed = max(closed, NEW.id) WHERE changeset_id IS NULL;
END"""
