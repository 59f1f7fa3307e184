"""How to reach a mailbox and its submission server, out of what the configuration says of the account."""

from collections.abc import Callable
from functools import cache

from hotlined.adapters.config.secrets import Secret
from hotlined.adapters.config.settings import Account, OAuth2
from hotlined.adapters.imap import ImapAccount
from hotlined.adapters.oauth2 import AccessToken, TokenServer
from hotlined.adapters.smtp import SmtpAccount


def imap_account(account: Account) -> ImapAccount:
    """How to reach a mailbox."""
    end = account.imap
    return ImapAccount(
        host=end.host,
        port=end.port,
        tls=end.tls,
        user=end.user or "",
        password=_secret(account),
        bearer=account.oauth2 is not None,
        cafile=end.cafile,
    )


def smtp_account(account: Account, leash: Callable[[], float] | None = None) -> SmtpAccount:
    """How to send for a mailbox; `leash` says for how many seconds a mail may still be finished."""
    end = account.smtp
    return SmtpAccount(
        host=end.host,
        port=end.port,
        tls=end.tls,
        user=end.user,
        password=_secret(account) if end.user else None,
        bearer=account.oauth2 is not None,
        cafile=end.cafile,
        leash=leash,
    )


def _secret(account: Account) -> Callable[[], str]:
    """What proves to the mail server who we are: the password, or an access token."""
    return account.password if account.oauth2 is None else _token(account.oauth2, account.password)


@cache
def _token(given: OAuth2, secret: Secret) -> AccessToken:
    """The same for all connections of an account: each new refresh token may end the others' (RFC 9700)."""
    server = TokenServer(
        url=given.token_url,
        client_id=given.client_id,
        grant=given.grant,
        secret=secret,
        scope=given.scope,
        client_secret=given.client_secret,
        keep=secret.replace,
        cafile=given.cafile,
    )
    return AccessToken(server)
