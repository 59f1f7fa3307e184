"""A mail over which hotlined stumbles: three strikes, then a person reads it (threats G9).

What nobody can read in the LEA's mailbox could be a hold of any case: all notices wait.
"""

import asyncio
from dataclasses import dataclass

from hotlined.app.docket import Docket
from hotlined.domain.letters.drafts import Effect, alarm
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Party
from hotlined.domain.record.correspondence import Struck
from hotlined.domain.steps import which
from hotlined.domain.steps.asking import Doubt
from hotlined.domain.values.folders import STRIKES, Folder
from hotlined.domain.values.reference import desk_of

POISONED = "a mail in the LEA mailbox cannot be read"


@dataclass(frozen=True, slots=True)
class Stumbles:
    """The strikes of mails in one mailbox, by its name; kept in the record."""

    mailbox: str
    docket: Docket

    async def struck(self, digest: str, error: Exception) -> bool:
        """A bug: the mail stays; True at the third strike, of which analysts are told."""
        stream = desk_of(self.docket.clock.now())
        before = (await self.docket.case(stream)).strikes.get(digest, 0)
        if before == STRIKES - 1 and self.mailbox == "lea":
            await self._pause_all(digest)  # before anything says that this mail is done with
        async with self.docket.locked([stream]):
            case = await self.docket.case(stream)
            n = case.strikes.get(digest, 0) + 1
            struck = Struck(mail=digest, n=n, where=type(error).__name__, mailbox=self.mailbox)
            effect = Effect((struck,))
            if n == STRIKES:
                sentence = f"A mail in the {self.mailbox} mailbox made hotlined stumble three times."
                todo = f"It lies in {Folder.POISON}; please read it yourself, and tell the administrator."
                letters = alarm(self.docket.context(), case, "poison", sentence, todo)
                effect += Effect(letters=letters)
            if n <= STRIKES:
                await self.docket.commit([effect.change(stream)])
        return n >= STRIKES

    async def _pause_all(self, digest: str) -> None:
        """What nobody can read could be a hold of any case: all notices wait for a person (threats G9)."""
        while not await self._paused(digest):  # the year has ended while the locks were waited for
            pass

    async def _paused(self, digest: str) -> bool:
        """Whether they wait now; not where the question has another name than the one that is locked."""
        streams = await asyncio.to_thread(self.docket.store.open_streams)
        question = which.named(self.docket.context(), digest)
        async with self.docket.locked([*streams, question]):
            context = self.docket.context()
            if which.named(context, digest) != question:
                return False
            nobody = Who(Party.LEA, "unknown sender")
            cases = [await self.docket.case(stream) for stream in streams]
            waiting = [
                case
                for case in cases
                if case.is_open and all(pause.mail != digest for pause in case.pauses_open())
            ]
            doubt = Doubt(nobody, POISONED, digest)
            if waiting:
                await self.docket.commit(which.pause(context, waiting, doubt))
            return True
