"""What is said of foreign files that were made ready: what is noted of them, what they lost."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

WARNING, NOTE = Level.WARNING, Level.NOTE

_AS_PDF = "请用原来的软件打开，另存为 PDF 后再放进来"
_OFD_AS_PDF = "请翻看核对；不对的，用 OFD 阅读器（数科、福昕等）打开，另存为 PDF 后再放进来"
_WORD_AS_PDF = "请用 Word 打开，另存为 PDF 后再放进来"
_SEEN = "要用作佐证请在原软件里取消隐藏"
_BY_WORD = "要一样的请用 Word 打开，另存为 PDF 后再放进来"
_RECODED = "图像数据 PDF 不能直接收入，已转成高质量 JPEG"
_LOOK_THROUGH = "请翻看核对，或另存为 PDF 后再放进来"

CONVERSION_ENTRIES = (
    Entry(
        "F101",
        NOTE,
        "佐证文件里有的内容没有照样用",
        remedy="一般不用改；在佐证材料里看一眼即可",
        converted=Sentence(
            "由 LibreOffice 转成 PDF，共 {count:number} 页；版面可能与原软件里略有不同，请翻看核对"
        ),
        suffix=Sentence("文件扩展名是 {suffix}，内容其实是 {kind}，已按内容收入"),
        no_suffix=Sentence("文件没有扩展名，内容其实是 {kind}，已按内容收入"),
        with_password=Sentence("文件有密码，已用密码打开，合订后不再有密码"),
        # Office documents.
        dates_stored=Sentence("日期、时间等自动更新的内容按文件里存的印，没有改成今天的"),
        header_date=Sentence(
            "页眉或页脚里的打印日期、时间没有印（文件里没有存，印出来会是转换那天的）"
        ),
        formulas_stored=Sentence(
            "随打开的日期变的公式（共 {count:number} 格），印的是文件里存的结果"
        ),
        cells_stored=Sentence(
            "表“{sheet}” {cells:firstcells} {cells:morecells}的公式随打开的日期变，"
            "印的是文件里存的结果"
        ),
        fields_stored=Sentence("自动更新的域（{names:list}）按文件里存的结果印，没有改成现在的"),
        slide_dates=Sentence(
            "第 {number:number} 张幻灯片里自动更新的日期按文件里存的印，没有改成今天的"
        ),
        hidden_slide=Sentence(
            f"第 {{number:number}} 张幻灯片[[（{{title}}）]]是隐藏的，没有印；{_SEEN}"
        ),
        hidden_sheet=Sentence(f"表“{{sheet}}”是隐藏的，没有印；{_SEEN}"),
        hidden_rows=Sentence(f"表“{{sheet}}”有隐藏或筛选掉的行，没有印；{_SEEN}"),
        hidden_columns=Sentence(f"表“{{sheet}}”有隐藏或筛选掉的列，没有印；{_SEEN}"),
        print_range=Sentence(
            "表“{sheet}”设了打印区域，只印了区域以内的；要全部印出请在原软件里取消打印区域"
        ),
        wide_sheet=Sentence(
            "表“{sheet}”太宽，缩到一页宽就看不清了，没有缩小，右边的列印在后面的页上"
        ),
        widened=Sentence("表“{sheet}”的 {columns:list} 列太窄，数字印出来是 ###，已放宽到能看清"),
        web_page=Sentence(
            "文件其实是网页（多为系统导出），文字和表格已照样收入，版面比在原软件里简单，请翻看核对"
        ),
        mail=Sentence(
            "文件是一封邮件，主题、收发件人、时间和正文已排成页面，版面比在邮件软件里简单，请翻看核对"
        ),
        mail_attached=Sentence(
            "邮件带有附件（{names:attached}），页上只列了名称，没有印；"
            "要用作佐证的请另存出来，单独放进来"
        ),
        imported=Sentence("里面整份导入的文件（{name}）已并入，版面比在 Word 里简单，请翻看核对"),
        # Word prints them alike.
        revisions=Sentence(
            "文件里有没接受的修订，删去的字带删除线印出来；请核对，或在 Word 里接受修订后再放进来"
        ),
        icon=Sentence(
            "“{words}”一段里嵌着一个文件，只印了它的图标；要用作佐证请另存出来，单独放进来"
        ),
        # Pictures.
        first_of_many=Sentence("动图只收入了第一幅画面"),
        main_of_many=Sentence("文件里有几幅图，只收入了主图"),
        several_pictures=Sentence("文件里有 {count:number} 幅图，各收入一页，主图在前"),
        film=Sentence("照片里带有一小段视频（动态照片），视频印不出来，只收入了照片"),
        raw_preview=Sentence(
            "这是相机原始照片（RAW），收入的是相机存在里面的预览图（{width:number}×{height:number} "
            "像素）；要调整过的画面，请用相机自带软件导出为 JPEG 后再放进来"
        ),
        recoded=Sentence(f"{{coding}} 的{_RECODED}"),
        recoded_kind=Sentence(f"这种 {{coding}} 的{_RECODED}"),
        recoded_pages=Sentence(f"[[{{pages:pages}}]]{_RECODED}"),
        fewer_shades=Sentence(
            "[[{pages:pages}]]图片每种颜色有 8 位以上，已减到 8 位收入，印出来看不出差别"
        ),
        flat=Sentence(
            "图片又宽又矮，缩到一页宽后只有 {height:number} 毫米高；"
            "里面的字如果看不清，请分成几段截图后放进来"
        ),
        cut=Sentence("长图在文字行之间切成了 {count:number} 页"),
        cut_through=Sentence(
            "长图有 {count:number} 处找不到空白，只好从画面中间切开，前后两页重复一小条"
        ),
        # OFD.
        ofd_signed=Sentence(
            "OFD 带有电子签名或电子印章，照样子画在页上，签名未验证；原件请另行保存，以备核验"
        ),
        ofd_attached=Sentence(
            "OFD 里带有附件（{names:attached}），附件不会印出来；需要的请另存出来，单独放进来"
        ),
        ofd_faces=Sentence(
            "OFD 没有带的字体用这台电脑上的代替显示，字的位置不变：{faces:explained}"
        ),
        ofd_lacking=Sentence(
            "OFD 带的字体里没有的字，用这台电脑上的字体代替显示：{faces:explained}"
        ),
        # PDF.
        unlocked=Sentence("PDF 限制了打印、编辑等权限，合订后不再有这些限制"),
        signed=Sentence("PDF 带有电子签名，合订后签名不能再验证，请另行保存原文件"),
        attached=Sentence(
            "PDF 里带有附件（{names:attached}），附件不会印出来；需要的请另存出来，单独放进来"
        ),
        layers=Sentence(
            "PDF 里有关掉的图层（{layers:list}），没有印；"
            "要用作佐证请打开图层，打印成新的 PDF 再放进来"
        ),
        invoice_data=Sentence("文件里带有电子发票的数据（{numbers:list}），核对和填写建议以它为准"),
        invoice_page=Sentence(
            "这是电子发票的数据文件（XML），已按数据排成一页；"
            "有这张发票的 PDF 或 OFD 文件的，请放那一份"
        ),
        actives=Sentence("PDF 里有{actives:list}，已去掉，只留看得见的内容"),
        no_box=Sentence("{pages:pages}没有有效的页面大小，按 216×279 毫米处理"),
        no_crop=Sentence("{pages:pages}裁切框无效，按整页处理"),
        no_rotation=Sentence("{pages:pages}旋转角度无效，按不旋转处理"),
        no_unit=Sentence("{pages:pages}用户单位无效，按 1/72 英寸处理"),
    ),
    Entry(
        "F105",
        WARNING,
        "佐证文件可能不完整",
        remedy="与原件逐页核对；缺了就换一份完整的",
        # Any file.
        blank=Sentence("各页都是白的，什么也看不到，请用原来的软件打开核对"),
        unseen=Sentence("{pages:pages}无法显示，请打开核对；没有检查空白处，加白边印页码和章戳"),
        # PDF.
        repaired=Sentence("PDF 文件有损坏，已修复后收入，请核对页数和内容"),
        rescued=Sentence("PDF 文件损坏严重，只收入了能救回的页，请核对页数和内容"),
        undrawn_fields=Sentence(
            "表单里有填写的内容要由阅读软件临时显示，这里显示不出，请打印成新的 PDF 再放进来"
        ),
        xfa_differs=Sentence(
            "表单（XFA）另存着一份填写的数据，与页上显示的不同：{names:list}；印的是页上显示的",
            "请用 Adobe Reader 打开核对，保存后打印成新的 PDF 再放进来",
        ),
        undrawn_marks=Sentence(
            "{pages:pages}上的批注画不出来，收不进去，请打印成新的 PDF 再放进来"
        ),
        unread=Sentence("{pages:pages}内容有损坏，请核对"),
        fewer_pages=Sentence("PDF 目录写有 {promised:number} 页，只读到 {count:number} 页，请核对"),
        # Pictures.
        cut_short=Sentence(
            "[[{pages:pages}]]图片数据不完整（有一段丢失或损坏），能显示的部分已收入，"
            "请核对或换一份完整的"
        ),
        page_left_out=Sentence(
            "{pages:pages}{why:issue}，没有收入，请核对，或把这一页另存为 JPEG 后单独放进来"
        ),
        picture_left_out=Sentence(
            "文件里的第 {number:number} 幅图{why:issue}，没有收入，"
            "请核对，或把它另存为 JPEG 后单独放进来"
        ),
        pictures_unread=Sentence(
            "文件里另有图打不开（编码 {codecs:list}），没有收入",
            "请用看图软件打开，把它们另存为 JPEG 后再放进来",
        ),
        pictures_beyond=Sentence(
            "文件里有 {count:number} 幅图，只收入了前 {most:number} 幅",
            "请用看图软件把要用的几幅另存为 JPEG 后再放进来",
        ),
        chain_broken=Sentence(
            "TIFF 文件不完整，可能后面还有页没有读到，请核对页数，或换一份完整的"
        ),
        # OFD.
        ofd_undrawn=Sentence("OFD 里有的内容画不出来：{places:places}", _OFD_AS_PDF),
        ofd_misplaced=Sentence("OFD 里有的字在画出的页上找不到：{places:places}", _OFD_AS_PDF),
        ofd_faceless=Sentence(
            "OFD 里的这些字，它带的和这台电脑上的字体都没有，没有画出来：{characters:characters}",
            _OFD_AS_PDF,
        ),
        ofd_missing=Sentence(
            "OFD 里缺少它自己指明的部件（{names:files}），可能有内容没有画出来",
            "请从开具单位重新下载一份；仍是这样，" + _OFD_AS_PDF,
        ),
        ofd_spoilt=Sentence(
            "OFD 里有的部件有损坏（{names:files}），可能有内容没有画出来",
            "请从开具单位重新下载一份；仍是这样，" + _OFD_AS_PDF,
        ),
        ofd_broken_faces=Sentence(
            "OFD 带的字体（{names:files}）打不开，用这台电脑上的字体代替显示", _OFD_AS_PDF
        ),
        # Office documents.
        not_shown=Sentence("这些内容在印出来的页里找不到：{places:places}", _AS_PDF),
        cut_off=Sentence(
            "这些格里的字没有印全（列太窄被右边的格挡住，或行太矮）：{places:places}",
            "请用原来的软件把列拉宽、行拉高，或设成自动换行和最合适的行高，保存后再放进来",
        ),
        faceless=Sentence(
            "这台电脑上没有字体能显示这些字，印成了空框或没有印出来：{characters}",
            "请在能显示它们的电脑上另存为 PDF 后再放进来",
        ),
        unrepaired=Sentence(
            "文件内部有不合规范的地方，公式、日期这些没能照存的印，可能印成现算的",
            "请用原来的软件打开，另存一次后再放进来",
        ),
        uncompared=Sentence("文件内部有不合规范的地方，没能与印出来的页逐字核对", _LOOK_THROUGH),
        hashes=Sentence(
            "有些数字或日期印成了 ###（列太窄）：{cells:firstcells}{cells:morecells}",
            "请用原来的软件把这些列拉宽，保存后再放进来",
        ),
        hashes_somewhere=Sentence(
            "有些数字或日期印成了 ###（列太窄）：位置不明",
            "请用原来的软件把这些列拉宽，保存后再放进来",
        ),
        not_stored=Sentence(
            "表“{sheet}” {cells:firstcells} {cells:morecells}的公式没有存结果"
            "（不是 Excel 或 WPS 存的），印的是现算的，可能与原来的不同",
            "请用 Excel 或 WPS 打开，保存一次，再放进来",
        ),
        lost_pictures=Sentence(
            "这些图片在文件里找不到或已损坏，印不出来：{places:pictures}",
            "请用原来的软件重新插入，保存后再放进来",
        ),
        undrawn=Sentence("这里画不出来，也没有存图，没有印：{places:drawings}", _AS_PDF),
        fewer_pictures=Sentence(
            "文件里要印的图片有 {drawn:number} 张，印出来的页里只有 {count:number} 张"
            "[[，没有印的多半是{places:pictures}]]",
            "请翻看核对，或用原来的软件打开，另存为 PDF 后再放进来",
        ),
        linked=Sentence(
            "里面有链接到别处的图片（{names:linked}），没有读取，印不出来",
            "请在原来的软件里改成嵌入文件的图片，另存后再放进来",
        ),
        linked_shapes=Sentence(
            "里面有链接到别处的图片（图形里的图片），没有读取，印不出来",
            "请在原来的软件里改成嵌入文件的图片，另存后再放进来",
        ),
        cell_pictures=Sentence(
            "表“{sheet}” {cells:firstcells} {cells:morecells}里的图片在文件里找不到，印不出来",
            "请用 WPS 或 Excel 打开核对，重新插入图片后再放进来",
        ),
        only_wps=Sentence(
            "表“{sheet}” {cells:firstcells} {cells:morecells}里嵌入的图片只有 WPS 能显示，印不出来",
            "请用 WPS 打开，另存为 .xlsx 后再放进来",
        ),
        header_picture=Sentence("表“{sheet}”页眉或页脚里的图片印不出来", _AS_PDF),
        diagram=Sentence(
            "表“{sheet}”里的图示（SmartArt，{name}）画不出来",
            "请用 Excel 打开，另存为 PDF 后再放进来",
        ),
        chart=Sentence(
            "{where:issue}里有新式图表（漏斗图、树状图、瀑布图一类），这里画不出来", _AS_PDF
        ),
        covered=Sentence(
            "第 {number:number} 张幻灯片上有动画，先出现的（{shapes:shapes}）被后出现的盖住，"
            "印不出来",
            "请在原软件里把它们错开，或拆成两张幻灯片",
        ),
        old_equation=Sentence(
            "“{words}”一段里的公式或带圈字符（{instruction}）在旧格式里画不出来",
            "请用 Word 打开，另存为 .docx 后再放进来",
        ),
        equations=Sentence(
            f"公式印成了一行：{{equations:equations}}；样子与 Word 里不同，{_BY_WORD}"
        ),
        math=Sentence(
            "公式印成了一行：{equations:equations}；样子与 Word 里不同，要一样的请"
            "装上 LibreOffice Math 再运行，或用 Word 打开，另存为 PDF 后再放进来"
        ),
        empty_field=Sentence(
            "“{words}”一段里的 {name} 域没有存结果，没有印",
            "请用 Word 打开，全选后按 F9 更新域，保存后再放进来",
        ),
        equation_code=Sentence(
            "“{words}”一段里的公式（EQ 域）画不出来，印的是它的代码", _WORD_AS_PDF
        ),
        symbols=Sentence(
            "符号字体（{font}）的符号在这台电脑上可能印不对：{characters}", _WORD_AS_PDF
        ),
        no_preview=Sentence("“{words}”一段里嵌着的对象没有存图，可能没有印", _WORD_AS_PDF),
        wide_table=Sentence(
            "“{words}”开头的表格比纸宽，右边的栏印不出来",
            "请用 Word 打开，把纸改成横向或把栏缩窄，保存后再放进来",
        ),
        not_imported=Sentence(
            "里面整份导入的文件（{name}）读不了，没有印",
            "请用 Word 打开，另存一次（或另存为 PDF）后再放进来",
        ),
        imported_pictures=Sentence(
            "导入的网页里有 {count:number} 张图片不在文件里，没有印", _WORD_AS_PDF
        ),
        web_pictures=Sentence("网页里有 {count:number} 张图片不在文件里，没有印", _AS_PDF),
        mail_pictures=Sentence(
            "邮件里有 {count:number} 张图片不在文件里（要联网才能显示），没有印", _AS_PDF
        ),
        bad_bytes=Sentence("文本里有些字节不是文字，印成了“�”，请核对"),
    ),
)

PLACE_ENTRIES = (
    Entry(
        "place",
        NOTE,
        "文件里的地方",
        remedy="看这里",
        document=Sentence("文件"),
        sheet=Sentence("表“{sheet}”"),
        paragraph=Sentence("“{words}”一段"),
        slide=Sentence("第 {number:number} 张幻灯片[[“{words}”]]"),
        diagram=Sentence("[[第 {number:number} 张幻灯片]]图示里的“{words}”"),
        cell=Sentence("{sheet}!{cell}"),
        ofd_text=Sentence("第 {number:number} 页的文字[[（对象 {object}）]]"),
        ofd_blank=Sentence(
            "第 {number:number} 页的文字，OFD 带的字体里这些字是空白[[（对象 {object}）]]"
        ),
        ofd_words=Sentence("第 {number:number} 页的“{words}”[[（对象 {object}）]]"),
        ofd_picture=Sentence("第 {number:number} 页的图片[[（对象 {object}）]]"),
        ofd_composite=Sentence("第 {number:number} 页的组合图形[[（对象 {object}）]]"),
        ofd_deep=Sentence("第 {number:number} 页套得太深的图形[[（对象 {object}）]]"),
        ofd_text_clip=Sentence("第 {number:number} 页按文字裁剪的图形[[（对象 {object}）]]"),
        ofd_seal=Sentence("第 {number:number} 页的印章[[（{object}）]]"),
        # Before what is there: a picture.
        on_page=Sentence("第 {number:number} 页上的"),
        on_slide=Sentence("第 {number:number} 张幻灯片上的"),
        in_paragraph=Sentence("“{words}”一段里的"),
        behind_paragraph=Sentence("“{words}”一段后面的"),
        at_start=Sentence("开头的"),
        without_words=Sentence("一处没有文字的"),
        at_cell=Sentence("表“{sheet}”[[{cell}]]处的"),
    ),
)
"""Where something is in a document: part of what is said of it, never said alone."""
