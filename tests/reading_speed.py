"""How long texts made to stall take to be read: `python -m tests.reading_speed`; prints, asserts nothing."""

import time
from collections.abc import Callable

from hotlined.adapters.mime_read.html import html_to_text
from hotlined.domain.text.newtext import new_text

OURS = ("Please confirm receipt of this report by answering this mail. The notice leaves tomorrow.\n" * 500,)
PLAIN = {
    "1 MB behind >": "> quoted line of a mail that we sent\n" * 28_000,
    "100,000 lines": "a line\n" * 100_000,
    "one line of 1 MB": "wait " * 200_000,
    "open attributions": "On 3 Feb 2025 10:00 x <\n" * 40_000,
    "closed attributions": "wrote: 2025\n" * 40_000,
    "header labels": "From: x\n" * 40_000,
    "rulers": ("-" * 30 + " a " + "-" * 30 + "\n") * 20_000,
    "quotes and answers": "> x\ny\n" * 50_000,
    "colons": "a:" * 500_000,
    "dates": "2025 10:00 1.1.2025 " * 50_000 + ":",
    "angles": "<" * 500_000 + ":",
    "marks": ">" * 500_000,
    "our text rewrapped": "Please confirm receipt of\nthis report by\n" * 20_000,
}
HTML = {
    "nested blockquotes": "<blockquote>x" * 15_000,
    "open paragraphs": "<p>x" * 50_000,
    "half tags": "<div " * 40_000,
    "closing tags": "</div>" * 33_000,
    "barred boxes": "<div style='border-left:1px solid'>" * 6_000 + "x",
    "styles of their own": "".join(f"<b style='margin-left:{n}px'>x</b>" for n in range(6_000)),
    "a sheet of braces": f"<style>{'{' * 50_000}</style>x",
    "a sheet of selectors": f"<style>{','.join(f'.n{n}' for n in range(8_000))}{{color:red}}</style>"
    + "<b class='n1 n2'>x</b>" * 6_000,
}


def main() -> None:
    """Print a row per text."""
    for name, text in PLAIN.items():
        show(name, text, lambda body: new_text(body).for_holds)
        show(f"{name}, ours known", text, lambda body: new_text(body, ours=OURS).for_holds)
    for name, text in HTML.items():
        show(f"HTML: {name}", text, html_to_text)


def show(name: str, text: str, read: Callable[[str], str]) -> None:
    """Read one text and print its size and the seconds."""
    begin = time.perf_counter()
    read(text)
    print(f"{name:<36} {len(text) / 1e6:5.2f} MB {time.perf_counter() - begin:7.3f} s")


if __name__ == "__main__":
    main()
