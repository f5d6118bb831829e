"""What there is to say of scans that come back."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

COLLECT_ENTRIES = (
    Entry(
        "K101",
        ERROR,
        "还缺页",
        remedy="扫描这些页，再运行一次，只写新的扫描就行；已经收到的都在",
        all=Sentence("一页也没有收到，共 {count:number} 页"),
        some=Sentence("缺 {count:number} 页：{pages:ranges}"),
    ),
    Entry(
        "K102",
        WARNING,
        "旧版的页，没有收入",
        Sentence("是旧版（{package}）的{page}，没有收入", "用现在这一版打印、签字、盖章，再扫描"),
    ),
    Entry(
        "K103",
        WARNING,
        "别的材料的页，没有收入",
        Sentence("是另一套材料（{package}）的{page}，没有收入", "放回它自己那一套；扫错了不必处理"),
    ),
    Entry(
        "K104",
        NOTE,
        "一页扫了几次，用了好的一份",
        Sentence(
            "有 {count:number} 份：用了“{kept}”，没用{others:quoted}",
            "要用另一份：只写那一份，加 --replace 页码再运行一次",
        ),
    ),
    Entry(
        "K105",
        WARNING,
        "标识读不出，认定是这一页",
        remedy=(
            "翻到这一页看看对不对、是不是这一套的；不对就重扫这一页，加 --replace 页码再运行一次"
        ),
        alike=Sentence("标识读不出，{way}认定为{page}"),
        in_part=Sentence("标识读不出，{way}认定为{page}；但{other:excerpts}与打印的不同"),
    ),
    Entry(
        "K106",
        WARNING,
        "认不出是哪一页，没有收入",
        Sentence(
            "标识读不出，也认不出是哪一页，没有收入",
            "不是这套材料的不必处理；是的重新扫描这一页，用 300 dpi，不要折角、不要遮住标识",
        ),
    ),
    Entry("K107", NOTE, "空白页已略去", Sentence("{count:number} 张空白页已略去", "不必处理")),
    Entry(
        "K108",
        WARNING,
        "显示不出来，没有收入",
        Sentence("显示不出来，没有收入", "重新扫描这一页"),
    ),
    Entry(
        "K109",
        WARNING,
        "标识是这一页，内容与原件出入大",
        remedy="翻到这一页看看是不是扫残了、折角了或换了内容",
        marked=Sentence("标识是{page}，内容与打印的那一页出入大"),
        taken=Sentence("认定是{page}，内容与打印的那一页出入大"),
    ),
    Entry(
        "K110",
        WARNING,
        "扫描太粗",
        Sentence(
            "{pages:ranges}不到 {dpi:number} dpi",
            "归档要 200 dpi 以上：调高扫描仪的分辨率，重扫这些页",
        ),
    ),
    Entry(
        "K111",
        WARNING,
        "上次的扫描件改过或不在了",
        Sentence("上次的扫描件改过或不在了", "里面的页不再用：把那些页的扫描再给一次"),
    ),
    # Of a file that does not open, what its reader says and advises.
    Entry("K112", WARNING, "扫描文件打不开，没有收入", Sentence("{found:said}", "{found:advised}")),
    Entry(
        "K114",
        WARNING,
        "扫描文件有损坏",
        Sentence("{loss:issue}", "从扫描仪重新拷一份；仍不行就重扫"),
    ),
    Entry(
        "K115",
        NOTE,
        "空白背面透出正面的字，已略去",
        Sentence("{count:number} 张空白背面透出正面的字，已略去", "不必处理"),
    ),
    Entry(
        "K116",
        WARNING,
        "这一页有一块没有扫到",
        Sentence(
            "是{page}，{part}有内容没有扫到",
            "翻到这一页看看是不是折角、撕破、被盖住或没放正；缺的要紧就重扫",
        ),
    ),
    Entry(
        "K117",
        ERROR,
        "这一页只收到一部分",
        Sentence(
            "{page}只收到{come}，缺{lacking}",
            "扫描另外一部分，再运行一次，只写新的扫描就行；收到的还在",
        ),
    ),
    Entry(
        "K118",
        NOTE,
        "一页分几张扫的，已拼成一页",
        Sentence("已拼成{page}", "翻到这一页看看接缝处有没有缺字"),
    ),
    Entry(
        "K119",
        NOTE,
        "一张上有几页，已分开",
        Sentence("这一张上有{pages:list}，已分开", "不必处理"),
    ),
    Entry(
        "K120",
        NOTE,
        "是拍的照片，已拉平",
        Sentence("{pages:ranges}是拍的照片，已拉平", "看看字清不清楚；要存档的最好用扫描仪扫"),
    ),
    Entry(
        "K121",
        WARNING,
        "标识读不出，格式是这一页，填的内容不同，没有收入",
        Sentence(
            "标识读不出；格式像{page}，但{other:excerpts}与打印的不同，没有收入",
            "多半是别的单位的，或改过以前的，不必处理；看过确是这一页的：重新扫描，"
            "让标识清楚，或只写这一份，加 --replace {key} 再运行一次",
        ),
    ),
    Entry(
        "K122",
        WARNING,
        "标识是这一页，有些地方的字与打印的不同",
        Sentence(
            "标识是{page}，但{other:excerpts}与打印的不同",
            "翻到这一页看看是不是两张叠在一起扫了、盖着别的纸，"
            "或换了内容；是的重扫，加 --replace 页码",
        ),
    ),
    Entry(
        "K113",
        NOTE,
        "文件夹里原有的文件保留了",
        Sentence("原来叫 {former}", "看看还要不要；不要就删去"),
    ),
)

_WHOLE = "重新运行 docgen build，把整套材料生成完整"

COLLECT_REFUSALS = (
    Entry(
        "collect",
        ERROR,
        "没有收扫描件",
        no_package=Sentence(
            "这里没有生成好的材料", "写 docgen build 生成的文件夹（里面有 manifest.json）"
        ),
        several=Sentence("这里有几套材料：{places:list}", "写明是哪一套"),
        draft=Sentence("是草稿，不是报送用的", "改好错误，正式生成、打印"),
        unmarked=Sentence("这套材料的页上没有标识，认不出扫描件", "用现在的 docgen 重新生成、打印"),
        changed=Sentence("清单里的标识不是 docgen 写的，改过", "用 docgen build 重新生成整套材料"),
        lacking=Sentence("缺 {files:list}", _WHOLE),
        empty=Sentence("里面没有要打印的文件", _WHOLE),
        no_scan=Sentence("没有这个文件或文件夹", "核对扫描文件的路径"),
        other_package=Sentence(
            "这里放着另一版材料（{there}）的扫描件，现在的是 {now}",
            "旧的还要就把这个文件夹改名；不要就移走，再运行一次",
        ),
        record=Sentence("记录读不出来，可能被改过", "把这个文件夹改名或移走，再用全部扫描运行一次"),
        undrawn=Sentence(
            "原件显示不出来（{reason}）",
            "重新运行 docgen build 再打印；或用 docgen verify 看看哪里坏了",
        ),
        unwritten=Sentence(
            "扫描件写不出来（{fault:issue}）", "再运行一次；仍不行，用 docgen verify 核对这套材料"
        ),
    ),
)
"""Why no scans are collected: the run ends with it."""
