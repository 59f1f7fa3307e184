"""The daemon's parts, as `wiring.build` makes them and `service` runs them."""

from dataclasses import dataclass, field

from hotlined.adapters.config.settings import Settings
from hotlined.adapters.lmtp import LmtpDoor
from hotlined.adapters.mail_worker.parent import WorkerParser
from hotlined.adapters.pgp import GnuPG
from hotlined.adapters.slips import SlipBell
from hotlined.adapters.smtp import SmtpCourier
from hotlined.app.agenda import Agenda
from hotlined.app.board import Board
from hotlined.app.cards import Cards
from hotlined.app.copies import Copies
from hotlined.app.daily import DailyDigest
from hotlined.app.digests import Digests
from hotlined.app.docket import Docket
from hotlined.app.enquiries import Enquiries
from hotlined.app.fences import Fences
from hotlined.app.health import Health
from hotlined.app.keywatch import KeyWatch
from hotlined.app.meetings import Meetings
from hotlined.app.outbox import Outbox
from hotlined.app.purging import Purges
from hotlined.app.reading import Reader
from hotlined.app.recovery import Recovery
from hotlined.app.report_keywords import ReportKeywords
from hotlined.app.rests import Rests
from hotlined.app.surveyplan import SurveyPlan
from hotlined.app.tally import Tally
from hotlined.app.watch import Watch
from hotlined.domain.hotline.site import Site
from hotlined.stores import Kept


@dataclass(slots=True)
class CurrentSite:
    """The site in force; a reload replaces it as a whole."""

    value: Site


@dataclass(slots=True)
class Parts:
    """The daemon's parts, before and while they run."""

    settings: Settings
    site: CurrentSite
    store: Kept
    openpgp: GnuPG
    parser: WorkerParser
    reader: Reader
    courier: SmtpCourier
    docket: Docket
    fences: Fences
    outbox: Outbox
    agenda: Agenda
    copies: Copies
    board: Board
    cards: Cards
    purges: Purges
    keywatch: KeyWatch
    daily: DailyDigest
    tally: Tally
    meetings: Meetings
    digests: Digests
    surveys: SurveyPlan
    rests: Rests
    keywords: ReportKeywords
    watches: tuple[Watch, ...] = field(default_factory=tuple)
    health: Health = field(init=False)
    recovery: Recovery = field(init=False)
    bell: SlipBell = field(init=False)
    door: LmtpDoor | None = None
    enquiries: Enquiries | None = None
