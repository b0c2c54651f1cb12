"""Preview, add, edit, delete, link and cite entries.

A verb works in the changeset of its session. If it raises, the caller who opened the changeset must not commit it.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from timeline.dates import PartialDate
from timeline.desk import forms, reference, versions
from timeline.desk.edits import ParsedEdit, check_without_entry, parse_edit
from timeline.desk.forms import Form, Parsed
from timeline.desk.names import source_to_cite
from timeline.desk.parts import read_relation
from timeline.desk.problems import Problems, errors_of, refuse
from timeline.desk.reference import TypedDate
from timeline.desk.values import DateReading, NameMatch, Outcome, outcome
from timeline.errors import ConflictError, DateError, NoEntryError, ReferenceNeededError, RefusedError, TimelineError
from timeline.history import past
from timeline.reading import query, resolve
from timeline.reading.filter import Filter
from timeline.reading.records import Record, records
from timeline.reading.similar import Similar as Similar
from timeline.reading.similar import similar as similar_texts
from timeline.schema.fields import WORDS
from timeline.store import edits as store
from timeline.store.additions import add_entry, add_link, refuse_link_to_itself
from timeline.store.citations import NewCitation, add_citation, cited_words, find_words
from timeline.store.drafts import Draft
from timeline.store.limits import checked, optional
from timeline.store.naming import driver, lookup_in
from timeline.store.remarks import Note, Notes, Problem
from timeline.store.sources import NewSource, checked_outlet
from timeline.words.numbers import LARGEST_NUMBER

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


#: code of the error if somebody else has changed an entry since it was read
CHANGED = "entry-changed"


@dataclass(frozen=True)
class Preview:
    """The entry that a form would make, and the readings of its fields.

    ``record`` is that entry, or None if there are ``problems``. ``similar`` are known entries that say
    nearly the same.
    """

    record: Record | None
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    dates: Mapping[str, DateReading] = field(default_factory=dict)
    names: Mapping[str, tuple[NameMatch, ...]] = field(default_factory=dict)
    similar: tuple[Similar, ...] = ()


def read(connection: sqlite3.Connection, number: int) -> Record:
    """Return an entry. Raises NoEntryError."""
    if not 0 < number <= LARGEST_NUMBER:
        raise NoEntryError(number)
    record = next(records(connection, query.entries(connection, Filter(numbers=(number,)))), None)
    if record is None:
        raise NoEntryError(number)
    return record


def form_of(connection: sqlite3.Connection, number: int) -> Form:
    """Return an entry as a form, with its version. Raises NoEntryError."""
    try:
        record = read(connection, number)
    except NoEntryError as error:
        raise error.at("entry") from None
    return forms.fill(record, past.last_changeset(connection))


def version_of(connection: sqlite3.Connection, number: int) -> versions.Version | None:
    """Return the version of an entry, with what it cites; None if there is no such entry."""
    try:
        record = read(connection, number)
    except NoEntryError:
        return None
    cited = tuple(f"{one['source']['id']} {one['start']} {one['end']} {one['exact']}" for one in record["citations"])
    return versions.version({**forms.values_of(record), "citations": cited}, past.last_changeset(connection))


def similar_to(connection: sqlite3.Connection, draft: Draft, *, but: int | None = None) -> tuple[Similar, ...]:
    """Return known entries, other than ``but``, that say nearly the same as a draft at about the same time."""
    bounds = (draft.date.listed, draft.date.latest) if draft.date else (None, None)
    return tuple(one for one in similar_texts(connection, draft.kind, draft.words, *bounds) if one.id != but)


def similar_to_form(connection: sqlite3.Connection, form: Form) -> tuple[Similar, ...]:
    """Return known entries that say nearly the same as the form of a new entry; none if the form has errors."""
    parsed = forms.parse(form, connection.execute)
    return () if parsed.errors else similar_to(connection, parsed.draft)


def check(form: Form, connection: sqlite3.Connection | None = None) -> None:
    """Refuse the form of a new entry for all of its problems. Raises TimelineError.

    Without a connection, check only what does not depend on the file.
    """
    refuse(forms.parse(form, connection.execute if connection else None).errors)


def preview(session: "Session", form: Form) -> Preview:
    """Return the entry that a form would make, without storing it."""
    parsed = forms.parse(form, lookup_in(session))
    problems = tuple(Problem.of(error) for error in parsed.errors)
    shown = Preview(None, tuple(parsed.notes), problems, parsed.dates, parsed.names)
    if problems:
        return shown
    alike = similar_to(driver(session), parsed.draft)
    point = session.begin_nested()
    try:
        record = read(driver(session), add_entry(session, parsed.draft, parsed.notes))
    except TimelineError as error:
        return Preview(None, shown.notes, (Problem.of(error),), parsed.dates, parsed.names, alike)
    finally:
        point.rollback()
    return Preview(record, tuple(parsed.notes), (), parsed.dates, parsed.names, alike)


def refuse_changed(session: "Session", number: int, seen: "versions.Version | None") -> None:
    """Refuse to go on with an entry that has changed since a version of it was read.

    Raises RefusedError with the code :data:`CHANGED`, NoEntryError if it is gone.
    """
    now = version_of(driver(session), number)
    if now is None:
        raise NoEntryError(number)
    if seen is not None and now.fingerprints != seen.fingerprints:
        raise RefusedError(f"entry {number} has been changed meanwhile; look at it again", code=CHANGED)


class Added(NamedTuple):
    """An added entry, and the earlier entries that say nearly the same."""

    number: int
    similar: tuple[Similar, ...] = ()


def add(session: "Session", form: Form, *, similar: tuple[Similar, ...] | None = None) -> Outcome[Added]:
    """Add an entry.

    ``similar`` is the result of :func:`similar_to_form`, if the caller has looked for it before the changeset locked
    the file.

    Raises:
        FormError: several fields are wrong.
        TimelineError: one field is wrong, named by the error, or the entry cannot be stored.

    """
    parsed = forms.parse(form, lookup_in(session))
    refuse(parsed.errors)
    return add_draft(session, parsed, similar=similar)


def add_draft(session: "Session", parsed: Parsed, *, similar: tuple[Similar, ...] | None = None) -> Outcome[Added]:
    """Add the entry of a form that was parsed in this changeset. Raises TimelineError if it cannot be stored."""
    alike = similar_to(driver(session), parsed.draft) if similar is None else similar
    number = add_entry(session, parsed.draft, parsed.notes)
    return outcome(session, Added(number, alike), parsed.notes)


class Edited(NamedTuple):
    """A changed entry: how its dates and names were read, and the other entries that say nearly the same now."""

    number: int
    dates: Mapping[str, DateReading]
    names: Mapping[str, tuple[NameMatch, ...]]
    similar: tuple[Similar, ...] = ()


def edit(session: "Session", form: Form) -> Outcome[Edited]:
    """Change an entry; the form names the entry, and the version that it was filled from.

    Raises:
        NoEntryError: there is no such entry; with other problems, it is the first error of a FormError.
        ConflictError: a field that the form changes has changed since that version.
        FormError: several fields are wrong; a conflict is the first of them.
        TimelineError: one field is wrong, named by the error, or nothing would change.

    """
    record, parsed = _edit(session, form)
    refuse_unchanged(session, f"entry {record['id']}")
    alike = _similar_to_changed(session, record)
    return outcome(session, Edited(record["id"], parsed.dates, parsed.names, alike), parsed.notes)


def _edit(session: "Session", form: Form) -> tuple[Record, ParsedEdit]:
    """Change an entry, and return the record that it was and the edit. Raises TimelineError."""
    number = form.entry or 0
    if not _exists(session, number):
        # if the form was filled from it, it was deleted meanwhile, and no correction of the form helps
        others = () if form.version is not None else check_without_entry(form, lookup_in(session))
        refuse((NoEntryError(number, field="entry"), *others))
    record = read(driver(session), number)
    parsed = parse_edit(form, record, lookup_in(session))
    refuse((*_conflicts(form, record, parsed), *parsed.errors))
    store.edit_entry(session, number, parsed.edit, parsed.notes)
    return record, parsed


def edit_several(session: "Session", forms_: Sequence[Form]) -> Outcome[tuple[int, ...]]:
    """Change several entries in the same way, and return the numbers of those that the edit changes.

    Each form names its entry and the version that it was filled from. Raises TimelineError like :func:`edit`, with the
    problems of every entry, and if nothing would change.
    """
    here = session.info["changeset"]
    notes: dict[Note, None] = {}
    #: field and message of an error → the error, and the entries that have it
    errors: dict[tuple[str | None, str], tuple[TimelineError, list[int]]] = {}
    for form in forms_:
        try:
            notes |= dict.fromkeys(_edit(session, form)[1].notes)
        except TimelineError as error:
            for one in errors_of(error):
                errors.setdefault((one.field, str(one)), (one, []))[1].append(form.entry or 0)
    refuse(tuple(_about_entries(*one, of=len(forms_)) for one in errors.values()))
    refuse_unchanged(session, "every one of the entries")
    changed = {past.owner_of(change) for change in past.changes(driver(session), here - 1, here) if _says_more(change)}
    numbers = tuple(form.entry for form in forms_ if form.entry and ("entries", form.entry) in changed)
    return outcome(session, numbers, notes)


def _about_entries(error: TimelineError, numbers: Sequence[int], of: int) -> TimelineError:
    """Put the numbers of some entries in front of their common error, if it does not name them and not all have it."""
    if len(numbers) == of or str(error).startswith((f"entry {numbers[0]} ", f"there is no entry {numbers[0]}")):
        return error
    return error.about(f"entr{'y' if len(numbers) == 1 else 'ies'} {', '.join(map(str, numbers))}")


def _conflicts(form: Form, record: Record, parsed: ParsedEdit) -> tuple[ConflictError, ...]:
    """Return the conflict of an edit with what somebody else has changed, if there is one."""
    if form.version is None:
        return ()
    touched = {*parsed.values, *({"date"} if "time" in parsed.values else ())}
    try:
        versions.refuse_changed(record["id"], form.version, forms.values_of(record), parsed.values, touched)
    except ConflictError as error:
        return (error,)
    return ()


def _similar_to_changed(session: "Session", before: Record) -> tuple[Similar, ...]:
    """Return the other entries that say nearly the same as an entry whose words have changed."""
    now = read(driver(session), before["id"])
    field = WORDS[now["kind"]]
    if now[field] == before[field]:  # type: ignore[literal-required]
        return ()
    date = now["date"] and PartialDate.parse(now["date"])
    draft = Draft(kind=now["kind"], date=date or None, title=now["title"], text=now["text"])
    return similar_to(driver(session), draft, but=before["id"])


def refuse_unchanged(session: "Session", what: str) -> None:
    """Raise RefusedError if the changeset has changed nothing."""
    session.flush()
    here = session.info["changeset"]
    if not any(map(_says_more, past.changes(driver(session), here - 1, here))):
        raise RefusedError(f"nothing to change: {what} already says this", code="unchanged")


def _says_more(change: past.Change) -> bool:
    """Tell whether a change is more than the matching key of a name, which is stored for the next search."""
    before, after = change.before or {}, change.after or {}
    return any(before.get(column) != after.get(column) for column in {*before, *after} - {"key"})


def delete(session: "Session", numbers: tuple[int, ...]) -> Outcome[tuple[int, ...]]:
    """Delete entries with their citations and links, and return their numbers, each once. Raises NoEntryError."""
    notes = Notes()
    unique = existing(session, numbers)
    store.delete_entries(session, unique, notes)
    return outcome(session, unique, notes)


def existing(session: "Session", numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Return the numbers of entries, each once. Raises NoEntryError, or FormError if several do not exist."""
    unique = tuple(dict.fromkeys(numbers))
    refuse(tuple(NoEntryError(number, field="entry") for number in unique if not _exists(session, number)))
    return unique


def _exists(session: "Session", number: int) -> bool:
    try:
        read(driver(session), number)
    except NoEntryError:
        return False
    return True


def _check_entry(session: "Session", field: str, number: int, problems: Problems) -> bool:
    """Note, at a field, that no entry has a number. Return whether one has it."""
    there = _exists(session, number)
    if not there:
        problems.add(NoEntryError(number, field=field))
    return there


def _check_ends(session: "Session", start: int, relation: str | None, end: int, problems: Problems) -> str | None:
    """Read a relation, and note what is wrong with it and with the entries at both ends."""
    name = None
    _check_entry(session, "start", start, problems)
    with problems.at("links"):
        name = None if relation is None else read_relation(relation)
    if _check_entry(session, "end", end, problems):
        with problems.at("end"):
            refuse_link_to_itself(start, end, "end")
    return name


def link(session: "Session", start: int, relation: str, end: int, note: str | None = None) -> Outcome[str]:
    """Link one entry to another and return the relation.

    Raises NoEntryError, at ``start`` or ``end``, and RefusedError for other words or a link that exists, at ``links``.
    """
    problems = Problems()
    name = _check_ends(session, start, relation, end, problems)
    with problems.at("note"):
        optional("the note", note)
    problems.refuse()
    add_link(session, start, str(name), end, note)
    return outcome(session, str(name))


def unlink(session: "Session", start: int, relation: str | None, end: int) -> Outcome[str | None]:
    """Delete the link of a relation, or all links, from one entry to another. Raises like :func:`link`."""
    problems = Problems()
    name = _check_ends(session, start, relation, end, problems)
    problems.refuse()
    with problems.at("end" if relation is None else "links"):
        store.unlink_entries(session, start, name, end)
    problems.refuse()
    return outcome(session, name)


@dataclass(frozen=True, kw_only=True)
class Passage:
    """The words to cite for an entry, as typed; ``source`` is a number, an address or a title.

    ``prefix`` and ``suffix`` select one of several places. ``date`` is the date that this source gives.
    """

    source: str
    exact: str
    prefix: str | None = None
    suffix: str | None = None
    via: str | None = None
    date: TypedDate | None = None
    disputes: bool = False
    note: str | None = None


class Cited(NamedTuple):
    """A stored citation: its source, and the snapshot and position of its words if the snapshot has them."""

    source: int
    exact: str
    snapshot: int | None
    start: int | None
    end: int | None


def cite(session: "Session", number: int, passage: Passage) -> Outcome[Cited]:
    """Cite the words of a source for an entry; a date is read as for the entry itself.

    Raises:
        FormError: several fields are wrong: ``entry``, or one of the passage.
        NotFoundError: the entry or the source does not exist, or the source has the words several times.
        RefusedError: the source lacks the words, the entry already cites them, or the date cannot be read.

    """
    notes, problems, lookup = Notes(), Problems(), lookup_in(session)
    is_statement = _check_entry(session, "entry", number, problems) and _is_statement(session, number)
    source = reading = None
    with problems.at("source"):
        source = source_to_cite(lookup, checked("the source", passage.source))
    with problems.at("exact"):
        exact = cited_words(passage.exact)
        if source is not None and exact is not None:
            find_words(lookup, source.id, exact, passage.prefix, passage.suffix)
    with problems.at("via"):
        if passage.via is not None:
            checked_outlet(lookup, passage.via)
    with problems.at("date"):
        if passage.date is not None:
            reading = _date_of(lookup, source, passage.date, notes, is_statement=is_statement)
    with problems.at("note"):
        optional("the note", passage.note)
    problems.refuse()
    new = NewCitation(
        source=NewSource(known=str(source.id if source else "")),
        date=reading.date if reading else None,
        date_text=reference.as_typed(reading) if reading else None,
        stance="disputes" if passage.disputes else "supports",
        note=passage.note,
        exact=passage.exact,
        prefix=passage.prefix,
        suffix=passage.suffix,
        via=passage.via,
    )
    citation = add_citation(session, number, new, notes)
    cited = Cited(citation.source_id, citation.exact or "", citation.snapshot_id, citation.start, citation.end)
    return outcome(session, cited, notes)


def _is_statement(session: "Session", number: int) -> bool:
    return read(driver(session), number)["kind"] == "statement"


def _date_of(
    lookup: resolve.Lookup, source: resolve.Entity | None, typed: TypedDate, notes: Notes, *, is_statement: bool
) -> DateReading | None:
    """Read the date that a source gives, relative to the day on which it was published.

    None if reading it needs a source, which is not known.
    """

    def published() -> PartialDate | None:
        date = resolve.published(lookup, str(source.id)) if source else None
        return PartialDate.parse(date) if date else None

    problems = Problems()
    try:
        return reference.read_date(typed, published, notes, is_statement=is_statement)
    except TimelineError as error:
        for one in errors_of(error):
            if not isinstance(one, ReferenceNeededError):
                problems.add(one.at("date"))
            elif source is not None:
                problems.add(
                    DateError(
                        f"“{typed.date}” is relative to the day on which the source was published, which is not known;"
                        " write the date in full, or give a reference",
                        field="date",
                    )
                )
    problems.refuse()
    return None
