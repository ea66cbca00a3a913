"""What the types of problems mean, at the addresses that name them."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel

from fulcrum_api.documented.calls import path_parameter, problems
from fulcrum_api.problems import KINDS, ProblemError

router = APIRouter(prefix="/problems", tags=["operation"])


class ProblemType(BaseModel):
    """A type of problem."""

    type: str
    title: str
    status: int
    about: str


@router.get(
    "/{name}",
    operation_id="getProblemType",
    openapi_extra=path_parameter("name", "the last part of a problem's `type`", enum=[*KINDS]),
    responses=problems("not-found"),
)
async def get_problem_type(request: Request) -> ProblemType:
    """Say what a type of problem means and what to do about it."""
    kind = KINDS.get(request.path_params["name"])
    if kind is None:
        raise ProblemError("not-found", "There is no such type of problem.")
    return ProblemType(type=kind.type, title=kind.title, status=kind.status, about=kind.about)
