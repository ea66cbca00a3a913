"""Named examples of batches, for the OpenAPI document; a test asks each of them."""

from typing import Any

CSV_EXAMPLE: dict[str, Any] = {
    "two-teams": {
        "summary": "A column for each attribute; an empty cell was not asked",
        "value": "reference,change,morale,budget_pressure\r\n"
        "Warehouse north,major,low|mixed,severe\r\n"
        "Warehouse south,none,,unknown\r\n",
    }
}
CSV_ANSWER: dict[str, Any] = {
    "one-line": {
        "summary": "What is advised, in short",
        "value": "index,reference,lean,strength,settled,need_leadership,need_management,"
        "style_primary,style_supporting,warnings,error\r\n"
        "0,Warehouse north,leadership,clear,open,0.5,0.2,visionary,transactional,stuck,\r\n",
    }
}
NDJSON_EXAMPLE: dict[str, Any] = {
    "two-teams": {
        "summary": "A situation a line, with a reference or bare",
        "value": '{"situation":{"change":"major","morale":["low","mixed"]},"reference":"north"}\n'
        '{"change":"none"}\n',
    }
}
PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "include",
        "in": "query",
        "description": "what takes longer to find out, and comes only when asked for",
        "schema": {
            "type": "array",
            "items": {"type": "string", "enum": ["flips", "next_question"]},
        },
        "style": "form",
        "explode": False,
    },
    {
        "name": "experimental",
        "in": "query",
        "description": "true: experimental rules may fire",
        "schema": {"type": "string", "enum": ["true", "false"], "default": "false"},
    },
]
