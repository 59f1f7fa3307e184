"""Sentences that are vouched for are found by the index of the store, and can be forgotten again."""

from datetime import timedelta

from hotlined.app.ports import Commit
from hotlined.app.vouched import learned, vouched_in
from hotlined.domain.record.holding import SentencesForgotten, SentencesVouched
from hotlined.domain.replies.days import Calendar
from hotlined.domain.replies.vouching import HARMLESS, RECEIVED, digest
from tests.support.mails_in import T0, police_mail
from tests.support.memory_store import MemoryStore
from tests.support.site import make_site

SITE = make_site()
CALENDAR = Calendar(T0, SITE.hotline.timezone, SITE.spoken_day)


class CountedStore(MemoryStore):
    """Counts the streams that are read."""

    loads = 0

    def load(self, stream: str) -> object:  # type: ignore[override]
        """One stream."""
        self.loads += 1
        return super().load(stream)


def key(sentence: str, unit: str = "national") -> str:
    return digest(unit, sentence, SITE, CALENDAR)


def vouched(*digests: str, received: tuple[str, ...] = (), unit: str = "national") -> SentencesVouched:
    return SentencesVouched(
        unit=unit, by="Ann", mail="m", pause="Q1", digests=digests, received=received, texts=digests
    )


def test_of_ten_thousand_learned_sentences_only_those_of_the_mail_are_read() -> None:
    store = CountedStore()
    for at in range(100):
        facts = tuple(vouched(*(f"{at:030}{n:034}" for n in range(20))) for _ in range(5))
        store.commit([Commit(f"HL-2026-{at:06}-K", 0, T0, facts)])
    store.commit([Commit("HL-2026-000999-K", 0, T0, (vouched(key("Blorf is here."), key("Xyzzy.")),))])
    store.loads = 0

    found = vouched_in(store, police_mail("Blorf is here.\nThanks.\n"), SITE, T0)

    assert found == {key("Blorf is here."): HARMLESS}
    assert store.loads == 1


def test_the_newest_word_on_a_sentence_counts() -> None:
    store = CountedStore()
    mail = police_mail("Blorf is here.\n")
    one = key("Blorf is here.")
    store.commit([Commit("HL-2026-000001-C", 0, T0, (vouched(one, received=(one,)),))])
    assert vouched_in(store, mail, SITE, T0) == {one: RECEIVED}
    assert [(each.text, each.counts_as) for each in learned(store, "national")] == [(one, RECEIVED)]

    forgotten = SentencesForgotten(unit="national", digests=(one,), by="administrator alice")
    store.commit([Commit("desk-2026-03-02", 0, T0 + timedelta(hours=1), (forgotten,))])
    assert vouched_in(store, mail, SITE, T0) == {}
    assert learned(store, "national") == ()

    store.commit([Commit("HL-2026-000002-A", 0, T0 + timedelta(hours=2), (vouched(one),))])
    assert vouched_in(store, mail, SITE, T0) == {one: HARMLESS}


def test_a_unit_knows_nothing_of_another_and_a_stranger_nothing_at_all() -> None:
    store = CountedStore()
    store.commit(
        [
            Commit(
                "HL-2026-000001-C",
                0,
                T0,
                (vouched(key("Blorf is here.", "regional"), unit="regional"), vouched(key("Xyzzy."))),
            )
        ]
    )

    assert vouched_in(store, police_mail("Blorf is here.\n"), SITE, T0) == {}
    assert [one.digest for one in learned(store, "regional")] == [key("Blorf is here.", "regional")]
    assert [one.digest for one in learned(store, "national")] == [key("Xyzzy.")]
