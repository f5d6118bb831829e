"""What is said of changes to a workspace: why one is not made or undone, what became of files."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

_LATER = "没有动它；要回到以前，请在改它的地方改回去，或接着现在的往下做"
_LOOK_AGAIN = "看看现在的样子，再做一次"

_UNPACK = "在电脑上解开（压缩方法选“标准”），把里面的文件放进来"

INTAKE_ENTRIES = (
    Entry(
        "F251",
        NOTE,
        "同样的文件已经在那里，没有再加",
        Sentence("{file} 与 {there} 内容相同，没有再加", "不必处理"),
    ),
    Entry(
        "F252",
        NOTE,
        "文件换了名字",
        remedy="不必处理；标题不合适的，再改名",
        unsafe=Sentence("{written:value}有文件名不能用的字符，或太长，改成 {name}"),
        clash=Sentence("已有同名的文件，{written:value}改成 {name}"),
    ),
    Entry(
        "F253",
        NOTE,
        "系统、隐藏或临时文件没有加",
        Sentence(
            "{count:number} 个系统、隐藏、临时或 docgen 自己的文件没有加：{files:files}",
            "不必处理；确是佐证的，改名再加",
        ),
    ),
    Entry(
        "F254",
        WARNING,
        "压缩包没有解开",
        Sentence("{file} 没有解开，原样放着：{why:issue}", _UNPACK),
    ),
    Entry(
        "F255",
        WARNING,
        "压缩包里有一个文件没有取出",
        Sentence("{file}：{why:issue}", _UNPACK),
    ),
    Entry(
        "F256",
        NOTE,
        "压缩包里还有压缩包",
        Sentence("{file} 里还有压缩包 {inner}，没有再解开", _UNPACK),
    ),
    Entry(
        "F257",
        WARNING,
        "文件读不出来，没有加",
        Sentence("{file} 读不出来（{reason}），没有加", "看文件还在不在、能不能打开，再加一次"),
    ),
    Entry(
        "F258",
        NOTE,
        "照片附带的视频或修图记录没有加",
        Sentence(
            "{count:number} 个照片附带的视频（实况照片）或修图记录印不出来，没有加，"
            "照片已加：{files:files}",
            "不必处理；视频本身要作佐证的，请截取关键画面，存为图片后放进来",
        ),
    ),
)
"""What became of files that were added."""

CHANGE_REFUSALS = (
    Entry(
        "undo",
        ERROR,
        "撤消不了，或重做不了",
        nothing=Sentence("没有可以{doing}的改动", "不必处理"),
        data=Sentence(
            "“{label}”以后 {file} 又改过（用 Excel、记事本或别的程序），不能{doing}", _LATER
        ),
        gone=Sentence("“{label}”里的 {file} 不在那里了（移走、改名或删了），不能{doing}", _LATER),
        altered=Sentence("“{label}”以后 {file} 的内容改过，不能{doing}", _LATER),
        occupied=Sentence(
            "{file} 的位置有了同名的文件，“{label}”不能{doing}", "把同名的移走或改名，再试"
        ),
        another=Sentence("最后一步已经是“{label}”，没有{doing}", _LOOK_AGAIN),
        lost=Sentence("“{label}”以前的内容找不到了，不能{doing}", "请从备份恢复，或手工改回"),
    ),
    Entry(
        "unchanged",
        ERROR,
        "改动没有做",
        data=Sentence("{file} 刚刚在别处改过（用 Excel、记事本或别的程序）", _LOOK_AGAIN),
        gone=Sentence("{file} 不在那里了（移走、改名或删了）", _LOOK_AGAIN),
        altered=Sentence("{file} 的内容刚刚改过", _LOOK_AGAIN),
        occupied=Sentence("{file} 的位置已有同名的文件", "换一个名字，或把同名的移走"),
        link=Sentence(
            "{file} 在工作文件夹以外（有链接指到外面），没有动",
            "换成真的文件夹或文件，再做",
        ),
        folder=Sentence("{file} 应是文件夹，这里的不是", "把它移走或改名，再做"),
        unwritable=Sentence(
            "写不进去（{reason}），没有改动",
            "看磁盘满了没有、有没有权限、文件是不是正打开着，再做一次",
        ),
        single=Sentence("“{file}”只有一个文件，没有分页，拆不开", "写明怎样分页，如 1-3 和 4-"),
        order=Sentence("要排的佐证不在一个文件夹里", "在同一个文件夹里排；要放到一起的先移到一起"),
        apart=Sentence(
            "从“{file}”分出来的几件没有排在一起", "同一个文件的几件要挨着；要分开的先分成几个文件"
        ),
        no_item=Sentence("没有第 {number:number} 项", "项目的编号只有 {numbers}"),
        no_kind=Sentence(
            "{item:item}没有种类“{kind}”", "从这一项的种类里选：[[{known:list}]][[{none:when}没有]]"
        ),
    ),
)
"""What stops a change: nothing of it is done then."""
