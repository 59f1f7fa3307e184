"""The daily look at every pinned key: who has to renew one hears of it in time (threats F3).

A warning is recorded with the letters that tell of it, on the desk's stream of the day, so that a restart
does not repeat it.  The LEA's contact person is written to about the LEA's own keys.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hotlined.app.desk_alarm import KeysUnseen, look_and_tell
from hotlined.app.docket import Docket
from hotlined.app.ports import Keyring, Permanent
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.pins import OFFICER, OWN, UNIT, Pin, Seen, compared, pins, sentence, warning
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, alarm, to_contact
from hotlined.domain.record.running import KeyWarned
from hotlined.domain.values.reference import days_so_far, desk_of

LOOK = 6 * 3600.0  # seconds between two looks: a key that is renewed or revoked is noticed the same day
TODO = (
    "Ask the owner for the renewed public key, check its fingerprint by phone, and import it with "
    "`hotlined keys import`. A report that is blocked meanwhile leaves by itself afterwards."
)
EXTEND = (
    "The administrator extends the hotline's own key on the server (the guide says how), "
    "and everybody gets its public part again."
)


@dataclass(slots=True)
class KeyWatch:
    """Looks at start, four times a day, and when the configuration was read again; `run` never returns."""

    docket: Docket
    keyring: Keyring
    _wake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Look, for ever; what fails is tried at the next turn."""
        await look_and_tell(self.look, self.docket, LOOK, place="keys", what="a pinned key", wake=self._wake)

    def wake(self) -> None:
        """Look now: other keys may be pinned, since the configuration was read again."""
        self._wake.set()

    async def look(self) -> None:
        """Warn of each key that ends soon or cannot be used, each warning once; raises Temporary."""
        now = self.docket.clock.now()
        seen = await self.seen()
        facts = [fact for one in seen if (fact := await self._new(one, now)) is not None]
        if not facts:
            return
        told = [one for one in seen if one.pin.fingerprint in {fact.fingerprint for fact in facts}]
        stream = desk_of(now)
        async with self.docket.locked([stream]):
            letters = tuple(_letters(told, stream, self.docket.context()))
            await self.docket.commit([Effect(tuple(facts), letters).change(stream)])

    async def seen(self) -> list[Seen]:
        """Every pinned key as the keyring has it; raises Temporary, KeysUnseen."""
        return compared([await asyncio.to_thread(self._seen, pin) for pin in pins(self.docket.site())])

    def _seen(self, pin: Pin) -> Seen:
        try:
            state = self.keyring.key_state(pin.fingerprint)
        except Permanent as error:
            raise KeysUnseen(str(error)) from error
        return Seen(pin, bool(state.user_ids), state.usable, state.why, state.expires_at)

    async def _new(self, seen: Seen, now: datetime) -> KeyWarned | None:
        what = warning(seen, now)
        if what is None:
            return None
        fact = KeyWarned(fingerprint=seen.pin.fingerprint, what=what, ends_at=seen.ends_at)
        found = await asyncio.to_thread(self.docket.store.find, "key-warning", fact.key)
        return None if days_so_far(found, now) else fact


def _letters(told: Sequence[Seen], stream: str, context: Context) -> Iterator[Letter]:
    desk = Case(stream)
    for todo, group in ((EXTEND, {OWN}), (TODO, {one.pin.role for one in told} - {OWN})):
        sentences = dict.fromkeys(sentence(one, context.now) for one in told if one.pin.role in group)
        if sentences:
            yield from alarm(context, desk, "key", "\n".join(sentences), todo)
    for one in told:
        # Of one that is replaced nothing depends, and one that is not there we have not imported.
        if one.pin.role in (UNIT, OFFICER) and one.there and not one.replaced:
            values = {"fingerprint": one.pin.fingerprint, "ends_at": one.ends_at, "wrong": one.wrong}
            values["only_signs"] = not one.pin.seals
            yield from to_contact(context, desk, one.pin.owner, "key-ends", values)
