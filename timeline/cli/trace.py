"""``timeline trace``: print the thread that an entry belongs to."""

import click

from timeline.cli import progress
from timeline.cli.arguments import ENTRY_NUMBER, Choice
from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import columns, interchange, print_lines, style
from timeline.cli.root import Command
from timeline.database.opening import read_connection
from timeline.formats.jsonl import dump
from timeline.reading import threads
from timeline.render import thread as drawn


@click.command(cls=Command, short_help="Print the thread that an entry belongs to.")
@click.argument("number", type=ENTRY_NUMBER)
@click.option(
    "--format",
    "format_",
    type=Choice(["text", "json", "dot"]),
    default="text",
    show_default=True,
    help="How to print; dot is for Graphviz.",
)
@database_option
@click.pass_context
def trace(ctx: click.Context, number: int, format_: str) -> None:
    """Print all entries that links connect to one, as a tree in date order, with the days between.

    Each is a branch of the earlier entry to which it relates most closely; its other links are listed on its line.
    """
    path = chosen_file(ctx)
    with read_connection(path) as connection, progress.shown("following links"):
        thread = threads.thread(connection, number)
    if format_ == "json":
        entries = [
            node._asdict() | {"also": [{"relation": relation, "entry": entry} for relation, entry in node.also]}
            for node in thread.nodes
        ]
        links = [{"from": start, "to": end, "relation": relation} for start, end, relation in thread.links]
        interchange().write(dump({"asked": number, "entries": entries, "links": links}, indent=True) + "\n")
    elif format_ == "dot":
        interchange().write("".join(f"{line}\n" for line in drawn.dot(thread)))
    else:
        print_lines(drawn.tree(thread, columns(), style))
