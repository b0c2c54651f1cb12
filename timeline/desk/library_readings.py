"""Read dates, articles and names from Python, without a file."""

import datetime
from dataclasses import dataclass

from timeline.desk import library_input
from timeline.desk.library_values import Rows
from timeline.desk.reference import PhraseReader, read_day
from timeline.errors import RefusedError, TimelineError
from timeline.words import names


@dataclass(frozen=True)
class DateRead:
    """A phrase as it was read: EDTF, the first and last day that it may mean, the words for it, and the rules.

    All but ``phrase`` and ``rules`` are None for a phrase that says that the date is unknown.
    """

    phrase: str
    edtf: str | None
    earliest: str | None
    latest: str | None
    human: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A statement or a dated event in a text: its words, where they stand (code points), who said it, and when.

    ``confidence`` is ``high``, ``medium`` or ``low``; none proves that the text was read correctly.
    """

    kind: str
    text: str
    spans: tuple[tuple[int, int], ...]
    confidence: str
    speaker: str | None
    role: str | None
    mode: str | None
    date: str | None
    date_text: str | None
    setting: str | None
    via: str | None


def read_date(phrase: str, reference: str | datetime.date | None = None, date_order: str | None = None) -> DateRead:
    """Read a date as people write it, relative to the day of ``reference`` if it needs one. Raises DateError."""
    day, order = library_input.optional(reference, "reference"), library_input.date_order(date_order)
    reading = PhraseReader(day, order).read(library_input.text(phrase, "phrase"))
    date = reading.date
    return DateRead(
        phrase=phrase,
        edtf=date.edtf if date else None,
        earliest=date.earliest if date else None,
        latest=date.latest if date else None,
        human=date.human() if date else None,
        rules=tuple(name for name, _ in reading.rules),
    )


def read_article(text: str, published: str | datetime.date | None = None, title: str | None = None) -> Rows[Candidate]:
    """Return the statements and dated events in an English article; dates are relative to the day of publication.

    Paraphrase needs the extra ``nlp``; without it only quotations are read. Raises DateError for a day that cannot be
    read, and RefusedError if neither you nor the text says when it was published.
    """
    from timeline.desk.articles import KnownNames, read_text

    try:
        day = None if published is None else read_day(library_input.text(published, "published"))
    except TimelineError as error:
        raise error.at("published") from None
    article = read_text(
        library_input.text(text, "text"), day, library_input.optional(title, "title"), KnownNames({}, {}, {})
    )
    if article.published is None:
        raise RefusedError("the text does not say when it was published; give the day", field="published")
    return Rows(
        Candidate(
            kind=one.kind,
            text=one.text,
            spans=one.spans,
            confidence=one.confidence,
            speaker=one.speaker,
            role=one.role,
            mode=one.mode,
            date=one.date,
            date_text=one.date_text,
            setting=one.setting,
            via=one.via,
        )
        for one in article.candidates
    )


def same_person(one: str, other: str) -> bool:
    """Tell whether two names are spellings of one name, in any script; a wrong yes costs more than a wrong no."""
    return names.same(library_input.text(one, "one"), library_input.text(other, "other"))
