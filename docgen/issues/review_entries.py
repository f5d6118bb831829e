"""What there is to say of a review: of its settings, its reviewers' journals, and its results."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

_ASK_REVIEWER = "请这位评审看看自己给的分，不对的重新给；记录文件不要用别的程序改"
_BUREAU = "由局里定；定了的写进评审设置，再写结果"

REVIEW_ENTRIES = (
    Entry(
        "R101",
        ERROR,
        "评审记录改过",
        remedy=_ASK_REVIEWER,
        chain=Sentence("从第 {line:number} 行起与前面接不上：前面有一条改过、删过或加过"),
        unfit=Sentence("第 {line:number} 行不是评审记录的写法"),
        points=Sentence(
            "第 {line:number} 行给第 {item:number} 项 {points:points}，这一项不能得这个分；没有采用"
        ),
    ),
    Entry(
        "R102",
        WARNING,
        "评审记录的一行没有写完",
        Sentence(
            "第 {line:number} 行没有写完，多半是写的时候断了电或断了网；前后各条都在",
            "请这位评审看看最后给的一项，没有记上的重新给",
        ),
    ),
    Entry(
        "R103",
        WARNING,
        "不是评审记录",
        Sentence("开头不是评审记录的写法，没有采用", "不是评审记录的移到别处；是的，从备份里取回"),
    ),
    Entry(
        "R104",
        WARNING,
        "评分的材料不在了",
        Sentence(
            "给“{studio}”打过 {count:number} 项分，那一份材料现在不在文件夹里[[，换成了另一份]]"
            "{replaced:when}",
            "材料移走了的，放回来；换过的，请评审对照新的一份重新给分",
        ),
    ),
    Entry(
        "R105",
        ERROR,
        "不在评审名单里",
        Sentence("评审设置的名单里没有“{reviewer}”，给的分没有采用", "核对姓名；应有的写进名单"),
    ),
    Entry(
        "R106",
        NOTE,
        "一位评审用了几台电脑",
        Sentence(
            "“{reviewer}”有 {count:number} 份记录，按时间先后合在一起",
            "是同一个人就不必处理；是同名的两个人，请分别加注，如：李明（机电）",
        ),
    ),
    Entry(
        "R107",
        WARNING,
        "评审设置与方案不一致",
        Sentence("{names:quoted}由方案规定，评审设置里写的没有采用", "删去，或改成与方案一样"),
    ),
    Entry(
        "R201",
        WARNING,
        "各位评审相差太大",
        Sentence(
            "“{studio}”第 {item:number} 项各位评审相差 {spread:number} 分，超过容许的"
            " {allowed:number} 分",
            "请这几位复议；改了的重新给分，分歧和理由写在备注里",
        ),
    ),
    Entry(
        "R202",
        WARNING,
        "没有评完",
        Sentence(
            "“{studio}”有 {count:number} 项没有评完（第 {items:numbers} 项），没有总分，不排名次",
            "请评审给完再写结果",
        ),
    ),
    Entry(
        "R203",
        ERROR,
        "没有名次",
        untrusted=Sentence("“{studio}”{state}：{reason}", "请工作室报送没有改过、没有缺的一份"),
        vetoed=Sentence(
            "“{studio}”写有一票否决的情形，不评分，不排名次",
            "由局里按规定处理",
            level=WARNING,
        ),
    ),
    Entry(
        "R204",
        WARNING,
        "并列超过名额",
        Sentence(
            "{studios:quoted}并列第 {rank:number}，优秀名额只有 {quota:number} 个，没有评为优秀",
            _BUREAU,
        ),
    ),
    Entry(
        "R205",
        ERROR,
        "没有写公示名单",
        Sentence("有错误，没有写公示名单：{reasons:clauses}", "照上面逐条处理，再写结果"),
    ),
    Entry(
        "R301",
        WARNING,
        "对照表里的评审得分没有采用",
        remedy="在对照表里改好再取；或在网页上给分",
        text=Sentence("第 {item:number} 项写的是{text:value}，不是分数"),
        steps=Sentence("第 {item:number} 项写的是 {points:points}，这一项能得的是：{steps}"),
        formula=Sentence("第 {item:number} 项写的是公式，不是分数"),
        refused=Sentence("第 {item:number} 项：{why:issue}"),
    ),
    Entry(
        "R401",
        ERROR,
        "评审结果与材料不符",
        remedy="照现在的材料和记录重新写结果；或找回写结果时的那一份",
        no_packages=Sentence(
            "找不到写结果时的材料文件夹",
            "写 --workspace 材料现在所在的文件夹，再核对",
            in_page="把材料放回原来的文件夹，再核对",
        ),
        gone=Sentence("“{studio}”的材料不在了：{place}"),
        package=Sentence("“{studio}”的材料与写结果时不一样"),
        untaken=Sentence("“{studio}”的材料现在不能采信：{reason}"),
        journal=Sentence("评审记录 {file} 与写结果时不一样"),
        no_journal=Sentence("评审记录 {file} 不在了"),
        new_journal=Sentence("写结果以后多了评审记录 {file}"),
        new_package=Sentence("写结果以后多了“{studio}”的材料"),
        settings=Sentence("评审设置与写结果时不一样"),
        result=Sentence("{file} 与写出时不一样"),
        no_result=Sentence("{file} 不在了"),
        other_result=Sentence("{file} 与照现在的材料和记录写出的不一样"),
        untold_result=Sentence("照现在的材料和记录应有 {file}，结果里没有"),
        points=Sentence("“{studio}”第 {items:numbers} 项的得分与照现在的材料和记录算得的不一样"),
        totals=Sentence("“{studio}”照材料和记录应是{wanted}，结果里写的是{said}"),
    ),
)

REVIEW_REFUSALS = (
    Entry(
        "review",
        ERROR,
        "评审没有记上",
        no_name=Sentence("没有写评审的姓名", "写上自己的姓名，不超过 30 个字"),
        no_package=Sentence(
            "这一份材料不在了，或已经换过", "刷新后再看；文件夹里换过材料的重新打开"
        ),
        no_item=Sentence("没有第 {item:number} 项", "从列表里选一项"),
        not_trusted=Sentence(
            "这一份{state}，不能给分：{reason}", "请工作室报送没有改过、没有缺的一份"
        ),
        no_points=Sentence("这一项不计分，只能写备注", "把分数空着"),
        steps=Sentence("这一项不能得 {points:points}", "能得的是：{steps}"),
        no_piece=Sentence("这一项没有佐证 {evidence:list}", "从这一项的佐证里选"),
        long_remark=Sentence("备注太长", "不超过 2000 个字"),
        not_reviewer=Sentence("评审设置的名单里没有“{reviewer}”", "核对姓名；应有的写进名单"),
        no_book=Sentence("这里没有对照表.xlsx", "写填好的对照表，或它所在的材料文件夹、.zip"),
        book=Sentence("这份对照表读不出来（{why:issue}）", "用 Excel 或 WPS 打开另存一份再取"),
        other_book=Sentence(
            "不是这里任何一家的对照表（写的是“{title}”）",
            "写这家的对照表；材料放进了文件夹才取得了",
        ),
        altered_book=Sentence(
            "评审得分、评审备注以外的格动过：{found:failures}", "用原来的对照表，只填这两列"
        ),
        twin_book=Sentence("有 {count:number} 份材料都是这家的，不知道是哪一份", "留下要用的一份"),
        edited=Sentence("{name} 有人改过，没有覆盖", "移到别处或改名，再写结果"),
        results_here=Sentence(
            "是材料所在的文件夹，结果不能与材料混在一起", "另写一个文件夹，如 评审结果"
        ),
        one_package=Sentence(
            "是一家的材料或工作文件夹，不是收到的许多材料", "写装着各家材料的文件夹"
        ),
        unready=Sentence("还没有逐页核对完", "等核对完再写结果"),
        no_review=Sentence("里面没有一份能评审的材料", "核对文件夹"),
    ),
)
"""What stops a step of a review."""
