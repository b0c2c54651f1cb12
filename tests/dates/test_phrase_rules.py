"""The rules for phrases: context, order of figures, references longer than a day, and properties of all phrases."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.phrases import FRIDAY, assert_one_line
from timeline.dates import PartialDate, read_phrase
from timeline.errors import DateError, ReferenceNeededError


@pytest.mark.parametrize(
    ("left", "phrase", "right", "edtf"),
    [
        ("Talks are expected on ", "Tuesday", "", "2025-03-04"),
        ("The accord will be signed on ", "Friday", ".", "2025-02-28"),
        ("He told reporters ", "Tuesday", " that the accord will follow", "2025-02-25"),
        ("It will end. He said on ", "Tuesday", "", "2025-02-25"),
        ("", "Tuesday", ", when he will visit Kyiv", "2025-03-04"),
        ("The summit is to be held in ", "August", "", "2025-08"),
        ("The law was passed in ", "August", "", "2024-08"),
        ("The visit was announced on ", "Feb. 20", "", "2025-02-20"),
        ("The court will hear it on ", "Feb. 20", "", "2026-02-20"),
        ("He was killed ", "on March 10", "", "2024-03-10"),
        ("Lavrov said ", "in March", "", "2024-03"),
        ("Elections will be held ", "in January", "", "2026-01"),
        ("It is scheduled for ", "Jan. 12", "", "2026-01-12"),
        ("he’ll fly ", "on Tuesday", "", "2025-03-04"),
        ("The vote is planned for ", "August", "", "2025-08"),
        ("They must decide by ", "Tuesday", "", "2025-03-04"),
        ("Theresa May arrived ", "on Tuesday", "", "2025-02-25"),
        ("We can confirm that he died ", "on Tuesday", "", "2025-02-25"),
        ("The family read out the will ", "on Tuesday", "", "2025-02-25"),
        ("It was extended to ", "March 10", "", "2025-03-10"),
        ("is due to meet ", "this Monday", "", "2025-03-03"),
        ("Президент прибудет ", "во вторник", "", "2025-03-04"),
        ("Он ушёл ", "24 августа", "", "2024-08-24"),
        ("Він пішов ", "24 серпня", "", "2024-08-24"),
        ("Встреча состоится во ", "вторник", "", "2025-03-04"),
        ("Он заявил во ", "вторник", "", "2025-02-25"),
        ("Зустріч відбудеться у ", "вівторок", "", "2025-03-04"),
        ("Until ", "Thursday", ", the guards had not moved", "2025-02-27"),
        ("Up until ", "Thursday", ", nobody was told", "2025-02-27"),
        ("The truce holds until ", "Thursday", ".", "2025-03-06"),
        ("On ", "Tuesday", ", when the envoy set aside her notes", "2025-02-25"),
        ("The talks, set to reopen ", "Tuesday", " in Oslo", "2025-03-04"),
        ("The ministry named ", "November 3", " as the deadline for bids", "2025-11-03"),
        ("The bridge must be ready by ", "December", ".", "2025-12"),
        ("All members had signed by ", "Monday", ".", "2025-02-24"),
        ("The fund bought shares from January 2 to ", "Thursday", ".", "2025-02-27"),
        ("The loss was smaller due to the ", "second quarter", ".", "2024-34"),
        ("Sales rose in ", "the second quarter", ".", "2024-34"),
        ("Sales will rise in ", "the second quarter", ".", "2025-34"),
        ("There is a memorial day on ", "January 12", "", "2026-01-12"),
        ("There is evidence that on ", "January 12", " the guards had moved", "2025-01-12"),
        ("The hearing was postponed to ", "March 10", "", "2025-03-10"),
        ("The tour was delayed until ", "August", "", "2025-08"),
        ("The tour was held ", "this fall", "", "2024-23"),
    ],
)
def test_the_words_around_a_date_set_the_direction(left: str, phrase: str, right: str, edtf: str) -> None:
    assert str(read_phrase(phrase, FRIDAY, left=left, right=right).date) == edtf


@pytest.mark.parametrize("phrase", ["the next day", "two days later", "a year earlier", "на следующий день"])
def test_a_phrase_that_may_be_relative_to_another_date_is_refused(phrase: str) -> None:
    for left in ("On March 16, 2014, Crimea voted. ", "16 марта 2014 года прошло голосование. "):
        with pytest.raises(DateError, match="relative to the date before it"):
            read_phrase(phrase, FRIDAY, left=left)
    assert read_phrase("yesterday", FRIDAY, left="On March 16, 2014, Crimea voted. ").date


def test_a_direction_from_the_caller_decides() -> None:
    assert str(read_phrase("Aug. 24", FRIDAY, ahead=False).date) == "2024-08-24"
    assert str(read_phrase("Jan. 10", FRIDAY, ahead=True).date) == "2026-01-10"
    assert str(read_phrase("Tuesday", FRIDAY, ahead=True, left="he said ").date) == "2025-03-04"


@pytest.mark.parametrize(
    ("phrase", "order", "edtf"),
    [
        ("03/04/2025", "dmy", "2025-04-03"),
        ("03/04/2025", "mdy", "2025-03-04"),
        ("03.04.2025", "mdy", "2025-03-04"),
        ("25/04/03", "ymd", "2025-04-03"),
        ("3/4", "mdy", "2025-03-04"),
        ("2025/04/03", "dmy", "2025-04-03"),
    ],
)
def test_the_order_of_figures_can_be_set(phrase: str, order: str, edtf: str) -> None:
    assert str(read_phrase(phrase, FRIDAY, order=order).date) == edtf


def test_an_order_that_the_figures_contradict_is_refused() -> None:
    with pytest.raises(DateError, match="not a date in the order mdy"):
        read_phrase("26/02/2025", order="mdy")


def test_a_reference_longer_than_a_day_works_if_its_days_agree() -> None:
    february = PartialDate.parse("2025-02")
    assert str(read_phrase("last year", february).date) == "2024"
    assert str(read_phrase("in January", february).date) == "2025-01"
    with pytest.raises(ReferenceNeededError, match="2025-02"):
        read_phrase("Thursday", february)


@pytest.mark.parametrize("reference", ["0000-05-05", "0001-01-01", "9999-12-31", "../2014", "2014/.."])
@pytest.mark.parametrize(
    "phrase", ["yesterday", "tomorrow", "next week", "March", "Feb. 29", "in 50 years", "the nineties"]
)
def test_the_ends_of_the_calendar(reference: str, phrase: str) -> None:
    try:
        reading = read_phrase(phrase, PartialDate.parse(reference))
    except DateError as refusal:
        assert_one_line(str(refusal))
    else:
        assert reading.date is not None


@given(
    # strftime does not pad years before 1000 everywhere.
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(["%d %b %Y", "%d %B %Y", "%b. %d, %Y", "%B %dth %Y", "%d of %B, %Y", "%A, %d %B %Y", "%d.%m.%Y"]),
)
def test_a_full_date_is_that_day(day: date, pattern: str) -> None:
    assert str(read_phrase(day.strftime(pattern)).date) == day.isoformat()


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["Monday", "Thursday", "неділю"]))
def test_a_weekday_lies_in_the_week_up_to_the_reference(day: date, weekday: str) -> None:
    read = read_phrase(weekday, PartialDate.parse(str(day))).date
    assert read is not None
    assert timedelta(0) <= day - date.fromisoformat(read.earliest) < timedelta(7)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.dates(date(2000, 1, 1), date(2000, 12, 31)))
def test_a_day_without_a_year_is_the_nearest(reference: date, day: date) -> None:
    read = read_phrase(f"{day:%d %B}", PartialDate.parse(str(reference))).date
    assert read is not None
    assert read.earliest[5:] == f"{day:%m-%d}"
    limit = 183 if (day.month, day.day) != (2, 29) else 4 * 366
    assert abs(date.fromisoformat(read.earliest) - reference) <= timedelta(limit)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 99))
def test_days_are_counted_both_ways(day: date, number: int) -> None:
    reference = PartialDate.parse(str(day))
    back, on = read_phrase(f"{number} days ago", reference).date, read_phrase(f"in {number} days", reference).date
    assert back is not None
    assert on is not None
    assert str(back) == str(day - timedelta(number))
    assert str(on) == str(day + timedelta(number))


WORDS = [
    "feb", "march", "sept.", "26", "31st", "2025", "0014", "of", "2014-02", "14:30", "p.m.", "unknown", "late", "last",
    "next", "week", "weeks", "year", "ago", "since", "to", "between", "and", "before", "thursday", "the", "1990s", "two",
    "hundred", "thousand", "9999", "day", "first", "quarter", "winter", "about", "?", "~", "–", "-", "/", "в", "четверг",
    "недели", "назад", "до", "рік", "26.02", "3/4", "century", "in", "a", "few", "this", "X", "T",
]  # fmt: skip


@given(
    st.text()
    | st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
    | st.lists(st.sampled_from(WORDS)).map("".join),
    st.none() | st.dates().map(lambda day: PartialDate.parse(str(day))),
    st.none() | st.sampled_from(["dmy", "mdy", "ymd"]),
)
def test_any_text_is_read_or_refused(text: str, reference: PartialDate | None, order: str | None) -> None:
    try:
        read = read_phrase(text, reference, order=order, left=text, right=text).date
    except DateError as refusal:
        assert_one_line(str(refusal))
    else:
        assert read is None or PartialDate.parse(str(read)) == read


@pytest.mark.parametrize("typed", ["2020 -9 -9", "2020--9--9", "1993 1 -9", "1993-1--9"])
def test_a_minus_that_means_unknown_is_refused(typed: str) -> None:
    with pytest.raises(DateError, match="minus before a figure"):
        read_phrase(typed)


@pytest.mark.parametrize(
    ("typed", "read"), [("c. 2020-05?", "2020-05%"), ("circa 1990?", "1990%"), ("maybe 1990", "1990?")]
)
def test_doubt_and_approximation_are_both_kept(typed: str, read: str) -> None:
    date = read_phrase(typed).date
    assert date is not None
    assert date.date == read
