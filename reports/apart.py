"""Work in a thread of its own: pyHanko runs an event loop, and the caller's thread may have one already."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Words = ParamSpec("Words")
Found = TypeVar("Found")


def apart(work: Callable[Words, Found], *args: Words.args, **kwargs: Words.kwargs) -> Found:
    """What ``work`` returns, or raises."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work, *args, **kwargs).result()
