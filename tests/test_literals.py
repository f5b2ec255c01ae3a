"""Long random-looking literals."""

from __future__ import annotations

import pytest

from secret_guard.literals import entropy, find_literals, is_lock_file
from tests.marked import unmarked, values

SEEDS = range(5)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "text",
    [
        'x = "⟦{{hex:40}}⟧"',
        "x: ⟦{{alnum:40}}⟧",
        "x=⟦{{b64:44}}⟧",
        "f('⟦{{urlsafe:43}}⟧')",
        'pin("sha256/⟦{{b64:44}}⟧")',
        "uses: actions/checkout@⟦{{git_sha}}⟧ # v4",
    ],
)
def test_random_literal(text: str, seed: int) -> None:
    plain, marked = unmarked(text, seed)
    assert values(plain, list(find_literals(plain, "a.txt"))) == marked


@pytest.mark.parametrize(
    "text",
    [
        'x = "{{uuid}}"',
        'x = "{{hex:16}}"',
        'x = "abcdefghijklmnopqrstuvwxyz0123456789"',
        'x = "getUserAccountByEmailAddressOrNull"',
        'x = "this-is-a-long-kebab-case-name-2024"',
        'x = "/usr/local/share/applications/thing"',
        'x = "00000000000000000000000000000000"',
        "import com.example.application.configuration.Thing",
        "x = '" + "QUJDREVG" * 100 + "'",
        "=" * 80,
        "Content-Type: multipart/form-data; boundary={{alnum:32}}",
    ],
)
def test_no_literal(text: str) -> None:
    plain, _ = unmarked(text)
    assert list(find_literals(plain, "a.py")) == []


def test_a_picture_in_base64_is_no_literal() -> None:
    plain, _ = unmarked("\n".join(f'    b"{{{{b64:{size}}}}}"' for size in (72, 72, 60)))
    assert list(find_literals(plain, "a.py")) == []
    assert list(find_literals(plain.split("\n")[0], "a.py")) != []


def test_lock_files_are_left_out() -> None:
    plain, _ = unmarked('"integrity": "{{sri}}"')
    assert is_lock_file("web/package-lock.json")
    assert is_lock_file("demo-1.0.dist-info/RECORD")
    assert list(find_literals(plain, "web/package-lock.json")) == []


def test_entropy() -> None:
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2
    assert entropy("") == 0
