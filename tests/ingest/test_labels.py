"""Test the labels of transcripts: who speaks, what begins a turn, and which texts only look like transcripts."""

import pytest

from tests.support.articles import statements


def turns(text: str) -> list[tuple[str | None, str | None, str]]:
    """Return speaker, role and words of each statement of a transcript."""
    found = statements(text, grammar=False)
    assert {(one.basis, one.mode) for one in found} <= {("transcript", "verbatim")}
    return [(one.speaker, one.role, one.text) for one in found]


def lines(*paragraphs: str) -> str:
    """Return a text with a blank line between its paragraphs."""
    return "\n\n".join(paragraphs)


def test_an_office_behind_the_name_is_the_role_in_later_turns_too() -> None:
    text = lines(
        "GRETA LINDH, HOST: Good evening. The tunnel is shut.",
        "THOMAS VELK, TRANSPORT MINISTER: It will open in June.",
        "LINDH: For everybody?",
        "VELK: For lorries first.",
    )
    assert turns(text) == [
        ("Greta Lindh", "Host", "Good evening. The tunnel is shut."),
        ("Thomas Velk", "Transport Minister", "It will open in June."),
        ("Greta Lindh", "Host", "For everybody?"),
        ("Thomas Velk", "Transport Minister", "For lorries first."),
    ]


@pytest.mark.parametrize(
    "remark", ["(through translator)", "(through interpreter)", "(via translator)", "(on camera)", "(voice-over)"]
)
def test_a_remark_behind_a_name_is_not_part_of_it(remark: str) -> None:
    text = lines(
        "LINDH: Good evening.",
        f"PAVLO DALLNER {remark}: We will wait for the tunnel.",
        "LINDH: Until when?",
        f"DALLNER {remark}: Until June.",
    )
    assert turns(text) == [
        ("Lindh", None, "Good evening."),
        ("Pavlo Dallner", None, "We will wait for the tunnel."),
        ("Lindh", None, "Until when?"),
        ("Pavlo Dallner", None, "Until June."),
    ]


@pytest.mark.parametrize("time", ["[09:02:50]", "(09:02)", "09:02:50", "09:02"])
@pytest.mark.parametrize("name", ["THOMAS VELK", "Thomas Velk"])
def test_a_time_stands_before_a_label(time: str, name: str) -> None:
    text = lines(f"{time} GRETA LINDH: Good evening.", f"{time} {name}: It will open in June.")
    assert turns(text) == [
        ("Greta Lindh", None, "Good evening."),
        ("Thomas Velk", None, "It will open in June."),
    ]


@pytest.mark.parametrize(
    "asks", ["Q:", "Q  ", "Question:", "QUESTION:", "REPORTER:", "Reporter:", "UNIDENTIFIED MALE:"]
)
def test_questions_without_a_name_are_left_out(asks: str) -> None:
    text = lines(
        f"{asks} Will it open?", "THOMAS VELK: It will open in June.", f"{asks} For everybody?", "VELK: For lorries."
    )
    assert turns(text) == [("Thomas Velk", None, "It will open in June."), ("Thomas Velk", None, "For lorries.")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            lines("GRETA LINDH: Will it open?", "THOMAS VELK: It will open in June."),
            [("Greta Lindh", None, "Will it open?"), ("Thomas Velk", None, "It will open in June.")],
        ),
        (
            lines("THOMAS VELK, Minister of Transport: It will open in June.", "ZDRAVKA ILM, Driver: I will wait."),
            [
                ("Thomas Velk", "Minister of Transport", "It will open in June."),
                ("Zdravka Ilm", "Driver", "I will wait."),
            ],
        ),
        (
            lines("MR. VELK: It will open in June.", "MS. LINDH: Thank you."),
            [("Velk", None, "It will open in June."), ("Lindh", None, "Thank you.")],
        ),
        (
            lines("Question: Will it open?", "Thomas Velk: It will open in June."),
            [("Thomas Velk", None, "It will open in June.")],
        ),
        (
            lines("Q: Will it open?", "MINISTER VELK: It will open in June."),
            [("Velk", "Minister", "It will open in June.")],
        ),
        (
            lines("THE PRESIDENT: It will open in June.", "GRETA LINDH: Thank you."),
            [(None, "President", "It will open in June."), ("Greta Lindh", None, "Thank you.")],
        ),
    ],
)
def test_two_turns_make_a_transcript(text: str, expected: list[tuple[str | None, str | None, str]]) -> None:
    assert turns(text) == expected


@pytest.mark.parametrize(
    "label", ["ZDRAVKA ILM", "ILM", "ZDRAVKA ILM (through translator)", "SENIOR OFFICIAL", "SPEAKER 3"]
)
def test_a_label_that_comes_once_begins_a_turn(label: str) -> None:
    text = lines(
        "THOMAS VELK, MINISTER: It will open in June.",
        f"{label}: My lorry is too high.",
        "VELK: Then wait.",
        "LINDH: I see.",
        "VELK: Good night.",
    )
    words = [one for _, _, one in turns(text)]
    assert words == ["It will open in June.", "My lorry is too high.", "Then wait.", "I see.", "Good night."]
    assert "Thomas Velk" not in [
        speaker for speaker, _, one in turns(text) if one in ("My lorry is too high.", "I see.")
    ]


def test_a_full_name_that_comes_once_among_labels_in_small_letters_begins_a_turn() -> None:
    text = lines(
        "Lindh: Will it open?",
        "Velk: It will open in June.",
        "Zdravka Ilm: My lorry is too high.",
        "Lindh: I see.",
        "Velk: Then wait.",
    )
    assert [speaker for speaker, _, _ in turns(text)] == ["Lindh", "Velk", "Zdravka Ilm", "Lindh", "Velk"]


def test_each_paragraph_of_a_turn_is_a_statement() -> None:
    text = lines(
        "MR. VELK: It will open in June.",
        "The lorries come first.",
        "(Applause.)",
        "Q    And the cars?",
        "MR. VELK: Then the cars.",
        "They will wait.",
    )
    assert turns(text) == [
        ("Velk", None, "It will open in June."),
        ("Velk", None, "The lorries come first."),
        ("Velk", None, "Then the cars."),
        ("Velk", None, "They will wait."),
    ]


def test_a_word_and_a_colon_within_a_turn_begin_no_turn() -> None:
    text = lines(
        "VELK: Look: the tunnel is safe.",
        "Look: we checked it.",
        "LINDH: Thank you.",
        "VELK: Good night.",
        "LINDH: Good night.",
    )
    assert turns(text)[:2] == [("Velk", None, "Look: the tunnel is safe."), ("Velk", None, "Look: we checked it.")]


def test_a_surname_means_the_full_name_of_an_earlier_label() -> None:
    text = lines(
        "GRETA LINDH: Good evening.",
        "THOMAS VELK: It will open in June.",
        "LINDH: Thank you.",
        "VELK: Good night.",
    )
    assert [speaker for speaker, _, _ in turns(text)] == ["Greta Lindh", "Thomas Velk", "Greta Lindh", "Thomas Velk"]


@pytest.mark.parametrize(
    "headlines",
    [
        ("Velk: Tunnel opens in June", "Lindh: Bridge is next"),
        ("VELK: TUNNEL OPENS IN JUNE", "LINDH: BRIDGE IS NEXT"),
        ("Minister: Tunnel opens in June", "Mayor: Bridge is next"),
        ("Tunnel: Minister promises June", "Weather: Rain in Halden"),
        ("LIVE: Tunnel opens", "WATCH: The first lorry"),
        ("TUNNEL OPENS: A day of joy in Halden.", "BRIDGE SHUT: Nobody can cross."),
        ("Thomas Velk: Tunnel opens in June", "By Oscar Dunmore"),
        ("OSLO: The tunnel is open.", "HALDEN: The bridge is shut."),
    ],
)
def test_headlines_with_colons_make_no_transcript(headlines: tuple[str, str]) -> None:
    text = lines(*headlines, "“The tunnel is safe for all,” Thomas Velk said.", "“It is a pity,” Greta Lindh said.")
    found = statements(text, grammar=False)
    assert [(one.speaker, one.text, one.basis) for one in found] == [
        ("Thomas Velk", "The tunnel is safe for all", "behind"),
        ("Greta Lindh", "It is a pity", "behind"),
    ]
