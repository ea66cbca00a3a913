"""Many teams at once: a table in, their portfolio out, bad lines told beside good ones."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from fulcrum_api.batches.answering import CSV, Job, answer_lines, heading, pickled
from fulcrum_api.batches.reading import Reader, read_entry, read_header, read_ndjson
from fulcrum_api.batches.splitting import Record, Splitter
from fulcrum_api.documented.batches import CSV_EXAMPLE
from fulcrum_api.pages.batches import Lines, advised, quoted
from fulcrum_api.pages.downloads import download
from fulcrum_api.pages.failing import PageError, sentences
from fulcrum_api.pages.forms import TOO_LARGE, UNREADABLE
from fulcrum_api.pages.sessions import GuardedRoute
from fulcrum_api.pages.showing import answered, page
from fulcrum_api.services.shared import services_of
from fulcrum_engine import InputError, Rulebook

router = APIRouter(route_class=GuardedRoute)
LARGEST, MOST = 1024 * 1024, 500
NO_FILE = PageError(422, "No file came with it", "Go back, choose a file, and send it again.")
EMPTY = PageError(422, "The file has no lines", "Put a line for each team below the first.")
TOO_MANY = PageError(
    413,
    "The file is too long for this page",
    f"It takes {MOST} lines. For more, use “fulcrum bulk” or the API’s batches.",
)

PACKED = (b"PK", b"\xd0\xcf\x11\xe0")
"""How Excel's workbooks begin: those of today, and those from before 2007."""
WORKBOOK = PageError(
    422,
    "This is an Excel workbook",
    "Only a plain table can be read here. Open the file, choose “Save as” and then "
    "“CSV UTF-8”, and send the new file, whose name ends in .csv.",
)
SEMICOLONS = PageError(
    422,
    "The columns are separated by semicolons",
    "Commas are needed between the columns. Open the file as text, put a comma in the place of "
    "each semicolon (;), and send it again; or save it with the comma as the separator.",
)


@router.get("/batch")
async def show_upload(request: Request) -> Response:
    """Return the form that takes a file."""
    services = services_of(request)
    names = ", ".join(each.id for each in services.rulebook.vocabulary.attributes if each.core)
    return answered(page("batch_start.html", services.rulebook, most=MOST, names=names))


@router.get("/batch/example.csv")
async def download_example() -> Response:
    """Return a table to begin with."""
    return download(CSV_EXAMPLE["two-teams"]["value"], "text/csv; charset=utf-8", "teams.csv")


@router.post("/batch")
async def show_portfolio(request: Request) -> Response:
    """Return what the lines of a file amount to, or the answers as a table; nothing is kept."""
    services, (content, wanted) = services_of(request), await _sent(request)

    def work() -> Response:
        if wanted == "csv":
            return _table(services.rulebook, content)
        reader, records = _records(services.rulebook, content)
        vocabulary = services.rulebook.vocabulary
        entries = [read_entry(reader, vocabulary, record) for record in records]
        lines: Lines = advised(services.rulebook, entries)
        return answered(page("batch.html", services.rulebook, lines=lines, saying=lines.saying))

    return await services.run(work)


async def _sent(request: Request) -> tuple[bytes, str]:
    """Return the bytes of the file that was sent, and in what form the answer is wanted."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise TOO_LARGE

    async def again() -> AsyncGenerator[bytes, None]:
        yield bytes(body)

    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise UNREADABLE
    try:
        form = await MultiPartParser(request.headers, again(), max_files=1, max_fields=5).parse()
    except (MultiPartException, KeyError, ValueError):
        raise UNREADABLE from None
    try:
        sent = form.get("file")
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise NO_FILE
        return await sent.read(), str(form.get("as", ""))
    finally:
        await form.close()


def _records(rulebook: Rulebook, content: bytes) -> tuple[Reader, list[Record]]:
    """Return the lines of a file with what reads them; raises PageError, InputError."""
    if content.startswith(PACKED):
        raise WORKBOOK
    is_csv = not _is_ndjson(content)
    splitter = Splitter(quoted=is_csv)
    records = [*splitter.feed(content), *splitter.end()]
    if len(records) > MOST + is_csv:
        raise TOO_MANY
    if not records:
        raise EMPTY
    reader: Reader = read_ndjson
    if is_csv:
        try:
            reader = _header(rulebook, records.pop(0))
        except InputError as error:
            told = sentences(quoted(str(fault)) for fault in error.faults)
            title = "The first line has names that do not exist here"
            raise PageError(422, title, f"{told} Put them right, and send it again.") from None
    if not records:
        raise EMPTY
    return reader, records


def _header(rulebook: Rulebook, line: Record) -> Reader:
    """Return what reads the lines below the first; raises PageError, InputError."""
    if isinstance(line, bytes) and line.count(b";") > line.count(b","):
        raise SEMICOLONS
    return read_header(rulebook.vocabulary, line)


def _is_ndjson(content: bytes) -> bool:
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")


def _table(rulebook: Rulebook, content: bytes) -> Response:
    reader, records = _records(rulebook, content)
    columns = getattr(reader, "columns", None)
    job = Job(pickled(rulebook), CSV, datetime.now(UTC), columns)
    text = heading(job, rulebook) + answer_lines(job, 0, records).lines
    return download(text.decode(), "text/csv; charset=utf-8", "advice.csv")
