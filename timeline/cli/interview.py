"""Asking for entries field by field, on a terminal.

Every answer is checked when it is given. What was answered is kept until it is stored: whoever does not like what would
be stored goes through the questions again, with the answers standing in them.
"""

import re
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from timeline.cli.entry_input import as_typed, read_link, read_moment
from timeline.cli.given import given_date
from timeline.cli.invocation import chosen_file, invocation
from timeline.cli.name_prompts import known, settled
from timeline.cli.output import columns, note, style, tell_number
from timeline.cli.writing import changeset
from timeline.database import opening
from timeline.database.opening import read_connection
from timeline.dates import PartialDate
from timeline.errors import DateError, NotFoundError, TimelineError
from timeline.reading import query, resolve
from timeline.reading.filter import Filter
from timeline.reading.records import records
from timeline.render import text as people
from timeline.words.numbers import is_number
from timeline.words.quotations import words_and_mode

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from timeline.store.additions import NewEntry
    from timeline.store.sources import NewSource

_NOTHING = "-"
#: what the entries taken from one source have in common
_OF_THE_SOURCE = ("source", "title", "publisher", "published")


def add(ctx: click.Context) -> None:
    """Ask, show what would be stored, store it when that is confirmed, and offer to go on with the same source."""
    with suppress(ImportError):  # with it, lines can be edited and earlier answers fetched with the arrow keys
        import readline  # noqa: F401
    invocation(ctx).writes = True
    click.echo("Enter leaves a field as it is; nothing is stored before you confirm; Ctrl-C stops.", err=True)
    answers: dict[str, str] = {}
    first = True
    while True:
        if not _add_one(ctx, answers, ask_source=first):
            note("not stored")
            return
        invocation(ctx).stored = True
        signal.signal(signal.SIGINT, signal.default_int_handler)  # storing it let nothing interrupt
        if "source" not in answers or not click.confirm("Another entry from this source?", default=False, err=True):
            return
        answers, first = {name: answers[name] for name in _OF_THE_SOURCE if name in answers}, False
        click.echo(err=True)


def _add_one(ctx: click.Context, answers: dict[str, str], *, ask_source: bool) -> bool:
    """Ask until an entry is stored or given up; tell which."""
    from timeline.store.additions import add_entry

    while True:
        new = _Questions(chosen_file(ctx), answers, ask_source=ask_source).entry()
        notes: list[str] = []
        try:
            with changeset(ctx, rehearse=True) as session:
                shown = _preview(session, add_entry(session, new, notes.append))
        except TimelineError as error:
            note(f"  {error}")
            click.echo(f"Change what is wrong; Enter keeps an answer, {_NOTHING} empties it.\n", err=True)
            continue
        for line in shown:
            click.echo(line, err=True)
        click.echo(err=True)
        for told in notes:
            note(told)
        if click.confirm("Store it?", default=True, err=True):
            with changeset(ctx) as session:
                number = add_entry(session, new, lambda _: None)
            tell_number(number)
            return True
        if not click.confirm("Change something?", default=True, err=True):
            return False
        click.echo(f"Enter keeps an answer, {_NOTHING} empties it.\n", err=True)


class _Questions:
    """The questions for one entry; ``answers`` holds what was answered, under the name of each field."""

    def __init__(self, path: opening.File, answers: dict[str, str], *, ask_source: bool) -> None:
        self.path = path
        self.answers = answers
        self.ask_source = ask_source

    def entry(self) -> "NewEntry":
        """Ask for everything that an entry may have."""
        from timeline.store.additions import NewEntry

        source = self._source()
        speakers = self._checked("speakers", "Speaker (empty for an event; several with ;)", self._speakers)
        text = self._must("text", "What was said (in quotation marks if verbatim)" if speakers else "What happened")
        mode = None
        if speakers:
            text, mode = words_and_mode(text, None)
        date = self._checked("date", "Date (2014, Feb. 26, on Thursday, early March, unknown)", self._date, must=True)
        return NewEntry(
            text=text,
            mode=mode,
            speakers=speakers,
            new_speaker=True,
            date=date,
            date_text=as_typed(self.answers["date"], date),
            role=self._may("role", "Role, as the source puts it") if speakers else None,
            setting=self._may("setting", "Setting (press conference, interview)") if speakers else None,
            topics=self._checked("topics", "Topics (several with ;)", lambda given: self._named("topic", given)),
            places=self._checked("places", "Places (several with ;)", lambda given: self._named("place", given)),
            sources=(source,) if source else (),
            via=self._checked("via", "Cited via (outlet)", self._outlet) if source else None,
            exact=self._may("exact", "Exact words in the source") if source else None,
            links=self._checked("links", "Links (reaffirms 12; about 3)", self._links),
            note=self._may("note", "Note"),
        )

    def _source(self) -> "NewSource | None":
        """Ask for the source, first because dates are read beside it; a known one is described already."""
        from timeline.store.sources import NewSource

        if not self.ask_source:
            return NewSource(known=self.answers["source"])
        known = self._checked("source", "Source (number, address or title)", self._known_source)
        if not known:
            return None
        if resolve.sources(self._lookup, known):
            return NewSource(known=known)
        is_address = known.lower().startswith(("http://", "https://"))
        return NewSource(
            known=known,
            title=self._may("title", "  Title") if is_address else None,
            publisher=self._may("publisher", "  Publisher"),
            published=self._checked("published", "  Published on", lambda t: given_date("Published", t) if t else None),
        )

    def _known_source(self, known: str) -> str:
        if is_number(known):
            found = resolve.sources(self._lookup, known)
            if not found:
                raise NotFoundError(f"there is no source {known}; timeline source list shows all that are known")
            note(f"{known} is {found[0].name}")
        return known

    def _speakers(self, given: str) -> tuple[str, ...]:
        return settled(self._lookup, _parts(given))

    def _named(self, kind: str, given: str) -> tuple[str, ...]:
        for name in _parts(given):
            known(self._lookup, kind, name)
        return _parts(given)

    def _outlet(self, given: str) -> str | None:
        if is_number(given):
            self._known_source(given)
        return given or None

    def _date(self, given: str) -> PartialDate | None:
        """Read a date; one that does not name its year is asked back, for it was read beside another day."""
        date = read_moment("Date", given, None, self._published, said="speakers" in self.answers)
        if date and not re.search(r"[0-9]{4}|X", given) and not click.confirm("Is that meant?", default=True, err=True):
            raise DateError("then write the date in full")
        return date

    def _published(self) -> PartialDate | None:
        """Find the day on which the source was published: as just answered, or as it is known."""
        known = self.answers.get("source", "")
        date = resolve.published(self._lookup, known) if known else None
        if date is None and not resolve.sources(self._lookup, known):
            date = self.answers.get("published")
        return given_date("Published", date) if date else None

    def _links(self, given: str) -> tuple[tuple[str, int], ...]:
        links = tuple(dict.fromkeys(read_link(text) for text in _parts(given)))
        for _, number in links:
            if not list(self._lookup("SELECT 1 FROM entries WHERE id = :id", {"id": number})):
                raise NotFoundError(f"there is no entry {number} to link to")
        return links

    def _lookup(self, sql: str, values: dict[str, Any]) -> list[Any]:
        """Look something up in the file; a new file knows nothing."""
        if opening.path_status(self.path) is not opening.Status.CURRENT:
            return []
        with read_connection(self.path) as connection:
            return connection.execute(sql, values).fetchall()

    def _may(self, field: str, label: str) -> str | None:
        """Ask for a field, the earlier answer standing in the question."""
        before = self.answers.get(field, "")
        answer: str = click.prompt(label, default=before, show_default=bool(before), err=True).strip()
        if answer == _NOTHING:
            answer = ""
        self.answers[field] = answer
        if not answer:
            del self.answers[field]
        return answer or None

    def _must(self, field: str, label: str) -> str:
        while not (answer := self._may(field, label)):
            click.echo("  this one is needed", err=True)
        return answer

    def _checked(self, field: str, label: str, read: Callable[[str], Any], *, must: bool = False) -> Any:
        """Ask until the answer can be read; one that cannot does not stand in the question again."""
        while True:
            answer = self._must(field, label) if must else self._may(field, label) or ""
            try:
                return read(answer)
            except TimelineError as error:
                note(f"  {error}")
                self.answers.pop(field, None)


def _parts(given: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in given.split(";") if part.strip()))


def _preview(session: "Session", number: int) -> list[str]:
    from timeline.store.naming import driver

    connection = driver(session)
    found = records(connection, query.entries(connection, Filter(numbers=(number,))))
    return list(people.timeline(found, columns(), style))
