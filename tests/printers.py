"""A real IPP printer for tests: `ippeveprinter`, which keeps what it receives.

It announces itself by way of Avahi and will not run without; where no daemon is there, one of our
own is started on a bus of its own.
"""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={socket}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>
<allow own="*"/><allow user="*"/></policy></busconfig>
"""
_AVAHI = "[server]\nuse-ipv6=no\nallow-interfaces=lo\nenable-dbus=yes\n"

_ATTRIBUTES = """ATTR textWithoutLanguage printer-make-and-model "Test"
ATTR keyword media-supported {media}
ATTR keyword media-default iso_a4_210x297mm
ATTR keyword media-ready {ready}
ATTR keyword sides-supported {sides}
ATTR keyword sides-default one-sided
ATTR keyword print-color-mode-supported {colours}
ATTR keyword print-color-mode-default monochrome
ATTR keyword print-scaling-supported {scaling}
ATTR keyword print-scaling-default auto
ATTR mimeMediaType document-format-supported application/pdf
ATTR mimeMediaType document-format-default application/pdf
ATTR rangeOfInteger copies-supported 1-99
ATTR integer copies-default 1
"""

_ATTEMPTS = 6
"""An Avahi of our own takes a while until it takes names."""

_COMMAND = """#!/bin/sh
{first}
env | grep -a '^IPP_' > "{folder}/$IPP_JOB_ID.env"
cp "$1" "{folder}/$IPP_JOB_ID.pdf"
mv "{folder}/$IPP_JOB_ID.env" "{folder}/$IPP_JOB_ID.done"
"""


@dataclass(frozen=True)
class Received:
    """A job as the printer has it."""

    document: Path
    attributes: dict[str, str]


@dataclass(frozen=True)
class TestPrinter:
    """A printer that runs."""

    __test__ = False
    uri: str
    folder: Path

    def received(self, count: int) -> list[Received]:
        """The jobs it has, once it has so many."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and len(list(self.folder.glob("*.done"))) < count:
            time.sleep(0.1)
        files = sorted(self.folder.glob("*.done"), key=lambda path: int(path.stem))
        return [Received(f.with_suffix(".pdf"), _read_environment(f)) for f in files]


def _read_environment(file: Path) -> dict[str, str]:
    lines = file.read_text("utf-8").splitlines()
    return dict(line.removeprefix("IPP_").split("=", 1) for line in lines if "=" in line)


@contextmanager
def run_printer(
    folder: Path,
    *,
    media: str = "iso_a4_210x297mm,iso_a3_297x420mm",
    sides: str = "one-sided,two-sided-long-edge",
    colours: str = "auto,color,monochrome",
    ready: str = "",
    scaling: str = "auto,none,fit",
    first: str = "",
    announced: bool = False,
) -> Iterator[TestPrinter]:
    """Run a printer that can do this. Skips the test where there is no ippeveprinter.

    `ready` is the paper that is loaded, `first` what its shell does before it takes a job. It is
    `announced` to whoever looks for printers only where that is asked for.
    """
    if shutil.which("ippeveprinter") is None:
        pytest.skip("no ippeveprinter here: apt-get install cups-ipp-utils avahi-daemon dbus")
    with ExitStack() as stack:
        attributes = folder / "printer.conf"
        values = {"media": media, "sides": sides, "colours": colours, "ready": ready or media,
                  "scaling": scaling}  # fmt: skip
        attributes.write_text(_ATTRIBUTES.format(**values), "utf-8")
        command = folder / "command"
        command.write_text(_COMMAND.format(folder=folder, first=first), "utf-8")
        command.chmod(0o755)
        port = _free_port()
        arguments = ["ippeveprinter", "-a", str(attributes), "-c", str(command), "-d", str(folder),
                     "-p", str(port), "-n", "localhost", *([] if announced else ["-r", "off"]),
                     "试验打印机"]  # fmt: skip
        environment: os._Environ[str] | dict[str, str] = os.environ
        for attempt in range(_ATTEMPTS):
            if attempt == 1:
                environment = _own_avahi(stack, folder)
            run = stack.enter_context(_running(arguments, environment))
            if _answers(port, run) and not (announced and _gives_up(run)):
                yield TestPrinter(f"ipp://localhost:{port}/ipp/print", folder)
                return
        pytest.skip("ippeveprinter does not start here: it wants avahi-daemon and dbus")


def _own_avahi(stack: ExitStack, folder: Path) -> dict[str, str]:
    """The environment of programs that are to find a bus and an Avahi of our own."""
    if shutil.which("avahi-daemon") is None or shutil.which("dbus-daemon") is None:
        pytest.skip("ippeveprinter wants Avahi: apt-get install avahi-daemon dbus")
    path = folder / "bus"
    bus, avahi = folder / "bus.conf", folder / "avahi.conf"
    bus.write_text(_BUS.format(socket=path))
    avahi.write_text(_AVAHI)
    environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={path}"}
    stack.enter_context(_running(["dbus-daemon", f"--config-file={bus}", "--nofork"], environment))
    _wait_for(path.exists)
    daemon = ["avahi-daemon", "-f", str(avahi), "--no-drop-root", "--no-chroot", "--no-rlimits"]
    stack.enter_context(_running(daemon, environment))
    time.sleep(0.5)
    return environment


@contextmanager
def _running(arguments: list[str], environment: "os._Environ[str] | dict[str, str]"):
    silence = subprocess.DEVNULL
    run = subprocess.Popen(arguments, stdout=silence, stderr=silence, env=environment)
    try:
        yield run
    finally:
        run.terminate()
        run.wait(10)


def _answers(port: int, run: "subprocess.Popen[bytes]") -> bool:
    def is_there() -> bool:
        with socket.socket() as probe:
            return run.poll() is not None or probe.connect_ex(("localhost", port)) == 0

    return _wait_for(is_there) and run.poll() is None


def _gives_up(run: "subprocess.Popen[bytes]") -> bool:
    """Whether it ends where it can announce itself to nobody: it listens before it finds out."""
    with suppress(subprocess.TimeoutExpired):
        run.wait(2)
    return run.poll() is not None


def _wait_for(condition) -> bool:
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
