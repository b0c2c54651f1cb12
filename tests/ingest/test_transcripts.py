"""Test transcripts, readouts of calls, and front matter."""

from tests.support.articles import read, statements
from timeline.ingest import read_article

BRIEFING = """---
title: "Press Briefing by Press Secretary Maria Lopez"
date: '2024-05-06'
---
Press Room

1:02 P.M. CET

MS. LOPEZ:  Good afternoon.  The border
is shut.

It will stay shut.  (Laughter.)

Q    For how long?

MS. LOPEZ:  For good.

(Laughter.)

THE PRESIDENT:  I agree.

END 1:05 P.M. CET
"""

READOUT = """---
title: Readout of President Ivan Petrov’s Call with Prime Minister Anna Berg of Norway and Chancellor Karl Holm
date: 2024-05-06
---
President Ivan Petrov spoke today with Prime Minister Anna Berg of Norway and
Chancellor Karl Holm of Austria. They spoke of the border and of the ferry, and the
President said: “The border is shut.”
"""


def test_a_paragraph_of_a_turn_is_a_statement_of_the_speaker_in_its_label() -> None:
    found = statements(BRIEFING, published=None)
    assert [(one.speaker, one.role) for one in found] == [
        *[("Maria Lopez", "Press Secretary")] * 3,
        (None, "President"),
    ]
    assert [one.text for one in found] == [
        "Good afternoon.  The border\nis shut.",
        "It will stay shut.",
        "For good.",
        "I agree.",
    ]
    assert {(one.mode, one.date, one.setting) for one in found} == {("verbatim", "2024-05-06", "press briefing")}


def test_the_president_is_the_one_named_in_the_title() -> None:
    text = "THE PRESIDENT:  It is shut.\n\nQ    Why?\n\nTHE PRESIDENT:  Because."
    found = statements(text, title="Remarks by President Petrov Announcing a Closure")
    assert {(one.speaker, one.role) for one in found} == {("Petrov", "President")}


def test_labels_in_small_letters_count_if_they_repeat() -> None:
    text = "Lopez: It is shut.\n\nBerg: Why?\n\nLopez: Because.\n\nBerg: I see."
    assert [one.speaker for one in statements(text, grammar=False)] == ["Lopez", "Berg", "Lopez", "Berg"]
    assert statements("Note: it is shut.\n\nThe end.", grammar=False) == []


def test_newsroom_words_are_not_speakers() -> None:
    text = "“The border is shut,” Ivan Petrov said.\n\nUPDATE: It is open.\n\n“We have to wait,” said Maria Lopez."
    assert [one.speaker for one in statements(text, grammar=False)] == ["Ivan Petrov", "Maria Lopez"]
    again = text + "\n\nUPDATE: It is shut again.\n\nWATCH: The border."
    assert [one.speaker for one in statements(again, grammar=False)][:2] == ["Ivan Petrov", "Maria Lopez"]
    talk = "JANE ROE: It is shut.\n\nJOHN DOE: Why?\n\nROE: Because.\n\nDOE: I see."
    assert len(statements(talk, grammar=False)) == 4


def test_a_readout_is_an_event_with_all_participants() -> None:
    found = read(READOUT, published=None, grammar=False)
    event = next(one for one in found if one.kind == "event")
    assert event.participants == ("Ivan Petrov", "Anna Berg", "Karl Holm")
    assert (event.date, event.setting) == ("2024-05-06", "call")
    (said,) = (one for one in found if one.kind == "statement")
    assert (said.speaker, said.date, said.setting) == ("Ivan Petrov", "2024-05-06", "call")


def test_front_matter_gives_title_and_day() -> None:
    article = read_article(READOUT, grammar=False)
    assert article.published is not None
    assert article.published.date == "2024-05-06"
    assert article.title is not None
    assert article.title.startswith("Readout of President Ivan Petrov")


def test_broken_front_matter_is_text() -> None:
    for text in ("---\n: [\n---\n“No,” Ivan Petrov said.", "---\n- a\n---\n“No,” Ivan Petrov said.", "---\ndate: x"):
        assert read_article(text, grammar=False).published is None


def test_deeply_nested_front_matter_is_text() -> None:
    assert read_article("---\na: " + "[" * 5000 + "\n---\n“No,” Ivan Petrov said.", grammar=False).title is None
