"""docs/agreement.md leaves out no setting of the agreement, and names none that is not, or not so, there."""

import re
from collections.abc import Iterator
from pathlib import Path

from hotlined.adapters.config.agreement import AgreementFile
from hotlined.adapters.config.mailboxes import MailboxesFile
from hotlined.adapters.config.rulefiles import CalendarFile, RoutingFile
from hotlined.adapters.config.sentences import Block
from tests.adapters.test_settings import _all_keys
from tests.test_docs import read

PAGE = "docs/agreement.md"
SHIPPED = Path(__file__).parents[1] / "rules" / "agreement.yaml"
_POINT = re.compile(
    r"^\| (?P<number>\d\.\d+) \| (?P<agreed>.+) \| (?P<shipped>.+) \| (?P<setting>.+) \|$", re.M
)
_CODE = re.compile(r"`([^`]+)`")


def points() -> Iterator[re.Match[str]]:
    return _POINT.finditer(read(PAGE))


def test_every_key_of_the_agreement_is_a_point_or_is_said_to_be_none() -> None:
    settings = " ".join(point["setting"] for point in points())
    own = read(PAGE).partition("## Not part of it")[2]
    agreed, apart = ({*_CODE.findall(text)} & {*AgreementFile.model_fields} for text in (settings, own))
    assert agreed | apart == {*AgreementFile.model_fields}
    assert agreed & apart == set()


def test_every_setting_that_a_point_names_is_there() -> None:
    models: tuple[type[Block], ...] = (AgreementFile, MailboxesFile, CalendarFile, RoutingFile)
    known = set().union(*map(_all_keys, models))
    for point in points():
        named = {one for one in _CODE.findall(point["setting"]) if not one.endswith(".yaml")}
        assert named <= known, point["number"]


def test_what_a_point_says_is_shipped_is_what_is_shipped() -> None:
    lines = re.findall(r"^(?:# )?([a-z_]+): +(.+?)(?: +#.*)?$", SHIPPED.read_text(encoding="utf-8"), re.M)
    shipped = {key: value.strip("[]") for key, value in lines}
    compared = 0
    for point in points():
        keys = [key for key in _CODE.findall(point["setting"]) if key in shipped]
        for key, value in zip(keys, _CODE.findall(point["shipped"]), strict=False):
            assert shipped[key] == value, f"{point['number']}: {key}"
            compared += 1
    assert compared > 25
