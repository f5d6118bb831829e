"""The one state of every package among the others: decided here, and shown the same everywhere."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from docgen.package.manifest import Manifest
from docgen.summary.taken_packages import Package, Refused, Taken
from docgen.text.printable import printable_line
from docgen.verify.known_schemes import Standing


class PackageState(StrEnum):
    """What a package is to who sums up or gives points; the value is how it is printed."""

    WHOLE = "完整"
    UNSIGNED = "未签名"
    """Whole as far as that can be told without a signature."""
    UNREAD = "未逐页核对"
    """Whole but for its pages, which nobody has looked at yet."""
    WAITING = "核对中"
    VETOED = "一票否决"
    TWIN = "重复"
    """One of several of the same studio."""
    UNSURE = "没有核实"
    """By another version of docgen, or a scheme that is not known here."""
    DRAFT = "草稿"
    PART = "不全"
    DIFFERS = "有出入"
    """Verification found errors."""
    UNTAKEN = "不计入"
    """Of another scheme, or there once more."""
    UNREADABLE = "读不出"


RANKED = frozenset({PackageState.WHOLE, PackageState.UNSIGNED, PackageState.UNREAD})
"""The states that have a rank. Nobody vouches for the points of the others."""
_REFUSALS = {
    "draft": PackageState.DRAFT,
    "part": PackageState.PART,
    "wrong": PackageState.DIFFERS,
    "other_scheme": PackageState.UNTAKEN,
    "twin": PackageState.UNTAKEN,
}
"""States by the case of `summary` that refuses them."""


@dataclass(frozen=True)
class ToldState:
    """A state, and in a sentence why it is none of those that are whole; empty for these."""

    state: PackageState
    reason: str = ""

    @property
    def is_ranked(self) -> bool:
        """Whether points of such a package stand beside those of others."""
        return self.state in RANKED

    @property
    def is_vouched_for(self) -> bool:
        """Whether what its manifest says may be shown as what it is."""
        return self.is_ranked or self.state in {PackageState.VETOED, PackageState.TWIN}


def tell_state(taken: Taken, packages: Iterable[Package]) -> ToldState:
    """Return the state of what was found; `packages` are all that were taken, itself among them."""
    if isinstance(taken, Refused):
        return ToldState(_REFUSALS.get(taken.case, PackageState.UNREADABLE), taken.reason)
    if reason := _why_unsure(taken):
        return ToldState(PackageState.UNSURE, reason)
    manifest = taken.manifest
    if manifest.outcome and manifest.outcome.vetoed:
        return ToldState(PackageState.VETOED, "写有一票否决的情形，不排名次")
    if (count := len(list_alike(taken, packages))) > 1:
        reason = f"同一工作室有 {count} 份，不排名次；留下要用的一份再汇总"
        return ToldState(PackageState.TWIN, reason)
    if not taken.state.is_read_through:
        return ToldState(PackageState.UNREAD)
    return ToldState(PackageState.WHOLE if taken.state.signer else PackageState.UNSIGNED)


def list_alike(package: Package, packages: Iterable[Package]) -> Sequence[Package]:
    """Return the packages of the same submission of the same studio, itself among them."""
    return [p for p in packages if whose(p.manifest) == whose(package.manifest)]


def whose(manifest: Manifest) -> tuple[str, ...]:
    """Return what tells a studio's submission from others, however its names are spaced."""
    names = (manifest.studio, manifest.unit)
    return (manifest.scheme.id, manifest.submission, *map(squeeze, names))


def squeeze(text: str) -> str:
    """Return a name as it is compared: no blanks, one width."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def _why_unsure(package: Package) -> str:
    """Why nobody here can vouch for it; empty where that can be done."""
    version = printable_line(package.manifest.docgen)
    if package.state.unsure:
        return (
            f"没有核实，不排名次：说是另一版 docgen（{version}）生成的，与这一版重做的不一样；"
            "用那一版核对，或请工作室用这一版重新生成"
        )
    match package.state.standing:
        case Standing.OTHER_VERSION:
            version = printable_line(package.manifest.scheme.version)
            return f"用的是另一版方案（{version}），得分没有重算，不排名次；那一版用 --scheme 给"
        case Standing.UNKNOWN:
            return "这里没有它用的方案，得分没有重算，不排名次；自己的方案用 --scheme 给"
    return ""
