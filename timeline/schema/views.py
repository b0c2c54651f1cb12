"""Build the SQL of the public views ``timeline``, ``events`` and ``statements``.

Reading needs nothing but :mod:`sqlite3`, so this module has plain strings. The views flatten: scalar subqueries and one
LEFT JOIN, no DISTINCT, GROUP BY, window or LIMIT, so that an ordered page walks the index of ``entries`` at any size.

Other programs can write to the views too. INSTEAD OF triggers fill in kind, uid, mode, the bounds of a date and the
speaker's number; if they cannot, they refuse the row and say what to do instead.
"""

from timeline.schema.durations import LISTED, of

YEAR = "[0-9][0-9][0-9][0-9]"
MONTH = f"{YEAR}-[01][0-9]"
DAY = f"{MONTH}-[0-3][0-9]"

NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"

_MILLISECONDS = "printf('%012x', CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER))"
#: SQL for the rest of a UUID version 7 after 48 bits of milliseconds: the version, the variant and random bits
UUID7_REST = (
    "'-7' || substr(lower(hex(randomblob(2))), 2) || '-' || substr('89ab', 1 + (random() & 3), 1)"
    " || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)))"
)
#: SQL for a UUID version 7 (RFC 9562): 48 bits of milliseconds, the version, the variant, random bits
UUID7 = (
    f"printf('%s-%s-7%s-%s%s-%s', substr({_MILLISECONDS}, 1, 8), substr({_MILLISECONDS}, 9, 4), "
    "substr(lower(hex(randomblob(2))), 2), substr('89ab', 1 + (random() & 3), 1), "
    "substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6))))"
)

_OFFICE = f"""(SELECT o.title || coalesce(', ' || o.organization, '') FROM offices AS o
    WHERE o.speaker_id = e.speaker_id AND o.date_earliest <= e.date_latest AND o.date_latest >= {of("e", LISTED)}
    ORDER BY o.date_earliest DESC, o.id DESC LIMIT 1)"""
_TOPICS = """(SELECT group_concat(t.name, ', ') FROM entry_topics AS et JOIN topics AS t ON t.id = et.topic_id
    WHERE et.entry_id = e.id)"""
_PLACES = """(SELECT group_concat(p.name, ', ') FROM entry_places AS ep JOIN places AS p ON p.id = ep.place_id
    WHERE ep.entry_id = e.id)"""
_SOURCES = "(SELECT count(*) FROM citations AS c WHERE c.entry_id = e.id)"

#: views about checks → their SELECT. ``seen`` is what a person who checks an entry sees of it, as JSON: who says what,
#: when, and the cited passages. A speaker is named by uid, a snapshot by the SHA-256 of its text, which are the same in
#: every copy of the file. ``checked`` has the latest check of each entry that still is as it was seen.
CHECK_VIEWS = {
    "seen": """SELECT e.id AS entry_id, json_object(
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
    "checked": """SELECT k.entry_id, k.checked_by, k.checked_at, k.doubt
  FROM checks AS k JOIN seen AS n ON n.entry_id = k.entry_id
  WHERE k.seen = n.seen AND NOT EXISTS (SELECT 1 FROM checks AS o
    WHERE o.entry_id = k.entry_id AND o.seen = k.seen AND (o.checked_at, o.id) > (k.checked_at, k.id))""",
}
CHECKED_COLUMNS = {
    "entry_id": "the entry",
    "checked_by": "who checked it last",
    "checked_at": "when, in UTC",
    "doubt": "why this person doubts it; NULL if it is right",
}

#: column of the views → (SQL over ``entries AS e``, meaning); the SQL is None for the column of the same name
COLUMNS: dict[str, tuple[str | None, str]] = {
    "id": (None, "the number people type"),
    "uid": (None, "a UUIDv7, which stays the same in every copy of the entry"),
    "kind": (None, "event or statement"),
    "date": (None, "EDTF date (ISO 8601-2), as precise as the source; NULL if unknown"),
    "date_earliest": (None, "first day the date may mean"),
    "date_latest": (None, "last day the date may mean"),
    "date_sort": (
        of("e", LISTED),
        "day under which it is listed: its last if it has no known beginning, else its first",
    ),
    "time": (None, "local time of day in the source, with its zone if the source gives one"),
    "date_text": (None, "the date in the source's or the writer's own words"),
    "title": (None, "what happened (events)"),
    "text": (None, "what was said (statements), or more about what happened"),
    "speaker_id": (None, "number of the speaker"),
    "speaker": ("s.name", "name of the speaker"),
    "country": ("s.country", "country that the speaker speaks for, ISO 3166 alpha-2"),
    "office": (_OFFICE, "office that the speaker held at the time, if known"),
    "role": (None, "how the source describes the speaker"),
    "mode": (None, "verbatim or paraphrase (statements)"),
    "original_text": (None, "the words in the original language"),
    "setting": (None, "where or how it was said: press conference, interview, post"),
    "lang": (None, "language of the original words, BCP 47"),
    "note": (None, "a remark by the keeper of this timeline"),
    "topics": (_TOPICS, "names of its topics, joined with commas"),
    "places": (_PLACES, "names of its places, joined with commas"),
    "sources": (_SOURCES, "number of citations"),
    "dataset": (None, "dataset that it was imported from"),
    "external_id": (None, "its identifier in that dataset"),
    "changeset_id": (None, "the changeset that created it"),
}
#: columns of the views that ``entries`` does not store
COMPUTED = ("country", "office", "date_sort", "topics", "places", "sources")
#: view → the kind of entry it holds
VIEWS: dict[str, str | None] = {"timeline": None, "events": "event", "statements": "statement"}

_UNKNOWN_DATE = (
    "date: SQL can bound YYYY, YYYY-MM, YYYY-MM-DD, two of these with a slash between, .. for an open end, a closing "
    "? ~ or %, and [..D] for on or before D; for any other EDTF date give date_earliest and date_latest too, or use "
    "timeline add"
)
_BOUNDS_DIFFER = "date_earliest and date_latest do not agree with date: leave them out"
ENDS_BEFORE = "date: the interval ends before it begins"
_NO_SPEAKER = (
    "speaker: nobody is known by that name; INSERT INTO speakers (name) or speaker_names (speaker_id, name) first"
)
_MANY_SPEAKERS = (
    "speaker: more than one is known by that name; give speaker_id (SELECT speaker_id, name FROM speaker_names)"
)
_COMPUTED_SHOWN = (
    "country, office, date_sort, topics, places and sources are shown, not stored, here: "
    "change date, speakers, offices, entry_topics, entry_places or citations"
)


def quote(text: str) -> str:
    """Quote a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def bounds(date: str) -> str:
    """Return SQL for a one-row table ``(earliest, latest, end_begins)`` of an EDTF date; NULL if SQL cannot tell.

    ``date`` is an SQL expression. The SQL understands a year, a month or a day, an interval of two of them or with an
    open or unknown end, each with a closing qualifier, and ``[..D]``, which has the bounds of ``../D``. ``end_begins``
    is the first day of an interval's end: the interval runs backwards if that day comes before ``earliest``. LIMIT
    keeps SQLite from evaluating the inner steps once for each column.
    """

    def first(p: str) -> str:
        return f"WHEN {p} GLOB '{YEAR}' THEN {p} || '-01-01' WHEN {p} GLOB '{MONTH}' THEN date({p} || '-01')"

    def last(p: str) -> str:
        return (
            f"WHEN {p} GLOB '{YEAR}' THEN {p} || '-12-31' WHEN {p} GLOB '{MONTH}' "
            f"THEN iif(substr({p}, 6) = '12', {p} || '-31', date({p} || '-01', '+1 month', '-1 day'))"
        )

    def day(p: str) -> str:
        return f"WHEN {p} GLOB '{DAY}' AND date({p}, '+0 days') = {p} THEN {p}"

    def bare(p: str) -> str:
        return f"CASE WHEN {p} GLOB '*[0-9][?~%]' THEN substr({p}, 1, length({p}) - 1) ELSE {p} END"

    neither = "WHEN a IN ('', '..') AND b IN ('', '..') THEN NULL"
    start = f"CASE {neither} WHEN a IN ('', '..') THEN '0000-01-01' {first('a')} {day('a')} END"
    end = f"CASE {neither} WHEN b IN ('', '..') THEN '9999-12-31' {last('b')} {day('b')} END"
    is_reported = f"{date} GLOB '[[]..*[]]'"
    halves = (
        f"SELECT iif({is_reported}, '..', substr({date}, 1, instr({date} || '/', '/') - 1)) AS a, "
        f"CASE WHEN {is_reported} THEN substr({date}, 4, length({date}) - 4) "
        f"WHEN instr({date}, '/') THEN substr({date}, instr({date}, '/') + 1) ELSE {date} END AS b LIMIT 1"
    )
    return f"""(SELECT
      {start} AS earliest,
      {end} AS latest,
      CASE {first("b")} {day("b")} END AS end_begins
    FROM (SELECT {bare("a")} AS a, {bare("b")} AS b FROM ({halves}) LIMIT 1) LIMIT 1)"""


def view(name: str) -> str:
    """Return the SELECT of one public view."""
    kind = VIEWS[name]
    columns = ", ".join(f"{sql or 'e.' + column} AS {column}" for column, (sql, _) in COLUMNS.items())
    where = f"\n  WHERE e.kind = '{kind}'" if kind else ""
    return f"SELECT {columns}\n  FROM entries AS e LEFT JOIN speakers AS s ON s.id = e.speaker_id{where}"


def view_statements() -> list[str]:
    """Return the statements that create the views, and the triggers through which other programs write to them."""
    statements = [f"CREATE VIEW {name} AS {view(name)}" for name in VIEWS]
    statements += [f"CREATE VIEW {name} AS {select}" for name, select in CHECK_VIEWS.items()]
    statements += [_timeline_insert(), _timeline_update()]
    for name, kind in VIEWS.items():
        if kind:
            statements += [_kind_insert(name, kind), _kind_update(name)]
        statements.append(
            f"CREATE TRIGGER {name}_delete INSTEAD OF DELETE ON {name} BEGIN\n"
            "  DELETE FROM entries WHERE id = OLD.id;\nEND"
        )
    return statements


_STORED = [c for c, (sql, _) in COLUMNS.items() if sql is None]
_PLAIN = [c for c in _STORED if c not in ("id", "date_earliest", "date_latest", "speaker_id", "changeset_id")]
_RESOLVE = f"""(SELECT CASE count(DISTINCT n.speaker_id) WHEN 1 THEN min(n.speaker_id)
      WHEN 0 THEN RAISE(ABORT, {quote(_NO_SPEAKER)}) ELSE RAISE(ABORT, {quote(_MANY_SPEAKERS)}) END
      FROM speaker_names AS n WHERE n.name = trim(NEW.speaker) COLLATE NOCASE)"""


def _bound(column: str, has_bounds: str, *, same: str) -> str:
    """Return SQL for one bound: computed from the date if SQL can compute it, or else the bound of the new row."""
    raise_differ = f"RAISE(ABORT, {quote(_BOUNDS_DIFFER)})"
    return f"""CASE WHEN NEW.date IS NULL THEN CASE WHEN {has_bounds} THEN {raise_differ} END
      WHEN b.earliest IS NULL OR b.latest IS NULL THEN CASE
        WHEN NEW.date_earliest IS NULL OR NEW.date_latest IS NULL OR {same} THEN RAISE(ABORT, {quote(_UNKNOWN_DATE)})
        ELSE NEW.date_{column} END
      WHEN b.earliest > b.end_begins THEN RAISE(ABORT, {quote(ENDS_BEFORE)})
      WHEN {has_bounds} AND (NEW.date_earliest IS NOT b.earliest OR NEW.date_latest IS NOT b.latest) THEN {raise_differ}
      ELSE b.{column} END"""


def _clear_refusals(kind: str, *, speaker: str) -> str:
    """Return SQL that refuses a row in a sentence; the tables would name a CHECK, or accept it without foreign keys."""
    refusals = {
        "a statement needs a speaker (or speaker_id) and a text": f"{kind} = 'statement'"
        f" AND (NEW.text IS NULL OR {speaker} IS NULL)",
        "an event needs a title": f"{kind} = 'event' AND NEW.title IS NULL",
        "an event has no speaker: give kind 'statement' or leave speaker out": f"{kind} = 'event'"
        f" AND {speaker} IS NOT NULL",
        "speaker_id: there is no speaker of that number": "NEW.speaker_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM speakers WHERE id = NEW.speaker_id)",
    }
    return "\n".join(f"  SELECT RAISE(ABORT, {quote(message)}) WHERE {wrong};" for message, wrong in refusals.items())


def _timeline_insert() -> str:
    kind = "coalesce(NEW.kind, iif(NEW.speaker IS NULL AND NEW.speaker_id IS NULL, 'event', 'statement'))"
    filled = {
        "uid": f"coalesce(NEW.uid, {UUID7})",
        "kind": kind,
        "mode": f"iif({kind} = 'statement', coalesce(NEW.mode, 'paraphrase'), NEW.mode)",
    }
    plain = ", ".join(filled.get(c, f"NEW.{c}") for c in _PLAIN)
    has_bounds = "(NEW.date_earliest IS NOT NULL OR NEW.date_latest IS NOT NULL)"
    computed = " OR ".join(f"NEW.{c} IS NOT NULL" for c in COMPUTED)
    return f"""CREATE TRIGGER timeline_insert INSTEAD OF INSERT ON timeline BEGIN
  SELECT RAISE(ABORT, {quote(_COMPUTED_SHOWN)}) WHERE {computed};
{_clear_refusals(kind, speaker="coalesce(NEW.speaker_id, NEW.speaker)")}
  INSERT INTO entries (id, {", ".join(_PLAIN)}, date_earliest, date_latest, speaker_id, changeset_id)
  SELECT NEW.id, {plain},
    {_bound("earliest", has_bounds, same="0")},
    {_bound("latest", has_bounds, same="0")},
    CASE WHEN NEW.speaker IS NULL OR NEW.speaker_id IS NOT NULL THEN NEW.speaker_id ELSE {_RESOLVE} END,
    NEW.changeset_id
  FROM {bounds("NEW.date")} AS b;
END"""


def _timeline_update() -> str:
    same = "(NEW.date_earliest IS OLD.date_earliest AND NEW.date_latest IS OLD.date_latest)"
    has_bounds = f"(NOT {same} AND NEW.date IS NOT NULL)"
    computed = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in COMPUTED)

    speaker = (
        "(CASE WHEN NEW.speaker_id IS NOT OLD.speaker_id OR NEW.speaker IS OLD.speaker"
        " THEN NEW.speaker_id ELSE NEW.speaker END)"
    )

    def new_bound(column: str) -> str:
        return (
            f"CASE WHEN NEW.date IS OLD.date AND {same} THEN OLD.date_{column} ELSE (SELECT "
            f"{_bound(column, has_bounds, same=same)} FROM {bounds('NEW.date')} AS b) END"
        )

    return f"""CREATE TRIGGER timeline_update INSTEAD OF UPDATE ON timeline BEGIN
  SELECT RAISE(ABORT, {quote(_COMPUTED_SHOWN)}) WHERE {computed};
{_clear_refusals("NEW.kind", speaker=speaker)}
  UPDATE entries SET id = NEW.id, {", ".join(f"{c} = NEW.{c}" for c in _PLAIN)},
    date_earliest = {new_bound("earliest")},
    date_latest = {new_bound("latest")},
    speaker_id = CASE WHEN NEW.speaker_id IS NOT OLD.speaker_id OR NEW.speaker IS OLD.speaker THEN NEW.speaker_id
      WHEN NEW.speaker IS NULL THEN NULL ELSE {_RESOLVE} END
  WHERE id = OLD.id;
END"""


def _kind_insert(name: str, kind: str) -> str:
    values = ", ".join(quote(kind) if c == "kind" else f"NEW.{c}" for c in COLUMNS)
    wrong = quote(f"kind: {name} holds only entries of kind {kind}")
    return f"""CREATE TRIGGER {name}_insert INSTEAD OF INSERT ON {name} BEGIN
  SELECT RAISE(ABORT, {wrong}) WHERE NEW.kind IS NOT NULL AND NEW.kind <> '{kind}';
  INSERT INTO timeline ({", ".join(COLUMNS)}) VALUES ({values});
END"""


def _kind_update(name: str) -> str:
    columns = ", ".join(f"{c} = NEW.{c}" for c in COLUMNS if c != "changeset_id")
    return f"""CREATE TRIGGER {name}_update INSTEAD OF UPDATE ON {name} BEGIN
  UPDATE timeline SET {columns} WHERE id = OLD.id;
END"""
