"""What there is to say when a data file is read: the codes Y, and why it cannot be read at all."""

from typing import Any

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

_MAPPING = "下一行缩进两格，一栏一行，写成“名字: 值”"
_DAYS = "写成 2024-06-18、2024-06 或 2024"
_FILL_CELL = "填上这一格，或删去这一行"
_CHOOSE = "从下拉列表选“是”或“否”"
_FILL_ANEW = "在这里重新填一遍"
_NUMBER = "只写数字，不带单位"
_IN_QUOTES = '把整个值放进英文双引号 " 里'
_SPACES = "缩进只用空格，每层两个"
_BY_HAND = "用记事本打开工作文件夹里的数据文件"
_COLON = "改成英文冒号加一个空格"


def _of_value(
    what: str,
    remedy: str,
    in_workbook: str = "",
    what_in_workbook: str = "",
    in_page: str = "",
) -> Sentence:
    """What is wrong with a value: where it is comes first, what was written last."""
    shown = "[[，写的是{written:value}]]"
    in_cell = what_in_workbook and f"{{field:field}}{what_in_workbook}{shown}"
    return Sentence(
        f"[[{{field:field}}]]{what}{shown}", remedy, in_workbook, in_cell, in_page=in_page
    )


_COLON_MEANT = f"冒号要用英文的，后面空一格；{_MAPPING}"
_SEVERAL = "几个数写成 [1, 2]，用英文逗号隔开"
_TRUTH = ("应是 true 或 false", "应是“是”或“否”")

_VALUES: dict[str, Any] = {
    "text": _of_value("应是一段文字", "写一段文字；true、false 作文字时放进英文引号", "写一段文字"),
    "truth": _of_value(_TRUTH[0], "是写 true，否写 false", _CHOOSE, _TRUTH[1]),
    "truth_meant": _of_value(_TRUTH[0], "改成 {right}", _CHOOSE, _TRUTH[1]),
    "whole": _of_value("应是整数", _NUMBER),
    "whole_meant": _of_value("应是整数", "改成 {right}"),
    "whole_several": _of_value("应是整数", _SEVERAL),
    "whole_alone": _of_value("应是整数", "只写整数"),
    "too_great": _of_value("数太大", "核对这个数"),
    "figure": _of_value("应是数字", "只写数字，不带单位、逗号和引号", _NUMBER),
    "figure_meant": _of_value("应是数字", "改成 {right}", _NUMBER),
    "figure_several": _of_value("应是数字", _SEVERAL, _NUMBER),
    "figure_size": _of_value(
        "数字太大，或小数位太多（整数和小数都不超过 {digits:number} 位）",
        "核对这个数；是号码的，写到编号那一栏",
    ),
    "not_above": _of_value("应大于 {limit}", "核对这个数"),
    "below": _of_value("不能小于 {limit}", "核对这个数"),
    "above": _of_value("不能大于 {limit}", "核对这个数"),
    "choice": _of_value("只能写 {choices}", "从中选一个，照抄"),
    "kind_unknown": _of_value(
        "kind 只能是 {choices}", "从中选一个，照抄", what_in_workbook="只能是 {choices}"
    ),
    "kind_missing": _of_value("没有写 kind", "补上 kind", "补上种类", "没有写种类"),
    "date": _of_value("日期的写法不对", _DAYS, "写成 2024-06-18、2024年6月 或 2024"),
    "date_meant": _of_value("日期的写法不对", "改成 {right}", "写成 2024-06-18、2024年6月 或 2024"),
    # Where the column is called 日期, its name and the sentence are one.
    "own_date": _of_value(
        "日期的写法不对", _DAYS, "写成 2024-06-18、2024年6月 或 2024", "的写法不对"
    ),
    "own_date_meant": _of_value(
        "日期的写法不对", "改成 {right}", "写成 2024-06-18、2024年6月 或 2024", "的写法不对"
    ),
    "date_impossible": _of_value("没有这个日期", "核对年月日"),
    "date_wanted": _of_value("应是日期", "写成 2025-06-10"),
    "date_alone": _of_value("应是日期，不带时间", "写成 2025-06-10"),
    "one_line": _of_value("只能写一行", "合成一行"),
    "section": _of_value("应是下面有若干栏的一段", _MAPPING, in_page=_FILL_ANEW),
    "section_meant": _of_value("应是下面有若干栏的一段", _COLON_MEANT, in_page=_FILL_ANEW),
    "list": _of_value("应是一列", "每条另起一行，以 - 加空格开头；没有就写 []", in_page=_FILL_ANEW),
    "too_few": _of_value(
        "至少要有一条", "补上，或删去这一栏", _FILL_CELL, in_page="补上，或删去这一件"
    ),
    "too_many": _of_value("最多 {most} 条", "删去多余的"),
    "pages_of_many": _of_value(
        "有几个文件，页却只写了一处",
        "把 pages 分别写在每个文件（file）下面",
        "页码写在“文件”格里各个文件后面，如 名单.pdf〔页：1-3〕，“页”那一格空着",
        in_page="清空“页”；要挑页的文件，单独作一件",
    ),
    "name": _of_value("名字应是文字", "改成说明里有的名字"),
    "item_number": _of_value("应是项目编号", "写考核项目的编号，如 11"),
    "told": _of_value("{told}", "照提示改正"),
}

DATA_FILE_ENTRIES = (
    Entry(
        "Y101",
        ERROR,
        "studio.yaml 里没有这一栏，或不在这里",
        colon=Sentence(
            "{field:field}冒号是中文的，或后面没有空格",
            "写成“{name}: 值”，英文冒号加一个空格",
        ),
        called=Sentence("{field:field}没有这一栏", "改成 {name}"),
        near=Sentence("{field:field}没有这一栏", "是不是 {name}（{title}）？改成 {name}"),
        elsewhere=Sentence("{field:field}不在这里", "移到 {homes} 下面，注意缩进"),
        unknown=Sentence("{field:field}没有这一栏", "删去；这里可以写：{names:list}"),
    ),
    Entry("Y102", ERROR, "值的写法不对", **_VALUES),
    Entry(
        "Y103",
        ERROR,
        "缺了不能没有的一栏",
        field=Sentence("{field:field}没有写", "补上这一栏", _FILL_CELL, in_page="补上这一栏"),
        item=Sentence("这一行没有项目编号，没有读进来", "写上考核项目的编号"),
    ),
    Entry(
        "Y104",
        ERROR,
        "同一个名字写了两次",
        remedy="合成一处，删去另一处",
        line=Sentence("“{name}” 写了两次，第 {first:number} 行已经有了"),
        cell=Sentence("同一项的这一栏写了两次，{first} 已经有了，这一处没有读"),
    ),
    Entry(
        "Y105",
        ERROR,
        "冒号前面不是一个名字",
        Sentence("冒号前面应是一个名字", "把名字写在冒号前面"),
    ),
    Entry(
        "Y106",
        WARNING,
        "文件不是 UTF-8 编码",
        Sentence(
            "文件是 GB18030（ANSI）编码，已照此读取",
            "用记事本打开，“另存为”时编码选 UTF-8，以免个别字读错",
        ),
    ),
    Entry(
        "Y107",
        WARNING,
        "值的两头是中文引号",
        Sentence(
            "{written:value} 两头是中文引号，会照样印出来",
            '不需要引号就删去；需要时换成英文引号 "',
        ),
    ),
    Entry(
        "Y108",
        WARNING,
        "井号后面的内容没有读进来",
        Sentence(
            "{lost:value} 在井号后面，被当作注释，没有读进来",
            "是内容就把整个值放进英文引号；真是注释就在 # 后面空一格",
        ),
    ),
    Entry(
        "Y109",
        ERROR,
        "没有这种报送",
        Sentence(
            "报送种类（submission）没有{written:value}",
            "改成其中之一：{known:list}",
            what_in_workbook="报送种类没有{written:value}",
        ),
    ),
    Entry(
        "Y120",
        ERROR,
        "studio.xlsx 里的公式没有存下结果",
        Sentence(
            "这一格是公式，文件里没有存它的结果",
            "用 WPS 或 Excel 打开，保存一次；或直接写上结果",
        ),
    ),
    Entry(
        "Y121",
        WARNING,
        "列名或栏目不认识，内容没有读进来",
        beside=Sentence("{written:value}不在“填写”这一列，没有读进来", "移到“填写”那一列，或删去"),
        line=Sentence(
            "没有“{name}”这一栏，填的内容没有读进来", "栏目的名字照原来的写；自己加的请删去"
        ),
        nameless_line=Sentence(
            "这一行没有栏目的名字，填的内容没有读进来", "栏目的名字照原来的写；自己加的请删去"
        ),
        renamed=Sentence(
            "没有“{meant}”这一列，{written:value}像是它改的名，没有读进来",
            "列名改回“{meant}”；是自己用的换一个名字",
            level=ERROR,
        ),
        column=Sentence(
            "列名{written:value}不认识，这一列没有读进来",
            "自己用的就不必管；要读的改成原来的列名",
        ),
        nameless_column=Sentence("这一列没有列名，写的内容没有读进来", "移到有列名的列，或删去"),
    ),
    Entry(
        "Y122",
        ERROR,
        "列名或栏目重复",
        remedy="只留一处",
        line=Sentence("“{title}”有两处，第 {first:number} 行已经有了"),
        column=Sentence("列名“{title}”有两处，这一列没有读进来"),
    ),
    Entry(
        "Y123",
        ERROR,
        "长号码被 Excel 当成数字，丢了后面几位",
        Sentence(
            "Excel 把长号码当成了数字，后面几位已经丢失（显示为 {shown}）",
            "先把单元格格式设为“文本”，再照原件重新输入",
        ),
    ),
    Entry(
        "Y124",
        NOTE,
        "隐藏的行或列里有内容，照样读了",
        Sentence("隐藏的行或列里有内容，照样读了：{cells:cells}", "核对；不要的请取消隐藏后删去"),
    ),
    Entry(
        "Y125",
        WARNING,
        "不认识的工作表，没有读进来",
        renamed=Sentence(
            "没有“{meant}”这张表，{written:value}像是它改的名，没有读进来",
            "工作表的名字改回“{meant}”；是自己用的换一个名字",
            level=ERROR,
        ),
        unknown=Sentence(
            "工作表{written:value}不认识，里面的内容没有读进来",
            "自己用的就不必管；要读的改名为其中之一：{sheets:list}",
        ),
    ),
    Entry(
        "Y126",
        ERROR,
        "例子那一行改过，没有读进来",
        Sentence(
            "这一行标着“{mark}”，内容却改过，没有读进来",
            "是自己的内容，就删去“{mark}”字；不然删去这一行",
        ),
    ),
    Entry(
        "Y127",
        ERROR,
        "Excel 把内容当成了日期或数字，分不清原来写的是什么",
        no_date=Sentence(
            "这一格设成了日期，写的数却不是日期（显示为 ####）",
            "把单元格格式设为“文本”，写成 2024-06-18",
        ),
        moment=Sentence(
            "Excel 把这一格当成了日期或时间（{shown}）", "先把单元格格式设为“文本”，再重新输入"
        ),
        month=Sentence(
            "写的是数字 {written}，分不清是 1 月还是 10 月",
            "写成 {year}年1月 或 {year}年10月",
        ),
    ),
    Entry(
        "Y128",
        ERROR,
        "公式出错",
        Sentence("这一格的公式出错（{shown}）", "改好公式，或直接写上内容"),
    ),
    Entry(
        "Y129",
        ERROR,
        "表里没有必须有的列名",
        Sentence("这张表没有“{title}”这个列名，没有读进来", "补上列名，如：{titles:list}"),
    ),
    Entry(
        "Y130",
        WARNING,
        "方案与程序自带的同名，内容不一样",
        Sentence(
            "方案 {scheme}（{version}）的内容或表格模板与程序自带的同名同版本的不一样：评审"
            "核对时用的是自带的那一份，会说不一致，也不排名次",
            "用自带的方案：scheme 写 {scheme}；确是另一份方案的，改它的 id 或 version",
            "用自带的方案：“方案”写 {scheme}；确是另一份方案的，改它的 id 或 version",
            in_page="用自带的方案 {scheme}；确是另一份方案的，请写方案的人给它另起代号或版本",
        ),
    ),
)

# ── why a file cannot be read at all ──────────────────────────────────────────────────────────

_SAVE_AS = "用 WPS 或 Excel 打开，另存为“Excel 工作簿（.xlsx）”，再运行"
_SAVE_UTF8 = "用记事本打开，“另存为”时编码选 UTF-8"
_LIKE_NEW = "对照 docgen init 生成的样子"
_AND_ON = "[[；下面 {others:number} 处（到第 {last:number} 行）多半也是因为它，先改这一处]]"

_WHERE_READING_STOPS = {
    "tab": ("这一行用了制表符（Tab）", _SPACES),
    "quotes": (
        "引号没有配对，或引号里有 \\",
        "开头和结尾都用英文引号；里面有引号或 \\ 时，整个值改用单引号 ' 括起",
    ),
    "special": ("值的开头是 YAML 的特殊符号", _IN_QUOTES),
    "second_colon": (
        "这里不应再有冒号：值里有英文冒号，或与上一行没有对齐",
        "值里有冒号时放进英文引号；否则检查这一行和上一行的缩进、冒号",
    ),
    "no_colon": ("这一行缺英文冒号", "写成“名字: 值”，冒号后空一格"),
    "indent": ("缩进没有对齐", "同一层的各行左边对齐；列表每条以 - 开头"),
    "brackets": ("括号没有配对，或少了英文逗号", "补上括号；隔开用英文逗号 ,"),
    "second_document": ("多了一段 --- 或多余的括号", "只写一份，删去多余的"),
    "alias": ("值的开头是 * 或 &", _IN_QUOTES),
    "exclamation": ("值的开头是 !", _IN_QUOTES),
    "dash": ("“-”或“?”不能写在这里", "列表另起一行，每条以 - 开头"),
    "other": ("这里不合 YAML 的写法", f"{_LIKE_NEW}改这一行和上一行"),
}
"""By what the reader of YAML stops at: only the place is known."""

_VAGUE: dict[str, Any] = {
    case: Sentence(what, f"{remedy}{_AND_ON}")
    for case, (what, remedy) in _WHERE_READING_STOPS.items()
}

REFUSAL_ENTRIES = (
    Entry(
        "workspace",
        ERROR,
        "工作文件夹用不了",
        no_folder=Sentence("不是文件夹", "核对路径；新建一个用 docgen init {folder}"),
        missing=Sentence("没有这个文件夹", "核对路径；新建一个用 docgen init {folder}"),
        both=Sentence(
            "{files} 都有，不知道用哪一份",
            "看哪一份是最新的，把另一份改名或移走；上次转换中断了的，再运行 docgen convert",
        ),
        odd=Sentence(
            "没有 {file}", "{odd} 是文件夹、管道或断了的快捷链接，不是文件；换成真的数据文件"
        ),
        misnamed=Sentence("没有 {file}", "把 {there} 改名为 {right}（先让系统显示文件后缀）"),
        other_book=Sentence(
            "没有 {file}",
            "用 WPS 或 Excel 打开 {book}，另存为“Excel 工作簿（.xlsx）”，名字用 {right}",
        ),
        empty=Sentence(
            "没有 {file}", "用 docgen init {folder} 生成一份，填好再运行；或核对文件夹是否选对"
        ),
        open=Sentence(
            "{file} 正在 WPS 或 Excel 里开着",
            "保存、关闭后再运行；确已关闭的，删去旁边以 ~$ 或 .~lock 开头的隐藏文件",
        ),
        unwritable=Sentence(
            "写不进去（{reason}）",
            "看看文件能不能写；正在 WPS、Excel 或记事本里开着的，关掉再运行",
        ),
    ),
    Entry(
        "word-template",
        ERROR,
        "Word 模板填不了",
        left=Sentence(
            "填好以后还留着没认出的标记 {tags:list}",
            "改好模板里这一处的标记：用英文花括号，写在同一段里",
        ),
        tag=Sentence("模板里的标记填不了（{reason}）", "运行 docgen check，按提示改模板里的标记"),
        file=Sentence(
            "这个 Word 模板填不了（{reason}）",
            "用 Word 打开它，另存为 .docx；打不开就换回原来的模板",
        ),
    ),
    Entry(
        "ledger",
        ERROR,
        "佐证表没有更新",
        row=Sentence("佐证表里有读不进来的地方，没有改动。{first:said}", "{first:advised}"),
        table=Sentence("佐证表读不进来", "用 docgen check 看看哪里不对"),
        side_effect=Sentence(
            "加上新文件后，别的内容会跟着变，没有改动",
            "照检查的提示自己添上；并把这个文件发给程序的维护者",
        ),
    ),
    Entry(
        "edit",
        ERROR,
        "数据文件没有改",
        conflict=Sentence(
            "{field:field}刚才被别人或别的程序改过了，现在是{theirs:value}",
            "看一看现在的内容，再决定用哪一个",
        ),
        conflict_gone=Sentence(
            "{field:field}刚才被别人或别的程序清空或删去了",
            "看一看现在的内容，再决定要不要重新填上",
        ),
        no_row=Sentence(
            "{field:field}：这一条已经不在了",
            "重新打开这一页：别的程序刚改过 {file}",
            in_page="看看现在的内容，再做一次：别的程序刚改过它",
        ),
        no_section=Sentence(
            "{field:field}填不进去：它外面写的不是一栏一栏的数据",
            "用记事本打开 {file}，把外面那一栏改成“名字: 值”的样子；没有内容就留空",
            in_page=f"{_BY_HAND}，把外面那一栏改成“名字: 值”的样子；没有内容就留空",
        ),
        no_list=Sentence(
            "{field:field}不是一条一段的列表，改不了",
            "用记事本打开 {file}，改成一条一段，每条以 - 开头",
            in_page=f"{_BY_HAND}，改成一条一段，每条以 - 开头",
        ),
        no_colon=Sentence(
            "{field:field}的写法特别，改不了",
            "用记事本打开 {file}，写成“名字: 值”的样子",
            in_page=f"{_BY_HAND}，写成“名字: 值”的样子",
        ),
        twice=Sentence(
            "{field:field}写了两次，不知道改哪一处",
            "用记事本打开 {file}，合成一处，删去另一处",
            in_page=f"{_BY_HAND}，合成一处，删去另一处",
        ),
        reused=Sentence(
            "{field:field}用了 YAML 的引用（& 或 *）或类型标记（!），改一处会牵动别处，没有改",
            "用记事本打开 {file}，把引用换成写全的内容",
            in_page=f"{_BY_HAND}，把引用换成写全的内容",
        ),
        side_effect=Sentence(
            "{field:field}改了以后，读出来的不是要写的内容，或别的内容会跟着变，没有改",
            "打开 {file}，自己改这一处；并把这个文件发给程序的维护者",
            in_page=f"{_BY_HAND}，自己改这一处；并把这个文件发给程序的维护者",
        ),
        encoding=Sentence(
            "{field:field}没有改：文件的编码特别，改了以后别的字会变",
            "用记事本打开 {file}，“另存为”时编码选 UTF-8",
            in_page=f"{_BY_HAND}，“另存为”时编码选 UTF-8",
        ),
        no_cell_value=Sentence(
            "{field:field}：单元格里存不下这样的内容", "打开 {file}，自己填这一格"
        ),
        no_place=Sentence(
            "{field:field}在 {file} 里没有地方填：没有这一行或这一列",
            "用 docgen init --format xlsx 在别处生成一份，照它补上这一行或这一列的名字",
        ),
        no_sheet=Sentence(
            "{field:field}没有改：{file} 里没有“{sheet}”这张表，或表里没有列名",
            "用 docgen init --format xlsx 在别处生成一份，把这张表复制过来",
        ),
        merged=Sentence(
            "{field:field}没有改：这一格与别的格合并在一起",
            "用 WPS 或 Excel 打开 {file}，取消合并，再改",
        ),
        formula=Sentence(
            "{field:field}没有改：{cell} 里是公式",
            "用 WPS 或 Excel 打开 {file}，把公式换成内容，或改公式",
        ),
        notes=Sentence(
            "{field:field}没有改：这几行的单元格有批注，批注不会跟着走",
            "用 WPS 或 Excel 打开 {file}，剪切这一行再插入；或先删去批注",
        ),
        emptied_row=Sentence(
            "{field:field}没有改：这一条什么也没有写，表里就没有这一条",
            "至少留一栏（{file}）；整条不要的，把这一条删去",
        ),
    ),
    Entry(
        "convert",
        ERROR,
        "没有转换",
        loss=Sentence(
            "有 {count:number} 处读不进来，转换会丢掉它们，没有转换。第一处：{what}",
            "先用 docgen check 逐条看，改好再转换",
        ),
        unwritable=Sentence(
            "写不进去（{reason}）",
            "看看文件夹能不能写；正在 WPS 或 Excel 里开着的，关掉再运行",
        ),
        differs=Sentence(
            "转换后的内容与原来不一致，没有转换",
            "原来的文件没有动，请继续用它，并把它发给程序的维护者",
        ),
        many=Sentence("旧文件已经留了太多份", "删去不要的“转换前”各份"),
    ),
    Entry(
        "yaml",
        ERROR,
        "YAML 的写法不对",
        **_VAGUE,
        tab_in_front=Sentence("行首有制表符（Tab）", _SPACES),
        wide_in_front=Sentence("行首有全角空格，或网页上的空格", "缩进只用英文空格，每层两个"),
        chinese_colon=Sentence("冒号是中文的（：）", _COLON),
        tight_colon=Sentence(
            "冒号后面没有空格，或是全角空格、Tab", "英文冒号后面空一格（英文空格）"
        ),
        other_colon=Sentence("名字后面不是冒号", _COLON),
        tight_dash=Sentence(
            "开头的 - 后面没有空格，或不是英文的 -", "列表每条以英文的 - 加一个空格开头"
        ),
        unpaired=Sentence("引号没有配对，或一半是中文的", '两头都用英文引号 "，或都不用'),
        colon_inside=Sentence("值里有英文冒号，或开头是 YAML 的特殊符号", _IN_QUOTES),
        indented=Sentence(
            "缩进没有对齐", f"与上下各行左边对齐：前面空 {{width:number}} 格{_AND_ON}"
        ),
        unindented=Sentence("缩进没有对齐", f"前面不要空格{_AND_ON}"),
        no_list=Sentence("这里不是列表，不能用 - 开头", "删去 - 和它后面的空格，或删去这一行"),
    ),
    Entry(
        "data-file",
        ERROR,
        "数据文件读不出来",
        unreadable=Sentence("读不出来（{reason}）", "看看文件权限，或是否被别的程序占用"),
        huge=Sentence("文件太大，不像数据文件", "换回正确的数据文件"),
        mistakes=Sentence(
            "有 {count:number} 处写法不对，读不进来：{found:findings}", "改好上面各行再运行"
        ),
        control=Sentence(
            "有一个看不见的控制字符（U+{code}）", "删去这一行里不可见的字符，重新输入这一行"
        ),
        deep=Sentence("结构太深或太大，读不出来", f"{_LIKE_NEW}重新填写"),
        no_mapping=Sentence(
            "内容不是一栏一栏的数据，读不出来",
            "每行写成“名字: 值”；可用 docgen init 在别处生成一份，对照着填",
        ),
        encoding=Sentence("不是 {encoding} 编码的文字", _SAVE_UTF8),
    ),
    Entry(
        "workbook",
        ERROR,
        "工作簿读不出来",
        remedy=_SAVE_AS,
        unreadable=Sentence(
            "读不出来（{reason}）", "看看文件权限；正在 WPS 或 Excel 里开着的，保存后关掉再运行"
        ),
        huge=Sentence(
            "文件太大，不像数据文件",
            "另存一份，删去里面的图片和无关的表；佐证放进 evidence 文件夹",
        ),
        locked=Sentence(
            "工作簿有打开密码，读不了",
            "打开后在“文件 → 信息 → 保护工作簿 → 用密码加密”里清空密码，保存，再运行",
        ),
        xls=Sentence("这是旧格式的 .xls，只是名字叫 .xlsx"),
        ods=Sentence("这是 .ods，只是名字叫 .xlsx"),
        other=Sentence("不是 Excel 工作簿，或已损坏"),
        other_zip=Sentence("不是 Excel 工作簿（.xlsx）"),
        damaged=Sentence(
            "工作簿不完整或已损坏，解不开",
            "换回完好的一份；或用 WPS、Excel 打开（会问要不要修复），另存为 .xlsx",
        ),
        trap=Sentence(
            "{trap:issue}",
            "核对来源；确是自己的，新建一份 docgen init --format xlsx 的表，把内容粘贴过去",
        ),
        odd=Sentence("工作簿读不出来（{reason}）"),
        no_sheets=Sentence(
            "里面没有“{sheets}”这些表，读不出来",
            "工作表的名字不要改；可用 docgen init --format xlsx 在别处生成一份，对照着填",
        ),
    ),
)
"""Why a data file cannot be read at all: the run ends with it, so no finding has these codes."""
