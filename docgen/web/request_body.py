"""What is sent with a request, taken in up to so many bytes and no further."""

import json
from typing import Any

from starlette.requests import Request


async def read_body(request: Request, most: int) -> bytes:
    """Return what was sent with a request; nothing where it is more than `most` bytes."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return b""
    return body


async def read_told(request: Request, most: int) -> dict[str, Any]:
    """Return the JSON object that was sent; an empty one where it is none, or too large."""
    try:
        told = json.loads(await read_body(request, most) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
