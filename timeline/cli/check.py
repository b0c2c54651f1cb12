"""``timeline check``: record that a person has checked entries."""

import click

from timeline.cli.arguments import ENTRY_NUMBER
from timeline.cli.invocation import database_option, invocation
from timeline.cli.output import note
from timeline.cli.root import Command
from timeline.cli.writing import changeset, write_options
from timeline.words.numbers import ranges


@click.command(cls=Command, short_help="Record that you have checked entries against their sources.")
@click.argument("numbers", nargs=-1, required=True, type=ENTRY_NUMBER, metavar="NUMBER…")
@click.option("--doubt", metavar="TEXT", help="Why you doubt the entries, if you do not find them right.")
@write_options
@database_option
@click.pass_context
def check(ctx: click.Context, numbers: tuple[int, ...], doubt: str | None) -> None:
    """Record that you have checked entries against their sources: that this person said this then.

    A check holds as long as speaker, date, time, words and cited passages stay as you saw them. It has your name, also
    in publications. Accepting a proposal in timeline review is a check too. timeline show --unchecked lists the rest.
    """
    from timeline.desk import checks

    invocation(ctx).labels["entry"] = "NUMBER"
    with changeset(ctx, creates=False) as session:
        checked = checks.check(session, numbers, doubt)
    noun = "entry" if len(checked.value) == 1 else "entries"
    verb = "checked" if doubt is None else "noted your doubt about"
    note(f"{verb} {noun} {ranges(checked.value)}; timeline undo reverses this")
