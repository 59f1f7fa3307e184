"""Charts as PNG pictures, drawn with Pillow; see docs/decisions/charts.md.

Pillow is imported at the first picture.  Nothing is said by colour alone: each bar has its label and its
value in words beside it, and the shades of a divided bar go from light to dark, so that they differ in grey
print and for every kind of colour vision.
"""

from collections.abc import Sequence
from importlib.resources import as_file, files
from io import BytesIO
from typing import TYPE_CHECKING, Final

from hotlined.domain.counts.statistics_charts import Bar, Chart

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH: Final = 1200  # pixels: shown at half of it, sharp on fine screens and in print
EDGE: Final = 24
BAR: Final = 34
GAP: Final = 14
SIZE: Final = 22
TITLE: Final = 26
WHITE: Final = (255, 255, 255)
INK: Final = (20, 20, 20)
FRAME: Final = (110, 110, 110)
ONE: Final = (0, 90, 150)
# From light to dark in even steps of lightness; one hue, so that no two can be mixed up.
SHADES: Final = (
    (222, 235, 247),
    (189, 215, 231),
    (146, 190, 219),
    (97, 158, 200),
    (52, 120, 175),
    (18, 82, 140),
    (8, 43, 84),
)


def png_of(chart: Chart) -> bytes:
    """The picture of a chart."""
    from PIL import Image, ImageDraw

    plain, bold = _font("DejaVuSans.ttf", SIZE), _font("DejaVuSans-Bold.ttf", TITLE)
    legend = _legend_lines(chart.legend, plain)
    height = EDGE * 2 + TITLE + GAP + len(legend) * (SIZE + GAP)
    height += len(chart.bars) * (SIZE + 6 + BAR + GAP)
    image = Image.new("RGB", (WIDTH, height), WHITE)
    draw = ImageDraw.Draw(image)
    draw.text((EDGE, EDGE), _fitted(chart.title, bold, WIDTH - 2 * EDGE), font=bold, fill=INK)
    top = EDGE + TITLE + GAP
    for line in legend:
        _draw_legend(draw, line, top, plain)
        top += SIZE + GAP
    for bar in chart.bars:
        _draw_bar(draw, bar, chart, top, plain)
        top += SIZE + 6 + BAR + GAP
    out = BytesIO()
    image.quantize(64).save(out, "PNG")  # a third of the bytes
    return out.getvalue()


def _font(name: str, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    with as_file(files("hotlined") / "_fonts" / name) as path:
        return ImageFont.truetype(str(path), size)


def _draw_bar(draw: "ImageDraw", bar: Bar, chart: Chart, top: int, font: "FreeTypeFont") -> None:
    """Label and value above, the bar below, in a frame that is the whole."""
    value = _fitted(bar.text, font, WIDTH * 6 // 10)
    right = WIDTH - EDGE - font.getlength(value)
    label = _fitted(bar.label.removeprefix("- "), font, int(right) - EDGE - GAP)
    draw.text((EDGE, top), label, font=font, fill=INK)
    draw.text((right, top), value, font=font, fill=INK)
    top += SIZE + 6
    whole = WIDTH - 2 * EDGE
    left = float(EDGE)
    for shade, part in zip(SHADES if chart.legend else (ONE,), bar.parts, strict=False):
        wide = whole * part / chart.most if chart.most else 0.0
        if wide >= 1:
            draw.rectangle((left, top, left + wide, top + BAR), fill=shade, outline=WHITE)
        left += wide
    draw.rectangle((EDGE, top, EDGE + whole, top + BAR), outline=FRAME)


Mark = tuple[str, tuple[int, int, int]]


def _legend_lines(legend: Sequence[str], font: "FreeTypeFont") -> list[list[Mark]]:
    """The marks of the legend, as many in a line as there is room for."""
    lines: list[list[Mark]] = []
    room = 0.0
    for mark in zip(legend, SHADES, strict=False):
        wide = _wide(mark, font)
        if not lines or wide > room:
            lines.append([])
            room = WIDTH - 2 * EDGE
        lines[-1].append(mark)
        room -= wide
    return lines


def _wide(mark: Mark, font: "FreeTypeFont") -> float:
    return SIZE + 8 + font.getlength(mark[0]) + 2 * GAP


def _draw_legend(draw: "ImageDraw", line: Sequence[Mark], top: int, font: "FreeTypeFont") -> None:
    left = float(EDGE)
    for mark in line:
        draw.rectangle((left, top + 2, left + SIZE, top + 2 + SIZE), fill=mark[1], outline=FRAME)
        draw.text((left + SIZE + 8, top), mark[0], font=font, fill=INK)
        left += _wide(mark, font)


def _fitted(text: str, font: "FreeTypeFont", wide: int) -> str:
    """The text, cut where it is too long for its place."""
    if font.getlength(text) <= wide:
        return text
    while text and font.getlength(f"{text}\u2026") > wide:
        text = text[:-1]
    return f"{text}\u2026"
