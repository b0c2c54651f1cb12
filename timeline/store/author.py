"""Who writes."""

from typing import Literal, NamedTuple

Door = Literal["command line", "browser", "library", "assistant"]


class Author(NamedTuple):
    """Who writes, why, and through which front end; without a name it is whoever the environment names."""

    name: str | None = None
    why: str | None = None
    door: Door = "command line"
