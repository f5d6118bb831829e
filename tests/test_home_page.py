"""Home, by mouse and keyboard: what was opened lately, opening, a new workspace, going on."""

from page_browser import check_access


def test_home_is_there(page) -> None:
    assert page.get_by_role("heading", level=1).inner_text()
    check_access(page)
