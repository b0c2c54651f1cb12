"""Map columns to fields: from options, from a small file, and bound to the columns of a table.

A template is the name of a column, or several names with text between them (``styear-stmon-stday``). Braces put columns
among words (``{name} visits {country}``). ``[;]`` at the end splits the text into a list.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from timeline import files
from timeline.errors import RefusedError
from timeline.formats.input import Cells
from timeline.schema.fields import FIELDS
from timeline.schema.vocabulary import DATE_ORDERS
from timeline.words.suggestions import did_you_mean

#: fields that a column can fill though an entry has no such field: the end of its date, its uid, details of the speaker
_EXTRA = ("until", "uid", "organization", "country", "speaker_kind")
#: fields that no column fills: a file has one dataset, and cannot know the numbers of linked entries
_UNFILLED = ("dataset", "links")
_FILLED = tuple(field for field in FIELDS.values() if field.name not in _UNFILLED)
#: fields that hold one text
SINGLE = (*(field.name for field in _FILLED if not field.many), *_EXTRA)
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
_MOST_COLUMNS_SHOWN = 12


class Template(NamedTuple):
    """Columns and the texts between them; ``split`` separates the members of a list."""

    parts: tuple[tuple[bool, str], ...]
    """For each part, whether it is a column, and its name or the text."""
    split: str | None = None

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return [text for is_column, text in self.parts if is_column]


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """How a table is read: field → templates, field → constants, and other settings."""

    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    constants: dict[str, tuple[str, ...]] = field(default_factory=dict)
    null: tuple[str, ...] = ()
    format: str | None = None
    dataset: str | None = None
    date_order: str | None = None
    reference: str | None = None
    encoding: str | None = None

    def over(self, other: "Mapping") -> "Mapping":
        """Return another mapping in which the fields and settings of this one replace those of the other."""
        settings = {name: getattr(self, name) for name in ("format", "dataset", "date_order", "reference", "encoding")}
        fields = set(self.columns) | set(self.constants)

        def without_own(those: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
            return {name: value for name, value in those.items() if name not in fields}

        return replace(
            other,
            columns=without_own(other.columns) | self.columns,
            constants=without_own(other.constants) | self.constants,
            null=self.null or other.null,
            **{name: value for name, value in settings.items() if value is not None},
        )


def mapping_of_options(maps: Iterable[str], sets: Iterable[str]) -> Mapping:
    """Parse ``FIELD=COLUMN`` and ``FIELD=VALUE`` as people type them.

    Raises RefusedError, at ``maps`` or ``sets``, for an unknown field, or one that is filled twice.
    """
    columns, constants = _pairs("maps", "COLUMN", maps), _pairs("sets", "VALUE", sets)
    if both := next((name for name in constants if name in columns and name not in LISTS), None):
        raise RefusedError(f"a column already fills {both}; use either the column or the value", field="sets")
    return Mapping(columns=columns, constants=constants)


def _pairs(choice: str, placeholder: str, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    pairs: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise RefusedError(
                f"“{text[:60]}” is not FIELD={placeholder}; write for example title={placeholder.lower()}", field=choice
            )
        try:
            name = field_name(name)
        except RefusedError as error:
            raise error.at(choice) from None
        if name in pairs and name not in LISTS:
            raise RefusedError(f"{name} is filled twice; it holds one value", field=choice)
        pairs[name] = (*pairs.get(name, ()), value)
    return pairs


def field_name(name: str) -> str:
    """Return the canonical name of a field. Raises RefusedError if there is no such field."""
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    plain = _ALIASES.get(plain, plain)
    if plain not in SINGLE and plain not in LISTS:
        known = LISTS + SINGLE
        hint = did_you_mean(plain, known)
        raise RefusedError(f"there is no field “{name.strip()[:40]}”; fields are {', '.join(known)}{hint}")
    return plain


#: far more than a mapping needs
_MOST_BYTES = 1_000_000


def load_mapping(path: str) -> Mapping:
    """Load a mapping from a TOML file. Raises RefusedError, at ``mapping``, if the file is not a mapping."""
    try:
        return _read(path)
    except RefusedError as error:
        raise error.at("mapping") from None


def _read(path: str) -> Mapping:
    if kind := files.irregular(path):
        raise RefusedError(f"{path} is {kind}; name a file")
    try:
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise RefusedError(f"{path} is not a mapping: it has more than {_MOST_BYTES:,} bytes")
        keys = tomllib.loads(data.decode())
    except RecursionError:
        raise RefusedError(f"{path} is not a mapping: it is nested too deep") from None
    except ValueError as error:  # not TOML, not UTF-8, or a number with too many digits
        raise RefusedError(f"{path} is not a mapping: {error}") from None
    unknown = sorted(set(keys) - {*_SCALARS, "null", "map", "set"})
    if unknown:
        raise RefusedError(f"{path}: “{unknown[0]}” is not a key of a mapping; the keys are map, set, null, {_known()}")
    texts = {name: _scalar(path, name, keys[name]) for name in _SCALARS if name in keys}
    columns = _table(path, "map", keys.get("map", {}))
    if "id" in texts:
        columns["external_id"] = (texts.pop("id"),)
    if texts.get("date_order") not in (None, *DATE_ORDERS):
        raise RefusedError(f"{path}: date_order must be dmy, mdy or ymd")
    null = _texts(path, "null", keys.get("null", []))
    return Mapping(
        columns=columns,
        constants=_table(path, "set", keys.get("set", {})),
        null=null,
        format=texts.get("format"),
        dataset=texts.get("dataset"),
        date_order=texts.get("date_order"),
        reference=texts.get("reference"),
        encoding=texts.get("encoding"),
    )


def _known() -> str:
    return ", ".join(_SCALARS)


def _scalar(path: str, name: str, value: object) -> str:
    if not isinstance(value, str):
        raise RefusedError(f"{path}: {name} must be a text in quotation marks")
    return value


def _table(path: str, name: str, table: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict):
        raise RefusedError(f'{path}: [{name}] must be a table of FIELD = "…"')
    try:
        return {field_name(key): _texts(path, key, value) for key, value in table.items()}
    except RefusedError as error:
        raise error.about(f"{path}: [{name}]") from None


def _texts(path: str, name: str, value: object) -> tuple[str, ...]:
    several = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in several):
        raise RefusedError(f"{path}: {name} must be a text in quotation marks, or a list of them")
    return tuple(several)


def mapping_text(mapping: Mapping) -> str:
    """Return a mapping as TOML that :func:`load_mapping` can load."""
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
    """Parse a template for a table with these columns. Raises RefusedError for an unknown column."""
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
    parsed = Template(parts)
    missing = next((column for column in parsed.columns if column not in known), None)
    if missing is not None or not parsed.columns:
        raise _no_column(name, missing or text, known)
    return parsed


def _no_column(name: str, text: str, columns: set[str]) -> RefusedError:
    ordered = sorted(columns)
    more = len(ordered) - _MOST_COLUMNS_SHOWN
    listed = ", ".join(ordered[:_MOST_COLUMNS_SHOWN]) + (f" and {more:,} more" if more > 0 else "")
    hint = "; to put columns among words, use braces: {name} visits {country}" if " " in text.strip() else ""
    return RefusedError(f"{name}: there is no column “{text.strip()[:60]}”; the columns are {listed}{hint}")


def one(source: Template, null: frozenset[str]) -> Callable[[Cells], str | None]:
    """Return a function that takes one text from the cells of a row, or None if all of its cells are empty."""
    if len(source.parts) == 1 and source.split is None:
        column = source.parts[0][1]

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
        texts = [_cell(cells, text, null) if is_column else text for is_column, text in source.parts]
        if not any(text for text, (is_column, _) in zip(texts, source.parts, strict=True) if is_column):
            return None
        joined = "".join(text or "" for text in texts)
        return _tidy(joined) if None in texts else joined.strip()

    return join


def many(source: Template, null: frozenset[str]) -> Callable[[Cells], list[str]]:
    """Return a function that takes a list of texts from the cells of a row: a list, or a text that is split."""
    single = one(source, null)

    def take(cells: Cells) -> list[str]:
        if len(source.parts) == 1 and isinstance(value := cells.get(source.parts[0][1]), list):
            texts = [text.strip() for inner in value if (text := plain(_named(inner)))]
        else:
            text = single(cells)
            texts = [] if text is None else [text] if source.split is None else text.split(source.split)
        return [text for one in texts if (text := one.strip()) and text not in null]

    return take


def _named(value: object) -> object:
    """Return the name in a member of a list, if it has one: ``{"name": "Anna Lee", "role": "host"}``."""
    return value.get("name", value) if isinstance(value, dict) else value


def parts(source: Template, null: frozenset[str]) -> Callable[[Cells], str | None]:
    """Return a function that takes a date from the cells of a row.

    Figures are joined by hyphens, words by blanks. Unknown figures at the end are left out. An unknown month before a
    known day is ``XX``, as in EDTF.
    """
    if len(source.columns) < 2:
        return one(source, null)
    columns = source.columns

    def take(cells: Cells) -> str | None:
        texts = [_cell(cells, column, null) for column in columns]
        while texts and texts[-1] is None:
            texts.pop()
        if not texts:
            return None
        if not all(text is None or text.isdigit() for text in texts):
            return " ".join(text for text in texts if text)
        if len(texts[0] or "") < 3:  # the year is not first, or is unknown
            return "/".join(text or "?" for text in texts)
        return "-".join("XX" if text is None else text.zfill(2 if i else 4) for i, text in enumerate(texts))

    return take


def _cell(cells: Cells, column: str, null: frozenset[str]) -> str | None:
    text = plain(cells.get(column))
    text = text.strip() if text else None
    return None if not text or text in null else text


def plain(value: object) -> str | None:
    """Return a JSON value as text."""
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
    """Remove brackets and punctuation around empty columns."""
    text = re.sub(r"\(\s*\)|\[\s*\]", "", text)
    text = re.sub(r"([,;:/–-])(\s*[,;:/–-])+", r"\1", text)
    return " ".join(text.strip(" ,;:/–-\t\n").split())
