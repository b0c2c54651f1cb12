"""``timeline cite``, ``verify`` and ``lint``: anchoring claims in the words of sources, and looking after them."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from timeline.cli.common import (
    ENTRY_NUMBER,
    chosen_file,
    columns,
    database_option,
    format_option,
    note,
    print_lines,
    print_rows,
    style,
)
from timeline.cli.root import Command
from timeline.cli.writing import changeset, write_options
from timeline.database import opening
from timeline.errors import DateError, NotFoundError, ReferenceNeededError
from timeline.evidence import lint as reader
from timeline.evidence import verify as checker

#: from how many checks on it is worth watching them
_MANY = 2_000


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
def cite(ctx: click.Context, /, number: int, source: str, date: str | None, **given: Any) -> None:
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
        **{name: given[name] for name in ("exact", "prefix", "suffix", "via")},
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


@click.command(cls=Command, short_help="Check every word against its source.")
@click.argument("numbers", nargs=-1, type=ENTRY_NUMBER, metavar="[NUMBER]...")
@format_option
@database_option
@click.pass_context
def verify(ctx: click.Context, numbers: tuple[int, ...], format_: str) -> None:
    """Check every citation against its snapshot, and every verbatim word against the citations.

    Prints what is not exact, of the entries that are named everything; other formats print everything. Exits with 1
    where something is not exact.

    The states are exact, moved, ambiguous, changed, missing and no snapshot.
    """
    path = chosen_file(ctx)
    connection = opening.open_to_read(path)
    unique = tuple(dict.fromkeys(numbers))
    with opening.explained(path):
        for number in unique:
            if not connection.execute("SELECT 1 FROM entries WHERE id = ?", (number,)).fetchone():
                raise NotFoundError(f"there is no entry {number}; timeline show lists the numbers")
        with _watched(checker.count(connection, unique)) as step:
            found = checker.checks(connection, unique, step)
    connection.close()
    if format_ != "text":
        print_rows([check._asdict() for check in found], format_)
    else:
        from timeline.render.proofs import verified

        shown = found if unique else [check for check in found if check.state != "exact"]
        print_lines(verified(shown, columns(), style))
    tally = checker.tally(found)
    note(", ".join(f"{number:,} {state}" for state, number in tally.items()) or "there is nothing to verify")
    if set(tally) - {"exact"}:
        ctx.exit(1)


@contextmanager
def _watched(total: int) -> Iterator[checker.Step]:
    """Show a progress bar on stderr while many things are checked, if that is a terminal."""
    if total < _MANY or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=total, label="verifying", file=sys.stderr, update_min_steps=500) as bar:
        yield bar.update


def _codes(_ctx: click.Context, _param: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Read codes, also several with commas between them."""
    codes = tuple(code.strip() for text in given for code in text.split(","))
    for code in codes:
        if code not in reader.CODES:
            raise click.BadParameter(f"“{code}” is no code; the codes are {', '.join(reader.CODES)}")
    return codes


@click.command(cls=Command, short_help="Find what deserves a second look.")
@click.option("--only", multiple=True, callback=_codes, metavar="CODE", help="Only this kind; several with commas.")
@click.option("--ignore", multiple=True, callback=_codes, metavar="CODE", help="Not this kind.")
@format_option
@database_option
@click.pass_context
def lint(ctx: click.Context, only: tuple[str, ...], ignore: tuple[str, ...], format_: str) -> None:
    path = chosen_file(ctx)
    connection = opening.open_to_read(path)
    with opening.explained(path):
        found = list(reader.findings(connection, only, ignore))
    connection.close()
    if format_ == "text":
        from timeline.render.proofs import findings

        print_lines(findings(found, columns(), style))
    else:
        print_rows([finding._asdict() for finding in found], format_)
    note(_counted(found))
    if found:
        ctx.exit(1)


def _counted(found: Iterable[reader.Finding]) -> str:
    counts: dict[str, int] = {}
    for finding in found:
        counts[finding.code] = counts.get(finding.code, 0) + 1
    return ", ".join(f"{number:,} {code}" for code, number in counts.items()) or "nothing to look at"


_CODES = "\n".join(f"{code:<18}{what}" for code, (_, what) in reader.CODES.items())
lint.help = (
    "Find entries, sources and speakers that deserve a second look before they are quoted. Exits with 1 for findings."
    f"\n\nThe codes, for --only and --ignore:\n\n\b\n{_CODES}"
)
