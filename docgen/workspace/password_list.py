"""The passwords that a workspace knows: lines of a file beside the data file."""

from pathlib import Path

from docgen.issues.errors import OutputError, word_reason
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.issues.refusal import refuse
from docgen.system.atomic_files import write_atomically
from docgen.system.run_lock import turn_in
from docgen.workspace.discover import PASSWORD_FILE
from docgen.workspace.load import read_passwords


def add_password(folder: Path, password: str) -> None:
    """Add a password to those of a workspace, which every later run tries.

    OutputError where the file cannot be written, or cannot be read as text.
    """
    file = folder / PASSWORD_FILE
    line = password.strip("\r\n")
    with turn_in(folder):
        known, _ = read_passwords(folder)
        if not line or line in known:
            return
        try:
            former = file.read_bytes().decode("utf-8-sig") if file.exists() else ""
            text = former if not former or former.endswith("\n") else f"{former}\n"
            write_atomically(file, f"{text}{line}\n".encode(), private=True)
        except (OSError, UnicodeDecodeError) as error:
            reason = word_reason(error) if isinstance(error, OSError) else "不是 UTF-8 文本"
            said = issue("workspace", Location(str(file)), "unwritable", reason=reason)
            raise refuse(OutputError, said) from error
