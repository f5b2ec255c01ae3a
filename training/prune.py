"""Prunes a trained decoder: of each layer only the neurons stay that matter most to its prompts.

What the others did is learned anew from the whole model (training.train): so half of the work of a
prompt is saved at nearly the same verdicts, which a model that is small from the start does not
reach (training/LOG.md, entry 21).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch

Batch = dict[str, torch.Tensor]


def prune(model: Any, neurons: int, batches: Iterable[Batch]) -> None:
    """Leaves `neurons` of each layer's feed-forward block, those of the greatest importance.

    Raises SystemExit if a layer has fewer.
    """
    if neurons > model.config.intermediate_size:
        raise SystemExit(f"[prune] neurons: a layer has {model.config.intermediate_size} only")
    for layer, of_neurons in zip(model.model.layers, importance(model, batches), strict=True):
        kept = of_neurons.topk(neurons).indices.sort().values
        block = layer.mlp
        for name in ("gate_proj", "up_proj"):
            getattr(block, name).weight = _part(getattr(block, name).weight[kept])
            getattr(block, name).out_features = neurons
        block.down_proj.weight = _part(block.down_proj.weight[:, kept])
        block.down_proj.in_features = neurons
    model.config.intermediate_size = neurons


def importance(model: Any, batches: Iterable[Batch]) -> list[torch.Tensor]:
    """(neurons,) for each layer: how much each adds to what the block says of a token, on average.

    That is the mean of its absolute activation times the length of its column of weights, as
    Wanda (Sun et al. 2023) has it for single weights. Padding does not count.
    """
    blocks = [layer.mlp.down_proj for layer in model.model.layers]
    sums = [torch.zeros(block.in_features, device=block.weight.device) for block in blocks]
    counted: list[torch.Tensor] = []

    def add(index: int) -> Any:
        def hook(_: torch.nn.Module, given: tuple[torch.Tensor]) -> None:
            sums[index] += given[0].abs()[counted[-1]].sum(0)

        return hook

    hooks = [block.register_forward_pre_hook(add(i)) for i, block in enumerate(blocks)]
    try:
        for batch in batches:
            counted.append(batch["attention_mask"].bool())
            with torch.no_grad():
                model(**batch, logits_to_keep=1)
    finally:
        for hook in hooks:
            hook.remove()
    return [total * block.weight.norm(dim=0) for total, block in zip(sums, blocks, strict=True)]


def _part(weights: torch.Tensor) -> torch.nn.Parameter:
    return torch.nn.Parameter(weights.detach().clone())
