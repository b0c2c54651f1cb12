"""Asking for an entry field by field, on a terminal."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from timeline import database, query, resolve
from timeline.cli import add as typed
from timeline.cli.common import chosen_file, columns, given_date, note, style, tell_number
from timeline.cli.writing import changeset
from timeline.errors import NotFoundError, TimelineError
from timeline.quotations import words_and_mode
from timeline.records import records
from timeline.render import text as people

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from timeline.store import NewEntry


def add(ctx: click.Context) -> None:
    """Ask, show what would be stored, and store it when that is confirmed."""
    from timeline import store

    ctx.obj["writes"] = True
    click.echo("Press Enter to leave a field empty, Ctrl-C to stop. Nothing is stored before you confirm.", err=True)
    new = _ask(_reader(chosen_file(ctx)))
    notes: list[str] = []
    with changeset(ctx, rehearse=True) as session:
        number = store.add_entry(session, new, notes.append)
        for line in _preview(session, number):
            click.echo(line, err=True)
    click.echo(err=True)
    for told in notes:
        note(told)
    if not click.confirm("Store it?", default=True, err=True):
        note("not stored")
        return
    with changeset(ctx) as session:
        tell_number(store.add_entry(session, new, lambda _: None))


def _reader(path: database.File) -> resolve.Run:
    """Let answers be checked against the file while there is still time to correct them; a new file knows nothing."""
    if database.path_status(path) is not database.Status.CURRENT:
        return lambda _sql, _values: ()

    def run(sql: str, values: dict[str, Any]) -> list[Any]:
        connection = database.open_to_read(path)
        with database.explained(path):
            rows = connection.execute(sql, values).fetchall()
        connection.close()
        return rows

    return run


def _ask(run: resolve.Run) -> "NewEntry":
    from timeline.store import NewEntry, NewSource

    speakers = _again(
        lambda: _list("Speaker (empty for an event; several with ;)"), lambda given: _speakers(run, given)
    )
    text = _must("What was said (in quotation marks if verbatim)" if speakers else "What happened")
    mode = None
    if speakers:
        text, mode = words_and_mode(text, None)
    when = _again(lambda: _must("Date (2014, 2022-09, Feb. 26, 2025, unknown)"), lambda t: (t, given_date("Date", t)))
    role = _may("Role, as the source puts it") if speakers else None
    setting = _may("Setting (press conference, interview)") if speakers else None
    topics = _list("Topics (several with ;)")
    places = _list("Places (several with ;)")
    source = _again(lambda: _may("Source (number, address or title)"), lambda known: _known_source(run, known))
    return NewEntry(
        text=text,
        mode=mode,
        speakers=speakers,
        new_speaker=True,
        date=when[1],
        date_text=typed.as_typed(*when),
        role=role,
        setting=setting,
        topics=topics,
        places=places,
        sources=(_source(run, NewSource, source),) if source else (),
        via=_may("Cited via (outlet)") if source else None,
        exact=_may("Exact words in the source") if source else None,
        links=_again(lambda: _list("Links (reaffirms 12; about 3)"), lambda given: _links(run, given)),
        note=_may("Note"),
    )


def _speakers(run: resolve.Run, given: tuple[str, ...]) -> tuple[str, ...]:
    """Settle every name now: the number of the one it means, or the name itself where somebody new is confirmed."""
    settled = []
    for name in given:
        found = resolve.find(run, "speaker", name)
        if len(found) > 1 or (not found and name.removeprefix("#").isdigit()):
            resolve.one(run, "speaker", name)
        similar = [] if found else resolve.near(run, "speaker", name)
        if similar and not click.confirm(f"  {name} is new, not {resolve.listed(similar)}?", err=True):
            raise NotFoundError("then give the known name or its number")
        settled.append(str(found[0].id) if found else name)
    return tuple(settled)


def _known_source(run: resolve.Run, known: str | None) -> str | None:
    if known and known.removeprefix("#").isdigit() and not resolve.sources(run, known):
        raise NotFoundError(f"there is no source {known}")
    return known


def _source(run: resolve.Run, new_source: Any, known: str) -> Any:
    """Describe a source that is new; a known one is described already."""
    if resolve.sources(run, known):
        return new_source(known=known)
    publisher = _may("  Publisher")
    published = _again(lambda: _may("  Published on"), lambda t: given_date("Published", t) if t else None)
    return new_source(known=known, publisher=publisher, published=published)


def _links(run: resolve.Run, given: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    links = tuple(dict.fromkeys(typed.link(text) for text in given))
    for _, number in links:
        if not list(run("SELECT 1 FROM entries WHERE id = :id", {"id": number})):
            raise NotFoundError(f"there is no entry {number} to link to")
    return links


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
