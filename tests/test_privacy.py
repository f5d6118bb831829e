"""Numbers of people and accounts, planted in every text and file name, are in no output."""

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pypdf
import pytest
from pydantic import BaseModel
from test_proof import SAMPLES

from docgen.cli.commands import run
from docgen.forms.values import form_values
from docgen.forms.word_template import fill_template
from docgen.model.privacy import mask_data, mask_for_form
from docgen.model.submission import Line, Paragraphs, StudioFile
from docgen.system.machine import CACHE_VARIABLE
from docgen.workspace.load import load_workspace

SECRETS = {
    "371099197804120242": "371099197804120242",
    "spaced": "371099 19780412 0242",
    "hyphened": "371099-1978-0412-0242",
    "wide": "３７１０９９１９７８０４１２０２４２",
    "old": "371099780412024",
    "mobile": "138 1234 5678",
    "landline": "0631-5190816",
    "account": "账号：1614020109022123456",
    "card": "6222 0210 0111 2223 334",
    "numerals": "叁柒壹零玖玖一九七八〇四一二〇二四二",
    "told": "幺三八幺二三四五六七八",
    "email": "lin.haisheng@qq.example.com",
}
LEAKS = ("371099197804120242", "371099780412024", "13812345678", "06315190816",
         "1614020109022123456", "6222021001112223334", "linhaishengqq", "一九七八〇四一二",
         "八幺二三四五")  # fmt: skip
TEXT = "，".join(SECRETS.values())
KEPT = "ZL 2024 1 0123456.7"
"""What looks like one and is none."""
PHONE, ACCOUNT = "0631-0000203", "中国工商银行威海分行 1614029999022123456"


def plant(model: BaseModel) -> BaseModel:
    """The same with the secrets in every text of it that any may be written in."""
    planted: dict[str, object] = {}
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            planted[name] = plant(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            planted[name] = tuple(plant(entry) for entry in value)
        elif isinstance(value, dict):
            planted[name] = {
                k: plant(v) if isinstance(v, BaseModel) else v for k, v in value.items()
            }
        elif name in _FREE and field.annotation in (Line, Paragraphs, str):
            planted[name] = f"{value or name} {KEPT} {TEXT}"
    return model.model_copy(update=planted)


_FREE = {
    *("name", "industry", "nature", "head", "address", "contact", "recent_operation", "post"),
    *("political_status", "trade", "achievements", "place", "strengths", "plan", "statement"),
    *("reason", "title", "holder", "number", "achievement", "note", "veto", "ethnicity"),
}
"""Fields that take any text; the others are keys, paths and the numbers forms ask for."""


def test_all_texts_are_planted_but_keys_and_what_is_asked_for() -> None:
    texts = {
        name
        for model in _models(StudioFile)
        for name, field in model.model_fields.items()
        if field.annotation is str
    }
    keys = {"scheme", "submission", "report", "choice", "file", "pages", "kind", "organiser"}
    asked = {"phone", "bank_account", "id_number", "credit_code", "email", "grade"}
    assert texts == _FREE | keys | asked


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    yield model
    for field in model.model_fields.values():
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _models(part)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A studio that wrote such numbers wherever it could, in names of files too."""
    folder = tmp_path_factory.mktemp("secret") / "工作室"
    data = plant(load_workspace(SAMPLES / "assessment").data)
    assert isinstance(data, StudioFile)
    said = json.loads(data.model_dump_json(exclude_defaults=True, exclude={"evidence", "report"}))
    said["leader"] |= {"phone": PHONE, "id_number": SECRETS["371099197804120242"]}
    said["assessment"].pop("veto", None)
    files = []
    for number, secret in enumerate(SECRETS.values()):
        name = f"13-专利/发明专利/{number} 张三{secret.replace('：', '')}.pdf"
        _draw(folder / "evidence" / name)
        files.append(name)
    broken = folder / f"evidence/13-专利/实用新型专利/坏的{SECRETS['old']}.pdf"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"%PDF-1.7 nothing")
    row = {"files": files[0], "number": KEPT, "date": "2024-05", "holder": TEXT, "note": TEXT}
    said["evidence"] = [row | {"achievement": TEXT, "title": f"证书 {TEXT}"}]
    (folder / "studio.yaml").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return folder


def _draw(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with pymupdf.open() as document:
        document.new_page().insert_text((200, 400), path.name[:1], fontsize=30)
        document.save(path)


COMMANDS = (
    ("check", "{ws}"),
    ("check", "{ws}", "--json"),
    ("build", "{ws}", "--draft", "--out", "{out}"),
    ("verify", "{package}"),
    ("summary", "{out}", "--out", "{out}/汇总.xlsx"),
)


@pytest.fixture(scope="module")
def outputs(workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every text that leaves the workspace, by where it was found."""
    out = tmp_path_factory.mktemp("out")
    places = {"ws": workspace, "out": out, "package": out / "assessment-draft"}
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(tmp_path_factory.mktemp("cache")))
        for command in COMMANDS:
            said = io.StringIO()
            patch.setattr("sys.stdout", said)
            patch.setattr("sys.stderr", said)
            run([part.format(**places) for part in command])
            found[" ".join(command)] = said.getvalue()
    for path in sorted(out.rglob("*")):
        found |= {f"{path.name} {name}": text for name, text in _texts(path.name, path)}
    return found


def _texts(name: str, path: Path | io.BytesIO) -> Iterator[tuple[str, str]]:
    """The texts in a file, those of archives in it too; and its name."""
    yield "name", name
    if isinstance(path, Path) and path.is_dir():
        return
    content = path.read_bytes() if isinstance(path, Path) else path.getvalue()
    if name.endswith(".pdf"):
        reader = pypdf.PdfReader(io.BytesIO(content))
        yield "pages", "\n".join(page.extract_text() for page in reader.pages)
        yield "metadata", f"{reader.metadata} {reader.xmp_metadata and content.decode('latin-1')}"
        yield "bookmarks", str(list(_titles(reader.outline)))
    elif name.endswith((".zip", ".docx", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                inner = io.BytesIO(archive.read(member))
                for part, text in _texts(member, inner):
                    yield f"{member} {part}", text
    else:
        yield "text", re.sub(r"<[^>]+>", " ", content.decode("utf-8", "replace"))


def _titles(outline: list[object]) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _titles(entry)
        else:
            yield str(getattr(entry, "title", ""))


def squeeze(text: str) -> str:
    """Digits and letters alone: however a number is broken up, it stands together."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def test_no_output_holds_any_of_them(outputs: dict[str, str]) -> None:
    held = [
        (place, leak) for place, text in outputs.items() for leak in LEAKS if leak in squeeze(text)
    ]
    assert held == []


def test_they_were_there_to_be_found(outputs: dict[str, str]) -> None:
    masked = ("371099********0242", "371099******024", "138****5678", "0631-****816", "6222******")
    assert all(outputs[" ".join(command)] for command in COMMANDS)
    assert any(place.startswith("汇总.xlsx") for place in outputs)
    kinds = {
        kind: "".join(text for place, text in outputs.items() if kind in place)
        for kind in (
            "check {ws}",
            "--json",
            "佐证材料.pdf",
            "对照表.xlsx",
            "manifest.json",
            "检查报告.txt",
            "检查报告.html",
            "评估表.docx",
            "评估表.pdf",
        )
    }
    for kind, text in kinds.items():
        assert masked[0] in text, kind
    for mask in masked:
        assert mask in squeeze_spaces(kinds["佐证材料.pdf"]), mask
        assert mask in kinds["manifest.json"], mask
    # Other numbers stay whole, and the form has the telephone number it asks for.
    assert KEPT in kinds["manifest.json"]
    assert PHONE in squeeze_spaces(kinds["评估表.pdf"])
    assert PHONE not in kinds["manifest.json"]


def squeeze_spaces(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_application_prints_whole_what_it_asks_for_and_no_more() -> None:
    sample = load_workspace(SAMPLES / "application")
    data = plant(sample.data)
    assert isinstance(data, StudioFile)
    unit = data.unit.model_copy(update={"bank_account": ACCOUNT, "phone": "0631-0000999"})
    data = data.model_copy(update={"unit": unit})
    values = form_values(sample.spec, mask_for_form(data, confidential=True), None, None)
    filled = fill_template(sample.scheme.folder / sample.spec.form.template, values)
    text = squeeze(dict(_texts("form.docx", io.BytesIO(filled)))["word/document.xml text"])
    assert squeeze(data.leader.id_number) in text
    assert squeeze(ACCOUNT) in text
    assert "06310000999" in text
    assert not [leak for leak in LEAKS if leak in text and leak != data.leader.id_number]


def test_masking_touches_texts_alone() -> None:
    data = load_workspace(SAMPLES / "assessment").data
    assert mask_data(data.claims).keys() == data.claims.keys()
    assert mask_data(data).studio.area_m2 == data.studio.area_m2
    assert mask_data(mask_data(data)) == mask_data(data)
