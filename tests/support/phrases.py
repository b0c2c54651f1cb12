"""A reference day and a check of messages for tests of phrases."""

from timeline.dates import PartialDate

FRIDAY = PartialDate.parse("2025-02-28")


def assert_one_line(message: str) -> None:
    assert message.isprintable()
    assert len(message) < 300
