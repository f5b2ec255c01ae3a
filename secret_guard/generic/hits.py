"""Where the names stand that hint at a credential: one pass over the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import PurePosixPath

from secret_guard.names import LOCKS, Hint, hint_of
from secret_guard.prefilter import Leads, Places
from secret_guard.regex import compiled

NAME_LIMIT = 72  # a longer run of name characters is data, not a name
LOOK_BACK = 240  # characters of the line before a name


class Syntax(Enum):
    """How a file writes values: what an unquoted word after a name means."""

    CODE = "code"
    YAML = "yaml"
    SHELL = "shell"
    PROPERTIES = "properties"
    TEXT = "text"


# Endings, and whole names, of files.
_NAMES = {
    Syntax.CODE: "py pyi js jsx mjs cjs ts tsx mts cts java kt kts scala sbt groovy gradle cs fs"
    " fsx vb go rs rb php phtml pl pm lua r swift m mm dart ex exs hs c h cc cpp cxx hpp hh ps1"
    " psm1 psd1 sql json jsonc json5 ipynb tf tfvars hcl vue svelte css scss graphql proto cmake"
    " nix jenkinsfile rake gemfile rakefile vagrantfile clj cljs el lisp ml zig nim jl sol coffee"
    " astro bicep tfstate pp cr d bzl gql avsc har webmanifest map aspx cshtml jsp twig bas pas"
    " dpr adb ads erl hrl pls pks pkb plsql vbs vhd applescript scpt ahk au3 cls frm ino pde",
    Syntax.YAML: "yaml yml eyaml sls",
    Syntax.SHELL: "sh bash zsh ksh fish env envrc dockerfile containerfile mk profile"
    " bashrc zshrc makefile bash_history zsh_history history sh_history bash_profile zprofile"
    " zshenv fish_history",
    Syntax.PROPERTIES: "ini cfg conf cnf properties toml bat cmd npmrc pypirc netrc pgpass"
    " editorconfig service prefs inf reg flaskenv config gitconfig dotenv",
    Syntax.TEXT: "md markdown txt rst log adoc csv tsv html htm xml org tex diff patch eml out text"
    " xhtml svg plist xaml wiki textile readme",
}
_SYNTAX = {name: syntax for syntax, names in _NAMES.items() for name in names.split()}

# The first pass, over the text in lower case: where a word of a name may stand.
HINTS = Leads(
    *r"pass(?!e[ds]\b|ing|ive|age|ion|thr)  pwd  psw  pw(?![a-z])  pin(?![a-z])  psk  wpa(?![a-z])"
    r"  kennwort  senha  haslo  mot_?de  wachtwoord  losenord  contrase  clave(?![a-z])"
    r"  mdp(?![a-z])  heslo  salasana  parola(?![a-z])  lozinka  secret(?!ar)  geheim"
    r"  token(?!i[sz])  key(?!s?[a-rt-z])  keypass  cred  auth(?!or(?!iz))  bearer  jwt  session"
    r"  cookie  csrf  xsrf  salt  pepper  nonce  otp(?![a-z])  2fa  mfa  seed(?![a-z])  mnemonic"
    r"  hmac  sas(?![a-z])  signature  sig(?![a-z])  dsn  conn(?:ection)?[_-]?string  connstr"
    r"  webhook  community  login  logon  log in  recovery  backup.?code  url(?![a-z])"
    r"  uri(?![a-z])  endpoint  jdbc  broker  licen[cs]e  identified by  connect(?:ion)?(?=\()"
    r"  mysqli  pdo\(  pat(?![a-z])  encrypted  fernet  pem(?![a-z])  securestring"
    r"  bind\w{0,10}(?=\()  key(?:val(?:ue)?|str(?:ing)?|text)(?![a-z])".split("  "),
    *(lock + code for lock in LOCKS for code in ("code", "_code")),
)

# Names of two words.
_PHRASES = {
    "log in": ("login", Hint("generic-credential", "Credential", True)),
    "identified by": ("password", Hint("generic-password", "Password")),
}
_WORD_BEFORE = compiled(
    r"(?i)\b(api|app|access|consumer|secret|private|signing|encryption|license|master|auth|shared|account|"
    r"connection|client|personal access|recovery|backup|session|storage)[ ]$"
)
_WORD_LENGTH = 16  # of its longest match, and more
_NAME_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-$"
_NAME_REST = compiled(r"[A-Za-z0-9_.$-]+")
_COMMENT = compiled(
    r"[ \t>]*(?:\#(?!define\b|if|pragma\b)|//|/\*|\*(?!$)|--[ ]|<!--|;|%|::|rem\b|')", re.IGNORECASE
)
_COMMENT_BEHIND = compiled(r"[ \t](?:\#|//|--)[ ]")
_IMPORT = compiled(
    r"^[ \t]*(?:import|from|require|use(?! constant)|using|package|\#include|@import)\b[ \t\"'<]"
)
# What says that a text is about a login.
OF_LOGIN = compiled(r"(?i)log.?[io]n|user|passw|account|credential|admin|konto|acc[eè]s|zugang")
_ORDINAL = compiled(
    r"(?i)(?<![a-z])(?:first|1st|second|2nd|third|final|last|single|next|this|each|every|another"
    r"|one)[ ]$"
)
_OF_ROUTES = compiled(r"\b(?:match|set|ip)[ ]$")  # "match community X" is about networks' routes
# In the name of a secret that Amazon keeps, of a chart's checksum.
_OF_NAME = compiled(r":secretsmanager:[\w-]{0,30}:\w{0,20}:$|checksum/$")
_LEAD = 80  # characters before a word that these look at
_UNUSUAL = frozenset("\\'`")  # what makes it hard to say which quotes are open
_QUOTE = compiled(r"\\.|[\"'`]", re.DOTALL)


@dataclass(slots=True)  # to make one that is frozen takes twice as long
class Hit:
    """A name that hints at a credential, at `[start, end)` of `text`, and where it stands."""

    text: str
    syntax: Syntax
    path: str
    start: int
    end: int
    name: str  # the part of a dotted name that hints
    hint: Hint
    before: str  # the line up to the name, at most LOOK_BACK characters
    comment: bool  # in a comment, or in a text of prose
    quote: str  # the quote of the string literal the name stands inside, "" if none

    @property
    def written(self) -> str:
        """The whole name as it stands in the text."""
        return self.text[self.start : self.end]

    @property
    def passes(self) -> bool:
        """Whether the name is the verb of a text: "pass -1 to", "an analysis pass is"."""
        spoken = self.comment or bool(self.quote)
        return self.name.lower() == "pass" and spoken and not OF_LOGIN.search(self.before)

    @property
    def flow(self) -> bool:
        """Whether an unclosed brace stands before the name on its line."""
        return self.before.count("{") > self.before.count("}")

    @property
    def plain(self) -> bool:
        """Whether the name stands neither in a comment nor in a string."""
        return not self.comment and not self.quote

    @property
    def doubled(self) -> bool:
        """Whether a quote inside a literal is written twice in this syntax."""
        return self.path.endswith((".sql", ".yaml", ".yml", ".vb", ".ps1"))


@lru_cache(maxsize=64)
def syntax_of(path: str) -> Syntax:
    """How the file at `path` writes values, by its name."""
    name = PurePosixPath(path).name.lower()
    if "dockerfile" in name or name.startswith(".env") or name.endswith(".env"):
        return Syntax.SHELL
    known = [_SYNTAX[part] for part in name.strip(".").split(".") if part in _SYNTAX]
    if known:
        return known[-1]
    settings = name.startswith(".") or name.endswith((".example", ".sample", ".dist", ".template"))
    return Syntax.PROPERTIES if settings else Syntax.TEXT


def find_hits(text: str, lowered: str, path: str, places: Places = None) -> Iterator[Hit]:
    """Every hinting name in `text`, from left to right.

    `lowered` is its lower-case twin of the same length, else `text` itself; the words of HINTS
    stand in it at `places`.
    """
    syntax, done = syntax_of(path), 0
    for match in HINTS.finditer(lowered, places):
        if match.start() < done:
            continue
        phrase = _PHRASES.get(match.group())
        start, end = match.span() if phrase else _name_bounds(text, *match.span())
        done = max(end, match.end())
        if end - start > NAME_LIMIT:
            continue
        before = line_before(text, start)
        found = phrase or _hint(text[start:end], before)
        if found is None or _IMPORT.match(before) or _is_other(found[0], before):
            continue
        quote = _open_quote(before) if syntax is not Syntax.TEXT else ""
        comment = syntax is Syntax.TEXT or (not quote and in_comment(before))
        yield Hit(text, syntax, path, start, end, *found, before, comment, quote)


def _is_other(name: str, before: str) -> bool:
    """Whether the word is none of a credential: the first pass, the name of a stored secret."""
    lead = max(0, len(before) - _LEAD)
    if name.lower() == "pass":
        return _ORDINAL.search(before, lead) is not None
    if name == "secretsmanager":
        return True
    if name == "community":
        return _OF_ROUTES.search(before, lead) is not None
    return name == "secret" and _OF_NAME.search(before, lead) is not None


def line_before(text: str, pos: int) -> str:
    """The line of `pos` up to it, at most LOOK_BACK characters."""
    before = text[max(0, pos - LOOK_BACK) : pos]
    return before[before.rfind("\n") + 1 :]


def in_comment(before: str) -> bool:
    """Whether a comment is open at the end of `before`."""
    return (
        "/*" in before
        or "<!--" in before
        or _COMMENT.match(before) is not None
        or _COMMENT_BEHIND.search(before) is not None
    )


def _name_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """The run of name characters around `[start, end)`, bare of dots and dashes at its ends."""
    low, high = max(0, start - NAME_LIMIT - 8), end + NAME_LIMIT + 8
    start = low + len(text[low:start].rstrip(_NAME_CHARS))
    if rest := _NAME_REST.match(text, end, high):
        end = rest.end()
    while start < end and text[start] in "-.$":
        start += 1
    while end > start and text[end - 1] in "-.$":
        end -= 1
    return start, end


def _hint(name: str, before: str) -> tuple[str, Hint] | None:
    """The part of a dotted name that hints at a credential, and what it hints at."""
    if "." not in name and before[-1:] != " ":
        hint = hint_of(name)
        return (name, hint) if hint else None
    parts = name.split(".")
    candidates = [name] if len(parts) == 1 else [parts[-1], ".".join(parts[-2:]), name]
    lead = max(0, len(before) - _WORD_LENGTH)
    if before[-1:] == " " and (word := _WORD_BEFORE.search(before, lead)):
        candidates.insert(0, word.group(1) + "_" + name)
    hints = [(candidate, hint) for candidate in candidates if (hint := hint_of(candidate))]
    return min(hints, key=lambda pair: pair[1].weak, default=None)


def _open_quote(before: str) -> str:
    """The quote that is still open at the end of `before`, "" if none; apostrophes aside."""
    if _UNUSUAL.isdisjoint(before):
        return '"' if before.count('"') % 2 else ""
    quote = ""
    for match in _QUOTE.finditer(before):
        char = match.group()
        if len(char) > 1:
            continue
        if char == quote:
            quote = ""
        elif not quote and not _is_apostrophe(before, match.start()):
            quote = char
    return quote


def _is_apostrophe(before: str, pos: int) -> bool:
    """Whether the quote at `pos` stands in a word; behind b, r, f, u it may open a literal."""
    return (
        before[pos] == "'"
        and pos > 1
        and before[pos - 1].isalpha()
        and before[pos - 1] not in "brfu"
    )
