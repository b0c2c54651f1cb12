"""``timeline date``: show how a date is read."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from timeline.cli.arguments import Choice, read_stdin
from timeline.cli.date_options import with_reading_options
from timeline.cli.output import interchange, note
from timeline.cli.root import Command, hint
from timeline.desk.reference import PhraseReader
from timeline.errors import DateError
from timeline.render.safe import one_line

if TYPE_CHECKING:
    from timeline.desk.values import DateReading


@click.command(cls=Command, short_help="Show how dates are read.")
@click.argument("phrases", nargs=-1, required=True, metavar="PHRASE…")
@with_reading_options
@click.option(
    "--format",
    "format_",
    type=Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="How to print; jsonl prints one object per phrase, with an error if it cannot be read.",
)
@click.pass_context
def date(ctx: click.Context, phrases: tuple[str, ...], reference: str | None, order: str | None, format_: str) -> None:
    """Show how dates are read: in EDTF, from which day to which, for people, and by which rule.

    Nothing is stored. PHRASE may be EDTF (ISO 8601-2) or a date as people write it, in English, Russian or Ukrainian;
    - reads one phrase per line from stdin. A date such as Thursday needs --reference, the day on which it was written.

    \b
    timeline date "Feb. 26, 2025" "early March" --reference 2025-02-28
    timeline date "в четверг" --reference 2025-02-28
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    reader = PhraseReader(reference, order)
    typed = list(_phrases(phrases, reader, joined=format_ == "text"))
    if format_ == "jsonl":
        _print_objects(typed, reader)
    elif not _print_readings(typed, reader):
        ctx.exit(DateError.exit_code)


def _phrases(typed: tuple[str, ...], reader: PhraseReader, *, joined: bool) -> Iterable[str]:
    """Yield the phrases; words that are a date only together were one phrase whose quotation marks the shell took."""
    if joined and len(typed) > 1 and "-" not in typed and not all(_reads(one, reader) for one in typed):
        whole = " ".join(typed)
        if _reads(whole, reader):
            yield whole
            return
    for one in typed:
        if one == "-":
            yield from (line for line in read_stdin().splitlines() if line.strip())
        else:
            yield one


def _reads(phrase: str, reader: PhraseReader) -> bool:
    try:
        reader.read(phrase)
    except DateError:
        return False
    return True


def _print_readings(phrases: list[str], reader: PhraseReader) -> bool:
    """Print every reading for people and every refusal on stderr. Return whether all could be read."""
    refused = 0
    for number, phrase in enumerate(phrases):
        try:
            reading = reader.read(phrase)
        except DateError as error:
            refused += 1
            sys.stdout.flush()
            note(f"timeline: {error}{hint(error)}")
            continue
        if number:
            click.echo()
        for label, value in _lines(phrase, reading):
            click.echo(f"{label:<9} {one_line(value)}")
    return not refused


def _lines(phrase: str, reading: "DateReading") -> Iterable[tuple[str, str]]:
    yield "phrase", phrase
    read = reading.date
    yield "reads", f"{read.human()}{_weekday(read.earliest, read.latest)}" if read else "undated"
    if read:
        yield from (("EDTF", read.edtf), ("earliest", read.earliest), ("latest", read.latest))
    for place, (name, meaning) in enumerate(reading.rules):
        yield ("" if place else "rule"), f"{name}: {meaning}"


def _weekday(earliest: str, latest: str) -> str:
    """Name the weekday of a single day, which shows a slip at once."""
    import datetime

    if earliest != latest or earliest < "0001":
        return ""
    return f", a {datetime.date.fromisoformat(earliest):%A}"


def _print_objects(phrases: list[str], reader: PhraseReader) -> None:
    from timeline.formats.jsonl import dump

    out = interchange()
    for phrase in phrases:
        fields: dict[str, str | None] = dict.fromkeys(("edtf", "earliest", "latest", "rule", "error"))
        try:
            reading = reader.read(phrase)
        except DateError as error:
            fields["error"] = f"{error}{hint(error)}"
        else:
            fields["rule"] = reading.rule
            if reading.date:
                fields |= {
                    "edtf": reading.date.edtf, "earliest": reading.date.earliest, "latest": reading.date.latest
                }  # fmt: skip
        out.write(dump({"input": phrase, **fields}) + "\n")
