"""Dates as tables and hurried people write them: signs, zeros, open ends, weekdays; and phrases of any words at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.phrases import assert_one_line
from timeline.dates import PartialDate, is_open_end, read_phrase
from timeline.errors import DateError, ReferenceNeededError

JUNE = PartialDate.parse("2024-06-12")


@pytest.mark.parametrize(
    ("phrase", "edtf"),
    [
        ("Aug 1991-", "1991-08/.."),
        ("1991-", "1991/.."),
        ("1991 –", "1991/.."),
        ("from Aug 1991 to the present", "1991-08/.."),
        ("between 2003 and the present day", "2003/.."),
        ("3 Sep 2003 – ongoing", "2003-09-03/.."),
        ("2003-09/Present", "2003-09/.."),
        ("2003 to date", "2003/.."),
        ("с 2003 года по настоящее время", "2003/.."),
        ("2003 – н. в.", "2003/.."),
        ("2003-09-01/9999-12-31", "2003-09-01/.."),
        ("since 2003-09", "2003-09/.."),
        ("since 2003-09-05", "2003-09-05/.."),
        ("..1918-11-11", "../1918-11-11"),
        (".. 1918", "../1918"),
        ("1918-11-11..", "1918-11-11/.."),
    ],
)
def test_an_open_end_stays_open(phrase: str, edtf: str) -> None:
    assert str(read_phrase(phrase, JUNE).date) == edtf


@pytest.mark.parametrize("word", ["present", "Ongoing", "the present", "настоящее время"])
def test_a_word_for_an_open_end_alone_is_refused(word: str) -> None:
    with pytest.raises(DateError, match="write for example since 2014"):
        read_phrase(word, JUNE)
    assert is_open_end(word)


def test_the_last_day_of_the_calendar_alone_stays_a_day() -> None:
    assert str(read_phrase("9999-12-31").date) == "9999-12-31"
    assert is_open_end("9999-12-31")
    assert not is_open_end("2024-12-31")


@pytest.mark.parametrize(
    ("phrase", "edtf"),
    [
        ("1982-00-00", "1982"),
        ("1982-00", "1982"),
        ("1982/07/00", "1982-07"),
        ("00.07.1982", "1982-07"),
        ("00/00/1982", "1982"),
        ("07/00/1982", "1982-07"),
        ("19820731", "1982-07-31"),
        ("1982-07-31T09:15:00.250Z", "1982-07-31T09:15:00Z"),
        ("1982-07-31 09:15:00,5", "1982-07-31T09:15:00"),
        ("1982\u201107\u201131", "1982-07-31"),
        ("1982\u221207\u221231", "1982-07-31"),
        ("31\u200b July\u200b 1982", "1982-07-31"),
        ("\ufeff1982-07-31", "1982-07-31"),
    ],
)
def test_figures_of_tables_and_databases_are_read(phrase: str, edtf: str) -> None:
    assert str(read_phrase(phrase).date) == edtf


@pytest.mark.parametrize(
    "phrase", ["-0000", "- 1982", "1982-07-", "[1982", "1982]", "(1982", "- July 1982", "0000-00-00", "19821331"]
)
def test_remains_of_a_date_are_refused(phrase: str) -> None:
    with pytest.raises(DateError) as flaw:
        read_phrase(phrase, JUNE)
    assert_one_line(str(flaw.value))


def test_zeros_are_reported_by_their_rule() -> None:
    assert read_phrase("1982-00-00").rule == "figures without signs, or with zeros"


@pytest.mark.parametrize(
    ("phrase", "edtf"),
    [
        ("next 3 March", "2025-03-03"),
        ("next March 3", "2025-03-03"),
        ("next 3 September", "2024-09-03"),
        ("last 3 September", "2023-09-03"),
        ("this past 3 March", "2024-03-03"),
        ("next 12 June", "2025-06-12"),
        ("last 12 June", "2023-06-12"),
        ("next 29 February", "2028-02-29"),
        ("Tuesday 4.6", "2024-06-04"),
        ("Tuesday 4.6.2024", "2024-06-04"),
        ("Wednesday 4/3/2024", "2024-04-03"),
    ],
)
def test_next_last_and_a_weekday_choose_the_day(phrase: str, edtf: str) -> None:
    assert str(read_phrase(phrase, JUNE).date) == edtf


@pytest.mark.parametrize(
    ("phrase", "written", "edtf"),
    [
        ("reported", "2024-06-12", "[..2024-06-12]"),
        ("Reported", "2024-06", "[..2024-06]"),
        ("reported", "2024-21", "[..2024-05-31]"),
        ("reported 6 May 2024", None, "[..2024-05-06]"),
        ("reported on 6 May", "2024-06-12", "[..2024-05-06]"),
        ("on or before 6 May 2024", None, "[..2024-05-06]"),
        ("reported early May 2024", None, "[..2024-05~]"),
        ("reported yesterday", "2024-06-12", "[..2024-06-11]"),
        ("[..2024-05]", None, "[..2024-05]"),
    ],
)
def test_what_was_reported_has_no_beginning(phrase: str, written: str | None, edtf: str) -> None:
    reference = PartialDate.parse(written) if written is not None else None
    assert str(read_phrase(phrase, reference).date) == edtf


@pytest.mark.parametrize(
    ("phrase", "error"),
    [("reported", ReferenceNeededError), ("reported summer 2024", DateError), ("reported since 2014", DateError)],
)
def test_a_report_without_a_day_is_refused(phrase: str, error: type[DateError]) -> None:
    with pytest.raises(error):
        read_phrase(phrase)


@pytest.mark.parametrize(
    ("phrase", "edtf"),
    [
        ("planned for this fall", "2024-23"),
        ("Postponed to July 9", "2024-07-09"),
        ("due 20 August", "2024-08-20"),
        ("is expected in September", "2024-09"),
        ("rescheduled for Friday", "2024-06-14"),
        ("moved to 2025-05-01", "2025-05-01"),
    ],
)
def test_words_for_a_plan_look_ahead(phrase: str, edtf: str) -> None:
    assert str(read_phrase(phrase, PartialDate.parse("2024-06-12")).date) == edtf


@pytest.mark.parametrize("phrase", ["planned for", "due", "set to", "postponed until", "expected soon"])
def test_a_plan_without_a_date_is_refused(phrase: str) -> None:
    with pytest.raises(DateError):
        read_phrase(phrase, PartialDate.parse("2024-06-12"))


@pytest.mark.parametrize(
    ("phrase", "written"),
    [
        ("earlier this month", "2024-06-01"),
        ("earlier this year", "2024-01-01"),
        ("earlier this week", "2024-06-10"),
        ("later in the month", "2024-06-30"),
        ("later this year", "2024-12-31"),
    ],
)
def test_a_period_without_an_earlier_or_later_day_is_refused(phrase: str, written: str) -> None:
    with pytest.raises(DateError, match=r"is the (first|last) day of that"):
        read_phrase(phrase, PartialDate.parse(written))


@pytest.mark.parametrize("phrase", ["Monday 4.6", "Monday 4.6.2024", "Monday 4/6", "next Monday 3 September"])
def test_a_day_in_figures_on_another_weekday_is_refused(phrase: str) -> None:
    with pytest.raises(DateError, match="correct the day or the weekday"):
        read_phrase(phrase, JUNE)


@pytest.mark.parametrize(
    ("phrase", "edtf"),
    [
        ("послепослезавтра", "2024-06-15"),
        ("позапозавчера", "2024-06-09"),
        ("післяпіслязавтра", "2024-06-15"),
        ("два дня тому назад", "2024-06-10"),
        ("месяц тому назад", "2024-05"),
        ("5 Жов", "2023-10-05"),
        ("5 Кві 2023", "2023-04-05"),
        ("5 Гру 2023", "2023-12-05"),
    ],
)
def test_slavic_words_for_days_and_short_months(phrase: str, edtf: str) -> None:
    assert str(read_phrase(phrase, JUNE, ahead=False if "Жов" in phrase else None).date) == edtf


def assert_read_or_refused(phrase: str) -> None:
    try:
        date = read_phrase(phrase, JUNE).date
    except DateError as flaw:
        message = str(flaw)
        assert_one_line(message)
    else:
        assert date is not None
        assert PartialDate.parse(date.edtf) == date


_WORDS = st.sampled_from(
    [
        "May",
        "may.",
        "2014",
        "2014-",
        "-",
        "–",
        "—",
        "..",
        "/",
        "since",
        "until",
        "to",
        "from",
        "next",
        "last",
        "this",
        "6",
        "06",
        "31st",
        "7.6",
        "7/6/24",
        "Friday",
        "fri",
        "Feb-22",
        "week",
        "of",
        "the",
        "in",
        "present",
        "early",
        "c.",
        "~",
        "?",
        "24:00",
        "3",
        "few",
        "days",
        "ago",
        "quarter",
        "Q3",
        "1990s",
        "half",
        "and",
        "or",
        "between",
        "'",
        "(",
        ")",
        "[",
        "назад",
        "через",
        "мая",
        "в",
        "14:30",
        "q",
        "h",
        "year",
        "9999-12-31",
        "-0",
        "0000",
        "00",
        "не",
        "позже",
        "III",
        "века",
    ]
)


@given(st.lists(_WORDS, min_size=1, max_size=7), st.sampled_from(["", " ", "-"]))
def test_any_words_are_read_or_refused(words: list[str], joint: str) -> None:
    phrase = joint.join(words)
    assert_read_or_refused(phrase)


@given(st.text(alphabet="0123456789-/.:T ~?X[]{}()–мая", max_size=14))
def test_any_signs_are_read_or_refused(phrase: str) -> None:
    assert_read_or_refused(phrase)


@pytest.mark.parametrize(
    ("phrase", "edtf"),
    [
        ("March 1, 2022 to March 3", "2022-03-01/2022-03-03"),
        ("5 May 2014 - 7 May", "2014-05-05/2014-05-07"),
        ("from Nov. 3, 2021 to Jan. 5", "2021-11-03/2022-01-05"),
        ("Feb. 2022 to March", "2022-02/2022-03"),
        ("since August", "2023-08/.."),
        ("с мая", "2024-05/.."),
        ("since the autumn", "2023-23/.."),
        ("2014-05-01 -", "2014-05-01/.."),
        ("2014-05–", "2014-05/.."),
        ("2014...", "2014/.."),
        ("…2014-05", "../2014-05"),
        ("May 2014-?", "2014-05/"),
        ("this fall", "2024-23"),
        ("set for Monday", "2024-06-17"),
        ("the past decade", "2014/2024"),
        ("2014-today", "2014/2024-06-12"),
    ],
)
def test_open_and_half_dated_ranges(phrase: str, edtf: str) -> None:
    assert str(read_phrase(phrase, PartialDate.parse("2024-06-12")).date) == edtf


def test_this_fall_is_that_of_last_year_in_january_only() -> None:
    years = [str(read_phrase("this fall", PartialDate.parse(f"2024-{month:02}-10")).date) for month in (1, 3, 6, 11)]
    assert years == ["2023-23", "2024-23", "2024-23", "2024-23"]


@pytest.mark.parametrize("word", ["undated", "N.D.", "no date"])
def test_words_for_no_date(word: str) -> None:
    assert read_phrase(word).date is None


@pytest.mark.parametrize(
    "phrase",
    [
        "24-03-04",
        "14-03-05",
        "Mon 7/3",
        "03/24",
        "Mar/24",
        "second",
        "24/7",
        "2014?!",
        "2014--",
        "2014/-",
        "centuries ago",
        "столетия назад",
    ],
)
def test_figures_that_can_mean_two_things_are_refused(phrase: str) -> None:
    with pytest.raises(DateError):
        read_phrase(phrase, PartialDate.parse("2024-03-07"))


@pytest.mark.parametrize("phrase", ["the following day", "on the next day", "the following Monday", "наступного дня"])
def test_a_day_counted_from_another_one_is_refused_alone(phrase: str) -> None:
    with pytest.raises(DateError, match="relative to the date before it"):
        read_phrase(phrase, PartialDate.parse("2024-06-12"))
