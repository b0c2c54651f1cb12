"""``timeline completion``: print or install the script that completes commands and names in a shell."""

import os

import click

from timeline import files
from timeline.cli import shells
from timeline.cli.arguments import Choice
from timeline.cli.output import note
from timeline.cli.root import Command

#: shell → the file that it reads when it starts, below a folder that a variable names, or the home folder
_STARTUP = {"bash": ("", ".bashrc"), "zsh": ("ZDOTDIR", ".zshrc")}


@click.command(cls=Command, short_help="Print or install completion for your shell.")
@click.argument("shell", type=Choice(list(shells.SHELLS)))
@click.option("--install", is_flag=True, help="Install it for you, instead of printing it.")
@click.pass_context
def completion(ctx: click.Context, shell: str, *, install: bool) -> None:
    """Print the script with which SHELL (bash, zsh or fish) completes timeline: commands, options, files and names.

    Names of speakers, topics and places, numbers of sources, relations and codes come from the database.

    \b
    timeline completion bash --install
    source <(timeline completion zsh)
    """  # noqa: D301  (the backslash is Click's mark for lines that are not to be wrapped)
    script = shells.script(shell, ctx.find_root().command)
    if not install:
        click.echo(script, nl=False)
        return
    path = _script_path(shell)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with files.replacing(path) as out:
        out.write(script.encode())
    note(f"wrote {path}")
    if shell in _STARTUP:
        _load_at_start(shell, path)
    note(f"a new {shell} completes timeline")


def _script_path(shell: str) -> str:
    import platformdirs

    if shell == "fish":
        config = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
        return os.path.join(config, "fish", "completions", "timeline.fish")
    return os.path.join(platformdirs.user_data_dir("timeline", appauthor=False), f"completion.{shell}")


def _load_at_start(shell: str, path: str) -> None:
    """Let a shell load the script when it starts; it gets the line only once."""
    import shlex

    variable, name = _STARTUP[shell]
    startup = os.path.join(os.environ.get(variable) or os.path.expanduser("~"), name)
    line = f"[ -r {shlex.quote(path)} ] && . {shlex.quote(path)}  # completion of timeline\n"
    try:
        with open(startup, encoding="utf-8", errors="surrogateescape") as file:
            text = file.read()
    except FileNotFoundError:
        text = ""
    if line in text:
        return
    with open(startup, "a", encoding="utf-8") as file:
        file.write(("" if not text or text.endswith("\n") else "\n") + line)
    note(f"added a line to {startup}, which loads it")
