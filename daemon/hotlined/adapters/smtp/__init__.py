"""Sending by SMTP (`app.ports.Courier`), on smtplib.

`wire` is one connection, `login` how it logs in, `replies` says what an answer means, `courier` keeps and
cuts the connections.
"""

from hotlined.adapters.smtp.courier import SmtpCourier
from hotlined.adapters.smtp.wire import SmtpAccount

__all__ = ["SmtpAccount", "SmtpCourier"]
