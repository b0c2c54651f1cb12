"""Dates as people write them: the date, the rule that parses it, and the reason for refusing a phrase."""

from datetime import date, timedelta

import pytest

from tests.support.phrases import FRIDAY, assert_one_line
from timeline.dates import PartialDate, read_phrase
from timeline.errors import DateError, ReferenceNeededError, UnsupportedDateError

WITHOUT_REFERENCE = [
    ("2014", "2014", "edtf"),
    ("  2014\n", "2014", "edtf"),
    ("?2004-06-~11", "?2004-06-~11", "edtf"),
    ("199X", "199X", "edtf"),
    ("2022-22", "2022-22", "edtf"),
    ("2013-11-21/2014-02-22", "2013-11-21/2014-02-22", "edtf"),
    ("2014/2022", "2014/2022", "edtf"),
    ("2014/..", "2014/..", "edtf"),
    ("/2014", "/2014", "edtf"),
    ("2025-02-26T14:30", "2025-02-26T14:30", "edtf"),
    ("2025-02-26 14:30", "2025-02-26T14:30", "edtf"),
    ("2025-02-26  14:30:05Z", "2025-02-26T14:30:05Z", "edtf"),
    ("2025-02-26 14:30+03:00", "2025-02-26T14:30+03:00", "edtf"),
    ("26 Feb 2025", "2025-02-26", "day"),
    ("26 Feb, 2025", "2025-02-26", "day"),
    ("Feb. 26, 2025", "2025-02-26", "day"),
    ("Feb 26,2025", "2025-02-26", "day"),
    ("FEBRUARY 26TH, 2025", "2025-02-26", "day"),
    ("26th of February 2025", "2025-02-26", "day"),
    ("the twenty-sixth of February, 2025", "2025-02-26", "day"),
    ("26\u00a0Feb\u00a02025", "2025-02-26", "day"),
    ("26-Feb-2025", "2025-02-26", "day"),
    ("26Feb2025", "2025-02-26", "day"),
    ("2025-Feb-26", "2025-02-26", "day"),
    ("Wednesday, February 26, 2025", "2025-02-26", "day"),
    ("31 Dec 9999", "9999-12-31", "day"),
    ("26.02.2025", "2025-02-26", "day in figures"),
    ("3.4.2025", "2025-04-03", "day in figures"),
    ("10.31.1974", "1974-10-31", "day in figures"),
    ("2/26/2025", "2025-02-26", "day in figures"),
    ("26/2/2025", "2025-02-26", "day in figures"),
    ("10/10/2025", "2025-10-10", "day in figures"),
    ("2025/02/26", "2025-02-26", "day in figures"),
    ("2025-2-6", "2025-02-06", "day in figures"),
    ("9/2022", "2022-09", "month in figures"),
    ("2022/9", "2022-09", "month in figures"),
    ("September 2022", "2022-09", "month"),
    ("in september of 2022", "2022-09", "month"),
    ("Sept. 2022", "2022-09", "month"),
    ("2022 September", "2022-09", "month"),
    ("the year 2014", "2014", "year"),
    ("nineteen ninety-six", "1996", "year"),
    ("two thousand and eighteen", "2018", "year"),
    ("the 1990s", "199X", "decade"),
    ("1990's", "199X", "decade"),
    ("the 2000s", "200X", "decade"),
    ("the 20th century", "19XX", "century"),
    ("summer 2022", "2022-22", "season"),
    ("in the fall of 2013", "2013-23", "season"),
    ("winter 2021-22", "2021-24", "winter of two years"),
    ("the first quarter of 2024", "2024-33", "part of a year"),
    ("Q3 2024", "2024-35", "part of a year"),
    ("second half of 2024", "2024-41", "part of a year"),
    ("early March 2025", "2025-03~", "early, mid or late, month"),
    ("mid-2022", "2022~", "early, mid or late, year"),
    ("the end of 2024", "2024~", "early, mid or late, year"),
    ("the late 1990s", "199X~", "early, mid or late, decade"),
    ("the first half of March 2025", "2025-03~", "early, mid or late, month"),
    ("c. 2014", "2014~", "about, year"),
    ("about March 2014", "2014-03~", "about, month"),
    ("2014?", "2014?", "edtf"),
    ("perhaps in March 2014", "2014-03?", "maybe, month"),
    ("between 2014 and 2022", "2014/2022", "span, year, year"),
    ("from 2014 to 2022", "2014/2022", "span, year, year"),
    ("2014-2022", "2014/2022", "years"),
    ("2013–14", "2013/2014", "years"),
    ("Sept. 23-27, 2022", "2022-09-23/2022-09-27", "days of a month, day, day"),
    ("23–27 September 2022", "2022-09-23/2022-09-27", "span, day, day"),
    ("from Sept. 23 to 27, 2022", "2022-09-23/2022-09-27", "span, day, day"),
    ("September 23 – October 2, 2022", "2022-09-23/2022-10-02", "span, day, day"),
    ("December 28 to January 3, 2025", "2024-12-28/2025-01-03", "span, day, day"),
    ("January-March 2014", "2014-01/2014-03", "span, month, month"),
    ("November 2013 to Feb. 22, 2014", "2013-11/2014-02-22", "span, month, day"),
    ("since 2014", "2014/..", "since, year"),
    ("until 2023", "../2023", "until, year"),
    ("2014 or later", "2014/..", "since, year"),
    ("after 2014", "2015/..", "after, year"),
    ("after Feb. 28, 2024", "2024-02-29/..", "after, day"),
    ("before March 2022", "../2022-02", "before, month"),
    ("the first Monday of May 2024", "2024-05-06", "day counted in a month, month"),
    ("the last day of February 2024", "2024-02-29", "day counted in a month, month"),
    ("the last week of February 2024", "2024-02-23~/2024-02-29~", "week counted in a month, month"),
    ("week 1 of 2026", "2025-12-29/2026-01-04", "numbered week"),
    ("two days after Feb. 24, 2022", "2022-02-26", "counted from a day, day, counted from the reference"),
    ("the week of March 5, 2025", "2025-03-03/2025-03-09", "week of a day, day"),
    ("Feb. 26, 2025 at 2:30 p.m.", "2025-02-26T14:30", "time of day, day"),
    ("9 a.m. on 26 February 2025", "2025-02-26T09:00", "time of day, day"),
    ("12 a.m., 26 February 2025", "2025-02-26T00:00", "time of day, day"),
    ("noon on 26 February 2025", "2025-02-26T12:00", "time of day, day"),
    ("26 Feb 2025, 1430 GMT", "2025-02-26T14:30Z", "time of day, day"),
    ("26 Feb 2025 14:30 UTC+3", "2025-02-26T14:30+03:00", "time of day, day"),
    ("26 July 2025, 2.30 p.m. Kyiv time", "2025-07-26T14:30+03:00", "time of day, day"),
    ("26 Feb 2025, 14:30 Kyiv time", "2025-02-26T14:30+02:00", "time of day, day"),
    ("at 1430 on Feb. 24, 2022", "2022-02-24T14:30", "time of day, day"),
    ("24 Feb 2022, 5 a.m. EST", "2022-02-24T05:00-05:00", "time of day, day"),
    ("before the end of 2024", "../2024~", "before, early, mid or late, year"),
    ("after the beginning of 2022", "2022~/..", "after, early, mid or late, year"),
    ("2014 or so", "2014~", "about, year"),
    ("the first days of March 2022", "2022-03~", "early, mid or late, month"),
    ("23.02.2022-24.02.2022", "2022-02-23/2022-02-24", "span, day in figures, day in figures"),
    ("26 Feb 2014, 14:30 MSK", "2014-02-26T14:30+04:00", "time of day, day"),
    ("Wed, 26 Feb 2025 14:30:05 +0300", "2025-02-26T14:30:05+03:00", "time of day, day"),
]

RELATIVE_TO_A_FRIDAY = [
    ("Feb. 26", "2025-02-26", "day"),
    ("26 February", "2025-02-26", "day"),
    ("Thursday, Feb. 27", "2025-02-27", "day"),
    ("Dec. 12", "2024-12-12", "day"),
    ("Feb. 29", "2024-02-29", "day"),
    ("26.02", "2025-02-26", "day in figures without a year"),
    ("10/10", "2024-10-10", "day in figures without a year"),
    ("26.2.25", "2025-02-26", "day in figures"),
    ("31 Oct 74", "1974-10-31", "day"),
    ("the 26th", "2025-02-26", "day of a month"),
    ("Thursday the 27th", "2025-02-27", "day of a month"),
    ("the 20th of next month", "2025-03-20", "day of a month"),
    ("in September", "2024-09", "month"),
    ("March", "2025-03", "month"),
    ("last June", "2024-06", "month"),
    ("next January", "2026-01", "month"),
    ("June of last year", "2024-06", "month"),
    ("early March", "2025-03~", "early, mid or late, month"),
    ("Thursday", "2025-02-27", "weekday"),
    ("on Friday", "2025-02-28", "weekday"),
    ("early Wednesday", "2025-02-26", "weekday"),
    ("Wednesday night", "2025-02-26", "weekday"),
    ("last Tuesday", "2025-02-18", "weekday of a week"),
    ("this Tuesday", "2025-02-25", "weekday of a week"),
    ("next Tuesday", "2025-03-04", "weekday of a week"),
    ("Tuesday of last week", "2025-02-18", "weekday of a week"),
    ("Thursday at 2:30 p.m.", "2025-02-27T14:30", "time of day, weekday"),
    ("today", "2025-02-28", "day relative to the reference"),
    ("yesterday", "2025-02-27", "day relative to the reference"),
    ("last night", "2025-02-27", "day relative to the reference"),
    ("the day before yesterday", "2025-02-26", "counted from the reference"),
    ("tomorrow", "2025-03-01", "day relative to the reference"),
    ("last week", "2025-02-17/2025-02-23", "period relative to the reference"),
    ("earlier this week", "2025-02-24/2025-03-02", "part of a period"),
    ("late last week", "2025-02-17~/2025-02-23~", "early, mid or late, period relative to the reference"),
    ("the week before last", "2025-02-10/2025-02-16", "period relative to the reference"),
    ("in the past week", "2025-02-21/2025-02-27", "stretch"),
    ("over the weekend", "2025-02-22/2025-02-23", "weekend"),
    ("last month", "2025-01", "period relative to the reference"),
    ("last quarter", "2024-36", "period relative to the reference"),
    ("earlier in the year", "2025", "part of a period"),
    ("by the end of the year", "../2025~", "until, early, mid or late, period relative to the reference"),
    ("last summer", "2024-22", "season"),
    ("the nineties", "199X", "decade"),
    ("three days earlier", "2025-02-25", "counted from the reference"),
    ("two weeks ago", "2025-02-14~", "counted from the reference"),
    ("three months ago", "2024-11", "counted from the reference"),
    ("two years ago", "2023", "counted from the reference"),
    ("about two years ago", "2023~", "about, counted from the reference"),
    ("a year or so ago", "2024~", "about, counted from the reference"),
    ("two decades ago", "200X", "counted from the reference"),
    ("1 month and 21 days ago", "2025-01-07", "counted from the reference"),
    ("in three days", "2025-03-03", "counted from the reference"),
    ("two Thursdays ago", "2025-02-20", "counted weekdays"),
    ("since Monday", "2025-02-24/..", "since, weekday"),
    ("Monday to Thursday", "2025-02-24/2025-02-27", "span, weekday, weekday"),
    ("between Feb. 24 and March 2", "2025-02-24/2025-03-02", "span, day, day"),
    ("Dec. 28 to Jan. 3", "2024-12-28/2025-01-03", "span, day, day"),
    ("this coming Friday", "2025-03-07", "weekday of a week"),
    ("this past Friday", "2025-02-21", "weekday of a week"),
    ("this coming weekend", "2025-03-01/2025-03-02", "period relative to the reference"),
    ("before Friday", "../2025-02-27", "before, weekday"),
    ("before dawn on Feb. 24", "../2025-02-24", "until, day"),
    ("after Monday evening", "2025-02-24/..", "since, weekday"),
    ("before the end of the month", "../2025-02~", "before, early, mid or late, period relative to the reference"),
    ("a couple of days ago", "2025-02-26~", "about, counted from the reference"),
    ("over three years ago", "2022~", "about, counted from the reference"),
    ("a week from Monday", "2025-03-10~", "counted from a day, weekday, counted from the reference"),
    ("0500 on Feb. 24", "2025-02-24T05:00", "time of day, day"),
    ("22.06.41", "1941-06-22", "day in figures"),
    ("Aug. '23", "2023-08", "month"),
    ("Feb. 28-March 1", "2025-02-28/2025-03-01", "span, day, day"),
    ("overnight into Thursday", "2025-02-26/2025-02-27", "night to a day, weekday"),
    (
        "the last 24 hours",
        "2025-02-27/2025-02-28",
        "span, day relative to the reference, day relative to the reference",
    ),
    ("in January of last year", "2024-01", "month"),
    ("at about 5 a.m. on Monday", "2025-02-24", "weekday"),
    ("from 4 to 22 this month", "2025-02-04/2025-02-22", "span, day of a month, day of a month"),
]

IN_CYRILLIC = [
    ("26 февраля 2025", "2025-02-26"),
    ("26 февраля 2025 г.", "2025-02-26"),
    ("26-го февраля", "2025-02-26"),
    ("двадцать шестого февраля", "2025-02-26"),
    ("в среду, 26 февраля", "2025-02-26"),
    ("в четверг", "2025-02-27"),
    ("в прошлый четверг", "2025-02-20"),
    ("вчера вечером", "2025-02-27"),
    ("позавчера", "2025-02-26"),
    ("на прошлой неделе", "2025-02-17/2025-02-23"),
    ("в прошлом году", "2024"),
    ("в сентябре 2022 года", "2022-09"),
    ("в сентябре", "2024-09"),
    ("летом 2022 года", "2022-22"),
    ("с 2014 года", "2014/.."),
    ("с 2014 по 2022 год", "2014/2022"),
    ("до 2023 года", "../2023"),
    ("между 2014 и 2022 годами", "2014/2022"),
    ("с 23 по 27 сентября 2022 года", "2022-09-23/2022-09-27"),
    ("в начале марта", "2025-03~"),
    ("в первой половине марта", "2025-03~"),
    ("в 1990-х годах", "199X"),
    ("в девяностых", "199X"),
    ("в XX веке", "19XX"),
    ("в I квартале 2024 года", "2024-33"),
    ("два дня назад", "2025-02-26"),
    ("тремя днями ранее", "2025-02-25"),
    ("год назад", "2024"),
    ("через неделю", "2025-03-07~"),
    ("накануне", "2025-02-27"),
    ("накануне 9 мая 2024 года", "2024-05-08"),
    ("около 2014 года", "2014~"),
    ("в ближайшую пятницу", "2025-03-07"),
    ("в минувшую пятницу", "2025-02-21"),
    ("минулої п'ятниці", "2025-02-21"),
    ("в ночь с 23 на 24 февраля", "2025-02-23/2025-02-24"),
    ("у ніч на 24 лютого", "2025-02-23/2025-02-24"),
    ("за последние сутки", "2025-02-27/2025-02-28"),
    ("в первой половине 2022 года", "2022-40"),
    ("позаторік", "2023"),
    ("последние 2 дня", "2025-02-26/2025-02-27"),
    ("на этих выходных", "2025-03-01/2025-03-02"),
    ("до конца года", "../2025~"),
    ("начиная с 2014 года", "2014/.."),
    ("в 80-е годы", "198X"),
    ("через два дня после 24 февраля 2022 года", "2022-02-26"),
    ("за два дні до 24 лютого 2022 року", "2022-02-22"),
    ("спустя два дня", "2025-03-02"),
    ("сегодня в 9 утра", "2025-02-28T09:00"),
    ("26 февраля в 11 часов вечера", "2025-02-26T23:00"),
    ("о 3 годині ночі 26 лютого", "2025-02-26T03:00"),
    ("26 февраля в 14:30 по московскому времени", "2025-02-26T14:30+03:00"),
    ("27 лютого", "2025-02-27"),
    ("27 лютого 2025 року", "2025-02-27"),
    ("у вересні 2022", "2022-09"),
    ("у четвер", "2025-02-27"),
    ("у п’ятницю, 28 лютого", "2025-02-28"),
    ("вчора", "2025-02-27"),
    ("минулого тижня", "2025-02-17/2025-02-23"),
    ("торік", "2024"),
    ("з 2014 по 2022 рік", "2014/2022"),
    ("між 2014 і 2022 роками", "2014/2022"),
    ("на початку березня", "2025-03~"),
    ("наприкінці 2021 року", "2021~"),
    ("влітку 2022 року", "2022-22"),
    ("у 1990-х роках", "199X"),
    ("три роки тому", "2022"),
    ("через три дні", "2025-03-03"),
    ("о 14:30 у четвер", "2025-02-27T14:30"),
    ("21 листопада 2013 — 22 лютого 2014", "2013-11-21/2014-02-22"),
]

REFUSED = [
    ("30 Feb 2025", "February 2025 has 28 days"),
    ("2025-02-30", "February 2025 has 28 days"),
    ("2025-13", "there is no month 13"),
    ("2005/2004", "the interval ends before it begins"),
    ("31.04.2025", "April 2025 has 30 days"),
    ("Feb. 30", "February has at most 29 days"),
    ("40/40/2025", "it is not a date in any order"),
    ("13/2022/5", "is not a date that timeline understands"),
    ("14/2022", "there is no month 14"),
    ("2020.5", "this can be a number with a decimal point; write a month as in 2025-04"),
    ("03/04/2025", "this can be 3 Apr 2025 or 4 Mar 2025"),
    ("3-4-2025", "this can be 3 Apr 2025 or 4 Mar 2025"),
    ("9/11", "this can be 9 Nov 2024 or 11 Sep 2024"),
    ("1/2/25", "this can be 1 Feb 2025 or 2 Jan 2025"),
    ("2021-22", "can be summer 2021 or the years 2021/2022; write “summer 2021” or 2021/2022"),
    ("the 1800s", "the ten years 180X or the hundred years 18XX"),
    ("Thursday, February 26, 2025", "that day is a Wednesday"),
    ("Thursday, Feb. 26", "26 Feb 2025 is a Wednesday"),
    ("Thursday the 26th", "26 Feb 2025 is a Wednesday"),
    ("fifth Friday of February 2025", "that month has no such day"),
    ("week 60 of 2025", "the year 2025 has no week 60"),
    ("Q5 2024", "is not a date that timeline understands"),
    ("March 2022 to March 2021", "it ends before it begins"),
    ("a few days ago", "it does not say how many"),
    ("in recent weeks", "it does not say how many"),
    ("в последние недели", "it does not say how many"),
    ("days ago", "it does not say how many"),
    ("within weeks", "it does not say how many"),
    ("через дни", "it does not say how many"),
    ("Feb-22", "the figures can be a day or a year"),
    ("24 или 25 февраля", "these are two dates"),
    ("the same day", "it points to something else in the text"),
    ("that week", "it points to something else in the text"),
    ("in 2014 and 2022", "these are two dates"),
    ("Feb. 26 or 27", "these are two dates"),
    ("midnight on Thursday", "midnight ends one day and begins another"),
    ("25:00 on Thursday", "there is no hour 25"),
    ("13 p.m. on Thursday", "hour 13 is not between 1 and 12"),
    ("2:30 p.m.", "is not a date that timeline understands"),
    ("March at 2:30 p.m.", "a time of day needs a whole day"),
    ("in 99 centuries", "outside the years 0000 to 9999"),
    ("900 decades ago", "outside the years 0000 to 9999"),
    ("a year and a half ago", "units other than days, weeks, months and years"),
]

NOT_UNDERSTOOD = [
    "recently", "Christmas", "Febtember 2025", "26 Feb 2025 and more", "26 ſep 2014", "26 Feb ٢٠٢٥", "٢٠٢٥",
    "1740000000", "none", "25", "before the 2014 annexation", "Thursdays", "overnight Thursday",
    "🙂", "26 Feb 2025\x1b[31m", "1.2.3.4", "..", "недавно", "for three days", "every Thursday", "one day in March", "a Monday in March", "24/Feb/2022:05:00", "a" * 500,
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "edtf", "rule"), WITHOUT_REFERENCE)
def test_a_full_date_needs_no_reference(phrase: str, edtf: str, rule: str) -> None:
    reading = read_phrase(phrase)
    assert (str(reading.date), reading.rule) == (edtf, rule)
    assert reading == read_phrase(phrase, FRIDAY)


@pytest.mark.parametrize(("phrase", "edtf", "rule"), RELATIVE_TO_A_FRIDAY)
def test_a_phrase_is_read_relative_to_the_day_it_was_written(phrase: str, edtf: str, rule: str) -> None:
    reading = read_phrase(phrase, FRIDAY)
    assert (str(reading.date), reading.rule) == (edtf, rule)
    with pytest.raises(ReferenceNeededError) as caught:
        read_phrase(phrase)
    assert caught.value.code == "reference-needed"


@pytest.mark.parametrize(("phrase", "edtf"), IN_CYRILLIC)
def test_russian_and_ukrainian(phrase: str, edtf: str) -> None:
    assert str(read_phrase(phrase, FRIDAY).date) == edtf
    assert str(read_phrase(phrase.upper(), FRIDAY).date) == edtf


@pytest.mark.parametrize(("phrase", "reason"), REFUSED)
def test_a_refusal_gives_the_reason(phrase: str, reason: str) -> None:
    with pytest.raises(DateError) as caught:
        read_phrase(phrase, FRIDAY)
    assert reason in str(caught.value)
    assert_one_line(str(caught.value))


@pytest.mark.parametrize("phrase", ["31 Feb", "Feb. 30", "June 31", "31/06", "31.06."])
def test_a_day_that_no_year_has_needs_no_reference(phrase: str) -> None:
    with pytest.raises(DateError, match=r"has at most (29|30) days") as caught:
        read_phrase(phrase)
    assert not isinstance(caught.value, ReferenceNeededError)


@pytest.mark.parametrize("phrase", NOT_UNDERSTOOD)
def test_other_phrases_are_refused(phrase: str) -> None:
    with pytest.raises(DateError, match="is not a date that timeline understands"):
        read_phrase(phrase, FRIDAY)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize(
    "names",
    [
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "January February March April May June July August September October November December",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "січні лютому березні квітні травні червні липні серпні вересні жовтні листопаді грудні",
    ],
)
def test_every_month(month: int, names: str) -> None:
    name = names.split()[month - 1]
    assert str(read_phrase(f"{name} 2022").date) == f"2022-{month:02}"
    assert str(read_phrase(f"7 {name} 2022").date) == f"2022-{month:02}-07"


@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize(
    "names",
    [
        "Mon Tue Wed Thu Fri Sat Sun",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        "понедельник вторник среду четверг пятницу субботу воскресенье",
        "понеділок вівторок середу четвер п'ятницю суботу неділю",
    ],
)
def test_every_weekday(day: int, names: str) -> None:
    expected = date(2025, 2, 24) + timedelta(day)
    assert str(read_phrase(names.split()[day], PartialDate.parse("2025-03-02")).date) == str(expected)


@pytest.mark.parametrize("typed", ["unknown", "Unknown", " UNKNOWN "])
def test_unknown_is_not_a_date(typed: str) -> None:
    assert read_phrase(typed).date is None
    assert read_phrase(typed).rule == "unknown"


@pytest.mark.parametrize("typed", ["", "  ", "\n\t"])
def test_an_empty_text_is_refused(typed: str) -> None:
    with pytest.raises(DateError, match="the date is empty"):
        read_phrase(typed)


@pytest.mark.parametrize("typed", ["[1667,1668]", "{..1984}", "-0044", "Y17E7", "1950S2"])
def test_unsupported_edtf_stays_unsupported(typed: str) -> None:
    with pytest.raises(UnsupportedDateError):
        read_phrase(typed)
