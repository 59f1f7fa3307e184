"""A text of the hotline's own words, in as many languages as it was written in.

What a mail says is chosen when it is rendered, for only then it is known which language it is really in: a
mail whose kind has no template in the recipient's language is in English.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Texts:
    """One text for all languages, or one for each of some and `otherwise` for the rest."""

    otherwise: str
    each_of: tuple[tuple[str, str], ...] = ()  # language (ISO 639-1) and text; (): one text for all

    @classmethod
    def by_language(cls, texts: Mapping[str, str]) -> "Texts":
        """One text for each language, of which there is at least one; the first also for the rest."""
        return cls(next(iter(texts.values())), tuple(texts.items()))

    def of(self, language: str) -> str:
        """The text for a mail in this language."""
        return dict(self.each_of).get(language, self.otherwise)

    @property
    def languages(self) -> tuple[str, ...]:
        """Those that have a text of their own; (): one text for all."""
        return tuple(language for language, _ in self.each_of)

    @property
    def instead(self) -> str:
        """The language of the text that the rest gets; "": one text for all."""
        return next((language for language, text in self.each_of if text == self.otherwise), "")

    def preferring(self, language: str) -> "Texts":
        """The same, where the text of this language, if there is one, is for the rest."""
        return replace(self, otherwise=self.of(language))

    def each(self, change: Callable[[str], str]) -> "Texts":
        """The same with every text changed."""
        return Texts(change(self.otherwise), tuple((one, change(text)) for one, text in self.each_of))


NO_TEXT: Final = Texts("")
