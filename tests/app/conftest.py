"""Coroutine tests run on an event loop of their own, on which "a thread" is done at once."""

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.support.fake_clock import InlineExecutor


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def test_...`."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(_run(pyfuncitem.obj, {name: pyfuncitem.funcargs[name] for name in names}))
    return True


async def _run(test: Callable[..., Coroutine[Any, Any, None]], values: dict[str, object]) -> None:
    asyncio.get_running_loop().set_default_executor(InlineExecutor(1))
    await test(**values)
