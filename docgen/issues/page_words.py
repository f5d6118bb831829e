"""What the clerk's page calls what the command line and the files call otherwise.

Sentences about the data have words of their own for the page (`Sentence.in_page`). Those about the
computer, programs and packages differ in these words alone.
"""

_WORDS = (
    ("；确要先看样子，可加 --draft 生成草稿", "；确要先看样子，可以先生成草稿"),
    ("用 docgen init {folder} 生成一份，填好再运行", "在首页新建一个"),
    ("用 docgen init {folder}", "在首页里"),
    ("；docgen init 会建好", ""),
    ("对照 docgen init 生成的样子", "对照新建的工作文件夹里的样子"),
    ("新建一份 docgen init --format xlsx 的表", "在首页新建一个用工作簿的"),
    ("用 docgen init --format xlsx 在别处生成一份", "在首页另建一个用工作簿的"),
    ("用 docgen init 在别处生成一份", "在首页另建一个"),
    ("再运行 docgen build", "再点“生成”"),
    ("docgen build 生成的", "生成的"),
    ("用 docgen build", "点“生成”"),
    ("运行 docgen build", "点“生成”"),
    ("docgen build", "“生成”"),
    ("再运行 docgen lock", "再点“锁定编号”"),
    ("再运行 docgen print", "再点“打印”"),
    ("再运行 docgen convert", "再转换一次"),
    ("运行 docgen check", "点“检查”"),
    ("用 docgen check", "在“总览”里"),
    ("用 docgen verify 核对", "点“核对”"),
    ("用 docgen verify", "点“核对”"),
    ("，重新 build 再签", "，重新生成再签"),
    ("请单位用 docgen sign 签名", "请懂命令行的人给整套签名"),
    ("用 --out ", ""),
    ("（--out）", ""),
    ("写进 studio.yaml 旁边的", "写进工作文件夹里的"),
    ("，或继续用 studio.yaml", ""),
    ("佐证表里写的文件改了名", "佐证的文件改了名"),
    ("submission 写错", "报送种类写错"),
    ("evidence 写在一行里", "佐证写在一行里"),
    ("放进 evidence 文件夹", "放进佐证文件夹"),
    ("改方案 scheme.yaml 里这一项", "请写方案的人改这一项"),
    ("就写进 scheme.yaml 的 form.omits", "就在方案里注明"),
    ("用了 YAML 的引用", "这里用了引用"),
    ("不合 YAML 的写法", "不合数据文件的写法"),
    ("YAML 的特殊符号", "特殊符号"),
    ("（里面有 studio.xlsx 或 studio.yaml）", ""),
    ("再运行 docgen serve", "运行 docgen serve"),
    ("运行一次", "试一次"),
    ("再运行", "再试一次"),
)
"""Longer ones first: what is replaced is not looked at again for what comes before it."""


def say_on_page(text: str) -> str:
    """Return a sentence, or its template, in the words of the page."""
    for written, shown in _WORDS:
        text = text.replace(written, shown)
    return text
