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
        unasked=Sentence("任务交去以后，{why:issue}，不知道打没打", "到打印机旁边看看打出来了没有"),
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

_BUILD_ANEW = "运行 docgen build 重新生成；要改内容，改数据文件，不要改生成的 PDF"

PRINT_REFUSALS = (
    Entry(
        "print",
        ERROR,
        "没有打印",
        remedy="用 docgen build 重新生成整套材料，再打印",
        unread=Sentence("{fault:issue}"),
        unimposed=Sentence("拼不成打印文件（{fault:issue}）"),
        no_package=Sentence(
            "这里没有生成好的材料，也不是工作文件夹",
            "写工作文件夹，或 docgen build 生成的文件夹；.zip 先解压",
        ),
        unbuilt=Sentence(
            "[[只有草稿（{draft}），草稿不作报送用。]]还没有生成可以打印的材料",
            "先运行 docgen build，再打印；只想打印草稿的，写出草稿的文件夹",
        ),
        no_pdf=Sentence("这套材料里没有可以打印的 PDF", "装好 LibreOffice，再运行 docgen build"),
        rebuilt=Sentence(
            "排打印文件时，材料又重新生成了，没有打印", "等生成结束，再运行 docgen print"
        ),
        absent=Sentence("清单里有，这里没有这个文件", _BUILD_ANEW),
        changed=Sentence("与生成时不一样，没有打印", _BUILD_ANEW),
        unmade=Sentence("打印文件还没有做", "先做打印文件，再送打印机"),
        outdated=Sentence("打印文件是照以前的材料做的，没有打印", "重新做打印文件，再送打印机"),
        nothing_new=Sentence("编号锁定以后没有新增或改动的页，不用打印", "要全部重印的，写 --all"),
    ),
    Entry(
        "printer",
        ERROR,
        "打印机不应答，或打不了要打的",
        remedy="核对打印机的名字或网址、开没开机、联没联网；lpstat -v 列出这台电脑上的打印机。"
        "打印文件和作业单已经做好，也可以自己打开打印",
        odd_answer=Sentence("回答的不是打印机（IPP）"),
        unreachable=Sentence("连不上打印机（{reason}）"),
        unreadable=Sentence("打印机的回答读不懂（{reason}）"),
        http=Sentence("打印机不接受（HTTP {status:number} {reason}）"),
        address=Sentence(
            "不认识这样的打印机网址（{scheme}）",
            "写 ipp://地址/ipp/print，或这台电脑上打印机的名字",
        ),
        windows=Sentence(
            "Windows 上不能按名字送打印机",
            "打开打印文件夹里的 PDF，照打印作业单打印；网络打印机可写 ipp:// 开头的网址",
        ),
        unknown=Sentence(
            "没有这台打印机（IPP {status}）",
            "lpstat -v 列出这台电脑上的打印机，照它的名字写；网络打印机写 ipp:// 网址",
        ),
        hindered=Sentence(
            "打印机现在打不出来：{hindrances:issues}。什么也没有送去",
            "处理好再运行一次；只缺一种纸的，写 --paper A4 或 --paper A3 只送有纸的；"
            "要先送去、让打印机等着的，加 --anyway",
        ),
        unable=Sentence(
            "这台打印机打不了：{reasons:issues}。什么也没有送去",
            "换一台能打的打印机；或写 --paper A4 只送 A4 的，再写 --paper A3 送别的打印机",
        ),
        idle=Sentence(
            "这台打印机打不了：{reasons:issues}。什么也没有送去",
            "到打印机旁边看看，在电脑的打印机列表里点“恢复”或“启用”，再运行一次；或换一台打印机",
        ),
        rejected=Sentence(
            "打印机没有接受 {file}（IPP {status}）",
            "已经送去的：[[{done:list}]][[{none:when}没有]]。看打印机缺不缺纸、要不要密码，"
            "余下的照打印作业单打印",
        ),
    ),
)
"""Why nothing is printed: the run ends with it."""

PRINTER_PARTS = (
    Entry(
        "printer-says",
        ERROR,
        "打印机打不了什么",
        remedy="到打印机旁边看看",
        no_paper=Sentence("里面没有装 {paper} 纸（{files}）"),
        reports=Sentence("它报告{troubles}"),
        not_accepting=Sentence("它现在不接收任务"),
        stands=Sentence("它停着（[[{troubles}]][[{silent:when}没有说为什么]]）"),
        no_pdf=Sentence("它不能直接打印 PDF"),
        paper=Sentence("没有 {paper} 纸（{file}）"),
        sides=Sentence("不能双面（{file}）"),
        copies=Sentence("一次最多 {most:number} 份（{file} 要 {copies:number} 份）"),
    ),
)
"""What stands in the way at a printer: part of what is said of it, never said alone."""
