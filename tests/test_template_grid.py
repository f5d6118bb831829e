"""The grid of a form is the one of its template, and the page fills it in value by value."""

import datetime
import io
import shutil
from pathlib import Path

import pytest
from docx import Document

from docgen import api
from docgen.forms.template_grid import FormLine, FormTable, PrintedValue, read_grid
from docgen.issues.errors import ChangeConflictError, FormError, OfficeError, SourceError
from docgen.web.form_view import CellView, FormView, RowView, TableView
from docgen.web.workspace_view import WorkspaceView
from docgen.workspace.report_file import take_report

ROOT = Path(__file__).parent.parent
ANNEX1 = ROOT / "templates" / "weihai-2025" / "annex1.docx"
DAY = datetime.date(2025, 6, 1)


def copy_sample(name: str, folder: Path) -> Path:
    return Path(shutil.copytree(ROOT / "samples" / name, folder / name))


def view_of(folder: Path, cache: Path) -> FormView:
    checked = api.word_for_page(api.check(folder, api.Settings(cache=cache, today=DAY)))
    return FormView(WorkspaceView(checked), api.read_data(folder))


class TestGrid:
    def test_rows_and_columns_are_those_of_the_template(self) -> None:
        title, cover, _, table = read_grid(ANNEX1)
        assert title == FormLine(("威海市技能大师工作室申报表",))
        assert isinstance(cover, FormTable)
        assert cover.rows[0].cells[1].values == ("unit.name",)
        assert isinstance(table, FormTable)
        assert sum(table.widths) == pytest.approx(1)
        spanned = [sum(cell.columns for cell in row.cells) for row in table.rows]
        # The row below 技能人才数量, which stands before both, has a cell fewer.
        assert sorted(set(spanned)) == [19, 20]
        (above,) = (row for row in table.rows if row.cells[0].rows == 2)
        assert above.cells[0].parts == ("技能人才\n数量",)

    def test_what_is_printed_for_each_of_the_team_is_one_row(self) -> None:
        table = read_grid(ANNEX1)[-1]
        assert isinstance(table, FormTable)
        (row,) = (row for row in table.rows if row.of)
        assert row.of == "studio.members"
        assert row.cells[0].parts == (PrintedValue("studio.members[].name"),)
        assert not any("{" in str(cell.parts) for one in table.rows for cell in one.cells)

    def test_a_template_that_is_none_is_refused(self, tmp_path: Path) -> None:
        broken = tmp_path / "form.docx"
        broken.write_bytes(b"PK")
        with pytest.raises(FormError, match="打不开这个 Word 模板"):
            read_grid(broken)


def cells_of(form: FormView) -> list[CellView]:
    tables = [one for one in form.sheet if isinstance(one, TableView)]
    return [cell for table in tables for row in table.rows for cell in row.cells]


def rows_of(form: FormView) -> list[RowView]:
    return [row for one in form.sheet if isinstance(one, TableView) for row in one.rows]


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> FormView:
    folder = copy_sample("application", tmp_path_factory.mktemp("ws"))
    text = (folder / "studio.yaml").read_text("utf-8")
    text = text.replace("  nature: 民营企业\n", "  nature:\n")
    (folder / "studio.yaml").write_text(text, "utf-8")
    return view_of(folder, shared_cache)


class TestTheApplication:
    def test_each_value_has_one_control(self, application: FormView) -> None:
        parts = [part for cell in cells_of(application) for part in cell.parts]
        paths = [part.field.path for part in parts if part.field]
        assert len(paths) == len(set(paths))
        # On the cover the unit's name is printed; it is filled in below.
        assert ("unit", "name") in paths
        assert parts[1].text == "威海禾穗花饽饽食品有限公司"

    def test_every_value_of_the_model_is_filled_in_somewhere(self, application: FormView) -> None:
        shown = {p.field.path[:2] for c in cells_of(application) for p in c.parts if p.field}
        shown |= {field.path[:2] for group in application.unprinted for field in group.fields}
        for part in ("unit", "leader", "studio"):
            model = type(getattr(application.whole.checked.workspace.data, part))
            left = {(part, n) for n in model.model_fields} - shown
            assert left <= {("studio", "chosen")}

    def test_an_empty_cell_says_what_is_wanted_and_what_is_wrong(
        self, application: FormView
    ) -> None:
        fields = [p.field for c in cells_of(application) for p in c.parts if p.field]
        (nature,) = (f for f in fields if f.path == ("unit", "nature"))
        assert nature.instead == "必填，如：国有企业、民营企业、技工院校"
        assert [(f.code, f.remedy) for f in nature.findings] == [("C101", "填上这一栏")]
        assert "民营企业" in nature.offers

    def test_answers_of_few_are_lists(self, application: FormView) -> None:
        fields = {p.field.path: p.field for c in cells_of(application) for p in c.parts if p.field}
        sex = fields["leader", "sex"]
        assert [(o.name, o.chosen) for o in sex.options] == [
            ("", False),
            ("男", False),
            ("女", True),
        ]
        assert fields["leader", "front_line"].value == "是"
        traits = {f.path: f for g in application.unprinted for f in g.fields}["studio", "traits"]
        assert [o.name for o in traits.options if o.chosen] == ["乡村特色技能大师工作室"]

    def test_the_team_has_a_row_for_each_and_one_to_add(self, application: FormView) -> None:
        team = [row for row in rows_of(application) if row.member is not None or row.adds_member]
        assert [row.member for row in team] == [0, 1, 2, 3, 4, None]
        assert team[0].cells[0].parts[0].field.value == "乔若溪"  # type: ignore[union-attr]
        assert [row.last_member for row in team] == [False] * 4 + [True, False]

    def test_the_id_number_stands_on_its_form_as_it_was_typed(self, application: FormView) -> None:
        values = [p.field.value for c in cells_of(application) for p in c.parts if p.field]
        assert values.count("371099197804120242") == 1

    def test_hints_are_for_who_writes_no_yaml(self, application: FormView) -> None:
        fields = [p.field for c in cells_of(application) for p in c.parts if p.field]
        fields += [
            field
            for group in (*application.unprinted, application.wishes)
            for field in group.fields
        ]
        for field in fields:
            assert not any(word in field.hint for word in ("引号", "true", "[]", "evidence/"))


@pytest.fixture(scope="module")
def assessment(tmp_path_factory: pytest.TempPathFactory, shared_cache: Path) -> FormView:
    folder = copy_sample("assessment", tmp_path_factory.mktemp("ws"))
    text = (folder / "studio.yaml").read_text("utf-8")
    text = text.replace("leader:\n", 'leader:\n  id_number: "371099197804120242"\n', 1)
    (folder / "studio.yaml").write_text(text, "utf-8")
    return view_of(folder, shared_cache)


class TestTheAssessment:
    def test_day_and_veto_have_one_control_each(self, assessment: FormView) -> None:
        lines = [
            part for one in assessment.sheet if not isinstance(one, TableView) for part in one.parts
        ]
        fields = [part.field for cell in cells_of(assessment) for part in cell.parts if part.field]
        fields += [part.field for part in lines if part.field]
        assert {field.path for field in fields} == {
            ("studio", "name"),
            ("leader", "phone"),
            ("assessment", "date"),
            ("assessment", "veto"),
        }
        assert not any(part.text in ("年", "月", "日") for part in lines)

    def test_items_are_filled_in_on_their_pages(self, assessment: FormView) -> None:
        (row,) = (row for row in rows_of(assessment) if row.items)
        assert row.items == tuple(range(1, 19))

    def test_the_team_is_checked_though_it_is_not_printed(self, assessment: FormView) -> None:
        assert assessment.team is not None
        assert sum(row.member is not None for row in assessment.team.rows) == 6

    def test_no_id_number_is_shown(self, assessment: FormView) -> None:
        fields = [field for group in assessment.unprinted for field in group.fields]
        assert ("leader", "name") in {field.path for field in fields}
        assert "371099197804120242" not in repr([(field.path, field.value) for field in fields])


def test_another_notice_has_its_own_grid_and_words(tmp_path: Path, shared_cache: Path) -> None:
    form = view_of(copy_sample("example-city", tmp_path), shared_cache)
    texts = [part.text for cell in cells_of(form) for part in cell.parts]
    assert "领衔人姓名" in texts
    assert "优秀" in texts
    titles = [group.title for group in form.unprinted]
    assert "领衔人" in titles
    assert "领办人" not in repr(titles)


# ── the report ────────────────────────────────────────────────────────────────────────────────


def write_report(path: Path, text: str) -> "api.Incoming":
    document = Document()
    document.add_paragraph(text)
    document.save(str(path))
    return api.Incoming(path, path.name)


class TestReports:
    def test_a_report_takes_the_place_of_the_former_which_can_come_back(
        self, tmp_path: Path
    ) -> None:
        folder = copy_sample("application", tmp_path)
        former = (folder / "申请报告.docx").read_bytes()
        data = (folder / "studio.yaml").read_bytes()
        step = api.take_report(
            folder, write_report(tmp_path / "新写的.docx", "新"), folder / "申请报告.docx"
        )
        assert step is not None
        assert step.label == "报告：新写的.docx"
        assert not (folder / "申请报告.docx").exists()
        assert api.read_data(folder)["report"] == "新写的.docx"
        assert [one.path for one in api.list_bin(folder)] == ["申请报告.docx"]
        api.undo(folder)
        assert (folder / "申请报告.docx").read_bytes() == former
        assert (folder / "studio.yaml").read_bytes() == data
        assert not (folder / "新写的.docx").exists()

    def test_one_of_the_same_name_writes_over_nothing(self, tmp_path: Path) -> None:
        folder = copy_sample("application", tmp_path)
        former = (folder / "申请报告.docx").read_bytes()
        (tmp_path / "new").mkdir()
        new = write_report(tmp_path / "new" / "申请报告.docx", "新")
        api.take_report(folder, new, folder / "申请报告.docx")
        assert (folder / "申请报告.docx").read_bytes() == new.path.read_bytes()
        (binned,) = api.list_bin(folder)
        api.restore(folder, [binned.key])
        assert (folder / "申请报告 (2).docx").read_bytes() == former

    def test_what_is_neither_word_nor_pdf_is_refused(self, tmp_path: Path) -> None:
        folder = copy_sample("application", tmp_path)
        for name in ("报告.txt", "报告.docx", "报告.pdf"):
            (tmp_path / name).write_text("不是", "utf-8")
            with pytest.raises(SourceError, match="不是 Word 文件或 PDF"):
                take_report(folder, api.Incoming(tmp_path / name, name), None)
        assert api.list_bin(folder) == ()

    def test_another_file_of_that_name_is_left_alone(self, tmp_path: Path) -> None:
        folder = copy_sample("application", tmp_path)
        (folder / "草稿.docx").write_bytes(b"mine")
        with pytest.raises(ChangeConflictError):
            take_report(
                folder, write_report(tmp_path / "草稿.docx", "新"), folder / "申请报告.docx"
            )
        assert (folder / "草稿.docx").read_bytes() == b"mine"
        assert (folder / "申请报告.docx").is_file()

    def test_a_report_to_begin_with_has_headings_and_names(self, application: FormView) -> None:
        checked = application.whole.checked
        text = "".join(p.text for p in Document(io.BytesIO(api.begin_report(checked))).paragraphs)
        assert "威海禾穗花饽饽食品有限公司" in text
        assert "一、所在单位概况和技能人才队伍建设成效" in text


def test_without_libreoffice_drawing_says_how_to_get_it(
    application: FormView, shared_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("docgen.office.libreoffice.shutil.which", lambda _: None)
    monkeypatch.setattr("docgen.office.libreoffice._usual_folders", list)
    with pytest.raises(OfficeError, match="找不到 LibreOffice") as caught:
        api.draw_form(application.whole.checked, settings=api.Settings(cache=shared_cache))
    assert "安装 LibreOffice" in caught.value.remedy
