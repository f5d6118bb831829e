"""Rules about the pictures among the evidence: whether one stands for two."""

from collections.abc import Iterator

from docgen.checks.case import Case, Said

_MOST_NAMED = 6


def photograph_used_twice(case: Case) -> Iterator[Said]:
    """Photographs are one that was cropped, scaled, turned or saved anew: one word a group."""
    for group in case.alike:
        named = "、".join(photograph.name for photograph in group[:_MOST_NAMED])
        more = f"等 {len(group)} 张" if len(group) > _MOST_NAMED else ""
        pieces = list({photograph.piece.id: photograph.piece for photograph in group}.values())
        titles = "、".join(f"“{piece.title}”" for piece in pieces[:_MOST_NAMED])
        where = f"（佐证{titles}{'等' if len(pieces) > _MOST_NAMED else ''}）"
        yield Said(
            pieces[min(1, len(pieces) - 1)].where,
            f"看上去是同一张照片，裁剪、缩放、转向或重新保存过，或是连拍：{named}{more}"
            f"{where if len(pieces) > 1 else ''}",
            "同一张的、连拍的只留最清楚的一张，支撑几项就写明支撑项目；确是不同的照片不必改",
        )
