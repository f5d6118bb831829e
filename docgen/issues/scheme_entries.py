"""What there is to say of a notice written as data, and of its templates."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

SCHEME_ENTRIES = (
    Entry(
        "S101",
        ERROR,
        "原文两档都写到一个数，没有写怎样读",
        Sentence(
            "第 {number:number} 项的原文两档都写到 {at:number}（“{upper}”“{lower}”），没有写怎样读",
            "在 rule 下写 contested：at 写 {at:number}，reading 写归哪一档，note 写为什么",
        ),
    ),
    Entry(
        "S102",
        ERROR,
        "原文两档之间有没写到的数，没有写怎样补",
        Sentence(
            "第 {number:number} 项的原文没有写 {low:number} 与 {high:number} 之间得几分"
            "（“{upper}”“{lower}”）",
            "在 rule 下写 gaps：low 写 {low:number}，high 写 {high:number}，note 写怎样补；"
            "只能是整数的，count 写 whole: true",
        ),
    ),
    Entry(
        "S103",
        ERROR,
        "按规则的得分与原文不同",
        Sentence(
            "第 {number:number} 项：{figure:number} {unit}按规则得 {given:number} 分，"
            "原文写“{band}”",
            "对照原文改 bands 的数或分；含本数的写 at_least，不含的写 above",
        ),
    ),
    Entry(
        "S104",
        ERROR,
        "两可或空档的数原文里没有",
        Sentence(
            "第 {number:number} 项的 {key} 写了 {figure:number}，原文里没有这个数",
            "对照 standard 改正；原文没有两可就删去",
        ),
    ),
    Entry(
        "S105",
        WARNING,
        "两可或空档永远碰不到",
        Sentence(
            "第 {number:number} 项数的是整数，这一条 {key} 永远碰不到",
            "删去；{name}可以带小数的，count 写 whole: false",
        ),
    ),
    Entry(
        "S106",
        ERROR,
        "一条读法没有写说明",
        Sentence(
            "第 {number:number} 项的这一条读法没有写 note",
            "写上原文哪里没有写清、你是怎样读的；检查和分隔页都要印它",
        ),
    ),
    Entry(
        "S107",
        WARNING,
        "择优没有写说明",
        Sentence(
            "第 {number:number} 项有几种办法，没有写 note：读的人不知道为什么取高的",
            "在后一种办法里写 note",
        ),
    ),
    Entry(
        "S201",
        ERROR,
        "一项怎样也得不到满分",
        Sentence(
            "第 {number:number} 项的分值是 {points:number} 分，按规则最多只能得 {most:number} 分",
            "看看最高一档的分、cap、at_most 有没有抄错，或少写了一类",
        ),
    ),
    Entry(
        "S202",
        WARNING,
        "上限怎样也到不了",
        Sentence(
            "第 {number:number} 项的{name}最多计 {most:number} {unit}，到不了上限 {cap:number} 分",
            "cap 和 at_most 对照原文，删去用不上的一个",
        ),
    ),
    Entry(
        "S203",
        WARNING,
        "判断的档次分不开，或没有得 0 分的",
        no_zero=Sentence(
            "第 {number:number} 项没有得 0 分的档，没有做到的单位没有可选的",
            "加一个 points: 0 的档，用原文“不得分”的说法",
        ),
        overlap=Sentence(
            "第 {number:number} 项的“{one}”和“{other}”都可以给 {points:number} 分",
            "对照原文，让两档的 range 不重叠",
        ),
        same=Sentence(
            "第 {number:number} 项的“{one}”和“{other}”得分相同", "合成一档，或对照原文改分"
        ),
    ),
    Entry(
        "S204",
        WARNING,
        "扣分比分值还多",
        Sentence(
            "第 {number:number} 项的“{name}”一次就扣 {points:number} 分，"
            "比分值 {full:number} 分还多",
            "对照原文改 points；确是这样写的，不必改，扣到 0 分为止",
        ),
    ),
    Entry(
        "S301",
        NOTE,
        "一种佐证计在两处",
        within=Sentence(
            "第 {number:number} 项的种类“{kind}”计入两处（{names:list}）",
            "择优的两种办法确实都数它，不必改；不然分成两个种类",
        ),
        across=Sentence(
            "种类“{kind}”在第 {items:numbers} 项都计数",
            "通知允许同一佐证计几项的，不必改；不允许的，各项用不同的种类",
        ),
    ),
    Entry(
        "S302",
        ERROR,
        "两个种类的名字分不开",
        Sentence(
            "种类{names:quoted}只差大小写、全半角或空格", "写成一样；确是两种的，换一个分得开的名字"
        ),
    ),
    Entry(
        "S303",
        ERROR,
        "计数的写法不起作用",
        no_kinds=Sentence(
            "第 {number:number} 项的{name}要把佐证的数量相加，却没有写 kinds",
            "写上计入的佐证种类，或删去 quantity",
        ),
        no_period=Sentence(
            "第 {number:number} 项的{name}只计考核期内的，这种报送却没有考核期",
            "写 period，或给这一类写 in_period: false",
        ),
    ),
    Entry(
        "S304",
        WARNING,
        "列出的工作室类别没有用到",
        Sentence("类别“{name}”没有一条规则用到", "在择优（best_of）里写 trait，或删去这一类"),
    ),
    Entry(
        "S305",
        WARNING,
        "认证件的规则分不出种类",
        Sentence(
            "第 {number:number} 项的 papers 里，{kinds:quoted}写在一条规则里，却没有分级",
            "在 ladders 里写上它们各是哪一级；不分级的，一种写一条规则",
        ),
    ),
    Entry(
        "S401",
        WARNING,
        "没有写小计或总分",
        subtotal=Sentence(
            "“{title}”没有写小计，各项加起来是 {sum:number} 分",
            "对照原文写 points；原文没有印小计就不必写",
        ),
        total=Sentence(
            "没有写总分（full_points），各项的分值没有与它核对", "照通知写总分，不含加分项"
        ),
    ),
    Entry(
        "S402",
        ERROR,
        "合格分、优秀分与等次不一致",
        mark=Sentence(
            "{key} 写了 {mark:number} 分，等次（grades）里没有从这个分起的一等",
            "对照通知，改成一致",
        ),
        grade=Sentence(
            "“{grade}”要 {points:number} 分，总分只有 {full:number} 分",
            "对照通知改分；要靠加分才到的，不必改",
        ),
    ),
    Entry(
        "S403",
        WARNING,
        "考核期、年度、截止日对不上",
        deadline=Sentence(
            "报送截止日 {deadline:date} 早于考核期开始的 {start:date}", "核对两个日期的年份"
        ),
        year=Sentence(
            "活动年度 {year:number} 与考核期（{start:date}至{end:date}）离得太远",
            "核对 year 和 period 的年份",
        ),
        period=Sentence(
            "考核期不是从月初到月末（{start:date}至{end:date}）", "对照通知核对；确是这样就不必改"
        ),
    ),
    Entry(
        "S501",
        WARNING,
        "名字太长，或与文件夹不同",
        id=Sentence(
            "代号是 {id}，文件夹名是 {folder}",
            "改成一样：清单里记的是代号，studio.yaml 里写的是文件夹",
        ),
        convention=Sentence(
            "命名的惯例里没有 {mark}，所有的名称都会被说成不合惯例",
            "在该写姓名的地方写 {mark}；没有惯例就删去这一行",
        ),
        folder=Sentence(
            "第 {number:number} 项的佐证文件夹名有 {length:number} 个字，太长",
            "写一个短的 folder，十来个字",
        ),
        file=Sentence("文件名“{name}”太长", "写短一些"),
    ),
    Entry(
        "S502",
        WARNING,
        "输出的文件名排不出报送的顺序",
        Sentence(
            "三个输出的文件名前面的序号不齐或重复，文件不会按报送的顺序排",
            "form、report、bundle 的 name 前面写 1-、2-、3-",
        ),
    ),
    Entry(
        "S503",
        ERROR,
        "原文或名称空着",
        key=Sentence("{key} 空着", "照通知抄；封面和说明里要印"),
        standard=Sentence("第 {number:number} 项没有抄评分标准", "照通知把原文抄进 standard"),
        names=Sentence(
            "第 {number:number} 项有空着的 title、name 或 unit",
            "表上、分隔页上要印，用原文的说法填上",
        ),
    ),
    Entry(
        "S504",
        NOTE,
        "没有写放哪些佐证",
        Sentence(
            "第 {items:numbers} 项没有写放哪些佐证（hint）",
            "各写一句，印在说明和 studio.yaml 里，经办人照着放",
        ),
    ),
    Entry(
        "S505",
        WARNING,
        "没有写一票否决的规定",
        Sentence(
            "表上要填一票否决的情形，方案里没有写规定（veto）",
            "照通知抄进 veto；通知没有一票否决的，把 assessment.veto、assessment.veto_no、as"
            "sessment.veto_yes 写进 form.omits",
        ),
    ),
    Entry(
        "S601",
        ERROR,
        "没有这个 Word 模板",
        Sentence(
            "没有这个 Word 模板：{file}",
            "用 docgen scheme form 画一份，再在 Word 里改；或核对文件名（大小写也要一样）",
        ),
    ),
    Entry(
        "S602",
        ERROR,
        "模板的纸与方案不同",
        Sentence(
            "{file}：纸是 {size} 毫米，方案写的是 {paper}",
            "在 Word 的“布局、纸张大小”里改，或改 form.paper",
        ),
    ),
    Entry(
        "S603",
        WARNING,
        "模板印的文字与方案的原文不同",
        remedy="与通知核对，把 scheme.yaml 和模板改成一字不差",
        title=Sentence("{file}：第 {number:number} 项的考核内容“{text}”，表上没有一样的文字"),
        standard=Sentence("{file}：第 {number:number} 项的评分标准“{text}”，表上没有一样的文字"),
        category=Sentence("{file}：表上没有“{text}”这一类", "与通知核对，改成一字不差"),
    ),
    Entry(
        "S604",
        ERROR,
        "模板印的分值与方案不同",
        remedy="与通知核对，改正错的一处",
        item=Sentence(
            "{file}：第 {number:number} 项的分值，表上印的是 {printed:list} 分，"
            "方案是 {points:number} 分"
        ),
        category=Sentence(
            "{file}：“{title}”表上印的是 {printed:list} 分，方案的小计是 {points:number} 分"
        ),
        total=Sentence("{file}：总分表上印的是 {printed:list} 分，方案是 {points:number} 分"),
    ),
    Entry(
        "S605",
        WARNING,
        "报告骨架的标题与方案不同",
        Sentence(
            "{file}：骨架里没有标题：{headings:quoted}",
            "在 Word 里加上，或改 scheme.yaml 的 headings",
        ),
    ),
    Entry(
        "S606",
        WARNING,
        "模板的中文字体不是公文规定的",
        others=Sentence(
            "{file}：用了公文规定以外的字体：{faces:list}",
            "改成{official:list}之一；别的字体，没有装的电脑上换成什么管不着",
        ),
        unset=Sentence(
            "{file}：没有写中文字体（w:eastAsia）", "在 Word 里选中全文，设一遍中文字体，保存"
        ),
    ),
    Entry(
        "S607",
        WARNING,
        "模板的行高是固定的",
        Sentence(
            "{file}：有 {count:number} 行的行高是固定值，内容长了印不全",
            "在 Word 的“表格属性、行”里改成“最小值”",
        ),
    ),
    Entry(
        "S608",
        WARNING,
        "omits 写了没有的标记",
        Sentence("omits 里的“{name}”不是这份表的标记", "删去，或对照“有哪些标记”改正"),
    ),
    Entry(
        "S609",
        NOTE,
        "有用不到的 Word 文件",
        Sentence("方案里没有用到这个文件", "用不着就删去"),
    ),
)
