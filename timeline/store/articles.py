"""Store an article as a source with a snapshot, and the candidates found in its text as proposals."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from timeline.errors import RefusedError
from timeline.evidence.retrieval import Retrieved
from timeline.ingest.values import Candidate, Span
from timeline.reading.proposals import is_same_passage
from timeline.schema.tables import Proposal, Snapshot, Source, Verdict
from timeline.store.remarks import Notes
from timeline.store.snapshots import add_retrieved
from timeline.store.sources import NewSource

#: code of the error if another source has the text of an article
SAME_TEXT = "same-text"


class StoredArticle(NamedTuple):
    """A stored article: its source, its snapshot, its new proposals by number, and how many it already had."""

    source: int
    snapshot: int
    new: tuple[int, ...]
    known: int


def add_article(
    session: Session,
    new_source: NewSource,
    retrieved: Retrieved,
    read: Callable[[str], Iterable[Candidate]],
    notes: Notes,
    *,
    to: str | None = None,
    titles_repeat: bool = False,
) -> StoredArticle:
    """Store an article as a source with a snapshot, and the candidates that ``read`` finds in its text as proposals.

    ``to`` names a known source that gets another snapshot; ``titles_repeat`` is that of :func:`add_retrieved`. A
    candidate is skipped if it was proposed before, decided or not: from the same text, or in the same words from
    another snapshot of the source.

    Raises:
        NotFoundError: the address fits more than one source.
        RefusedError: the description contradicts what is stored, or another source has the same text.

    """
    last = session.scalar(select(func.max(Source.id))) or 0
    source = add_retrieved(session, new_source, retrieved, notes, to=to, titles_repeat=titles_repeat)
    if source > last:
        _refuse_same_text(session, source, retrieved.text_sha256)
    of_source = select(Snapshot).where(Snapshot.source_id == source)
    latest = of_source.order_by(Snapshot.retrieved_at.desc(), Snapshot.id.desc()).limit(1)
    same_text = session.scalar(latest.where(Snapshot.text_sha256 == retrieved.text_sha256))
    snapshot = same_text or session.scalars(latest).one()
    candidates = tuple(read(snapshot.text))
    proposed = _Proposed(session, snapshot)
    new = [candidate for candidate in candidates if not proposed.has(candidate)]
    made = add_proposals(session, [(snapshot.id, candidate) for candidate in new])
    return StoredArticle(source, snapshot.id, made, len(candidates) - len(made))


def add_proposals(session: Session, candidates: Iterable[tuple[int, Candidate]]) -> tuple[int, ...]:
    """Store candidates as proposals, each with the number of its snapshot, and return their numbers."""
    proposals = [Proposal(snapshot_id=snapshot, **_columns(candidate)) for snapshot, candidate in candidates]
    session.add_all(proposals)
    session.flush()
    return tuple(row.id for row in proposals)


def delete_pending(session: Session, number: int) -> bool:
    """Delete a proposal that nobody has decided, and return whether there was one."""
    proposal = session.get(Proposal, number)
    decided = select(Verdict.id).where(Verdict.proposal_id == number).limit(1)
    if proposal is None or session.scalar(decided) is not None:
        return False
    session.delete(proposal)
    session.flush()
    return True


def _refuse_same_text(session: Session, source: int, text_sha256: str) -> None:
    same = select(Snapshot.source_id).where(Snapshot.text_sha256 == text_sha256, Snapshot.source_id != source)
    other = session.scalar(select(Source).where(Source.id.in_(same)).order_by(Source.id).limit(1))
    if other is not None:
        raise RefusedError(
            f"it has the same text as source {other.id} ({other.url or other.title}); "
            "cite that source, or add this one as well",
            code=SAME_TEXT,
            advice=": timeline source add",
        )


def _columns(candidate: Candidate) -> dict[str, Any]:
    return {
        name: json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, tuple) else value
        for name, value in candidate._asdict().items()
    }


class _Proposed:
    """The earlier proposals from a text and its source."""

    def __init__(self, session: Session, snapshot: Snapshot) -> None:
        rows = session.execute(
            select(Proposal.kind, Proposal.spans, Proposal.text, Snapshot.text_sha256)
            .join(Snapshot, Snapshot.id == Proposal.snapshot_id)
            .where((Snapshot.text_sha256 == snapshot.text_sha256) | (Snapshot.source_id == snapshot.source_id))
        ).all()
        self._passages: dict[str, list[Sequence[Span]]] = defaultdict(list)
        self._words: set[tuple[str, str]] = set()
        for kind, spans, text, sha256 in rows:
            if sha256 == snapshot.text_sha256:
                self._passages[kind].append([(begin, end) for begin, end in json.loads(spans)])
            else:
                self._words.add((kind, " ".join(text.split())))
        for passages in self._passages.values():
            passages.sort(key=lambda spans: spans[0])
        self._longest = max((p[-1][1] - p[0][0] for ps in self._passages.values() for p in ps), default=0)

    def has(self, candidate: Candidate) -> bool:
        """Return whether a proposal of its kind has the same words, or shares more than half of its passage."""
        if (candidate.kind, " ".join(candidate.text.split())) in self._words:
            return True
        passages = self._passages[candidate.kind]
        at = bisect_left(passages, candidate.spans[0][0] - self._longest, key=lambda spans: spans[0][0])
        while at < len(passages) and passages[at][0][0] < candidate.spans[-1][1]:
            if is_same_passage(passages[at], candidate.spans):
                return True
            at += 1
        return False
