"""Which column fills which field: as it was given, in a small file, and bound to the columns of a table.

A template is the name of a column, or several joined by what stands between them (``styear-stmon-stday``); in braces,
columns stand among words (``{name} visits {country}``). ``[;]`` at its end splits what it gives into a list.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from timeline.errors import RefusedError
from timeline.formats.input import Cells
from timeline.schema.fields import FIELDS

#: what a column fills beside the fields of an entry: the end of its date, its uid, and what is known of who speaks
_BESIDE = ("until", "uid", "organization", "country", "speaker_kind")
#: fields that no column fills: a file is of one dataset, and cannot know the numbers that links lead to
_UNFILLED = ("dataset", "links")
_FILLED = tuple(field for field in FIELDS.values() if field.name not in _UNFILLED)
#: fields that hold one text
SINGLE = (*(field.name for field in _FILLED if not field.many), *_BESIDE)
#: fields that hold several
LISTS = tuple(field.word for field in _FILLED if field.many)
_ALIASES = {
    **{field.name: field.word for field in _FILLED if field.many},
    **{field.word: field.name for field in _FILLED if not field.many},
    "id": "external_id",
    "url": "source",
}
#: fields whose parts are joined to a date, each as far as it is known
DATES = ("date", "until")
_SPLIT = re.compile(r"(.*\S)\[([^\[\]]+)\]\s*", re.DOTALL)
_SCALARS = ("format", "dataset", "id", "date_order", "reference", "encoding")
_SHOWN = 12


class Template(NamedTuple):
    """Columns and the texts between them; ``split`` is what separates the members of a list."""

    parts: tuple[tuple[bool, str], ...]
    """Whether it is a column, and its name or the text."""
    split: str | None = None

    @property
    def columns(self) -> list[str]:
        """The columns that it takes from."""
        return [text for is_column, text in self.parts if is_column]


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """How a table is read: field → templates, field → constants, and what else is given for it."""

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, tuple[str, ...]] = field(default_factory=dict)
    null: tuple[str, ...] = ()
    format: str | None = None
    dataset: str | None = None
    date_order: str | None = None
    reference: str | None = None
    encoding: str | None = None

    def over(self, other: "Mapping") -> "Mapping":
        """Return another mapping with what this one gives in place of what that does."""
        given = {name: getattr(self, name) for name in ("format", "dataset", "date_order", "reference", "encoding")}
        fields = set(self.columns) | set(self.constants)

        def kept(those: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
            return {name: value for name, value in those.items() if name not in fields}

        return replace(
            other,
            columns=kept(other.columns) | self.columns,
            constants=kept(other.constants) | self.constants,
            null=self.null or other.null,
            **{name: value for name, value in given.items() if value is not None},
        )


def mapping_of_options(maps: Iterable[str], sets: Iterable[str]) -> Mapping:
    """Read ``FIELD=COLUMN`` and ``FIELD=VALUE`` as people type them.

    Raises RefusedError, at ``maps`` or ``sets``, if one of them names no field, or two fill the same.
    """
    columns, constants = _pairs("maps", "COLUMN", maps), _pairs("sets", "VALUE", sets)
    if both := next((name for name in constants if name in columns and name not in LISTS), None):
        raise RefusedError(f"a column fills {both} already; give one of them", field="sets")
    return Mapping(columns=columns, constants=constants)


def _pairs(given: str, what: str, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise RefusedError(f"“{text[:60]}” is not FIELD={what}; for example title={what.lower()}", field=given)
        try:
            name = field_name(name)
        except RefusedError as error:
            raise error.at(given) from None
        if name in found and name not in LISTS:
            raise RefusedError(f"{name} is given twice", field=given)
        found[name] = (*found.get(name, ()), value)
    return found


def field_name(name: str) -> str:
    """Return the name of a field as it is written here. Raises RefusedError if there is none of that name."""
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    plain = _ALIASES.get(plain, plain)
    if plain not in SINGLE and plain not in LISTS:
        raise RefusedError(f"there is no field “{name.strip()[:40]}”; fields are {', '.join(LISTS + SINGLE)}")
    return plain


def load_mapping(path: str) -> Mapping:
    """Read a mapping that was kept in a file of TOML. Raises RefusedError, at ``mapping``, if it is something else."""
    try:
        return _read(path)
    except RefusedError as error:
        raise error.at("mapping") from None


def _read(path: str) -> Mapping:
    try:
        with open(path, "rb") as file:
            said = tomllib.load(file)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RefusedError(f"{path} is not a mapping: {error}") from None
    unknown = sorted(set(said) - {*_SCALARS, "null", "map", "set"})
    if unknown:
        raise RefusedError(f"{path}: “{unknown[0]}” is not part of a mapping; known are map, set, null, {_known()}")
    texts = {name: _scalar(path, name, said[name]) for name in _SCALARS if name in said}
    columns = _table(path, "map", said.get("map", {}))
    if "id" in texts:
        columns["external_id"] = (texts.pop("id"),)
    if texts.get("date_order") not in (None, "dmy", "mdy", "ymd"):
        raise RefusedError(f"{path}: date_order is dmy, mdy or ymd")
    null = _texts(path, "null", said.get("null", []))
    return Mapping(
        columns=columns,
        constants=_table(path, "set", said.get("set", {})),
        null=null,
        format=texts.get("format"),
        dataset=texts.get("dataset"),
        date_order=texts.get("date_order"),
        reference=texts.get("reference"),
        encoding=texts.get("encoding"),
    )


def _known() -> str:
    return ", ".join(_SCALARS)


def _scalar(path: str, name: str, said: object) -> str:
    if not isinstance(said, str):
        raise RefusedError(f"{path}: {name} must be a text in quotation marks")
    return said


def _table(path: str, name: str, said: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(said, dict):
        raise RefusedError(f'{path}: [{name}] must be a table of FIELD = "…"')
    try:
        return {field_name(key): _texts(path, key, value) for key, value in said.items()}
    except RefusedError as error:
        raise error.about(f"{path}: [{name}]") from None


def _texts(path: str, name: str, said: object) -> tuple[str, ...]:
    several = said if isinstance(said, list) else [said]
    if not all(isinstance(one, str) for one in several):
        raise RefusedError(f"{path}: {name} must be a text in quotation marks, or a list of them")
    return tuple(several)


def mapping_text(mapping: Mapping) -> str:
    """Return a mapping as the text of a file that :func:`load_mapping` reads."""
    lines = [f"{name} = {_quoted(value)}" for name in _SCALARS if (value := getattr(mapping, name, None)) is not None]
    if mapping.null:
        lines.append(f"null = [{', '.join(map(_quoted, mapping.null))}]")
    for title, table in (("map", mapping.columns), ("set", mapping.constants)):
        if table:
            lines += ["", f"[{title}]", *(f"{name} = {_several(values)}" for name, values in table.items())]
    return "\n".join(lines).lstrip("\n") + "\n"


def _several(values: tuple[str, ...]) -> str:
    return _quoted(values[0]) if len(values) == 1 else f"[{', '.join(map(_quoted, values))}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def template(name: str, text: str, columns: Iterable[str]) -> Template:
    """Read a template for a table with these columns. Raises RefusedError for a column that is not there."""
    known = set(columns)
    if text in known:
        return Template(((True, text),))
    if (split := _SPLIT.fullmatch(text)) and split[1].strip() != "":
        return template(name, split[1], known)._replace(split=split[2])
    if re.search(r"\{[^{}]+\}", text):
        pieces = re.split(r"\{([^{}]+)\}", text)
        parts = tuple((bool(i % 2), piece.strip() if i % 2 else piece) for i, piece in enumerate(pieces) if piece)
    else:
        names = "|".join(re.escape(column) for column in sorted(known, key=len, reverse=True))
        pieces = re.split(rf"(?<![^\W_])({names})(?![^\W_])", text) if names else [text]
        parts = tuple((bool(i % 2), piece) for i, piece in enumerate(pieces) if piece)
        if any(not is_column and re.search(r"\w", piece) for is_column, piece in parts):
            raise _no_column(name, text, known)
    made = Template(parts)
    missing = next((column for column in made.columns if column not in known), None)
    if missing is not None or not made.columns:
        raise _no_column(name, missing or text, known)
    return made


def _no_column(name: str, text: str, columns: set[str]) -> RefusedError:
    shown = sorted(columns)
    listed = ", ".join(shown[:_SHOWN]) + (f" and {len(shown) - _SHOWN:,} more" if len(shown) > _SHOWN else "")
    hint = "; among words, columns stand in braces, as in {name} visits {country}" if " " in text.strip() else ""
    return RefusedError(f"{name}: there is no column “{text.strip()[:60]}”; columns are {listed}{hint}")


def one(made: Template, null: frozenset[str]) -> Callable[[Cells], str | None]:
    """Return what takes one text from the cells of a row; None where all it takes from is empty."""
    if len(made.parts) == 1 and made.split is None:
        column = made.parts[0][1]

        def take(cells: Cells) -> str | None:
            value = cells.get(column)
            if type(value) is not str:
                value = plain(value)
                if value is None:
                    return None
            value = value.strip()
            return None if not value or value in null else value

        return take

    def join(cells: Cells) -> str | None:
        texts = [_cell(cells, text, null) if is_column else text for is_column, text in made.parts]
        if not any(text for text, (is_column, _) in zip(texts, made.parts, strict=True) if is_column):
            return None
        joined = "".join(text or "" for text in texts)
        return _tidy(joined) if None in texts else joined.strip()

    return join


def many(made: Template, null: frozenset[str]) -> Callable[[Cells], list[str]]:
    """Return what takes a list of texts from the cells of a row: a list there, or a text that is split."""
    single = one(made, null)

    def take(cells: Cells) -> list[str]:
        if len(made.parts) == 1 and isinstance(value := cells.get(made.parts[0][1]), list):
            found = [text.strip() for inner in value if (text := plain(_named(inner)))]
        else:
            text = single(cells)
            found = [] if text is None else [text] if made.split is None else text.split(made.split)
        return [text for one in found if (text := one.strip()) and text not in null]

    return take


def _named(value: object) -> object:
    """Return the name of a thing in a list that has one: ``{"name": "Anna Lee", "role": "host"}``."""
    return value.get("name", value) if isinstance(value, dict) else value


def parts(made: Template, null: frozenset[str]) -> Callable[[Cells], str | None]:
    """Return what takes a date from the cells of a row: figures of year, month and day, or words with blanks between.

    What is unknown at its end is left out; an unknown month before a known day is ``XX``, as EDTF has it.
    """
    if len(made.columns) < 2:
        return one(made, null)
    columns = made.columns

    def take(cells: Cells) -> str | None:
        texts = [_cell(cells, column, null) for column in columns]
        while texts and texts[-1] is None:
            texts.pop()
        if not texts:
            return None
        if not all(text is None or text.isdigit() for text in texts):
            return " ".join(text for text in texts if text)
        if len(texts[0] or "") < 3:  # the year stands elsewhere, or is unknown
            return "/".join(text or "?" for text in texts)
        return "-".join("XX" if text is None else text.zfill(2 if i else 4) for i, text in enumerate(texts))

    return take


def _cell(cells: Cells, column: str, null: frozenset[str]) -> str | None:
    text = plain(cells.get(column))
    text = text.strip() if text else None
    return None if not text or text in null else text


def plain(value: object) -> str | None:
    """Return a value of JSON as text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(text for inner in value if (text := plain(inner))) or None
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict) else str(value)


def _tidy(text: str) -> str:
    """Take away what stood between columns that are empty."""
    text = re.sub(r"\(\s*\)|\[\s*\]", "", text)
    text = re.sub(r"([,;:/–-])(\s*[,;:/–-])+", r"\1", text)
    return " ".join(text.strip(" ,;:/–-\t\n").split())
