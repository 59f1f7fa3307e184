"""Statements in words that are harmless one by one: "we will do the notice", "this is our own page".

Beside a receipt such a sentence may say who acts instead of us, or that the page is the police's own, and no
phrase is in it that anybody has written down as harmless.  So it is not understood (P7), unless it speaks of
our mail ("both files are here"), or is no sentence: a letterhead, a number of a file, a greeting.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.day_words import weekday_of
from hotlined.domain.replies.folding import by_language, folded, stems
from hotlined.domain.replies.hearing import VOUCHED, Heard, bare
from hotlined.domain.replies.letter import PASSED_OVER
from hotlined.domain.replies.lexicon import Hit, Token, covered, lexicon, places, tokens
from hotlined.domain.replies.relayed import GIVES
from hotlined.domain.replies.sentence import Said, parted
from hotlined.domain.replies.sentence_words import A_MAIL, OTHER, joints_of
from hotlined.domain.replies.writer import WRITER

SENTENCE: Final = 3  # words of one that has no word that makes it a statement
# By language: who speaks or is spoken of, and verbs of no meaning of their own.  No "our": "our reference".
_STATES: Final = by_language(
    en="we us i me you he she they them it is are was were be am will can do does did done get shall have "
    "has had",
    de="wir uns ich mich mir sie er ihn es ist sind war waren wird werden kann können tun machen haben "
    "hat soll",
    fr="nous je me vous il elle ils on est sont était sera peut pouvons faisons fait avons",
    es="nosotros yo me usted él ella es está están son era será puede podemos hacemos tenemos",
    it="noi io lei lui è sono era sarà può possiamo facciamo abbiamo",
    nl="wij we ons ik u hij zij het is zijn was wordt kan kunnen doen hebben",
    pt="nós eu ele ela é está são era será pode podemos fazemos temos",
    pl="my nas ja on ona jest są był będzie możemy robimy mamy",
    el="εμείς εμάς εγώ εσείς αυτός είναι ήταν θα μπορούμε κάνουμε έχουμε",
    et="me meid mina ma te ta nad on oli saab saame teeme teen",
    fi="me meitä minä te hän he on ovat oli voi voimme teemme",
    sv="vi oss jag mig ni du han hon är var ska kan gör har",
    da="vi os jeg mig du han hun er var skal kan gør har",
    cs="my nás já on ona je jsou byl bude můžeme děláme máme",
    lt="mes mus aš jūs jis ji yra buvo bus galime darome turime",
)  # fmt: skip
_MAIL: Final = A_MAIL | folded(
    "code part parts fragment fragments attachment attachments content contents teil teile anhang anlagen "
    "inhalt osa osad lisa sisu dalis dalys priedai turinys del delar bilaga bilagor innehåll bestand μέρος "
    "μέρη συνημμένα περιεχόμενο"
)
# Phrases of these, of several words, were once written down as harmless or as something else.
_TOLD: Final = frozenset(
    {"filler", "harmless", "closing", "course", "rank", "disclaimer", "received", "removed", "ntd-sent"}
)
_NO_STATEMENT: Final = frozenset({"harmless", "closing", "course", "disclaimer"})
_NOBODYS: Final = frozenset({PASSED_OVER, VOUCHED, WRITER})
# Of these alone it says that the report is at hand: "we have everything", "it is with our unit".
_AT_HAND: Final = folded(
    "we i it is are am was were have has all of everything both here and in on with us our my the unit team",
    "desk office department section inbox mailbox system cyber crime now today morning afternoon at",
    "wir ich es ist sind habe haben alles hier und bei uns nun jetzt nous avons tout est ici chez",
    "meil on kõik olemas siin vi har allt det är hos oss här mes turime viską pas mus yra čia",
    "έχουμε όλα τα είναι εδώ σε εμάς complete good fine ok tout là complet todo está aquí tenemos lo abbiamo",
    "tutto è qui presso di noi hebben wij ons er mamy wszystko jest u nas je to máme vše všechno tady",
    "er os alt her temos tudo connosco aqui mums ir viss pie šeit nálunk van minden itt este la avem totul",
    "aici kaikki meillä",
)
# Or who writes, to an officer: "I am on duty until 6 pm"; "he is our officer" is another thing.
_ON_DUTY: Final = folded(
    "i am m the a new here on duty shift officer today tonight now your contact this week until pm am"
)
_OURS: Final = frozenset({"our", "my"})
_WITH: Final = frozenset({"in", "on", "at", "with", "here"})  # "it is our system" is another thing
_DO: Final = frozenset({"will", "do"})  # "Will do.", and not "we will do it"
# Where people work, as they sign in small letters: "nationella avdelningen", "second floor".
_OFFICE: Final = stems(
    "police polic headquart unit team department division section centre center bureau office region floor",
    "polizei kriminal dezernat abteilung referat kommissariat ansprechstelle inspektion direktion büro",
    "politsei büroo küber osakon talitus amet prefektuur korrus juht polis avdelning enhet rotel sektion",
    "våning skyrius valdyb biur komisariat aukšt τμήμα διεύθυνσ διευθυντ αστυνομ υπηρεσ όροφ",
)
_ACTS: Final = folded(  # beside which somebody acts, or has to
    "via by through first own our my instead only just ask leave over durch erst zuerst vorher unser unsere",
    "eigene nur enne meie oma kaudu ainult först vår våra egen bara pirma mūsų tik per πρώτα μας μέσω μόνο",
)


def in_small_words(certain: Heard, site: Site) -> Iterator[str]:
    """The sentences beside a receipt that state something, in words that mean nothing one by one."""
    known = lexicon(site.phrases)
    for text, said in certain:
        plain = bare(text, site).strip()
        named = said.title and not plain.endswith((".", "!"))
        denied = {"negation", "thing"} <= said.hints  # "we have no more questions"
        if named or denied or not said.hints or said.hints & _NOBODYS:
            continue
        if not said.clear or said.meanings - {"received"}:
            continue
        words = tokens(plain)
        hits = known.hits(words, said.languages)
        if any(_states(part, words, hits, said, plain) for part in _parts(words, hits, said)):
            yield text


def _parts(words: Sequence[Token], hits: Sequence[Hit], said: Said) -> Iterator[tuple[int, ...]]:
    """The whole sentence, or of a receipt the parts that are none."""
    if not said.meanings:
        if not said.hints & _NO_STATEMENT:
            yield tuple(range(len(words)))
        return
    told = places(hits, {"received", "harmless", "closing", "course"})
    for part in parted(words, joints_of(said.languages[:2])):
        if told.isdisjoint(part):
            yield part


def _states(part: Sequence[int], words: Sequence[Token], hits: Sequence[Hit], said: Said, plain: str) -> bool:
    """Whether these words are a statement of small words alone, and not about our mail."""
    told = covered(hit for hit in hits if len(hit) > 1 and hit.meaning in _TOLD)
    left = [at for at in part if at not in told and weekday_of(words[at].word) is None]
    left = [
        at for at in left if not (at and words[at].is_named and words[at - 1].word == "in")
    ]  # "in Tallinn"
    whole = len(left) < len(part) if said.meanings else 2 * len(left) <= len(part)
    if whole or len(left) < 2 or plain.endswith(","):
        return False
    spoken = {words[at].word for at in left}
    named = not places(hits, {"topic", "polite"}).isdisjoint(left)
    if spoken & _MAIL and not (places(hits, {"topic"} if said.meanings else {"topic", "polite"}) & set(left)):
        return False
    if spoken == _DO or (spoken <= _AT_HAND and (spoken.isdisjoint(_OURS) or spoken & _WITH)):
        return False
    if "i" in spoken and {one for one in spoken if not one.isdecimal()} <= _ON_DUTY:
        return False
    if said.meanings and any(word.startswith(GIVES) for word in spoken):  # "I confirm, that ..."
        return False
    stating = named or any(spoken & _STATES.get(language, frozenset()) for language in said.languages[:2])
    other = any(words[at].word in OTHER and not _is_handed_over(at, words) for at in left)
    if said.meanings:
        return other or (stating and (named or len(part) >= SENTENCE))
    numbered = any(words[at].is_number for at in part)
    if stating or other:
        return True
    if plain.endswith((".", "!")):
        return not numbered and len(part) >= SENTENCE
    headed = ":" in plain or all(words[at].is_named for at in part)  # a letterhead, a line of a form
    return not (numbered or headed or _is_an_office(spoken))


def _is_handed_over(at: int, words: Sequence[Token]) -> bool:
    """Whether it is the "over" of "over to team 4"."""
    return [one.word for one in words[at : at + 2]] == ["over", "to"]


def _is_an_office(spoken: Collection[str]) -> bool:
    """Whether a line without an end names where somebody works, with one word besides."""
    others = [one for one in spoken if not one.startswith(_OFFICE)]
    return len(others) <= 1 and len(others) < len(spoken) and _ACTS.isdisjoint(spoken)
