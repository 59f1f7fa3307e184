"""Reading mails that others wrote: `read_structure` (how protected), `read_content` (what stands there)."""

from hotlined.adapters.mime_read.content import content_of, read_content, read_text
from hotlined.adapters.mime_read.headers import Headers, visible
from hotlined.adapters.mime_read.structure import Crypto, Structure, read_structure

__all__ = [
    "Crypto", "Headers", "Structure", "content_of", "read_content", "read_structure", "read_text",
    "visible",
]  # fmt: skip
