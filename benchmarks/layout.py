"""Where the labels and the two variants of the files lie in an assembled folder."""

from __future__ import annotations

from pathlib import Path

ORIGINAL, OBFUSCATED = "original", "obfuscated"
VARIANTS = (ORIGINAL, OBFUSCATED)


def meta_folder(root: Path) -> Path:
    """The folder of label files. SystemExit if there is none."""
    if not (root / "meta").is_dir():
        raise SystemExit(f"{root}: no folder meta in it. Make one: training.field_data assemble")
    return root / "meta"


def data_folder(root: Path, variant: str) -> Path | None:
    """The files of a variant, None if they are not there."""
    names = [f"{variant}/A/data", f"{variant}/data"]
    # Where CredData's own scripts made A/data, that and data are the obfuscated files; where
    # `training.field_data assemble` made the folder, data holds the files as published.
    names.append("A/data" if variant == OBFUSCATED else "data")
    if variant == ORIGINAL and (root / "A").is_dir():
        names.remove("data")
    return next((root / name for name in names if (root / name).is_dir()), None)
