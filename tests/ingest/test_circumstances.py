"""Test dates, settings and outlets of statements, dated events, and known places and topics."""

import pytest

from tests.support.articles import happenings, needs_spacy, statements


@pytest.mark.parametrize(
    ("text", "date", "phrase"),
    [
        ("“No,” Ivan Petrov said on Tuesday.", "2025-03-04", "Tuesday"),
        ("“No,” Ivan Petrov said yesterday.", "2025-03-04", "yesterday"),
        ("“No,” Ivan Petrov said on Feb. 26.", "2025-02-26", "Feb. 26"),
        ("On 3 May 2024, Ivan Petrov said: “No.”", "2024-05-03", "3 May 2024"),
        ("“No,” Ivan Petrov said in May 2024.", "2024-05", "May 2024"),
        ("“No,” Ivan Petrov said.", None, None),
        ("“See you on Friday,” Ivan Petrov said.", None, None),
    ],
)
def test_a_date_outside_the_quotation_belongs_to_the_statement(text: str, date: str | None, phrase: str | None) -> None:
    (one,) = statements(text, grammar=False)
    assert (one.date, one.date_text) == (date, phrase)


def test_a_date_holds_for_the_next_statement_of_the_same_speaker() -> None:
    text = "“No,” Ivan Petrov said on Tuesday.\n\n“Never,” Petrov said. “Why not?” Maria Lopez asked."
    assert [one.date for one in statements(text, grammar=False)] == ["2025-03-04", "2025-03-04", None]


def test_without_the_day_of_publication_a_weekday_has_no_date() -> None:
    (one,) = statements("“No,” Ivan Petrov said on Tuesday.", grammar=False, published=None)
    assert one.date is None


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("“No,” Ivan Petrov said at a press conference.", "press conference"),
        ("“No,” Ivan Petrov said during a phone briefing.", "phone briefing"),
        ("“No,” Ivan Petrov told the BBC in an interview.", "interview"),
        ("“No,” Ivan Petrov said in a statement.", "statement"),
        ("“No,” Ivan Petrov said.", None),
    ],
)
def test_settings(text: str, setting: str | None) -> None:
    assert statements(text, grammar=False)[0].setting == setting


@pytest.mark.parametrize(
    ("text", "via"),
    [
        ("“No,” Ivan Petrov said, as cited by the Russian Meduza media outlet.", "Meduza"),
        ("“No,” Ivan Petrov told Reuters.", "Reuters"),
        ("“No,” Ivan Petrov said in an interview with The Oslo Times.", "The Oslo Times"),
        ("“No,” Ivan Petrov told Maria Lopez.", None),
        ("“No,” Ivan Petrov told reporters.", None),
    ],
)
def test_outlets(text: str, via: str | None) -> None:
    (one,) = statements(text, grammar=False)
    assert (one.via or "").removeprefix("The ") == (via or "").removeprefix("The ")
    assert bool(one.via_spans) == (via is not None)


@pytest.mark.parametrize(
    ("text", "date", "words"),
    [
        ("Norway annexed the island in 1929.", "1929", "Norway annexed the island in 1929"),
        ("Norway annexed the island in 1929 after a vote.", "1929", "Norway annexed the island in 1929"),
        (
            "In September 2022, Norway declared the annexation of two islands.",
            "2022-09",
            "In September 2022, Norway declared the annexation of two islands",
        ),
        ("Troops crossed the border on Monday.", "2025-03-03", "Troops crossed the border on Monday"),
    ],
)
def test_dated_sentences_are_events(text: str, date: str, words: str) -> None:
    (one,) = happenings(text, grammar=False)
    assert (one.date, one.text, one.speaker) == (date, words, None)


@needs_spacy
def test_a_declared_act_is_an_event() -> None:
    text = "In September 2022, Norway declared the annexation of two islands."
    assert statements(text, grammar=True) == []
    assert len(happenings(text, grammar=True)) == 1


@needs_spacy
def test_a_dated_noun_within_a_statement_is_an_event_too() -> None:
    text = "Ivan Petrov said that the islands were taken by the illegal referendums in 2022."
    (one,) = happenings(text, grammar=True)
    assert (one.text, one.date) == ("the illegal referendums in 2022", "2022")


@pytest.mark.parametrize(
    "text", ["Troops may cross the border in 2026.", "The summit is on Friday.", "“It began in 2014.”"]
)
def test_plans_and_negations_are_not_events(text: str) -> None:
    assert happenings(text, grammar=False) == []


def test_known_places_and_topics_are_found_as_whole_words() -> None:
    text = "“Crimea and the grain deal are one,” Ivan Petrov said."
    (one,) = statements(text, grammar=False, places=["Crimea", "Rim"], topics=["Grain deal", "eal"])
    assert (one.places, one.topics) == (("Crimea",), ("Grain deal",))
