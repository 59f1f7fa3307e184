"""Selectors of an HTML mail's style sheets name those elements that they name in a browser, and no others."""

import time
import tracemalloc
from itertools import product
from string import ascii_lowercase

import pytest

from hotlined.adapters.mime_read.html import html_to_text, read_html

NAMES = ["".join(name) for name in product(ascii_lowercase, repeat=3)]
IDS = f"<style>{','.join(f'[id~={name}]' for name in NAMES[:4_500])}{{font-size:0}}</style>"
HIDING = [  # a selector, and markup in which x is what it hides
    (".n.m", "<p class='m n'>x</p><p class=n>y</p>"),
    ("p.n#i", "<p class=n id=i>x</p><p class=n>y</p>"),
    (".w .n", "<div class=w><b><i class=n>x</i></b></div><i class=n>y</i>"),
    (".w > .n", "<div class=w><i class=n>x</i><b><i class=n>y</i></b></div>"),
    (".w>*>.n", "<div class=w><b><i class=n>x</i></b><i class=n>y</i></div>"),
    (
        ".v .w > .n",
        "<p class=v><b class=w><i><b class=w><i class=n>x</i></b></i></b></p><b class=w><i class=n>y",
    ),
    ("h2 + p", "<h2>y</h2><p>x</p><p>y</p>"),
    ("img.g + div", "<img class=g><div>x</div><div>y</div>"),
    ("h2 ~ p", "<p>y</p><h2>y</h2><i>y</i><p>x</p>"),
    (".w:not(.open) .n", "<div class=w><p class=n>x</p></div><div class='w open'><p class=n>y</p></div>"),
    ("p:not(.m, #i)", "<p>x</p><p class=m>y</p><p id=i>y</p>"),
    ("table > tbody > tr > td.n", "<table><td class=n>x<td>y</table>"),
    ("tbody > tr + tr", "<table><tr><td>y<tr><td>x</table>"),
    ("html > body > p", "<p>x</p><div><p>y</p></div>"),
    (":root p", "<p>x</p><div>y</div>"),
    ("span[class=n]", "<span class=n>x</span><span class='n m'>y</span>"),
    ("*[class~='n']", "<b class='m n'>x</b><b class=mn>y</b>"),
    ("p[class^=n-]", "<p class=n-1>x</p><p class=m-n-1>y</p>"),
    ("p[style*='margin: 1px']", "<p style='margin: 1px 0'>x</p><p style='margin:1px'>y</p>"),
    ("[lang|=en]", "<p lang=en-GB>x</p><p lang=eng>y</p>"),
    ("p[title$=N i]", "<p title=an>x</p><p title=ano>y</p>"),
    ("a:link", "<a href='#'>x</a><a name=a>y</a>"),
    ("p:not(:hover):not(.m)", "<p>x</p><p class=m>y</p>"),
    (".n:hover, .n::before, .n", "<p class=n>x</p><p>y</p>"),
    (r".\6e  /* */ .m", "<p class=n><b class=m>x</b></p><b class=m>y</b>"),
]


@pytest.mark.parametrize(("selector", "markup"), HIDING, ids=[selector for selector, _ in HIDING])
def test_P8_a_selector_hides_what_it_names_and_nothing_else(selector: str, markup: str) -> None:
    read = read_html(f"<style>{selector}{{display:none}}</style>{markup}")

    assert (set(read.text.split()), set(read.unseen.split())) == ({"y"}, {"x"})


@pytest.mark.parametrize(
    ("hides", "shows"),
    [
        ("td{font-size:0}", ".content .text{font-size:14px}"),
        (".text{display:none}", ".content .text{display:block}"),
        (".text{display:none}", "p.text.text{display:block}"),
        (".content .text{display:none}", "#c .text{display:block}"),
        ("p{display:none}", "p[class]{display:block}"),
        ("p{display:none!important}", "table p{display:block!important}"),
        ("p{visibility:hidden}", "td:not(.q) > p{visibility:visible}"),
        ("#c p:not(.a.b){display:none}", "#c p:not(#i){display:block}"),
    ],
)
def test_P7_words_that_a_heavier_selector_brings_back_are_text(hides: str, shows: str) -> None:
    for sheet in (hides + shows, shows + hides):
        markup = f"<style>{sheet}</style><table class=content id=c><td><p class=text>x</table>"
        assert html_to_text(markup).strip() == "x"


@pytest.mark.parametrize(
    "selector",
    [
        *(
            "..n",
            ".n > > p",
            "> .n",
            ".n >",
            ".& .n",
            "#1",
            "p:",
            ".n b(",
            "p[]",
            "p[a=]",
            "p[a=1]",
            "p{}",
            "",
        ),
        *("p:-ms-x", "p::-moz-selection", "p:not()", "p:not(..n)", "n|p"),
    ],
)
def test_P7_a_rule_with_what_is_no_selector_hides_nothing(selector: str) -> None:
    assert html_to_text(f"<style>p,{selector}{{display:none}}</style><p class=n>x</p>").strip() == "x"


@pytest.mark.parametrize(
    "selector",
    [
        *("p:hover", "p::after", "[data-ogsc] p", "[owa] p", ".moz-text-html p", "u + .body p", "#outlook p"),
        *("input:checked ~ p", "p p", "p > p", "p + p", "p ~ p", "table > tr > td > p", "p:not(p)", "a:link"),
        *("p:last-child", "p:nth-child(1)", "p:not(:not(p))", "p:not(b p)"),  # in doubt
    ],
)
def test_P7_a_selector_of_another_program_or_moment_or_in_doubt_hides_nothing(selector: str) -> None:
    markup = f"<style>{selector}{{display:none}}</style><input><p>x</p><table><tr><td><p>x</table><a>x</a>"
    assert html_to_text(markup).split() == ["x", "x", "x"]


def test_white_words_on_a_ground_that_a_doubtful_selector_may_give_are_no_quotation() -> None:
    sheet = "p{color:#fff}tr:first-child > td{background:#036}"
    assert html_to_text(f"<style>{sheet}</style><b>a</b><table><td><p>x</table>").split() == ["a", "x"]


@pytest.mark.parametrize(
    ("sheet", "markup"),
    [
        ("i " + "b " * 5_000 + "{color:red}", "<b>" * 5_000),
        ("".join(f"b{' b' * n}{{color:red}}" for n in range(200)), "<b>" * 150 + "<i>x</i>" * 20_000),
        ("".join(f".t .n{n % 7} .c{n}{{color:red}}" for n in range(1_500)), "<b class='t n1 n2 n3'>" * 40),
        (
            "".join(f"b~b.n{n}{{color:red}}" for n in range(2_000)),
            "".join(f"<b class=n{n}></b>" for n in range(8_000)),
        ),
        ("b:not(" * 8_000, "<b>"),
        ("b[a" * 10_000 + "{color:red}", "<b>"),
    ],
    ids=["one of 5,000", "200 of up to 200", "thrice nested", "beside each other", "not", "brackets"],
)
def test_P7_selectors_that_are_made_to_stall_their_reader_do_not(sheet: str, markup: str) -> None:
    begun = time.process_time()
    assert html_to_text(f"<style>{sheet}</style>{markup}<p>x</p>").split()[-1] == "x"
    assert time.process_time() - begun < 5, "seconds; it takes one at most"


@pytest.mark.parametrize(
    ("made", "plain"),
    [
        (f"{IDS}<b id='{'n ' * 70_000}'></b>", f"{IDS}<b id='n'></b>"),
        ("<div style='color:#fff'>" + "<div>" * 199 + "<p>" * 60_000, "<p>" * 60_000),
    ],
    ids=["a long attribute", "deep"],
)
def test_P7_a_mail_that_is_made_to_stall_its_reader_costs_little_more_than_a_plain_one(
    made: str, plain: str
) -> None:
    def cost(markup: str) -> float:
        begun = time.process_time()
        assert html_to_text(f"{markup}<p>x</p>").split()[-1] == "x"
        return time.process_time() - begun

    assert cost(made) < 4 * cost(plain) + 0.3


def test_P7_what_selectors_wait_for_does_not_fill_the_memory_of_their_reader() -> None:
    """Without its memory it reads no word of the mail."""
    outer, inner = NAMES[:1_000], NAMES[-1_000:]
    sheet = f"{','.join(f'i .{name}' for name in outer)}{{color:#fff}}"
    sheet += f"{','.join(f'.{name} b' for name in inner)}{{color:#fff}}"
    markup = f"<i>{''.join(f'<b class={name}></b>' for name in inner)}</i>x"
    tracemalloc.start()
    assert html_to_text(f"<style>{sheet}</style>{markup}").split() == ["x"]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 25_000_000, "bytes"


def test_an_element_that_nobody_closes_stands_around_nothing() -> None:
    markup = "<p><embed><i></i><b>x</b><u>y</u></p>"
    assert html_to_text(f"<style>p > b{{display:none}}</style>{markup}").split() == ["y"]


def test_a_thousand_rules_for_a_table_of_five_thousand_cells_are_read_in_time() -> None:
    rules = "".join(f".t .r{n} td.c{n}>p,#t tr .c{n % 9}{{font-size:{9 + n % 9}px}}" for n in range(1_000))
    rows = "".join(
        f"<tr class=r{row}>" + "".join(f"<td class='c{cell}' id=i{row}-{cell}><p>x" for cell in range(10))
        for row in range(500)
    )
    begun = time.process_time()
    html_to_text(f"<style>{rules}</style><table class=t id=t>{rows}</table>")
    assert time.process_time() - begun < 5, "seconds; it takes one at most"
