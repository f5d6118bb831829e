"""Filled 对照表.xlsx that reviewers bring to the page: what stands in them is theirs, as given."""

import tempfile
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from docgen.issues.errors import DocgenError
from docgen.issues.issue import issue
from docgen.issues.location import Location
from docgen.system.filenames import make_file_name
from docgen.web.rendering import page_of, word_error
from docgen.web.request_body import receive_file
from docgen.web.review_routes import review_of, reviewer_of


async def take_book(request: Request) -> Response:
    """Take a filled workbook as what this browser's reviewer gives; answer with what came of it."""
    from docgen.review.take_book import MOST_BOOK_BYTES  # noqa: PLC0415 - loads what reads books

    name = make_file_name(Path(request.query_params.get("name", "")).name)
    try:
        with tempfile.TemporaryDirectory(prefix="docgen-book-") as scratch:
            file = Path(scratch) / name
            most = MOST_BOOK_BYTES // 1_000_000
            too_large = issue("upload", Location(name), "book", most=most)
            await receive_file(request, file, MOST_BOOK_BYTES, too_large)
            live, reviewer = review_of(request), reviewer_of(request)
            taken = await run_in_threadpool(live.take, file, reviewer)
    except DocgenError as error:
        return PlainTextResponse(word_error(error), 409)
    return page_of(request).show("review_book.html", name=name, taken=taken)


ROUTES = [Route("/review/{review}/book", take_book, methods=["PUT"])]
