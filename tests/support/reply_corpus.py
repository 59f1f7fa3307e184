"""Replies written down line by line, as tests/corpus/reply/first and second hold them.

A file begins with the mail of ours that is quoted (lines with "|"); then come mails, each headed by
`@ name options`.  A line's first character says what the line is, the text begins two characters on:

    +  new: the person's own words          -  quoted, or put there by the mail client
    ~  a signature or a phone's line        =  our mail, each line behind what follows the "="
    <  HTML as it stands in the mail; the lines with + - ~ are then what a reader sees

Options: html, qp (quoted-printable), flowed (format=flowed), charset=NAME.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from hotlined.adapters.mime_read import read_content


@dataclass
class Reply:
    """One labelled mail: `marks[n]` says what `lines[n]` is."""

    name: str
    options: list[str]
    ours: str
    marks: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)

    def of(self, mark: str) -> list[str]:
        """The lines with one of these marks that say something, white space folded."""
        pairs = zip(self.marks, self.lines, strict=True)
        return [" ".join(line.split()) for m, line in pairs if m in mark and any(c.isalnum() for c in line)]

    @property
    def text(self) -> str:
        """The text as it comes out of the mail, decoded."""
        return self.read("\n".join(self.lines) + "\n")

    def read(self, text: str) -> str:
        """Another text, sent and read the way of this mail."""
        mail = EmailMessage(policy=SMTP)
        html = "html" in self.options
        charset = next((o[8:] for o in self.options if o.startswith("charset=")), "utf-8")
        mail.set_content(
            "\n".join(self.markup) if html else text,
            subtype="html" if html else "plain",
            charset=charset,
            cte="quoted-printable" if "qp" in self.options or html else "base64",
        )
        if "flowed" in self.options:
            mail.set_param("format", "flowed")
        return read_content(mail.as_bytes()).text

    def with_line(self, place: int, line: str) -> str:
        """The decoded text with one more line before line `place`."""
        return self.read("\n".join([*self.lines[:place], line, *self.lines[place:]]) + "\n")


def replies_in(folder: Path) -> Iterator[Reply]:
    """All mails of a folder, in the order of the files."""
    for path in sorted(folder.glob("*.txt")):
        ours: list[str] = []
        reply: Reply | None = None
        for line in path.read_text("utf-8").split("\n"):
            mark, text = line[:1], line[2:]
            if mark == "|":
                ours.append(text)
            elif mark == "@":
                if reply:
                    yield reply
                name, *options = text.split()
                reply = Reply(f"{path.stem}/{name}", options, "\n".join(ours))
            elif reply:
                _add(reply, mark, text, ours)
        if reply:
            yield reply


def _add(reply: Reply, mark: str, text: str, ours: list[str]) -> None:
    if mark == "<":
        reply.markup.append(text)
    elif mark == "=":
        reply.lines += [text + line for line in ours]
        reply.marks += "=" * len(ours)
    else:
        reply.lines.append(text)
        reply.marks.append(mark or " ")
