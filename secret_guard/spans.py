"""A proposed span of a hunk's text, before overlaps are resolved and lines are counted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

# Names of encodings that are none: what a string says that is put together, or turned round.
CONCATENATION, REVERSED = "concatenation", "reversed"


class Rank(IntEnum):
    """Who wins where spans overlap: the smaller, the more specific."""

    JOINED = -1  # a concatenation that as a whole is what a provider rule knows
    PROVIDER = 0
    SPLIT = 1
    DEFAULT = 2  # a literal inside an expression, `os.getenv("X", "the literal")`
    LITERAL = 3
    ENCODED = 4
    BARE = 5
    REFERENCE = 7
    ENTROPY = 8
    HINT = 9  # tells the encoding of what it overlaps, is nothing by itself


@dataclass(frozen=True, slots=True)
class Span:
    """Offsets `[start, end)` into the hunk's text, and what was found there."""

    start: int
    end: int
    rule_id: str
    message: str
    rank: Rank
    decoded: str = ""
    encoding: str = ""
    order: int = 0  # place of a provider rule in RULES

    def __repr__(self) -> str:
        """Place and rule only, as of Candidate."""
        return f"Span({self.rule_id}, {self.start}:{self.end})"
