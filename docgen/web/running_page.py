"""The page that is running already: a file tells a second start how to reach it.

The file is its user's alone. What is not, what nobody answers behind, and what answers in another
way is as if it were not there: a new server then begins.
"""

import http.client
import json
import os
import re
import stat
import urllib.request
from pathlib import Path
from urllib.parse import quote

from docgen.system.atomic_files import write_atomically
from docgen.system.private_folders import close_own
from docgen.web.access import OPENER_HEADER, Gate
from docgen.web.recent_workspaces import RecentKind

LOOPBACK = "127.0.0.1"
_FILE = "page.json"
_ANSWER_SECONDS = 3.0
_MOST_ANSWERED = 10_000
_TOKEN = re.compile(r"[\w-]{20,100}")


def enter_address(host: str, port: int, token: str, where: str) -> str:
    """Return the address that lets a browser in once, and leads it to a path."""
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/enter?token={token}&to={quote(where, safe='/')}"


def remember_page(cache: Path, gate: Gate, *, own_cache: bool) -> None:
    """Write how to reach this server, for its user alone. OSError where that is not possible."""
    cache.mkdir(parents=True, exist_ok=True, mode=0o700)
    if own_cache:
        close_own(cache)
    told = json.dumps({"port": gate.port, "opener": gate.opener})
    write_atomically(cache / _FILE, told.encode(), private=True)


def forget_page(cache: Path, gate: Gate) -> None:
    """Take away what was written, unless another server has written its own since."""
    known = _read(cache / _FILE)
    if known is not None and known[1] == gate.opener:
        (cache / _FILE).unlink(missing_ok=True)


def find_page(
    cache: Path, folder: Path | None, purpose: tuple[RecentKind, str] = ("workspace", "")
) -> str:
    """Return an address of the server that is running already; empty where none answers.

    `folder` is what it shall open; for what, and a review by which scheme, is its purpose.
    """
    known = _read(cache / _FILE)
    if known is None:
        return ""
    port, opener = known
    kind, scheme = purpose
    told = {"folder": str(folder.resolve()) if folder else "", "kind": kind, "scheme": scheme}
    request = urllib.request.Request(
        f"http://{LOOPBACK}:{port}/opener",
        data=json.dumps(told).encode(),
        headers={OPENER_HEADER: opener},
        method="POST",
    )
    # No proxy stands between a computer and itself.
    opening = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opening.open(request, timeout=_ANSWER_SECONDS) as answer:
            told = json.loads(answer.read(_MOST_ANSWERED))
        token, where = str(told["token"]), str(told["to"])
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        # Nobody is there any more, or another program has the port by now.
        return ""
    is_ours = _TOKEN.fullmatch(token) and where.startswith("/")
    return enter_address(LOOPBACK, port, token, where) if is_ours else ""


def _read(file: Path) -> tuple[int, str] | None:
    """Port and secret of the server that wrote the file; None where it is not this user's own."""
    try:
        facts = file.lstat()
        if os.name == "posix" and (facts.st_uid != os.getuid() or facts.st_mode & 0o077):
            return None
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > _MOST_ANSWERED:
            return None
        known = json.loads(file.read_text("utf-8"))
        port, opener = int(known["port"]), str(known["opener"])
        return (port, opener) if 0 < port < 1 << 16 and opener.isascii() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
