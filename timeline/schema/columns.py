"""Define what all tables share: the naming convention, the common columns and the CHECKs."""

from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, MetaData, Text, text
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column

from timeline.schema.views import DAY, MONTH, UUID7, YEAR

STRICT = {"sqlite_strict": True, "sqlite_autoincrement": True}


class Base(DeclarativeBase):
    """The base of all models: the naming convention for constraints, and the one type of text in STRICT tables."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text, bytes: LargeBinary}


def number() -> MappedColumn[int]:
    """Make the column for a row's number."""
    return mapped_column(CheckConstraint("id > 0", name="id"), primary_key=True, doc="the number people type")


def uid() -> MappedColumn[str]:
    """Make the column for a row's permanent identifier."""
    return mapped_column(
        CheckConstraint(f"uid GLOB '{'-'.join('?' * n for n in (8, 4, 4, 4, 12))}'", name="uid"),
        unique=True,
        server_default=text(f"({UUID7})"),
        doc="a UUIDv7, which stays the same in every copy of the row",
    )


def created() -> MappedColumn[int | None]:
    """Make the column that marks a table of facts; the triggers keep the history of such a table."""
    return mapped_column(
        ForeignKey("changesets.id"), index=True, doc="the changeset that created this row; a trigger fills it in"
    )


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Allow only these values in a column."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(v) for v in values)})", name=column)


def filled(column: str) -> CheckConstraint:
    """Refuse a text that is empty or blank; NULL passes."""
    return CheckConstraint(f"length(trim({column}, char(9, 10, 13, 32))) > 0", name=f"{column}_not_empty")


def no_nul(*columns: str) -> CheckConstraint:
    """Refuse NUL characters in any of the columns."""
    joined = " || ".join(f"coalesce({c}, '')" for c in columns)
    return CheckConstraint(f"instr({joined}, char(0)) = 0", name="no_nul")


def web_address(column: str) -> CheckConstraint:
    """Refuse a text that is not a web address, or contains a blank or a control character; NULL passes.

    It accepts what :func:`timeline.words.addresses.safe` accepts; a test compares them.
    """
    blanks = (
        "1, 45, 32, 127, 45, 160, 5760, 8192, 45, 8202, 8232, 8233, 8239, 8287, 12288"  # 45 is the hyphen of a range
    )
    begins = " OR ".join(f"{column} GLOB '[Hh][Tt][Tt][Pp]{s}://[^/?#]*'" for s in ("", "[Ss]"))
    return CheckConstraint(f"({begins}) AND {column} NOT GLOB '*[' || char({blanks}) || ']*'", name=column)


def _reported_end() -> str:
    """Return SQL for the last day of ``[..D]``, where D is a year, month or day, perhaps with a qualifier behind it."""
    whole = "substr(date, 4, length(date) - 4)"
    day = f"iif({whole} GLOB '*[0-9][?~%]', substr(date, 4, length(date) - 5), {whole})"
    return (
        f"CASE WHEN {day} GLOB '{DAY}' THEN {day} "
        f"WHEN {day} GLOB '{MONTH}' THEN iif(substr({day}, 6) = '12', {day} || '-31', "
        f"date({day} || '-01', '+1 month', '-1 day')) WHEN {day} GLOB '{YEAR}' THEN {day} || '-12-31' END"
    )


def bounds_follow_date(*, required: bool) -> CheckConstraint:
    """Require the exact bounds of a date if SQL can compute them, or else two real days in order.

    A date with a character that EDTF does not use is refused; SQL cannot check the rest of the EDTF grammar.
    """
    missing = "" if required else "WHEN date_earliest IS NULL AND date_latest IS NULL THEN 1 "
    month_end = "iif(substr(date, 6) = '12', date || '-31', date(date || '-01', '+1 month', '-1 day'))"
    real = " AND ".join(f"date({c}, '+0 days') = {c}" for c in ("date_earliest", "date_latest"))
    return CheckConstraint(
        f"(CASE WHEN date IS NULL THEN date_earliest IS NULL AND date_latest IS NULL {missing}"
        f"WHEN date GLOB '[[]*' THEN date GLOB '[[]..{YEAR}*[]]' AND date_earliest = '0000-01-01' "
        f"AND date_latest = {_reported_end()} AND date(date_latest, '+0 days') = date_latest "
        f"WHEN date GLOB '{DAY}' THEN date_earliest = date AND date_latest = date AND date(date, '+0 days') = date "
        f"WHEN date GLOB '{MONTH}' THEN date_earliest = date(date || '-01') AND date_latest = {month_end} "
        f"WHEN date GLOB '{YEAR}' THEN date_earliest = date || '-01-01' AND date_latest = date || '-12-31' "
        f"WHEN date_earliest NOT GLOB '{DAY}' OR date_latest NOT GLOB '{DAY}' THEN 0 "
        f"ELSE date_earliest <= date_latest AND {real} AND date NOT GLOB '*[^-0-9X?~%/.]*' END) IS TRUE",
        name="bounds_follow_date",
    )
