"""``timeline source``: the documents that entries are taken from."""

from typing import Any

import click

from timeline import database
from timeline.cli.common import chosen_file, database_option, format_option, print_rows, tell_number
from timeline.cli.given import given_date
from timeline.cli.nouns import edit_command, merge_command
from timeline.cli.root import Group
from timeline.cli.writing import changeset, write_options
from timeline.vocabulary import SOURCE_KINDS


@click.group(cls=Group)
@database_option
def source() -> None:
    """Look after sources: articles, transcripts, videos, posts, treaties."""


@source.command("list", short_help="List all sources, with counts.")
@format_option
@database_option
@click.pass_context
def list_(ctx: click.Context, format_: str) -> None:
    """List all sources with the number of entries that cite each, directly or as the outlet cited through."""
    path = chosen_file(ctx)
    connection = database.open_to_read(path)
    with database.explained(path):
        rows = connection.execute(
            "SELECT s.id, s.kind, s.title, s.publisher, s.published, s.url,"
            " (SELECT count(DISTINCT c.entry_id) FROM citations AS c WHERE c.source_id = s.id) AS entries,"
            " (SELECT count(DISTINCT c.entry_id) FROM citations AS c WHERE c.via_id = s.id) AS via"
            " FROM sources AS s ORDER BY s.id"
        ).fetchall()
    print_rows([dict(row) for row in rows], format_)


@source.command()
@click.argument("url_or_title")
@click.option("--title", metavar="TEXT", help="The title, where an address was given.")
@click.option("--publisher", metavar="NAME", help="Who published it.")
@click.option("--published", metavar="DATE", help="When it was published.")
@click.option("--author", metavar="NAME", help="Who wrote it.")
@click.option("--kind", type=click.Choice(SOURCE_KINDS), default="article", show_default=True)
@click.option("--lang", metavar="CODE", help="Its language, such as en.")
@click.option("--archive-url", metavar="URL", help="The address of an archived copy.")
@click.option("--note", metavar="TEXT", help="A remark.")
@write_options
@database_option
@click.pass_context
def add(ctx: click.Context, /, url_or_title: str, published: str | None, **fields: Any) -> None:
    """Add a source and print its number."""
    from timeline import store

    date = given_date("--published", published) if published is not None else None
    with changeset(ctx) as session:
        number = store.add_new_source(session, store.NewSource(known=url_or_title, published=date, **fields))
    tell_number(number)


source.add_command(
    edit_command(
        "source",
        click.option("--kind", type=click.Choice(SOURCE_KINDS)),
        click.option("--title", metavar="TEXT", help="The title."),
        click.option("--publisher", metavar="NAME", help="Who published it."),
        click.option("--published", metavar="DATE", help="When it was published."),
        click.option("--author", metavar="NAME", help="Who wrote it."),
        click.option("--url", metavar="URL", help="Its address."),
        click.option("--archive-url", metavar="URL", help="The address of an archived copy."),
        click.option("--lang", metavar="CODE", help="Its language, such as en."),
        click.option("--note", metavar="TEXT", help="A remark."),
    )
)
source.add_command(merge_command("source"))
