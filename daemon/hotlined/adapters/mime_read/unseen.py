"""Which words of an HTML mail its reader does not see, as far as its styles say so.

What nobody has seen is nobody's word: it may come from a mail that somebody answered, and would be signed
with the answer.  Known is what stands at an element, and what a style sheet says of a class by its name.  A
request to wait is heard among such words, too, so that an error in either direction is a safe one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST_SHEET: Final = 50_000  # characters of style sheets that are looked at
_END: Final = r"(?:!important)?(?:;|$)"
_HIDES: Final = re.compile(
    r"(?:^|;)display:none|mso-hide:all|(?:^|;)content-visibility:hidden"
    rf"|(?:^|;)opacity:0?(?:\.0\d*)?{_END}"
    rf"|(?:max-height|zoom):0(?:\.0\d*)?(?:px|pt|em|rem|%)?{_END}"
    r"|(?:^|;)clip:rect\((?:[01](?:px)?,?){4}\)"
)
_TINY: Final = re.compile(rf"font-size:(?:0(?:\.0\d*)?(?:px|pt|em|rem|%)?|[12](?:\.\d+)?(?:px|pt)){_END}")
_SIZED: Final = re.compile(
    r"(?:^|;)font(?:-size)?:[^;]{0,100}?(?:\d(?:px|pt|pc|mm|cm|in|rem|vw)|small|medium|large)"
)
_VEIL: Final = re.compile(r"(?:^|;)visibility:(hidden|collapse|visible|initial)")
_CLEAR_WORDS: Final = re.compile(r"(?:^|;)color:transparent")
_AWAY: Final = re.compile(r"(?:text-indent|(?:^|;)(?:margin-)?(?:left|top|right)):-(?:999|\d{4,})")
_BACK_AGAIN: Final = re.compile(r"padding-(?:left|top|right):\d{3,}")
_NO_ROOM: Final = re.compile(rf"(?:^|;)(?:height|width):(?:0(?:px|pt|em|%)?|1(?:px|pt)){_END}")
_ROOM: Final = re.compile(r"(?:^|;)min-(?:height|width):(?!0)")
_CLIPS: Final = re.compile(r"overflow(?:-[xy])?:(?:hidden|clip)")
_SHOWS: Final = re.compile(r"(?:^|;)display:(?!none)")
_ONLY_BY_DISPLAY: Final = re.compile(r"(?:^|;)display:none(?:;|$)")
_WHITE: Final = r"(?:white|#f[a-f]f[a-f]f[a-f]|#fff|rgba?\(25[0-5],25[0-5],25[0-5](?:,[\d.]{1,5})?\))"
_WORDS: Final = re.compile(r"(?:^|;)color:(?!inherit)")
_WHITE_WORDS: Final = re.compile(rf"(?:^|;)color:{_WHITE}{_END}")
_WHITE_VALUE: Final = re.compile(_WHITE)
_GROUND: Final = re.compile(r"(?:^|;)background(?:-color|-image)?:([^;]{1,200})")
_WHITE_GROUND: Final = re.compile(rf"{_WHITE}(?:!important)?")
_NO_GROUND: Final = re.compile(r"(?:none|transparent|inherit|initial|unset|revert)(?:!important)?")
_CLASS: Final = re.compile(r"[a-z]{0,12}\.([\w-]{1,80})")
_GROUNDED: Final = re.compile(r"[a-z]{1,12}|[a-z]{0,12}(\.[\w-]{1,80})")
_COMMENT_END: Final = re.compile(r"\*/")
_SHEET: Final = re.compile(r"<style\b[^<>]*>([^<]*)", re.IGNORECASE)
# A small window, paper, a dark theme: where the officer did not read the mail.
_ELSEWHERE: Final = re.compile(r"max-(?:device-)?width:\d{1,3}(?:\.\d+)?(?:px|em|rem)|print|prefers-|speech")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the style sheets of a mail say of elements by their class, or by their name alone."""

    hidden: frozenset[str] = frozenset()  # classes that show nothing
    soft: frozenset[str] = frozenset()  # of them, those that an element's own style may show
    grounds: frozenset[str] = frozenset()  # names, and classes with their point, that have a ground


def squeezed(style: str) -> str:
    """A style without blanks and comments and in lower case, as far as it is looked at."""
    return "".join(without_comments(style[:2_000], "/*", _COMMENT_END).lower().split())


def hides(style: str, attrs: dict[str, str], sheet: Sheet) -> bool:
    """Whether an element shows nothing, whatever stands in it."""
    if "hidden" in attrs or _HIDES.search(style) is not None:
        return True
    if _CLEAR_WORDS.search(style) is not None and "clip:text" not in style:
        return True
    if _AWAY.search(style) is not None and _BACK_AGAIN.search(style) is None:
        return True
    if _NO_ROOM.search(style) is not None and _CLIPS.search(style) is not None and not _ROOM.search(style):
        return True
    if not sheet.hidden:
        return False
    hidden = sheet.hidden.intersection(_classes(attrs))
    return bool(hidden - sheet.soft if _SHOWS.search(style) is not None else hidden)


def is_tiny(style: str, attrs: dict[str, str]) -> bool | None:
    """Whether an element makes its words too small to see; None: it says nothing that counts.

    What stands in it may have a size of its own: many newsletters set none around all their words."""
    if _TINY.search(style) is not None:
        return True
    return False if _SIZED.search(style) is not None or attrs.get("size", "").strip() else None


def is_veiled(style: str) -> bool | None:
    """Whether an element makes its words invisible, but for those that are visible again."""
    found = _VEIL.search(style)
    return found[1] in ("hidden", "collapse") if found else None


def is_white(style: str, attrs: dict[str, str]) -> bool | None:
    """Whether an element makes its words white; None: it says nothing of their colour."""
    if _WORDS.search(style) is not None:
        return _WHITE_WORDS.search(style) is not None
    named = attrs.get("color", "").strip().lower()
    return _WHITE_VALUE.fullmatch(named) is not None if named else None


def has_ground(tag: str, style: str, attrs: dict[str, str], sheet: Sheet) -> bool | None:
    """Whether an element has a ground on which white words can be seen; None: it says nothing."""
    found = [one.strip().lower() for one in (attrs.get("bgcolor", ""), attrs.get("background", "")) if one]
    found += _GROUND.findall(style)
    said = [one for one in found if _NO_GROUND.fullmatch(one) is None]
    if said:
        return any(_WHITE_GROUND.fullmatch(one) is None for one in said)
    if sheet.grounds and (
        tag in sheet.grounds or any(f".{name}" in sheet.grounds for name in _classes(attrs))
    ):
        return True
    return None


def sheet_of(markup: str) -> Sheet:
    """What the style sheets of a mail say."""
    hidden: set[str] = set()
    soft: set[str] = set()
    grounds: set[str] = set()
    for selectors, style in _rules(markup):
        named = {one[1] for one in map(_CLASS.fullmatch, map(str.strip, selectors)) if one}
        if _shows_nothing(style):
            if _shows_nothing(_ONLY_BY_DISPLAY.sub(";", style)):
                soft -= named
            else:
                soft |= named - hidden
            hidden |= named
        elif _SHOWS.search(style) is not None:
            hidden -= named & soft
            soft -= named
        if has_ground("", style, {}, _NOTHING):
            firsts = (one.replace(">", " ").split() for one in selectors)
            known = (_GROUNDED.fullmatch(words[0]) for words in firsts if words)
            grounds |= {one[1] or one[0] for one in known if one}
    return Sheet(frozenset(hidden), frozenset(soft), frozenset(grounds))


_NOTHING: Final = Sheet()


def _shows_nothing(style: str) -> bool:
    return hides(style, {}, _NOTHING) or bool(is_tiny(style, {}) or is_veiled(style))


def _classes(attrs: dict[str, str]) -> list[str]:
    return attrs.get("class", "")[:2_000].lower().split()


def _rules(markup: str) -> Iterator[tuple[list[str], str]]:
    """Selectors and style of each rule for the window in which a mail is read."""
    left = LONGEST_SHEET
    for sheet in _SHEET.finditer(markup):
        text = sheet[1][:left]
        left -= len(text)
        around: list[bool] = []  # of the open braces: whether what is in them holds elsewhere only
        selectors = ""
        for piece in without_comments(text, "/*", _COMMENT_END).lower().split("}"):
            *openings, style = piece.split("{")
            for selectors in openings:
                elsewhere = _ELSEWHERE.search("".join(selectors.split())) is not None
                within = bool(around) and around[-1]
                around.append(within or ("@media" in selectors and elsewhere))
            if openings and around and not around[-1]:
                yield selectors.rpartition(";")[2][:2_000].split(","), squeezed(style)
            del around[-1:]
        if left <= 0:
            return


def without_comments(text: str, begins: str, ends: re.Pattern[str]) -> str:
    """A text without its comments, of HTML or of a style; one that is not closed goes to the end.

    An end is looked for two characters behind the beginning, as browsers do: `<!-->` is whole, `/*/` is not.
    """
    pieces: list[str] = []
    at = 0
    while (start := text.find(begins, at)) >= 0:
        pieces.append(text[at:start])
        end = ends.search(text, start + 2)
        if end is None:
            return "".join(pieces)
        at = end.end()
    return "".join((*pieces, text[at:]))
