"""One test over many rows, where an item for each row would cost more than what it tries."""

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

_PARAM = type(pytest.param())  # it has no public name
# What ends a row: that nothing was raised where it should be is told by `pytest.fail`, which is no Exception.
_WRONG = (Exception, pytest.fail.Exception)


def over(
    names: str | Sequence[str], rows: Iterable[Any] | Callable[[], Iterable[Any]]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """`pytest.mark.parametrize` in one item: every row is tried, and those that fail are told by their names.

    An item is collected by each worker, reported, and kept to the end, which costs more than most rows do.
    For rows that need no fixtures of their own; `rows` may be made when the test runs.
    """
    wanted = [name.strip() for name in names.split(",")] if isinstance(names, str) else [*names]

    def decorated(test: Callable[..., None]) -> Callable[..., None]:
        signature = inspect.signature(test)

        @functools.wraps(test)
        def each(*args: Any, **fixtures: Any) -> None:
            found = list(_named(rows() if callable(rows) else rows, len(wanted)))
            wrong: dict[str, BaseException] = {}
            for name, values in found:
                try:
                    test(*args, **fixtures, **dict(zip(wanted, values, strict=True)))
                except _WRONG as error:
                    wrong[name] = error
            assert found, "no rows"
            if wrong:
                told = "\n".join(f"{name}: {error}" for name, error in wrong.items())
                raise AssertionError(f"{len(wrong)} of {len(found)} rows:\n{told}") from next(
                    iter(wrong.values())
                )

        rest = [one for name, one in signature.parameters.items() if name not in wanted]
        each.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]
        return each

    return decorated


def _named(rows: Iterable[Any], width: int) -> Iterable[tuple[str, Sequence[Any]]]:
    for row in rows:
        if isinstance(row, _PARAM):
            values, name = row.values, row.id
        else:
            values, name = (row,) if width == 1 else row, None
        yield str(name or values), values
