"""How a printer is, and what becomes of a job, in the words of IPP and in Chinese (RFC 8011)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from docgen.printing.ipp import Answer

_SEVERITIES = ("-error", "-warning", "-report")
_REASONS = {
    "paused": "暂停了",
    "moving-to-paused": "正在暂停",
    "shutdown": "关着",
    "offline": "连不上",
    "timed-out": "没有回音",
    "connecting-to-device": "还没有连上",
    "media-needed": "要装纸",
    "media-empty": "缺纸",
    "media-jam": "卡纸",
    "toner-empty": "没有墨粉",
    "marker-supply-empty": "没有墨了",
    "developer-empty": "没有显影剂",
    "cover-open": "盖子开着",
    "door-open": "门开着",
    "interlock-open": "盖子没有关好",
    "input-tray-missing": "纸盒没有装好",
    "output-tray-missing": "出纸盘没有装好",
    "output-area-full": "出纸盘满了",
    "marker-waste-full": "废粉盒满了",
    "spool-area-full": "打印机的存储满了",
    "stopped-partly": "有一部分停了",
    "stopping": "正在停下",
    "fuser-over-temp": "太热",
    "opc-life-over": "感光鼓到期",
    "cups-missing-filter": "驱动程序不全",
    "cups-insecure-filter": "驱动程序被系统禁用",
    "media-low": "纸快没了",
    "toner-low": "墨粉快没了",
    "marker-supply-low": "墨快没了",
    "job-printing": "",
    "job-queued": "",
    "none": "",
    "job-incoming": "",
    "printer-stopped": "打印机停了",
    "printer-stopped-partly": "打印机停了一部分",
    "job-hold-until-specified": "被设成以后再打",
    "resources-are-not-ready": "要用的纸还没有装",
    "job-canceled-by-user": "有人取消了",
    "job-canceled-by-operator": "管理员取消了",
    "job-canceled-at-device": "在打印机上被取消了",
    "aborted-by-system": "打印机放弃了",
    "document-format-error": "打印机读不懂这个 PDF",
    "unsupported-document-format": "打印机不认 PDF",
    "document-unprintable-error": "打印机打不了这个 PDF",
    "queued-in-device": "",
    "processing-to-stop-point": "正在停下",
    "waiting-for-user-action": "等人在打印机上操作",
}
_HARMLESS = ("-low", "-almost-full", "-near-eol")


class PrinterState(IntEnum):
    """printer-state (RFC 8011, 5.4.11)."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


class JobState(IntEnum):
    """job-state (RFC 8011, 5.3.7)."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True)
class Condition:
    """How a printer is. `state` is None where it does not say."""

    state: PrinterState | None
    accepting: bool
    reasons: tuple[str, ...]
    ready: tuple[str, ...]
    """The paper that is loaded, by the names of PWG 5101.1; nothing where it does not say."""
    message: str = ""
    """What it says itself: of a printer that does not answer, a queue of CUPS says so only here."""

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """What a printer answered of itself."""
        states = answer.attributes.get("printer-state", ())
        known = [PrinterState(value) for value in states if value in set(PrinterState)]
        return cls(
            known[0] if known else None,
            answer.attributes.get("printer-is-accepting-jobs") != (False,),
            answer.texts("printer-state-reasons"),
            answer.texts("media-ready"),
            "".join(answer.texts("printer-state-message")),
        )

    @property
    def stands(self) -> bool:
        """Whether nothing comes out of it until somebody has done something."""
        return self.state is PrinterState.STOPPED or bool(_STANDING & set(map(_bare, self.reasons)))

    @property
    def troubles(self) -> str:
        """What is wrong with it, in Chinese; nothing where nothing is."""
        return _write_reasons(one for one in self.reasons if not _bare(one).endswith(_HARMLESS))

    @property
    def hindrances(self) -> str:
        """What keeps it from printing until somebody has come, in Chinese.

        A reason that is only a warning or a report, such as one empty tray of three, does not.
        """
        return _write_reasons(
            one
            for one in self.reasons
            if not one.endswith(_MILD) and not _bare(one).endswith(_HARMLESS)
        )

    @property
    def shortages(self) -> str:
        """What will soon be used up, in Chinese."""
        return _write_reasons(one for one in self.reasons if _bare(one).endswith(_HARMLESS))

    def lacks(self, media: str) -> bool:
        """Whether it says what paper is loaded, and none has the size of `media`."""
        sizes = [_measure(name) for name in self.ready]
        wanted = _measure(media)
        if not sizes or None in sizes or wanted is None:
            return False
        return not any(size is not None and _is_size(size, wanted) for size in sizes)


_MILD = ("-warning", "-report")
_MEDIA_SIZE = re.compile(r"_([0-9.]+)x([0-9.]+)(mm|in)$")
_UNITS = {"mm": 1.0, "in": 25.4}
_NEARLY = 2.0
"""Millimetres: A4 goes by 210 x 297 and by 8.27 x 11.69 in."""


def _measure(media: str) -> tuple[float, float] | None:
    """Width and height in millimetres as its name has them (PWG 5101.1); None of another name."""
    found = _MEDIA_SIZE.search(media)
    if found is None:
        return None
    try:
        width, height = float(found[1]), float(found[2])
    except ValueError:
        return None
    return width * _UNITS[found[3]], height * _UNITS[found[3]]


def _is_size(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a - b) <= _NEARLY for a, b in zip(sorted(one), sorted(other), strict=True))


_STANDING = {"paused", "moving-to-paused", "shutdown", "offline"}


@dataclass(frozen=True)
class Progressed:
    """How far a job has come. `state` is None where the printer does not say."""

    state: JobState | None
    reasons: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """What a printer answered of a job."""
        states = answer.attributes.get("job-state", ())
        known = [JobState(value) for value in states if value in set(JobState)]
        return cls(known[0] if known else None, answer.texts("job-state-reasons"))

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be learnt by waiting."""
        return self.state not in {JobState.PENDING, JobState.PROCESSING}

    @property
    def done(self) -> bool:
        """Whether the printer has had all of it."""
        return self.state is JobState.COMPLETED

    @property
    def failed(self) -> bool:
        """Whether nothing will come of it."""
        return self.state in {JobState.CANCELED, JobState.ABORTED}

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody to do something."""
        return self.state in {JobState.HELD, JobState.STOPPED}

    def __str__(self) -> str:
        why = "" if self.done else _write_reasons(self.reasons)
        return _STATES[self.state] + (f"（{why}）" if why else "")


_STATES = {
    JobState.PENDING: "在排队",
    JobState.HELD: "被扣着，没有打",
    JobState.PROCESSING: "正在打",
    JobState.STOPPED: "停在那里，没有打完",
    JobState.CANCELED: "被取消了",
    JobState.ABORTED: "打印机放弃了",
    JobState.COMPLETED: "打印机已打完",
    None: "打印机不说打到哪里",
}


def _write_reasons(reasons: Iterator[str] | Sequence[str]) -> str:
    """Reasons of a printer or a job in Chinese; those nobody knows as the printer has them."""
    said = (_REASONS.get(_bare(reason), reason) for reason in reasons)
    return "、".join(dict.fromkeys(text for text in said if text))


def _bare(reason: str) -> str:
    """A reason without how grave it is."""
    for severity in _SEVERITIES:
        if reason.endswith(severity) and reason not in _REASONS:
            return reason.removesuffix(severity)
    return reason
