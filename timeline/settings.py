"""Read and change the settings of a person: a TOML file in the usual place of the platform.

A setting is what somebody would otherwise type each time. An option of a command comes before the environment, the
environment before the file, and the file before what holds without any of them.
"""

import os
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from timeline import files
from timeline.errors import NotFoundError, RefusedError
from timeline.schema.vocabulary import DATE_ORDERS
from timeline.words.suggestions import did_you_mean

#: the variable that names another file
FILE_VARIABLE = "TIMELINE_CONFIG"
YES_NO = ("yes", "no")
COLORS = ("auto", "always", "never")
_MOST_CHARACTERS = 300


class Setting(NamedTuple):
    """A setting: its meaning, the value that holds without it, and the variable that comes before the file."""

    help: str
    default: str
    check: Callable[[str], str]
    variable: str = ""
    #: all of its values, if they are few
    words: tuple[str, ...] = ()


class Value(NamedTuple):
    """The value of a setting, and where it comes from: ``default``, a variable, or the path of the file."""

    text: str
    origin: str


def _one_line(text: str) -> str:
    value = text.strip()
    if not value or not value.isprintable() or len(value) > _MOST_CHARACTERS:
        raise RefusedError(f"“{text[:40]}” is not a line of 1 to {_MOST_CHARACTERS} characters")
    return value


def _one_of(words: tuple[str, ...]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text not in words:
            raise RefusedError(f"“{text[:40]}” is not one of {', '.join(words)}{did_you_mean(text, words)}")
        return text

    return check


def _path(text: str) -> str:
    return os.path.expanduser(_one_line(text))


def checked_base_url(text: str) -> str:
    """Return an address under which pages are found, without a slash at its end. Raises RefusedError."""
    try:
        parts = urlsplit(text.strip())
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)
    except ValueError:
        is_address = False
    if not is_address or any(not char.isprintable() or char.isspace() for char in text.strip()):
        raise RefusedError(f"“{text[:60]}” is not an address such as https://example.org/timeline")
    return text.strip().rstrip("/")


SETTINGS: Mapping[str, Setting] = {
    "database": Setting("The database file, if --db names none.", "timeline.db", _path, "TIMELINE_DB"),
    "actor": Setting("Who makes changes, if --by names nobody; else the login name.", "", _one_line, "TIMELINE_ACTOR"),
    "date_order": Setting(
        "The order of day, month and year in 03/04/2025: dmy, mdy or ymd.", "", _one_of(DATE_ORDERS), "", DATE_ORDERS
    ),
    "allow_private": Setting(
        "Whether pages may be fetched from this computer or a private network: yes or no.", "no", _one_of(YES_NO),
        "TIMELINE_ALLOW_PRIVATE", YES_NO,
    ),
    "title": Setting("The title above the pages of serve and publish; else the name of the file.", "", _one_line),
    "base_url": Setting("The address under which others find your pages, for quoting them.", "", checked_base_url),
    "color": Setting("Colours on a terminal: auto, always or never.", "auto", _one_of(COLORS), "NO_COLOR", COLORS),
}  # fmt: skip


def name_of(typed: str) -> str:
    """Return the name of a setting. Raises NotFoundError for an unknown one."""
    name = typed.strip().lower().replace("-", "_")
    if name not in SETTINGS:
        known = ", ".join(SETTINGS)
        raise NotFoundError(
            f"there is no setting “{typed[:40]}”; the settings are {known}{did_you_mean(name, SETTINGS)}"
        )
    return name


class Settings:
    """The settings in force, read from the environment and the file when first needed."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.environment = os.environ if environment is None else environment
        self._stored: dict[str, object] | None = None

    @property
    def path(self) -> str:
        """The file of the settings, which need not exist."""
        if named := self.environment.get(FILE_VARIABLE):
            return named
        import platformdirs

        return os.path.join(platformdirs.user_config_dir("timeline", appauthor=False), "config.toml")

    def stored(self) -> dict[str, object]:
        """Return the settings of the file, not checked yet. Raises RefusedError if it cannot be read, or has others."""
        if self._stored is None:
            self._stored = _named(self.path, _parsed(self.path))
        return self._stored

    def value(self, name: str) -> Value:
        """Return the value of a setting that holds if no option names another. Raises RefusedError."""
        setting = SETTINGS[name]
        if setting.variable and (text := self.environment.get(setting.variable, "").strip()):
            return Value("never" if name == "color" else text, setting.variable)
        if name in self.stored():
            return Value(_checked(self.path, name, self.stored()[name]), self.path)
        return Value(setting.default, "default")

    def chosen(self, name: str) -> str | None:
        """Return the value of a setting if the environment or the file has one. Raises RefusedError."""
        value = self.value(name)
        return None if value.origin == "default" else value.text

    def has(self, typed: str) -> bool:
        """Tell whether the file has a name, which need not be that of a setting. Raises RefusedError."""
        return typed in _parsed(self.path)

    def set(self, name: str, text: str | None) -> str | None:
        """Store a setting in the file, or with None remove it, or any other name that is there; return the value.

        Comments in the file stay. Raises RefusedError if the value is invalid, and NotFoundError if there is none to
        remove.
        """
        import tomlkit

        parsed = _parsed(self.path)
        if text is None and name not in parsed:
            raise NotFoundError(f"{self.path} has no {name}")
        try:
            value = None if text is None else SETTINGS[name].check(text)
        except RefusedError as error:
            raise error.about(name) from None
        if name == "database" and value is not None:
            value = os.path.abspath(value)
        _named(self.path, {typed: None for typed in parsed if typed != name})
        document = tomlkit.parse(_read(self.path))
        if value is None:
            del document[name]
        else:
            document[name] = value
        folder = os.path.dirname(os.path.abspath(self.path))
        os.makedirs(folder, exist_ok=True)
        with files.replacing(os.path.realpath(self.path)) as out:
            out.write(tomlkit.dumps(document).encode())
        self._stored = None
        return value


def _read(path: str) -> str:
    """Return the text of the file; empty if there is none. Raises RefusedError if it is not UTF-8."""
    if path != os.devnull and (kind := files.irregular(path)):
        raise RefusedError(f"the settings in {path} cannot be read: it is {kind}")
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise RefusedError(f"the settings in {path} cannot be read: {reason}") from None


def _parsed(path: str) -> dict[str, object]:
    text = _read(path)
    if not text.strip():
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise RefusedError(f"the settings in {path} are not valid TOML: they are nested too deep") from None
    except ValueError as error:  # not TOML, or a number with too many digits
        raise RefusedError(f"the settings in {path} are not valid TOML: {error}") from None


def _named(path: str, parsed: Mapping[str, object]) -> dict[str, object]:
    """Return the values of a file by the names of settings. Raises RefusedError for an unknown name."""
    try:
        return {name_of(typed): value for typed, value in parsed.items()}
    except NotFoundError as error:
        raise RefusedError(f"{path}: {error}") from None


def _checked(path: str, name: str, value: object) -> str:
    """Return the value of a setting in a file. Raises RefusedError if it is wrong."""
    if not isinstance(value, str):
        raise RefusedError(f'{path}: write the value in quotation marks: {name} = "…"')
    try:
        return SETTINGS[name].check(value)
    except RefusedError as error:
        raise RefusedError(f"{path}: {name}: {error}") from None
