"""What the author of a scheme begins with: a commented scheme.yaml, and templates drawn from it."""

import re
from dataclasses import dataclass
from pathlib import Path

from docgen.forms.template_drawing import draw_form, draw_report
from docgen.issues.errors import WorkspaceError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.model.scheme import Scheme
from docgen.system.atomic_files import translate_errors, write_atomically
from docgen.workspace.load import SCHEME_FILE, load_scheme

_ID = re.compile(r"[A-Za-z0-9一-鿿][A-Za-z0-9一-鿿._-]*")


@dataclass(frozen=True)
class NewScheme:
    """What was written into a scheme's folder, and what was there already, by name."""

    written: tuple[str, ...]
    kept: tuple[str, ...]


def write_scheme(folder: Path) -> NewScheme:
    """Begin a scheme in `folder`: a scheme.yaml to be rewritten, and its templates.

    WorkspaceError where a scheme is there already.
    """
    file = folder / SCHEME_FILE
    if file.exists():
        slots = {"file": SCHEME_FILE, "folder": str(folder)}
        raise refuse(WorkspaceError, issue("scheme", Location(str(folder)), "exists", **slots))
    name = folder.resolve().name
    text = _SKELETON.replace("{id}", name if _ID.fullmatch(name) else "my-scheme")
    with translate_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(file, text.encode())
    drawn = draw_templates(load_scheme(str(folder), near=None))
    return NewScheme((SCHEME_FILE, *drawn.written), drawn.kept)


def draw_templates(scheme: Scheme) -> NewScheme:
    """Draw every template the scheme names and does not have. Nothing that is there is touched."""
    makers = {}
    for spec in scheme.submissions.values():
        makers[spec.form.template] = (draw_form, spec)
        makers[spec.report.template] = (draw_report, spec)
    kept = [name for name in makers if (scheme.folder / name).exists()]
    written = [name for name in makers if name not in kept]
    for name in written:
        draw, spec = makers[name]
        with translate_errors(scheme.folder / name):
            write_atomically(scheme.folder / name, draw(scheme, spec))
    return NewScheme(tuple(written), tuple(kept))


_SKELETON = """\
# 一份通知写成数据。照 docs/scheme-author.md 一步步改；改一点就运行 docgen scheme lint。
# 井号后面是说明，可以删。原文（title、standard）一字不改地抄，读法（rule 等）写在旁边。

id: {id}
title: 某市关于开展工作室年度考核的通知
issuer: 某市人力资源和社会保障局
document_number: 某人社函〔2026〕1号
year: 2026
version: "1"
# 命名的惯例；没有就删去
studio_name: 某市{leader}工作室
# 通知里的叫法与程序平常说的不同时，照样子写
# words: {studio: 工作站, leader: 领衔人, unit: 设站单位, veto: 一票否决情形}

submissions:
  assessment:
    name: 年度考核
    deadline: 2026-06-30
    period: {start: 2025-01-01, end: 2025-12-31}
    full_points: 30
    pass_mark: 18
    # 按总分定等次的才写
    # grades:
    #   - {name: 合格, at_least: 18}
    #   - {name: 不合格, at_least: 0}
    veto: 提供虚假材料的，实行一票否决。

    form:
      template: form.docx
      name: 1-考核评分表
      kind: assessment
      paper: A4
      copies: 1
      required: [unit.name, leader.name, leader.phone, studio.name, assessment.date]

    report:
      name: 2-工作总结
      title: 工作室年度工作总结
      template: report.docx
      headings: [一、基本情况, 二、主要工作, 三、下一步打算]

    bundle:
      name: 3-佐证材料
      title: 某市工作室年度考核佐证材料
      item_word: 项目
      verified_frame: true

    categories:
      - title: 一、基础
        points: 15
        items:
          # 分档：含本数的写 at_least，不含的写 above，从高到低
          - number: 1
            title: 固定场所
            points: 5
            standard: 50平方米及以上得5分，20平方米及以上不足50平方米得3分，不足20平方米不得分。
            rule:
              kind: bands
              count: {key: area, name: 场所面积, unit: 平方米, whole: false}
              bands:
                - {at_least: 50, points: 5}
                - {at_least: 20, points: 3}
            hint: 平面图、照片，能看出面积
          # 判断：几档里选一个；别忘了得 0 分的
          - number: 2
            title: 管理制度
            points: 5
            standard: 制度健全的得5分，不健全的不得分。
            rule:
              kind: choice
              options:
                - {key: sound, name: 制度健全, points: 5}
                - {key: unsound, name: 制度不健全, points: 0}
            hint: 制度文件
          # 满分扣分：先给满分，有一处扣几分，扣到 0 为止
          - number: 3
            title: 经费使用
            points: 5
            standard: 基本分5分，凭证不全的每笔扣1分，扣完为止。
            rule: {kind: full}
            deductions:
              - {key: voucher, name: 凭证不全, points: 1}
            hint: 明细账、财务部门的说明
      - title: 二、成果
        points: 15
        items:
          # 计数：每个得几分，cap 是最高分；kinds 是计入的佐证种类，也是子文件夹名
          - number: 4
            title: 技术成果
            points: 15
            standard: 每项成果得3分，最高15分。
            rule:
              kind: tally
              cap: 15
              counts:
                - {key: results, name: 技术成果, unit: 项, points: 3, kinds: [技术成果]}
            hint: 每项成果的证明，一项一件
"""
"""A scheme with one of each common rule, which can be checked and built as it is."""
