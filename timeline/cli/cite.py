"""``timeline cite``: anchoring a claim in the words of a source."""

from typing import TypedDict, Unpack

import click

from timeline.cli.arguments import ENTRY_NUMBER
from timeline.cli.invocation import database_option
from timeline.cli.output import note
from timeline.cli.root import Command
from timeline.cli.writing import changeset, write_options
from timeline.errors import DateError, ReferenceNeededError


class _CiteOptions(TypedDict):
    """The options of the command but ``--date``, by name; ``None`` if one is not given."""

    exact: str
    prefix: str | None
    suffix: str | None
    via: str | None
    disputes: bool
    remark: str | None


@click.command(cls=Command, short_help="Cite the exact words of a source for an entry.")
@click.argument("number", type=ENTRY_NUMBER)
@click.argument("source")
@click.option("--exact", metavar="TEXT", required=True, help="The words in the source; ' … ' joins two passages of it.")
@click.option("--prefix", metavar="TEXT", help="What stands just before, where the words stand more than once.")
@click.option("--suffix", metavar="TEXT", help="What stands just after.")
@click.option("--via", metavar="OUTLET", help="The outlet that the source cites it through.")
@click.option("--date", metavar="DATE", help="The date that this source gives.")
@click.option("--disputes", is_flag=True, help="The source says that it is not so.")
@click.option("--note", "remark", metavar="TEXT", help="A remark of yours.")
@write_options
@database_option
@click.pass_context
def cite(ctx: click.Context, /, number: int, source: str, date: str | None, **given: Unpack[_CiteOptions]) -> None:
    """Cite the exact words of a SOURCE (its number, address or title) for an entry.

    The words are looked up in what is stored of the source. White space, quotation marks and dashes may differ, nothing
    else; what is stored is as the source has it.

    \b
    timeline cite 12 1 --exact "This is undeniable and non-negotiable" --via Meduza
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    from timeline.cli.entry_input import as_typed, published, read_moment
    from timeline.store.citations import NewCitation, add_citation
    from timeline.store.sources import NewSource

    notes: list[str] = []
    read = None
    if date is not None:
        try:
            read = read_moment("--date", date, None, lambda: published(ctx, source))
        except ReferenceNeededError:
            raise DateError(
                f"--date: “{date}” is read beside the day the source was published, which is not known; "
                "write it in full"
            ) from None
    new = NewCitation(
        source=NewSource(known=source),
        date=read,
        date_text=as_typed(date, read) if date is not None else None,
        stance="disputes" if given["disputes"] else "supports",
        note=given["remark"],
        exact=given["exact"],
        prefix=given["prefix"],
        suffix=given["suffix"],
        via=given["via"],
    )
    with changeset(ctx) as session:
        citation = add_citation(session, number, new, notes.append)
        told = f"entry {number} cites source {citation.source_id}"
        if citation.snapshot_id is not None:
            told += f", snapshot {citation.snapshot_id} at {citation.start} to {citation.end}"
        told += f": “{citation.exact}”"
        if citation.snapshot_id is None:
            mend = f"timeline source add URL_OR_FILE --to {citation.source_id}"
            told += f"; nothing of it is stored to look the words up in: {mend}"
    for line in [*notes, told]:
        note(line)
