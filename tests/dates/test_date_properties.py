"""Properties of every partial date, tested on generated ones."""

import calendar
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.dates import PartialDate
from timeline.errors import DateError

QUALIFIERS = "?~%"


def month_length(year: int, month: int) -> int:
    """Return the length of a month by the standard library, which has no year 0; the year 400 has the same days."""
    return calendar.monthrange(year or 400, month)[1]


@st.composite
def real_days(draw: st.DrawFn) -> tuple[str, str, str]:
    year, month = draw(st.integers(0, 9999)), draw(st.integers(1, 12))
    day = draw(st.integers(1, month_length(year, month)))
    return f"{year:04}", f"{month:02}", f"{day:02}"


@st.composite
def masked(draw: st.DrawFn, parts: tuple[str, ...], at_most: int = 8) -> tuple[str, ...]:
    digits = "-".join(parts)
    places = [place for place, char in enumerate(digits) if char != "-"]
    chosen = draw(st.sets(st.sampled_from(places), max_size=at_most))
    return tuple("".join("X" if place in chosen else char for place, char in enumerate(digits)).split("-"))


@st.composite
def qualified(draw: st.DrawFn, parts: tuple[str, ...]) -> str:
    marks = [("", "")] * 4 + [(mark, "") for mark in QUALIFIERS] + [("", mark) for mark in QUALIFIERS]
    chosen = [draw(st.sampled_from(marks)) for _ in parts]
    return "-".join(f"{before}{part}{after}" for part, (before, after) in zip(parts, chosen, strict=True))


@st.composite
def single_dates(draw: st.DrawFn) -> str:
    parts: tuple[str, ...] = draw(real_days())
    parts = parts[: draw(st.integers(1, 3))]
    kind = draw(st.sampled_from(["plain", "masked", "group"]))
    if kind == "masked":
        parts = draw(masked(parts))
    elif kind == "group":
        parts = (*draw(masked(parts[:1])), str(draw(st.integers(21, 41))))
    return draw(qualified(parts))


@st.composite
def intervals(draw: st.DrawFn) -> str:
    start, end = sorted((draw(single_dates()), draw(single_dates())), key=lambda text: PartialDate.parse(text).earliest)
    open_ends = [f"{start}/..", f"{start}/", f"../{end}", f"/{end}", "../..", "/..", "../"]
    return draw(st.sampled_from([f"{start}/{end}"] * len(open_ends) + open_ends))


@st.composite
def days_with_time(draw: st.DrawFn) -> str:
    moment = draw(st.times()).isoformat("seconds")
    zone = draw(st.sampled_from(["", "Z", "+03", "-04:30", "+00:00", "-23:59"]))
    return "-".join(draw(real_days())) + "T" + draw(st.sampled_from([moment, moment[:5]])) + zone


@st.composite
def reported_dates(draw: st.DrawFn) -> str:
    parts = draw(real_days())[: draw(st.integers(1, 3))]
    return f"[..{'-'.join(parts)}{draw(st.sampled_from(['', *QUALIFIERS]))}]"


edtf_texts = st.one_of(single_dates(), intervals(), days_with_time(), reported_dates())
partial_dates = edtf_texts.map(PartialDate.parse)


def assert_real_day(text: str) -> None:
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text)
    year, month, day = map(int, text.split("-"))
    assert 1 <= day <= month_length(year, month)


@given(edtf_texts)
@settings(deadline=None)
def test_a_valid_text_comes_back_unchanged_and_its_bounds_are_real(text: str) -> None:
    date = PartialDate.parse(text)
    assert str(date) == text
    assert PartialDate.parse(str(date)) == date
    assert_real_day(date.earliest)
    assert_real_day(date.latest)
    assert date.earliest <= date.latest


@given(edtf_texts)
@settings(deadline=None)
def test_human_words_are_one_line_and_keep_every_doubt(text: str) -> None:
    words = PartialDate.parse(text).human()
    assert words == words.strip() != ""
    assert words.isprintable()
    assert "  " not in words
    if "~" in text or "%" in text:
        assert "c. " in words
    if "?" in text or "%" in text:
        assert "?" in words


@given(partial_dates, partial_dates, partial_dates)
@settings(deadline=None)
def test_the_order_is_total(one: PartialDate, two: PartialDate, three: PartialDate) -> None:
    assert (one < two) + (one == two) + (one > two) == 1
    assert (one <= two) == (one < two or one == two)
    assert (one >= two) == (two <= one)
    first, second, third = sorted([one, two, three])
    assert first <= second <= third
    assert first <= third


@given(real_days().flatmap(lambda parts: masked(parts, at_most=5)))
@settings(deadline=None, max_examples=60)
def test_bounds_of_a_mask_agree_with_trying_every_day(parts: tuple[str, ...]) -> None:
    year_mask, month_mask, day_mask = (re.compile(part.replace("X", "[0-9]")) for part in parts)

    def first(onward: bool) -> str:
        way = 1 if onward else -1
        return next(
            f"{year:04}-{month:02}-{day:02}"
            for year in range(10000)[::way]
            if year_mask.fullmatch(f"{year:04}")
            for month in range(1, 13)[::way]
            if month_mask.fullmatch(f"{month:02}")
            for day in range(1, month_length(year, month) + 1)[::way]
            if day_mask.fullmatch(f"{day:02}")
        )

    date = PartialDate.parse("-".join(parts))
    assert (date.earliest, date.latest) == (first(onward=True), first(onward=False))


@given(st.text() | st.text(alphabet="0123456789X-/.~?%TZYSE:+[]{}, \n٣", max_size=30))
def test_any_other_text_is_refused_in_one_printable_line(text: str) -> None:
    try:
        date = PartialDate.parse(text)
    except DateError as refusal:
        words = str(refusal)
    else:
        assert str(date) == text
        assert text.isascii()
        words = date.human()
    assert words.isprintable()
    assert 0 < len(words) < 250


def test_the_widest_masks_terminate() -> None:
    texts = ["XXXX-XX-XX", "XXXX-02-29", "XXX1-02-2X", "XXXX-02-X9", "XXX0-X2-29"]
    for text in texts * 20:
        PartialDate.parse(text)
    with pytest.raises(DateError):
        PartialDate.parse("XXX1-02-29")
