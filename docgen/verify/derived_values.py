"""Whether what follows from a manifest's own data stands in it as it follows.

A manifest holds what the package was made of. Points, sums, names, the list of documents and the id
of the pages are made of that again and compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel

from docgen import __version__
from docgen.bundle.front_matter import evidence_reference
from docgen.issues.finding import Level
from docgen.model.counting import holders_of
from docgen.model.scheme import Scheme, Signing, SubmissionSpec
from docgen.package.manifest import (
    MANIFEST_NAME,
    MARKED,
    Document,
    Manifest,
    archive_name,
    describe_results,
    is_made_here,
    people_of,
)
from docgen.package.package_id import find_numbers, identify_manifest
from docgen.package.restoring import Restored
from docgen.text.wording import write_figure
from docgen.verify.bundle_contents import flatten
from docgen.verify.bundle_pages import VerifyFinding, settle

_NAMES = {
    "title": "名称",
    "points": "满分",
    "bonus": "是否加分",
    "claimed": "自评",
    "computed": "算出的分",
    "typed": "自己写的分",
    "choice": "档次",
    "deducted": "扣分",
    "measure": "落实数量",
    "measures": "数量",
    "evidence": "佐证",
    "pages": "佐证页码",
    "divider": "分隔页",
    "base": "基础分",
    "total": "总分",
    "full_points": "总分值",
    "pass_mark": "合格线",
    "passed": "是否合格",
    "grade": "等次",
    "vetoed": "是否一票否决",
    "items": "所含的项目",
}
_ROLES = {
    "form": "表格（Word 版）",
    "form_pdf": "表格的 PDF",
    "report": "报告",
    "report_word": "报告（Word 版）",
    "bundle": "佐证材料",
    "cross_reference": "对照表",
    "check_report": "检查报告.txt",
    "check_page": "检查报告.html",
}
_NEEDED = {
    None: ("form", "bundle", "cross_reference", "check_report", "check_page"),
    "forms": ("form", "check_report", "check_page"),
    "bundle": ("bundle", "cross_reference", "check_report", "check_page"),
}
_PRINTED = {"form_pdf", "report", "report_word", "bundle"}
_PART_NAMES = {"forms": "表格", "bundle": "佐证材料"}


def check_own_data(manifest: Manifest) -> Iterator[VerifyFinding]:
    """What a manifest says of the studio is what its own data say."""
    if manifest.data is None:
        what = "清单里没有表格和目录所用的内容，删去了，或是旧版生成的；表格和对照表没有重画核对"
        yield _said("V108", what)
        return
    data = manifest.data
    pairs = (
        ("工作室名称", manifest.studio, data.studio.name),
        ("单位名称", manifest.unit, data.unit.name),
        ("工作室类别", "、".join(manifest.traits), "、".join(data.studio.traits)),
        ("报送种类", manifest.submission, data.submission),
        ("方案", manifest.scheme.id, data.scheme),
    )
    for name, said, own in pairs:
        if said != own:
            yield _said("V108", f"{name}写的是“{said}”，清单自己的数据里是“{own}”")
    errors = sum(finding.level is Level.ERROR for finding in manifest.findings)
    if errors and not manifest.draft:
        yield _said("V108", f"检查有 {errors} 处错误，却不是草稿：有错误的，程序只生成草稿")


def check_results(manifest: Manifest, restored: Restored) -> Iterator[VerifyFinding]:
    """Points, sums and pages follow from the data, the evidence and the known scheme."""
    scheme, spec, data = restored.scheme, restored.spec, restored.data
    named = (
        ("方案的标题", manifest.scheme.title, scheme.title),
        ("报送的名称", manifest.scheme.submission, spec.name),
        ("压缩包的名字", manifest.archive, archive_name(scheme, data, draft=manifest.draft)),
    )
    for name, said, own in named:
        if said != own:
            yield _said("V108", f"{name}写的是“{said}”，应是“{own}”")
    wanted = describe_results(spec, data, restored.scores, restored.cross_reference)
    yield from _compare_lists("第 {} 项", manifest.items, wanted["items"], "number")
    yield from _compare_lists("“{}”这一类", manifest.categories, wanted["categories"], "title")
    for name, field in (("总分", "totals"), ("结论", "outcome")):
        yield from _compare_parts(name, getattr(manifest, field), wanted[field])
    if manifest.readings != wanted["readings"]:
        items = {r.item for r in (*manifest.readings, *wanted["readings"])}
        numbers = "、".join(map(str, sorted(items)))
        yield _said("V108", f"有两种读法的地方（第 {numbers} 项）与算出来的不一样")
    yield from _check_pieces(manifest, restored)


def _check_pieces(manifest: Manifest, restored: Restored) -> Iterator[VerifyFinding]:
    people = people_of(restored.data)
    for part, evidence in zip(manifest.evidence, restored.evidence, strict=True):
        if part.holders != holders_of(evidence, people):
            yield _said("V108", f"佐证 {part.id} 的持有人与它的持有人栏、标题不符")
        reference = evidence_reference(restored.spec, evidence)
        if part.reference != reference:
            yield _said("V108", f"佐证 {part.id} 的标注是“{part.reference}”，应是“{reference}”")


def _compare_lists(
    called: str, found: Sequence[BaseModel], wanted: Sequence[BaseModel], key: str
) -> Iterator[VerifyFinding]:
    theirs = {getattr(part, key): part for part in found}
    mine = {getattr(part, key): part for part in wanted}
    for name in sorted(theirs.keys() | mine.keys()):
        yield from _compare_parts(called.format(name), theirs.get(name), mine.get(name))


def _compare_parts(
    name: str, found: BaseModel | None, wanted: BaseModel | None
) -> Iterator[VerifyFinding]:
    """One message a part, which names the fields that are other than they follow."""
    if found is None or wanted is None:
        if found != wanted:
            yield _said("V108", f"{name}{'不该有' if wanted is None else '没有'}")
        return
    other = [
        f"{_NAMES.get(field, field)}是 {_show(getattr(found, field))}，"
        f"应是 {_show(getattr(wanted, field))}"
        for field in type(wanted).model_fields
        if getattr(found, field) != getattr(wanted, field)
    ]
    if other:
        yield _said("V108", f"{name}与由清单的数据推算的不一样：{'；'.join(other[:4])}")


def _show(value: object) -> str:
    if isinstance(value, Decimal):
        return write_figure(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return f"“{value}”" if len(value) <= 40 else f"“{value[:40]}…”"
    if isinstance(value, tuple):
        return f"{len(value)} 个"
    return "空的" if value is None else str(value)


def check_version(manifest: Manifest) -> Iterator[VerifyFinding]:
    """Another docgen may draw otherwise, and anybody may write that it was another."""
    if not is_made_here(manifest):
        what = f"清单说是 docgen {manifest.docgen} 生成的，这里是 {__version__}，照这一版重做了比对"
        yield _said("V112", what)


# --- the id of the pages -----------------------------------------------------------------------


def check_identity(
    manifest: Manifest, form_text: str, spec: SubmissionSpec | None
) -> Iterator[VerifyFinding]:
    """The id on every page is the one that follows from what the manifest says went in.

    `form_text` is what the form shows; an application's id is made of its ID number too. `spec` is
    what is known of the submission.
    """
    studio = manifest.package.partition("-")[0]
    for printed in manifest.printed:
        if printed.package.partition("-")[0] != studio:
            what = f"说有的页是以前印的（{printed.package}），那是另一个工作室的编号"
            yield _said("V109", what)
    if manifest.data is None:
        return
    own = identify_manifest(manifest, form_text)
    if str(own) == manifest.package:
        return
    asked = spec is not None and spec.form.kind == "application"
    if asked and manifest.data.leader.id_number and not find_numbers(manifest, form_text):
        what = "页面标识也是由身份证号码得出的，表格（Word 版）上没有完整的号码，没有重算"
        yield _said("V118", what)
    else:
        what = (
            f"页面标识 {manifest.package or '（空的）'} 不是由清单现在的内容得出的（应是 {own}）："
            "方案、数据、佐证的文字或来源文件在生成以后改过"
        )
        yield from settle(manifest, [_said("V109", what)])


# --- the list of documents ---------------------------------------------------------------------


def check_documents(manifest: Manifest, scheme: Scheme | None) -> Iterator[VerifyFinding]:
    """Every document that belongs to a package is listed, once, under its own name."""
    roles = [document.role for document in manifest.documents]
    needed = list(_NEEDED[manifest.part])
    if manifest.part is None and manifest.report is not None and "report_word" not in roles:
        needed.append("report")
    for role in needed:
        if role not in roles:
            yield _said("V110", f"清单里没有列出{_ROLES[role]}")
    for role in dict.fromkeys(roles):
        if role not in _ROLES:
            yield _said("V110", f"清单里列出了程序不生成的“{role}”")
        elif role != "bundle" and roles.count(role) > 1:
            yield _said("V110", f"清单里列了 {roles.count(role)} 份{_ROLES[role]}")
    if manifest.part is not None:
        yield _said("V111", f"只生成了{_PART_NAMES[manifest.part]}，不是整套材料")
    elif "form" in roles and "form_pdf" not in roles:
        yield _said("V111", "没有表格的 PDF，只有 Word 版")
    spec = scheme and scheme.submissions.get(manifest.submission)
    if spec:
        for document in manifest.documents:
            for what in _document_mistakes(document, spec, manifest):
                yield _said("V110", f"{document.file}：{what}")


def _odd_figures(document: Document, *, printed: bool) -> Iterator[str]:
    """What is said of a document that documents of its kind do not have."""
    if document.first_page is not None and document.role != "bundle":
        yield "不是佐证材料，却写着起始页码"
    if printed:
        return
    figures = (document.pages, document.copies, document.unmarked, document.fingerprints)
    if document.sign or any(figure is not None for figure in figures):
        yield "不是要打印的 PDF，却写着页数、份数、签章或指纹"


def _document_mistakes(
    document: Document, spec: SubmissionSpec, manifest: Manifest
) -> Iterator[str]:
    volumes = [d for d in manifest.documents if d.role == "bundle"]
    order = sorted(volumes, key=lambda d: d.first_page or 1)
    nth = order.index(document) + 1 if document in order else 0
    volume = f"（第{nth}卷）" if len(volumes) > 1 else ""
    names = {
        "form": f"{spec.form.name}.docx",
        "form_pdf": f"{spec.form.name}.pdf",
        "report": f"{spec.report.name}.pdf",
        "report_word": f"{spec.report.name}.docx",
        "bundle": f"{spec.bundle.name}{volume}.pdf",
    }
    taken = document.fingerprints
    if taken is not None and len(taken.pages) != document.pages:
        yield f"清单写的是 {document.pages} 页，页面指纹有 {len(taken.pages)} 个"
    yield from _odd_figures(document, printed=document.role in _PRINTED)
    if document.file != names.get(document.role, document.file):
        yield f"{_ROLES[document.role]}应叫 {names[document.role]}"
    printed: Mapping[str, tuple[int, Sequence[Signing], bool]] = {
        "form_pdf": (spec.form.copies, spec.form.sign, spec.form.page_mark),
        "report": (1, spec.report.sign, spec.report.page_mark),
        "bundle": (1, spec.bundle.sign, spec.bundle.page_mark),
    }
    if document.role in printed:
        copies, sign, marked = printed[document.role]
        if document.copies != copies:
            yield f"要交 {copies} 份，清单写的是 {document.copies}"
        if [(s.what, s.where) for s in document.sign] != [(s.what, s.where) for s in sign]:
            yield "要签字盖章的地方与方案的不一样"
        if marked and document.unmarked is None:
            yield "方案要各页印页面标识，清单说没有印"


def check_unmarked(manifest: Manifest) -> Iterator[VerifyFinding]:
    """Pages without room for their mark are told by the check, too."""
    off = manifest.data is not None and "F119" in manifest.data.checks.off
    for document in manifest.documents:
        if not document.unmarked or document.role not in MARKED or off:
            continue
        told = [f.what for f in manifest.findings if f.code == "F119"]
        named = flatten("".join(told))
        missing = [n for n in document.unmarked if not _is_named(n, named)]
        if missing:
            what = f"清单说 {document.file} 第 {missing[0]} 页没有空白印页面标识，检查时没有这样说"
            yield _said("V110", what)


def _is_named(page: int, told: str) -> bool:
    ranges = (part.split("–") for part in told.replace("第", "、").replace("页", "、").split("、"))
    numbers = (r for r in ranges if r and all(n.isdecimal() for n in r))
    return any(int(r[0]) <= page <= int(r[-1]) for r in numbers)


def _said(code: str, what: str) -> VerifyFinding:
    return VerifyFinding(code, MANIFEST_NAME, None, what)
