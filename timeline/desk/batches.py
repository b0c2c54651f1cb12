"""Read a batch of articles, in whatever process: nothing here touches a timeline."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

from timeline.dates import PartialDate
from timeline.desk import articles
from timeline.desk.articles import About, KnownNames
from timeline.desk.corpus import Item
from timeline.desk.sources import SourceInput
from timeline.errors import TimelineError
from timeline.evidence import retrieval
from timeline.evidence.arrival import Arrival
from timeline.evidence.retrieval import Retrieved
from timeline.ingest import Article
from timeline.schema.vocabulary import ReadingOutcome
from timeline.store.remarks import Note
from timeline.worker.client import EndedError

#: how often an article may end its reader before it is set aside
MOST_ENDS = 3
#: host → its lock: a host gets one request of this process at a time
_HOSTS: dict[str, threading.Lock] = {}
_LOCK = threading.Lock()


class Batch(NamedTuple):
    """Articles to be read, with all that reading needs; ``now`` is this moment in UTC."""

    items: tuple[Item, ...]
    names: KnownNames
    about: About
    now: str
    publisher: str | None = None
    allow_private: bool = False

    def typed(self, item: Item) -> SourceInput:
        """Return an article as a person would have named it."""
        return SourceInput(
            what=item.name,
            url=item.url,
            title=item.title,
            published=item.published or item.day,
            publisher=self.publisher,
            charset=item.charset,
            allow_private=self.allow_private,
        )

    def singles(self) -> "list[Batch]":
        """Return a batch for each article."""
        return [self._replace(items=(item,)) for item in self.items]

    def killed(self, why: str) -> "tuple[Result, ...]":
        """Return the result if the only article has ended its workers too often."""
        return tuple(_killed(why) for _ in self.items)


class Result(NamedTuple):
    """What came of an article: what was retrieved and read, or why it could not be.

    A failure that ``may_pass``, such as that of a network, is not remembered, so that the next run tries again.
    """

    outcome: ReadingOutcome
    retrieved: Retrieved | None = None
    article: Article | None = None
    published: PartialDate | None = None
    notes: tuple[Note, ...] = ()
    message: str | None = None
    may_pass: bool = False


def read(batch: Batch) -> tuple[Result, ...]:
    """Read the articles of a batch; an article that cannot be read does not keep the others from being read."""
    return tuple(_read(batch, item) for item in batch.items)


def _read(batch: Batch, item: Item) -> Result:
    """Read one article, and again if it has ended its reader."""
    for ends in range(1, MOST_ENDS + 1):
        try:
            return _read_once(batch, item)
        except EndedError as error:
            if ends == MOST_ENDS:
                return _killed(f"{error} ({MOST_ENDS} times)")
    raise AssertionError


def _killed(message: str) -> Result:
    return Result("killed", message=message)


def _read_once(batch: Batch, item: Item) -> Result:
    if item.flaw is not None:
        return Result("refused", message=item.flaw)
    typed = batch.typed(item)
    is_page = item.content is None
    try:
        retrieved = _retrieved(batch, item, typed)
    except EndedError:
        raise
    except TimelineError as error:
        return Result("refused", message=_without_name(error, item), may_pass=is_page)
    try:
        reading = articles.read(None, typed, retrieved, batch.names, batch.now, batch.about)
    except EndedError:
        raise
    except TimelineError as error:
        return Result("refused", retrieved=retrieved, message=_without_name(error, item))
    return Result(
        "stored" if reading.article.candidates else "nothing",
        reading.retrieved,
        reading.article,
        reading.published,
        reading.notes,
    )


def _without_name(error: TimelineError, item: Item) -> str:
    text = str(error).removeprefix(f"{item.name}: ")
    return f"it {text.removeprefix(f'{item.name} ')}" if text.startswith(f"{item.name} ") else text


def _retrieved(batch: Batch, item: Item, typed: SourceInput) -> Retrieved:
    if item.content is None:
        with _turn(urlsplit(typed.what).netloc):
            return articles.retrieve(typed, batch.now, lambda _: None)
    return retrieval.retrieved(
        item.content,
        item.name,
        media_type=item.media_type,
        charset=item.charset,
        at=batch.now,
        arrival=Arrival("file"),
    )


@contextmanager
def _turn(host: str) -> Iterator[None]:
    with _LOCK:
        turn = _HOSTS.setdefault(host, threading.Lock())
    with turn:
        yield
