"""What desks write beside an acknowledgement as if a person asked: surveys, offers of help, what is next.

Only what nobody says of himself: "do you have questions" is here, and "we have questions" is not.
"""

from typing import Final

from hotlined.domain.programs.phrases import bare, begins, has
from hotlined.domain.programs.voice_marks import sentences

_OFFERS: Final = begins(
    "how would you rate | how did we do | click a star | satisfied | was this helpful | this article helpful",
    "answer your question | answered your question | need help with something | do you still need help",
    "do you need help | have more to add | do you have questions | do you have any questions",
    "you have any questions | what happens next | what happens now | been escalated | status of your request",
    "status changed | our faq | not happy | rate our | rated our",
    "wie würden sie | zufrieden | war das hilfreich | benötigen sie hilfe | brauchen sie hilfe",
    "haben sie fragen | haben sie noch fragen | wie geht es weiter | was passiert nun | was passiert jetzt",
    "évalueriez vous | satisfait | été utile | besoin d aide | avez vous des questions | notre faq",
    "que se passe t il | ajouter un commentaire | ajouter des commentaires",
    "cómo calificaría | satisfech | necesita ayuda | tiene alguna pregunta | qué sucede ahora",
    "qué pasa ahora | para confirmar que recibimos",
    "come valuter | soddisfatt | ha bisogno di aiuto | cosa succede ora",
    "hoe beoordeelt | tevreden | heeft u hulp nodig | heeft u vragen | heeft u nog vragen",
    "wat gebeurt er nu | como avalia | satisfeit | precisa de ajuda | o que acontece a seguir",
    "jak ocenia | zadowolon | potrzebujesz pomocy | masz pytania | mają państwo pytania | co dalej",
    "hur nöjd | nöjd med | behöver du hjälp | har du frågor | vad händer nu | vad händer sen",
    "hvor tilfreds | tilfreds | har du brug for hjælp | har du spørgsmål | hvad sker der nu | hva skjer nå",
    "tyytyväi | tarvitsetko apua | onko sinulla kysyttävää | mitä seuraavaksi",
    "elégedett | segítségre van | van kérdése | mi történik ezután",
    "spokojen | potřebujete pomoc | máte dotaz | máte otázky | co bude dál | čo bude ďalej",
    "mulțumit de | aveți nevoie de ajutor | aveți întrebări | ce urmează",
    "ικανοποιημεν | χρειαζεστε βοηθεια | εχετε ερωτησεις | τι θα γινει στη συνεχεια",
    "kui rahul | kas vajate abi | mis edasi saab | ar esate patenkint | ar turite klausimų | kas bus toliau",
    "vai esat apmierināt | vai jums ir jautājumi | kas notiks tālāk | доволни | имате ли въпроси",
)


def without_offers(text: str) -> str:
    """The sentences of a text, each on a line, without those that any desk puts below its answers."""
    return "\n".join(one for one in sentences(text) if not has(bare(one), _OFFERS))
