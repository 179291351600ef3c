"""Owns the checks of a document, their codes and their order; knows nothing of bytes or HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox import fields, shape
from egain_cli.sandbox.refusals import Refusal, refuse
from egain_cli.sandbox.shape import MISSING, find
from egain_cli.sandbox.world_rules import WORLD_CHECKS, oversized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.sandbox.world import User, World

    Check = Callable[["Question"], Iterator[Refusal]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be judged: a document in the expected shapes, its sender, and the world."""

    document: dict[str, Any]
    caller: User
    world: World
    has_case: Callable[[str], bool]


def first_refusal(question: Question) -> Refusal | None:
    """The refusal that the server would come upon first, or None.

    Unknown members, missing ones, empty, invalid, unknown ids, and last the right to create: a
    guess at the server's order, which is not published. Each check may assume the ones before it.
    """
    return next(chain.from_iterable(check(question) for check in CHECKS), None)


def case_id(document: dict[str, Any]) -> str | None:
    """The case that the document names; None asks for a new one."""
    return str(document["case"]["id"]) if "case" in document else None


def _unknown(question: Question) -> Iterator[Refusal]:
    for path in shape.unknown(question.document, fields.TREE):
        if path == fields.FORBIDDEN:
            yield refuse("400-147", path, rule="the create page does not allow it")
        if not path.startswith(fields.OPEN):
            yield refuse("400-147", path)


def _missing(question: Question) -> Iterator[Refusal]:
    for field in fields.FIELDS:
        for path, value in find(question.document, field.path) if field.required else ():
            if value is MISSING:
                yield refuse("400-146", path)
    says = ("subject", "attachments", "payload.email.contents")
    found = chain.from_iterable(find(question.document, path) for path in says)
    if all(value is MISSING for _, value in found):
        rule = f"at least one of {', '.join(says)} is required"
        yield refuse("400-146", "subject", rule=rule)


def _empty(question: Question) -> Iterator[Refusal]:
    return (refuse("400-387", path) for path in shape.empty(question.document))


def _misshapen(question: Question) -> Iterator[Refusal]:
    for path, expected in shape.misshapen(question.document, fields.TREE):
        yield refuse("400-152", path, rule=f"expected {expected}")


def _invalid(question: Question) -> Iterator[Refusal]:
    for field in fields.FIELDS:
        for path, value in find(question.document, field.path):
            fault = "" if value is MISSING else field.rule(value)
            if fault:
                yield refuse("400-152", path, rule=fault)


def _out_of_this_world(question: Question) -> Iterator[Refusal]:
    for check in WORLD_CHECKS:
        for path, fault in check(question.document, question.world):
            yield refuse("400-152", path, rule=fault)


def _too_large(question: Question) -> Iterator[Refusal]:
    """That a limit of attachments is a 400 with this code is a guess; its number is the world's."""
    for path, limit in oversized(question.document, question.world):
        yield refuse("400-10424", path, str(limit), rule="bytes once decoded; a world's setting")


def _unknown_case(question: Question) -> Iterator[Refusal]:
    wanted = case_id(question.document)
    if wanted and not question.has_case(wanted):
        yield refuse("400-194", wanted)


def _no_right(question: Question) -> Iterator[Refusal]:
    if not question.caller.may_create:
        yield refuse("403-178", "create incoming email activity")


CHECKS: tuple[Check, ...] = (
    _unknown,
    _missing,
    _empty,
    _misshapen,
    _invalid,
    _out_of_this_world,
    _too_large,
    _unknown_case,
    _no_right,
)
