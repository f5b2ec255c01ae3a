"""Credentials as unnamed arguments: user and password in a call or a tuple."""

from __future__ import annotations

from secret_guard.rules.parts import QUOTED, any_case
from secret_guard.rules.rule import FAR, Rule

_ITEM = r"(?:\"[^\"\n]{0,200}\"|'[^'\n]{0,200}'|[\w.$@()\[\]>-]{1,80})"
# Calls that take a user and a password.
_LOGINS = (
    r"log_?in sign_?in authenticate auth basic_?auth set_?basic_?auth with_?basic_?auth "
    r"basic http_?basic_?auth http_?digest_?auth set_?credentials? add_?credentials? "
    r"network_?credential password_?credentials? username_?password\w{0,30} "
    r"password_?authentication plain_?auth ps_?credential plain_?text_?auth_?provider "
    r"plaincredentials credentials? use_?login mysqli?(?:_connect)? ssh2_auth_password "
    r"ftp_login auth_plain token_?auth register create_?user create_?superuser set_?login "
    r"http_?auth with_?credentials? sasl_?plain\w{0,12}"
).split()

RULES: tuple[Rule, ...] = (
    Rule(
        id="login-call",
        message="Password as the second argument of a login call",
        regex=(
            rf"\b(?=\w{{4,60}}[ \t]{{0,2}}\(){any_case(*_LOGINS)}"
            rf"[ \t]{{0,2}}\(\s{{0,40}}(?:{_ITEM}[ \t]{{0,2}},\s{{0,40}})?"
            r"(?:\"[^\"\n]{0,120}\"|'[^'\n]{0,120}'|[\w.]{0,20}(?i:user|login|name"
            r"|email)\w{0,20})[ \t]{0,2},\s{0,40}[@LN]{0,1}" + QUOTED
        ),
        keywords=(
            "login",
            "log_in",
            "signin",
            "sign_in",
            "auth",
            "basic",
            "credential",
            "username",
            "mysql",
            "user",
            "register",
            "sasl",
        ),
        confirm=r"\w+[ \t]{0,2}\(",
        hits=(
            'server.login("{{email}}", "⟦{{human_password}}⟧")',
            "requests.get(url, auth=HTTPBasicAuth('{{user}}', '⟦{{strong_password}}⟧'))",
            'req.SetBasicAuth("{{user}}", "⟦{{alnum:10}}⟧")',
            'new NetworkCredential("{{user}}", "⟦{{alnum:12}}⟧")',
            'new mysqli("{{host}}", "{{user}}", "⟦{{alnum:12}}⟧", "{{dbname}}")',
            'smtp.PlainAuth("", "{{email}}", "⟦{{alnum:12}}⟧", "{{host}}")',
        ),
        misses=("server.login(user, password)", 'login("{{user}}")', "register(name, handler)"),
        before=12,
    ),
    Rule(
        id="auth-tuple",
        message="Password in an auth tuple",
        regex=(
            r"\b(?=\w{4,44}[\"']?\]?[ \t]{0,4}[:=][ \t]{0,4}[(\[])"
            r"\w{0,20}(?i:auth|credentials?|creds|login)\w{0,12}[\"']?\]?[ \t]{0,4}[:=]"
            r"[ \t]{0,4}[(\[]\s{0,40}"
            r"(?:\"[^\"\n]{0,120}\"|'[^'\n]{0,120}'|[\w.]{1,60})[ \t]{0,2},\s{0,40}" + QUOTED
        ),
        keywords=("auth", "cred", "login"),
        confirm=r"\w{4,24}[\"']?\]?[ \t]{0,4}[:=][ \t]{0,4}[(\[]",
        hits=(
            'requests.get(url, auth=("{{user}}", "⟦{{human_password}}⟧"))',
            "CREDENTIALS = ['{{user}}', '⟦{{strong_password}}⟧']",
        ),
        misses=("auth=(user, password)", "author = ({{digits:2}}, {{digits:2}})"),
        before=20,
    ),
    Rule(
        id="connect-call",
        message="Password in a call that connects to a database",
        regex=(
            r"(?:\b(?i:getConnection|new[ \t]PDO|PDO|pymysql\.connect|MySQLdb\.connect"
            r"|mysql_p?connect|oci_connect"
            r"|pg_connect|cx_Oracle\.connect|oracledb\.connect|DBI->connect|psycopg2?\.connect"
            r"|Connection\.open"
            r"|odbc_p?connect|createConnection|dataSource\.init|Sequelize"
            r"|DriverManager\.getConnection"
            r"|imap_open|ldap_bind|ftp\.connect|telnet\.login|simple_bind_s?|bind_s"
            r"|DatabaseClient\.connect)"
            rf"[ \t]{{0,2}}\(\s{{0,40}}(?:{_ITEM}[ \t]{{0,2}},\s{{0,40}}){{1,2}}?)"
            rf"(?:(?:\"[^\"\n]{{0,60}}\"|'[^'\n]{{0,60}}'|[\w.$]{{1,40}})[ \t]{{0,2}},\s{{0,40}})?"
            + QUOTED
            + r"(?=\\?[\"'][ \t]{0,2}[,)])"
        ),
        keywords=("connect", "datasource.init", "pdo", "sequelize", "imap_open", "bind", "telnet"),
        confirm=r"[\w.]+[ \t]{0,2}\(",
        hits=(
            'DriverManager.getConnection(url, "{{user}}", "⟦{{alnum:12}}⟧")',
            "new PDO('mysql:host={{host}};dbname={{dbname}}', '{{user}}', '⟦{{alnum:12}}⟧')",
            'conn.simple_bind_s("cn=admin,dc={{company}}", "⟦{{alnum:9}}⟧")',
            "DBI->connect($dsn, '{{user}}', '⟦{{alnum:12}}⟧')",
        ),
        misses=("getConnection(url, user, password)", "new PDO($dsn, $user, $pass)"),
        before=17,
    ),
    Rule(
        id="char-array-password",
        message="Literal turned into a char array, as Java APIs take passwords",
        regex=QUOTED + r"\\?[\"'][ \t]{0,4}\.(?:toCharArray|ToCharArray)\(\)",
        keywords=(".tochararray()",),
        hits=(
            'ks.load(in, "⟦{{human_password}}⟧".toCharArray());',
            'new PBEKeySpec("⟦{{alnum:12}}⟧".toCharArray(), salt, 1000, 256)',
        ),
        misses=("ks.load(in, password.toCharArray());",),
        before=FAR,
    ),
    Rule(
        id="php-define",
        message="Credential in a PHP constant",
        regex=(
            r"\bdefine[ \t]{0,2}\([ \t]{0,4}[\"']\w{0,40}(?i:pass(?:word|wd)?|pwd|secret|token"
            r"|_?key|salt)\w{0,20}[\"']"
            r"[ \t]{0,4},[ \t]{0,20}" + QUOTED
        ),
        keywords=("define",),
        hits=(
            "define('DB_PASSWORD', '⟦{{human_password}}⟧');",
            'define( "AUTH_KEY",         "⟦{{alnum:64}}⟧" );',
        ),
        misses=("define('DB_HOST', 'localhost');", "define('DB_PASSWORD', getenv('X'));"),
    ),
)
