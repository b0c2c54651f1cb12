"""Asking for an entry field by field, on a terminal."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from timeline import query
from timeline.cli import add as typed
from timeline.cli.common import columns, given_date, note, style
from timeline.cli.writing import changeset
from timeline.errors import TimelineError
from timeline.quotations import words_and_mode
from timeline.records import records
from timeline.render import text as people

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from timeline.store import NewEntry


def add(ctx: click.Context) -> int:
    """Ask, show what would be stored, and store it when that is confirmed."""
    from timeline import store

    click.echo("Press Enter to leave a field empty, Ctrl-C to stop. Nothing is stored before you confirm.", err=True)
    new = _ask()
    notes: list[str] = []
    with changeset(ctx, rehearse=True) as session:
        number = store.add_entry(session, new, notes.append)
        for line in _preview(session, number):
            click.echo(line, err=True)
    for told in notes:
        note(told)
    if not click.confirm("Store it?", default=True, err=True):
        raise click.Abort
    with changeset(ctx) as session:
        return store.add_entry(session, new, lambda _: None)


def _ask() -> "NewEntry":
    from timeline.store import NewEntry, NewSource

    speakers = _list("Speaker (empty for an event; several with ;)")
    text = _must("What was said (in quotation marks if verbatim)" if speakers else "What happened")
    mode = None
    if speakers:
        text, mode = words_and_mode(text, None)
    when = _again(lambda: _must("Date (2014, 2022-09, Feb. 26, 2025, unknown)"), lambda t: (t, given_date("Date", t)))
    source = _may("Source (number, address or title)")
    return NewEntry(
        text=text,
        mode=mode,
        speakers=speakers,
        date=when[1],
        date_text=typed.as_typed(*when),
        role=_may("Role, as the source puts it") if speakers else None,
        setting=_may("Setting (press conference, interview)") if speakers else None,
        topics=_list("Topics (several with ;)"),
        places=_list("Places (several with ;)"),
        sources=(_source(NewSource, source),) if source else (),
        via=_may("Cited via (outlet)") if source else None,
        exact=_may("Exact words in the source") if source else None,
        links=tuple(
            _again(lambda: _list("Links (reaffirms 12; about 3)"), lambda given: [typed.link(t) for t in given])
        ),
        note=_may("Note"),
    )


def _source(new_source: Any, known: str) -> Any:
    if known.removeprefix("#").isdigit():
        return new_source(known=known)
    publisher = _may("  Publisher")
    published = _again(lambda: _may("  Published on"), lambda t: given_date("Published", t) if t else None)
    return new_source(known=known, publisher=publisher, published=published)


def _preview(session: "Session", number: int) -> list[str]:
    connection: Any = session.connection().connection.driver_connection
    found = records(connection, query.entries(connection, query.Filter(numbers=(number,))))
    return list(people.timeline(found, columns(), style))


def _may(label: str) -> str | None:
    answer: str = click.prompt(label, default="", show_default=False, err=True)
    return answer.strip() or None


def _must(label: str) -> str:
    while not (answer := _may(label)):
        click.echo("  this one is needed", err=True)
    return answer


def _list(label: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in (_may(label) or "").split(";") if part.strip())


def _again(ask: Callable[[], Any], read: Callable[[Any], Any]) -> Any:
    """Ask until the answer can be read."""
    while True:
        try:
            return read(ask())
        except TimelineError as error:
            note(f"  {error}")
