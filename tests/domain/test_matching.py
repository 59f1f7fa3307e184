"""Which case a mail belongs to: first hit wins, and two different ones are a question."""

from hypothesis import given
from hypothesis import strategies as st

from hotlined.domain.letters.decision import Match
from hotlined.domain.letters.matching import MOST, Clues, answered, clues, match
from hotlined.domain.mail.message import Inbound
from hotlined.domain.values.reference import Reference, receipt_code
from tests.support.mails_in import Address, analyst_mail, dsn, mail_in, police_mail
from tests.support.site import make_site
from tests.support.world import World, reported

SITE = make_site()
A, B, C = (str(Reference("HL", 2026, serial)) for serial in (1, 2, 3))
CODE = receipt_code(b"0123456789")


def found(mail: Inbound, **known: dict[str, tuple[str, ...]]) -> Match:
    """The match of a mail where A and B exist."""
    looked_up = {"by_message_id": {}, "by_token": {}, "by_code": {}} | known
    return match(clues(mail, SITE), existing=frozenset({A, B}), **looked_up)


def test_the_thread_comes_first_then_token_code_subjects_and_text() -> None:
    everything = mail_in(
        f"{A} {CODE}",
        references=("<m@x>",),
        recipients=(Address("lea+tok", "hotline.example.org"),),
        subject=f"[{A}]",
        protected_subject=f"[{A}]",
    )
    levels = ["message-id", "token", "code", "protected-subject", "subject", "text"]
    known = {"by_message_id": {"<m@x>": (A,)}, "by_token": {"tok": (A,)}, "by_code": {CODE: (A,)}}

    assert found(everything, **known).how == levels[0]
    assert found(everything, **{**known, "by_message_id": {}}).how == levels[1]
    assert found(everything, by_code={CODE: (A,)}).how == levels[2]
    assert found(everything).how == levels[3]
    assert found(mail_in(A, subject=A)).how == levels[4]
    assert found(mail_in(A)).how == levels[5]
    assert found(mail_in("nothing")) == Match()


def test_a_weaker_clue_that_names_another_case_is_reported() -> None:
    mail = mail_in(f"about {B}", references=("<m@x>",))

    hit = found(mail, by_message_id={"<m@x>": (A,)})

    assert (hit.streams, hit.others) == ((A,), (B,))


def test_a_weaker_clue_that_names_the_same_case_is_no_conflict() -> None:
    assert found(mail_in(f"about {A}", references=("<m@x>",)), by_message_id={"<m@x>": (A,)}).others == ()


def test_unknown_and_mistyped_references_are_named() -> None:
    hit = found(mail_in(f"{C} and HL-2026-000001-X"))

    assert hit.unknown == (C,)
    assert hit.miswritten == ("HL-2026-000001-X",)
    assert hit.streams == ()


def test_a_token_counts_only_in_an_address_of_ours() -> None:
    elsewhere = mail_in(recipients=(Address("lea+tok", "example.com"),))

    assert found(elsewhere, by_token={"tok": (A,)}) == Match()


def test_a_bounce_is_matched_by_the_mail_it_returns() -> None:
    assert found(dsn("<m@x>"), by_message_id={"<m@x>": (A,)}).streams == (A,)


def test_the_inner_subject_counts_before_the_outer_one_and_both_are_compared() -> None:
    hit = found(mail_in(subject=B, protected_subject=A))

    assert (hit.streams, hit.others) == ((A,), (B,))


def test_a_decrypted_subject_that_nothing_protects_names_the_case_before_the_outer_one() -> None:
    hit = found(mail_in(subject=B, inner_subject=f"Re: [{A}]"))

    assert (hit.streams, hit.how, hit.others) == ((A,), "protected-subject", (B,))


def test_a_flood_of_references_is_cut() -> None:
    many = " ".join(str(Reference("HL", 2026, serial)) for serial in range(1, 200))

    assert len(clues(mail_in(many), SITE).text) == MOST


def test_the_mail_that_is_answered_is_known_by_reference_or_token() -> None:
    world = reported()
    (report,) = world.letters("annex-i")
    to = (Address(f"lea+{report.token}", "hotline.example.org"),)

    for mail in (mail_in(references=(report.message_id,)), mail_in(recipients=to)):
        assert answered(world.case, mail, world.facts(mail).match) == report.message_id
    other = mail_in(references=("<x@example.com>",))
    assert answered(world.case, other, World().facts(other).match) is None


STREAMS = st.lists(st.sampled_from([A, B, C]), max_size=2).map(tuple)
KNOWN = st.dictionaries(st.sampled_from(["<m@x>", "tok", CODE]), STREAMS)
NAMED = st.lists(st.sampled_from([A, B, C]), max_size=3).map(tuple)
IDS = st.lists(st.sampled_from(["<m@x>", "tok", CODE]), max_size=2).map(tuple)


@given(st.builds(Clues, IDS, IDS, IDS, NAMED, NAMED, NAMED, st.just(())), KNOWN, KNOWN, KNOWN)
def test_the_strongest_hit_and_the_rest_never_overlap(
    some: Clues,
    ids: dict[str, tuple[str, ...]],
    tokens: dict[str, tuple[str, ...]],
    codes: dict[str, tuple[str, ...]],
) -> None:
    hit = match(some, by_message_id=ids, by_token=tokens, by_code=codes, existing=frozenset({A, B}))

    assert not set(hit.streams) & set(hit.others)
    assert bool(hit.streams) == (hit.how != "none")
    assert not set(hit.unknown) & {A, B}


QUOTED = f"\n\n___\nSubject: Open cases: 2\n\n{A}  since 2026-03-02\n{B}  since 2026-03-02\n"


def test_a_list_of_cases_quoted_below_an_analysts_signed_tags_names_none_of_them() -> None:
    for top, case in ((f"[STATUS] [{B}]", (B,)), ("[CLOSE]", ())):
        mail = analyst_mail(top + QUOTED, new_text=top + QUOTED, certain_text=top)
        assert (found(mail).streams, found(mail).others) == (case, ())


def test_P7_what_may_be_quoted_names_a_case_below_words_without_a_tag_and_for_everybody_else() -> None:
    top = "Please do not send it yet."
    for mail in (
        analyst_mail(top + QUOTED, certain_text=top),
        analyst_mail("[HOLD]" + QUOTED, certain_text="[HOLD]", signed=False),
        police_mail("[HOLD]" + QUOTED, certain_text="[HOLD]", signed=True),
    ):
        assert found(mail).streams == (A, B)
