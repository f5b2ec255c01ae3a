"""The records that pass from one stage to the next. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal, Protocol

Label = Literal["ALERT", "SAFE"]


class Reason(str, Enum):
    """Why a candidate got its label: the classes of the model, in the order of its outputs."""

    HARDCODED = "hardcoded"
    ENCODED = "encoded"
    COMMENTED_OUT = "commented-out"
    PLACEHOLDER = "placeholder"
    REFERENCE = "reference"
    PUBLIC = "public"
    TEST = "test"
    NOT_A_CREDENTIAL = "not-a-credential"

    @property
    def label(self) -> Label:
        """The label under the default policy."""
        return "ALERT" if self in ALERT_REASONS else "SAFE"


ALERT_REASONS = frozenset({Reason.HARDCODED, Reason.ENCODED, Reason.COMMENTED_OUT})

# What a person reads behind "ALERT:" or "SAFE:".
REASON_TEXTS: dict[Reason, str] = {
    Reason.HARDCODED: "hardcoded credential",
    Reason.ENCODED: "encoded or obfuscated credential",
    Reason.COMMENTED_OUT: "credential in commented-out code",
    Reason.PLACEHOLDER: "placeholder or example value",
    Reason.REFERENCE: "reads from the environment or a secret manager",
    Reason.PUBLIC: "public by design",
    Reason.TEST: "test or sample credential",
    Reason.NOT_A_CREDENTIAL: "not a credential",
}


@dataclass(frozen=True, slots=True)
class Hunk:
    """Consecutive lines of one file.

    `text` holds the lines joined by "\\n" (line endings already normalized), the first of them is
    line `first_line` (counted from 1) of the file. `added` holds the numbers of the lines that the
    scan is about, None means all of them; the other lines are context. `commit` is the full id of
    the commit that added them, "" outside of a history.
    """

    path: str
    text: str
    first_line: int = 1
    added: frozenset[int] | None = None
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something a source did not hand on, and why ("binary", "submodule", "too large", ...)."""

    path: str
    reason: str


class Unread(Protocol):
    """A file that a source found and has not read yet: it can be read in another process."""

    @property
    def path(self) -> str:
        """How it is shown."""

    @property
    def size(self) -> int:
        """About how many bytes there are to scan."""

    def load(self) -> Hunk | Skipped:
        """Its text, or why there is none. SourceError: somebody asked for just this file."""


# What a source yields.
Item = Hunk | Skipped | Unread


@dataclass(frozen=True, slots=True)
class Look:
    """What the first judge said of a candidate: its `prompt`, and the logits for that."""

    prompt: str
    logits: tuple[float, ...]

    def __repr__(self) -> str:
        """Nothing of the prompt, which holds the value."""
        return f"Look({self.logits})"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of text that may be a credential, with what the judge needs to decide.

    `line`, `column` (first character) and `end_column` (one past the last) count from 1, in
    characters of the file as decoded. `secret` is the text of the span as written; `decoded` is
    the value under its encoding, "" if there is none; `encoding` names it ("base64", "hex",
    "percent", "unicode", "concatenation", two joined by "+"). A span may reach over several
    lines (a PEM block, a split string); then `end_line` > `line`.
    `before`, `line_text`, `after` are the lines around it: `line_text` is the whole of line `line`.
    `commit` is that of its hunk. `first_look` is there if the first judge was asked where the
    candidate was found, in another process.
    """

    rule_id: str
    message: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    secret: str = ""
    decoded: str = ""
    encoding: str = ""
    line_text: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    commit: str = ""
    first_look: Look | None = None

    def __repr__(self) -> str:
        """Place and rule only: the raw value and its surroundings never reach a log."""
        return f"Candidate({self.rule_id}, {self.path}:{self.line}:{self.column})"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judge's answer: `score` is the calibrated probability of ALERT, 0 to 1."""

    label: Label
    reason: Reason
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """A judged candidate as it may be shown and stored: never the raw value.

    `fingerprint` is "" where it is SAFE, and where no fingerprints were asked for. `commit` is ""
    outside of a history.
    """

    rule_id: str
    message: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    label: Label
    reason: Reason
    score: float
    redacted: str
    fingerprint: str
    commit: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one run.

    `findings` are the ALERTs that count, `safe` the candidates judged SAFE, `unlisted` how many
    more there were if nobody asked for them, `allowed` the ALERTs that an inline comment or the
    configuration lets pass. `source` says in words what was scanned
    ("staged changes", "3 files", "range A..B", "standard input"). `warnings` are sentences about
    comments that were meant to allow something and do not. `commits` is how many commits added
    something, 0 outside of a history.
    """

    source: str
    findings: tuple[Finding, ...]
    safe: tuple[Finding, ...]
    allowed: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    files: int
    lines: int
    candidates: int
    seconds: float
    warnings: tuple[str, ...] = ()
    commits: int = 0
    unlisted: int = 0
