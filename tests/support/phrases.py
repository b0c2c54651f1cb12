"""What tests of phrases share: a day to reckon from, and what a message has to look like."""

from timeline.dates import PartialDate

FRIDAY = PartialDate.parse("2025-02-28")


def assert_one_line(message: str) -> None:
    assert message.isprintable()
    assert len(message) < 300
