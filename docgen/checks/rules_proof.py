"""Rules about certificates and lists: whose they are, whether one stands for two."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from docgen.checks.case import Case, RuleFinding, name_item
from docgen.checks.rules_score import counted_evidence, list_titles
from docgen.model.certificate_numbers import is_telling_number, plain_number
from docgen.model.counting import ZERO, Bounds, LeftOut, holders_of, quantity_of, refuse
from docgen.model.evidence import Evidence
from docgen.model.people import may_be_one, names_in, people_in, plain_name
from docgen.model.person_names import names_before
from docgen.model.scheme import CountSpec, Item
from docgen.model.scoring import open_counts
from docgen.model.skill_levels import conflicts_in, level_of
from docgen.model.submission import Member
from docgen.text.quoting import show_value
from docgen.text.wording import write_date, write_figure

_TITLES = ("高级工程师", "助理工程师", "工程师")
"""Professional titles, as certificates name them. The longest that fits is meant."""


# ── counted, and not ──────────────────────────────────────────────────────────────────────────


def not_counted(case: Case) -> Iterator[RuleFinding]:
    """A piece of a counted kind does not count: there already, run by others, something else."""
    pieces = {piece.id: piece for piece in case.evidence}
    remedies = {
        "content": "多写的一条删去；一个文件证明几个的合成一条，写数量；各用几页的写明各自的页",
        "number": "是同一件的删去一件，或去掉种类只作旁证；编号抄错的改正，"
        "一个文号里的两件在标题里写明各是什么",
        "holder": "确是同一个人的不必改；同名的两个人在 holder 里加括注，如 张伟（一车间）",
        "title": "放错种类的移出这个子文件夹，或去掉种类（kind），只作旁证；"
        "标题没写准的改标题（title）",
        "achievement": "确是同一成果的不必改；不是的在 achievement 里写出各是哪项成果",
        "organiser": "主办单位写错的改正（organiser）；不在限定之内的去掉种类，只作旁证",
    }
    for item, _, score in case.scored():
        for left in (*score.left_out, *_without_quantity(case, item)):
            if left.reason in remedies:
                piece = pieces[left.evidence_id]
                others = [o for o in case.supporting(item) if _is_of_another(piece, o)]
                differ = (
                    _differences(others[0], piece) if left.reason == "number" and others else ""
                )
                yield RuleFinding(
                    piece.at("files" if left.reason == "content" else left.reason),
                    f"佐证“{piece.title}”（{piece.id}）没有计入{name_item(item)}：{left.why}{differ}",
                    remedies[left.reason],
                )


def _is_of_another(piece: Evidence, other: Evidence) -> bool:
    """Whether two pieces bear one number and are said to be different people's."""
    same = plain_number(piece.number) == plain_number(other.number)
    return same and piece is not other and "持有人" in _differences(other, piece)


def _without_quantity(case: Case, item: Item) -> Iterator[LeftOut]:
    """What a title rules out before anybody wrote how much it is: nobody need write it."""
    for count in open_counts(item, frozenset(case.data.studio.traits)):
        for piece in case.supporting(item):
            if piece.kind in count.kinds and quantity_of(piece, count) is None:
                refused = refuse(count, piece, Bounds())
                if refused is not None:
                    yield LeftOut(piece.id, ZERO, *refused)


def organiser_missing(case: Case) -> Iterator[RuleFinding]:
    """Only what certain bodies run counts, and a piece does not say who ran it."""
    for item, _, _ in case.scored():
        for count in item.counts:
            bare = [
                piece
                for counted, piece in counted_evidence(case, item)
                if counted == count and count.organisers and not piece.organiser
            ]
            if bare:
                yield RuleFinding(
                    f"evidence/{item.folder_name}/",
                    f"{name_item(item)}有 {len(bare)} 件计数的佐证没有写主办单位："
                    f"{list_titles(bare)}；只计{_named_bodies(case, count)}主办或参与组织的",
                    "核对后在 studio.yaml 的 evidence 里补上 organiser；不在其内的去掉种类",
                )


def _named_bodies(case: Case, count: CountSpec) -> str:
    return "、".join(dict.fromkeys(body.name for body in case.spec.bodies_of(count)))


def counted_in_two_items(case: Case) -> Iterator[RuleFinding]:
    """One thing is counted in several items: the notice may allow it, a reviewer should know."""
    together: dict[tuple[int, ...], list[Evidence]] = {}
    for pieces in _same_things(case):
        items = {number for piece in pieces for number in _items_it_adds_to(case, piece)}
        if len(items) > 1:
            together.setdefault(tuple(sorted(items)), []).append(pieces[0])
    for numbers, found in together.items():
        named = "、".join(map(str, numbers))
        yield RuleFinding(
            found[0].where,
            f"第 {named} 项都计了数的有 {len(found)} 件：{list_titles(found)}",
            "通知没有写不可以的不必改，以评审为准；不该重复计的，items 里只留一项",
        )


def _same_things(case: Case) -> Iterator[list[Evidence]]:
    """The evidence, certificates of one number together."""
    by_number: dict[str, list[Evidence]] = {}
    for piece in case.evidence:
        key = plain_number(piece.number) if is_telling_number(piece.number) else piece.id
        by_number.setdefault(key, []).append(piece)
    yield from by_number.values()


def _items_it_adds_to(case: Case, piece: Evidence) -> list[int]:
    return [
        score.number
        for score in case.scores.items
        if any(term.evidence_id == piece.id for m in score.measures for term in m.terms)
    ]


def _counting_items(case: Case, piece: Evidence) -> list[int]:
    """The items that take a piece for one of their kinds."""
    return [
        item.number
        for item in case.spec.items
        if item.number in piece.supports
        and any(other is piece for _, other in counted_evidence(case, item))
    ]


# ── numbers ───────────────────────────────────────────────────────────────────────────────────


def number_used_twice(case: Case) -> Iterator[RuleFinding]:
    """Two certificates bear one number, however it is typed."""
    told = {
        left.evidence_id
        for s in case.scores.items
        for left in s.left_out
        if left.reason == "number"
    }
    for pieces in _same_things(case):
        certificates = [piece for piece in pieces if _is_certificate(case, piece)]
        for first, other in combinations(certificates, 2):
            differ = _differences(first, other)
            if (
                _share_a_file(first, other)
                or {first.id, other.id} & told
                or not (set(first.supports) & set(other.supports) or "持有人" in differ)
            ):
                continue
            yield RuleFinding(
                other.at("number"),
                f"佐证“{other.title}”的编号{show_value(other.number)}与“{first.title}”"
                f"（{first.where}）的相同{differ}",
                "是同一张证书的只留一件，支撑几项就写 items；编号抄错的对照证书改正",
            )


def _is_certificate(case: Case, piece: Evidence) -> bool:
    """Whether its number is its own: numbers of other documents are shared by all within them."""
    bare = any(item and item.rule is None for item in map(case.spec.item, piece.supports))
    return bool(piece.holder) or bare or bool(_counting_items(case, piece))


def _share_a_file(one: Evidence, other: Evidence) -> bool:
    return bool({file.path for file in one.files} & {file.path for file in other.files})


def _differences(one: Evidence, other: Evidence) -> str:
    holders = [piece.holder for piece in (one, other)]
    if all(holders) and set(names_in(one.holder)) != set(names_in(other.holder)):
        return f"，写的持有人却不同（{holders[0]}；{holders[1]}）"
    return "" if one.title == other.title else "，标题不同"


# ── people ────────────────────────────────────────────────────────────────────────────────────


def _members(case: Case) -> list[str]:
    return [member.name for member in case.data.studio.members if member.name]


def _team(case: Case) -> list[str]:
    return [name for name in (case.data.leader.name, *_members(case)) if name]


def _personal(case: Case, item: Item) -> list[Evidence]:
    """The certificates of an item that must be somebody's of the team."""
    if not item.holders or not _members(case) or case.places.is_spoilt("studio", "members"):
        return []
    if item.counts:
        return list({p.id: p for _, p in counted_evidence(case, item)}.values())
    return case.supporting(item)


def holder_not_of_the_team(case: Case) -> Iterator[RuleFinding]:
    """A certificate is held by somebody who is not in the team."""
    for item in case.spec.items:
        allowed = _members(case) if item.holders == "members" else _team(case)
        who = "团队成员" if item.holders == "members" else "领办人或团队成员"
        for piece in _personal(case, item):
            for name in holders_of(piece, _team(case)):
                if not any(may_be_one(name, person) for person in allowed):
                    leader = may_be_one(name, case.data.leader.name)
                    what = "是领办人，不算团队成员" if leader else f"不是{who}"
                    yield RuleFinding(
                        piece.at("holder"),
                        f"{name_item(item)}里佐证“{piece.title}”的持有人{show_value(name)}{what}",
                        "去掉这件的种类（kind），只作旁证"
                        if leader
                        else "核对姓名用字；是成员的写进 studio.members，不是的移出这一项",
                    )


_BEHIND_PRAISED = ("市级", "省级", "国家级", "全国", "获", "荣获", "被评", "取得")


def praised_not_of_the_team(case: Case) -> Iterator[RuleFinding]:
    """A part of an application praises somebody, by the title's first words, who is of no team."""
    team = [plain_name(name) for name in _team(case)]
    for item in case.spec.items:
        bare = [] if item.rule or item.holders else case.supporting(item)
        for piece in bare if team and not case.places.is_spoilt("studio", "members") else []:
            title = plain_name(piece.title)
            named = {name for word in _BEHIND_PRAISED for name in names_before(title, word)}
            others = [name for name in sorted(named) if title.startswith(name)]
            if others and not any(name in title + plain_name(piece.holder) for name in team):
                yield RuleFinding(
                    piece.where,
                    f"佐证“{piece.title}”的标题里是{others[0]}，不是领办人或团队成员",
                    "核对姓名用字；是别人的移出去，是工作室的在 holder 里写上",
                )


def holder_unknown(case: Case) -> Iterator[RuleFinding]:
    """Nobody can tell whose certificate it is."""
    for item in case.spec.items:
        for piece in _personal(case, item):
            if "证" in piece.title + piece.kind and not holders_of(piece, _team(case)):
                several = people_in(piece.title, _team(case))
                named = (
                    f"有几个人的姓名（{'、'.join(several)}）" if several else "看不到团队里谁的姓名"
                )
                yield RuleFinding(
                    piece.at("holder"),
                    f"{name_item(item)}里佐证“{piece.title}”看不出是谁的："
                    f"没有写持有人，标题里{named}",
                    "写上 holder；团队以外的人的证书不能放在这里",
                )


def holder_may_be_two(case: Case) -> Iterator[RuleFinding]:
    """A certificate's holder may be either of two people that only notes tell apart."""
    team = list(dict.fromkeys(_team(case)))
    for item in case.spec.items:
        for piece in _personal(case, item):
            for name in names_in(piece.holder):
                fitting = [person for person in team if may_be_one(name, person)]
                if len(set(map(plain_name, fitting))) > 1:
                    yield RuleFinding(
                        piece.at("holder"),
                        f"{name_item(item)}里佐证“{piece.title}”的持有人{show_value(name)}"
                        f"在团队里有 {len(fitting)} 人：{'、'.join(fitting)}",
                        "holder 照团队里的写法写，带上括注",
                    )


def members_against_certificates(case: Case) -> Iterator[RuleFinding]:
    """The team has more or fewer members than their certificates."""
    members = case.data.studio.members
    for item, _, score in case.scored():
        # A typed figure is held against the certificates already.
        figures = [m.value if m.derived is None else m.derived for m in score.measures]
        spoilt = case.places.is_spoilt("studio", "members")
        if item.holders != "members" or len(figures) != 1 or not members or spoilt:
            continue
        missing = [m for m in members if m.name and not _has_certificate(case, item, m.name)]
        # Whose certificate is missing, or does not count, is named by other rules.
        figure = figures[0]
        lost = sum((left.quantity for left in score.left_out), Decimal(0))
        told = (len(members), len(members) - len(missing), len(members) - lost)
        if figure is not None and figure not in told:
            yield RuleFinding(
                case.places.at("studio", "members"),
                f"团队成员写了 {len(members)} 人，{name_item(item)}数出来是"
                f" {write_figure(figure)} 人",
                "每名成员一件证书，缺的补上，多的去掉种类；或改正成员名单",
            )


def _has_certificate(case: Case, item: Item, name: str) -> bool:
    own = {piece.id for piece in certificates_of(case, name)}
    return any(piece.id in own or name in piece.title for piece in case.supporting(item))


def leader_certificate(case: Case) -> Iterator[RuleFinding]:
    """What is said of the leader's certificate is not what the evidence says."""
    leader = case.data.leader
    if not leader.name or not leader.grade or case.places.any_spoilt("leader"):
        return
    own = list(certificates_of(case, leader.name))
    for item in case.spec.items:
        missing = item.rule is None and item.holders == "team" and case.supporting(item)
        if missing and not own:
            yield RuleFinding(
                f"evidence/{item.folder_name}/",
                f"{case.spec.bundle.call_item(item.number)}“{item.title}”里没有看到领办人"
                f"{show_value(leader.name)}的证书",
                "放进证书；已经放了的，在标题或 holder 里写出姓名",
            )
    yield from _grade_differs(case, leader.name, leader.grade, "leader", "grade")
    same = [piece for piece in own if grade_in(piece.title) in ("", grade_in(leader.grade))]
    dated = [piece for piece in same if piece.date]
    if leader.certified and dated and not any(_same_time(case, piece) for piece in dated):
        yield RuleFinding(
            case.places.at("leader", "certified"),
            f"领办人取证时间写的是 {write_date(leader.certified)}，证书“{dated[0].title}”"
            f"（{dated[0].where}）的日期是 {write_date(dated[0].date)}",
            "对照证书改正其中一处",
        )


def _same_time(case: Case, piece: Evidence) -> bool:
    said, known = case.data.leader.certified, piece.date
    return bool(said and known and said.first <= known.last and known.first <= said.last)


def is_grade_told(case: Case, name: str, grade: str) -> bool:
    """Whether a person's grade is told to be wrong: in itself, or by the certificate."""
    return bool(conflicts_in(grade) or any(_grade_differs(case, name, grade)))


def member_grades(case: Case) -> Iterator[RuleFinding]:
    """A member's grade is not that of the member's certificates."""
    for index, member in enumerate(case.data.studio.members):
        if isinstance(member, Member) and member.name and member.grade:
            keys = ("studio", "members", index)
            yield from _grade_differs(case, member.name, member.grade, *keys)


def _grade_differs(case: Case, name: str, grade: str, *keys: str | int) -> Iterator[RuleFinding]:
    if conflicts_in(grade):
        # Which of both is meant nobody knows; that is told.
        return
    said = grade_in(grade)
    shown = [(p, found) for p in certificates_of(case, name) if (found := grade_in(p.title))]
    if said and shown and said not in [found for _, found in shown]:
        piece, found = shown[0]
        yield RuleFinding(
            case.places.at(*keys),
            f"{name}的职业技能等级写的是{show_value(grade)}，佐证“{piece.title}”"
            f"（{piece.where}）是{found}",
            "对照证书改正其中一处；有更高的证书就一并放上",
        )


def certificates_of(case: Case, name: str) -> Iterator[Evidence]:
    """The certificates of one person among those of the team."""
    numbers = {item.number for item in case.spec.items if item.holders}
    team = _team(case)
    for piece in case.evidence:
        holders = holders_of(piece, team) if numbers & set(piece.supports) else ()
        if len(holders) == 1 and may_be_one(holders[0], name):
            yield piece


def grade_in(text: str) -> str:
    """Return the level of skill or the professional title that a text names; else nothing."""
    level = level_of(text)
    titles = (title for title in _TITLES if title in text)
    return level.title if level else max(titles, key=len, default="")
