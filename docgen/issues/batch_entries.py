"""What there is to say when many workspaces are worked through at once."""

from docgen.issues.catalogue import Entry, Sentence
from docgen.issues.finding import Level

_GO_ON = "查明原因后，用同样的命令再运行一次：做好的不重做"
_PART = "安装批量处理的部件：pip install 'docgen[batch]'，再运行"

BATCH_ENTRIES = (
    Entry(
        "B101",
        Level.ERROR,
        "不是要处理的",
        package=Sentence(
            "是生成好的材料，不是工作文件夹", "要核对用 docgen batch verify；要生成，给出工作文件夹"
        ),
        unbuilt=Sentence("是工作文件夹，里面没有生成的材料", "先用 docgen batch build 生成"),
        strays=Sentence(
            "有 {count:number} 个文件不属于任何工作文件夹或材料（{names:fewnames}）",
            "是佐证的放进工作文件夹；压缩的先解开；不相干的不必理会",
        ),
        nothing=Sentence(
            "里面没有要处理的", "核对路径：应是有 studio.yaml 或 studio.xlsx 的文件夹，或生成的材料"
        ),
        link=Sentence("是链接，没有打开", "把它指的文件夹拷贝过来"),
        deep=Sentence("文件夹套得太深，没有打开", "把它移到浅一些的地方"),
        unread=Sentence("打不开（{reason}）", "看看这个文件夹的权限，再运行一次"),
        twin=Sentence("名字与“{other}”的几乎一样，放到一处会互相覆盖", "把其中一个改成不同的名字"),
    ),
    Entry(
        "B102",
        Level.ERROR,
        "没有做成",
        remedy=_GO_ON,
        timeout=Sentence(
            "超过 {most:number} 分钟没有做完，已停止",
            "单独用 docgen build 看看停在哪里；确实大的，用 --minutes 放宽后再运行",
        ),
        memory=Sentence(
            "用的内存超过 {most:number} MB，已停止",
            "单独用 docgen build 看看是哪一件；确实大的，用 --memory 放宽后再运行",
        ),
        killed=Sentence("处理它的程序被系统中止了，多半是内存不够", "减少 --workers，再运行一次"),
        crash=Sentence("处理它的程序崩溃了"),
        lost=Sentence("处理它的计算机或程序几次中断，没有再试", "看看各台计算机的日志，再运行一次"),
        bug=Sentence(
            "程序出了意外的问题：{kind:value}", "把这一份单独运行 docgen build，告知维护者"
        ),
        machine=Sentence("{why}", "{how}"),
        source=Sentence("取不来（{reason}）", _GO_ON),
        target=Sentence("放不到目标处（{reason}）", _GO_ON),
        many=Sentence(
            "里面有 {count:number} 个文件、{size:size}，多得不像一个工作室的，没有取",
            "核对是不是把几个工作室放在了一起；确实要做的，单独用 docgen build",
        ),
        odd_name=Sentence(
            "里面有文件的名字不能用（{name:value}）", "在存储里改名，去掉“..”一类的写法，再运行一次"
        ),
        strange=Sentence(
            "目标处的 {place} 不是这里放的，或有人改过，没有覆盖", "把它移走或改名，再运行一次"
        ),
        changed=Sentence("处理的时候有人改了它，没有放到目标处", "改好以后再运行一次"),
    ),
)
"""Of one thing that lies at a source: it stands in the report."""

BATCH_REFUSALS = (
    Entry(
        "batch",
        Level.ERROR,
        "批量处理没有开始",
        no_part=Sentence("没有安装批量处理用的部件（{name}）", _PART),
        no_place=Sentence("没有这个文件夹", "核对路径；可以写几个，中间空一格"),
        unread=Sentence("打不开（{reason}）", "核对网址、网络和访问的密钥，再运行一次"),
        protocol=Sentence(
            "目标写的是 {name}，docgen 不知道它能不能把一个文件一次放好",
            "目标写文件夹，或 s3:// 一类对象存储的网址",
        ),
        alike=Sentence(
            "几个来源的最后一段名字一样（{name}），结果会混在一起", "分开运行，各写各的 --to"
        ),
        within=Sentence("目标就是来源，或在一个工作文件夹里面", "用 --to 写另一个文件夹"),
        taken=Sentence(
            "另一次批量正在往这里写（在 {machine}，{began} 开始）",
            "等它做完；它确实不在了的，过一分钟再运行",
        ),
        lost_turn=Sentence(
            "另一次批量接手了这个目标，这一次停下", "一个目标同时只运行一次；要分开就写不同的 --to"
        ),
        scheduler=Sentence(
            "调度程序 {address} 连不上（{reason}）",
            "核对 --scheduler 的地址；先在那里运行 dask scheduler，在各台计算机运行 dask worker",
        ),
        no_workers=Sentence(
            "调度程序 {address} 那里没有计算机", "在各台计算机运行 dask worker {address}，再运行"
        ),
        other_docgen=Sentence(
            "{names:fewnames} 上的 docgen 与这里的不是同一版，或没有装", "各台计算机装同一版 docgen"
        ),
        unseen=Sentence(
            "{names:fewnames} 看不到这个文件夹",
            "写各台计算机都看得到的网络文件夹（路径要一样），或对象存储的网址",
        ),
        storage=Sentence(
            "接连 {count:number} 份取不来或放不到目标处，停下了",
            "看看网络和存储；好了以后用同样的命令再运行一次：做好的不重做",
        ),
    ),
)
"""The run ends with it."""
