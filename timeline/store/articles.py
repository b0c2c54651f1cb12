"""Keeping an article as a source with a snapshot, and what was found in its text as proposals."""

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
from timeline.schema.tables import Proposal, Snapshot, Source
from timeline.store.remarks import Notes
from timeline.store.snapshots import add_retrieved
from timeline.store.sources import NewSource

#: how much of the longer of two passages they share that are taken for one
_SHARED = 0.5


class StoredArticle(NamedTuple):
    """What became of an article: the number of its source, those of its new proposals, how many there were before."""

    source: int
    new: tuple[int, ...]
    known: int


def add_article(
    session: Session,
    given: NewSource,
    got: Retrieved,
    read: Callable[[str], Iterable[Candidate]],
    notes: Notes,
    *,
    to: str | None = None,
) -> StoredArticle:
    """Keep an article as a source with a snapshot, and what ``read`` finds in that snapshot's text as proposals.

    ``to`` names the source whose further snapshot it is. What was proposed of the same text before, or of another
    snapshot of the source in the same words, is not proposed again, whether it was decided or not.

    Raises:
        NotFoundError: the address fits more than one source.
        RefusedError: the description contradicts what is stored, or another source says the same word for word.

    """
    last = session.scalar(select(func.max(Source.id))) or 0
    source = add_retrieved(session, given, got, notes, to=to)
    if source > last:
        _refuse_same_text(session, source, got.text_sha256)
    of = select(Snapshot).where(Snapshot.source_id == source)
    latest = of.order_by(Snapshot.retrieved_at.desc(), Snapshot.id.desc()).limit(1)
    snapshot = session.scalar(latest.where(Snapshot.text_sha256 == got.text_sha256)) or session.scalars(latest).one()
    found = tuple(read(snapshot.text))
    known = _Proposed(session, snapshot)
    new = [Proposal(snapshot_id=snapshot.id, **_columns(one)) for one in found if not known.has(one)]
    session.add_all(new)
    session.flush()
    return StoredArticle(source, tuple(row.id for row in new), len(found) - len(new))


def _refuse_same_text(session: Session, source: int, text_sha256: str) -> None:
    same = select(Snapshot.source_id).where(Snapshot.text_sha256 == text_sha256, Snapshot.source_id != source)
    other = session.scalar(select(Source).where(Source.id.in_(same)).order_by(Source.id).limit(1))
    if other is not None:
        raise RefusedError(
            f"it says word for word what source {other.id} says ({other.url or other.title}); "
            "cite that one, or add this one beside it: timeline source add"
        )


def _columns(found: Candidate) -> dict[str, Any]:
    return {
        name: json.dumps(value, ensure_ascii=False, separators=(",", ":")) if isinstance(value, tuple) else value
        for name, value in found._asdict().items()
    }


class _Proposed:
    """What was proposed of a text before."""

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

    def has(self, found: Candidate) -> bool:
        """Tell whether a proposal of its kind has the same words, or more than half of the same passage."""
        if (found.kind, " ".join(found.text.split())) in self._words:
            return True
        passages = self._passages[found.kind]
        at = bisect_left(passages, found.spans[0][0] - self._longest, key=lambda spans: spans[0][0])
        while at < len(passages) and passages[at][0][0] < found.spans[-1][1]:
            if _shared(passages[at], found.spans) > _SHARED * max(_length(passages[at]), _length(found.spans)):
                return True
            at += 1
        return False


def _length(spans: Sequence[Span]) -> int:
    return sum(end - begin for begin, end in spans)


def _shared(one: Sequence[Span], other: Sequence[Span]) -> int:
    return sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
