"""Wire the command line; each family of commands has a file of its own.

A command's module is imported only when that command runs, and ``--help`` imports none, because a command line has to
start fast.
"""

import click

from timeline import __version__
from timeline.cli.invocation import database_option
from timeline.cli.root import ListedCommand, Root

#: command → its module, heading and line of help, in the order in which help lists them
COMMANDS = {
    "init": ListedCommand("timeline.cli.db:init", "Begin", "Make a database file, empty or with the worked example."),
    "add": ListedCommand("timeline.cli.add:add", "Begin", "Add an entry and print its number."),
    "show": ListedCommand("timeline.cli.show:show", "Read", "Print the timeline in date order."),
    "search": ListedCommand("timeline.cli.search:search_", "Read", "Find entries by their words."),
    "trace": ListedCommand("timeline.cli.trace:trace", "Read", "Print the thread that an entry belongs to."),
    "compare": ListedCommand(
        "timeline.cli.compare:compare", "Read", "Put the statements of several speakers side by side."
    ),
    "stats": ListedCommand("timeline.cli.stats:stats", "Read", "Count entries over time, or by what they refer to."),
    "date": ListedCommand("timeline.cli.date:date", "Read", "Show how dates are read."),
    "serve": ListedCommand("timeline.cli.serve:serve", "Read", "Show the timeline in a browser."),
    "ingest": ListedCommand("timeline.cli.ingest:ingest", "Articles", "Read articles and propose entries from them."),
    "review": ListedCommand("timeline.cli.review:review", "Articles", "Decide about proposals, one at a time."),
    "proposals": ListedCommand(
        "timeline.cli.proposals:proposals", "Articles", "List the proposals from articles, decided or not."
    ),
    "cite": ListedCommand("timeline.cli.cite:cite", "Prove", "Cite the exact words of a source for an entry."),
    "check": ListedCommand(
        "timeline.cli.check:check", "Prove", "Record that you have checked entries against their sources."
    ),
    "verify": ListedCommand("timeline.cli.verify:verify", "Prove", "Check every word against its source."),
    "lint": ListedCommand(
        "timeline.cli.lint:lint", "Prove", "Find entries, sources and speakers that deserve a second look."
    ),
    "edit": ListedCommand("timeline.cli.edit:edit", "Change", "Change entries."),
    "delete": ListedCommand("timeline.cli.edit:delete", "Change", "Delete entries."),
    "link": ListedCommand("timeline.cli.edit:link", "Change", "Link one entry to another."),
    "unlink": ListedCommand("timeline.cli.edit:unlink", "Change", "Delete a link between entries."),
    "log": ListedCommand("timeline.cli.log:log", "History", "List the changesets, the latest first."),
    "diff": ListedCommand("timeline.cli.log:diff", "History", "Show the differences between two moments."),
    "undo": ListedCommand("timeline.cli.log:undo", "History", "Undo a changeset."),
    "seal": ListedCommand(
        "timeline.cli.seal:seal", "History", "Print the head, which tells whether history was altered; sign it."
    ),
    "import": ListedCommand(
        "timeline.cli.importing:import_", "Exchange", "Import files of other programs and account for every row."
    ),
    "export": ListedCommand(
        "timeline.cli.export:export", "Exchange", "Write the timeline in a format for other programs."
    ),
    "publish": ListedCommand(
        "timeline.cli.publish:publish", "Exchange", "Write the timeline as pages that need no server."
    ),
    "speaker": ListedCommand(
        "timeline.cli.speaker:speaker", "Manage", "Manage speakers: people, organizations and states."
    ),
    "office": ListedCommand("timeline.cli.office:office", "Manage", "Manage offices: the posts that speakers held."),
    "source": ListedCommand("timeline.cli.source:source", "Manage", "Manage sources: articles, transcripts, videos."),
    "topic": ListedCommand("timeline.cli.topic:topic", "Manage", "Manage topics."),
    "place": ListedCommand("timeline.cli.place:place", "Manage", "Manage places; a place may lie inside another."),
    "config": ListedCommand("timeline.cli.config:config", "File and settings", "List and change your settings."),
    "completion": ListedCommand(
        "timeline.cli.completion:completion", "File and settings", "Print or install completion for your shell."
    ),
    "db": ListedCommand("timeline.cli.db:db", "File and settings", "Manage the database file itself."),
    "backup": ListedCommand("timeline.cli.db:backup", "File and settings", "Copy the file while others write to it."),
}


@click.group(cls=Root, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="timeline")
@database_option
def main() -> None:
    """Keep a sourced chronology of who said what, when, and about what, in one SQLite file.

    Begin with `timeline init --example` and `timeline show`.
    """
