"""Of which level an award or a competition is, by the words of its name: 国家级, 省级, 市级."""

import re

NATION, PROVINCE, CITY, DISTRICT = "国家级", "省级", "市级", "区级"
_SAID = (
    (re.compile("国家级|全国性"), NATION),
    (re.compile("省级|自治区级|省部级"), PROVINCE),
    (re.compile("地市级|市级"), CITY),
    (re.compile("区市级|县区级|区县级|县级|区级"), DISTRICT),
)
_PART = re.compile("赛区|选拔|预选|预赛|初赛|分站|分赛")
_NATIONAL = re.compile(
    "中华人民共和国|国家|全国|中国(?!石化|石油|移动|联通|电信|建筑)|中华(?:全国)?"
)
_MUNICIPALITIES = ("北京市", "天津市", "上海市", "重庆市")
_BEFORE = re.compile(
    r"^(?:\d{4}年?度?|“[^”]*”|第[一二三四五六七八九十百\d]+届|首届|[^\u3400-\u9fff]|[—-])+"
)
_PLACE = re.compile(
    r"^(?P<province>[\u3400-\u9fff]{2,3}省|[\u3400-\u9fff]{2,7}自治区|全省|省)?"
    r"(?P<city>(?:[\u3400-\u9fff]{2,4}?市|全市|市)(?![场政容]))?"
    r"(?P<district>[\u3400-\u9fff]{1,5}?[区县旗]|全区|全县|区|县)?"
)
_NO_DISTRICT = re.compile("赛区|地区|园区|社区|厂区|校区|片区|军区|景区|山区|灾区|库区|小区")


def level_of_award(text: str) -> str:
    """The level that a name of an award, a competition or an issuer tells; nothing where none."""
    for shape, level in _SAID:
        if shape.search(text):
            return level
    if _PART.search(text):
        return ""
    name = _BEFORE.sub("", text)
    place = _PLACE.match(name)
    return NATION if _NATIONAL.match(name) else _level_of_place(place) if place else ""


def _level_of_place(place: re.Match[str]) -> str:
    district = place["district"]
    if district and not _NO_DISTRICT.search(district):
        return DISTRICT
    if place["city"]:
        return PROVINCE if place["city"] in _MUNICIPALITIES else CITY
    return PROVINCE if place["province"] else ""
