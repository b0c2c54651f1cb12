"""The author of a change."""

from typing import Literal, NamedTuple

Door = Literal["command line", "browser", "library", "assistant"]


class Author(NamedTuple):
    """The author of a change: name, reason and front end. Without a name, the environment names the author."""

    name: str | None = None
    why: str | None = None
    door: Door = "command line"
