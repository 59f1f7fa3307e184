"""Who is in charge of addresses and names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from hotlined.domain.values.address import Address

if TYPE_CHECKING:  # the process that reads mails imports this, and nothing of a case
    from hotlined.domain.steps.enquiry import About


class Registry(Protocol):
    """Who is in charge of addresses and names (RDAP); synchronous and slow, for a thread."""

    def abuse_contacts(self, about: About, value: str) -> tuple[Address, ...]:
        """Mail addresses, if any; raises Temporary, or Permanent when asking again is no use."""
