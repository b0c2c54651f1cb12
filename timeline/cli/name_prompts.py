"""Ask whether a name that resembles a known one is a new person."""

import click

from timeline.desk.names import listed
from timeline.desk.values import NameMatch


def ask_who_is_new(match: NameMatch) -> bool:
    """Ask whether a name is new, rather than one of the known names that it resembles."""
    return click.confirm(f"  {match.typed} is new, not {listed(match.near)}?", err=True)
