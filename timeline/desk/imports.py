"""Plan, run and account for an import: other people's files, every row of which is accounted for.

First :func:`mapping_of` what a person says of the columns, then :func:`plan`, which is shown, then :func:`run`. Rows
that cannot be stored refuse the import unless they are :func:`set_aside`.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from timeline import importing
from timeline.dates import PartialDate
from timeline.desk.reference import read_reference
from timeline.desk.values import Outcome, outcome
from timeline.errors import RefusedError, TimelineError
from timeline.files import replacing
from timeline.importing import Account as Account
from timeline.importing import Mapping as Mapping
from timeline.importing import Plan as Plan
from timeline.importing import Reject, Rejects
from timeline.store.citations import anchor_new
from timeline.store.limits import optional
from timeline.store.naming import driver
from timeline.store.remarks import Notes

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

#: receives what is being done, and how many rows are done
Step = Callable[[str, int], None]
_LONGEST_PURPOSE = 200


class NothingNewError(TimelineError):
    """Every row is known already: a changeset would change nothing, so none is stored."""

    code = "unchanged"

    def __init__(self) -> None:
        super().__init__("nothing is new, and nothing was stored")


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a person says of the files, as typed; other choices are guessed, or taken from the file of a mapping.

    ``maps`` are ``FIELD=COLUMN``, ``sets`` are ``FIELD=VALUE``; ``null`` is what stands in cells that are empty.
    """

    maps: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    #: the column that tells one row from another
    identifier: str | None = None
    dataset: str | None = None
    format: str | None = None
    date_order: str | None = None
    reference: str | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class Planned:
    """Files that are to be imported: how each of them is read, and what is known of their rows until now."""

    plans: tuple[Plan, ...]
    account: Account
    reference: PartialDate | None
    rejects: Rejects | None

    @property
    def is_guess(self) -> bool:
        """Whether somebody should look at it first: whole records of a timeline mean just what they say."""
        return not all(plan.own_records for plan in self.plans)

    @property
    def purpose(self) -> str:
        """What the log says of the import."""
        return f"{importing.IMPORTS} {', '.join(plan.name for plan in self.plans)}"[:_LONGEST_PURPOSE]

    @property
    def dataset(self) -> str | None:
        """The dataset of all files; None if they are of several."""
        datasets = {plan.dataset for plan in self.plans}
        return datasets.pop() if len(datasets) == 1 else None


def mapping_of(choices: Choices, kept: str | None = None) -> Mapping:
    """Return the mapping that choices make, over the one that is kept in a file if that exists already.

    Raises RefusedError, at one of the choices or at ``mapping``.
    """
    identifier = () if choices.identifier is None else (f"external_id={choices.identifier}",)
    mapping = replace(
        importing.mapping_of_options((*choices.maps, *identifier), choices.sets),
        format="csv" if choices.format == "tsv" else choices.format,
        dataset=optional("the name of the dataset", choices.dataset, "dataset"),
        date_order=choices.date_order,
        reference=choices.reference,
        encoding=choices.encoding,
        null=choices.null,
    )
    return mapping.over(importing.load_mapping(kept) if kept is not None and os.path.exists(kept) else Mapping())


def short_names(files: Sequence[str]) -> dict[str, str]:
    """Name each file: without its folder, if no other has that name. Raises RefusedError if one is there twice."""
    if len(set(files)) < len(files):
        raise RefusedError("a file is there twice")
    short = {file: os.path.basename(os.path.normpath(file)) for file in files}
    names = list(short.values())
    return {file: name if names.count(name) == 1 else file for file, name in short.items()}


@contextmanager
def set_aside(
    path: str | None, files: tuple[str, ...], *, database: str, mapping: str | None = None
) -> Iterator[Rejects | None]:
    """Open the file in which rejected rows are set aside, if they are to be; if the import fails, nothing is left.

    Raises RefusedError, at ``skip_invalid``, if it would take the place of another file of the import.
    """
    if path is None:
        yield None
        return
    _refuse_own(path, database, mapping)
    rejects = Rejects(path, files)
    try:
        yield rejects
    finally:
        rejects.discard()


def _refuse_own(path: str, database: str, mapping: str | None) -> None:
    aside, own = os.path.realpath(path), os.path.realpath(database)
    if aside in (own, f"{own}-wal", f"{own}-shm"):
        raise RefusedError(f"{path} is the timeline itself; give another file", field="skip_invalid")
    if mapping is not None and aside == os.path.realpath(mapping):
        raise RefusedError(f"{path} is the file of the mapping; give another one", field="skip_invalid")


class NamedFile(NamedTuple):
    """A file to read, and what it is called: what comes through a pipe is read from another path."""

    path: str
    name: str


def plan(files: Sequence[NamedFile], mapping: Mapping, rejects: Rejects | None = None) -> Planned:
    """Look at every file, and decide how it is read.

    A file that cannot be read at all counts as a row that is rejected, if those are set aside.

    Raises RefusedError for a file that cannot be read, or a column that is not there.
    """
    reference = read_reference(mapping.reference)
    account = Account(aside=None if rejects is None else rejects.add)
    plans = []
    for path, name in files:
        try:
            plans.append(importing.plan(path, mapping, name=name))
        except RefusedError as error:
            if rejects is None or not os.path.exists(path):
                raise
            account.rows += 1
            account.reject(Reject(name, "all of it", str(error).removeprefix(f"{name}: "), {}))
    if not plans:
        raise RefusedError(str(account.rejects[0]) if len(account.rejects) == 1 else "none of the files can be read")
    return Planned(tuple(plans), account, reference, rejects)


def run(session: "Session", planned: Planned, step: Step = lambda what, done: None) -> Outcome[Account]:
    """Import the files, and return what became of the rows; ``step`` is told as rows are read and stored.

    Raises:
        RefusedError: rows cannot be stored, and are not to be set aside; the account has the first of them.
        NothingNewError: every row is known already.

    """
    plans, account = list(planned.plans), planned.account
    is_skipping = planned.rejects is not None
    number = importing.import_files(
        driver(session), plans, account, reference=planned.reference, skip=is_skipping, step=step
    )
    if not any(plan.own_records for plan in plans):  # whole records come back as they were
        notes = Notes()
        anchor_new(session, number, notes)
        for note in notes:
            account.note(note.message)
    if not account.stored:
        raise NothingNewError
    return outcome(session, account)


def keep_rejects(planned: Planned) -> int:
    """Put the file of rejected rows in its place, and return how many it holds; without any, there is no file."""
    return 0 if planned.rejects is None else planned.rejects.finish(list(planned.plans))


def keep_mapping(path: str, planned: Planned) -> bool:
    """Keep the mapping in a file for the next time, and tell whether that was done.

    It is not kept if the file already exists, or if the files have different mappings.
    """
    texts = {importing.mapping_text(plan.mapping) for plan in planned.plans}
    if os.path.exists(path) or len(texts) != 1:
        return False
    with replacing(path) as out:
        out.write(texts.pop().encode())
    return True
