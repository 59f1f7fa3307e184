"""Where a mail's own text ends and no program has put `-- `: words above the writer's name, the name itself,
what a hotline's server writes below each mail."""

import re
from collections.abc import Collection
from typing import Final

from hotlined.domain.values.plain import plain, rows

LONGEST: Final = 40  # characters of such a line

_CLOSINGS: Final = frozenset(
    rows(
        "regards | kind regards | best regards | warm regards | with kind regards | many thanks",
        "thanks | thank you | thanks and regards | thanks and best regards | best | best wishes",
        "cheers | all the best | yours sincerely | sincerely | yours faithfully | thanks in advance",
        "thank you in advance | kr | br | mit freundlichen grüßen | mit freundlichem gruß",
        "freundliche grüße | viele grüße | beste grüße | mit besten grüßen | liebe grüße",
        "herzliche grüße | schöne grüße | grüße | gruß | mfg | vg | lg | mit freundlichen gruessen",
        "viele gruesse | beste gruesse | danke | vielen dank | besten dank | lugupidamisega",
        "parimat | parimate soovidega | heade soovidega | tervitades | tervitustega | aitäh | tänan",
        "με εκτίμηση | φιλικά | με φιλικούς χαιρετισμούς | ευχαριστώ | ευχαριστώ πολύ | με τιμή",
        "pagarbiai | su pagarba | geriausi linkėjimai | ačiū | dėkoju | med vänliga hälsningar",
        "med vänlig hälsning | vänliga hälsningar | vänlig hälsning | hälsningar | bästa hälsningar",
        "vänligen | mvh | tack | tack på förhand | ystävällisin terveisin | parhain terveisin",
        "terveisin | yst terv | kiitos | med venlig hilsen | venlig hilsen | med vennlig hilsen",
        "vennlig hilsen | hilsen | tak | takk | met vriendelijke groet | met vriendelijke groeten",
        "vriendelijke groeten | groeten | groet | bedankt | cordialement | bien cordialement",
        "bien à vous | meilleures salutations | merci | saludos | un saludo | saludos cordiales",
        "atentamente | gracias | cordiali saluti | distinti saluti | saluti | grazie | cumprimentos",
        "com os melhores cumprimentos | atenciosamente | obrigado | obrigada | pozdrawiam",
        "z poważaniem | dziękuję | s pozdravem | děkuji | s pozdravom | ďakujem | lep pozdrav",
        "s spoštovanjem | srdačan pozdrav | s poštovanjem | hvala | üdvözlettel | tisztelettel",
        "köszönöm | cu stimă | cu respect | mulțumesc | ar cieņu | paldies | с уважение | поздрави",
        "благодаря",
    )
)

_ASIDE: Final = " ,.!-/*|"  # around a name
_WORDS: Final = 4  # of a sentence, at least
_SEEN: Final = 400  # characters of a disclaimer that are looked at
_OPENS: Final = re.compile(  # in the folded form of `plain`
    r"(?:disclaimer|confidential(?:ity)? notice"
    r"|the (?:information|contents?) (?:contained )?in this (?:e-?mail|message|communication|transmission)"
    r"|this (?:e-?mail|message|communication)(?! (?:address|account|was (?!sent)|were|appear|stands))"
    r"|vertraulichkeitshinweis|(?:diese|die in dieser) (?:e-?mail|nachricht)|(?:ce|cet|le present) "
    r"(?:message|courriel|e-?mail)|este (?:mensaje|correo|e-?mail)|quest[oa] (?:messaggio|e-?mail|mail)"
    r"|(?:dit|deze) (?:bericht|e-?mail)|(?:kaesolev|see|kasolev) (?:e-kiri|kiri|sonum)"
    r"|(?:detta|det har) (?:meddelande|meddelandet|e-postmeddelande|mejl|mejlet)"
    r"|(?:sis|si) (?:el(?:\.|ektronin(?:is|e|io)) )?(?:pasto )?(?:laiskas|zinute)"
    r"|(?:το παρον|αυτο το) (?:ηλεκτρονικο )?(?:μηνυμα|email|e-mail)"
    r"|το (?:ηλεκτρονικο )?(?:μηνυμα|email|e-mail) αυτο)\b"
)
_SECRET: Final = re.compile(
    r"confiden|intended (?:only|solely|for)|intended recipient|privileged|vertraulich|bestimmt|riservat"
    r"|destine|destinad|vertrouwelijk|bestemd|konfiden|moeldud|sekretess|avsett|avsedd|skirta"
    r"|εμπιστευτικ|απορρητ|προοριζεται"
)


def is_prose(line: str) -> bool:
    """Whether a line is a sentence, or the end of one: below a writer's name there are titles and numbers."""
    told = line.strip()
    return told.endswith((".", "!", ";")) and told.count(" ") >= _WORDS - 1


def closes(line: str, names: Collection[str] = ()) -> bool:
    """Whether a line is nothing but such words, or one of these names (folded by `plain`)."""
    if len(line) > LONGEST:
        return False
    told = plain(line)
    return told.rstrip(" ,.!-") in _CLOSINGS or told.strip(_ASIDE) in names


def disclaims(line: str) -> bool:
    """Whether a line begins what a mail server writes below each mail: for whom it is, that it is secret."""
    told = plain(line[:_SEEN])
    return _OPENS.match(told) is not None and _SECRET.search(told) is not None
