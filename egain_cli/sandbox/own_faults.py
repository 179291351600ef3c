"""Owns the routes that show, replace and end the fault script; knows no fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from egain_cli.errors import InputError
from egain_cli.sandbox.answers import fine, no
from egain_cli.sandbox.fault_file import parse_script
from egain_cli.sandbox.faults import Script
from egain_cli.sandbox.headers import JSON
from egain_cli.sandbox.refusals import refuse

if TYPE_CHECKING:
    from egain_cli.sandbox.calls import Call, Sandbox

MOST_BYTES = 1024 * 1024  # of a script, and so of every request to an own route
_SOURCE = "faults"  # what stands for the file's name in an error


def show(sandbox: Sandbox, _call: Call) -> Response:
    """How often each fault fired, and how many requests of each route there were."""
    return fine(sandbox.faults.run.report())


def begin(sandbox: Sandbox, call: Call) -> Response:
    """Begin with the script in the body, YAML or JSON; every count starts at zero."""
    if call.body is None:
        return no(refuse("413-90001", str(MOST_BYTES)), JSON)
    try:
        script = parse_script(call.body, _SOURCE)
    except InputError as error:
        return no(refuse("400-90001", rule=f"{error.message}. {error.hint}"), JSON)
    sandbox.faults.begin(script)
    return show(sandbox, call)


def end(sandbox: Sandbox, _call: Call) -> Response:
    """Go on without faults."""
    sandbox.faults.begin(Script())
    return Response(status_code=204)
