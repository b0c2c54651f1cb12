"""``timeline cite``: anchor a claim in the words of a source."""

from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from timeline.cli import completing
from timeline.cli.arguments import ENTRY_NUMBER
from timeline.cli.date_options import with_reading_options
from timeline.cli.invocation import database_option, invocation
from timeline.cli.output import note
from timeline.cli.root import Command
from timeline.cli.writing import changeset, print_notes, write_options

if TYPE_CHECKING:
    from timeline.desk.entries import Cited


@click.command(cls=Command, short_help="Cite the exact words of a source for an entry.")
@click.argument("number", type=ENTRY_NUMBER)
@click.argument("source", shell_complete=completing.sources)
@click.option("--exact", metavar="TEXT", required=True, help="The words in the source; ' … ' joins two passages.")
@click.option("--prefix", metavar="TEXT", help="The words just before, if the source has the passage more than once.")
@click.option("--suffix", metavar="TEXT", help="The words just after.")
@click.option("--via", metavar="OUTLET", help="The outlet that the source cites for it.")
@click.option("--date", metavar="DATE", help="The date that this source gives.")
@with_reading_options
@click.option("--disputes", is_flag=True, help="The source says that the entry is wrong.")
@click.option("--note", "remark", metavar="TEXT", help="Your remark.")
@write_options
@database_option
@click.pass_context
def cite(
    ctx: click.Context,
    /,
    number: int,
    source: str,
    exact: str,
    prefix: str | None,
    suffix: str | None,
    via: str | None,
    date: str | None,
    reference: str | None,
    order: str | None,
    remark: str | None,
    *,
    disputes: bool,
) -> None:
    """Cite the exact words of a SOURCE (its number, address or title) for an entry.

    timeline looks for the words in the stored text of the source. Only white space, quotation marks and dashes may
    differ, and the citation keeps the source's own words. Dates are read as for the entry itself.

    \b
    timeline cite 12 1 --exact "This is undeniable and non-negotiable" --via Meduza
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    from timeline.desk import entries
    from timeline.desk.reference import TypedDate

    is_ordered = ctx.get_parameter_source("order") is ParameterSource.COMMANDLINE
    if date is None and (reference is not None or is_ordered):
        raise click.UsageError("--reference and --date-order need --date; add it, or leave them out", ctx)
    invocation(ctx).labels |= {"entry": "NUMBER", "source": "SOURCE"}
    passage = entries.Passage(
        source=source,
        exact=exact,
        prefix=prefix,
        suffix=suffix,
        via=via,
        date=TypedDate(date, reference=reference, order=order) if date is not None else None,
        disputes=disputes,
        note=remark,
    )
    with changeset(ctx, creates=False) as session:
        cited = entries.cite(session, number, passage)
    print_notes(cited.notes)
    note(_citation(number, cited.value))


def _citation(number: int, cited: "Cited") -> str:
    """Word what an entry cites, and where the words are, or what to do if the source has no stored text."""
    where = "" if cited.snapshot is None else f", snapshot {cited.snapshot} at {cited.start} to {cited.end}"
    advice = f"; its text is not stored, so run: timeline source add URL_OR_FILE --to {cited.source}"
    return f"entry {number} cites source {cited.source}{where}: “{cited.exact}”{advice if not where else ''}"
