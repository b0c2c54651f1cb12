"""Test paragraphs, and the parts of a page that are not the article."""

import pytest

from timeline.ingest.paragraphs import paragraphs


def parts(text: str) -> list[tuple[str, str]]:
    return [(part.kind, text[part.begin : part.end]) for part in paragraphs(text)]


def test_each_line_is_a_paragraph_if_lines_are_long() -> None:
    long = "The border commission met on Monday and agreed on nothing at all, its chairman told the press afterwards."
    assert parts(f"{long}\n\n{long}\n{long}") == [("prose", long)] * 3


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The border commission met on Monday and agreed on\n"
        "nothing at all, its chairman told the press in the\n"
        "evening. Nobody was surprised.\n"
        "\n"
        "A second meeting is planned for the end of the\n"
        "month, the commission said."
    )
    assert [words.replace("\n", " ") for _, words in parts(text)] == [
        "The border commission met on Monday and agreed on nothing at all, its chairman told the press in the evening."
        " Nobody was surprised.",
        "A second meeting is planned for the end of the month, the commission said.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "ADVERTISEMENT",
        "Share this article",
        "Facebook, Twitter, WhatsApp",
        "Follow us on Telegram for more.",
        "Photo: a guard at the border.",
        "A guard at the border. (AP Photo/Jane Roe)",
        "(Reporting by Jane Roe; editing by John Doe.)",
        "To suggest a correction, write to us.",
        "Correction: an earlier version misspelled a name.",
        "An earlier version of this article misspelled a name.",
        "Read more: The border is shut",
        "* * *",
    ],
)
def test_furniture_is_not_the_article(line: str) -> None:
    assert parts(f"The border is shut.\n\n{line}\n\nIt will stay shut.")[1] == ("furniture", line)


@pytest.mark.parametrize("line", ["Photographs were taken.", "Share prices fell.", "He read more than she did."])
def test_prose_that_begins_like_furniture_is_prose(line: str) -> None:
    assert parts(line) == [("prose", line)]


def test_a_block_of_teasers_ends_where_the_article_continues() -> None:
    text = (
        "The border is shut.\n\nCabinet Signs Accord on Grain\nOther Topics of Interest\n\nCabinet Signs Accord on Grain\n\n"
        "The accord is expected to be signed on Friday.\n\nIt will stay shut."
    )
    assert [kind for kind, _ in parts(text)] == ["prose", *["furniture"] * 4, "prose"]


def test_a_heading_has_no_full_stop() -> None:
    assert parts("Border shut for good\n\nThe border is shut.")[0] == ("heading", "Border shut for good")


def test_a_too_long_paragraph_is_cut_without_loss() -> None:
    text = "All is well here. " * 2000
    found = parts(text)
    assert len(found) > 3
    assert " ".join(words for _, words in found) == text.strip()
    assert "".join(words for _, words in parts("x" * 20_000)) == "x" * 20_000
