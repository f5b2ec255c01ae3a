"""Report -> text: one renderer for each output format, by name."""

from __future__ import annotations

from collections.abc import Callable

from secret_guard.report import json_v1, sarif, text
from secret_guard.report.options import RenderOptions, RuleText, printable
from secret_guard.report.text import summary
from secret_guard.types import Report

Renderer = Callable[[Report, RenderOptions], str]

# Each gives a whole document that ends in a line feed.
RENDERERS: dict[str, Renderer] = {
    "text": text.render,
    "json": json_v1.render,
    "sarif": sarif.render,
}

__all__ = ["RENDERERS", "RenderOptions", "Renderer", "RuleText", "printable", "summary"]
