"""``timeline init`` and ``timeline db``: making a file, and telling in what state it is."""

import signal

import click

from timeline.cli.invocation import chosen_file, database_option
from timeline.cli.output import interchange, note
from timeline.cli.root import Command, Group
from timeline.database import opening
from timeline.database.opening import File, Status, read_connection
from timeline.errors import RefusedError
from timeline.render.safe import one_line
from timeline.schema import shipped

#: the changeset that seed.sql opens
_EXAMPLE = "0195475d-7a00-7000-8000-000000000001"


@click.command(cls=Command)
@click.option("--example", is_flag=True, help="Load the worked example: three events, eleven statements, one article.")
@database_option
@click.pass_context
def init(ctx: click.Context, *, example: bool) -> None:
    """Make a database file, empty or with the worked example."""
    from timeline.database.changeset import create

    path = chosen_file(ctx)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is over in a moment, and whole
    if opening.path_status(path) is Status.OLDER:
        upgraded(path)
    made = create(path)
    if example:
        _load_example(path)
    elif made:
        note(f"made {path}; add the first entry with: timeline add")
    else:
        note(f"{path} is there already and stays as it is")


def _load_example(path: File) -> None:
    with opening.explained(path):
        connection = opening.connect_to_write(path)
        try:
            if connection.execute("SELECT 1 FROM changesets WHERE uid = ?", (_EXAMPLE,)).fetchone():
                note(f"the example is in {path} already")
                return
            if connection.execute("SELECT 1 FROM changesets").fetchone():
                raise RefusedError(
                    f"{path} holds other entries; load the example into a new file: timeline --db FILE init --example"
                )
            connection.executescript(shipped.path("seed.sql").read_text(encoding="utf-8"))
            entries = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
        finally:
            connection.close()
    note(f"made {path} with the example, {entries} entries; see them with: timeline show")


@click.group(cls=Group)
@database_option
def db() -> None:
    """Look after the database file itself."""


@db.command()
@database_option
@click.pass_context
def status(ctx: click.Context) -> None:
    """Tell which file is used, its schema revision and what it holds. Exits with 1 where an upgrade is due."""
    path = chosen_file(ctx)
    state = opening.path_status(path)
    if state not in (Status.CURRENT, Status.OLDER):
        raise opening.refuse(path, state)
    connection = opening.connect_to_read(path)
    with opening.explained(path):
        click.echo(f"file       {path}")
        click.echo(f"schema     {opening.revision(connection)} ({state.value})")
        for table in ("entries", "speakers", "sources", "changesets"):
            click.echo(f"{table:<10} {connection.execute(f'SELECT count(*) FROM {table}').fetchone()[0]:,}")
    connection.close()
    if state is Status.OLDER:
        note("upgrade it with: timeline db upgrade")
        ctx.exit(1)


@db.command(short_help="Bring an older file to the current schema, after a backup.")
@database_option
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    """Bring a file that an older timeline made to the current schema, after a backup beside it."""
    path = chosen_file(ctx)
    if opening.path_status(path) is Status.CURRENT:
        note(f"{path} is current already")
        return
    upgraded(path)


def upgraded(path: File) -> None:
    """Upgrade an older file and say so."""
    from timeline.database import migrate

    backup = migrate.upgrade(path)
    note(f"upgraded {path} to schema {shipped.REVISIONS[-1]}; as it was before it is in {backup}")


@db.command()
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@database_option
@click.pass_context
def check(ctx: click.Context, format_: str) -> None:
    """Look for what is wrong with the file, and say how to mend it. Exits with 1 where something is."""
    from timeline.database import health

    path = chosen_file(ctx)
    with read_connection(path) as connection:
        found = list(health.findings(connection))
    if format_ == "json":
        from timeline.formats.jsonl import dump

        interchange().write(dump([finding._asdict() for finding in found], indent=True) + "\n")
    else:
        for finding in found:
            click.echo(f"{finding.code}: {one_line(finding.what)}\n    {one_line(finding.mend)}")
    note(f"{len(found)} finding{'' if len(found) == 1 else 's'}" if found else f"nothing is wrong with {path}")
    if found:
        ctx.exit(1)


@db.command()
@database_option
@click.pass_context
def reindex(ctx: click.Context) -> None:
    """Make the index that search uses anew from what the entries say."""
    from timeline.schema import fulltext

    path = chosen_file(ctx)
    opening.open_to_read(path).close()
    connection = opening.connect_to_write(path)
    with opening.explained(path):
        connection.execute("BEGIN IMMEDIATE")
        fulltext.rebuild(connection)
        entries = connection.execute("SELECT count(*) FROM entries").fetchone()[0]
        connection.execute("COMMIT")
    connection.close()
    note(f"{entries:,} {'entry is' if entries == 1 else 'entries are'} in the index")


@click.command(cls=Command, short_help="Copy the file while others write to it.")
@click.argument("target", metavar="FILE", type=click.Path())
@database_option
@click.pass_context
def backup(ctx: click.Context, target: str) -> None:
    """Copy the database to FILE, as it is at one moment, and verify the copy. Nobody has to stop writing for it."""
    from timeline.database.backup import back_up

    path = chosen_file(ctx)
    state = opening.path_status(path)
    if state not in (Status.CURRENT, Status.OLDER):
        raise opening.refuse(path, state)
    entries = back_up(path, target)
    note(f"copied {path} to {target}, {entries:,} entries; the copy is whole")


@db.command()
def schema() -> None:
    """Print the DDL that makes a current file with plain sqlite3."""
    from timeline.schema import ddl as whole

    click.echo(whole.script(), nl=False)
