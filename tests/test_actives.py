"""What acts in a PDF is taken off on its way into the bundle, and said."""

from pathlib import Path

import pikepdf
import pytest
from doing import build_package
from pikepdf import Array, Dictionary, Name, String

from docgen.pdf.active_content import list_actives
from docgen.system.machine import CACHE_VARIABLE

_SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
_OUTSIDE = Dictionary(S=Name.URI, URI=String("http://example.com"))


def _one_page(path: Path) -> pikepdf.Pdf:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(path)
    return pikepdf.open(path, allow_overwriting_input=True)


def _click(pdf: pikepdf.Pdf, **entries: object) -> None:
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), **entries)
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(annotation)])


def _open_action(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = _SCRIPT


def _page_event(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.AA = Dictionary(O=_OUTSIDE)


def _name_tree(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), _SCRIPT])))


def _launch(pdf: pikepdf.Pdf) -> None:
    _click(pdf, A=Dictionary(S=Name.Launch, F=String("calc.exe")))


def _chain(pdf: pikepdf.Pdf) -> None:
    _click(pdf, A=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit]), Next=Array([_SCRIPT, _OUTSIDE])))


def _circle(pdf: pikepdf.Pdf) -> None:
    action = pdf.make_indirect(Dictionary(S=Name.URI, URI=String("http://example.com")))
    action.Next = action
    _click(pdf, A=action)


def _parent_field(pdf: pikepdf.Pdf) -> None:
    _click(pdf, Parent=pdf.make_indirect(Dictionary(AA=Dictionary(C=_SCRIPT))))


@pytest.mark.parametrize(
    ("arm", "named"),
    [
        (_open_action, ["脚本"]),
        (_page_event, ["网络链接"]),
        (_name_tree, ["脚本"]),
        (_launch, ["启动其他程序的动作"]),
        (_chain, ["网络链接", "脚本"]),
        (_circle, ["网络链接"]),
        (_parent_field, ["脚本"]),
        (lambda _: None, []),
    ],
)
def test_each_way_of_acting_is_named_once(tmp_path: Path, arm, named: list[str]) -> None:
    with _one_page(tmp_path / "a.pdf") as pdf:
        arm(pdf)
        assert sorted(list_actives(pdf, list(pdf.pages))) == sorted(named)


def test_what_was_taken_off_is_a_note_of_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "cache"))
    folder = tmp_path / "ws"
    (folder / "evidence" / "03-设备").mkdir(parents=True)
    with _one_page(folder / "evidence" / "03-设备" / "说明书.pdf") as pdf:
        _open_action(pdf)
        _launch(pdf)
        pdf.save(folder / "evidence" / "03-设备" / "说明书.pdf")
    (folder / "studio.yaml").write_text("scheme: weihai-2025\nsubmission: assessment\n", "utf-8")
    built = build_package(folder, draft=True, only="bundle")
    notes = [f for f in built.findings if f.where == "evidence/03-设备/说明书.pdf"]
    assert any("脚本、启动其他程序的动作" in f.what for f in notes)
    bundle = (built.folder / "3-佐证材料.pdf").read_bytes()
    with pikepdf.open(built.folder / "3-佐证材料.pdf") as pdf:
        everything = b"".join(o.unparse() for o in pdf.objects if isinstance(o, Dictionary))
    assert b"app.alert" not in bundle + everything
    assert b"calc.exe" not in bundle + everything
