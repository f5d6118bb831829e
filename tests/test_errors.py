"""What the system says is worded in Chinese."""

import errno
import os
import socket
from pathlib import Path

import pytest

from docgen.issues.errors import word_reason


def refused(path: Path) -> OSError:
    with pytest.raises(OSError) as caught:  # noqa: PT011 - which one is what is asked
        path.read_bytes()
    return caught.value


def test_common_reasons_about_files(tmp_path: Path) -> None:
    file = tmp_path / "1.txt"
    file.touch()
    assert word_reason(refused(tmp_path / "none")) == "没有这个文件或文件夹"
    if os.name == "posix":
        assert word_reason(refused(tmp_path)) == "这是文件夹，不是文件"
        assert word_reason(refused(file / "1.txt")) == "路径里有一段不是文件夹"
        assert word_reason(refused(tmp_path / ("长" * 200))) == "文件名或路径太长"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EACCES, "没有权限"),
        (errno.EPERM, "没有权限"),
        (errno.ENOSPC, "磁盘满了"),
        (errno.ECONNREFUSED, "对方拒绝连接"),
        (errno.ECONNRESET, "连接中途断了"),
        (errno.EPIPE, "连接中途断了"),
        (errno.ETIMEDOUT, "等了很久没有回答"),
        (errno.ENETUNREACH, "网络不通"),
    ],
)
def test_reasons_by_number(number: int, reason: str) -> None:
    assert word_reason(OSError(number, os.strerror(number))) == reason


def test_reasons_without_a_number() -> None:
    assert word_reason(TimeoutError("timed out")) == "等了很久没有回答"
    assert word_reason(ConnectionAbortedError()) == "连接中途断了"
    unknown = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    assert word_reason(unknown) == "找不到这个主机名"


def test_what_is_uncommon_is_said_as_the_system_says_it() -> None:
    assert word_reason(OSError(errno.EDOM, "Numerical argument out of domain")) == (
        "Numerical argument out of domain"
    )
    assert word_reason(OSError()) == "OSError"
