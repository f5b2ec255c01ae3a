"""A git repository of 20,000 files, and staged changes of so many lines with so many candidates."""

from __future__ import annotations

import os
import random
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import code_lines
from training import slots

TRACKED = 20_000
FILE_LINES = 30
FILES_PER_FOLDER = 50
SEED = 4
# A scanner may make a commit for itself (kingfisher does), so they are the repository's.
SETTINGS = {
    "user.name": "Benchmark",
    "user.email": "benchmark@example.com",
    "commit.gpgsign": "false",
    "gc.auto": "0",
}
# What a credential may look like; the values are drawn when the lines are made.
CREDENTIALS = (
    ("{noun}_api_key", "{{alnum:32}}"),
    ("{noun}_password", "{{strong_password}}"),
    ("{noun}_secret", "{{hex:40}}"),
    ("{noun}_token", "{{github_pat}}"),
    ("{noun}_dsn", "postgres://{{user}}:{{alnum:20}}@{{internal_host}}/{{dbname}}"),
)
# What is proposed just as well and is plainly none: most candidates of real code are.
INNOCENT = ("{noun}_password", ("changeme", "<password>", "your-password-here", "xxxxxxxx"))
ASSIGNMENTS = {
    "py": '{name} = "{value}"',
    "js": 'const {name} = "{value}";',
    "go": 'var {name} = "{value}"',
}


@dataclass(frozen=True)
class Case:
    """What is staged: `lines` added to `files` tracked files, evenly.

    `candidates` of the lines hold what rules propose. One in `true_one_in` looks like a
    credential, the others are plainly none.
    """

    name: str
    lines: int
    files: int
    candidates: int
    true_one_in: int = 1

    @property
    def title(self) -> str:
        """Its name and its numbers."""
        numbers = f"{self.lines:,} added lines in {self.files}, {self.candidates} candidates"
        return f"({self.name}) {numbers}"


CASES = (
    Case("a", 10, 1, 0),
    Case("b", 10, 1, 1),
    Case("c", 500, 5, 20),
    Case("d", 20_000, 200, 200, true_one_in=10),
)


def times(case: Case, factor: float) -> Case:
    """The same change, `factor` times as large, in as many more files."""
    return replace(
        case,
        name=f"{case.name} x {factor:g}",
        lines=round(case.lines * factor),
        files=round(case.files * factor),
        candidates=round(case.candidates * factor),
    )


# --- lines ------------------------------------------------------------------------------------


def share(total: int, parts: int, index: int) -> int:
    """How many of `total` fall to part `index` of `parts` when they are spread evenly."""
    return total * (index + 1) // parts - total * index // parts


def added(case: Case, seed: int = SEED) -> list[list[str]]:
    """The lines that `case` adds to each file, candidates evenly between the others."""
    rng = random.Random(f"{seed} {case.name}")
    numbers = iter(range(case.candidates))
    chosen = []
    for index in range(case.files):
        own = code_lines.lines(language(index), share(case.lines, case.files, index), rng)
        count = share(case.candidates, case.files, index)
        for place in range(count):
            at = (2 * place + 1) * len(own) // (2 * count)
            own[at] = candidate(language(index), next(numbers), case.true_one_in, rng)
        chosen.append(own)
    return chosen


def candidate(language_: str, number: int, true_one_in: int, rng: random.Random) -> str:
    """A line with one value that the rules propose."""
    if number % true_one_in == 0:
        name, value = CREDENTIALS[number // true_one_in % len(CREDENTIALS)]
        value = slots.fill(value, rng)
    else:
        name, value = INNOCENT[0], rng.choice(INNOCENT[1])
    name = name.format(noun=rng.choice(code_lines.NOUNS))
    return ASSIGNMENTS[language_].format(name=name, value=value)


def language(index: int) -> str:
    """The language of tracked file `index`."""
    names = tuple(code_lines.TEMPLATES)
    return names[index % len(names)]


# --- the repository ---------------------------------------------------------------------------


def path(index: int) -> str:
    """The path of tracked file `index`."""
    return f"src/part{index // FILES_PER_FOLDER:03}/module{index:05}.{language(index)}"


class Repository:
    """A repository in `root` with `tracked` small files of ordinary code, all committed."""

    def __init__(self, root: Path, tracked: int = TRACKED, seed: int = SEED) -> None:
        self.root, self.tracked, self.seed = root, tracked, seed
        root.mkdir(parents=True)
        self.git("init", "--quiet", "--initial-branch=main")
        for key, value in SETTINGS.items():
            self.git("config", key, value)
        rng = random.Random(seed)
        for index in range(tracked):
            self._write(index, code_lines.lines(language(index), FILE_LINES, rng))
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "Files")
        self.git("repack", "-adq")  # as after a clone

    def git(self, *arguments: str) -> str:
        """Run git here; its standard output."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def stage(self, case: Case) -> list[str]:
        """Let `case`, and nothing else, be staged; the paths of its files.

        ValueError: there are fewer tracked files than it changes.
        """
        if case.files > self.tracked:
            raise ValueError(f"{case.title}: there are {self.tracked} tracked files")
        self.git("reset", "--quiet", "--hard")
        paths = []
        for position, own in enumerate(added(case, self.seed)):
            index = self._spread(position, case.files)
            lines = (self.root / path(index)).read_text("utf-8").split("\n")[:-1]
            middle = len(lines) // 2
            self._write(index, [*lines[:middle], *own, *lines[middle:]])
            paths.append(path(index))
        self.git("add", "--update")
        return paths

    def _spread(self, position: int, files: int) -> int:
        """A tracked file for each position, in many folders; its language is the position's."""
        languages = len(code_lines.TEMPLATES)
        return position % languages + position // languages * languages * (self.tracked // files)

    def _write(self, index: int, lines: list[str]) -> None:
        file = self.root / path(index)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", "utf-8")


def environment() -> dict[str, str]:
    """Ours without what would lead git to another repository or to the user's settings."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
