"""Deterministic randomness: tokens and receipt codes by count, so that a failure can be repeated."""

from dataclasses import dataclass

from hotlined.domain.values.reference import receipt_code, token_text


@dataclass
class CountingChance:
    """`Chance` whose draws are 1, 2, 3, ..."""

    drawn: int = 0

    def token(self) -> str:
        """The next token."""
        self.drawn += 1
        return token_text(self.drawn.to_bytes(16))

    def code(self) -> str:
        """The next receipt code."""
        self.drawn += 1
        return receipt_code(self.drawn.to_bytes(10))
