"""Add an entry, and edit, delete, link, cite and check one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from sqlite3 import Connection
from typing import Any

from starlette.responses import Response

from timeline.desk import checks, entries, entry_forms
from timeline.desk.entry_forms import ReadEntry
from timeline.desk.forms import Form
from timeline.desk.reference import TypedDate
from timeline.desk.values import Outcome
from timeline.desk.versions import Value, Version
from timeline.errors import ConflictError, IncompleteError, NoEntryError, RefusedError, TimelineError
from timeline.reading.records import Record
from timeline.schema.fields import FIELDS
from timeline.schema.vocabulary import RELATIONS, EntryKind, relation_words
from timeline.web.desk import conflicts, fields, posted
from timeline.web.desk.pages import EntryForm, Notice
from timeline.web.desk.visits import Visit
from timeline.words.numbers import row_number
from timeline.words.printable import plain_lines

_MAIN = ("kind", "words", "mode", "speakers", "date", "time", "role", "setting", "topics", "places")
_SOURCE = ("sources", "exact", "via", "source_title", "publisher", "published", "author", "source_kind")
_FURTHER = (
    "date_text", "more", "participants", "original_text", "lang", "note", "links", "dataset", "external_id",
)  # fmt: skip
#: fields that an edit does not change, or has in forms of their own
_NOT_EDITED = ("kind", "time", "links")
_A: dict[EntryKind, str] = {"statement": "a statement", "event": "an event"}


def show_new(visit: Visit) -> Response:
    """Show the form of a new entry."""
    kind = posted.entry_kind(visit.request.query_params.get("kind", "statement"))
    with visit.desk.reading() as connection:
        return visit.page(_new(visit, connection, {}, kind, None))


def add(visit: Visit) -> Response:
    """Show the form of a new entry as it is read, or store it."""
    do, typed = visit.posted.one("do"), visit.posted.beginning("f.")
    kind = visit.posted.kind("f.kind")
    unseen = [("kind", f"these are the fields of {_A[kind]}; look at them, and store it then")]
    with visit.desk.reading() as connection:
        form = _form(visit, connection, typed, kind)
        read = entry_forms.read_new(connection, form)
        if do != "store":
            return visit.page(_new(visit, connection, typed, kind, read))
        if read.errors or kind != visit.posted.kind():
            problems = unseen if kind != visit.posted.kind() else ()
            return visit.page(_new(visit, connection, typed, kind, read, problems), 422)
    try:
        with visit.writing("add an entry") as session:
            done = entries.add(session, form)
    except TimelineError as error:
        with visit.desk.reading() as connection:
            return visit.page(_new(visit, connection, typed, kind, read, fields.problems_of(error)), 422)
    return _done(visit, f"Stored as entry {done.value.number}.", done.value.number, done)


def show(visit: Visit) -> Response:
    """Show the form of an entry."""
    with visit.desk.reading() as connection:
        return visit.page(_existing(visit, connection, _number(visit)))


def change(visit: Visit) -> Response:
    """Do what a form of an entry says."""
    number, do = _number(visit), visit.posted.one("do")
    acts: dict[str, Callable[[Visit, int], Response]] = {
        "check": _reread, "store": _store, "delete": _delete, "link": _link, "cite": _cite,
        "checked": _checked, "doubt": _checked,
    }  # fmt: skip
    name, _, value = do.partition(" ")
    try:
        if name in ("unlink", "uncite"):
            return _take_away(visit, number, name, value)
        if name not in acts:
            raise RefusedError("this button does nothing here; nothing was stored")
        return acts[name](visit, number)
    except ConflictError as error:
        with visit.desk.reading() as connection:
            form = _edit(visit, connection, number, visit.posted.beginning("f."))
        return visit.page(conflicts.of_edit(visit, error, form.values), 409)
    except NoEntryError as error:
        if error.field in (None, "entry"):
            raise
        return _refused(visit, number, error)
    except TimelineError as error:
        if error.code == entries.CHANGED:
            with visit.desk.reading() as connection:
                return visit.page(conflicts.of_seen_entry(visit, connection, number), 409)
        return _refused(visit, number, error)


def _refused(visit: Visit, number: int, error: TimelineError) -> Response:
    with visit.desk.reading() as connection:
        return visit.page(_existing(visit, connection, number, fields.problems_of(error)), 422)


def _number(visit: Visit) -> int:
    return int(visit.request.path_params["number"])


def _form(visit: Visit, connection: Connection, typed: dict[str, str], kind: EntryKind) -> Form:
    """Return the form of a new entry with the fields that are filled and that its kind has."""
    filled = {name: plain_lines(value).strip() for name, value in typed.items() if name != "kind"}
    columns = {fields.column(name, kind): value for name, value in filled.items() if value}
    values: dict[str, Value] = {name: value for name, value in columns.items() if fields.is_shown(name, kind)}
    if "sources" in values:
        values["sources"] = entry_forms.sources_in(connection, columns["sources"])
    return Form(values=values, kind=kind, choices=visit.posted.choices())


def _new(
    visit: Visit,
    connection: Connection,
    typed: dict[str, str],
    kind: EntryKind,
    read: ReadEntry | None,
    problems: Sequence[tuple[str | None, str]] = (),
) -> EntryForm:
    is_sent = visit.posted.one("do") == "store"
    errors = [error for error in (read.errors if read else ()) if is_sent or not _is_yet_to_come(error, typed, kind)]
    every = [*((error.field, error.plain) for error in errors), *problems]
    values = {**typed, "kind": kind}
    if not typed and any(visit.about()):
        values |= {name: "; ".join(names) for name, names in zip(("topics", "places"), visit.about(), strict=True)}
    return _page(visit, None, kind, values, every, read)


def _is_yet_to_come(error: TimelineError, typed: dict[str, str], kind: EntryKind) -> bool:
    """Tell whether an error says only that a field is empty, while somebody is still writing."""
    filled = {fields.column(name, kind) for name, value in typed.items() if value.strip()}
    return isinstance(error, IncompleteError) and error.field not in filled


def _page(
    visit: Visit,
    record: Record | None,
    kind: EntryKind,
    values: dict[str, str],
    problems: Sequence[tuple[str | None, str]],
    read: ReadEntry | None,
    seen: str = "",
) -> EntryForm:
    notes = read.notes if read else ()
    parts = (_MAIN, _SOURCE if record is None else (), _FURTHER)
    main, source, further = (
        fields.shown(
            [name for name in names if record is None or name not in _NOT_EDITED], kind, values, problems, notes
        )
        for names in parts
    )
    names = {fields.column(one.name, kind) for one in (*main, *source, *further)}
    return EntryForm(
        token=visit.token,
        notice=visit.notice(),
        record=record,
        kind=kind,
        main=main,
        source=source,
        further=further,
        problems=[text for name, text in problems if name is None or name not in names],
        people=read.people if read else (),
        similar=read.similar if read else (),
        date=read.date.date.human() if read and read.date and read.date.date else None,
        seen=seen,
        relations={name: relation_words(name) for name in RELATIONS},
        typed=visit.posted.beginning("o."),
        left=[
            fields.field(name, kind, values, ())
            for name, text in values.items()
            if text.strip() and name in FIELDS and not fields.is_shown(name, kind)
        ],
    )


def _existing(
    visit: Visit, connection: Connection, number: int, problems: Sequence[tuple[str | None, str]] = ()
) -> EntryForm:
    """Read the page of an entry, with its form as it was left. Raises NoEntryError."""
    record = entries.read(connection, number)
    kind = record["kind"]
    stored = conflicts.plain_values(record)
    values = {**stored, "words": stored[fields.column("words", kind)], "more": stored[fields.column("more", kind)]}
    typed = visit.posted.beginning("f.")
    read, every = None, [*problems]
    if typed:
        form = _edit(visit, connection, number, typed)
        read = entry_forms.read_edit(connection, form) if form.values else None
        every = list(dict.fromkeys([*every, *((error.field, error.plain) for error in (read.errors if read else ()))]))
    version = posted.version_text(entries.version_of(connection, number))
    return _page(visit, record, kind, values | typed, every, read, visit.posted.one("seen") or version)


def _edit(visit: Visit, connection: Connection, number: int, typed: dict[str, str]) -> Form:
    """Return the form of an edit: the fields that differ from the entry, and the version that the page showed.

    Where an editor has seen two versions and chosen the stored one, a field stays as it is.
    """
    kind = entries.read(connection, number)["kind"]
    picks = visit.posted.beginning("pick.")
    kept = {name: value for name, value in typed.items() if picks.get(fields.column(name, kind)) != "theirs"}
    columns = {fields.column(name, kind): value for name, value in kept.items()}
    form = entry_forms.changed(connection, number, columns, _seen(visit))
    return replace(form, version=_seen(visit), choices=visit.posted.choices())


def _reread(visit: Visit, number: int) -> Response:
    with visit.desk.reading() as connection:
        return visit.page(_existing(visit, connection, number))


def _store(visit: Visit, number: int) -> Response:
    with visit.desk.reading() as connection:
        form = _edit(visit, connection, number, visit.posted.beginning("f."))
    if not form.values:
        raise RefusedError("nothing is changed yet")
    with visit.writing(f"edit entry {number}") as session:
        done = entries.edit(session, form)
    return _done(visit, f"Entry {number} is changed.", number, done)


def _seen(visit: Visit) -> Version | None:
    return posted.read_version(visit.posted.one("seen"))


def _delete(visit: Visit, number: int) -> Response:
    with visit.writing(f"delete entry {number}") as session:
        entries.refuse_changed(session, number, _seen(visit))
        done = entries.delete(session, (number,))
    notice = Notice(
        sentence=f"Entry {number} is deleted.", changeset=done.changeset, notes=done.messages, back=f"/entry/{number}"
    )
    return visit.done(notice, "/history")


def _link(visit: Visit, number: int) -> Response:
    relation, end = visit.posted.one("o.relation"), row_number(visit.posted.one("o.end").strip())
    if end is None:
        raise RefusedError("write the number of the other entry", field="end")
    with visit.writing(f"link entry {number} to {end}") as session:
        entries.refuse_changed(session, number, _seen(visit))
        done = entries.link(session, number, relation, end, visit.posted.one("o.remark").strip() or None)
    return _done(visit, f"Entry {number} now {relation_words(done.value)} {end}.", number, done)


def _cite(visit: Visit, number: int) -> Response:
    def text(name: str) -> str | None:
        return visit.posted.one(f"o.{name}").strip() or None

    source, exact, date = text("source"), text("exact"), text("cited_date")
    if source is None or exact is None:
        field = "source" if source is None else "exact"
        raise RefusedError("name the source" if source is None else "write the words of the source", field=field)
    passage = entries.Passage(
        source=source,
        exact=exact,
        via=text("outlet"),
        date=TypedDate(date) if date else None,
        disputes=visit.posted.one("o.disputes") == "yes",
        note=text("cited_note"),
    )
    with visit.writing(f"cite a source for entry {number}") as session:
        entries.refuse_changed(session, number, _seen(visit))
        done = entries.cite(session, number, passage)
    return _done(visit, f"Entry {number} cites source {done.value.source}.", number, done)


def _take_away(visit: Visit, number: int, what: str, typed: str) -> Response:
    """Delete a link, or the citations of a source."""
    if what == "unlink":
        relation, _, end = typed.rpartition(" ")
        with visit.writing(f"unlink entry {number} from {end}") as session:
            entries.refuse_changed(session, number, _seen(visit))
            linked = entries.unlink(session, number, relation, row_number(end) or 0)
        return _done(visit, f"The link to entry {end} is deleted.", number, linked)
    form = Form(entry=number, removed={"sources": (typed,)})
    with visit.writing(f"remove source {typed[:20]} from entry {number}") as session:
        entries.refuse_changed(session, number, _seen(visit))
        edited = entries.edit(session, form)
    return _done(visit, f"Entry {number} no longer cites source {typed[:20]}.", number, edited)


def _checked(visit: Visit, number: int) -> Response:
    doubt = visit.posted.one("o.doubt").strip() if visit.posted.one("do") == "doubt" else None
    if doubt == "":
        raise RefusedError("write what you doubt", field="doubt")
    with visit.writing(f"check entry {number}") as session:
        entries.refuse_changed(session, number, _seen(visit))
        done = checks.check(session, (number,), doubt)
    sentence = f"Your doubt about entry {number} is noted." if doubt else f"Entry {number} is checked by you."
    return _done(visit, sentence, number, done)


def _done(visit: Visit, sentence: str, number: int, done: Outcome[Any]) -> Response:
    with visit.desk.reading() as connection:
        record = entries.read(connection, number)
    if record["topics"] or record["places"]:
        visit.session.about = tuple(record["topics"]), tuple(record["places"])
    notice = Notice(
        sentence=sentence,
        record=record,
        notes=done.messages,
        changeset=done.changeset,
        back=f"/entry/{number}",
    )
    return visit.done(notice, f"/entry/{number}")
