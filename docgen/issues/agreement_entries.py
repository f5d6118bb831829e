"""What the checks say where two places tell two things: data, statements, lists, certificates."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

AGREEMENT_ENTRIES = (
    Entry(
        "C106",
        NOTE,
        "工作室名称与惯例不同",
        Sentence(
            "工作室名称{name:value}与惯例不同，惯例是{customary:value}", "与批文或牌匾一致就不必改"
        ),
    ),
    Entry(
        "C340",
        WARNING,
        "名单里姓名重复",
        Sentence(
            "佐证{piece:piece}的名单里，姓名重复的有 {number:number} 个：{names:people}；"
            "数量写的是 {quantity:number} {unit}",
            "对照原件：同一个人只算一次，改正数量（quantity）；确是同名的两个人不必改",
            in_workbook="对照原件：同一个人只算一次，改正数量；确是同名的两个人不必改",
        ),
    ),
    Entry(
        "C341",
        WARNING,
        "名单的人数与写的数量不同",
        Sentence(
            "佐证{piece:piece}的名单里有 {listed:number} 人（序号到 {listed:number}），"
            "数量写的是 {quantity:number} {unit}",
            "对照名单改正数量（quantity）；名单不全的补全；只计其中一部分的，在 note 里写明",
            in_workbook="对照名单改正数量；名单不全的补全；只计其中一部分的，在“说明”里写明",
        ),
    ),
    Entry(
        "C342",
        WARNING,
        "名单里有等级不够的人",
        Sentence(
            "佐证{piece:piece}的名单里是{told:list}，{item:item}的{count}只计{level}以上，"
            "数量写的是 {quantity:number} {unit}",
            "数量（quantity）只写够等级的人数；一个也不够的删去种类（kind），只作旁证",
            in_workbook="数量只写够等级的人数；一个也不够的删去种类，只作旁证",
        ),
    ),
    Entry(
        "C343",
        WARNING,
        "同一个人在两件名单里",
        Sentence(
            "佐证{two:piece}与{one:piece}（{where:place}）的名单里都有{names:people}，"
            "{item:item}同一个人只计一次",
            "从其中一件的数量（quantity）里减去，在 note 里写明；确是同名的两个人不必改",
            in_workbook="从其中一件的数量里减去，在“说明”里写明；确是同名的两个人不必改",
        ),
    ),
    Entry(
        "C344",
        WARNING,
        "写的日期与原件印的不同",
        Sentence(
            "佐证{piece:piece}的日期写的是 {said:date}，原件上印的是 {printed:date}",
            "对照原件改正日期（date）",
            in_workbook="对照原件改正日期",
        ),
    ),
    Entry(
        "C345",
        WARNING,
        "写的专利号与证书印的不同",
        Sentence(
            "佐证{piece:piece}的专利号写的是 {said}，证书上印的是 {printed}",
            "对照证书改正编号（number）",
            in_workbook="对照证书改正编号",
        ),
    ),
    Entry(
        "C347",
        WARNING,
        "领办人的工作单位与申报单位不同",
        Sentence(
            "{leader}的工作单位写的是{post:value}，{unit}写的是{name:value}",
            "对照公章和劳动合同改正其中一处；单位改了名的写现在的全称",
        ),
    ),
    Entry(
        "C348",
        WARNING,
        "落实情况里的收支对不上",
        Sentence(
            "{item:item}的落实情况写“{quote}”，收入减支出是 {left:number} 万元",
            "对照账页改正；有上年结转的，写明结转多少",
        ),
    ),
    Entry(
        "C364",
        WARNING,
        "留着没有填的空",
        remedy="填上；不要这一句的删去",
        report=Sentence("报告里有没填的空：{blanks:passages}"),
        data=Sentence("{name:field}里有没填的空：{blanks:passages}"),
    ),
    Entry(
        "C522",
        WARNING,
        "标题里的人不是持有人",
        Sentence(
            "佐证{piece:piece}的标题里是{named}，持有人写的是{holder:value}",
            "对照原件改正其中一处",
        ),
    ),
    Entry(
        "C541",
        ERROR,
        "同一个数在两处写得不同",
        Sentence(
            "{item:item}的{count}写的是 {value:number} {unit}，"
            "{name:field}写的是 {other:number} {unit}（{where:place}）",
            "是同一个数，核对后改成一样",
        ),
    ),
    Entry(
        "C542",
        WARNING,
        "落实情况与佐证的数不同",
        remedy="核对后改成一样：落实情况写错的改落实情况，佐证漏了的补上；想由程序填数的写【数量】",
        counted=Sentence("{item:item}的落实情况写“{quote}”，佐证数出来是 {value:number} {unit}"),
        typed=Sentence("{item:item}的落实情况写“{quote}”，数量写的是 {value:number} {unit}"),
    ),
    Entry(
        "C543",
        WARNING,
        "落实情况里的分项与佐证不同",
        remedy="核对后改成一样：落实情况写错的改落实情况，佐证的数量（quantity）写错的改佐证",
        in_workbook="核对后改成一样：落实情况写错的改落实情况，佐证的数量写错的改佐证",
        kinds=Sentence("{item:item}的落实情况写{kinds:kinds}"),
        listed=Sentence(
            "{item:item}的落实情况写其中 {wrong:number} {unit}，"
            "佐证里没有一件是 {wrong:number} {unit}，有一件是 {right:number} {unit}"
        ),
    ),
    Entry(
        "C544",
        WARNING,
        "写的团队构成与名单不同",
        remedy="核对后改成一样",
        claim=Sentence("{item:item}的落实情况写“{quote}”，团队名单里{grade}是 {number:number} 人"),
        data=Sentence("{name:field}写“{quote}”，团队名单里{grade}是 {number:number} 人"),
    ),
    Entry(
        "C545",
        WARNING,
        "工作室名称里是别人的姓名",
        Sentence(
            "工作室名称{name:value}里写的是{other}，不是{word}{leader:value}的姓名",
            "对照批文或牌匾改正其中一处；{word}换了人的，先按规定申请变更；"
            "批文上就是按技艺命名的不必改",
        ),
    ),
    Entry(
        "C546",
        WARNING,
        "佐证或落实情况是别的工作室的",
        remedy="是别的工作室的移出去；名字写错的对照原件改正",
        holder=Sentence("佐证{piece:piece}的持有人写的是{other}的{studio}，不是{own:value}"),
        title=Sentence("佐证{piece:piece}的标题写的是{other}的{studio}，不是{own:value}"),
        statement=Sentence(
            "{item:item}的落实情况说的是{other}的{studio}，不是{own:value}",
            "改成本工作室的；从别处抄来的逐句核对",
        ),
    ),
    Entry(
        "C547",
        WARNING,
        "佐证是别的单位的",
        title=Sentence(
            "佐证{piece:piece}的标题里是{other:value}，{item:item}只计本单位（{unit}）的",
            "是别的单位的删去种类（kind），只作旁证；标题写错的对照原件改正",
            in_workbook="是别的单位的删去种类，只作旁证；标题写错的对照原件改正",
        ),
        statement=Sentence(
            "{item:item}的落实情况说的是{other:value}，没有提到本单位（{unit}）",
            "从别处抄来的逐句核对，改成本单位的；确是两家的事，写上本单位的名称",
        ),
    ),
    Entry(
        "C548",
        WARNING,
        "领办人写的是别人",
        title=Sentence(
            "佐证{piece:piece}的标题里{word}是{other}，{word}写的是{leader:value}",
            "对照原件改正标题；是别人的移出去",
        ),
        statement=Sentence(
            "{item:item}的落实情况里{word}是{other}，{word}写的是{leader:value}",
            "核对后改正其中一处",
        ),
    ),
    Entry(
        "C549",
        WARNING,
        "没有看到团队成员的证书",
        Sentence(
            "{item:item}里没有看到团队成员{name:value}的证书",
            "放进 evidence/{folder}/；已经放了的，在标题或 holder 里写出姓名",
            in_workbook="放进 evidence/{folder}/；已经放了的，在标题或“持有人”里写出姓名",
            in_page="放进这一项；已经放了的，在标题或“持有人”里写出姓名",
        ),
    ),
)
