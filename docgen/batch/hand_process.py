"""The process that does the work of one Dask worker's thread: `python -m … HANDLE`.

It lives over many pieces of work, so what is loaded and what was found out of fonts and programs is
there already. It ends, with all it has started, when whoever gives the work is gone.
"""

import os
import pickle
import signal
import socket
import sys
import threading
import time
import traceback
from contextlib import suppress

from docgen.system.memo import Memo
from docgen.system.process_setup import set_up_process
from docgen.system.worker_process import ERROR, RESULT, receive_message, send_message

_LOOK_SECONDS = 1.0
_GRACE_SECONDS = 3.0


def main() -> None:
    """Do what is asked for until nobody asks any more."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    set_up_process()
    threading.Thread(target=_end_with_giver, args=(connection, os.getppid()), daemon=True).start()
    memo = Memo()
    while (message := receive_message(connection)) is not None:
        with memo.used():
            answer = _do(message)
        send_message(connection, answer)


def _do(message: bytes) -> bytes:
    try:
        function, args = pickle.loads(message)
        return pickle.dumps((RESULT, function(*args)))
    except MemoryError:
        return pickle.dumps((ERROR, MemoryError()))
    except Exception as error:  # noqa: BLE001 - whatever it is, the giver of the work judges it
        traced = "".join(traceback.format_exception(error))
        return pickle.dumps((ERROR, RuntimeError(type(error).__name__, traced)))


def _end_with_giver(connection: socket.socket, giver: int) -> None:
    """Ask this process to end, which ends what it has started, and see that it does."""
    while os.getppid() == giver and not _is_closed(connection):
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


def _is_closed(connection: socket.socket) -> bool:
    with suppress(BlockingIOError):
        try:
            return not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except ConnectionError:
            return True
    return False


if __name__ == "__main__":
    main()
