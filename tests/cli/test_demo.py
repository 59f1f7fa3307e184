"""`hotlined demo` with a wrong argument."""

import sys

import pytest

from tests.cli.place import Place


def test_the_demo_without_its_mail_host_says_how_to_install_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.startswith(("hotlined.demo.", "pymap"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pymap", None)

    done = place.call("demo")

    assert done.code == 2
    assert "pip install 'hotlined[demo]'" in done.err
