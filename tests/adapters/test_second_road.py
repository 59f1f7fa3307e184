"""The status file and the program of the second road, on real files and processes."""

import asyncio
import json
import os
import stat
import sys
import time
from pathlib import Path

import pytest

from hotlined.adapters.pager import Pager
from hotlined.adapters.status_file import StatusFile, free_bytes, free_elsewhere
from hotlined.app.ports import Temporary


def program(folder: Path, body: str) -> str:
    """A program of the administrator's."""
    path = folder / "page-duty"
    path.write_text(f"#!{sys.executable}\nimport os, sys, time\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_status_is_replaced_as_a_whole_and_everybody_may_read_it(tmp_path: Path) -> None:
    file = StatusFile(tmp_path / "status.json")
    file.write({"running": True, "troubles": ["a"]})
    before = (tmp_path / "status.json").stat().st_ino
    file.write({"running": False})
    path = tmp_path / "status.json"
    assert json.loads(path.read_text(encoding="utf-8")) == {"running": False}
    assert path.stat().st_ino != before
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert os.listdir(tmp_path) == ["status.json"]


@pytest.mark.parametrize("name", ["status.json", ".status.json.new"])
def test_a_link_that_somebody_laid_in_its_place_is_replaced_and_not_written_through(
    tmp_path: Path, name: str
) -> None:
    """The folder may be one that others can write to, such as /tmp."""
    case = tmp_path / "case.json"
    case.write_text("a case", encoding="utf-8")
    case.chmod(0o600)
    (tmp_path / name).symlink_to(case)

    StatusFile(tmp_path / "status.json").write({"running": True})

    assert (case.read_text(encoding="utf-8"), stat.S_IMODE(case.stat().st_mode)) == ("a case", 0o600)
    assert json.loads((tmp_path / "status.json").read_text(encoding="utf-8")) == {"running": True}
    assert not (tmp_path / "status.json").is_symlink()
    assert sorted(os.listdir(tmp_path)) == ["case.json", "status.json"]


def test_a_folder_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Temporary, match="status_file cannot be written: No such file"):
        StatusFile(tmp_path / "gone" / "status.json").write({})
    with pytest.raises(Temporary, match="does not answer"):
        free_bytes(tmp_path / "gone")
    assert free_bytes(tmp_path) > 0


def test_a_disk_beside_the_stores_tells_what_is_left_where_it_is_another_one(tmp_path: Path) -> None:
    assert free_elsewhere(tmp_path / "gone", tmp_path, "spool") is None
    assert free_elsewhere(tmp_path, tmp_path, "spool") is None
    assert free_elsewhere(Path("/proc"), tmp_path, "GnuPG home") == 0


async def test_the_program_gets_one_line_its_arguments_and_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANTED_SECRET", "a")
    out = tmp_path / "out"
    body = f"open({str(out)!r}, 'w').write(repr((sys.argv[1:], sys.stdin.read(), sorted(os.environ))))"
    await Pager([program(tmp_path, body), "+372 555 0100"]).call("hotlined: all is well again.")
    arguments, line, names = eval(out.read_text(encoding="utf-8"))  # noqa: S307 - what we wrote above
    assert arguments == ["+372 555 0100"]
    assert line == "hotlined: all is well again.\n"
    assert "PLANTED_SECRET" not in names


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("sys.exit(3)", "ended with 3"),
        ("sys.stdin.close(); os.kill(os.getpid(), 9)", "ended with -9"),
        ("time.sleep(60)", "was not done in"),
    ],
)
async def test_a_program_that_does_not_do_its_work_is_told_of(tmp_path: Path, body: str, why: str) -> None:
    began = time.monotonic()
    with pytest.raises(Temporary, match=why):
        await Pager([program(tmp_path, body)], patience=2.0).call("a")
    assert time.monotonic() - began < 50  # and not the minute that it would have slept


async def test_a_program_that_is_gone_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(Temporary, match="cannot be started: No such file"):
        await Pager([str(tmp_path / "gone")]).call("a")


async def test_a_program_that_hangs_is_not_left_behind(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    body = f"open({str(pipe)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    call = asyncio.create_task(Pager([program(tmp_path, body)]).call("a"))
    pid = int(await asyncio.to_thread(pipe.read_text))
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_nor_is_what_a_program_that_hangs_has_started(tmp_path: Path) -> None:
    """A script that waits for its phone gateway, say: one more of it would stay behind each hour."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    child_says = f"held = open({str(pipe)!r}, 'w'); print('up', file=held, flush=True)"
    body = f"os.fork() and time.sleep(600)\n{child_says}\ntime.sleep(600)"
    call = asyncio.create_task(Pager([program(tmp_path, body)]).call("a"))
    with await asyncio.to_thread(pipe.open) as child:
        assert await asyncio.to_thread(child.readline) == "up\n"
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await asyncio.to_thread(child.read) == ""  # its end is open no more
