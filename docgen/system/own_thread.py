"""What cannot be done where an event loop runs, as in programs that have one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


def in_own_thread(
    function: Callable[Given, Result], *given: Given.args, **named: Given.kwargs
) -> Result:
    """Return what `function` gives, called in a thread of its own, or raise what it raises.

    pyHanko starts an event loop for each signature, which Python refuses where one runs.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *given, **named).result()
