"""What several tests share: an invented studio with evidence, scores and page numbers."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import as_started  # before numpy is loaded
import pytest
from doing import build_package
from in_process import work_in_process
from installed import ask_once
from reviewing import STUDIOS, build_studio

from docgen.bundle.plan import CrossReference, EvidenceEntry, ItemEntry, Volume
from docgen.cli.environment import READING_VARIABLE, UNREAD
from docgen.issues.location import Location
from docgen.model.evidence import Evidence, SourceFile
from docgen.model.prepared import Prepared
from docgen.model.scheme import Scheme, SubmissionSpec
from docgen.model.scoring import Scores, score
from docgen.model.submission import PartialDate, StudioFile
from docgen.sources.page_texts import NO_TEXTS
from docgen.system.machine import CACHE_VARIABLE
from docgen.system.run_lock import Turn
from docgen.system.workers import count_cores
from docgen.text.wording import PageRange
from docgen.usecases import check
from docgen.workspace.load import load_scheme

pytest_plugins = ["page_browser"]

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Case:
    """One submission as the last steps of a build see it."""

    scheme: Scheme
    spec: SubmissionSpec
    data: StudioFile
    scores: Scores | None
    cross_reference: CrossReference
    sources: dict[str, Prepared]


LONGEST = {
    "test_whole_job.py": 37,
    "test_corpus_bundle.py": 33,
    "test_batch.py": 50,
    "test_review_page.py": 40,
    "test_collect.py": 40,
    "test_faults.py": 29,
    "test_review.py": 23,
    "test_verify.py": 26,
    "test_page_jobs.py": 24,
    "test_home_page.py": 22,
    "test_office_safety.py": 22,
    "test_page_changes.py": 21,
    "test_lock.py": 20,
    "test_build.py": 19,
    "test_page_strain.py": 18,
    "test_docs.py": 17,
    "test_corpus.py": 16,
    "test_print.py": 15,
    "test_streams.py": 15,
    "test_api.py": 14,
    "test_office_sources.py": 14,
    "test_samples.py": 13,
    "test_sizing.py": 13,
    "test_asking.py": 12,
    "test_office_kept.py": 12,
    "test_ledger.py": 12,
    "test_book.py": 12,
    "test_session.py": 11,
    "test_cli.py": 11,
    "test_forms_page.py": 11,
    "test_machine.py": 11,
    "test_page_access.py": 11,
    "test_sources.py": 10,
    "test_batch_parts.py": 9,
    "test_passwords.py": 8,
    "test_signing.py": 8,
    "test_foreign_values.py": 8,
    "test_page_texts.py": 8,
    "test_names.py": 7,
    "test_likeness.py": 7,
    "test_author.py": 7,
    "test_longforms.py": 7,
    "test_rebuild.py": 7,
    "test_history.py": 7,
    "test_alignment.py": 7,
    "test_conversions.py": 6,
    "test_summary.py": 6,
    "test_edition.py": 6,
    "test_load.py": 6,
    "test_lint.py": 6,
    "test_evidence_changes.py": 6,
    "test_issues.py": 6,
    "test_office.py": 5,
    "test_papers.py": 5,
    "test_paper_reading.py": 5,
    "test_pictures.py": 5,
    "test_links.py": 5,
    "test_longpage.py": 5,
    "test_rows.py": 4,
    "test_proof.py": 4,
    "test_fuzz.py": 3,
    "test_hostile.py": 3,
    "test_example_city.py": 2,
}
"""CPU seconds of the files that take longest. Tests of a file share a worker: these begin, in this
order, so that none is left alone with them, and `make check` reckons with them. The bundle of
foreign files comes well before the files one by one, which take what it prepared."""


MEMORY = Path("/dev/shm")
"""Files that no disk has to be waited for: to have each written through to one is a quarter of the
CPU of tests that change workspaces, and half of their time."""
LEFT_BYTES = 8 << 30
"""Well above what all tests have there at once."""


def has_room_in_memory() -> bool:
    """Whether tests may put their files there: not in a container that gave it little."""
    if not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return False
    told = Path("/proc/meminfo").read_text("ascii").split()
    left = int(told[told.index("MemAvailable:") + 1]) << 10
    return min(left, shutil.disk_usage(MEMORY).free) > LEFT_BYTES


def pytest_configure() -> None:
    """A shell has what it runs in the background ignore interrupts, and so have all children."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # So has whoever goes on once the terminal is closed.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if has_room_in_memory():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: a test waits for a server, a browser, an office or a limit."""
    return count_cores() + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ranks = {name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path.name, len(ranks)))


def pytest_collection_finish() -> None:
    as_started.collect_garbage_rarely()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Foreign files are opened in the tests' own process, unless a test is about workers.

    Scans are not read, which takes half a second a page, unless a test is about that.
    """
    with pytest.MonkeyPatch.context() as patch:
        if not item.get_closest_marker("apart"):
            work_in_process(patch.setattr)
        if not item.get_closest_marker("reads"):
            patch.setenv(READING_VARIABLE, UNREAD)
            patch.setattr(check, "_read_pages", lambda *_: NO_TEXTS)
        return (yield)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes which run tests have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session", autouse=True)
def shared_cache(shared: Path) -> Iterator[Path]:
    """The cache of every test that names none of its own: empty when the tests begin.

    Runs share a cache as they come, so whichever test is first fills it.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(shared / "cache"))
        yield shared / "cache"


@pytest.fixture(scope="session", autouse=True)
def installed_programs() -> Iterator[None]:
    """What is installed does not change while tests run."""
    with pytest.MonkeyPatch.context() as patch:
        ask_once(patch.setattr)
        yield


@pytest.fixture(scope="session")
def sample_package(shared: Path, shared_cache: Path) -> Callable[[str], Path]:
    """The whole package of a sample, built once. Who alters it takes a copy."""

    def build(name: str) -> Path:
        turn = Turn(shared / f"{name}.turn", patience=600)
        turn.take()
        try:
            out = shared / "samples" / name
            done = [folder for folder in out.glob("*") if folder.is_dir()]
            return done[0] if done else build_package(ROOT / "samples" / name, out=out).folder
        finally:
            turn.give_back()

    return build


@pytest.fixture(scope="session")
def studio_packages(shared: Path, shared_cache: Path) -> list[Path]:
    """The packages of three small studios, built once. Who alters one takes a copy."""
    turn = Turn(shared / "studios.turn", patience=600)
    turn.take()
    try:
        place, done = shared / "studios", shared / "studios.done"
        if not done.exists():
            for studio in STUDIOS:
                build_studio(place / studio.name, studio)
            done.touch()
        return [place / studio.name / "out" / "assessment" for studio in STUDIOS]
    finally:
        turn.give_back()


@pytest.fixture(scope="session")
def weihai() -> Scheme:
    return load_scheme("weihai-2025", near=None)


@pytest.fixture(scope="session")
def assessment(weihai: Scheme) -> Case:
    spec = weihai.submissions["assessment"]
    evidence = [
        _piece(1, 1, "工作室场地平面图", pages=2),
        _piece(11, 1, "2024年高级工培训班结业名册", kind="高级工证书", quantity="263", pages=5),
        _piece(
            13, 1, "一种船用管件快速定位夹具", kind="实用新型专利", number="ZL 2023 2 0000001.1"
        ),
        _piece(13, 2, "=HYPERLINK(1)不是公式的标题", supports=(13, 18), holder="林海生"),
        _piece(13, 3, "领办人身份证371002197609181234复印件", date="2024-06"),
    ]
    data = StudioFile.model_validate(
        {
            "scheme": "weihai-2025",
            "submission": "assessment",
            "unit": {"name": "威海蓝湾船舶重工有限公司"},
            "studio": {"name": "威海市林海生技能大师工作室"},
            "claims": {1: {"measure": "62.5"}, 3: {"choice": "full"}, 11: {"points": 6}},
        }
    )
    return _make_case(weihai, spec, data, evidence, score(spec, data, evidence))


@pytest.fixture(scope="session")
def application(weihai: Scheme) -> Case:
    spec = weihai.submissions["application"]
    data = StudioFile.model_validate(
        {
            "scheme": "weihai-2025",
            "submission": "application",
            "unit": {"name": "威海蓝湾船舶重工有限公司"},
            "studio": {"name": "威海市林海生技能大师工作室"},
        }
    )
    evidence = [_piece(1, 1, "领办人高级技师证书"), _piece(2, 1, "荣誉证书", pages=3)]
    return _make_case(weihai, spec, data, evidence, None)


_PAGES: dict[str, int] = {}


def _piece(
    item: int,
    order: int,
    title: str,
    *,
    pages: int = 1,
    supports: tuple[int, ...] = (),
    kind: str = "",
    quantity: str | None = None,
    date: str | None = None,
    holder: str = "",
    number: str = "",
) -> Evidence:
    path = f"{item:02d}/{order}.pdf"
    _PAGES[path] = pages
    return Evidence(
        item=item,
        order=order,
        title=title,
        files=(SourceFile(path),),
        supports=supports or (item,),
        where=Location(path),
        kind=kind,
        date=PartialDate.parse(date) if date else None,
        quantity=Decimal(quantity) if quantity else None,
        holder=holder,
        number=number,
    )


def _make_case(
    scheme: Scheme,
    spec: SubmissionSpec,
    data: StudioFile,
    evidence: Sequence[Evidence],
    scores: Scores | None,
) -> Case:
    number, dividers, entries = 4, {}, {}
    for item in spec.items:
        dividers[item.number] = number
        number += 1
        for piece in (e for e in evidence if e.item == item.number):
            count = _PAGES[piece.files[0].path]
            reference = f"{spec.bundle.call_item(piece.item)} 佐证{piece.order}"
            entries[piece.id] = EvidenceEntry(
                piece, reference, PageRange(number, number + count - 1)
            )
            number += count
    items = []
    for item in spec.items:
        own = tuple(e for e in entries.values() if e.evidence.item == item.number)
        other = tuple(
            e
            for e in entries.values()
            if e.evidence.item != item.number and item.number in e.evidence.supports
        )
        ranges = (PageRange(own[0].pages.first, own[-1].pages.last),) if own else ()
        ranges += tuple(e.pages for e in other)
        items.append(ItemEntry(item.number, dividers[item.number], own + other, ranges))
    sources = {
        e.evidence.files[0].key: Prepared(sha256=f"{n:064x}", pdf="", pages=())
        for n, e in enumerate(entries.values(), 1)
    }
    volume = Volume(1, f"{spec.bundle.name}.pdf", tuple(i.number for i in items), 1, 10_000)
    cross = CrossReference(tuple(items), tuple(entries.values()), (volume,))
    return Case(scheme, spec, data, scores, cross, sources)
