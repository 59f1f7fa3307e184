"""Access tokens for IMAP and SMTP (OAuth 2.0, RFC 6749 and 6750), for providers that take no passwords.

Two grants need nobody at a browser: client credentials (section 4.4; Exchange Online), and a refresh token
that was got once (section 6; Gmail).  Authlib speaks with the token server; it is imported when first needed.
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from hotlined.app.ports import Permanent, Temporary

# A token is used again for no longer than this: one that was withdrawn does not keep us out for long.
LONGEST_USE: Final = 300.0  # seconds
MARGIN: Final = 60.0  # seconds before its end
TIMEOUT: Final = 15.0  # seconds for each answer of the token server
_LATER: Final = frozenset({"temporarily_unavailable", "server_error", "slow_down"})
_CODE: Final = re.compile(r"[a-z_]{1,60}")
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,16384}")

Grant = Literal["client_credentials", "refresh_token"]


def _not_kept(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class TokenServer:
    """Where tokens come from, and what is shown there.

    `secret` is the client's secret, or with `refresh_token` that token, with `client_secret` beside it where
    the server wants both.  `keep` takes a refresh token that the server gave in place of the old one.
    """

    url: str
    client_id: str
    grant: Grant
    secret: Callable[[], str] = field(repr=False)
    scope: str | None = None
    client_secret: Callable[[], str] | None = field(default=None, repr=False)
    keep: Callable[[str], None] = field(default=_not_kept, repr=False)
    cafile: Path | None = None


class AccessToken:
    """Calling it gives an access token, fetched when the last one is too old; thread-safe.

    Takes the place of a password.  `clock` gives seconds that only grow.
    """

    def __init__(self, server: TokenServer, clock: Callable[[], float] = time.monotonic) -> None:
        self._server = server
        self._clock = clock
        self._lock = threading.Lock()
        self._token = ""
        self._until = 0.0
        self._replaced: tuple[str, str] | None = None  # the configured refresh token, and what came for it

    def __call__(self) -> str:
        """The token; raises Permanent where a person has to change something, else Temporary."""
        with self._lock:
            if not self._token or self._clock() >= self._until:
                self._fetch()
            return self._token

    def _fetch(self) -> None:
        now = self._clock()
        answer = self._answer()
        token = answer.get("access_token")
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise Temporary("the token server gives no token")
        life = answer.get("expires_in")
        longest = LONGEST_USE + MARGIN  # a number of four hundred digits is no float
        usable = float(min(life, longest)) - MARGIN if isinstance(life, int | float) else LONGEST_USE
        self._token, self._until = token, now + max(0.0, min(usable, LONGEST_USE))
        fresh = answer.get("refresh_token")
        if self._server.grant == "refresh_token" and isinstance(fresh, str) and fresh != self._refresh():
            self._replaced = self._server.secret(), fresh
            self._server.keep(fresh)

    def _refresh(self) -> str:
        """The refresh token in force: the one that stands in its place now counts, whoever wrote it."""
        given = self._server.secret()
        return self._replaced[1] if self._replaced is not None and self._replaced[0] == given else given

    def _answer(self) -> Mapping[str, Any]:
        """What the token server says, or a sentence without any of its words."""
        try:
            from authlib.common.errors import AuthlibBaseError
            from authlib.integrations.requests_client import OAuth2Session
        except ImportError:
            todo = "in hotlined's checkout, pip install '.[oauth2]'"
            raise Permanent(f"auth: oauth2 needs more packages: {todo}") from None

        server = self._server
        secret, shown = self._shown()
        try:
            with OAuth2Session(
                server.client_id,
                secret,
                token_endpoint_auth_method="client_secret_post" if secret else "none",
            ) as session:
                answer = session.fetch_token(
                    server.url,
                    grant_type=server.grant,
                    timeout=TIMEOUT,
                    allow_redirects=False,
                    verify=str(server.cafile) if server.cafile else True,
                    **shown,
                )
        except AuthlibBaseError as error:
            code = error.error if _CODE.fullmatch(str(error.error or "")) else "no reason that can be shown"
            if code in _LATER:
                raise Temporary(f"the token server says {code}") from None
            raise Permanent(f"the token server refuses: {code}; check oauth2 and the secret") from None
        except (OSError, ValueError, OverflowError) as error:  # of requests, a cafile that is gone, 1e400
            raise Temporary(f"the token server does not answer as one ({type(error).__name__})") from None
        return answer if isinstance(answer, Mapping) else {}

    def _shown(self) -> tuple[str | None, dict[str, str]]:
        """The client's secret, and the other fields of the request."""
        server = self._server
        scope = {"scope": server.scope} if server.scope else {}
        if server.grant == "client_credentials":
            return server.secret(), scope
        return server.client_secret() if server.client_secret else None, {
            **scope,
            "refresh_token": self._refresh(),
        }
