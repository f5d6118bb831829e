"""Facts held in a resident ID number and a credit code, and the statutory retirement age."""

import datetime
from typing import Literal

from stdnum.cn import ric, uscc

Sex = Literal["男", "女"]


def id_number_problem(text: str) -> str:
    """Return what is wrong with a resident ID number (GB 11643), or nothing."""
    number = text.upper()
    if len(number) != 18:
        return f"应是 18 位，写了 {len(number)} 位"
    if not (number.isascii() and number[:17].isdecimal() and number[17] in "0123456789X"):
        return "应是 17 位数字加一位数字或 X"
    if _birth_in(number) is None:
        return "其中的出生日期不存在"
    if ric.calc_check_digit(number) != number[17]:
        return "校验码不对，某一位抄错了"
    return ""


def id_number_birth(text: str) -> datetime.date | None:
    """Return the birth date in a valid ID number; None where the number is not valid."""
    return None if id_number_problem(text) else _birth_in(text)


def id_number_sex(text: str) -> Sex | None:
    """Return the sex in a valid ID number (17th digit odd: male); None where it is not valid."""
    if id_number_problem(text):
        return None
    return "男" if int(text[16]) % 2 else "女"


def _birth_in(number: str) -> datetime.date | None:
    try:
        return datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def is_credit_code(text: str) -> bool:
    """Whether a unified social credit code (GB 32100) has the right shape and check digit."""
    return uscc.is_valid(text)


def retirement_month(birth: datetime.date, first_age: int) -> tuple[int, int]:
    """Return year and month of the statutory retirement age.

    `first_age` is the age before the reform: 60 for men, 55 or 50 for women. By the decision of
    13 September 2024 it rises month by month for those who would have reached it from 2025 on.
    """
    step, most = (2, 60) if first_age == 50 else (4, 36)
    born = birth.year * 12 + birth.month - 1
    passed = born - (2025 - first_age) * 12
    delay = min(most, passed // step + 1) if passed >= 0 else 0
    month = born + first_age * 12 + delay
    return month // 12, month % 12 + 1
