"""Files that pages hand out: cases to replay, and tables that spreadsheets open."""

from __future__ import annotations

from fastapi import Response


def case_download(text: str) -> Response:
    """Return a case file for whoever wants to notice when the advice changes."""
    return download(text, "application/yaml", "situation.case.yaml")


def download(text: str, media_type: str, name: str) -> Response:
    """Return a text as a file to be saved under a name."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    return Response(text, 200, headers, media_type)
