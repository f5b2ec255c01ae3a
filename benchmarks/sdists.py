"""Source distributions of packages, from pip's configured index, without building any of them."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

PACKAGES = Path(__file__).parent / "packages.txt"


def read_packages(file: Path = PACKAGES) -> list[str]:
    """The lines "name==version" of `file`. SystemExit if one is something else."""
    lines = (line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines())
    packages = [line for line in lines if line]
    for one in packages:
        if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+-]+", one):
            raise SystemExit(f"{file}: {one!r} is not NAME==VERSION")
    return packages


def unpacked(packages: Sequence[str], cache: Path) -> tuple[Path, list[str]]:
    """The folder that holds a folder NAME-VERSION for each package, and those not to be had.

    What is not in `cache` yet is downloaded, in a process of its own.
    """
    cache = cache.absolute()
    data = cache / f"packages-{digest(packages)}"
    missing = [one for one in packages if not (data / _stem(one)).is_dir()]
    if missing:
        command = [sys.executable, "-m", "benchmarks.sdists", str(cache), str(data), *missing]
        subprocess.run(command, cwd=Path(__file__).resolve().parents[1], check=False)
    return data, [one for one in missing if not (data / _stem(one)).is_dir()]


def digest(packages: Sequence[str]) -> str:
    """Names a list of packages: what another list left behind is not measured."""
    return hashlib.blake2b("\n".join(packages).encode(), digest_size=4).hexdigest()


def _stem(package: str) -> str:
    return package.replace("==", "-")


# --- in a process of its own ------------------------------------------------------------------


def fetch(package: str, target: Path, command: Any) -> None:
    """Download the archive of "name==version" with pip's own session. SystemExit: there is none.

    pip's `download --no-binary` would run each package's build to learn its dependencies. These
    modules of pip are no public interface; its own command uses them so.
    """
    models = import_module("pip._internal.req.constructors")
    options, _ = command.parse_args(["--no-deps", "--no-binary=:all:", package])
    with command.main_context():
        session = command.get_default_session(options)
        finder = command._build_package_finder(options, session)
        wanted = models.install_req_from_line(package).req
        best = finder.find_best_candidate(wanted.name, wanted.specifier).best_candidate
        if best is None or not best.link.filename.endswith(".tar.gz"):
            raise SystemExit(f"{package}: the index has no source distribution (.tar.gz) of it")
        headers = {"Accept-Encoding": "identity"}  # the archive itself, whatever it is called
        answer = session.get(best.link.url.partition("#")[0], headers=headers)
        answer.raise_for_status()
    hashes = best.link.as_hashes()
    if hashes:  # the index gives a digest
        hashes.check_against_chunks([answer.content])
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(answer.content)


def unpack(archive: Path, target: Path) -> None:
    """The archive's one top folder as `target`; links out of it and device files are refused."""
    half = target.with_name(f"{target.name}.part")
    shutil.rmtree(half, ignore_errors=True)
    with tarfile.open(archive) as tar:
        tar.extractall(half, filter="data")
    (top,) = half.iterdir()
    target.parent.mkdir(parents=True, exist_ok=True)
    top.rename(target)
    half.rmdir()


def main() -> None:
    """`python -m benchmarks.sdists CACHE DATA NAME==VERSION ...`: downloads and unpacks."""
    archives, data = Path(sys.argv[1]) / "archives", Path(sys.argv[2])
    commands = import_module("pip._internal.commands")
    for package in sys.argv[3:]:
        archive = archives / f"{_stem(package)}.tar.gz"
        try:
            if not archive.is_file():
                fetch(package, archive, commands.create_command("download"))
            unpack(archive, data / _stem(package))
        except (Exception, SystemExit) as error:  # pip raises much; the others go on
            print(f"{package}: {type(error).__name__}: {error}", file=sys.stderr)


if __name__ == "__main__":
    main()
