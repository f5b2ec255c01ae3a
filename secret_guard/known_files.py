"""Files that hold a credential by their name and place, where nothing in the text says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from secret_guard.regex import compiled
from secret_guard.spans import Rank, Span

LIMIT = 20_000  # characters: these are small files
_GAP = r"[ \t]{1,40}"
_WORD = r"(?:\"[^\"\n]{1,100}\"|[^\s\"#]\S{0,99})"
_THIRD_WORD = (
    rf"^[ \t]{{0,9}}{_WORD}{_GAP}{_WORD}{_GAP}\"?"
    r"(?P<secret>(?<=\")[^\"\n]{1,100}(?=\")|(?<!\")[^\s\"#]\S{0,99})"
)


@dataclass(frozen=True)
class FileRule:
    """What a file whose path ends as `path` says holds: `regex` has one named group, `secret`.

    Both are Python `re` source, `regex` compiled with MULTILINE. `hits` (path, text with marks and
    slots) must give exactly the spans between ⟦ and ⟧, `misses` nothing.
    """

    id: str
    message: str
    path: str
    regex: str
    hits: tuple[tuple[str, str], ...]
    misses: tuple[tuple[str, str], ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled regex."""
        return compiled(self.regex, re.MULTILINE)

    @cached_property
    def path_pattern(self) -> re.Pattern[str]:
        """The compiled end of the path."""
        return compiled(rf"(?:^|/)(?:{self.path})$", re.IGNORECASE)


FILE_RULES: tuple[FileRule, ...] = (
    FileRule(
        id="secret-file",
        message="File that holds one secret",
        path=(
            r"(?:master|credentials/[\w-]{1,40})\.key|\.erlang\.cookie|\.?vault[_-]?pass(?:\.txt)?"
            r"|[\w.-]{0,60}(?:password|passwd|passphrase|secret|token|api[_-]?key)(?:\.(?:txt|key))?"
        ),
        # One word, or a phrase of several; not `NAME=value`, whose name says more.
        regex=(
            r"\A\ufeff?\s{0,9}(?P<secret>(?!\w{1,60}[=:])(?:[^\s#<{$/.@][^\s{}]{5,300}"
            r"|[a-z]{2,12}(?:[ ][a-z0-9]{2,12}){2,7}))\s{0,9}\Z"
        ),
        hits=(
            ("config/master.key", "⟦{{hex:32}}⟧\n"),
            ("ansible/.vault_pass", "⟦{{passphrase}}⟧"),
            ("run/secrets/db_password", "⟦{{human_password}}⟧\n"),
        ),
        misses=(
            ("secrets/token", "a\nb\n"),
            ("docs/secret.txt", "# nothing\n"),
            ("env/db_secret", "DB_PASSWORD={{alnum:12}}\n"),  # secret-guard: allow
            ("emails/reset_password.txt", "Click here to reset it: {{ link }}"),
            ("docs/token.txt", "This page intentionally left blank."),
        ),
    ),
    FileRule(
        id="login-file",
        message="Password in a file of a user's name and a password",
        path=(
            r"(?:[\w.-]{0,40}[._-])?(?:auth|login|creds|credentials|pass|userpass)"
            r"(?:\.(?:txt|conf|auth))?|[\w.-]{1,40}\.auth"
        ),
        regex=(
            r"\A\ufeff?[\w.@+-]{2,64}[ \t]{0,9}\r?\n(?P<secret>[^\s:=#<{$]{4,100})\s{0,9}"
            r"(?:#[^\n]{0,200}\s{0,9})?\Z"
        ),
        hits=(
            ("openvpn/auth.txt", "{{user}}\n⟦{{alnum:12}}⟧\n"),
            ("etc/openvpn/client/office.auth", "{{user}}\n⟦{{human_password}}⟧"),
        ),
        misses=(("openvpn/auth.txt", "{{user}}\n"), ("auth.txt", "a: b\nc: d\n")),
    ),
    FileRule(
        id="ppp-secret",
        message="Secret in a chap-secrets or pap-secrets line",
        path=r"(?:chap|pap)-secrets",
        regex=_THIRD_WORD,
        hits=(
            (
                "etc/ppp/chap-secrets",
                "# client server secret\n{{user}}\tl2tpd\t⟦{{alnum:12}}⟧\t*\n",
            ),
            ("etc/ppp/pap-secrets", '"{{user}}" * "⟦{{human_password}}⟧" *\n'),
        ),
        misses=(("etc/ppp/chap-secrets", "# client server secret address\n"),),
    ),
    FileRule(
        id="mail-client-password",
        message="Password in Exim's passwd.client",
        path=r"passwd\.client",
        regex=r"^[^#:\s]{1,120}:[^:\s]{1,120}:(?P<secret>[^\s:]{1,200})(?=\s|$)",
        hits=(
            ("etc/exim4/passwd.client", "*.{{host}}:{{user}}:⟦{{alnum:12}}⟧\n"),
            ("passwd.client", "{{host}}:{{email}}:⟦{{human_password}}⟧\n"),
        ),
        misses=(("etc/exim4/passwd.client", "# target.mail.server:login:password\n"),),
    ),
    FileRule(
        id="webdav-secret",
        message="Password in davfs2's secrets",
        path=r"\.?davfs2/secrets",
        regex=_THIRD_WORD,
        hits=(
            ("home/u/.davfs2/secrets", 'https://{{host}}/dav {{user}} "⟦{{human_password}}⟧"\n'),
            ("etc/davfs2/secrets", "/mnt/box {{user}} ⟦{{alnum:12}}⟧\n"),
        ),
        misses=(("etc/davfs2/secrets", "# mount user password\n"),),
    ),
    FileRule(
        id="nagios-user-macro",
        message="User macro in Nagios' resource.cfg",
        path=r"resource\.cfg",
        regex=r"^\$USER[0-9]{1,3}\$[ \t]{0,9}=[ \t]{0,9}(?P<secret>[^\s/#$]\S{3,200})",
        hits=(
            ("nagios/private/resource.cfg", "$USER1$=/usr/lib/nagios\n$USER3$=⟦{{alnum:12}}⟧\n"),
            ("resource.cfg", "$USER4$ = ⟦{{human_password}}⟧\n"),
        ),
        misses=(("resource.cfg", "$USER1$=/usr/lib/nagios/plugins\n"),),
    ),
)


@lru_cache(maxsize=64)
def _rules_of(path: str) -> tuple[FileRule, ...]:
    """The rules for a file at `path`."""
    return tuple(rule for rule in FILE_RULES if rule.path_pattern.search(path))


def find_in_file(text: str, path: str) -> Iterator[Span]:
    """What the rules for the file at `path` find in its text."""
    if len(text) > LIMIT:
        return
    for rule in _rules_of(path):
        for match in rule.pattern.finditer(text):
            yield Span(*match.span("secret"), rule.id, rule.message, Rank.BARE)
