"""``timeline import``: other people's data, every row accounted for."""

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from timeline.cli.invocation import chosen_file, database_option, invocation
from timeline.cli.output import note
from timeline.cli.root import Command
from timeline.cli.writing import changeset, write_options
from timeline.errors import RefusedError
from timeline.formats import READ
from timeline.render.import_report import count_lines, mapping_lines, new_line, some

if TYPE_CHECKING:
    from timeline.desk.imports import Account, Choices, Mapping, NamedFile, Plan, Planned

#: what the command calls a choice, if not by an option of its name
_LABELS = {"maps": "--map", "sets": "--set", "identifier": "--id"}


class _ImportOptions(TypedDict):
    """The options of the command, by name; ``None`` if one is not given."""

    format_: str | None
    maps: tuple[str, ...]
    sets: tuple[str, ...]
    identifier: str | None
    dataset: str | None
    null: tuple[str, ...]
    date_order: str | None
    reference: str | None
    encoding: str | None
    mapping: str | None
    dry_run: bool
    skip_invalid: str | None
    yes: bool


@click.command("import", cls=Command, short_help="Bring in a file of another program, every row accounted for.")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path())
@click.option(
    "--format", "format_", type=click.Choice([*READ, "tsv"]), help="The format, where the name does not tell."
)
@click.option("--map", "maps", multiple=True, metavar="FIELD=COLUMN", help="Which column, or columns, fill a field.")
@click.option("--set", "sets", multiple=True, metavar="FIELD=VALUE", help="A field that is the same in every row.")
@click.option("--id", "identifier", metavar="COLUMN", help="The column that tells one row from another.")
@click.option("--dataset", metavar="NAME", help="What the rows are known by beside it. [default: the file's name]")
@click.option("--null", multiple=True, metavar="VALUE", help="What stands in a cell that is empty, such as -9 or NA.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy", "ymd"]), help="How 03/04/2025 is meant.")
@click.option("--reference", metavar="DATE", help="When it was written, for dates such as Thursday.")
@click.option("--encoding", metavar="NAME", help="The charset, where it cannot be told: windows-1251.")
@click.option("--mapping", metavar="FILE", type=click.Path(), help="Take all that from FILE, or keep it there.")
@click.option("--dry-run", is_flag=True, help="Only tell what would be stored.")
@click.option("--skip-invalid", metavar="REJECTS", type=click.Path(), help="Set aside in a file what cannot be stored.")
@click.option("--yes", is_flag=True, help="Do not ask whether the columns are meant so.")
@write_options
@database_option
@click.pass_context
def import_(ctx: click.Context, /, files: tuple[str, ...], **given: Unpack[_ImportOptions]) -> None:
    """Bring in FILE: JSON Lines, JSON, CSV, TSV, TimelineJS, iCalendar, or Markdown, one document or a folder.

    Which column fills which field is guessed and shown; --map decides. It joins columns, in figures
    (date=styear-stmon-stday) or among words (title='{name} visits {country}'), and splits lists (topic=tags[;]).
    Who speaks makes a statement of a row; --set kind=office makes the offices of speakers.

    Nothing is stored unless every row can be, or --skip-invalid sets the others aside. The same file again adds
    nothing. One import is one changeset: timeline undo takes it back.

    \b
    timeline import trips.csv --map title=remarks --id id
    timeline import other.jsonl --dry-run
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    from timeline.desk import imports

    invocation(ctx).labels |= _LABELS
    mapping = imports.mapping_of(_choices(given), given["mapping"])
    keeping = imports.set_aside(given["skip_invalid"], files, database=chosen_file(ctx), mapping=given["mapping"])
    with keeping as rejects, _readable(files, mapping) as readable:
        planned = imports.plan(readable, mapping, rejects)
        _show(planned.plans)
        if not given["yes"] and planned.is_guess and sys.stdin.isatty():
            click.confirm("Import it so?", default=True, abort=True, err=True)
        number = None
        try:
            with changeset(ctx, rehearse=given["dry_run"], purpose=planned.purpose) as session, _progress() as step:
                number = imports.run(session, planned, step).changeset
        except imports.NothingNewError:
            pass
        except RefusedError:
            _tell_rejects(planned.account)
            raise
        aside = 0 if given["dry_run"] else imports.keep_rejects(planned)
    kept = given["mapping"]
    if number is not None and not given["dry_run"] and kept is not None and imports.keep_mapping(kept, planned):
        note(f"the mapping is kept in {kept}")
    _report(planned.account, number, dry=given["dry_run"])
    if aside:
        what = "1 row is" if aside == 1 else f"{aside:,} rows are"
        note(f"{what} set aside in {given['skip_invalid']}; {_how_to_go_on(given, planned)}")


def _choices(given: _ImportOptions) -> "Choices":
    from timeline.desk.imports import Choices

    return Choices(
        maps=given["maps"],
        sets=given["sets"],
        null=given["null"],
        identifier=given["identifier"],
        dataset=given["dataset"],
        format=given["format_"],
        date_order=given["date_order"],
        reference=given["reference"],
        encoding=given["encoding"],
    )


def _how_to_go_on(given: _ImportOptions, planned: "Planned") -> str:
    """Say how rows that are set aside come in once they are mended: as rows of the file they are from."""
    if planned.dataset is None:
        return "mend them in their own files, and import those again: what is stored stays so"
    options = [("--dataset", planned.dataset)]
    several = {"--map": given["maps"], "--set": given["sets"], "--null": given["null"]}
    options += [(name, value) for name, values in several.items() for value in values]
    single = {
        "--id": given["identifier"],
        "--date-order": given["date_order"],
        "--reference": given["reference"],
        "--mapping": given["mapping"],
    }
    options += [(name, value) for name, value in single.items() if value is not None]
    words = [given["skip_invalid"] or "", *(word for option in options for word in option)]
    return f"mended, they come in with: timeline import {shlex.join(words)}"


@contextmanager
def _readable(files: tuple[str, ...], mapping: "Mapping") -> "Iterator[list[NamedFile]]":
    """Yield a path to read and the name of every file; what comes on stdin is kept in a file meanwhile."""
    from timeline.desk.imports import NamedFile, short_names

    names = short_names(files)
    paths = {file: file for file in files}
    streams = [file for file in files if file == "-" or _is_stream(file)]
    if streams and mapping.format is None:
        raise RefusedError(f"{streams[0]}: what comes through a pipe has no name that tells its format; give --format")
    with ExitStack() as kept:
        for file in streams:
            copy = kept.enter_context(tempfile.NamedTemporaryFile(prefix="timeline-"))
            with nullcontext(sys.stdin.buffer) if file == "-" else open(file, "rb") as stream:
                shutil.copyfileobj(stream, copy)
            copy.flush()
            paths[file] = copy.name
        yield [NamedFile(path, "stdin" if file == "-" else names[file]) for file, path in paths.items()]


def _is_stream(path: str) -> bool:
    """Tell whether a path is a pipe or a device, which can be read once only."""
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def _show(plans: "Sequence[Plan]") -> None:
    before = None
    for plan in plans:
        lines = list(mapping_lines(plan))
        same = plan.mapping == before  # one more file that is read as the one before
        for line in lines[:1] if same else lines:
            click.echo(line, err=True)
        before = plan.mapping


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """Yield what shows on a terminal how far an import is, in a line that goes at its end; elsewhere nothing does."""
    if not sys.stderr.isatty():
        yield lambda what, done: None
        return

    def step(what: str, done: int) -> None:
        click.echo(f"\r{what} {done:,} rows\x1b[K", err=True, nl=False)

    try:
        yield step
    finally:
        click.echo("\r\x1b[K", err=True, nl=False)


def _tell_rejects(account: "Account") -> None:
    for reject in account.rejects:
        note(str(reject))
    if (more := account.fates["rejected"] - len(account.rejects)) > 0:
        note(f"… and {more:,} more")


def _tell_beside(account: "Account") -> None:
    """Tell what is worth a look beside the counts."""
    _tell_rejects(account)
    for line in some(account.conflicts):
        note(line)
    if account.markup:
        note(f"{account.markup:,} {'text is' if account.markup == 1 else 'texts are'} HTML; their markup is taken out")
    for line in some(f"“{title}” is split from “{name}”" for name, title in account.split.items()):
        note(line)
    for line in account.notes:
        note(line)
    for line in some(f"“{name}” is read as {who}" for name, who in account.meant):
        note(line)
    for line in some(f"“{name}” is new, and looks like “{like}”" for name, like in account.alike):
        note(line)


def _report(account: "Account", number: int | None, *, dry: bool) -> None:
    _tell_beside(account)
    for line in count_lines(account, dry=dry):
        click.echo(line)
    if account.stored and (line := new_line(account.new)):
        note(line)
    if number is None:
        note("nothing is new, and nothing was stored")
    elif not dry:
        note(f"this is changeset {number}; timeline undo {number} takes it back")
