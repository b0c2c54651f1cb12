"""Lay out help: whole words, and commands under headings."""

from collections.abc import Iterable

import click

#: looks like a hyphen, and no line breaks after it
_UNBROKEN = "\N{NON-BREAKING HYPHEN}"


class HelpFormatter(click.HelpFormatter):
    """Wrap lines between words only; Click's own formatter also breaks `--skip-invalid` after a hyphen."""

    def write(self, string: str) -> None:
        """Write text that has been wrapped."""
        super().write(string.replace(_UNBROKEN, "-"))

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, _unbroken(args), prefix)

    def write_text(self, text: str) -> None:
        """Write a paragraph."""
        super().write_text(_unbroken(text))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of terms with their explanations."""
        super().write_dl([(_unbroken(term), _unbroken(text)) for term, text in rows], col_max, col_spacing)


def _unbroken(text: str) -> str:
    return text.replace("-", _UNBROKEN)


class Context(click.Context):
    """The context of a command, whose help is laid out by :class:`HelpFormatter`."""

    formatter_class = HelpFormatter


def write_commands(formatter: click.HelpFormatter, listed: Iterable[tuple[str, str, str]]) -> None:
    """Write commands (heading, name, line of help) under their headings, all lines of help in one column."""
    sections: dict[str, list[tuple[str, str]]] = {}
    for heading, name, text in listed:
        sections.setdefault(heading, []).append((name, text))
    longest = max(len(name) for rows in sections.values() for name, _ in rows)
    for heading, rows in sections.items():
        with formatter.section(heading):
            formatter.write_dl([(name.ljust(longest), text) for name, text in rows])
