"""Whether a few Chinese characters are a person's name: by its surname, and by what it is not."""

import re
from collections.abc import Iterator

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜"
    "倪庄聂章鲁岳翟申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游靳辛欧管柴蒙鲍华喻祁蒲房滕屈饶"
    "解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗代桂全佟应臧边卞姬邬和仇栾隋商刁沙荣巫寇桑郎甄丛"
    "仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀胥南班储原栗燕楚鄢谌奚皮粟冼蔺楼盘满闵伊仝厉虎慕初亓矫邰邴闻牧祖阚宿薄辜郁怀"
    "傅常赖洪殷詹瞿苟竺濮邸屠蔚闾"
)
_NO_NAMES = frozenset(
    re.findall(
        "..",
        "高级高技高新高校高端金牌金属金奖任命任职任务成果成员成立安全安装安排方案方法项目管理关于全国全省全市全年全部"
        "单位单项时间时期时代明确明细应用应变应当石油石化车间车工路线连续包装荣获荣誉商务农业农村农民文化文件文明水电"
        "白酒向前尤其严格严重左右原则原有满足温度司机古建章程常用易燃武装柴油查看代表解决解放游泳申请申报申领施工设备"
        "费用简介简历简况封面谈话连接全程全力常年常常成绩单独时刻党员党支班组班长毕业金蓝齐鲁鲁班劳动于是"
        "常务常规常见常温常委常驻常态洪水洪涝屠宰蔚蓝",
    )
)
"""Words that begin as names do: two characters each."""
_COMPOUND = (
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "司徒",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "夏侯",
)
_HAN = re.compile(r"[\u3400-\u9fff]+")


def is_name(text: str) -> bool:
    """Whether a text can be the name of a Chinese person, and is no ordinary word."""
    if not _HAN.fullmatch(text) or text[:2] in _NO_NAMES:
        return False
    if text.startswith(_COMPOUND):
        return 3 <= len(text) <= 4
    return 2 <= len(text) <= 3 and text[0] in _SURNAMES


def names_before(text: str, word: str) -> Iterator[str]:
    """Yield the names that stand just before a word, as in 林海生技能大师工作室.

    A name begins where the text does, or behind what cannot be part of one. Whose studio somebody
    works together with (与林海生…) is not told: that is no claim of whose the text is.
    """
    for found in re.finditer(re.escape(word), text) if word in text else ():
        run = _run_before(text[: found.start()])
        if is_name(run):
            yield run


def names_after(text: str, word: str, ends: str) -> Iterator[str]:
    """Yield the names that stand just behind a word, up to what matches `ends`: 领办人林海生，."""
    shape = re.compile(rf"{re.escape(word)}[：:\s]*([\u3400-\u9fff]{{2,4}}?)(?={ends})")
    for found in shape.finditer(text):
        if is_name(found[1]):
            yield found[1]


_BREAKS = re.compile(r"[^\u3400-\u9fff]|[市区县省州镇乡村的为是了]|公司|集团|学院|学校|级|度|年|获")


def _run_before(text: str) -> str:
    """The characters at the end of a text that nothing sets apart."""
    *_, last = [0, *(found.end() for found in _BREAKS.finditer(text))]
    return text[last:]
