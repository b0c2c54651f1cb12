"""Parsing EDTF: valid dates with their bounds, and the reasons for refusing others."""

import copy
import csv
import pickle
import re
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import cast

import pytest

from tests.support.commands import SHARED
from timeline.dates import PartialDate
from timeline.errors import DateError, UnsupportedDateError

DATA = SHARED / "data" / "dates"

# --- Tables ---------------------------------------------------------------------------------------------------------

BOUNDS = [
    # On or before the day of a report
    ("[..2024-05-06]", "0000-01-01", "2024-05-06"),
    ("[..2024-02]", "0000-01-01", "2024-02-29"),
    ("[..2014~]", "0000-01-01", "2014-12-31"),
    # Whole days, months and years
    ("2025-02-26", "2025-02-26", "2025-02-26"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("1900-02", "1900-02-01", "1900-02-28"),
    ("2000-02", "2000-02-01", "2000-02-29"),
    ("2014", "2014-01-01", "2014-12-31"),
    ("0000", "0000-01-01", "0000-12-31"),
    ("0000-02-29", "0000-02-29", "0000-02-29"),
    ("9999-12-31", "9999-12-31", "9999-12-31"),
    # Qualifiers change no bound
    ("2014~", "2014-01-01", "2014-12-31"),
    ("2014-06?", "2014-06-01", "2014-06-30"),
    ("2014-06-11%", "2014-06-11", "2014-06-11"),
    ("2004-06~-11", "2004-06-11", "2004-06-11"),
    ("?2004-06-~11", "2004-06-11", "2004-06-11"),
    ("2004-%06", "2004-06-01", "2004-06-30"),
    # Seasons without a hemisphere, then with one
    ("2022-21", "2022-03-01", "2022-05-31"),
    ("2022-22", "2022-06-01", "2022-08-31"),
    ("2022-23", "2022-09-01", "2022-11-30"),
    ("2022-24", "2022-12-01", "2023-02-28"),
    ("2023-24", "2023-12-01", "2024-02-29"),
    ("1899-24", "1899-12-01", "1900-02-28"),
    ("9999-24", "9999-12-01", "9999-12-31"),
    ("2022-25", "2022-03-01", "2022-05-31"),
    ("2022-26", "2022-06-01", "2022-08-31"),
    ("2022-27", "2022-09-01", "2022-11-30"),
    ("2022-28", "2022-12-01", "2023-02-28"),
    ("2022-29", "2022-09-01", "2022-11-30"),
    ("2023-30", "2023-12-01", "2024-02-29"),
    ("9999-30", "9999-12-01", "9999-12-31"),
    ("2022-31", "2022-03-01", "2022-05-31"),
    ("2022-32", "2022-06-01", "2022-08-31"),
    # Quarters, thirds, halves
    ("2022-33", "2022-01-01", "2022-03-31"),
    ("2022-34", "2022-04-01", "2022-06-30"),
    ("2022-35", "2022-07-01", "2022-09-30"),
    ("2022-36", "2022-10-01", "2022-12-31"),
    ("2022-37", "2022-01-01", "2022-04-30"),
    ("2022-38", "2022-05-01", "2022-08-31"),
    ("2022-39", "2022-09-01", "2022-12-31"),
    ("2022-40", "2022-01-01", "2022-06-30"),
    ("2022-41", "2022-07-01", "2022-12-31"),
    ("199X-22", "1990-06-01", "1999-08-31"),
    ("199X-24", "1990-12-01", "2000-02-29"),
    # Unspecified digits: the first and the last real day that match
    ("199X", "1990-01-01", "1999-12-31"),
    ("XXXX", "0000-01-01", "9999-12-31"),
    ("1999-XX", "1999-01-01", "1999-12-31"),
    ("1999-02-XX", "1999-02-01", "1999-02-28"),
    ("1999-XX-XX", "1999-01-01", "1999-12-31"),
    ("156X-12-25", "1560-12-25", "1569-12-25"),
    ("1984-1X", "1984-10-01", "1984-12-31"),
    ("1984-X1", "1984-01-01", "1984-11-30"),
    ("2004-X1-03", "2004-01-03", "2004-11-03"),
    ("2001-XX-31", "2001-01-31", "2001-12-31"),
    ("2001-0X-3X", "2001-01-30", "2001-09-30"),
    ("2001-02-X9", "2001-02-09", "2001-02-19"),
    ("2004-02-X9", "2004-02-09", "2004-02-29"),
    ("XXXX-02-29", "0000-02-29", "9996-02-29"),
    ("19XX-02-29", "1904-02-29", "1996-02-29"),
    ("XX00-02-29", "0000-02-29", "9600-02-29"),
    ("2001-X2-3X", "2001-12-30", "2001-12-31"),
    # Intervals
    ("2013-11-21/2014-02-22", "2013-11-21", "2014-02-22"),
    ("2004-02-01/2005-02", "2004-02-01", "2005-02-28"),
    ("2014/..", "2014-01-01", "9999-12-31"),
    ("../2014", "0000-01-01", "2014-12-31"),
    ("2014/", "2014-01-01", "9999-12-31"),
    ("/2014", "0000-01-01", "2014-12-31"),
    ("../..", "0000-01-01", "9999-12-31"),
    ("/..", "0000-01-01", "9999-12-31"),
    ("../", "0000-01-01", "9999-12-31"),
    ("1984~/2004-06", "1984-01-01", "2004-06-30"),
    ("2003-22/2003-24", "2003-06-01", "2004-02-29"),
    ("198X/199X", "1980-01-01", "1999-12-31"),
    # The order of intervals: a whole month must not begin before the start, a masked end may
    ("1111-01-01/1111", "1111-01-01", "1111-12-31"),
    ("1984-11-12/1984-11-XX", "1984-11-12", "1984-11-30"),
    ("1919-XX-02/1919-XX-01", "1919-01-02", "1919-12-01"),
    ("2014-05-05/2014-05-05", "2014-05-05", "2014-05-05"),
]

TIMES = ["14:30", "14:30:05", "14:30:05Z", "14:30Z", "14:30+03:00", "23:59:59-23", "00:00:00+00:59"]

INVALID = [
    ("1985-02-30", "February 1985 has 28 days"),
    ("2024-02-30", "February 2024 has 29 days"),
    ("1960-06-31", "June 1960 has 30 days"),
    ("2025-13", "there is no month 13"),
    ("2025-20", "there is no month 20"),
    ("2025-42", "there is no month 42"),
    ("2025-00", "there is no month 00"),
    ("2025-13-01", "there is no month 13"),
    ("2025-02-00", "there is no day 00"),
    ("2025-02-32", "there is no day 32"),
    ("2025-21-01", "has no days"),
    ("2001-02-3X", "no day of the calendar matches it"),
    ("20X1-02-X9/2001", "the interval ends before it begins"),
    ("XXX1-02-3X", "no day of the calendar matches it"),
    ("2001-2X", "no month matches 2X"),
    ("1900-02-29", "February 1900 has 28 days"),
    ("2XX1-02-29", "no day of the calendar matches it"),
    ("-0000", "there is no year -0000"),
    ("-0000-01-01", "there is no year -0000"),
    ("-0000S2", "this is not an EDTF date"),
    ("-2001-02-29", "February -2001 has 28 days"),
    ("2005/2004", "the interval ends before it begins"),
    ("2004-06-11/2004-06", "the interval ends before it begins"),
    ("0000-02/0000", "the interval ends before it begins"),
    ("-1000/-2000", "the interval ends before it begins"),
    ("2014-05-20/2014-05-1X", "the interval ends before it begins"),
    ("/", "an interval needs a date"),
    ("..", "an open end needs a date"),
    ("2012/2013/2014", "one slash"),
    ("2000/12-12", "a year has four digits"),
    ("Y17000/2000", "this is not an EDTF date"),
    ("2004/[2005]", "this is not an EDTF date"),
    ("?2004~", "2004 has a qualifier both before and after it"),
    ("2004-~06?-11", "06 has a qualifier both before and after it"),
    ("2004-06-~11?", "11 has a qualifier both before and after it"),
    ("2004??", "this is not an EDTF date"),
    ("-?2004", "this is not an EDTF date"),
    ("+2006", "this is not an EDTF date"),
    ("Y2006", "this is not an EDTF date"),
    ("Y17E7-12-26", "this is not an EDTF date"),
    ("20067890", "a year has four digits"),
    ("206", "a year has four digits"),
    ("2025-2-3", "two digits each"),
    ("2025-2", "two digits each"),
    ("2014-xx", "upper-case X"),
    ("199x", "upper-case X"),
    ("2004-(06)?-11", "round brackets"),
    ("2025–02–26", "plain digits and signs"),
    ("٢٠٢٥", "plain digits and signs"),
    ("２０２５", "plain digits and signs"),
    ("", "an empty text is not a date"),
    (" 2025", "no blanks"),
    ("2025-02-26 ", "no blanks"),
    ("2025-02 -26", "no blanks"),
    ("2025\n", "no blanks"),
    ("2025-02-26T14", "the time should look like"),
    ("2025-02-26T", "the time should look like"),
    ("2025-02-26T24:00", "the time should look like"),
    ("2025-02-26T14:60", "the time should look like"),
    ("2025-02-26T14:30:60", "the time should look like"),
    ("2025-02-26T14:30+24:00", "the time should look like"),
    ("2025-02-26T14:30+03:60", "the time should look like"),
    ("2025-02-26T1:30", "the time should look like"),
    ("2025-02-26T14:30Z15", "the time should look like"),
    ("2025-02-26T14:30z", "the time should look like"),
    ("2025-02-26T١٤:30", "the time should look like"),
    ("2025-02-26t14:30", "T and Z are upper case"),
    ("2025-02T14:30", "a time of day needs a day"),
    ("2025-02-2XT14:30", "a time of day needs a day"),
    ("2025-02-26~T14:30", "a time of day needs a day"),
    ("2025-02-30T14:30", "February 2025 has 28 days"),
    ("2025-02-26T14:30/2025-02-27", "time of day"),
    ("[1667", "ends with ]"),
    ("{1667]", "ends with }"),
    ("[]", "ends with ]"),
    ("[..]", "dots only at its beginning or its end"),
    ("[1667,..1670,1680]", "dots only at its beginning or its end"),
    ("[1667..,1670]", "dots only at its beginning or its end"),
    ("[1670..1667]", "a range in the set ends before it begins"),
    ("[1667,1670-13]", "there is no month 13"),
    ("[1667, 1668]", "no blanks"),
    ("[1667,,1668]", "an empty text"),
]

UNSUPPORTED = [
    "[1667,1668,1670..1672]",
    "[1984..]",
    "[..1984,1986]",
    "[..1984-21]",
    "[..198X]",
    "[..-0001]",
    "{..1984}",
    "{1760-12..}",
    "{1960,-1961-12}",
    "[1667]",
    "Y170000002",
    "Y-170000002",
    "Y17E8",
    "Y3388E2S3",
    "Y171010000S3",
    "1950S2",
    "-1859S5",
    "-2010",
    "-0001",
    "-2004-23",
    "-2004-02-29",
    "?-2004-06-04~",
    "-XXXX-12-XX",
    "-XXXX-02-29",
    "-000X",
    "-199X-24",
    "-1985-04-12T23:20:30Z",
    "-1000/-0999",
    "-2004/2005",
    "-1985/..",
    "../-0001",
]


@pytest.mark.parametrize(("text", "earliest", "latest"), BOUNDS)
def test_bounds(text: str, earliest: str, latest: str) -> None:
    date = PartialDate.parse(text)
    assert (date.earliest, date.latest) == (earliest, latest)
    assert date.date == date.edtf == str(date) == text
    assert date.time is None


@pytest.mark.parametrize("time_of_day", TIMES)
def test_a_time_stays_as_it_is_and_does_not_change_the_day(time_of_day: str) -> None:
    date = PartialDate.parse(f"2025-02-26T{time_of_day}")
    assert date == PartialDate("2025-02-26", "2025-02-26", "2025-02-26", time_of_day)
    assert str(date) == date.edtf == f"2025-02-26T{time_of_day}"


@pytest.mark.parametrize(("text", "reason"), INVALID)
def test_invalid(text: str, reason: str) -> None:
    with pytest.raises(DateError) as caught:
        PartialDate.parse(text)
    assert not isinstance(caught.value, UnsupportedDateError)
    assert reason in str(caught.value)


@pytest.mark.parametrize("text", UNSUPPORTED)
def test_unsupported(text: str) -> None:
    with pytest.raises(UnsupportedDateError) as caught:
        PartialDate.parse(text)
    assert str(caught.value).startswith(text)


# --- Messages -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1985-02-30", "1985-02-30: February 1985 has 28 days"),
        ("2025-13", "2025-13: there is no month 13"),
        ("2005/2004", "2005/2004: the interval ends before it begins"),
        ("2013/2014-02-30", "2013/2014-02-30: February 2014 has 28 days"),
        ("-2010", "-2010 is not supported: timeline keeps the years 0000 to 9999"),
        ("", "“”: an empty text is not a date"),
    ],
)
def test_a_message_names_the_text_and_the_reason(text: str, message: str) -> None:
    with pytest.raises(DateError, match=f"^{re.escape(message)}$"):
        PartialDate.parse(text)


def test_a_message_is_one_short_printable_line() -> None:
    with pytest.raises(DateError) as caught:
        PartialDate.parse("\x1b[31m2025\n\u202e\ud800" + "9" * 100_000)
    message = str(caught.value)
    assert message.startswith(r"\x1b[31m2025\n\u202e\ud800999")
    assert "9…: " in message
    assert len(message) < 250
    assert message.isprintable()


# --- The value ------------------------------------------------------------------------------------------------------


def test_order_goes_by_the_listed_day_last_day_time_and_text() -> None:
    expected = [
        "0000/2014",
        "2013",
        "2014-01-01",
        "2014-01-01T09:00",
        "2014-01-01T14:30",
        "2014-01",
        "2014",
        "2014?",
        "2014~",
        "2014-06/2015",
        "../2014",
        "/2014",
        "[..2014]",
        "2014-12-31/..",
    ]
    backwards = [PartialDate.parse(text) for text in reversed(expected)]
    assert [str(date) for date in sorted(backwards)] == expected


def test_comparison_with_something_else() -> None:
    date, text = PartialDate.parse("2014"), cast("object", "2014")
    assert date != text
    with pytest.raises(TypeError):
        sorted([date, text])  # type: ignore[type-var]


def test_a_value_is_immutable_and_hashable() -> None:
    date = PartialDate.parse("2014")
    with pytest.raises(FrozenInstanceError):
        date.date = "2015"  # type: ignore[misc]
    assert {date: 1}[PartialDate.parse("2014")] == 1
    assert copy.copy(date) == pickle.loads(pickle.dumps(date)) == date  # noqa: S301


# --- Against other people's tables ----------------------------------------------------------------------------------


def table(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the shared data are not here: {path}")
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def verdict(text: str) -> str:
    try:
        PartialDate.parse(text)
    except UnsupportedDateError:
        return "unsupported"
    except DateError:
        return "invalid"
    return "valid"


def test_verdicts_of_two_validators() -> None:
    # Blanks inside sets: the two sources contradict each other, and sets are refused in any case.
    rows = [row for row in table("edtf_validity.tsv") if not (row["string"][:1] in ("[", "{") and " " in row["string"])]
    allowed = {"valid": ("valid", "unsupported"), "invalid": ("invalid",)}
    wrong = [row["string"] for row in rows if verdict(row["string"]) not in allowed[row["verdict"]]]
    assert len(rows) > 300
    assert wrong == []


def test_bounds_of_another_parser() -> None:
    differs_by_convention = {"/2006", "2004-06-01/", "1984-06-02?/", "2010-24"}
    open_ends = {"-inf": "0000-01-01", "inf": "9999-12-31"}
    wrong = []
    for row in table("edtf_bounds.tsv"):
        if row["edtf"] in differs_by_convention or verdict(row["edtf"]) != "valid":
            continue
        date = PartialDate.parse(row["edtf"])
        expected = [open_ends.get(bound, bound) for bound in (row["lower_strict"], row["upper_strict"])]
        if [date.earliest, date.latest] != expected:
            wrong.append(row["edtf"])
    assert wrong == []


# --- Imports of the package ---------------------------------------------------------------------------------------


def test_importing_the_package_loads_neither_dateutil_nor_datetime() -> None:
    program = "import sys, timeline.dates; sys.exit(bool({'dateutil', 'datetime', 'calendar'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-S", "-c", program], cwd=Path(__file__).parents[2], check=False).returncode
        == 0
    )
