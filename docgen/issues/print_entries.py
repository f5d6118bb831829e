"""What there is to say when a package is printed."""

from docgen.issues.catalogue import Entry
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

PRINT_ENTRIES = (
    Entry("P101", WARNING, "打印的是草稿"),
    Entry("P102", WARNING, "表格只有 Word 版，没有打印"),
    Entry("P103", WARNING, "数据或佐证在生成以后改过"),
    Entry("P104", WARNING, "清单里没有写份数"),
    Entry("P201", WARNING, "缩小以后仍有内容在订口里"),
    Entry("P202", NOTE, "为让出订口缩小了"),
    Entry("P203", WARNING, "比 A3 大，一般打印机打不了"),
    Entry("P204", WARNING, "没有印份号的地方"),
    Entry("P205", NOTE, "编号锁定后只打印新增和改动的页"),
    Entry("P206", WARNING, "打印机里没有装要用的纸"),
    Entry("P207", WARNING, "打印机不认“实际大小”"),
    Entry("P208", WARNING, "打印机有毛病"),
    Entry("P209", WARNING, "送去了，还没有打"),
    Entry("P210", ERROR, "送去了，打印机没有打"),
    Entry("P211", NOTE, "打印机还在打时说的话"),
    Entry("P212", NOTE, "打印机的墨粉或纸快没了"),
    Entry("P301", WARNING, "打印机只能打黑白"),
)
