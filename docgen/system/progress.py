"""How far a long piece of work has come: events for a bar, a page or a test, silent by default."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class ProgressEvent:
    """`done` of `total` units of a step are finished. A total of 0 is not known.

    `step` is the step's id, `text` its Chinese name, `unit` the Chinese measure word of what is
    """

    step: str
    text: str
    done: int
    total: int
    unit: str = ""
    about: str = ""


class Progress(Protocol):
    """Something that is told of progress, in the thread that does the work."""

    def __call__(self, event: ProgressEvent, /) -> None:
        """A step has come so far. What is raised here ends the work."""


def silent(event: ProgressEvent, /) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class ProgressStep:
    """One kind of work that takes long. Its id never changes; its name may."""

    id: str
    text: str
    unit: str = ""

    def at(self, done: int, total: int, detail: str = "", about: str = "") -> ProgressEvent:
        """How far it has come; `detail` is added to its name."""
        return ProgressEvent(self.id, self.text + detail, done, total, self.unit, about)


WAIT = ProgressStep("wait", "等另一个 docgen 写完")
PREPARE = ProgressStep("prepare", "准备佐证文件", "个文件")
JOIN_PHOTOGRAPHS = ProgressStep("join-photographs", "照片拼版", "张")
COMPARE_PHOTOGRAPHS = ProgressStep("compare-photographs", "比对照片", "张")
COMPARE_SCANS = ProgressStep("compare-scans", "比较扫描件", "对")
READ_TEXTS = ProgressStep("read-texts", "读取文字", "个文件")
READ_SCANS = ProgressStep("read-scans", "识别扫描件上的文字", "页")
WEIGH = ProgressStep("weigh", "估算大小", "册")
SHRINK = ProgressStep("shrink", "缩小图像", "个文件")
CONVERT_WORD = ProgressStep("convert-word", "转换 Word 文档", "份")
WRITE_BUNDLE = ProgressStep("write-bundle", "写出佐证材料", "页")
REREAD = ProgressStep("reread", "复读成品", "页")
VERIFY = ProgressStep("verify", "核对", "批")
SIGN = ProgressStep("sign", "签名", "份")
READ_PACKAGES = ProgressStep("read-packages", "读取材料", "份")
LOOK_AT_PAGES = ProgressStep("look-at-pages", "看页面", "页")
LAY_OUT_PRINTS = ProgressStep("lay-out-prints", "排打印文件", "份")
SEND = ProgressStep("send", "送打印机", "份")
RECOGNISE = ProgressStep("recognise", "辨认扫描页", "页")
ORDER = ProgressStep("order", "按前后顺序认", "页")
RECOGNISE_HARD = ProgressStep("recognise-hard", "细看标识", "页")
COMPARE_PAGES = ProgressStep("compare-pages", "比对认不出的页", "页")
FLATTEN = ProgressStep("flatten", "拉平照片", "张")
WRITE_SCANS = ProgressStep("write-scans", "写出扫描件")
WRITE_RESULTS = ProgressStep("write-results", "写出评审结果", "份")
BATCH = ProgressStep("batch", "批量处理", "份")

STEPS = (
    WAIT, PREPARE, JOIN_PHOTOGRAPHS, COMPARE_PHOTOGRAPHS, COMPARE_SCANS, READ_TEXTS, READ_SCANS,
    WEIGH, SHRINK, CONVERT_WORD, WRITE_BUNDLE, REREAD, VERIFY, SIGN, READ_PACKAGES, LOOK_AT_PAGES,
    LAY_OUT_PRINTS, SEND, RECOGNISE, ORDER, RECOGNISE_HARD, COMPARE_PAGES, FLATTEN, WRITE_SCANS,
    WRITE_RESULTS, BATCH,
)  # fmt: skip
"""All there are, about in the order of a workspace's life."""
