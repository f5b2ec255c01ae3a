"""Credentials in HTTP headers."""

from __future__ import annotations

from secret_guard.rules.parts import REFERENCE
from secret_guard.rules.rule import FAR, Rule

# From the header's name to its value: `Authorization: x`, `"Authorization": "x"`,
# `headers["Authorization"] = "x"`, `.header("Authorization", "x")`, `Authorization "x"`,
# `Authorization: ["x"]`, and `Authorization:` with `- x` on the next line.
_TO_VALUE = (
    r"\\?[\"'`\])]{0,3}[ \t]{0,9}(?:=>|[:=,])?[ \t]{0,9}\[?\s{0,40}(?:-[ \t]{1,4})?"
    r"(?:[bfru@$]{1,2}(?=\"|'))?\\?[\"'`]{0,3}"
)
_AUTHORIZATION = rf"(?i:authorization|http_auth|auth_?header|extraheader){_TO_VALUE}"
_REFERENCE = rf"{REFERENCE}|%\w{{1,60}}%|%s"
# What words are not: 16 characters of a token, a digit among them.
_RANDOM = r"(?=[A-Za-z0-9+/_-]{0,60}[0-9])[A-Za-z0-9+/_.=-]{16}"
_BASE64 = r"[A-Za-z0-9+/_$-]{8,2000}={0,2}"
_TOKEN = r"[A-Za-z0-9._~+/$*:|-]{2,4000}={0,2}"

RULES: tuple[Rule, ...] = (
    Rule(
        id="basic-auth-header",
        message="User and password in a Basic authorization header",
        regex=(
            rf"(?:{_AUTHORIZATION}|(?<=[\"'`])|^[ \t]*-[ \t](?=[A-Za-z]{{5}} {_RANDOM}))"
            r"(?i:basic)(?:[ \t]{1,4}|%20)"
            rf"(?P<secret>{_REFERENCE}|{_BASE64})(?![\w ,])"
        ),
        keywords=("basic",),
        confirm=rf"basic(?:[ \t]|%20)[ \t]{{0,3}}(?:[$#{{<%]|{_BASE64}(?![\w ,]))",
        hits=(
            'headers = {"Authorization": "Basic ⟦{{userpass|b64}}⟧"}',
            "Authorization: Basic ⟦{{userpass|b64}}⟧",
            'req.Header.Set("Authorization", "Basic ⟦{{userpass|b64}}⟧")',
            'proxy_set_header Authorization "Basic ⟦{{userpass|b64}}⟧";',
            'git config http.extraheader "AUTHORIZATION: basic ⟦${B64_PAT}⟧"',
            "Authorization:\n      - Basic ⟦{{userpass|b64}}⟧",
            '"Authorization": [\n  "Basic ⟦{{userpass|b64}}⟧"',
            "headers:\n  - Basic ⟦{{b64:32}}⟧",
        ),
        misses=(
            "the basic authentication scheme",
            'WWW-Authenticate: Basic realm="x"',
            "- Basic Authentication",
        ),
        reach=2_500,
        before=FAR,
    ),
    Rule(
        id="bearer-auth-header",
        message="Token in a Bearer authorization header",
        regex=(
            rf"(?:{_AUTHORIZATION}(?i:bearer)(?:[ \t]{{1,4}}|%20)"
            rf"|^[ \t]*-[ \t](?i:bearer)[ \t](?={_RANDOM})"
            r"|(?<=[\"'`])(?i:bearer)[ \t]{1,4}(?=[^\s\"'`]{8}))"
            rf"(?P<secret>{_REFERENCE}|{_TOKEN})"
        ),
        keywords=("bearer",),
        hits=(
            'curl -H "Authorization: Bearer ⟦{{alnum:40}}⟧" https://{{host}}/v1',
            "headers: { Authorization: 'Bearer ⟦{{hex:40}}⟧' }",
            'request.setHeader("Authorization", "Bearer ⟦{{urlsafe:43}}⟧");',
            'curl -H "Authorization: Bearer ⟦${TOKEN}⟧"',
            '-H "Authorization: Bearer ⟦$API_TOKEN⟧"',
            'auth = "Bearer ⟦{{alnum:32}}⟧"',
            "Authorization: Bearer ⟦<your-token>⟧",
            "Authorization:\n    - Bearer ⟦{{hex:40}}⟧",
            "  - Bearer ⟦{{hex:40}}⟧",
        ),
        misses=(
            "- Bearer authentication_by_header",
            "a bearer token is sent",
            'header = "Bearer " + token',
            '"Bearer %"',
        ),
        reach=5_000,
        before=FAR,
    ),
    Rule(
        id="token-auth-header",
        message="Token in an authorization header",
        regex=(
            rf"(?:(?!\w+[ \t]+\w){_AUTHORIZATION}|(?<=[\"'`])(?=NTLM TlRM))"
            r"(?i:token(?:[ ]token=\\?[\"']?)?|api-?key|key|jwt|bot|oauth|splunk"
            r"|geniekey|ssws|discogs token=|negotiate|ntlm|pve[a-z]{4,8}=|aws|hmac|digest)"
            rf"(?:[ \t]{{1,4}}|=|(?<==)|(?<=[\"']))(?P<secret>{_REFERENCE}|{_TOKEN})"
        ),
        keywords=("authorization", "http_auth", "auth_header", "authheader", "extraheader", "ntlm"),
        hits=(
            "Authorization: Token ⟦{{hex:40}}⟧",
            '"Authorization": "token ⟦{{alnum:40}}⟧"',
            "Authorization: Splunk ⟦{{uuid}}⟧",
            'Authorization: Token token="⟦{{hex:32}}⟧"',
            "Authorization: GenieKey ⟦{{uuid}}⟧",
            "Authorization:\n  - Token ⟦{{hex:40}}⟧",
            "type1: 'NTLM ⟦TlRMTVNTUAAB{{b64:44}}⟧',",
        ),
        misses=(
            "authorization: read",
            "Authorization: header",
            "an authorization token to perform",
        ),
        reach=5_000,
    ),
    Rule(
        id="api-key-header",
        message="Credential in an HTTP header",
        regex=(
            r"(?<!::)\b(?i:x-[a-z0-9-]{0,40}?(?:api-?key|key|token|secret|auth|authorization|password"
            r"|signature)|(?:private|job|deploy|auth|access|session|circle|api|app|client"
            r"|subscription)"
            r"-(?:token|key|secret)|apikey|ocp-apim-subscription-key|api-?key)"
            r"(?:\\?[\"'`]\]?[ \t]{0,9}(?:=>|[:=,])[ \t]{0,9}\\?[\"'`](?=[^\s\"'`])"
            r"|:[ \t]{0,9}(?![\"'`]))"
            rf"(?P<secret>{_REFERENCE}|{_TOKEN})"
        ),
        keywords=("x-", "-token", "-key", "-secret", "apikey", "api-key"),
        confirm=(r"x-[a-z0-9-]{0,40}?(?:key|token|secret|auth|password|signature)|[^x]|x[^-]"),
        hits=(
            'curl -H "X-Api-Key: ⟦{{alnum:32}}⟧" https://{{host}}/',
            "headers = {'X-Auth-Token': '⟦{{hex:40}}⟧'}",
            'curl --header "PRIVATE-TOKEN: ⟦{{alnum:20}}⟧" https://{{host}}/api/v4',
            'client.DefaultRequestHeaders.Add("Ocp-Apim-Subscription-Key", "⟦{{hex:32}}⟧");',
            "X-Vault-Token: ⟦$VAULT_TOKEN⟧",
        ),
        misses=(
            "the X-Api-Key header",
            'req.headers["x-api-key"]',
            "x-axis: 4",
            '"Acme::ApiKey": "{{hex:16}}"',
        ),
        reach=5_000,
        before=21,
    ),
    Rule(
        id="cookie-header",
        message="Session cookie",
        regex=(
            r"\b(?i:cookie)\\?[\"'\])]{0,3}[ \t]{0,9}[:=,][ \t]{0,9}[\"']?"
            r"(?:[^\s\"';=]{1,60}=[^\s\"';]{0,300};"
            r"[ ]?){0,12}?[\w.-]{0,30}(?i:sess(?:ion)?(?:_?id)?|sid|token|auth|jwt)[\w.-]{0,12}="
            rf"(?P<secret>{_REFERENCE}|[^\s\"';,]{{8,2000}})"
        ),
        keywords=("cookie",),
        hits=(
            'curl -H "Cookie: sessionid=⟦{{hex:32}}⟧" https://{{host}}/',
            "cookie: theme=dark; auth_token=⟦{{alnum:64}}⟧; lang=en",
        ),
        misses=("cookie: theme=dark", "set a cookie: session"),
        reach=3_000,
    ),
)
