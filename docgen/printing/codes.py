"""The codes of what printing has to say, with what each stands for."""

from collections.abc import Mapping

PRINT_CODES: Mapping[str, str] = {
    "P101": "打印的是草稿",
    "P102": "表格只有 Word 版，没有打印",
    "P103": "数据或佐证在生成以后改过",
    "P104": "清单里没有写份数",
    "P201": "缩小以后仍有内容在订口里",
    "P202": "为让出订口缩小了",
    "P203": "比 A3 大，一般打印机打不了",
    "P204": "没有印份号的地方",
    "P205": "编号锁定后只打印新增和改动的页",
    "P301": "打印机只能打黑白",
}
