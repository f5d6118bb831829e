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
from docgen.issues.issue import Issue, issue
from docgen.issues.location import Location
from docgen.issues.unplaced import NOWHERE
from docgen.model.counting import holders_of
from docgen.model.scheme import Scheme, Signing, SubmissionSpec
from docgen.package.manifest import (
    MANIFEST_NAME,
    MARKED,
    Document,
    Manifest,
    Pages,
    archive_name,
    describe_results,
    is_made_here,
    people_of,
)
from docgen.package.package_id import find_numbers, identify_manifest
from docgen.package.restoring import Restored
from docgen.pdf.page_fingerprints import PageFingerprint
from docgen.text.flattening import flatten
from docgen.text.wording import gather_pages, write_figure
from docgen.verify.certainty import settle

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
_MANIFEST = Location(MANIFEST_NAME)


def check_own_data(manifest: Manifest) -> Iterator[Issue]:
    """What a manifest says of the studio is what its own data say."""
    if manifest.data is None:
        yield issue("V108", _MANIFEST, "no_data")
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
            yield issue("V108", _MANIFEST, "own_data", name=name, said=said, own=own)
    errors = sum(finding.level is Level.ERROR for finding in manifest.findings)
    if errors and not manifest.draft:
        yield issue("V108", _MANIFEST, "errors", count=errors)


def check_results(manifest: Manifest, restored: Restored) -> Iterator[Issue]:
    """Points, sums and pages follow from the data, the evidence and the known scheme."""
    scheme, spec, data = restored.scheme, restored.spec, restored.data
    named = (
        ("方案的标题", manifest.scheme.title, scheme.title),
        ("报送的名称", manifest.scheme.submission, spec.name),
        ("压缩包的名字", manifest.archive, archive_name(scheme, data, draft=manifest.draft)),
    )
    for name, said, own in named:
        if said != own:
            yield issue("V108", _MANIFEST, "scheme", name=name, said=said, own=own)
    wanted = describe_results(spec, data, restored.scores, restored.cross_reference)
    yield from _compare_lists("item", manifest.items, wanted["items"], "number")
    yield from _compare_lists("category", manifest.categories, wanted["categories"], "title")
    for field in ("totals", "outcome"):
        part = issue("manifest-part", NOWHERE, field)
        yield from _compare_parts(part, getattr(manifest, field), wanted[field])
    if manifest.readings != wanted["readings"]:
        items = {r.item for r in (*manifest.readings, *wanted["readings"])}
        yield issue("V108", _MANIFEST, "readings", items=[str(n) for n in sorted(items)])
    yield from _check_pieces(manifest, restored)


def _check_pieces(manifest: Manifest, restored: Restored) -> Iterator[Issue]:
    people = people_of(restored.data)
    for part, evidence in zip(manifest.evidence, restored.evidence, strict=True):
        if part.holders != holders_of(evidence, people):
            yield issue("V108", _MANIFEST, "holders", evidence=part.id)
        reference = evidence_reference(restored.spec, evidence)
        if part.reference != reference:
            both = {"said": part.reference, "own": reference}
            yield issue("V108", _MANIFEST, "reference", evidence=part.id, **both)


def _compare_lists(
    case: str, found: Sequence[BaseModel], wanted: Sequence[BaseModel], key: str
) -> Iterator[Issue]:
    theirs = {getattr(part, key): part for part in found}
    mine = {getattr(part, key): part for part in wanted}
    for name in sorted(theirs.keys() | mine.keys()):
        part = issue("manifest-part", NOWHERE, case, **{key: name})
        yield from _compare_parts(part, theirs.get(name), mine.get(name))


def _compare_parts(
    part: Issue, found: BaseModel | None, wanted: BaseModel | None
) -> Iterator[Issue]:
    """One message a part, which names the fields that are other than they follow."""
    if found is None or wanted is None:
        if found != wanted:
            yield issue("V108", _MANIFEST, "added" if wanted is None else "missing", part=part)
        return
    other = [
        issue(
            "V108",
            _MANIFEST,
            "field",
            name=_NAMES.get(field, field),
            said=_show(getattr(found, field)),
            own=_show(getattr(wanted, field)),
        )
        for field in type(wanted).model_fields
        if getattr(found, field) != getattr(wanted, field)
    ]
    if other:
        yield issue("V108", _MANIFEST, "differs", part=part, fields=other[:_MOST_FIELDS])


_MOST_FIELDS = 4


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


def check_version(manifest: Manifest) -> Iterator[Issue]:
    """Another docgen may draw otherwise, and anybody may write that it was another."""
    if not is_made_here(manifest):
        yield issue("V112", _MANIFEST, docgen=manifest.docgen, own=__version__)


# --- the id of the pages -----------------------------------------------------------------------


def check_identity(
    manifest: Manifest, form_text: str, spec: SubmissionSpec | None
) -> Iterator[Issue]:
    """The id on every page is the one that follows from what the manifest says went in.

    `form_text` is what the form shows; an application's id is made of its ID number too. `spec` is
    what is known of the submission.
    """
    studio = manifest.package.partition("-")[0]
    for printed in manifest.printed:
        if printed.package.partition("-")[0] != studio:
            yield issue("V109", _MANIFEST, "printed", package=printed.package)
    if manifest.data is None:
        return
    own = identify_manifest(manifest, form_text)
    if str(own) == manifest.package:
        return
    asked = spec is not None and spec.form.kind == "application"
    if asked and manifest.data.leader.id_number and not find_numbers(manifest, form_text):
        yield issue("V118", _MANIFEST)
    else:
        shown = manifest.package or "（空的）"
        other = issue("V109", _MANIFEST, "identity", package=shown, own=str(own))
        yield from settle(manifest, [other])


# --- the list of documents ---------------------------------------------------------------------


def check_documents(manifest: Manifest, scheme: Scheme | None) -> Iterator[Issue]:
    """Every document that belongs to a package is listed, once, under its own name."""
    roles = [document.role for document in manifest.documents]
    needed = list(_NEEDED[manifest.part])
    if manifest.part is None and manifest.report is not None and "report_word" not in roles:
        needed.append("report")
    for role in needed:
        if role not in roles:
            yield issue("V110", _MANIFEST, "unlisted", document=_ROLES[role])
    for role in dict.fromkeys(roles):
        if role not in _ROLES:
            yield issue("V110", _MANIFEST, "unknown", role=role)
        elif role != "bundle" and roles.count(role) > 1:
            of = {"count": roles.count(role), "document": _ROLES[role]}
            yield issue("V110", _MANIFEST, "repeated", **of)
    if manifest.part is not None:
        yield issue("V111", _MANIFEST, "part", part=_PART_NAMES[manifest.part])
    elif "form" in roles and "form_pdf" not in roles:
        yield issue("V111", _MANIFEST, "no_form_pdf")
    spec = scheme and scheme.submissions.get(manifest.submission)
    if spec:
        for document in manifest.documents:
            yield from _check_document(document, spec, manifest)


def _odd_figures(document: Document, *, printed: bool) -> Iterator[Issue]:
    """What is said of a document that documents of its kind do not have."""
    if document.first_page is not None and document.role != "bundle":
        yield issue("V110", _MANIFEST, "first_page", file=document.file)
    if printed:
        return
    figures = (document.pages, document.copies, document.unmarked, document.fingerprints)
    if document.sign or any(figure is not None for figure in figures):
        yield issue("V110", _MANIFEST, "figures", file=document.file)


def _check_document(
    document: Document, spec: SubmissionSpec, manifest: Manifest
) -> Iterator[Issue]:
    """A document has the name, the figures and the fingerprints that its role asks for."""
    file, taken = document.file, document.fingerprints
    if taken is not None and len(taken.pages) != document.pages:
        of = {"pages": str(document.pages), "count": len(taken.pages)}
        yield issue("V110", _MANIFEST, "fingerprints", file=file, **of)
    if _list_layered(document) != list(document.text_layer or ()):
        yield issue("V110", _MANIFEST, "text_layer", file=file)
    yield from _odd_figures(document, printed=document.role in _PRINTED)
    name = _file_names(document, spec, manifest).get(document.role, file)
    if file != name:
        of = {"document": _ROLES[document.role], "name": name}
        yield issue("V110", _MANIFEST, "name", file=file, **of)
    printed: Mapping[str, tuple[int, Sequence[Signing], bool]] = {
        "form_pdf": (spec.form.copies, spec.form.sign, spec.form.page_mark),
        "report": (1, spec.report.sign, spec.report.page_mark),
        "bundle": (1, spec.bundle.sign, spec.bundle.page_mark),
    }
    if document.role in printed:
        copies, sign, marked = printed[document.role]
        if document.copies != copies:
            of = {"wanted": copies, "said": str(document.copies)}
            yield issue("V110", _MANIFEST, "copies", file=file, **of)
        if [(s.what, s.where) for s in document.sign] != [(s.what, s.where) for s in sign]:
            yield issue("V110", _MANIFEST, "sign", file=file)
        if marked and document.unmarked is None:
            yield issue("V110", _MANIFEST, "unmarked", file=file)


def _list_layered(document: Document) -> list[Pages]:
    """The pages that have text under their picture, by their fingerprints."""
    taken, first = document.fingerprints, document.first_page or 1
    prints = map(PageFingerprint.parse, taken.pages if taken else ())
    layered = (number for number, one in enumerate(prints, start=first) if one.layer)
    return [Pages(first=run.first, last=run.last) for run in gather_pages(layered)]


def _file_names(document: Document, spec: SubmissionSpec, manifest: Manifest) -> Mapping[str, str]:
    """What a document must be called, by the role it may have."""
    volumes = [d for d in manifest.documents if d.role == "bundle"]
    order = sorted(volumes, key=lambda d: d.first_page or 1)
    nth = order.index(document) + 1 if document in order else 0
    volume = f"（第{nth}卷）" if len(volumes) > 1 else ""
    return {
        "form": f"{spec.form.name}.docx",
        "form_pdf": f"{spec.form.name}.pdf",
        "report": f"{spec.report.name}.pdf",
        "report_word": f"{spec.report.name}.docx",
        "bundle": f"{spec.bundle.name}{volume}.pdf",
    }


def check_unmarked(manifest: Manifest) -> Iterator[Issue]:
    """Pages without room for their mark are told by the check, too."""
    off = manifest.data is not None and "F119" in manifest.data.checks.off
    for document in manifest.documents:
        if not document.unmarked or document.role not in MARKED or off:
            continue
        told = [f.what for f in manifest.findings if f.code == "F119"]
        named = flatten("".join(told))
        missing = [n for n in document.unmarked if not _is_named(n, named)]
        if missing:
            yield issue("V110", _MANIFEST, "no_room", file=document.file, page=missing[0])


def _is_named(page: int, told: str) -> bool:
    ranges = (part.split("–") for part in told.replace("第", "、").replace("页", "、").split("、"))
    numbers = (r for r in ranges if r and all(n.isdecimal() for n in r))
    return any(int(r[0]) <= page <= int(r[-1]) for r in numbers)
