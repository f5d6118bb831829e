"""Characters of symbol fonts, by what they look like.

A letter in such a font is a picture: the R of Wingdings 2 is a box with a tick. Without the font
LibreOffice prints the letter, so it is given the character of Unicode that looks the same, as
Unicode's own proposal for these fonts has them (L2/12-368), or the nearest that fonts here have.
"""

_FIRST = 0x20
_PRIVATE = 0xF000
"""Where Word writes the codes of symbol fonts."""

_TABLES = {
    "wingdings 2": (
        " ✒   ✄ ☏        "
        "            ☜ ☜☞"
        "               ✗"
        "✓☒☑☒☒⊗⊗⊘⊘    ‽  "
        "         ⓪①②③④⑤⑥"
        "⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿ "
        "☉ ☽☾ ✝          "
        "     ⋅·•●○○○◉⊙⦿▪"
        "▪◾■☐☐☐☐▣▣▣   ⋄◆◇"
        " ◈    ◊◆◊ ◖◗  ■ "
        "⬟ ⬣⬢  ++✚     ××"
        "×✕✖        ✳    "
        "     ✳★   ✦✶    "
        "✹  ✯    ※⁂      "
    ),
    "wingdings": (
        " ✏✂✁    ☎✆✉✉    "
        "       ⌨      ✇✍"
        " ✌   ☜☞☝☟ ☺😐☹ ☠⚐"
        "⚑✈☼ ❄✞✞✠✠✡☪☯ ☸♈♉"
        "♊♋♌♍♎♏♐♑♒♓&&●❍■☐"
        "□❑❒⋄⧫◆❖ ☒ ⌘❀✿❝❞▯"
        "🄋➀➁➂➃➄➅➆➇➈➉🄌➊➋➌➍"
        "➎➏➐➑➒➓        ·•"
        "▫○○○◉◎○▪☐▲✦★✶✴✹✵"
        "     ✪✰         "
        "                "
        "     ⌫⌦⋖➢   ➲  ←"
        "→↑↓↖↗↙↘⬅➔⬆⬇⬉⬈⬋⬊⇦"
        "⇨⇧⇩⬄⇳⬁⬀⬃⬂▫▪✗✓☒☑ "
    ),
    "wingdings 3": (
        " ←→↑↓↖↗↙↘       "
        " ↔↕    ↯    ↰ ↱ "
        "                "
        "↻↺ ⌤⌃⌥␣⍽⇪       "
        "      ←→↑↓↖↗↙↘↔↕"
        "▲▼△▽◀▶◁▷◣◢◤◥◂▸▴ "
        "▾▲▼◀▶           "
        "                "
        "                "
        "                "
        "                "
        "                "
        "                "
        "                "
    ),
    "webdings": (
        "                "
        " □ ◀▶▲▼     ■●  "
        "                "
        "                "
        " ✔ □   ■ ℹ    ⬤ "
        "  ✗?    ⊘⊖  |   "
        "                "
        "        ✯  ✉    "
        "                "
        "                "
        "                "
        "         ☁      "
        "        Ⓟ♿      "
        "                "
    ),
    "symbol": (
        " !∀#∃%&∋()∗+,−./"
        "0123456789:;<=>?"
        "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟ"
        "ΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
        "‾αβχδεφγηιϕκλμνο"
        "πθρστυϖωξψζ{|}∼ "
        "                "
        "                "
        "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓"
        "°±″≥×∝∂•÷≠≡≈…⏐⎯↵"
        "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉"
        "∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
        "◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
        " 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭ "
    ),
}
"""From 0x20, sixteen to a line; a blank is a picture that has no character of its own."""

FACE = "OpenSymbol"
"""LibreOffice brings it along."""


def is_symbol_font(name: str | None) -> bool:
    """Whether a font shows pictures in the place of letters."""
    return (name or "").strip().casefold() in _TABLES


def code_of(character: str) -> int | None:
    """The place of a character in a symbol font, None where it can have none."""
    code = ord(character)
    if _PRIVATE + _FIRST <= code <= _PRIVATE + 0xFF:
        return code - _PRIVATE
    if code <= 0xFF:
        return code
    # Letters beyond Latin 1 stand where Windows has them.
    single = character.encode("cp1252", "ignore")
    return single[0] if single else None


def show_symbol(font: str | None, character: str) -> str | None:
    """The character that looks like one of a symbol font; None where there is none."""
    table, code = _TABLES.get((font or "").strip().casefold(), ""), code_of(character)
    if code is None or not _FIRST < code < _FIRST + len(table):
        return None
    shown = table[code - _FIRST]
    return shown if shown != " " else None


def show_symbols(font: str | None, text: str) -> tuple[str, str]:
    """A text of a symbol font as it looks, and the characters that have no likeness.

    Blanks and Chinese characters stay: no symbol font has them.
    """
    shown, lost = [], []
    for character in text:
        found = show_symbol(font, character)
        code = code_of(character)
        if found is None and code is not None and code > _FIRST and not character.isspace():
            lost.append(character)
        shown.append(found or character)
    return "".join(shown), "".join(lost)
