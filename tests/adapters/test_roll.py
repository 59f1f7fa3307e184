"""The roll of the daemons on a database, and what of a site has to be the same on all of them."""

import shutil
import socket
import time
from dataclasses import replace
from pathlib import Path

import pytest

from hotlined.adapters.config.settings import load
from hotlined.adapters.postgres import Database
from hotlined.adapters.postgres.roll import PostgresRoll
from hotlined.app.ports import Peer
from hotlined.starting import InForce
from tests.support.keys import Keyring, People, people_fixture  # noqa: F401 - a fixture
from tests.support.site import write_site


def test_each_daemon_sees_the_others_until_they_leave_or_say_nothing_for_minutes(database: Database) -> None:
    one, two, three = (PostgresRoll(database, name) for name in ("one", "two", "three"))
    assert one.answer({"hotlined": "1"}) == ()
    assert two.answer({"hotlined": "2"}) == (Peer("one", {"hotlined": "1"}),)
    assert three.answer({}) == (Peer("one", {"hotlined": "1"}), Peer("two", {"hotlined": "2"}))
    assert two.answer({"hotlined": "1"}) == (Peer("one", {"hotlined": "1"}), Peer("three", {}))
    assert [peer.name for peer in one.answer({})] == ["three", "two"]

    three.leave()
    with database.connect() as connection:
        connection.execute("UPDATE daemons SET seen = seen - interval '4 minutes' WHERE name = 'two'")
    assert one.answer({}) == ()


def test_a_stop_does_not_wait_for_a_database_that_says_nothing(database: Database) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"postgresql://x@127.0.0.1:{silent.getsockname()[1]}/x"
        began = time.monotonic()
        PostgresRoll(Database(address), "one").leave()
        assert time.monotonic() - began < 1
        roll = PostgresRoll(database, "one")
        roll.answer({})
        roll._database = replace(roll._database, url=address)
        roll.leave()
        assert time.monotonic() - began < 5


def shared_site(folder: Path, **keys: object) -> Path:
    """A site whose store is a database."""
    return write_site(folder, store="postgresql://127.0.0.1/hotlined", postgresql={"folder": "own"}, **keys)


def common(path: Path) -> dict[str, str]:
    return dict(load(path).site.common)


def test_what_is_a_machines_own_is_not_compared(tmp_path: Path) -> None:
    """Paths, servers, passwords; comments, and the order of keys."""
    path = shared_site(tmp_path)
    before = common(path)
    (tmp_path / "elsewhere").mkdir()
    other = shared_site(tmp_path, status_file="elsewhere/status.json", alarm_command=["/bin/true"])
    other.write_text("# a comment\n" + other.read_text().replace("10143", "20143"))
    assert common(other) == before
    assert {"hotlined", "mailboxes.yaml", "rules/agreement.yaml", "rules/routing.yaml"} <= before.keys()


def test_a_default_that_is_written_out_is_no_other_value(tmp_path: Path) -> None:
    path = shared_site(tmp_path)
    agreement = tmp_path / "rules" / "agreement.yaml"
    before = common(path)
    path.write_text(
        path.read_text().replace("  lea:\n", "  lea:\n    folders: {root: Hotline}\n", 1) + "verp: yes\n"
    )
    agreement.write_text(agreement.read_text() + "\nreceipt_reminder_urgent: 60m\n")
    assert "receipt_reminder_urgent" not in agreement.read_text()[:-40]
    assert common(path) == before

    agreement.write_text(agreement.read_text().replace("60m", "61m"))
    path.write_text(path.read_text().replace("{root: Hotline}", "{root: Other}"))
    after = common(path)
    assert {name for name in after if before[name] != after[name]} == {
        "mailboxes.yaml",
        "rules/agreement.yaml",
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [("verp", "no"), ("gateway_marks", ["[X]"]), ("test_mode", {"providers_to": "ann@hotline.example"})],
)
def test_what_mails_and_decisions_are_made_by_is_compared(tmp_path: Path, key: str, value: object) -> None:
    before = common(shared_site(tmp_path))
    after = common(shared_site(tmp_path, **{key: value}))
    assert [name for name in before if before[name] != after[name]] == ["mailboxes.yaml"]


def test_P6_so_are_the_addresses_that_a_mailbox_had_before(tmp_path: Path) -> None:
    """Where one machine lacks them, the same release would lift a hold on the others alone."""
    path = shared_site(tmp_path)
    before = common(path)
    path.write_text(path.read_text().replace("  lea:\n", "  lea:\n    formerly: [lea@old.example.org]\n", 1))
    after = common(path)
    assert [name for name in before if before[name] != after[name]] == ["mailboxes.yaml"]


def test_rules_and_own_templates_are_compared_file_by_file(tmp_path: Path) -> None:
    path = shared_site(tmp_path, templates="templates")
    folder = tmp_path / "templates" / "ntd"
    folder.mkdir(parents=True)
    before = common(path)
    (folder / "en.subject.j2").write_text("Notice {{ reference }}\n")
    (tmp_path / "rules" / "replies.yaml").write_text("phrases: {}\n")
    after = common(path)
    assert {name for name in after if before.get(name) != after[name]} == {"templates", "rules/replies.yaml"}


def test_P9_a_machine_that_lacks_a_pinned_key_is_told_from_those_that_have_it(
    tmp_path: Path,
    people: People,
) -> None:
    """An analyst's mail would be obeyed on one machine, and put into the quarantine on the other."""
    keys = {"hotline": people.own, "lea": people.unit}
    with Keyring() as theirs:
        theirs.take(people.hotline.export(people.own))
        homes = people.hotline.home, theirs.home
        paths = [
            shared_site(tmp_path / str(number), keys=keys, gnupg_home=home)
            for number, home in enumerate(homes)
        ]
        here, there = (InForce(path, load(path)) for path in paths)

        def unlike() -> set[str]:
            ours, found = here.common(), there.common()
            return {name for name in ours if ours[name] != found[name]}

        assert unlike() == {"gnupg"}
        theirs.take(people.hotline.export(people.unit))
        assert unlike() == set()
        shutil.move(theirs.home / "pubring.kbx", theirs.home / "elsewhere")
        assert unlike() == set(), "gpg may fail for a moment"
        shutil.move(theirs.home / "elsewhere", theirs.home / "pubring.kbx")


def test_what_is_no_template_is_not_compared(tmp_path: Path) -> None:
    """Copies that an editor keeps, and what a version control has; nor is a folder without any."""
    without = common(shared_site(tmp_path))
    folder = tmp_path / "templates" / "ntd"
    folder.mkdir(parents=True)
    path = shared_site(tmp_path, templates="templates")
    assert common(path).get("templates") == without.get("templates")

    (folder / "en.subject.j2").write_text("Notice {{ reference }}\n")
    before = common(path)
    (folder / "en.subject.j2~").write_text("Notice\n")
    (folder / ".en.subject.j2.swp").write_bytes(b"\0")
    (tmp_path / "templates" / ".git").mkdir()
    (tmp_path / "templates" / ".git" / "index").write_bytes(b"\0")
    assert common(path) == before


def test_templates_behind_a_link_to_a_folder_and_sayings_are_compared(tmp_path: Path) -> None:
    path = shared_site(tmp_path, templates="templates")
    (tmp_path / "templates" / "words").mkdir(parents=True)
    (tmp_path / "shared").mkdir()
    (tmp_path / "templates" / "ntd").symlink_to(tmp_path / "shared")
    seen = [common(path).get("templates")]
    (tmp_path / "shared" / "en.subject.j2").write_text("Notice {{ reference }}\n")
    seen.append(common(path).get("templates"))
    (tmp_path / "templates" / "words" / "en.po").write_text('msgid "a"\nmsgstr "b"\n')
    seen.append(common(path).get("templates"))
    assert len({*seen}) == 3


def test_nothing_is_compared_where_the_store_is_a_folder(tmp_path: Path) -> None:
    assert not common(write_site(tmp_path))
