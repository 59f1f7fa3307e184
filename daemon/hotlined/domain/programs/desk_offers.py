"""What desks write beside an acknowledgement as if a person asked: surveys, offers of help, what happens next."""

from typing import Final

from hotlined.domain.programs.phrases import bare, begins, has
from hotlined.domain.programs.voice_marks import sentences

_OFFERS: Final = begins(
    "how would you rate | how did we do | click a star | satisfied | was this helpful | this article helpful",
    "answer your question | answered your question | need help | still need | anything else | help you otherwise",
    "have more to add | have questions | any questions | further questions | what happens next | what happens now",
    "been escalated | status of your request | status changed | our faq | not happy | rate our | rated our",
    "wie würden sie | zufrieden | war das hilfreich | hilfreich | benötigen sie | brauchen sie hilfe | haben sie fragen",
    "haben sie noch fragen | wie geht es weiter | wie es weitergeht | was passiert nun | was passiert jetzt",
    "évalueriez vous | satisfait | utile | besoin d aide | avez vous des questions | des questions | notre faq",
    "que se passe t il | et maintenant | la suite | ajouter un commentaire | ajouter des commentaires",
    "cómo calificaría | satisfech | necesita ayuda | tiene alguna pregunta | tiene preguntas | qué sucede ahora",
    "qué pasa ahora | para confirmar que recibimos",
    "come valuter | soddisfatt | serve aiuto | ha bisogno di aiuto | ha domande | cosa succede ora",
    "hoe beoordeelt | tevreden | hulp nodig | heeft u vragen | nog vragen | wat gebeurt er nu",
    "como avalia | satisfeit | precisa de ajuda | tem dúvidas | tem perguntas | o que acontece",
    "jak ocenia | zadowolon | potrzebujesz pomocy | masz pytania | mają państwo pytania | co dalej",
    "hur nöjd | nöjd med | behöver du hjälp | har du frågor | vad händer nu | vad händer sen",
    "hvor tilfreds | tilfreds | har du brug for hjælp | har du spørgsmål | hvad sker der nu | hva skjer nå",
    "tyytyväi | tarvitsetko apua | onko sinulla kysyttävää | mitä seuraavaksi",
    "elégedett | segítségre van | van kérdése | mi történik ezután",
    "spokojen | potřebujete pomoc | máte dotaz | máte otázky | co bude dál | čo bude ďalej",
    "mulțumit de | aveți nevoie de ajutor | aveți întrebări | ce urmează",
    "ικανοποιημεν | χρειαζεστε βοηθεια | εχετε ερωτησεις | τι θα γινει στη συνεχεια",
    "kui rahul | kas vajate abi | küsimuste korral | on küsimusi | mis edasi saab",
    "ar esate patenkint | reikia pagalbos | turite klausimų | kas bus toliau",
    "vai esat apmierināt | vajadzīga palīdzība | vai jums ir jautājumi | kas notiks tālāk",
    "доволни | имате ли въпроси | нужда от помощ | какво следва",
)


def without_offers(text: str) -> str:
    """The sentences of a text, each on a line, without those that any desk puts below its acknowledgements."""
    return "\n".join(one for one in sentences(text) if not has(bare(one), _OFFERS))
