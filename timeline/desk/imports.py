"""Plan and run an import of other people's files, and account for every row.

First :func:`mapping_of` makes a mapping from a person's choices, then :func:`plan` plans how each file is read, then
:func:`run` imports them. A row that cannot be stored stops the import, unless :func:`set_aside` collects such rows.
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

#: receives the name of a step, and the number of rows done
Step = Callable[[str, int], None]
_MAX_PURPOSE_CHARACTERS = 200


class NothingNewError(TimelineError):
    """An import whose rows are all known; its changeset would be empty, so none is stored."""

    code = "unchanged"

    def __init__(self) -> None:
        super().__init__("nothing is new, and nothing was stored")


@dataclass(frozen=True, kw_only=True)
class Choices:
    """A person's choices for an import, as typed; the other ones are guessed, or come from a saved mapping.

    ``maps`` are ``FIELD=COLUMN``, ``sets`` are ``FIELD=VALUE``; ``null`` are values that mean an empty cell.
    """

    maps: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    null: tuple[str, ...] = ()
    #: the column of identifiers
    identifier: str | None = None
    dataset: str | None = None
    format: str | None = None
    date_order: str | None = None
    reference: str | None = None
    encoding: str | None = None


@dataclass(frozen=True)
class Planned:
    """An import to run: the plan for each file, and the account of the rows so far."""

    plans: tuple[Plan, ...]
    account: Account
    reference: PartialDate | None
    rejects: Rejects | None

    @property
    def is_guess(self) -> bool:
        """Whether a person should check the plan; timeline's own records need no guesses."""
        return not all(plan.own_records for plan in self.plans)

    @property
    def purpose(self) -> str:
        """The purpose of the import, for the log."""
        return f"{importing.IMPORTS} {', '.join(plan.name for plan in self.plans)}"[:_MAX_PURPOSE_CHARACTERS]

    @property
    def dataset(self) -> str | None:
        """The dataset of all files; None if they have several."""
        datasets = {plan.dataset for plan in self.plans}
        return datasets.pop() if len(datasets) == 1 else None


def mapping_of(choices: Choices, path: str | None = None) -> Mapping:
    """Return the mapping that choices make; the one saved at ``path``, if it exists, fills the rest.

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
    return mapping.over(importing.load_mapping(path) if path is not None and os.path.exists(path) else Mapping())


def short_names(files: Sequence[str]) -> dict[str, str]:
    """Name each file, without its folder if no other file has that name. Raises RefusedError for a repeated file."""
    if len(set(files)) < len(files):
        raise RefusedError("a file is named twice; leave one out")
    short = {file: os.path.basename(os.path.normpath(file)) for file in files}
    names = list(short.values())
    return {file: name if names.count(name) == 1 else file for file, name in short.items()}


@contextmanager
def set_aside(
    path: str | None, files: tuple[str, ...], *, database: str, mapping: str | None = None
) -> Iterator[Rejects | None]:
    """Open the file for rejected rows, if there is to be one; remove it if the import fails.

    Raises RefusedError, at ``skip_invalid``, if it would replace another file of the import.
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
        raise RefusedError(f"{path} is the timeline itself; choose another file", field="skip_invalid")
    if mapping is not None and aside == os.path.realpath(mapping):
        raise RefusedError(f"{path} is the file of the mapping; choose another file", field="skip_invalid")


class NamedFile(NamedTuple):
    """A file to read, and its name; the contents of a pipe are read from a temporary path."""

    path: str
    name: str


def plan(
    files: Sequence[NamedFile], mapping: Mapping, rejects: Rejects | None = None, order: str | None = None
) -> Planned:
    """Plan how every file is read.

    ``order`` is that of day and month in figures for a file in which neither the mapping nor a date settles it. If
    rejected rows are set aside, a file that cannot be read counts as one.

    Raises RefusedError for a file that cannot be read, or an unknown column.
    """
    reference = read_reference(mapping.reference)
    account = Account(aside=None if rejects is None else rejects.add)
    plans = []
    for path, name in files:
        try:
            plans.append(replace(importing.plan(path, mapping, name=name), order=order))
        except RefusedError as error:
            if rejects is None or not os.path.exists(path):
                raise
            account.rows += 1
            account.reject(Reject(name, "the whole file", str(error).removeprefix(f"{name}: "), {}))
    if not plans:
        raise RefusedError(str(account.rejects[0]) if len(account.rejects) == 1 else "none of the files can be read")
    return Planned(tuple(plans), account, reference, rejects)


def run(session: "Session", planned: Planned, step: Step = lambda what, done: None) -> Outcome[Account]:
    """Import the files, and return the account of the rows; ``step`` is called as rows are read and stored.

    Raises:
        RefusedError: rows cannot be stored and are not set aside; the account has the first ones.
        NothingNewError: every row is already known.

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
    """Put the file of rejected rows in place, and return its number of rows; without rows there is no file."""
    return 0 if planned.rejects is None else planned.rejects.finish(list(planned.plans))


def keep_mapping(path: str, planned: Planned) -> bool:
    """Save the mapping to a file for the next time, and tell whether it was saved.

    It is not saved if the file already exists, or if the imported files have different mappings.
    """
    texts = {importing.mapping_text(plan.mapping) for plan in planned.plans}
    if os.path.exists(path) or len(texts) != 1:
        return False
    with replacing(path) as out:
        out.write(texts.pop().encode())
    return True
