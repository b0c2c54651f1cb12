"""Test who is quoted and who passes the words on: outlets, interviews, and people who quote others."""

import pytest

from tests.support.articles import needs_spacy, statements

pytestmark = needs_spacy

SAFE = "that the tunnel was safe"


def relayed(text: str) -> tuple[str | None, str, str | None]:
    """Return speaker, words and outlet of the one statement in a text."""
    (one,) = statements(text, grammar=True)
    return one.speaker, one.text, one.via


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Halden Courier quoted Thomas Velk as saying that the tunnel was safe.",
            ("Thomas Velk", SAFE, "Halden Courier"),
        ),
        (
            "Thomas Velk was quoted by the Halden Courier as saying that the tunnel was safe.",
            ("Thomas Velk", SAFE, "Halden Courier"),
        ),
        (
            "Thomas Velk was quoted in the Halden Courier as saying that the tunnel was safe.",
            ("Thomas Velk", SAFE, "Halden Courier"),
        ),
        (
            "Thomas Velk was quoted as saying by the newspaper Dagens Kurir that the tunnel was safe.",
            ("Thomas Velk", SAFE, "Dagens Kurir"),
        ),
        ("The tunnel was safe, Thomas Velk was quoted as saying.", ("Thomas Velk", "The tunnel was safe", None)),
        ("Local media quoted Thomas Velk as saying that the tunnel was safe.", ("Thomas Velk", SAFE, None)),
        (
            "The state news agency TASS cited Transport Minister Thomas Velk as saying that the tunnel was safe.",
            ("Thomas Velk", SAFE, "TASS"),
        ),
        ("“The tunnel is safe,” Thomas Velk said, as quoted by the Halden Courier.",
         ("Thomas Velk", "The tunnel is safe", "Halden Courier")),
    ],
)  # fmt: skip
def test_the_one_who_is_quoted_speaks_and_the_outlet_that_quotes_passes_it_on(
    text: str, expected: tuple[str, str, str | None]
) -> None:
    assert relayed(text) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Reuters reported that Transport Minister Thomas Velk had said that the tunnel was safe.", SAFE),
        ("Reuters reported on Monday that Thomas Velk had said the tunnel was safe.", "the tunnel was safe"),
        ("According to Reuters, Thomas Velk said that the tunnel was safe.", SAFE),
        (
            "The tunnel was safe for lorries, Thomas Velk said on Monday, according to Reuters.",
            "The tunnel was safe for lorries",
        ),
        ("“The tunnel is safe,” Thomas Velk said, according to Reuters.", "The tunnel is safe"),
        ("“The tunnel is safe,” Thomas Velk said, Reuters reported.", "The tunnel is safe"),
        ("“The tunnel is safe,” Reuters quoted Thomas Velk as saying.", "The tunnel is safe"),
        ("“The tunnel is safe,” Thomas Velk was quoted as saying by Reuters.", "The tunnel is safe"),
        ("Reuters, citing Thomas Velk, reported that the tunnel was safe.", SAFE),
        ("Thomas Velk told Reuters that the tunnel was safe.", SAFE),
    ],
)
def test_an_outlet_that_reports_what_somebody_said_is_not_the_speaker(text: str, words: str) -> None:
    assert relayed(text) == ("Thomas Velk", words, "Reuters")


@pytest.mark.parametrize(("outlet", "via"), [("Reuters", "Reuters"), ("the Halden Courier", "Halden Courier")])
def test_an_outlet_may_report_a_quotation_after_he_said(outlet: str, via: str) -> None:
    text = f"Transport Minister Thomas Velk came.\n\n“The tunnel is safe for everybody,” he said, {outlet} reported."
    (one,) = statements(text, grammar=True)
    assert (one.speaker, one.text, one.mode, one.via) == (
        "Thomas Velk",
        "The tunnel is safe for everybody",
        "verbatim",
        via,
    )


def test_a_pronoun_may_be_quoted() -> None:
    text = "Transport Minister Thomas Velk came. He was quoted by Reuters as saying that the tunnel was safe."
    assert relayed(text) == ("Thomas Velk", SAFE, "Reuters")


def test_an_outlet_that_did_not_quote_somebody_passes_on_nothing_sure() -> None:
    text = "The Halden Courier did not quote Thomas Velk as saying that the tunnel was safe."
    (one,) = statements(text, grammar=True)
    assert one.confidence == "low"
    assert text[slice(*one.cue_spans[0])].startswith("did not quote")


@pytest.mark.parametrize(
    ("listener", "via"),
    [
        ("Reuters", "Reuters"),
        ("the Halden Courier", "Halden Courier"),
        ("Nordlyset Weekly", "Nordlyset Weekly"),
        ("the newspaper Fjordposten", "Fjordposten"),
        ("the state news agency Halpress", "Halpress"),
        ("Congress", None),
        ("Greta Lindh", None),
        ("President Greta Lindh", None),
        ("parliament", None),
        ("the Senate", None),
        ("the Knesset", None),
        ("the Halden Security Conference", None),
        ("Norway", None),
        ("reporters", None),
        ("Monday’s meeting", None),
    ],
)
def test_only_an_outlet_that_is_told_something_passes_it_on(listener: str, via: str | None) -> None:
    assert relayed(f"Thomas Velk told {listener} that the tunnel was safe.") == ("Thomas Velk", SAFE, via)
    assert relayed(f"“The tunnel is safe,” Thomas Velk told {listener}.") == ("Thomas Velk", "The tunnel is safe", via)


@pytest.mark.parametrize(
    "text",
    [
        "“The tunnel is safe,” Thomas Velk said in an interview on Thursday.",
        "“The tunnel is safe,” Thomas Velk, speaking on Thursday, said.",
        "“The tunnel is safe,” Thomas Velk told Thursday’s meeting.",
    ],
)
def test_a_weekday_is_a_date_and_not_an_outlet(text: str) -> None:
    (one,) = statements(text, grammar=True)
    assert (one.via, one.via_spans, one.date) == (None, (), "2025-02-27")


@pytest.mark.parametrize(
    ("text", "via"),
    [
        ("CNN, citing two officials, reported that the tunnel was shut.", "CNN"),
        ("The Halden Courier, citing two officials, reported that the tunnel was shut.", "Halden Courier"),
        ("Reuters reported that the tunnel was shut, citing two officials.", "Reuters"),
    ],
)
def test_whom_an_outlet_cites_for_a_report_speaks(text: str, via: str) -> None:
    (one,) = statements(text, grammar=True)
    assert (one.speaker, one.role, one.via) == (None, "two officials", via)
    assert one.text == "that the tunnel was shut"
    assert [text[begin:end] for begin, end in one.source_spans] == ["two officials"]


@pytest.mark.parametrize(
    "text",
    [
        "Mayor Greta Lindh quoted Transport Minister Thomas Velk as saying that the tunnel was safe.",
        "Thomas Velk was quoted by Mayor Greta Lindh as saying that the tunnel was safe.",
        "Greta Lindh quoted Thomas Velk as saying that the tunnel was safe.",
    ],
)
def test_a_person_who_quotes_another_is_in_the_basis(text: str) -> None:
    (one,) = statements(text, grammar=True)
    assert (one.speaker, one.text, one.via) == ("Thomas Velk", SAFE, None)
    assert one.basis.endswith("as told by Greta Lindh")


def test_the_outlet_of_an_interview_holds_for_the_next_statements_of_the_same_speaker() -> None:
    text = (
        "“The tunnel is safe for all,” Thomas Velk told Reuters in an interview.\n\n"
        "“The bridge will follow,” Velk said.\n\n"
        "“The ferry is late,” Greta Lindh said."
    )
    found = statements(text, grammar=True)
    assert [(one.speaker, one.via) for one in found] == [
        ("Thomas Velk", "Reuters"),
        ("Thomas Velk", "Reuters"),
        ("Greta Lindh", None),
    ]


def test_the_outlet_of_an_interview_does_not_hold_in_another_setting() -> None:
    text = (
        "“The tunnel is safe for all,” Thomas Velk told Reuters in an interview.\n\n"
        "Velk said that the bridge would follow.\n\n"
        "“The road is next,” Velk said at a press conference."
    )
    found = statements(text, grammar=True)
    assert [(one.via, one.setting) for one in found] == [
        ("Reuters", "interview"),
        ("Reuters", None),
        (None, "press conference"),
    ]
