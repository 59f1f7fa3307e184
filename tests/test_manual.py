"""The man page and the completion say what the commands are, the reference what the configuration takes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import reference
from tools.manual import COMPLETION, PAGE, commands, completion, page

TYPED = {
    "hotlined qu": {"quarantine"},
    "hotlined outbox re": {"retry", "release"},
    "hotlined legal-hold HL-2026-000123-K o": {"on", "off"},
    "hotlined stats --c": {"--csv", "--charts", "--config"},
    "hotlined run --log-level WA": {"WARNING"},
    "hotlined providers import --format ": {"csv", "ripe"},
    "hotlined nothing-of-this-name x": set(),
}


@pytest.mark.parametrize(
    ("place", "made"), [(PAGE, page), (COMPLETION, completion)], ids=["page", "completion"]
)
def test_what_lies_in_share_is_what_the_commands_are_now(place: Path, made: Callable[[], str]) -> None:
    assert place.read_text(encoding="utf-8") == made(), "run `make manual`"


def test_the_reference_says_what_the_models_take_now() -> None:
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page(), "run `make reference`"


def test_every_command_and_option_stands_in_the_man_page() -> None:
    text = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    found = commands()
    assert len(found) > 35
    for command, context in found[1:]:
        assert f"\n.SS {context.command_path} " in text, context.command_path
        for parameter in command.get_params(context):
            for name in (*parameter.opts, *parameter.secondary_opts):
                assert not name.startswith("-") or name in text, f"{context.command_path} {name}"


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_groff_finds_nothing_wrong_in_the_man_page() -> None:
    shown = subprocess.run(
        ["groff", "-man", "-ww", "-Kutf8", "-Tutf8", str(PAGE)], capture_output=True, text=True, check=True
    )
    assert shown.stderr == ""
    assert "mailboxes.yaml" in shown.stdout


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize("typed", TYPED)
def test_bash_completes(typed: str) -> None:
    script = f"""
        source {COMPLETION}
        read -ra COMP_WORDS <<<"$1"
        case $1 in *" ") COMP_WORDS+=("") ;; esac
        COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        _hotlined || true
        printf "%s\\n" "${{COMPREPLY[@]}}"
    """
    shown = subprocess.run(
        ["bash", "-euc", script, "bash", typed], capture_output=True, text=True, check=True
    )
    assert set(shown.stdout.split()) == TYPED[typed]


@pytest.mark.parametrize(
    ("shell", "begins"), [("zsh", "#compdef hotlined"), ("fish", "complete --command hotlined")]
)
def test_typer_has_a_script_for_other_shells(shell: str, begins: str) -> None:
    environ = {**os.environ, "_HOTLINED_COMPLETE": f"source_{shell}"}
    shown = subprocess.run(
        [sys.executable, "-m", "hotlined"], capture_output=True, text=True, check=True, env=environ
    )
    assert shown.stdout.lstrip().startswith(begins)
