"""Prunes a trained decoder: of each layer only what matters most to its prompts stays.

These are neurons of the feed-forward blocks and heads of the attention. What the others did is
learned anew from the whole model (training.train): so most of the work of a prompt is saved at
nearly the same verdicts, which a model that is as small from the start does not reach
(training/LOG.md, entry 21).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import torch

Batch = dict[str, torch.Tensor]


def prune(model: Any, neurons: int, heads: int, batches: Iterable[Batch]) -> None:
    """Leaves `neurons` and `heads` of each layer, those of the greatest importance in `batches`.

    Heads that share their keys and values lose equally many. Raises SystemExit if a layer has fewer
    neurons or heads, or its heads cannot be dealt out so.
    """
    config = model.config
    shared = config.num_key_value_heads
    if neurons > config.intermediate_size or heads > config.num_attention_heads or heads % shared:
        raise SystemExit(
            f"[prune] neurons and heads: a layer has {config.intermediate_size} and "
            f"{config.num_attention_heads}, these in {shared} equal groups"
        )
    layers = model.model.layers
    outputs = [one for layer in layers for one in (layer.mlp.down_proj, layer.self_attn.o_proj)]
    weights = importance(model, outputs, batches)
    for layer, of_neurons, of_heads in zip(layers, weights[::2], weights[1::2], strict=True):
        kept = of_neurons.topk(neurons).indices.sort().values
        _keep(layer.mlp.down_proj, kept, (layer.mlp.gate_proj, layer.mlp.up_proj))
        by_head = of_heads.view(-1, config.head_dim).sum(1).view(shared, -1)
        best = by_head.topk(heads // shared).indices.sort().values
        first = best + torch.arange(shared, device=best.device)[:, None] * by_head.shape[1]
        within = torch.arange(config.head_dim, device=best.device)
        kept = (first.flatten()[:, None] * config.head_dim + within).flatten()
        _keep(layer.self_attn.o_proj, kept, (layer.self_attn.q_proj,))
        layer.self_attn.num_key_value_groups = heads // shared
    config.intermediate_size, config.num_attention_heads = neurons, heads


def importance(
    model: Any, outputs: list[torch.nn.Linear], batches: Iterable[Batch]
) -> list[torch.Tensor]:
    """(inputs,) for each of `outputs`, layers of `model`: what each input adds over all tokens.

    That is the sum of its absolute values times the length of its column of weights, as Wanda
    (Sun et al. 2023) has it for single weights. Padding does not count.
    """
    sums = [torch.zeros(one.in_features, device=one.weight.device) for one in outputs]
    counted = torch.zeros(0)

    def adder(total: torch.Tensor) -> Any:
        def add(_: torch.nn.Module, given: tuple[torch.Tensor]) -> None:
            total.add_(given[0].abs()[counted].sum(0))

        return add

    hooks = [
        one.register_forward_pre_hook(adder(total))
        for one, total in zip(outputs, sums, strict=True)
    ]
    try:
        for batch in batches:
            counted = batch["attention_mask"].bool()
            with torch.no_grad():
                model(**batch, logits_to_keep=1)
    finally:
        for hook in hooks:
            hook.remove()
    return [total * one.weight.norm(dim=0) for one, total in zip(outputs, sums, strict=True)]


def _keep(output: torch.nn.Linear, kept: torch.Tensor, inputs: Iterable[torch.nn.Linear]) -> None:
    """Leaves the inputs `kept` of a layer, and what gives them of the layers before it."""
    output.weight = torch.nn.Parameter(output.weight.detach()[:, kept].clone())
    output.in_features = len(kept)
    for one in inputs:
        one.weight = torch.nn.Parameter(one.weight.detach()[kept].clone())
        one.out_features = len(kept)
