"""mailboxes.yaml and rules/ as one frozen value, or every problem of all files at once.

`load` is what start and reload (SIGHUP) call: it changes nothing, keeps no secret, and raises nothing
but `ConfigProblems`.  The wiring maps the dataclasses here to the adapters' own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from os.path import isdir  # unlike pathlib's it answers False where access is denied
from pathlib import Path
from typing import Final, Literal

from hotlined.adapters.config import values as rules
from hotlined.adapters.config.accounts import ImapBlock, MailboxBlock, OAuth2Block, SmtpBlock
from hotlined.adapters.config.calendar import meetings, worktime
from hotlined.adapters.config.cautions import cautions
from hotlined.adapters.config.common import common
from hotlined.adapters.config.crosschecks import TemplatesThere, cross_problems
from hotlined.adapters.config.database import is_database
from hotlined.adapters.config.mailboxes import MailboxesFile, folder_of, under
from hotlined.adapters.config.problems import ConfigProblems, Problem, absent
from hotlined.adapters.config.rulefiles import RdapBlock
from hotlined.adapters.config.ruleset import Ruleset, read_rules, shipped
from hotlined.adapters.config.secrets import Secret
from hotlined.adapters.config.sentences import validate
from hotlined.adapters.config.shapes import line
from hotlined.adapters.config.yamlfile import YamlFile, read_yaml
from hotlined.app.own_folders import Folders
from hotlined.app.ports import Permanent
from hotlined.domain.hotline.site import TEST_MARK, Site
from hotlined.domain.values.address import Address

_IMAP_PORTS: Final = {"tls": 993, "starttls": 143, "none": 143}
_SMTP_PORTS: Final = {"tls": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server: where it listens and how we log in; `user` None means no login."""

    host: str
    port: int
    tls: Literal["tls", "starttls", "none"]
    user: str | None
    cafile: Path | None


@dataclass(frozen=True, slots=True)
class OAuth2:
    """Where the access tokens of a mailbox come from; what is shown for them is its `password`."""

    token_url: str
    client_id: str
    scope: str | None
    grant: Literal["client_credentials", "refresh_token"]
    client_secret: Secret | None
    cafile: Path | None


@dataclass(frozen=True, slots=True)
class Account:
    """One mailbox that is watched and sent from; calling `password` reads it (raises Permanent)."""

    name: str  # "intake", "lea", "ntd"
    address: Address
    imap: Endpoint
    smtp: Endpoint
    password: Secret
    oauth2: OAuth2 | None
    folders: Folders


@dataclass(frozen=True, slots=True)
class DatabasePlace:
    """A database that daemons share; calling `password` reads it (raises Permanent); `lease` in seconds.

    `together`: they share the work, too.
    """

    url: str
    password: Secret | None
    lease: float
    together: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that the wiring needs; all paths are absolute."""

    site: Site
    accounts: Mapping[str, Account]  # those to be watched
    store_root: Path  # with a database: what is this machine's own
    gnupg_home: Path
    gpg_binary: str
    rules_dir: Path
    templates_dir: Path | None  # the site's, in front of the shipped ones
    lmtp: str | None = None
    status_file: Path | None = None
    metrics_file: Path | None = None
    alarm_command: tuple[str, ...] = ()  # a program and its arguments; (): no second road
    rdap: RdapBlock | None = None  # None: no registry is asked
    database: DatabasePlace | None = None  # None: the store is the folder `store_root`
    digests: tuple[str, ...] = ()  # of the files that the site was made of
    cautions: tuple[Problem, ...] = ()  # what `check` asks to look at, and a start takes

    def sender(self, identity: str) -> Account:
        """The account that sends as "intake", "lea" or "ntd"."""
        return self.accounts.get(identity, self.accounts["intake"])

    def secret_problems(self) -> tuple[str, ...]:
        """Reads every password once, for `hotlined check`; says which cannot be read and why."""
        places = {f"mailboxes.{one.name}.password": one.password for one in self.accounts.values()}
        if self.database is not None and self.database.password is not None:
            places["postgresql.password"] = self.database.password
        found = []
        for name, password in places.items():
            try:
                password()
            except Permanent as error:
                found.append(f"{name}: {error}")
        return tuple(found)


def load(path: Path) -> Settings:
    """The settings in a mailboxes.yaml and the rules beside it; raises ConfigProblems only."""
    file, problems = read_yaml(path)
    boxes, wrong = validate(file, MailboxesFile) if file else (None, ())
    base = path.parent
    named = _rules_dir(file, boxes)
    ruleset, wrong_rules = read_rules(base / named, shipped("rules"))
    if file is not None and not isdir(base / named):  # what names it is told, not what is not there
        wrong_rules = (file.wrong(("rules",), f"the folder {named} {absent(base / named)}"),)
    found = [*problems, *wrong, *wrong_rules, *rules.rule_problems(ruleset)]
    if file is None or boxes is None:
        raise ConfigProblems(found)
    there = _templates(shipped("templates"), under(base, boxes.templates))
    found += cross_problems(file, boxes, ruleset, base=base, templates=there)
    site = _site(boxes, ruleset) if not found else None
    if site is None:
        raise ConfigProblems(found)
    digests = tuple(one.digest for one in (file, *ruleset.files.values()))
    if is_database(boxes.store):  # it costs a tenth of a second, and nobody else would ask
        site = replace(site, common=common(boxes, ruleset, under(base, boxes.templates)))
    told = cautions(file, boxes, ruleset)
    return replace(_settings(boxes, site, ruleset, base.absolute()), digests=digests, cautions=told)


def store_named(path: Path) -> Path | None:
    """The store's folder, without reading the rules; None for a database, and where the file is wrong."""
    file, _ = read_yaml(path)
    boxes, _ = validate(file, MailboxesFile) if file else (None, ())
    return folder_of(boxes, path.parent.absolute()) if boxes and not is_database(boxes.store) else None


def _rules_dir(file: YamlFile | None, boxes: MailboxesFile | None) -> str:
    """Where the rules are, even while mailboxes.yaml is not valid, so that all problems come at once."""
    if boxes is not None:
        return boxes.rules
    named = file.data.get("rules") if file and isinstance(file.data, dict) else None
    return named if isinstance(named, str) and line(named) else "rules"  # else it is told already


def _templates(*folders: Path | None) -> TemplatesThere:
    """The languages in which any template is there, English always is; and the units' own sets."""
    paths = [path for folder in folders if folder for path in folder.glob("*/*.j2")]
    names = [path.name.split(".") for path in paths if path.name.endswith((".txt.j2", ".subject.j2"))]
    languages = frozenset({"en", *(name[0] for name in names if len(name) == 3)})
    return TemplatesThere(languages, frozenset(".".join(name[:-3]) for name in names if len(name) > 3))


def _site(boxes: MailboxesFile, ruleset: Ruleset) -> Site | None:
    if ruleset.agreement is None:
        return None
    intake = boxes.mailboxes.intake
    there = boxes.mailboxes.there()
    hotline = boxes.hotline.hotline()
    language = boxes.hotline.languages[0]
    units = tuple(block.unit(language) for block in boxes.people.lea_units)
    return Site(
        hotline=hotline,
        agreement=ruleset.agreement.agreement(language),
        analysts=tuple(block.analyst(language) for block in boxes.people.analysts),
        units=units,
        identities={
            "intake": intake.address,
            "lea": boxes.mailboxes.lea.address,
            "ntd": (boxes.mailboxes.ntd or intake).address,
        },
        roots={"ntd": intake.folders.root} | {name: box.folders.root for name, box in there.items()},
        former={name: box.formerly for name, box in there.items() if box.formerly},
        providers=tuple(block.provider() for block in ruleset.providers.providers),
        routes=rules.routes(ruleset, tuple(unit.name for unit in units)),
        phrases=rules.phrases(ruleset),
        tag_aliases=rules.tag_aliases(ruleset),
        tag_words=rules.tag_words(ruleset),
        labels=rules.labels(ruleset),
        reply_prefixes=ruleset.tags.reply_prefixes,
        gateway_marks=(*boxes.gateway_marks, TEST_MARK),
        authserv_ids=boxes.authserv_ids,
        duty=boxes.people.duty,
        meetings=meetings(ruleset, hotline),
        authserv_below=boxes.authserv_below,
        verp=boxes.verp,
        reply_plain=boxes.reply_to == "plain",
        worktime=worktime(ruleset, hotline),
        backup_key=boxes.backup.fingerprint if boxes.backup else None,
        providers_to=boxes.test_mode.providers_to if boxes.test_mode else None,
    )


def _settings(boxes: MailboxesFile, site: Site, ruleset: Ruleset, base: Path) -> Settings:
    return Settings(
        site=site,
        accounts={name: _account(name, box, base) for name, box in boxes.mailboxes.there().items()},
        store_root=folder_of(boxes, base),
        database=_database(boxes, base),
        gnupg_home=base / boxes.gnupg.home,
        gpg_binary=boxes.gnupg.binary,
        rules_dir=base / boxes.rules,
        templates_dir=under(base, boxes.templates),
        lmtp=boxes.lmtp.listen if boxes.lmtp else None,
        status_file=under(base, boxes.status_file),
        metrics_file=under(base, boxes.metrics_file),
        alarm_command=boxes.alarm_command,
        rdap=ruleset.providers.rdap,
    )


def _database(boxes: MailboxesFile, base: Path) -> DatabasePlace | None:
    block = boxes.postgresql
    if block is None or not is_database(boxes.store):
        return None
    password = block.password.secret(base) if block.password else None
    return DatabasePlace(boxes.store, password, block.lease.total_seconds(), block.together)


def _account(name: str, block: MailboxBlock, base: Path) -> Account:
    return Account(
        name=name,
        address=block.address,
        imap=_endpoint(block.imap, _IMAP_PORTS, base),
        smtp=_endpoint(block.smtp, _SMTP_PORTS, base),
        password=block.password.secret(base),
        oauth2=_oauth2(block.oauth2, base),
        folders=Folders(**dict(block.folders)),
    )


def _oauth2(block: OAuth2Block | None, base: Path) -> OAuth2 | None:
    if block is None:
        return None
    secret = block.client_secret.secret(base) if block.client_secret else None
    return OAuth2(**{**dict(block), "client_secret": secret, "cafile": under(base, block.cafile)})


def _endpoint(block: ImapBlock | SmtpBlock, ports: Mapping[str, int], base: Path) -> Endpoint:
    port = block.port or ports[block.tls]
    return Endpoint(**{**dict(block), "port": port, "cafile": under(base, block.cafile)})
