"""Sentences that only explain a hold: that the work goes on, and that word will follow.

Beside a receipt "I'll let you know" may be a wait in disguise, and is asked about.  Beside a hold on the
whole case that has no end it can take nothing back and add nothing: the notices wait until the officer says
more.  Beside one with an end it may make that later, so there it is asked about as well.
"""

from typing import Final

from hotlined.domain.replies.folding import runs
from hotlined.domain.replies.lexicon import tokens

_SAYS: Final = runs(
    # en
    "let you know | be in touch | get back to you | update you | keep you posted | keep you informed",
    "revert to you",
    "we re still working on | we are still working on | still working on | enquiries are ongoing",
    "enquiries ongoing",
    "investigation is ongoing | investigation ongoing | still ongoing | under investigation",
    "still investigating",
    "live enquiries | enquiries are still ongoing | investigation is still ongoing",
    # de
    "ich melde mich | wir melden uns | melde mich | melden uns | gebe bescheid | geben bescheid",
    "sie hören von uns",
    "sie hören von mir | weiteres folgt | maßnahmen laufen | ermittlungen laufen | ermittlungen dauern an",
    "wir sind noch dran | wir ermitteln noch | die sicherung läuft | das verfahren läuft",
    # fr
    "je reviens vers vous | nous reviendrons vers vous | je reviendrai vers vous | nous revenons vers vous",
    "vous tiendrons informés | vous tiens informé | vous tiens informés | vous tenons informés",
    "vous recontacterons",
    "enquête en cours | enquête est en cours | investigations en cours | investigations sont en cours",
    "vérifications sont en cours",
    # es
    "os avisaremos | les avisaremos | le avisaremos | os informaremos | les informaremos",
    "nos pondremos en contacto",
    "mantendremos informados | diligencias en curso | la investigación sigue abierta",
    "la investigación está en curso",
    "investigación en curso | seguimos trabajando en ello",
    # it
    "vi faccio sapere | vi faremo sapere | le faremo sapere | vi aggiorneremo | vi terremo informati",
    "vi aggiorno",
    "vi ricontatteremo | seguiranno comunicazioni | seguiranno aggiornamenti | indagini in corso",
    "accertamenti in corso",
    "indagini sono in corso | sono in corso accertamenti | sono in corso indagini",
    # pt
    "dou notícias | daremos notícias | voltaremos ao contacto | entraremos em contacto | avisaremos",
    "informaremos",
    "investigação está em curso | investigação em curso | diligências em curso",
    # nl
    "laten het weten | laat het weten | hoor je van me | je hoort van me | u hoort van ons",
    "jullie horen van ons",
    "houden u op de hoogte | houden je op de hoogte | kom erop terug | komen erop terug",
    "loopt nog een onderzoek",
    "het onderzoek loopt | we zijn er nog mee bezig | wij zijn er nog mee bezig",
    # pl
    "damy znać | dam znać | odezwiemy się | odezwę się | poinformujemy | skontaktujemy się",
    "postępowanie w toku",
    "trwają czynności | czynności w toku | sprawa w toku | śledztwo trwa | trwa śledztwo | trwa postępowanie",
    # el
    "θα σας ενημερώσουμε | θα σας ενημερώσω | θα επικοινωνήσουμε μαζί σας | θα επανέλθουμε | θα επανέλθω",
    "η έρευνα είναι σε εξέλιξη | η έρευνα συνεχίζεται | οι έρευνες συνεχίζονται",
    "η έρευνα βρίσκεται σε εξέλιξη",
    # et
    "anname teada | annan teada | võtame ühendust | võtan ühendust | uurimine käib | menetlus käib",
    "uurimine kestab",
    "menetlus on pooleli | uurimine on pooleli",
    # sv, da
    "vi återkommer | jag återkommer | vi hör av oss | jag hör av mig | utredning pågår | utredningen pågår",
    "förundersökning pågår | förundersökningen pågår | vi arbetar med det | vi jobbar på det",
    "vi vender tilbage | jeg vender tilbage | vi giver besked | jeg giver besked | i hører fra os",
    "efterforskningen pågår | efterforskningen er i gang | sagen er i gang",
    # fi
    "palaamme asiaan | palaan asiaan | ilmoitamme | ilmoitan | otamme yhteyttä | tutkinta kesken",
    "tutkinta on kesken",
    "tutkinta jatkuu | esitutkinta on kesken | esitutkinta kesken",
    # cs
    "ozveme se | ozvu se | dáme vědět | dám vědět | probíhá šetření | šetření probíhá | vyšetřování probíhá",
    "probíhá vyšetřování",
    # hu
    "jelentkezünk | jelentkezem | folyamatban van a nyomozás | a nyomozás folyamatban van",
    "a nyomozás folyik",
    # ro
    "vă vom anunța | vă anunțăm | revenim | vom reveni | vă vom informa | vă vom contacta",
    "ancheta este în curs",
    "cercetările sunt în curs | ancheta continuă",
    # lt
    "informuosime | susisieksime | duosime žinią | vyksta tyrimas | tyrimas vyksta",
    "vyksta ikiteisminis tyrimas",
    "tyrimas tęsiasi",
)
_SMALL: Final = runs(
    "i | we | ll | will | and | the | this | it | that | one | still | shortly | asap | as soon as possible",
    "as soon as we can | as soon as i can | once done | once we are done | when we are done",
    "when done | our",
    "die | noch | wir | ihnen | bei ihnen | wieder | dann | unaufgefordert | zeitnah | und | derzeit",
    "aktuell",
    "so bald wie möglich | je | nous | l | une | les | des | dès que possible | prochainement | la",
    "las | ya | y",
    "en cuanto podamos | con ustedes | le | appena possibile | a breve | a | há | estão | em breve",
    "logo que possível",
    "we | wij | ik | er | nog | z państwem | państwa | wkrótce | jeszcze | σύντομα | veel | ise | vi",
    "fortfarande",
    "ännu | snart | stadig | vielä | stále | még | majd | hamarosan | dar | su jumis",
)
# Of each phrase, whether it says so.
_TELLS: Final = {**dict.fromkeys(_SMALL, False), **dict.fromkeys(_SAYS, True)}
_LONGEST: Final = max(map(len, _TELLS))


def explains(sentence: str) -> bool:
    """Whether a sentence says that the work goes on or that word will follow, and not one word besides."""
    said = [one.word for one in tokens(sentence)]
    at, told = 0, False
    while at < len(said):
        ends = range(min(len(said), at + _LONGEST), at, -1)
        end = next((end for end in ends if tuple(said[at:end]) in _TELLS), None)
        if end is None:
            return False
        told = told or _TELLS[tuple(said[at:end])]
        at = end
    return told
