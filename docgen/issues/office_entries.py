"""Why LibreOffice or the faces of this computer do not serve."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR = Level.ERROR

INSTALL_FONTS = (
    "请安装中文字体后再运行：Debian/Ubuntu 用 apt install fonts-noto-cjk，"
    "Fedora 用 dnf install google-noto-serif-cjk-fonts google-noto-sans-cjk-fonts，"
    "Windows 请确认系统自带的宋体、黑体没有被删除"
)

OFFICE_ENTRIES = (
    Entry(
        "office",
        ERROR,
        "没有 LibreOffice，或它没有做成",
        absent=Sentence(
            "找不到 LibreOffice，Word 文件转不成 PDF",
            "请安装 LibreOffice 后再运行：Debian/Ubuntu 用 sudo apt install libreoffice-writer，"
            "Fedora 用 sudo dnf install libreoffice-writer，"
            "Windows 从 LibreOffice 官方网站下载安装（装在默认位置）",
        ),
        namesakes=Sentence("有两份 Word 文件同名，转成的 PDF 会互相覆盖", "给其中一份改名"),
        old_word=Sentence(
            "这是旧版 .doc 或加了密码的 Word 文件，转不成 PDF",
            "用 Word 打开，取消密码，另存为 .docx",
        ),
        unreadable=Sentence(
            "Word 文件读不了（{reason}）",
            "用 Word 打开它，另存为 .docx；打不开就换一份完好的",
        ),
        failed=Sentence(
            "LibreOffice 没有把它转成 PDF（[[{said}]][[{silent:when}没有说明原因]]）",
            "用 Word 打开它，另存为 .docx 后再试；仍不行就另存为 PDF 使用",
        ),
        slow=Sentence(
            "LibreOffice {seconds:number} 秒没有做完，已经停掉",
            "关掉别的程序再试；仍不行就检查报告是否太大，或在 Word 里另存为 PDF",
        ),
        unsaved=Sentence(
            "转成的 PDF 存不了（{reason}）", "看看磁盘是否满了、文件夹能不能写，再运行一次"
        ),
    ),
    Entry(
        "font",
        ERROR,
        "没有能显示中文的字体",
        none=Sentence("这台电脑上没有可用的中文字体", INSTALL_FONTS),
        boxes=Sentence("这台电脑上没有可用的中文字体，印出来会是空框", INSTALL_FONTS),
        no_fontconfig=Sentence(
            "找不到 fontconfig（fc-list 命令），无从知道装了哪些字体",
            "请安装 fontconfig：Debian/Ubuntu 用 apt install fontconfig",
        ),
    ),
)
"""A run ends with them, so no finding has these codes."""
