"""Read the articles of a corpus on all processors, or on a cluster, and store them in parts."""

import signal
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import click

from timeline.cli import progress
from timeline.cli.invocation import invocation
from timeline.cli.output import interchange, note
from timeline.cli.root import print_error
from timeline.cli.writing import changeset
from timeline.database.opening import read_connection
from timeline.desk import articles, bulk
from timeline.desk.batches import Batch
from timeline.desk.corpus import Corpus
from timeline.errors import RefusedError, TimelineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: up to so many articles that are named one by one are read one by one, and their proposals printed
FEW = 8


@dataclass
class Run:
    """A run over a corpus: what it counted, and the articles that are not stored yet."""

    ctx: click.Context
    format_: str
    #: prints the proposals of an article that is not to be stored; None if articles are stored
    rehearse: "Callable[[articles.ArticleReading], None] | None"
    counted: Counter[str] = field(default_factory=Counter)
    part: list[bulk.Read] = field(default_factory=list)

    def take(self, one: bulk.Read) -> None:
        """Take an article, and store a part if it is complete."""
        if self.rehearse is not None:
            reading = one.reading
            self._count(bulk.Fate(one.item, one.result.outcome, message=one.result.message))
            if reading is not None:
                self.rehearse(reading)
            return
        self.part.append(one)
        if len(self.part) >= bulk.PART:
            self.flush()

    def flush(self) -> None:
        """Store the articles that are not stored yet; an interrupt waits until they are."""
        if not self.part:
            return
        with _later_interrupts():
            fates = bulk.passing(self.part)
            if fates is None:
                with changeset(self.ctx) as session:
                    fates = bulk.store(session, self.part).value
            self.counted["before"] += len(self.part) - len(fates)  # the same again, or another run was faster
            self.part.clear()
            invocation(self.ctx).stored = "the articles read so far"
            for fate in fates:
                self._count(fate)
            if self.format_ == "jsonl":
                self._print(tuple(number for fate in fates for number in fate.proposals))

    def _count(self, fate: bulk.Fate) -> None:
        self.counted[fate.outcome] += 1
        self.counted["proposals"] += len(fate.proposals)
        if fate.outcome in ("refused", "killed"):
            print_error(f"{fate.item.name}: {fate.message}")

    def _print(self, numbers: tuple[int, ...]) -> None:
        from timeline.formats.jsonl import dump

        with read_connection(invocation(self.ctx).file) as connection:
            records = articles.proposals_of(connection, numbers)
        interchange().writelines(dump(record) + "\n" for record in records)


@contextmanager
def _later_interrupts() -> "Iterator[None]":
    """Let an interrupt wait for the end of the block; in a transaction, it could leave the file locked."""
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


def ingest_many(run: Run, corpus: Corpus, template: Batch, jobs: int | None, cluster: str | None) -> int:
    """Read a corpus, print what came of it, and return the exit code.

    After an interrupt or a failure, what has been read by then is stored first.
    """
    here = invocation(run.ctx)
    corpus.check(here.utc(), template.publisher)
    with progress.shown("looking for articles"):
        total = corpus.count()
    if not total:
        raise RefusedError("there is no article in it; of a folder, the texts and pages are read (.txt, .md, .html)")
    pool = bulk.pool(total, jobs, cluster, note)
    work = bulk.Corpus(corpus, template, here.utc, here.file)
    try:
        with progress.shown("reading articles", total, has_rate=True) as shown:
            for one in bulk.read(work, pool, run.counted, shown.step):
                run.take(one)
    except (KeyboardInterrupt, TimelineError):
        pool.close()
        run.flush()
        raise
    finally:
        pool.close()
    run.flush()
    _summarize(run, corpus)
    return 4 if run.counted["refused"] or run.counted["killed"] else 0


def _summarize(run: Run, corpus: Corpus) -> None:
    counted = run.counted
    read = sum(counted[kind] for kind in ("stored", "nothing", "repeated", "refused", "killed"))
    what = "statements or dated events"
    outcome = f"with {counted['proposals']:,} new proposals" if run.rehearse is None else f"with {what}"
    parts = [
        f"{counted['stored']:,} {outcome}",
        f"{counted['nothing']:,} without {what}",
        f"{counted['repeated']:,} with the text of another source",
        f"{counted['refused']:,} that cannot be read or stored",
        f"{counted['killed']:,} set aside",
    ]
    if read:
        note(
            f"read {read:,} article{'' if read == 1 else 's'}: "
            + ", ".join(part for part in parts if not part.startswith("0 "))
        )
    if counted["before"]:
        note(f"{counted['before']:,} {'was' if counted['before'] == 1 else 'were'} read before, and left out")
    if corpus.left_out:
        kinds = ", ".join(f"{ending} {count:,}" for ending, count in corpus.left_out.most_common(5))
        note(f"files of other kinds are left out: {kinds}")
    if counted["proposals"]:
        note("decide about the proposals: timeline review")
