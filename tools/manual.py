"""`make manual`: the man page and the completion for bash, written out of the commands themselves.

Typer's own completion starts Python and all of hotlined at each TAB, which takes a second; for bash a table
of words does.  Both files are in the repository, so that building a wheel needs none of our dependencies.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import hotlined
from hotlined.cli import app

SHARE = Path(__file__).parents[1] / "share"
PAGE = SHARE / "man" / "man1" / "hotlined.1"
COMPLETION = SHARE / "bash-completion" / "completions" / "hotlined"
USUAL = ("--config", "--json", "--help", "--version", "--install-completion", "--show-completion")
CODES = (
    ("0", "Fine."),
    ("1", "Something was found, or could not be done; the sentence on standard error says what."),
    ("2", "The configuration or the command line is wrong."),
)
FILES = (
    (
        "/etc/hotlined/mailboxes.yaml",
        "Who the hotline is, its mailboxes, its people. Not read where ./mailboxes.yaml is.",
    ),
    ("/etc/hotlined/rules/", "What was agreed with the LEA, and the rest of the site's rules."),
    ("/var/lib/hotlined/", "The store, and the GnuPG home below it."),
)
SIGNALS = (
    ("SIGHUP", "Read people, agreement, rules and templates again; with a fault in them all stays as it is."),
    ("SIGTERM, SIGINT", "Stop. What is being dealt with is finished, or stays in its mailbox."),
)


def walk(command: Any, context: Any) -> Iterator[tuple[Any, Any]]:
    """Each command with its context, a group before its own ones, in the order of `--help`."""
    yield command, context
    for name, inner in getattr(command, "commands", {}).items():
        yield from walk(inner, inner.context_class(inner, info_name=name, parent=context))


def commands() -> list[tuple[Any, Any]]:
    """All of them, the program itself first."""
    root = typer.main.get_command(app)
    return list(walk(root, root.context_class(root, info_name="hotlined")))


# --- the man page: man(7) ---------------------------------------------------------------------------


def page() -> str:
    """The man page of all commands."""
    return "\n".join((*_head(), *_commands(), *_tail())) + "\n"


def _head() -> Iterator[str]:
    (root, _), *_ = commands()
    yield '.\\" Written by `make manual`.'
    yield f'.TH HOTLINED 1 "" "hotlined {hotlined.__version__}" "hotlined"'
    yield ".nh\n.ad l"  # no hyphens in paths and words that are typed
    yield ".SH NAME"
    yield "hotlined \\- the mail daemon of a hotline"
    yield ".SH SYNOPSIS"
    yield ".B hotlined\n.I COMMAND\n.RI [ OPTIONS ]\n.RI [ ARGUMENTS ]"
    yield ".SH DESCRIPTION"
    yield _plain(root.help)
    yield ".SH OPTIONS\nThe first three are those of most commands."
    usual = dict(_usual())
    for name in USUAL:
        yield from _parameter(*usual[name])
    yield ".SH COMMANDS"


def _usual() -> Iterator[tuple[str, tuple[Any, Any]]]:
    for command, context in commands():
        for one in command.get_params(context):
            yield from ((name, (one, context)) for name in one.opts if name in USUAL)


def _commands() -> Iterator[str]:
    for command, context in commands()[1:]:
        words = " ".join(command.collect_usage_pieces(context))
        yield f".SS {_plain(context.command_path)} {_plain(re.sub(r'[{}]', '', words))}"
        yield _plain(command.help)
        for one in command.get_params(context):
            if not set(one.opts) & set(USUAL):
                yield from _parameter(one, context)


def _parameter(parameter: Any, context: Any) -> Iterator[str]:
    record = parameter.get_help_record(context)
    if record is not None:
        names, text = record
        yield f".TP\n.B {_plain(names)}"
        yield _plain(text) or "\\&"


def _tail() -> Iterator[str]:
    yield from _table("EXIT STATUS", CODES)
    yield from _table("ENVIRONMENT", sorted(_variables()))
    yield from _table("SIGNALS", SIGNALS)
    yield from _table("FILES", FILES)
    yield ".SH SEE ALSO\n.BR gpg (1),\n.BR systemctl (1),\n.BR journalctl (1)"


def _table(title: str, rows: Any) -> Iterator[str]:
    yield f".SH {title}"
    for name, text in rows:
        yield f".TP\n.B {_plain(name)}\n{_plain(text)}"


def _variables() -> set[tuple[str, str]]:
    """Each environment variable that stands in for an option."""
    found = {
        (one.envvar, f"The value of {one.opts[0]}, where that is not given.")
        for command, context in commands()
        for one in command.get_params(context)
        if one.envvar
    }
    return found | {("CREDENTIALS_DIRECTORY", "Where the passwords lie that systemd hands over.")}


def _plain(text: str) -> str:
    """Text that means nothing to troff; an empty line begins a paragraph."""
    quoted = text.replace("\\", "\\e").replace("-", "\\-")
    blocks = (" ".join(block.split()) for block in quoted.split("\n\n"))
    return "\n.PP\n".join(f"\\&{block}" if block[:1] in (".", "'") else block for block in blocks)


# --- completion for bash ----------------------------------------------------------------------------


def completion() -> str:
    """A script that completes commands, options and the words that an option or argument may be."""
    words, values = [], []
    for command, context in commands():
        path = context.command_path
        inner = list(getattr(command, "commands", {}))
        fixed = [
            one
            for it in command.get_params(context)
            if it.param_type_name == "argument"
            for one in _choices(it, context)
        ]
        options = [one for it in command.get_params(context) for one in (*it.opts, *it.secondary_opts)]
        offered = (*inner, *fixed, *(one for one in options if one.startswith("--")))
        words.append(f'        "{path}") words="{" ".join(offered)}" ;;')
        for it in command.get_params(context):
            if it.param_type_name == "option" and (choices := _choices(it, context)):
                pattern = "|".join(f'"{path} {name}"' for name in it.opts)
                values.append(f'        {pattern}) words="{" ".join(choices)}" ;;')
    groups = " ".join(
        f'"{context.command_path}"' for command, context in commands() if hasattr(command, "commands")
    )
    return SCRIPT.format(groups=groups, words="\n".join(words), values="\n".join(values))


def _choices(parameter: Any, context: Any) -> list[str]:
    """The words that it may be, where there are few."""
    return [one.value for one in parameter.shell_complete(context, "") if one.type == "plain" and one.value]


SCRIPT = """\
# Completion of hotlined for bash; written by `make manual`.

_hotlined() {{
    local path=hotlined group word words= last=${{COMP_WORDS[COMP_CWORD-1]}}
    local -a groups=({groups})
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case $word in -*) continue ;; esac
        for group in "${{groups[@]}}"; do
            if [ "$group" = "$path" ]; then
                path="$path $word"
                break
            fi
        done
    done
    case $path in
{words}
    esac
    case "$path $last" in
{values}
    esac
    COMPREPLY=($(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}"))
}}
complete -o default -F _hotlined hotlined
"""


if __name__ == "__main__":
    for place, text in ((PAGE, page()), (COMPLETION, completion())):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
