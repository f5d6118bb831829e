"""Forms of any length: every word is in the PDF, and the pages are those the notice's form has."""

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pymupdf
import pytest
from test_proof import SAMPLES

from docgen.forms.form_pdf import check_form_pdf
from docgen.forms.values import form_contract, form_values, printed_texts
from docgen.forms.word_template import fill_template, reckon_pages
from docgen.issues.issue import render
from docgen.model.scoring import score
from docgen.model.submission import StudioFile
from docgen.office.workshop import convert_to_pdf
from docgen.text.printable import keep_steady
from docgen.verify import documents
from docgen.workspace.load import Workspace, load_workspace

ASSESSMENT, APPLICATION = (load_workspace(SAMPLES / n) for n in ("assessment", "application"))
PAPER = {"assessment": "A3 landscape", "application": "A4"}


def prose(name: str, length: int) -> str:
    """A text no part of which repeats."""
    sentences = (f"{name}第{n}句，全年做了{n}件实事，成效明显。" for n in range(1, length))
    text = ""
    while len(text) < length:
        text += next(sentences)
    return text[:length]


def with_statements(lengths: Mapping[int, int]) -> StudioFile:
    data = ASSESSMENT.data
    long = {
        number: data.claims[number].model_copy(update={"statement": prose(f"项{number}", length)})
        for number, length in lengths.items()
    }
    return data.model_copy(update={"claims": {**data.claims, **long}})


def with_one_text_in_two() -> StudioFile:
    """The first whole on a page, the second broken where the first goes on."""
    data = with_statements({15: 620, 18: 1_100})
    text = prose("同", 1_100)
    claims = {n: data.claims[n].model_copy(update={"statement": text}) for n in (15, 18)}
    claims[15] = claims[15].model_copy(update={"statement": text[:620]})
    return data.model_copy(update={"claims": {**data.claims, **claims}})


SIGNS = "误差10⁻³以内，CO₂减排，😀❤️，甲→乙，𠮷野家，软\u00ad连\u200b字，①第一\t②第二。"


def with_signs() -> StudioFile:
    data = ASSESSMENT.data
    claim = data.claims[12].model_copy(update={"statement": SIGNS})
    return data.model_copy(update={"claims": {**data.claims, 12: claim}})


def with_plans(length: int) -> StudioFile:
    data = APPLICATION.data
    members = tuple(
        member.model_copy(update={"achievements": prose(member.name, length // 5)})
        for member in data.studio.members
    )
    studio = {"plan": prose("计划", length), "strengths": prose("优势", length), "members": members}
    leader = data.leader.model_copy(update={"achievements": prose("业绩", length)})
    return data.model_copy(
        update={"studio": data.studio.model_copy(update=studio), "leader": leader}
    )


FORMS: dict[str, tuple[Workspace, StudioFile]] = {
    "as it is": (ASSESSMENT, ASSESSMENT.data),
    "1200 in one": (ASSESSMENT, with_statements({3: 1_200})),
    "1200 in all": (ASSESSMENT, with_statements(dict.fromkeys(range(1, 19), 1_200))),
    "20000 in one": (ASSESSMENT, with_statements({8: 20_000})),
    "two that begin alike": (ASSESSMENT, with_one_text_in_two()),
    "480 in two": (ASSESSMENT, with_statements({15: 480, 17: 480})),
    "signs of other faces": (ASSESSMENT, with_signs()),
    "an application": (APPLICATION, APPLICATION.data),
    "long plans": (APPLICATION, with_plans(5_000)),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every form as a PDF, by its name; LibreOffice is called once."""
    folder = tmp_path_factory.mktemp("forms")
    paths = []
    for name, (workspace, data) in FORMS.items():
        template = workspace.scheme.folder / workspace.spec.form.template
        paths.append(folder / f"{name}.docx")
        paths[-1].write_bytes(fill_template(template, values_of(workspace, data)))
    return dict(zip(FORMS, convert_to_pdf(paths, folder / "pdf"), strict=True))


def values_of(workspace: Workspace, data: StudioFile):
    return form_values(workspace.spec, data, score(workspace.spec, data, workspace.evidence), None)


def column(pdf: Path, left: float, right: float) -> str:
    """All that stands between two distances from the left edge, from page to page."""
    with pymupdf.open(pdf) as document:
        strips = (page.get_text(clip=(left, 0, right, page.rect.height)) for page in document)
        return squeeze(keep_steady("".join(strips)))


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def titles_by_page(pdf: Path) -> list[list[int]]:
    """The items whose rows begin on each page."""
    titles = {item.number: squeeze(f"{item.number} {item.title}") for item in ASSESSMENT.spec.items}
    with pymupdf.open(pdf) as document:
        texts = [squeeze(page.get_text(clip=(160, 0, 320, 842))) for page in document]
    return [[number for number, title in titles.items() if title in text] for text in texts]


@pytest.mark.parametrize("name", FORMS)
def test_every_text_is_whole(name: str, made: dict[str, Path]) -> None:
    workspace, data = FORMS[name]
    form = workspace.spec.form
    texts = printed_texts(values_of(workspace, data), form_contract(workspace.spec), form.omits)
    assert check_form_pdf(made[name], form.paper, texts) == ()
    if workspace is ASSESSMENT:
        # Its head stands between what breaks across pages.
        printed = column(made[name], 682, 1072).replace("工作落实情况", "")
        for number, claim in data.claims.items():
            assert squeeze(keep_steady(claim.statement)) in printed, number
    else:
        printed = column(made[name], 150, 560)
        for text in (data.studio.plan, data.studio.strengths, data.leader.achievements):
            assert squeeze(text) in printed


@pytest.mark.parametrize("name", FORMS)
def test_whoever_verifies_it_finds_it_alike(name: str, made: dict[str, Path]) -> None:
    word = made[name].parent.parent / f"{name}.docx"
    assert documents.check_form_pdf(str(word), str(made[name])).said == ()


@pytest.mark.parametrize("name", FORMS)
def test_its_length_is_foreseen(name: str, made: dict[str, Path]) -> None:
    with pymupdf.open(made[name]) as document:
        pages = len(document)
    reckoned = reckon_pages(made[name].parent.parent.joinpath(f"{name}.docx").read_bytes())
    assert abs(reckoned - pages) <= max(1, pages // 8), (reckoned, pages)


def test_a_sign_that_is_lost_is_missed(made: dict[str, Path], tmp_path: Path) -> None:
    """Whatever is read out of its order must be there all the same."""
    form = ASSESSMENT.spec.form
    template = ASSESSMENT.scheme.folder / form.template
    data = with_signs()
    claim = data.claims[12].model_copy(update={"statement": SIGNS + "⇒丙"})
    other = data.model_copy(update={"claims": {**data.claims, 12: claim}})
    values = values_of(ASSESSMENT, other)
    texts = printed_texts(values, form_contract(ASSESSMENT.spec), form.omits)
    printed = made["signs of other faces"]
    assert "第 12 项" in check_form_pdf(printed, form.paper, texts)[0].what
    claim = data.claims[12].model_copy(update={"statement": SIGNS.replace("→", "⇒")})
    other = data.model_copy(update={"claims": {**data.claims, 12: claim}})
    word = tmp_path / "x.docx"
    word.write_bytes(fill_template(template, values_of(ASSESSMENT, other)))
    (said,) = documents.check_form_pdf(str(word), str(printed)).said
    assert "⇒" in render(said).what


def test_overleaf_the_category_is_named_again(made: dict[str, Path]) -> None:
    with pymupdf.open(made["as it is"]) as document:
        first, second, third = (squeeze(p.get_text(clip=(60, 0, 175, 842))) for p in document)
    assert "四、成果产出" in second
    assert "四、成果产出" in third
    assert first.count("一、基础建设") == 1


def test_the_total_has_a_row_above_it(made: dict[str, Path]) -> None:
    """In the form of 480 characters in two it would come to stand alone on the fourth page."""
    for name in ("as it is", "480 in two"):
        with pymupdf.open(made[name]) as document:
            texts = (squeeze(page.get_text()) for page in document)
            (page,) = (text for text in texts if "总得分" in text)
        assert "18各有关考核内容" in page


def test_it_has_the_pages_of_the_notices_own_form(made: dict[str, Path]) -> None:
    assert titles_by_page(made["as it is"]) == [
        list(range(1, 9)),
        list(range(9, 15)),
        list(range(15, 19)),
    ]
    with pymupdf.open(made["an application"]) as document:
        assert len(document) == APPLICATION.spec.form.pages


@pytest.mark.parametrize("name", ["1200 in one", "1200 in all", "20000 in one"])
def test_a_longer_one_has_no_page_half_empty(name: str, made: dict[str, Path]) -> None:
    with pymupdf.open(made[name]) as document:
        ends = [max(block[3] for block in page.get_text("blocks")) for page in document]
        heads = [squeeze(page.get_text()).count("评分标准") for page in document]
    assert all(end > 600 for end in ends[:-1]), ends
    # The column heads stand on every page but one that holds the remarks alone.
    assert set(heads[:-1]) == {1}
