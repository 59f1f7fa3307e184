"""Styles of an HTML mail as its reader's program has them: what hides words does so however it is written."""

import time

import pytest

from hotlined.adapters.mime_read.html import html_to_text, read_html

HIDING = [
    r'<p style="\64isplay:none">x</p>',
    r'<p style="display:n\6fne">x</p>',
    '<p style="display/**/:/**/none">x</p>',
    '<p style="display:none;display:bogus">x</p>',
    '<p style="display:none!important;display:block">x</p>',
    '<p style="display:block;display: none ! important">x</p>',
    '<p style="opacity:0%">x</p>',
    "<table><td style='display:block;height:0;overflow:hidden'>x</table>",
    '<p style="left:-9999px;padding-top:100px">x</p>',
    '<p style="height:0;min-width:600px;overflow:hidden">x</p>',
    '<p style="max-height:0;min-width:100%;overflow:hidden">x</p>',
    '<p style="max-height:0;overflow:auto">x</p>',
    '<p style="height:1px;overflow-y:scroll">x</p>',
    '<p style="margin-left:0;margin:0 0 0 -9999px">x</p>',
    '<p style="color:rgba(0, 0, 0, 0)">x</p>',
    '<p style="color:#0000">x</p>',
    '<p style="font-size:.5px">x</p>',
    '<p style="font-size:14px;font:1px Arial">x</p>',
    '<p style="font-size:0;font-size:14 px">x</p>',
    "<p style=\"font-family:'a;b';display:none\">x</p>",
    '<p style="background:url(a;b);display:none">x</p>',
    "<style><!-- .n{display:none} --></style><p class=n>x</p>",
    "<style><!--\n.n{display:none}</style><p class=n>x</p>",
    "<style>#n{display:none}</style><p id=N>x</p>",
    "<style>p#n{display:none}</style><p id=n>x</p>",
    "<style>h2.n{display:none}</style><h2 class=n>x</h2>",
    "<style>section{display:none}</style><section>x</section>",
    r"<style>.\6e{display:none}</style><p class=n>x</p>",
    "<style>.m{color:red}@import url(a);.n{display:none}</style><p class=n>x</p>",
    "<style>a > b {color:red} .n{display:none}</style><p class=n>x</p>",
    "<style>#n{display:none}.n{display:block}</style><p id=n class=n>x</p>",
    "<style>.n{display:none}p{display:block}</style><p class=n>x</p>",
    "<style>.n{font-size:0}</style><p class=n>x</p>",
    "<style>.n{visibility:hidden}</style><p class=n>x</p>",
    "<style media='screen, print'>.n{display:none}</style><p class=n>x</p>",
    "<style media='' type=Text/CSS>.n{display:none}</style><p class=n>x</p>",
    "<style title='a media=print type=b' data-media=print x-type=y>.n{display:none}</style><p class=n>x</p>",
    "<style>@supports (display:grid) and (not (color:rgb(1,2))){.n{display:none}}</style><p class=n>x</p>",
    "<style>@supports (-ms-a:b) or (display:grid){.n{display:none}}</style><p class=n>x</p>",
    "<style>@media (max-width:9px) or (min-width:0){.n{display:none}}</style><p class=n>x</p>",
    "<style>@layer a{@media (min-width:0){.n{display:none}}}</style><p class=n>x</p>",
    "<style>@media not screen and (max-width:480px){.n{display:none}}</style><p class=n>x</p>",
    "<style>@media not print{.n{display:none}}</style><p class=n>x</p>",
    "<style>.n{display:none}" + "9" * 6_000 + "</style><p class=n>x</p>",
]


IN_VAIN = [
    ("display:none", "display:block block;display:inline flow-root;display:currentcolor"),
    ("opacity:0", "opacity:50px;opacity:auto;opacity:1 1"),
    ("max-height:0;overflow:hidden", "max-height:10x;max-height:10;max-height:auto;max-height:-5px"),
    ("font-size:0", "font-size:14x;font-size:14 px;font:14px;font:odd 14px Arial;font:14px 14px Arial"),
    ("left:-9999px", "left:5x;left:none;left:0 0"),
    ("margin:-9999px", "margin:0 none;margin-top:1x"),
    ("clip:rect(0 0 0 0)", "clip:rect(a);clip:rect(0 9px);clip:none"),
    ("height:0;overflow:hidden", "height:none;overflow:shown;min-height:9x;min-height:none"),
    ("visibility:hidden", "visibility:visible visible;visibility:shown"),
]


@pytest.mark.parametrize(("hides", "vain"), IN_VAIN, ids=[hides for hides, _ in IN_VAIN])
def test_P8_what_browsers_do_not_take_shows_nothing_again(hides: str, vain: str) -> None:
    assert read_html(f'<p>y</p><p style="{hides};{vain}">x</p>').unseen == "x"


@pytest.mark.parametrize("markup", HIDING)
def test_P8_a_style_hides_however_it_is_written(markup: str) -> None:
    read = read_html(f"<p>y</p>{markup}")

    assert (read.text.split(), read.unseen) == (["y"], "x")


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="display:none;display:block">x</p>',
        '<p style="display:block!important;display:none">x</p>',
        '<p style="font:0/0 a;font-size:14px">x</p>',
        '<p style="margin-left:-9999px;margin:0 auto">x</p>',
        "<style>.n{overflow:hidden}</style><table><td class=n style='height:1px'>x</table>",  # as tables do
        '<p style="zoom:0">x</p>',
        '<p style="margin-right:-9999px">x</p>',
        '<p style="margin:0 -9999px 0 0">x</p>',
        '<div style="max-height:0"><p>x</p></div>',  # some newsletters lay words over pictures so
        "<table><td style='max-height:0;overflow:hidden'>x</table>",
        '<p style="margin:-1000px 0 0;padding:1000px 0 0">x</p>',
        '<p style="font-size:1px;font:14px/1.5 Arial, sans-serif">x</p>',
        '<p style="font-size:1px;font-size:clamp(14px,2vw,18px) !important;font-size:14px">x</p>',
        '<p style="mso-bidi-font-size:1.0pt;font-size:11.0pt">x</p>',
        "<p style=\"font-family:';display:none;'\">x</p>",
        '<p style="background:url(a;display:none;b)">x</p>',
        "<style>p.n{display:none}</style><div class=n>x</div>",
        "<style>.n{display:none}</style><style>/* } */ .n{display:block}</style><p class=n>x</p>",
        "<style>.n{display:none}#n{display:block}</style><p id=n class=n>x</p>",
        "<style>.n{display:none}.n:hover{display:none!important}p.n{display:block}</style><p class=n>x</p>",
        "<style>.w{font-size:0}</style><div class=w><p style='font-size:13px'>x</p></div>",
        "<style>.w{font-size:0}.n{font-size:13px}</style><div class=w><p class=n>x</p></div>",
        "<style>.w{visibility:hidden}</style><div class=w><p style='visibility:visible'>x</p></div>",
        "<style>.n{max-height:0;overflow:hidden}</style><p class=n style='max-height:none'>x</p>",
        "<style>@media screen and (max-width:480px), print{.n{display:none}}</style><p class=n>x</p>",
        "<style>@media (width<=480px){@media screen{.n{display:none}}}</style><p class=n>x</p>",
        "<style media=print>p{display:none}</style><p>x</p>",
        "<style type='text/css' media='only screen and (max-width: 600px)'>p{display:none}</style><p>x</p>",
        '<STYLE MEDIA="print, (prefers-color-scheme: dark)">p{display:none}</STYLE><p>x</p>',
        "<style>@media not all and (min-width:480px), not screen{p{display:none}}</style><p>x</p>",
        *(
            f"<style>{where}{{p{{display:none}}}}</style><p>x</p>"
            for where in (
                "@supports not (display:grid)",
                "@supports (-webkit-overflow-scrolling:touch)",
                "@-moz-document url-prefix()",
                "@media (-ms-high-contrast:active), (-ms-high-contrast:none)",
                "@media (orientation:portrait)",
                "@media (hover:none) and (pointer:coarse)",
                "@media screen and (max-height:400px)",
            )
        ),
        "<style>html,body{height:0;overflow-x:hidden}</style><body><p>x</p></body>",
        "<style>@media handheld, screen yahoo, tv and (width){p{display:none}}</style><p>x</p>",
        "<style type='text/x-rules'>p{display:none}</style><p>x</p>",
        "<link rel=stylesheet href=n.css><style>@import 'n.css';@import url(n) print;</style><p>x</p>",
        "<style>@media print{.m{color:red}}@font-face{font-family:n;src:url(n)}</style><p class=n>x</p>",
        "<style>.n{content:'{display:none}'}</style><p class=n>x</p>",
        "<style>[data-ogsc] .n,.n[a],.n:hover,u + .n,.m .n{display:none}</style><p class=n>x</p>",
        "<style>@keyframes a{from{opacity:0}p{display:none}}</style><p class=n>x</p>",
        "<!--[if mso]><style>.n{display:none}</style><![endif]--><p class=n>x</p>",
        "<style><!-- .m{color:red} </style><p>x</p>",  # a comment that is no comment
        "<style>p{x:'<!--'}</style><p>x</p>",
    ],
)
def test_what_a_style_does_not_hide_is_text(markup: str) -> None:
    assert html_to_text(markup).strip() == "x"


@pytest.mark.parametrize(
    "markup",
    [
        "<style>.w{color:#fff}</style><p class=w>x</p>",
        "<style>#w{color:white}</style><p id=w>x</p>",
        "<style>.w{color:#222}</style><p class=w style='color:hsl(0,0%,100%)'>x</p>",
        "<style>.w{color:#fff!important}</style><p class=w style='color:#222'>x</p>",
        "<p style='color:rgb(255 255 255 / 90%)'>x</p>",
        "<p style='color:#fff'><b style='color:#222;color:currentcolor'>x</b></p>",
        "<p style='color:white;color:bogus;color:222222;color:#222 #222'>x</p>",
        "<p style='color:#222;color:#FFF'>x</p>",
        "<p style='color:ffffff'>x</p>",  # as browsers read a mail without a doctype
        "<font color=ffffff>x</font>",
        "<div style='background:#222;background:#fff'><p style='color:#fff'>x</p></div>",
        "<div style='background:#222;background:none'><p style='color:#fff'>x</p></div>",
        "<style>div{background:#fff}</style><div><p style='color:#fff'>x</p></div>",
        "<p style='text-decoration:none;text-decoration:underline line-through'>x</p>",
        "<style>.s{text-decoration:line-through}</style><p class=s>x</p>",
    ],
)
def test_P8_words_that_are_white_or_struck_by_a_style_stand_as_a_quotation_does(markup: str) -> None:
    assert html_to_text(f"<p>a</p>{markup}").split() == ["a", ">", "x"]


@pytest.mark.parametrize(
    "markup",
    [
        "<style>.w{color:#fff;background:#036}</style><p class=w>x</p>",
        "<style>.w{color:#fff}td.g{background-color:#036}</style><table><td class=g><p class=w>x</table>",
        "<style>.w{color:#fff}#g{background:url(a)}</style><div id=g><p class=w>x</div>",
        "<style>p{color:#fff}td.f.g{background:#036}</style><table><td class='g f'><p>x</table>",
        "<style>p{color:#fff}</style><table bgcolor=oddly><td><p>x</table>",
        "<style>p{color:#fff}.g>*>*>td{background:#036}</style><table class=g bgcolor=#fff><td><p>x</table>",
        "<style>.w{color:#fff}</style><table bgcolor=003366><td><p class=w>x</table>",
        "<style>.w{color:#fff}</style><p class=w style='color:#222'>x</p>",
        "<div style='background:linear-gradient(#036,#024)'><p style='color:#fff'>x</div>",
        "<div style='background:#036'><p style='color:#fff;background:rgba(255,255,255,.1)'>x</div>",
        "<p style='color:white;color:black'>x</p>",
        "<p style='text-decoration:line-through;text-decoration:none'>x</p>",
        "<style>@media (prefers-color-scheme:dark){p{color:#fff!important}}</style><p>x</p>",
    ],
)
def test_words_that_a_style_shows_are_no_quotation(markup: str) -> None:
    assert html_to_text(f"<div>a</div>{markup}").split() == ["a", "x"]


OUTLOOK = """<head><style><!--
/* Font Definitions */
@font-face {font-family:"Cambria Math"; panose-1:2 4 5 3 5 4 6 3 2 4;}
/* Style Definitions */
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}
a:link, span.MsoHyperlink {mso-style-priority:99; color:#0563C1; text-decoration:underline;}
span.EmailStyle17 {mso-style-type:personal-compose; color:windowtext;}
.MsoChpDefault {mso-style-type:export-only; font-size:10.0pt;}
@page WordSection1 {size:612.0pt 792.0pt; margin:70.85pt 70.85pt 2.0cm 70.85pt;}
div.WordSection1 {page:WordSection1;}
--></style><!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" /></xml><![endif]--></head>"""


def test_what_outlook_writes_about_its_words_hides_none() -> None:
    body = (
        '<body lang=DE link="#0563C1" style="word-wrap:break-word"><div class=WordSection1>'
        '<p class=MsoNormal><span style="font-size:11.0pt;mso-bidi-font-size:1.0pt">Please hold.<o:p></o:p>'
        "</span></p><p class=MsoNormal><span class=EmailStyle17>Thanks.</span>"
        "</p></div></body>"
    )
    assert html_to_text(OUTLOOK + body).split() == ["Please", "hold.", "Thanks."]


@pytest.mark.parametrize(
    "hostile",
    [
        *("{" * 50_000, "(" * 10_000, "[" * 10_000, "a{" * 10_000, "@media (" * 6_000, "@media{" * 7_000),
        *(
            ";" * 100_000,
            "}" * 50_000,
            "a{color:" + "rgb(" * 10_000,
            "url(" * 10_000,
            "'\n" * 25_000,
            "a," * 25_000,
        ),
        *(
            "a{color:color()}",
            "a{color:lab(a b c)}",
            "a{color:hsl(1e999,0%,0%)}",
            "\\d800{color:\\d800}",
            "\\" * 50_000,
        ),
        *("a{opacity:1e999;left:-1e999px;clip:rect()}", "a{font:/;border:;border-left:;color:!important}"),
    ],
    ids=lambda hostile: hostile[:12].encode("unicode_escape").decode(),
)
def test_P7_a_style_that_is_made_to_stall_or_break_its_reader_hides_no_words_behind_it(hostile: str) -> None:
    begun = time.process_time()
    for markup in (f"<style>{hostile}</style><b>x</b>", f'<b style="{hostile}">x</b>'):
        assert html_to_text(markup).strip() == "x"
    assert time.process_time() - begun < 3


def test_many_elements_under_many_rules_are_read_in_a_time_that_grows_with_their_number_alone() -> None:
    rules = "".join(f".n{{font-size:{10 + n % 9}px}}.n.m{n},b .n{{color:red}}" for n in range(1_200))
    begun = time.process_time()
    html_to_text(f"<style>{rules}</style>" + "".join(f"<i class=n id=n{n}>x</i>" for n in range(4_000)))
    assert time.process_time() - begun < 3
