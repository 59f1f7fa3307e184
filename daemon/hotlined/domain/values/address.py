"""Mail addresses: one strict reader, so that a display name or a second From never passes for a person.

`email.utils.parseaddr` reads `lea@police.example <x@evil.example>` as the first of the two
(CVE-2023-27043); here anything that is not exactly one way to read is None, and None is a stranger.
All readers walk the text once, without recursion and without backtracking patterns.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

MAX_LOCAL: Final = 64  # RFC 5321 section 4.5.3.1.1, octets
MAX_DOMAIN: Final = 255  # RFC 5321 section 4.5.3.1.2, octets
MAX_LABEL: Final = 63  # RFC 1035 section 2.3.4
MAX_COMMENT_DEPTH: Final = 8
MAX_HEADER: Final = 16_384  # characters; a longer From header is not worth reading

_ATEXT: Final = "A-Za-z0-9!#$%&'*+/=?^_`{|}~-"
_LOCAL: Final = re.compile(rf"[{_ATEXT}]+(?:\.[{_ATEXT}]+)*")
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_WORD: Final = re.compile(rf"[@.\x80-\U0010ffff{_ATEXT}]+")

# Letters that alone can spell a Latin name in another script (a whole-script homoglyph).
_LOOKALIKES: Final = frozenset("асԁеһіјӏорԛѕԝхуґ" + "αικνορυχϲϳ")
_USUAL_MIXTURES: Final = (
    frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"CJK", "HANGUL"}),
    frozenset({"CJK", "BOPOMOFO"}),
)


@dataclass(frozen=True, slots=True)
class Address:
    """One addr-spec, both sides lower case, so that equality is the comparison people expect.

    Made from text of others only by `parse_address`; RFC 5322 section 3.4.1.
    """

    local: str
    domain: str  # A-labels

    def __post_init__(self) -> None:
        object.__setattr__(self, "local", self.local.lower())
        object.__setattr__(self, "domain", self.domain.lower())

    def __str__(self) -> str:
        return f"{self.local}@{self.domain}"

    @property
    def token(self) -> str | None:
        """The text after the last "+" of the local part; None when there is none."""
        head, plus, token = self.local.rpartition("+")
        return token if head and plus and token else None

    @property
    def base(self) -> "Address":
        """The same mailbox without its token."""
        return self if self.token is None else Address(self.local.rpartition("+")[0], self.domain)

    def with_token(self, token: str) -> "Address":
        """The same mailbox with this token instead of its own; ValueError when that is no address."""
        address = parse_address(f"{self.base.local}+{token}@{self.domain}")
        if address is None or address.token != token.lower():
            raise ValueError("the token does not fit into a local part")
        return address


def parse_address(text: str) -> Address | None:
    """A single addr-spec: dot-atom, "@", domain name; None for everything else.

    The local part is ASCII; a domain in another script becomes its A-label (RFC 5891).  No blanks,
    quotes, comments, address literals, control characters; at most 64 and 255 octets.
    """
    if len(text) > MAX_LOCAL + 1 + MAX_DOMAIN:
        return None
    local, _, domain = text.partition("@")
    if len(local) > MAX_LOCAL or _LOCAL.fullmatch(local) is None:
        return None
    labels = [_a_label(label) for label in domain.split(".")]
    if any(label is None for label in labels):
        return None
    name = ".".join(label for label in labels if label is not None)
    return Address(local, name) if len(name) <= MAX_DOMAIN else None


def parse_mailbox_list(header: str) -> tuple[Address, ...] | None:
    """The addresses of a From header; None when it is not plainly an RFC 5322 mailbox-list.

    Takes the unfolded value, best before RFC 2047 decoding (a decoded name may hold a bare comma, and
    then the answer is None).  Groups, routes, empty elements, a name with a bare "@" are all None.
    """
    tokens = _tokens(header) if len(header) <= MAX_HEADER else None
    if tokens is None:
        return None
    found: list[Address] = []
    element: list[str] = []
    for piece in [*tokens, ","]:
        if piece != ",":
            element.append(piece)
            continue
        address = _mailbox(element)
        if address is None:
            return None
        found.append(address)
        element = []
    return tuple(found)


def suspicious_domain(address: Address) -> bool:
    """Whether a label mixes scripts, or spells a Latin-looking name wholly in another one (threats F11)."""
    return any(_suspicious_label(_u_label(label) or "") for label in address.domain.split("."))


def _mailbox(element: list[str]) -> Address | None:
    """One list element: a lone word, or a name followed by an angle address."""
    match element:
        case [word] if word[0] not in '"<':
            return parse_address(word)
        case [*name, angle] if angle.startswith("<"):
            if any(word.startswith("<") or (word[0] != '"' and "@" in word) for word in name):
                return None
            return parse_address(angle[1:-1])
        case _:
            return None


def _tokens(header: str) -> list[str] | None:
    """Words, quoted strings, angle addresses and commas, comments left out; None: not well formed."""
    tokens: list[str] = []
    at, end = 0, len(header)
    while at < end:
        after: int | None
        match header[at]:
            case " " | "\t":
                at += 1
                continue
            case "(":
                after = _end_of_comment(header, at)
            case '"':
                after = _end_of_quoted(header, at)
            case "<":
                after = header.find(">", at) + 1 or None
            case ",":
                after = at + 1
            case _:
                word = _WORD.match(header, at)
                after = word.end() if word and word.group().isprintable() else None
        if after is None:
            return None
        if header[at] != "(":
            tokens.append(header[at:after])
        at = after
    return tokens


def _end_of_quoted(header: str, at: int) -> int | None:
    """Where the quoted string that opens at `at` ends (RFC 5322 section 3.2.4)."""
    at += 1
    while at < len(header):
        if header[at] == '"':
            return at + 1
        at += 1 if header[at] != "\\" else 2
        if not _visible(header[at - 1 : at]):
            return None
    return None


def _end_of_comment(header: str, at: int) -> int | None:
    """Where the comment that opens at `at` ends; None when it does not, or nests too deep."""
    depth = 0
    while at < len(header):
        match header[at]:
            case "(":
                depth += 1
            case ")":
                depth -= 1
            case "\\":
                at += 1
            case _:
                pass
        if depth > MAX_COMMENT_DEPTH or not _visible(header[at : at + 1]):
            return None
        at += 1
        if depth == 0:
            return at
    return None


def _visible(character: str) -> bool:
    return character == "\t" or (character != "" and character.isprintable())


def _a_label(label: str) -> str | None:
    """The lower-case A-label of a label; None when it is not exactly one (RFC 5890 section 2.3.2.1)."""
    label = label.lower()
    if label.isascii():
        fits = len(label) <= MAX_LABEL and _LABEL.fullmatch(label) is not None
        return label if fits and _u_label(label) is not None else None
    if len(label) > MAX_LABEL or not _plain(label):
        return None
    encoded = "xn--" + label.encode("punycode").decode("ascii")
    return encoded if len(encoded) <= MAX_LABEL and _LABEL.fullmatch(encoded) else None


def _u_label(label: str) -> str | None:
    """What an A-label shows; the label itself when it is plain ASCII; None for false punycode."""
    if not label.startswith("xn--"):
        return label
    tail = label[4:]
    try:
        shown = tail.encode("ascii").decode("punycode")
        again = shown.encode("punycode").decode("ascii")
    except (UnicodeError, OverflowError, ValueError):
        return None
    return shown if again == tail and not shown.isascii() and _plain(shown) else None


def _plain(label: str) -> bool:
    """Whether a U-label holds only lower-case letters, marks, digits and hyphens in their one spelling."""
    if unicodedata.normalize("NFKC", label) != label or label != label.lower():
        return False
    if label.startswith("-") or label.endswith("-") or unicodedata.category(label[0]).startswith("M"):
        return False
    return all(c == "-" or unicodedata.category(c) in {"Ll", "Lo", "Lm", "Mn", "Mc", "Nd"} for c in label)


def _suspicious_label(label: str) -> bool:
    if label.isascii():
        return False
    letters = [c for c in label if c.isalpha()]
    scripts = {unicodedata.name(c, "UNKNOWN").split()[0] for c in letters}
    if len(scripts) > 1:
        return not any(scripts <= usual for usual in _USUAL_MIXTURES)
    return bool(letters) and all(c in _LOOKALIKES for c in letters)
