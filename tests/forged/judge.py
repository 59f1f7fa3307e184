"""What must hold of every forged and every genuine mail, and the count of both."""

from collections import Counter

from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.record.holding import HoldPlaced
from tests.forged.stage import Forged, Good, Stage, Table, Verdict

COUNTS: Counter[str] = Counter()
CONFIGURED = {
    "ann@hotline.example.org",
    "cem@hotline.example.org",
    "ben@hotline.example.org",
    "dan@hotline.example.org",
    "reports@police.example.com",
    "lee@police.example.com",
    "reports@county.example.com",
}


def changes_nothing(
    stage: Stage, forged: Forged, table: Table | None = None, raw: bytes | None = None
) -> Verdict:
    """A forged mail is filed with a reason; it changes no case, and only configured people are written to."""
    COUNTS["forged"] += 1
    verdict = (table or stage.fresh()).take(raw if raw is not None else forged.make(stage), forged.box)
    holds = [event for event in verdict.events if isinstance(event, HoldPlaced)]
    obeyed = bool(verdict.changed) or any(hold.proof is not ProofLevel.CLAIMED for hold in holds)
    COUNTS["forged obeyed"] += obeyed or (bool(holds) and not forged.held)
    assert verdict.changed == ()
    assert bool(holds) == forged.held
    assert all(hold.proof is ProofLevel.CLAIMED for hold in holds)
    assert verdict.to <= CONFIGURED
    assert (str(verdict.decision.folder), forged.why in verdict.decision.reason) == (forged.folder, True), (
        verdict.decision.reason
    )
    assert [event for event in verdict.events if isinstance(event, MailSeen)]
    return verdict


def is_obeyed(stage: Stage, good: Good, table: Table | None = None) -> Verdict:
    """A genuine mail does what it says, and is answered."""
    COUNTS["genuine"] += 1
    verdict = (table or stage.fresh()).take(good.make(stage), good.box)
    kinds = {type(event) for event in verdict.events}
    obeyed = set(good.does) <= kinds and str(verdict.decision.folder) == good.folder
    COUNTS["genuine obeyed"] += obeyed
    assert obeyed, (verdict.decision.folder, verdict.decision.reason, kinds)
    return verdict
