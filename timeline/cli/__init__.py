"""The command line: this file only wires, each command family has a file of its own.

A command's module is imported when the command is asked for: starting up fast is part of the promise.
"""

import click

from timeline import __version__
from timeline.cli.common import database_option
from timeline.cli.root import Root

#: command → where it is, in the order in which help lists them
COMMANDS = {
    "init": "timeline.cli.db:init",
    "add": "timeline.cli.add:add",
    "show": "timeline.cli.show:show",
    "search": "timeline.cli.search:search_",
    "stats": "timeline.cli.stats:stats",
    "compare": "timeline.cli.compare:compare",
    "edit": "timeline.cli.edit:edit",
    "delete": "timeline.cli.edit:delete",
    "link": "timeline.cli.edit:link",
    "unlink": "timeline.cli.edit:unlink",
    "cite": "timeline.cli.evidence:cite",
    "ingest": "timeline.cli.ingest:ingest",
    "review": "timeline.cli.review:review",
    "proposals": "timeline.cli.proposals:proposals",
    "verify": "timeline.cli.evidence:verify",
    "lint": "timeline.cli.evidence:lint",
    "trace": "timeline.cli.trace:trace",
    "import": "timeline.cli.importing:import_",
    "export": "timeline.cli.export:export",
    "serve": "timeline.cli.serve:serve",
    "publish": "timeline.cli.publish:publish",
    "date": "timeline.cli.date:date",
    "log": "timeline.cli.log:log",
    "diff": "timeline.cli.log:diff",
    "undo": "timeline.cli.log:undo",
    "speaker": "timeline.cli.speaker:speaker",
    "office": "timeline.cli.office:office",
    "source": "timeline.cli.source:source",
    "topic": "timeline.cli.topic:topic",
    "place": "timeline.cli.place:place",
    "backup": "timeline.cli.db:backup",
    "db": "timeline.cli.db:db",
}


@click.group(cls=Root, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="timeline")
@database_option
def main() -> None:
    """Keep a sourced chronology of who said what, when, and about what, in one SQLite file.

    Begin with `timeline init --example` and `timeline show`.
    """
