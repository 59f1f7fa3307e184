"""Whether a line is what people sign with: a name, a rank, a closing with a name in small letters."""

from collections.abc import Collection, Sequence

from hotlined.domain.replies.lexicon import Hit, Token, places
from hotlined.domain.replies.sentence_words import NAMES_TOO, OTHER

NAME = 4  # words of a line that is nothing but a name or a title
TITLED = 7  # the same where a rank or a function is among them
MOST_PARTS = 3  # "Lee Example, D/Insp, Northtown"
MOST_SIGNED = 2  # words behind "rgds", however they are written: "rgds lee example"
ABBREVIATED = 3  # letters of such a closing
LONGEST_CODE = 6  # letters of a register's or a rank's abbreviation in capitals


def is_code(token: Token) -> bool:
    """Whether it is an abbreviation with capitals ("VNr", "OCP")."""
    return sum(letter.isupper() for letter in token.raw) > 1 and len(token.raw) <= LONGEST_CODE


def is_shouted(said: Sequence[Token]) -> bool:
    """Whether all of it is in capitals: then a capital makes no name."""
    words = [one for one in said if not one.is_number]
    return len(words) > 1 and all(one.raw.isupper() for one in words)


def is_signed(said: Sequence[Token], hits: Sequence[Hit], known: Collection[int]) -> bool:
    """Whether it is a closing with a name in small letters; "best left alone" is none, so no lone word."""
    closed = any(
        hit.meaning == "closing" and not hit.start and (len(hit) > 1 or len(said[0].word) <= ABBREVIATED)
        for hit in hits
    )
    return closed and len(said) - len(known) <= MOST_SIGNED


def is_title(said: Sequence[Token], hits: Sequence[Hit], known: Collection[int]) -> bool:
    """Whether a line is a name, a rank or an office: few words, a capital first, no unknown small ones."""
    ranked = places(hits, {"rank"})
    parts = len({one.clause for one in said}) - any(is_code(one) for one in said)  # "Lee, KOK"
    short = 0 < len(said) <= NAME and said[0].is_named and parts <= 1
    if ranked and not is_shouted(said):
        short = len(said) <= TITLED and parts <= MOST_PARTS and (said[0].is_named or 0 in ranked)
    # A name is a word that nobody knows: "It is back" is none.
    named = bool(ranked) or any(at not in known for at in range(len(said)))
    named_so = {at for at, one in enumerate(said) if one.is_named and one.word in NAMES_TOO[min(at, 1)]}
    other = {at for at, one in enumerate(said) if one.word in OTHER} - named_so  # "Other department"
    beside = [at for at in range(len(said)) if at not in other]
    named = named and not (other and beside and all(at in known for at in beside))
    # "PRISNI PAK" is as likely a shout in a language that nobody here speaks; "O" is a word in many.
    shouted = is_shouted(said) and all(len(said[at].word) == 1 for at in known)
    return (
        short
        and named
        and not shouted
        and all(one.is_named or one.is_number or at in known for at, one in enumerate(said))
    )
