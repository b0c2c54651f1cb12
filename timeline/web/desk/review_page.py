"""Read the page of a proposal under review: its text, its form, and what stands around it."""

import sqlite3
from collections.abc import Iterable, Mapping

from timeline.desk import entries, review_forms
from timeline.desk.review_forms import ReviewForm, Subject
from timeline.errors import NotFoundError
from timeline.evidence.passages import Passage
from timeline.reading import proposals as stored
from timeline.reading import review_queue
from timeline.reading.proposals import ProposalFilter, ProposalRecord, ProposalSource
from timeline.web import lookup, marked_text
from timeline.web.desk import fields, posted
from timeline.web.desk.pages import Notice, Place, ReviewPage, TextPage

#: the number that marks the passage of the form, which no proposal has
CURRENT = 0
#: the speakers of a source that can be chosen by number, with one key each
MOST_SPEAKERS = 9
_MAIN = ("kind", "words", "mode", "cited", "speakers", "date", "role", "setting", "topics", "places", "via")
_FURTHER = ("date_text", "more", "participants", "original_text", "lang", "note", "links")
#: every field, in the order of the page
ALL = (*_MAIN, *_FURTHER)


def read(
    connection: sqlite3.Connection,
    subject: Subject,
    form: ReviewForm,
    *,
    token: str,
    seen: str | None = None,
    notice: Notice | None = None,
    has_about: bool = False,
    back: int | None = None,
    more_problems: Iterable[tuple[str | None, str]] = (),
    is_rejected: bool = False,
    typed: Mapping[str, str] | None = None,
) -> ReviewPage:
    """Read the page of a proposal, or of a passage that was selected, with a form as it was left.

    ``seen`` is the state that the form was made from; None for the present one. ``more_problems`` are those of a
    refusal, by field.
    """
    understood = review_forms.read(connection, subject, form)
    proposals = of_source(connection, subject)
    here = {number: one for number, one in proposals.items() if one["snapshot_id"] == subject.snapshot}
    wrong = () if is_rejected else understood.errors
    problems = [*((error.field, error.plain) for error in wrong), *more_problems]
    version = review_forms.version(connection, subject.draft)
    kind, shown = understood.draft.kind, understood.shown
    main, further = (fields.shown(names, kind, shown, problems, understood.notes) for names in (_MAIN, _FURTHER))
    names = {one.name for one in (*main, *further)}
    number = subject.proposal["id"] if subject.proposal else None
    marks = [(other, passage) for other, passage in _marks(here) if other != number]
    if understood.draft.passage is not None:
        marks.append((CURRENT, understood.draft.passage))
    return ReviewPage(
        token=token,
        notice=notice,
        subject=subject,
        form=form,
        read=understood,
        marked=list(marked_text.pieces(subject.text, marks)),
        proposals=here,
        main=main,
        further=further,
        problems=[text for name, text in problems if name not in names],
        speakers=_speakers(proposals.values()),
        spans=review_forms.spans_of(understood.draft),
        seen=seen or posted.seen_text(subject, version),
        versions={one.id: posted.version_text(entries.version_of(connection, one.id)) for one in understood.similar},
        place=_place(connection, subject.proposal, list(proposals.values())) if subject.proposal else None,
        action=f"/review/{number}" if number else "/review/new",
        source_title=title_of(subject.source),
        source_uid=lookup.entity(connection, "source", str(subject.source["id"]))["uid"],
        has_about=has_about,
        back=back,
        typed=typed or {},
    )


def text_page(
    connection: sqlite3.Connection,
    snapshot: int,
    *,
    token: str,
    notice: Notice | None = None,
    problems: Iterable[str] = (),
    cited: str = "",
) -> TextPage:
    """Read the page of a text from which entries can be made. Raises NotFoundError."""
    source, text = snapshot_of(connection, snapshot)
    proposals = {
        one["id"]: one
        for one in stored.proposals(connection, ProposalFilter(sources=(source["id"],)))
        if one["snapshot_id"] == snapshot
    }
    return TextPage(
        token=token,
        notice=notice,
        snapshot=snapshot,
        marked=list(marked_text.pieces(text, _marks(proposals))),
        proposals=proposals,
        source_title=title_of(source),
        source_uid=lookup.entity(connection, "source", str(source["id"]))["uid"],
        problems=list(problems),
        cited=cited,
    )


def _marks(proposals: Mapping[int, ProposalRecord]) -> list[tuple[int, Passage]]:
    """Return the passage of each proposal with its number."""
    return [(number, Passage(tuple((a, b) for a, b in one["spans"]))) for number, one in proposals.items()]


def snapshot_of(connection: sqlite3.Connection, number: int | None) -> tuple[ProposalSource, str]:
    """Return the source of a snapshot and its text. Raises NotFoundError."""
    row = connection.execute(
        "SELECT s.id, s.title, s.url, s.publisher, s.published, n.text FROM snapshots AS n"
        " JOIN sources AS s ON s.id = n.source_id WHERE n.id = ?",
        (number,),
    ).fetchone()
    if row is None:
        raise NotFoundError("this text is not stored any more")
    source: ProposalSource = {
        "id": row[0], "title": row[1], "url": row[2], "publisher": row[3], "published": row[4],
    }  # fmt: skip
    return source, row[5]


def title_of(source: ProposalSource) -> str:
    """Return the title of a source, or what identifies it else."""
    return source["title"] or source["url"] or source["publisher"] or f"source {source['id']}"


def of_source(connection: sqlite3.Connection, subject: Subject) -> dict[int, ProposalRecord]:
    """Return the proposals of a source by number, in the order of its text."""
    filter_ = ProposalFilter(sources=(subject.source["id"],))
    return {one["id"]: one for one in stored.proposals(connection, filter_)}


def _speakers(proposals: Iterable[ProposalRecord]) -> list[str]:
    """Return the people who speak in a source, in the order of its text."""
    return list(dict.fromkeys(one["speaker"] for one in proposals if one["speaker"]))[:MOST_SPEAKERS]


def speakers_of(connection: sqlite3.Connection, subject: Subject) -> list[str]:
    """Return the people who can be chosen by number."""
    return _speakers(of_source(connection, subject).values())


def _place(connection: sqlite3.Connection, proposal: ProposalRecord, all_: list[ProposalRecord]) -> Place:
    numbers = [one["id"] for one in all_]
    place = numbers.index(proposal["id"])
    return Place(
        number=place + 1,
        count=len(numbers),
        decided=sum(one["state"] != "pending" for one in all_),
        before=numbers[place - 1] if place else None,
        following=review_queue.following(connection, proposal, all_),
    )
