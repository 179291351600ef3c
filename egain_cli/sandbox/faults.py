"""Owns what a fault script says, as values; knows neither files nor requests nor connections."""

from __future__ import annotations

from dataclasses import dataclass

ROUTES = ("create", "login", "read", "any")  # `any` is these three and logout


@dataclass(frozen=True, slots=True)
class Limit:
    """A token bucket: `rate` tokens a second come in, up to `burst` of them; it begins full."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Conditions, which must all hold, then effects; None, "" and () stand for what is not said."""

    name: str = ""
    route: str = "create"
    on: tuple[int, ...] = ()  # numbers of requests of the route, from one
    every: int | None = None
    first: int | None = None  # `from` in a file
    last: int | None = None  # `until` in a file, included
    after: float | None = None  # seconds since the script began
    before: float | None = None
    over: int | None = None  # bytes of the body
    match: tuple[tuple[str, str], ...] = ()
    chance: float | None = None
    times: int | None = None

    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    page: str = ""
    commit: bool = False
    delay: float = 0.0  # seconds
    slow: int | None = None  # bytes a second
    drop: str = ""
    cut: str = ""
    expire: str = ""
    limit: Limit | None = None

    @property
    def answers(self) -> bool:
        """Whether it decides what becomes of a request; only one fault can."""
        return bool(self.status or self.page or self.drop or self.limit)

    @property
    def commits(self) -> bool:
        """Whether the request is carried out, whatever is said of it."""
        return self.commit or self.drop == "after-commit" or not self.answers


@dataclass(frozen=True, slots=True)
class Script:
    """Faults in order; the seed decides where `chance` falls."""

    faults: tuple[Fault, ...] = ()
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """What the faults that fired do to one request."""

    names: tuple[str, ...] = ()
    delay: float = 0.0
    slow: int | None = None
    cut: str = ""
    expire: bool = False
    answer: Fault | None = None  # the one that answers or drops
    wait: float = 0.0  # seconds until a limit has a token again

    def then(self, fault: Fault, wait: float) -> Plan:
        """This plan, with what one more fault does."""
        speeds = [speed for speed in (self.slow, fault.slow) if speed]
        return Plan(
            names=(*self.names, fault.name),
            delay=self.delay + fault.delay,
            slow=min(speeds, default=None),
            cut=self.cut or fault.cut,
            expire=self.expire or bool(fault.expire),
            answer=self.answer or (fault if fault.answers else None),
            wait=max(self.wait, wait),
        )
