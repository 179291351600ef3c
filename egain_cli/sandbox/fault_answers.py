"""Owns the answers that a fault gives in the server's place; knows no condition and no socket."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.responses import Response

from egain_cli.sandbox.answers import no
from egain_cli.sandbox.refusals import TEXTS, Refusal, refuse

if TYPE_CHECKING:
    from egain_cli.sandbox.faults import Fault, Limit, Plan

# The catalogue's code for a status, where it has one that may come at any request.
_CODES = {401: "401-101", 403: "403-178", 406: "406-100", 429: "429-001", 500: "500-100"}
_NO_ERROR = "500-100"  # an error document in an answer that its status calls a success
_BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
_PAGE = """<html>
<head><title>{0}</title></head>
<body>
<center><h1>{0}</h1></center>
<hr><center>proxy</center>
</body>
</html>
"""


def fault_answer(plan: Plan, fault: Fault, media: str, *, legacy: bool) -> Response:
    """The answer of the fault that answers; `media` and `legacy` as for every refusal."""
    status = fault.status or (502 if fault.page else 429)
    if fault.page:
        response = Response(_PAGE.format(_title(status)), status, media_type="text/html")
    elif fault.body is not None:
        response = Response(fault.body, status, media_type=media)
    elif status in _BODILESS:
        response = Response(status_code=status)
    else:
        response = no(_refusal(status), media, legacy=legacy)
    named = _limit_headers(fault.limit, plan.wait) if fault.limit else {}
    for name, value in {**named, **dict(fault.headers)}.items():
        response.headers[name] = value
    return response


def _title(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"


def _refusal(status: int) -> Refusal:
    code = _NO_ERROR if status < HTTPStatus.MULTIPLE_CHOICES else _CODES.get(status, "")
    text = refuse(code, "everything") if code else Refusal(status, f"{status}-90003", _said(status))
    return Refusal(status, text.code, text.message)


def _said(status: int) -> str:
    return TEXTS["500-90003"].format(_title(status))


def _limit_headers(limit: Limit, wait: float) -> dict[str, str]:
    """What eGain's cloud says beside a 429 [its newer API, documented], and Retry-After."""
    seconds = max(1, math.ceil(wait))
    reset = datetime.now(UTC) + timedelta(seconds=seconds)
    return {
        "Retry-After": str(seconds),
        "X-RateLimit-Limit": str(math.ceil(limit.rate * 60)),
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": reset.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
