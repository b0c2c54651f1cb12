"""The day of a statement: the words that give it, at either end of a sentence, and the days of something else."""

import pytest

from tests.support.articles import needs_spacy, statements
from timeline.dates import PartialDate
from timeline.ingest import read_article

pytestmark = needs_spacy
WEDNESDAY = "2024-06-12"


def days(text: str) -> list[str | None]:
    return [one.date for one in statements(text, published=WEDNESDAY, grammar=True)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Yesterday, Thomas Velk said that the tunnel was safe.", "2024-06-11"),
        ("Last night, Thomas Velk said that the tunnel was safe.", "2024-06-11"),
        ("Thomas Velk said last night that the tunnel was safe.", "2024-06-11"),
        ("Over the weekend, Thomas Velk said that the tunnel was safe.", "2024-06-08/2024-06-09"),
        ("At the weekend Thomas Velk said that the tunnel was safe.", "2024-06-08/2024-06-09"),
        ("Last week, Thomas Velk said that the tunnel was safe.", "2024-06-03/2024-06-09"),
        ("“The tunnel was safe and it is still safe,” Thomas Velk said over the weekend.", "2024-06-08/2024-06-09"),
        ("“The tunnel was safe and it is still safe,” Thomas Velk said on Monday.", "2024-06-10"),
    ],
)
def test_relative_words_are_read_at_either_end(text: str, day: str) -> None:
    assert days(text) == [day]


@pytest.mark.parametrize(
    "text",
    [
        "Tomorrow, Thomas Velk said, the tunnel would open again to all lorries.",
        "The other day, Thomas Velk said that the tunnel was safe.",
        "A day earlier, Thomas Velk said that the tunnel was safe.",
        "Thomas Velk, the minister since February 2022, said that the tunnel was safe.",
        "Thomas Velk, elected in March 2021, said that the tunnel was safe.",
        "Thomas Velk said that the tunnel that was built in March 2021 was safe.",
        "Thomas Velk said that the treaty signed last year was dead.",
    ],
)
def test_days_of_something_else_date_no_statement(text: str) -> None:
    assert days(text) == [None]


def test_a_vague_word_ends_the_day_of_the_statement_before() -> None:
    text = (
        "On Monday, Thomas Velk said that the tunnel was safe. Velk said that nobody was hurt.\n\n"
        "The other day, Velk said that the lorries could return."
    )
    assert days(text) == ["2024-06-10", "2024-06-10", None]


def test_a_day_within_one_statement_does_not_date_another_of_the_sentence() -> None:
    text = "Thomas Velk said that the road was closed in March 2021, adding that the tunnel was safe for lorries."
    assert set(days(text)) == {None}


def test_a_readout_has_one_day() -> None:
    text = (
        "President Karl Holm spoke today with Prime Minister Anna Lind of Norway. The leaders discussed the visit of "
        "Foreign Minister Olsen in March. President Holm reaffirmed his support for the treaty of May 3, 2019."
    )
    title = "Readout of President Karl Holm’s Call with Prime Minister Anna Lind of Norway"
    made = statements(text, published=WEDNESDAY, title=title, grammar=True)
    assert {one.date for one in made} == {"2024-06-12"}


def test_a_bare_day_has_the_year_of_the_text_before_it() -> None:
    text = (
        "The flood came in April 2021. The first meeting was held on May 3. On July 8, Thomas Velk said that the "
        "tunnel was safe."
    )
    (one,) = statements(text, published="2023-09-20", grammar=True)
    assert (one.date, one.date_text, one.confidence) == ("2021-07-08", "July 8", "medium")
    assert "the text before it is about 2021" in one.basis


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The flood came in April 2023. On July 8, Thomas Velk said that the tunnel was safe.", "2023-07-08"),
        ("The flood came in November 2021. In January, Thomas Velk said that the tunnel was safe.", "2022-01"),
        ("The flood came in April 2021. On Tuesday Velk left. On July 8, Thomas Velk said he was sorry.", "2023-07-08"),
        ("He has served since April 2021. On July 8, Thomas Velk said that the tunnel was safe.", "2023-07-08"),
    ],
)
def test_a_year_reaches_until_the_text_is_back_at_its_own_day(text: str, day: str) -> None:
    (one,) = (one for one in statements(text, published="2023-09-20", grammar=True) if one.speaker == "Thomas Velk")
    assert one.date == day
    assert ";" not in one.basis or "2022" in day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thomas Velk said during a Monday meeting in Oslo that the tunnel was safe.", ["2024-06-10"]),
        ("Thomas Velk told Monday’s meeting that the tunnel was safe.", ["2024-06-10"]),
        ("Ahead of a Monday meeting, Thomas Velk said that the tunnel was safe.", [None]),
        (
            "“The tunnel is safe and will stay open,” said Thomas Velk.\n\nVelk made the remarks on Monday in Oslo.",
            ["2024-06-10"],
        ),
        (
            "Thomas Velk said on Monday that the tunnel was safe.\n\nSpeaking the same day in Oslo, Anna Lind said that "
            "the bridge was closed.",
            ["2024-06-10", "2024-06-10"],
        ),
        (
            "Thomas Velk said that the tunnel was safe.\n\nSpeaking on Monday, Velk said that nobody was hurt.",
            ["2024-06-10", "2024-06-10"],
        ),
        (
            "Thomas Velk has said that the tunnel was safe.\n\nSpeaking on Monday, Velk said that nobody was hurt.",
            [None, "2024-06-10"],
        ),
        (
            "Thomas Velk said that the tunnel was safe.\n\nOn Friday, Velk said that nobody was hurt. On Monday, Velk "
            "said that he was sorry.",
            [None, "2024-06-07", "2024-06-10"],
        ),
    ],
)
def test_other_sentences_tell_the_day_of_a_statement(text: str, expected: list[str | None]) -> None:
    assert days(text) == expected


INTERVIEW = "Thomas Velk told The Northern Herald during an interview Monday that the tunnel was safe.\n\n"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("“Nobody was hurt in the fire,” Anna Lind said in the interview.", "2024-06-10"),
        ("Anna Lind said during her interview with the Herald that nobody was hurt.", "2024-06-10"),
        ("Anna Lind gave a lecture. In the lecture, Anna Lind said that nobody was hurt.", None),
        ("Anna Lind gave an interview in March. Anna Lind said in the interview that nobody was hurt.", "2024-03"),
        ("Anna Lind gave another interview. Anna Lind said in the interview that nobody was hurt.", None),
        ("Anna Lind said in the interview in Geneva that nobody was hurt.", None),
        ("Anna Lind said in an interview that nobody was hurt.", None),
        ("Anna Lind said before the interview that nobody was hurt.", None),
    ],
)
def test_an_occasion_keeps_its_day(text: str, day: str | None) -> None:
    made = statements(INTERVIEW + text, published=WEDNESDAY, grammar=True)
    assert [one.date for one in made if one.speaker == "Anna Lind"] == [day]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Earlier this month, Thomas Velk said that the tunnel was safe.", None),
        ("Speaking about the fire at Monday’s meeting, Thomas Velk called for “calm and patience”.", "2024-05-27"),
        ("In a 2016 Senate hearing, Thomas Velk said that the tunnel was safe.", "2016"),
        ("Thomas Velk, in his 2019 voters’ debate, said that the tunnel was safe.", "2019"),
        ("Thomas Velk welcomed the 2019 report and said that the tunnel was safe.", None),
        ("Thomas Velk announced the end of the works while visiting Oslo in May 2021.", "2021-05"),
        ("Thomas Velk announced the end of the works while he was in Oslo in May 2021.", None),
    ],
)
def test_dates_on_the_first_of_a_month(text: str, date: str | None) -> None:
    assert {one.date for one in statements(text, published="2024-06-01", grammar=True)} == {date}


def test_the_one_day_of_a_speaker_is_a_day() -> None:
    text = "Thomas Velk said that the tunnel was safe.\n\nIn a 2016 hearing, Velk said that nobody was hurt."
    assert days(text) == [None, "2016"]


def test_a_later_in_another_clause_does_not_end_a_day() -> None:
    text = (
        "On Monday, Thomas Velk said that the tunnel was safe.\n\n"
        "He also denounced “the greed of the owners” and later said he had no plans to leave."
    )
    assert days(text) == ["2024-06-10", "2024-06-10"]


@pytest.mark.parametrize(
    "text",
    [
        "The vote was postponed to May 20, after weeks of protests.",
        "There is the anniversary on June 20, and leaders gathered to prepare for it.",
        "The festival will open on August 3, and tickets were sold out.",
        "The tour, planned for this fall, was announced.",
    ],
)
def test_what_lies_ahead_never_becomes_an_event_of_the_year_before(text: str) -> None:
    article = read_article(text, published=PartialDate.parse("2024-05-13"), grammar=True)
    assert [one.date for one in article.candidates] == []


SAFE = "that the tunnel was safe."


@pytest.mark.parametrize(
    ("words", "day"),
    [
        (f"Asked on Monday about remarks made by Lind last week, Thomas Velk said {SAFE}", "2024-06-10"),
        (f"Speaking to reporters in Oslo on Monday, Thomas Velk said {SAFE}", "2024-06-10"),
        (f"At a rally in Oslo late on Sunday, Thomas Velk said {SAFE}", "2024-06-09"),
        (f"In a letter to the council on Monday, Thomas Velk said {SAFE}", "2024-06-10"),
        (f"Last April, Thomas Velk said {SAFE}", "2024-04"),
        (f"In the spring of 2022, Thomas Velk said {SAFE}", "2022-21"),
        (f"On Monday 10 June Thomas Velk said {SAFE}", "2024-06-10"),
        (f"Responding to remarks that Lind made on Sunday, Thomas Velk said {SAFE}", None),
        (f"Commenting on Monday’s vote, Thomas Velk said {SAFE}", None),
        (f"Referring to the fire on Monday, Thomas Velk said {SAFE}", None),
        (f"Having met the owners on Monday, Thomas Velk said {SAFE}", None),
        (f"As talks that began on Feb. 20 went on, Thomas Velk said {SAFE}", None),
        (f"Born on October 7, 1952, Thomas Velk said {SAFE}", None),
        (f"Two days before the vote on June 1, Thomas Velk said {SAFE}", None),
        (f"Since the truce collapsed on June 3, Thomas Velk has said {SAFE}", None),
        (f"By Tuesday, Thomas Velk had said {SAFE}", None),
        (f"Thomas Velk has said every Tuesday {SAFE}", None),
        (f"Between June 1 and June 3, Thomas Velk said {SAFE}", None),
        (f"Thomas Velk told Lind, whom he had met on June 4, {SAFE}", None),
        (f"Thomas Velk said, ahead of a summit on Friday, {SAFE}", None),
        (f"Thomas Velk said in a speech to be broadcast on Sunday {SAFE}", None),
        ("Today, Thomas Velk has rejected the plan “with all his heart”.", None),
    ],
)
def test_a_date_of_another_clause_dates_nothing(words: str, day: str | None) -> None:
    made = statements(words, published=WEDNESDAY, grammar=True)
    assert [one.date for one in made if one.speaker == "Thomas Velk"] == [day]


def test_a_semicolon_ends_the_reach_of_a_date() -> None:
    text = "Thomas Velk said that the tunnel was safe; on Monday, Anna Lind said that the bridge was closed."
    assert days(text) == [None, "2024-06-10"]


FIRST = "“We are ready for everything,” Thomas Velk said on Tuesday.\n\n"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("He said that nobody was hurt.", "2024-06-11"),
        ("The following day he said that nobody was hurt.", None),
        ("Before the fire, he said that nobody was hurt.", None),
        ("In the past, he has said that nobody was hurt.", None),
        ("He has long said that nobody was hurt.", None),
        ("He repeatedly said during the campaign that nobody was hurt.", None),
        ("As a young man, he said that nobody was hurt.", None),
        ("In his memoirs, he says that nobody was hurt.", None),
        ("The works failed in 2022. “We were not ready for it,” Velk said.", None),
    ],
)
def test_words_of_another_time_end_the_day_of_a_speaker(text: str, day: str | None) -> None:
    assert days(FIRST + text) == ["2024-06-11", day]


def test_an_old_day_holds_for_its_paragraph_only() -> None:
    text = (
        "“We are ready for everything,” Thomas Velk said on March 18, 2014. He said that nobody was hurt.\n\n"
        "Ten years have passed.\n\n“We were right about everything,” Velk said."
    )
    assert days(text) == ["2014-03-18", "2014-03-18", None]


def test_another_outlet_is_another_occasion() -> None:
    text = "Thomas Velk told The Times on Monday that he would come.\n\nVelk told Reuters that nobody was hurt."
    assert days(text) == ["2024-06-10", None]


def test_the_same_day_at_the_beginning_of_a_sentence() -> None:
    assert days(FIRST + "The same day, Anna Lind said that nobody was hurt.") == ["2024-06-11", "2024-06-11"]


@pytest.mark.parametrize(
    "text",
    [
        "The old wall fell in 1989. In November, Thomas Velk said that walls still fell.",
        "In April 2022, the works went on.\n\nOn May 4, Thomas Velk said that the tunnel was safe.",
        "“It is ours,” Anna Lind said on March 18, 2014. On March 1, Thomas Velk said that it was not.",
        "The storm came on March 16, 2014.\n\n" + "It rained and it rained on the hills. " * 14 + "\n\n"
        "On March 18, Thomas Velk said that the tunnel was safe.",
    ],
)
def test_a_date_whose_year_stays_open_dates_nothing(text: str) -> None:
    (one,) = (one for one in statements(text, published="2024-06-12", grammar=True) if one.speaker == "Thomas Velk")
    assert one.date is None


def test_recently_is_back_at_the_day_of_writing() -> None:
    text = "The works began on April 21, 2022. Recently, Thomas Velk said in June that the tunnel was safe."
    assert statements(text, published="2024-07-12", grammar=True)[-1].date == "2024-06"


def test_a_transcript_is_of_the_day_above_it() -> None:
    text = (
        "Remarks at the conference\n\nOslo, February 17, 2024\n\nPRESIDENT HOLM: We are here.\n\n"
        "CHANCELLOR LIND: So are we.\n\nPRESIDENT HOLM: Thank you very much for that."
    )
    assert {(one.date, one.date_text) for one in statements(text, published=WEDNESDAY)} == {
        ("2024-02-17", "February 17, 2024")
    }


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("The parliament was dissolved on February 1 and the president resigned.", ["2024-02-01"]),
        ("The guests thanked the host for holding the forum in May.", []),
        ("The town celebrated the anniversary of its founding of March 12, 1999.", []),
        ("The deal, which was signed on March 1, expired last week.", ["2024-06-03/2024-06-09"]),
        ("The deal expires on March 20 and the owners threatened to leave it.", []),
        ("Following the revolution in late 2013 the government resigned.", []),
        ("Today, the town is a ruin and nobody has returned since it was shelled.", []),
        ("In 2014-2015 the agreements were signed.", []),
    ],
)
def test_an_event_has_the_date_of_its_main_clause(text: str, dates: list[str]) -> None:
    article = read_article(text, published=PartialDate.parse(WEDNESDAY), grammar=True)
    assert [one.date for one in article.candidates if one.kind == "event" and one.basis == "dated sentence"] == dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OSLO, June 10 - Thomas Velk said today that the tunnel was safe.", ["2024-06-10"]),
        ("OSLO, Norway, June 10 (NTB) — Thomas Velk said yesterday that the tunnel was safe.", ["2024-06-09"]),
        ("Oslo, 10 June 2024\n\nThomas Velk said today that the tunnel was safe.", ["2024-06-10"]),
        ("Oslo, 10 May 2019\n\nThomas Velk said today that the tunnel was safe.", ["2024-06-12"]),
        (
            "2 March 2024 — Thomas Velk says that the tunnel is safe.\n\n"
            "8 March 2024 — Lorries arrive. Velk says that more will come.",
            ["2024-03-02", "2024-03-08"],
        ),
        ("Speaking at the May 2-4 forum in Oslo, Thomas Velk said that he was glad.", ["2024-05-02/2024-05-04"]),
        ("Founded in 1922, the Velk Foundation says that it feeds two million people.", [None]),
        ("Jailed in 2022, Thomas Velk said that he had no regrets.", [None]),
        (
            "On Saturday, Anna Lind called Velk a thief. On Monday she apologised. “I was unfair to him,” Lind said.",
            ["2024-06-08", None],
        ),
    ],
)
def test_datelines_lists_and_participles(text: str, expected: list[str | None]) -> None:
    assert days(text) == expected


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("on Monday", "2024-06-10"),
        ("last week", "2024-06-03/2024-06-09"),
        ("over the weekend", "2024-06-08/2024-06-09"),
        ("", "2024-06-12"),
    ],
)
def test_a_readout_is_of_the_time_that_its_first_sentence_gives(when: str, day: str) -> None:
    text = f"President Karl Holm spoke {when} with Prime Minister Anna Lind of Norway. Holm reaffirmed his support for her."
    title = "Readout of President Karl Holm’s Call with Prime Minister Anna Lind of Norway"
    made = statements(text.replace("  ", " "), published=WEDNESDAY, title=title, grammar=True)
    assert {one.date for one in made} == {day}
