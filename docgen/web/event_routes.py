"""What changes is told to open pages as it happens (server-sent events)."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from docgen.web.item_routes import workspace_of
from docgen.web.live_workspace import LiveState, LiveWorkspace

_SILENCE_SECONDS = 15.0
"""After so long something is sent: whoever went away is noticed by it."""


async def events(request: Request) -> Response:
    """Tell of every new state of a workspace, the present one first."""
    stream = _tell(workspace_of(request))
    return StreamingResponse(stream, media_type="text/event-stream")


async def _tell(live: LiveWorkspace) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    news: asyncio.Queue[LiveState] = asyncio.Queue()

    def hear(state: LiveState) -> None:
        loop.call_soon_threadsafe(news.put_nowait, state)

    end = live.listen(hear)
    try:
        yield _write(live.state)
        while True:
            try:
                state = await asyncio.wait_for(news.get(), _SILENCE_SECONDS)
                while not news.empty():
                    state = news.get_nowait()
                yield _write(state)
            except TimeoutError:
                yield ": \n\n"
    finally:
        end()


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
