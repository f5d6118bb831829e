"""What the checks of a workspace have to say."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

CHECK_ENTRIES = (
    Entry(
        "C109",
        NOTE,
        "文件名里有身份证号码、电话或账号",
        Sentence(
            "文件名里有身份证号码、电话或账号，材料里打了码：{names:files}",
            "文件名里不必写这些号码，可以删去，数据文件里写到这个文件名的地方一起改；"
            "编号锁定以后就不要改了",
        ),
    ),
    Entry(
        "C110",
        NOTE,
        "文字里有身份证号码、电话或账号",
        Sentence(
            "{name:field}里有身份证号码、电话或账号，印出来已打码：{around}",
            "这一栏不问这些号码，不必写的删去",
        ),
    ),
    Entry(
        "C206",
        ERROR,
        "没有这个佐证种类",
        known=Sentence(
            "佐证{piece:piece}的种类“{kind}”，第 {items:numbers} 项没有",
            "改成其中之一：{known:list}；都不是的去掉种类（kind），只作旁证",
            in_workbook="改成其中之一：{known:list}；都不是的去掉种类，只作旁证",
        ),
        none=Sentence(
            "佐证{piece:piece}的种类“{kind}”，第 {items:numbers} 项没有",
            "这一项不按种类计数，删去 kind",
            in_workbook="这一项不按种类计数，删去“种类”",
        ),
    ),
    Entry(
        "C209",
        WARNING,
        "关不掉的检查",
        unknown=Sentence("没有代号是{code:value}的检查", "照抄括号里的代号，如 C306"),
        missing=Sentence("没有检查 {code}", "照抄括号里的代号，如 C306"),
        error=Sentence("{code}（{title}）是错误，照样检查", "从 off 里删去"),
        fixed=Sentence("{code}（{title}）不能关，照样检查", "从 off 里删去"),
    ),
    Entry(
        "C210",
        NOTE,
        "关掉了的检查",
        Sentence(
            "这些检查关掉了，查到的没有列出：{off:explained}", "要看就从 checks 的 off 里删去"
        ),
    ),
    Entry(
        "C301",
        ERROR,
        "佐证不属于任何项目",
        Sentence(
            "佐证{piece:piece}不属于任何项目",
            "放进项目文件夹，或写 items",
            in_workbook="放进项目文件夹，或写“支撑项目”",
        ),
    ),
    Entry(
        "C302",
        ERROR,
        "自评得了分却没有佐证",
        Sentence(
            "{item:item}自评 {points:number} 分，没有一件佐证",
            "把佐证放进 evidence/{folder}/，或把自评改成 0 分",
        ),
    ),
    Entry(
        "C303",
        WARNING,
        "佐证材料的一个部分空着",
        plain=Sentence("{part}“{title}”没有材料", "把材料放进这个文件夹"),
        hinted=Sentence("{part}“{title}”没有材料", "{hint}"),
    ),
    Entry(
        "C304",
        ERROR,
        "要相加的佐证没有数量",
        listed=Sentence(
            "佐证{piece:piece}没有写数量，{item:item}要把{name}加起来",
            "在这一条里，quantity 写{unit}数",
            in_workbook="在这一条里，“数量”写{unit}数",
        ),
        unlisted=Sentence(
            "佐证{piece:piece}没有写数量，{item:item}要把{name}加起来",
            "在 studio.yaml 的 evidence 里给它写一条，quantity 写{unit}数",
            in_workbook="在 studio.xlsx 的“佐证”表里给它写一行，“数量”写{unit}数",
        ),
    ),
    Entry(
        "C307",
        NOTE,
        "佐证没有种类，不计数",
        Sentence(
            "{item:item}有 {count:number} 件佐证没有种类，不计入数量：{pieces:pieces}",
            "要计数的放进以种类命名的子文件夹（{kinds:list}），或在 studio.yaml 里写 kind；"
            "只作旁证的不必改",
            in_workbook="要计数的放进以种类命名的子文件夹（{kinds:list}），"
            "或在 studio.xlsx 里写“种类”；只作旁证的不必改",
        ),
    ),
    Entry(
        "C309",
        WARNING,
        "两件证书的编号相同",
        Sentence(
            "佐证{piece:piece}的编号{number:value}与{first:piece}（{where:place}）的相同"
            "[[，写的持有人却不同（{one}；{other}）]][[{titled:when}，标题不同]]",
            "是同一张证书的只留一件，支撑几项就写 items；编号抄错的对照证书改正",
            in_workbook="是同一张证书的只留一件，支撑几项就写“支撑项目”；编号抄错的对照证书改正",
        ),
    ),
    Entry(
        "C310",
        WARNING,
        "佐证没有计数：重复，或不是所要的",
        content=Sentence(
            "佐证{piece:piece}（{id}）没有计入{item:item}：{why}",
            "多写的一条删去；一个文件证明几个的合成一条，写数量；各用几页的写明各自的页",
        ),
        number=Sentence(
            "佐证{piece:piece}（{id}）没有计入{item:item}：{why}"
            "[[，写的持有人却不同（{one}；{other}）]]",
            "是同一件的删去一件，或去掉种类只作旁证；编号抄错的改正，"
            "一个文号里的两件在标题里写明各是什么",
        ),
        holder=Sentence(
            "佐证{piece:piece}（{id}）没有计入{item:item}：{why}",
            "确是同一个人的不必改；同名的两个人在 holder 里加括注，如 张伟（一车间）",
            in_workbook="确是同一个人的不必改；同名的两个人在“持有人”里加括注，如 张伟（一车间）",
        ),
        title=Sentence(
            "佐证{piece:piece}（{id}）没有计入{item:item}：{why}",
            "放错种类的移出这个子文件夹，或去掉种类（kind），只作旁证；标题没写准的改标题（title）",
            in_workbook="放错种类的移出这个子文件夹，或去掉种类，只作旁证；"
            "标题没写准的改标题（“标题”）",
        ),
        achievement=Sentence(
            "佐证{piece:piece}（{id}）没有计入{item:item}：{why}",
            "确是同一成果的不必改；不是的在 achievement 里写出各是哪项成果",
            in_workbook="确是同一成果的不必改；不是的在“成果”里写出各是哪项成果",
        ),
        organiser=Sentence(
            "佐证{piece:piece}（{id}）没有计入{item:item}：{why}",
            "主办单位写错的改正（organiser）；不在限定之内的去掉种类，只作旁证",
            in_workbook="主办单位写错的改正（“主办单位”）；不在限定之内的去掉种类，只作旁证",
        ),
    ),
    Entry(
        "C311",
        NOTE,
        "限主办单位的佐证没有写主办单位",
        Sentence(
            "{item:item}有 {count:number} 件计数的佐证没有写主办单位：{pieces:pieces}；"
            "只计{bodies:list}主办或参与组织的",
            "核对后在 studio.yaml 的 evidence 里补上 organiser；不在其内的去掉种类",
            in_workbook="核对后在 studio.xlsx 的“佐证”表里补上“主办单位”；不在其内的去掉种类",
        ),
    ),
    Entry(
        "C312",
        NOTE,
        "同一件佐证在几项里计数",
        Sentence(
            "第 {items:numbers} 项都计了数的有 {count:number} 件：{pieces:pieces}",
            "通知没有写不可以的不必改，以评审为准；不该重复计的，items 里只留一项",
            in_workbook="通知没有写不可以的不必改，以评审为准；不该重复计的，“支撑项目”里只留一项",
        ),
    ),
    Entry(
        "C313",
        WARNING,
        "证书的持有人不是团队的人",
        remedy="核对姓名用字；是成员的写进 studio.members，不是的移出这一项",
        in_workbook="核对姓名用字；是成员的写进“团队”表，不是的移出这一项",
        leader=Sentence(
            "{item:item}里佐证{piece:piece}的持有人{name:value}是领办人，不算团队成员",
            "去掉这件的种类（kind），只作旁证",
            in_workbook="去掉这件的种类，只作旁证",
        ),
        members=Sentence("{item:item}里佐证{piece:piece}的持有人{name:value}不是团队成员"),
        team=Sentence("{item:item}里佐证{piece:piece}的持有人{name:value}不是领办人或团队成员"),
    ),
    Entry(
        "C314",
        NOTE,
        "看不出是谁的证书",
        remedy="写上 holder；团队以外的人的证书不能放在这里",
        in_workbook="写上“持有人”；团队以外的人的证书不能放在这里",
        several=Sentence(
            "{item:item}里佐证{piece:piece}看不出是谁的：没有写持有人，"
            "标题里有几个人的姓名（{people:list}）"
        ),
        nobody=Sentence(
            "{item:item}里佐证{piece:piece}看不出是谁的：没有写持有人，标题里看不到团队里谁的姓名"
        ),
    ),
    Entry(
        "C315",
        WARNING,
        "团队人数与成员证书不符",
        Sentence(
            "团队成员写了 {members:number} 人，{item:item}数出来是 {figure:number} 人",
            "每名成员一件证书，缺的补上，多的去掉种类；或改正成员名单",
        ),
    ),
    Entry(
        "C316",
        WARNING,
        "同一张照片用了两次",
        Sentence(
            "看上去是同一张照片，裁剪、缩放、转向或重新保存过，或是连拍："
            "{photographs:photographs}[[（佐证{pieces:pieces}）]]",
            "同一张的、连拍的只留最清楚的一张，支撑几项就写明支撑项目；确是不同的照片不必改",
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
        "C320",
        ERROR,
        "专利的种类与专利号不符",
        remedy="对照证书：放错了的改种类（移到那一种的子文件夹），号码抄错的改 number",
        in_workbook="对照证书：放错了的改种类（移到那一种的子文件夹），号码抄错的改“编号”",
        number=Sentence("佐证{piece:piece}按{kind}专利报，专利号{number:value}是{told}专利的"),
        year=Sentence(
            "佐证{piece:piece}按{kind}专利报，专利号{number:value}是{told}专利的；"
            "号码的年份是 {year:number}，那时还没有专利"
        ),
        check=Sentence(
            "佐证{piece:piece}按{kind}专利报，专利号{number:value}是{told}专利的；"
            "号码的校验位是 {check}，按前面的数字应是 {true_check}，有数字抄错了"
        ),
        title=Sentence(
            "佐证{piece:piece}按{kind}专利报，标题说是{told}专利",
            "对照证书：放错了的改种类（移到那一种的子文件夹），标题写错的改 title",
            in_workbook="对照证书：放错了的改种类（移到那一种的子文件夹），标题写错的改“标题”",
        ),
    ),
    Entry(
        "C321",
        WARNING,
        "专利号不对",
        remedy="对照专利证书核对 number：ZL、4 位年份、1 位种类、7 位流水号、小数点后 1 位校验",
        in_workbook="对照专利证书核对“编号”：ZL、4 位年份、1 位种类、7 位流水号、小数点后 1 位校验",
        year=Sentence(
            "佐证{piece:piece}的专利号{number:value}的年份是 {year:number}，那时还没有专利"
        ),
        kind=Sentence(
            "佐证{piece:piece}的专利号{number:value}的种类位是 {digit}：发明是 1，"
            "实用新型是 2，外观设计是 3"
        ),
        check=Sentence(
            "佐证{piece:piece}的专利号{number:value}的校验位是 {check}，"
            "按前面的数字应是 {true_check}，有数字抄错了"
        ),
        application=Sentence("佐证{piece:piece}的专利号{number:value}是申请公布号，公布不等于授权"),
        length=Sentence("佐证{piece:piece}的专利号{number:value}位数不对"),
    ),
    Entry(
        "C322",
        WARNING,
        "专利的日期与专利号的年份不合",
        remedy="对照证书核对 date（授权公告日）和 number",
        in_workbook="对照证书核对“日期”（授权公告日）和“编号”",
        early=Sentence(
            "佐证{piece:piece}的日期 {date:date}早于申请的年份："
            "专利号{number:value}是 {year:number} 年申请的"
        ),
        late=Sentence(
            "佐证{piece:piece}的日期 {date:date}离申请有 {years:number} 年："
            "专利号{number:value}是 {year:number} 年申请的"
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
            in_workbook="都算的写“数量”: {listed:number}；只算其中几个的，“持有人”里只写这几个",
        ),
        number=Sentence(
            "佐证{piece:piece}的编号写了 {listed:number} 个，"
            "{item:item}只按 {figure:number} {unit}计",
            "都算的写 quantity: {listed:number}；只算其中几个的，number 里只写这几个",
            in_workbook="都算的写“数量”: {listed:number}；只算其中几个的，“编号”里只写这几个",
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
        "C332",
        NOTE,
        "计数的专利没有专利号",
        Sentence(
            "{item:item}有 {count:number} 件专利没有写专利号：{pieces:pieces}；"
            "种类和重复都没法核对",
            "在 studio.yaml 的 evidence 里补上 number，照证书写 ZL 开头的专利号",
            in_workbook="在 studio.xlsx 的“佐证”表里补上“编号”，照证书写 ZL 开头的专利号",
        ),
    ),
    Entry(
        "C333",
        WARNING,
        "持有人可能是同名的两人",
        Sentence(
            "{item:item}里佐证{piece:piece}的持有人{name:value}在团队里有 {count:number} "
            "人：{people:list}",
            "holder 照团队里的写法写，带上括注",
            in_workbook="“持有人”照团队里的写法写，带上括注",
        ),
    ),
    Entry(
        "C334",
        ERROR,
        "数量不可信，没有计数",
        plain=Sentence(
            "佐证{piece:piece}（{id}）没有计入{item:item}：{why}",
            "对照原件改正 quantity",
            in_workbook="对照原件改正“数量”",
        ),
        yuan=Sentence(
            "佐证{piece:piece}（{id}）没有计入{item:item}：{why}",
            "单位是万元：{figure:number} 元要写 {meant:number}",
        ),
    ),
    Entry(
        "C335",
        WARNING,
        "证书过了有效期",
        remedy="换成有效的证书，或附上续期、换证的证明；日期写错的对照原件改正",
        period=Sentence(
            "佐证{piece:piece}有效期到 {until:date}，考核期（{start:date}起）以前就过了"
        ),
        deadline=Sentence(
            "佐证{piece:piece}有效期到 {until:date}，截止日（{deadline:date}）以前就过了"
        ),
        said=Sentence("佐证{piece:piece}标题或说明里写着已失效"),
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
    Entry(
        "C338",
        WARNING,
        "佐证不像这一项要的材料",
        Sentence(
            "佐证{piece:piece}的标题里有“{word}”，不像{item:item}要的材料",
            "放错了的移出去；标题没写准的改标题（title）",
            in_workbook="放错了的移出去；标题没写准的改标题（“标题”）",
        ),
    ),
    Entry(
        "C346",
        WARNING,
        "同一份材料用了两次",
        Sentence(
            "佐证{piece:piece}与{first:piece}（{where:place}）看上去是同一份材料，"
            "又扫描、裁剪或另存过一次，两件都计了数",
            "是同一份的只留一件，支撑几项就写明支撑项目；确是两份的，各写上编号（number）",
            in_workbook="是同一份的只留一件，支撑几项就写明支撑项目；确是两份的，各写上编号",
        ),
    ),
    Entry(
        "C349",
        WARNING,
        "荣誉或成果是团队以外的人的",
        Sentence(
            "佐证{piece:piece}的标题里是{name}，不是领办人或团队成员",
            "核对姓名用字；是别人的移出去，是工作室的在 holder 里写上",
            in_workbook="核对姓名用字；是别人的移出去，是工作室的在“持有人”里写上",
        ),
    ),
    Entry(
        "C360",
        WARNING,
        "有落实情况或佐证，却得 0 分",
        left_out=Sentence(
            "{item:item}[[{stated:when}写了落实情况，]]"
            "[[有 {count:number} 件佐证，]]却算出 0 分：能计数的佐证都没有计上，"
            "{left:explained}",
            "要计数的佐证放进以种类命名的子文件夹（{kinds:list}），"
            "或在 studio.yaml 的 evidence 里写 kind；确实不得分的，在 claims 里写 points: 0",
            in_workbook="要计数的佐证放进以种类命名的子文件夹（{kinds:list}），"
            "或在 studio.xlsx 的“佐证”表里写“种类”；确实不得分的，"
            "在“自评得分”写 0",
        ),
        too_few=Sentence(
            "{item:item}[[{stated:when}写了落实情况，]]"
            "[[有 {count:number} 件佐证，]]却算出 0 分：数量不够得分的那一档，或扣分扣完了",
            "要计数的佐证放进以种类命名的子文件夹（{kinds:list}），"
            "或在 studio.yaml 的 evidence 里写 kind；确实不得分的，在 claims 里写 points: 0",
            in_workbook="要计数的佐证放进以种类命名的子文件夹（{kinds:list}），"
            "或在 studio.xlsx 的“佐证”表里写“种类”；确实不得分的，"
            "在“自评得分”写 0",
        ),
        nothing_counts=Sentence(
            "{item:item}[[{stated:when}写了落实情况，]]"
            "[[有 {count:number} 件佐证，]]却算出 0 分：没有能计数的佐证",
            "要计数的佐证放进以种类命名的子文件夹（{kinds:list}），"
            "或在 studio.yaml 的 evidence 里写 kind；确实不得分的，在 claims 里写 points: 0",
            in_workbook="要计数的佐证放进以种类命名的子文件夹（{kinds:list}），"
            "或在 studio.xlsx 的“佐证”表里写“种类”；确实不得分的，"
            "在“自评得分”写 0",
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
        "C361",
        WARNING,
        "文件夹的名字差一点是种类的名字",
        within=Sentence(
            "{item:item}的文件夹“{folder}”不是种类的名字，"
            "里面 {count:number} 件佐证没有计数：{pieces:pieces}",
            "要计数的，移进里面的子文件夹（{kinds:list}）；只作旁证的不必改",
        ),
        near=Sentence(
            "{item:item}的文件夹“{folder}”不是种类的名字，"
            "里面 {count:number} 件佐证没有计数：{pieces:pieces}",
            "要计数的，文件夹改名为{kinds:either}；只作旁证的不必改",
        ),
    ),
    Entry(
        "C362",
        WARNING,
        "标题是相机或软件起的名字",
        Sentence(
            "{item:item}有 {count:number} 件佐证的标题是相机、扫描或软件起的名字，"
            "会照样印在目录里：{pieces:pieces}",
            "把文件名改成内容（如：一号车间实训工位），或在佐证表里写标题",
        ),
    ),
    Entry(
        "C363",
        NOTE,
        "照片很多，一张一页",
        Sentence(
            "{item:item}有 {count:number} 张照片一张印一页，要 {count:number} 页",
            "可以一页印几张：照片放进一个文件夹，在 studio.yaml 的 evidence 里写一条："
            "- {files: {folder}, layout: 4}",
            in_workbook="可以一页印几张：照片放进一个文件夹，"
            "在 studio.xlsx 的“佐证”表里写一行：“文件”写 {folder}，“拼版”写 4",
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
            "[[单位是万元，{yuan:number} 元要写 {meant:number}；"
            "]]补上佐证或佐证的数量（quantity），或删去这个数由程序数",
            in_workbook="[[单位是万元，{yuan:number} 元要写 {meant:number}；"
            "]]补上佐证或佐证的数量，或删去这个数由程序数",
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
    Entry(
        "C508",
        WARNING,
        "领办人的证书与填写的不符",
        missing=Sentence(
            "{part}“{title}”里没有看到领办人{name:value}的证书",
            "放进证书；已经放了的，在标题或 holder 里写出姓名",
            in_workbook="放进证书；已经放了的，在标题或“持有人”里写出姓名",
        ),
        grade=Sentence(
            "{name}的职业技能等级写的是{grade:value}，佐证{piece:piece}（{where:place}）是{found}",
            "对照证书改正其中一处；有更高的证书就一并放上",
        ),
        date=Sentence(
            "领办人取证时间写的是 {certified:date}，证书{piece:piece}（{where:place}）"
            "的日期是 {date:date}",
            "对照证书改正其中一处",
        ),
    ),
    Entry(
        "C509",
        WARNING,
        "团队成员的等级与证书不符",
        Sentence(
            "{name}的职业技能等级写的是{grade:value}，佐证{piece:piece}（{where:place}）是{found}",
            "对照证书改正其中一处；有更高的证书就一并放上",
        ),
    ),
)
