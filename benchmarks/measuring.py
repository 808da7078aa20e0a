"""Time two jobs in turn, A B A B …, so that a machine that drifts slows both; medians and their ratio."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Comparison:
    """Seconds of each round of ours and of the peer."""

    ours: tuple[float, ...]
    peer: tuple[float, ...]

    @property
    def speedup(self) -> float:
        """How many times faster ours is than the peer (median over median)."""
        return median(self.peer) / median(self.ours)

    def __str__(self) -> str:
        """One line: both medians with their spread, and the ratio."""
        return f"ours {_spread(self.ours)} · peer {_spread(self.peer)} · {self.speedup:.2f} × the peer's speed"


def compare(ours: Callable[[], object], peer: Callable[[], object], rounds: int = 5, warmup: int = 1) -> Comparison:
    """Run both jobs in turn and return their times."""
    for _ in range(warmup):
        ours()
        peer()
    pairs = [(seconds(ours), seconds(peer)) for _ in range(rounds)]
    return Comparison(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


def seconds(job: Callable[[], object]) -> float:
    """Return how long one call takes by the wall clock."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def command(arguments: Sequence[str], **settings: object) -> Callable[[], object]:
    """Return a job that runs a program to its end; it must succeed."""
    return lambda: subprocess.run(arguments, check=True, capture_output=True, **settings)  # type: ignore[call-overload]


def _spread(times: Sequence[float]) -> str:
    return f"{median(times) * 1000:.1f} ms ({min(times) * 1000:.1f}–{max(times) * 1000:.1f})"
