"""What there is to say when data and evidence are read, made ready and bound."""

from collections.abc import Iterator
from typing import Any

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level
from docgen.issues.office_entries import INSTALL_FONTS

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

_LINK = "把文件本身放进来，替换链接"
_DROP_ROW, _DROP_ROW_IN_BOOK, _DROP_ROW_ON_PAGE = "删去这一条", "删去这一行", "删去这一件"
_ROW = "或在 studio.yaml 的 evidence 里写一条，注明 items"
_ROW_IN_BOOK = "或在 studio.xlsx 的“佐证”表里写一行，注明“支撑项目”"


def _or_a_row(what: str, remedy: str) -> Sentence:
    """A file that nobody takes: put where it belongs, or named in a row."""
    in_page = "在“待分类”里把它拖到它那一项"
    return Sentence(what, f"{remedy}，{_ROW}", f"{remedy}，{_ROW_IN_BOOK}", in_page=in_page)


def _odd_pages(why: str) -> Sentence:
    return Sentence(f"页码{{written:value}}不对：{why}", "写成 1-3,7 或 3-（第 3 页到最后）")


_REPEATED = "{piece:piece}与{reference}{first:piece}内容一样，只印一遍，页码指向那里"
_LIMIT = "“每个 PDF 的大小上限”"
_CACHE_GONE = "生成到一半，缓存里给它备好的一份不见了"
_CACHE_AGAIN = "再运行一次，会重新准备；运行时不要清空缓存文件夹"
_TOGETHER = "从这里起的 {count:number} 张图片拼在一起"
_ON_PAPER = "{piece:piece}（佐证 {number}）已经印出"
_SPOILT = "；这样改，已印的第 {pages} 页作废"
_AS_IT_WAS = "恢复原样，改动的另作一件放进去（排在补充材料里）；确要重印的，删去 {lock} 再生成"


_RENAME = "[[{rename}]]"
_SOME = _RENAME + '把这几页在 files 里单列成一条：{file: {file}, pages: "{numbers}", '
_SOME_IN_BOOK = _RENAME + "把这几页在“文件”格里单列成一行：{file}〔页：{numbers}"
_TURN_PIECE, _TURN_PAGES = "在这一件上把“转向”选成{turn:number}°", "把这几页转正，替换这个文件"
_TURN = {
    "row": (
        "在这一条里写 turn: {turn:number}",
        "在这一条里写“转向”{turn:number}",
        _TURN_PIECE,
    ),
    "row_upright": ("在这一条里删去 turn", "在这一条里删去“转向”", "在这一件上把“转向”选成“不转”"),
    "no_row": (
        _RENAME + "在 studio.yaml 的 evidence 里给它写一条：- {files: {file}, turn: {turn:number}}",
        _RENAME + "在 studio.xlsx 的“佐证”表里给它写一行：“文件”写 {file}，“转向”写 {turn:number}",
        _TURN_PIECE,
    ),
    "some": (
        _SOME + "turn: {turn:number}}",
        _SOME_IN_BOOK + "；转向：{turn:number}〕",
        _TURN_PAGES,
    ),
    "some_upright": (_SOME + "删去 turn}", _SOME_IN_BOOK + "〕", _TURN_PAGES),
}
"""How pages are turned: by the row there is or a new one; by a line of their own for some pages.
`_upright`: by taking away a turn that was written."""


def _turned_pages() -> Iterator[tuple[str, Any]]:
    """Pages that do not stand upright, each with how to turn them: known to lie so, or perhaps."""
    fine = "；原件就是这样看的不用管"
    aside = f"（转反了就改成 {{other:number}}）{fine}"
    for lies, said in (("sideways", "横着的"), ("upside_down", "上下颠倒的")):
        for how, (remedy, in_book, in_page) in _TURN.items():
            which = "{file} [[各页（共 {all:number} 页）]][[{pages:pages}]]的字"
            yield f"{lies}_{how}", Sentence(f"{which}是{said}", remedy, in_book, in_page=in_page)
            perhaps = Sentence(
                f"{which}看上去是{said}",
                remedy + aside,
                in_book + aside,
                in_page=in_page + (fine if in_page == _TURN_PAGES else aside),
                level=NOTE,
            )
            yield f"{lies}_{how}_perhaps", perhaps


_CUT_OFF = (
    "打开 Word 版看这一格：在文本框里的，把模板里的文本框改成表格；"
    "Word 版里是全的，就用 Word 把它另存为 PDF"
)


def _swallows(what: str) -> Sentence:
    return Sentence(
        f"{{%{{scope}} … %}} 所在的整{what}都会被它代替，同处的其他内容会丢失",
        "让这个标记独占一行（表格里独占一个表格行）",
    )


READING_ENTRIES = (
    Entry(
        "F102",
        ERROR,
        "要的页超出文件的页数",
        Sentence(
            "要 {file} 的第 {beyond:list} 页，这个文件只有 {count:number} 页",
            "页码不要超过 {count:number}，或换成页数完整的文件",
        ),
    ),
    Entry(
        "F103",
        WARNING,
        "已装的字体里没有这个字",
        no_face=Sentence("{cause:issue}", "{cause:remedy}"),
        missing=Sentence(
            "已装的字体里没有这些字：{missing:characters}，目录和分隔页上会印成空框",
            "换一个写法，或安装收字更全的字体（如 fonts-noto-cjk、花园明朝）",
        ),
    ),
    Entry(
        "F104",
        NOTE,
        "章戳避开了原有内容",
        Sentence(
            "{count:number} 处章戳避开原有内容，移了位置或加了白边，逐页列在{report}末尾",
            "请翻到这些页看看页码和已审验框是否清楚",
        ),
    ),
    Entry(
        "F111",
        NOTE,
        "同样的内容放了两件，只印一遍",
        same=Sentence(_REPEATED, "多放的删去一份；确是两件的换成各自的文件"),
        other_kind=Sentence(
            f"{_REPEATED}；种类却不同（{{first_kind}}、{{kind}}），两处都可能计数",
            "核对是哪一种；一份材料证明两项的只留一件，items 里写上两项",
            "核对是哪一种；一份材料证明两项的只留一件，“支撑项目”里写上两项",
            level=WARNING,
        ),
        other_item=Sentence(
            _REPEATED,
            "一般不用改；也可以删去这一份，在那一件的 items 里写上两项",
            "一般不用改；也可以删去这一份，在那一件的“支撑项目”里写上两项",
        ),
    ),
    Entry(
        "F112",
        NOTE,
        "同样的文件在两件佐证里都印了",
        remedy="不必印两遍的，从一处删去；整件都一样时程序只印一遍",
        inside=Sentence("有文件与同一件佐证里的内容一样，两处都印了：{pairs:pairs}"),
        other=Sentence("有文件与{reference}里的内容一样，两处都印了：{pairs:pairs}"),
    ),
    Entry(
        "F113",
        WARNING,
        "页面是横着或倒着的",
        **dict(_turned_pages()),
    ),
    Entry(
        "F114",
        WARNING,
        "照片没有拼成一页几张",
        Sentence(
            "从这里起的 {count:number} 张图片没有拼成（{reason}），仍一张一页",
            "再运行一次；仍不行就删去 layout 或 turn，把图片另存为 JPEG 再放进来",
            "再运行一次；仍不行就删去“拼版”或“转向”，把图片另存为 JPEG 再放进来",
        ),
    ),
    Entry(
        "F122",
        NOTE,
        "有的页没有识别出文字",
        no_engine=Sentence(
            "没有装识别文字的组件：{count:number} 页扫描件、照片上的文字没有识别，成册后搜不到，"
            "也没有与填写的内容核对",
            "请装 docgen 的人补装组件 docgen[read]（装好后不联网也能用）；不需要就不用管",
        ),
        given_up=Sentence(
            "{pages:pages}没有识别出文字，成册后搜不到，也没有与填写的内容核对",
            "不影响成册和页码；要能搜索，重新扫描这几页再放进来",
        ),
    ),
    Entry(
        "F115",
        NOTE,
        "为了不超过大小上限，图像降了质量",
        Sentence(
            "为了不超过大小上限，图像降到 {dpi:number} dpi（JPEG 质量 {quality:number}），"
            "由 {before:size} 减到 {after:size}",
            "翻看小字、印章是否清楚；不清楚就把 max_size 改大",
            f"翻看小字、印章是否清楚；不清楚就把{_LIMIT}改大",
        ),
    ),
    Entry(
        "F116",
        NOTE,
        "佐证材料分了卷",
        Sentence(
            "一个 PDF 放不下，分成 {count:number} 卷：{volumes}；页码连续，每卷都有全部目录",
            "各卷一并报送，放在同一个文件夹里",
        ),
    ),
    Entry(
        "F117",
        WARNING,
        "一个文件的图像没有缩小",
        Sentence(
            "图像没有缩小（{reason}），按原样收入", "再运行一次；仍不行就用看图软件缩小后再放进来"
        ),
    ),
    Entry(
        "F118",
        ERROR,
        "一项的佐证太大，一卷放不下",
        Sentence(
            "第 {items:list} 项的佐证有 {size:size}，一卷放不下（上限 {limit:size}）",
            "减少或另行压缩这一项的佐证，或把 max_size 改大",
            f"减少或另行压缩这一项的佐证，或把{_LIMIT}改大",
        ),
    ),
    Entry(
        "F119",
        NOTE,
        "页面上没有空白处印页面标识",
        Sentence(
            "{pages:ranges}没有空白处印页面标识（二维码），原有内容没有遮盖",
            "扫描回来以后，这些页要靠页码辨认；要有标识，就给原件四周留出 2 厘米白边",
        ),
    ),
    Entry(
        "F121",
        WARNING,
        "表比通知的样表长得多",
        Sentence(
            "{form}写得长，约有 {pages:number} 页，通知的样表是 {usual:number} 页；"
            "最长的是{longest:list}",
            "内容都会印全，要这么长就不必改；嫌长的，细节写进佐证的说明或报告，这里只留要点",
        ),
    ),
    Entry(
        "F150",
        ERROR,
        "一个文件搬不进佐证材料",
        told=Sentence("{cause:issue}", "{cause:remedy}"),
        cache=Sentence(_CACHE_GONE, _CACHE_AGAIN),
        sheet=Sentence(f"{_TOGETHER}{{cause:issue}}，仍一张一页", "{cause:remedy}", level=WARNING),
        sheet_cache=Sentence(f"{_TOGETHER}{_CACHE_GONE}，仍一张一页", _CACHE_AGAIN, level=WARNING),
    ),
    Entry(
        "F201",
        ERROR,
        "文件不在任何项目的文件夹里，没有收进来",
        loose=_or_a_row("文件不在项目文件夹里，没有收进来：{files:list}", "移进项目文件夹"),
        near=_or_a_row(
            "文件夹名没有项目编号，没有收进来：{files:list}",
            "看内容是不是 {folders} 的；是就把文件移进那个文件夹",
        ),
        unnumbered=_or_a_row(
            "文件夹名没有项目编号，没有收进来：{files:list}",
            "先看是哪一项的（编号 {numbers}，项目见 {guide}），移进那一项的文件夹",
        ),
        unsorted=_or_a_row(
            "还没有分到项目，没有收进来：{files:list}",
            "在网页里拖到它的项目上，或在文件管理器里移进那一项的文件夹",
        ),
        unknown=_or_a_row(
            "没有第 {number:number} 项，没有收进来：{files:list}", "编号只有 {numbers}，改文件夹名"
        ),
    ),
    Entry(
        "F203",
        ERROR,
        "没有这个文件",
        ignored=Sentence(
            "{written:value}不作佐证（说明、隐藏或临时文件）",
            f"改名，或{_DROP_ROW}",
            f"改名，或{_DROP_ROW_IN_BOOK}",
            in_page=f"改名，或{_DROP_ROW_ON_PAGE}",
        ),
        near=Sentence(
            "没有这个文件：{written}",
            f"改了名的，是不是 {{near}}？照抄它；文件删了的，{_DROP_ROW}",
            f"改了名的，是不是 {{near}}？照抄它；文件删了的，{_DROP_ROW_IN_BOOK}",
            in_page=f"改了名的，是不是 {{near}}？照抄它；文件删了的，{_DROP_ROW_ON_PAGE}",
        ),
        file=Sentence(
            "没有这个文件：{written}",
            f"文件删了的，{_DROP_ROW}；还要用的，把文件放回 {{root}} 文件夹",
            f"文件删了的，{_DROP_ROW_IN_BOOK}；还要用的，把文件放回 {{root}} 文件夹",
            in_page=f"文件删了的，{_DROP_ROW_ON_PAGE}；还要用的，把文件放回 {{root}} 文件夹",
        ),
        folder=Sentence(
            "没有文件夹 {folder}，佐证表里有 {rows:number} 条写着里面的文件",
            "还要用的，把文件夹放回 {root}；删了的，运行 docgen ledger，没有改过的各条由它删去，"
            "其余的自己删",
            in_page="还要用的，把文件夹放回 {root}；删了的，把这几件一并删去",
        ),
    ),
    Entry(
        "F204",
        ERROR,
        "指向佐证文件夹以外",
        broken=Sentence("链接指向的文件不在", _LINK),
        link=Sentence("链接指向佐证文件夹以外", _LINK),
        written=Sentence(
            "{written:value}指向佐证文件夹以外",
            "把文件放进 {root} 文件夹，写相对它的路径，如 11-职业技能培训/1 名单.pdf",
        ),
    ),
    Entry(
        "F205",
        ERROR,
        "文件名的编码不对",
        encoding=Sentence("名字的编码不对，里面的内容没有收进来", "改名，如：{likely}"),
        twin=Sentence(
            "这里另有一个文件，名字看起来一样，只是编码的写法不同", "改掉其中一个文件的名字"
        ),
    ),
    Entry(
        "F206",
        ERROR,
        "页码的写法不对",
        twice=Sentence("页码写了两处，用的是文件下面的", "只留一处"),
        folder=Sentence(
            "{written:value}是文件夹，里面的文件不能一起挑页，用的是全部",
            "删去 pages；要挑页就把文件逐个写出来",
            "删去“页”；要挑页就把文件逐个写出来",
        ),
        unclear=_odd_pages("看不懂"),
        from_nought=_odd_pages("页从 1 数起"),
        backwards=_odd_pages("{first:number} 到 {last:number} 倒了"),
    ),
    Entry(
        "F207",
        ERROR,
        "没有写支撑哪一项",
        Sentence(
            "{file} 不在项目文件夹里，又没有写 items，没有收进来",
            "写上 items（支撑哪几项），或把文件移进项目文件夹",
            "写上“支撑项目”（支撑哪几项），或把文件移进项目文件夹",
            "{file} 不在项目文件夹里，又没有写“支撑项目”，没有收进来",
        ),
    ),
    Entry(
        "F208",
        ERROR,
        "没有这个项目",
        Sentence(
            "{file} 写着支撑第 {number:number} 项，却没有这一项",
            "项目编号只有 {numbers}，改 items",
            "项目编号只有 {numbers}，改“支撑项目”",
        ),
    ),
    Entry(
        "F209",
        ERROR,
        "没有佐证文件夹",
        remedy="建立 {root} 文件夹，按项目分文件夹放入佐证；docgen init 会建好",
        missing=Sentence("没有佐证文件夹"),
        file=Sentence("应是文件夹，却是文件"),
    ),
    Entry(
        "F210",
        ERROR,
        "不是普通文件，或打不开",
        folder=Sentence("打不开这个文件夹（{reason}）", "改文件夹的权限"),
        other=Sentence("不是普通文件", "把文件本身放进来，不用文件夹链接和设备"),
    ),
    Entry(
        "F211",
        WARNING,
        "同一页用了两次",
        Sentence(
            "{file} 的第 {page:number} 页用了两次，会印两遍",
            "一件佐证支撑几项时只写一条，items 里列出各项；不然分清各用哪几页",
            "一件佐证支撑几项时只写一行，“支撑项目”里列出各项；不然分清各用哪几页",
            in_page="一件佐证支撑几项时只留一件，“支撑项目”里列出各项；不然分清各用哪几页",
        ),
    ),
    Entry(
        "F212",
        WARNING,
        "所写的项目与所在的文件夹不同",
        Sentence(
            "文件在第 {own:number} 项的文件夹里，items 却没有写 {own:number}，不算它的佐证",
            "也支撑第 {own:number} 项就写进 items；不然把文件移到第 {wanted:number} 项的文件夹",
            "也支撑第 {own:number} 项就写进“支撑项目”；不然把文件移到第 {wanted:number} 项的文件夹",
            "文件在第 {own:number} 项的文件夹里，“支撑项目”却没有写 {own:number}，不算它的佐证",
        ),
    ),
    Entry(
        "F213",
        ERROR,
        "写了文件夹，里面没有可用的文件",
        remedy=f"放入文件（照片、扫描件或 PDF），或{_DROP_ROW}",
        in_workbook=f"放入文件（照片、扫描件或 PDF），或{_DROP_ROW_IN_BOOK}",
        in_page=f"放入文件（照片、扫描件或 PDF），或{_DROP_ROW_ON_PAGE}",
        taken=Sentence("文件夹{folder:value}里的文件在别的条目里都写了"),
        empty=Sentence("文件夹{folder:value}里没有可用的文件"),
    ),
    Entry(
        "F214",
        NOTE,
        "照片附带的视频或修图记录不印",
        Sentence(
            "{count:number} 个文件与照片同名，是照片附带的视频（实况照片）或修图记录，"
            "印不出来，没有收入，照片已收入：{files:files}",
            "不必处理；视频本身要作佐证的，请截取关键画面，存为图片后放进来",
        ),
    ),
    Entry(
        "F220",
        ERROR,
        "报告文件用不了",
        outside=Sentence("报告{written:value}不在本文件夹里", "把报告放进本文件夹，写相对路径"),
        missing=Sentence(
            "没有这个报告文件：{written}",
            "核对路径和文件名，或留空 report 让程序找",
            "核对路径和文件名，或留空“报告”让程序找",
            in_page="在“报告”里另选一份，或清空让程序找",
        ),
        link=Sentence("报告 {written} 是指向别处的链接", "把文件本身放进来，替换链接"),
        format=Sentence(
            "报告 {written} 不是 Word 文件或 PDF", "用 Word 或 WPS 打开，另存为 .docx 或 PDF"
        ),
        empty=Sentence("报告 {written} 是空文件（0 字节）", "换成写好的报告"),
        unreadable=Sentence(
            "报告打不开，不是 Word 文件或已损坏（{reason}）", "用 Word 或 WPS 打开，另存为 .docx"
        ),
    ),
    Entry(
        "F221",
        ERROR,
        "没有报告，或有几份",
        untouched=Sentence(
            "{file} 还是没有动过的骨架，等于没有报告",
            "照“{mark}”写好；报告在别的文件里的，放到 studio.yaml 旁边",
            "照“{mark}”写好；报告在别的文件里的，放到 studio.xlsx 旁边",
            in_page="照“{mark}”写好；报告在别的文件里的，在“报告”里换上那一份",
        ),
        several=Sentence(
            "有几份报告：{files:list}",
            "在 studio.yaml 的 report 里写明用哪一份",
            "在 studio.xlsx 的“报告”里写明用哪一份",
            in_page="在“报告”里选定用哪一份",
        ),
        missing=Sentence(
            "没有找到报告",
            "把报告（Word 或 PDF，名字里有“{word}”）放在 studio.yaml 旁边，"
            "或在 report 里写它的路径",
            "把报告（Word 或 PDF，名字里有“{word}”）放在 studio.xlsx 旁边，或在“报告”里写它的路径",
            in_page="在“报告”里放上写好的报告（Word 或 PDF）",
        ),
    ),
    Entry(
        "F222",
        WARNING,
        "报告里还有没写的地方",
        Sentence(
            "报告里还有 {count:number} 处没有写，提示文字还在，如{text:value}",
            "写上内容，删去“{mark}”的各段",
        ),
    ),
    Entry(
        "F241",
        WARNING,
        "数据文件正开着，没有保存的改动读不到",
        Sentence(
            "正在 WPS 或 Excel 里开着，还没有保存的改动读不到",
            "保存以后再检查；确已关闭的，删去旁边以 ~$ 或 .~lock 开头的隐藏文件",
        ),
    ),
    Entry(
        "F240",
        WARNING,
        "文件改了名或挪了位置，按内容认出",
        Sentence(
            "佐证表里写的文件改了名或挪了位置，已按内容认出，照现在的位置收进来：{files:files}"
            "[[；其中 {count:number} 条移出了种类的子文件夹，只作旁证，不计数：{unkinded:pieces}]]",
            "运行 docgen ledger，把佐证表里的文件、项目改过来；认错了的自己改",
            in_page="认对了的不用管；认错了的，把文件放回原来的地方",
        ),
    ),
    Entry(
        "F230",
        ERROR,
        "已经印出的佐证不见了",
        Sentence(f"{_ON_PAPER}，现在没有了，或换了文件名、项目、页、转向{_SPOILT}", _AS_IT_WAS),
    ),
    Entry(
        "F231",
        ERROR,
        "已经印出的佐证换了内容",
        Sentence(f"{_ON_PAPER}，{{file}} 的内容换过了{_SPOILT}", _AS_IT_WAS),
    ),
    Entry(
        "F232",
        ERROR,
        "已经印出的页变了样",
        Sentence(
            "已印的{pages:ranges}与现在生成的不一样，这样改就作废了",
            "恢复佐证、方案和字体原来的样子；确要重印的，删去 {lock} 再生成",
        ),
    ),
    Entry(
        "F233",
        NOTE,
        "编号锁定后新增或改动的页",
        Sentence(
            "编号已锁定，新增或改动的是{parts:list}，其余的纸面不用重印",
            "打印这些，换下旧的，签字盖章的重新办；印好后再运行 docgen lock",
        ),
    ),
    Entry(
        "F223",
        ERROR,
        "密码文件读不了",
        Sentence("密码文件读不了", "用记事本打开，一行写一个密码，另存为 UTF-8 编码"),
    ),
    Entry(
        "template",
        ERROR,
        "Word 模板与方案不合",
        unreadable=Sentence(
            "打不开这个 Word 模板（{reason}）",
            "用 Word 打开它，另存为 .docx；打不开就换回原来的模板",
        ),
        unfilled=Sentence("这里的标记不会被填写", "把标记移到正文里"),
        wide=Sentence("标记用了全角的花括号，会原样印出来", "切换到英文输入法，改成 {{ 和 }}"),
        broken=Sentence(
            "标记不完整：{{ 与 }}、{% 与 %} 没有在同一段里成对",
            "把一个标记写在同一段里，补上缺的一半",
        ),
        no_table=Sentence("{%{scope} … %} 只能写在表格里", "移到表格里，或改用 {%p … %}"),
        swallows_paragraph=_swallows("段"),
        swallows_row=_swallows("行或整格"),
        syntax=Sentence(
            "标记 {tag} 写法不对（{reason}）",
            "照别处的写法改；每个 for 要有 endfor，每个 if 要有 endif",
        ),
        group=Sentence("“{name}”是一组值，不能直接印", "写出其中一个，如 unit.name"),
        unknown=Sentence(
            "“{name}”没有对应的值",
            "[[是不是 {near}？]]改成表上有的值；要加新值，先在数据模型里加这一栏",
        ),
        unused=Sentence(
            "“{called}”（{name}）没有印在表上",
            "在该印的格里写 {{ {name} }}；这份表确实不印它，就写进 scheme.yaml 的 form.omits",
        ),
        unfillable=Sentence("{cause:issue}", "{cause:remedy}"),
    ),
    Entry(
        "form-pdf",
        ERROR,
        "表格转成的 PDF 与填写的不一致",
        paper=Sentence(
            "第 {page:number} 页的纸张不是 {paper}", "在 Word 模板的页面设置里改正纸张大小和方向"
        ),
        lost=Sentence("“{called}”没有完整印出来：“{text}”", _CUT_OFF),
        lost_number=Sentence("“{called}”没有完整印出来：（身份证号码不在此显示）", _CUT_OFF),
        unembedded=Sentence(
            "字体 {face} 没有嵌入，换一台电脑看会走样", "装上这个字体，或在模板里换一个字体"
        ),
        boxes=Sentence("有 {count:number} 处的字印成了空框：{characters}", INSTALL_FONTS),
    ),
    Entry(
        "character",
        ERROR,
        "字体里没有要印的字",
        nowhere=Sentence(
            "“{called}”里的“{characters}”没有字体能显示，会印成空框",
            f"换一个写法，或装上有这个字的字体。{INSTALL_FONTS}",
        ),
        elsewhere=Sentence(
            "“{called}”里的“{characters}”{face} 里没有，会用别的字体印，笔画略有不同",
            "印出来看一眼；要一致，就装上字数更全的仿宋字体",
            level=NOTE,
        ),
    ),
)
