"""What stops a run besides the data: the computer, a folder, a file that was made before."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR = Level.ERROR

_ROOM = "清出空间后再运行"
_ROOM_FOR_WORK = f"{_ROOM}；或用环境变量 TMPDIR（Windows 上是 TEMP）换一个有空间的临时文件夹"
_PERHAPS_MEMORY = "内存可能不够：请关掉其他程序，再运行一次"
_ANEW = "用 docgen build 重新生成整套材料"
_OWN_FOLDER = "换一个自己能写的文件夹，如桌面或“文档”；磁盘满了就先腾出地方"
_LOCKED_ANEW = "用 docgen build 重新生成，照新的打印，再锁定"

_MACHINE = (
    Entry(
        "machine",
        ERROR,
        "电脑的磁盘满了，或内存不够",
        memory=Sentence(
            "电脑的内存不够，做不下去", "关掉其他程序，再运行一次；仍不行就换一台内存大些的电脑"
        ),
        addresses=Sentence(
            "系统只让这个程序用 {most:number} MB 内存，不够",
            "请管理员放宽（ulimit -v），至少 2 GB；再运行一次",
        ),
        open_files=Sentence(
            "打开的文件太多，系统不让再打开了",
            "关掉其他程序，再运行一次；仍不行，请管理员放宽（ulimit -n），至少 256",
        ),
        file_size=Sentence(
            "系统不让写这么大的文件",
            "请管理员放宽（ulimit -f）；盘的格式是 FAT32 的，换一个盘；再运行一次",
        ),
        no_folder=Sentence("没有一个能写的临时文件夹", _ROOM_FOR_WORK),
        full=Sentence("磁盘满了，写不下", _ROOM),
        full_cache=Sentence(
            "缓存文件夹所在的磁盘满了",
            f"{_ROOM}；或用环境变量 {{variable}} 把缓存放到有空间的盘上",
        ),
        full_work=Sentence("临时文件夹所在的磁盘满了", _ROOM_FOR_WORK),
        no_openers=Sentence("打开文件的后台程序起不来", _PERHAPS_MEMORY),
        no_rereaders=Sentence("复读成品的后台程序起不来", _PERHAPS_MEMORY),
    ),
    Entry(
        "file",
        ERROR,
        "运行到一半，一个文件用不了",
        loop=Sentence("快捷链接绕成了圈", "删去这个快捷链接，换成真的文件夹或文件，再运行"),
        gone=Sentence(
            "运行到一半，它不见了",
            "请放回原处；运行时不要移动、改名、删除文件，网盘先暂停同步；再运行一次",
        ),
        unusable=Sentence(
            "用不了（{reason}）", "请看文件是不是被占用、有没有权限、盘是否接好，再运行一次"
        ),
    ),
    Entry(
        "output",
        ERROR,
        "结果写不进去",
        full=Sentence("磁盘满了，写不下", "清出空间，或用 --out 换一个有空间的盘，再运行"),
        quota=Sentence("磁盘配额用完了，写不下", "清出空间，或用 --out 换一个盘，再运行"),
        large=Sentence(
            "文件太大，这个盘放不下", "用 --out 换一个盘（FAT32 的 U 盘不能放 4 GB 以上的文件）"
        ),
        read_only=Sentence("这个盘是只读的，写不进去", "用 --out 换一个可以写的文件夹"),
        forbidden=Sentence("没有读写的权限", "换一个可以写的文件夹（--out），或请管理员开通权限"),
        occupied=Sentence("要建文件夹的地方有一个同名的文件", "把那个文件移走或改名，再运行"),
        long=Sentence("文件名或路径太长", "把工作室的文件夹挪到浅一些、名字短一些的位置"),
        busy=Sentence("有文件正被别的程序打开", "关掉打开着的 Word、Excel、PDF 窗口，再运行"),
        other=Sentence("写不进去（{reason}）", "换一个文件夹（--out）再试"),
        pdf_gone=Sentence(
            "PDF 写不出来（放它的文件夹不见了）", "运行时不要移动、改名、删除文件夹，再运行一次"
        ),
        pdf=Sentence(
            "PDF 写不出来（{reason}）", "请确认磁盘有足够空间、文件没有被占用，再运行一次"
        ),
        taken=Sentence(
            "另一个 docgen 正在这里写文件{holder}", "等它结束再运行；不要两个窗口同时做"
        ),
        folder=Sentence("写不进去（{reason}）", _OWN_FOLDER),
        odd_lock=Sentence(
            "{name} 应是文件，这里的不是，写不进去",
            "把 {name} 移走或删去（隐藏的，先让系统显示隐藏文件），再运行",
        ),
        cache=Sentence(
            "缓存文件夹写不进去（{reason}）",
            "请看有没有写入权限，或用环境变量 {variable} 换一个缓存文件夹",
        ),
        no_report=Sentence("这个文件不是检查报告，不覆盖", "换一个文件名，或把它移走"),
        report=Sentence(
            "检查报告写不出来（{reason}）", "看看文件夹能不能写、磁盘满了没有，或换一个地方"
        ),
        edited_summary=Sentence(
            "这个文件有人改过，或不是程序生成的，没有覆盖",
            "把它改名或移走，再运行；或用 --out 写另一个文件名",
        ),
        workspace=Sentence(
            "这里是一个工作文件夹（有 {file}），不能用来放生成的材料",
            "换一个 --out，或不写 --out，生成到工作文件夹自己的 out 里",
        ),
        namesake=Sentence("要建文件夹的地方有一个同名的文件", "把那个文件改名或移走"),
        locale=Sentence(
            "这里的语言环境写不了中文文件名", "先运行 export LC_ALL=C.UTF-8，再运行这个命令"
        ),
        long_text=Sentence(
            "有一栏长 {length:number} 字，Excel 一格最多 {most:number} 字",
            "缩短这一栏，或继续用 studio.yaml",
        ),
        # Said of a package that was written all the same.
        word_only=Sentence("{cause:issue}，只有 Word 版。{cause:remedy}", "{cause:remedy}"),
    ),
    Entry(
        "lock",
        ERROR,
        "编号没有锁定",
        remedy=_LOCKED_ANEW,
        unwritable=Sentence("写不进去（{reason}）", "看磁盘是否满了、文件夹能不能写"),
        none=Sentence("还没有生成整套材料，没有编号可锁定"),
        draft=Sentence("是草稿，不能锁定"),
        changed=Sentence("生成以后改过，或不见了"),
        outdated=Sentence("是工作文件夹改动以前生成的，与现在的内容不一致"),
    ),
    Entry(
        "frozen",
        ERROR,
        "锁定的编号读不出来",
        unreadable=Sentence(
            "读不出锁定的编号（{reason}）", "看看文件权限，或是否被别的程序占用，再运行一次"
        ),
        unfit=Sentence(
            "读不出锁定的编号（{why:issue}），文件损坏或改过",
            "用备份恢复这个文件；确要全部重新编号、重新打印的，删去它",
        ),
        other=Sentence(
            "这里锁定的是另一种报送（{submission}）的编号",
            "另一种报送用另一个工作文件夹；submission 写错的改回来",
        ),
    ),
    Entry(
        "scheme",
        ERROR,
        "方案用不了",
        mistakes=Sentence("方案有 {count:number} 处错误：{found:findings}", "改好上面各行再运行"),
        unknown=Sentence(
            "没有方案{name:value}",
            "现有方案：[[{known:list}]][[{none:when}（无）]]；自己的方案写文件夹的路径，"
            "文件夹里要有 {file}",
        ),
        submission=Sentence("这份方案没有 {submission}", "--submission 可写：{known:list}"),
        exists=Sentence(
            "已经有 {file}，没有改动",
            "换一个文件夹；只要画 Word 模板，用 docgen scheme form {folder}",
        ),
        no_value=Sentence(
            "方案要求填写的“{path}”，studio.yaml 里没有这个值",
            "改成 studio.yaml 里有的名字，如 unit.name",
        ),
        other=Sentence(
            "已有的 {file} 是 {scheme} 的 {submission}，不是 {wanted} 的 {wanted_submission}",
            "要补全它就写 --scheme {scheme} --submission {submission}；"
            "要做另一种报送就换一个文件夹",
        ),
    ),
)


def _mistake(what: str) -> Sentence:
    """What is wrong with a value of a manifest, by the way to it."""
    return Sentence(f"[[{{place:steps}} ]]{what}[[（共 {{count:number}} 处）]]")


_FOREIGN = (
    Entry(
        "manifest",
        ERROR,
        "清单读不出来",
        remedy=_ANEW,
        unreadable=Sentence("清单读不出来（{reason}）"),
        no_file=Sentence("清单读不出来（{why:issue}）"),
        unfit=Sentence("这不是 docgen 能读的清单：{why:issue}；可能被改过，或是别的版本生成的"),
    ),
    Entry(
        "package",
        ERROR,
        "整套材料读不出来",
        archive=Sentence("{cause:issue}", "{cause:remedy}"),
        unreadable=Sentence("读不出来（{reason}）", "请看路径对不对、有没有权限"),
    ),
)

_BY_PROGRAM = "请报送单位用程序生成的 .zip，或把整个文件夹压缩成 .zip 再送"
_UNPACK = "用解压软件解开，对着解出来的文件夹运行；解不开就请报送单位送 .zip"
_COPY_AGAIN = "从原处重新拷贝、重新下载一份；还是这样，请报送单位重新送"
_SUSPECT = "不要解压；请报送单位说明来历，重新送"

_ARCHIVES = (
    Entry(
        "archive",
        ERROR,
        "压缩包读不了",
        method=Sentence(
            "压缩包[[里的“{name}”]]用了这里解不开的压缩方法",
            f"{_UNPACK}（压缩方法选“标准”“Deflate”）",
        ),
        damaged=Sentence("压缩包[[里的“{name}”]]已损坏，读不出来", _COPY_AGAIN),
        password=Sentence("压缩包有密码", "请报送单位送没有密码的"),
        other=Sentence(
            "是 {kind} 压缩包[[，只是名字叫 {named}]]，这里读不了", f"{_UNPACK}；{_BY_PROGRAM}"
        ),
        empty=Sentence("是空文件（0 字节）", _COPY_AGAIN),
        cut=Sentence("压缩包不完整，没有传完或拷完", _COPY_AGAIN),
        none=Sentence("不是压缩包，或已损坏", _COPY_AGAIN),
        volume=Sentence("是分卷压缩包，只有其中一卷", f"几卷放在一起解开；{_BY_PROGRAM}"),
        no_directory=Sentence("压缩包的目录读不出来，已损坏", _COPY_AGAIN),
        many=Sentence("压缩包里有 {count:number} 个文件，多得不像报送材料，没有打开", _SUSPECT),
        several=Sentence(
            "压缩包里有 {count:number} 套材料（{homes:fewnames}）",
            "解开，对着解出来的文件夹运行；或请报送单位一套一个压缩包",
        ),
        packed=Sentence(
            "压缩包里还是压缩包（{names:fewnames}）", "先解开外面的一层，再对着里面的运行"
        ),
        document=Sentence("是 Word、Excel 一类的文档，不是整套材料", _BY_PROGRAM),
        no_package=Sentence("压缩包里没有报送材料（没有 {manifest}）", _BY_PROGRAM),
        twins=Sentence("压缩包里有重名的文件（{name}），没有解开", _SUSPECT),
        large=Sentence("压缩包解开后大得不像报送材料，没有解开", _SUSPECT),
        outside=Sentence("压缩包里的“{name}”要写到文件夹以外，没有解开", _SUSPECT),
        link=Sentence("压缩包里的“{name}”是链接，没有解开", _SUSPECT),
        locked=Sentence("压缩包有密码，没有解开", "请报送单位送没有密码的，或解开再送文件夹"),
        swelling=Sentence("压缩包里的“{name}”大得不像报送材料，会膨胀到极大", _SUSPECT),
    ),
    Entry(
        "summary",
        ERROR,
        "没有计入汇总",
        no_place=Sentence("没有这个文件夹或文件", "核对路径；可以写几个，中间空一格"),
        single=Sentence("单独一个文件，不是整套材料", "请工作室报送整套材料：生成的文件夹或 .zip"),
        workspace=Sentence(
            "是工作文件夹，里面没有生成的材料", "请工作室运行 docgen build，送生成的文件夹"
        ),
        twin=Sentence("与 {twin} 是同一份材料，只算一次", "不必处理"),
        deep=Sentence("文件夹套得太深，没有打开", "把它移到浅一些的地方再汇总"),
        unopened=Sentence("打不开（{reason}）", "看看这个文件夹的权限"),
        link=Sentence("是链接，没有打开", "把它指的文件夹拷贝过来"),
        nothing=Sentence(
            "里面没有报送材料[[（有 {names:threenames}）]]，没有 {manifest_name}",
            "核对路径：应是生成的文件夹、.zip，或装着它们的文件夹；自己拼的请用 docgen 生成",
        ),
        unread=Sentence("{why:issue}", "用 docgen verify 单独核对；请工作室重新报送这一份"),
        draft=Sentence("是草稿", "请工作室改好错误，生成正式的再报送"),
        other_scheme=Sentence(
            "是另一份方案（{scheme}）的", "要一起汇总就不写 --scheme，各方案各一张表"
        ),
        part=Sentence("只生成了一部分，不是整套材料", "请工作室运行 docgen build，送整套材料"),
        wrong=Sentence(
            "核对不通过：{found:failures}[[（共 {count:number} 处）]]",
            "请工作室报送没有改过、没有缺的一份；改过 Word 表格的，把改动写进数据重新生成",
        ),
    ),
)

RUN_PARTS = (
    Entry(
        "manifest-fault",
        ERROR,
        "清单哪里不对",
        remedy=_ANEW,
        link=Sentence("是链接，不是文件"),
        pages=Sentence("各文件共有 {count:number} 页，不像是生成的"),
        missing=_mistake("没有这一栏"),
        extra=_mistake("不该有这一栏"),
        json=_mistake("不是完整的 JSON"),
        figure=_mistake("数字大得或小得不像样"),
        written=_mistake("类型或写法不对"),
    ),
    Entry(
        "json",
        ERROR,
        "JSON 读不出来",
        remedy=_ANEW,
        no_file=Sentence("不是文件"),
        encoding=Sentence("不是 UTF-8 编码"),
        syntax=Sentence("第 {line:number} 行第 {column:number} 个字符处不是 JSON"),
        empty=Sentence("是空的"),
        mark=Sentence("开头有编码标记（BOM），被别的程序另存过"),
        large=Sentence("超过 {most:number} MB，大得不像样"),
        many=Sentence("里面的内容多得不像样"),
        long_text=Sentence("里面有一处长得不像样的文字"),
        deep=Sentence("嵌套得太深"),
        long_number=Sentence("里面有一个长得不像样的数"),
        twice=Sentence("有两种读法：“{key}”写了两次"),
        no_number=Sentence("{text} 不是数"),
        great=Sentence("{text} 大得不像样"),
        crowd=Sentence("{name} 有 {count:number} 个，不像是生成的"),
        model=Sentence("内容不合格式"),
    ),
    Entry(
        "trap",
        ERROR,
        "文件里的内容会耗尽电脑",
        remedy="核对来源；确是自己的，另存一份再试",
        large=Sentence("{thing}解开后大得不像是人填的（可能是压缩炸弹），没有打开"),
        outside=Sentence("{thing}里有声明外部内容的 XML，没有打开"),
        long=Sentence("{thing}里的 XML 不合常规（一处属性极长），没有打开"),
        crowded=Sentence("{thing}里的内容多得不像是人填的，没有打开"),
        cells=Sentence("{thing}有 {count:number} 个单元格，不像是人填的，没有打开"),
    ),
    Entry(
        "spoilt",
        ERROR,
        "文档读不出来",
        remedy=_ANEW,
        trap=Sentence("{trap:issue}"),
        word_twins=Sentence("Word 文档里有重名的部件，各软件读到的会不一样"),
        book_twins=Sentence("工作簿里有重名的部件，各软件读到的会不一样"),
        no_word=Sentence("不是 Word 文档（.docx），或已损坏"),
        no_part=Sentence("工作簿里没有 {name}，不完整或已损坏"),
        pages=Sentence("有 {count:number} 页，不像表格"),
        damaged=Sentence("不完整或已损坏，打不开"),
        odd=Sentence("不合规范，读不出来（{reason}）"),
    ),
)
"""What is wrong with a file that others wrote: part of what is said of it, never said alone."""

RUN_ENTRIES = (*_MACHINE, *_FOREIGN, *_ARCHIVES)
"""A run ends with them, so no finding has these codes."""
