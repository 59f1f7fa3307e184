"""The LMTP door: mail from the server on the same machine, acknowledged once it is on disk (RFC 2033)."""

from hotlined.adapters.lmtp.door import LmtpDoor
from hotlined.adapters.lmtp.reception import Limits
from hotlined.adapters.lmtp.spool import Full, Spool

__all__ = ["Full", "Limits", "LmtpDoor", "Spool"]
