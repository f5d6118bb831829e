"""What there is to say when a package is printed."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

PRINT_ENTRIES = (
    Entry(
        "P101",
        WARNING,
        "打印的是草稿",
        Sentence("是草稿，每页印着草稿，不作报送用", "改好错误，运行 docgen build，再打印"),
    ),
    Entry(
        "P102",
        WARNING,
        "表格只有 Word 版，没有打印",
        Sentence(
            "只有 Word 版，没有 PDF，不在打印之列",
            "装好 LibreOffice 重新生成；或在 Word 里另行打印",
        ),
    ),
    Entry(
        "P103",
        WARNING,
        "数据或佐证在生成以后改过",
        remedy="运行 docgen build 重新生成，再打印",
        one=Sentence("在生成以后改过，打印的可能是旧的"),
        several=Sentence("等 {count:number} 个文件在生成以后改过，打印的可能是旧的"),
    ),
    Entry(
        "P104",
        WARNING,
        "清单里没有写份数",
        Sentence("清单里没有写份数，按 1 份打印", "用这一版 docgen build 重新生成，或写 --copies"),
    ),
    Entry(
        "P201",
        WARNING,
        "缩小以后仍有内容在订口里",
        Sentence(
            "{pages:pages}缩到 85% 仍有内容在 28 毫米的订口里（最多 {most} 毫米）",
            "装订前看看这几页会不会订住字；会的，换小一些的复印件",
        ),
    ),
    Entry(
        "P202",
        NOTE,
        "为让出订口缩小了",
        remedy="一般不用改；要原大的，另行打印",
        bound=Sentence("{pages:pages}为让出 28 毫米的订口缩小了，最小到 {least}"),
        too_large=Sentence("{pages:pages}比纸大，缩小了，最小到 {least}"),
    ),
    Entry(
        "P203",
        WARNING,
        "比 A3 大，一般打印机打不了",
        Sentence(
            "{pages:pages}比 A3 大，一般打印机打不了",
            "把大幅面的文件送图文店按原大打印，折好插入",
        ),
    ),
    Entry(
        "P204",
        WARNING,
        "没有印份号的地方",
        Sentence("{pages:pages}上下页边都有内容，没有印份号", "需要的用笔写上"),
    ),
    Entry(
        "P205",
        NOTE,
        "编号锁定后只打印新增和改动的页",
        Sentence(
            "编号已锁定，只打印新增、改动的页所在的纸：{pages}",
            "换下旧的同一页，补充材料装在最后；要全部重印的，写 --all",
        ),
    ),
    Entry(
        "P206",
        WARNING,
        "打印机里没有装要用的纸",
        Sentence(
            "{printer}里现在没有装 {paper} 纸",
            "装上 {paper} 纸，送去了的会接着打；没有的，写 --paper 只送别的纸的",
        ),
    ),
    Entry(
        "P207",
        WARNING,
        "打印机不认“实际大小”",
        Sentence(
            "不能告诉它按实际大小打，它可能会缩放",
            "在打印机的设置里选“实际大小”或 100%；先打一份，量二维码是不是 12 毫米宽",
        ),
    ),
    Entry(
        "P208",
        WARNING,
        "打印机有毛病",
        reported=Sentence("打印机报告：{troubles}", "到打印机旁边看看，处理好它会接着打"),
        unasked=Sentence("任务交去以后，{why}，不知道打没打", "到打印机旁边看看打出来了没有"),
    ),
    Entry(
        "P209",
        WARNING,
        "送去了，还没有打",
        Sentence(
            "任务 {job:number} {state}",
            "到打印机旁边看看缺什么、要不要按键；处理好它会接着打，不要再送一次",
        ),
    ),
    Entry(
        "P210",
        ERROR,
        "送去了，打印机没有打",
        Sentence(
            "任务 {job:number} {state}",
            "看打印机上说什么，处理好再运行一次，或照打印作业单自己打印这个文件",
        ),
    ),
    Entry(
        "P211",
        NOTE,
        "打印机还在打时说的话",
        Sentence(
            "还在打，打印机说：“{message}”",
            "说的是正常的不必处理；是连不上、缺东西的，到打印机旁边看看",
        ),
    ),
    Entry(
        "P212",
        NOTE,
        "打印机的墨粉或纸快没了",
        Sentence("打印机报告：{shortages}", "看看够不够打完；不够的先备好"),
    ),
    Entry(
        "P301",
        WARNING,
        "打印机只能打黑白",
        Sentence("有彩色的页，{printer}只能打黑白", "红章和红头要彩色的，换一台彩色打印机"),
    ),
)

PRINT_REFUSALS = (
    Entry(
        "print",
        ERROR,
        "没有打印",
        remedy="用 docgen build 重新生成整套材料，再打印",
        unread=Sentence("{fault:issue}"),
        unimposed=Sentence("拼不成打印文件（{fault:issue}）"),
    ),
)
"""Why nothing is printed: the run ends with it."""
