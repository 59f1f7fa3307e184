"""Subject tags: read out of what mail programs and gateways make of a subject."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.tagging.arguments import Grammar, well_formed
from hotlined.domain.tagging.brackets import UnknownTag
from hotlined.domain.tagging.prefixes import REPLY_PREFIXES, is_taken_over
from hotlined.domain.tagging.tagrules import conflicts
from hotlined.domain.tagging.tags import TagReading, is_tag, read_subject, read_top_lines
from hotlined.domain.tagging.words import MEANINGS, Argument, Tag, Word
from hotlined.domain.values.reference import Reference

REFERENCE = Reference("HL", 2026, 123)
ALIASES = {"ebaseaduslik": "ILLEGAL", "όχι παράνομο": "NOT-ILLEGAL"}
MARKS = ("[EXTERNAL]", "[SPAM?]", "***SPAM***")
ARGUMENTS = (
    st.text("abcXYZ 0123:+.,@äö", min_size=1, max_size=40).map(lambda t: " ".join(t.split())).filter(bool)
)
TAGS = st.lists(
    st.builds(Tag, st.sampled_from(Word), st.none() | ARGUMENTS.filter(lambda t: not t.startswith(":"))),
    max_size=6,
)


def read(subject: str) -> TagReading:
    return read_subject(subject, prefix="HL", aliases=ALIASES, gateway_marks=MARKS)


@given(TAGS)
def test_written_tags_are_read_back_in_order_and_once(tags: list[Tag]) -> None:
    reading = read(f"Re: {' '.join(map(str, tags))}")
    assert reading.tags == tuple(dict.fromkeys(tags))
    assert (reading.unknown, reading.rest) == ((), "")


@pytest.mark.parametrize("mark", ["[OUTSIDE]", "\u3010OUTSIDE\u3011", "\uff3bOUTSIDE\uff3d"])
@pytest.mark.parametrize("written", ["[OUTSIDE]", "\u3010OUTSIDE\u3011", "\uff3bOUTSIDE\uff3d"])
def test_P9_a_gateways_mark_is_none_of_the_subject_whatever_its_brackets(mark: str, written: str) -> None:
    reading = read_subject(f"{written} [ILLEGAL] hello", prefix="HL", gateway_marks=[mark])

    assert reading == TagReading(tags=(Tag(Word.ILLEGAL),), rest="hello")
    assert is_taken_over(f"{written} Fwd: [NTD:none] hello", gateway_marks=[mark])


@given(st.lists(st.sampled_from(REPLY_PREFIXES), max_size=4), st.sampled_from(Word))
def test_reply_prefixes_of_all_languages_are_ignored(prefixes: list[str], word: Word) -> None:
    front = "".join(f"{prefix}: " for prefix in prefixes)
    assert read(f"{front}[{word.lower()}] rest") == TagReading(tags=(Tag(word),), rest="rest")


@pytest.mark.parametrize(
    "subject",
    [
        "[EXTERNAL] AW: Re[2]: SV: [illegal] hello",
        "RE : Réf: [ILLEGAL] hello",
        "[spam?] [Illegal] hello",
        "Re^2: [ ILLEGAL ] hello",
        "***SPAM*** FW: hello [ILLEGAL]",
        "ΑΠ: ΣΧΕΤ: [Ebaseaduslik] hello",
        "Re\uff1a [EXTERNAL] Atb.: [ILLE\u200bGAL] hello",
    ],
)
def test_what_mail_programs_add_to_a_subject_changes_nothing(subject: str) -> None:
    assert read(subject) == TagReading(tags=(Tag(Word.ILLEGAL),), rest="hello")


@pytest.mark.parametrize(
    "text",
    ["NOT-ILLEGAL", "not illegal", "NOT_ILLEGAL", "NOT\u2013ILLEGAL", "Not\u2011Illegal", "Όχι παράνομο"],
)
def test_the_joint_of_a_word_may_be_any_dash_or_blank(text: str) -> None:
    assert read(f"[{text}]").tags == (Tag(Word.NOT_ILLEGAL),)


def test_an_argument_keeps_its_colons_and_its_case() -> None:
    assert read("[ntd:2026-05-12T14:00] [URGENT: a  Reason]").tags == (
        Tag(Word.NTD, "2026-05-12T14:00"),
        Tag(Word.URGENT, "a Reason"),
    )


def test_references_count_inside_and_outside_of_brackets() -> None:
    reading = read(f"Re: [{REFERENCE}] [RECEIVED] and {Reference('HL', 2026, 7)}")
    assert reading.references == (REFERENCE, Reference("HL", 2026, 7))
    assert reading.tags == (Tag(Word.RECEIVED),)


def test_a_miswritten_reference_is_told_and_no_tag() -> None:
    reading = read("[HL-2026-000123-A] [NOTE]")
    assert (reading.miswritten, reading.references, reading.unknown) == (("HL-2026-000123-A",), (), ())
    assert reading.tags == (Tag(Word.NOTE),)


@pytest.mark.parametrize(
    ("raw", "nearest"),
    [
        ("ILEGAL", Word.ILLEGAL),
        ("NOTILLEGAL", Word.NOT_ILLEGAL),
        ("Relase:x", Word.RELEASE),
        ("Ebaseadusli", Word.ILLEGAL),
        ("qqqq", None),
        ("ILLEGAL, URGENT", Word.ILLEGAL),
        ("HOST EE", Word.HOST),
        ("Urgent child in danger", Word.URGENT),
        ("very urgent!", Word.URGENT),
        ("Urgent - somebody is in danger", Word.URGENT),
        ("ntd none", Word.NTD),
        ("host ee", Word.HOST),
        ("Hold until Friday", Word.HOLD),
        ("ІLEGAL", Word.ILLEGAL),
    ],
)
def test_an_unknown_tag_is_told_with_the_nearest_known_word(raw: str, nearest: Word | None) -> None:
    reading = read(f"[ILLEGAL] [{raw}]")
    assert reading.unknown == (UnknownTag(raw, nearest),)
    assert reading.tags == (Tag(Word.ILLEGAL),)


@pytest.mark.parametrize(
    "other", ["[Ticket 12]", "[Ticket#123]", "[Received by us]", "[Security Update]", "[2]", "[a]", "[]"]
)
def test_other_brackets_are_no_tags(other: str) -> None:
    assert read(f"{other} hello") == TagReading(rest=f"{other} hello")


@pytest.mark.parametrize(
    "broken", ["[HOLD", "HOLD]", "[hold:3d", "[HOLD:see [1] there]", f"[HOLD:{'a ' * 300}]"]
)
def test_a_tag_with_one_bracket_is_none_and_is_told(broken: str) -> None:
    reading = read(f"{broken} hello")
    assert (reading.tags, reading.unknown, reading.loose) == ((), (), (Tag(Word.HOLD),))


@pytest.mark.parametrize("word", [Word.HOLD, Word.RELEASE, Word.REMOVED, Word.ONLINE])
@pytest.mark.parametrize("every", ["all", "All items", "ALLE", "kõik", "όλα", "visi", "alla"])
def test_all_behind_a_word_for_items_is_the_word_alone(word: Word, every: str) -> None:
    assert read(f"[{word}:{every}]").tags == (Tag(word),)


def test_all_parts_are_not_those_that_are_not_confirmed() -> None:
    assert read("[RESEND:all] [LIST:all]").tags == (Tag(Word.RESEND, "all"), Tag(Word.LIST, "all"))


def test_a_blank_may_stand_for_the_colon_where_the_argument_is_plain() -> None:
    assert read("[REMOVED 1,2] [HOLD 3d]").tags == (Tag(Word.REMOVED, "1,2"), Tag(Word.HOLD, "3d"))


def test_tags_at_the_top_of_a_body_end_at_the_first_other_line() -> None:
    body = f"\n[EXTERNAL]\n[ILLEGAL] [HOST:EE]\n\n[{REFERENCE}],\nURL: x\n[HOLD]\n"
    reading, rest = read_top_lines(body, prefix="HL", gateway_marks=MARKS)
    assert reading == TagReading(
        tags=(Tag(Word.ILLEGAL), Tag(Word.HOST, "EE")), references=(REFERENCE,), loose=(Tag(Word.HOLD),)
    )
    assert rest == "URL: x\n[HOLD]\n"


@pytest.mark.parametrize(
    "body",
    [
        f"[RELEASE] {REFERENCE}\nLee\n",
        f"[RELEASE]: {REFERENCE}.\nLee\n",
        f"{REFERENCE}\n[RELEASE]\nLee\n",
        "RC-ABCD-EFGH-JKMN-PQRS\n[RELEASE]\nLee\n",
        "[RELEASE] RC-ABCD-EFGH-JKMN-PQRS\nLee\n",
    ],
)
def test_a_case_number_or_a_receipt_code_may_stand_among_tags_without_brackets(body: str) -> None:
    reading, rest = read_top_lines(body, prefix="HL")

    assert reading.tags == (Tag(Word.RELEASE),)
    assert reading.loose == ()
    assert reading.references in ((), (REFERENCE,))
    assert rest == "Lee\n"


@pytest.mark.parametrize(
    "body", [f"[RELEASE] not {REFERENCE}\n", "--\n[RELEASE]\n", f"not {REFERENCE}\n[RELEASE]\n"]
)
def test_other_words_beside_the_number_end_the_tags(body: str) -> None:
    assert read_top_lines(body, prefix="HL")[0].tags == ()


@pytest.mark.parametrize(
    "line", ["*[HOLD:3d]*", "\u2022 [HOLD:3d]", "- [HOLD:3d]", "_[HOLD:3d]_", "\ufeff[HOLD:3d]"]
)
def test_a_tag_in_bold_type_or_in_a_list_is_a_tag(line: str) -> None:
    assert read_top_lines(f"{line}\n", prefix="HL")[0].tags == (Tag(Word.HOLD, "3d"),)
    assert read_top_lines(f"Hello\n{line}\n", prefix="HL")[0].loose == (Tag(Word.HOLD, "3d"),)


@pytest.mark.parametrize(
    ("line", "loose"),
    [
        ("\u2022 [RELEASE] ends it", ()),
        ("- [online] group, closed", ()),
        ("**[CLOSE]** closes a case", ()),
        ("- [CLOSE]", (Tag(Word.CLOSE),)),
        ("- [HOLD] until Friday", (Tag(Word.HOLD),)),
        ("[CLOSE] closes a case", (Tag(Word.CLOSE),)),
    ],
)
def test_an_item_of_a_list_that_explains_a_tag_is_none_but_for_a_hold(
    line: str, loose: tuple[Tag, ...]
) -> None:
    assert read_top_lines(f"Hello\n{line}\n", prefix="HL")[0].loose == loose


@pytest.mark.parametrize(
    "body", ["> [ILLEGAL]\n", "please [ILLEGAL]\n", "text\n  [ILLEGAL]\n", "REMOVED 1\n", ""]
)
def test_a_body_without_tags_at_the_top_stays_whole(body: str) -> None:
    assert read_top_lines(body, prefix="HL") == (TagReading(), body)


def test_a_provider_needs_no_brackets() -> None:
    body = "REMOVED 1,2\nNOT-OURS 3 Example Net\nQUESTION\nremoved from our server\n"
    reading, rest = read_top_lines(body, prefix="HL", bare=True)
    assert reading.tags == (Tag(Word.REMOVED, "1,2"), Tag(Word.NOT_OURS, "3 Example Net"), Tag(Word.QUESTION))
    assert rest == "removed from our server\n"


@pytest.mark.parametrize(
    ("subject", "tag"),
    [
        ("[REMOVED] 2", Tag(Word.REMOVED, "2")),
        ("[REMOVED] items 1 and 3 [HL-2026-000123-K]", Tag(Word.REMOVED, "1,3")),
        ("[removed] #1, #3", Tag(Word.REMOVED, "1,3")),
        ("[REMOVED:2026-05-12] items 1,3", Tag(Word.REMOVED, "1,3 2026-05-12")),
        ("[ONLINE] item 2.", Tag(Word.ONLINE, "2")),
        ("[NTD-SENT] items 1-2", Tag(Word.NTD_SENT, "1,2")),
        ("[NOT-OURS] 2", Tag(Word.NOT_OURS, "2")),
        ("[PROVIDER:abuse@example.net] items 1 and 3", Tag(Word.PROVIDER, "abuse@example.net 1,3")),
        ("[PROVIDER:abuse@example.net] 2", Tag(Word.PROVIDER, "abuse@example.net 2")),
    ],
)
def test_items_behind_a_tag_are_those_that_it_is_about(subject: str, tag: Tag) -> None:
    assert read(subject).tags == (tag,)
    assert read_top_lines(subject + "\n", prefix="HL")[0].tags == (tag,)


@pytest.mark.parametrize(
    ("subject", "tag"),
    [
        ("[REMOVED:items 1,3]", Tag(Word.REMOVED, "1,3")),
        ("[REMOVED:1 and 3]", Tag(Word.REMOVED, "1,3")),
        ("[REMOVED:#1]", Tag(Word.REMOVED, "1")),
        ("[REMOVED item 2]", Tag(Word.REMOVED, "2")),
        ("[ONLINE:item 2]", Tag(Word.ONLINE, "2")),
        ("[PROVIDER:abuse@example.net items 1 and 3]", Tag(Word.PROVIDER, "abuse@example.net 1,3")),
        ("[REMOVED:1 & 3]", Tag(Word.REMOVED, "1,3")),
        ("[ONLINE:1+3]", Tag(Word.ONLINE, "1,3")),
    ],
)
def test_items_may_be_named_in_words_inside_of_a_tag(subject: str, tag: Tag) -> None:
    assert read(subject).tags == (tag,)


@pytest.mark.parametrize("tag", ["NTD-SENT:1&1", "REMOVED:1 & 1", "NTD-SENT:1+1"])
def test_P7_a_provider_whose_name_is_two_numbers_is_no_list_of_items(tag: str) -> None:
    """An officer tells to whom the notice went; of the items nobody has said anything."""
    (read_as,) = read(f"[{tag}]").tags
    assert not well_formed(MEANINGS[read_as.word].grammar or Grammar.ITEMS, read_as.argument or "")


@pytest.mark.parametrize(
    "subject", ["\uff3bHOLD\uff3d", "\u3010HOLD\u3011", "\uff3bHOLD\uff1a3d\uff3d", "[HOLD\uff1a3d]"]
)
def test_wide_brackets_and_colons_are_brackets_and_colons(subject: str) -> None:
    (tag,) = read(subject).tags
    assert tag.word is Word.HOLD
    assert read_top_lines(f"{subject}\n", prefix="HL")[0].tags == (tag,)


def test_P17_one_fault_of_an_analysts_tag_is_one_sentence() -> None:
    assert conflicts(read("[REMOVED:1.3]").tags) == (
        "[REMOVED:1.3]: expected numbers of content items, e.g. 1,3-5.",
    )


@pytest.mark.parametrize(
    "tag", ["[CLOSE]", "[REOPEN]", "[NTD:none]", "[NTD:+12h]", "[RESEND]", "[REMOVED:2]"]
)
def test_items_behind_a_tag_that_cannot_be_about_them_refuse_it(tag: str) -> None:
    (sentence,) = conflicts(read(f"{tag} items 1,3").tags)
    assert "expected" in sentence


@pytest.mark.parametrize(
    "subject", ["[ILLEGAL] 12", "[NOTE] item 2", "[STATUS] 2", "[REMOVED] 12.5.2026", "[REMOVED] 2 of 3"]
)
def test_other_numbers_behind_a_tag_are_none_of_it(subject: str) -> None:
    (tag,) = read(subject).tags
    assert tag.argument is None


@pytest.mark.parametrize(
    ("subject", "part"),
    [
        ("[ILLEGAL] [UNSURE]", "expected one assessment only"),
        ("[HOLD] [RELEASE]", "[HOLD], [RELEASE] together"),
        ("[CLOSE] [ONLINE:1]", "[CLOSE], [ONLINE] together: expected only one of them"),
        ("[PROVIDER:a@example.net] [CLOSE]", "[CLOSE], [PROVIDER] together: expected only one of them"),
        ("[CLOSE] [NTD:now]", "[CLOSE], [NTD:now] together: expected only one of them"),
        ("[NTD:+12h] [CLOSE]", "[CLOSE], [NTD:+12h] together"),
        ("[REMOVED] [NTD:+12h]", "[REMOVED], [NTD:+12h] together"),
        ("[NTD:now] [HOLD]", "[HOLD], [NTD:now] together"),
        ("[ILLEGAL] [URGENT]", "[URGENT]: expected the reason"),
        ("[HOST:Atlantis]", "[HOST:Atlantis]: expected a country code"),
        ("[HOST:EE] [HOST:DE]", "[HOST] given 2 times"),
        ("[RELEASE:now]", "[RELEASE:now]: expected numbers of content items"),
        ("[ILLEGAL] [CLOSE]", "belongs to: new case"),
        ("[REMOVED:1] [ONLINE:1-2]", "for the same item"),
        ("[NTD:tomorrow]", "expected +12h"),
        ("[HOLD:whenever]", "[HOLD:whenever]: expected a day"),
        ("[PROVIDER:a@b@c]", "one e-mail address"),
        ("[STATS:last]", "a period"),
    ],
)
def test_tags_that_cannot_stand_are_told_in_a_sentence(subject: str, part: str) -> None:
    sentences = conflicts(read(subject).tags)
    assert len(sentences) == 1
    assert part in sentences[0]
    assert sentences[0].endswith(".")


@pytest.mark.parametrize(
    "subject",
    [
        "[ILLEGAL] [URGENT:reason] [HOST:EE] [NTD:+12h] [LEA:a] [LEA:b]",
        "[REMOVED:1] [ONLINE:2]",
        "[HOLD:3d] [RECEIVED:by phone]",
        "[CLOSE] [NTD:none]",
        "[REMOVED:1] [NTD:now]",
        "[HOLD] [NTD:+12h]",
        "[HOLD:3d] [NTD:now]",
        "[HOLD:items 1] [NTD:now]",
        "[UNSURE] [ICCAM:12345]",
        "[UPDATE] [ICCAM:12345]",
        "[HELP]",
        "",
    ],
)
def test_tags_that_fit_together_are_not_complained_about(subject: str) -> None:
    assert conflicts(read(subject).tags) == ()


def test_an_analyst_says_nothing_that_only_others_can_say_or_say_like_this() -> None:
    assert "expected only from: lea" in conflicts([Tag(Word.FEEDBACK)])[0]
    assert "how it is known" in conflicts([Tag(Word.RECEIVED)])[0]
    assert conflicts([Tag(Word.REMOVED, "2026-05-12")]) != ()


def test_every_word_has_a_meaning_whose_example_is_well_formed() -> None:
    assert set(MEANINGS) == set(Word)
    for word, meaning in MEANINGS.items():
        assert (meaning.argument is Argument.NONE) is (meaning.grammar is None)
        if meaning.grammar is not None:
            assert well_formed(meaning.grammar, meaning.example), word


@given(st.text(max_size=500) | st.text("[]:HLOD-2026 \n>re", max_size=200))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    conflicts(read(text).tags)
    reading, rest = read_top_lines(text, prefix="HL", bare=True)
    assert text.endswith(rest)
    assert reading.rest == ""


@pytest.mark.parametrize("piece", ["[", "[A", "Re:", " ", "[Ticket 1]", "Re[", "\n[x y]", "\n"])
def test_a_hostile_subject_is_read_in_linear_time(piece: str) -> None:
    """Were it the square, this would take until the timeout."""
    read(piece * 40_000)
    read_top_lines(piece * 40_000, prefix="HL", bare=True)


@pytest.mark.parametrize("line", ["*[INTERN]*", "- [image: logo]", "_[cid:image001.png@01DB1234]_"])
def test_brackets_of_somebody_else_in_bold_type_or_in_a_list_are_text(line: str) -> None:
    reading, rest = read_top_lines(f"{line}\n\nReceived.\n", prefix="HL")

    assert (reading.tags, reading.unknown) == ((), ())
    assert rest.startswith(line)


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("[\u039d\u039f\u03a4\u0395]", Tag(Word.NOTE)),  # Greek letters
        ("[\u0397\u039fLD:3d]", Tag(Word.HOLD, "3d")),
        ("[ILLEG\u0410L]", Tag(Word.ILLEGAL)),  # a Cyrillic one
    ],
)
def test_letters_of_another_keyboard_that_look_the_same_are_the_same_tag(written: str, tag: Tag) -> None:
    assert read(written).tags == (tag,)


def test_a_reference_in_letters_of_another_keyboard_that_look_the_same_is_found() -> None:
    written = str(REFERENCE).replace("H", "\u0397")

    assert read(f"[{written}] [HOLD]").references == (REFERENCE,)


@pytest.mark.parametrize("subject", ["[ILLEGAL] [Fwd: a report]", "[Fwd: a report] [ILLEGAL]"])
def test_a_forwarded_subject_in_brackets_is_no_tag(subject: str) -> None:
    assert (read(subject).tags, read(subject).unknown) == ((Tag(Word.ILLEGAL),), ())


@pytest.mark.parametrize(
    "word", ["HOLD", "hold", "Hold", "HΟLD", "ＨＯＬＤ", "OODAKE", "oodake", "HOLDS", "thanks"]
)
def test_a_bare_word_is_a_tag_where_it_is_one_in_brackets(word: str) -> None:
    aliases = {"oodake": "HOLD"}
    found = read_subject(f"[{word}]", prefix="HL", aliases=aliases)

    assert is_tag(word, aliases) == bool(found.tags)
