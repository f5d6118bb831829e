"""What a field's words say, written as `FieldName` has it; nothing where they say no such thing."""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from docgen.model.certificate_numbers import is_of_a_paper, read_patent
from docgen.model.skill_levels import conflicts_in, level_of
from docgen.papers.levelled_page import Segment
from docgen.papers.paper import FieldName, PaperField
from docgen.papers.paper_marks import load_paper_marks
from docgen.papers.row_text import tight
from docgen.papers.written_values import (
    dates_in,
    lone_date,
    person_in,
    sum_in_figures,
    sums_in_capitals,
    tidy_words,
    write_sum,
)
from docgen.pdf.geometry import Rect
from docgen.text.loose_input import read_figure
from docgen.text.masking import mask_numbers


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, and how much it may be trusted beside how surely its characters were read."""

    value: str
    trust: float = 1.0
    proved: bool = False
    """Whether a check of its own says that every character is right."""


NONE = Reading("", 0.0)

_PROVED = 0.97


def make_field(
    name: FieldName, reading: Reading, segments: Sequence[Segment], trust: float = 1.0
) -> PaperField:
    """A field of words that stand in these places."""
    sure = min(segment.sureness for segment in segments)
    if reading.proved:
        sure = max(sure, _PROVED)
    said = mask_numbers(" ".join(segment.text for segment in segments))
    value = reading.value if name != FieldName.NUMBER else mask_numbers(reading.value)
    frame = join_frames([segment.frame for segment in segments])
    page = segments[0].page
    return PaperField(name, value, said, page, frame, round(sure * trust * reading.trust, 3))


def join_frames(frames: Sequence[Rect]) -> Rect:
    """The rectangle around several."""
    left, top = min(f.x for f in frames), min(f.y for f in frames)
    right = max(f.x + f.width for f in frames)
    foot = max(f.y + f.height for f in frames)
    return Rect(left, top, right - left, foot - top)


# --- people and units -----------------------------------------------------------------------------

_PARTED = re.compile(r"[、;,/]|\s{2,}|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_IN_BRACKETS = re.compile(r"\((?:公章|盖章|章|签章|印章|印|公 章)\)$")


@functools.cache
def _unit_shape() -> re.Pattern[str]:
    ends = "|".join(sorted(load_paper_marks().unit_ends, key=len, reverse=True))
    return re.compile(
        rf"[\u3400-\u9fff][\u3400-\u9fff\dA-Za-z()·—\-“”]{{1,40}}(?:{ends})(?:\([^()]{{1,12}}\))?"
    )


def is_unit(text: str) -> bool:
    """Whether a text is the name of an organisation and nothing else, by how it ends."""
    return _unit_shape().fullmatch(tight(text)) is not None


def read_unit(text: str) -> Reading:
    """The name of a unit."""
    bare = _IN_BRACKETS.sub("", tight(text)).strip(":,。、;.")
    return Reading(tidy_words(bare)) if is_unit(bare) else NONE


def read_units(text: str) -> Reading:
    """Units with anything between."""
    parts = [read_unit(part) for part in _PARTED.split(text.strip()) if part.strip()]
    if not parts or not all(part.value for part in parts):
        return read_unit(text)
    return Reading("、".join(part.value for part in parts))


_SEX = re.compile(r"性\s*别")
_AND_OTHERS = re.compile(r"等\s*(?:[一二两三四五六七八九十\d]{1,3}\s*[位名人]?)?(?:同志)?\s*:?$")
_NAME_LIKE = re.compile(r"[\u3400-\u9fff·]{2,6}")


def read_people(text: str) -> Reading:
    """People, one or several; what a card says beside a name is none: 性别男."""
    text = _AND_OTHERS.sub("", _SEX.split(text)[0])
    whole = person_in(text)
    if whole:
        return Reading(whole)
    parts = [tight(part) for part in _PARTED.split(text.strip(" :")) if part.strip()]
    named = [person_in(part) for part in parts]
    if parts and all(named):
        return Reading("、".join(named))
    # Who is not told from a word by the surname is a name where others stand beside.
    if len(parts) > 1 and any(named) and all(map(_NAME_LIKE.fullmatch, parts)):
        return Reading("、".join(parts), 0.9)
    return NONE


def read_holder(text: str) -> Reading:
    """People or a unit."""
    people = read_people(text)
    return people if people.value else read_units(text)


# --- numbers --------------------------------------------------------------------------------------

_NUMBER = re.compile(
    r"[A-Z\d\u3400-\u9fff()〔〕\[\]【】\-—–_/.·#]*\d[A-Z\d\u3400-\u9fff()〔〕\[\]【】\-—–_/.·#]*"
)
_SKILL_NUMBER = re.compile(r"[A-Z]\d{21}")
_LOOKS_LIKE = str.maketrans("OQDIL|ZBSG", "0001112856")
"""Letters that are read for digits. Taken back only where a check then holds."""


def read_number(text: str) -> Reading:
    """A certificate's number, as it stands there without blanks."""
    bare = tight(text).upper().strip(":,。、;.*")
    bare = re.sub(r"^(?:NO\.?:?|№)", "", bare)
    if re.fullmatch(r"第\S+号", bare):
        bare = bare[1:-1]
    if not _NUMBER.fullmatch(bare) or len(re.sub(r"\D", "", bare)) < 3 or len(bare) > 40:
        return NONE
    # Eight digits behind a label are a number, though they might be a day.
    if (lone_date(bare) and not bare.isdigit()) or re.search(r"[\u3400-\u9fff]{9}", bare):
        return NONE
    if not bare.strip("0"):
        return NONE
    if len(bare) == 22 and not _SKILL_NUMBER.fullmatch(bare):
        mended = bare[0] + bare[1:].translate(_LOOKS_LIKE)
        return Reading(mended, 0.9) if _SKILL_NUMBER.fullmatch(mended) else Reading(bare, 0.8)
    # The form of the country's certificates: 人社厅发〔2020〕 has one letter and 21 digits.
    return Reading(bare, 1.0)


def read_patent_number(text: str) -> Reading:
    """ZL 2021 1 0123456.7, however it was set."""
    bare = re.sub(r"[\s:]", "", text).upper()
    patent = read_patent(bare) or read_patent(f"ZL{bare}")
    if patent and patent.check and patent.check == patent.true_check:
        return Reading(_write_patent(patent.digits, patent.check), proved=True)
    digits = re.sub(r"^[Z2][L1I]", "", bare)
    mended = read_patent("ZL" + re.sub(r"[^\dX.]", "", digits.translate(_LOOKS_LIKE)))
    if mended and mended.check and mended.check == mended.true_check:
        return Reading(_write_patent(mended.digits, mended.check), 0.93, proved=True)
    if patent and patent.check:
        return Reading(_write_patent(patent.digits, patent.check), 0.6)
    return NONE


def _write_patent(digits: str, check: str) -> str:
    year = 4 if len(digits) == 12 else 2
    return f"ZL {digits[:year]} {digits[year]} {digits[year + 1 :]}.{check}"


def read_application_number(text: str) -> Reading:
    """The number of an application for a patent: 202110123456.7."""
    reading = read_patent_number(text)
    plain = reading.value.removeprefix("ZL ").replace(" ", "")
    return Reading(plain, reading.trust, reading.proved)


def read_serial(text: str) -> Reading:
    """The running number of a patent's certificate: 第1234567号."""
    found = re.fullmatch(r"(?:第)?(\d{4,9})号?", re.sub(r"[\s:]|\(\S{1,4}\)", "", text))
    return Reading(found[1]) if found else NONE


def read_digits(text: str) -> Reading:
    """A number of digits alone, as invoices have."""
    bare = tight(text).strip(":")
    return Reading(bare) if re.fullmatch(r"\d{6,30}", bare) else NONE


_INVOICE_DIGITS = frozenset({8, 20})
"""How many an invoice's number has: of before, and of a wholly electronic one."""
_CUT_SHORT = 0.6


def read_invoice_number(text: str) -> Reading:
    """The number of an invoice; one of another length was not read whole."""
    reading = read_digits(text)
    whole = len(reading.value) in _INVOICE_DIGITS
    return reading if whole or not reading.value else Reading(reading.value, _CUT_SHORT)


def read_document_number(text: str) -> Reading:
    """威人社发〔2024〕12号."""
    bare = tight(text)
    found = re.fullmatch(r"(.*?)[(〔\[【]((?:19|20)\d\d)[)〕\]】](第?\d{1,4}号)", bare)
    if found is None or not is_of_a_paper(bare):
        return NONE
    return Reading(f"{found[1]}〔{found[2]}〕{found[3]}")


def read_id_number(text: str) -> Reading:
    """An ID number, hidden but for its ends; as it stands where it is hidden already."""
    bare = tight(text).upper().strip(":")
    if re.fullmatch(r"\d{3,6}[*X]{4,12}\d{1,4}[\dX]", bare):
        return Reading(bare)
    masked = mask_numbers(bare)
    return Reading(masked) if masked != bare else NONE


# --- dates, levels, sums --------------------------------------------------------------------------


_TIME_OF_DAY = re.compile(r"(?<=\d{8})\s*(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$")


def read_day(text: str) -> Reading:
    """A date that stands there alone, or with a time of the day: 20240315 15:22:10."""
    value = lone_date(_TIME_OF_DAY.sub("", text))
    if value:
        return Reading(value)
    found = [*dates_in(text)]
    rest = tight(text[: found[0].start] + text[found[0].end :]) if len(found) == 1 else "-" * 99
    return Reading(found[0].value, 0.95) if len(rest) <= 10 else NONE


def read_level(text: str) -> Reading:
    """高级技师 for 一级/高级技师; nothing where name and grade contradict."""
    level = level_of(text)
    if level is None or conflicts_in(text):
        return NONE
    return Reading(level.title)


_PLACE = re.compile(
    r"第\s*(?P<place>[一二三四五六七八九十\d]{1,3})\s*名"
    "|(?P<prize>[特一二三四]等奖|[金银铜]奖|优[胜秀]奖|[冠亚季]军)"
)


def find_place(text: str) -> tuple[str, slice] | None:
    """第3名 or 一等奖, and where in a text that stands; None where none does, or several."""
    found = _PLACE.search(text)
    if found is None or any(other[0] != found[0] for other in _PLACE.finditer(text)):
        return None
    value = f"第{read_figure(found['place'])}名" if found["place"] else found["prize"]
    return value, slice(*found.span())


def read_place(text: str) -> Reading:
    """第3名, 一等奖."""
    found = find_place(tight(text))
    return Reading(found[0]) if found else NONE


@functools.cache
def _titles() -> re.Pattern[str]:
    names = sorted(load_paper_marks().professional_titles, key=len, reverse=True)
    return re.compile("|".join(names))


def read_professional_title(text: str) -> Reading:
    """工程师."""
    found = _titles().findall(tight(text))
    return Reading(found[0]) if len(set(found)) == 1 else NONE


_WORKERS_LEVEL = re.compile(
    r"[\s,/(]*(?:[一二三四五1-5]级|(?:首席|特级|高级)?技师|(?:高级|中级|初级)(?:技)?工|[高中初]级)"
    r"[\s/()一二三四五级高中初技师工]*$"
)


def read_occupation(text: str) -> Reading:
    """焊工, without a level that stands behind it."""
    bare = tight(text).strip(":,。、;.")
    short = _WORKERS_LEVEL.sub("", bare).strip("/(-") or bare
    if not re.fullmatch(r"[\u3400-\u9fffA-Za-z\d()/、·\-]{2,24}", short) or short.isascii():
        return NONE
    return Reading(tidy_words(short))


def read_sum(text: str) -> Reading:
    """86000 for ¥86,000.00 or 捌万陆仟元整; nothing where both stand there and differ."""
    words = [value for value, _, _ in sums_in_capitals(text)]
    digits = _figures_in(text)
    values = {*words, *digits}
    if len(values) != 1:
        return NONE
    return Reading(write_sum(values.pop()), proved=bool(words and digits))


def _figures_in(text: str) -> list[Decimal]:
    pieces = re.findall(r"[¥￥]?\s*\d[\d,，]*(?:\.\d{1,2})?\s*(?:万元|元)?", text)
    found = (sum_in_figures(re.sub(r"[￥\s]", "", piece)) for piece in pieces)
    return [value for value in found if value is not None]


# --- words ----------------------------------------------------------------------------------------


def read_words(text: str) -> Reading:
    """A title: at least two Chinese characters."""
    bare = tidy_words(text).strip("：:。，、；")
    return Reading(bare) if len(re.findall(r"[\u3400-\u9fff]", bare)) >= 2 else NONE


READERS: Mapping[FieldName, Callable[[str], Reading]] = {
    FieldName.HOLDER: read_holder,
    FieldName.NUMBER: read_number,
    FieldName.CERTIFICATE_NUMBER: read_serial,
    FieldName.DATE: read_day,
    FieldName.APPLICATION_DATE: read_day,
    FieldName.TITLE: read_words,
    FieldName.OCCUPATION: read_occupation,
    FieldName.LEVEL: read_level,
    FieldName.ISSUER: read_units,
    FieldName.HONOUR: read_words,
    FieldName.COMPETITION: read_words,
    FieldName.PLACE: read_place,
    FieldName.SUM: read_sum,
    FieldName.PAYER: read_holder,
    FieldName.PAYEE: read_holder,
    FieldName.AUTHOR: read_people,
    FieldName.MEDIUM: read_words,
    FieldName.ID_NUMBER: read_id_number,
}
"""How the words behind a label are read, unless a kind has a way of its own."""
