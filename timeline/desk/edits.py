"""Parse the form of an edit: the changes to make to an entry."""

from collections.abc import Mapping
from typing import NamedTuple

from timeline.dates import PartialDate
from timeline.desk import reference
from timeline.desk.edited_lists import Lists
from timeline.desk.form_sources import check_sources
from timeline.desk.forms import Form, FormParser
from timeline.desk.reference import Published
from timeline.desk.values import DateReading, NameMatch
from timeline.desk.versions import Value
from timeline.errors import TimelineError
from timeline.reading.records import Record
from timeline.reading.resolve import Lookup
from timeline.schema.fields import FIELDS
from timeline.store.additions import refuse_known
from timeline.store.edits import EntryEdit
from timeline.store.limits import checked_column, language, no_speaker, not_of_events
from timeline.store.remarks import Notes
from timeline.store.sources import NewSource
from timeline.words.quotations import words_and_mode

#: fields that are columns of the entry and hold one text
_COLUMNS = (
    "title", "text", "date_text", "role", "mode", "original_text", "setting", "lang", "note", "dataset", "external_id",
)  # fmt: skip


#: a date that a time of day fits, whatever it is
_ANY_DAY = "2000-01-01"


class ParsedEdit(NamedTuple):
    """A parsed form of an edit; ``edit`` is complete only if there are no ``errors``."""

    edit: EntryEdit
    #: the values of the form, without those that no field can have
    values: Mapping[str, Value]
    errors: tuple[TimelineError, ...]
    dates: Mapping[str, DateReading]
    names: Mapping[str, tuple[NameMatch, ...]]
    notes: Notes


def parse_edit(form: Form, record: Record, lookup: Lookup) -> ParsedEdit:
    """Parse the form of an edit; ``record`` is the entry as it is."""
    parser = FormParser(form, lookup)
    form = parser.form
    values = form.values
    texts = {name: str(values[name]) or None for name in _COLUMNS if name in values}
    _check_texts(parser, record, texts)
    if record["kind"] == "statement" and texts.get("text"):
        _set_words(parser, record, texts)
    lists = Lists(parser, record, lookup)
    no_sources = lists.removed_sources()
    sources = tuple(NewSource(known=known) for known in form.added.get("sources", ()))
    via, exact = parser.text("via"), parser.text("exact")
    check_sources(
        parser.problems, lookup, sources, via=via, exact=exact, entry=record["id"], cited=lists.cited - {*no_sources}
    )
    if not sources:
        for name in ("via", "exact"):
            if name in values:
                parser.note_error(name, "this needs a source; name one too")
    joint = _set_speakers(parser, record, texts)
    parser.refuse_idle_reference()
    date = _date(parser, record, _published(parser, record, sources), texts)
    if texts.get("external_id") or texts.get("dataset"):
        with parser.at("external_id"):
            dataset, external_id = (texts.get(name, record[name]) for name in ("dataset", "external_id"))
            refuse_known(lookup, dataset, external_id, but=record["id"])
    speaker = texts.get("speaker") or str(record["speaker_id"])
    participants, no_participants = lists.participants(speaker, joint)
    topics, no_topics = lists.names("topics", "topic")
    places, no_places = lists.names("places", "place")
    edit = EntryEdit(
        texts=texts,
        date=date,
        topics=topics,
        no_topics=no_topics,
        places=places,
        no_places=no_places,
        participants=participants,
        no_participants=no_participants,
        links=lists.added_links(),
        no_links=lists.removed_links(),
        sources=sources,
        no_sources=tuple(map(str, no_sources)),
        via=via,
        exact=exact,
    )
    return ParsedEdit(edit, values, parser.errors(), parser.dates, parser.names, parser.notes)


def check_without_entry(form: Form, lookup: Lookup) -> tuple[TimelineError, ...]:
    """Return the problems of an edit that do not depend on the entry, which does not exist."""
    parser = FormParser(form, lookup)
    for name in (*_COLUMNS, "via", "exact"):
        if parser.form.values.get(name):
            parser.text(name)
    with parser.at("lang"):
        language(str(parser.form.values.get("lang") or "") or None)
    parser.mode()
    sources = tuple(NewSource(known=known) for known in parser.form.added.get("sources", ()))
    check_sources(parser.problems, lookup, sources, via=parser.text("via"), exact=parser.text("exact"))
    parser.refuse_idle_reference()
    if {"date", "time"} & set(parser.form.values):
        typed = str(parser.form.values.get("date", _ANY_DAY)) or "unknown"
        parser.date(_published_by(parser, sources), is_statement=False, date=typed, is_complete=False)
    for name in ("topics", "places", "speakers"):
        parser.matched(name, (*parser.texts(name), *parser.form.added.get(name, ())))
    parser.participants(parser.form.added.get("participants", ()))
    parser.links(parser.form.added.get("links", ()))
    return parser.errors()


def _check_texts(parser: FormParser, record: Record, texts: dict[str, str | None]) -> None:
    """Check each text, so that all problems are reported at once."""
    for name, text in texts.items():
        with parser.at(name):
            checked_column(record["id"], record["kind"], name, text)
    for name in parser.form.values:
        if FIELDS[name].owner == "source" or name in ("kind", "sources"):
            parser.note_error(name, "an edit cannot change this field")
    if texts.get("external_id") and not texts.get("dataset", record["dataset"]):
        parser.note_error("external_id", "this needs a dataset; name one too")


def _set_words(parser: FormParser, record: Record, texts: dict[str, str | None]) -> None:
    """Set the words of a statement and their mode.

    If the person names a mode, it counts. Otherwise words in quotation marks are verbatim and others a paraphrase,
    unless the person has seen the mode next to the words and left it unchanged.
    """
    shown = parser.form.shown.get("mode")
    words, mode = words_and_mode(str(texts["text"]), texts.get("mode"))
    if "mode" not in texts and words == texts["text"] and isinstance(shown, str) and shown:
        mode = shown
    texts["text"] = words
    if mode != record["mode"] and "mode" not in texts:
        marks = "without" if mode == "paraphrase" else "in"
        parser.notes(f"the text is {marks} quotation marks, so it is stored as {mode}", "mode")
    if mode != record["mode"] or "mode" in texts:
        texts["mode"] = mode


def _set_speakers(parser: FormParser, record: Record, texts: dict[str, str | None]) -> tuple[str, ...]:
    """Set the first speaker, and return the others, who join in."""
    typed = parser.texts("speakers")
    if "speakers" not in parser.form.values or typed == (record["speaker"],):
        return ()  # two may have the same name, but the speaker does not change
    with parser.at("speakers"):
        if not any(typed):
            texts["speaker"] = None
            raise no_speaker()
        if record["kind"] == "event":
            raise not_of_events(record["id"], "speakers")
        first = str(record["speaker_id"]) if typed[0] == record["speaker"] else typed[0]
        matched = parser.matched("speakers", (first, *typed[1:]))
        texts["speaker"] = next(iter(matched), first)
        return matched[1:]
    return ()


def _published(parser: FormParser, record: Record, sources: tuple[NewSource, ...]) -> Published:
    """Return a function that finds the day of publication: of a source the entry cites, else of an added one."""

    def find() -> PartialDate | None:
        dates = (citation["source"]["published"] for citation in record["citations"])
        known = next((date for date in dates if date), None)
        if known:
            return PartialDate.parse(known)
        return _published_by(parser, sources)()

    return find


def _published_by(parser: FormParser, sources: tuple[NewSource, ...]) -> Published:
    """Return a function that finds the first day of publication of some sources."""

    def find() -> PartialDate | None:
        return next(filter(None, (parser.published(source.known) for source in sources)), None)

    return find


def _date(
    parser: FormParser, record: Record, published: Published, texts: dict[str, str | None]
) -> tuple[PartialDate | None, ...]:
    """Return the new date, empty if it stays; the phrase becomes the date in words, unless the form has one."""
    typed, time = parser.form.values.get("date"), parser.form.values.get("time")
    is_statement = record["kind"] == "statement"
    if typed is None:
        if time is None:
            return ()
        reading = parser.date(reference.unpublished, is_statement=is_statement, date=record["date"] or "unknown")
        return (reading.date if reading else None,)
    reading = parser.date(published, is_statement=is_statement, date=str(typed) or "unknown")
    if reading is None:
        return ()
    words = reference.as_typed(reading)
    if words is not None and "date_text" not in texts:
        texts["date_text"] = words
    elif record["date_text"] and "date_text" not in texts:
        parser.notes(f"the date in words is still “{record['date_text']}”; change it too if it is wrong", "date_text")
    if record["time"] and time is None and not (reading.date and reading.date.time):
        parser.notes(f"the time of day, {record['time']}, was deleted with the old date", "time")
    return (reading.date,)
