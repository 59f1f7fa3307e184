"""The parts that a release is put together from, by language: data for `go_ahead`.

A row is "a | b | c", phrases of whole words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Parts:
    """What stands for which part of "you may | now | inform | the provider"."""

    may: str  # permission, in front of what one may do
    tell: str  # what one does with a provider
    host: str
    send: str  # what one does with a notice
    notice: str
    removal: str
    free: str  # nobody objects
    small: str  # may stand between all of them
    aside: str  # may stand anywhere in it: "from our side", "of the content"
    may_be: str = ""  # permission behind the one who is told: "the provider | can be | informed"
    told: str = ""  # behind `may_be`, and, in a form of its own, behind `free`
    may_tell: str = ""  # both in one word
    may_send: str = ""
    ask: str = ""  # what one does for a removal: who may "ask for the notice" asks somebody to send it
    loose: str = ""  # any message at all, unless it goes to a host, or nobody objects to it
    first: str = ""  # `may`, at the beginning of a clause: not in "we were happy for you to"


LANGUAGES: Final[Mapping[str, Parts]] = {
    "en": Parts(
        may="you may | you can | you are free to | you re free to | feel free to | we are happy for you to | "
        "we re happy for you to | i am happy for you to | i m happy for you to | we are content for you to | "
        "we re content for you to | you are clear to | you re clear to | you are now free to",
        first="happy for you to | content for you to",
        tell="inform | notify | contact | alert | approach | tell | email | write to",
        host="provider | providers | host | hoster | hosts | hosting company | hosting provider | "
        "isp | web host | service provider",
        send="send | send out | issue | serve | dispatch | go ahead with | proceed with",
        notice="notice | notices | takedown notice | take down notice | ntd | takedown request | "
        "your notice | your notices | your takedown notice | your ntd | your takedown request | "
        "the notification",
        loose="notification | a notice | your notification",
        removal="removal | takedown | take down",
        free="we have no objection | we have no objections | there is no objection | no objection | "
        "no objections | no further objection | no further objections",
        small="the | a | to | of | now | today",
        aside="of the content | to the content | from our side | on our side | from our end | "
        "for our part | on our part | as far as we are concerned",
        may_be="can be | may now be | can now be",
        told="informed | notified | contacted | sent | issued | sent out | being sent | "
        "being issued | going out",
    ),
    "de": Parts(
        may="sie können | sie dürfen | ihr könnt | ihr dürft | nun können sie | jetzt können sie",
        tell="informieren | benachrichtigen | kontaktieren | anschreiben | unterrichten | verständigen",
        host="provider | providers | hoster | hosters | anbieter | anbieters | diensteanbieter | "
        "diensteanbieters | hostinganbieter | hostinganbieters | hostingprovider | hostingproviders",
        send="senden | versenden | verschicken | absenden | abschicken | rausschicken | veranlassen",
        loose="eine benachrichtigung | eine meldung",
        notice="benachrichtigung | meldung | löschaufforderung | löschanregung | löschersuchen | ntd | "
        "notice | kontaktaufnahme",
        removal="löschung | entfernung",
        free="wir haben keine bedenken | wir haben keine einwände | es bestehen keine bedenken | "
        "es bestehen keine einwände | keine bedenken | keine einwände | keine einwendungen",
        small="der | die | das | den | dem | des | an | mit | gegen | eine | einer | nun | jetzt | "
        "gern | gerne | bestehen | mehr | werden",
        aside="gegen | gegen die | gegen eine | der inhalte | des inhalts | von hier aus | "
        "unsererseits | unserseits | von unserer seite | aus unserer sicht | von uns aus",
        may_be="kann | darf",
        told="informiert | benachrichtigt | kontaktiert | angeschrieben | unterrichtet | versandt | "
        "versendet | verschickt",
    ),
    "fr": Parts(
        may="vous pouvez",
        tell="prévenir | informer | contacter | avertir | aviser | notifier",
        host="hébergeur | fournisseur | prestataire",
        send="envoyer | transmettre | adresser | procéder",
        ask="demander",
        notice="notification | demande de retrait",
        removal="retrait | suppression",
        free="pas d objection | aucune objection | plus d objection | rien ne s oppose | "
        "nous n avons pas d objection | nous n avons aucune objection | nous n avons plus d objection",
        small="l | le | la | à | au | du | de | d | maintenant | désormais | donc | des",
        aside="du contenu | des contenus | de notre côté | pour notre part | de notre part | "
        "pour nous | c est bon pour nous | en ce qui nous concerne",
    ),
    "es": Parts(
        may="pueden | puede | podéis | ya pueden | ya puede | ya podéis",
        tell="avisar | informar | contactar | notificar",
        host="proveedor | prestador | alojamiento | proveedor de alojamiento | hosting",
        send="enviar | remitir | cursar | proceder",
        ask="solicitar | pedir",
        notice="notificación | solicitud de retirada",
        removal="retirada | eliminación",
        free="no hay inconveniente | no tenemos inconveniente | ningún inconveniente | "
        "no existe inconveniente | no vemos inconveniente | no hay objeción | "
        "no hay objeciones | no tenemos objeciones",
        small="al | a | la | con | con el | en | que | se | de | del | ahora | ya",
        aside="del contenido | de los contenidos | por nuestra parte | por parte nuestra",
        told="avisen | informen | contacten | notifiquen | avise | informe | contacte | notifique | "
        "envíen | soliciten | envíe | solicite",
    ),
    "it": Parts(
        may="potete | può",
        tell="avvisare | informare | contattare | notificare",
        host="provider | fornitore | hosting provider | hoster | gestore",
        send="inviare | trasmettere | procedere",
        ask="chiedere | richiedere",
        notice="notifica | richiesta di rimozione",
        removal="rimozione",
        free="nulla osta | nessuna obiezione | non abbiamo obiezioni | nulla in contrario | "
        "niente in contrario",
        small="il | lo | la | l | al | alla | all | allo | del | della | di | con | a | ora | adesso | pure",
        aside="del contenuto | dei contenuti | da parte nostra | per noi | per quanto ci riguarda",
    ),
    "nl": Parts(
        may="u mag | u kunt | jullie mogen | jullie kunnen | je mag | je kunt",
        tell="informeren | inlichten | benaderen | contacteren | verwittigen",
        host="provider | hoster | hostingprovider | aanbieder | hostingbedrijf | hostingpartij",
        send="versturen | verzenden | sturen | uitsturen",
        notice="melding | verwijderverzoek | ntd | notice | kennisgeving",
        loose="een melding | een kennisgeving",
        removal="verwijdering",
        free="wij hebben geen bezwaar | we hebben geen bezwaar | geen bezwaar | geen bezwaren",
        small="de | het | een | aan | van | tegen | meer | nu | gerust | content",
        aside="tegen | tegen de | van de content | wat ons betreft | van onze kant | onzerzijds",
        may_be="kan | mag",
        told="geïnformeerd worden | ingelicht worden | benaderd worden | verstuurd worden | "
        "worden geïnformeerd | worden ingelicht | worden benaderd | worden verstuurd",
    ),
    "pl": Parts(
        may="mogą państwo | możecie | możecie państwo | można",
        tell="powiadomić | poinformować | zawiadomić | skontaktować się z",
        host="dostawcę | dostawcy | dostawcą | usługodawcę | usługodawcy | hostingodawcę | hostingodawcy | "
        "hostingodawcą | dostawcę hostingu | dostawcy hostingu | dostawcę usług hostingowych",
        send="wysłać | przesłać | skierować",
        notice="powiadomienie | powiadomienia",
        loose="zawiadomienie | zawiadomienia",
        removal="usunięcie | usunięcia | usunięciu",
        free="nie mamy zastrzeżeń | brak zastrzeżeń | nie wnosimy zastrzeżeń | nie ma przeszkód | "
        "brak przeszkód | nie ma zastrzeżeń",
        small="do | już | teraz | co | dla | by | aby",
        aside="treści | z naszej strony | z mojej strony",
    ),
    "pt": Parts(
        may="podem | pode | já podem | já pode",
        tell="avisar | informar | contactar | notificar",
        host="fornecedor | prestador | alojamento | alojador",
        send="enviar | remeter | avançar | prosseguir | proceder",
        ask="pedir | solicitar",
        notice="notificação | pedido de remoção",
        removal="remoção",
        free="nada a opor | sem objeções | não temos objeções | nenhuma objeção | não há inconveniente | "
        "não temos nada a opor | não vemos inconveniente | nada temos a opor",
        small="o | a | ao | à | do | da | de | com | que | em | já | agora | se",
        told="avisem | informem | contactem | notifiquem | enviem",
        aside="do conteúdo | dos conteúdos | da nossa parte | pela nossa parte | por nós | por nossa parte",
    ),
    "el": Parts(
        may="μπορείτε να | μπορείτε τώρα να | μπορείτε πλέον να",
        tell="ενημερώσετε | ειδοποιήσετε | επικοινωνήσετε με",
        host="πάροχο | παρόχου | πάροχος",
        send="στείλετε | αποστείλετε | προχωρήσετε",
        notice="την ειδοποίηση | στην ειδοποίηση | της ειδοποίησης",
        loose="ειδοποίηση | ειδοποίησης",
        removal="αφαίρεση | αφαίρεσης",
        free="δεν έχουμε αντίρρηση | δεν έχουμε αντιρρήσεις | δεν υπάρχει αντίρρηση | καμία αντίρρηση",
        small="τον | την | στον | στην | στη | του | της | με | για | τη | πλέον | τώρα",
        aside="του περιεχομένου | από την πλευρά μας | από πλευράς μας | από μέρους μας",
    ),
    "et": Parts(
        may="võite",
        tell="teavitada | informeerida",
        host="teenusepakkujat | teenusepakkujale | majutajat | majutajale",
        send="saata | edastada | ära saata | välja saata",
        notice="eemaldamisteate",
        loose="teate",
        removal="eemaldamise | eemaldamisele",
        free="meil pole vastuväiteid | meil ei ole vastuväiteid | meil vastuväiteid pole | "
        "meil vastuväiteid ei ole | vastuväiteid pole | vastuväiteid ei ole | "
        "pole vastuväiteid | ei ole vastuväiteid",
        small="nüüd | meil | vastu",
        aside="sisu | meie poolt | omalt poolt",
    ),
    "sv": Parts(
        may="ni kan | ni får | nu kan ni | det går bra att | nu går det bra att",
        tell="kontakta | informera | underrätta | meddela",
        host="leverantören | webbhotellet | värdföretaget",
        send="skicka | gå vidare med",
        notice="underrättelsen | anmälan",
        removal="borttagning",
        free="vi har inga invändningar | vi har inget att invända | inget att invända | "
        "inga invändningar | inget hinder",
        small="nu | till | mot | att",
        aside="mot | av innehållet | från vår sida | för vår del",
        may_be="kan | får",
        told="kontaktas | informeras | underrättas | skickas",
    ),
    "da": Parts(
        may="i må | i må gerne | i kan | i kan godt",
        tell="underrette | informere | kontakte",
        host="udbyderen | hostingudbyderen | hostingfirmaet",
        send="sende | gå videre med",
        notice="anmeldelsen | meddelelsen | underretningen",
        removal="fjernelse | fjernelsen",
        free="ingen indvendinger | intet at indvende",
        small="nu | til | mod | af",
        aside="mod | af indholdet | fra vores side | for vores vedkommende",
    ),
    "fi": Parts(
        may="voitte | voitte nyt | saatte",
        tell="ilmoittaa | informoida | ottaa yhteyttä",
        host="palveluntarjoajalle | palveluntarjoajaan | palveluntarjoajaa",
        send="lähettää",
        notice="ilmoituksen",
        removal="poistamiselle | poistamista",
        free="meillä ei ole huomautettavaa | ei ole estettä | ei estettä | ei ole huomautettavaa | "
        "ei ole vastalauseita",
        small="nyt | meillä",
        aside="sisällön | puolestamme | meidän puolestamme",
        may_be="voi | voi nyt",
        told="ilmoittaa | lähettää",
    ),
    "cs": Parts(
        may="můžete",
        tell="informovat | kontaktovat | vyrozumět",
        host="poskytovatele | poskytovateli",
        send="odeslat | poslat | zaslat",
        notice="oznámení | výzvu",
        removal="odstranění",
        free="nemáme námitky | nemáme námitek | bez námitek",
        small="nyní | již | už | proti | k",
        aside="obsahu | z naší strany | z naši strany",
    ),
    "hu": Parts(
        may="",
        tell="",
        host="szolgáltatót | szolgáltatónak | tárhelyszolgáltatót | tárhelyszolgáltatónak",
        send="",
        notice="értesítést",
        removal="eltávolítás | eltávolításnak",
        free="nincs akadálya | nincs kifogásunk | nincs ellenvetésünk",
        small="a | az | most | már | ellen",
        aside="a tartalom | részünkről | a részünkről",
        may_tell="értesíthetik | tájékoztathatják | megkereshetik",
        may_send="elküldhetik | kiküldhetik | megküldhetik",
    ),
    "ro": Parts(
        may="puteți | acum puteți",
        tell="contacta | informa | notifica | anunța | înștiința",
        host="furnizorul | furnizorului | furnizor | furnizorul de hosting | furnizorului de hosting",
        send="trimite | transmite",
        notice="notificarea",
        removal="eliminarea | eliminării | ștergerea",
        free="nu avem obiecții | nu avem obiecțiuni | nicio obiecție | fără obiecții",
        small="acum | către | la",
        aside="conținutului | din partea noastră",
    ),
    "lt": Parts(
        may="galite | jau galite | dabar galite",
        tell="informuoti | susisiekti su",
        host="teikėją | teikėjui | teikėju | tiekėją | tiekėjui | tiekėju",
        send="siųsti | išsiųsti",
        notice="pranešimą",
        removal="pašalinimui",
        free="prieštaravimų neturime | neturime prieštaravimų",
        small="dabar | jau | paslaugų | dėl",
        aside="turinio | iš mūsų pusės",
    ),
}
