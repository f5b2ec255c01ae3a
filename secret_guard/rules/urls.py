"""Credentials inside URLs and connection strings."""

from __future__ import annotations

from secret_guard.rules.parts import LOOSE_CHARACTER, REFERENCE
from secret_guard.rules.rule import FAR, Rule

# One character of a user name or password between "://" and "@".
_USER = rf"(?:[^\s:@/\"'`<>{{}}$#\\]|[$#](?![{{(])|{REFERENCE})"
_PASSWORD = rf"(?:[^\s@\"'`<>{{}}$#\\]|[$#](?![{{(])|\\[^\w\s\"'\\]|{REFERENCE})"
# What may follow an unencoded "@" that belongs to the password.
_AFTER_AT = r"[^\s@/\"'`<>{}\\]"
# A value in key=value pairs.
_PAIR = rf"(?:[^\s;,&\"'`<>{{}}$#\\)]|[$#](?![{{(])|{REFERENCE})"

RULES: tuple[Rule, ...] = (
    Rule(
        id="url-token-user",
        message="Token as the user name of a URL",
        regex=(
            rf"https?://(?P<secret>{REFERENCE}|[$%]\w{{2,60}}%?|[\w.~%+=-]{{20,300}})"
            r"(?::(?:x-oauth-basic|x)?)?@(?=[\w\[$%{<*])"
        ),
        keywords=("http",),
        hits=(
            "git clone https://⟦{{alnum:40}}⟧@{{host}}/{{company}}/{{word}}.git",
            "pip install git+https://⟦${TOKEN}⟧@{{host}}/{{word}}",
            "https://⟦{{hex:40}}⟧:x-oauth-basic@{{host}}/{{word}}.git",
        ),
        misses=(
            "https://{{host}}/{{word}}",
            "git clone https://{{first_name}}@{{host}}/{{word}}.git",
        ),
    ),
    Rule(
        id="url-password",
        message="Password in a URL",
        regex=(
            rf"(?<=[A-Za-z0-9])://{_USER}{{0,120}}:"
            rf"(?!(?:[0-9]{{1,5}}|[$#]?\{{[^{{}}\n]{{1,60}}\}}{{1,2}}|\$\w{{1,60}}"
            rf"|%[sd])(?:[/?#\s\"'`,]|$))"
            rf"(?!x-oauth-basic@)(?P<secret>{_PASSWORD}{{1,250}}"
            rf"(?:@{_AFTER_AT}{{1,60}}){{0,2}})@(?=[\w\[$#%{{<(*.-])"
        ),
        keywords=("://",),
        hits=(
            "DATABASE_URL=postgres://{{user}}:⟦{{alnum:14}}⟧@{{host}}:5432/{{dbname}}",
            'uri = "mongodb+srv://{{user}}:⟦{{strong_password}}⟧@{{host}}/{{dbname}}?w=majority"',
            "amqp://{{user}}:⟦${RABBIT_PASSWORD}⟧@{{internal_host}}:5672/",
            "REDIS_URL=redis://:⟦{{alnum:24}}⟧@{{internal_host}}:6379/0",
            "https://${USER}:⟦${{ secrets.TOKEN }}⟧@{{host}}/x.git",
            "ldap://cn=admin,dc={{company}}:⟦{{alnum:9}}⟧@{{internal_host}}:389",
            "smtp://{{user}}:⟦<password>⟧@{{host}}:587",
            "postgres://{{user}}:⟦a/b@c{{alnum:5}}⟧@{{host}}/{{dbname}}",
        ),
        misses=(
            "https://{{host}}:8080/users/@me",
            "http://localhost:3000",
            "see https://{{host}} or mail {{email}}",
            "http://{{host}}:${PORT}/a@b",
        ),
    ),
    Rule(
        id="otpauth-secret",
        message="One-time password seed",
        regex=r"otpauth(?:-migration)?://[^\s\"'`]{0,300}?[?&](?:secret|data)="
        rf"(?P<secret>{REFERENCE}|[A-Za-z0-9%=+/_-]{{4,300}})",
        keywords=("otpauth",),
        hits=(
            'uri = "otpauth://totp/{{company}}:{{email}}?secret=⟦{{base32:32}}⟧&issuer={{company}}"',
            "otpauth://hotp/{{user}}?issuer=x&secret=⟦{{base32:16}}⟧",
        ),
        misses=("otpauth://totp/label", "otpauth://totp/{{user}}?issuer={{company}}"),
    ),
    Rule(
        id="oracle-login",
        message="Password in an Oracle connect string",
        regex=(
            r"(?:jdbc:oracle:[a-z0-9]{2,6}:|\b(?:sqlplus|sqlldr|sqlcl|expdp|impdp|exp|imp|rman)\b"
            r"[ \t]{1,4}(?:-\w{1,6}[ \t]{1,4}){0,3}(?:userid=|target[ \t])?[\"']?)"
            rf"[\w$#.{{}}-]{{1,60}}/\"?(?P<secret>{_PASSWORD}{{1,120}}?)\"?@"
        ),
        keywords=(
            "jdbc:oracle",
            "sqlplus",
            "sqlldr",
            "sqlcl",
            "expdp",
            "impdp",
            "exp ",
            "imp ",
            "rman",
        ),
        hits=(
            "jdbc:oracle:thin:{{user}}/⟦{{alnum:10}}⟧@{{host}}:1521:orcl",
            "sqlplus -s {{user}}/⟦{{alnum:10}}⟧@{{word}}",
            "expdp {{user}}/⟦$ORA_PW⟧@{{word}} full=y",
        ),
        misses=("jdbc:oracle:thin:@//{{host}}:1521/orcl", "exp of a/b"),
    ),
    Rule(
        id="url-query-secret",
        message="Credential in the query of a URL",
        regex=(
            r"[?&](?:amp;)?(?i:(?:x-amz-|x-goog-)?(?:[a-z]{2,12}[_-]?)?"
            r"(?:token|api_?key|key|secret|password|passwd|passw|pwd|pass|signature|sig|auth"
            r"|credential|hapikey|appid))"
            rf"=(?P<secret>{_PAIR}{{1,500}})"
        ),
        keywords=(
            "token=",
            "key=",
            "secret=",
            "password=",
            "passwd=",
            "passw=",
            "pwd=",
            "pass=",
            "signature=",
            "sig=",
            "auth=",
            "credential=",
            "appid=",
        ),
        hits=(
            "jdbc:mysql://{{host}}/{{dbname}}?user={{user}}&password=⟦{{alnum:12}}⟧&useSSL=false",
            'fetch("https://{{host}}/v1/items?api_key=⟦{{hex:32}}⟧&page=1")',
            "https://{{host}}/?access_token=⟦${TOKEN}⟧",
            "<a href='https://{{host}}/x?id=1&amp;token=⟦{{alnum:20}}⟧'>",
        ),
        misses=("https://{{host}}/?page=1&size=20", "url + '?token=' + token"),
        before=29,
    ),
    Rule(
        id="postgres-dsn-password",
        message="Password in a keyword connection string",
        regex=(
            r"(?:\b(?:host|hostaddr|port|user|dbname|sslmode)=[^\s\"']{1,100}"
            r"(?:[ \t]{1,4}\w{2,20}=[^\s\"']{1,100}){0,6}?[ \t]{1,4}password="
            r"|(?<![\w?&;.-])password=(?=[^\s\"']{1,100}[ \t]{1,4}(?:host|port|user|dbname"
            r"|sslmode)=))"
            rf"(?P<secret>(?<==)(?:{LOOSE_CHARACTER}){{1,200}}(?<![,;])|'[^'\n]{{1,100}}')"
        ),
        keywords=("password=",),
        hits=(
            'connect("host={{host}} dbname={{dbname}} user={{user}} password=⟦{{alnum:12}}⟧")',
            'dsn := "password=⟦{{alnum:12}}⟧ host={{host}} port=5432"',
            "host={{ip}} user={{user}} password=⟦$PGPW⟧ sslmode=disable",
            "failed: host={{ip}} password=⟦{{alnum:12}}⟧, retrying",
        ),
        misses=("host={{host}} dbname={{dbname}}", "connect(password=x)"),
        before=FAR,
    ),
    Rule(
        id="connection-string-password",
        message="Password in a connection string",
        regex=(
            r"(?:;[ \t]{0,4}|(?<=[\"'>=]))(?i:password|pwd|passwd)[ \t]{0,2}=[ \t]{0,2}[\"']?"
            rf"(?P<secret>(?:[^;\"'\n<>$#{{]|[$#](?![{{(])|{REFERENCE}){{1,200}}?)"
            r"(?=[ \t]{0,9}(?:[;\"'\n<]|&quot;|$))"
        ),
        keywords=("password", "pwd", "passwd"),
        hits=(
            '"Server={{internal_host}};Database={{dbname}};User Id={{user}};'
            'Password=⟦{{alnum:12}}⟧;Encrypt=true"',
            "Data Source={{host}};Initial Catalog={{dbname}};uid={{user}};pwd=⟦{{alnum:9}}⟧",
            "jdbc:sqlserver://{{host}}:1433;user={{user}};password=⟦{{alnum:9}}⟧;x=1",
            'connectionString="Server=.;Uid=sa;Pwd=⟦${SA_PASSWORD}⟧;"',
            "Driver={ODBC};Server={{host}};PWD=⟦{0}⟧;",
        ),
        misses=("Server=.;Integrated Security=true;", "x = 1; print(password)"),
        before=5,
    ),
    Rule(
        id="go-dsn-password",
        message="Password in a data source name of a Go driver",
        regex=(
            rf"[\w.$-]{{1,60}}:(?P<secret>{_PASSWORD}{{1,200}}@?)"
            r"@(?:(?:tcp6?|unix|cloudsql|memory)\(|\([\w.-]{1,80}:\d{2,5}\)/)"
        ),
        keywords=("@tcp", "@unix(", "@cloudsql(", "@memory(", "@("),
        confirm=r"@(?:\w|\([\w.-]{1,80}:\d{2,5}\)/)",
        hits=(
            'sql.Open("mysql", "{{user}}:⟦{{alnum:13}}⟧@tcp({{ip}}:3306)/{{dbname}}?x=true")',
            "DSN={{user}}:⟦{{human_password}}⟧@unix(/run/mysqld.sock)/{{dbname}}",
            "DATA_SOURCE_NAME={{user}}:⟦{{alnum:13}}⟧@({{host}}:3306)/",
        ),
        misses=("dial@tcp(x)", '"{{user}}@tcp({{host}})/{{dbname}}"'),
        before=FAR,
    ),
    Rule(
        id="redis-net-password",
        message="Password in a StackExchange.Redis connection string",
        regex=(
            r":[0-9]{2,5}(?:,[\w.:-]{1,80}(?:=[^,\s\"']{1,60})?){0,8}?,[ ]?password="
            r"(?P<secret>[^,\s\"']{1,200})"
        ),
        keywords=("password=",),
        hits=(
            '"{{host}}:6380,password=⟦{{alnum:30}}⟧,ssl=True,abortConnect=False"',
            "{{host}}:6380,ssl=true,password=⟦{{b64:44}}⟧",
        ),
        misses=("{{host}}:6380,ssl=true", "f(a, password=x)"),
        before=FAR,
    ),
)
