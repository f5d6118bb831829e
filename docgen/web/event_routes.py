"""What changes is told to open pages as it happens (server-sent events)."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from docgen.web.item_routes import workspace_of
from docgen.web.job_news import JobNews
from docgen.web.live_workspace import LiveState, LiveWorkspace
from docgen.web.rendering import page_of

_SILENCE_SECONDS = 15.0
"""After so long something is sent: whoever went away is noticed by it."""
_JOB_SECONDS = 0.5
"""So often it is looked how far a job has come."""


async def events(request: Request) -> Response:
    """Tell of every new state of a workspace and of its jobs, the present one first."""
    stream = _tell(
        workspace_of(request), JobNews(page_of(request), request.path_params["workspace"])
    )
    return StreamingResponse(stream, media_type="text/event-stream")


async def _tell(live: LiveWorkspace, jobs: JobNews) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    news: asyncio.Queue[LiveState] = asyncio.Queue()

    def hear(state: LiveState) -> None:
        loop.call_soon_threadsafe(news.put_nowait, state)

    end = live.listen(hear)
    try:
        yield _write(live.state)
        told = loop.time()
        while True:
            written = await _next(news) + await run_in_threadpool(jobs.look)
            if not written and loop.time() - told > _SILENCE_SECONDS:
                written = ": \n\n"
            if written:
                told = loop.time()
                yield written
    finally:
        end()


async def _next(news: "asyncio.Queue[LiveState]") -> str:
    """The newest state, written; nothing where none comes for a while."""
    try:
        state = await asyncio.wait_for(news.get(), _JOB_SECONDS)
    except TimeoutError:
        return ""
    while not news.empty():
        state = news.get_nowait()
    return _write(state)


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


ROUTES = [Route("/w/{workspace}/events", events)]
