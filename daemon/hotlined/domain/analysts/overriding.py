"""One analyst's order takes the place of another's: the answer says so, and whoever gave it is told."""

from collections.abc import Iterator

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, Letter, to_analysts
from hotlined.domain.letters.who import Who
from hotlined.domain.record.casework import CaseReopened, ProviderSet
from hotlined.domain.record.noticed import NtdSet


def overridden(effect: Effect, case: Case) -> tuple[str, ...]:
    """Whose time of the notice, or provider, this changes; the case is as it was before."""
    if any(isinstance(event, CaseReopened) for event in effect.events):
        return ()  # which plans anew what had an end
    return tuple(dict.fromkeys(_authors(effect, case)))


def _authors(effect: Effect, case: Case) -> Iterator[str]:
    for event in effect.events:
        match event:
            case NtdSet():
                ntd = case.ntd
                if ntd is not None and (ntd.kind, ntd.seconds, ntd.at) != (
                    event.kind,
                    event.seconds,
                    event.at,
                ):
                    yield from (ntd.by,) if ntd.by != event.by else ()
            case ProviderSet():
                for item in case.states(event.items):
                    host = item.provider
                    if host is not None and host.contact != event.contact and host.by != event.by:
                        yield host.by
            case _:
                continue


def told(effect: Effect, case: Case, who: Who, words: str, context: Context) -> tuple[Letter, ...]:
    """A line to each analyst whose order it was; to no other."""
    letters: tuple[Letter, ...] = ()
    for author in overridden(effect, case):
        values = {
            "what": "overridden",
            "sentence": f"{who.id} has changed what you had said of the notices: {words}.",
            "todo": "Talk to each other; [STATUS] shows how the case stands.",
            "calls": (),
        }
        letters += to_analysts(context, case, "alarm", values, only=author)
    return letters
