"""An S3 server on the loopback that can be told to fail: moto's, with a gate before it."""

import os
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from docgen.batch.stores import FolderStore, open_target

KEYS = {
    "AWS_ACCESS_KEY_ID": "somebody",
    "AWS_SECRET_ACCESS_KEY": "anything",
    "AWS_DEFAULT_REGION": "us-east-1",
}
"""A server of our own takes anybody's."""

Refuses = Callable[[str, str], bool]
"""Whether a request of a method to a path is to fail."""


class _Quiet(WSGIRequestHandler):
    def log(self, *_: Any) -> None:
        """Say nothing."""


class Gate:
    """What a plug does that is pulled: requests that it refuses end without an answer."""

    def __init__(self, application: Any) -> None:
        self._application = application
        self.refuses: Refuses = lambda *_: False
        self.seen: list[tuple[str, str]] = []

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        path = path.encode("latin-1").decode("utf-8", "replace")
        self.seen.append((method, path))
        if self.refuses(method, path):
            # What has come of the body is lost with the connection.
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionAbortedError
        return self._application(environ, start)


class S3Server:
    """The server. `url` is that of a bucket of its own."""

    def __init__(self, gate: Gate, endpoint: str) -> None:
        self.gate, self.endpoint = gate, endpoint
        self._count = 0

    def new_bucket(self) -> str:
        self._count += 1
        name = f"bucket-{os.getpid()}-{self._count}"
        keys = {name.lower(): value for name, value in KEYS.items() if "KEY" in name}
        region = KEYS["AWS_DEFAULT_REGION"]
        client = boto3.client("s3", region, endpoint_url=self.endpoint, **keys)
        client.create_bucket(Bucket=name)
        return f"s3://{name}"


@contextmanager
def serve_s3() -> Iterator[S3Server]:
    gate = Gate(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, gate, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield S3Server(gate, f"http://127.0.0.1:{server.port}")
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def upload(folder: Path, url: str) -> None:
    """Put all files of a folder at a URL."""
    store = open_target(url)
    for file in FolderStore(folder).files(""):
        store.put(folder / file.path, file.path)
