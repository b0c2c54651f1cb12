"""``timeline search``: find entries by their words, and by names of speakers, topics and places."""

from functools import partial
from typing import Unpack

import click

from timeline.cli import filtering
from timeline.cli.arguments import Choice
from timeline.cli.filtering import filter_options
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.root import Command
from timeline.cli.show import PageOptions, check_usage, page, page_options, print_entries
from timeline.database.opening import read_connection
from timeline.reading import query, search
from timeline.reading.records import records
from timeline.render import search_hits


class _Search(Command):
    """A command whose words may begin with a minus, which means not."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Mark words with a minus, and leave options, which have known names."""
        known = {name: option for option in self.get_params(ctx) for name in option.opts}
        marked: list[str] = []
        for place, word in enumerate(args):
            before = known.get(args[place - 1]) if place else None
            is_value = isinstance(before, click.Option) and not before.is_flag and args[place - 1].startswith("--")
            is_word = word.startswith("-") and not word.startswith("--") and word not in known and not is_value
            marked.append(f"{search.MINUS}{word[1:]}" if is_word and len(word) > 1 else word)
        return super().parse_args(ctx, marked)


@click.command("search", cls=_Search, short_help="Find entries by their words.")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@filter_options
@click.option(
    "--by",
    type=Choice(["date", "relevance"]),
    default="date",
    show_default=True,
    help="The order; by relevance, matches in names only come last.",
)
@page_options
@database_option
@click.pass_context
def search_(
    ctx: click.Context, /, words: tuple[str, ...], *, by: str, count: bool, format_: str, **options: Unpack[PageOptions]
) -> None:
    """Find entries with all WORDS in title, text, original or note, or in the names of speakers, topics and places.

    A name finds its other spellings, in any script: Lavrov finds Лавров. "Several words" in quotation marks are a
    phrase (quote these once more for the shell), a OR b finds either, -word or NOT word excludes a word, and word*
    matches any ending. Roles, outlets and sources are not searched; use the filters for these.
    """
    check_usage(options, ctx, count=count, format_=format_)
    if by == "relevance" and (options["reverse"] or options["after"] is not None):
        raise click.UsageError("--by relevance cannot be combined with --after or --reverse; leave them out", ctx)
    path = chosen_file(ctx)
    dates = filtering.date_filter(options, ctx)
    with read_connection(path) as connection:
        filter_ = page(connection, filtering.whole_filter(connection, options, dates), options)
        clauses = (*search.clauses(connection, " ".join(words)), *filter_.words)
        filter_ = filter_._replace(words=clauses)
        if count:
            click.echo(query.count(connection, filter_))
        else:
            rows = (query.ranked if by == "relevance" else query.entries)(connection, filter_)
            lines = partial(search_hits.timeline, words=search.pattern(clauses), grouped=by == "date")
            print_entries(
                records(connection, rows), filter_, format_, lines, "use fewer words, or word* for any ending"
            )
        filtering.report_left_out(connection, filter_)
