"""Why a foreign file cannot be used, and how it is mended."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR = Level.ERROR

_AS_PDF = "请用相应软件打开，另存为 PDF 后再放进来"
_AS_IMAGE = "请用看图软件打开，另存为 JPEG 或 PDF 后再放进来"
_PRINTED = "请用{}打开，打印成 PDF 后再放进来"
_UNPACKED = "请先解压，把里面的文件逐个放进来，再删掉这个压缩包"
_COPY_AGAIN = "请从原处重新拷贝一份；仍不行就用相应软件打开，另存为 PDF 后再放进来"
_LET_READ = "请看文件的权限和是不是被别的程序占用，让自己能读；或从原处重新拷贝一份"
_PERHAPS_MEMORY = f"内存可能不够：请关掉其他程序，再运行一次；仍不行，{_AS_PDF}"
_ANEW = "请用原来的软件打开，打印成新的 PDF 后再放进来"
_SURE = "请核对来源；确是自己的材料，请用原来的软件打开，"
_NO_PASSWORD = "请用密码打开，另存为没有密码的文件后再放进来"
_TELL_PASSWORD = (
    "请把密码写进 studio.yaml 旁边的 密码.txt（一行一个，只用来打开文件，不会写进任何材料），"
    "或用密码打开，另存为没有密码的文件后再放进来"
)
_UNLOCKED = "密码对，但去掉密码后 "
_REFUSED, _HUNG, _CRASHED = (
    "LibreOffice 打不开它，可能已损坏或格式太旧",
    "LibreOffice 转换它的时间太长，已停止",
    "LibreOffice 转换它时崩溃了",
)
_RELAYED = Sentence("{cause:issue}", "{cause:remedy}")

SOURCE_ENTRIES = (
    Entry(
        "source-uncopied",
        ERROR,
        "文件里有阅读软件读不了的数据，搬不进佐证材料",
        Sentence("{cause:issue}", _ANEW),
    ),
    Entry(
        "source-unread",
        ERROR,
        "有一页阅读软件打不开",
        Sentence("第 {page:number} 页有的阅读软件打不开", _ANEW),
    ),
    Entry(
        "source-failed",
        ERROR,
        "文件处理不了",
        Sentence("处理不了（{reason}）", _COPY_AGAIN),
    ),
    Entry(
        "source-timeout",
        ERROR,
        "处理文件的时间太长，已停止",
        remedy=_AS_PDF,
        any=Sentence("处理时间太长，已停止"),
        office=Sentence(_HUNG),
        unlocked_office=Sentence(_UNLOCKED + _HUNG, _NO_PASSWORD),
    ),
    Entry(
        "source-memory",
        ERROR,
        "打开文件需要的内存太多",
        remedy=_PERHAPS_MEMORY,
        too_much=Sentence("打开它需要的内存太多"),
        # The system takes the memory from a process by ending it.
        killed=Sentence("打开它的程序被系统中止了，多半是内存不够"),
    ),
    Entry(
        "source-crash",
        ERROR,
        "打开文件的程序崩溃了",
        any=Sentence("打开它的程序崩溃了", _COPY_AGAIN),
        office=Sentence(_CRASHED, _AS_PDF),
        unlocked_office=Sentence(_UNLOCKED + _CRASHED, _NO_PASSWORD),
    ),
    Entry("source-missing", ERROR, "找不到文件", Sentence("找不到文件", "请把文件放回原处")),
    Entry(
        "source-unreadable",
        ERROR,
        "文件读不出来",
        what="读不出来（{reason}）",
        forbidden=Sentence(remedy=_LET_READ),
        other=Sentence(remedy=_COPY_AGAIN),
    ),
    Entry(
        "source-changed",
        ERROR,
        "处理时文件正在改动",
        Sentence("处理时文件正在改动", "请等文件保存或同步完，再运行一次"),
    ),
    Entry(
        "source-damaged",
        ERROR,
        "文件已损坏",
        picture=Sentence("图片文件已损坏，打不开", "请从原处重新拷贝，或重新扫描、拍照"),
        pdf=Sentence("PDF 文件已损坏，修复不了", "请从原处重新拷贝或重新导出、扫描一份"),
        archive=Sentence("文件不完整或已损坏，解不开", "请从原处重新拷贝一份"),
        locked=Sentence("密码对，但文件解不开（{reason}）", _NO_PASSWORD),
        web_page=Sentence("网页里没有内容，或读不了", _AS_PDF),
        invoice=Sentence(
            "电子发票的数据文件里没有发票号码或金额，读不了", "请放进这张发票的 PDF 或 OFD 文件"
        ),
        office=Sentence(_REFUSED, _AS_PDF),
        unlocked_office=Sentence(_UNLOCKED + _REFUSED, _NO_PASSWORD),
    ),
    Entry(
        "source-format",
        ERROR,
        "这种文件放不进佐证材料",
        what="{name}不能直接收入",
        empty=Sentence("文件是空的", "文件里没有内容，可能没有拷贝完；请从原处重新拷贝一份"),
        as_pdf=Sentence(remedy=_AS_PDF),
        as_image=Sentence(remedy=_AS_IMAGE),
        camera=Sentence(
            "{name}里没有可以直接看的预览图，不能收入",
            "请用相机自带软件或看图软件导出为 JPEG 后再放进来",
        ),
        caj=Sentence(
            remedy="请用 CAJViewer（知网阅读器）打开，打印或另存为 PDF 后再放进来；"
            "知网上能下载 PDF 的，直接下载 PDF"
        ),
        vector=Sentence(remedy=_PRINTED.format("看图软件或浏览器")),
        form_data=Sentence(
            remedy="里面只有填写的内容；请用 PDF 软件打开它所属的表单，打印成 PDF 后再放进来"
        ),
        book=Sentence(remedy=_PRINTED.format("阅读软件")),
        drawing=Sentence(remedy=_PRINTED.format(" CAD 软件")),
        web_page=Sentence(remedy=_PRINTED.format("浏览器")),
        sealed=Sentence("邮件加了密，不能直接收入", _PRINTED.format("收件人自己的邮件软件")),
        mail=Sentence(remedy=_PRINTED.format("邮件软件") + "；邮件的附件请另存出来，单独放进来"),
        locked=Sentence(remedy="请用密码打开，取消密码，另存为 PDF 后再放进来"),
        packed=Sentence(remedy=_UNPACKED),
        recording=Sentence(
            remedy="音像材料放不进纸质佐证；请截取关键画面，存为图片或 PDF 后放进来"
        ),
        program=Sentence(remedy="这不是佐证材料，请从文件夹里删掉"),
        shortcut=Sentence(remedy="里面没有内容；请把它指向的文件本身放进来，再删掉这个快捷方式"),
        link=Sentence(remedy="链接印不出来；请打开它，把网页打印成 PDF 放进来，再删掉这个链接"),
        system=Sentence(remedy="这是系统自己生成的文件，请从文件夹里删掉"),
        unknown=Sentence(remedy="请用原来的软件打开，另存为 PDF 后再放进来"),
    ),
    Entry(
        "source-no-pages",
        ERROR,
        "文件里一页也没有",
        Sentence("文件里一页也没有", "请换一份有内容的文件"),
    ),
    Entry(
        "source-not-a-file",
        ERROR,
        "不是可以打开的文件",
        Sentence("不是普通文件", "请换成一个可以打开的文件"),
    ),
    Entry(
        "source-password",
        ERROR,
        "文件有密码",
        none=Sentence("文件需要密码才能打开", _TELL_PASSWORD),
        wrong=Sentence("文件需要密码才能打开，密码.txt 里的密码都不对", _TELL_PASSWORD),
        # Nothing here can open it, whatever the password.
        never=Sentence("文件需要密码才能打开", _NO_PASSWORD),
    ),
    Entry(
        "source-office",
        ERROR,
        "没有 LibreOffice，或缺少它的一部分",
        unusable=Sentence("要用 LibreOffice 转成 PDF，{cause:issue}", "{cause:remedy}"),
        part=Sentence(
            "这台电脑上的 LibreOffice 缺少 {name}，打不开这种文件",
            "请安装 LibreOffice {name} 后再运行：Debian/Ubuntu 用 sudo apt install {package}，"
            "其他系统请安装完整的 LibreOffice；或用相应软件打开，另存为 PDF 后再放进来",
        ),
    ),
    Entry(
        "source-bomb",
        ERROR,
        "文件里的数据会膨胀到极大",
        stream=Sentence("PDF 里有一段数据解开后大得不正常，会耗尽看它的电脑的内存", _AS_PDF),
        drawing=Sentence(
            "第 {page:number} 页的图形一层套一层，多得画不完，会卡住看它的电脑",
            _SURE + "打印成新的 PDF 后再放进来",
        ),
        document=Sentence(
            "文件里的数据会膨胀到极大（压缩炸弹或恶意 XML），没有打开",
            _SURE + "另存为 PDF 后再放进来",
        ),
    ),
    Entry(
        "source-too-long",
        ERROR,
        "文本太长",
        Sentence(
            "文本太长（{count:number} 字），印出来有几百页",
            "请只留下要证明的部分，或用 Word 排好后放进来",
        ),
    ),
    Entry("source-font", ERROR, "没有可用的中文字体，文件转不了", _RELAYED),
    Entry(
        "source-portfolio",
        ERROR,
        "PDF 是文件包",
        Sentence(
            "PDF 是文件包，内容在它带的附件里[[（{names:attached}）]]",
            "请用 Adobe Reader 打开，把里面的文件逐个另存出来放进来",
        ),
    ),
    Entry(
        "source-too-large",
        ERROR,
        "图片太大",
        Sentence(
            "图片有 {width:number}×{height:number} 像素，太大",
            "请用看图软件缩小（一边不超过 20000 像素）后再放进来",
        ),
    ),
    Entry(
        "source-scientific-image",
        ERROR,
        "TIFF 里是测量数据，不是可以直接看的图片",
        Sentence(
            "TIFF 里是浮点数或 32 位的测量数据，不是可以直接看的图片",
            "请用生成它的软件导出为普通图片（JPEG、PNG）或 PDF 后再放进来",
        ),
    ),
    Entry(
        "source-picture-codec",
        ERROR,
        "图片的编码打不开",
        remedy=_AS_IMAGE,
        jpeg=Sentence("这种 JPEG（每色 12 位、无损等）打不开"),
        heif=Sentence("HEIF 里的图像编码（{codecs:list}）打不开"),
    ),
    Entry(
        "source-too-many-pages",
        ERROR,
        "文件的页太多",
        Sentence(
            "文件有 {count:number} 页，一份佐证放不下",
            "请只留下要证明的那些页（不超过 {most:number} 页），另存为 PDF 后再放进来",
        ),
    ),
    Entry(
        "source-page-size",
        ERROR,
        "文件的页大得打不开、印不出",
        Sentence(
            "第 {page:number} 页边长超过 5 米，阅读软件打不开，也打印不出来",
            "请用原来的软件缩小到 A3 以内，另存为 PDF 后再放进来",
        ),
    ),
    Entry(
        "source-xfa",
        ERROR,
        "PDF 是只有 Adobe Reader 能显示的表单",
        Sentence(
            "PDF 是 XFA 动态表单，内容只有 Adobe Reader 能显示",
            "请用 Adobe Reader 打开，打印成普通 PDF 后再放进来",
        ),
    ),
)
"""A file that cannot be used, by what stands in the way."""

FAULT_ENTRIES = (
    Entry(
        "fault",
        ERROR,
        "文件没有读完",
        remedy="再运行一次",
        timeout=Sentence("读的时间太长，已停止"),
        memory=Sentence("读起来要的内存太多，已停止"),
        killed=Sentence("读它的程序被系统中止了，多半是内存不够"),
        crash=Sentence("读它的程序崩溃了"),
        no_worker=Sentence("读它的后台程序起不来"),
        content=Sentence("里面有读不出来的内容"),
        large_content=Sentence("里面有一页的内容展开后过大，无法处理"),
        odd_content=Sentence("里面有读不出来的内容，展开后过大或压缩的写法不对"),
    ),
)
"""What became of a file in a worker: part of what is said of it, never said alone."""

REREAD_ENTRIES = (
    Entry(
        "reread",
        ERROR,
        "写出来的 PDF 别的阅读软件读着不对",
        refused=Sentence(
            "写出来以后复读，[[第 {page:number} 页]]{found:issue}，没有交出",
            "请再运行一次；仍不行，[[先移走排在这一页前后的 {near:list}，看看是哪一件]]"
            "[[{unknown:when}先移走几件新放的佐证，找出是哪一件]]，打印成新的 PDF 再放进来",
        ),
    ),
)
"""Why a PDF that was just written is not handed out."""

REREAD_PARTS = (
    Entry(
        "reread-finds",
        ERROR,
        "别的阅读软件读到什么",
        remedy="再运行一次",
        unread=Sentence("读不出来（{reason}）"),
        unopened=Sentence("打不开（{reason}）"),
        size=Sentence("大小不对"),
        links=Sentence("少了链接"),
        words=Sentence("看不到“{words}”"),
        pages=Sentence("有 {wanted:number} 页，只读到 {count:number} 页"),
        label=Sentence("页标签是“{label}”"),
        marks=Sentence("看到的批注、链接与排的不同"),
    ),
)
"""What second readers find: part of what is said, never said alone."""

UNCOPIED_ENTRIES = (
    Entry(
        "uncopied",
        ERROR,
        "一个文件搬不进佐证材料",
        name=Sentence("[[{page:pages}]]里面有一个名称长得不正常，有的阅读软件读不了", _ANEW),
        nested=Sentence(
            "[[{page:pages}]]里面的数据一层套一层，套得太深，有的阅读软件读不了", _ANEW
        ),
        gone=Sentence(
            "生成到一半，文件不见了", "请把文件放回原处，运行时不要移动、改名或同步；再运行一次"
        ),
        shrunk=Sentence(
            "生成到一半，文件不见了或读不出来", "请放回原处，运行时不要移动；再运行一次"
        ),
        changed=Sentence("生成到一半，文件改动了", "请等文件保存或同步完，再运行一次"),
        moved=Sentence("生成到一半，文件不见了", "请放回原处，运行时不要移动；再运行一次"),
        misread=Sentence("第 {page:number} 页收进材料以后，别的阅读软件{found:issue}", _ANEW),
        failed=Sentence(
            "[[{page:pages}]]搬不进佐证材料（{reason}）",
            "请看文件是否正在改动或被占用，再运行一次；仍不行就打印成新的 PDF 再放进来",
        ),
    ),
)
"""What goes wrong with one source while the bundle is written. It is told of that file."""
