"""What comes along may be given away with us: each package says its licence, and asks nothing of ours.

The list itself is written by `make sbom`.
"""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest

LOCK = Path(__file__).parents[1] / "requirements.lock"
PINNED = re.findall(r"^([\w.-]+)(?:\[.*\])?==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
WEAK = re.compile(r"LGPL[\w.-]*|Lesser General Public License", re.IGNORECASE)
STRONG = re.compile(r"\bA?GPL|General Public License", re.IGNORECASE)


def terms(package: Distribution) -> str:
    """What its metadata say; where they say nothing, the first words of its licence file."""
    meta = package.metadata
    classifiers = [one for one in meta.get_all("Classifier", []) if one.startswith("License ::")]
    said = [one for one in (meta.get("License-Expression"), meta.get("License"), *classifiers) if one]
    if not said:
        files = [one for one in package.files or () if re.search(r"LICEN[CS]E|COPYING", str(one))]
        said = [Path(str(package.locate_file(one))).read_text(encoding="utf-8")[:500] for one in files]
    return " ".join(said)


@pytest.mark.parametrize("name", PINNED)
def test_a_package_that_we_bring_states_a_licence_that_asks_for_no_licence_of_ours(name: str) -> None:
    try:
        package = distribution(name)
    except PackageNotFoundError:
        pytest.skip("is for another system")
    found = terms(package)
    assert found.strip(), "it states none"
    assert not STRONG.search(WEAK.sub("", found)), found
