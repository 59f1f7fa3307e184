"""What YAML does not take of a text: the line that a person has to look at, and what was probably done.

The parser names the place where it gave up.  A quote that is not closed ends at the next one, which may stand
fifty lines below it.
"""

import re
from typing import Final

import yaml
from yaml.reader import Reader

NO_ALIAS: Final = 'YAML anchors and aliases are not used here; quote a value that begins with "*" or "&"'

Told = tuple[int, str]  # a line, and a sentence

_TABS: Final = "a tab stands there; YAML is indented with blanks"
_BLANKS: Final = "what looks like blanks in front of it is something else; YAML is indented with plain blanks"
# What the parser says -> what a person did.
_MENDED: Final = (
    ("tab character", _TABS),
    ("cannot start any token", 'quote a value that begins with "%", "@" or "`"'),
    ("mapping values", 'quote a value with ": " in it, or look at the indent here and above'),
    ("expected ':'", "a key here or above lacks its colon, or the blank behind it"),
    ("end of stream", "a quote or a bracket that opens here is not closed"),
    ("another document", "take the line with --- out"),
    ("'-' indicator", "a row of a list begins with a dash and a blank, indented as the others"),
    ("did not find", "look at the indent here and above, and for a quote or bracket that is not closed"),
)
_SEEN_ENDS: Final = re.compile(r"\r\n|\r|\n")
_ENDS: Final = re.compile("[\x85\u2028\u2029]")  # line ends to YAML, and to no editor


def hidden_end(text: str) -> Told | None:
    """A line end that nobody sees, as pasted text has: all that is told of lines below would be wrong."""
    found = _ENDS.search(text)
    if found is None:
        return None
    return _line(text, found.start()), _character(found[0], "is a line end that nobody sees; take it out")


def what_is_wrong(error: Exception, text: str) -> Told:
    """The line, counted from 1, and the sentence for what composing the text has raised."""
    if not isinstance(error, yaml.MarkedYAMLError):
        found = Reader.NON_PRINTABLE.search(text)
        if found is None:
            return 1, "holds a character that YAML does not allow"
        return _line(text, found.start()), _character(found[0], "is nothing that YAML allows; take it out")
    said = str(error.problem or error.context)
    mark = error.problem_mark or error.context_mark
    begun = error.context_mark or mark
    line = mark.line + 1 if mark else 1
    if "alias" in said or re.search("scanning an (alias|anchor)", str(error.context)):
        # Its name may be a password that begins with "*".
        return line, NO_ALIAS
    if "end of stream" in said and begun:
        line = begun.line + 1  # where the open quote or bracket stands
    if (opened := _open_quote(text, line)) is not None:
        return opened, f"a quote that opens here is closed on line {line} only; expected its end on this line"
    if begun and begun.line + 1 < line and "flow" in str(error.context):
        missing = f"a bracket that opens here is not closed before line {line}, or a comma is missing"
        return begun.line + 1, missing
    return _unreadable(said, text, line)


def _line(text: str, place: int) -> int:
    return len(_SEEN_ENDS.findall(text, 0, place)) + 1


def _character(found: str, sentence: str) -> str:
    return f"the character U+{ord(found):04X} {sentence}"


def _unreadable(said: str, text: str, line: int) -> Told:
    """What the parser says of a line, and what to look for there or on the line above."""
    lines = _SEEN_ENDS.split(text)
    for number in (line, line - 1):
        line_there = lines[number - 1] if 0 < number <= len(lines) else ""
        indent = line_there[: len(line_there) - len(line_there.lstrip())]
        if not indent.isascii():
            return number, f"is not readable as YAML here: {_BLANKS}"
    told = f"is not readable as YAML here: {said}"
    if "\t" in next(iter(lines[line - 1 : line]), "").partition(":")[0]:
        return line, f"{told}; {_TABS}"
    todo = next((todo for words, todo in _MENDED if words in said), "")
    return line, f"{told}; {todo}" if todo else told


def _open_quote(text: str, line: int) -> int | None:
    """The line on which a quoted text begins that ends on this one; None where none does."""
    found = None
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                begins, ends = token.start_mark.line + 1, token.end_mark.line + 1
                if begins < ends == line:
                    found = begins
    except yaml.YAMLError:
        pass  # up to there
    return found
