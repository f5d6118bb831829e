"""What the verification of a package has to say."""

from collections.abc import Mapping

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

_REBUILT = "向报送单位要一份没有改动的整套材料；自己的材料重新 docgen build"
_WHOLE_PACKAGE = "向报送单位要一份完整的整套材料（文件夹或 .zip）"
_CHECK_ORIGIN = f"核对路径和来源；{_WHOLE_PACKAGE}"
_OF_SCANS = (
    "核对生成的整套材料（文件夹或 .zip）；扫描件由人对着它看：哪些页收到了、还缺哪些，再运行一次 "
    "docgen collect 就列出来"
)
_SCAN = "是 docgen collect 用扫描件拼成的，{pages:number} 页是扫描的画面，不能单独核对"
_RECORD = "collect.json"

_MORE: Mapping[str, Sentence] = {
    "more": Sentence("同样的另有 {count:number} 处，没有一一列出"),
    "more_pages": Sentence("同样的另有 {count:number} 处，没有一一列出：{pages:pages}"),
}
"""What is said of the others where there are many of one kind."""

_TEXTS: Mapping[str, str] = {
    "texts": "{differences:issues}",
    "text_missing": "没有印“{wanted}”",
    "text_other": "应印“{wanted}”，印的是“{found}”",
    "text_added": "多印了“{found}”",
    "looks": "字没有变，位置、大小、颜色变了，或盖上、添上了别的东西",
    "rest": "还有 {count:number} 处",
}
"""What is said of the words docgen printed itself."""

_UNDRAWN = "，封面、目录和分隔页没有重画"
_UNRECKONED = f"{_UNDRAWN}，得分没有重算，只核对了各处是否一致"
_MORE_THAN_GIVEN: Mapping[str, str] = {
    "measure": "{name}写的是 {typed:number}，佐证加起来是 {counted:number}",
    "points": "自评 {typed:points}是工作室写的，按评分标准是 {counted:points}",
}


def _entry(
    code: str,
    level: Level,
    title: str,
    only: Sentence | str = "",
    *,
    remedy: str = _REBUILT,
    **cases: Sentence | str,
) -> Entry:
    """Return an entry with all its cases, and what is said of many of its kind."""
    said = {
        case: Sentence(one) if isinstance(one, str) else one
        for case, one in {**({"": only} if only else {}), **cases, **_MORE}.items()
    }
    plain = said.pop("", None)
    return Entry(
        code, level, title, plain, what="", remedy=remedy, in_workbook="", in_page="", **said
    )


VERIFY_ENTRIES = (
    # --- what is there ---------------------------------------------------------------------------
    _entry(
        "V001",
        ERROR,
        "打不开，或不是一套材料",
        # What is wrong with an archive, its reader says and advises.
        archive=Sentence("{cause:issue}", "{cause:remedy}"),
        unread="{why:issue}",
        unopened=Sentence("打不开（{why}）", _CHECK_ORIGIN),
        missing=Sentence("没有这个文件或文件夹", "核对路径"),
        strange=Sentence(
            "既不是文件夹、.zip，也不是 PDF",
            "写整套材料的文件夹或 .zip，或单独一个佐证材料 PDF；其他文件不能单独核对",
        ),
        scan_record_unread=Sentence(f"{_SCAN}；旁边的 {_RECORD} 读不出来", _OF_SCANS),
        scan_no_record=Sentence(f"{_SCAN}；旁边没有它的 {_RECORD}", _OF_SCANS),
        scan_changed=Sentence(f"{_SCAN}；与旁边 {_RECORD} 记的不一样，整理以后改过", _OF_SCANS),
        scan_whole=Sentence(f"{_SCAN}；与旁边 {_RECORD} 记的一样，页是齐的", _OF_SCANS),
        scan_partial=Sentence(f"{_SCAN}；与旁边 {_RECORD} 记的一样，页还没有收齐", _OF_SCANS),
        several=Sentence(
            "里面有 {count:number} 套材料（{named}）",
            "写其中一套的文件夹；要一起看的用 docgen summary",
        ),
        packed=Sentence("里面没有 manifest.json，有压缩包 {names:list}", "写这个压缩包"),
        collected=Sentence("里面是 docgen collect 整理的扫描件，不是生成的整套材料", _OF_SCANS),
        no_manifest=Sentence(
            "里面没有 manifest.json，不是 docgen 生成的整套材料", f"核对路径；{_WHOLE_PACKAGE}"
        ),
        linked=Sentence("manifest.json 是链接，不是文件", _CHECK_ORIGIN),
        manifest=Sentence("manifest.json：{why:issue}", _CHECK_ORIGIN),
    ),
    _entry("V101", ERROR, "少了文件", "清单里有，这里没有这个文件"),
    _entry(
        "V102",
        ERROR,
        "文件与生成时不一样",
        empty="是空文件（0 字节）",
        changed="与生成时不一样，被改过或损坏了",
    ),
    _entry("V103", ERROR, "清单里的文件名不像样", "清单里的文件名“{name}”不像样"),
    _entry(
        "V104",
        NOTE,
        "多出的文件",
        "不在清单里，不是这一套材料生成的",
        remedy="看看是不是要交的；不是就移走",
    ),
    _entry(
        "V105",
        WARNING,
        "佐证的原文件在生成以后变了",
        remedy="重新 docgen build，再核对",
        gone="佐证 {evidence} 的原文件不在了",
        changed="佐证 {evidence} 的原文件在生成以后改过",
    ),
    _entry("V106", ERROR, "文件读不出来", "{why:issue}"),
    # --- the manifest ----------------------------------------------------------------------------
    _entry(
        "V108",
        ERROR,
        "清单与它自己的数据不符",
        no_data=(
            "清单里没有表格和目录所用的内容，删去了，或是旧版生成的；表格和对照表没有重画核对"
        ),
        own_data="{name}写的是“{said}”，清单自己的数据里是“{own}”",
        errors="检查有 {count:number} 处错误，却不是草稿：有错误的，程序只生成草稿",
        scheme="{name}写的是“{said}”，应是“{own}”",
        readings="有两种读法的地方（第 {items:list} 项）与算出来的不一样",
        holders="佐证 {evidence} 的持有人与它的持有人栏、标题不符",
        reference="佐证 {evidence} 的标注是“{said}”，应是“{own}”",
        added="{part:issue}不该有",
        missing="{part:issue}没有",
        differs="{part:issue}与由清单的数据推算的不一样：{fields:issues}",
        field="{name}是 {said}，应是 {own}",
        unrelated="项目、佐证、页码互相对不上，对照表和表格没有重画比对",
        stopped="内容自相矛盾，核对到一半停下了（{error}）",
    ),
    _entry(
        "V109",
        ERROR,
        "页面标识与清单的内容不符",
        printed="说有的页是以前印的（{package}），那是另一个工作室的编号",
        identity=(
            "页面标识 {package} 不是由清单现在的内容得出的（应是 {own}）："
            "方案、数据、佐证的文字或来源文件在生成以后改过"
        ),
    ),
    _entry(
        "V110",
        ERROR,
        "清单列出的文件不全或不对",
        unlisted="清单里没有列出{document}",
        unknown="清单里列出了程序不生成的“{role}”",
        repeated="清单里列了 {count:number} 份{document}",
        first_page="{file}：不是佐证材料，却写着起始页码",
        figures="{file}：不是要打印的 PDF，却写着页数、份数、签章或指纹",
        fingerprints="{file}：清单写的是 {pages} 页，页面指纹有 {count:number} 个",
        name="{file}：{document}应叫 {name}",
        copies="{file}：要交 {wanted:number} 份，清单写的是 {said}",
        sign="{file}：要签字盖章的地方与方案的不一样",
        unmarked="{file}：方案要各页印页面标识，清单说没有印",
        text_layer="{file}：清单说的下面垫着文字的页，与各页指纹不符",
        no_room="清单说 {file} 第 {page:number} 页没有空白印页面标识，检查时没有这样说",
    ),
    _entry(
        "V111",
        WARNING,
        "不是整套材料",
        remedy="要整套的，请报送单位运行 docgen build 再交",
        part="只生成了{part}，不是整套材料",
        no_form_pdf="没有表格的 PDF，只有 Word 版",
    ),
    _entry(
        "V112",
        NOTE,
        "不是这一版 docgen 生成的",
        "清单说是 docgen {docgen} 生成的，这里是 {own}，照这一版重做了比对",
        remedy="与这一版重做的不一样的，列为“不能确认”；没有列的，都一样",
    ),
    _entry(
        "V116",
        WARNING,
        "不能确认：说是另一版 docgen 生成的，与这一版重做的不一样",
        "{differs:issue}",
        remedy=(
            "不能当作核对过的：用生成它的那一版 docgen 核对，或请报送单位用这一版重新 docgen build"
        ),
    ),
    _entry("V115", ERROR, "自己写的，多于按规则算出的", **_MORE_THAN_GIVEN),
    _entry(
        "V114",
        ERROR,
        "检查结果与清单的内容不符",
        error="有检查会拦下的错误（{code}）：{found}",
        untold="检查会说的没有列出（{code}）：{found}",
    ),
    _entry(
        "V113",
        ERROR,
        "检查报告与清单不符",
        too_large="大得不像检查报告",
        differs="第 {line:number} 行是“{found}”，由清单写出的是“{wanted}”",
    ),
    _entry(
        "V107",
        ERROR,
        "压缩包与文件夹里的不一样",
        unread="{why}",
        refused="{why:issue}",
        missing="少了 {name}",
        added="多了 {name}",
        changed="不一样的是 {name}",
    ),
    # --- the pages of the bundle -----------------------------------------------------------------
    _entry(
        "V201",
        ERROR,
        "页数不对",
        count=(
            "有 {found:number} 页，清单写的是 {wanted:number} 页"
            "[[：少了{lost:ranges}]][[：文件里的{strange:ranges}不是这一套的]]"
        ),
        first="从第 {first:number} 页起，应接着前一卷从第 {wanted:number} 页起",
    ),
    _entry("V202", ERROR, "页标签不对", "页标签是“{label}”，应是 {number:number}"),
    _entry(
        "V203",
        ERROR,
        "印的页码不对",
        missing="没有印着页码“— {number:number} —”，可能换过页",
        covered="没有印着页码“— {number:number} —”，或盖住了，可能换过页",
    ),
    _entry("V204", ERROR, "页上的编号不对", "没有印着“{reference}”，可能换过页"),
    _entry(
        "V205",
        ERROR,
        "佐证的先后不对",
        overlap="佐证 {one} 和 {other} 的页码重叠",
        nowhere="清单说佐证 {evidence} 在第 {first:number}–{last:number} 页，没有这些页",
    ),
    _entry(
        "V206",
        ERROR,
        "链接通向别处",
        nowhere="链接（{text}）不通向任何一页",
        elsewhere="链接（{text}）通向第 {page:number} 页，应是第 {wanted:number} 页",
        doubled="链接（{text}）写着两个目的地：点了{clicked}，另一个写的是{written}",
    ),
    _entry(
        "V207",
        ERROR,
        "少了链接",
        on_page="没有通向第 {page:number} 页的链接",
        in_index="目录里没有通向第 {page:number} 页的链接",
    ),
    _entry(
        "V208",
        ERROR,
        "书签通向别处",
        doubled="书签“{title}”写着两个目的地：点了{clicked}，另一个写的是{written}",
        nowhere="书签“{title}”不通向任何一页",
        elsewhere="书签“{title}”通向第 {page:number} 页",
        strange="书签“{title}”不是生成时的",
        order="书签的次序改过",
        depth="书签的层次改过，或有重复的",
        evidence="书签“{title}”与清单的佐证 {evidence}（第 {page:number} 页起）不符",
    ),
    _entry(
        "V209",
        ERROR,
        "少了书签",
        titled="没有书签“{title}”",
        evidence="没有佐证 {evidence}（第 {pages} 页）的书签",
    ),
    _entry("V210", ERROR, "页上有批注", "上面有批注（{kind}），不是生成时的样子"),
    _entry("V211", ERROR, "分隔页与清单不符", "分隔页上没有“{wanted}”"),
    _entry(
        "V230",
        ERROR,
        "页的画面与生成时不一样",
        changed="画面与生成时不一样，改过或换过",
        overlaid="章戳不是最后画的：上面又画了东西，或章戳没有了",
        stamp_faces="章戳的字是对的，画它们的字体换过",
        faces="字是对的，画它们的字体等换过",
    ),
    _entry(
        "V231",
        ERROR,
        "页的大小或方向与生成时不一样",
        changed="大小、裁切或方向与生成时不一样，改过或换过",
        tilted="印的页码不是正的，或大小不对：这一页转过、放大或缩小过",
        skewed="章戳歪了、缩放了，或页面裁过、加大过",
    ),
    _entry(
        "V232",
        ERROR,
        "页上的链接或批注与生成时不一样",
        changed="链接或批注与生成时不一样，改过或换过",
        stamp_links="页码、编号上的链接的位置、大小或去处与清单重画的不一样",
        links="链接的位置、大小或去处与清单重画的不一样",
    ),
    _entry(
        "V233",
        ERROR,
        "书签、图层或打开的方式与生成时不一样",
        changed="标题、书签、页标签、图层或打开的方式与生成时不一样",
        about="文件说明里的{name}是“{found}”，应是“{wanted}”",
        more_about="文件说明里多了 {keys:list}",
        bookmark_looks="书签的颜色、字形等改过",
        viewing="显示的方式改过",
        no_bookmarks="打开时不显示书签",
        opening="打开时不在第一页，或不是原来的大小",
        metadata="后来加了文件的说明（XMP）",
    ),
    _entry(
        "V234",
        ERROR,
        "PDF 里有会动作的东西",
        "{where}：{act}，docgen 不写这些",
        remedy=f"{_REBUILT}；在那以前不要点里面的链接和书签",
    ),
    _entry(
        "V235",
        ERROR,
        "PDF 在生成以后又写过",
        behind="文件的结尾后面还接着别的内容",
        rewritten=(
            "生成以后又写过 {times:number} 次，其中签名 {signed:number} 次：别的是后来添进去的"
        ),
        loose="里面有 {count:number} 处没有用到的内容，是改动以后留下的",
        encrypted="加了密码或权限限制，docgen 不加",
        producer="说是“{producer}”存的，不是“{own}”",
        other="不是 docgen 写出来的原样：被别的程序改过、重新存过，或损坏了",
    ),
    _entry(
        "V236",
        ERROR,
        "没有页面指纹",
        none="清单里没有它的页面指纹（删了，或是旧版 docgen 生成的），各页的画面没有核对",
        count="清单里有 {kept:number} 页的指纹，文件有 {found:number} 页",
    ),
    _entry(
        "V237",
        ERROR,
        "是不是草稿，各处说的不一样",
        alone="{pages:ranges}印着“草稿”，别的页没有",
        lacking="清单说是草稿，{pages:ranges}没有“草稿”，或盖住了",
        marked="清单说不是草稿，{pages:ranges}却印着“草稿”",
    ),
    _entry(
        "V118",
        NOTE,
        "页面标识没有重算",
        "页面标识也是由身份证号码得出的，表格（Word 版）上没有完整的号码，没有重算",
        remedy="要重算，请要有表格 Word 版的整套材料",
    ),
    _entry(
        "V117",
        ERROR,
        "佐证页上的章戳与清单不符",
        **_TEXTS,
        captions="图片下面印的是“{printed}”，与清单里文件的名称不符",
        no_captions="图片下面没有印名称，与清单里文件的名称不符",
        moved="页码或编号不在该在的地方：移过，或页面裁过、加大过",
        before="章戳前面多画了东西",
        caption_looks="图片下面的“{text}”样子改过",
        beside="章戳旁边添了别的东西，或章戳的样子改过",
        no_number="少了页码或编号",
        no_frame="没有已审验框，或它的样子改过",
        incomplete="章戳不全",
        besides="页码、编号、已审验框和页面标识以外，多画了东西",
    ),
    _entry(
        "V238",
        ERROR,
        "封面、目录或分隔页与清单不符",
        **_TEXTS,
        no_page="应有一页封面、目录或分隔页，这里没有",
    ),
    _entry(
        "V239",
        ERROR,
        "画面下面的文字与生成时不一样",
        changed="画面下面供搜索的文字改过，搜到、复制的不可信；画面另有核对",
        lacking="清单说画面下面垫着看不见的文字，这里没有，或看得见",
        untold="画面下面垫着看不见的文字，清单没有说",
    ),
    _entry("V221", ERROR, "少了页面标识", "没有页面标识（二维码），或读不出来，可能换过页"),
    _entry(
        "V222",
        ERROR,
        "页面标识是别的材料的",
        again="页面标识是同一工作室另一次生成的材料（{found}）{page}，不是这一次的（{package}）",
        other="页面标识是另一套材料（{found}）{page}，不是这一套的（{package}）",
    ),
    _entry("V223", ERROR, "页面标识是别的页的", "页面标识是{page}的，不是这一页的"),
    _entry("V224", ERROR, "页面标识的小字与二维码不符", "二维码旁没有印着小字“{mark}”"),
    # --- figures and points ----------------------------------------------------------------------
    _entry(
        "V301",
        ERROR,
        "数量与佐证加起来的不符",
        total="{measure}：佐证加起来是 {total:number}，清单写的是 {said:number}",
        used="{measure}：用的是 {said:number}，应是 {wanted:number}",
        printed="{measure}：印的是“{printed}”，没有“{wanted}”",
        strange="{measure}：算进了不支撑这一项的佐证 {evidence}",
        term="{measure}：佐证 {evidence} 的数量是 {own:number}，算进去的是 {said:number}",
    ),
    _entry(
        "V302",
        ERROR,
        "自评超过满分",
        "自评 {claimed:number} 分，超过满分 {points:number} 分",
    ),
    _entry(
        "V303",
        ERROR,
        "总分与各项之和不符",
        total="{name}写的是 {said:number}，各项加起来是 {sum:number}",
        category="{name}写的是 {said:number}，应是 {sum:number}",
    ),
    _entry(
        "V304",
        ERROR,
        "数量或得分不合评分标准",
        term="{measure}：佐证 {evidence} 按规则计 {right:number}，清单计的是 {said:number}",
        computed="按评分标准应计 {right:points}，清单计的是 {said:points}",
        claimed="自评应是 {right:points}，清单写的是 {said:points}",
    ),
    _entry(
        "V305",
        ERROR,
        "项目与方案不符",
        numbers="各项的编号与方案的不一样",
        item="名称、满分或是否加分与方案的不一样",
        measures="数量的种类与方案的不一样",
    ),
    _entry(
        "V306",
        WARNING,
        "自己写的数，与按规则算出的不同",
        remedy="逐项看理由和佐证站不站得住",
        **_MORE_THAN_GIVEN,
    ),
    _entry(
        "V307",
        ERROR,
        "结论与总分不符",
        vetoed="有一票否决情形的不计总分，没有的要计",
        outcome="是否合格、等次或总分值与方案和总分不符",
    ),
    _entry(
        "V308",
        WARNING,
        "不认识材料所用的方案",
        remedy="向发通知的单位要这份方案，写 --scheme 它的文件夹，再核对",
        unknown="这里没有方案 {scheme}（{version}）" + _UNDRAWN,
        unknown_points="这里没有方案 {scheme}（{version}）" + _UNRECKONED,
        version="材料用的方案是 {scheme}（{version}），这里的是另一版" + _UNDRAWN,
        version_points="材料用的方案是 {scheme}（{version}），这里的是另一版" + _UNRECKONED,
    ),
    _entry(
        "V309",
        ERROR,
        "材料所用的方案与这里同名的不一样",
        remedy=(
            "用发通知的单位给的方案重新 docgen build；"
            "这里的方案旧了，就写 --scheme 新的方案，再核对"
        ),
        changed="材料用的方案 {scheme}（{version}） 与这里同名同版本的内容不一样" + _UNDRAWN,
        changed_points="材料用的方案 {scheme}（{version}） 与这里同名同版本的内容不一样"
        + _UNDRAWN
        + "；得分照这里的重算",
        template="表格的模板与方案 {scheme}（{version}） 的不是同一份，表格没有逐格核对",
    ),
    _entry(
        "V310",
        ERROR,
        "佐证与项目对不上",
        twice="佐证 {evidence} 列了两次",
        holders="佐证 {evidence} 的持有人不在它的持有人栏和标题里",
        listed="列的佐证，与各件佐证说的支撑项目不符",
        pages="佐证页码与各件佐证的页码不符",
    ),
    # --- form and workbook -----------------------------------------------------------------------
    _entry(
        "V401",
        ERROR,
        "表格与清单不符",
        cell="{place:issue}写的是{found}，应是{wanted}",
        around="页眉、页脚写的是{found}，应是{wanted}",
        lacking="{place:issue}少了“{text}”",
        added="{place:issue}多了“{text}”",
        no_item="第 {item:number} 项在表里找不到",
        points="第 {item:number} 项的得分不是 {claimed:number}",
        measure="第 {item:number} 项没有写着“{wanted}”",
        pages="第 {item:number} 项没有写着佐证在第 {pages} 页",
        total="没有印着总得分 {total:number}",
    ),
    _entry(
        "V402",
        ERROR,
        "对照表与清单不符",
        sheets="工作表是 {found:list}，应是 {wanted:list}",
        headers="工作表“{sheet}”的页眉页脚是“{found}”，应是“{wanted}”",
        cell="{cell}是 {found}，应是 {wanted}",
        cell_text="{cell}是 {found}（写成了文字），应是 {wanted}",
        sum="{cell} 的合计公式是 {found}，应是 {wanted}",
        no_item="没有第 {item:number} 项",
        no_evidence="没有佐证 {evidence}",
        value="{row:issue}的{head}是 {found}，清单是 {wanted}",
        listed="第 {item:number} 项有 {found:number} 件佐证，清单是 {wanted:number} 件",
        titled="第 {item:number} 项的佐证 {evidence} 写的是“{found}”",
        count="列了 {found:number} 件佐证，清单是 {wanted:number} 件",
    ),
    _entry(
        "V501",
        ERROR,
        "签名无效或不全",
        none="没有签名，清单是签了的",
        changed="“{signer}”签名以后内容改过，签名不再有效",
        earlier="“{signer}”签名以后改过内容，“{last}”签的已不是那时的样子",
        added="“{signer}”签名以后又添了东西",
        other="签名的是“{signer}”，清单是“{own}”签的",
    ),
    _entry(
        "V502",
        ERROR,
        "清单的签名无效或没有",
        changed="签名以后改过，签名不再有效",
        none="佐证材料是签了名的，清单的签名却没有",
    ),
    _entry(
        "V503",
        NOTE,
        "由谁签名",
        "{signers:issues}",
        remedy="看看是不是报送的单位；证书可不可信要问发证的机构",
        first="{count:number} 个 PDF 由“{signer}”签名（证书由“{issuer}”签发，指纹 {print}）",
        first_all=(
            "{count:number} 个 PDF 和清单由“{signer}”签名（证书由“{issuer}”签发，指纹 {print}）"
        ),
        later="后来{count:number} 个 PDF 由“{signer}”签名（证书由“{issuer}”签发，指纹 {print}）",
        later_all=(
            "后来{count:number} 个 PDF 和清单由“{signer}”签名（证书由“{issuer}”签发，指纹 {print}）"
        ),
    ),
    _entry(
        "V504",
        NOTE,
        "签名没有核对",
        "材料是签了名的，这里没有核对签名的部件",
        remedy="安装：pip install 'docgen[sign]'，再核对一次",
    ),
    _entry(
        "V403",
        ERROR,
        "表格的 PDF 与 Word 版不符",
        lost="Word 版里的“{text}”，PDF 里没有，或不一样",
        added="第 {page:number} 页多了“{text}”，Word 版里没有",
        signs="Word 版里的“{signs}”，PDF 里没有，或少了",
    ),
    _entry(
        "V404",
        ERROR,
        "对照表里藏着、盖着东西",
        in_book="工作簿里有{what}",
        in_sheet="工作表“{sheet}”里有{what}",
        sheet="工作表“{sheet}”是隐藏的",
        rows="工作表“{sheet}”藏着第 {rows} 行",
        columns="工作表“{sheet}”藏着 {columns:list} 列",
        merged="工作表“{sheet}”合并的格与生成时不一样（{cells:list}），会盖住内容",
        unseen="{cell} 的{why}：“{text}”",
        format="{cell}的数字格式是“{found}”，显示的与写的会不一样",
    ),
    _entry(
        "V405",
        ERROR,
        "对照表的链接通向别处",
        remedy=f"{_REBUILT}；在那以前不要点这些链接",
        target="{cell}的链接通向{found}，应是{wanted}",
        tip="{cell}的链接，指着时显示的是“{found}”，应是“{wanted}”",
        filled="{cell}（评审填的一栏）有通向别处的链接或公式：“{text}”",
    ),
    _entry(
        "V406",
        NOTE,
        "对照表在别的软件里存过",
        "在别的软件里存过，内容与生成时一样",
        remedy="评审填写过的就是这样，不必处理",
    ),
    _entry(
        "V407",
        NOTE,
        "对照表的评审两列填了",
        "评审得分、评审备注填了 {count:number} 格；报送时这两列是空的，评审填过的才不空",
        remedy="评审填的，不必处理；报送时就填着的，删去再看",
    ),
    _entry(
        "V408",
        NOTE,
        "对照表筛选着",
        "工作表“{sheet}”筛选过，有 {rows:number} 行没有显示",
        remedy="在表里取消筛选，就看得到全部",
    ),
    _entry(
        "V412",
        NOTE,
        "对照表上了锁，或只打印一部分",
        remedy="内容没有变；取消保护、打印区域就行",
        book="{note}",
        sheet="工作表“{sheet}”上了锁，格子填不进",
    ),
    _entry(
        "V409",
        ERROR,
        "表格里有藏着的、后加的东西",
        added="多了{what} {count:number} 处，不是程序写的",
        hidden="有{what} {count:number} 处，程序不写这些",
    ),
    _entry(
        "V411",
        WARNING,
        "对照表的链接打不开旁边的佐证材料",
        "在别的文件夹里存过，链接都成了“{way}…”，打开的不是与它放在一起的佐证材料",
        remedy="不点链接，在佐证材料里按页码翻；或要原来的一份",
    ),
    _entry(
        "V410",
        ERROR,
        "表格的样子改过",
        changed="文字与程序写的一样，{part} 不一样（字体、颜色、大小、版式或图片改过）",
        new="文字与程序写的一样，{part} 是后来添的",
    ),
)
VERIFY_PARTS = (
    Entry(
        "manifest-part",
        ERROR,
        "清单的一部分",
        remedy="看这里",
        item=Sentence("第 {number:number} 项"),
        category=Sentence("“{title}”这一类"),
        totals=Sentence("总分"),
        outcome=Sentence("结论"),
    ),
    Entry(
        "sheet-row",
        ERROR,
        "对照表的一行",
        remedy="看这里",
        total=Sentence("总得分"),
        item=Sentence("第 {number:number} 项"),
        of_item=Sentence("第 {number:number} 项佐证 {evidence} "),
        evidence=Sentence("佐证 {evidence} "),
    ),
    Entry(
        "word-place",
        ERROR,
        "表格里的地方",
        remedy="看这里",
        body=Sentence("正文"),
        cell=Sentence("第 {table:number} 个表第 {row:number} 行第 {cell:number} 格[[（{label}）]]"),
    ),
)
"""Where something is in what a package holds: parts of what is said of it."""
