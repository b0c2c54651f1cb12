"""Partial dates in English words."""

from itertools import product

import pytest

from timeline.dates import PartialDate

WORDS = [
    # Plain
    ("2025-02-26", "26 Feb 2025"),
    ("2025-02-06", "6 Feb 2025"),
    ("2022-09", "Sep 2022"),
    ("2014", "2014"),
    ("0014", "0014"),
    # Qualified as a whole
    ("2014~", "c. 2014"),
    ("2014?", "2014?"),
    ("2014%", "c. 2014?"),
    ("~2014", "c. 2014"),
    ("2022-09~", "c. Sep 2022"),
    ("2022-09?", "Sep 2022?"),
    ("2025-02-26%", "c. 26 Feb 2025?"),
    # Qualified in part
    ("2004?-06-~11", "c. 11 Jun 2004?"),
    ("2004-06~-11", "11 c. Jun c. 2004"),
    ("2004-~06-11", "11 c. Jun 2004"),
    ("2004-?06-?11", "11? Jun? 2004"),
    ("2004-%06", "c. Jun? 2004"),
    ("?2004-06~", "c. Jun c. 2004?"),
    ("~2004-06", "Jun c. 2004"),
    # The mark of one part that looks like the mark of the whole date
    ("2004-06-~11", "c. 11 Jun 2004, day approximate"),
    ("2004?-06-11", "11 Jun 2004?, year uncertain"),
    ("2004-~06", "c. Jun 2004, month approximate"),
    ("?2004-06", "Jun 2004?, year uncertain"),
    ("?1999-XX", "1999?, month unknown, year uncertain"),
    ("%1999-XX", "c. 1999?, month unknown, year uncertain and approximate"),
    ("2004-~22", "c. summer 2004, season approximate"),
    # Unspecified digits
    ("199X", "1990s"),
    ("200X", "2000s"),
    ("20XX", "2000–2099"),
    ("1XXX", "1000–1999"),
    ("199X~", "c. 1990s"),
    ("16XX%", "c. 1600–1699?"),
    ("1999-01-XX", "Jan 1999, day unknown"),
    ("1999-XX", "1999, month unknown"),
    ("1999-XX-XX", "1999, month and day unknown"),
    ("1XXX-XX", "1000–1999, month unknown"),
    ("1999-01-XX?", "Jan 1999?, day unknown"),
    ("1999-XX~", "c. 1999, month unknown"),
    ("1999-01-~XX", "c. XX Jan 1999, day approximate"),
    ("1999-?XX", "1999, month XX?, month uncertain"),
    ("156X-12-25", "25 Dec 156X"),
    ("15XX-12-XX", "Dec 15XX, day unknown"),
    ("1X99", "1X99"),
    ("1984-11-2X", "2X Nov 1984"),
    ("1984-1X", "1984, month 1X"),
    ("2004-X1-03", "2004, month X1, day 3"),
    ("1560-XX-25", "1560, day 25, month unknown"),
    ("XXXX-12-25", "25 Dec, year unknown"),
    ("XXXX-12-XX", "Dec, day and year unknown"),
    ("XXXX-XX-23", "day 23, month and year unknown"),
    ("XXXX-XX-XX", "month, day and year unknown"),
    ("XXXX", "year unknown"),
    ("XXXX~", "c. XXXX"),
    ("XXXX-XX?", "XXXX, month XX?"),
    # Seasons and other parts of a year
    ("2022-21", "spring 2022"),
    ("2022-22", "summer 2022"),
    ("2022-23", "autumn 2022"),
    ("2022-24", "winter 2022–23"),
    ("1999-24", "winter 1999–2000"),
    ("2009-24", "winter 2009–10"),
    ("199X-24", "winter 199X"),
    ("2011-23~", "c. autumn 2011"),
    ("2004-?22", "summer? 2004"),
    ("2001-26", "summer 2001 (northern)"),
    ("2001-28?", "winter 2001–02? (northern)"),
    ("2001-30", "summer 2001–02 (southern)"),
    ("2001-29", "spring 2001 (southern)"),
    ("2001-34", "Q2 2001"),
    ("2001-37", "first third of 2001"),
    ("2001-39~", "c. third third of 2001"),
    ("2001-40", "first half of 2001"),
    ("2001-41", "second half of 2001"),
    # Intervals
    ("2013-11-21/2014-02-22", "21 Nov 2013 – 22 Feb 2014"),
    ("2022-09-23/2022-09-27", "23–27 Sep 2022"),
    ("2022-09-23/2022-10-02", "23 Sep – 2 Oct 2022"),
    ("2022-09-23~/2022-09-27", "c. 23 Sep 2022 – 27 Sep 2022"),
    ("2022-09-2X/2022-09-30", "2X Sep 2022 – 30 Sep 2022"),
    ("2022-09/2022-10", "Sep 2022 – Oct 2022"),
    ("1984?/2004-06~", "1984? – c. Jun 2004"),
    ("2014/..", "since 2014"),
    ("2014~/..", "since c. 2014"),
    ("../2014", "until 2014"),
    ("2014/", "2014 – ?"),
    ("/2014", "? – 2014"),
    ("../..", "any time"),
    ("/..", "since an unknown date"),
    ("../", "until an unknown date"),
    # Times
    ("[..2024-05-06]", "reported 6 May 2024"),
    ("[..2024-05~]", "reported c. May 2024"),
    ("[..2014?]", "reported 2014?"),
    ("2025-02-26T14:30", "26 Feb 2025, 14:30"),
    ("2025-02-26T14:30:05", "26 Feb 2025, 14:30:05"),
    ("2025-02-26T14:30Z", "26 Feb 2025, 14:30 UTC"),
    ("2025-02-26T14:30+03:00", "26 Feb 2025, 14:30 +03:00"),
    ("2025-02-26T14:30-04", "26 Feb 2025, 14:30 -04"),
]


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_words(text: str, words: str) -> None:
    assert PartialDate.parse(text).human() == words


def test_every_month_has_its_name() -> None:
    names = [PartialDate.parse(f"2025-{month:02}").human().removesuffix(" 2025") for month in range(1, 13)]
    assert names == ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def test_different_parts_of_a_year_read_differently() -> None:
    codes = [*range(1, 13), *range(21, 42)]
    assert len({PartialDate.parse(f"2001-{code:02}").human() for code in codes}) == len(codes)


@pytest.mark.parametrize("parts", [("2004",), ("2004", "06"), ("2004", "22"), ("2004", "06", "11"), ("2004", "XX")])
def test_different_qualifications_read_differently(parts: tuple[str, ...]) -> None:
    texts = [
        "-".join(f"{mark}{part}" for mark, part in zip(marks, parts, strict=True))
        for marks in product(["", "?", "~", "%"], repeat=len(parts))
    ]
    by_words: dict[str, list[str]] = {}
    for text in texts:
        by_words.setdefault(PartialDate.parse(text).human(), []).append(text)
    alike = [group for group in by_words.values() if len(group) > 1]
    # An uncertain year with an approximate day or month has the same words as a date that is both as a whole.
    first, last = parts[0], parts[-1]
    assert all(any(text.startswith(f"?{first}") and text.endswith(f"-~{last}") for text in group) for group in alike)
    assert len(alike) <= 1
