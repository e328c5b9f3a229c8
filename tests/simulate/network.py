"""The network between one device and the model server: it loses, doubles, reorders, and can be cut."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tarkov_desktop.sync.remote import (
    NoAnswer,
    PullAnswer,
    PullRequest,
    PushAnswer,
    PushRequest,
    StatusAnswer,
    Unreachable,
)
from tests.simulate.model_server import ModelServer


class Killed(BaseException):
    """The process ended here, as if by SIGKILL: nothing after this line happens."""


@dataclass(slots=True)
class Network:
    """A :class:`ProgressRemote` over *server* with the faults of *rng*; ``calm`` turns all of them off.

    Pushes that were kept back arrive later, in any order, after others: their answers reach nobody.
    """

    server: ModelServer
    rng: random.Random
    injected: Counter[str]
    on_answer: Callable[[PushRequest, PushAnswer], None] = lambda _request, _answer: None
    is_cut: bool = False
    calm: bool = False
    kills: bool = True
    kept_back: list[PushRequest] = field(default_factory=list)
    under_way: int = 0
    worst_under_way: int = 0

    async def push(self, request: PushRequest) -> PushAnswer | NoAnswer:
        """Deliver a push, perhaps twice, late, or not at all."""
        if (lost := self._lost_on_the_way()) is not None:
            if not self.is_cut and self._happens("push kept back", 0.3):
                self.kept_back.append(request)
            return lost
        if self._happens("push doubled", 0.1):
            self._deliver(request)
        answer = self._deliver(request)
        if self._happens("push doubled late", 0.1):
            self.kept_back.append(request)
        if self.kept_back and self._happens("old push arrives late", 0.5):
            self._deliver(self.kept_back.pop(self.rng.randrange(len(self.kept_back))))
        self._kill("killed before the answer is stored")
        return Unreachable("answer lost") if self._happens("answer lost", 0.12) else answer

    async def pull(self, request: PullRequest) -> PullAnswer | NoAnswer:
        """Deliver a pull or lose it."""
        if (lost := self._lost_on_the_way()) is not None:
            return lost
        answer = self.server.pull(request)
        self._kill("killed during a pull")
        return Unreachable("answer lost") if self._happens("answer lost", 0.08) else answer

    async def status(self, device_id: str) -> StatusAnswer | NoAnswer:
        """Deliver a status call or lose it."""
        return self._lost_on_the_way() or self.server.status(device_id)

    def deliver_late(self) -> None:
        """Let everything that was kept back arrive now, in any order."""
        self.rng.shuffle(self.kept_back)
        while self.kept_back:
            self.injected["old push arrives last"] += 1
            self._deliver(self.kept_back.pop())

    def may_kill(self) -> None:
        """End the process between two steps on its file, now and then."""
        if self.kills and self._happens("killed between two steps", 0.003):
            raise Killed

    def _deliver(self, request: PushRequest) -> PushAnswer | NoAnswer:
        answer = self.server.push(request)
        if isinstance(answer, PushAnswer):
            self.on_answer(request, answer)
        return answer

    def _lost_on_the_way(self) -> Unreachable | None:
        if self.is_cut:
            return Unreachable("cut")
        return Unreachable("request lost") if self._happens("request lost", 0.1) else None

    def _kill(self, what: str) -> None:
        if self.kills and self._happens(what, 0.04):
            raise Killed

    def _happens(self, what: str, probability: float) -> bool:
        if self.calm or self.rng.random() >= probability:
            return False
        self.injected[what] += 1
        return True
