"""Score the reading of phrases on gold lists, compared with dateparser; `benchmarks/dates.py` runs it.

A reading is right if its first and last day are those of the gold, or of one of the gold's alternatives. dateparser
(PyPI, 1.5) gets the same reference date, and keeps its own preferences, which are best for it on most lists. The period
that it reports counts: day, week, month or year.
"""

import csv
import datetime
import importlib
import json
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from verdict import Verdicts

from timeline.dates import PartialDate, read_phrase
from timeline.errors import DateError

Gold = dict[str, Any]
Reader = Callable[[Gold], str | None]
DUCKLING_REFERENCE = "2013-02-12"
#: list → the share of phrases that must be read right
CLAIMS = {"news60": 1.0, "recognizers-spec": 0.55, "duckling": 0.55, "TimeBank": 0.84}
#: how many phrases must be read right for each one that dateparser reads right
LEAST_RATIO = 1.3


def main(verdicts: Verdicts, shared: Path, timebank: Path | None) -> None:
    """Score every list, print a table, and judge the claims."""
    scorer = shared / "tools" / "score_dates.py"
    if not scorer.exists():
        verdicts.missing("phrases", f"{scorer} is not there")
        return
    days_of = runpy.run_path(str(scorer))["iv"]
    readers: dict[str, Reader] = {"timeline": read}
    try:
        readers["dateparser"] = dateparser_reader()
    except ImportError:
        verdicts.missing("phrases beside dateparser", "it is not installed (pip install -e '.[bench]')")
    for name, rows in lists(shared, timebank):
        scores = {who: score(rows, reader, days_of) for who, reader in readers.items()}
        for who, (right, answered) in scores.items():
            print(
                f"Phrases: {name:<17} {who:<11} {right:>4} of {len(rows)} right, {right / len(rows):.1%}; "
                f"of {answered} answered {right / max(answered, 1):.1%}"
            )
        ours = scores["timeline"][0]
        verdicts.at_least(f"{name} read right", ours / len(rows), CLAIMS[name], unit="of all")
        if "dateparser" in scores:
            ratio = ours / max(1, scores["dateparser"][0])
            verdicts.at_least(f"{name} read right, to dateparser", ratio, LEAST_RATIO)


def lists(shared: Path, timebank: Path | None) -> Iterable[tuple[str, list[Gold]]]:
    """Yield the name and the rows of every list, in the gold format of the scorer."""
    folder = shared / "data" / "dates"
    for name in ("news60", "recognizers-spec"):
        yield name, [json.loads(line) for line in (folder / f"{name}.jsonl").open(encoding="utf-8")]
    with (folder / "duckling_en.tsv").open(encoding="utf-8", newline="") as lines:
        yield "duckling", list(single_values(csv.DictReader(lines, delimiter="\t")))
    if timebank is None:
        print("Phrases: TimeBank is not measured; name its folder with --timebank (jspotter/TempEval-3, TimeBank)")
        return
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "timebank.jsonl"
        converter = shared / "tools" / "timex3_to_jsonl.py"
        subprocess.run([sys.executable, converter, timebank, out], check=True, stdout=subprocess.DEVNULL)
        yield "TimeBank", [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def single_values(rows: Iterable[dict[str, str]]) -> Iterable[Gold]:
    """Yield the rows with one day, month or year; the list has holidays as another kind."""
    for row in rows:
        if row["kind"] == "datetime" and row["grain"] in ("Day", "Month", "Year") and row["start"]:
            length = {"Day": 10, "Month": 7, "Year": 4}[row["grain"]]
            span = PartialDate.parse(row["start"][:length])
            gold = [span.earliest, span.latest]
            yield {"phrase": row["text"], "ref": DUCKLING_REFERENCE, "gold": gold, "left": "", "right": ""}


def score(rows: list[Gold], reader: Reader, days_of: Callable[[str], Any]) -> tuple[int, int]:
    """Return how many phrases are read right, and how many are read at all."""
    right = answered = 0
    for row in rows:
        edtf = reader(row)
        if edtf is not None:
            answered += 1
            right += days_of(edtf) in (row["gold"], *row.get("alts", []))
    return right, answered


def read(row: Gold) -> str | None:
    """Return timeline's reading of a phrase in its context, without a time of day, which the gold lacks."""
    try:
        reading = read_phrase(row["phrase"], PartialDate.parse(row["ref"]), left=row["left"], right=row["right"])
    except DateError:
        return None
    return reading.date.date if reading.date else None


def dateparser_reader() -> Reader:
    """Return a reader that uses dateparser. Raises ImportError if it is not installed."""
    parser_class = importlib.import_module("dateparser.date").DateDataParser

    def reader(row: Gold) -> str | None:
        base = datetime.datetime.fromisoformat(row["ref"])
        try:
            reading = parser_class(languages=["en"], settings={"RELATIVE_BASE": base}).get_date_data(row["phrase"])
        except (ValueError, OverflowError):
            return None
        if not reading.date_obj:
            return None
        day = reading.date_obj.date()
        if reading.period == "week":
            monday = day - datetime.timedelta(day.weekday())
            return f"{monday}/{monday + datetime.timedelta(6)}"
        return str(day)[: {"year": 4, "month": 7}.get(reading.period, 10)]

    return reader
