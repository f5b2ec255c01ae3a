"""A teacher for the language model: what the first judge's opinion says of rows of real code.

People's labels of single lines are noisy, and a large model learns their noise by heart; the
opinion of a small network that never saw the repository is what labels elsewhere have in common
(knowledge distillation, Hinton et al. 2015, with a teacher fitted in folds).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from secret_guard.verdicts import CLASSES
from training.field_data import Row
from training.first_judge import FOLDS, Sample, fit_opinion, fold_of, table_of, targets_of


def taught(rows: Sequence[Row], samples: Sequence[Sample]) -> list[Row]:
    """`rows`, each with a "teacher": the probability that it is a credential, test ones included.

    Each is told by an opinion that learned from the `samples` of other repositories. The samples
    hold those of `rows` themselves (first_judge.real_code), and what else the opinion learns from.
    """
    repositories = {row["repository"] for row in rows}
    table = table_of([one.prompt for one in samples])
    targets = targets_of(samples, [[0.0] * len(CLASSES)] * len(samples))
    folds = torch.tensor(
        [fold_of(one.group) if one.group in repositories else -1 for one in samples]
    )
    said: dict[tuple[str, str], float] = {}
    for fold in range(FOLDS):
        own = (folds == fold).nonzero()[:, 0]
        if not len(own):
            continue
        opinion = fit_opinion(table, targets, (folds != fold).nonzero()[:, 0])
        with torch.no_grad():
            logits = torch.cat([opinion(*table.rows(part)) for part in torch.split(own, 4096)])
        for i, told in zip(own.tolist(), logits.sigmoid()[:, 0].tolist(), strict=True):
            said[samples[i].group, samples[i].prompt] = told
    return [{**row, "teacher": said[row["repository"], row["prompt"]]} for row in rows]
