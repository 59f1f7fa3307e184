"""The words above a writer's name at the end of a mail, where a program puts no `-- `."""

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


def closes(line: str) -> bool:
    """Whether a line is nothing but such words."""
    return len(line) <= LONGEST and plain(line).rstrip(" ,.!-") in _CLOSINGS
