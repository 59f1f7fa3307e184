"""The daemon between two turns: what it puts up with, and what it takes over of changed files."""

import asyncio
import json
import threading
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from hotlined import database, service, serving, starting, wiring
from hotlined.adapters.config.settings import DatabasePlace, Settings, load
from hotlined.adapters.notify import Notifier
from hotlined.adapters.slips import orders_in
from hotlined.app.lease import Lease, LeaseLost
from hotlined.app.ports import Permanent, Temporary
from hotlined.domain.record.order import Order, What
from hotlined.parts import Parts
from tests.support.fake_clock import FakeClock
from tests.support.site import write_site


def grouped(*errors: BaseException) -> BaseExceptionGroup[BaseException]:
    """As the work's own group fails within the turn's."""
    return BaseExceptionGroup("turn", [BaseExceptionGroup("work", list(errors))])


def turns(settings: Settings, path: Path, said: list[str]) -> service.Turns:
    """One of several daemons; to be made within the loop that it runs in."""
    return service.Turns(path, settings, Notifier({}, 1), said.append, starting.InForce(path, settings))


async def in_turn(settings: Settings, path: Path, said: list[str]) -> None:
    await turns(settings, path, said).run()


async def standing_by(settings: Settings, path: Path, said: list[str]) -> None:
    await turns(settings, path, said)._stand_by(cast(Lease, None))


def test_what_goes_by_itself_is_waited_for_wherever_in_the_work_it_came_up() -> None:
    gone = Temporary("the database cannot be reached")

    assert service._put_up_with(grouped(gone)) == "hotlined cannot work yet: the database cannot be reached"
    assert service._put_up_with(grouped(gone, LeaseLost())).startswith("hotlined cannot work yet")
    assert service._put_up_with(grouped(LeaseLost())).startswith("the lease is lost")
    assert "(another has it)" in service._put_up_with(grouped(LeaseLost("another has it")))


def test_what_a_person_has_to_change_comes_out_as_it_is_and_a_bug_with_its_groups() -> None:
    with pytest.raises(Permanent, match="wrong password"):
        service._put_up_with(grouped(Permanent("wrong password")))
    with pytest.raises(BaseExceptionGroup):
        service._put_up_with(grouped(Temporary("gone"), ValueError("a bug")))


def test_files_with_a_fault_leave_the_settings_from_before_in_force_at_a_takeover(tmp_path: Path) -> None:
    config = write_site(tmp_path)
    before, said = load(config), []
    config.write_text(config.read_text(encoding="utf-8") + "nonsense: 1\n", encoding="utf-8")

    after = asyncio.run(starting.as_changed(before, config, said.append))

    assert after is before
    assert said[0] == starting.FAULTY
    assert "nonsense" in said[1]


def test_P5_a_turn_for_which_together_was_changed_meanwhile_begins_anew_with_a_lease_of_its_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = DatabasePlace("postgresql://db.example.org/hotlined", None, 30.0, together=True)
    first = replace(load(write_site(tmp_path)), database=shared)
    changed = replace(first, database=replace(shared, together=False))
    taken: list[bool] = []
    said: list[str] = []

    def lease_of(settings: Settings, *, alone: bool, notes: bool) -> SimpleNamespace:
        assert notes
        taken.append(alone)
        return SimpleNamespace(give_back=lambda: None)

    async def nothing(*args: object) -> None:
        pass

    async def as_changed(*args: object) -> Settings:
        return changed

    def at_work(*args: object) -> None:
        raise Permanent("at work")

    for name, fake in (("kept", nothing), ("alive", nothing), ("as_changed", as_changed)):
        monkeypatch.setattr(service, name, fake)
    monkeypatch.setattr(service.Turns, "_stand_by", nothing)
    monkeypatch.setattr(service, "LOOK", 0.0)
    for name, fake in (("make_folder", lambda _: None), ("lease_of", lease_of), ("shared", at_work)):
        monkeypatch.setattr(database, name, fake)

    with pytest.raises(Permanent, match="at work"):
        asyncio.run(in_turn(first, tmp_path, said))
    assert taken == [False, True]
    assert said == ["hotlined cannot work yet: postgresql.together was changed, the turn begins anew"]


def test_a_person_is_called_where_each_turn_ends_as_it_begins_though_the_database_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service is up, and no mail is read or sent."""
    shared = DatabasePlace("postgresql://db.example.org/hotlined", None, 30.0, together=False)
    settings = replace(load(write_site(tmp_path)), database=shared, alarm_command=("page",))
    said, called = list[str](), list[str]()

    async def nothing(*args: object) -> None:
        pass

    async def slept(seconds: float) -> None:
        clock.passed += 60.0
        await asyncio.sleep(0)

    async def as_changed(*args: object) -> Settings:
        return settings

    async def call(line: str) -> None:
        called.append(line)

    def broken(*args: object) -> None:
        if clock.passed > 3600:
            raise Permanent("nobody was called")
        raise Temporary("the database refuses for now (XX001)")

    clock = SimpleNamespace(passed=0.0, monotonic=lambda: clock.passed, sleep=slept)
    for name, fake in (
        ("kept", nothing), ("alive", nothing), ("as_changed", as_changed),
        ("SystemClock", lambda: clock), ("Pager", lambda command: SimpleNamespace(call=call)),
    ):  # fmt: skip
        monkeypatch.setattr(service, name, fake)
    monkeypatch.setattr(service.Turns, "_stand_by", nothing)
    lease = SimpleNamespace(give_back=lambda: None)
    for name, fake in (
        ("make_folder", lambda _: None),
        ("lease_of", lambda *_, **__: lease),
        ("shared", broken),
    ):
        monkeypatch.setattr(database, name, fake)

    with pytest.raises(Permanent, match="nobody was called"):
        asyncio.run(in_turn(settings, tmp_path, said))
    assert called[:1] == [
        "hotlined: this machine could not work for 10 minutes, though the database answers: its log says why."
    ]
    assert set(said) == {"hotlined cannot work yet: the database refuses for now (XX001)"}


def test_who_stands_by_shows_no_figures_of_a_turn_of_its_own_that_ended_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine works since, and the monitoring would call a person to this one for as long."""
    status, figures = tmp_path / "status.json", tmp_path / "hotlined.prom"
    status.write_text('{"at": "2026-01-01T00:00:00+00:00", "running": true, "troubles": ["deaf"]}')
    figures.write_text("hotlined_running 1.0\n")
    settings = replace(load(write_site(tmp_path)), status_file=status, metrics_file=figures)

    async def ours(*args: object, **more: object) -> None:
        pass

    monkeypatch.setattr(service, "until_ours", ours)
    monkeypatch.setattr(database, "bell", lambda settings: nullcontext())
    for _ in range(2):
        asyncio.run(standing_by(settings, tmp_path, []))

    shown = json.loads(status.read_text())
    assert (shown["at"], shown["running"], shown["troubles"]) == ("2026-01-01T00:00:00+00:00", False, [])
    assert not figures.exists()


def test_P14_who_stands_by_says_that_an_order_lies_on_its_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was given here while this machine worked, and killed before it was carried out."""
    settings = load(write_site(tmp_path))
    order = Order("0123456789abcdef", "HL-2026-000001-C", What.HOLD, "root", FakeClock().now(), "court")
    said: list[str] = []

    async def waits(*args: object, **more: object) -> None:
        tell = cast(Callable[[str], None], args[3])
        tell("stands by: db2 pid 7 works")
        settings.store_root.mkdir()
        orders_in(settings.store_root).add(order)
        tell("stands by: db2 pid 9 works")

    monkeypatch.setattr(service, "until_ours", waits)
    monkeypatch.setattr(database, "bell", lambda settings: nullcontext())
    asyncio.run(standing_by(settings, tmp_path, said))

    assert said == [
        "hotlined stands by: db2 pid 7 works",
        "hotlined stands by: db2 pid 9 works; orders (purge, legal-hold) lie here undone, in"
        f" {settings.store_root}/order: give them there, and delete these",
    ]


def parts_of(settings: Settings, woken: list[str]) -> Parts:
    """What a reload touches of a daemon's parts."""
    composer = wiring.Composer(None, None, None)  # type: ignore[arg-type]
    docket = SimpleNamespace(composer=composer, clock=FakeClock())
    keywatch = SimpleNamespace(wake=lambda: woken.append("keywatch"))
    agenda = SimpleNamespace(wake=lambda: woken.append("agenda"))
    parts = {"site": SimpleNamespace(value=None), "docket": docket, "keywatch": keywatch, "agenda": agenda}
    return cast(Parts, SimpleNamespace(settings=settings, **parts))


def test_a_reload_says_that_together_counts_from_the_next_turn(tmp_path: Path) -> None:
    store = "postgresql://hotlined@127.0.0.1/hotlined"
    config = write_site(tmp_path, store=store, postgresql={"folder": "store"})
    now, said = load(config), []
    assert now.database is not None
    woken: list[str] = []
    for settings in (now, replace(now, database=replace(now.database, together=True))):
        parts = parts_of(settings, woken)
        starting.read_again(parts, config, said.append)
        assert parts.site.value.read_at == parts.docket.clock.now()
        # Other keys may be pinned, and what kept a report back may be mended (P4).
        assert (woken.pop(), woken.pop()) == ("agenda", "keywatch")

    read = "the configuration was read again"
    told = "postgresql.together was changed: that counts from this daemon's next turn, or its next start"
    assert said == [read, read, told]


def test_a_reload_names_what_was_changed_and_counts_from_the_next_start_only(tmp_path: Path) -> None:
    """Who mended a port and reloads would else take "read again" for "mended"."""
    config = write_site(tmp_path)
    now, said = load(config), []
    lea = now.accounts["lea"]
    before = replace(now, accounts={**now.accounts, "lea": replace(lea, imap=replace(lea.imap, port=1))})
    for settings in (now, before, replace(before, alarm_command=("page",))):
        starting.read_again(parts_of(settings, []), config, said.append)

    read = "the configuration was read again"
    told = "changed, and counts from the next start only (systemctl restart hotlined): "
    assert said == [read, read, f"{told}mailboxes", read, f"{told}mailboxes, alarm_command"]


def test_a_reload_says_that_another_database_counts_from_the_next_start_only(tmp_path: Path) -> None:
    """The folder beside it is often the one in which the store was before."""
    config = write_site(tmp_path)
    before, said = load(config), []
    write_site(
        tmp_path, store="postgresql://hotlined@127.0.0.1/hotlined", postgresql={"folder": "store"}
    )  # as by the steps of "More than one machine"

    starting.read_again(parts_of(before, []), config, said.append)

    assert said[1:] == ["changed, and counts from the next start only (systemctl restart hotlined): store"]


def test_P5_a_reload_keeps_the_addresses_that_are_read_and_our_own_key_until_the_next_start(
    tmp_path: Path,
) -> None:
    """Answers to an address of tomorrow's mailbox, a hold among them, would lie there unread today."""
    config = write_site(tmp_path)
    before, said = load(config), []
    text = config.read_text(encoding="utf-8").replace("lea@hotline.example.org", "lea@hotline.example.com")
    text = text.replace("A" * 40, "E" * 40).replace("Example Hotline", "Hotline of Example")
    config.write_text(text, encoding="utf-8")
    parts = parts_of(before, [])

    starting.read_again(parts, config, said.append)

    assert parts.site.value.identities == before.site.identities
    assert parts.site.value.hotline.fingerprint == "A" * 40
    assert parts.site.value.hotline.name == "Hotline of Example"
    told = "changed, and counts from the next start only (systemctl restart hotlined): "
    assert said[1:] == [f"{told}mailboxes, hotline.fingerprint"]


def test_a_reload_says_which_unit_and_prefix_are_not_configured_any_more(tmp_path: Path) -> None:
    """The holds of such a unit only end, and nobody types `hotlined check` after each change."""
    config = write_site(tmp_path)
    before, said = load(config), []
    text = config.read_text(encoding="utf-8")
    config.write_text(text.replace("name: national", "name: federal").replace("prefix: HL", "prefix: EX"))

    starting.read_again(parts_of(before, []), config, said.append)

    assert said[1:] == [
        "LEA unit national is not configured any more: `hotlined check` says which open cases wait for it",
        "hotline.prefix is not HL any more: `hotlined check` says which open cases wait for it",
    ]


def test_a_start_warns_of_a_template_that_asks_for_what_is_not_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """An update by apt starts the new version at once, and nobody has run `hotlined check` before."""
    settings = load(write_site(tmp_path))
    own = settings.templates_dir or tmp_path / "templates"
    (own / "closed").mkdir(parents=True)
    (own / "closed" / "en.txt.j2").write_text("{{ cloesd_by }}\n", encoding="utf-8")

    starting.tell_strange(replace(settings, templates_dir=own))

    (line,) = (one.getMessage() for one in caplog.records if one.name == "hotlined")
    assert line.startswith(f'strange {own}/closed/en.txt.j2:1: "cloesd_by" is a value that no shipped')


def test_a_reload_warns_of_a_template_that_asks_for_what_is_not_there(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """`systemctl reload` is content with it, and the next report is blocked."""
    (tmp_path / "templates" / "closed").mkdir(parents=True)
    config = write_site(tmp_path, templates="templates")
    before, said = load(config), []
    path = tmp_path / "templates" / "closed" / "en.txt.j2"
    path.write_text("{{ cloesd_by }}\n", encoding="utf-8")

    starting.read_again(parts_of(before, []), config, said.append)
    for thread in threading.enumerate():
        if thread.name == starting.TELLS:
            thread.join()

    assert said == ["the configuration was read again"]
    (line,) = (one.getMessage() for one in caplog.records if one.name == "hotlined")
    assert line.startswith(f'strange {path}:1: "cloesd_by" is a value that no shipped')


def test_a_reload_that_stumbles_leaves_the_old_site_in_force_and_systemd_with_an_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    config = write_site(tmp_path)
    parts, said, told = parts_of(load(config), []), list[str](), list[str]()
    notifier = SimpleNamespace(reloading=lambda: told.append("reloading"), ready=lambda: told.append("ready"))

    def stumbles(*_: object) -> None:
        raise FileNotFoundError("a template that somebody just moved")

    monkeypatch.setattr(starting, "attachments", stumbles)
    serving._reload(parts, cast(Notifier, notifier), config, said.append)

    assert told == ["reloading", "ready"]
    assert parts.site.value is None
    assert said == ["the configuration could not be read again; the old one stays in force"]
    assert [one.getMessage() for one in caplog.records if "bug" in one.getMessage()]
