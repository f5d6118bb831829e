"""What the clerk's page in the browser has to say besides what the check says."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR = Level.ERROR

BROWSER_ENTRIES = (
    Entry(
        "thumbnail",
        ERROR,
        "一页画不出来",
        Sentence("这一页画不出来", "请用别的软件打开看看；打不开就换一份文件"),
    ),
    Entry(
        "upload",
        ERROR,
        "文件传不上来",
        many=Sentence("一次最多传 {most:number} 个文件", "分几次传"),
        large=Sentence("一个文件最大 {megabytes:number} MB", "拆小了再传，或直接放进工作文件夹"),
        full=Sentence("磁盘快满了，没有传完", "清出空间后再传"),
        gone=Sentence("传上来的文件已经不在了", "再传一次"),
    ),
    Entry(
        "request",
        ERROR,
        "没有照做",
        unclear=Sentence("网页发来的请求看不懂", "刷新页面，再做一次"),
    ),
    Entry(
        "serve",
        ERROR,
        "网页起不来",
        port=Sentence("端口 {port:number} 已被别的程序用了", "换一个端口，如 --port 0 由系统挑"),
        address=Sentence("这台电脑没有地址 {address}", "写 127.0.0.1，或这台电脑自己的地址"),
        password=Sentence("要让别的电脑打开，须有密码", "用 --host 时在提问处输入至少八个字的密码"),
    ),
)
