"""Words that mail clients put around what they quote, per language: data, folded as by
`robot_words.plain`.
"""

from typing import Final

from hotlined.domain.robot_words import rows

# Labels of the block that Outlook and its kin put above a quoted mail, by what they label.
FROM: Final = frozenset(rows(
    "from | von | de | da | van | od | från | fra | lähettäjä | saatja | kellelt | no | nuo",
    "feladó | de la | от",
    "από | mittente | expéditeur | afzender | remitente | absender | avsender | avsändare",
    "afsender | sūtītājs",
    "siuntėjas | nadawca | odesílatel | odosielateľ | pošiljatelj | expeditor | от кого",
    "від | kimden | mibgħuta minn",
    "发件人 | 寄件者 | 差出人 | minn | ó | reply-to | antwort an",
))  # fmt: skip
SENT: Final = frozenset(rows(
    "sent | date | gesendet | gesendet am | datum | envoyé | envoyé le | date d'envoi",
    "verzonden | verzonden op",
    "enviado | enviado el | enviada em | fecha | data | inviato | data invio | wysłano",
    "wysłane | odesláno | dne",
    "odoslané | dátum | poslano | datum in ura | skickat | skickat den | sendt | dato",
    "lähetetty | päivämäärä | pvm",
    "saadetud | kuupäev | nosūtīts | nosūtīšanas datums | datums | išsiųsta | siųsta",
    "elküldve | küldve | trimis",
    "изпратено | дата | στάλθηκε | ημερομηνία | отправлено | надіслано | mibgħut | seolta",
    "dáta | gönderildi",
))  # fmt: skip
TO: Final = frozenset(rows(
    "to | an | à | para | a | aan | do | komu | till | til | vastaanottaja | kellele | saaja",
    "kam | kam/kome | adresātam",
    "címzett | către | до | προς | za | destinataire | destinatario | destinatário",
    "ontvanger | empfänger | adresat",
    "pro | prejemnik | primatelj | gavėjas | cc | kopie | kopia | kopija | kopio | koopia",
    "κοιν. | кому | kime | 收件人 | 宛先 | lil | chuig",
))  # fmt: skip
SUBJECT: Final = frozenset(rows(
    "subject | betreff | objet | asunto | oggetto | assunto | onderwerp | temat | předmět",
    "predmet | zadeva | emne",
    "ämne | aihe | teema | tēma | tema | tárgy | subiect | тема | относно | θέμα | sujet",
    "suġġett | 主题 | 主旨 | 件名 | ábhar | konu",
))  # fmt: skip

# "somebody wrote", as it ends (or stands in) the line above quoted text.
WROTE: Final = rows(
    "wrote | writes | sent | schrieb | hat geschrieben | geschrieben | a écrit | écrivait",
    "a ecrit | escribió",
    "escribio | ha escrito | escreveu | ha scritto | scrisse | scriveva | schreef",
    "volgende geschreven | napisał",
    "napisal | pisze | napísal | je napisal | je napisala | je napisao | napsala | írta",
    "ezt írta | a scris | написа",
    "έγραψε | έγραψες | skrev | skrev: | kirjoitti | kirjutas | rakstīja | rašė | parašė",
    "написал | пишет | пише",
    "pisao | piše | kiteb | scríobh | yazdı | menulis",
)  # fmt: skip

# Lines that phones add; short lines that begin with these.
DEVICE: Final = rows(
    "sent from | sent via | sent with | sent by | from my iphone | get outlook",
    "envoyé depuis | envoyé de mon",
    "envoyé à partir | von meinem | gesendet von | gesendet mit | diese nachricht wurde von",
    "verzonden | verstuurd",
    "enviado desde | enviado do meu | enviado de mi | inviato da | wysłane z | wysłano z",
    "odesláno z | odoslané z",
    "skickat från | sendt fra | lähetetty | saadetud minu | nosūtīts no | išsiųsta iš",
    "trimis de pe | изпратено от",
    "στάλθηκε από | отправлено с | poslano s | poslano iz | elküldve | küldve a",
    "obter o outlook | télécharger outlook",
    "outlook für | descargar outlook | scarica outlook | hämta outlook | hent outlook",
)  # fmt: skip
