"""Every provider rule with the model: five tokens that should be found, five look-alikes.

All values are made here, at run time; the places (provider_contexts.txt) are none of those that the
model was trained on. A rule whose tokens everybody may see (publishable keys, client ids) has no
token to find: its five are look-alikes too. That of a test account counts in the strict policy.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from secret_guard.cascade import Cascade
from secret_guard.config import Config
from secret_guard.llama import DATA
from secret_guard.pipeline import run
from secret_guard.rules import Rule
from secret_guard.types import Finding, Hunk, Reason
from training.providers import (
    PROVIDER_RULES,
    TWINS,
    Context,
    Token,
    fixed_places,
    is_secret,
    marked_value,
    masked,
    parse_contexts,
    tokens,
    with_name,
)
from training.slots import fill

SEED = 20261122
EACH = 5
TOKEN, TEST_TOKEN = "token", "test account"
CONTEXTS = parse_contexts((Path(__file__).parent / "provider_contexts.txt").read_text("utf-8"))
SECRET_PLACES = [one for one in CONTEXTS if one.use in ("secret", "commented")]
# How the languages of the places write a value that comes from elsewhere.
REFERENCES = {
    "scala": ('"%value%"', 'sys.env("%NAME%")'),
    "perl": ('"%value%"', "$ENV{%NAME%}"),
    "powershell": ('"%value%"', "(Get-Secret %NAME%)"),
    "batch": ("%value%", "%1"),
    "r": ('"%value%"', 'Sys.getenv("%NAME%")'),
    "lua": ('"%value%"', 'os.getenv("%NAME%")'),
    "elixir": ('"%value%"', 'System.fetch_env!("%NAME%")'),
    "dart": ('"%value%"', "String.fromEnvironment('%NAME%')"),
    "groovy": ('"%value%"', 'System.getenv("%NAME%")'),
    "make": ("%value%", "$(shell cat /run/%kebab%)"),
    "ansible": ("%value%", "{{ lookup('env', '%NAME%') }}"),
    "helm": ("%value%", "<path:secret/data/{{word}}#%kebab%>"),
    "jenkins": ('"%value%"', "credentials('%kebab%')"),
    "circle": ("%value%", "<< parameters.%kebab% >>"),
    "systemd": ("%value%", "${%NAME%}"),
    "sh": ("%value%", "$%NAME%"),
    "json": ("%value%", "${%NAME%}"),
    "xml": ("%value%", "#{%Pascal%}"),
    "fish": ("%value%", "(pass show %kebab%)"),
    "cpp": ('"%value%"', 'getenv("%NAME%")'),
    "nix": ('"%value%"', "config.sops.secrets.%kebab%.path"),
    "log": ("%value%", "********"),
    "md": ("%value%", "$%NAME%"),
}


@dataclass(frozen=True)
class Case:
    """A file with one value: the place `[start, end)` of that on its line, counted from 1."""

    rule: str
    kind: str
    path: str
    text: str
    line: int
    start: int
    end: int


# --- making the cases -------------------------------------------------------------------------


def case(rule: Rule, kind: str, context: Context, name: str, word: str, rng: random.Random) -> Case:
    """The value `word` under `name` in a context."""
    text = fill(with_name(context.text, name), rng).replace("%value%", word)
    number, line = next((i, one) for i, one in enumerate(text.split("\n"), 1) if "⟦" in one)
    plain = text.replace("⟦", "").replace("⟧", "")
    start, end = line.index("⟦") + 1, line.index("⟧")
    title = f"{kind} {context.path}"
    return Case(rule.id, title, fill(context.path, rng), plain, number, start, end)


def places(token: Token, use: str) -> list[Context]:
    """Where such a token may stand."""
    needs = ("", "url") if token.is_url else ("", "token")
    found = SECRET_PLACES if use == "secret" else [one for one in CONTEXTS if one.use == use]
    return [one for one in found if one.needs in needs]


def token_cases(
    rule: Rule, kinds: list[Token], rng: random.Random, kind: str = TOKEN
) -> list[Case]:
    """Five tokens in five places."""
    own = [one for one in CONTEXTS if one.use == rule.id]
    chosen = own or rng.sample(places(kinds[0], "secret"), EACH)
    cases = []
    for index, context in enumerate(chosen):
        token = kinds[index % len(kinds)]
        if not own and context not in places(token, "secret"):
            token = kinds[0]
        word = fill(token.template, rng)
        cases.append(case(rule, kind, context, rng.choice(token.names), word, rng))
    return cases


def filler_of(filler: str) -> Callable[[str, str], str]:
    """Makes a placeholder of the token's form out of `filler`."""
    return lambda template, value: masked(value, fixed_places(template, value), filler)


def prefix_of(template: str, value: str) -> str:
    """The fixed beginning of a token."""
    fixed = fixed_places(template, value)
    return value[: next((i for i, one in enumerate(fixed) if not one), len(value))]


STAND_INS: tuple[Callable[[str, str], str], ...] = (
    filler_of("x"),
    filler_of("0"),
    filler_of("123456789abcdef0"),
    lambda template, value: prefix_of(template, value) + "insert_your_own_here",
    lambda template, value: prefix_of(template, value) + "XXXXXXXXXXXXXXXXXXXX",
    lambda template, value: f"<put your {prefix_of(template, value)} key here>",
    lambda template, value: value[:-7] + "EXAMPLE",
    lambda template, value: "YOUR_%NAME%_HERE",
)


def look_alike_cases(rule: Rule, kinds: list[Token], rng: random.Random) -> list[Case]:
    """Two placeholders, a reference, a test, and the public twin or one more placeholder."""
    token = rng.choice(kinds)
    name = rng.choice(token.names)
    twin = TWINS.get(rule.id)
    first, second, third = rng.sample(STAND_INS, 3)
    here = rng.sample(places(token, "secret"), 4)
    cases = [
        placeholder_case(rule, token, name, place, form, rng)
        for place, form in zip(here, (first, second, third), strict=False)
    ]
    old, new = REFERENCES[here[3].syntax]
    moved = replace(here[3], text=here[3].text.replace(old, f"⟦{new}⟧"))
    cases.append(case(rule, "reference", moved, name, "", rng))
    test = rng.choice(places(token, "test"))
    cases.append(case(rule, "test", test, name, fill(token.template, rng), rng))
    if twin:
        names, value = twin
        context = rng.choice([one for one in CONTEXTS if one.use == "public"])
        cases[2] = case(rule, "public", context, rng.choice(names), f"⟦{fill(value, rng)}⟧", rng)
    return cases


def placeholder_case(
    rule: Rule,
    token: Token,
    name: str,
    context: Context,
    form: Callable[[str, str], str],
    rng: random.Random,
) -> Case:
    """The token made a placeholder by `form`."""
    word = fill(token.template, rng)
    value = with_name(form(token.template, marked_value(word)), name)
    return case(rule, "placeholder", context, name, re.sub("⟦.*⟧", f"⟦{value}⟧", word), rng)


def public_cases(rule: Rule, kinds: list[Token], rng: random.Random) -> list[Case]:
    """Five values that everybody may see, in five places."""
    found = []
    for context in [one for one in CONTEXTS if one.use == "public"]:
        token = rng.choice(kinds)
        word = fill(token.template, rng)
        found.append(case(rule, "public", context, rng.choice(token.names), word, rng))
    return found


def cases_of(rule: Rule) -> list[Case]:
    """All cases of a rule."""
    rng = random.Random(f"{SEED}:{rule.id}")
    by_reason = defaultdict(list)
    for token in tokens(rule):
        by_reason[token.reason].append(token)
    if is_secret(rule):
        kinds = by_reason[Reason.HARDCODED]
        return token_cases(rule, kinds, rng) + look_alike_cases(rule, kinds, rng)
    if Reason.TEST in by_reason:
        return token_cases(rule, by_reason[Reason.TEST], rng, TEST_TOKEN)
    return public_cases(rule, by_reason[Reason.PUBLIC], rng)


# --- judging them -----------------------------------------------------------------------------


Found = dict[Case, list[Finding]]


def judged(cases: list[Case], strict: bool, model: Path = DATA) -> Found:
    """What the whole program reports of each case, all in one run."""
    # The judge reads the path without its first part, which only tells the cases apart.
    hunks = [Hunk(f"{number}/{one.path}", one.text) for number, one in enumerate(cases)]
    report = run(
        hunks,
        lambda: Cascade(strict, folder=model),
        Config(),
        source="providers",
        identify=lambda path: path.split("/", 1)[1],
    )
    found: Found = {one: [] for one in cases}
    for finding in report.findings:
        found[cases[int(finding.path.split("/", 1)[0])]].append(finding)
    return found


def is_found(one: Case, findings: list[Finding]) -> bool:
    """Whether a finding shares a character with the value."""
    return any(
        finding.line <= one.line <= finding.end_line
        and finding.column < one.end
        and finding.end_column > one.start
        for finding in findings
    )


def is_token(one: Case) -> bool:
    """Whether the case is a token to find."""
    return one.kind.startswith(f"{TOKEN} ")


def missed(rule: Rule, found: Found) -> list[str]:
    """The rule's tokens that are not reported, by place."""
    own = [one for one in found if one.rule == rule.id and is_token(one)]
    return [one.kind for one in own if not is_found(one, found[one])]


def raised(rule: Rule, found: Found) -> list[str]:
    """The rule's look-alikes in whose file something is reported, by place."""
    own = [one for one in found if one.rule == rule.id and not is_token(one)]
    return [one.kind for one in own if found[one]]


def measure(model: Path = DATA) -> tuple[list[str], list[str], int]:
    """The tokens missed and the look-alikes raised, each "rule: place", and how many cases."""
    found = judged([one for rule in PROVIDER_RULES for one in cases_of(rule)], False, model)
    return (
        [f"{rule.id}: {kind}" for rule in PROVIDER_RULES for kind in missed(rule, found)],
        [f"{rule.id}: {kind}" for rule in PROVIDER_RULES for kind in raised(rule, found)],
        len(found),
    )


def main() -> None:
    """`python -m benchmarks.providers`: what is wrong, and how much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=DATA, help="folder of another model")
    gone, alarms, cases = measure(parser.parse_args().model)
    print("\n".join([*(f"missed  {one}" for one in gone), *(f"raised  {one}" for one in alarms)]))
    print(f"{cases} cases: {len(gone)} tokens missed, {len(alarms)} look-alikes raised")


if __name__ == "__main__":
    main()
