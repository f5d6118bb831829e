"""What is sent with a request, taken in up to so many bytes and no further."""

import json
from pathlib import Path
from typing import Any

from starlette.requests import Request

from docgen.issues.errors import OutputError
from docgen.issues.issue import Issue
from docgen.issues.refusal import refuse


async def read_body(request: Request, most: int) -> bytes:
    """Return what was sent with a request; nothing where it is more than `most` bytes."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > most:
            return b""
    return body


async def receive_file(request: Request, file: Path, most: int, too_large: Issue) -> None:
    """Write what is sent into a file, at most so many bytes. OutputError (`too_large`) for more."""
    size = 0
    with file.open("wb") as target:
        async for part in request.stream():
            size += len(part)
            if size > most:
                raise refuse(OutputError, too_large)
            target.write(part)


async def read_told(request: Request, most: int) -> dict[str, Any]:
    """Return the JSON object that was sent; an empty one where it is none, or too large."""
    try:
        told = json.loads(await read_body(request, most) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
