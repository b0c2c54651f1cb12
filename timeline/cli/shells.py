"""Scripts that let bash, zsh and fish complete a command line; Click has one for each, of which two lose names.

Names have spaces and commas. Click's script for bash does not quote a space, and the one for fish cuts at a comma.
"""

import os

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

VARIABLE = "_TIMELINE_COMPLETE"


def _whole_words(items: list[CompletionItem[str]], incomplete: str) -> list[CompletionItem[str]]:
    """Put the option of ``--speaker=Ser`` in front of what may follow it."""
    option, mark, _ = incomplete.partition("=")
    if not (mark and option.startswith("--")):
        return items
    return [CompletionItem(f"{option}={item.value}", item.type, item.help) for item in items]


class Bash(BashComplete):
    """Completion for bash 4.4 or newer, the only shell whose candidates have to be quoted by us."""

    source_template = """\
%(complete_func)s() {
    local IFS=$'\\n' word=${COMP_WORDS[COMP_CWORD]} quote=\\' quoted="'\\\\''" kind value
    COMPREPLY=()
    while IFS=, read -r kind value; do
        case $kind in
            dir) compopt -o dirnames 2> /dev/null ;;
            file) compopt -o default 2> /dev/null ;;
            plain)
                case $word in
                    \\'*) value=${value//$quote/$quoted} ;;
                    \\"*) value=$(printf '%%s' "$value" | sed 's/[\\\\"$`]/\\\\&/g') ;;
                    *) printf -v value %%q "$value" ;;
                esac
                COMPREPLY+=("$value")
                ;;
        esac
    done < <(COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete "$1" 2> /dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the incomplete one, and that; bash makes ``--speaker``, ``=`` of ``--speaker=``."""
        args, incomplete = super().get_completion_args()
        return (args[:-1] if args and args[-1] == "=" else args), incomplete

    def source(self) -> str:
        """Return the script, without running bash for its version as Click does."""
        return ShellComplete.source(self)


class Zsh(ZshComplete):
    """Completion for zsh; the first line starts its completion system where nothing else has."""

    source_template = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n" + (
        ZshComplete.source_template.removeprefix("#compdef %(prog_name)s").lstrip()
    )

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return the candidates for the whole word, ``--speaker=`` included."""
        return _whole_words(super().get_completions(args, incomplete), incomplete)


class Fish(FishComplete):
    """Completion for fish."""

    source_template = """\
function %(complete_func)s
    for line in (env %(complete_var)s=fish_complete COMP_WORDS=(commandline -cp) COMP_CWORD=(commandline -t) \\
            %(prog_name)s 2> /dev/null)
        set -l parts (string split -m 1 , -- $line)
        switch $parts[1]
            case dir
                __fish_complete_directories (commandline -t)
            case file
                __fish_complete_path (commandline -t)
            case plain
                echo $parts[2]
        end
    end
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """Return the candidates for the whole word, ``--speaker=`` included."""
        return _whole_words(super().get_completions(args, incomplete), incomplete)

    def format_completion(self, item: CompletionItem[str]) -> str:
        """Return a line for the script: kind, comma, value, and after a tab the explanation."""
        return super().format_completion(item).replace("\r", " ")


SHELLS: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}


def register() -> None:
    """Make Click answer the scripts with these classes."""
    for name, shell in SHELLS.items():
        add_completion_class(shell, name)


def script(shell: str, root: click.Command) -> str:
    """Return the script for a shell."""
    return SHELLS[shell](root, {}, "timeline", VARIABLE).source()


def is_completing() -> bool:
    """Tell whether a shell has started this process to complete a command line."""
    return VARIABLE in os.environ
