"""`store: postgresql://...` and the block `postgresql:` beside it: a database that several daemons share.

The URL is libpq's, so that an administrator can try it with `psql`; a password never stands in it.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from hotlined.adapters.config.problems import Problem
from hotlined.adapters.config.secrets import PasswordPlace
from hotlined.adapters.config.sentences import Block, refuse
from hotlined.adapters.config.shapes import PathText, YesNo, lasting
from hotlined.adapters.config.yamlfile import YamlFile
from hotlined.domain.values.host import is_this_machine

SCHEMES: Final = ("postgresql", "postgres")
EXPECTED: Final = (
    'expected a database like "postgresql://hotlined@db.example.org/hotlined?sslmode=verify-full"'
)
_SECRET: Final = {"password", "sslpassword", "passfile", "oauth_client_secret"}
_TAKEN: Final = {"host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "target_session_attrs"}
_PROVEN: Final = {"verify-full", "verify-ca"}


class PostgresBlock(Block):
    """`postgresql:`, beside such a store: what is this machine's own, and how long a lease lasts.

    `together`: whether the daemons share the work; else one works, and the others stand by.
    """

    folder: PathText
    password: PasswordPlace | None = None
    lease: Annotated[timedelta, lasting("5s", "10m")] = timedelta(seconds=30)
    together: YesNo = False


def is_database(store: str) -> bool:
    """Whether `store:` names a database, and no folder."""
    return store.partition("://")[0] in SCHEMES and "://" in store


def database_url(text: str) -> str:
    """The URL; raises what the reader of a value raises, with a sentence."""
    try:
        parts, hosts = _parts(text)
        values = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        raise refuse(EXPECTED) from None
    if parts.password is not None or _SECRET & values.keys():
        raise refuse(
            "a password never stands in this file; expected it under postgresql: {password: {file: PATH}}"
            " (or {credential: NAME}, {env: NAME})"
        )
    if unknown := sorted(values.keys() - _TAKEN):
        raise refuse(f'"{unknown[0]}" is none of {", ".join(sorted(_TAKEN))}; {EXPECTED}')
    if not text.isprintable() or not parts.path.strip("/") or "/" in parts.path.strip("/"):
        raise refuse(EXPECTED)
    hosts = values["host"].split(",") if values.get("host") else hosts
    if values.get("sslmode") not in _PROVEN and not all(_is_here(host) for host in hosts):
        raise refuse(
            f"the record would cross the network to {','.join(hosts)} unproven; expected"
            " ?sslmode=verify-full, and sslrootcert=FILE or sslrootcert=system"
        )
    return text


def _parts(text: str) -> tuple[SplitResult, list[str]]:
    """The URL as of its first host alone, and each host, of which there may be several; raises ValueError.

    Several are libpq's own: Python since 3.11.4 refuses an address in brackets that is not the only host.
    """
    scheme, _, rest = text.partition("://")
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    user, at, hosts = authority.rpartition("@")
    found = [urlsplit(f"//{one}") for one in hosts.split(",")]
    for one in found:
        _ = one.port
    parts = urlsplit(f"{scheme}://{user}{at}{found[0].netloc}{rest.removeprefix(authority)}")
    return parts, [one.hostname or "" for one in found]


def _is_here(host: str) -> bool:
    """This machine: a socket's folder, or loopback."""
    return not host or host.startswith(("/", "@")) or is_this_machine(host)


def database_problems(
    file: YamlFile, store: str, block: PostgresBlock | None, base: Path, *, door: bool, backup: bool
) -> Iterator[Problem]:
    """What does not go together; `door`: there is one for LMTP, `backup`: a key for `hotlined backup`."""
    if not is_database(store):
        if block is not None:
            yield file.wrong(("postgresql",), f"the store is a folder; {EXPECTED} under store")
        return
    if block is None:
        sentence = "a database needs a folder of this machine beside it; expected postgresql: {folder: PATH}"
        yield file.wrong(("store",), sentence)
    elif block.password and (problem := block.password.secret(base).problem()):
        yield file.wrong(("postgresql", "password"), problem)
    if door:
        sentence = (
            "a mail in the spool of one machine is seen by no other, not even a hold;"
            " with a store that machines share mail comes by IMAP alone"
        )
        yield file.wrong(("lmtp",), sentence)
    if backup:
        sentence = "`hotlined backup` takes folders; expected pg_dump for a database, and no backup block"
        yield file.wrong(("backup",), sentence)
