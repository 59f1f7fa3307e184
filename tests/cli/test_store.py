"""The command line on a store in a database: its tables, a record copied into it and back, looking at it."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hotlined import stores
from hotlined.adapters import casefiles
from hotlined.adapters import postgres as adapter
from hotlined.adapters.casefiles import CaseFiles, copying
from hotlined.adapters.config.settings import load
from hotlined.adapters.postgres import Database, PostgresStore
from hotlined.adapters.postgres.lease import Lease
from hotlined.adapters.postgres.servers import SERVER
from hotlined.app.ports import Permanent, Stored, Temporary, Whole
from hotlined.cli import purge
from hotlined.database import lease_of
from hotlined.domain.record.chain import Finding
from hotlined.domain.record.destroyed import PurgeBegun
from tests.adapters.test_postgres import findings
from tests.app.store_contract import CASE as OTHER_CASE
from tests.app.store_contract import kept, noted, sealed, step
from tests.cli.place import CASE, MARKER, Place
from tests.support.postgres import PASSWORD, Postgres


@pytest.fixture
def shared(filled: Place, postgres: Postgres, database: Database) -> Place:
    """A site with files of before in `old`, and an empty database with a password."""
    filled.store.rename(filled.folder / "old")
    secret = filled.folder / "database.password"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    secret.chmod(0o600)
    block = {"folder": "store", "password": {"file": "database.password"}, "lease": "5s"}
    filled.config = filled.write(store=postgres.tcp_url(), postgresql=block)
    return filled


@pytest.fixture
def copied(shared: Place) -> Place:
    """The same, with the record in the database."""
    code, told = call(shared, "store", "copy", "--from", str(shared.folder / "old"))
    assert code == 0, told
    return shared


def call(place: Place, group: str, command: str, *args: str) -> tuple[int, str]:
    """A command of a group, on this site; its code, and all that it said."""
    done = place.call(group, command, "--config", str(place.config), *args)
    return done.code, done.out + done.err


def in_files(root: Path) -> list[Stored]:
    """All streams of a folder, as they are."""
    return [one.stored for one in copying.wholes(root)]


def in_database(database: Database) -> list[Stored]:
    """All streams of a database, as they are."""
    with PostgresStore.read(database) as store:
        return [one.stored for one in store.wholes()]


def test_an_empty_database_gets_its_tables_by_one_command(shared: Place, postgres: Postgres) -> None:
    with postgres.empty() as empty:
        shared.config = shared.write(store=empty.url, postgresql={"folder": "store"})
        done = shared("verify")
        assert done.code == 2
        assert "no tables of hotlined yet: run `hotlined store upgrade`" in done.err
        assert call(shared, "store", "upgrade") == (0, "the tables are made, step 0006\n")
        assert call(shared, "store", "upgrade") == (0, "the tables are at step 0006 already\n")
        assert "no hotlined has it open; 0 open" in shared("check").out


def test_check_says_that_the_database_takes_no_writes(copied: Place, postgres: Postgres) -> None:
    assert "takes no writes" not in copied("check").out
    postgres.execute("ALTER DATABASE hotlined SET default_transaction_read_only = on", "postgres")
    try:
        said = " ".join(copied("check").out.split())
    finally:
        postgres.execute("ALTER DATABASE hotlined RESET default_transaction_read_only", "postgres")
    assert "the database takes no writes: it is a standby" in said


def test_P2_check_says_that_an_old_server_answers_and_names_the_file_by_which_that_is_known(
    copied: Place, postgres: Postgres
) -> None:
    ((here,),) = postgres.execute(f"SELECT {SERVER}")
    copied.store.mkdir(exist_ok=True)
    file = copied.store / "server"
    file.write_text(f"{here}\n")
    assert "an old one" not in copied("check").out
    file.write_text(f"{here}"[:-8] + "0000000F\n")
    said = " ".join(copied("check").out.split())
    assert "an old one (timeline 1; another took over from it, timeline 15)" in said
    assert f"delete {file}" in said


def test_check_says_that_the_daemon_at_work_does_not_share_as_the_files_say(
    copied: Place, database: Database, postgres: Postgres
) -> None:
    """`together` counts from a daemon's next turn: nothing else tells that it does not count yet."""
    lease = Lease(database, 60.0, holder="machine pid 1 0badcafe")
    assert "together" not in copied("check").out
    assert lease.take() is None
    try:
        assert "together" not in copied("check").out
        lease.open_to_others()
        assert "0badcafe lets others work beside it, but the files say no" in copied("check").out
        block = {"folder": "store", "password": {"file": "database.password"}, "together": "yes"}
        copied.config = copied.write(store=postgres.tcp_url(), postgresql=block)
        assert "together" not in copied("check").out
        lease.give_back()
        assert lease.take() is None
        assert "0badcafe does not let others work beside it, but the files say yes" in copied("check").out
    finally:
        lease.give_back()


def test_a_record_is_copied_into_a_database_and_back_with_its_chains(
    shared: Place, database: Database
) -> None:
    old, new = shared.folder / "old", shared.folder / "new"
    with CaseFiles.open(old, salt=lambda: "salt") as store:
        files = {sealed("x"): b"x"}
        store.commit([replace(step(OTHER_CASE, 0, noted("item 1"), kept("x")), files=files)])
        store.commit([step("HL-2025-000003-C", 0, noted("item \0 ä\u2028"), archive=True)])
        store.commit([step("HL-2026-000009-3", 0, noted("item 3"), PurgeBegun(stage="urls", why="age"))])
        store.purge("HL-2026-000009-3", ())
    before = in_files(old)
    assert len(before) == 5
    code, told = call(shared, "store", "copy", "--from", str(old))
    assert (code, told.splitlines()[0]) == (
        0, "5 streams copied into the database: `hotlined verify` looks at them once more",
    )  # fmt: skip
    assert in_database(database) == before
    assert findings(database) == []
    assert shared("verify").out == "5 streams, 12 entries: all chains hold\n"
    assert call(shared, "store", "copy", "--to", str(new))[0] == 0
    assert in_files(new) == before
    assert list(casefiles.verify(new)) == []
    with CaseFiles.open(new, salt=lambda: "salt") as back, CaseFiles.read(old) as first:
        assert back.notes == ()
        assert back.open_streams() == first.open_streams()
        assert back.envelopes_kept() == first.envelopes_kept()
        assert back.file(sealed("x")) == b"x"
        assert back.writes() == first.writes()
        assert back.find("file", sealed("x")) == (OTHER_CASE,)


def test_P1_P5_P14_what_a_daemon_has_yet_to_do_is_not_left_behind_by_a_copy(
    shared: Place, database: Database
) -> None:
    """A legal hold, a mail that has its 250, a restore after which nothing may leave: none of the record."""
    old = shared.folder / "old"
    undone = {
        "restored.json": "a restore that hotlined has not looked at",
        "order/0123456789abcdef.json": "orders (purge, legal-hold)",
        "release/0123456789abcdef.json": "releases out of the quarantine",
        "spool/lea/new/1.M1P1": "mails of the LMTP spool",
    }
    for name, what in undone.items():
        (old / name).parent.mkdir(parents=True, exist_ok=True)
        (old / name).write_text("{}")
        code, told = call(shared, "store", "copy", "--from", str(old))
        assert (code, f"would be lost: {what}; start hotlined on it first" in told) == (1, True), told
        assert in_database(database) == []
        (old / name).unlink()
    assert call(shared, "store", "copy", "--from", str(old))[0] == 0

    order = shared.store / "order" / "0123456789abcdef.json"
    order.parent.mkdir(parents=True)
    order.write_text("{}")
    code, told = call(shared, "store", "copy", "--to", str(shared.folder / "new"))
    assert (code, "orders (purge, legal-hold)" in told) == (1, True), told
    assert not (shared.folder / "new").exists()


def test_P2_what_may_lack_something_is_not_copied_before_a_daemon_has_seen_to_it(
    copied: Place, postgres: Postgres
) -> None:
    """In the files nothing would tell that mails have to wait."""
    postgres.execute("UPDATE leases SET server = '1 1/00000001', holder = 'one'")
    for _ in range(2):  # a command does not see to it
        code, told = call(copied, "store", "copy", "--to", str(copied.folder / "new"))
        assert (code, "start hotlined on it first" in told) == (1, True), told
        assert not (copied.folder / "new").exists()


def test_what_stays_beside_a_copy_into_the_database_stands_in_no_ones_way(shared: Place) -> None:
    """The folder of before is the machine's own folder, as the page for administrators has it."""
    old = shared.folder / "old"
    old.rename(shared.store)
    (shared.store / "order").mkdir()
    (shared.store / "order" / "0123456789abcdef.json").write_text("{}")
    (shared.store / "restored.json").write_text("{}")
    assert call(shared, "store", "copy", "--from", f"{shared.store}/")[0] == 0


def test_a_target_that_is_not_empty_is_left_alone(copied: Place, database: Database) -> None:
    before = in_database(database)
    code, told = call(copied, "store", "copy", "--from", str(copied.folder / "old"))
    assert code == 1
    assert "the database holds a record already; nothing was changed" in told
    assert in_database(database) == before
    code, told = call(copied, "store", "copy", "--to", str(copied.folder / "old"))
    assert code == 1
    assert "there is a store in this folder already" in told
    assert in_files(copied.folder / "old") == before


def test_P5_nothing_goes_on_with_files_that_were_copied_into_a_database(copied: Place) -> None:
    """A hold that came to the database is not in them, and a notice would go against it."""
    old = copied.folder / "old"
    shared = copied.config.read_text("utf-8")
    copied.config = copied.write(store="old")
    why = "this store was copied into the database 127.0.0.1:"
    for done in (
        copied.call("outbox", "--config", str(copied.config), "cancel", "<waiting"),
        copied("backup", str(copied.folder / "backup")),
    ):
        assert done.code in (1, 2)
        assert why in done.err
        assert f"delete the file {old / 'copied'}" in done.err
    assert not (copied.folder / "backup").exists()
    with pytest.raises(Permanent, match=why):
        CaseFiles.open(old, salt=lambda: "salt")
    assert why in " ".join(copied("check").out.split())
    assert why in copied("cases").err

    new = copied.folder / "new"
    new.mkdir()
    (old / "copied").rename(new / "copied")  # as it stays where only what machines.md names was moved away
    copied.config.write_text(shared, encoding="utf-8")
    assert call(copied, "store", "copy", "--to", str(new))[0] == 0
    for folder in (old, new):
        CaseFiles.open(folder, salt=lambda: "salt").close()


def test_P5_files_that_were_copied_into_a_database_are_copied_into_no_other_one(
    copied: Place, postgres: Postgres, database: Database
) -> None:
    old = copied.folder / "old"
    with postgres.empty() as empty:
        copied.config = copied.write(store=empty.url, postgresql={"folder": "store"})
        assert call(copied, "store", "upgrade")[0] == 0
        code, told = call(copied, "store", "copy", "--from", str(old))
        assert (code, "this store was copied into the database" in told) == (1, True), told


def test_P5_files_are_noted_as_copied_before_that_is_committed(
    shared: Place, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a commit whose answer is lost was carried out nobody knows."""
    old, take_over = shared.folder / "old", PostgresStore.take_over

    def lost(store: PostgresStore, given: Iterable[Whole]) -> int:
        take_over(store, given)
        raise Temporary("the connection broke")

    monkeypatch.setattr(PostgresStore, "take_over", lost)
    assert call(shared, "store", "copy", "--from", str(old))[0] == 1
    assert (old / "copied").exists()
    monkeypatch.undo()
    assert "holds a record already" in call(shared, "store", "copy", "--from", str(old))[1]


def test_a_copy_that_is_killed_leaves_nothing_that_a_daemon_takes_for_a_record_and_can_be_repeated(
    shared: Place, postgres: Postgres, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = shared.folder / "old", shared.folder / "new"
    whole = copying.wholes

    def broken(root: Path) -> Iterator[object]:
        yield next(whole(root))
        os._exit(9)

    def killed(*args: str) -> None:
        pid = os.fork()
        if pid == 0:
            monkeypatch.setattr(copying, "wholes", broken)
            monkeypatch.setattr(PostgresStore, "wholes", lambda store: broken(old))
            try:
                shared.call("store", "copy", "--config", str(shared.config), *args)
            finally:
                os._exit(1)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9

    killed("--from", str(old))
    assert in_database(database) == []
    CaseFiles.open(old, salt=lambda: "salt").close()  # it counts as before
    _over(postgres)
    assert call(shared, "store", "copy", "--from", str(old))[0] == 0
    killed("--to", str(new))
    with pytest.raises(Exception, match="a restore of this store was cut off"):
        CaseFiles.open(new, salt=lambda: "salt")
    _over(postgres)
    assert call(shared, "store", "copy", "--to", str(new))[0] == 0
    assert in_files(new) == in_files(old)


def test_a_copy_keeps_its_lease_while_it_verifies(copied: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    renewed = _told(monkeypatch)["renewed"]
    verify = adapter.verify

    def slow(store: PostgresStore) -> Iterator[Finding]:
        assert renewed.wait(30)
        return verify(store)

    monkeypatch.setattr(adapter, "verify", slow)
    code, told = call(copied, "store", "copy", "--to", str(copied.folder / "new"))
    assert code == 0, told


def test_a_copy_whose_lease_was_lost_meanwhile_is_no_record(
    copied: Place, postgres: Postgres, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = _told(monkeypatch)["lost"]
    verify, heir = adapter.verify, Lease(database, 40.0, holder="heir")

    def overtaken(store: PostgresStore) -> Iterator[Finding]:
        _over(postgres)
        assert heir.take() is None
        assert lost.wait(30)
        return verify(store)

    monkeypatch.setattr(adapter, "verify", overtaken)
    code, told = call(copied, "store", "copy", "--to", str(copied.folder / "new"))
    heir.give_back()
    assert code == 1
    assert "the lease was lost while the record was copied: copy it again" in told
    with pytest.raises(Exception, match="a restore of this store was cut off"):
        CaseFiles.open(copied.folder / "new", salt=lambda: "salt")


def _told(monkeypatch: pytest.MonkeyPatch) -> dict[str, threading.Event]:
    """What becomes of renewals."""
    found = {"renewed": threading.Event(), "lost": threading.Event()}
    renew = Lease.renew

    def noticed(lease: Lease) -> None:
        try:
            renew(lease)
        except Temporary:
            found["lost"].set()
            raise
        found["renewed"].set()

    monkeypatch.setattr(Lease, "renew", noticed)
    return found


def _over(postgres: Postgres) -> None:
    """The lease of a process that was killed is over."""
    postgres.execute("UPDATE leases SET until = 'epoch'")


def test_a_store_that_does_not_hold_is_not_copied(shared: Place, database: Database) -> None:
    old = shared.folder / "old"
    for mail in (old / "envelopes").rglob("*.eml"):
        mail.write_bytes(b"changed")
    code, told = call(shared, "store", "copy", "--from", str(old))
    assert code == 1
    assert "the store in the folder does not hold" in told
    assert in_database(database) == []


def test_while_a_daemon_works_nothing_is_copied_and_no_command_writes(
    copied: Place, database: Database
) -> None:
    daemon = Lease(database, 40.0, holder="other.example.org pid 7 abcd")
    assert daemon.take() is None
    code, told = call(copied, "store", "copy", "--to", str(copied.folder / "new"))
    assert code == 1
    assert "stop hotlined first, everywhere: another hotlined has this store open: other.example.org" in told
    assert not (copied.folder / "new").exists()
    done = copied.call("outbox", "--config", str(copied.config), "retry", "<waiting")
    assert "stop hotlined first: another hotlined has this store open: other.example.org pid 7" in done.err
    done = copied("legal-hold", CASE, "on", "--reason", "court")
    assert "hotlined works on another machine, other.example.org pid 7 abcd: ask there" in done.err
    daemon.give_back()


def test_P14_a_machine_of_the_same_hostname_is_another_machine_all_the_same(
    copied: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As two are that were made from one image: an order would lie on the one that does not work."""
    monkeypatch.setattr(purge, "PATIENCE", 1)  # nobody here answers an order
    settings = load(copied.config)
    copied.store.mkdir(exist_ok=True)
    near, far = (lease_of(settings, notes=notes) for notes in (True, False))
    assert far.take() is None
    done = copied("legal-hold", CASE, "on", "--reason", "court")
    assert f"hotlined works on another machine, {far.holder}: ask there" in " ".join(done.err.split())
    assert not list(copied.store.glob("order/*"))
    far.give_back()
    assert near.take() is None
    lease_of(settings, notes=True)  # another one that is started here by mistake, and stands by
    copied("legal-hold", CASE, "on", "--reason", "court")
    assert list(copied.store.glob("order/*"))
    near.give_back()


def test_P14_so_is_one_that_was_copied_from_it_while_its_daemon_worked(copied: Place) -> None:
    """As a second machine may be made: the name of the other one's daemon lies in its folder."""
    settings = load(copied.config)
    copied.store.mkdir(exist_ok=True)
    far = lease_of(settings)
    assert far.take() is None
    (copied.store / "holder").write_text(far.holder)
    lease_of(settings, notes=True)  # ours stands by
    done = copied("legal-hold", CASE, "on", "--reason", "court")
    assert f"hotlined works on another machine, {far.holder}: ask there" in " ".join(done.err.split())
    assert not list(copied.store.glob("order/*"))
    far.give_back()


def test_P14_where_no_daemon_works_nothing_is_asked_of_one_since_the_next_may_be_another_machines(
    copied: Place,
) -> None:
    """It would lie here unseen, and the other would purge what a court wants kept."""
    copied.store.mkdir(exist_ok=True)
    done = copied("legal-hold", CASE, "on", "--reason", "court")
    assert done.code == 1
    assert "no hotlined works on the database just now: start it, and ask on the machine that" in done.err
    assert not list(copied.store.glob("order/*"))


def test_what_is_looked_at_is_the_same_from_a_database_as_from_files(copied: Place) -> None:
    commands = {
        ("cases",): CASE, ("cases", "--open"): CASE, ("show", CASE): "urgent, illegal", ("due",): CASE,
        ("outbox",): "annex-i", ("quarantine",): "", ("stats", "2026-Q1"): "1", ("purge", "--dry-run"): "",
        ("verify",): "2 streams",
    }  # fmt: skip
    found = {command: copied(*command) for command in commands}
    assert [one for one, sentence in commands.items() if sentence not in found[one].out] == []
    copied.config = copied.write(store="old")
    (copied.folder / "old" / "copied").unlink()
    assert {command: copied(*command) for command in commands} == found


def test_a_history_is_the_same_from_a_database_as_from_files(copied: Place) -> None:
    one, two = copied.folder / "one.json", copied.folder / "two.json"
    assert copied("export", CASE, "--content", "-o", str(one)).code == 0
    copied.config = copied.write(store="old")
    assert copied("export", CASE, "--content", "-o", str(two)).code == 0
    assert one.read_bytes() == two.read_bytes()
    assert MARKER.encode() in one.read_bytes()


def test_what_a_database_has_tools_of_its_own_for_is_said(copied: Place) -> None:
    assert "pg_dump" in copied("backup", str(copied.folder)).err
    (copied.folder / "file").write_bytes(b"x")
    assert "pg_restore" in copied("restore", str(copied.folder / "file")).err


def test_a_command_that_writes_takes_the_lease_and_gives_it_back(copied: Place, database: Database) -> None:
    done = copied.call("outbox", "--config", str(copied.config), "cancel", "<waiting")
    assert done.code == 0, done.err
    assert stores.running(load(copied.config)) == ""
    assert findings(database) == []


def test_no_command_and_no_file_says_the_password(copied: Place, postgres: Postgres) -> None:
    (copied.folder / "database.password").write_text("planted-and-wrong\n", encoding="utf-8")
    for command in (("verify",), ("cases",), ("due",)):
        done = copied(*command)
        assert done.code != 0
        assert "does not let us in" in done.out + done.err
        assert "planted-and-wrong" not in done.out + done.err


def test_a_folder_has_no_tables_to_upgrade(place: Place) -> None:
    assert call(place, "store", "upgrade")[0] == 2


def test_a_wrong_pair_of_options_is_refused(shared: Place) -> None:
    for options in ((), ("--from", "a", "--to", "b")):
        assert call(shared, "store", "copy", *options)[0] == 2
    assert "there is no store in" in call(shared, "store", "copy", "--from", "nowhere")[1]


def test_many_threads_may_look_at_once(copied: Place) -> None:
    settings = load(copied.config)
    store = stores.read(settings)
    found: list[tuple[str, ...]] = []
    threads = [threading.Thread(target=lambda: found.append(store.streams())) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    store.close()
    assert len(set(found)) == 1


@pytest.mark.parametrize(("library", "command"), [("psycopg", "verify"), ("alembic", "upgrade")])
def test_without_the_extra_it_is_said_what_to_install(shared: Place, library: str, command: str) -> None:
    """In a Python of its own, which does not find the library."""
    program = (
        "import sys, runpy\n"
        f"sys.modules[{library!r}] = None\n"
        "runpy.run_module('hotlined', run_name='__main__', alter_sys=True)\n"
    )
    words = ("verify",) if command == "verify" else ("store", "upgrade")
    done = subprocess.run(
        [sys.executable, "-c", program, *words, "--config", str(shared.config)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2, done.stderr
    assert "in hotlined's checkout, pip install '.[postgres]'" in done.stderr
