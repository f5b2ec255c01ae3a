"""Reads the written examples and turns each into the prompt the model is trained on."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from secret_guard.candidates import find_candidates
from secret_guard.prompt import render
from secret_guard.types import Candidate, Hunk, Reason
from training import slots

HERE = Path(__file__).parent
TRAINING_EXAMPLES = HERE / "examples"
CALIBRATION_EXAMPLES = HERE / "calibration_examples"
UNSEEN_EXAMPLES = HERE / "unseen_examples"

MARK_OPEN, MARK_CLOSE = "⟦", "⟧"
INSTRUCTION = (
    "Judge whether the value between « and » is a credential that must not be committed. "
    "Answer ALERT or SAFE, with the reason."
)
HEADER_KEYS = ("id", "label", "reason", "category", "language", "path")
OPTIONAL_KEYS = ("pair",)
REDRAWS = 8
MARKED = re.compile(f"{MARK_OPEN}(.*?){MARK_CLOSE}", re.DOTALL)
WHOLE_SLOT = re.compile(r"\{\{[a-z0-9_]+(?::\d+)?\}\}")
# Values that may stand for each other under the same label.
CREDENTIALS = (
    *("{{human_password}}", "{{strong_password}}", "{{word_password}}", "{{alnum:24}}") * 2,
    *("{{hex:32}}", "{{hex:40}}", "{{b64:44}}", "{{urlsafe:43}}", "{{uuid}}", "{{jwt}}"),
    *("{{github_pat}}", "{{gitlab_pat}}", "{{slack_bot}}", "{{stripe_secret}}", "{{npm_token}}"),
    *("{{stripe_restricted}}", "{{sendgrid_key}}", "{{openai_project_key}}", "{{telegram_bot}}"),
    *("{{aws_secret_key}}", "{{vault_token}}", "{{digitalocean_token}}", "{{pypi_token}}"),
)
PLACEHOLDERS = (
    *("changeme", "CHANGE_ME", "your-token-here", "YOUR_PASSWORD", "your_api_key", "<password>"),
    *("<your-token>", "xxxxxxxxxxxx", "REPLACE_ME", "replace-with-your-secret", "insert_key_here"),
    *("dummy-token", "example-password", "TODO_SET_ME", "my-secret-key", "placeholder"),
)


class ExampleError(ValueError):
    """An example is not written as it should be. The message names the file and the example."""


@dataclass(frozen=True, slots=True)
class Example:
    """One written example; `text` still holds its slots and the marks around the judged span."""

    id: str
    label: str
    reason: Reason
    category: str
    language: str
    path: str
    text: str
    pair: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """An example with values in its slots: `text` without marks, the span `[start, end)` in it."""

    example: Example
    text: str
    start: int
    end: int


def read_examples(folder: Path) -> list[Example]:
    """All examples of the *.txt files in `folder`. Raises ExampleError, also for repeated ids."""
    found = [
        example
        for file in sorted(folder.glob("*.txt"))
        for example in parse(file.read_text("utf-8"), file.name)
    ]
    seen: dict[str, str] = {}
    for example in found:
        if example.id in seen:
            raise ExampleError(f"{example.file}: id {example.id!r} is taken in {seen[example.id]}")
        seen[example.id] = example.file
    return found


def parse(text: str, file: str) -> Iterator[Example]:
    """The examples of one source text, which begin with lines of `===`."""
    for block in re.split(r"^===\n", text, flags=re.MULTILINE)[1:]:
        header, separator, body = block.partition("\n---\n")
        fields = dict(line.split(": ", 1) for line in header.splitlines() if ": " in line)
        name = f"{file}: example {fields.get('id', '?')!r}"
        missing = [key for key in HEADER_KEYS if not fields.get(key)]
        unknown = set(fields) - {*HEADER_KEYS, *OPTIONAL_KEYS}
        if missing or unknown or not separator:
            raise ExampleError(f"{name}: missing {missing}, unknown {sorted(unknown)}")
        if body.count(MARK_OPEN) != 1 or body.count(MARK_CLOSE) != 1:
            raise ExampleError(
                f"{name}: exactly one span must be marked {MARK_OPEN}...{MARK_CLOSE}"
            )
        try:
            reason = Reason(fields["reason"])
        except ValueError:
            raise ExampleError(f"{name}: unknown reason {fields['reason']!r}") from None
        if reason.label != fields["label"]:
            raise ExampleError(f"{name}: reason {reason.value} does not go with {fields['label']}")
        yield Example(**{**fields, "reason": reason, "text": body.rstrip("\n"), "file": file})  # type: ignore[arg-type]


def swapped(example: Example, rng: random.Random) -> Example:
    """`example` with another kind of value in its marked span, where the label stays true.

    A credential in use stays one, whatever its form: so a live form is not bound to the few
    contexts it was written in. One placeholder is as good as another.
    """
    span = MARKED.search(example.text)
    kinds: tuple[str, ...] = ()
    if span and example.reason in (Reason.HARDCODED, Reason.COMMENTED_OUT):
        kinds = CREDENTIALS if WHOLE_SLOT.fullmatch(span[1]) else ()
    elif span and example.reason is Reason.PLACEHOLDER:
        kinds = PLACEHOLDERS if re.fullmatch(r"[\w<>-]+", span[1]) else ()
    if not span or not kinds:
        return example
    value = f"{MARK_OPEN}{rng.choice(kinds)}{MARK_CLOSE}"
    return replace(example, text=example.text[: span.start()] + value + example.text[span.end() :])


def fill(example: Example, seed: int) -> Filled:
    """`example` with the values that `seed` gives: other seeds, other values."""
    rng = random.Random(f"{seed}:{example.id}")
    text = slots.fill(example.text, rng)
    start = text.index(MARK_OPEN)
    end = text.index(MARK_CLOSE) - len(MARK_OPEN)
    return Filled(example, text.replace(MARK_OPEN, "").replace(MARK_CLOSE, ""), start, end)


def span_of(candidate: Candidate, text: str) -> tuple[int, int]:
    """The place of `candidate` in `text` as character offsets `[start, end)`."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    start = starts[candidate.line - 1] + candidate.column - 1
    return start, starts[candidate.end_line - 1] + candidate.end_column - 1


def marked_candidate(filled: Filled) -> Candidate | None:
    """What the runtime's own generator proposes for exactly the marked span, None if nothing."""
    for candidate in find_candidates(Hunk(filled.example.path, filled.text)):
        if span_of(candidate, filled.text) == (filled.start, filled.end):
            return candidate
    return None


def proposed(example: Example, seed: int) -> tuple[Filled, Candidate]:
    """A filling whose marked span is a candidate, and the candidate.

    Some values are proposed in some contexts only (a plain word in prose): then others are drawn.
    Raises ExampleError when none of REDRAWS fillings has the candidate.
    """
    for attempt in range(REDRAWS):
        filled = fill(example, seed + attempt * 1_000_003)
        candidate = marked_candidate(filled)
        if candidate is not None:
            return filled, candidate
    raise ExampleError(f"{example.file}: example {example.id!r}: no candidate has the marked span")


def record(example: Example, seed: int) -> dict[str, object]:
    """The example as one row of the JSONL dataset. Raises ExampleError when it has no candidate."""
    filled, candidate = proposed(example, seed)
    return {
        "instruction": INSTRUCTION,
        "input": render(candidate),
        "output": f"{example.label}: {example.reason.value}",
        "id": example.id,
        "path": example.path,
        "text": filled.text,
        "span": [filled.start, filled.end],
        "rule": candidate.rule_id,
        "label": example.label,
        "reason": example.reason.value,
        "language": example.language,
        "category": example.category,
        "pair": example.pair,
    }


def records(examples: Iterable[Example], seed: int) -> list[dict[str, object]]:
    """One row for each example, in order."""
    return [record(example, seed) for example in examples]
