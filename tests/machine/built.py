"""What a release is made of: sdist and wheel, built on this machine, and the Debian package, in a new one."""

import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

from tests.machine.container import PLACE, once
from tests.support.tarball import extract

TREE = Path(__file__).parents[2]


def tree(commit: str, folder: Path) -> Path:
    """The repository at a commit, as an administrator has it."""
    folder.mkdir(parents=True)
    packed = subprocess.run(["git", "-C", TREE, "archive", commit], capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", folder], input=packed, check=True)
    return folder


def built(target: str, source: Path, folder: Path) -> Path:
    """The `sdist` or the `wheel` of a tree, without the network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (made,) = folder.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return made


def unpacked(sdist: Path, folder: Path) -> Path:
    """The tree that an sdist holds."""
    with tarfile.open(sdist) as opened:
        extract(opened, folder)
    (source,) = folder.iterdir()
    return source


def packages(root: Path, folder: Path, sdists: Mapping[str, Path]) -> list[Path]:
    """A Debian package of each sdist, by its version, built in a copy of the machine; raises Failed.

    lintian has to find nothing in the last.  The copy is thrown away, with all that only a build needs.
    """
    script = [
        "apt-get update -q",
        "apt-get install -q -y --no-install-recommends debhelper python3-venv lintian",
        "make -C tree sbom",
    ]
    for version, packed in sdists.items():
        (folder / "deb" / version).mkdir(parents=True)
        shutil.copy(packed, folder / "deb" / version)
        script.append(f"tree/.ci/deb {PLACE}/deb/{version}/{packed.name} {version}")
    lintian = "lintian --allow-root --display-info --fail-on info"
    script += ["mv tree/dist/*.deb deb/", f"{lintian} deb/hotlined_{list(sdists)[-1]}_*.deb"]
    once(root, "\n".join(script), tree=tree("HEAD", folder / "tree"), deb=folder / "deb")
    return [next((folder / "deb").glob(f"hotlined_{version}_*.deb")) for version in sdists]
