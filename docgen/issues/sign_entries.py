"""Why a package is not signed."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

SIGN_REFUSALS = (
    Entry(
        "sign",
        Level.ERROR,
        "没有签名",
        unsigned=Sentence(
            "这个 PDF 签不了（{fault:issue}）",
            "自己放进来的 PDF（如报告），先打印或另存成普通的 PDF，重新 build 再签",
        ),
    ),
)
"""The run ends with it."""
