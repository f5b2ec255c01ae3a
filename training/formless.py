"""Training rows for secrets that no format betrays, only their name: and for what looks the same.

A random value or a password is a credential by what it is called and where it stands; the same
value under the name of a digest or an id is none. Names, values and places are drawn by seed, so
that none of them tells the answer alone.
"""

from __future__ import annotations

import base64
import json
import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from secret_guard.types import Reason
from training.examples import MARK_CLOSE, MARK_OPEN
from training.providers import (
    CODE,
    REFERENCES,
    TRIES,
    Context,
    ProviderRow,
    Sample,
    blocks,
    candidates_of,
    filled,
    first_mark_only,
    marked_value,
    parse_contexts,
    placeholder,
    row_of,
    test_path,
    training_contexts,
    with_name,
)
from training.providers import Token as Kind

CONTEXTS = Path(__file__).parent / "formless_contexts.txt"
SITUATIONS = Path(__file__).parent / "situations.txt"
# What says in a context that it tells the name of its value.
NAMED = re.compile(r"%(?:NAME|name|camel|Pascal|kebab|Title|words)%")

# What in formless_contexts.txt is used without a name.
OWN_USES = (
    *("password", "document", "login", "server", "keyfile", "keycode", "badge", "jwt"),
    "translation",
)

# Whose secret it is; a word or a company stands for the services that nobody wrote a rule for.
OWNERS = (
    *("", "", "", "{{word}}_", "{{word}}_", "{{company}}_", "{{company}}_", "{{product}}_"),
    *("app_", "dns_", "payment_", "sms_", "mail_", "backup_", "admin_", "service_", "internal_"),
    *("partner_", "prod_", "gateway_", "billing_", "search_", "upload_", "monitoring_", "sso_"),
)
KEYS = tuple(
    """
    api_key api_token access_token auth_token token secret client_secret secret_key
    signing_secret signing_key webhook_secret encryption_key session_secret jwt_secret
    app_secret consumer_secret private_token refresh_token master_key deploy_token hmac_key
    shared_secret cookie_secret application_secret verification_token apikey access_key
    secret_token auth_key token_value session_token
    """.split()
)
KEY_VALUES = (
    *("{{hex:32}}", "{{hex:32}}", "{{hex:40}}", "{{hex:40}}", "{{hex:64}}", "{{hex:24}}"),
    *("{{alnum:20}}", "{{alnum:24}}", "{{alnum:32}}", "{{alnum:40}}", "{{alnum:16}}", "{{uuid}}"),
    *("{{urlsafe:32}}", "{{urlsafe:43}}", "{{b64:32}}", "{{b64:44}}", "{{b64:64}}", "{{upper:24}}"),
    *("{{lower:32}}", "{{lower:20}}", "{{alnum:8}}-{{alnum:24}}", "{{hex:8}}.{{alnum:32}}"),
    *("{{word}}-{{hex:24}}", "{{strong_password}}"),
)
PASSWORDS = tuple(
    """
    password password passwd pwd pass db_password database_password root_password
    mysql_root_password admin_password smtp_password redis_password mail_pass ldap_bind_password
    keystore_password ftp_password user_password sudo_pass bind_pw postgres_password
    broker_password login_password
    """.split()
)
PASSWORD_VALUES = (
    *("{{human_password}}",) * 8,
    *("{{strong_password}}",) * 4,
    *("{{word_password}}",) * 4,
    *("{{passphrase}}", "{{alnum:10}}", "{{lower:12}}", "{{company}}{{pin:4}}"),
)
# Names of random values that open nothing.
IDS = tuple(
    """
    commit commit_sha revision base_revision checksum sha256 md5sum digest integrity etag
    build_id request_id trace_id correlation_id client_id app_id application_id tenant_id
    project_id account_id device_id object_id folder_id document_id template_id cache_key
    partition_key object_key file_hash content_hash image_digest fingerprint thumbprint key_id
    kid guid uuid snapshot_id idempotency_key event_id message_id version_hash
    """.split()
)
# What an interface says about passwords and codes, in other languages.
SHOWN_NAMES = tuple(
    """
    label_password password login_password password_label new_password label_new_password
    current_password label_current_password repeat_password label_password_repeat
    mandatory_password forgot_password title_forgot_password show_password show_pwd_tooltip
    hide_pwd_tooltip password_placeholder enter_password password_confirmation change_password
    passwords_not_matching password_hint reset_password token invalid_token initial_token_tooltip
    access_token_label secret_question api_key_label two_factor_auth_enter confirm_password
    user_password password_required wrong_password
    """.split()
)
TRANSLATIONS = Path(__file__).parent / "translations.txt"
KEY_KINDS = ("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY")
# Keys in base64 without armour: the private ones, and what may be seen by everybody.
DER_NAMES = tuple(
    """
    private_key rsa_private_key rsa_key signing_key key_material merchant_private_key priv_key
    alipay_private_key sign_key app_private_key ec_key jwt_signing_key decrypt_key server_key
    """.split()
)
DER_PUBLIC_NAMES = tuple(
    """
    public_key rsa_public_key alipay_public_key verify_key certificate cert signing_cert
    platform_public_key ca_cert app_public_key
    """.split()
)
# A record or a header as the value of a token, with the secret in it: and records without one.
RECORDS = (
    *(r"{\"name\":\"{{user}}\",\"sig\":\"{{hex:32}}\"}",) * 2,
    *(r"{\"token\": \"{{alnum:32}}\", \"user\": \"{{user}}\"}", r"{\"sig\":\"{{urlsafe:43}}\"}"),
    *(r"{\"id\":\"{{uuid}}\",\"key\":\"{{hex:40}}\"}", r"{\"access\": \"{{b64:44}}\"}"),
    *("{{user}}:{{hex:32}}", "{{user}}:{{alnum:24}}", "{{word}}|{{alnum:40}}"),
    *("Bearer {{alnum:40}}", "Bearer {{hex:32}}", "Token {{hex:40}}", "token {{alnum:32}}"),
    *("id={{pin:6}};key={{hex:32}}", "user={{user}}&sig={{hex:32}}", "sid={{alnum:26}}; path=/"),
)
PLAIN_RECORDS = (
    *(r"{\"type\":\"string\"}", r"{\"name\":\"{{word}}\",\"required\":true}", "Bearer {token}"),
    *(r"{\"name\":\"{{user}}\",\"role\":\"admin\"}", r"{\"enabled\": false, \"id\": {{pin:4}}}"),
    *(r"{\"id\": {{pin:6}}, \"lang\": \"en\"}", "id={{pin:6}};lang=en", "Bearer <token>"),
)
PUBLIC = ("public_key", "public_token", "publishable_key", "site_key", "public_api_key")
ID_VALUES = tuple(value for value in KEY_VALUES if "password" not in value)
# Names that speak of a secret and hold a word that is none.
ABOUT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("secret_name", ("{{word}}-{{word}}", "{{company}}-tls", "{{word}}-credentials", "regcred")),
    ("pull_secret", ("{{word}}-registry", "registry-{{word}}", "{{company}}-pull")),
    ("password_field", ("user_password", "txtPassword", "passwd", "login[password]", "#password")),
    ("token_type", ("bearer", "Bearer", "mac", "jwt", "opaque")),
    ("token_header", ("X-{{word}}-Token", "Authorization", "X-Auth-Token", "X-Api-Key")),
    ("key_name", ("{{word}}-{{word}}", "id_rsa_{{word}}", "{{company}}-deploy", "{{word}}.pem")),
    ("api_key_param", ("api_key", "apikey", "access_key", "{{word}}_key")),
    ("password_label", ("Password", "Enter password", "Passwort", "Mot de passe", "Wachtwoord")),
    ("password_hint", ("at least 8 characters", "name of your first {{word}}", "must match")),
    ("token_url", ("https://{{host}}/oauth/token", "/auth/token", "/v1/{{word}}/token")),
    ("secret_path", ("secret/data/{{word}}", "/run/secrets/{{word}}", "kv/{{company}}/{{word}}")),
    ("password_policy", ("strong", "{{word}}", "default-policy", "length(8)")),
    ("api_key_prefix", ("{{word}}_", "key_", "live")),
    ("token_storage", ("localStorage", "session", "redis", "{{word}}Store")),
    ("auth_key_type", ("rsa", "ed25519", "ssh-rsa", "hmac-sha256")),
    ("password_encoder", ("bcrypt", "argon2id", "plain", "pbkdf2_sha256")),
)
# What people type where only tests read it.
TEST_VALUES = (
    *("{{weak_password}}", "{{weak_password}}", "test", "secret", "password", "testpass", "pass"),
    *("test-{{word}}", "{{word}}", "s3cr3t", "foobar", "hunter2", "dummy-token", "my-secret"),
    *("test_key_123", "{{human_password}}", "{{hex:32}}", "{{alnum:24}}", "abc123", "super-secret"),
)

# What documents call a password.
SHOWN_PASSWORDS = (
    *("password", "password", "password", "pass", "passwd", "pwd", "pw", "secret", "PASSWORD"),
    *("Password", "mypassword", "my_password", "your_password", "yourpassword", "changeme", "xxx"),
    *("s3cr3t", "s3cret", "mysecret", "tiger", "hunter2", "{{user}}", "userpass", "dbpassword"),
    *("<password>", "PASS", "***", "passw0rd", "example", "letmein", "abc123", "topsecret", "foo"),
)
# What documents and defaults call a user and its password: the first is Oracle's, of 1979.
SHOWN_LOGINS = (
    *("scott:⟦tiger⟧", "scott:⟦tiger⟧", "user:⟦pass⟧", "user:⟦password⟧", "username:⟦password⟧"),
    *("guest:⟦guest⟧", "root:⟦root⟧", "admin:⟦admin⟧", "postgres:⟦postgres⟧", "test:⟦test⟧"),
    *("foo:⟦bar⟧", "me:⟦secret⟧", "john:⟦doe⟧", "john.doe:⟦password⟧", "alice:⟦s3cr3t⟧"),
    *("usr:⟦pwd⟧", "jo%40email.com:⟦a%20secret⟧", "user%40host:⟦p%40ss⟧", "dbuser:⟦dbpass⟧"),
    *("myuser:⟦mypassword⟧", "USER:⟦PASSWORD⟧", "login:⟦password⟧", "bob:⟦hunter2⟧", "x:⟦y⟧"),
)
KEY_BLOCKS = tuple(
    f"{{{{dashes}}}}BEGIN {kind}PRIVATE KEY{{{{dashes}}}}\n{{{{{body}}}}}\n"
    f"{{{{dashes}}}}END {kind}PRIVATE KEY{{{{dashes}}}}"
    for kind, body in (
        *(("RSA ", "pem_body:12"), ("", "pem_body:14"), ("EC ", "pem_body:3")),
        *(("", "pem_body:25"), ("ENCRYPTED ", "pem_body:8"), ("OPENSSH ", "openssh_body:6")),
    )
)
SAMPLE_FOLDERS = (
    *("tests", "tests", "test", "t/unit", "tests/unit", "tests/integration", "testing", "spec"),
    *("src/test/resources", "testdata", "tests/fixtures", "dummyserver", "docs", "examples"),
    *("{{word}}/tests", "docs/development", "integration-tests", "{{word}}/testdata"),
)
JWT_HEAD = {"alg": "HS256", "typ": "JWT"}
JWT_PAYLOADS = (
    *({"some": "payload"}, {"foo": "bar"}, {"hello": "world"}, {"user_id": 123}, {"id": 1}),
    *({"sub": "1234567890", "name": "John Doe"}, {"sub": "user"}, {"name": "Alice", "admin": True}),
)

# What people encode: with a credential in it, or without one.
TOLD_TEXTS = (
    *("{{human_password}}", "{{strong_password}}", "{{user}}:{{human_password}}") * 2,
    *("{{user}}:{{strong_password}}", "password={{human_password}}"),  # secret-guard: allow
    *("{{alnum:32}}", "{{hex:40}}"),
    *('{"user":"{{user}}","password":"{{human_password}}"}', "export TOKEN={{alnum:32}}\n"),
    *(
        "postgres://{{user}}:{{alnum:12}}@{{host}}/{{dbname}}",
        "{{github_pat}}",
        "{{stripe_secret}}",
    ),
    *("mysql://{{user}}:{{alnum:10}}@{{internal_host}}:3306/{{dbname}}", "{{aws_secret_key}}"),
    *("//{{host}}/:_authToken={{uuid}}\n", "machine {{host}} login {{user}} password {{alnum:12}}"),
    *("<user>{{user}}</user><pass>{{human_password}}</pass>", '{"token":"{{alnum:40}}"}'),
    *(
        "the new admin password is {{human_password}}",
        "DB_PASS={{human_password}}\nDB_HOST={{host}}",
    ),
    *("net use Z: /user:{{user}} {{human_password}}", "{{first_name}} {{human_password}}"),
    *("curl -u {{user}}:{{alnum:12}} https://{{host}}/x", '{"auth":"{{userpass|b64}}"}'),
    "Server={{host}};User={{user}};Password={{alnum:12}}",  # secret-guard: allow
    "pw: {{word_password}}{{digits:2}}",
)
PLAIN_TEXTS = (
    *("Welcome to {{company}}!", "Good morning, {{first_name}}", "{{word}} {{word}} {{word}}"),
    *("Hello World", "Hello from {{word}}!", "{{company}} {{word}} finished.", "{{word}}"),
    *("loglevel=warn\nfund=false\n", '{"primary":"#{{hex:6}}","dark":true}', "{{user}}"),
    *('{"{{word}}":true,"{{word}}":false}', '{"alg":"HS256","typ":"JWT"}', "{{host}}"),
    *('{"host":"{{host}}","port":{{digits:4}}}', "#!/bin/sh\napt-get install -y {{word}}\n"),
    *("find /tmp -mtime +{{digits:1}} -delete\n", "<html><body><h1>{{word}}</h1></body></html>"),
    *('<svg xmlns="http://www.w3.org/2000/svg" width="16"/>', "user={{user}}&lang=en", "{{email}}"),
    *("eu-central-1", "production", "https://{{host}}/{{word}}/callback?next=%2F{{word}}"),
    *("SELECT id, name FROM {{word}} WHERE active = 1", "Unauthorised access is prohibited."),
    *("Thank you for your order!", "The quick brown fox jumps over the lazy dog", "Mozilla/5.0"),
    *("Lorem ipsum dolor sit amet", "ABCDEFGHIJKLMNOP", "0123456789abcdef", "experimental=false"),
    *("Be careful, this is {{word}}", "name,age\n{{first_name}},{{digits:2}}\n", "Password"),
    *("Enter your password", "Forgot password?", "{{city}} {{year}}", "{{word}}@{{word}}:~$ "),
    *("set -eu\ncd /srv/{{word}}\nmake {{word}}\n", "server { listen 80; server_name {{host}}; }"),
)
ENCODERS: tuple[tuple[str, Callable[[str], str]], ...] = (
    *(("b64", lambda text: base64.b64encode(text.encode()).decode()),) * 8,
    ("hex", lambda text: text.encode().hex()),
    ("x", lambda text: "".join(f"\\x{byte:02x}" for byte in text.encode())),
    ("u", lambda text: "".join(f"\\u{ord(char):04x}" for char in text)),
    ("percent", lambda text: "".join(f"%{byte:02X}" for byte in text.encode())),
    ("codes", lambda text: ", ".join(map(str, text.encode()))),
)
# Where such a text stands, under a name that tells nothing: %code% is what an encoder made of it.
ENCODED_PLACES: dict[str, tuple[tuple[str, str], ...]] = {
    "b64": (
        ("{{word}}/{{word}}.py", 'import base64\n\n%n% = base64.b64decode("%code%").decode()'),
        ("src/{{word}}.js", "// {{word}}\nconst %n% = atob('%code%');"),
        ("src/{{word}}.ts", "export const %n% = Buffer.from('%code%', 'base64').toString();"),
        ("inc/{{word}}.php", "        $this->%n% = base64_decode('%code%');"),
        ("cmd/{{word}}.go", '\t%n%, _ := base64.StdEncoding.DecodeString("%code%")'),
        ("src/{{word}}.java", 'byte[] %n% = Base64.getDecoder().decode("%code%");'),
        ("{{word}}.cs", 'var %n% = Encoding.UTF8.GetString(Convert.FromBase64String("%code%"));'),
        ("lib/{{word}}.rb", "%n% = Base64.decode64('%code%')"),
        ("bin/{{word}}.sh", "%n%=$(echo %code% | base64 -d)"),
        ("{{word}}/Dockerfile", 'RUN echo "%code%" | base64 -d > /etc/{{word}}.conf'),
        ("etc/{{word}}.ps1", "$%n% = [Convert]::FromBase64String('%code%')"),
        ("config/{{word}}.yml", "{{word}}:\n  %n%_b64: %code%\n  size: {{digits:2}}"),
        ("config/{{word}}.env", "PORT={{digits:4}}\n%n%_B64=%code%"),
        ("{{word}}/main.tf", '  user_data_base64 = "%code%"'),
        ("sql/{{word}}.sql", "INSERT INTO {{word}} VALUES ({{digits:2}}, FROM_BASE64('%code%'));"),
        ("{{word}}/config.json", '  "%n%": "%code%",'),
        ("k8s/{{word}}.yaml", "kind: ConfigMap\nbinaryData:\n  %n%: %code%"),
        ("cloud/{{word}}.yaml", "  - path: /etc/{{word}}\n    encoding: b64\n    content: %code%"),
        ("notebooks/{{word}}.ipynb", "    \"%n% = base64.b64decode('%code%')\\n\","),
        ("{{word}}/{{word}}.lua", 'local %n% = ngx.decode_base64("%code%")'),
        ("{{word}}.pl", "my $%n% = decode_base64('%code%');"),
        ("{{word}}.swift", 'let %n% = Data(base64Encoded: "%code%")!'),
    ),
    "hex": (
        ("{{word}}/{{word}}.py", '%n% = bytes.fromhex("%code%").decode()'),
        ("src/{{word}}.js", "const %n% = Buffer.from('%code%', 'hex').toString();"),
        ("inc/{{word}}.php", "$%n% = hex2bin('%code%');"),
        ("bin/{{word}}.sh", "%n%=$(echo %code% | xxd -r -p)"),
    ),
    "x": (
        ("{{word}}/{{word}}.py", '%n% = b"%code%"'),
        ("src/{{word}}.c", 'static const char *%n% = "%code%";'),
        ("src/{{word}}.js", "var %n% = '%code%';"),
        ("bin/{{word}}.sh", "%n%=$(printf '%code%')"),
    ),
    "u": (
        ("src/{{word}}.js", 'const %n% = "%code%";'),
        ("src/{{word}}.java", 'String %n% = "%code%";'),
    ),
    "percent": (
        ("src/{{word}}.js", "const %n% = decodeURIComponent('%code%');"),
        ("{{word}}/{{word}}.py", '%n% = unquote("%code%")'),
    ),
    "codes": (
        ("src/{{word}}.js", "const %n% = String.fromCharCode(%code%);"),
        ("{{word}}/{{word}}.py", "%n% = bytes([%code%]).decode()"),
        ("src/{{word}}.java", "String %n% = new String(new byte[] {%code%});"),
        ("lib/{{word}}.rb", '%n% = [%code%].pack("c*")'),
    ),
}
PLAIN_NAMES = (
    *("data", "blob", "text", "value", "payload", "raw", "cfg", "content", "seed", "s", "x", "b"),
    *("{{word}}", "{{word}}", "{{word}}_data", "info", "item", "line", "str", "buf", "tmp", "conf"),
)

Maker = Callable[[random.Random], Sample]


@lru_cache(maxsize=1)
def places() -> tuple[Context, ...]:
    """All contexts that tell the name of their value, and the own ones that need none."""
    own = parse_contexts(CONTEXTS.read_text("utf-8"))
    named = [one for one in (*training_contexts(), *own) if NAMED.search(one.text)]
    return tuple(one for one in named if one.needs != "url") + tuple(
        one for one in own if one.use in OWN_USES and not NAMED.search(one.text)
    )


def place(use: str, rng: random.Random) -> Context:
    """One of the contexts for this use."""
    return rng.choice([one for one in places() if one.use == use])


def open_place(rng: random.Random) -> Context:
    """A context that does not call all it holds a secret."""
    while "secret" in (context := place("secret", rng)).path:
        pass
    return context


def some_key(rng: random.Random) -> Kind:
    """A key, token or secret: what it is called and what its value is made of."""
    return _kind(rng.choice(OWNERS) + rng.choice(KEYS), rng.choice(KEY_VALUES), rng)


def some_password(rng: random.Random) -> Kind:
    """A password, likewise."""
    return _kind(rng.choice(OWNERS) + rng.choice(PASSWORDS), rng.choice(PASSWORD_VALUES), rng)


def _kind(name: str, value: str, rng: random.Random) -> Kind:
    return Kind(f"{MARK_OPEN}{value}{MARK_CLOSE}", (filled(name, rng),), "", Reason.HARDCODED)


def somewhere(
    rng: random.Random, *uses: str, syntaxes: tuple[str, ...] = ()
) -> tuple[Kind, Context]:
    """A secret and a context it fits into: one for `uses`, of one of the `syntaxes` if given."""
    while True:
        is_key = rng.random() < 0.55
        use = rng.choice(uses if is_key else (*uses, "password"))
        context = place(use, rng)
        if not syntaxes or context.syntax in syntaxes:
            return (some_key if is_key else some_password)(rng), context


def secret(rng: random.Random) -> Sample:
    """The secret in use."""
    reasons = {"commented": Reason.COMMENTED_OUT, "encoded": Reason.ENCODED}
    own, context = somewhere(rng, *("secret",) * 8, "commented", "encoded")
    return placed(context, own, rng, reasons.get(context.use, Reason.HARDCODED))


def stand_in(rng: random.Random) -> Sample:
    """A placeholder where the secret would be."""
    own, context = somewhere(rng, "secret", "secret", "secret", "commented")
    value = marked_value(filled(own.template, rng))
    said = with_name(placeholder(own.template, value, rng), own.names[0])
    own = replace(own, template=f"{MARK_OPEN}{said}{MARK_CLOSE}")
    return placed(context, own, rng, Reason.PLACEHOLDER)


def reference(rng: random.Random) -> Sample:
    """An expression that brings the secret from elsewhere."""
    own, context = somewhere(rng, "secret", syntaxes=tuple(REFERENCES))
    if context.syntax in CODE:
        context = replace(context, text=re.sub(r"([\"'])%value%\1", "%value%", context.text))
    said = rng.choice(REFERENCES[context.syntax])
    own = replace(own, template=f"{MARK_OPEN}{said}{MARK_CLOSE}")
    return placed(context, own, rng, Reason.REFERENCE)


def sample_value(rng: random.Random) -> Sample:
    """A value that only tests use."""
    own, context = somewhere(rng, "secret", "test")
    if context.use != "test":
        below = rng.random() < 0.3
        path = test_path(context.path, rng)
        context = below_samples(context, rng) if below else replace(context, path=path)
    own = replace(own, template=f"{MARK_OPEN}{rng.choice(TEST_VALUES)}{MARK_CLOSE}")
    return placed(context, own, rng, Reason.TEST)


def identifier(rng: random.Random) -> Sample:
    """A random value under the name of an id or a digest."""
    own = _kind(rng.choice(OWNERS) + rng.choice(IDS), rng.choice(ID_VALUES), rng)
    return placed(open_place(rng), own, rng, Reason.NOT_A_CREDENTIAL)


def public(rng: random.Random) -> Sample:
    """A random value that its name calls public."""
    own = _kind(rng.choice(OWNERS) + rng.choice(PUBLIC), rng.choice(ID_VALUES), rng)
    return placed(open_place(rng), own, rng, Reason.PUBLIC)


def about(rng: random.Random) -> Sample:
    """A word under a name that speaks of a secret."""
    name, values = rng.choice(ABOUT)
    own = _kind(rng.choice(OWNERS) + name, rng.choice(values), rng)
    return placed(open_place(rng), own, rng, Reason.NOT_A_CREDENTIAL)


@lru_cache(maxsize=1)
def translations() -> tuple[tuple[str, ...], ...]:
    """The texts of each language in translations.txt."""
    _, _, texts = TRANSLATIONS.read_text("utf-8").partition("\n\n")
    return tuple(tuple(line.split("|")) for line in texts.splitlines())


def translation(rng: random.Random) -> Sample:
    """What an interface says in another language, under a name that speaks of a secret."""
    own = _kind(rng.choice(SHOWN_NAMES), rng.choice(rng.choice(translations())), rng)
    return placed(place("translation", rng), own, rng, Reason.NOT_A_CREDENTIAL)


def shown_password(rng: random.Random) -> Sample:
    """The word that stands for a password in a document."""
    own = _kind("password", rng.choice(SHOWN_PASSWORDS), rng)
    return placed(place("document", rng), own, rng, Reason.PLACEHOLDER)


def shown_login(rng: random.Random) -> Sample:
    """The user and the password that stand for any in an address."""
    own = Kind(rng.choice(SHOWN_LOGINS), ("login",), "", Reason.PLACEHOLDER)
    return placed(
        place(rng.choice(("login", "login", "server")), rng), own, rng, Reason.PLACEHOLDER
    )


def told_login(rng: random.Random) -> Sample:
    """A user and a password that somebody chose, in the address of a server in use."""
    user = rng.choice(("{{user}}", "{{user}}", "scott", "admin", "root", "{{word}}"))
    word = rng.choice(("{{human_password}}", "{{strong_password}}", "{{alnum:16}}", "{{user}}9"))
    own = Kind(f"{user}:{MARK_OPEN}{word}{MARK_CLOSE}", ("login",), "", Reason.HARDCODED)
    return placed(place("server", rng), own, rng, Reason.HARDCODED)


def told_password(rng: random.Random) -> Sample:
    """A password that somebody chose, in a document all the same."""
    own = _kind("password", rng.choice(("{{human_password}}", "{{strong_password}}")), rng)
    return placed(place("document", rng), own, rng, Reason.HARDCODED)


def key_file(rng: random.Random) -> Sample:
    """A private key where a server reads it."""
    own = _kind("private_key", rng.choice(KEY_BLOCKS), rng)
    return placed(place("keyfile", rng), own, rng, Reason.HARDCODED)


def below_samples(context: Context, rng: random.Random) -> Context:
    """The context somewhere below a folder of tests, examples or documents."""
    return replace(context, path=f"{rng.choice(SAMPLE_FOLDERS)}/{context.path}")


def sample_key(rng: random.Random) -> Sample:
    """A private key somewhere below a folder of tests, examples or documents."""
    context = below_samples(place("keyfile", rng), rng)
    own = _kind("private_key", rng.choice(KEY_BLOCKS), rng)
    return placed(context, own, rng, Reason.TEST)


def key_code(rng: random.Random) -> Sample:
    """A program that puts the armour around a key, or takes it off."""
    context = place("keycode", rng)
    text = filled(context.text.replace("%kind%", rng.choice(KEY_KINDS)), rng)
    return Sample(filled(context.path, rng), text, Reason.REFERENCE)


def bare_key(rng: random.Random) -> Sample:
    """A private key without its armour, where a program reads it."""
    own = _kind(rng.choice(OWNERS) + rng.choice(DER_NAMES), "{{der_private_key}}", rng)
    return placed(place("secret", rng), own, rng, Reason.HARDCODED)


def bare_sample(rng: random.Random) -> Sample:
    """The same below a folder of tests, examples or documents."""
    context = below_samples(place("secret", rng), rng)
    own = _kind(rng.choice(DER_NAMES), "{{der_private_key}}", rng)
    return placed(context, own, rng, Reason.TEST)


def bare_public(rng: random.Random) -> Sample:
    """A public key or a certificate in base64."""
    own = _kind(rng.choice(OWNERS) + rng.choice(DER_PUBLIC_NAMES), "{{der_public_key}}", rng)
    return placed(open_place(rng), own, rng, Reason.PUBLIC)


def record_place(rng: random.Random, choose: Callable[[random.Random], Context]) -> Context:
    """A context where quotes of a record can stand escaped."""
    while '"%value%"' not in (context := choose(rng)).text:
        pass
    return context


def record(rng: random.Random) -> Sample:
    """A record or a header that holds the secret."""
    own = _kind(rng.choice(OWNERS) + rng.choice(KEYS), rng.choice(RECORDS), rng)
    return placed(record_place(rng, partial(place, "secret")), own, rng, Reason.HARDCODED)


def plain_record(rng: random.Random) -> Sample:
    """A record or a header under such a name that holds none."""
    own = _kind(rng.choice(OWNERS) + rng.choice(KEYS), rng.choice(PLAIN_RECORDS), rng)
    return placed(record_place(rng, open_place), own, rng, Reason.NOT_A_CREDENTIAL)


def told_jwt(rng: random.Random) -> Sample:
    """A signed token of somebody, in a document or a file."""
    own = _kind("access_token", "{{jwt}}", rng)
    return placed(place(rng.choice(("jwt", "secret")), rng), own, rng, Reason.HARDCODED)


def badge(rng: random.Random) -> Sample:
    """The token in the address of a picture that everybody loads."""
    own = _kind("badge_token", rng.choice(("{{upper:10}}", "{{alnum:10}}", "{{uuid}}")), rng)
    return placed(place("badge", rng), own, rng, Reason.PUBLIC)


def shown_jwt(rng: random.Random) -> Sample:
    """A signed token with a payload that says nothing, in a document."""
    head, body = (
        base64.urlsafe_b64encode(json.dumps(part, separators=(",", ":")).encode()).decode()
        for part in (JWT_HEAD, rng.choice(JWT_PAYLOADS))
    )
    own = _kind("jwt", f"{head.rstrip('=')}.{body.rstrip('=')}.{{{{urlsafe:43}}}}", rng)
    return placed(place("jwt", rng), own, rng, Reason.TEST)


def encoded(rng: random.Random, texts: tuple[str, ...], reason: Reason) -> Sample:
    """One of the texts, encoded, under a name that tells nothing."""
    kind, encode = rng.choice(ENCODERS)
    path, text = rng.choice(ENCODED_PLACES[kind])
    text = filled(text.replace("%n%", rng.choice(PLAIN_NAMES)), rng)
    code = encode(filled(rng.choice(texts), rng))
    return Sample(
        filled(path, rng), text.replace("%code%", f"{MARK_OPEN}{code}{MARK_CLOSE}"), reason
    )


def told_encoded(rng: random.Random) -> Sample:
    """A text with a credential, encoded."""
    return encoded(rng, TOLD_TEXTS, Reason.ENCODED)


def plain_encoded(rng: random.Random) -> Sample:
    """A text without one, encoded."""
    return encoded(rng, PLAIN_TEXTS, Reason.NOT_A_CREDENTIAL)


@lru_cache(maxsize=1)
def situations() -> tuple[Sample, ...]:
    """What situations.txt holds, with its slots."""
    found = []
    for header, text in blocks(SITUATIONS.read_text("utf-8")):
        reason, path = header.split(" ", 1)
        found.append(Sample(path, text.rstrip("\n"), Reason(reason)))
    return tuple(found)


def situation(rng: random.Random) -> Sample:
    """One of the situations: where what the value does says what it is."""
    one = rng.choice(situations())
    return Sample(filled(one.path, rng), filled(one.text, rng), one.reason)


# How often each is made: about as much ALERT as SAFE.
MAKERS: tuple[Maker, ...] = (
    *(secret,) * 16,
    *(told_password,) * 2,
    *(told_login,) * 2,
    *(key_file,) * 2,
    *(bare_key,) * 3,
    *(record,) * 2,
    *(told_jwt,),
    *(stand_in,) * 3,
    *(reference,) * 2,
    *(sample_value,) * 2,
    *(identifier,) * 2,
    *(public,),
    *(about,) * 2,
    *(shown_password,) * 4,
    *(shown_login,) * 3,
    *(sample_key,) * 3,
    *(bare_sample,),
    *(bare_public,),
    *(plain_record,),
    *(key_code,),
    *(translation,) * 4,
    *(badge,),
    *(shown_jwt,),
)
# The same of what only the first judge learns: the language model got worse by them (entry 23 of
# training/LOG.md).
SITUATION_MAKERS: tuple[Maker, ...] = (
    *(situation,) * 24,
    *(told_encoded,) * 4,
    *(plain_encoded,) * 5,
)


def placed(context: Context, own: Kind, rng: random.Random, reason: Reason) -> Sample:
    """The value in a context, under its name."""
    name = own.names[0]
    said = name.replace("_", " ")
    title = said.title().replace("Api", "API") if rng.random() < 0.5 else said.title()
    text = context.text.replace("%words%", said).replace("%Title%", title)
    text = filled(with_name(text, name), rng)
    word = filled(with_name(own.template, name), rng)
    encoded = base64.b64encode(marked_value(word).encode()).decode()
    text = text.replace("%b64%", f"{MARK_OPEN}{encoded}{MARK_CLOSE}").replace("%value%", word)
    return Sample(filled(context.path, rng), first_mark_only(text), reason)


def formless_rows(seed: int, count: int, situations: bool = False) -> list[ProviderRow]:
    """`count` rows, about half of them ALERT, of what the runtime proposes in such places.

    With `situations` four in ten are of those, or of encoded texts.
    """
    makers = (*SITUATION_MAKERS, *MAKERS) if situations else MAKERS
    rows: list[ProviderRow] = []
    rng = random.Random(f"{seed}:formless")
    while len(rows) < count:
        make = rng.choice(makers)
        for _ in range(TRIES):
            sample = make(rng)
            found, _ = candidates_of(sample)
            if found is not None:
                rows.append(row_of(found, sample.reason, found.rule_id))
                break
    return rows
