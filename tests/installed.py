"""What is installed on this computer is asked once, as in a process that lives on.

Each run asks fontconfig and LibreOffice anew, four programs for a build; what they say does not
change while nothing is installed. A test that installs something or hides it changes what is asked
for: the search path, the folders of fonts, the program.
"""

import os
from collections.abc import Callable, Hashable
from typing import Any

from docgen.forms import form_pdf
from docgen.office import libreoffice


def ask_once(put: Callable[[object, str, object], None]) -> None:
    """Have both asked once; `put` sets an attribute, and may remember it."""
    version, fonts = libreoffice._identify_program, libreoffice.identify_fonts
    put(libreoffice, "_ask_version", _once(libreoffice._ask_version, version))
    put(form_pdf, "_find_characters", _once(form_pdf._find_characters, fonts))


def _once(ask: Callable[..., Any], identify: Callable[..., Hashable]) -> Callable[..., Any]:
    known: dict[Hashable, Any] = {}

    def recall(*given: object) -> Any:
        key = os.environ.get("PATH"), identify(*given)
        if key not in known:
            known[key] = ask(*given)
        return known[key]

    return recall
