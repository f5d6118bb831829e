"""What the checks say of the values of the data file: form, keys, people, conditions."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

_RETIRES = "[[如按 {age:number} 周岁起算，]]领办人 {month:date}到法定退休年龄，"

VALUE_ENTRIES = (
    Entry(
        "C101", ERROR, "表上必填的值空着", Sentence("{name:field}空着，表上必须填", "填上这一栏")
    ),
    Entry(
        "C102",
        WARNING,
        "表上最好填写的值空着",
        Sentence("{name:field}空着，确实没有才可以不填", "填上这一栏"),
    ),
    Entry(
        "C103",
        ERROR,
        "团队成员没有姓名",
        Sentence(
            "团队成员第 {number:number} 人没有写姓名",
            "写上姓名，或删去这一段",
            in_workbook="写上姓名，或删去这一行",
            in_page="写上姓名，或删去这一人",
        ),
    ),
    Entry(
        "C104",
        WARNING,
        "技能人才数量没有写全",
        Sentence("技能人才数量没有写全，缺{missing:list}", "补上；没有的写 0，总量合计才是全的"),
    ),
    Entry(
        "C105",
        WARNING,
        "团队里某一等级的人比全单位还多",
        Sentence(
            "单位的{grade}写了 {all:number} 人，领办人和团队里就有 {here:number} 人",
            "核对单位的人数和各人的等级",
        ),
    ),
    Entry(
        "C107",
        WARNING,
        "填写了一票否决情形",
        told=Sentence(
            "填写了{name}{veto:value}，表上会勾“是”，总分的地方印“{vetoed}”。{consequence}",
            "核实；没有这种情形的，veto 只写“无”",
            in_workbook="核实；没有这种情形的，“一票否决情形”只写“无”",
        ),
        untold=Sentence(
            "填写了{name}{veto:value}，没有写具体情形，表上会勾“是”，"
            "总分的地方印“{vetoed}”。{consequence}",
            "核实；没有这种情形的，veto 只写“无”；有的，把具体情形写上",
            in_workbook="核实；没有这种情形的，“一票否决情形”只写“无”；有的，把具体情形写上",
        ),
    ),
    Entry(
        "C108",
        ERROR,
        "技能人才总数与各等级之和不符",
        Sentence(
            "技能人才总数写了 {declared:number} 人，各等级加起来是 {total:number} 人",
            "核对各等级的人数；表上的总量合计是各等级之和",
        ),
    ),
    Entry(
        "C111",
        WARNING,
        "没有写有无一票否决情形",
        Sentence(
            "有没有{name}没有写（assessment.veto），表上“否”“是”都不勾",
            "没有的写“无”，有的写明具体情形",
            what_in_workbook="有没有{name}没有写，表上“否”“是”都不勾",
        ),
    ),
    Entry(
        "C201",
        ERROR,
        "自评了没有的项目",
        Sentence("各项自评里的第 {number:number} 项，{submission}没有这一项", "编号只有 {numbers}"),
    ),
    Entry(
        "C202",
        ERROR,
        "没有这个自评档次",
        Sentence(
            "{item:item}的自评档次没有{choice:value}",
            "改成其中之一：{options:keyed}",
            in_workbook="改成其中之一：{options:named}",
        ),
    ),
    Entry(
        "C203",
        ERROR,
        "没有这个分类数量",
        what="{item:item}的分类数量没有{key:value}",
        known=Sentence(
            remedy="改成其中之一：{counts:keyed}",
            in_workbook="改成其中之一：{counts:named}",
        ),
        none=Sentence(
            remedy="这一项不计数，删去 counts",
            in_workbook="这一项不计数，删去“计数内容”为它的那一行",
            in_page="这一项不计数，清空它",
        ),
    ),
    Entry(
        "C204",
        ERROR,
        "没有这个扣分情形",
        what="{item:item}的扣分情形没有{key:value}",
        known=Sentence(
            remedy="改成其中之一：{deductions:keyed}",
            in_workbook="改成其中之一：{deductions:named}",
        ),
        none=Sentence(
            remedy="这一项没有扣分情形，删去 deductions",
            in_workbook="这一项没有扣分情形，删去“扣分”",
        ),
    ),
    Entry(
        "C205",
        ERROR,
        "没有这个工作室类别",
        what="工作室类别没有{trait:value}",
        known=Sentence(
            remedy="改成其中之一：{traits:keyed}；都不是就写 []",
            in_workbook="改成其中之一：{traits:named}；都不是就空着",
        ),
        none=Sentence(remedy="写 []", in_workbook="空着"),
    ),
    Entry(
        "C207",
        WARNING,
        "写了用不上的值",
        several=Sentence(
            "{item:item}的数量（measure）不起作用",
            "按代号写进 counts：{keys:list}",
            in_workbook="写在“计数内容”带代号的各行",
            in_page="分别填进各个数量",
            what_in_workbook="{item:item}的数量不起作用",
        ),
        uncounted=Sentence(
            "{item:item}的数量（measure）不起作用",
            "删去 measure",
            in_workbook="删去“数量”",
            what_in_workbook="{item:item}的数量不起作用",
        ),
        twice=Sentence(
            "{item:item}的数量写了两个（{counted:number} 和 {measure:number}），measure 不起作用",
            "只留一个",
            what_in_workbook="{item:item}的数量写了两个（{counted:number} 和 {measure:number}），"
            "后一个不起作用",
        ),
        trait=Sentence(
            "{item:item}的{count}（counts.{key}）只用于特定类别的工作室，不起作用",
            "本工作室属于该类别就写进 studio.traits；不然删去",
            in_workbook="本工作室属于该类别就写进“工作室类别”；不然删去",
            what_in_workbook="{item:item}的{count}只用于特定类别的工作室，不起作用",
        ),
        choice=Sentence(
            "{item:item}不是判断档次的项目，写的自评档次不起作用",
            "删去 choice",
            in_workbook="删去“自评档次”",
        ),
    ),
    Entry(
        "C208",
        ERROR,
        "应是整数的数量带小数",
        claim=Sentence(
            "{item:item}的{count}写了 {value:number} {unit}", "{unit}数应是整数，核对后改正"
        ),
        piece=Sentence(
            "佐证{piece:piece}的数量写了 {value:number} {unit}，零头不计",
            "{unit}数应是整数，对照原件改正 quantity",
            in_workbook="{unit}数应是整数，对照原件改正“数量”",
        ),
    ),
    Entry(
        "C318",
        ERROR,
        "团队里有同名的人",
        remedy="是同一个人的只留一段；确是同名的两个人，都在姓名后加括注，如 张伟（一车间），"
        "证书的 holder 也这样写",
        in_workbook="是同一个人的只留一段；确是同名的两个人，都在姓名后加括注，"
        "如 张伟（一车间），证书的“持有人”也这样写",
        one=Sentence("团队成员里{name:value}写了两次，按一人计"),
        two=Sentence("团队成员里{name:value}有两人，分不清证书是谁的，按一人计"),
    ),
    Entry(
        "C319",
        WARNING,
        "领办人写进了团队成员",
        Sentence(
            "领办人{leader:value}写进了团队成员；团队成员不含领办人，不计",
            "从 studio.members 里删去；是同名的另一个人，在姓名后加括注，如 张伟（一车间）",
            in_workbook="从“团队”表里删去；是同名的另一个人，在姓名后加括注，如 张伟（一车间）",
            in_page="从团队成员里删去；是同名的另一个人，在姓名后加括注，如 张伟（一车间）",
        ),
    ),
    Entry(
        "C501",
        ERROR,
        "身份证号码不对",
        Sentence(
            "领办人身份证号码{number:value} {problem}",
            "对照身份证改正，写在英文引号里",
            in_workbook="对照身份证改正",
        ),
    ),
    Entry(
        "C502",
        ERROR,
        "出生年月与身份证号码不符",
        Sentence(
            "领办人出生年月写的是 {said:date}，身份证号码里是 {known:date}",
            "对照身份证改正其中一处",
        ),
    ),
    Entry(
        "C503",
        ERROR,
        "性别与身份证号码不符",
        Sentence("领办人性别写的是{said}，身份证号码里是{known}", "对照身份证改正其中一处"),
    ),
    Entry(
        "C504",
        WARNING,
        "统一社会信用代码不对",
        Sentence("统一社会信用代码「{code}」的位数或校验码不对", "对照营业执照核对"),
    ),
    Entry(
        "C505",
        WARNING,
        "电话号码不对",
        Sentence(
            "{name:field}{written:value}不像电话号码",
            "手机 11 位；座机写成“区号-号码”；几个号码用顿号隔开",
        ),
    ),
    Entry(
        "C506",
        WARNING,
        "电子邮箱不对",
        Sentence("{name:field}{written:value}不像邮箱地址", "写成“用户名@域名”的样子"),
    ),
    Entry(
        "C507",
        WARNING,
        "开户银行及账号不全",
        remedy="写开户行全称和账号（一般 12 到 23 位），对照开户许可证",
        bank=Sentence("{name:field}没有开户行"),
        account=Sentence("{name:field}没有账号"),
        length=Sentence("{name:field}账号是 {digits:number} 位数字"),
    ),
    Entry(
        "C601",
        ERROR,
        "团队人数不够",
        Sentence(
            "团队成员写了 {members:number} 人，{submission}要求不少于 {least:number} 人"
            "（不含领办人）",
            "补全团队成员",
        ),
    ),
    Entry(
        "C602",
        WARNING,
        "领办人不在一线",
        Sentence(
            "领办人不是一线工作人员，{submission}要求在生产一线从事技术技能工作",
            "核实；写错了就改成 true",
            in_workbook="核实；写错了就改选“是”",
        ),
    ),
    Entry(
        "C603",
        WARNING,
        "领办人等级不在条件之列",
        remedy="核对等级[[；属于后一种情形的，把认定或证明材料放进佐证{attach:when}]]",
        other=Sentence(
            "领办人职业技能等级是{grade:value}，条件是{wanted:list}[[；或者是{others:alternatives}]]"
        ),
        unsaid=Sentence(
            "领办人职业技能等级没有写，条件是{wanted:list}[[；或者是{others:alternatives}]]"
        ),
    ),
    Entry(
        "C604",
        WARNING,
        "领办人已到退休年龄",
        Sentence(
            _RETIRES + "通知的截止日（{deadline:date}）已经到龄，条件是在法定退休年龄内",
            "核对出生年月；属于延迟退休或另有规定的，附上说明",
        ),
    ),
    Entry(
        "C605",
        NOTE,
        "要由单位核实的条件",
        Sentence("以下条件程序看不出来：{conditions:clauses}", "由单位逐条核实"),
    ),
    Entry(
        "C606",
        NOTE,
        "领办人几年内到退休年龄",
        Sentence(
            _RETIRES + "在报送截止后 {years:number} 年之内",
            "不影响申报；在规划里写明由谁接续",
        ),
    ),
    Entry(
        "C607",
        WARNING,
        "报送截止日已过",
        remedy="核对用的是不是今年的方案（scheme）；确已过期的，先问清还收不收",
        in_workbook="核对用的是不是今年的方案；确已过期的，先问清还收不收",
        own=Sentence("本单位交材料的期限是 {deadline:date}，已经过了 {days:number} 天"),
        others=Sentence(
            "通知里的 {deadline:date} 是{whose}的截止日，已经过了 {days:number} 天；"
            "单位自己的期限在它以前"
        ),
        plain=Sentence("{submission}的报送截止日是 {deadline:date}，已经过了 {days:number} 天"),
    ),
)
