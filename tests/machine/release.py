"""`python -m tests.machine.release FOLDER`: wheel and sdist, on an empty Debian each, play the demo.

Each way has a copy of the machine to itself.  It needs root, mmdebstrap and systemd-nspawn.
"""

import argparse
import re
import sys
from pathlib import Path

from tests.machine.built import built, tree, unpacked
from tests.machine.container import Failed, made, once
from tests.machine.guide import block
from tests.machine.table import row, walked

# Who tries it is not root.
SOMEBODY = 'useradd --create-home somebody\nhome=$(getent passwd somebody | cut -d: -f6)\ncd "$home"\n'
AS = 'runuser -u somebody -- env HOME="$home" '
DEBIAN = "apt-get update -q\napt-get install -y -q --no-install-recommends "
DEMO = "The whole story was observed in the recipients' mailboxes."
ABOARD = (
    "share/man/man1/hotlined.1",
    "share/bash-completion/completions/hotlined",
    "share/hotlined/systemd/hotlined.service",
    "share/hotlined/systemd/sysusers.d/hotlined.conf",
    "lib/python3*/site-packages/hotlined/_data/mailboxes.yaml",
    "lib/python3*/site-packages/hotlined/_data/rules/tags.yaml",
    "lib/python3*/site-packages/hotlined/_data/templates/annex-i/en.txt.j2",
)


def by_pip(root: Path, dist: Path, name: str) -> str:
    """Installed into an environment by pip, it has all that it needs, and plays the demo."""
    script = (
        f"{DEBIAN} python3-venv gnupg\n{SOMEBODY}"
        f"{AS} python3 -m venv env\n{AS} env/bin/pip install '/srv/dist/{name}[demo]'\n"
        f"ls {' '.join(f'env/{one}' for one in ABOARD)}\ndu -sm env | cut -f 1\n{AS} env/bin/hotlined demo"
    )
    return _seen(once(root, script, dist=dist))


def by_pipx(root: Path, source: Path) -> str:
    """Installed by pipx, as the guide says."""
    first, second = block("To try it, with pipx", "pipx install").splitlines()
    script = (
        f"{DEBIAN} pipx gnupg\n{SOMEBODY}cp -r /srv/hotlined .\nchown -R somebody hotlined\ncd hotlined\n"
        f'{AS} {first}\ndu -sm "$home/.local" | cut -f 1\n'
        f"{AS} bash -c '{second}'\n{AS} \"$home/.local/bin/hotlined\" --version"
    )
    return _seen(once(root, script, hotlined=source))


def _seen(told: str) -> str:
    """What the demo came to: the time of its last line, and the size that was told before it."""
    lines = told.splitlines()
    if DEMO not in lines:
        raise Failed(told[-4000:])
    size = next(line for line in lines if line.isdigit())
    took = [found[1] for line in lines if (found := re.match(r" *([0-9.]+) s  ", line))]
    return f"{size} MB; the demo's story took {took[-1]} s"


def main() -> int:
    """Print a row for each way; 1 at the first that fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.machine.release", description=__doc__)
    parser.add_argument("folder", type=Path, help="an empty folder for the machine's disk (1 GB)")
    folder = parser.parse_args().folder.resolve()
    root = folder / "root"
    if folder.exists() and any(folder.iterdir()):
        parser.error(f"{folder} is not empty")
    return walked(root, lambda: _ways(root, folder))


def _ways(root: Path, folder: Path) -> None:
    with row("Debian of its own") as say:
        made(root)
        say("mmdebstrap")
    with row("sdist and wheel") as say:
        source = tree("HEAD", folder / "hotlined")
        sdist, direct = built("sdist", source, folder / "dist"), built("wheel", source, folder / "direct")
        wheel = built("wheel", unpacked(sdist, folder / "unpacked"), folder / "dist")
        assert wheel.read_bytes() == direct.read_bytes(), "the sdist's wheel is another one"
        sizes = [f"{one.stat().st_size / 1e6:.1f} MB" for one in (sdist, wheel)]
        say(f"{' and '.join(sizes)}; out of the sdist the same wheel, byte for byte")
    for name, file in (("wheel", wheel), ("sdist", sdist)):
        with row(f"{name}, by pip") as say:
            say(by_pip(root, file.parent, file.name))
    with row("a checkout, by pipx") as say:
        say(by_pipx(root, source))


if __name__ == "__main__":
    sys.exit(main())
