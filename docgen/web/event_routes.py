"""What changes is told to open pages as it happens (server-sent events)."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Protocol, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from docgen.web.item_routes import workspace_of
from docgen.web.job_news import JobNews
from docgen.web.live_review import ReviewState
from docgen.web.live_workspace import LiveState
from docgen.web.rendering import page_of
from docgen.web.review_routes import review_of
from docgen.web.review_view import say_doing

_SILENCE_SECONDS = 15.0
"""After so long something is sent: whoever went away is noticed by it."""
_JOB_SECONDS = 0.5
"""So often it is looked how far a job has come."""


T_co = TypeVar("T_co", covariant=True)


class _Heard(Protocol[T_co]):
    """What is watched: it has a state, and tells of each new one from another thread."""

    @property
    def state(self) -> T_co:
        """The state now."""

    def listen(self, listener: Callable[[T_co], None], /) -> Callable[[], None]:
        """Have every new state told. Returns its end."""


async def events(request: Request) -> Response:
    """Tell of every new state of a workspace and of its jobs, the present one first."""
    jobs = JobNews(page_of(request), request.path_params["workspace"])
    return stream_news(workspace_of(request), _write, jobs)


async def review_events(request: Request) -> Response:
    """Tell of every new state of a review and of the writing of its results."""
    jobs = JobNews(page_of(request), request.path_params["review"])
    return stream_news(review_of(request), _write_review, jobs)


def stream_news(
    live: "_Heard[T_co]", write: Callable[[T_co], str], jobs: JobNews
) -> StreamingResponse:
    """Return the stream of what is new, each state as `write` says it."""
    return StreamingResponse(_tell(live, write, jobs), media_type="text/event-stream")


async def _tell(
    live: "_Heard[T_co]", write: Callable[[T_co], str], jobs: JobNews
) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    news: asyncio.Queue[T_co] = asyncio.Queue()

    def hear(state: T_co) -> None:  # type: ignore[misc]
        loop.call_soon_threadsafe(news.put_nowait, state)

    end = live.listen(hear)
    try:
        yield write(live.state)
        told = loop.time()
        while True:
            state = await _next(news)
            written = "" if state is None else write(state)
            written += await run_in_threadpool(jobs.look)
            if not written and loop.time() - told > _SILENCE_SECONDS:
                written = ": \n\n"
            if written:
                told = loop.time()
                yield written
    finally:
        end()


async def _next(news: "asyncio.Queue[T_co]") -> T_co | None:
    """The newest state; None where none comes for a while."""
    try:
        state = await asyncio.wait_for(news.get(), _JOB_SECONDS)
    except TimeoutError:
        return None
    while not news.empty():
        state = news.get_nowait()
    return state


def _write(state: LiveState) -> str:
    event = state.progress
    told = {
        "number": state.number,
        "checking": state.checking,
        "step": event.text if event and state.checking else "",
        "done": event.done if event else 0,
        "total": event.total if event else 0,
    }
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n"


def _write_review(state: ReviewState) -> str:
    told = {"number": state.number, "doing": say_doing(state)}
    return f"data: {json.dumps(told, ensure_ascii=False)}\n\n"


ROUTES = [
    Route("/w/{workspace}/events", events),
    Route("/review/{review}/events", review_events),
]
