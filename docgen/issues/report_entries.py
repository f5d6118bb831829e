"""What the checks say of the report."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

REPORT_ENTRIES = (
    Entry("C701", ERROR, "报告是空的", Sentence("报告里一个字也没有", "换成写好的报告")),
    Entry(
        "C702",
        WARNING,
        "报告太短",
        Sentence("报告一共只有 {length:number} 个字", "看看是不是放错了文件；写完整再交"),
    ),
    Entry(
        "C703",
        NOTE,
        "报告读不出文字",
        Sentence(
            "报告里读不出文字（多半是扫描件），年度、单位、姓名和数都没有核对",
            "自己逐项核对；手头有 Word 版的，先放 Word 版检查一遍，再换回扫描件",
        ),
    ),
    Entry(
        "C704",
        ERROR,
        "报告是另一种报送的",
        Sentence(
            "报告的标题{title:value}是{other}的报告（{word}），{submission}要交的是《{wanted}》",
            "换成这次要交的报告；标题写错的改正",
        ),
    ),
    Entry(
        "C705",
        ERROR,
        "报告标题的年度不对",
        Sentence(
            "报告的标题{title:value}说的是 {said:numbers} 年，"
            "{submission}的考核期是 {years:numbers} 年",
            "换成考核期的报告；标题写错的改正",
        ),
    ),
    Entry(
        "C706",
        WARNING,
        "报告说的是别的年度",
        remedy="看看是不是别的年度的报告；是的换掉，不是的不必改",
        never=Sentence("报告里一次也没有提到 {years:numbers} 年，提到的是 {said:numbers} 年"),
        seldom=Sentence(
            "报告里 {most:number} 年提到 {often:number} 次，"
            "考核期的 {years:numbers} 年只有 {own:number} 次"
        ),
    ),
    Entry(
        "C707",
        WARNING,
        "报告末尾的日期不对",
        remedy="看看是不是别的年度的报告；日期写错的改正",
        year=Sentence(
            "报告末尾的日期是 {day}，{submission}的报告应写于 {first:number}[[—{last:number}]] 年"
        ),
        early=Sentence("报告末尾的日期是 {day}，考核期还没有过完，写不出这一期的情况"),
    ),
    Entry(
        "C708",
        ERROR,
        "报告是别的工作室的",
        Sentence("报告标题写的是{other}，不是{own:value}", "换成本工作室的报告；标题写错的改正"),
    ),
    Entry(
        "C709",
        WARNING,
        "报告里没有工作室名称",
        Sentence(
            "报告里没有出现工作室名称{name:value}[[，写的是{other}]]",
            "看看是不是别的工作室的报告；名称写得不一样的改成一样",
        ),
    ),
    Entry(
        "C710",
        WARNING,
        "报告里没有单位名称，或是别的单位",
        remedy="看看是不是别的单位的报告；名称写错的改正，与公章一致",
        other=Sentence("报告末尾的单位是{other:value}，不是{unit:value}"),
        unnamed=Sentence("报告里没有出现单位名称{unit:value}"),
    ),
    Entry(
        "C711",
        WARNING,
        "报告里没有领办人，或是别人",
        other=Sentence(
            "报告里{word}写的是{other}，不是{leader:value}", "核对后改正；是别人的报告就换掉"
        ),
        unnamed=Sentence(
            "报告里没有出现{word}{leader:value}的姓名",
            "看看是不是别人的报告；姓名用字不同的改成一样",
        ),
    ),
    Entry(
        "C712",
        WARNING,
        "报告里领办人的出生年月或等级不同",
        level=Sentence(
            "报告介绍{name}是{told:list}，职业技能等级填的是{grade:value}",
            "对照证书改正其中一处",
        ),
        birth=Sentence(
            "报告写{name}“{quote}”，出生年月填的是 {birth:date}", "对照身份证改正其中一处"
        ),
    ),
    Entry(
        "C713",
        WARNING,
        "报告缺通知要求的部分",
        Sentence(
            "报告里没有看到这些部分（标题）：{missing:list}；通知要求写到",
            "补上；已经写了的，加一个看得出内容的标题",
        ),
    ),
    Entry(
        "C714",
        NOTE,
        "报告没有骨架里的标题",
        Sentence("报告里没有与这些相近的标题：{missing:list}", "内容写到了的不必改；没有写的补上"),
    ),
    Entry(
        "C715",
        WARNING,
        "报告的标题下面没有内容",
        Sentence("报告的标题“{heading}”下面没有写内容", "补上内容，或删去这个标题"),
    ),
    Entry(
        "C716",
        WARNING,
        "报告与表上的数不同",
        remedy="核对后改成一样",
        item=Sentence("报告写“{quote}”，表上第 {number:number} 项{count}是 {value:number} {unit}"),
        data=Sentence("报告写“{quote}”，{name:field}是 {value:number} {unit}"),
        sum=Sentence("报告写“{quote}”，{name:field}合计 {value:number} {unit}"),
    ),
    Entry(
        "C717",
        WARNING,
        "报告里的分项与佐证或名单不同",
        remedy="核对后改成一样",
        kind=Sentence("报告写{kinds:kinds}"),
        listed=Sentence(
            "报告写其中 {wrong:number} {unit}，第 {number:number} 项的佐证里没有一件是"
            " {wrong:number} {unit}，有一件是 {right:number} {unit}"
        ),
        grades=Sentence("报告写“{quote}”，团队名单里{grade}是 {number:number} 人"),
    ),
)
