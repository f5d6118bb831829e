"""What the checks say of how many a piece of evidence stands for, and what an answer rests on."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

QUANTITY_ENTRIES = (
    Entry(
        "C304",
        ERROR,
        "要相加的佐证没有数量",
        what="佐证{piece:piece}没有写数量，{item:item}要把{name}加起来",
        listed=Sentence(
            remedy="在这一条里，quantity 写{unit}数",
            in_workbook="在这一条里，“数量”写{unit}数",
            in_page="在这一件上填“数量”（{unit}数）",
        ),
        unlisted=Sentence(
            remedy="在 studio.yaml 的 evidence 里给它写一条，quantity 写{unit}数",
            in_workbook="在 studio.xlsx 的“佐证”表里给它写一行，“数量”写{unit}数",
            in_page="在这一件上填“数量”（{unit}数）",
        ),
    ),
    Entry(
        "C317",
        WARNING,
        "标题里的数与写的数量不同",
        remedy="对照原件改正其中一处（quantity）；只计其中一部分的，在 note 里写明",
        in_workbook="对照原件改正其中一处；只计其中一部分的，在“说明”里写明",
        written=Sentence(
            "佐证{piece:piece}的标题说是 {said:amounts}，数量写的是 {figure:number} {unit}"
        ),
        unwritten=Sentence(
            "佐证{piece:piece}的标题说是 {said:amounts}，没有写数量，只计 {figure:number} {unit}"
        ),
    ),
    Entry(
        "C323",
        ERROR,
        "一件佐证写的数量多于它的页数",
        Sentence(
            "佐证{piece:piece}的数量写了 {figure:number} {unit}，只有 {pages:number} 页，"
            "{item:item}一件证明一{unit}",
            "只有一{unit}的删去 quantity；确有几{unit}的，把证明放全，并在标题里写明（如："
            "3项），或在 number 里列出各自的编号",
            in_workbook="只有一{unit}的删去“数量”；确有几{unit}的，把证明放全，"
            "并在标题里写明（如：3项），或在“编号”里列出各自的编号",
        ),
    ),
    Entry(
        "C324",
        WARNING,
        "一件佐证算了几个，看不出来",
        Sentence(
            "佐证{piece:piece}的数量写了 {figure:number} {unit}，标题和编号看不出，"
            "{item:item}一件证明一{unit}",
            "只有一{unit}的删去 quantity；确有几{unit}的，在标题里写明（如：3项），"
            "或在 number 里列出各自的编号",
            in_workbook="只有一{unit}的删去“数量”；确有几{unit}的，在标题里写明（如：3项），"
            "或在“编号”里列出各自的编号",
        ),
    ),
    Entry(
        "C325",
        WARNING,
        "数量大得少见",
        remedy="对照原件核对；确是这么多的不必改",
        piece=Sentence("佐证{piece:piece}的数量写了 {figure:number} {unit}，一件一般没有这么多"),
        piece_in_yuan=Sentence(
            "佐证{piece:piece}的数量写了 {figure:number} {unit}，一件一般没有这么多",
            "单位是万元：{figure:number} 元要写 {meant:number}；确是这么多万元的不必改",
        ),
        figure=Sentence("{item:item}的{name}写了 {figure:number} {unit}，一般没有这么多"),
        figure_in_yuan=Sentence(
            "{item:item}的{name}写了 {figure:number} {unit}，一般没有这么多",
            "单位是万元：{figure:number} 元要写 {meant:number}；确是这么多万元的不必改",
        ),
    ),
    Entry(
        "C326",
        WARNING,
        "数量写的少于列出的",
        zero=Sentence(
            "佐证{piece:piece}的数量写了 0，{item:item}不计它",
            "改正 quantity；不该计的去掉种类（kind），只作旁证",
            in_workbook="改正“数量”；不该计的去掉种类，只作旁证",
        ),
        holder=Sentence(
            "佐证{piece:piece}的持有人写了 {listed:number} 个，"
            "{item:item}只按 {figure:number} {unit}计",
            "都算的写 quantity: {listed:number}；只算其中几个的，holder 里只写这几个",
            in_workbook="都算的在“数量”写 {listed:number}；只算其中几个的，“持有人”里只写这几个",
        ),
        number=Sentence(
            "佐证{piece:piece}的编号写了 {listed:number} 个，"
            "{item:item}只按 {figure:number} {unit}计",
            "都算的写 quantity: {listed:number}；只算其中几个的，number 里只写这几个",
            in_workbook="都算的在“数量”写 {listed:number}；只算其中几个的，“编号”里只写这几个",
        ),
    ),
    Entry(
        "C327",
        WARNING,
        "两件计数的佐证没有不同",
        remedy="是同一件的只留一件，或去掉一件的种类（kind）；确是两件的，写出不同的编号（number）",
        in_workbook="是同一件的只留一件，或去掉一件的种类；确是两件的，写出不同的编号",
        sum=Sentence(
            "佐证{piece:piece}（{id}）和{first:piece}（{first_id}）的数量和日期都一样，"
            "{item:item}计了两次"
        ),
        each=Sentence(
            "佐证{piece:piece}（{id}）和{first:piece}（{first_id}）"
            "的标题、日期、编号都一样，{item:item}计了两次"
        ),
    ),
    Entry(
        "C328",
        WARNING,
        "看不到这一档要有的材料，没有给分",
        Sentence(
            "{item:item}选了“{answer}”，佐证里看不到{need}，"
            "没有给这一档的分[[（{others:pieces}不是）]][[；{note}]]",
            "把{need}放进 evidence/{folder}/，在标题里写明（带上年份）[[，"
            "或写种类“{kind}”]]；没有的改选别的档次",
            in_page="把{need}放进这一项，在标题里写明（带上年份）[[，或选种类“{kind}”]]；"
            "没有的改选别的档次",
        ),
    ),
    Entry(
        "C329",
        WARNING,
        "人次当作人数",
        Sentence(
            "佐证{piece:piece}的标题写的是 {turns:number} 人次，数量按 {figure:number} {unit}计了",
            "通知计人数：同一个人只算一次，quantity 写人数",
            in_workbook="通知计人数：同一个人只算一次，“数量”写人数",
        ),
    ),
    Entry(
        "C330",
        NOTE,
        "得了分的项目看不到要有的材料",
        Sentence(
            "{item:item}得了分，佐证的标题里看不到{need}[[；{note}]]",
            "把{need}放进 evidence/{folder}/；已在别的佐证里的不必改",
            in_page="把{need}放进这一项；已在别的佐证里的不必改",
        ),
    ),
    Entry(
        "C331",
        WARNING,
        "佐证的种类不用于本工作室",
        Sentence(
            "佐证{piece:piece}的种类“{kind}”只用于特定类别的工作室，{item:item}没有计它",
            "本工作室属于该类别就写进 studio.traits；不然去掉种类（kind）",
            in_workbook="本工作室属于该类别就写进“工作室类别”；不然去掉种类",
        ),
    ),
    Entry(
        "C334",
        ERROR,
        "数量不可信，没有计数",
        what="佐证{piece:piece}（{id}）没有计入{item:item}：{why:issue}",
        plain=Sentence(remedy="对照原件改正 quantity", in_workbook="对照原件改正“数量”"),
        yuan=Sentence(remedy="单位是万元：{figure:number} 元要写 {meant:number}"),
    ),
    Entry(
        "C337",
        WARNING,
        "标题里的约数与写的数量差得远",
        Sentence(
            "佐证{piece:piece}的标题说是{said}，数量写的是 {figure:number} {unit}",
            "对照原件数清，改正其中一处（quantity）",
            in_workbook="对照原件数清，改正其中一处",
        ),
    ),
)

LEFT_OUT_ENTRIES = (
    Entry(
        "left-out",
        NOTE,
        "不计数的佐证",
        remedy="核对这一件；不该计的不用改",
        period=Sentence("日期 {day:date} 不在考核期内，不计"),
        organiser=Sentence("主办单位“{organiser}”不是{bodies:list}，不计"),
        title=Sentence("从标题看不是{kind}，不计"),
        yuan=Sentence(
            "数量写了 {figure:number} {unit}，标题说是 {meant:number} {unit}，把元写成了万元，不计"
        ),
        most=Sentence("数量写了 {figure:number} {unit}，一件不会超过 {most:number} {unit}，不计"),
        part=Sentence("{unit}数应是整数，零头 {rest:number} 不计"),
        leader=Sentence("是领办人的，领办人不计在内"),
        leader_among=Sentence("其中领办人 1 人不计在内"),
        content=Sentence("与 {first} 是同样的文件、同样的页，只计一次"),
        achievement=Sentence("与 {first} 是同一成果，只计最高的一级"),
        number=Sentence("编号与 {first:list} 相同，只计一次"),
        numbers=Sentence("其中 {count:number} 个的编号与 {first:list} 相同，只计一次"),
        paper=Sentence("文号和标题都与 {first} 相同，只计一次"),
        holder=Sentence("{people:explained}已经计过[[，其中 {some:number} 人]]，同一人只计一次"),
    ),
)
"""Why a piece of evidence does not count: part of what is said of it, and of the package."""
