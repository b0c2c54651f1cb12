"""The command line: this file only wires, each command family has a file of its own."""

import click

from timeline import __version__
from timeline.cli import add, database, date, place, show, source, speaker, topic
from timeline.cli.common import Root, database_option


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="timeline")
@database_option
def main() -> None:
    """Keep a sourced chronology of who said what, when, and about what, in one SQLite file.

    Begin with `timeline init --example` and `timeline show`.
    """


for command in (
    database.init,
    add.add,
    show.show,
    date.date,
    speaker.speaker,
    source.source,
    topic.topic,
    place.place,
    database.db,
):
    main.add_command(command)
