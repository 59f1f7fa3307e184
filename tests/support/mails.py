"""Small mails that several tests write."""

from collections.abc import Callable, Sequence

from hotlined.adapters.mime_write import write_sealed

MARKER = "planted-marker-7f3a"
NEUTRAL = "HL-2026-000123-K"
HEADERS = (
    ("From", "Hotline <lea@hotline.example>"),
    ("To", "unit@police.example"),
    ("Date", "Tue, 24 Nov 2026 15:33:08 +0000"),
    ("Message-ID", "<0123456789abcdefghijklmnop.hl@hotline.example>"),
    ("Subject", f"Annex I: {MARKER}"),
    ("Reply-To", "lea+abcdefgh@hotline.example"),
    ("Auto-Submitted", "auto-generated"),
    ("X-Hotlined-Loop", "hotline.example"),
)
TEXT = f"URL: hxxps://example.com/{MARKER}\nDescription: item 1 äöü\n\n-- \nFrom here on\n"
BOUNDARY = "=-=0123456789abcdef"


def sealed_mail(
    seal: Callable[[bytes], bytes],
    *,
    headers: Sequence[tuple[str, str]] = HEADERS,
    attachments: Sequence[tuple[str, str, bytes]] = (("annex-i.json", "application/json", b"{}"),),
) -> bytes:
    """The report of the tests, as it leaves."""
    return write_sealed(
        headers=headers,
        outer_subject=NEUTRAL,
        text=TEXT,
        attachments=attachments,
        seal=seal,
        boundary=BOUNDARY,
    )
