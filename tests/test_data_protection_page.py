"""docs/data-protection.md is true to the code: what a purge takes, what is proposed, what shows it."""

import re
from dataclasses import fields
from datetime import timedelta
from pathlib import Path
from typing import get_args

from hotlined.adapters.config.agreement import AgreementFile
from hotlined.adapters.config.yamlfile import parse_yaml
from hotlined.domain.record.events import Event
from tests.test_docs import read

PAGE = "docs/data-protection.md"
TESTS = Path(__file__).parent
SHIPPED = TESTS.parent / "rules" / "agreement.yaml"


def test_P14_the_page_names_every_event_that_a_purge_takes_something_from_and_no_other() -> None:
    table = read(PAGE).partition("| event | what goes |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`([A-Z]\w+)`", table))
    holding = {
        kind.__name__ for kind in get_args(Event) if any(one.metadata.get("content") for one in fields(kind))
    }
    assert named == holding


def test_the_retention_that_it_proposes_is_an_agreement_and_gives_the_time_it_promises() -> None:
    (proposed,) = re.findall(r"```yaml\n(.*?)```", read(PAGE), re.DOTALL)
    file, problems = parse_yaml(SHIPPED.read_text(encoding="utf-8") + proposed, "agreement.yaml")
    assert file is not None
    assert not problems
    agreement = AgreementFile.model_validate(file.data).agreement("en")
    assert timedelta(0) < agreement.purge_warning <= agreement.purge_after / 2
    assert agreement.purge_after < agreement.anonymise_after


def test_every_test_that_it_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", read(PAGE)))
    there = {
        name
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }
    assert len(named) > 8
    assert named <= there
