"""What the verification of a package has to say."""

from docgen.issues.catalogue import Entry
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

REBUILT = "向报送单位要一份没有改动的整套材料；自己的材料重新 docgen build"

VERIFY_ENTRIES = (
    Entry("V001", ERROR, "打不开，或不是一套材料", remedy=REBUILT),
    Entry("V101", ERROR, "少了文件", remedy=REBUILT),
    Entry("V102", ERROR, "文件与生成时不一样", remedy=REBUILT),
    Entry("V103", ERROR, "清单里的文件名不像样", remedy=REBUILT),
    Entry("V104", NOTE, "多出的文件", remedy="看看是不是要交的；不是就移走"),
    Entry("V105", WARNING, "佐证的原文件在生成以后变了", remedy="重新 docgen build，再核对"),
    Entry("V106", ERROR, "文件读不出来", remedy=REBUILT),
    Entry("V108", ERROR, "清单与它自己的数据不符", remedy=REBUILT),
    Entry("V109", ERROR, "页面标识与清单的内容不符", remedy=REBUILT),
    Entry("V110", ERROR, "清单列出的文件不全或不对", remedy=REBUILT),
    Entry("V111", WARNING, "不是整套材料", remedy="要整套的，请报送单位运行 docgen build 再交"),
    Entry(
        "V112",
        NOTE,
        "不是这一版 docgen 生成的",
        remedy=("与这一版重做的不一样的，列为“不能确认”；没有列的，都一样"),
    ),
    Entry(
        "V116",
        WARNING,
        "不能确认：说是另一版 docgen 生成的，与这一版重做的不一样",
        remedy=(
            "不能当作核对过的：用生成它的那一版 docgen 核对，或请报送单位用这一版重新 docgen build"
        ),
    ),
    Entry("V115", ERROR, "自己写的，多于按规则算出的", remedy=REBUILT),
    Entry("V114", ERROR, "检查结果与清单的内容不符", remedy=REBUILT),
    Entry("V113", ERROR, "检查报告与清单不符", remedy=REBUILT),
    Entry("V107", ERROR, "压缩包与文件夹里的不一样", remedy=REBUILT),
    Entry("V201", ERROR, "页数不对", remedy=REBUILT),
    Entry("V202", ERROR, "页标签不对", remedy=REBUILT),
    Entry("V203", ERROR, "印的页码不对", remedy=REBUILT),
    Entry("V204", ERROR, "页上的编号不对", remedy=REBUILT),
    Entry("V205", ERROR, "佐证的先后不对", remedy=REBUILT),
    Entry("V206", ERROR, "链接通向别处", remedy=REBUILT),
    Entry("V207", ERROR, "少了链接", remedy=REBUILT),
    Entry("V208", ERROR, "书签通向别处", remedy=REBUILT),
    Entry("V209", ERROR, "少了书签", remedy=REBUILT),
    Entry("V210", ERROR, "页上有批注", remedy=REBUILT),
    Entry("V211", ERROR, "分隔页与清单不符", remedy=REBUILT),
    Entry("V230", ERROR, "页的画面与生成时不一样", remedy=REBUILT),
    Entry("V231", ERROR, "页的大小或方向与生成时不一样", remedy=REBUILT),
    Entry("V232", ERROR, "页上的链接或批注与生成时不一样", remedy=REBUILT),
    Entry("V233", ERROR, "书签、图层或打开的方式与生成时不一样", remedy=REBUILT),
    Entry(
        "V234",
        ERROR,
        "PDF 里有会动作的东西",
        remedy=(
            "向报送单位要一份没有改动的整套材料；"
            "自己的材料重新 docgen build；在那以前不要点里面的链接和书签"
        ),
    ),
    Entry("V235", ERROR, "PDF 在生成以后又写过", remedy=REBUILT),
    Entry("V236", ERROR, "没有页面指纹", remedy=REBUILT),
    Entry("V237", ERROR, "是不是草稿，各处说的不一样", remedy=REBUILT),
    Entry("V118", NOTE, "页面标识没有重算", remedy="要重算，请要有表格 Word 版的整套材料"),
    Entry("V117", ERROR, "佐证页上的章戳与清单不符", remedy=REBUILT),
    Entry("V238", ERROR, "封面、目录或分隔页与清单不符", remedy=REBUILT),
    Entry("V221", ERROR, "少了页面标识", remedy=REBUILT),
    Entry("V222", ERROR, "页面标识是别的材料的", remedy=REBUILT),
    Entry("V223", ERROR, "页面标识是别的页的", remedy=REBUILT),
    Entry("V224", ERROR, "页面标识的小字与二维码不符", remedy=REBUILT),
    Entry("V301", ERROR, "数量与佐证加起来的不符", remedy=REBUILT),
    Entry("V302", ERROR, "自评超过满分", remedy=REBUILT),
    Entry("V303", ERROR, "总分与各项之和不符", remedy=REBUILT),
    Entry("V304", ERROR, "数量或得分不合评分标准", remedy=REBUILT),
    Entry("V305", ERROR, "项目与方案不符", remedy=REBUILT),
    Entry("V306", WARNING, "自己写的数，与按规则算出的不同", remedy="逐项看理由和佐证站不站得住"),
    Entry("V307", ERROR, "结论与总分不符", remedy=REBUILT),
    Entry(
        "V308",
        WARNING,
        "不认识材料所用的方案",
        remedy=("向发通知的单位要这份方案，写 --scheme 它的文件夹，再核对"),
    ),
    Entry(
        "V309",
        ERROR,
        "材料所用的方案与这里同名的不一样",
        remedy=(
            "用发通知的单位给的方案重新 docgen build；"
            "这里的方案旧了，就写 --scheme 新的方案，再核对"
        ),
    ),
    Entry("V310", ERROR, "佐证与项目对不上", remedy=REBUILT),
    Entry("V401", ERROR, "表格与清单不符", remedy=REBUILT),
    Entry("V402", ERROR, "对照表与清单不符", remedy=REBUILT),
    Entry("V501", ERROR, "签名无效或不全", remedy=REBUILT),
    Entry("V502", ERROR, "清单的签名无效或没有", remedy=REBUILT),
    Entry("V503", NOTE, "由谁签名", remedy="看看是不是报送的单位；证书可不可信要问发证的机构"),
    Entry("V504", NOTE, "签名没有核对", remedy="安装：pip install 'docgen[sign]'，再核对一次"),
    Entry("V403", ERROR, "表格的 PDF 与 Word 版不符", remedy=REBUILT),
    Entry("V404", ERROR, "对照表里藏着、盖着东西", remedy=REBUILT),
    Entry(
        "V405",
        ERROR,
        "对照表的链接通向别处",
        remedy=(
            "向报送单位要一份没有改动的整套材料；"
            "自己的材料重新 docgen build；在那以前不要点这些链接"
        ),
    ),
    Entry("V406", NOTE, "对照表在别的软件里存过", remedy="评审填写过的就是这样，不必处理"),
    Entry(
        "V407",
        NOTE,
        "对照表的评审两列填了",
        remedy=("评审填的，不必处理；报送时就填着的，删去再看"),
    ),
    Entry("V408", NOTE, "对照表筛选着", remedy="在表里取消筛选，就看得到全部"),
    Entry(
        "V412",
        NOTE,
        "对照表上了锁，或只打印一部分",
        remedy=("内容没有变；取消保护、打印区域就行"),
    ),
    Entry("V409", ERROR, "表格里有藏着的、后加的东西", remedy=REBUILT),
    Entry(
        "V411",
        WARNING,
        "对照表的链接打不开旁边的佐证材料",
        remedy=("不点链接，在佐证材料里按页码翻；或要原来的一份"),
    ),
    Entry("V410", ERROR, "表格的样子改过", remedy=REBUILT),
)
