"""Checks the written examples: counts, balance, unique contexts, pairs and spans."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from training.examples import MARK_CLOSE, MARK_OPEN, Example, fill, marked_candidate
from training.slots import SLOT

MAX_OVERLAP = 0.70
MIN_LANGUAGES = 25
MIN_PAIRS = 80
CONTEXT_LINES = range(3, 13)
NGRAM = 5

ALERT_CATEGORIES = frozenset(
    "code config json_yaml docker ci comment shell_history notebook log docs infrastructure "
    "private_key url encoded split commented_out".split()
)
SAFE_CATEGORIES = frozenset(
    "publishable_key placeholder endpoint example_config public_key test_credential sample_data "
    "env_reference secret_manager hash_or_id code_expression prose locale".split()
)
MIN_PER_CATEGORY = 8


def problems(examples: Sequence[Example], alerts: int = 500, safes: int = 500) -> list[str]:
    """Everything that is wrong with the training examples, a line each; empty when all is well."""
    return [
        *count_problems(examples, alerts, safes),
        *category_problems(examples),
        *shape_problems(examples),
        *pair_problems(examples),
        *(
            f"{a} and {b} share {share:.0%} of their word {NGRAM}-grams"
            for a, b, share in near(examples, MAX_OVERLAP)
        ),
        *span_problems(examples),
    ]


def count_problems(examples: Sequence[Example], alerts: int, safes: int) -> list[str]:
    """Wrong numbers of ALERT and SAFE, or too few languages."""
    found = []
    labels = Counter(example.label for example in examples)
    for label, wanted in (("ALERT", alerts), ("SAFE", safes)):
        if labels[label] != wanted:
            found.append(f"{labels[label]} examples are {label}, not {wanted}")
    languages = {example.language for example in examples}
    if len(languages) < MIN_LANGUAGES:
        found.append(f"only {len(languages)} languages, not {MIN_LANGUAGES}")
    return found


def category_problems(examples: Sequence[Example]) -> list[str]:
    """Categories that are unknown, on the wrong side, or too few."""
    found = []
    counts = Counter(example.category for example in examples)
    for example in examples:
        allowed = ALERT_CATEGORIES if example.label == "ALERT" else SAFE_CATEGORIES
        if example.category not in allowed:
            found.append(
                f"{example.id}: category {example.category!r} is not one of {example.label}"
            )
    for category in sorted(ALERT_CATEGORIES | SAFE_CATEGORIES):
        if counts[category] < MIN_PER_CATEGORY:
            found.append(f"only {counts[category]} examples of {category}, not {MIN_PER_CATEGORY}")
    return found


def shape_problems(examples: Sequence[Example]) -> list[str]:
    """Contexts that are too short or too long (a slot that expands to lines counts as one)."""
    found = []
    for example in examples:
        lines = len(example.text.split("\n"))
        if lines not in CONTEXT_LINES:
            found.append(
                f"{example.id}: {lines} lines, not {CONTEXT_LINES[0]} to {CONTEXT_LINES[-1]}"
            )
    return found


def pair_problems(examples: Sequence[Example]) -> list[str]:
    """Hard pairs that lack one side, or too few of them."""
    pairs: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        if example.pair:
            pairs[example.pair].add(example.label)
    found = [
        f"pair {name!r} has only {labels.pop()}"
        for name, labels in pairs.items()
        if len(labels) == 1
    ]
    if len(pairs) < MIN_PAIRS:
        found.append(f"only {len(pairs)} hard pairs, not {MIN_PAIRS}")
    return found


def span_problems(examples: Iterable[Example], seeds: Sequence[int] = (0,)) -> list[str]:
    """Examples whose marked span is not what the runtime's candidate generator proposes."""
    return [
        f"{example.file}: {example.id}: no candidate has the marked span (seed {seed})"
        for example in examples
        for seed in seeds
        if marked_candidate(fill(example, seed)) is None
    ]


def ngrams(example: Example) -> frozenset[tuple[str, ...]]:
    """The word 5-grams of the context, with the marked value and all slots masked."""
    text = re.sub(f"{MARK_OPEN}.*?{MARK_CLOSE}", " VALUE ", example.text, flags=re.DOTALL)
    tokens = re.findall(r"\w+", SLOT.sub(" SLOT ", text))
    return frozenset(tuple(tokens[i : i + NGRAM]) for i in range(len(tokens) - NGRAM + 1))


def near(examples: Sequence[Example], share: float) -> list[tuple[str, str, float]]:
    """Pairs of examples that share more than `share` of the smaller one's word 5-grams."""
    grams = {example.id: ngrams(example) for example in examples}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for name, own in grams.items():
        for gram in own:
            holders[gram].append(name)
    common: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        for i, first in enumerate(names):
            common.update((first, second) for second in names[i + 1 :])
    found = []
    for (first, second), count in common.items():
        overlap = count / max(1, min(len(grams[first]), len(grams[second])))
        if overlap > share:
            found.append((first, second, overlap))
    return sorted(found)
