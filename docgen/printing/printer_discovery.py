"""Printers that announce themselves on the network: one question to all, answers for a moment.

The question is a one-shot query of multicast DNS (RFC 6762, 5.1) for services of IPP; who answers
says name, port and path (DNS-SD, RFC 6763; of printers: Bonjour Printing Specification 1.2). The
answers are anybody's: what is not as it should be is passed over.
"""

import socket
import struct
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from docgen.text.printable import printable_line

_GROUP = ("224.0.0.251", 5353)
_SERVICES = {"_ipp._tcp.local": "ipp", "_ipps._tcp.local": "ipps"}
_PTR, _TXT, _SRV = 12, 16, 33
_SECONDS = 1.2
"""So long answers are waited for: a printer may take half a second (RFC 6762, 6)."""
_MOST_BYTES = 9_000
_MOST_JUMPS = 20
_LONGEST_NAME = 60


class _OddAnswerError(Exception):
    """What came is no answer."""


@dataclass(frozen=True, order=True)
class AnnouncedPrinter:
    """A printer by the name it gives itself, and the address it is sent to."""

    name: str
    uri: str


def discover_printers(seconds: float = _SECONDS) -> tuple[AnnouncedPrinter, ...]:
    """Return the printers that announce themselves; none where no network lets us ask."""
    sockets = [one for index, _ in _list_interfaces() if (one := _ask(index))]
    found: dict[str, AnnouncedPrinter] = {}
    try:
        for answer, address in _hear(sockets, time.monotonic() + seconds):
            for printer in read_answer(answer, address):
                # On a network no two have one name; of its addresses the plainest is taken.
                found[printer.name] = min(printer, found.get(printer.name, printer))
    finally:
        for one in sockets:
            one.close()
    return tuple(sorted(found.values()))


def _list_interfaces() -> list[tuple[int, str]]:
    with suppress(OSError):
        return socket.if_nameindex()
    return []


def _ask(interface: int) -> socket.socket | None:
    """Ask on one network. Answers come to the socket; None where nobody can be asked."""
    own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    by_index = struct.pack("!I", interface)
    if sys.platform != "win32":
        by_index = struct.pack("4s4si", bytes(4), bytes(4), interface)
    try:
        own.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, by_index)
        own.setblocking(False)
        for service in _SERVICES:
            own.sendto(_write_question(service), _GROUP)
    except OSError:
        own.close()
        return None
    return own


def _write_question(name: str) -> bytes:
    labels = (bytes((len(label),)) + label.encode() for label in name.split("."))
    return struct.pack("!6H", 0, 0, 1, 0, 0, 0) + b"".join(labels) + b"\0\0\x0c\0\x01"


def _hear(sockets: list[socket.socket], deadline: float) -> Iterator[tuple[bytes, str]]:
    while sockets and (left := deadline - time.monotonic()) > 0:
        time.sleep(min(0.05, left))
        for own in sockets:
            with suppress(OSError):
                while True:
                    answer, (address, _) = own.recvfrom(_MOST_BYTES)
                    yield answer, address


# ── answers ───────────────────────────────────────────────────────────────────────────────────


def read_answer(answer: bytes, address: str) -> tuple[AnnouncedPrinter, ...]:
    """Return the printers that an answer tells of, none where it is no answer.

    They are at the address that it came from.
    """
    with suppress(_OddAnswerError, struct.error, IndexError, UnicodeDecodeError):
        return tuple(_read_printers(answer, address))
    return ()


def _read_printers(answer: bytes, address: str) -> Iterator[AnnouncedPrinter]:
    instances: dict[tuple[str, ...], str] = {}
    ports: dict[tuple[str, ...], int] = {}
    told: dict[tuple[str, ...], Mapping[str, str]] = {}
    for name, kind, start, end in _list_records(answer):
        scheme = _SERVICES.get(".".join(name).lower())
        if kind == _PTR and scheme:
            instances[_read_name(answer, start)[0]] = scheme
        elif kind == _SRV:
            ports[name] = struct.unpack_from("!H", answer, start + 4)[0]
        elif kind == _TXT:
            told[name] = dict(_read_pairs(answer[start:end]))
    for instance, scheme in instances.items():
        if instance and ports.get(instance):
            path = quote(told.get(instance, {}).get("rp", "ipp/print"), safe="/")
            called = printable_line(instance[0])[:_LONGEST_NAME]
            yield AnnouncedPrinter(called, f"{scheme}://{address}:{ports[instance]}/{path}")


def _list_records(answer: bytes) -> Iterator[tuple[tuple[str, ...], int, int, int]]:
    """Name, kind, and where the content begins and ends, of every record."""
    _, _, questions, *counts = struct.unpack_from("!6H", answer)
    at = 12
    for _ in range(questions):
        at = _read_name(answer, at)[1] + 4
    for _ in range(sum(counts)):
        name, at = _read_name(answer, at)
        kind, _, _, length = struct.unpack_from("!2HIH", answer, at)
        at += 10
        yield name, kind, at, at + length
        at += length


def _read_name(answer: bytes, at: int) -> tuple[tuple[str, ...], int]:
    """The labels of a name, and where it ends."""
    labels: list[str] = []
    end, jumps = 0, 0
    while length := answer[at]:
        if length >= 0xC0:
            end = end or at + 2
            at = struct.unpack_from("!H", answer, at)[0] & 0x3FFF
            jumps += 1
            if jumps > _MOST_JUMPS:
                raise _OddAnswerError
            continue
        labels.append(answer[at + 1 : at + 1 + length].decode())
        at += 1 + length
    return tuple(labels), end or at + 1


def _read_pairs(text: bytes) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        key, _, value = text[at + 1 : at + 1 + text[at]].decode("utf-8", "replace").partition("=")
        yield key.lower(), value
        at += 1 + text[at]
