"""The command line: this file only wires, each command family has a file of its own.

A command's module is imported when the command is asked for, and ``--help`` imports none: starting up fast is part of
the promise.
"""

import click

from timeline import __version__
from timeline.cli.invocation import database_option
from timeline.cli.root import ListedCommand, Root

#: command → where it is, its heading and its line of help, in the order in which help lists them
COMMANDS = {
    "init": ListedCommand("timeline.cli.db:init", "Begin", "Make a database file, empty or with the worked example."),
    "add": ListedCommand("timeline.cli.add:add", "Begin", "Add an entry and print its number."),
    "show": ListedCommand("timeline.cli.show:show", "Read", "Print the timeline in date order."),
    "search": ListedCommand("timeline.cli.search:search_", "Read", "Find entries by their words."),
    "stats": ListedCommand("timeline.cli.stats:stats", "Read", "Count entries over time, or by what they refer to."),
    "compare": ListedCommand("timeline.cli.compare:compare", "Read", "Put what several speakers said side by side."),
    "edit": ListedCommand("timeline.cli.edit:edit", "Change", "Change an entry."),
    "delete": ListedCommand("timeline.cli.edit:delete", "Change", "Delete entries."),
    "link": ListedCommand("timeline.cli.edit:link", "Change", "Say how one entry relates to another."),
    "unlink": ListedCommand("timeline.cli.edit:unlink", "Change", "Take a link between entries away."),
    "cite": ListedCommand("timeline.cli.cite:cite", "Prove", "Cite the exact words of a source for an entry."),
    "ingest": ListedCommand(
        "timeline.cli.ingest:ingest", "Prove", "Read articles and propose what they say as entries."
    ),
    "review": ListedCommand("timeline.cli.review:review", "Prove", "Decide about proposals, one at a time."),
    "proposals": ListedCommand(
        "timeline.cli.proposals:proposals", "Prove", "List what was found in articles, decided or not."
    ),
    "verify": ListedCommand("timeline.cli.verify:verify", "Prove", "Check every word against its source."),
    "lint": ListedCommand("timeline.cli.lint:lint", "Prove", "Find what deserves a second look."),
    "trace": ListedCommand("timeline.cli.trace:trace", "Prove", "Print the thread that an entry belongs to."),
    "import": ListedCommand(
        "timeline.cli.importing:import_", "Exchange", "Bring in a file of another program, every row accounted for."
    ),
    "export": ListedCommand(
        "timeline.cli.export:export", "Exchange", "Write the timeline in a format of other programs."
    ),
    "serve": ListedCommand("timeline.cli.serve:serve", "Exchange", "Show the timeline in a browser."),
    "publish": ListedCommand(
        "timeline.cli.publish:publish", "Exchange", "Write the timeline as pages that need no server."
    ),
    "date": ListedCommand("timeline.cli.date:date", "Exchange", "Show how dates are read."),
    "log": ListedCommand("timeline.cli.log:log", "History", "List what was changed, the latest first."),
    "diff": ListedCommand("timeline.cli.log:diff", "History", "Show what differs between two moments."),
    "undo": ListedCommand("timeline.cli.log:undo", "History", "Take back what a changeset changed."),
    "speaker": ListedCommand(
        "timeline.cli.speaker:speaker", "Look after", "Look after speakers: persons, organizations and states."
    ),
    "office": ListedCommand(
        "timeline.cli.office:office",
        "Look after",
        "Look after offices: the posts that speakers held.",
    ),
    "source": ListedCommand(
        "timeline.cli.source:source",
        "Look after",
        "Look after sources: articles, transcripts, videos.",
    ),
    "topic": ListedCommand("timeline.cli.topic:topic", "Look after", "Look after topics."),
    "place": ListedCommand(
        "timeline.cli.place:place", "Look after", "Look after places; a place may lie inside another."
    ),
    "backup": ListedCommand("timeline.cli.db:backup", "Look after", "Copy the file while others write to it."),
    "db": ListedCommand("timeline.cli.db:db", "Look after", "Look after the database file itself."),
}


@click.group(cls=Root, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="timeline")
@database_option
def main() -> None:
    """Keep a sourced chronology of who said what, when, and about what, in one SQLite file.

    Begin with `timeline init --example` and `timeline show`.
    """
