import io
import re
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from form_data import (
    APPLICATION,
    ASSESSMENT,
    LONG_TEXT,
    TEMPLATES,
    application_data,
    assessment_data,
    blank_data,
    cross_reference,
    scores,
)

from docgen.forms.values import (
    BLANK_NAME,
    Placeholder,
    form_contract,
    form_values,
    report_contract,
    report_values,
)
from docgen.forms.word_template import DRAFT_LINE, check_template, fill_report, fill_template
from docgen.issues.errors import FormError

ANNEX_1 = TEMPLATES / "annex1.docx"
ANNEX_2 = TEMPLATES / "annex2.docx"
REPORTS = (TEMPLATES / "application-report.docx", TEMPLATES / "assessment-report.docx")
ALL = (ANNEX_1, ANNEX_2, *REPORTS)

# The official wording, copied from the notice. It is the notice's, typos included.
ANNEX_1_WORDING = """
威海市技能大师工作室申报表
申报单位名称（盖章）: 所 属 行 业: 工作室领办人（签字）: 领办人职业技能等级: 领办人联系电话:
威海市人力资源和社会保障局 制
申报单位基本信息
申报单位名称 单位性质
负责人 单位地址
联系人 联系电话
是否技师工作站 电子邮箱
技能人才数量 特级技师 高级技师 技师 高级工 其他技能人才 总量合计
开户银行及账号
近两年单位经营状况
领办人基本情况
领办人姓名 性别 民族 出生年月
参加工作时间 政治面貌 身份证号码
工作单位及岗位 是否一线工作人员
职业资格证书（职业技能等级证书）工种 职业技能等级 取证时间
领办人工作业绩 获得奖励或国家专利情况、主要创新发明等情况
拟设立工作室情况
工作室命名
工作室设立场所 工作室面积
工作室团队成员状况
姓名 工种 职业技能等级 专长、研究成果应用及获奖情况
拟设立工作室具备的申报条件或优势
拟设立工作室当年工作计划及未来三年规划
申报单位意见 (签字盖章) 年 月 日
区市人社部门意见 (盖章) 年 月 日
"""
ANNEX_2_WORDING = """
威海市技能大师工作室绩效评估表
工作室名称：
领办人联系方式： 评估时间： 年 月 日
考核项目及分值 考核内容 分项分值 评分标准 工作落实情况 得分
一、基础建设 (14分)
1 有工作室专用场地 3分
50平方米以上得3分，31-50平方米得2分，11-30平方米得1分，10平方及以下或无专用场地不得分。
2 有不少于三人的技术技能人才团队 3分 2人以上得3分，2人及以下不得分。领办人应变更未申请变更的扣1分。
3 有供工作室使用的设施设备 3分 设施设备充分完整、能够满足日常工作和项目实施所需得3分，
设施设备数量不充分或损毁影响工作开展不得分。
4 有设立单位给予的专用经费支持 3分 投入工作室专用资金20万元以上得3分，11-20万元得2分，
10万元及以下得1分，未实际投入资金不得分。
5 有明显的工作室标识牌及工作室成果展示栏 2分
在显著位置挂工作室牌匾并在室内有工作室成果展示栏得2分，缺一项扣1分。
二、制度建设 (10分)
6 建立工作室综合管理制度、明确领办人岗位职责 3分
制度健全得3分，制度不健全、不符合实际或照搬照抄不分分。
7 制定年度工作计划并进行年度工作总结 3分 进行年度工作总结和制定下年计划得3分，未制定的不得分。
8 动员所在单位出台鼓励技能发展的政策 4分
所在企业出台鼓励职工外出参加技能竞赛、创新创效、参加技能培训、人才和平台载体称号选拔、
企业技能人才自主评价、设立特技技师的政策制度。每建立一项制度并兑现的得1分，
只建立制度暂未兑现实施的得0.5分，未建立制度的不得分。本项最高4分。
三、经费管理(6分)
9 建立经费使用管理制度并为工作室经费单独建账记录 3分
工作室所在单位财务会计设置工作室经费明细科目，并对收支情况记录清晰得3分；
未设置明细科目，但收支记录清晰的酌情得分；收支记录不清晰的不得分。
10 经费使用符合财务管理和工作室管理办法 3分 支出使用管理符合规定得3分，有违规支出情形不得分。
四、成果产出(50分)
11 积极开展职业技能培训 10分
开展多种形式的职业技能培训，考核期内新培养高级工（三级）以上高技能人才500人以上的得10分、
401-500人得9分、351-400人得8分、301-350人得7分、251-300人得6分、201-250人得5分、151-200人得4分、
101-150人得3分、51-100人得2分、50人及以下得1分、未培养不得分。
乡村特色技能大师工作室，考核期内培养绝技绝活徒弟取得职业技能等级证书、
专项职业能力证书或其他证书每次得1分。
12 立足企业进行技术革新、解决企业生产技术难题 10分
立足企业进行技术创新或参与技术装备引进或参与技改项目，帮助企业解决生产技术难题，
产生较大效益得到企业认可和表彰奖励，取得40项以上技术革新帮助解决生产技术难题的得10分、
31-40项得8分、21-30项得6分、11-20项得项得4分、10项及以下得2分、没有技术革新不得分。
13 研发创造新产品、新成果，开展新技术的应用 10分
取得专利并在企业生产中实际应用创造价值，取得专利数10个以上的得10分、9个及以下的每个1分、
没取得专利不得分。
14 积极参加各级人社部门主办或参与组织的职业技能竞赛 10分
推荐职工参加各级职业技能竞赛，推荐职工参赛人数20人以上得10分、16-20人得8分、11-15人得6分、
6-10人得4分、5人及以下得2分、未推荐职工参赛不得分。
15 推广技术创新成果、绝技绝活和先进的生产工艺方法 10分
将技术创新成果、绝技绝活或先进工艺梳理总结成书面材料并利用技术交流会、研讨会等多种形式推广，
技术创新成果、绝技绝活或先进操作法数量40项以上的得10分、31-40项得8分、21-30项得6分、
11-20项得4分、10项及以下得2分、未开展此项工作不得分。
五、宣传活动(20分)
16 在各级媒体宣传报道工作室建设情况、参加技能平台载体系列活动 10分
在市级媒体（含市人社局的微信公众号、抖音账号、门户网站等新媒体）宣传一次加1分、
在省级媒体宣传一次加2分、在国家级媒体宣传一次加3分。
参加由各级人社部门、威海技师协会组织的技能人才活动每次得2分。（该项10分为上限。）
17 工作室或工作室成果获得国家、省、市奖项或者发表过论文专著 10分
工作室或工作室成果荣获市级以上奖项，5个以上得5分、4个及以下每个得1分。
发表论文或专著，10篇以上得5分，9篇及以下每个得0.5分。
六、附加分
18 各有关考核内容质量较高产生的加分 —
1.每个发明专利加1分。
2.企业职工参加市级职业技能竞赛决赛取得前6名成绩的每次加1分；
参加省级职业技能竞赛决赛取得前10名成绩的每次加3分；
参加国家级职业技能大赛取得前15名成绩的每次加5分。
3.工作成果荣获市级技术技能奖项每个加1分、省级奖项每个加3分、国家级奖项每个加5分。
是否有撤销称号的情形： 1、否（ ） 2、是（ ）具体情形为： 总得分：
备注：1.本绩效评估表各项目总分为100分。合格分数设置为50分。
2.评估过程中发现，有符合《威海市技能大师工作室管理办法》撤销称号情形的，不再评估，实行一票否决。
"""
OFFICIAL_FACES = {
    "方正小标宋简体",
    "黑体",
    "仿宋_GB2312",
    "楷体_GB2312",
    "宋体",
}


def opened(filled: bytes):
    return docx.Document(io.BytesIO(filled))


def squeeze(text: str) -> str:
    return "".join(text.split())


def parts_of(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def texts_of(filled) -> str:
    """All text of the body in the order of the file."""
    body = docx.Document(filled).element.body
    return "".join(t.text or "" for t in body.iter(qn("w:t")))


def cells_of(filled: bytes) -> list[str]:
    body = opened(filled).element.body
    return [
        "\n".join(
            "".join(t.text or "" for t in p.iter(qn("w:t"))) for p in cell.iterchildren(qn("w:p"))
        )
        for cell in body.iter(qn("w:tc"))
    ]


def edited(tmp_path, source, *swaps, part="word/document.xml"):
    """A copy of a template with texts of one part swapped."""
    parts = parts_of(source)
    content = parts[part].decode()
    for old, new in swaps:
        assert old in content
        content = content.replace(old, new, 1)
    parts[part] = content.encode()
    path = tmp_path / source.name
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return path


def contract_of(path):
    if path == ANNEX_1:
        return form_contract(APPLICATION)
    return form_contract(ASSESSMENT) if path == ANNEX_2 else report_contract()


# ── the templates themselves ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ALL, ids=lambda p: p.stem)
def test_a_template_and_its_contract_agree(path):
    assert check_template(path, contract_of(path)) == ()


@pytest.mark.parametrize(
    ("path", "wording"), [(ANNEX_1, ANNEX_1_WORDING), (ANNEX_2, ANNEX_2_WORDING)]
)
def test_a_form_prints_the_official_wording_to_the_letter(path, wording):
    printed = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", texts_of(path))
    assert squeeze(printed) == squeeze(wording)


def test_annex_2_prints_what_the_scheme_scores():
    printed = squeeze(texts_of(ANNEX_2))
    assert len(ASSESSMENT.items) == 18
    for item in ASSESSMENT.items:
        assert squeeze(f"{item.number}{item.title}") in printed
        assert squeeze(item.standard) in printed


@pytest.mark.parametrize("which", ["application", "assessment"])
def test_a_report_skeleton_has_the_headings_of_the_scheme(which):
    spec = {"application": APPLICATION, "assessment": ASSESSMENT}[which]
    document = docx.Document(TEMPLATES / spec.report.template)
    headings = [p.text for p in document.paragraphs if p.style.name.lower() == "heading 1"]
    assert tuple(headings) == spec.report.headings


@pytest.mark.parametrize("path", ALL, ids=lambda p: p.stem)
def test_a_template_names_official_faces_and_no_others(path):
    parts = parts_of(path)
    named = set()
    for name in parts:
        if re.fullmatch(r"word/(document|styles|footer\d)\.xml", name):
            assert b"Theme" not in parts[name]
            named |= set(re.findall(r'w:eastAsia="([^"]+)"', parts[name].decode()))
    assert len(named - {"zh-CN"}) >= 2
    assert named - {"zh-CN"} <= OFFICIAL_FACES
    runs = re.findall(r"<w:r>.*?</w:r>", parts["word/document.xml"].decode())
    assert runs
    assert all("w:eastAsia=" in run for run in runs)


@pytest.mark.parametrize("path", ALL, ids=lambda p: p.stem)
def test_a_template_lays_out_the_same_everywhere(path):
    parts = {name: content.decode() for name, content in parts_of(path).items()}
    body = parts["word/document.xml"]
    assert "docGrid" not in body
    assert 'w:hRule="exact"' not in body, "an exact row height clips text"
    assert 'w:eastAsia="zh-CN"' in parts["word/styles.xml"]
    assert "<dc:title>威海市技能大师工作室" in parts["docProps/core.xml"]
    assert "<Company>威海市人力资源和社会保障局</Company>" in parts["docProps/app.xml"]
    assert "dcterms:" not in re.sub(r'xmlns:\w+="[^"]*"', "", parts["docProps/core.xml"])


@pytest.mark.parametrize("path", ALL, ids=lambda p: p.stem)
def test_a_template_carries_no_clock(path):
    with zipfile.ZipFile(path) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_paper_is_as_the_notice_asks():
    portrait, landscape = docx.Document(ANNEX_1), docx.Document(ANNEX_2)
    for section in portrait.sections:
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    (section,) = landscape.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (420, 297)
    for section in (*portrait.sections, *landscape.sections):
        assert section.left_margin.mm == pytest.approx(28, abs=0.1), "room to bind on the left"


def test_annex_2_repeats_its_header_and_merges_its_categories():
    (table,) = docx.Document(ANNEX_2).tables
    assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    first = [squeeze(row.cells[0].text) for row in table.rows[1:19]]
    assert first[0] == first[4] == "一、基础建设(14分)"
    assert [first.count(name) for name in dict.fromkeys(first)] == [5, 3, 2, 5, 2, 1]


# ── what check_template finds ─────────────────────────────────────────────────────────────────


def findings_of(path, contract=None, omits=()):
    findings = check_template(path, contract or contract_of(TEMPLATES / path.name), omits)
    assert all(f.remedy and f.where.startswith(path.name) for f in findings)
    return findings


def test_a_placeholder_without_a_value_is_found_with_its_place(tmp_path):
    path = edited(tmp_path, ANNEX_1, ("{{ studio.place }}", "{{ studio.plaec }}"))
    unknown, unused = findings_of(path)
    assert "studio.plaec" in unknown.what
    assert "studio.place" in unknown.remedy
    assert re.search(r"正文表格 2 第 18 行第 2 格", unknown.where)
    assert "工作室设立场所" in unused.what


def test_a_value_that_is_not_printed_is_found_unless_omitted(tmp_path):
    path = edited(tmp_path, ANNEX_1, ("{{ unit.email }}", ""))
    (finding,) = findings_of(path)
    assert "unit.email" in finding.what
    assert "form.omits" in finding.remedy
    assert findings_of(path, omits=["unit.email"]) == ()
    assert findings_of(path, omits=["unit"]) == ()


def test_a_value_that_is_only_tested_counts_as_not_printed(tmp_path):
    path = edited(tmp_path, ANNEX_1, ("{{ unit.email }}", "{% if unit.email %}有{% endif %}"))
    (finding,) = findings_of(path)
    assert "unit.email" in finding.what


def test_rows_of_a_loop_are_known_by_their_list(tmp_path):
    path = edited(tmp_path, ANNEX_1, ("{{ member.trade }}", "{{ member.craft }}"))
    unknown, unused = findings_of(path)
    assert "studio.members[].craft" in unknown.what
    assert "studio.members[].trade" in unused.what


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("｛｛ unit.email ｝｝", "全角"),
        ("{｛ unit.email ｝}", "全角"),
        ("{{ unit.email }", "不完整"),
        ("unit.email }}", "不完整"),
        ("{{ unit. }}", "写法不对"),
        ("{{ unit.email | }}", "写法不对"),
        ("{% if unit.email %}", "写法不对"),
        ("{% endfor %}", "写法不对"),
        ("{{ unit }}", "一组值"),
        ("{{ item[3].work }}", "没有对应的值"),
    ],
)
def test_a_tag_gone_wrong_is_found_with_its_place(tmp_path, written, what):
    path = edited(tmp_path, ANNEX_1, ("{{ unit.email }}", "{{ unit.email }}" + written))
    found = [finding for finding in findings_of(path) if what in finding.what]
    assert found
    assert any("第 5 行第 4 格" in f.where or "endfor" in f.remedy for f in found)


def test_all_faults_are_told_at_once(tmp_path):
    path = edited(
        tmp_path,
        ANNEX_1,
        ("{{ unit.email }}", "{{ unit. }}"),
        ("{{ unit.phone }}", "｛｛ unit.phone ｝｝"),
        ("{{ unit.head }}", "{{ unit.head }"),
    )
    assert len(findings_of(path)) == 3


def test_a_placeholder_cut_into_runs_by_word_is_one(tmp_path):
    cut = "{{ unit</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>.email }}"
    path = edited(tmp_path, ANNEX_1, ("{{ unit.email }}", cut))
    assert findings_of(path) == ()


def test_word_quotes_in_a_tag_are_read_as_plain_ones(tmp_path):
    path = edited(tmp_path, ANNEX_1, ("{{ unit.email }}", "{{ unit[“email”] }}"))
    assert findings_of(path) == ()


def test_properties_and_footers_are_read_too(tmp_path):
    path = edited(
        tmp_path, ANNEX_1, ("<dc:title>", "<dc:title>{{ unit.tilte }}"), part="docProps/core.xml"
    )
    (finding,) = findings_of(path)
    assert "文档属性 title" in finding.where
    path = edited(tmp_path, REPORTS[0], ("— </w:t>", "— {{ page }}</w:t>"), part="word/footer1.xml")
    (finding,) = findings_of(path)
    assert "页脚" in finding.where


def test_what_a_row_tag_would_swallow_is_found(tmp_path):
    path = edited(tmp_path, ANNEX_1, ("{%tr endfor %}", "{%tr endfor %}共若干人"))
    (finding,) = findings_of(path)
    assert "丢失" in finding.what
    assert "共若干人" in finding.where


def test_a_row_tag_outside_a_table_is_found(tmp_path):
    path = edited(
        tmp_path, REPORTS[0], ("申请报告", "{%tr for a in [1] %}"), ("（盖章）", "{%tr endfor %}")
    )
    assert {"{%tr … %} 只能写在表格里"} <= {f.what for f in findings_of(path)}


@pytest.mark.parametrize("content", [b"", b"not a zip", ANNEX_1.read_bytes()[:5000]])
def test_an_unreadable_template_is_a_finding(tmp_path, content):
    path = tmp_path / "annex1.docx"
    path.write_bytes(content)
    (finding,) = findings_of(path)
    assert "打不开" in finding.what
    with pytest.raises(FormError, match=r"annex1\.docx"):
        fill_template(path, form_values(APPLICATION, application_data(), None, None))


def test_a_spreadsheet_is_no_template(tmp_path):
    path = tmp_path / "annex1.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    (finding,) = findings_of(path)
    assert "打不开" in finding.what


def test_another_citys_form_may_use_what_is_on_offer(tmp_path):
    path = edited(
        tmp_path, ANNEX_2, ("{{ item[1].work }}", "{{ item[1].statement }}{{ unit.address }}")
    )
    (finding,) = findings_of(path)
    assert "item[1].work" in finding.what


def test_a_contract_names_what_it_expects(tmp_path):
    contract = (*report_contract(), Placeholder("unit.motto", "口号"))
    (finding,) = findings_of(edited(tmp_path, REPORTS[0]), contract)
    assert "口号" in finding.what


# ── filling ───────────────────────────────────────────────────────────────────────────────────


def fill_application(members=None, draft=False, path=ANNEX_1, **changes):
    data = application_data(members, **changes)
    return fill_template(path, form_values(APPLICATION, data, None, None), draft=draft)


def fill_assessment(**changes):
    values = form_values(ASSESSMENT, assessment_data(**changes), scores(), cross_reference())
    return fill_template(ANNEX_2, values)


AWKWARD = "A&B公司 <select> “引号” {{ 花括号 }} {% 百分 %} 玥喆堃㎡☑ &amp; \\n"


def test_rows_of_a_fixed_height_grow_with_their_text(tmp_path):
    parts = parts_of(ANNEX_2)
    fixed = parts["word/document.xml"].replace(b'w:hRule="atLeast"', b'w:hRule="exact"')
    template = tmp_path / "fixed.docx"
    with zipfile.ZipFile(template, "w") as package:
        for name, content in {**parts, "word/document.xml": fixed}.items():
            package.writestr(name, content)
    values = form_values(ASSESSMENT, assessment_data(), scores(), cross_reference())
    filled = zipfile.ZipFile(io.BytesIO(fill_template(template, values)))
    assert b'w:hRule="exact"' in fixed
    assert b'w:hRule="exact"' not in filled.read("word/document.xml")


def test_awkward_text_comes_out_whole():
    cells = cells_of(fill_application(unit={"name": AWKWARD, "nature": "<w:p>"}))
    assert AWKWARD in cells
    assert "<w:p>" in cells


def test_lines_become_paragraphs_formatted_alike():
    lines = ["第一段", "第二段，有“引号”", "", "第四段"]
    filled = opened(fill_application(studio={"plan": "\n".join(lines)}))
    (cell,) = {
        cell._tc: cell
        for row in filled.tables[-1].rows
        for cell in row.cells
        if "第一段" in cell.text
    }.values()
    assert [p.text for p in cell.paragraphs] == lines
    formats = {(p.style.name, p.runs[0].font.size) for p in cell.paragraphs if p.runs}
    assert formats == {("表格正文", docx.shared.Pt(10.5))}


def test_lines_after_a_label_and_before_other_text_keep_their_order():
    filled = fill_assessment(assessment={"veto": "弄虚作假\n情节严重"})
    (cell,) = [text for text in cells_of(filled) if "具体情形为" in text]
    assert squeeze(cell) == "1、否（）2、是（√）具体情形为：弄虚作假情节严重"
    assert cell.endswith("弄虚作假\n情节严重")


@pytest.mark.parametrize(("members", "rows"), [(0, 6), (1, 6), (20, 20)])
def test_every_member_has_a_row_and_blank_rows_fill_up(members, rows):
    table = opened(fill_application(members)).tables[-1]
    texts = [
        "|".join(dict.fromkeys(squeeze(cell.text) for cell in row.cells)) for row in table.rows
    ]
    first = next(n for n, text in enumerate(texts) if text.startswith("姓名|工种"))
    last = next(n for n, text in enumerate(texts) if text.startswith("拟设立工作室具备"))
    assert last - first - 1 == rows
    filled = [text for text in texts[first + 1 : last] if text]
    assert len(filled) == members
    assert all(re.match("王玥|孙堃|毕祎昇|邹玉", text) for text in filled)


def test_the_assessment_prints_every_items_work_and_points():
    table = opened(fill_assessment()).tables[0]
    for number, row in enumerate(table.rows[1:19], 1):
        work, points = row.cells[4].text, row.cells[5].text
        assert f"（见佐证材料第 {number}1–{number}7" in work
        assert points == str(
            (3, 3, 3, 3, 2, 3, 3, 4, 2.5, 3, 8, 8, 9, 8, 6, 10, 4.5, 6)[number - 1]
        )
    assert "总得分：89（基础分 83，附加分 6）" in table.rows[19].cells[-1].text


def test_nothing_filled_in_prints_the_empty_form():
    filled = fill_template(ANNEX_1, form_values(APPLICATION, blank_data("application"), None, None))
    assert squeeze("".join(cells_of(filled))) in squeeze(ANNEX_1_WORDING).replace(
        squeeze("威海市人力资源和社会保障局 制"), ""
    )
    assert "None" not in "".join(cells_of(filled))


@pytest.mark.parametrize("draft", [False, True])
def test_the_same_values_give_the_same_bytes(draft):
    first, second = fill_application(20, draft=draft), fill_application(20, draft=draft)
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml")
    assert b"created" not in core
    assert b"modified" not in core


def test_a_template_without_properties_gets_no_clock_either(tmp_path):
    parts = parts_of(ANNEX_1)
    del parts["docProps/core.xml"]
    for name in ("[Content_Types].xml", "_rels/.rels"):
        parts[name] = re.sub(rb"<(Override|Relationship) [^>]*core[^>]*/>", b"", parts[name])
    path = tmp_path / "annex1.docx"
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    core = opened(fill_application(path=path)).core_properties
    assert core.modified is None
    assert core.last_modified_by == ""


def test_every_cell_ends_with_a_paragraph(tmp_path):
    path = edited(tmp_path, ANNEX_1, ("{{ unit.email }}", "{%p if unit.email == '没有' %}"))
    marker = "{%p endif %}"
    parts = parts_of(path)["word/document.xml"].decode()
    at = parts.index("</w:p>", parts.index("{%p if")) + len("</w:p>")
    body = f"{parts[:at]}<w:p><w:r><w:t>{marker}</w:t></w:r></w:p>{parts[at:]}"
    path = edited(tmp_path, path, (parts, body))
    filled = opened(fill_application(path=path))
    cells = list(filled.element.body.iter(qn("w:tc")))
    assert len(cells) > 50
    assert all(cell[-1].tag == qn("w:p") for cell in cells)


def test_tall_rows_may_break_and_short_ones_stay_whole():
    def unbroken(filled):
        rows = opened(filled).tables[0].rows[1:19]
        return [row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows]

    assert all(unbroken(fill_assessment()))
    assert unbroken(fill_assessment(claims={12: LONG_TEXT})).count(False) == 1


def test_an_unknown_value_stops_the_filling(tmp_path):
    path = edited(tmp_path, ANNEX_1, ("{{ unit.email }}", "{{ unit.emial }}"))
    with pytest.raises(FormError, match="emial") as raised:
        fill_application(path=path)
    assert raised.value.remedy


def test_a_tag_left_over_stops_the_filling(tmp_path):
    path = edited(tmp_path, ANNEX_1, ("{{ unit.email }}", "｛｛ unit.email ｝｝"))
    with pytest.raises(FormError, match="第 5 行第 4 格"):
        fill_application(path=path)


def test_a_template_cannot_run_code(tmp_path):
    attack = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
    path = edited(tmp_path, ANNEX_1, ("{{ unit.email }}", attack))
    with pytest.raises(FormError):
        fill_application(path=path)


def test_a_property_is_not_escaped_twice(tmp_path):
    path = edited(
        tmp_path, ANNEX_1, ("<dc:title>", "<dc:title>{{ unit.name }} "), part="docProps/core.xml"
    )
    filled = opened(fill_application(path=path, unit={"name": "A&B公司"}))
    assert filled.core_properties.title == "A&B公司 威海市技能大师工作室申报表"


def test_a_draft_is_marked_in_every_section_and_nothing_else_is():
    draft, final = opened(fill_application(draft=True)), opened(fill_application())
    assert len(draft.sections) == 2
    for section in draft.sections:
        assert DRAFT_LINE in [p.text for p in section.header.paragraphs]
    assert all(section.header.is_linked_to_previous for section in final.sections)


def test_a_draft_marks_even_and_first_pages_too(tmp_path):
    path = edited(tmp_path, REPORTS[0], ("<w:pgSz", "<w:titlePg/><w:pgSz"))
    values = report_values(application_data())
    (section,) = opened(fill_template(path, values, draft=True)).sections
    for header in (section.header, section.first_page_header, section.even_page_header):
        assert DRAFT_LINE in [p.text for p in header.paragraphs]


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.stem)
def test_a_report_skeleton_has_the_names_or_lines_to_write_them_on(path):
    known = opened(fill_report(path, report_values(application_data())))
    assert known.paragraphs[0].text == "威海市刘喆技能大师工作室"
    assert known.paragraphs[-2].text == "威海海岳船舶重工集团有限公司（盖章）"
    blank = opened(fill_report(path, report_values(blank_data("application"))))
    assert blank.paragraphs[0].text == BLANK_NAME
    assert blank.paragraphs[-2].text == f"{BLANK_NAME}（盖章）"
