"""Ordinary lines of code, made by seed: what a commit adds that holds nothing to judge.

They are no lines of any project, so that the counts of candidates in them are certain: none.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

NOUNS = (
    "order row page item batch report column invoice parcel shelf ticket station signal frame"
    " layer panel route stop window cursor buffer chunk sample series label region budget task"
).split()
VERBS = "load merge split render count sort filter group append visit reduce resolve draw".split()

PYTHON = '''
def {verb}_{noun}({one}, {two}, limit={number}):
    """{Verb} the {noun} of a {one}, at most `limit` of them."""
    {three} = [{one}.{other}(part) for part in {two} if part is not None]
    if len({three}) > limit:
        raise ValueError(f"too many {noun}s: {{len({three})}} of {{limit}}")
    for key, value in sorted({one}.{noun}s.items()):
        {three}.append((key, value * {number}))
    logger.debug("%s: %d {noun}s in %s", {one}, len({three}), {two})
    return {three}


class {Noun}{Other}:
    def __init__(self, {one}, {two}=None):
        self.{one} = {one}
        self.{two} = {two} or []

    # A {noun} is drawn once, however often it is asked for.
    def {verb}(self):
        with self.lock:
            return self.{one}.{other}(self.{two}[-{number}:])
'''
JAVASCRIPT = """
export function {verb}{Noun}({one}, {two}) {{
  const {three} = {one}.map((part) => part.{other}({number}));
  if (!{three}.length) {{
    console.warn(`no {noun} in ${{{two}.length}} parts`);
    return null;
  }}
  // The last {noun} wins.
  for (const [key, value] of Object.entries({two})) {{
    {three}.push({{ key, value, width: {number} }});
  }}
  return {three}.filter((part) => part.{noun} >= {number});
}}

it("{verb}s every {noun}", () => {{
  expect({verb}{Noun}([], {{}})).toBeNull();
  expect(screen.getByText("{Noun} {number}")).toBeVisible();
}});
"""
GO = """
// {Verb} returns the {noun}s of a {one}, in the order of {two}.
func (s *{Noun}Store) {Verb}(ctx context.Context, {one} *{Other}, {two} []int) ([]int, error) {{
	{three} := make([]int, 0, len({two})+{number})
	for i, part := range {two} {{
		if part > {number} {{
			return nil, fmt.Errorf("{noun} %d: %w", i, err{Noun})
		}}
		{three} = append({three}, part*{number})
	}}
	if err := ctx.Err(); err != nil {{
		return nil, err
	}}
	return {three}, nil
}}
"""
TEMPLATES = {"py": PYTHON, "js": JAVASCRIPT, "go": GO}


def lines(language: str, count: int, rng: random.Random) -> list[str]:
    """`count` lines of a language of TEMPLATES, without line ends."""
    stream = _endless(language, rng)
    return [next(stream) for _ in range(count)]


def _endless(language: str, rng: random.Random) -> Iterator[str]:
    while True:
        noun, one, two, three = rng.sample(NOUNS, 4)
        verb, other = rng.sample(VERBS, 2)
        names = {"noun": noun, "one": one, "two": two, "three": three, "verb": verb, "other": other}
        names |= {name.capitalize(): word.capitalize() for name, word in names.items()}
        yield from TEMPLATES[language].format(**names, number=rng.randint(2, 99)).split("\n")[:-1]
