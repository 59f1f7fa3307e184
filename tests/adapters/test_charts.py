"""Charts: pictures that are readable in every language, in grey print, and without seeing colours."""

from io import BytesIO
from itertools import pairwise

import pytest
from PIL import Image

from hotlined.adapters.charts import SHADES, WIDTH, png_of
from hotlined.domain.counts.statistics_charts import Bar, Chart
from hotlined.domain.counts.statistics_labels import LABELS


def picture(chart: Chart) -> Image.Image:
    return Image.open(BytesIO(png_of(chart))).convert("RGB")


@pytest.mark.parametrize("language", LABELS)
def test_a_chart_of_any_language_is_a_small_picture_as_wide_as_a_sheet(language: str) -> None:
    words = LABELS[language]
    bars = tuple(Bar(words[key], (40.0,), "4 / 10") for key in ("public_lea", "lea_notice", "removed_7"))
    data = png_of(Chart("times", words["t_times"], bars, 100.0))
    assert len(data) < 40_000
    assert Image.open(BytesIO(data)).size[0] == WIDTH


def test_a_bar_is_as_long_as_its_value() -> None:
    whole = picture(Chart("a", "A", (Bar("a", (1.0,), "1"), Bar("b", (0.5,), "1/2")), 1.0))
    blue = [sum(whole.getpixel((x, y))[2] > 100 > whole.getpixel((x, y))[0] for x in range(WIDTH))
            for y in (110, 186)]  # fmt: skip
    assert blue[1] == pytest.approx(blue[0] / 2, abs=4)


def test_the_shades_differ_by_lightness_alone_so_that_grey_print_and_colour_blindness_do_not_matter() -> None:
    grey = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue in SHADES]
    assert grey == sorted(grey, reverse=True)
    assert min(a - b for a, b in pairwise(grey)) > 15


def test_a_long_name_is_cut_and_nothing_breaks() -> None:
    assert picture(Chart("a", "title " * 80, (Bar("name " * 80, (3.0,), "3 of 4"),), 4.0)).size[0] == WIDTH


def test_nought_of_nought_is_an_empty_frame() -> None:
    assert picture(Chart("a", "A", (Bar("a", (0.0,), "0"),), 0.0)).size[0] == WIDTH
