"""Working trees of about so many MB, out of the unpacked source packages of `--cache`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import sdists

MB = 1_000_000
SIZES = (10, 100, 1000)


def regular_files(folder: Path) -> Iterator[Path]:
    """The files below `folder`, links left out, in no order."""
    return (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def size(folder: Path) -> int:
    """The bytes of all regular files below `folder`."""
    return sum(file.stat().st_size for file in regular_files(folder))


def built(cache: Path, sizes: Sequence[int] = SIZES) -> dict[str, Path]:
    """A tree for each of `sizes` (in MB), by name. They are kept in `cache`.

    SystemExit: there is no package to be had.
    """
    packages = sdists.read_packages()
    data, gone = sdists.unpacked(packages, cache)
    if len(gone) == len(packages):
        raise SystemExit(f"{cache}: no package is there, and none can be downloaded")
    trees = {}
    for wanted in sizes:
        target = cache / f"tree-{sdists.digest(packages)}-{wanted}MB"
        if not target.is_dir():
            half = target.with_name(f"{target.name}.part")
            shutil.rmtree(half, ignore_errors=True)
            fill(data, half, wanted * MB)
            half.rename(target)
        trees[f"packages, {wanted:,} MB"] = target.absolute()
    return trees


def fill(data: Path, target: Path, wanted: int) -> None:
    """Copy the folders of `data` to `target` until it has about `wanted` bytes.

    When all are there they come again, in another folder. The last one is copied file by file.
    """
    folders = sorted(folder for folder in data.iterdir() if folder.is_dir())
    if not any(size(folder) for folder in folders):
        raise SystemExit(f"{data}: there are no files in it")
    have = copy = 0
    while have < wanted:
        for folder in folders:
            have += _copied(folder, target / f"copy{copy}" / folder.name, wanted - have)
        copy += 1


def _copied(folder: Path, target: Path, room: int) -> int:
    """Copy files of `folder` until there is no more `room`; how many bytes it were."""
    done = 0
    for file in sorted(regular_files(folder)):
        if done >= room:
            break
        place = target / file.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)
        done += file.stat().st_size
    return done
