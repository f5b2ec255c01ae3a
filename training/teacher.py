"""A teacher for the language model: what the first judge's opinion says of rows of real code.

People's labels of single lines are noisy, and a large model learns their noise by heart; the
opinion of a small network that never saw the repository is what labels elsewhere have in common
(knowledge distillation, Hinton et al. 2015, with a teacher fitted in folds).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from secret_guard.first_judge import OPINION
from training.field_data import Row
from training.first_judge import (
    Networks,
    Sample,
    fit_opinion,
    folds_of,
    held_out_logits,
    labels_alone,
    table_of,
)


def taught(rows: Sequence[Row], samples: Sequence[Sample]) -> list[Row]:
    """`rows`, each with a "teacher": the probability that it is a credential, test ones included.

    Each is told by an opinion that learned from the `samples` of other repositories. The samples
    hold those of `rows` themselves (first_judge.real_code), and what else the opinion learns from.
    """
    repositories = {row["repository"] for row in rows}
    groups = [one.group for one in samples]
    table, targets = table_of([one.prompt for one in samples]), labels_alone(samples)
    is_judged = torch.tensor([group in repositories for group in groups])
    logits = held_out_logits(
        table,
        torch.where(is_judged, folds_of(groups), -1),
        lambda wanted: Networks(opinion=fit_opinion(table, targets, wanted)),
    )
    told = logits[:, OPINION].sigmoid().tolist()
    said = {(one.group, one.prompt): own for one, own in zip(samples, told, strict=True)}
    return [{**row, "teacher": said[row["repository"], row["prompt"]]} for row in rows]
