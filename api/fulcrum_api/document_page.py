"""The OpenAPI document as a page for people, made here: nothing is loaded from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter, Request, Response

from fulcrum_api.documented.calls import problems

router = APIRouter(tags=["operation"])
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem}"
    "pre{background:#f3f2f1;padding:.75rem;overflow:auto}code{font-size:.95em}"
    "summary{cursor:pointer}table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;"
    "text-align:left;vertical-align:top}h2{border-top:1px solid #b1b4b6;padding-top:1rem}"
)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@router.get(
    "/docs",
    operation_id="getDocumentation",
    response_class=Response,
    responses={
        200: {
            "description": "The calls, for people",
            "content": {"text/html": {"schema": {"type": "string"}}},
        },
        **problems(),
    },
)
async def get_documentation(request: Request) -> Response:
    """Show every call with its parameters, examples and answers."""
    page = "".join(_page(request.app.openapi()))
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return Response(page, 200, headers, "text/html; charset=utf-8")


def _page(document: dict[str, Any]) -> Iterator[str]:
    title = escape(document["info"]["title"])
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}: the API'
    yield '</title><meta name="viewport" content="width=device-width">'
    yield f"<style>{STYLE}</style></head>"
    yield f"<body><main><h1>{title}: the API</h1><p>{escape(document['info']['description'])}</p>"
    yield '<p>For programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>'
    for path, calls in sorted(document["paths"].items()):
        for method, call in calls.items():
            yield from _call(path, method, call)
    yield "<h2>Schemas</h2>"
    for name, schema in document["components"]["schemas"].items():
        yield f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>'
        yield f"{_json(schema)}</details>"
    yield "</main></body></html>"


def _call(path: str, method: str, call: dict[str, Any]) -> Iterator[str]:
    yield f'<h2 id="{escape(call["operationId"])}">'
    yield f"<code>{method.upper()} {escape(path)}</code></h2>"
    yield f"<p>{escape(call.get('description', call.get('summary', '')))}</p>"
    if call.get("parameters"):
        yield "<table><tr><th>parameter</th><th>in</th><th>what</th></tr>"
        for each in call["parameters"]:
            cells = (each["name"], each["in"], each.get("description", ""))
            yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        yield "</table>"
    for media, content in call.get("requestBody", {}).get("content", {}).items():
        yield from _examples(f"Body, {media}", content)
    yield "<table><tr><th>status</th><th>answer</th></tr>"
    for status, response in call["responses"].items():
        yield f"<tr><td>{escape(status)}</td><td>{escape(response['description'])}</td></tr>"
    yield "</table>"


def _examples(heading: str, content: dict[str, Any]) -> Iterator[str]:
    yield f"<p>{escape(heading)}</p>"
    for name, example in content.get("examples", {}).items():
        summary = escape(example.get("summary", name))
        yield f"<details><summary>{summary}</summary>{_json(example['value'])}</details>"


def _json(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    return f"<pre>{escape(text)}</pre>"
