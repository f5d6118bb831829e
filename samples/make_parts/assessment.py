"""The sample of a yearly assessment: a welding studio in a shipyard that never was."""

from make_parts.assessment_base import base_folders, rule_book_sheets, rule_pages
from make_parts.assessment_results import result_folders
from make_parts.people import check_digit_of_credit_code, check_digit_of_id
from make_parts.recipes import Recipes, read_text
from make_parts.report import write_report
from make_parts.welding_studio import NAME, STUDIO, UNIT, contestants


def recipes() -> Recipes:
    """How every file of the workspace is made."""
    files: Recipes = {
        f"evidence/{folder}/{name}": recipe
        for folder, made in {**base_folders(), **result_folders()}.items()
        for name, recipe in made.items()
    }
    files["studio.yaml"] = _studio_yaml
    files["年度工作报告.docx"] = _report
    return files


def _studio_yaml() -> bytes:
    sent = contestants()
    book = rule_book_sheets()
    money = rule_pages(book)[-1]
    filled = {
        "rule_pages": f"1-{money - 1}",
        "money_pages": f"{money}-{len(book)}",
        "id_number": "37109919760918013" + check_digit_of_id("37109919760918013"),
        "credit_code": "91371099MA0000816" + check_digit_of_credit_code("91371099MA0000816"),
        "winner1": sent[0],
        "winner2": sent[3],
        "winner3": sent[12],
    }
    text = read_text(NAME, "studio.yaml")
    for key, value in filled.items():
        text = text.replace(f"{{{key}}}", value)
    return text.encode()


def _report() -> bytes:
    return write_report(
        read_text(NAME, "年度工作报告"), title=f"{STUDIO}\n2024年度工作报告", author=UNIT
    )
