"""Whoever rewrites the administrator's guide hears at once that the walk over a new machine types from it."""

import ast
from pathlib import Path

import pytest

from tests.machine import guide

WALKS = [Path(__file__).with_name(f"{name}.py") for name in ("walk", "slips", "package", "release")]
CALLS = [
    ast.unparse(node)
    for walk in WALKS
    for node in ast.walk(ast.parse(walk.read_text(encoding="utf-8")))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("block", "blocks")
]


@pytest.mark.parametrize("call", CALLS)
def test_what_the_walk_types_stands_in_the_guide(call: str) -> None:
    assert eval(call, vars(guide))  # noqa: S307 - our own source, read above


def test_a_heading_or_a_block_that_is_gone_is_told() -> None:
    with pytest.raises(KeyError):
        guide.blocks("No such heading")
    with pytest.raises(KeyError):
        guide.block("Install", "no such command")
