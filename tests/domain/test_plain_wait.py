"""An analyst's plain words that ask to wait: the mail is carried out, and no notice leaves unasked (P7)."""

from time import process_time

import pytest

from hotlined.domain.analysts.no_report import wants_no_report
from hotlined.domain.analysts.not_now import puts_off_the_notice
from hotlined.domain.analysts.plain_wait import REMARK, WHY
from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.message import Original
from hotlined.domain.values.address import parse_address
from hotlined.domain.values.folders import Folder
from tests.support.lea_set import Desk
from tests.support.mails_in import FORM, T0, analyst_mail
from tests.support.world import World, home_site, queued, reported

WORDS = Desk().site


def site() -> Site:
    """A site that knows the shipped phrases."""
    return home_site(phrases=WORDS.phrases, spoken_day=WORDS.spoken_day)


def opening(text: str, *, subject: str = "[ILLEGAL]") -> World:
    """A world in which this mail has opened a case."""
    world = World(site=site())
    assert world.take(analyst_mail(text, subject=subject)).folder == Folder.DONE
    return world


def say(world: World, tags: str, text: str) -> Decision:
    mail = analyst_mail(text, subject=f"[{world.case.stream}] {tags}", received_at=world.now)
    return world.take(mail)


def why(world: World) -> list[str]:
    return [one.why for one in world.case.pauses_open()]


@pytest.mark.parametrize(
    "words",
    [
        "Please do not send the notice yet.",
        "Please wait with the notice until I have talked to the unit.",
        "Bitte die Löschaufforderung noch nicht senden.",
        "Palun ärge saatke veel teadet.",
        "Hold the notice please, they are still at it.",
    ],
)
def test_P7_words_that_ask_to_wait_in_the_mail_that_opens_a_case_keep_its_notice_back(words: str) -> None:
    for text in (f"{words}\n\n{FORM}", f"{FORM}\n{words}\n"):
        world = opening(text)

        assert why(world) == [WHY]
        assert world.letters("annex-i"), "the report to the LEA goes all the same"
        assert [draft.to.id for draft in world.letters("question")] == ["Ann", "Ben"]
        (answer,) = world.letters("opened")
        transcript = answer.values["transcript"]
        assert isinstance(transcript, Transcript)
        assert REMARK in transcript.remarks


def test_P7_so_do_such_words_in_the_subject() -> None:
    assert why(opening(FORM, subject="[ILLEGAL] please do not send the notice yet")) == [WHY]


def test_P5_the_notice_goes_when_the_question_is_answered_and_not_before() -> None:
    world = opening(f"Please do not send the notice yet.\n\n{FORM}")

    say(world, "[CONFIRM:Q1]", "")

    assert why(world) == []


def test_P4_the_question_has_no_word_of_the_mail() -> None:
    world = opening(f"Please do not send the notice yet, PLANTED.\n\n{FORM}")

    assert "PLANTED" not in str([draft.values for draft in world.letters("question")])


@pytest.mark.parametrize(
    "words",
    [
        "Do not report this yet.",
        "Don't send this to the police before I have called them.",
        "Please wait with the report until Monday.",
        "Hold off reporting, Ben wants to look as well.",
        "Please do not send yet.",
        "Bitte noch nicht melden.",
        "Bitte mit der Meldung an das LKA warten, bis ich mich melde.",
        "Palun ärge seda veel politseile saatke.",
        "Μην το αναφέρετε ακόμα.",
        "Dar nepraneškite policijai.",
        "Rapportera inte detta än.",
        "Bitte noch nicht weiterleiten.",
        "Do not report twice, wait until Monday with the report.",
        "Do not report to the police, only to the registrar.",
        "Do not report immediately.",
        "Do not report this, only file it.",
    ],
)
@pytest.mark.parametrize("tag", ["[ILLEGAL]", "[UNSURE]"])
def test_P7_words_that_want_no_report_yet_refuse_the_mail_and_nothing_leaves(words: str, tag: str) -> None:
    for text, subject in ((f"{words}\n\n{FORM}", tag), (FORM, f"{tag} {words}")):
        world = World(site=site())

        assert world.take(analyst_mail(text, subject=subject)).folder == Folder.REFUSED
        assert not world.letters("annex-i")
        (answer,) = world.letters("refused")
        assert "asks to wait with the report" in str(answer.values)


@pytest.mark.parametrize(
    "words",
    [
        "Not reported to ICCAM yet.",
        "I have not reported this anywhere else yet.",
        "I could not report this yesterday.",
        "Do not wait, report at once.",
        "No need to wait with the report.",
        "Reporter asks not to be contacted.",
        "Bisher nicht an die Polizei gemeldet.",
        "Bitte sofort melden, nicht warten.",
        "Jau pranešta ICCAM, dar nepatvirtinta.",
        "Δεν έχει αναφερθεί ακόμη στο ICCAM.",
        "Har inte anmält det någon annanstans.",
        "Please do not report twice.",
        "Bitte nicht doppelt melden.",
        "Do not report to the registrar, it is the host who can act.",
        "Do not report the whole domain, only these pages.",
        "Rapportera inte hela domänen, bara sidan.",
        "Nur Seite 1 melden, nicht die Startseite.",
        "Please do not send me the receipt.",
        "Vänta inte, skicka direkt.",
        "Diese E-Mail ist vertraulich. Bitte nicht weiterleiten.",
        "Please do not send the notice yet.",
    ],
)
def test_a_report_goes_beside_words_that_tell_or_are_of_the_notice(words: str) -> None:
    assert opening(f"{words}\n\n{FORM}").letters("annex-i")


@pytest.mark.parametrize(
    "words",
    [
        "waiting for the LEA's receipt",
        "We still wait for the acknowledgement of the LKA.",
        "Wir warten noch auf die Empfangsbestätigung der Polizei.",
        "Ootame politsei kättesaamiskinnitust.",
        "Περιμένουμε την επιβεβαίωση παραλαβής από την αστυνομία.",
        "Laukiame policijos gavimo patvirtinimo.",
        "Vi väntar på polisens kvittens.",
    ],
)
@pytest.mark.parametrize("tags", ["", "[STATUS]", "[NOTE]"])
def test_who_tells_that_the_receipt_is_waited_for_asks_nobody_to_wait(words: str, tags: str) -> None:
    world = queued(World(site=site()))

    say(world, tags, words)

    assert why(world) == []


@pytest.mark.parametrize(
    "words",
    [
        "Wait for the LEA's receipt.",
        "Waiting for the LEA's receipt, do not inform the provider.",
        "Please wait with the notice until the LEA's receipt is there.",
        "Waiting for the LEA's decision.",
        "Bitte die Empfangsbestätigung der Polizei abwarten.",
    ],
)
def test_P7_a_wish_to_wait_for_it_is_asked_about(words: str) -> None:
    world = queued(World(site=site()))

    say(world, "[STATUS]", words)

    assert why(world) == [WHY]


@pytest.mark.parametrize(
    "text",
    [
        FORM,
        f"Hello, see below. Thanks!\n\n{FORM}",
        f"No need to wait with the notice.\n\n{FORM}",
        f"{FORM}Useful information: the page tells users to wait\n",
        f"{FORM}\nKind regards\nAnn\n",
        f"{FORM}\n------ Forwarded message ------\nFrom: a\n\nPlease do not send the notice yet.\n",
        f"{FORM}\n> Please do not send the notice yet.\n",
    ],
)
def test_other_words_ask_nobody(text: str) -> None:
    assert why(opening(text)) == []


@pytest.mark.parametrize(
    "subject", ["[ILLEGAL] [NTD:none]", "[NOT-ILLEGAL]", "[ILLEGAL] [HOST:CA] [ICCAM:1]"]
)
def test_where_no_notice_is_to_come_nobody_is_asked(subject: str) -> None:
    text = f"Please do not send the notice yet.\n\n{FORM}"

    assert why(opening(text, subject=subject)) == []


def test_P7_they_are_asked_about_beside_a_command_too() -> None:
    world = queued(World(site=site()))

    say(world, "[RECEIVED:by phone]", "They ask us to hold the notice.")

    assert why(world) == [WHY]
    transcript = world.letters("done")[-1].values["transcript"]
    assert isinstance(transcript, Transcript)
    assert "question Q1" in transcript.coming[0], "it comes before anything that would go"
    world.gate(fence=world.fence())
    assert not world.sent


def test_beside_a_tag_that_speaks_of_waiting_they_ask_nobody() -> None:
    world = reported(World(site=site()))
    say(world, "[HOLD:3d]", "They ask us to hold the notice.")
    say(world, "[NTD:+20h]", "Please do not send the notice yet.")

    assert why(world) == []


TOLD = [
    "Anonymous reporter. The reporter found item 1 by chance.",
    "Same reporter as in yesterday's case; do not contact the reporter.",
    "The reporter does not want to be contacted.",
    "I have not yet informed anyone.",
    "The host has not been informed yet.",
    "We have not contacted the host.",
    "Provider not yet informed.",
    "The provider does not inform its customers.",
    "The account was suspended and is back now.",
    "Please wait a few seconds until it loads.",
    "Please stop the reminders to me.",
    "Hoster noch nicht kontaktiert.",
    "Ich warte noch auf den Rückruf.",
    "Bitte nicht den Melder kontaktieren.",
    "Δεν έχω ενημερώσει τον πάροχο.",
    "Leht laadib aeglaselt, palun oodake paar sekundit.",
    "Teikėjas dar neinformuotas.",
    "Jag har inte kontaktat leverantören.",
    "No he informado al proveedor.",
    "The notice should be sent to the host and not to the CDN.",
    "The host must be informed, not the reseller.",
    "The notice should not name the uploader.",
    "The notice should be sent now, we do not need more time.",
    "Der Provider soll sofort informiert werden, wir warten nicht.",
    "Die Meldung soll an den Hoster gehen, nicht an Cloudflare.",
]


@pytest.mark.parametrize("words", TOLD)
def test_what_an_analyst_tells_beside_an_assessment_asks_nobody(words: str) -> None:
    assert why(opening(f"{words}\n\n{FORM}")) == []
    assert why(opening(f"{FORM}Comments: {words}\n")) == []


@pytest.mark.parametrize(
    "words",
    [
        "Please do not contact the reporter or the host yet.",
        "Please wait with the notice until the reporter has called back.",
        "Merci de reporter l'envoi de la notification.",
        "Hold the notice, the host has been informed already.",
        "We are waiting for the police to call back.",
        "The host must not be informed yet.",
        "Don't send the notice until the screenshot is verified.",
        "Bitte noch warten.",
        "Den Provider nicht informieren.",
        "Μην ενημερώσετε τον πάροχο.",
        "Teenusepakkujat veel mitte teavitada.",
        "Teikėjo kol kas neinformuoti.",
        "Leverantören får inte informeras ännu.",
        "Polisen ber oss vänta.",
        "No informar al proveedor.",
        "Provider darf noch nicht informiert werden.",
        "Der Provider soll noch nicht informiert werden.",
        "L'hébergeur ne doit pas être informé.",
        "We do not want the notice sent yet.",
    ],
)
def test_P7_words_that_ask_to_wait_are_asked_about_beside_what_is_told(words: str) -> None:
    assert why(opening(f"Anonymous reporter.\n{words}\n\n{FORM}")) == [WHY]


@pytest.mark.parametrize(
    "words",
    [
        "No notice yet please.",
        "No notice yet.",
        "No notice please.",
        "Please no notice yet.",
        "Notice not yet please.",
        "No notice for now.",
        "No NTD to the provider yet, thanks.",
        "No takedown for the time being.",
        "No takedown yet please.",
        "No takedown to the provider yet.",
        "No notice yet because the police search on Friday.",
        "Noch keine Löschaufforderung bitte.",
        "Vorläufig keine Benachrichtigung.",
        "Löschaufforderung noch nicht bitte.",
        "Pas encore de notification svp.",
        "Por ahora ninguna notificación, por favor.",
        "Palun veel mitte teadet.",
        "Όχι ακόμη ειδοποίηση παρακαλώ.",
        "Kol kas jokio pranešimo.",
        "Ingen anmälan ännu tack.",
    ],
)
def test_P7_a_wish_for_no_notice_yet_that_has_no_verb_is_asked_about(words: str) -> None:
    assert why(opening(f"{words}\n\n{FORM}")) == [WHY]
    assert why(opening(f"{FORM}\n{words}\n")) == [WHY]
    world = queued(World(site=site()))
    say(world, "[RECEIVED:by phone]", words)
    assert why(world) == [WHY]


@pytest.mark.parametrize(
    "words",
    [
        "No notice has been sent yet.",
        "No answer from the host yet.",
        "No notice received from ICCAM yet.",
        "No other report yet.",
        "Notice language: English please.",
        "No need for a notice copy, thanks.",
        "The host gives no notice address.",
        "Please notice the second URL.",
        "Not yet in ICCAM.",
        "No ICCAM number yet.",
        "No takedown by the host so far, seen before.",
        "Reported to the host in May, no takedown yet.",
        "Noch keine Rückmeldung vom Hoster.",
        "Bisher keine Meldung vom Provider erhalten.",
        "Bitte die Meldung auf Deutsch.",
        "Pas encore de réponse de l'hébergeur.",
        "Todavía no hay respuesta.",
        "Veel ei ole vastust.",
        "Teade eesti keeles, palun.",
        "Δεν υπάρχει ακόμη απάντηση.",
        "Dar nėra atsakymo.",
        "Inget svar ännu.",
        "Anmälan på svenska tack.",
    ],
)
def test_what_has_no_notice_in_it_and_tells_how_it_is_asks_nobody(words: str) -> None:
    assert why(opening(f"{words}\n\n{FORM}")) == []
    assert why(opening(f"{FORM}\n{words}\n")) == []


OFFICER = """

-------- Forwarded Message --------
Subject: \tyour report
Date: \tMon, 2 Mar 2026 10:00:00 +0200
From: \tOfficer <{}>
To: \tann@hotline.example.org

{}
"""


@pytest.mark.parametrize("tags", ["[NOTE]", "[RECEIVED:by mail]"])
@pytest.mark.parametrize("words", ["Please hold the notice until Friday.", "Bitte noch nicht melden."])
def test_P5_an_officers_wish_to_wait_that_an_analyst_forwards_keeps_the_notices_back(
    tags: str, words: str
) -> None:
    world = reported(World(site=site()))
    text = "See below.\n" + OFFICER.format("officer@police.example.com", words)

    assert say_forwarding(world, tags, text).folder == Folder.DONE

    assert why(world) == [WHY]


def say_forwarding(world: World, tags: str, text: str) -> Decision:
    """A mail as the reader gives it: the forwarded one is in the body alone."""
    own = "See below.\n"
    fields = {"new_text": own, "certain_text": own, "received_at": world.now}
    return world.take(analyst_mail(text, subject=f"[{world.case.stream}] {tags}", **fields))


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("officer@police.example.com", "We have received it, thank you."),
        ("someone@example.com", "Please hold the notice until Friday."),
    ],
)
def test_other_words_that_are_forwarded_ask_nobody(sender: str, words: str) -> None:
    world = reported(World(site=site()))

    say_forwarding(world, "[NOTE]", "See below.\n" + OFFICER.format(sender, words))

    assert why(world) == []


WROTE = "On Mon, 2 Mar 2026 at 10:00, Officer <{}> wrote:"


@pytest.mark.parametrize("mark", ["", "> "])
@pytest.mark.parametrize(
    ("sender", "words", "asks"),
    [
        ("officer@police.example.com", "Please hold the notice until Friday.", [WHY]),
        ("officer@police.example.com", "We have received it, thank you.", []),
        ("someone@example.com", "Please hold the notice until Friday.", []),
    ],
)
def test_P5_an_officers_wish_below_a_line_that_says_who_wrote_is_asked_about(
    sender: str, words: str, asks: list[str], mark: str
) -> None:
    world = reported(World(site=site()))

    say_forwarding(world, "[NOTE]", f"See below.\n\n{WROTE.format(sender)}\n\n{mark}{words}\n")

    assert why(world) == asks


@pytest.mark.parametrize(
    ("words", "asks"),
    [
        ("Please hold the notice until Friday.", [WHY]),
        ("Please wait, we ask our customer.", []),
        ("We have received it, thank you.", []),
    ],
)
def test_P5_a_wish_about_the_notice_of_somebody_without_an_address_is_asked_about(
    words: str, asks: list[str]
) -> None:
    for wrote in ("On 2.3.2026 10:00, Kim Lee wrote:", "From: Kim Lee\nSent: 2 March 2026\nSubject: x\n"):
        world = reported(World(site=site()))
        say_forwarding(world, "[NOTE]", f"See below.\n\n{wrote}\n{words}\n")
        assert why(world) == asks


def test_a_reporters_words_in_the_mail_that_opens_a_case_ask_nobody() -> None:
    world = World(site=site())
    text = f"{FORM}\nOn 2.3.2026 10:00, Kim Lee wrote:\n> Please hold the notice until Friday.\n"
    world.take(analyst_mail(text, subject="[ILLEGAL]", new_text=FORM, certain_text=FORM))
    assert why(world) == []


def test_P5_what_a_mail_quotes_below_an_officers_is_no_wish_of_theirs() -> None:
    world = reported(World(site=site()))
    officer = WROTE.format("officer@police.example.com")
    ours = f"> {WROTE.format('ann@hotline.example.org')}\n>> Shall we wait with the notice?"
    theirs = f"> We have received it.\n{ours}"

    say_forwarding(world, "[NOTE]", f"See below.\n\n{officer}\n{theirs}\n\nWe need not wait for more.\n")

    assert why(world) == []


@pytest.mark.parametrize(
    ("author", "wish", "asks"),
    [
        ("officer@police.example.com", "Please hold the notice until Friday.", [WHY]),
        ("officer@police.example.com", "", [WHY]),  # sealed
        ("officer@police.example.com", "No need to wait.", []),
        ("someone@example.com", "Please hold the notice until Friday.", []),
        ("someone@example.com", "", []),
    ],
)
def test_P5_an_officers_mail_that_is_attached_to_a_note_is_heard(
    author: str, wish: str, asks: list[str]
) -> None:
    world = reported(World(site=site()))
    attached = Original("<o@police.example.com>", world.now, "", parse_address(author), wish)
    subject = f"[{world.case.stream}] [NOTE]"

    world.take(analyst_mail("See the mail.\n", subject=subject, received_at=world.now, originals=(attached,)))

    assert why(world) == asks


REPORT = """On Mon, 2 Mar 2026 at 10:00, Hotline <reports@hotline.example.org> wrote:
> Please reply to this mail and quote this receipt code
>   "received" or [RECEIVED]             confirms the receipt
>   "hold" or [HOLD]                     keeps the notice to the provider back
"""


@pytest.mark.parametrize("mark", ["", "> "])
@pytest.mark.parametrize(
    ("words", "asks"), [("We have received it.", []), ("Please hold the notice until Friday.", [WHY])]
)
def test_P5_what_an_officers_mail_quotes_of_our_report_is_no_wish_of_theirs(
    words: str, asks: list[str], mark: str
) -> None:
    world = reported(World(site=site()))
    forwarded = OFFICER.format("officer@police.example.com", f"{words}\n\n{REPORT}").strip()

    say_forwarding(
        world, "[NOTE]", "See below.\n\n" + "".join(f"{mark}{one}\n" for one in forwarded.split("\n"))
    )

    assert why(world) == asks


def test_P5_an_officers_wish_below_the_form_that_opens_a_case_is_asked_about() -> None:
    world = World(site=site())
    text = FORM + OFFICER.format("officer@police.example.com", "Please hold the notice until Friday.")
    world.take(analyst_mail(text, subject="[ILLEGAL]", new_text=FORM, certain_text=FORM))

    assert why(world) == [WHY]


def test_P5_an_officers_mail_that_is_attached_to_an_answer_to_our_mail_is_heard() -> None:
    world = reported(World(site=site()))
    author = parse_address("officer@police.example.com")
    attached = Original("<o@police.example.com>", world.now, "", author, "Please hold the notice.")
    (ours,) = world.letters("opened")

    world.take(
        analyst_mail(
            "See the mail.\n",
            subject=f"Re: [{world.case.stream}] [NOTE]",
            received_at=world.now,
            originals=(attached,),
            references=(ours.message_id,),
        )
    )

    assert why(world) == [WHY]


def test_many_lines_that_say_who_wrote_take_no_longer_than_they_are_long() -> None:
    world = reported(World(site=site()))
    text = f"{WROTE.format('officer@police.example.com')}\nWe have received it.\n" * 500
    begin = process_time()
    say_forwarding(world, "[NOTE]", f"See below.\n\n{text}")
    assert process_time() - begin < 0.8


def test_a_long_line_where_an_address_stands_takes_no_longer_than_it_is_long() -> None:
    world = reported(World(site=site()))
    begin = process_time()
    say_forwarding(world, "[NOTE]", "See below.\n\nFrom: " + "a" * 39_000 + "\nSubject: x\n\nx\n")
    assert process_time() - begin < 2


@pytest.mark.parametrize(
    "words", ["report not after if ", "do not report twice, ", "as soon as ", "do not report\n", "not "]
)
def test_words_without_an_end_are_read_in_time_that_grows_as_they_do(words: str) -> None:
    def taken(times: int) -> float:
        begun = process_time()
        wants_no_report(words * times, WORDS, T0)
        puts_off_the_notice(words * times, WORDS.phrases)
        return process_time() - begun

    taken(100)
    assert taken(8_000) < 12 * taken(1_000) + 0.5
