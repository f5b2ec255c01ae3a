"""Rows from labelled code: reasons, matching, other values, caps, folds, clones."""

from __future__ import annotations

import csv
import json
import math
import random
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from secret_guard.decode import decode_value
from secret_guard.prompt import tidy
from secret_guard.types import Candidate
from secret_guard.verdicts import CLASSES
from tests.conftest import GitRepo
from training import field_data, slots, words
from training.field_data import Options, file_id, folds, is_sample_path, share
from training.fresh import fresh

FIELDS = (
    "Id FileID Domain RepoName FilePath LineStart LineEnd GroundTruth ValueStart ValueEnd"
    " CryptographyKey PredefinedPattern Category"
).split()
Labelled = tuple[str, int, str, str]  # file, line, truth, value ("": lines only)


class Corpus:
    """A folder laid out as CredData's, with values made at run time."""

    def __init__(self, root: Path) -> None:
        self.meta, self.data = root / "meta", root / "data"
        self.meta.mkdir()
        self.rows: dict[str, list[dict[str, object]]] = {}

    def write(self, name: str, text: str) -> None:
        path = self.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def label(
        self,
        name: str,
        line: int,
        truth: str,
        value: str = "",
        category: str = "Key",
        last: int = 0,
    ) -> None:
        text = (self.data / name).read_text("utf-8").split("\n")[line - 1]
        start = text.index(value) if value else -1
        repository = name.split("/")[0]
        numbers = (line, last or line, truth, start, start + len(value) if value else -1)
        rows = self.rows.setdefault(repository, [])
        head = (len(rows), Path(name).stem, "GitHub", repository, f"data/{name}")
        rows.append(dict(zip(FIELDS, (*head, *numbers, "", "", category), strict=True)))
        with (self.meta / f"{repository}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, FIELDS)
            writer.writeheader()
            writer.writerows(rows)

    def rows_with(self, **options: object) -> list[field_data.Row]:
        given = Options(**{"unlabelled": 0.0, **options})  # type: ignore[arg-type]
        return field_data.build(self.meta, self.data, None, given)[0]


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


def drawn(kind: str, seed: int = 1) -> str:
    return slots.fill("{{" + kind + "}}", random.Random(seed))


# --- other values of the same kind ------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("hex:32", r"[0-9a-f]{32}"),
        ("hex:40|upper", r"[0-9A-F]{40}"),
        ("uuid", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        ("github_pat", "gh" + r"p_\w{36}"),
        ("aws_access_key", "A(KIA|SIA)[A-Z2-7]{16}"),
        ("stripe_secret", "sk" + r"_live_\w+"),
        ("jwt", r"eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+"),
        ("alnum:24", r"[A-Za-z0-9]{24}"),
        ("b64:44", r"[A-Za-z0-9+/]{44}"),
        ("digits:12", r"\d{12}"),
        ("azure_storage_key", r"[A-Za-z0-9+/]{86}=="),
    ],
)
def test_a_value_is_replaced_by_one_of_its_kind(kind: str, pattern: str) -> None:
    for seed in range(20):
        value = drawn(kind, seed)
        made = fresh(value, random.Random(f"fresh {seed}"))
        assert made != value
        assert re.fullmatch(pattern, made)


@pytest.mark.parametrize("slot", ["human_password", "word_password"])
def test_what_people_choose_stays_what_people_choose(slot: str) -> None:
    known = [*words.WORDS, *words.FIRST_NAMES, *words.COMPANIES, *words.KEYBOARD_WALKS]
    chosen = 0
    for seed in range(60):
        made = fresh(drawn(slot, seed), random.Random(f"fresh {seed}"))
        assert made != drawn(slot, seed)
        chosen += any(word in made.lower() for word in known)
    assert chosen >= 30  # the rest, in leet or by syllables, keeps its character classes


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("aaaaaaaaaaaa", r"(.)\1{11}"),
        ("0123456789abcdef", r"[0-9a-f]{16}"),
        ("\u043f\u0430\u0440\u043e\u043b\u044c1", r"[^\x00-\x7f]{6}\d"),
    ],
)
def test_patterns_and_scripts_stay(value: str, pattern: str) -> None:
    made = fresh(value, random.Random(2))
    assert made != value
    assert re.fullmatch(pattern, made)


def test_words_that_everybody_types_stay_what_people_type() -> None:
    made = [fresh("password", random.Random(seed)) for seed in range(200)]
    assert set(made) <= set(words.STOCK_PASSWORDS)
    assert 20 < made.count("password") < 80  # as often as it is the one
    assert {fresh("SECRET", random.Random(seed)).upper() for seed in range(20)} >= {"SECRET"}


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        ("verysecret", r"[a-z]+secret"),
        ("redis-user-password", r"[a-z]+-[a-z]+-password"),
        ("newpass123", r"[a-z]+pass\d{3}"),
        ("myAuthToken", r"[a-z]+[A-Z][a-z]+Token"),
        ("yourStrong12_Password", r"[a-z]+[A-Z][a-z]+\d{2}_Password"),
    ],
)
def test_what_a_value_says_about_itself_stays(value: str, pattern: str) -> None:
    made = {fresh(value, random.Random(seed)) for seed in range(20)}
    assert value not in made and len(made) > 5
    assert all(re.fullmatch(pattern, one) for one in made)


def test_structure_is_kept() -> None:
    password = drawn("strong_password")
    url = fresh(f"postgres://app:{password}@db.internal:5432/shop", random.Random(1))
    assert re.fullmatch(r"postgres://app:.+@db\.internal:5432/shop", url)
    assert password not in url
    pairs = fresh(f"Server=db1;User=sa;Password={password};", random.Random(1))
    assert re.fullmatch(r"Server=db1;User=sa;Password=[^;]+;", pairs)
    header = fresh("Bearer " + drawn("hex:40"), random.Random(1))
    assert re.fullmatch(r"Bearer [0-9a-f]{40}", header)


def test_an_encoded_value_is_encoded_again() -> None:
    plain = "admin:" + drawn("human_password")
    for name, encoding in (("b64", "base64"), ("hex", "hex")):
        value = slots.FILTERS[name](plain)
        decoded, layers = decode_value(fresh(value, random.Random(3)))
        assert layers == encoding
        assert decoded != plain
        assert re.fullmatch(r"[\w.-]+:.+", decoded)


def test_escapes_and_codes_stay_readable() -> None:
    plain = drawn("alnum:14")
    for name in ("unicode", "xhex", "percent", "codes"):
        made = fresh(slots.FILTERS[name](plain), random.Random(5))
        decoded, _ = decode_value(made)
        assert decoded.isalnum() and len(decoded) == 14
        assert decoded != plain


def test_a_key_block_keeps_its_lines() -> None:
    dashes = "-" * 5
    begin, end = f"{dashes}BEGIN RSA PRIVATE KEY{dashes}", f"{dashes}END RSA PRIVATE KEY{dashes}"
    block = f"{begin}\n{drawn('pem_body:4')}\n{end}"
    made = fresh(block, random.Random("fresh"))
    old, new = block.split("\n"), made.split("\n")
    assert [len(line) for line in old] == [len(line) for line in new]
    assert (new[0], new[-1]) == (begin, end)
    assert not set(old[1:-1]) & set(new[1:-1])


# --- reasons ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "sample"),
    [
        ("src/test/java/LoginTest.java", True),
        ("pkg/auth/token_test.go", True),
        ("web/login.spec.ts", True),
        ("examples/basic/main.tf", True),
        ("docs/setup.md", True),
        ("app/__tests__/api.js", True),
        ("tests/fixtures/keys.json", True),
        ("README.md", False),
        ("src/latest/config.py", False),
        ("src/contest/attestation.go", False),
        ("deploy/prod.env", False),
    ],
)
def test_which_paths_are_of_samples(path: str, sample: bool) -> None:
    assert is_sample_path(path) is sample


def reasons(rows: list[field_data.Row]) -> list[str]:
    return sorted(row["reason"] for row in rows)


@pytest.mark.parametrize("folder", ["src", "src/test"])
def test_true_values_by_their_place(corpus: Corpus, folder: str) -> None:
    basic = slots.FILTERS["b64"]("admin:" + drawn("human_password"))
    lines = [f'api_key = "{drawn("alnum:24")}"', "", f'# api_key = "{drawn("alnum:24", 2)}"', ""]
    lines += [f'headers = {{"Authorization": "Basic {basic}"}}']
    name = f"aaaa0000/{folder}/00000001.py"
    corpus.write(name, "\n".join(lines))
    for line in (1, 3, 5):
        corpus.label(name, line, "T")
    rows = corpus.rows_with()
    in_test = ["test"] * 3
    expected = in_test if "test" in folder else ["commented-out", "encoded", "hardcoded"]
    assert reasons(rows) == expected
    assert all(CLASSES[row["label"]].value == row["reason"] for row in rows)


@pytest.mark.parametrize(
    ("line", "value", "truth", "reason"),
    [
        ('password = os.environ["DB_PASSWORD"]', 'os.environ["DB_PASSWORD"]', "F", "reference"),
        ("password: ${DB_PASSWORD}", "${DB_PASSWORD}", "F", "reference"),
        ("password = settings.db.password", "settings.db.password", "F", "reference"),
        ('label = "settings.db.password"', "settings.db.password", "F", "not-a-credential"),
        ('api_key = "your-api-key-here"', "your-api-key-here", "F", "placeholder"),
        ('api_key = "xxxxxxxxxxxxxxxxxxxx"', "xxxxxxxxxxxxxxxxxxxx", "F", "placeholder"),
        ('password = "<password>"', "<password>", "F", "placeholder"),
        ('label = "Enter the password again"', "Enter the password again", "", "not-a-credential"),
        ('password = "s3cure-Horse"', "s3cure-Horse", "X", "placeholder"),
    ],
)
def test_false_values_by_their_shape(line: str, value: str, truth: str, reason: str) -> None:
    start = line.index(value) + 1
    place = Candidate("generic-password", "", "a.py", 1, start, 1, start + len(value))
    candidate = replace(place, secret=value, line_text=line)
    assert field_data.reason_of(candidate, truth).value == reason


# --- matching ---------------------------------------------------------------------------------


def test_a_candidate_beside_a_true_value_is_not_learned(corpus: Corpus) -> None:
    key, other = drawn("alnum:24"), drawn("alnum:24", 2)
    corpus.write("aaaa0000/src/00000001.py", f'f(api_key="{key}", password="{other}")')
    corpus.label("aaaa0000/src/00000001.py", 1, "T", key)
    rows = corpus.rows_with(unlabelled=1.0)
    assert [row["truth"] for row in rows] == ["T"]


def test_ids_are_no_credentials_unless_wanted(corpus: Corpus) -> None:
    value = drawn("uuid")
    corpus.write("aaaa0000/src/00000001.py", f'client_secret = "{value}"')
    corpus.label("aaaa0000/src/00000001.py", 1, "T", value, category="UUID:Nonce")
    assert corpus.rows_with() == []
    assert len(corpus.rows_with(everything=True)) == 1


def test_unlabelled_candidates_are_taken_by_their_share(corpus: Corpus) -> None:
    lines = [f'{name}_password = "{name} of nobody at all"' for name in "abcdefgh"]
    corpus.write("aaaa0000/src/00000001.py", "\n\n\n\n\n\n\n\n".join(lines))
    corpus.label("aaaa0000/src/00000001.py", 1, "F")
    assert [row["truth"] for row in corpus.rows_with()] == ["F"]
    assert Counter(row["truth"] for row in corpus.rows_with(unlabelled=1.0))[""] == 7


# --- no true value survives -------------------------------------------------------------------

KINDS = (
    "alnum:24 hex:32 uuid github_pat aws_secret_key human_password strong_password b64:44 jwt"
    " slack_bot urlsafe:40 digits:14"
).split()


def messy(corpus: Corpus) -> list[str]:
    """Files of true values in code, comments, URLs, encodings, key blocks; their values."""
    values = [drawn(kind, seed) for seed in range(4) for kind in KINDS]
    dashes = "-" * 5
    for n in range(4):
        own = values[n * len(KINDS) : (n + 1) * len(KINDS)]
        name = f"aaaa000{n % 2}/src/0000000{n}.py"
        lines = [f'api_secret_{i} = "{value}"' for i, value in enumerate(own)]
        lines += ["", f"# the old one was {own[0]}, unlabelled here", f'password = "{own[1]}"']
        url = f"postgres://app:{own[5]}@db/shop"
        encoded = slots.FILTERS["b64"](own[6] + own[0])
        lines += [f'database_url = "{url}"', f'secret = base64.b64decode("{encoded}")']
        body = drawn("pem_body:6", n)
        lines += [f"{dashes}BEGIN PRIVATE KEY{dashes}", body, f"{dashes}END PRIVATE KEY{dashes}"]
        corpus.write(name, "\n".join(lines))
        for i, value in enumerate(own):
            corpus.label(name, i + 1, "T", value)
        corpus.label(name, len(own) + 4, "T", own[5])
        corpus.label(name, len(own) + 5, "T")
        corpus.label(name, len(own) + 6, "T", last=len(own) + 6 + 7)
        values += [encoded, *body.split("\n")]
    return values


def test_no_true_value_survives_in_any_row(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    values = messy(corpus)
    written: list[Candidate] = []
    render = field_data.row_of

    def record(one: field_data.Chosen, candidate: Candidate, filling: int) -> field_data.Row:
        written.append(candidate)
        return render(one, candidate, filling)

    monkeypatch.setattr(field_data, "row_of", record)
    rows = corpus.rows_with(fillings=2, per_file=100)
    assert len(rows) == len(written) > 80
    for candidate, row in zip(written, rows, strict=True):
        texts = (candidate.secret, candidate.decoded, candidate.line_text)
        whole = "\n".join((*texts, *candidate.before, *candidate.after, row["prompt"]))
        assert not [value for value in values if value in whole or tidy(value) in row["prompt"]]
        decoded, _ = decode_value(candidate.secret)
        assert not [value for value in values if value in decoded]


def test_few_rows_are_lost_for_a_value_that_cannot_be_replaced(corpus: Corpus) -> None:
    messy(corpus)
    _, summary = field_data.build(
        corpus.meta, corpus.data, None, Options(per_file=100, unlabelled=0.0)
    )
    assert summary.endswith("rows left out: none")


def test_fillings_differ_and_are_reproducible(corpus: Corpus) -> None:
    value = drawn("alnum:24")
    corpus.write("aaaa0000/src/00000001.py", f'api_key = "{value}"')
    corpus.label("aaaa0000/src/00000001.py", 1, "T", value)
    first, second = corpus.rows_with(fillings=2)
    assert first["prompt"] != second["prompt"]
    assert [first, second] == corpus.rows_with(fillings=2)


# --- near-copies, caps, folds, shares ---------------------------------------------------------


def test_near_copies_count_once(corpus: Corpus) -> None:
    for n in range(5):
        name = f"aaaa000{n}/src/00000001.py"
        value = drawn("alnum:24", n)
        corpus.write(name, f'port = 80{n}\napi_key = "{value}"\n')
        corpus.label(name, 2, "T", value)
    assert len(corpus.rows_with()) == 1


def test_no_file_and_no_repository_too_often(corpus: Corpus) -> None:
    for repository in ("aaaa0000", "aaaa0001"):
        for n in range(3):
            name = f"{repository}/src/0000000{n}.py"
            fruits = [f"{drawn('word', i + 10 * n)}_{'abcdefgh'[i]}" for i in range(8)]
            lines = [
                f'{fruit}_api_key = "{drawn("alnum:24", i)}"' for i, fruit in enumerate(fruits)
            ]
            corpus.write(name, "\n".join(lines))
            for i in range(8):
                corpus.label(name, i + 1, "T")
    taken = Counter(row["repository"] for row in corpus.rows_with(per_file=3, per_repository=7))
    assert max(taken.values()) == 7
    assert sum(taken.values()) == 14


def made_rows(count: int) -> list[field_data.Row]:
    return [
        {"prompt": f"{n} {f}", "label": 0, "reason": "hardcoded", "repository": f"r{n % 7}"}
        | {"filling": f, "truth": "T"}
        for f in range(3)
        for n in range(count)
    ]


def test_folds_part_repositories_not_rows() -> None:
    rows = made_rows(70)
    parts = folds(rows, 3, seed=1)
    assert sum(map(len, parts)) == len(rows)
    assert min(map(len, parts)) >= 60
    owners = [{row["repository"] for row in part} for part in parts]
    assert not owners[0] & owners[1] and not owners[1] & owners[2] and not owners[0] & owners[2]
    # However many rows each of them has.
    fewer = folds([*rows[::-1], *rows[:9]], 3, seed=1)
    assert [{row["repository"] for row in part} for part in fewer] == owners
    assert [{row["repository"] for row in part} for part in folds(rows, 3, seed=2)] != owners


def test_every_epoch_takes_its_share() -> None:
    rows = made_rows(50)
    taken = [share(rows, epoch, 20, seed=1) for epoch in range(6)]
    assert all(len(own) == 20 and len({row["filling"] for row in own}) == 1 for own in taken)
    assert {row["filling"] for own in taken for row in own} == {0, 1, 2}
    assert len({row["prompt"].split()[0] for own in taken for row in own}) == 50
    assert share([], 0, 20, seed=1) == []
    assert len(share(rows, 0, 1000, seed=1)) == 50


# --- files and commands -----------------------------------------------------------------------


def test_build_writes_what_training_reads(corpus: Corpus, tmp_path: Path) -> None:
    messy(corpus)
    out = tmp_path / "field.jsonl"
    places = ["--meta", str(corpus.meta), "--data", str(corpus.data), "--out", str(out)]
    field_data.main(["build", *places, "--epochs", "2"])
    rows = field_data.read_rows(out)
    assert {row["filling"] for row in rows} == {0, 1}


@pytest.mark.parametrize("text", ["", "[]", '{"prompt": "x", "label": 99, "reason": "test"}', "x"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "wrong.jsonl"
    file.write_text(text)
    with pytest.raises(SystemExit, match=r"wrong\.jsonl: not a file of field data"):
        field_data.read_rows(file)


def test_a_folder_without_labels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no label file"):
        field_data.read_labels(tmp_path)


def test_assemble_places_the_labelled_files(tmp_path: Path) -> None:
    repository = GitRepo(tmp_path / "origin")
    value = drawn("alnum:24")
    repository.write("deploy/prod/settings.py", f'api_key = "{value}"\r\n')
    repository.git("add", ".")
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    repository.git(*identity, "commit", "--quiet", "-m", "one")
    commit = repository.git("rev-parse", "HEAD")
    name = f"aaaa0000/src/{file_id('deploy/prod/settings.py')}.py"
    (tmp_path / "labels").mkdir()
    corpus = Corpus(tmp_path / "labels")
    corpus.write(name, f'api_key = "{value}"')
    corpus.label(name, 1, "T", value)
    listing = tmp_path / "list.json"
    entry = {"id": "aaaa0000", "url": repository.root.as_uri(), "commit": commit}
    listing.write_text(json.dumps([entry]))
    out = tmp_path / "out"
    for _ in range(2):  # the second time nothing is left to clone
        assert field_data.assemble(listing, corpus.meta, out) == 1
    assert (out / "data" / name).read_bytes() == f'api_key = "{value}"\n'.encode()
    rows, _ = field_data.build(
        corpus.meta, out / "data", out / "checkouts", Options(fillings=8, unlabelled=0.0)
    )
    assert field_data.read_labels(out / "meta") == field_data.read_labels(corpus.meta)
    assert any("deploy / prod / settings.py" in row["prompt"] for row in rows)
    assert any(f"{Path(name).stem}" not in row["prompt"] for row in rows)


def a_labelled_clone(root: Path) -> tuple[Path, Path]:
    """A list of one repository, and labels of a file in it and of one that is gone."""
    repository = GitRepo(root / "origin")
    repository.write("settings.py", f'api_key = "{drawn("alnum:24")}"\n')
    repository.git("add", ".")
    repository.git("-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "--quiet", "-m", "one")
    (root / "labels").mkdir()
    corpus = Corpus(root / "labels")
    for path in ("settings.py", "gone.py"):
        name = f"aaaa0000/_/{file_id(path)}.py"
        corpus.write(name, "\n")
        corpus.label(name, 1, "T")
    entry = {"id": "aaaa0000", "url": repository.root.as_uri()}
    entry["commit"] = repository.git("rev-parse", "HEAD")
    (root / "list.json").write_text(json.dumps([entry]))
    return root / "list.json", corpus.meta


def test_labels_of_files_that_are_gone_are_left_out(tmp_path: Path) -> None:
    listing, meta = a_labelled_clone(tmp_path)
    field_data.assemble(listing, meta, tmp_path / "out")
    kept = field_data.read_labels(tmp_path / "out" / "meta")
    assert list(kept) == [f"aaaa0000/_/{file_id('settings.py')}.py"]


def test_the_obfuscated_variant_is_made_beside_the_original(tmp_path: Path) -> None:
    listing, meta = a_labelled_clone(tmp_path)
    program = meta.parent / "obfuscate_creds.py"
    program.write_text(
        "import pathlib, sys\n"
        "assert sys.argv[1::2] == ['--meta_dir', '--data_dir']\n"
        "for file in pathlib.Path(sys.argv[4]).rglob('*.py'): file.write_text('x')\n"
    )
    out = tmp_path / "out"
    field_data.assemble(listing, meta, out, obfuscated=True)
    name = f"aaaa0000/_/{file_id('settings.py')}.py"
    assert (out / "obfuscated" / "data" / name).read_text() == "x"
    assert "api_key" in (out / "data" / name).read_text()
    program.write_text("raise SystemExit(1)")
    with pytest.raises(SystemExit, match="pybase62"):
        field_data.assemble(listing, meta, out, obfuscated=True)
    assert not (out / "obfuscated" / "data").exists()


def test_a_listed_repository_without_labels_is_told(tmp_path: Path) -> None:
    listing, meta = a_labelled_clone(tmp_path)
    (meta / "aaaa0000.csv").rename(meta / "bbbb0000.csv")
    with pytest.raises(SystemExit, match=r"aaaa0000\.csv: no such label file"):
        field_data.assemble(listing, meta, tmp_path / "out")


@pytest.mark.parametrize(
    "entry", [{"id": "../x"}, {"id": "aaaa0000", "commit": "main", "url": "https://x"}, 7]
)
def test_a_wrong_list_is_refused(tmp_path: Path, entry: object) -> None:
    listing = tmp_path / "list.json"
    listing.write_text(json.dumps([entry]))
    with pytest.raises(SystemExit, match=r"list\.json: not a list of repositories"):
        field_data.read_list(listing)


def test_every_epoch_of_the_training_has_its_rows() -> None:
    pytest.importorskip("torch", reason="needs the extra `train`")
    from training import train
    from training.examples import TRAINING_EXAMPLES, read_examples
    from training.recipe import Field, load_recipe

    recipe = load_recipe()
    settings = replace(recipe.training, epochs=2, batch_size=2)
    recipe = replace(recipe, training=settings, field=Field(4, teacher=0.5, unlabelled=0.3))
    rows = [{**row, "teacher": 0.25} for row in made_rows(20)]
    rows[0]["truth"] = ""
    few = read_examples(TRAINING_EXAMPLES)[:4]
    known = {row["prompt"] for row in rows}
    dataset = train.epochs_of(few, recipe, rows)
    with_rows = dataset["prompt"]
    assert len(train.epochs_of(few, recipe)["prompt"]) == 2 * 4
    for epoch in (with_rows[:8], with_rows[8:]):
        assert len(known & set(epoch)) == 4
    for made in dataset:
        is_real = made["prompt"] in known
        assert made["teacher"] == 0.25 if is_real else math.isnan(made["teacher"])
        assert made["weight"] == (0.3 if made["prompt"] == rows[0]["prompt"] else 1.0)
