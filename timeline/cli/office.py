"""``timeline office``: which posts speakers held, and when."""

from typing import Any

import click

from timeline.cli.given import given_country, given_date
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import format_option, note, print_rows, tell_number
from timeline.cli.root import Group
from timeline.cli.writing import changeset, refuse_unchanged, write_options
from timeline.database.opening import read_connection
from timeline.dates import PartialDate
from timeline.errors import DateError
from timeline.reading import resolve


@click.group(cls=Group, short_help="Look after offices: the posts that speakers held.")
@database_option
def office() -> None:
    """Look after offices: the posts that speakers held from some day until another."""


@office.command("list", short_help="List all offices, or those of a speaker.")
@click.argument("speaker", required=False)
@format_option
@database_option
@click.pass_context
def list_(ctx: click.Context, speaker: str | None, format_: str) -> None:
    """List offices by speaker and in order of time; with SPEAKER, those of one."""
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        whose = resolve.one(connection.execute, "speaker", speaker).id if speaker else None
        rows = connection.execute(
            "SELECT o.id, s.name AS speaker, o.title, o.organization, o.country, o.date, o.note"
            " FROM offices AS o JOIN speakers AS s ON s.id = o.speaker_id"
            " WHERE :whose IS NULL OR o.speaker_id = :whose"
            " ORDER BY o.speaker_id, o.date_earliest NULLS LAST, o.id",
            {"whose": whose},
        ).fetchall()
    print_rows([dict(row) for row in rows], format_)


_FIELDS = (
    click.option("--of", "organization", metavar="ORG", help="Of what: a state, a ministry, an organization."),
    click.option("--country", metavar="CC", help="The country it belongs to, such as RU."),
    click.option("--from", "since", metavar="DATE", help="When it began."),
    click.option("--until", metavar="DATE", help="When it ended; without it, it is held still."),
    click.option("--note", metavar="TEXT", help="A remark."),
)


def _fields(command: Any) -> Any:
    for option in reversed(_FIELDS):
        command = option(command)
    return command


@office.command()
@click.argument("speaker")
@click.argument("title")
@_fields
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, /, speaker: str, title: str, since: str | None, until: str | None, **fields: Any) -> None:
    """Add an office that SPEAKER held and print its number.

    \b
    timeline office add Lavrov "foreign minister" --of Russia --country RU --from 2004-03-09
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    from timeline.store.entity_edits import add_office
    from timeline.store.naming import lookup_in

    date = _span(since, until)
    fields["country"] = fields["country"] and given_country(fields["country"])
    with changeset(ctx) as session:
        held = resolve.one(lookup_in(session), "speaker", speaker)
        number = add_office(session, held.id, title, date=date, **fields)
    tell_number(number)
    if date is None:
        note("without --from and --until it stands beside no statement")


@office.command()
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@click.option("--title", metavar="TEXT", help="The post.")
@_fields
@write_options
@database_option
@click.pass_context
def edit(ctx: click.Context, /, number: int, since: str | None, until: str | None, **given: Any) -> None:
    """Change an office; what is not named stays, and an empty text ("") empties a field."""
    from timeline.store.entity_edits import edit_office
    from timeline.store.naming import lookup_in

    fields = {field: value or None for field, value in given.items() if value is not None}
    if fields.get("country"):
        fields["country"] = given_country(str(fields["country"]))
    if not fields and since is None and until is None:
        raise click.UsageError("name what is to change, as in --until 2020", ctx)
    with changeset(ctx) as session:
        dates: tuple[PartialDate | None, ...] = ()
        if since is not None or until is not None:
            start, end = _sides(lookup_in(session), number)
            dates = (_span(start if since is None else since, end if until is None else until),)
        edit_office(session, number, fields, dates)
        refuse_unchanged(session, f"office {number}")
    note(f"changed office {number}; timeline undo takes it back")


def _sides(lookup: resolve.Lookup, number: int) -> tuple[str, str]:
    """Return what an office's date says of its beginning and its end."""
    date = next((row[0] for row in lookup("SELECT date FROM offices WHERE id = :id", {"id": number})), None) or ""
    start, slash, end = date.partition("/")
    return ("" if start == ".." else start), ("" if end == ".." else end) if slash else start


def _span(since: str | None, until: str | None) -> PartialDate | None:
    """Make a span of both ends: a beginning that is not given is unknown, an end that is not given is open."""
    if not since and not until:
        return None
    start, end = _side("--from", since), _side("--until", until)
    try:
        return PartialDate.parse(f"{start}/{end or '..'}")
    except DateError as error:
        raise DateError(f"--until: {error}") from None


def _side(option: str, text: str | None) -> str:
    date = given_date(option, text) if text else None
    if date is not None and ("/" in date.date or date.time is not None):
        raise DateError(f"{option}: give one date, without a time of day")
    return date.date if date is not None else ""
