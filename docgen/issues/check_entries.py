"""What the checks say of numbers that nobody is to read, and of checks that are switched off."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

WARNING, NOTE = Level.WARNING, Level.NOTE

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
        "C209",
        WARNING,
        "关不掉的检查",
        unknown=Sentence("没有代号是{code:value}的检查", "照抄括号里的代号，如 C306"),
        missing=Sentence("没有检查 {code}", "照抄括号里的代号，如 C306"),
        error=Sentence(
            "{code}（{title}）是错误，照样检查", "从 off 里删去", in_page="从“不要的检查”里删去"
        ),
        fixed=Sentence(
            "{code}（{title}）不能关，照样检查", "从 off 里删去", in_page="从“不要的检查”里删去"
        ),
    ),
    Entry(
        "C210",
        NOTE,
        "关掉了的检查",
        Sentence(
            "这些检查关掉了，查到的没有列出：{off:explained}",
            "要看就从 checks 的 off 里删去",
            in_page="要看就从“不要的检查”里删去",
        ),
    ),
)
