"""What people may type for a date."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.dates import PartialDate, read_date
from timeline.errors import DateError, UnsupportedDateError

UNDERSTOOD = [
    ("2014", "2014"),
    ("  2014\n", "2014"),
    ("2014~", "2014~"),
    ("?2004-06-~11", "?2004-06-~11"),
    ("199X", "199X"),
    ("2022-22", "2022-22"),
    ("2013-11-21/2014-02-22", "2013-11-21/2014-02-22"),
    ("2014/2022", "2014/2022"),
    ("2014/..", "2014/.."),
    ("../2014", "../2014"),
    ("/2014", "/2014"),
    ("2025-02-26", "2025-02-26"),
    ("2025-02-26T14:30", "2025-02-26T14:30"),
    ("2025-02-26 14:30", "2025-02-26T14:30"),
    ("2025-02-26  14:30:05Z", "2025-02-26T14:30:05Z"),
    ("2025-02-26 14:30+03:00", "2025-02-26T14:30+03:00"),
    ("26 Feb 2025", "2025-02-26"),
    ("26 February 2025", "2025-02-26"),
    ("6 February 2025", "2025-02-06"),
    ("26 Feb. 2025", "2025-02-26"),
    ("26 Feb, 2025", "2025-02-26"),
    ("Feb. 26, 2025", "2025-02-26"),
    ("Feb 26,2025", "2025-02-26"),
    ("February 26 2025", "2025-02-26"),
    ("FEBRUARY 26TH, 2025", "2025-02-26"),
    ("26th of February 2025", "2025-02-26"),
    ("1st march 2014", "2014-03-01"),
    ("26\u00a0Feb\u00a02025", "2025-02-26"),
    ("29 Feb 2024", "2024-02-29"),
    ("31 Dec 9999", "9999-12-31"),
    ("1 Jan 0100", "0100-01-01"),
    ("September 2022", "2022-09"),
    ("september of 2022", "2022-09"),
    ("Sept. 2022", "2022-09"),
    ("Sep, 2022", "2022-09"),
    ("May 2014", "2014-05"),
    ("June 0500", "0500-06"),
]

NOT_UNDERSTOOD = [
    "early March",
    "March",
    "26 Feb",
    "26 Feb 25",
    "Thursday",
    "yesterday",
    "c. 2014",
    "Febtember 2025",
    "26 Feb 2025 and more",
    "26 ſep 2014",
    "26 Feb ٢٠٢٥",
    "٢٠٢٥",
    "10.11.2014",
    "10-11-2014",
    "20250226",
    "1740000000",
    "none",
    "2014 or 2015",
    "26Feb2025",
]


@pytest.mark.parametrize(("typed", "edtf"), UNDERSTOOD)
def test_understood(typed: str, edtf: str) -> None:
    assert read_date(typed) == PartialDate.parse(edtf)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("names", ["Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", "long"])
def test_every_month(month: int, names: str) -> None:
    long = "January February March April May June July August September October November December"
    name = (long if names == "long" else names).split()[month - 1]
    assert str(read_date(f"{name} 2022")) == f"2022-{month:02}"
    assert str(read_date(f"{name.lower()} 7, 2022")) == f"2022-{month:02}-07"


@pytest.mark.parametrize("typed", ["unknown", "Unknown", " UNKNOWN "])
def test_unknown_is_no_date(typed: str) -> None:
    assert read_date(typed) is None


@pytest.mark.parametrize("typed", NOT_UNDERSTOOD)
def test_not_understood(typed: str) -> None:
    with pytest.raises(DateError) as caught:
        read_date(typed)
    assert str(caught.value) == (
        f"“{typed}” is not a date timeline can read; write 2025-02-26, 26 Feb 2025, Sep 2022, 2014, "
        "2013-11-21/2014-02-22, 2014~ or unknown"
    )


@pytest.mark.parametrize("typed", ["03/04/2025", "10/11/2014", "3/4/25", "10/2014", "2014/10", "2014/10/11", "1/2"])
def test_numbers_with_slashes_are_never_guessed(typed: str) -> None:
    with pytest.raises(DateError, match="can be read in several ways"):
        read_date(typed)


@pytest.mark.parametrize("typed", ["", "  ", "\n\t"])
def test_empty(typed: str) -> None:
    with pytest.raises(DateError, match="the date is empty; write 2025-02-26, 26 Feb 2025"):
        read_date(typed)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("30 Feb 2025", "30 Feb 2025: February 2025 has 28 days"),
        ("September 31, 2022", "September 31, 2022: September 2022 has 30 days"),
        ("0 Feb 2025", "0 Feb 2025: there is no day 00"),
        ("99 Feb 2025", "99 Feb 2025: there is no day 99"),
        ("26 Feb 0014", "26 Feb 0014: write so early a year in figures, as in 0014-02-26"),
        ("Feb 0031", "Feb 0031: write so early a year in figures, as in 0014-02-26"),
        ("2025-02-30", "2025-02-30: February 2025 has 28 days"),
        ("2025-13", "2025-13: there is no month 13"),
        ("2005/2004", "2005/2004: the interval ends before it begins"),
    ],
)
def test_what_is_wrong_is_said(typed: str, message: str) -> None:
    with pytest.raises(DateError) as caught:
        read_date(typed)
    assert str(caught.value) == message


@pytest.mark.parametrize("typed", ["[1667,1668]", "{..1984}", "-0044", "Y17E7", "1950S2"])
def test_unsupported_edtf_stays_unsupported(typed: str) -> None:
    with pytest.raises(UnsupportedDateError):
        read_date(typed)


def test_a_message_is_one_short_printable_line() -> None:
    with pytest.raises(DateError) as caught:
        read_date("early\x1b[31m March" * 1000)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 250


@given(
    # strftime does not pad years before 1000 everywhere.
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(["%d %b %Y", "%d %B %Y", "%b. %d, %Y", "%B %dth %Y", "%d of %B, %Y"]),
)
@settings(deadline=None)
def test_a_day_with_the_name_of_its_month(day: date, pattern: str) -> None:
    assert str(read_date(day.strftime(pattern))) == day.isoformat()


words = [
    "feb",
    "march",
    "sept.",
    "26",
    "31st",
    "2025",
    "0014",
    "of",
    "2014-02",
    "14:30",
    "unknown",
    "late",
    *",/-T~X.[٣",
]


@given(
    st.text()
    | st.lists(st.sampled_from(words), max_size=6).map(" ".join)
    | st.lists(st.sampled_from(words)).map("".join)
)
@settings(deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = read_date(text)
    except DateError as refusal:
        assert_one_line(str(refusal))
    else:
        assert read is None or PartialDate.parse(str(read)) == read


def assert_one_line(message: str) -> None:
    assert message.isprintable()
    assert len(message) < 250
