"""model.json, the description beside a model.gguf: each step of the recipe adds what it found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def update(folder: Path, **found: Any) -> dict[str, Any]:
    """Adds `found` to model.json of `folder`, which may not be there yet; returns all of it."""
    path = folder / "model.json"
    before = json.loads(path.read_text("utf-8")) if path.exists() else {}
    card = {**before, **found}
    path.write_text(json.dumps(card, indent=2) + "\n", "utf-8")
    return card
