"""What converts office documents here, and what it made of a document is known by."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from docgen.issues.errors import FontError, OfficeError
from docgen.issues.refusal import UnusableSourceError
from docgen.office.libreoffice import describe_soffice, find_soffice
from docgen.system.filenames import make_file_name

_LONGEST_STEM = 60


@dataclass(frozen=True)
class Office:
    """The LibreOffice that is here, and what its conversions depend on besides the document."""

    soffice: Path
    description: str

    @classmethod
    def find(cls, cache: Path) -> "Office":
        """The one that is here. UnusableSourceError where there is none, or it does not start.

        What it said of itself is kept in the folder `cache`.
        """
        try:
            soffice = find_soffice()
            return cls(soffice, describe_soffice(soffice, cache))
        except FontError as error:
            raise UnusableSourceError("source-font", cause=error.said) from error
        except OfficeError as error:
            raise UnusableSourceError("source-office", "unusable", cause=error.said) from error

    def key_of(self, content: str, file: Path) -> str:
        """What a conversion of this content (its SHA-256) is known by in the cache.

        The name belongs to it, because some documents print their own.
        """
        return sha256(f"{content} {safe_stem(file)} {self.description}".encode()).hexdigest()


def safe_stem(source: Path) -> str:
    """Return the name of a document without its suffix, as any program can be given it."""
    return make_file_name(re.sub("[%#<>]", "_", source.stem)[:_LONGEST_STEM], "")
