"""``timeline date``: how a date is read."""

import click

from timeline.cli.root import Command
from timeline.dates import read_date
from timeline.render.safe import one_line


@click.command(cls=Command, short_help="Show how dates are read.")
@click.argument("phrases", nargs=-1, required=True, metavar="PHRASE…")
def date(phrases: tuple[str, ...]) -> None:
    """Show how dates are read: in EDTF, from which day to which, and for people.

    Nothing is stored. Read are EDTF (ISO 8601-2) and dates such as "Feb. 26, 2025", "September 2022" or 2014.
    """
    for number, phrase in enumerate(phrases):
        read = read_date(phrase)
        if number:
            click.echo()
        click.echo(f"{'phrase':<9} {one_line(phrase)}")
        if read is None:
            click.echo(f"{'reads':<9} undated")
            continue
        click.echo(f"{'reads':<9} {read.human()}")
        click.echo(f"{'EDTF':<9} {read.edtf}")
        click.echo(f"{'earliest':<9} {read.earliest}")
        click.echo(f"{'latest':<9} {read.latest}")
