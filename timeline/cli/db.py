"""``timeline init``, ``backup`` and ``db``: make a database file, copy it, and check or upgrade it."""

import signal

import click

from timeline.cli import progress
from timeline.cli.arguments import Choice
from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import interchange, note
from timeline.cli.root import Command, Group
from timeline.cli.upgrading import upgraded
from timeline.cli.writing import write_options
from timeline.database import contents, opening
from timeline.database.opening import File, Status, read_connection
from timeline.render.safe import one_line, visible


@click.command(cls=Command)
@click.option("--example", is_flag=True, help="Load the worked example: three events, eleven statements, one article.")
@database_option
@click.pass_context
def init(ctx: click.Context, *, example: bool) -> None:
    """Make a database file, empty or with the worked example."""
    from timeline.database.changeset import create

    path = chosen_file(ctx)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # this takes a moment, and must be complete
    if opening.path_status(path) is Status.OLDER:
        upgraded(path)
    if example:
        _load_example(path)
    elif create(path):
        note(f"made {path}; add the first entry with: timeline add")
    else:
        note(f"{path} already exists and stays as it is")


def _load_example(path: File) -> None:
    entries = contents.load_example(path)
    if entries is None:
        note(f"{path} already holds the example")
    else:
        note(f"made {path} with the example, {entries} entries; see them with: timeline show")


@click.group(cls=Group)
@database_option
def db() -> None:
    """Manage the database file itself."""


@db.command()
@database_option
@click.pass_context
def status(ctx: click.Context) -> None:
    """Print which file is used, its schema revision and its contents. Exits with 1 if an upgrade is needed."""
    path = chosen_file(ctx)
    state = opening.path_status(path)
    if state not in (Status.CURRENT, Status.OLDER):
        raise opening.refuse(path, state)
    connection = opening.connect_to_read(path)
    with opening.explained(path):
        click.echo(f"file       {path}")
        click.echo(f"schema     {opening.revision(connection)} ({state.value})")
        for table, count in contents.counts(connection).items():
            click.echo(f"{table:<10} {count:,}")
        if state is Status.CURRENT:
            click.echo(f"head       {contents.head(connection)}")
    connection.close()
    if state is Status.OLDER:
        note("upgrade it with: timeline db upgrade")
        ctx.exit(1)


@db.command(short_help="Upgrade an older file to the current schema, after a backup.")
@database_option
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    """Upgrade a file of an older timeline to the current schema, after a backup in the same folder."""
    path = chosen_file(ctx)
    if opening.path_status(path) is Status.CURRENT:
        note(f"{path} is already current")
        return
    upgraded(path)


@db.command()
@click.option("--head", "heads", multiple=True, metavar="HEAD", help="A head that you wrote down: is it still there?")
@click.option("--signers", type=click.Path(), metavar="FILE", help="Check signatures; FILE lists who may sign.")
@click.option("--format", "format_", type=Choice(["text", "json"]), default="text", show_default=True)
@database_option
@click.pass_context
def check(ctx: click.Context, heads: tuple[str, ...], signers: str | None, format_: str) -> None:
    """Look for problems in the file, and say how to fix each. Exits with 1 if there are any.

    With --head, also check that nothing that the head covers was altered since it was written down. With --signers,
    check what timeline seal --sign has signed; FILE has the format of ssh-keygen, one "name key" a line.
    """
    from timeline.database import chain, health

    path = chosen_file(ctx)
    for head in heads:
        chain.parse_head(head)
    with read_connection(path) as connection, progress.shown("looking for problems"):
        findings, notes = health.examined(connection, heads, signers)
    if format_ == "json":
        from timeline.formats.jsonl import dump

        interchange().write(dump([finding._asdict() for finding in findings], indent=True) + "\n")
    else:
        for finding in findings:
            click.echo(f"{finding.code}: {one_line(finding.what)}\n    {one_line(finding.remedy)}")
    note(f"{len(findings)} finding{'' if len(findings) == 1 else 's'}" if findings else f"nothing is wrong with {path}")
    for line in notes:
        note(line)
    if findings:
        ctx.exit(1)


@db.command(short_help="Repair what keeps the history of the file.")
@click.option("--keep", multiple=True, metavar="NAME", help="Keep the trigger NAME, which timeline did not make.")
@write_options
@database_option
@click.pass_context
def repair(ctx: click.Context, keep: tuple[str, ...]) -> None:
    """Repair what keeps the history of the file, in one changeset.

    It drops triggers that timeline did not make from its tables, and prints them; restores triggers, views and indexes
    that are missing or altered; seals changesets without a seal as found; and accepts clocks that ran backwards. Look
    with timeline db check first.
    """
    from timeline.database import repair as repairing

    run = invocation(ctx)
    repaired = repairing.repair(run.file, keep=keep, by=run.author, why=run.why)
    if repaired is None:
        note(f"nothing needs repair in {run.file}")
        return
    for trigger in repaired.dropped:
        click.echo(f"{visible(trigger.sql)};")
    note(repaired.words())


@db.command()
@database_option
@click.pass_context
def reindex(ctx: click.Context) -> None:
    """Rebuild the index that search uses from the entries."""
    with progress.shown("indexing"):
        entries = contents.reindex(chosen_file(ctx))
    note(f"the index has {entries:,} {'entry' if entries == 1 else 'entries'}")


@click.command(cls=Command, short_help="Copy the file while others write to it.")
@click.argument("target", metavar="FILE", type=click.Path())
@database_option
@click.pass_context
def backup(ctx: click.Context, target: str) -> None:
    """Copy the database to FILE, as it is at one moment, and verify the copy. Others may write meanwhile."""
    from timeline.database.backup import back_up

    path = chosen_file(ctx)
    state = opening.path_status(path)
    if state not in (Status.CURRENT, Status.OLDER):
        raise opening.refuse(path, state)
    with progress.shown("copying"):
        copied = back_up(path, target)
    head = f"; head {copied.head}" if copied.head else ""
    note(f"copied {path} to {target}, {copied.entries:,} entries; the copy is complete{head}")


@db.command()
def schema() -> None:
    """Print the SQL with which plain sqlite3 makes a current file."""
    from timeline.schema import ddl as whole

    click.echo(whole.script(), nl=False)
