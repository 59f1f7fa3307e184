"""New text and quoted text: a hold is never dropped, our own words are nobody's receipt (threats G6, I10)."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.hotline.site import Phrase
from hotlined.domain.replies.lexicon import watched_in_quotes, watchwords
from hotlined.domain.text.newtext import Kind, _classified, new_text
from tests.support.over import over
from tests.support.reply_corpus import Reply, replies_in

CORPUS = Path(__file__).parents[1] / "corpus" / "reply"
RULES = Path(__file__).parents[2] / "rules"
HEAD = "From: H <h@example.org>\nSent: 3.2.2025 10:00\nTo: Desk\nSubject: x\n\n"
HOLD = "please hold the notice"
OURS = (
    "Dear colleagues,\n\nplease confirm receipt of this report by answering this mail. The notice to the\n"
    "provider leaves tomorrow at ten unless you ask us to wait.\n\nhold\nreceived\n\nThe hotline"
)


def rows() -> list[Any]:
    labels = json.loads((CORPUS / "labels.json").read_text("utf-8"))["labels"]
    return [pytest.param((CORPUS / row["file"]).read_text("utf-8"), row, id=row["file"]) for row in labels]


WRITTEN = [reply for name in ("first", "second") for reply in replies_in(CORPUS / name)]


def written() -> list[Any]:
    return [pytest.param(reply, id=reply.name) for reply in WRITTEN]


def changed(reply: Reply, words: str) -> Iterator[str]:
    """The mail with these words before and after each new line (in HTML: at its end)."""
    for number, mark in enumerate(reply.marks):
        if mark == "+" and reply.markup:
            yield reply.text.replace(reply.lines[number], f"{reply.lines[number]} {words}", 1)
        elif mark == "+":
            yield reply.with_line(number, words)
            yield reply.with_line(number + 1, words)


def squeeze(text: str) -> str:
    return " ".join(text.split())


@over(("body", "row"), rows())
def test_each_reply_of_our_corpus_is_cut_exactly_for_receipts(body: str, row: dict[str, Any]) -> None:
    assert squeeze(new_text(body).certain) == squeeze(row["new_text"])


@over(("body", "row"), rows())
def test_a_hold_at_any_place_of_the_new_text_is_kept(body: str, row: dict[str, Any]) -> None:
    lines = body.splitlines()
    new = {squeeze(line) for line in row["new_text"].splitlines() if line.strip()}
    places = {n + d for n, line in enumerate(lines) if squeeze(line) in new for d in (0, 1)}

    assert places
    for place in places:
        changed = "\n".join([*lines[:place], HOLD, *lines[place:]])
        assert HOLD in new_text(changed, ours=(row["elided"],)).for_holds


@over("reply", written())
@pytest.mark.parametrize("known", [False, True], ids=["unknown", "known"])
def test_a_hold_at_any_place_of_a_written_reply_is_kept(reply: Reply, known: bool) -> None:
    texts = list(changed(reply, HOLD))

    assert texts or not reply.of("+")
    for text in texts:
        assert HOLD in new_text(text, ours=(reply.ours,) if known else ()).for_holds


@over("reply", written())
def test_no_quoted_line_of_a_written_reply_is_a_receipt(reply: Reply) -> None:
    quoted = set(reply.of("-=")) - set(reply.of("+"))

    for ours in ((), (reply.ours,)):
        found = new_text(reply.text, ours=ours)
        assert not quoted & {squeeze(line) for line in found.certain.splitlines()}


@over("reply", written())
def test_our_mail_is_gone_from_a_written_reply_where_it_is_known(reply: Reply) -> None:
    found = new_text(reply.text, ours=(reply.ours,))

    ours = set(reply.of("=")) - set(reply.of("+"))
    assert not ours & {squeeze(line) for line in found.for_holds.splitlines()}


def test_most_written_replies_are_cut_exactly_for_receipts() -> None:
    """Not all: an answer squeezed between quoted lines could be the end of a wrapped one."""
    exact = 0
    for reply in WRITTEN:
        certain = [squeeze(x) for x in new_text(reply.text).certain.splitlines()]
        said = [line for line in certain if any(c.isalnum() for c in line) and line not in reply.of("~")]
        exact += said == reply.of("+")

    assert exact / len(WRITTEN) > 0.85


@over(("body", "row"), rows())
def test_our_own_text_is_gone_from_both_views_where_it_is_known(body: str, row: dict[str, Any]) -> None:
    found = new_text(body, ours=(row["elided"],))

    for line in row["elided"].splitlines():
        assert line not in found.for_holds
        assert line not in found.certain


def test_an_answer_between_unmarked_quoted_lines_is_a_hold_but_no_receipt() -> None:
    body = (
        f"Von: Hotline\nGesendet: 3.2.2025 10:00\nAn: Desk\nBetreff: x\n\nPlease confirm receipt.\n{HOLD}\n"
    )
    found = new_text(body)

    assert HOLD in found.for_holds
    assert HOLD not in found.certain


def test_our_text_is_found_however_it_is_wrapped_and_without_marks() -> None:
    wrapped = squeeze(OURS)
    body = "Ok.\n\n" + "\n".join(wrapped[at : at + 30] for at in range(0, len(wrapped), 30))

    assert new_text(body, ours=(OURS,)).for_holds == "Ok."


@pytest.mark.parametrize("word", ["hold", "received", "HOLD"])
def test_a_short_answer_is_new_even_where_our_mail_has_the_word(word: str) -> None:
    found = new_text(f"{word}\n\n" + "".join(f"> {line}\n" for line in OURS.splitlines()), ours=(OURS,))

    assert found.certain == word


def test_a_line_of_our_own_mail_is_nobodys_receipt_without_a_mark() -> None:
    line = "please confirm receipt of this report by answering this mail."

    assert line not in new_text(f"See below.\n{line}", ours=(OURS,)).certain


@pytest.mark.parametrize(
    ("body", "counts"),
    [
        ("{above}\n\n  {code}\n\n{below}", False),
        ("Please resend.\n\n{above}\n{code}\n{below} And words of an item.", False),
        ("{above}\n\n{code}\n", True),  # written below our mail
        ("{above}\n\n{code}\n\nLee Example\n", True),
        ("{code}\n\n{above}\n{below}", True),
        ("{above}\n\n{code}\n\n-- \nLee Example\n", True),  # below what is left of a quotation
        ("{above}\n\n{code}\n\nSent from my iPhone\n", True),
        ("> {above}\n\n{code}\n\n-- \nLee Example\n", True),
        ("> {above}\n\n{code}\n\n> {below}", True),  # typed between
        ("> {above}\n\n> {code}\n\n> {below}", False),
    ],
)
def test_P8_a_receipt_code_counts_where_somebody_has_written_it(body: str, counts: bool) -> None:
    code = "RC-0000-0000-0000-0001"
    above, below = "Please quote this code, which only a reader can know:", "Whoever says wait keeps it back."
    text = body.format(above=above, code=code, below=below)

    assert (code in new_text(text, ours=(f"{above}\n", f"{below}\n")).certain) is counts


def test_text_below_marked_quotes_is_new() -> None:
    found = new_text("On 3 Feb 2025 10:00, Hotline wrote:\n> a\n> b\n\nReceived.\n")

    assert found.certain == "Received."


def test_a_line_squeezed_between_quoted_ones_is_doubtful() -> None:
    found = new_text("> a long quoted line that was\nwrapped\n> and goes on\n\nReceived.")

    assert (found.certain, "wrapped" in found.for_holds) == ("Received.", True)


def test_one_of_our_addresses_makes_an_attribution_without_a_date() -> None:
    body = "Received.\n\nHotline (lea@hotline.example.org) :\nPlease confirm."

    assert new_text(body, own_addresses=("lea@hotline.example.org",)).certain == "Received."


def test_form_lines_and_times_are_not_taken_for_headers_or_attributions() -> None:
    body = (
        "URL: item 1\nDate: 3.2.2025 10:00\nHost: example.com\n"
        "Seen at 10:30, write to x@example.com:\nPlease hold."
    )

    assert new_text(body).certain == body


def test_a_signature_and_a_phones_line_are_left_out_unless_they_say_something() -> None:
    body = "Received.\n\nSent from my iPhone\n-- \nOfficer One\nhold item 2\nWe have more to tell you."
    found = new_text(body)

    assert found.certain == "Received."
    assert "iPhone" not in found.for_holds
    assert "Officer One" not in found.for_holds
    assert "hold item 2" in found.for_holds
    assert "We have more" in found.for_holds


def test_a_sentence_that_begins_like_a_phones_line_is_doubtful() -> None:
    assert "courier" in new_text("Received.\nSent by courier on Monday").for_holds


def test_what_introduces_a_quote_is_nobodys_words() -> None:
    found = new_text("Received.\n\nOn Tue, Nov 3, 2026 at 10:12 AM Hotline <h@example.org> wrote:\n> q\n")

    assert (found.certain, found.for_holds) == ("Received.", "Received.")


@pytest.mark.parametrize("line", [
    "OK, wait. On Tue, Nov 3, 2026 at 10:12 AM H <h@example.org> wrote:",
    "Fine On 3 Nov 2026 10:12, H <h@example.org> wrote:",
    "Wait.On Tue, Nov 3, 2026 at 10:12 AM H <h@example.org> wrote:",
    "FineOn 3 Nov 2026 10:12, H <h@example.org> wrote:",
    "Erhalten.Am 03.11.2026 um 10:12 schrieb H <h@example.org>:",
])  # fmt: skip
def test_an_answer_that_shares_a_line_with_an_attribution_is_not_lost(line: str) -> None:
    assert line in new_text(f"{line}\n> q").for_holds


@pytest.mark.parametrize(
    "line",
    [
        *("[JB] seen before", "JB: seen before", "==> seen before", "(JB): seen", "** JB: seen before"),
        *("[Muster, K.] seen", "[Example, Ann (Police)] seen", "[J. d'Example] seen", "[john_doe] seen"),
    ],
)
def test_an_answer_with_initials_inside_an_unmarked_quote_is_doubtful(line: str) -> None:
    found = new_text(f"ok\n\n{HEAD}Item 1\n{line}\nItem 2\n")

    assert line in found.for_holds
    assert "Item 2" not in found.for_holds
    assert found.certain == "ok"


@pytest.mark.parametrize(
    "line",
    [
        "---- On Mon, 02 Mar 2026 11:05:00 +0200 Hotline <h@example.org> wrote ---",
        "Вы писали 2 марта 2026 г., 11:05:00:",
        "Am Montag, 2. März 2026 um 11:05 schrieben Sie:",
    ],
)
def test_an_attribution_of_Zoho_or_The_Bat_is_nobodys_word(line: str) -> None:
    assert new_text(f"ok\n\n{line}\n\n> q\n").for_holds == "ok"


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Získat Outlook pro iOS",
            "Hanki Outlook for iOS",
            "Outlook for iOS を入手",
            "Skaffa Outlook för iOS",
        ),
        *("Az Outlook Androidra készült verziójának beszerzése", "Gaukite „Outlook“, skirtą „iOS“"),
    ],
)
def test_the_line_below_which_Outlook_on_a_phone_quotes_is_nobodys_word(line: str) -> None:
    assert new_text(f"ok\n\n{line}\n").for_holds == "ok"
    assert HOLD in new_text(f"ok\n\n{line}, {HOLD}\n").for_holds


@pytest.mark.parametrize(
    "line", ["Outlook for the next days: known to us.", "Outlook for next week: we object to that."]
)
def test_P7_a_sentence_that_begins_like_the_name_of_that_program_is_the_writers(line: str) -> None:
    assert new_text(f"ok\n\n{line}\n").certain == f"ok\n\n{line}"


@pytest.mark.parametrize("line", ["Gesendet von unterwegs.", "Sent from the office.", "Wysłane z biura."])
def test_a_phones_line_of_an_unknown_kind_need_not_be_understood(line: str) -> None:
    assert new_text(f"ok\n\n{line}\n").typed == ""
    assert "Known to us." in new_text(f"ok\n\n{line} Known to us.").typed


@pytest.mark.parametrize("answer", ["We object to that.", "Known to us.", "Nein."])
@pytest.mark.parametrize("below", ["", "> We have told nobody about this matter until today.\n"])
def test_P7_an_answer_right_below_a_quoted_line_with_room_for_it_is_certain(answer: str, below: str) -> None:
    quoted = (
        "> The notice goes to the provider tomorrow at ten, as is agreed\n> The hotline of the association\n"
    )
    body = f"On 3.2.2025 10:00, H wrote:\n{quoted}{answer}\n{below}"

    assert new_text(body).certain == answer


@pytest.mark.parametrize(
    "end",
    ["received by you.", "tell us that", "10:00.", "received", "Empfang", "https://example.org/item 1 and 2"],
)
def test_P8_what_may_be_the_wrapped_end_of_a_quoted_line_is_nobodys_receipt(end: str) -> None:
    quoted = f"> Please answer this mail in order to confirm that it has been\n{end}\n> The hotline wishes.\n"

    assert end not in new_text(f"ok\n\nOn 3.2.2025 10:00, H wrote:\n{quoted}").certain


@pytest.mark.parametrize(
    "body",
    [
        "Received.\n____________________\n\nKnown to us.",
        "Received.\n> Known to us.\n",
        "Received.\n\n---- Forwarded message ----\nFrom: a@example.org\nTo: b\nSubject: c\n\nKnown to us.",
        "Received.\nKnown to us. On 3 Feb 2025, at 10:00, H <h@example.org> wrote:\n> q",
        "Received.\nKnown to us. Am 3. Februar 2025 um 10:00 schrieb H <h@example.org>:\n> q",
        "Received.\n\nSent from the field. Known to us.",
    ],
)
def test_P7_doubtful_words_where_no_program_quotes_are_to_be_understood(body: str) -> None:
    found = new_text(body)

    assert "Known to us." in found.typed
    assert "Known to us." not in found.certain


@pytest.mark.parametrize(
    "body",
    [
        f"Received.\n\n{HEAD}Known to us.",
        f"Received.\n____________________\n\n{OURS}\n\nKnown to us.",  # or our report says it
        "> Known to us.\n\nReceived.",  # is what the line below answers
        "On 3.2.2025 10:00, H wrote:\n> Known to us.\n\nReceived.",
        "Received.\n\n-- \nH\nKnown to us.",
    ],
)
def test_what_may_be_quoted_or_a_signature_need_not_be_understood(body: str) -> None:
    assert "Known to us." not in new_text(body, ours=(OURS,)).typed


def test_P5_answers_behind_initials_inside_an_unmarked_quote_are_doubtful() -> None:
    found = new_text(f"{HEAD}Item 1\nJB> known to us\nItem 2\nJB> not before Thursday\n", ours=(OURS,))
    quoted = new_text("H> Item 1\nH> Item 2\nH> Item 3\n\nSeen.\n")

    assert "known to us" in found.for_holds
    assert "not before Thursday" in found.for_holds
    assert (quoted.certain, quoted.for_holds) == ("Seen.", "Seen.")


def test_a_line_that_is_not_ours_amid_our_mail_is_doubtful() -> None:
    edited = OURS.replace("Dear colleagues,", "Dear colleagues, item 2 is known to us")
    unmarked = new_text(f"Received.\n\n{HEAD}{edited}", ours=(OURS,))
    marked = new_text(f"On 3.2.2025 10:00, H wrote:\n> {OURS.splitlines()[2]}\n> {HOLD}\n\nok", ours=(OURS,))

    assert "item 2 is known to us" in unmarked.for_holds
    assert unmarked.certain == "Received."
    assert HOLD in marked.for_holds


def test_words_behind_marks_of_their_own_are_doubtful() -> None:
    own_words = new_text("As I said:\n> leave item 2 alone\nThat stands.")
    deeper = new_text(f"On 3.2.2025 10:00, H <h@example.org> wrote:\n> a\n>> {HOLD}\n> b\n\nok")

    assert "leave item 2 alone" in own_words.for_holds
    assert HOLD in deeper.for_holds


def test_the_phrases_of_this_hotline_are_looked_for_in_quotes() -> None:
    body = f"ok\n\n{HEAD}keep the lid on\n"

    assert "lid" not in new_text(body).for_holds
    assert "lid" in new_text(body, watch=("Keep the lid",)).for_holds


@pytest.mark.parametrize("head", [
    'Da "H" h@example.org\nA "Desk" d@example.org\nCc \nData Tue, 3 Nov 2026 10:12:33 +0100\nOggetto x\n',
    "Од: H <h@example.org>\nПослато: уторак, 3. новембар 2026. 10:12\nЗа: Desk\nТема: x\n",
    "Nga: H <h@example.org>\nDërguar: e martë, 3 nëntor 2026 10:12\nPër: Desk\nSubjekti: x\n",
    "Từ: H <h@example.org>\nĐã gửi: Thứ Ba, 3 tháng 11, 2026 10:12\nTới: Desk\nChủ đề: x\n",
    "จาก: H <h@example.org>\nส่ง: วันอังคารที่ 3 พฤศจิกายน 2026 10:12\nถึง: Desk\nเรื่อง: x\n",
    "Од: H <h@example.org>\nИспратено: понеделник, 9 ноември 2026\nДо: Desk\nПредмет: x\n",
    "في ٩ نوفمبر ٢٠٢٦، الساعة ٨:٠١ ص، كتب H <h@example.org>:\n",
    "در ۹ نوامبر ۲۰۲۶، ساعت ۸:۰۱، H <h@example.org> نوشت:\n",
    "\u2010\u2010\u2010\u2010\u2010 Original Message \u2010\u2010\u2010\u2010\u2010\n",
], ids=["colonless", "sr", "sq", "vi", "th", "mk", "ar", "fa", "hyphens"])  # fmt: skip
def test_P8_what_stands_below_a_head_of_an_unusual_form_is_nobodys_receipt(head: str) -> None:
    found = new_text(f"Seen.\n\n{head}\nplease confirm receipt\n")

    assert found.certain == "Seen."


def test_lines_that_begin_like_labels_without_colons_are_somebodys_own() -> None:
    body = "Da domani, scrivere a ben@example.org.\nA presto\nOggetto noto"

    assert new_text(body).certain == body


def test_P5_four_lines_that_begin_as_labels_without_a_date_are_no_head() -> None:
    body = "From now on write to ben@example.org\nTo be sure, wait\nSubject to approval\nDate to follow\nOK"

    assert new_text(body).certain == body


@pytest.mark.parametrize("between", ["", ">\n"])
def test_P8_what_stands_without_marks_below_a_marked_head_alone_is_doubtful(between: str) -> None:
    head = "> Message du 03/02/25 10:00\n> De : H\n> A : d@example.org\n> Objet : x\n"
    found = new_text(f"Seen.\n\n{head}{between}\nplease confirm receipt\n")
    quoted = new_text(f"{head}> please confirm receipt\n\nReceived.\n")
    nested = new_text(f"On 3.2.2025 10:00, H <h@example.org> wrote:\n> a\n> b\n{head}\nReceived.\n")

    assert (found.certain, "confirm" in found.for_holds) == ("Seen.", True)
    assert (quoted.certain, nested.certain) == ("Received.", "Received.")


def test_P8_a_mark_of_full_width_quotes_as_well() -> None:
    found = new_text("2026/11/03 10:12 H <h@example.org>:\n＞ please confirm receipt\n＞ item 1\n\nSeen.\n")

    assert (found.certain, found.for_holds) == ("Seen.", "Seen.")


def test_what_a_ticket_system_writes_below_its_own_reply_line_is_new() -> None:
    line = "##- Please type your reply above this line -##"

    assert "taken" in new_text(f"{line}\n\nOfficer One: it is taken.\n").certain
    assert new_text(f"Received.\n\n{line}\n\nplease confirm receipt\n").certain == "Received."


def test_what_is_passed_on_is_doubtful() -> None:
    body = "FYI\n\n---------- Forwarded message ---------\nFrom: C <c@example.org>\nTo: x\n\nItem 1\n"
    found = new_text(body)

    assert (found.certain, "Item 1" in found.for_holds) == ("FYI", True)


@pytest.mark.parametrize("mangle", [
    lambda text: text.encode().decode("latin-1"),
    lambda text: text.encode("ascii", "replace").decode(),
    lambda text: text.encode("latin-1").decode("utf-8", "replace"),
    lambda text: "\n".join("   " + line for line in text.split("\n")),
    lambda text: text.replace(" ", "\xa0"),
], ids=["mojibake", "question-marks", "replaced", "indented", "no-break"])  # fmt: skip
def test_our_text_is_found_with_letters_lost_to_a_charset(mangle: Callable[[str], str]) -> None:
    ours = "Bitte bestätigen Sie den Eingang dieser Meldung für uns.\nDer Hinweis geht übermorgen hinaus."

    assert new_text(f"Danke.\n\n{mangle(ours)}", ours=(ours,)).for_holds == "Danke."


@pytest.mark.parametrize("word", ["Περιμένετε", "ждите", "изчакайте"])
def test_a_word_in_another_script_amid_our_text_is_not_taken_for_ours(word: str) -> None:
    first, second = (
        "Bitte bestätigen Sie den Eingang dieser Meldung.",
        "Der Hinweis an den Anbieter geht hinaus.",
    )

    assert word in new_text(f"{first}\n{word}\n{second}", ours=(f"{first}\n{second}",)).for_holds


def test_our_sentence_amid_other_words_is_nobodys_receipt() -> None:
    line = "Your mail says: please confirm receipt of this report by answering this mail."
    found = new_text(line, ours=(OURS,))

    assert (found.certain, found.for_holds) == ("", line)


def test_a_form_line_with_a_label_of_our_own_form_is_certain() -> None:
    label = "Detailed description of the type of the content:"

    assert new_text(f"{label} item 1", ours=(f"{label}\n",)).certain == f"{label} item 1"


def test_a_bracket_that_an_attribution_closes_on_the_next_line_is_no_quote_mark() -> None:
    found = new_text('Ok.\n\nAm 21.04.2016 17:48 schrieb "H" <h@example.org\n>:\n\nplease confirm receipt\n')

    assert (found.certain, found.for_holds) == ("Ok.", "Ok.")


@pytest.mark.parametrize("prefix", ["", "> "])
def test_every_hold_phrase_of_the_rules_is_seen_in_a_quote(prefix: str) -> None:
    rules = yaml.load((RULES / "replies.yaml").read_text("utf-8"), yaml.CSafeLoader)
    holds = [
        Phrase("hold", phrase, language)
        for language, words in rules["phrases"].items()
        for phrase in words["hold"]
    ]
    watch = watchwords(holds)

    assert len(watch) > len(holds) * 0.9
    for words in watch:
        mail = f"ok\n\n{HEAD if not prefix else ''}Item 1\n{prefix}{words}\n"
        assert words in new_text(mail, watch=watch).for_holds


@pytest.mark.parametrize(
    "wait", ["Not before Friday.", "Erst ab Montag.", "We need two more days.", "Andke meile nädal."]
)
def test_P5_a_hold_in_roundabout_words_is_seen_below_the_mail_of_somebody_else(wait: str) -> None:
    rules = yaml.load((RULES / "replies.yaml").read_text("utf-8"), yaml.CSafeLoader)
    phrases = [
        Phrase(meaning, phrase, language)
        for language, words in rules["phrases"].items()
        for meaning in ("from", "asking")
        for phrase in words.get(meaning, ())
    ]
    mail = f"Item 2\n\n{HEAD}Item 1\n\n{wait}\n"
    assert wait in new_text(mail, watch=watched_in_quotes(tuple(phrases))).for_holds


def test_a_long_quote_is_looked_through_in_time() -> None:
    watch = tuple(f"phrase number {number}" for number in range(1_500))
    begin = time.process_time()
    new_text(f"Item 1\n\n{HEAD}" + "Item 1 was seen there.\n" * 5_000, watch=watch)
    assert time.process_time() - begin < 0.8


def test_a_mail_of_nothing_but_quoted_lines_is_doubtful() -> None:
    found = new_text(f"> {HOLD}")

    assert (found.certain, HOLD in found.for_holds) == ("", True)


def test_certain_and_doubtful_lines_keep_their_order_for_holds() -> None:
    found = new_text("one\n\nOn Monday at 10:00 she wrote:\n> a\n> b\n> c\n\ntwo\n")

    assert found.for_holds.index("one") < found.for_holds.index("wrote") < found.for_holds.index("two")


LINES = st.sampled_from(
    ["> q", "a", "", "From: x", "To: y", "wrote:", "-- ", "On 3.2.2025 x wrote:", "_" * 20]
)


@given(st.lists(LINES), st.integers(0, 30))
def test_a_hold_outside_quotes_is_never_dropped_wherever_it_stands(lines: list[str], place: int) -> None:
    body = "\n".join([*lines[:place], HOLD, *lines[place:]])

    assert HOLD in new_text(body, ours=(OURS,)).for_holds


ANY = st.lists(st.one_of(LINES, st.text(max_size=60)), max_size=25).map("\n".join)


@given(ANY, st.text(max_size=200))
def test_nothing_is_invented_and_every_line_is_of_one_kind(body: str, ours: str) -> None:
    """The two views are made of the mail's own lines, in their order; the certain ones are in both."""
    found = new_text(body, ours=(ours,), own_addresses=("a@example.org",), watch=("lid",))
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    assert [type(kind) for kind in _classified(lines, (), (), ())[0]] == [Kind] * len(lines)
    for smaller, larger in (
        (found.certain, found.for_holds),
        (found.for_holds, "\n".join(line.rstrip() for line in lines)),
    ):
        left = iter(larger.split("\n"))
        assert all(line in left for line in smaller.split("\n") if line.strip())


@given(ANY)
def test_a_known_text_is_never_made_more_of(body: str) -> None:
    """To know what we sent takes lines out of the receipts, and never puts one in."""
    known = new_text(body, ours=(OURS, body)).certain.split("\n")

    assert set(known) <= {*new_text(body).certain.split("\n"), ""}


def test_lines_beyond_what_is_looked_at_are_quoted_or_doubtful() -> None:
    found = new_text("a\n" * 6_000 + "> q\nend\n")

    assert "end" not in found.certain
    assert "end" in found.for_holds
    assert "> q" not in found.for_holds


@pytest.mark.parametrize(("head", "word"), [("INHALT", "halt"), ("INNEHÅLL", "håll")])
def test_a_heading_of_our_report_is_nobodys_word_though_one_of_waiting_is_in_it(head: str, word: str) -> None:
    ours = f"{OURS}\n\nUrgent?\n\n{head}\n------\nIdentifiable?\n"
    filled = ours.replace("?", "?   No")
    quoted = "".join(f"> {line}\n" for line in filled.splitlines())
    body = f"Thanks, it is here.\n\nOn 3 February 2026 at 10:00 The hotline wrote:\n{quoted}"

    assert new_text(body, ours=(ours,), watch=(word,)).for_holds == "Thanks, it is here."
    typed = body.replace(f"> {head}\n", f"> {word}\n")  # what somebody may have typed there is read
    assert word in new_text(typed, ours=(ours,), watch=(word,)).for_holds


@pytest.mark.parametrize("word", ["HOLD", "HALT", "STOPP", "BITTE WARTEN", "HÅLL"])
def test_P5_a_hold_that_is_picked_out_of_a_quoted_list_of_answers_is_read_though_a_heading_of_ours_is_it(
    word: str,
) -> None:
    ours = f"{OURS}\n\n{word}\n\nkeeps the notice back\n"
    body = "".join(f"> {line}\n" for line in (*OURS.splitlines()[:3], "", word, "", "Somebody"))

    assert word in new_text(body, ours=(ours,), watch=("håll",)).for_holds
