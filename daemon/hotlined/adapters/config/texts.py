"""How a text of the hotline's own is written in a file: as one text, or as a text for each language.

legal_ground: Example Act, section 1

legal_ground:
  el: Παράδειγμα νόμου, άρθρο 1
  en: Example Act, section 1
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from hotlined.adapters.config.sentences import Reads, refuse
from hotlined.adapters.config.shapes import Paragraph, matching, paragraph
from hotlined.domain.hotline.texts import Texts

_WHAT: Final = 'text, or a text for each language like "{el: ..., en: ...}"'
_code: Final = matching("[a-z]{2}")
_Code = Annotated[
    str, Reads(_code, 'a language code of ISO 639-1 like "en" (a text with a comma stands in quotes)')
]


@dataclass(frozen=True, slots=True)
class _ReadsTexts(Reads):
    """Annotation of a field that takes both forms; each text of a mapping has its own line and sentence."""

    def __get_pydantic_core_schema__(
        self, _source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        each = handler.generate_schema(dict[_Code, Paragraph])
        return core_schema.no_info_wrap_validator_function(self._either, each)

    def _either(self, value: object, each: Callable[[object], dict[str, str]]) -> Texts:
        if not isinstance(value, dict):
            return Texts(str(self._validate(value)))
        if not value:
            raise refuse(f"found no text; expected {self.what}")
        # In braces a comma ends a text, and the rest of it becomes a key of nothing: that is told once.
        rests = {key: str(key) for key, text in value.items() if text is None and not _code(str(key))}
        return Texts.by_language(each(value | rests))


OwnText = Annotated[Texts, _ReadsTexts(paragraph, _WHAT)]
