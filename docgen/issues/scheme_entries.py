"""What there is to say of a notice written as data, and of its templates."""

from docgen.issues.catalogue import Entry
from docgen.issues.finding import Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE

SCHEME_ENTRIES = (
    Entry("S101", ERROR, "原文两档都写到一个数，没有写怎样读"),
    Entry("S102", ERROR, "原文两档之间有没写到的数，没有写怎样补"),
    Entry("S103", ERROR, "按规则的得分与原文不同"),
    Entry("S104", ERROR, "两可或空档的数原文里没有"),
    Entry("S105", WARNING, "两可或空档永远碰不到"),
    Entry("S106", ERROR, "一条读法没有写说明"),
    Entry("S107", WARNING, "择优没有写说明"),
    Entry("S201", ERROR, "一项怎样也得不到满分"),
    Entry("S202", WARNING, "上限怎样也到不了"),
    Entry("S203", WARNING, "判断的档次分不开，或没有得 0 分的"),
    Entry("S204", WARNING, "扣分比分值还多"),
    Entry("S301", NOTE, "一种佐证计在两处"),
    Entry("S302", ERROR, "两个种类的名字分不开"),
    Entry("S303", ERROR, "计数的写法不起作用"),
    Entry("S304", WARNING, "列出的工作室类别没有用到"),
    Entry("S401", WARNING, "没有写小计或总分"),
    Entry("S402", ERROR, "合格分、优秀分与等次不一致"),
    Entry("S403", WARNING, "考核期、年度、截止日对不上"),
    Entry("S501", WARNING, "名字太长，或与文件夹不同"),
    Entry("S502", WARNING, "输出的文件名排不出报送的顺序"),
    Entry("S503", ERROR, "原文或名称空着"),
    Entry("S504", NOTE, "没有写放哪些佐证"),
    Entry("S505", WARNING, "没有写一票否决的规定"),
    Entry("S601", ERROR, "没有这个 Word 模板"),
    Entry("S602", ERROR, "模板的纸与方案不同"),
    Entry("S603", WARNING, "模板印的文字与方案的原文不同"),
    Entry("S604", ERROR, "模板印的分值与方案不同"),
    Entry("S605", WARNING, "报告骨架的标题与方案不同"),
    Entry("S606", WARNING, "模板的中文字体不是公文规定的"),
    Entry("S607", WARNING, "模板的行高是固定的"),
    Entry("S608", WARNING, "omits 写了没有的标记"),
    Entry("S609", NOTE, "有用不到的 Word 文件"),
)
