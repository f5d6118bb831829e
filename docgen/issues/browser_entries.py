"""What the clerk's page in the browser has to say besides what the check says."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR = Level.ERROR
_ANEW = "再双击一次 docgen，或在终端里再运行 docgen serve"

BROWSER_ENTRIES = (
    Entry(
        "thumbnail",
        ERROR,
        "一页画不出来",
        Sentence("这一页画不出来", "请用别的软件打开看看；打不开就换一份文件"),
    ),
    Entry(
        "gate",
        ERROR,
        "网页不让进",
        host=Sentence("这个地址不是 docgen 的", f"{_ANEW}，用它打开的网址"),
        site=Sentence("请求来自别的网站，没有执行", f"关掉那个网站；要用 docgen，{_ANEW}"),
        form=Sentence("请求不是从 docgen 的网页发出的，没有执行", "从首页再做一次"),
        key=Sentence("这个网页只能从 docgen 打开", _ANEW),
        used=Sentence("这个网址已经用过，或过了十分钟", _ANEW),
        long=Sentence("网址太长", "从首页再打开"),
        large=Sentence("发来的内容太大，没有收下", "从首页再做一次"),
        method=Sentence("这一页不这样打开", "从首页再打开"),
        bug=Sentence(
            "程序出了意外的问题", "再试一次；还不行，把{kept}发给程序的维护者，说明在做什么时出的错"
        ),
    ),
    Entry(
        "page",
        ERROR,
        "网页上没有这一页",
        missing=Sentence("没有这一页", "从左上角回到首页，再打开工作文件夹"),
        closed=Sentence("这个工作文件夹没有打开", "从首页打开它；移走了的，先放回原处"),
        reading=Sentence("还在读取工作文件夹", "等它读完，再做一次"),
        unopened=Sentence(
            "这个评审文件夹没有打开", "从首页点“评审”再打开它；移走了的、U 盘或共享盘断了的，先接好"
        ),
    ),
    Entry(
        "upload",
        ERROR,
        "文件传不上来",
        many=Sentence("一次最多传 {most:number} 个文件", "分几次传"),
        book=Sentence("填好的对照表最大 {most:number} MB", "只选对照表.xlsx 本身，不要选整套材料"),
        large=Sentence("一个文件最大 {megabytes:number} MB", "拆小了再传，或直接放进工作文件夹"),
        full=Sentence("磁盘快满了，没有传完", "清出空间后再传"),
        gone=Sentence("传上来的文件已经不在了", "再传一次"),
        none=Sentence("还没有扫描件", "先把扫描件拖进来"),
    ),
    Entry(
        "request",
        ERROR,
        "没有照做",
        unclear=Sentence("网页发来的请求看不懂", "刷新页面，再做一次"),
        points=Sentence("“{written}”不是分数", "写数字，如 8 或 0.5；要收回就清空"),
        items=Sentence("支撑项目只能写项目的编号", "写编号，几个之间用顿号，如 6、9"),
        suggestions=Sentence("识别建议已经变了，没有采用", "看一下现在的建议，再采用"),
    ),
    Entry(
        "uncut",
        ERROR,
        "裁不出纸张",
        corners=Sentence("四个角圈不成一张纸", "把四个点放在纸的四角，左上、右上、右下、左下"),
        unreadable=Sentence("这个文件不是能读的照片", "只有照片能裁；打不开的，换一份文件"),
    ),
    Entry(
        "serve",
        ERROR,
        "网页起不来",
        port=Sentence("端口 {port:number} 已被别的程序用了", "换一个端口，如 --port 0 由系统挑"),
        address=Sentence("这台电脑没有地址 {address}", "写 127.0.0.1，或这台电脑自己的地址"),
        password=Sentence(
            "要让别的电脑打开，须有密码，至少八个字", "在终端里运行，照提问输入两遍密码"
        ),
        root=Sentence(
            "要让别的电脑打开，须说清是哪个文件夹",
            "写上文件夹，如 docgen serve 报送材料 --host {host}；别处的文件别的电脑看不到",
        ),
    ),
    Entry(
        "former",
        ERROR,
        "从以前的材料接着做，读不出来",
        none=Sentence(
            "这里没有以前的材料",
            "选以前的工作文件夹、生成的文件夹（里面有 manifest.json）或报送的 .zip",
        ),
        bare=Sentence(
            "这份材料是很早的版本做的，里面没有记下单位和人员",
            "选做它的工作文件夹（里面有 studio.xlsx 或 studio.yaml）",
        ),
        lost=Sentence("以前的材料没有读进来，或放得太久了", "再选一次以前的材料"),
    ),
    Entry(
        "start",
        ERROR,
        "新文件夹建不了",
        name=Sentence("“{written}”不能作文件夹的名字", '不写 \\ / : * ? " < > |，不超过 80 个字'),
        workspace=Sentence("“{written}”已经是工作文件夹", "换一个名字；要接着做它，就打开它"),
        full=Sentence("“{written}”已经有了，里面有别的文件", "换一个名字，或换一个地方"),
        place=Sentence("没有“{written}”这个文件夹", "点“选…”，选一个已有的文件夹"),
        choice=Sentence("没有选哪一份通知、报送什么", "选好再新建"),
    ),
    Entry(
        "folder",
        ERROR,
        "选的文件夹打不开",
        nothing=Sentence("没有写文件夹", "选一个文件夹，或把它的路径粘贴到这里"),
        relative=Sentence(
            "“{written}”不是完整的路径",
            "从盘符或根目录写起；也可以在列表里点着选",
        ),
        outside=Sentence("这里只能打开 {root} 里的文件夹", "把要用的文件夹放到它里面，再打开"),
        missing=Sentence("没有这个文件夹", "看看是不是改了名、移走了，或 U 盘没有插上"),
        no_folder=Sentence("这是一个文件，不是文件夹", "选它所在的文件夹"),
        unreadable=Sentence("这里打不开（{reason}）", "换一个文件夹，或请管理员开通权限"),
    ),
    Entry(
        "job",
        ERROR,
        "网页上做的事没有做完",
        remedy="再点一次就从头做起；原来的材料没有改动",
        killed=Sentence("做到一半断了（关了电脑，或程序被结束）"),
        unstarted=Sentence("没有做起来", "看看磁盘满了没有、内存够不够，再点一次"),
        bug=Sentence(
            "程序出了意外的问题（{kind}）", "把上面写的文件发给程序的维护者，说明在做什么时出的错"
        ),
    ),
)
