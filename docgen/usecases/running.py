"""What surrounds every run: it can be stopped, and what the system refuses is said in Chinese."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from docgen.sources.cache import in_use
from docgen.system.cancellation import cancellable
from docgen.system.cores import on_cores
from docgen.system.machine import telling_trouble
from docgen.system.settings import Settings


@contextmanager
def running(settings: Settings) -> Iterator[None]:
    """Do what needs no cache. RunCancelledError from inside, once that is asked for."""
    with telling_trouble(settings.cache), cancellable(settings.cancel), on_cores(settings.cores):
        yield


@contextmanager
def using_cache(settings: Settings) -> Iterator[None]:
    """Do what needs the cache, whose entries stay meanwhile."""
    with running(settings), in_use(settings.cache, time.time(), own=settings.owns_cache):
        yield
