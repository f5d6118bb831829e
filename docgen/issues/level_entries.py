"""What the checks say of levels: of people's skill, of contests and awards, and of places."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

_LEVELS = "一级是高级技师，二级技师，三级高级工，四级中级工，五级初级工"
LEVEL_ENTRIES = (
    Entry(
        "C336",
        NOTE,
        "看不到名次",
        Sentence(
            "佐证{piece:piece}的标题里看不到名次，{item:item}的{count}只计决赛前 {last:number} 名",
            "对照证书，在标题里写出决赛的名次，如：决赛第二名",
        ),
    ),
    Entry(
        "C530",
        ERROR,
        "职业技能等级自相矛盾",
        remedy="对照证书改正：" + _LEVELS,
        named=Sentence("{name}的职业技能等级{grade:value}自相矛盾：{quote}，{level}不是这一级"),
        nameless=Sentence("这个人的职业技能等级{grade:value}自相矛盾：{quote}，{level}不是这一级"),
    ),
    Entry(
        "C531",
        WARNING,
        "标题里的等级自相矛盾",
        Sentence("佐证{piece:piece}标题里的等级自相矛盾：{quote}", "对照原件改正标题：" + _LEVELS),
    ),
    Entry(
        "C532",
        WARNING,
        "团队成员的等级不够",
        Sentence(
            "团队成员{name}的职业技能等级是{grade:value}，"
            "成员应是{wanted}以上的高技能人才，或专业技术人才",
            "核对等级；有职称的写职称；不够条件的人不列进团队",
        ),
    ),
    Entry(
        "C533",
        WARNING,
        "工种与证书不符",
        Sentence(
            "{name}的工种写的是{trade:value}，佐证{piece:piece}（{where:place}）是{other}",
            "对照证书改正其中一处",
        ),
    ),
    Entry(
        "C534",
        ERROR,
        "计数的佐证等级不够",
        Sentence(
            "佐证{piece:piece}的标题是{said:list}，计进了{item:item}的{count}，"
            "那里只计{level}[[以上{above:when}]]",
            "标题写错的对照原件改正；等级不够的删去种类（kind），只作旁证；"
            "是别的等级的放进相应的种类",
            in_workbook="标题写错的对照原件改正；等级不够的删去种类，只作旁证；"
            "是别的等级的放进相应的种类",
        ),
    ),
    Entry(
        "C535",
        WARNING,
        "计数的名单里也有等级不够的",
        Sentence(
            "佐证{piece:piece}的标题里也有{lower:list}，{item:item}只计{level}以上",
            "数量只写够等级的人数，在 note 里说明；已经是这样的不必改",
            in_workbook="数量只写够等级的人数，在“说明”里说明；已经是这样的不必改",
        ),
    ),
    Entry(
        "C536",
        WARNING,
        "佐证放错了级别",
        remedy="对照原件：放错了的改种类（kind）或移进相应的文件夹；级别不够的删去种类，只作旁证",
        in_workbook="对照原件：放错了的改种类或移进相应的文件夹；级别不够的删去种类，只作旁证",
        organiser=Sentence(
            "佐证{piece:piece}的主办单位“{organiser}”看上去是{ranks:list}，"
            "在{item:item}里按{kind}计了（{count}）"
        ),
        title=Sentence(
            "佐证{piece:piece}的标题看上去是{ranks:list}，在{item:item}里按{kind}计了（{count}）"
        ),
    ),
    Entry(
        "C537",
        ERROR,
        "计数的名次不够",
        Sentence(
            "佐证{piece:piece}是第 {place:number} 名，{item:item}的{count}只计前 {last:number} 名",
            "标题写错的对照证书改正；名次不够的删去种类（kind），只作旁证",
            in_workbook="标题写错的对照证书改正；名次不够的删去种类，只作旁证",
        ),
    ),
    Entry(
        "C538",
        WARNING,
        "看不出是决赛的名次",
        Sentence(
            "佐证{piece:piece}写的是{said}，{item:item}的{count}只计决赛前 {last:number} 名",
            "对照证书，在标题里写出决赛的名次；没有名次的删去种类（kind），只作旁证",
            in_workbook="对照证书，在标题里写出决赛的名次；没有名次的删去种类，只作旁证",
        ),
    ),
    Entry(
        "C539",
        WARNING,
        "同一个名次计了两级",
        Sentence(
            "佐证{two:piece}（{two_kind}）与{one:piece}（{one_kind}，{where:place}）"
            "像是同一个人的同一个名次，在{item:item}里计了两级",
            "是同一场竞赛的只留一件；确是两场的，把竞赛的全称写进标题，写上各自的日期",
        ),
    ),
    Entry(
        "C540",
        WARNING,
        "同一成果在几级计了数",
        what="佐证{two:piece}（{two_kind}）与{one:piece}（{one_kind}，{where:place}）"
        "像是同一成果，在{item:item}里计了两次",
        once=Sentence(
            remedy="是同一成果的，两件的 achievement 写一样的名字，只计最高的一级；"
            "不是的，在 achievement 里写出各是哪项成果",
            in_workbook="是同一成果的，两件的“成果”写一样的名字，只计最高的一级；"
            "不是的，在“成果”里写出各是哪项成果",
        ),
        perhaps_once=Sentence(
            remedy="是同一成果的，两件的 achievement 写一样的名字，提示里写明另一种读法；"
            "不是的，在 achievement 里写出各是哪项成果",
            in_workbook="是同一成果的，两件的“成果”写一样的名字，提示里写明另一种读法；"
            "不是的，在“成果”里写出各是哪项成果",
        ),
    ),
)
