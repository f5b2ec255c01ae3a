"""Entries of files that exist to hold credentials: .netrc, .pgpass, .npmrc, htpasswd and others."""

from __future__ import annotations

from secret_guard.rules.parts import LOOSE_CHARACTER, REFERENCE, VALUE
from secret_guard.rules.rule import FAR, Rule

_REST = rf"(?P<secret>{LOOSE_CHARACTER}{{1,300}})"
_CRYPT = (
    r"(?:\$(?:2[abxy]|1|5|6|7|y|apr1|sha1|md5|argon2(?:id|i|d)|pbkdf2(?:-\w{1,10})?|scrypt)"
    r"\$[A-Za-z0-9./+=,$-]{20,300}|\{(?:S?SHA[0-9]{0,3}|SMD5|MD5|CRYPT)\}[A-Za-z0-9+/=$.]{8,200})"
)
# What stands behind the password of a shadow or passwd line.
_FIELDS = r":[0-9]{0,10}:[0-9]{0,10}:[^:\n]{0,80}:"

_FOREIGN = r"(?:密码|密碼|口令|パスワード|비밀번호|[пП]ароль)"
# In the letters of ASCII with accents; what stands behind is often a sentence.
_ACCENTED = ("contraseña", "lösenord", "hasło", "şifre", "jelszó", "slaptažodis")

RULES: tuple[Rule, ...] = (
    Rule(
        id="netrc-password",
        message="Password in a .netrc entry",
        regex=(
            r"(?:\bmachine[ \t]{1,9}\S{1,200}|\bdefault)\s{1,40}(?:login\s{1,9}\S{1,100}\s{1,40})?"
            r"(?:account\s{1,9}\S{1,100}\s{1,40})?(?:password|passwd)[ \t]{1,9}[\"']?" + _REST
        ),
        keywords=("machine", "default"),
        hits=(
            "machine {{host}} login {{user}} password ⟦{{human_password}}⟧",
            "machine {{host}}\n  login {{user}}\n  password ⟦{{alnum:20}}⟧\n",
            'echo "machine {{host}} login {{user}} password ⟦$TOKEN⟧" > ~/.netrc',
        ),
        misses=("machine {{host}} login {{user}}", "the default login password"),
    ),
    Rule(
        id="pgpass-password",
        message="Password in a .pgpass line",
        regex=(
            r"(?:^(?!\s|[^:\n]{1,40}:\*:[0-9]{1,6}:[0-9]{1,6}:)"  # a locked entry of shadow
            r"(?:echo[ \t]{1,3}[\"']?)?[^\s:#\"']{1,120}:(?:[0-9]{2,5}|\*|\$\w{1,30}"
            r"|\$\{\w{1,30}\})"
            # inside another file, by the port
            r"|(?<=[\s\"'=])(?!\*:\*:\*:\*)"  # an address of IPv6
            rf"(?:[\w.*-]|{REFERENCE}){{1,120}}:(?:543[0-9]|6432|(?<=\*:)\*)(?=:[^\s:/]))"
            rf":[^\s:]{{1,64}}:[^\s:]{{1,64}}:{_REST}"
        ),
        keywords=(":5432:", ":*:", ":543", ":6432:", "port:", "port}:"),
        hits=(
            "{{internal_host}}:5432:{{dbname}}:{{user}}:⟦{{human_password}}⟧",
            "*:*:*:{{user}}:⟦{{alnum:12}}⟧",
            'echo "{{host}}:5432:*:{{user}}:⟦$PGPW⟧" > ~/.pgpass',
            "    content: |\n      {{internal_host}}:5432:*:{{user}}:⟦{{human_password}}⟧\n",
            "  pgpass: '*:*:*:{{user}}:⟦{{alnum:12}}⟧'\n",
            'f.write("{{host}}:5433:{{dbname}}:{{user}}:⟦{{alnum:14}}⟧\\n")',
        ),
        misses=(
            '- "127.0.0.1:5432:5432"',
            "OnCalendar=*-*-* *:*:00",
            "parse('*:*:*:*:*:*:*:*')",
            "  url: postgres://{{host}}:5432/{{dbname}}",
            "{{host}}:5432:{{dbname}}",
            "a:b:c:d:e",
            "daemon:*:18000:0:99999:7:::",
        ),
        before=FAR,
    ),
    Rule(
        id="npmrc-credential",
        message="Credential in an .npmrc or .yarnrc file",
        regex=r"(?:(?:(?:^|[:\s\"'])_authToken"
        r"|(?:^|:|config set [\"']?)_(?:auth|password))|\bnpmAuth(?:Token|Ident))[\"']?"
        r"(?:[ \t]{0,9}[:=][ \t]{0,9}|[ \t]{1,9})" + VALUE,
        keywords=("_auth", "_password", "npmauth"),
        hits=(
            "//{{host}}/:_authToken=⟦{{uuid}}⟧",
            "_auth = ⟦{{userpass|b64}}⟧",
            "//{{host}}/:_password=⟦{{human_password|b64}}⟧",
            "//{{host}}/:_authToken=⟦${NPM_TOKEN}⟧",
            'npmAuthToken: "⟦{{alnum:36}}⟧"',
        ),
        misses=("always-auth=true", "my_password=x"),
        before=12,
    ),
    Rule(
        id="pypirc-password",
        message="Password in a .pypirc section",
        regex=(
            r"^(?:username|repository)[ \t]{0,9}[:=][^\n]{1,200}\n[ \t]{0,9}password[ \t]{0,9}"
            r"[:=][ \t]{0,9}"
        )
        + _REST,
        keywords=("username", "repository"),
        hits=(
            "[{{company}}]\nrepository = https://{{host}}/\nusername = {{user}}\n"
            "password = ⟦{{human_password}}⟧\n",
            "username: {{user}}\npassword: ⟦{{alnum:12}}⟧",
        ),
        misses=("username = {{user}}\nport = 4", "password"),
    ),
    Rule(
        id="shadow-entry",
        message="Password hash in a shadow or passwd line",
        regex=(
            rf"^[a-z_][a-z0-9_.-]{{0,40}}\$?:(?P<secret>{_CRYPT}|[A-Za-z0-9./]{{13}}"
            rf"|[^\s:]{{2,60}})"
            rf"(?={_FIELDS})"
        ),
        keywords=("::", *(f":{digit}" for digit in range(10))),
        confirm=_FIELDS,
        hits=(
            "root:⟦{{sha512crypt}}⟧:19000:0:99999:7:::",
            "{{user}}:⟦{{alnum:13}}⟧:1001:1001:{{first_name}}:/home/{{user}}:/bin/bash",
        ),
        misses=("root:x:0:0:root:/root:/bin/bash", "daemon:*:18000:0:99999:7:::"),
        reach=400,
        before=FAR,
    ),
    Rule(
        id="htpasswd-entry",
        message="Password hash in a htpasswd line",
        regex=rf"^[ \t\"'-]{{0,20}}[\w.@-]{{1,64}}:(?P<secret>{_CRYPT})",
        keywords=(":$", ":{"),
        hits=("{{user}}:⟦{{apr1}}⟧", "{{user}}:⟦{{bcrypt}}⟧", "{{user}}:⟦{SHA}{{b64:28}}⟧"),
        misses=("{{user}}:x", "price:$6"),
        before=84,
    ),
    Rule(
        id="plain-user-password",
        message="Password in plain text in a user file",
        regex=r"^[\w.@-]{1,64}:\{(?i:plain|clear|cleartext)\}(?P<secret>[^\s:]{1,200})",
        keywords=(":{plain}", ":{clear}", ":{cleartext}"),
        hits=("{{user}}:{PLAIN}⟦{{human_password}}⟧", "{{email}}:{plain}⟦{{alnum:12}}⟧:::"),
        misses=("{{user}}:{SHA}{{b64:28}}",),
        before=65,
    ),
    Rule(
        id="sasl-password",
        message="Login of a mail relay in a sasl_passwd line",
        regex=(
            r"^[#; \t]{0,4}\[[\w-]{1,60}(?:\.[\w-]{1,60}){0,8}\.[A-Za-z]{2,20}\](?::\w{2,12})?"
            r"[ \t]{1,40}[\w.@+%=-]{1,100}:(?P<secret>(?![\d:]+\s)\S{1,200})(?=\s|$)"
        ),
        keywords=("]:", "] "),
        confirm=r"\](?::\w{2,12})?[ \t]{1,40}[\w.@+%=-]{1,100}:\S",
        hits=(
            "[{{host}}]:587 {{email}}:⟦{{human_password}}⟧",
            "[{{host}}]    {{user}}:⟦{{lower:16}}⟧",
        ),
        misses=("[{{host}}]:587", "[2024-01-01] note:x", "[ERROR] app.js:12:5", "[a.b] x:12"),
        before=106,
    ),
    Rule(
        id="stored-login",
        message="Password that a program keeps for its user",
        # Subversion's svn.simple, NcFTP's bookmarks, HeidiSQL's settings, a KeePass export.
        regex=(
            r"(?:^K 8\r?\npassword\r?\nV \d{1,3}\r?\n|,\*encoded\*|\bPassword<\|\|\|>1<\|\|\|>"
            r"|ProtectInMemory=\"True\">)(?P<secret>[^\r\n,<]{1,200})"
        ),
        keywords=("k 8\npassword", ",*encoded*", "password<|||>1", "protectinmemory"),
        hits=(
            "K 8\npassword\nV 12\n⟦{{alnum:12}}⟧\nK 15\n",
            "box,{{host}},{{user}},*encoded*⟦{{alnum:12|b64}}⟧,,/in,I,21",
            "Servers\\shop\\Password<|||>1<|||>⟦{{hex:26|upper}}⟧",
            '<Value ProtectInMemory="True">⟦{{strong_password}}⟧</Value>',
        ),
        misses=("K 8\nusername\nV 4\n{{user}}", "Password<|||>0<|||>"),
    ),
    Rule(
        id="sip-register-password",
        message="Password of a SIP registration",
        regex=(
            r"\bregister[ \t]{0,9}=>?[ \t]{0,9}(?:\w{3,4}://)?(?!sips?:)[\w.+-]{1,60}"
            r"(?:@[\w.-]{1,60})?:(?P<secret>[^\s:@/]{4,100})(?::[\w.-]{1,60})?@"
        ),
        keywords=("register",),
        confirm=r"register[ \t]{0,9}=",
        hits=(
            "register => {{digits:7}}:⟦{{alnum:12}}⟧@{{host}}/{{digits:7}}",
            "register={{user}}:⟦{{alnum:10}}⟧@{{host}}",
        ),
        misses=("register => {{user}}@{{host}}", "register = sip:x@{{host}}", "register = true"),
    ),
    Rule(
        id="steam-server-token",
        message="Login token of a Steam game server",
        regex=r"\bsv_setsteamaccount[ \t]{1,9}\"?(?P<secret>[0-9A-Fa-f]{32})\b",
        keywords=("sv_setsteamaccount",),
        hits=(
            "sv_setsteamaccount ⟦{{hex:32|upper}}⟧",
            '+sv_setsteamaccount "⟦{{hex:32|upper}}⟧"',
        ),
        misses=("sv_setsteamaccount $TOKEN",),
    ),
    Rule(
        id="haproxy-stats-login",
        message="Login of HAProxy's statistics",
        regex=r"\bstats[ \t]{1,9}auth[ \t]{1,9}[\w.@-]{1,60}:(?P<secret>[^\s,]{1,200})",
        keywords=("stats",),
        confirm=r"stats[ \t]{1,9}auth[ \t]",
        hits=(
            "    stats auth {{user}}:⟦{{human_password}}⟧",
            "  stats auth admin:⟦{{alnum:12}}⟧\n  stats refresh 10s",
        ),
        misses=("stats uri /stats", "stats auth {{user}}"),
    ),
    Rule(
        id="redis-acl-password",
        message="Password of a user in a list of Redis",
        regex=(
            r"\b(?i:setuser|user)[ \t]{1,9}[\w.-]{1,60}"
            r"(?:[ \t]{1,9}(?:on|off|reset\w{0,9}|no\w{1,9}|all\w{1,9}|sanitize-payload"
            r"|[~&+%-]\S{0,80})){1,12}[ \t]{1,9}"
            r">(?P<secret>[^\s>\"'/]{1,200})"
        ),
        keywords=("user ",),
        confirm=(
            r"user[ \t]{1,9}[\w.-]{1,60}[ \t]{1,9}"
            r"(?:on|off|reset\w*|all\w+|nopass|[~&+>-]\S{0,80})\s"
        ),
        hits=(
            "user {{user}} on >⟦{{human_password}}⟧ ~{{word}}:* +@read",
            "ACL SETUSER {{user}} reset on >⟦{{alnum:20}}⟧ +@all ~*",
        ),
        misses=(
            "user default on nopass ~* +@all",
            "user bob on host >file.log",
            "user x on >/dev/null",
        ),
        before=4,
    ),
    Rule(
        id="jaas-user-password",
        message="Password of a user of a login module (JAAS)",
        regex=(
            r"\b(?:user_(?!name=)[\w.-]{1,60}|password)[ ]?=[ ]?\\?\""
            r"(?P<secret>[^\"\\\n]{1,200})"
        ),
        scope=(
            r"^[^\n]{0,200}?LoginModule[ \t]{1,9}(?:required|requisite|sufficient)"
            r"[^;]{0,3000};"
        ),
        keywords=("loginmodule",),
        hits=(
            "org.apache.kafka.common.security.plain.PlainLoginModule required\n"
            '  user_{{word}}="⟦{{human_password}}⟧";',
            'c=x.ScramLoginModule required username="{{user}}" password="⟦{{alnum:9}}⟧";',
        ),
        misses=("PlainLoginModule required;", 'user_{{word}}="x"'),
    ),
    Rule(
        id="password-hash",
        message="Password hash",
        regex=rf"(?<![\w$])(?P<secret>{_CRYPT})",
        keywords=(
            "$2",
            "$1$",
            "$5$",
            "$6$",
            "$7$",
            "$y$",
            "$apr1$",
            "$sha",
            "$argon2",
            "$pbkdf2",
            "$scrypt",
            "$md5",
            "{s",
            "{m",
            "{crypt",
        ),
        hits=(
            "password_hash = '⟦{{bcrypt}}⟧'",
            "INSERT INTO users VALUES (1, '{{user}}', '⟦{{argon2}}⟧');",
            "userPassword: ⟦{SSHA}{{b64:32}}⟧",
        ),
        misses=("cost is $2", "$1$2$3"),
    ),
    Rule(
        id="docker-config-auth",
        message="Registry login in a docker config file",
        regex=r"\\?\"(?:auth|identitytoken|registrytoken)\\?\"[ \t]{0,9}:\s{0,40}\\?\""
        rf"(?P<secret>{REFERENCE}|[A-Za-z0-9+/_.-]{{8,3000}}={{0,2}})",
        keywords=('"auth', '"identitytoken', '"registrytoken'),
        hits=(
            '{"auths": {"{{host}}": {"auth": "⟦{{userpass|b64}}⟧"}}}',
            '"https://{{host}}/v1/": {\n  "auth": "⟦{{userpass|b64}}⟧",\n  "email": "{{email}}"\n}',
        ),
        misses=('"auth": {"user": "{{user}}"}', '"auth": ""'),
        reach=3_500,
        before=1,
    ),
    Rule(
        id="cloud-cli-token",
        message="Token in the credential file of a cloud command line tool",
        regex=(
            r"[\"']?\b(?:access-?_?token|refresh-?_?token|id-?_?token|oauth-?_?token"
            r"|session_?token"
            r"|auth_?token|client_?secret|accessToken|refreshToken|idToken|clientSecret|oauth_token"
            r"|client-key-data|client-certificate-data|refresh_token_secret)[\"']?[ \t]{0,9}[:=]"
            r"[ \t]{0,9}[\"']?"
            r"(?P<secret>(?!//)[A-Za-z0-9._~+/|-]{20,4000}={0,2})(?![\w(\[])"
        ),
        keywords=("token", "secret", "client-"),
        hits=(
            '"refresh_token": "⟦{{urlsafe:60}}⟧",',
            "access-token: ⟦{{hex:64}}⟧",
            "    client-key-data: ⟦{{b64:200}}⟧",
            "    oauth_token: ⟦{{alnum:40}}⟧",
        ),
        misses=(
            '"access_token": "{{word}}"',
            "accessToken: string",
            "refresh_token = None",
            "auth_token = //npm.example-registry.internal/:_authToken={{npm_token}}",
        ),
        reach=5_000,
        before=10,
    ),
    Rule(
        id="svn-git-credential",
        message="Password in a stored credential",
        regex=(
            rf"^(?:protocol=\w{{1,9}}\n|host=[^\n]{{1,100}}\n"
            rf"|username=[^\n]{{1,100}}\n){{1,4}}password={_REST}"
        ),
        keywords=("password=",),
        hits=(
            "protocol=https\nhost={{host}}\nusername={{user}}\npassword=⟦{{alnum:20}}⟧\n",
            "username={{user}}\npassword=⟦{{alnum:20}}⟧",
        ),
        misses=("protocol=https\nhost={{host}}\n",),
        before=FAR,
    ),
    Rule(
        id="user-password-line",
        message="Password in a user file of a service (cn=..., secrets, dictionaries)",
        regex=(
            r"(?:^|\s)(?:[\w.-]{1,40}[ \t]{1,9}Cleartext-Password[ \t]{0,9}:=[ \t]{0,9}|a=ice-pwd:"
            r"|(?:[\w.%@-]{0,60}[ \t]{1,4})?:?[ \t]{0,4}(?:PSK|XAUTH|EAP)[ \t]{1,9}(?=[\"'])"
            r"|:[ \t]{0,4}(?:P12|PKCS8|PKCS12|RSA|ECDSA|BLISS|ED25519)[ \t]{1,9}"
            r"[^\s\"']{1,120}[ \t]{1,9}(?=[\"'])"
            r"|userPassword:[ \t]{1,4}|user_pref\(\"[\w.]{0,60}pass\w{0,12}\",[ \t]{1,4})" + VALUE
        ),
        keywords=(
            "cleartext-password",
            "ice-pwd:",
            "psk",
            "xauth",
            "eap",
            "userpassword",
            "user_pref",
            *(": p12", ": pkcs", ": rsa", ": ecdsa", ": bliss", ": ed25519"),
        ),
        confirm=(
            r"(?:psk|xauth|eap)[ \t]{1,9}[\"']|cleartext-password|ice-pwd:|user"
            r"|: \w{3,7}[ \t]{1,9}[^\s\"']{1,120}[ \t]{1,9}[\"']"
        ),
        hits=(
            '{{user}} Cleartext-Password := "⟦{{alnum:10}}⟧"',
            "a=ice-pwd:⟦{{alnum:24}}⟧",
            '{{host}} : PSK "⟦{{strong_password}}⟧"',
            ': P12 {{word}}.p12 "⟦{{human_password}}⟧"',
            '# keys\n: RSA {{word}}.pem "⟦{{strong_password}}⟧"',
            "userPassword: ⟦{{alnum:10}}⟧",
        ),
        misses=("a=ice-ufrag:{{alnum:4}}", "the PSK is shared", ": RSA {{word}}.pem"),
        before=70,
    ),
    Rule(
        id="foreign-word-password",
        message="Password behind the word for it in another script",
        regex=(
            rf"(?:{_FOREIGN}[ \t]{{0,4}}(?:[:\uff1a=是为]|は|[ \t](?=[!-~]{{0,60}}[0-9!#$%&*+@^]))"
            rf"|(?i:{'|'.join(_ACCENTED)})[\"'`]?[ \t]{{0,4}}[:=]"
            r"(?=[ \t]{0,4}[`\"']?[!-~]{0,60}[0-9!#$%&*+@^]))"
            r"[ \t]{0,4}[`\"'“「]{0,2}(?P<secret>(?=[!-~]*[A-Za-z0-9])(?!\()"
            r"[!#-&(-+./-9;=?-_a-z|~@-]{3,60}?)(?=[`\"'”」\s,\uff0c。\uff1b;)<]|$)"
        ),
        keywords=("密码", "密碼", "口令", "パスワード", "비밀번호", "пароль", *_ACCENTED),
        hits=(
            "账号 {{user}} 密码 ⟦{{human_password}}⟧",
            "// 默认密码\uff1a⟦{{alnum:8}}⟧",
            "パスワードは「⟦{{alnum:10}}⟧」です",
            "; пароль: ⟦{{human_password}}⟧",
            "> Contraseña: ⟦{{word}}@{{pin:4}}⟧",
            '"hasło": "⟦{{word}}!{{pin:3}}⟧"',
        ),
        misses=(
            '"Contraseña: mínimo 8 letras"',
            '"hasło": "Hasło"',
            "密码不能为空",
            "密码 API",
            "密码 (Password)",
            "пароль не верен",
            "пароль MySQL",
        ),
    ),
)
