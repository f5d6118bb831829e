"""What came of a verification, and how it is told in Chinese."""

from dataclasses import dataclass

from docgen.issues.finding import Finding


@dataclass(frozen=True)
class Point:
    """One demand of a standard: met, not met, or nothing that a program could tell (None)."""

    standard: str
    demand: str
    met: bool | None
    detail: str = ""


@dataclass(frozen=True)
class Verified:
    """What was found out about a package."""

    findings: tuple[Finding, ...]
    points: tuple[Point, ...]
    unchecked: tuple[str, ...] = ()
    """What could not be checked of what was handed in, in Chinese."""


def write_unchecked(unchecked: tuple[str, ...]) -> str:
    """Return what could not be checked, as Chinese plain text; nothing where all was."""
    return "".join(f"{line}\n" for line in ("【没有核对的】", *unchecked)) if unchecked else ""


def write_points(points: tuple[Point, ...]) -> str:
    """Return how the bundle stands against the standards, as Chinese plain text."""
    if not points:
        return ""
    page_marks = {True: "✓", False: "✗", None: "·"}
    lines = ["【对照标准】✓ 合乎，✗ 不合，· 请人工看"]
    for standard in dict.fromkeys(point.standard for point in points):
        lines.append(f"{standard}：")
        for point in (p for p in points if p.standard == standard):
            detail = f"（{point.detail}）" if point.detail else ""
            lines.append(f"  {page_marks[point.met]} {point.demand}{detail}")
    return "\n".join(lines)
