"""Words around what mail programs quote, and words of a hold, per language: data, folded as by
`plain`.
"""

from typing import Final

from hotlined.domain.values.plain import rows

# Labels of the block that Outlook and its kin put above a quoted mail, by what they label.
FROM: Final = frozenset(rows(
    "from | von | de | da | van | od | från | fra | lähettäjä | saatja | kellelt | no | nuo",
    "feladó | de la | от",
    "από | mittente | expéditeur | afzender | remitente | absender | avsender | avsändare",
    "afsender | sūtītājs",
    "siuntėjas | nadawca | odesílatel | odosielateľ | pošiljatelj | expeditor | от кого",
    "від | kimden | mibgħuta minn | frá | posiela | naslovnik",
    "发件人 | 寄件者 | 差出人 | 送信元 | minn | ó | reply-to | antwort an",
    "šalje | expeditorul | отправитель | від кого | gönderen",
    "寄件人 | 送信者 | 보낸 사람 | 보낸사람",
    "מאת | من | од | nga | từ | จาก | dari | oddi wrth | از",
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
    "dáta | gönderildi | enviada | enviado em | enviada el | poslané | posláno | αποστολή | saatmisaeg",
    "sūtīts",
    "saatmise aeg | изпратено на",
    "tarih | data wysłania | odoslaný | odeslaný | send | dagsetning | sendt den | data:",
    "päiväys | 日付",
    "发送时间 | 发件时间 | 寄件日期 | 傳送日期 | 日期 | 送信日時 | 日時",
    "보낸 날짜 | 보낸날짜 | 보낸 시간 | 날짜",
    "enviat | enviat el | נשלח | תאריך | تاريخ الإرسال | التاريخ",
    "послато | испратено | датум | dërguar | đã gửi | ngày | ส่ง | วันที่ | dikirim | tanggal | anfonwyd",
    "تم الإرسال | ارسال شده",
))  # fmt: skip
TO: Final = frozenset(rows(
    "to | an | à | para | a | aan | do | komu | till | til | vastaanottaja | kellele | saaja",
    "kam | kam/kome | adresātam",
    "címzett | către | до | προς | za | destinataire | destinatario | destinatário",
    "ontvanger | empfänger | adresat",
    "pro | prejemnik | primatelj | gavėjas | cc | kopie | kopia | kopija | kopio | koopia",
    "adressaat | adresaat | прима | prima | efni til | kp | dw | kópia | kópie | másolatot kap | másolat",
    "копие | копия | копія | κοινοποίηση | kopi | afrit | udw | afskrift | copie à | copie | copia | cópia",
    "κοιν. | кому | kime | 收件人 | 宛先 | lil | chuig | destinatarul | pre | pour | bilgi | 送信先",
    # Where an answer is to go: Apple Mail has it in the same block.
    "odgovori na | odpověď na | svar til | antwoord aan | vastaus | répondre à | válaszcím | rispondi a",
    "odpowiedź-do | responder a | răspuns către | ответ-кому | odpovedať-pre | svara till | yanıt adresi",
    "кому відповісти",
    "收件者 | 抄送 | 副本 | 받는 사람 | 받는사람 | 참조",
    "per a | אל | עותק | إلى | نسخة",
    "за | për | tới | đến | ถึง | สำเนา | kepada | به",
))  # fmt: skip
SUBJECT: Final = frozenset(rows(
    "subject | betreff | objet | asunto | oggetto | assunto | onderwerp | temat | předmět",
    "predmet | zadeva | emne",
    "ämne | aihe | teema | tēma | tema | tárgy | subiect | тема | относно | θέμα | sujet",
    "efni | vec | věc | dotyczy | priedmet | tárgya | betr. | betr | re",
    "suġġett | 主题 | 主旨 | 件名 | ábhar | konu | subiectul | naslov",
    "主題 | 제목 | assumpte | thema | נושא | الموضوع",
    "наслов | предмет | subjekti | chủ đề | เรื่อง | หัวเรื่อง | subjek | perihal | pwnc | موضوع",
    "temats | ogg",
))  # fmt: skip

# "somebody wrote", as it ends (or stands in) the line above quoted text.
WROTE: Final = rows(
    "skrifaði | napísala | napisała | napisał(a) | napísal(a) | написал(а) | написав | написала | napisao/la",
    "quoting | zitat von | citerar | citando | quotando | citát | schreibt | écrit | scrive | escribe",
    "napsal(a) | napisal(a) | napisao | napisala | написано | написа(а) | heeft geschreven | cytowanie",
    "said the following | wrote the following",
    "wrote | writes | sent | schrieb | hat geschrieben | geschrieben | a écrit | écrivait",
    "a ecrit | escribió",
    "escribio | ha escrito | escreveu | ha scritto | scrisse | scriveva | schreef",
    "volgende geschreven | napisał",
    "napisal | pisze | napísal | je napisal | je napisala | je napisao | napsala | írta",
    "ezt írta | a scris | написа",
    "έγραψε | έγραψες | skrev | skrev: | kirjoitti | kirjutas | rakstīja | rašė | parašė",
    "написал | пишет | пише",
    "pisao | piše | kiteb | scríobh | yazdı | menulis",
    "вы писали | ви писали | schrieben sie | vous écriviez",
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
    "στάλθηκε από | отправлено с | отправлено из | poslano s | poslano iz | elküldve | küldve a",
    "obter o outlook | télécharger outlook",
    "outlook für | descargar outlook | scarica outlook | hämta outlook | hent outlook",
    "outlook for ios | outlook for android | outlook for mac | outlook voor ios | outlook voor android",
    "download outlook | holen sie sich outlook | laden sie outlook",
    "obtenir outlook | obtenez outlook | obtener outlook | obtén outlook | ottieni outlook | skaffa outlook",
    "hanki outlook | hankige outlook | gaukite outlook | gaukite „outlook | iegūstiet outlook",
    "pobierz outlook | pobierz aplikację outlook | získat outlook | získať outlook | prenesite outlook",
    "nabavite outlook | preuzmite outlook | obțineți outlook | descărcați outlook | изтегляне на outlook",
    "вземете outlook | λήψη του outlook | αποκτήστε το outlook | отримати outlook | получить outlook",
)  # fmt: skip

# The same where the verb stands last.
DEVICE_ENDS: Final = rows(
    "iphone-ról küldve | iphone-omról küldve | ipad-ről küldve | ipad-emről küldve",
    "galaxy készülékemről küldve | iphone'umdan gönderildi | iphone’umdan gönderildi",
    "ipad'imden gönderildi | ipad’imden gönderildi | verziójának beszerzése | outlook'u edinin",
)

# What such a line speaks of; one without is perhaps a person's.
GADGETS: Final = rows(
    "iphone | ipad | ipod | android | samsung | galaxy | outlook | mail | mobil | phone | blackberry",
    "huawei",
    "windows | yahoo | proton | tablet | handy | telefon | smartfon | puhelim | luuri | kännykä | телефон",
    "κινητο | móvil | cell | cellulare | gsm | device | gerät | appareil | apparaat | dispositi | nokia",
    "xiaomi",
    "htc | sony | lg | oneplus | pixel | motorola | mac | pc | thunderbird | telefoon | zariad | zařízen",
    "мобильн",
    "urządzen | seade | ierīc | įrengin | készülék | enhet | enhed | laite | typo | brevity",
)  # fmt: skip

# What stands in the ruler above a quoted or forwarded mail; the whole line but for dashes and stars.
ORIGINAL: Final = frozenset(rows(
    "original message | antwort nachricht | original appointment | original email | original e-mail",
    "original mail",
    "reply message | end of message | ursprüngliche nachricht | originalnachricht | original-nachricht",
    "ursprüngliche mail | ursprüngliche e-mail | urspruengliche nachricht | original nachricht",
    "message d'origine | message original | message initial | e-mail d'origine | mensaje original",
    "messaggio originale | mensagem original | oorspronkelijk bericht | origineel bericht",
    "oorspronkelijke bericht | oprindelig meddelelse | oprindelig besked | original besked",
    "ursprungligt meddelande | originalmeddelande | opprinnelig melding | alkuperäinen viesti",
    "algne kiri | algne sõnum | algne teade | originaalkiri | αρχικό μήνυμα | πρωτότυπο μήνυμα",
    "pradinis laiškas | originalus laiškas | pirminis laiškas | pradinė žinutė | sākotnējais ziņojums",
    "oriģinālais ziņojums | sākotnējā vēstule | oriģinālā vēstule | wiadomość oryginalna",
    "oryginalna wiadomość | pierwotna wiadomość | původní zpráva | původní e-mail | původní email",
    "pôvodná správa | pôvodný e-mail | izvorno sporočilo | prvotno sporočilo | izvorna poruka",
    "originalna poruka | eredeti üzenet | mesaj original | mesajul original | оригинално съобщение",
    "оригинално писмо",
    "първоначално съобщение | исходное сообщение | первоначальное сообщение | исходное письмо",
    "оригінальне повідомлення | початкове повідомлення | upprunaleg skilaboð | upphaflegt skeyti",
    "upprunalegt skeyti | messaġġ oriġinali | teachtaireacht bhunaidh | an teachtaireacht bhunaidh",
    "orijinal mesaj | özgün ileti",
    "原始邮件 | 原始郵件 | 元のメッセージ | 원본 메시지 | 원본 메일",
))  # fmt: skip
FORWARDED: Final = frozenset(rows(
    "forwarded message | begin forwarded message | forwarded mail | weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht | message transféré | message transmis",
    "début du message transféré | message réexpédié | mensaje reenviado | inicio del mensaje reenviado",
    "messaggio inoltrato | inizio messaggio inoltrato | mensagem encaminhada | mensagem reencaminhada",
    "início da mensagem reencaminhada | doorgestuurd bericht | begin doorgestuurd bericht",
    "videresendt meddelelse | videresendt besked | vidarebefordrat meddelande | vidarebefordrat brev",
    "videresendt melding | välitetty viesti | edelleenlähetetty viesti | edasisaadetud kiri",
    "edastatud kiri | edastatud sõnum | edasi saadetud kiri | προωθημένο μήνυμα | persiųstas laiškas",
    "persiųsta žinutė | pārsūtītā vēstule | pārsūtīts ziņojums | pārsūtītais ziņojums",
    "wiadomość przekazana | przekazana wiadomość | wiadomość przesłana dalej",
    "treść przekazanej wiadomości | přeposlaná zpráva | přeposlaný e-mail | preposlaná správa",
    "posredovano sporočilo | proslijeđena poruka | továbbított üzenet | mesaj redirecționat",
    "mesaj transmis | mesaj retransmis | препратено съобщение | пересылаемое сообщение",
    "пересланное сообщение | переслане повідомлення | framsent skeyti | messaġġ mibgħut | iletilen mesaj",
    "iletilmiş mesaj | začátek přeposílané zprávy | začiatok preposlanej správy",
    "start på videresendt besked | vidarebefordrat mejl | välitetty viesti alkaa",
    "välitetty viesti / fwd.msg | début du message réexpédié | započni proslijeđenu poruku",
    "továbbított levél kezdete | początek przekazywanej wiadomości | início da mensagem encaminhada",
    "începe mesajul redirecționat | начало переадресованного сообщения | перенаправленное сообщение",
    "початок листа, що пересилається | перенаправлене повідомлення | ileti başlangıcı",
    "メッセージを転送 | preposlaná správa --- forwarded message",
    "转发的邮件 | 轉寄郵件 | 転送されたメッセージ | 전달된 메시지",
))  # fmt: skip

# Ticket systems: the answer stands above this line.
ABOVE: Final = rows(
    "reply above this line | your reply above this | reply above this | write above this line",
    "oberhalb dieser zeile | über dieser zeile | au-dessus de cette ligne | boven deze regel",
    "boven deze lijn | por encima de esta línea | encima de esta línea | sopra questa riga",
    "acima desta linha | ovanför denna rad | ovanför den här raden | tämän rivin yläpuolelle",
    "over denne linje | over denne linjen | powyżej tej linii | nad tímto řádkem | nad tento řádek",
    "nad tento riadok | nad ovom crtom | deasupra acestei linii | над този ред | над этой строкой",
    "над цим рядком | πάνω από αυτή τη γραμμή | selle rea kohale | virš šios eilutės | virs šīs rindas",
)  # fmt: skip

# Two to four capitals with a colon that are not somebody's initials.
NO_INITIALS: Final = frozenset(rows("re | fw | fwd | aw | wg | sv | vs | cc | bcc | to | an | von | de | tel",
    "fax | mob | www | url | urls | http | ps | nb | dw | id | ip | ref | tr | rv | od | do | da | no | fra",
    "til | kam | nuo | van | aan | para | za | item | date | from | sent | note"))  # fmt: skip

# The legal words below a signature.
DISCLAIMER: Final = rows(
    "confidential | privileged | intended | recipient | unauthori | disclos | vertraulich | empfänger",
    "confidentiel | destinataire | confidencial | destinatario | riservat | vertrouwelijk | geadresseerde",
    "konfidentsiaal | saaja | konfidencial | konfidenciāl | adresāt | fortrolig | mottaker | modtager",
    "konfidentiell | mottagare | luottamuksell | poufn | adresat | důvěrn | příjemce | dôvern | bizalmas",
    "confidenția | destinatar | поверител | конфиденциал | конфіденц | εμπιστευτικ | παραλήπτ | virus",
    "think before",
    "zaupn | povjerljiv | trúnaðar",
)  # fmt: skip

# How a word begins that asks to wait, and whole phrases: coarser than rules/replies.yaml, since it only
# decides which lines of a quote are left in for the reading that looks for holds.
WAIT: Final = rows(
    "hold | wait | await | postpon | suspend | refrain | delay | defer | pause | halt | stop | withhold",
    "standby | abstain | freeze",
    "wart | abwart | zuwart | aufschieb | aufschub | aufzuschieb | verschieb | zurückhalt | zurückzuhalt",
    "zurückstell | aussetz | auszusetz | anhalt | anzuhalt | gedulde | unterlass | verzöger | innehalt",
    "oota | ooda | oote | peata | viivita | hoidke | hoidma | hoiame | lükka | lükak | lükata",
    "περιμεν | αναμον | αναμειν | αναμεν | αναβαλ | αναβολ | αναστειλ | αναστολ | καθυστερ | σταματ | κρατησ",
    "palauk | laukt | laukit | lauki | atidėk | sustabd | sulaik | užlaik | stabdy | luktel",
    "pagaid | gaidi | gaidī | uzgaid | nogaid | atlik | aptur | aiztur",
    "vänta | avvakta | dröj | uppskjut | skjut | senarelägg | invänt",
    "odota | odotta | odotel | lykät | lykkä | siirtäk | keskeyt | pysäyt | pidät | viivyt",
    "afvent | avvent | udsæt | utsett | udskyd | tilbagehold | stans | fresta | fresti | stöðv",
    "wacht | afwacht | uitstel | opschort | aanhoud | tegenhoud | vasthoud | pauzeer",
    "attend | attente | patient | différe | différé | surseoir | sursis | reportez | retenez | retenir",
    "arrêt",
    "esper | aguard | aplaz | aplac | retras | demor | deten | pospon | pospong | paralic | paraliz",
    "aspett | sospen | rinvi | rimand | ritard | ferma | tratten | posticip | pazient",
    "adiar | adiem | adie | atras | retenh | reter | sustar | sustem",
    "czeka | poczek | zaczek | odczek | wstrzym | odrocz | odłóż | odłoż | opóźni | zawie",
    "počke | vyčke | čekej | čekat | odlož | odlož | pozdrž | zadrž | pozastav | zastav | posečk",
    "počak | počka | vyčka | čakaj | čakať | zdrž | pričeka | pričekaj | čekaj | sačeka | odgod | obustav",
    "zaustav",
    "ustav | nemojte | prelož | várj | várn | várak | várunk | halass | elhalaszt | felfüggeszt",
    "visszatart | szünetel",
    "aștept | astept | amâna | amânaț | suspend | oprit | opriți | opreasc | oprim | rețin | întârzi",
    "изчака | чакай | почака | отлож | спрете | спрем | задръж | подожд | ждите | ждем | обожд | приостан",
    "повремен | задерж | останов | придерж | зачека | почека | чекай | відклад | відкла | призупин",
    "затрим | зупин",
    "stenn | istenn | waqqf | żomm | zomm | fanacht | fanaigí | moillig | coinnigh | bekle | ertele | durdur",
)  # fmt: skip
WAIT_WHOLE: Final = frozenset(rows(
    "vent | vente | venter | ventar | bíð | bíða | bíðið | bið | bíðum | beðið | houd | houdt | var",
    "жди | ждать | спри | čekat | hoia | hold | fan | fanann | stopp | stay | sta",
))  # fmt: skip
NOT_YET: Final = rows(
    "vorerst nicht | bis auf weiteres | nicht abschick | nicht benachricht | nicht kontaktier",
    "nicht anschreib | nicht entfern | nicht lösch | hoida tagasi | ärge veel | ärge teavit | mitte teavit",
    "ärge võt | ärge eemald | mitte eemald | ärge edasta | ärge võtke | να ανασταλ | να αναβλη | να μην",
    "μην ειδοπ | μην επικοιν | μην αφαιρ | atidėt | neinformuo | nesusisiek | nešalin | nepraneš | atliec",
    "neinformē | nesazin | nedzēs | nepaziņo | håll inne | hålla inne | håller inne | skicka ej",
    "underrätta inte | inte underrätt | informera inte | inte informera | kontakta inte | inte kontakta",
    "ta inte bort | inte ta bort | älkää ilmoit | älkää poist | ei saa lähet | ikke underret | ikke kontakt",
    "niet informeren | niet contacteren | niet verwijder | ne pas inform | ne pas contact | ne pas supprim",
    "ne pas retir | no inform | no contact | no notif | no elimin | non inform | non contatt | non rimuov",
    "nie inform | nie kontakt | nie usuw | neinformuj | nekontaktuj | nemaž | nu inform | nu contact",
    "nu șterg | не информир | не уведом | не удал | не повідом",
    "not yet | not send | not notify | not contact | not inform | not take down | not remove | n't send",
    "n't notify | n't contact | n't inform | n't take | n't remove | nothing before | hang on | stand by",
    "do nothing | send nothing | nichts send | nichts versend | nichts absend | nichts verschick",
    "nichts abschick | nichts unternehm | nichts veranlass | niets verstur | niets verzend | stuur niets",
    "ne rien envo | n'envoyez rien | skicka inget | skicka ingenting | send intet | send ingenting",
    "send ikke noget | mitte midagi saat | ärge midagi saat | ärge praegu midagi | mitään lähet",
    "no action | noch nicht | nicht senden | nicht versenden | nicht absenden",
    "nicht verschicken | nicht informieren | ärge saat | mitte saat | ära saada | veel mitte | μην στείλ",
    "μη στείλ | μην αποστείλ | μην ενημερ | όχι ακόμα | nesiųs | neišsiųs | dar ne | nesūt | nenosūt",
    "vēl ne",
    "inte skicka | skicka inte | inte än | älkää lähet | älä lähet | ei vielä | ikke send | send ikke",
    "endnu ikke | ikke ennå | niet versturen | niet verzenden | nog niet | niet sturen | ne pas envoyer",
    "n'envoyez pas | pas encore | no enviar | no envíe | no mande | todavía no | aún no | non inviar",
    "non inviat | non mandat | non ancora | não envi | ainda não | nie wysył | nie wysła | jeszcze nie",
    "neposíl | neodesíl | ještě ne | neposiel | neodosiel | ešte nie | ne pošil | še ne | ne šal | još ne",
    "ne küld | még ne | nu trimit | nu expedi | nu încă | încă nu | не изпращ | още не | не отправл | еще не",
    "не надсил | не відправл | ще не | ekki senda | ekki strax | tibgħatx",
)  # fmt: skip
