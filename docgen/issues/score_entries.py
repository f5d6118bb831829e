"""What the checks say of answers, points and totals."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

SCORE_ENTRIES = (
    Entry(
        "C360",
        WARNING,
        "有落实情况或佐证，却得 0 分",
        remedy="要计数的佐证放进以种类命名的子文件夹（{kinds:list}），"
        "或在 studio.yaml 的 evidence 里写 kind；确实不得分的，"
        "在 claims 里写 points: 0",
        in_workbook="要计数的佐证放进以种类命名的子文件夹（{kinds:list}），"
        "或在 studio.xlsx 的“佐证”表里写“种类”；确实不得分的，在“自评得分”写 0",
        in_page="要计数的佐证选上“种类”（{kinds:list}）；确实不得分的，“自评得分”写 0",
        left_out=Sentence(
            "{item:item}[[{stated:when}写了落实情况，]]"
            "[[有 {count:number} 件佐证，]]却算出 0 分：能计数的佐证都没有计上，"
            "{left:explained}"
        ),
        too_few=Sentence(
            "{item:item}[[{stated:when}写了落实情况，]]"
            "[[有 {count:number} 件佐证，]]却算出 0 分：数量不够得分的那一档，或扣分扣完了"
        ),
        nothing_counts=Sentence(
            "{item:item}[[{stated:when}写了落实情况，]]"
            "[[有 {count:number} 件佐证，]]却算出 0 分：没有能计数的佐证"
        ),
        figure_too_small=Sentence(
            "{item:item}[[{stated:when}写了落实情况，]]"
            "[[有 {count:number} 件佐证，]]却算出 0 分：数量不够得分的那一档，或扣分扣完了",
            "在 claims 的 {number:number} 下面写{figures:list}；确实不得分的写 points: 0",
            in_workbook="在这一项写{figures:list}；确实不得分的在“自评得分”写 0",
        ),
        no_figure=Sentence(
            "{item:item}[[{stated:when}写了落实情况，]]"
            "[[有 {count:number} 件佐证，]]却算出 0 分：没有写数量",
            "在 claims 的 {number:number} 下面写{figures:list}；确实不得分的写 points: 0",
            in_workbook="在这一项写{figures:list}；确实不得分的在“自评得分”写 0",
        ),
    ),
    Entry(
        "C401",
        ERROR,
        "没有自评档次或落实情况",
        choice=Sentence(
            "{item:item}没有选自评档次，算不出得分",
            "在 claims 的 {number:number} 下面写 choice，从中选一个：{options:keyed}",
            in_workbook="在这一项写“自评档次”，从中选一个：{options:named}",
        ),
        statement=Sentence(
            "{item:item}没有写落实情况，算不出得分",
            "在 claims 的 {number:number} 下面写 statement",
            in_workbook="在这一项写“工作落实情况”",
        ),
    ),
    Entry(
        "C402",
        ERROR,
        "酌情给分没有写分",
        Sentence(
            "{item:item}选的档次是酌情给分，没有写自评得分",
            "写 points，{low:number} 到 {high:number} 分",
            in_workbook="写“自评得分”，{low:number} 到 {high:number} 分",
        ),
    ),
    Entry(
        "C403",
        ERROR,
        "酌情给分没有理由",
        Sentence(
            "{item:item}选的档次是酌情给分，没有写理由",
            "写 reason，说明为什么给这个分",
            in_workbook="写“理由”，说明为什么给这个分",
        ),
    ),
    Entry(
        "C404",
        ERROR,
        "酌情给分超出范围",
        Sentence(
            "{item:item}酌情给了 {points:number} 分，这一档是 {low:number} 到 {high:number} 分",
            "改 points，或改选别的档次",
            in_workbook="改“自评得分”，或改选别的档次",
        ),
    ),
    Entry(
        "C405",
        ERROR,
        "自评得分超过分项分值",
        Sentence(
            "{item:item}自评写了 {points:number} 分，超过分项分值 {full:number} 分",
            "改正 points，或删去由程序算",
            in_workbook="改正“自评得分”，或删去由程序算",
        ),
    ),
    Entry(
        "C406",
        ERROR,
        "自评得分高于按标准算的",
        Sentence(
            "{item:item}自评写了 {typed:number} 分，按评分标准只有 {computed:number} 分",
            "补齐佐证和数量，或删去 points 由程序算",
            in_workbook="补齐佐证和数量，或删去“自评得分”由程序算",
        ),
    ),
    Entry(
        "C407",
        WARNING,
        "自评得分低于按标准算的",
        Sentence(
            "{item:item}自评写了 {typed:number} 分，按评分标准可得 {computed:number} 分",
            "不是有意少报，就删去 points 由程序算",
            in_workbook="不是有意少报，就删去“自评得分”由程序算",
        ),
    ),
    Entry(
        "C408",
        ERROR,
        "写的数量多于佐证",
        Sentence(
            "{item:item}的{name}写了 {typed:number} {unit}，佐证加起来只有 {derived:number} {unit}",
            "[[单位是万元，{yuan:number} 元要写 {meant:number}；]]"
            "补上佐证或佐证的数量（quantity），或删去这个数由程序数",
            in_workbook="[[单位是万元，{yuan:number} 元要写 {meant:number}；]]"
            "补上佐证或佐证的数量，或删去这个数由程序数",
        ),
    ),
    Entry(
        "C409",
        WARNING,
        "写的数量少于佐证",
        Sentence(
            "{item:item}的{name}写了 {typed:number} {unit}，佐证加起来有 {derived:number} {unit}",
            "多出的佐证不该计数就去掉种类；该计数就删去这个数由程序数",
        ),
    ),
    Entry(
        "C410",
        NOTE,
        "通知的文字有两种读法",
        Sentence(
            "{item:item}：{doubt}[[（现按 {points:number} 分，另一种读法是 {other:number} 分）]]",
            "拿不准时向人社部门核实；要改读法，改方案 scheme.yaml 里这一项",
        ),
    ),
    Entry(
        "C411",
        WARNING,
        "加上附加分才合格",
        Sentence(
            "基础分 {base:number} 分低于合格线 {mark:number} 分，加上附加分才到 {total:number} 分",
            "合格线按总分还是按基础分，通知没有写明，向人社部门核实",
        ),
    ),
    Entry(
        "C412",
        WARNING,
        "总分低于合格线",
        Sentence(
            "自评总分 {total:number} 分，低于合格线 {mark:number} 分",
            "看看哪些项目漏了佐证或没有自评",
        ),
    ),
    Entry(
        "C413",
        ERROR,
        "写的数量没有佐证可数",
        Sentence(
            "{item:item}的{name}写了 {typed:number} {unit}，没有一件佐证是这一种（{kinds:list}）",
            "把证明这个数的佐证放进以种类命名的子文件夹，或在 studio.yaml 里写 kind",
            in_workbook="把证明这个数的佐证放进以种类命名的子文件夹，或在 studio.xlsx 里写“种类”",
            in_page="把证明这个数的佐证放进这一项，选上“种类”",
        ),
    ),
    Entry(
        "C414",
        ERROR,
        "写的总分与各项之和不符",
        Sentence(
            "自评总分写了 {typed:number} 分，"
            "各项加起来是 {total:number} 分（基础分 {base:number}，附加分 {bonus:number}）",
            "改正，或删去这个数由程序算",
        ),
    ),
    Entry(
        "C421",
        NOTE,
        "自评总分在哪一等次",
        remedy="只是自评，以评审为准",
        vetoed=Sentence("有{veto}，等次为“{grade}”"),
        by_points=Sentence(
            "自评总分 {total:number} 分，按总分是“{grade}”[[，离“{next}”还差 {missing:number} 分]]"
        ),
    ),
    Entry(
        "C422",
        WARNING,
        "佐证的日期不在这一项的年份内",
        counted=Sentence(
            "佐证{piece:piece}的日期 {date:date}，"
            "{item:item}只计{start:date}至{end:date}的，按说明计了数",
            "以评审为准；说明站不住的删去 in_period",
            in_workbook="以评审为准；说明站不住的删去“算在考核期内”",
        ),
        left_out=Sentence(
            "佐证{piece:piece}的日期 {date:date}，"
            "{item:item}只计{start:date}至{end:date}的，没有计数",
            "核对日期；放进相应年份的那一项，或删去种类（kind）；"
            "按理应算在这一年的写 in_period: true，理由写在 note 里",
            in_workbook="核对日期；放进相应年份的那一项，或删去种类；"
            "按理应算在这一年的在“算在考核期内”选“是”，理由写在“说明”里",
        ),
    ),
    Entry(
        "C423",
        NOTE,
        "酌情给了上一档的分",
        Sentence(
            "{item:item}酌情给了 {points:number} 分，与“{above}”的分一样多",
            "达不到那一档的，一般低于它；就给这么多的，在 reason 里说清为什么",
            in_workbook="达不到那一档的，一般低于它；就给这么多的，在“理由”里说清为什么",
        ),
    ),
)
