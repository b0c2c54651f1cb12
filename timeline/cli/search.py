"""``timeline search``: entries by their words, and by the names of whom and what they are about."""

from functools import partial
from typing import Unpack

import click

from timeline.cli import filtering
from timeline.cli.filtering import filter_options
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.root import Command
from timeline.cli.show import PageOptions, check_usage, page, page_options, print_found
from timeline.database.opening import read_connection
from timeline.reading import query, search
from timeline.reading.records import records
from timeline.render import search_hits


class _Search(Command):
    """A command in whose words a minus means not, and no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Tell minus words from options, which are known by name."""
        known = {name: option for option in self.get_params(ctx) for name in option.opts}
        given: list[str] = []
        for place, word in enumerate(args):
            before = known.get(args[place - 1]) if place else None
            is_value = isinstance(before, click.Option) and not before.is_flag and args[place - 1].startswith("--")
            is_word = word.startswith("-") and not word.startswith("--") and word not in known and not is_value
            given.append(f"{search.MINUS}{word[1:]}" if is_word and len(word) > 1 else word)
        return super().parse_args(ctx, given)


@click.command("search", cls=_Search, short_help="Find entries by their words.")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@filter_options
@click.option(
    "--by",
    type=click.Choice(["date", "relevance"]),
    default="date",
    show_default=True,
    help="In which order; what only has to do with someone called so is the least relevant.",
)
@page_options
@database_option
@click.pass_context
def search_(
    ctx: click.Context, /, words: tuple[str, ...], *, by: str, count: bool, format_: str, **given: Unpack[PageOptions]
) -> None:
    """Find entries that hold all WORDS in title, text, original or note, or are by, about or at what is called so.

    A name finds its other spellings, in any script: Lavrov finds Лавров. "Several words" in quotation marks are a
    phrase (the shell wants these quoted once more), a OR b is one of the two, -word or NOT word must not be there, and
    word* stands for any ending. Roles, outlets and sources are not searched: for these there are the filters.
    """
    check_usage(given, ctx, count=count, format_=format_)
    if by == "relevance" and (given["reverse"] or given["after"] is not None):
        raise click.UsageError("--by relevance has no --after and no --reverse", ctx)
    path = chosen_file(ctx)
    dated = filtering.dated(given, ctx)
    with read_connection(path) as connection:
        wanted = page(connection, filtering.with_names(connection, given, dated), given)
        clauses = (*search.clauses(connection, " ".join(words)), *wanted.words)
        wanted = wanted._replace(words=clauses)
        if count:
            click.echo(query.count(connection, wanted))
        else:
            rows = (query.ranked if by == "relevance" else query.entries)(connection, wanted)
            lines = partial(search_hits.timeline, words=search.pattern(clauses), grouped=by == "date")
            print_found(
                records(connection, rows), wanted, format_, lines, "fewer words, or word* for any ending, find more"
            )
        filtering.tell_undated(connection, wanted)
