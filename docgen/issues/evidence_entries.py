"""What the checks say of evidence: its kinds, files and folders, whose it is, what counts twice."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

EVIDENCE_ENTRIES = (
    Entry(
        "C206",
        ERROR,
        "没有这个佐证种类",
        what="佐证{piece:piece}的种类“{kind}”，第 {items:numbers} 项没有",
        known=Sentence(
            remedy="改成其中之一：{known:list}；都不是的去掉种类（kind），只作旁证",
            in_workbook="改成其中之一：{known:list}；都不是的去掉种类，只作旁证",
        ),
        none=Sentence(
            remedy="这一项不按种类计数，删去 kind", in_workbook="这一项不按种类计数，删去“种类”"
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
            in_page="移到它那一项，或填“支撑项目”",
        ),
    ),
    Entry(
        "C302",
        ERROR,
        "自评得了分却没有佐证",
        Sentence(
            "{item:item}自评 {points:number} 分，没有一件佐证",
            "把佐证放进 evidence/{folder}/，或把自评改成 0 分",
            in_page="把佐证放进这一项，或把自评改成 0 分",
        ),
    ),
    Entry(
        "C303",
        WARNING,
        "佐证材料的一个部分空着",
        what="{part}“{title}”没有材料",
        plain=Sentence(remedy="把材料放进这个文件夹"),
        hinted=Sentence(remedy="{hint}"),
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
            in_page="要计数的选上“种类”（{kinds:list}）；只作旁证的不必改",
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
        what="佐证{piece:piece}（{id}）没有计入{item:item}：{why:issue}",
        content=Sentence(
            remedy="多写的一条删去；一个文件证明几个的合成一条，写数量；各用几页的写明各自的页"
        ),
        number=Sentence(
            "佐证{piece:piece}（{id}）没有计入{item:item}：{why:issue}"
            "[[，写的持有人却不同（{one}；{other}）]]",
            "是同一件的删去一件，或去掉种类只作旁证；编号抄错的改正，"
            "一个文号里的两件在标题里写明各是什么",
        ),
        holder=Sentence(
            remedy="确是同一个人的不必改；同名的两个人在 holder 里加括注，如 张伟（一车间）",
            in_workbook="确是同一个人的不必改；同名的两个人在“持有人”里加括注，如 张伟（一车间）",
        ),
        title=Sentence(
            remedy="放错种类的移出这个子文件夹，或去掉种类（kind），只作旁证；"
            "标题没写准的改标题（title）",
            in_workbook="放错种类的移出这个子文件夹，或去掉种类，只作旁证；标题没写准的改标题",
        ),
        achievement=Sentence(
            remedy="确是同一成果的不必改；不是的在 achievement 里写出各是哪项成果",
            in_workbook="确是同一成果的不必改；不是的在“成果”里写出各是哪项成果",
        ),
        organiser=Sentence(
            remedy="主办单位写错的改正（organiser）；不在限定之内的去掉种类，只作旁证",
            in_workbook="主办单位写错的改正；不在限定之内的去掉种类，只作旁证",
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
            in_page="核对后在这几件上填“主办单位”；不在其内的去掉种类",
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
        in_page="核对姓名用字；是成员的加进团队成员，不是的移出这一项",
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
        "C332",
        NOTE,
        "计数的专利没有专利号",
        Sentence(
            "{item:item}有 {count:number} 件专利没有写专利号：{pieces:pieces}；"
            "种类和重复都没法核对",
            "在 studio.yaml 的 evidence 里补上 number，照证书写 ZL 开头的专利号",
            in_workbook="在 studio.xlsx 的“佐证”表里补上“编号”，照证书写 ZL 开头的专利号",
            in_page="在这几件上填“编号”，照证书写 ZL 开头的专利号",
        ),
    ),
    Entry(
        "C333",
        WARNING,
        "持有人可能是同名的两人",
        Sentence(
            "{item:item}里佐证{piece:piece}的持有人{name:value}在团队里有"
            " {count:number} 人：{people:list}",
            "holder 照团队里的写法写，带上括注",
            in_workbook="“持有人”照团队里的写法写，带上括注",
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
        "C338",
        WARNING,
        "佐证不像这一项要的材料",
        Sentence(
            "佐证{piece:piece}的标题里有“{word}”，不像{item:item}要的材料",
            "放错了的移出去；标题没写准的改标题（title）",
            in_workbook="放错了的移出去；标题没写准的改标题",
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
        "C361",
        WARNING,
        "文件夹的名字差一点是种类的名字",
        what="{item:item}的文件夹“{folder}”不是种类的名字，"
        "里面 {count:number} 件佐证没有计数：{pieces:pieces}",
        within=Sentence(remedy="要计数的，移进里面的子文件夹（{kinds:list}）；只作旁证的不必改"),
        near=Sentence(remedy="要计数的，文件夹改名为{kinds:either}；只作旁证的不必改"),
    ),
    Entry(
        "C362",
        WARNING,
        "标题是相机或软件起的名字",
        Sentence(
            "{item:item}有 {count:number} 件佐证的标题是相机、扫描或软件起的名字，"
            "会照样印在目录里：{pieces:pieces}",
            "把文件名改成内容（如：一号车间实训工位），或在佐证表里写标题",
            in_page="把标题改成内容（如：一号车间实训工位）",
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
            in_page="可以一页印几张：把这些照片合成一件，“拼版”选一页 4 张",
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
