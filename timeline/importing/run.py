"""Run an import: make drafts of the rows, stage them, check them, and store them together."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from timeline.dates import PartialDate
from timeline.errors import RefusedError
from timeline.formats.input import Row
from timeline.importing import editing, filled_fields, matching, name_numbers, storing
from timeline.importing.account import Account, Reject
from timeline.importing.own_records import Records
from timeline.importing.plan import Plan
from timeline.importing.staging import Stage

if TYPE_CHECKING:
    import sqlite3


#: code of the error if rows are rejected and not to be set aside
REJECTED = "rejected"
#: called with the current step and the number of rows done
Step = Callable[[str, int], None]
#: the rows that have a name; rows of offices have a minus
_NAMED = """SELECT n FROM temp.staged WHERE speaker = :code
  UNION SELECT n FROM temp.staged_people WHERE code = :code
  UNION SELECT n FROM temp.staged_topics WHERE code = :code
  UNION SELECT n FROM temp.staged_places WHERE code = :code
  UNION SELECT -n FROM temp.staged_offices WHERE code = :code"""
#: SQLite's page cache while rows are stored; it is large because writes to the indexes are scattered
_CACHE_KIB = 36_000


def import_files(
    connection: "sqlite3.Connection",
    plans: list[Plan],
    account: Account,
    *,
    reference: PartialDate | None = None,
    skip: bool = False,
    step: Step = lambda what, done: None,
) -> int:
    """Import files over a connection with an open changeset, and return the changeset's number.

    ``account`` gets the fate of every row; ``step`` is called as rows are read and stored. Raises RefusedError if rows
    are rejected and not to be skipped.
    """
    run = _Import(connection, plans, account, skip=skip)
    for number, plan in enumerate(plans):
        run.read(number, plan, reference, step)
    run.stage.flush()
    run.refuse_rejects()
    run.check()
    run.store(step)
    return run.changeset


class _Import:
    def __init__(self, connection: "sqlite3.Connection", plans: list[Plan], account: Account, *, skip: bool) -> None:
        self.connection = connection
        self.plans = plans
        self.account = account
        self.skip = skip
        self.changeset = int(connection.execute("SELECT changeset_id FROM writing").fetchone()[0])
        self.stage = Stage(connection)
        #: the columns and lists that the rows of each file fill
        self.fields: list[matching.MappedFields] = []
        #: the fields that the rows of each file fill
        self.has: list[frozenset[str]] = []

    def read(self, number: int, plan: Plan, reference: PartialDate | None, step: Step) -> None:
        """Read a file into the stage."""
        try:
            self._read(number, plan, reference, step)
        except RefusedError as error:
            if not self.skip:
                raise error.about(plan.name) from None
            self.account.rows += 1
            self.account.reject(Reject(plan.name, "the rest of the file", str(error), {}))

    def _read(self, number: int, plan: Plan, reference: PartialDate | None, step: Step) -> None:
        if plan.own_records:
            self.fields.append(matching.all_fields())
            self.has.append(frozenset())
            self._read_records(number, plan, step)
            return
        drafts = plan.drafts(reference)
        has = drafts.has - ({"date"} if drafts.is_undated else set())
        self.fields.append(matching.mapped_fields(has))
        self.has.append(has)
        self.stage.expect(drafts.has, number, plan.dataset)
        stage, account, add, draft = self.stage, self.account, self.stage.add, drafts.draft
        for row in plan.rows():
            account.rows += 1
            if row.flaw is not None:
                self._flaw(plan, row)
                continue
            try:
                row_draft = draft(row.cells)
            except RefusedError as error:
                account.reject(Reject(plan.name, row.place, str(error), row.cells))
                continue
            add(row_draft, number, row.place)
            if stage.rows % 1000 == 0:
                step("reading", stage.rows)
        account.markup += drafts.markup
        account.split |= drafts.split

    def _read_records(self, number: int, plan: Plan, step: Step) -> None:
        records = Records(self.connection, self.stage, self.changeset, number)
        for row in plan.rows():
            self.account.rows += 1
            if row.flaw is not None:
                self._flaw(plan, row)
                continue
            try:
                fate = records.add(row)
            except RefusedError as error:
                self.account.reject(Reject(plan.name, row.place, str(error), row.cells))
                continue
            if fate == "conflict":
                self.account.conflict(f"{plan.name}, line {row.place}: its record was edited here and is left as it is")
            elif fate is not None:
                self.account.fates[fate] += 1
            step("reading", self.stage.rows)
        records.entities.finish()

    def _flaw(self, plan: Plan, row: Row) -> None:
        if row.foreign:
            self.account.fates["foreign"] += 1
            self.account.note(f"{plan.name}, {row.place}: {row.flaw}")
        else:
            self.account.reject(Reject(plan.name, row.place, row.flaw or "", {**row.cells, **row.unparsed}))

    def check(self) -> None:
        """Reject rows for every reason there is, before any row is stored."""
        connection = self.connection
        for n, why in list(matching.find_repeated(connection)):
            self._reject([(n,)], why)
        storing.find_sources(connection)
        self.known = matching.find_known(connection)
        for code, why in list(name_numbers.look_up(connection, self.account)):
            self._reject(connection.execute(_NAMED, {"code": code}).fetchall(), why)
        editing.spare_deleted(connection, self.account, [plan.name for plan in self.plans])
        for file, (plan, has) in enumerate(zip(self.plans, self.has, strict=True)):
            if plan.own_records:
                continue
            if plan.lacking and not filled_fields.is_about_known(connection, file):
                raise RefusedError(
                    f"{plan.name}: {plan.lacking}; no entry of dataset {plan.dataset} has its identifiers", field="maps"
                )
            try:
                filled_fields.refuse_other_identity(connection, plan.dataset, has)
            except RefusedError as error:
                raise error.about(plan.name) from None
            for n, why in list(filled_fields.find_halves(connection, file, has)):
                self._reject([(n,)], why)
            filled_fields.complete(connection, file, has)
        for n, why in list(matching.find_unfit(connection)):
            self._reject([(n,)], why)
        self.refuse_rejects()

    def _reject(self, rows: Iterable[tuple[int]], why: str) -> None:
        """Reject staged rows; rows of offices have a minus."""
        for (n,) in rows:
            table = "staged" if n > 0 else "staged_offices"
            staged = self.connection.execute(
                f"SELECT file, place FROM temp.{table} WHERE n = ? AND fate IS NULL", (abs(n),)
            ).fetchone()
            if staged is None:
                continue
            self.connection.execute(f"UPDATE temp.{table} SET fate = 'rejected' WHERE n = ?", (abs(n),))
            self.account.reject(Reject(self.plans[staged[0]].name, staged[1], why, {}, staged=True))

    def refuse_rejects(self) -> None:
        """Raise RefusedError if rows are rejected and not to be skipped."""
        count = self.account.fates["rejected"]
        if count and not self.skip:
            rows, them = f"{count:,} of {self.account.rows:,} rows", "it" if count == 1 else "them"
            raise RefusedError(
                f"nothing was stored, because {rows} cannot be stored; fix {them}, or set {them} aside",
                code=REJECTED,
            )

    def _compare(self) -> None:
        """Mark rows of known entries as unchanged, updated or in conflict."""
        connection, account = self.connection, self.account
        for file, mapped in enumerate(self.fields if self.known else ()):
            plan = self.plans[file]
            matching.compare(connection, file, mapped)
            editing.spare_edited(connection, file, mapped, account, plan.name)
            if not plan.own_records and filled_fields.is_another_dataset(connection, file):
                account.note(
                    f"{plan.name}: every known entry gets a different date and different words; "
                    "if the file is another dataset, undo the import and name its dataset"
                )

    def store(self, step: Step) -> None:
        """Store the staged rows."""
        connection, changeset, account = self.connection, self.changeset, self.account
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")  # not sooner, because sorting needs as much again
        if self.known:
            for table in ("people", "topics", "places", "cited", "links"):
                connection.execute(f"CREATE INDEX temp.ix_staged_{table} ON staged_{table} (n)")
        name_numbers.add_new(connection, changeset, account)
        self._compare()
        storing.number_new(connection)
        account.new["source"] += storing.add_sources(connection, changeset)
        account.new["source"] += storing.add_outlets(connection, changeset)
        for file, mapped in enumerate(self.fields if self.known else ()):
            storing.update_entries(connection, file, changeset, mapped)
        storing.add_entries(connection, changeset, step)
        storing.add_lists(connection, changeset)
        if lost := storing.add_checks(connection, changeset):
            do = "check does" if lost == 1 else "checks do"
            account.note(
                f"{lost:,} {do} not hold here: the stored texts that were checked did not come along;"
                " timeline export jsonl writes them"
            )
        if missing := storing.add_links(connection, changeset):
            account.note(f"{missing:,} links were left out, because the entries they lead to are missing")
        storing.add_offices(connection, changeset)
        storing.prune(connection, changeset)
        for table in ("staged", "staged_offices"):
            for fate, count in connection.execute(f"SELECT fate, count(*) FROM temp.{table} GROUP BY fate"):
                if fate not in ("rejected", "conflict"):
                    account.fates[fate] += count
        if not account.balanced():
            raise RefusedError("nothing was stored: the row counts do not add up. This is a bug in timeline")
