"""HTML-only replies: quotes keep their depth, what nobody sees is dropped, a coloured answer stands out."""

from email.message import EmailMessage

import pytest

from hotlined.adapters.mime_read import read_content
from hotlined.adapters.mime_read.html import MOST_LINKS, html_to_text, read_html
from hotlined.app.ports import TooOdd

BAR = "border-left:1px solid rgb(204,204,204);padding-left:1ex"


def test_a_blockquote_is_behind_marks_as_deep_as_it_is() -> None:
    markup = "ok<blockquote type=cite>one<blockquote>two<br>three</blockquote>four</blockquote>end"

    assert " ".join(html_to_text(markup).split()) == "ok > one >> two >> three > four end"


@pytest.mark.parametrize(
    "tag",
    [
        f'<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;{BAR}">',
        '<blockquote style="border-left: 2px solid #000; border:none">',
        '<div style="BORDER-LEFT: blue 1.5pt SOLID">',
        '<div style="border:none;border-left:solid blue 1.5pt;padding:0cm">',
    ],
)
def test_a_bar_at_the_left_is_a_quote(tag: str) -> None:
    assert html_to_text(f"a{tag}q</{tag[1:].split()[0]}>b").split() == ["a", ">", "q", "b"]


@pytest.mark.parametrize(
    "tag",
    [
        '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">',
        '<div style="border-left:none">',
        '<div style="border-left:0">',
        '<div style="border-top:solid #E1E1E1 1.0pt">',
    ],
)
def test_an_indent_is_no_quote(tag: str) -> None:
    assert ">" not in html_to_text(f"a{tag}please wait</{tag[1:].split()[0]}>b")


@pytest.mark.parametrize(
    "hidden",
    [
        '<div style="display: none">x</div>',
        '<div style="max-height:0px;overflow:hidden">x<p>y</p></div>',
        '<span style="font-size:0">x</span>',
        '<p style="mso-hide:all">x</p>',
        '<b style="opacity: 0.0">x</b>',
        '<div style="position:absolute;left:-9999px">x</div>',
        '<div style="height:0;overflow:hidden">x</div>',
        '<span style="font-size:1px">x</span>',
        '<h2 style="color:transparent">x</h2>',
        '<style>.k{color:red} q, .n{display:none}</style><p class="m N">x</p>',
        "<style>@media screen{.n{display:none !important}}</style><p class=n>x</p>",
        "<div hidden>x</div>",
        "<script>x</script>",
        "<style>x</style>",
        "<!-- x -->",
    ],
)
def test_what_nobody_sees_is_no_text(hidden: str) -> None:
    assert html_to_text(f"<p>a</p>{hidden}<p>b</p>").split() == ["a", "b"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ('<p>a</p><p style="color:#fff">x</p>', "a > x"),
        ('<p>a</p><p><font color="White">x</font></p>', "a > x"),
        ('<p>a</p><p style="color:rgb(255, 255, 255);background:#fff">x</p>', "a > x"),
        ('<p>a</p><div style="background-color:#222"><p style="color:#fff">x</p></div>', "a x"),
        ('<p>a</p><table bgcolor="#003366"><tr><td style="color:white">x</td></tr></table>', "a x"),
        ('<p style="color:white">x</p><p style="color:#ffffff">y</p>', "x y"),  # of a dark window
        ('<p style="color:white"><span style="color:black">x</span></p><p>a</p>', "x a"),
    ],
)
def test_white_words_on_white_beside_others_stand_as_a_quotation_does(markup: str, text: str) -> None:
    assert " ".join(html_to_text(markup).split()) == text


def test_words_that_are_hidden_are_kept_apart_line_by_line() -> None:
    read = read_html("<p>a</p><div hidden>Please <b>hold</b> it.<blockquote>b</blockquote></div><p>c</p>")

    assert read.text.split() == ["a", "c"]
    assert read.unseen.splitlines() == ["Please hold it.", "> b"]


def test_P7_hidden_words_with_something_between_them_are_words_of_their_own() -> None:
    read = read_html("<b hidden>Please</b> <b hidden>ho</b><b hidden>ld</b>x<b hidden>it</b>")

    assert (read.text.strip(), read.unseen) == ("x", "Please hold it")
    assert read_html("<div hidden><table><tr><td>Please</td><td>hold</table>").unseen == "Please hold"


@pytest.mark.parametrize(
    "markup",
    [
        '<td style="font-size:0px"><div style="font-size:13px">x</div></td>',  # a newsletter's wrapper
        '<div style="font:0/0 a"><span style="font:14px Arial">x</span></div>',
        '<p style="font-size:1.0pt"><span style="font-size:11.0pt">x</span></p>',
        '<div style="visibility:hidden"><p style="visibility:visible">x</p></div>',
        '<div style="-webkit-backface-visibility:hidden">x</div>',
        '<p style="/*display:none;*/color:black">x</p>',
        "<style>/* .n{display:none} */ .n{color:red}</style><p class=n>x</p>",
        "<style>@media only screen and (max-width:480px){.n{display:none!important}}</style><p class=n>x</p>",
        "<style>@media print{.m{color:red}.n{display:none}}</style><p class=n>x</p>",
        "<style>@media (prefers-color-scheme: dark){.n{display:none}}</style><p class=n>x</p>",
        "<style>.n{display:none}.n{display:block}</style><p class=n>x</p>",
        '<style>.n{display:none}</style><p class=n style="display:block">x</p>',
        '<div style="height:1%;overflow:hidden">x</div>',
        '<div style="width:1px;min-width:100%;overflow:hidden">x</div>',
        '<div style="margin-top:-1000px;padding-top:1000px">x</div>',
        '<div style="position:absolute;clip:rect(0,500px,200px,0)">x</div>',
        '<h2 style="color:transparent;-webkit-background-clip:text">x</h2>',
        "<ul><li hidden>a<li>x</ul>",
        "<ul><li hidden>a</ul>x",
        "<table><tr><td hidden><table><tr><td>a</td></tr></td></tr></table></td><td>x</td></tr></table>",
        '<p style="color:red" style="display:none">x</p>',
        "<style>.n{display:none}</style><p class=m class=n>x</p>",
        "<dl><dt hidden>a<dd>x</dl>",
        "<select><option hidden>a</select>x",
        "<p>a</p><div style='background:#222'><b style='background:none;color:#fff'>x</b></div>",
        "<p>a</p><h1 style='background:#222'><b style='color:#fff'>x</b></h1>",
        "<p>a</p><table><tr><th bgcolor=navy><b style='color:#fff'>x</b></table>",
        "<style>.g td{background:#036}</style><p>a</p><table class=g><tr><td style='color:#fff'>x</table>",
        "<style>body{background-color:#222}</style><body><b style='color:#fff'>x</b><p>a</p>",
        "<div style='color:#fff'>x</div><blockquote type=cite>a</blockquote>",  # a dark window's
    ],
)
def test_what_only_looks_hidden_is_text(markup: str) -> None:
    assert "x" in html_to_text(markup).split("\n")


@pytest.mark.parametrize(
    "markup",
    [
        "<b style='opacity:0'><b>a</b>x</b>",
        "<div hidden><ul><li>a</li></ul>x</div>",
        "<style>@media (min-width:600px){.n{display:none}}</style><p class=n>x</p>",
        "<style>.n{display:none!important}.n{display:block}</style><p class=n>x</p>",
        "<style>.n{display:none}</style><p class=n style='color:red'>x</p>",
        '<div style="font-size:0"><span style="font-size:1em">x</span></div>',
        '<div style="display:none"><p style="visibility:visible;font-size:12px">x</p></div>',
        "<div hidden><table><tr><td></div>x</table>",  # an end in a cell ends nothing around its table
        "<b hidden><table><tr><td></b>x</table></b>",
        "<div hidden><table><tr></div><td>x</table>",
        '<p style="display:none" style="color:red">x</p>',  # of two attributes the first counts
        '<span style="position:absolute;clip:rect(0 0 0 0)">x</span>',
    ],
)
def test_what_is_hidden_stays_so_inside(markup: str) -> None:
    read = read_html(f"<p>y</p>{markup}")

    assert (read.text.split(), "x" in read.unseen) == (["y"], True)


def test_an_empty_line_parts_white_words_from_those_below_them() -> None:
    assert html_to_text('<span style="color:#fff">a</span><br>x').split("\n") == ["> a", "", "x", ""]


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="display:none">x<p>hold</p>',
        '<p style="display:none">x<div>hold</div>',
        '<p><span style="display:none">x</p><p>hold</p>',
        '<table><tr><td style="display:none">x<td>hold</table>',
        '<table><tr style="display:none"><td>x<tr><td>hold</table>',
    ],
)
def test_what_is_hidden_hides_nothing_behind_it_where_its_end_is_only_implied(markup: str) -> None:
    assert html_to_text(markup).strip() == "hold"


@pytest.mark.parametrize(
    "style",
    [
        "max-height:0.5em",
        "text-indent:-141.6pt",
        "font-size:0.9em",
        "display:block",
        "max-height:05px",
        "opacity:0.7",
        "font-size:12px",
    ],
)
def test_what_is_small_is_still_text(style: str) -> None:
    assert html_to_text(f'<div style="{style}">x</div>').strip() == "x"


@pytest.mark.parametrize(
    "answer",
    [
        '<span style="color:red">hold</span>',
        '<font color="#ff0000">hold</font>',
        '<p style="color:#1f497d">hold',
    ],
)
def test_an_answer_in_another_colour_inside_a_quote_is_one_deeper(answer: str) -> None:
    lines = html_to_text(f"<blockquote><p>quoted</p><p>{answer}</p><p>quoted</p></blockquote>").split("\n")

    assert [line for line in lines if line] == ["> quoted", ">> hold", "> quoted"]


def test_a_colour_outside_a_quote_and_a_quotes_own_colour_change_nothing() -> None:
    markup = (
        "<p style='color:red'>a</p><blockquote style='color:#222'><p style='color:black'>b</p></blockquote>"
    )

    assert html_to_text(markup).split("\n")[:3] == ["a", "", "> b"]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("<s>", "</s>"),
        ("<strike>", "</strike>"),
        ("<del datetime='2026-03-02'>", "</del>"),
        ("<span style='color:red; text-decoration: line-through'>", "</span>"),
        ("<span style='text-decoration-line:underline line-through'>", "</span>"),
    ],
)
def test_P8_words_that_are_struck_out_are_behind_a_mark(begin: str, end: str) -> None:
    markup = f"<p>Hello.</p><p>{begin}Received.{end}</p><p>{begin}Go ahead.{end} Wait.</p>"

    assert html_to_text(markup) == "Hello.\n\n> Received.\n\n> Go ahead.\nWait.\n"


def test_lines_of_a_pre_and_rows_of_a_table_stay_lines() -> None:
    assert html_to_text(
        "<pre>a\nb</pre><table><tr><td>c</td><td>d</td></tr><tr><td>e</td></tr></table>"
    ).split("\n") == ["a", "b", "", "c\td", "", "e", ""]


def mail_of(html: str, plain: str = "") -> bytes:
    message = EmailMessage()
    if plain:
        message.set_content(plain)
        message.add_alternative(html, subtype="html")
    else:
        message.set_content(html, subtype="html")
    return bytes(message)


def test_P7_html_that_is_longer_than_what_is_read_is_not_taken_for_what_its_beginning_says() -> None:
    html = "<p>Received.</p>" + "<p>item 1</p>" * 20_000 + "<p>Please wait with the notice.</p>"
    with pytest.raises(TooOdd, match="more HTML"):
        read_content(mail_of(html))
    assert read_content(mail_of(html, "Received.\n")).text == "Received.\n"


@pytest.mark.parametrize(
    "weight",
    [
        f'<img src="data:image/png;base64,{"iVBORw0KGgo/" * 30_000}">',
        f"<!--{'<p>x</p>' * 40_000}-->",
        f"<STYLE type='text/css'>{'p.a > b {margin: 0} ' * 12_000}</style >",
    ],
    ids=["a picture", "comments", "a style sheet"],
)
def test_what_has_no_words_in_html_takes_no_room_from_words(weight: str) -> None:
    text = read_content(mail_of(f"<p>Received.</p>{weight}<p>Please wait.</p>")).text
    assert text.split() == ["Received.", "Please", "wait."]


@pytest.mark.parametrize("empty", ["<!-->", "<!--->", "<!---->", "<!--[if !mso]><!-->"])
def test_P7_what_stands_behind_an_empty_comment_is_seen_as_browsers_show_it(empty: str) -> None:
    assert html_to_text(f"<p>a{empty} b<!-- c --> d</p>").split() == ["a", "b", "d"]


def test_links_of_words_that_can_be_seen_are_read_each_once() -> None:
    markup = (
        '<a href="https://example.com/a">item 1</a> <a href="https://example.com/a">again</a>'
        '<div style="display:none"><a href="https://example.com/b">x</a></div><a>y</a>'
        '<style><a href="https://example.com/c"></style><A HREF="https://example.com/d?x=1&amp;y=2">z</A>'
    )
    assert read_html(markup)[1] == ("https://example.com/a", "https://example.com/d?x=1&y=2")


def test_of_more_links_than_are_looked_at_the_first_are_kept() -> None:
    markup = "".join(f'<a href="https://example.com/{n}">x</a>' for n in range(MOST_LINKS + 5))
    assert len(read_html(markup)[1]) == MOST_LINKS


def test_a_link_whose_words_are_another_url_is_told_with_both() -> None:
    markup = (
        '<p><a href="https://example.com/b"><b>https://example.</b>com/a</a> <a href="https://example.com/c">here</a>'
        '<a href="https://example.com/d">https://example.com/d</a><a href="">https://example.com/e</a>'
        '<a href="/x">see https://example.com/f</a></p>'
    )
    assert read_html(markup)[2] == (("https://example.com/a", "https://example.com/b"),)
    assert len(read_html('<a href="a">b://c</a>' * 3)[2]) == 1


@pytest.mark.parametrize("end", ["R&D", "R&amp", "A&B&C", "&", "& "])
def test_P7_words_behind_the_last_tag_are_read_though_a_name_may_be_cut_at_their_end(end: str) -> None:
    assert html_to_text(f"Received.<br>Please wait. {end}").startswith("Received.\nPlease wait.")


@pytest.mark.parametrize(
    "swallowing", ["<!-- ", "<style>", "<title>", "<script>", "<![CDATA[", "<?", "<!", "<p title='"]
)
def test_P7_what_an_unclosed_tag_has_swallowed_is_kept_apart(swallowing: str) -> None:
    read = read_html(f"<p>Received.</p>{swallowing}please <b>wait</b> for us")

    assert "please" in read.unseen
    assert "wait" in f"{read.text}{read.unseen}"


def test_what_is_closed_is_nobodys_word() -> None:
    markup = "<!DOCTYPE html><html><head><title>wait</title><style>a{b:wait}</style></head><!-- wait --><p>ok"

    assert "wait" not in read_html(markup).unseen
