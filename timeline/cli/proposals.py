"""``timeline proposals``: list the proposals from articles, decided or not."""

import click

from timeline.cli import completing
from timeline.cli.arguments import Choice
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import columns, format_option, interchange, note, print_lines, print_rows, style
from timeline.cli.root import Command
from timeline.database.opening import read_connection
from timeline.desk.names import one_entity
from timeline.reading import proposals as stored
from timeline.reading.proposals import STATES, ProposalFilter, ProposalRecord
from timeline.render import proposal_list as people
from timeline.schema.vocabulary import CONFIDENCES, ENTRY_KINDS


@click.command(cls=Command, short_help="List the proposals from articles, decided or not.")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...", shell_complete=completing.sources)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=Choice([*STATES, "all"]),
    help="Proposals in this state; pending, if you leave this out.",
)
@click.option(
    "--confidence",
    "confidences",
    multiple=True,
    type=Choice(CONFIDENCES),
    help="Only proposals with this confidence.",
)
@click.option("--kind", type=Choice(ENTRY_KINDS), help="Only events, or only statements.")
@click.option("--speaker", metavar="NAME", help="Only statements of this speaker.")
@format_option
@database_option
@click.pass_context
def proposals(
    ctx: click.Context,
    sources: tuple[str, ...],
    states: tuple[str, ...],
    confidences: tuple[str, ...],
    kind: str | None,
    speaker: str | None,
    format_: str,
) -> None:
    """List the proposals that wait to be decided, by source and in the order of the text.

    \b
    timeline proposals 3 --confidence high
    timeline proposals --state all --format jsonl > proposals.jsonl
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    path = chosen_file(ctx)
    with read_connection(path) as connection:
        filter_ = ProposalFilter(
            sources=tuple(one_entity(connection.execute, "source", name).id for name in sources),
            states=() if "all" in states else states or ("pending",),
            confidences=confidences,
            kind=kind,
            speaker=speaker,
        )
        rows = list(stored.proposals(connection, filter_))
        if format_ == "text":
            print_lines(people.by_source(rows, columns(), style))
        elif format_ == "jsonl":
            from timeline.formats.jsonl import dump

            interchange().writelines(dump(proposal) + "\n" for proposal in rows)
        else:
            print_rows(list(map(_flat, rows)) if format_ == "csv" else rows, format_)
    if not rows:
        note("no proposals match; --state all lists decided ones too")


def _flat(proposal: ProposalRecord) -> dict[str, object]:
    """Return a proposal as cells of a table: names joined, spans as JSON, the source as its number."""
    from timeline.formats.jsonl import dump

    cells = {name: dump(value) if isinstance(value, list) else value for name, value in proposal.items()}
    names = {
        "participants": "; ".join(proposal["participants"]),
        "places": "; ".join(proposal["places"]),
        "topics": "; ".join(proposal["topics"]),
    }
    return {**cells, **names, "source": proposal["source"]["id"]}
