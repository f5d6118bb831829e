"""What the checks say of days and years: of the assessment, the evidence, the leader."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

_PERIOD = "考核期（{start:date}至{end:date}）"
_OUTSIDE = "佐证{piece:piece}的日期 {date:date} 不在" + _PERIOD + "内，"
_OUT = "[[；现在不在考核期内，没有计数{lost:when}]]"

DATE_ENTRIES = (
    Entry(
        "C305",
        WARNING,
        "佐证的日期不在考核期内",
        claimed=Sentence(
            _OUTSIDE + "按说明算在期内，计了数",
            "以评审为准；说明站不住的删去 in_period，就不计数",
            in_workbook="以评审为准；说明站不住的删去“算在考核期内”，就不计数",
        ),
        left_out=Sentence(
            _OUTSIDE + "没有计数",
            "日期写错的改正；按理应算在期内的（如期内才投入应用）写 in_period: true，"
            "理由写在 note 里；确在期外的删去种类（kind），只作旁证",
            in_workbook="日期写错的改正；按理应算在期内的（如期内才投入应用）"
            "在“算在考核期内”选“是”，理由写在“说明”里；确在期外的删去种类，只作旁证",
        ),
    ),
    Entry(
        "C306",
        NOTE,
        "计数的佐证没有日期",
        Sentence(
            "{item:item}有 {count:number} 件计数的佐证没有写日期：{pieces:pieces}",
            "在 studio.yaml 的 evidence 里补上 date，说明在考核期内",
            in_workbook="在 studio.xlsx 的“佐证”表里补上“日期”，说明在考核期内",
            in_page="在这几件上填“日期”，说明在考核期内",
        ),
    ),
    Entry(
        "C308",
        WARNING,
        "日期不全，看不出在不在考核期内",
        Sentence(
            "佐证{piece:piece}的日期只写到 {date:date}，其中有的日子不在" + _PERIOD + "内；"
            "现在计了数",
            "把日期写到月或日",
        ),
    ),
    Entry(
        "C510",
        ERROR,
        "评估时间不可能",
        remedy="改成自评的日子，写到年月日",
        early=Sentence("评估时间写的是 {date:date}，早于考核期结束的 {end:date}，那时还不能评"),
        late=Sentence("评估时间写的是 {date:date}，比通知的截止日 {deadline:date} 晚了一年多"),
    ),
    Entry(
        "C511",
        WARNING,
        "评估时间早于通知或晚于截止日",
        remedy="核对年月日；确是这一天的不必改",
        early=Sentence("评估时间写的是 {date:date}，早于通知印发的 {issued:date}"),
        late=Sentence("评估时间写的是 {date:date}，晚于通知的截止日 {deadline:date}"),
    ),
    Entry(
        "C512",
        WARNING,
        "本单位交材料的期限晚于通知的截止日",
        remedy="向区市人社部门问清该哪天交齐，改正",
        plain=Sentence(
            "本单位交材料的期限写的是 {own:date}，晚于通知的 {deadline:date}（报送截止日）"
        ),
        others=Sentence(
            "本单位交材料的期限写的是 {own:date}，晚于通知的 {deadline:date}（{whose}）"
        ),
    ),
    Entry(
        "C513",
        ERROR,
        "工作室不在这次评估的范围",
        Sentence(
            "工作室是 {chosen:date}评定的，不在{submission}的范围：{rule}",
            "这次不用报；评定时间写错了的，对照批文改正",
        ),
    ),
    Entry(
        "C514",
        WARNING,
        "工作室评定在考核期以后",
        Sentence(
            "工作室的评定时间写的是 {chosen:date}，" + _PERIOD + "那时已经过了",
            "对照批文核对评定时间；确是这以后评定的，这次不用报",
        ),
    ),
    Entry(
        "C515",
        WARNING,
        "佐证的日期还没有到",
        Sentence(
            "佐证{piece:piece}的日期写的是 {date:date}，晚于{called}（{latest:date}），"
            "那时还没有它" + _OUT,
            "对照原件改正日期（看看年份）",
        ),
    ),
    Entry(
        "C516",
        WARNING,
        "标题的年份与日期不同",
        Sentence(
            "佐证{piece:piece}的标题说是 {year:number} 年，日期写的是 {date:date}" + _OUT,
            "对照原件改正其中一处；两个都没错的（如上一年的成果这一年认定），在 note 里写一句",
            in_workbook="对照原件改正其中一处；两个都没错的（如上一年的成果这一年认定），"
            "在“说明”里写一句",
        ),
    ),
    Entry(
        "C517",
        WARNING,
        "没有日期，标题的年份在考核期外",
        Sentence(
            "佐证{piece:piece}没有写日期，标题或编号说是 {year:number} 年，不在" + _PERIOD + "内；"
            "现在计入了{item:item}",
            "对照原件写上日期（date）；确在期外的删去种类（kind），只作旁证",
            in_workbook="对照原件写上日期；确在期外的删去种类，只作旁证",
        ),
    ),
    Entry(
        "C518",
        WARNING,
        "编号的年份与日期不同",
        Sentence(
            "佐证{piece:piece}的编号“{number}”是 {year:number} 年的，日期写的是 {date:date}" + _OUT,
            "对照原件改正其中一处",
        ),
    ),
    Entry(
        "C519",
        ERROR,
        "领办人的日期先后不可能",
        remedy="对照身份证、档案和证书改正",
        early=Sentence("领办人的{what}写的是 {date:date}，早于出生年月 {birth:date}"),
        late=Sentence("领办人的{what}写的是 {date:date}，晚于{called}（{latest:date}）"),
    ),
    Entry(
        "C520",
        WARNING,
        "领办人的日期少见",
        young=Sentence(
            "领办人的{what}写的是 {date:date}，出生年月是 {birth:date}，那时不满 {age:number} 周岁",
            "对照身份证、档案和证书核对；没有写错的不必改",
        ),
        old=Sentence(
            "领办人的出生年月写的是 {birth:date}，到截止日已经 {age:number} 岁",
            "看看年份是不是写错了",
        ),
    ),
    Entry(
        "C521",
        WARNING,
        "落实情况说的是往年的事",
        Sentence(
            "{item:item}的落实情况说的是 {years:numbers} 年的事，没有提到" + _PERIOD,
            "从往年抄来的改成考核期的",
        ),
    ),
)
