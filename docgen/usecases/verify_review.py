"""The use case: hold the results of a review against what they were made of."""

from pathlib import Path

from docgen.issues.errors import DocgenError, OutputError
from docgen.issues.finding import Finding, Level
from docgen.issues.issue import issue, render_foreign
from docgen.issues.location import Location
from docgen.package.file_names import RESULTS_MANIFEST_NAME
from docgen.review.check_review import UNSEEN, check_review
from docgen.review.open_review import open_review
from docgen.review.review_manifest import read_review_manifest
from docgen.summary.package_reader import PackageReading
from docgen.system.settings import Settings
from docgen.usecases.running import using_cache
from docgen.verify.verified import Verified


def verify_review(
    path: Path, packages: Path | None, settings: Settings, *, scheme: str
) -> Verified:
    """Return what is wrong with results, by their folder or its manifest.

    `packages` is the review's folder where that is not the one the manifest leads to. Every
    package is verified, unless that was done before.
    """
    file = path / RESULTS_MANIFEST_NAME if path.is_dir() else path
    with using_cache(settings):
        try:
            manifest = read_review_manifest(file)
            folder = packages or (file.parent / manifest.packages_at).resolve()
            if not folder.is_dir():
                return Verified((_say_gone(file),), ())
            told = settings.report
            reading = PackageReading(scheme, cache=settings.cache, rehash=True, progress=told)
            review = open_review(folder, reading)
        except OutputError as error:
            return Verified((_say(error, file),), ())
        return Verified(check_review(manifest, file.parent, review), (), (UNSEEN,))


def _say_gone(file: Path) -> Finding:
    return render_foreign(issue("R401", Location(file.name), "no_packages"))


def _say(error: DocgenError, file: Path) -> Finding:
    return Finding(
        Level.ERROR, "R401", Location(error.where or file.name), error.what, error.remedy
    )
