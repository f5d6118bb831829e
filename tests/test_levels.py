"""Modules stand on levels, and import only from levels below their own."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

import docgen

FOLDER = Path(docgen.__file__).parent

LEVELS = (
    {"data.written", "workspace.yamlsyntax", "masking"},
    {"__init__", "errors", "passwords", "printable", "progress", "bundle.marks", "sources.mupdf"}
    | {"filelocks", "jsontext", "sources.kinds"},
    {
        "runfolders",
        "data.model",
        "data.identity",
        "data.skills",
        "data.names",
        "data.prose",
        "sources.texts",
        "bundle.inkmap",
        "bundle.syntax",
    }
    | {"bundle.leaves", "printing.codes", "printing.ipp", "sources.likeness"}
    | {
        "sources.jpeg",
        "sources.boxes",
        "sources.nesting",
        "sources.jpeg2000",
        "sources.jpegstrips",
        "sources.containers",
        "sources.outside",
        "sources.parts",
        "sources.fieldlooks",
        "sources.numberformats",
        "sources.oldslides",
        "sources.richwords",
        "sources.oldtexts",
        "sources.sheetcells",
        "sources.symbols",
        "sources.equations",
        "sources.shown",
        "sources.contentstate",
        "sources.actives",
        "sources.alternatives",
        "sources.attached",
        "sources.private",
        "sources.workers",
        "package.reproducible",
        "package.turns",
        "collect.similarity",
    },
    {
        "data.numbers",
        "data.organisations",
        "data.people",
        "data.evidence",
        "data.privacy",
        "data.scheme",
        "data.wording",
        "bundle.layout",
        "bundle.fonts",
    }
    | {
        "collect.warp",
        "printing.condition",
        "bundle.pdffile",
        "bundle.tokens",
        "sources.png",
        "sources.facts",
        "sources.workbooks",
        "sources.wordfields",
        "sources.hashes",
        "sources.rosters",
        "sources.paper",
        "sources.tidying",
        "machine",
        "sources.tiff",
    },
    {"data.quantities", "data.showing"},
    {"data.counting", "bundle.identity", "bundle.paper", "collect.greys", "sources.comparisons"}
    | {"sources.richtext", "sources.symbolfonts", "sources.widetables"}
    | {"workspace.following", "data.naming", "bundle.fingerprints"}
    | {
        "sources.cellpictures",
        "sources.diagrams",
        "sources.markup",
        "sources.sheetsymbols",
        "sources.opendocument",
    }
    | {"sources.narrowcolumns", "sources.slides", "sources.storedvalues"},
    {
        "data.scoring",
        "data.places",
        "bundle.plan",
        "bundle.typeface",
        "bundle.pagemark",
    }
    | {
        "sources.textstore",
        "sources.ink",
        "sources.cache",
        "sources.longpage",
        "sources.pixels",
        "sources.locks",
    }
    | {"sources.plaintext", "sources.sheets", "forms.office"}
    | {"collect.agreement", "collect.alignment", "collect.outline", "collect.lettering"}
    | {"sources.heldpictures", "sources.importedparts", "sources.oldworkbooks", "sources.wordsof"}
    | {"package.filenames", "shell.columns", "collect.looking"},
    {"data.verdict", "forms.pagelength"},
    {
        "bundle.frozen",
        "data.stated",
        "checks.case",
        "forms.templatelook",
        "forms.values",
        "package.manifest",
        "workspace.datafile",
        "workspace.headings",
        "collect.likeness",
        "collect.unwarping",
        "verify.organisers",
    }
    | {"bundle.album", "bundle.drawing", "bundle.frontmatter", "bundle.stamps", "bundle.foreign"}
    | {"sources.direction", "sources.scans", "sources.spoilt", "sources.streams"}
    | {
        "sources.binaryworkbooks",
        "sources.keeping",
        "sources.longnumbers",
        "sources.webdocuments",
        "sources.wordparts",
    },
    {
        "checks.photographs",
        "checks.rules_lint",
        "forms.conversions",
        "forms.drawing",
        "package.archives",
        "printing.placing",
    }
    | {"collect.originals", "collect.workpieces", "collect.handing"}
    | {"bundle.repeats", "sources.picturepages", "sources.pdfpages", "sources.montage"}
    | {"sources.repairs"}
    | {"workspace.celltext", "workspace.phrasing", "workspace.yamltext"},
    {
        "sources.images",
        "sources.tiffpages",
        "sources.officefiles",
        "checks.rules_blanks",
        "checks.rules_data",
        "checks.rules_score",
        "package.pointschart",
        "checks.rules_scheme",
        "checks.rules_privacy",
        "bundle.planning",
        "sources.reduce",
        "bundle.copies",
        "package.edition",
        "package.restoring",
        "bundle.remarks",
        "collect.record",
        "collect.writing",
    }
    | {"printing.stacks", "printing.looking"}
    | {"workspace.blank", "workspace.discover", "workspace.fitting"}
    | {"workspace.bookfile", "workspace.sheetpatch", "workspace.yamlpatch"},
    {
        "workspace.booktree",
        "checks.rules_proof",
        "checks.rules_dates",
        "checks.rules_naming",
        "printing.record",
    }
    | {"collect.naming"},
    {"checks.rules_levels", "checks.rules_lost", "collect.rescans"},
    {"checks.rules_rosters", "checks.rules_patents", "checks.papers", "checks.readable"},
    {"checks.consequences", "checks.rules_pictures", "checks.rules_validity"},
    {"checks.rules_agreement", "checks.rules_quantities"},
    {"checks.rules_report"},
    {"checks.check", "workspace.load", "forms.word", "forms.formpdf", "sources.offices"}
    | {"bundle.pdf", "package.reportpage", "package.sheet", "package.staging", "shell.schemas"}
    | {"printing.ticket", "collect.choosing", "collect.recognising"},
    {
        "sources.prepare",
        "bundle.volumes",
        "verify.acting",
        "verify.sight",
        "verify.scanned",
        "package.signing",
        "lint",
    }
    | {"workspace.bookblank", "workspace.ledger", "collect.gaps"}
    | {"printing.drawn", "printing.imposition", "printing.packagefolder"}
    | {"printing.printer", "printing.ticketbook"},
    {
        "sizing",
        "verify.drawn",
        "verify.reading",
        "verify.opened",
        "verify.made",
        "verify.bookread",
        "workspace.convert",
        "collect.collect",
    }
    | {"printing.copies", "printing.labels", "printing.ticketpages"},
    {"verify.stamped"},
    {"verify.redrawing"},
    {"verify.pages", "verify.rereading", "verify.wordread", "printing.produce", "collect.report"},
    {"verify.formtext", "verify.workbook"},
    {
        "verify.altered",
        "verify.derived",
        "verify.documents",
        "verify.known",
        "verify.rechecked",
        "verify.reports",
        "verify.signatures",
        "verify.figures",
        "verify.marks",
        "verify.papers",
        "verify.standards",
        "verify.whole",
    },
    {"verify.recount"},
    {"verify.verify"},
    {"package.packages"},
    {"package.summary"},
    {"package.summarybook"},
    {"build", "workspace.starter", "workspace.author"},
    {"locking"},
    {"shell.terminal"},
    {"shell.usage", "shell.telling"},
    {"shell.schemecommands"},
    {"shell.cli"},
    {"__main__", "shell.reference"},
)


@functools.cache
def modules() -> set[str]:
    """Every module as `package.module`; the packages themselves hold nothing but a sentence."""
    paths = (path.relative_to(FOLDER) for path in FOLDER.rglob("*.py"))
    return {".".join(path.with_suffix("").parts) for path in paths} - packages()


def packages() -> set[str]:
    return {f"{path.parent.name}.__init__" for path in FOLDER.glob("*/__init__.py")}


def imports(module: str) -> Iterator[str]:
    """The modules of docgen that `module` imports, at its top or within a function."""
    file = FOLDER.joinpath(*module.split(".")).with_suffix(".py")
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            top, *rest = name.split(".")
            if top == "docgen":
                known = (".".join(rest[:length]) for length in range(len(rest), 0, -1))
                yield next((name for name in known if name in modules()), "__init__")


def test_the_table_is_the_set_of_modules():
    listed = [module for level in LEVELS for module in level]
    assert len(listed) == len(set(listed))
    assert set(listed) == modules()


def test_imports_point_down():
    level_of = {module: n for n, level in enumerate(LEVELS) for module in level}
    seen = [(module, other) for module in sorted(modules()) for other in imports(module)]
    assert len(seen) > 100
    upward = [
        f"{module} imports {other}"
        for module, other in seen
        if level_of.get(other, -1) >= level_of.get(module, 99)
    ]
    assert not upward


def test_a_package_is_a_folder_and_a_sentence():
    assert len(packages()) == 11
    for package in FOLDER.glob("*/__init__.py"):
        tree = ast.parse(package.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree)
        assert len(tree.body) == 1, package
