"""Invented people: names, masked ID numbers, check digits. The same seed, the same people."""

import random
from collections.abc import Iterator

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "丛毕鞠戚邢隋慕宫刁矫滕亓初曲于"
)
_FIRST = (
    "建国海洪晓文立振永志春秀玉明学世成德家俊宏伟光东新忠兴庆长思子佳雨欣诗梓浩宇泽嘉艺若书安景承睿"
)
_SECOND = (
    "军平强勇涛杰磊超刚辉鹏斌亮峰龙林波宁凯飞旭阳健敏丽娟燕静霞艳萍玲芳"
    "琳琪媛婷涵轩辰然昊博洋泓琛玥喆"
)


def invent_names(seed: str, taken: frozenset[str] = frozenset()) -> Iterator[str]:
    """Names without end, none twice and none of `taken`."""
    dice = random.Random(seed)
    seen = set(taken)
    while True:
        name = dice.choice(_SURNAMES) + (dice.choice(_FIRST) if dice.random() < 0.8 else "")
        name += dice.choice(_SECOND)
        if name not in seen:
            seen.add(name)
            yield name


def masked_id(dice: random.Random) -> str:
    """An ID number as lists print it: masked, of a region code nobody has."""
    return f"371099********{dice.randrange(10000):04d}"


def check_digit_of_id(first17: str) -> str:
    """The last character of a resident ID number (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(first17, weights, strict=True))
    return "10X98765432"[total % 11]


def check_digit_of_credit_code(first17: str) -> str:
    """The last character of a unified social credit code (GB 32100)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = [pow(3, n, 31) for n in range(17)]
    total = sum(alphabet.index(c) * w for c, w in zip(first17, weights, strict=True))
    return alphabet[(31 - total % 31) % 31]
