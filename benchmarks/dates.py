"""Check EDTF verdicts and bounds against published tables, race PyPI `edtf`, and score the reading of phrases.

    python benchmarks/dates.py [SHARED] [--timebank FOLDER]

SHARED has `data/dates` and `tools`; by default it is `shared` next to the repository. FOLDER is the TimeBank part of
the public repository jspotter/TempEval-3. Exits with 1 if a verdict or a bound is wrong, if too few are right, if a
ratio or a score is below its limit, or if a package or table to compare with is missing.
"""

import argparse
import csv
import importlib
import io
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import phrases
from verdict import PROCESSOR, Verdicts, in_turn, median, ratios, timing

from timeline.dates import PartialDate
from timeline.errors import DateError, UnsupportedDateError

SHARED = Path(__file__).resolve().parents[2] / "shared"
LEAST_RATIO = 50
ROUNDS = 3
#: the shares of all rows that agree with the tables; the others are listed with the reason
LEAST_VERDICTS, LEAST_BOUNDS = 0.73, 0.70
OPEN_ENDS = {"-inf": "0000-01-01", "inf": "9999-12-31"}

CONVENTIONS = {
    "/2006": "an unknown start counts as 0000-01-01; the table guesses ten years",
    "2004-06-01/": "an unknown end counts as 9999-12-31; the table guesses ten years",
    "1984-06-02?/": "an unknown end counts as 9999-12-31; the table guesses ten years",
    "2010-24": "winter runs into February; the table ends it with the year",
}


def main() -> int:
    """Run all parts and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path, nargs="?", default=SHARED)
    parser.add_argument("--timebank", type=Path)
    options = parser.parse_args()
    folder = options.shared / "data" / "dates"
    missing = [name for name in ("edtf_validity.tsv", "edtf_bounds.tsv") if not (folder / name).exists()]
    if missing:
        print(f"{folder} lacks {' and '.join(missing)}", file=sys.stderr)
        return 1
    validity, bounds = read_table(folder / "edtf_validity.tsv"), read_table(folder / "edtf_bounds.tsv")
    verdicts = Verdicts()
    check_verdicts(verdicts, validity)
    check_bounds(verdicts, bounds)
    race(verdicts, [row["string"] for row in validity] + [row["edtf"] for row in bounds])
    phrases.main(verdicts, options.shared, options.timebank)
    return verdicts.exit_code()


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows unchanged: blanks at the ends of a field are part of it."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def verdict(text: str) -> str:
    """Return timeline's verdict on `text`: valid, unsupported or invalid."""
    try:
        PartialDate.parse(text)
    except UnsupportedDateError:
        return "unsupported"
    except DateError:
        return "invalid"
    return "valid"


def why_unsupported(text: str) -> str:
    """Return timeline's reason for not supporting `text`."""
    try:
        PartialDate.parse(text)
    except UnsupportedDateError as error:
        return str(error).partition("is not supported: ")[2]
    return "supported"


def is_set_with_blanks(text: str) -> bool:
    """Return whether `text` is of the kind on which the table contradicts itself."""
    return text[:1] in ("[", "{") and " " in text


def check_verdicts(verdicts: Verdicts, rows: list[dict[str, str]]) -> None:
    """Compare every verdict, then print and judge the result."""
    left_out: dict[str, list[str]] = {}
    wrong, right = [], Counter[str]()
    for row in rows:
        text, expected, own = row["string"], row["verdict"], verdict(row["string"])
        if own == expected:
            right[own] += 1
        elif expected == "valid" and own == "unsupported":
            left_out.setdefault(why_unsupported(text), []).append(text)
        elif expected == "valid" and is_set_with_blanks(text):
            left_out.setdefault("a set with blanks inside, for which the sources disagree", []).append(text)
        else:
            wrong.append(f"{text!r}: the table says {expected} ({row['source']}), timeline {own}")
    print(
        f"Verdicts: {len(rows)} rows, {right['valid']} valid and {right['invalid']} invalid right, {len(wrong)} wrong"
    )
    print_left_out(left_out)
    print_lines("wrong: ", wrong)
    verdicts.at_most("verdicts that are wrong", len(wrong), 0, unit="")
    verdicts.at_least("verdicts that are right", right.total() / len(rows), LEAST_VERDICTS, unit="of all")


def check_bounds(verdicts: Verdicts, rows: list[dict[str, str]]) -> None:
    """Compare every strict bound, then print and judge the result."""
    left_out: dict[str, list[str]] = {}
    conventions, wrong, right = [], [], 0
    for row in rows:
        text = row["edtf"]
        if is_set_with_blanks(text):
            left_out.setdefault("a set with blanks inside", []).append(text)
            continue
        if (own := verdict(text)) == "unsupported":
            left_out.setdefault(why_unsupported(text), []).append(text)
            continue
        if own == "invalid":
            wrong.append(f"{text}: timeline says it is invalid")
            continue
        date = PartialDate.parse(text)
        expected = tuple(OPEN_ENDS.get(bound, bound) for bound in (row["lower_strict"], row["upper_strict"]))
        differs = f"{text}: the table says {' to '.join(expected)}, timeline {date.earliest} to {date.latest}"
        if (date.earliest, date.latest) == expected:
            right += 1
        elif text in CONVENTIONS:
            conventions.append(f"{differs} ({CONVENTIONS[text]})")
        else:
            wrong.append(differs)
    print(f"Bounds: {len(rows)} rows, {right} right, {len(conventions)} differ by convention, {len(wrong)} wrong")
    print_left_out(left_out)
    print_lines("convention: ", conventions)
    print_lines("wrong: ", wrong)
    verdicts.at_most("bounds that are wrong", len(wrong), 0, unit="")
    verdicts.at_least("bounds that are right", right / len(rows), LEAST_BOUNDS, unit="of all")


def print_left_out(left_out: dict[str, list[str]]) -> None:
    for reason, texts in left_out.items():
        print(f"  left out: {len(texts)}, {reason}")
        print(f"    {'  '.join(texts)}")


def print_lines(label: str, lines: Iterable[str]) -> None:
    for line in lines:
        print(f"  {label}{line}")


def race(verdicts: Verdicts, texts: list[str]) -> None:
    """Time both parsers on the texts that both accept, and judge how many times faster ours is."""
    try:
        # By name, because the package has no types.
        other: Callable[[str], Any] = importlib.import_module("edtf").parse_edtf
    except ImportError:
        verdicts.missing("speed beside edtf", "the package edtf is not installed (pip install edtf)")
        return
    shared = [text for text in texts if verdict(text) == "valid" and accepts(other, text)]
    measured = in_turn([timing(reading(parse, shared), PROCESSOR) for parse in (PartialDate.parse, other)], ROUNDS)
    each = 1e6 / len(shared)
    print(
        f"Speed: {len(shared)} texts that both accept, {ROUNDS} rounds: timeline {median(measured, 0) * each:.1f} µs, "
        f"edtf {median(measured, 1) * each:.1f} µs a text"
    )
    verdicts.at_least("as fast as edtf", statistics.median(ratios(measured, 1, 0)), LEAST_RATIO)


def accepts(parse: Callable[[str], Any], text: str) -> bool:
    try:
        with redirect_stdout(io.StringIO()):
            parse(text)
    except Exception:
        # edtf raises AttributeError and others for texts that it cannot parse.
        return False
    return True


def reading(parse: Callable[[str], Any], texts: list[str]) -> Callable[[], None]:
    """Return a step that parses all texts, without the output of edtf."""

    def step() -> None:
        with redirect_stdout(io.StringIO()):
            for text in texts:
                parse(text)

    return step


if __name__ == "__main__":
    sys.exit(main())
