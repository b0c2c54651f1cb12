"""Show changes on a terminal: a list of changesets, and the changed rows of one, field by field, before and after.

Rows that belong to an entry, speaker, place or source are shown under it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from timeline.evidence.difference import differences
from timeline.history.past import Change, ChangesetRecord, TableRow, TouchedChangeset, owner_of
from timeline.render.safe import one_line, visible, width, wrap
from timeline.render.text import Style, plain
from timeline.schema.vocabulary import OWNERS, ROWS, relation_words

Name = Callable[[str, int], str]
"""Returns the name, title or words of a row, from its table and number."""

#: columns that do not matter to a reader
_BOOKKEEPING = ("id", "uid", "changeset_id", "date_earliest", "date_latest", "key", "seen")
_REFERS = {
    "speaker_id": "speakers", "topic_id": "topics", "place_id": "places", "parent_id": "places",
    "source_id": "sources", "via_id": "sources", "entry_id": "entries", "from_id": "entries", "to_id": "entries",
}  # fmt: skip
_MOST_COMMAND_CHARACTERS = 60
_LONGEST_AGO_DAYS = 30
#: how many changes of a snapshot's text are shown
_MOST_DIFFERENCES = 10
_SIGNS = {"added": "+", "changed": "~", "deleted": "-"}


def local_time(at: str) -> str:
    """Return the moment of a changeset as text, in the local time zone."""
    try:
        return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M:%S}"
    except ValueError:  # written by plain SQL
        return at


def log(changesets: Iterable[TouchedChangeset], columns: int, style: Style = plain) -> Iterator[str]:
    """Yield the lines of a list of changesets, the latest first.

    Statements of plain SQL within a minute are shown together.
    """
    for group in _groups(changesets):
        yield ""
        yield from heading(group[0], columns, style) if len(group) == 1 else _outside(group, style)
        touched: dict[str, int] = {}
        for changeset in group:
            for table, count in changeset["touched"].items():
                touched[table] = touched.get(table, 0) + count
        words = ", ".join(counted(table, count) for table, count in touched.items())
        for line in wrap(words or "nothing changed", columns - 6):
            yield f"      {style(line, 'dim')}"


def _groups(changesets: Iterable[TouchedChangeset]) -> Iterator[list[TouchedChangeset]]:
    group: list[TouchedChangeset] = []
    for changeset in changesets:
        if group and not _together(group[-1], changeset):
            yield group
            group = []
        group.append(changeset)
    if group:
        yield group


def _together(later: ChangesetRecord, earlier: ChangesetRecord) -> bool:
    """Return whether two changesets are shown together: both from outside, and within a minute."""
    if not later["actor"] == earlier["actor"] == "outside" or later["message"] or earlier["message"]:
        return False
    try:
        return datetime.fromisoformat(later["at"]) - datetime.fromisoformat(earlier["at"]) < timedelta(minutes=1)
    except ValueError:
        return False


def _outside(group: list[TouchedChangeset], style: Style) -> Iterator[str]:
    numbers = f"{group[-1]['id']}–{group[0]['id']}"
    when = style(local_time(group[-1]["at"]), "date")
    yield f"{style(numbers.rjust(4), 'number')}  {when}{style(' · ', 'dim')}{style('outside', 'name')}"
    yield f"      {len(group)} statements of plain SQL"


def heading(changeset: ChangesetRecord, columns: int, style: Style = plain) -> Iterator[str]:
    """Yield the lines that show a changeset's number, time, author, command and reason."""
    number = style(f"{changeset['id']:>4}", "number")
    when = style(local_time(changeset["at"]), "date")
    yield f"{number}  {when}{style(' · ', 'dim')}{style(one_line(changeset['actor']), 'name')}"
    for line in wrap(one_line(changeset["command"] or ""), columns - 6):
        if line:
            yield f"      {line}"
    for line in wrap(one_line(changeset["message"] or ""), columns - 6):
        if line:
            yield f"      {style(line, 'quoted')}"


def undone(changeset: ChangesetRecord, restored: Mapping[str, int], removed: Mapping[str, int], now: datetime) -> str:
    """Return the line that says which changeset was undone, and how many things it gave back and took away."""
    parts = [f"{counted(table, count)} {verb}" for counts, verb in ((restored, "restored"), (removed, "removed"))
               for table, count in counts.items()]  # fmt: skip
    return f"undid changeset {described(changeset, now)}; {', '.join(parts)}"


def described(changeset: ChangesetRecord, now: datetime) -> str:
    """Return a changeset in a line: ``92: edit 12 --date 2014, by Ana, 2 minutes ago``."""
    command = one_line(changeset["command"] or "") or "a change by plain SQL"
    if len(command) > _MOST_COMMAND_CHARACTERS:
        command = command[: _MOST_COMMAND_CHARACTERS - 1] + "…"
    return f"{changeset['id']}: {command}, by {one_line(changeset['actor'])}, {_ago(changeset['at'], now)}"


def _ago(at: str, now: datetime) -> str:
    """Return how long ago a changeset was made, or when, if that is more than a month ago or not known."""
    try:
        seconds = (now - datetime.fromisoformat(at)).total_seconds()
    except ValueError:  # written by plain SQL
        return at
    if not 0 <= seconds < _LONGEST_AGO_DAYS * 86_400:
        return f"on {local_time(at)[:10]}"
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := int(seconds // length):
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def counted(table: str, count: int) -> str:
    """Return a number of rows in words: ``3 citations of sources``."""
    word = ROWS.get(table, table)
    if count == 1:
        return f"1 {word}"
    head, of, rest = word.partition(" of ")
    plural = "entries" if head == "entry" else f"{head}s"
    return f"{count:,} {plural}{of}{rest}"


class ChangedField(NamedTuple):
    """A changed field of a row, or a row that belongs to another: ``+``, ``-`` or ``~``, its label, before and after.

    ``more`` are lines that say how a long text differs.
    """

    sign: str
    label: str
    texts: list[str]
    more: tuple[str, ...] = ()


class ChangedRow(NamedTuple):
    """A changed row: its table and number, a title that says what became of it, and its fields and parts."""

    table: str
    number: int
    title: str
    fields: list[ChangedField]


def rows(changed: Iterable[Change], name: Name) -> Iterator[ChangedRow]:
    """Yield the changed rows, with those that belong to them, in words."""
    groups: dict[tuple[str, int], list[Change]] = {}
    for change in changed:
        groups.setdefault(owner_of(change), []).append(change)
    for (table, number), group in groups.items():
        own = [change for change in group if (change.table, change.id) == (table, number)]
        what = f" {own[0].action}" if own and own[0].action != "changed" else ""
        fields: list[ChangedField] = []
        for change in group:
            fields += _fields(change, name) if change in own else [_part(change, name)]
        yield ChangedRow(table, number, f"{ROWS[table]} {number}{what}: {name(table, number)}", fields)


def changes(changed: Iterable[Change], name: Name, columns: int, style: Style = plain) -> Iterator[str]:
    """Yield the lines that show every row before and after, under a heading for each owner."""
    for row in rows(changed, name):
        yield ""
        yield style(_cut(row.title, columns), "title")
        for one in row.fields:
            yield from _line(one.sign, one.label, one.texts, columns, style)
            for line in one.more:
                yield from _line(" ", "", [line], columns, style)


def _cut(text: str, columns: int) -> str:
    line = one_line(text)
    if width(line) <= columns:
        return line
    line = line[:columns]
    while width(line) >= columns:
        line = line[:-1]
    return line.rstrip() + "…"


def _fields(change: Change, name: Name) -> Iterator[ChangedField]:
    """Yield a row's changed fields, or all its fields if the row is new or deleted."""
    before, after = change.before or {}, change.after or {}
    for field in after or before:
        old, new = before.get(field), after.get(field)
        if field in _BOOKKEEPING or old == new:
            continue
        sign = "+" if old is None else "-" if new is None else "~"
        texts = [_worded(field, value, name) for value in (old, new) if value is not None]
        yield ChangedField(sign, field.removesuffix("_id").replace("_", " "), texts)


def _part(change: Change, name: Name) -> ChangedField:
    """Return a row that belongs to another; if it has changed, before and after."""
    label = ROWS[change.table].partition(" of ")[0]
    both = [row for row in (change.before, change.after) if row]
    texts = list(dict.fromkeys(_described(change.table, row, name) for row in both))
    if len(texts) < len(both) and change.table != "snapshots":  # the difference is in another column
        texts = list(dict.fromkeys(_all(change.table, row, name) for row in both))
    more: tuple[str, ...] = ()
    if change.table == "snapshots" and len(both) == 2:
        more = tuple(islice(differences(str(both[0]["text"]), str(both[1]["text"])), _MOST_DIFFERENCES))
    return ChangedField(_SIGNS[change.action], label, texts, more)


def _line(sign: str, label: str, texts: list[str], columns: int, style: Style) -> Iterator[str]:
    lines = wrap(" → ".join(visible(text) for text in texts), max(20, columns - 20))
    yield f"    {sign} {style(label.ljust(13), 'dim')} {lines[0]}"
    yield from (f"{'':20}{line}" for line in lines[1:])


def _worded(field: str, value: object, name: Name) -> str:
    if field in _REFERS and isinstance(value, int):
        return one_line(name(_REFERS[field], value))
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    return one_line(str(value)) or "“”"


def _described(table: str, row: TableRow, name: Name) -> str:
    """Return the most important columns of a row that belongs to another, as text."""
    if table == "links":
        return f"{relation_words(str(row['relation']))} {row['to_id']}" + (f" ({row['note']})" if row["note"] else "")
    if table == "participants":
        return f"{_worded('speaker_id', row['speaker_id'], name)} ({row['role']})"
    if table == "citations" and row["exact"]:
        at = f", at {row['start']} to {row['end']} of snapshot {row['snapshot_id']}" if row["snapshot_id"] else ""
        via = f", via {_worded('via_id', row['via_id'], name)}" if row["via_id"] else ""
        other = "".join(f", {row[field]}" for field in ("date", "date_text", "note") if row[field])
        disputes = ", disputes it" if row["stance"] == "disputes" else ""
        source = _worded("source_id", row["source_id"], name)
        return f"{source}: “{one_line(str(row['exact']))}”{at}{via}{other}{disputes}"
    if table == "checks":
        return f"doubted by {row['checked_by']}: “{row['doubt']}”" if row["doubt"] else f"right, by {row['checked_by']}"
    if table == "snapshots":
        length, fingerprint = len(str(row["text"])), str(row["text_sha256"])[:12]
        return f"{row['id']} of {row['retrieved_at']}, {length:,} characters, SHA-256 {fingerprint}…"
    return _all(table, row, name)


def _all(table: str, row: TableRow, name: Name) -> str:
    """Return all columns of a row, as text."""
    owner = OWNERS[table][1]
    texts = {f: _worded(f, v, name) for f, v in row.items() if v is not None and f not in (*_BOOKKEEPING, owner)}
    return ", ".join(text for field, text in texts.items() if field != "stance" or text != "supports")
