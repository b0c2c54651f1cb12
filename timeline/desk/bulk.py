"""Read a corpus with a pool of workers, and store it in parts; each article is stored once, whatever is killed.

What was read, and what came of it, is written in the transaction that stores it (table ``readings``). The next run of
the same command leaves out what is there, and goes on with the rest.
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from timeline.database import opening
from timeline.desk import articles
from timeline.desk.articles import ArticleReading
from timeline.desk.batches import Batch, Result
from timeline.desk.corpus import Item
from timeline.desk.values import Outcome, outcome
from timeline.errors import IncompleteError, NotFoundError, RefusedError
from timeline.ingest import reader_version
from timeline.store.remarks import Notes
from timeline.worker import pools
from timeline.worker.pools import Pool

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from timeline.schema.vocabulary import ReadingOutcome

#: how many articles a changeset stores
PART = 1_000
#: how many bytes of articles a batch has before it is complete
_MOST_BYTES = 2 * 2**20


class Fate(NamedTuple):
    """What became of an article: its outcome, the numbers of its new proposals, and why it was not stored."""

    item: Item
    outcome: "ReadingOutcome"
    proposals: tuple[int, ...] = ()
    message: str | None = None


class Read(NamedTuple):
    """An article of a batch with what came of it."""

    batch: Batch
    item: Item
    result: Result

    @property
    def reading(self) -> ArticleReading | None:
        """The article as it was read; None if it could not be."""
        batch, result = self.batch, self.result
        if result.retrieved is None or result.article is None or result.published is None:
            return None
        typed = batch.typed(self.item)
        return ArticleReading(
            typed, result.retrieved, result.article, result.published, batch.names, result.notes, batch.about
        )


class Corpus(NamedTuple):
    """What is to be read, and how: ``template`` is a batch without articles, ``clock`` gives the moment in UTC."""

    items: Iterable[Item]
    template: Batch
    clock: Callable[[], str]
    file: opening.File


def read(corpus: Corpus, pool: Pool, counted: Counter[str], step: Callable[[int], None]) -> Iterator[Read]:
    """Read what has not been read before, and yield each article when it is ready.

    ``counted`` counts under "before" the articles that are left out, ``step`` gets the number of those that are done.
    """

    def batches() -> Iterator[Batch]:
        with _reader(corpus.file) as connection:
            fresh = _unread(corpus.items, connection, counted)
            for items in _grouped(fresh, pool.batch):
                dated = tuple(item._replace(day=_known_day(item, connection)) for item in items)
                yield corpus.template._replace(items=dated, now=corpus.clock())

    finished = 0
    for batch, results in pool.run(batches()):
        for item, result in zip(batch.items, results, strict=True):
            finished += 1
            step(counted["before"] + finished)
            yield Read(batch, item, result)


def pool(total: int, jobs: int | None, cluster: str | None, tell: Callable[[str], None]) -> Pool:
    """Return a pool for so many articles: ``jobs`` processes, else all processors, or the workers of a Dask cluster.

    ``tell`` gets a line when the cluster has no workers. Raises RefusedError if the cluster cannot be used.
    """
    if cluster is None:
        return pools.Processes(jobs or pools.processors(), total)
    if jobs is not None:
        raise IncompleteError("a cluster has its own number of workers; leave this out", field="jobs")
    from timeline.worker.cluster import Cluster

    return Cluster(cluster, tell)


def _grouped(items: Iterator[Item], most: int) -> Iterator[tuple[Item, ...]]:
    """Yield articles in groups, of at most so many, and of not much more than so many bytes."""
    group: list[Item] = []
    size = 0
    for item in items:
        group.append(item)
        size += len(item.content or b"")
        if len(group) == most or size >= _MOST_BYTES:
            yield tuple(group)
            group, size = [], 0
    if group:
        yield tuple(group)


@contextmanager
def _reader(file: opening.File) -> Iterator[sqlite3.Connection | None]:
    """Yield a connection to the timeline, or None if there is no current one yet."""
    if opening.path_status(file) is not opening.Status.CURRENT:
        yield None
        return
    with opening.read_connection(file) as connection:
        yield connection


def _unread(items: Iterable[Item], connection: sqlite3.Connection | None, counted: Counter[str]) -> Iterator[Item]:
    """Yield the articles that this reader has not read yet."""
    query = "SELECT 1 FROM readings WHERE input = ? AND reader = ?"
    reader = reader_version()
    for item in items:
        if connection is not None and connection.execute(query, (item.input, reader)).fetchone():
            counted["before"] += 1
        else:
            yield item


def _known_day(item: Item, connection: sqlite3.Connection | None) -> str | None:
    """Return the day of publication that the source of an article has in the timeline."""
    if connection is None or item.flaw is not None:
        return None
    digest = None if item.content is None else hashlib.sha256(item.content).hexdigest()
    return articles.stored_day(connection, item.address or item.url or item.name, digest)


def passing(part: Iterable[Read]) -> tuple[Fate, ...] | None:
    """Return the fates of articles of which nothing is to be stored, because all of them failed for now; else None."""
    fates = []
    for one in part:
        if not one.result.may_pass:
            return None
        fates.append(Fate(one.item, one.result.outcome, message=one.result.message))
    return tuple(fates)


def store(session: "Session", part: Iterable[Read]) -> Outcome[tuple[Fate, ...]]:
    """Store some articles, and what came of each; one that cannot be stored does not keep the others from being stored.

    An article that somebody else has stored in the meantime is left out.
    """
    from timeline.store.readings import add_reading, is_read

    reader = reader_version()
    fates = []
    for one in part:
        digest = one.item.input
        if is_read(session, digest, reader):
            continue
        fate, snapshot = _stored(session, one)
        fates.append(fate)
        if one.result.may_pass:
            continue
        retrieved = one.result.retrieved
        add_reading(
            session,
            input=digest,
            name=one.item.name,
            reader=reader,
            outcome=fate.outcome,
            text_sha256=None if retrieved is None else retrieved.text_sha256,
            snapshot_id=snapshot,
            proposals=len(fate.proposals),
            message=fate.message,
        )
    return outcome(session, tuple(fates), Notes())


def _stored(session: "Session", one: Read) -> tuple[Fate, int | None]:
    """Store one article in a savepoint; return its fate, and its snapshot if it is stored."""
    from timeline.store.articles import SAME_TEXT

    reading = one.reading
    if one.result.outcome != "stored" or reading is None:
        return Fate(one.item, one.result.outcome, message=one.result.message), None
    try:
        with session.begin_nested():
            article = articles.store_one(session, reading, Notes(), name=one.item.name)
    except (NotFoundError, RefusedError) as error:
        outcome_: ReadingOutcome = "repeated" if error.code == SAME_TEXT else "refused"
        return Fate(one.item, outcome_, message=str(error)), None
    return Fate(one.item, "stored", article.new), article.snapshot
