"""The banner of a mail gateway in one sentence: "This message was received from an external sender."

It stands on top of every mail of an officer, and nobody has written it: it is no receipt (P8), and asks
nobody.  The words are listed that it is made of, and none of them can ask for anything; with any other word
beside them it is a sentence like all others, though still no receipt.
One in capitals in front of somebody's own words, "EXTERNAL SENDER - Received.", is left out of them.
"""

import re
from collections.abc import Sequence
from typing import Final

from hotlined.domain.replies.folding import folded, stems
from hotlined.domain.replies.lexicon import Token, tokens

_LEAST: Final = 3  # words
# From outside, in the languages of the banners.
_OUTSIDE: Final = stems(
    "external outside extern externe externen externer außerhalb väljast välis väline išorin išorės ārēj",
    "ārpus utanför utifrån εξωτερικ εκτός extérieur externo externa fuera estern zewnętrzn spoza zewnątrz",
    "ekstern udefra ulkopuol externí",
)
# The same, where all of the sentence is a banner: elsewhere "without", "beside", and part of "foram".
_APART: Final = folded("fora uden mimo")
# Who or what is outside: beside such a word "received" is said of the mail with the banner.
_SENDER: Final = stems(
    "sender source origin absender saatja siuntėj sūtītāj avsändar αποστολέα expéditeur remitente",
    "mittente remetente afzender nadawc afsender lähettäj odesílatel odosielateľ organi asutus įstaig",
    "įmon företag company firma unternehmen entreprise empresa azienda bedrijf iestād",
)
_SMALL: Final = folded(
    "caution warning attention notice important note this e mail email message the was were is has been",
    "an a received sent comes came coming originates originated originating from by of our your to you",
    "and achtung warnung vorsicht hinweis wichtig diese nachricht wurde kommt stammt ist von einem einer",
    "der ihrer unserer aus empfangen gesendet gesandt versendet erhalten quelle tähelepanu hoiatus",
    "ettevaatust see kiri meil sõnum on saadetud saabus saabunud tuli pärineb dėmesio įspėjimas atsargiai",
    "šis šį laiškas el paštas pranešimas yra gautas gauta atsiųstas siųstas iš už ribų uzmanību",
    "brīdinājums šī pasts ziņojums vēstule ir saņemts saņemta nosūtīts no varning observera obs detta det",
    "här mejlet mejl postmeddelande postmeddelandet meddelande meddelandet är har mottagits skickats",
    "skickades kommer kom från en din er vår προσοχή προειδοποίηση αυτό το μήνυμα προέρχεται στάλθηκε",
    "ελήφθη έχει ληφθεί σταλεί από ένα έναν του της σας μας avertissement ce cet courriel été reçu envoyé",
    "provient vient est d un une de l la votre notre atención aviso advertencia este correo electrónico",
    "mensaje ha sido fue recibido enviado procede proviene una su nuestra attenzione avviso questo",
    "messaggio è stato stata ricevuto ricevuta inviato inviata da dall della dalla let op waarschuwing",
    "deze dit bericht werd ontvangen verzonden komt afkomstig van een uw onze buiten het uwaga",
    "ostrzeżenie ta wiadomość została otrzymana wysłana pochodzi od z twojej naszej atenção esta mensagem",
    "foi recebido recebida enviada provém por um uma sua nossa advarsel bemærk denne dette besked",
    "modtaget sendt fra vores for huomio varoitus tämä viesti sähköposti saapunut tulee lähetetty",
    "organisaation upozornění pozor tato zpráva byla byl přijata doručena odeslána pochází vaší naší",
)
# So somebody begins who tells what he has received himself.
_PERSONS: Final = folded(
    "we i i've we've ich wir nous wij abbiamo hemos recebi recebemos otrzymaliśmy vi jag oleme saime olemme",
    "gavome gavau saņēmām λάβαμε έλαβα obdrželi",
)
# In capitals, parted from what is not: a program has put it there.
_IN_FRONT: Final = re.compile(
    r"\W{0,3}([^\W\d_][^:|\n]{2,60}?)(?:\s+[-\u2013\u2014|]|\s*[:|])\s+(\w.*)", re.DOTALL
)


def behind_a_banner(text: str) -> str:
    """The words behind such a banner in front of them; the same text where none is."""
    found = _IN_FRONT.fullmatch(text)
    if found is None or not found[1].isupper() or found[2].isupper():
        return text
    said = tokens(found[1])
    made = all(one.word in _SMALL or _is_outside(one) or _begins(one, _SENDER) for one in said)
    return found[2] if made and any(map(_is_outside, said)) else text


def is_banner(text: str) -> bool:
    """Whether a sentence is nothing but such a banner."""
    said = tokens(text)
    return (
        len(said) >= _LEAST
        and any(_is_outside(one) for one in said)
        and all(one.word in _SMALL or _is_outside(one) or _begins(one, _SENDER) for one in said)
    )


def from_outside(said: Sequence[Token]) -> bool:
    """Whether it tells that something is from a sender outside, or from outside an organisation.

    A gateway does not begin with "we", as in "We have it, and passed it to an external company".
    """
    if said and said[0].word in _PERSONS:
        return False
    return any(_begins(one, _OUTSIDE) for one in said) and any(_begins(one, _SENDER) for one in said)


def _is_outside(one: Token) -> bool:
    return one.word in _APART or _begins(one, _OUTSIDE)


def _begins(one: Token, words: tuple[str, ...]) -> bool:
    return one.word.startswith(words)
