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
            r"|email)\w{0,20})[ \t]{0,2},\s{0,40}(?:Some\(|[@LN])?" + QUOTED
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
            'client.get(url).basic_auth("{{user}}", Some("⟦{{human_password}}⟧"))',
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
            r"\w{0,20}(?i:auth(?!ors?\b)|credentials?|creds|login)\w{0,12}[\"']?\]?[ \t]{0,4}"
            r"[:=][ \t]{0,4}[(\[]\s{0,40}"
            r"(?:\"[^\"\n]{0,120}\"|'[^'\n]{0,120}'|[\w.]{1,60})[ \t]{0,2},\s{0,40}" + QUOTED
        ),
        keywords=("auth", "cred", "login"),
        confirm=r"\w{4,24}[\"']?\]?[ \t]{0,4}[:=][ \t]{0,4}[(\[]",
        hits=(
            'requests.get(url, auth=("{{user}}", "⟦{{human_password}}⟧"))',
            "CREDENTIALS = ['{{user}}', '⟦{{strong_password}}⟧']",
        ),
        misses=(
            "auth=(user, password)",
            "author = ({{digits:2}}, {{digits:2}})",
            '"authors": ["{{user}}", "{{word}}{{digits:3}}"]',
        ),
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
            r"|DatabaseClient\.connect|Sql\.newInstance|utl_http\.set_wallet)"
            rf"[ \t]{{0,2}}\(\s{{0,40}}(?:{_ITEM}[ \t]{{0,2}},\s{{0,40}}){{1,2}}?"
            # name of the client, server, port
            rf"|\bMQTTClient[ \t]{{0,2}}\(\s{{0,40}}(?:b?{_ITEM}[ \t]{{0,2}},\s{{0,40}}){{3}}b?)"
            r"(?:(?:\"[^\"\n]{0,60}\"|'[^'\n]{0,60}'|[\w.$]{1,40})[ \t]{0,2},\s{0,40}b?)?"
            + QUOTED
            + r"(?=\\?[\"'][ \t]{0,2}[,)])"
        ),
        keywords=(
            "connect",
            "datasource.init",
            "pdo",
            "sequelize",
            "imap_open",
            "bind",
            "telnet",
            "newinstance(",
            "set_wallet(",
            "mqttclient(",
        ),
        confirm=r"[\w.]{1,60}[ \t]{0,2}\(",
        hits=(
            'DriverManager.getConnection(url, "{{user}}", "⟦{{alnum:12}}⟧")',
            "new PDO('mysql:host={{host}};dbname={{dbname}}', '{{user}}', '⟦{{alnum:12}}⟧')",
            'conn.simple_bind_s("cn=admin,dc={{company}}", "⟦{{alnum:9}}⟧")',
            "DBI->connect($dsn, '{{user}}', '⟦{{alnum:12}}⟧')",
            'Sql.newInstance("jdbc:oracle:thin:@{{host}}", "{{user}}", "⟦{{alnum:12}}⟧", "driver")',
            "utl_http.set_wallet('file:/u01/{{word}}', '⟦{{human_password}}⟧');",
            'MQTTClient(CLIENT_ID, "{{ip}}", 1883, "{{user}}", "⟦{{human_password}}⟧")',
            'MQTTClient(b"{{word}}", SERVER, 1883, USER, b"⟦{{alnum:12}}⟧")',
        ),
        misses=(
            "getConnection(url, user, password)",
            "new PDO($dsn, $user, $pass)",
            'MQTTClient(CLIENT_ID, "{{ip}}", 1883, USER, PASSWORD)',
        ),
        before=17,
    ),
    Rule(
        id="database-call",
        message="Password in MATLAB's call that connects to a database",
        regex=(r"\bdatabase\([ ]?(?:'[^'\n]{1,80}',[ ]?){2}'(?P<secret>[^'\s]{1,100})',[ ]?['\w]"),
        keywords=("database(",),
        hits=(
            "conn = database('{{dbname}}', '{{user}}', '⟦{{human_password}}⟧', 'Vendor', 'MySQL');",
            "database('{{dbname}}','{{user}}','⟦{{alnum:10}}⟧','org.postgresql.Driver',url)",
        ),
        misses=("database('{{word}}', 'name', 'id')", "Database('a', 'b', 'c', 'd')"),
    ),
    Rule(
        id="encoded-login",
        message="User and password that code puts into a basic header",
        regex=(
            r"(?:GetBytes|btoa|b64_?encode|[bB]ase64\.\w{0,9}[eE]ncode\w{0,16}|base64_encode|base64::encode"
            r"|encode64|EncodeToString|Buffer\.from)[ \t]{0,2}\(\s{0,40}(?:\[\]byte\(|b)?"
            r"[\"'](?!data:|content-type:|sha[0-9]{1,3}:|urn:)[\w.@+-]{2,60}:(?!//|[0-9]{2,5}[\"'])"
            r"(?P<secret>[^\s\"':\\/]{4,100})(?=[\"'])"
        ),
        keywords=("getbytes", "btoa", "encode", "buffer.from"),
        confirm=r"[\w.:]{1,40}[ \t]{0,2}\(\s{0,40}(?:\[\]byte\(|b)?[\"']",
        hits=(
            'Convert.ToBase64String(Encoding.ASCII.GetBytes("{{user}}:⟦{{human_password}}⟧"))',
            "Authorization: 'Basic ' + btoa('{{user}}:⟦{{alnum:14}}⟧')",
            'base64.b64encode(b"{{user}}:⟦{{strong_password}}⟧")',
            'base64.StdEncoding.EncodeToString([]byte("{{user}}:⟦{{alnum:12}}⟧"))',
            "Base64.strict_encode64('{{user}}:⟦{{human_password}}⟧')",
            "Buffer.from('{{user}}:⟦{{alnum:12}}⟧').toString('base64')",
        ),
        misses=(
            'btoa("{{user}}")',
            'Encoding.UTF8.GetBytes("{{host}}:8080")',
            'btoa("https://{{host}}/x")',
            "Buffer.from('data:image/png;base64,{{b64:40}}')",
            'b64encode(user + ":" + password)',
        ),
        before=16,
    ),
    Rule(
        id="curl-option-password",
        message="Password in the user option that code gives to curl",
        regex=(
            r"\b(?:CURLOPT_(?:PROXY)?|pycurl\.(?:PROXY)?|\w{1,8}\.(?:PROXY)?)USERPWD[\"']?\]?"
            r"[ \t]{0,4}(?:,|=>|=)\s{0,20}b?([\"'])[^\s:\"']{1,80}:"
            r"(?P<secret>(?:(?!\1)[^\n\\]|\\[^\n]){1,200})(?=\1)"
        ),
        keywords=("userpwd",),
        hits=(
            "curl_setopt($ch, CURLOPT_USERPWD, '{{user}}:⟦{{strong_password}}⟧');",
            'curl_easy_setopt(curl, CURLOPT_USERPWD, "{{user}}:⟦{{human_password}}⟧");',
            'c.setopt(pycurl.USERPWD, "{{user}}:⟦{{alnum:6}}=({{alnum:3}}<>&;{{alnum:2}}⟧")',
            "[CURLOPT_PROXYUSERPWD => '{{user}}:⟦{{alnum:12}}⟧']",
        ),
        misses=(
            "curl_setopt($ch, CURLOPT_USERPWD, $login);",
            "curl_setopt($ch, CURLOPT_USERPWD, $user . ':' . $pass);",
        ),
        before=16,
    ),
    Rule(
        id="basic-auth-users",
        message="Password of a user that an Express server lets in",
        regex=(r"[\"'\]]?(?<=[\w.@\"'\]-])[ \t]{0,4}:\s{0,20}(?<!realm: )(?<!realm:)" + QUOTED),
        scope=(
            r"^[^\n]{0,200}?(?i:basicauth)\(\s{0,40}\{[^{}]{0,400}?\busers[\"']?\s{0,4}:\s{0,20}"
            r"\{[^{}]{0,2000}"
        ),
        keywords=("basicauth(",),
        hits=(
            "app.use(basicAuth({ users: { admin: '⟦{{human_password}}⟧', x: process.env.X } }))",
            "app.use(basicAuth({\n  challenge: true,\n  users: {\n    '{{user}}': "
            '"⟦{{strong_password}}⟧",\n  },\n}));',
            "basicAuth({ realm: 'x', users: { [process.env.NAME]: '⟦{{alnum:12}}⟧' } })",
        ),
        misses=(
            "basicAuth({ users: { admin: process.env.PASS } })",
            "basicAuth({ authorizer: check })",
            "f({ users: { admin: '{{word}}' } })",
        ),
    ),
    Rule(
        id="hashed-password-call",
        message="Password that code hashes",
        regex=(
            r"(?i:\b(?:(?:bcrypt|bcryptjs|argon2|argon2id|scrypt|password_?hasher|pwd_context"
            r"|password_?encoder\(?\)?)(?:\.|::|->)(?:hash|hash_?sync|hash_?pw|hash_?password|make"
            r"|encode|generate_?from_?password|generate_?password_?hash|create)"
            r"|hash(?:er)?(?:\.|::|->)(?:make|hash_?password)"
            r"|generate_password_hash|make_password|bcrypt))"
            r"[ \t]{0,2}\(\s{0,40}(?:\[\]byte\(|b|new[ ])?" + QUOTED
        ),
        keywords=("bcrypt", "argon2", "scrypt", "hash", "password_", "passwordencoder"),
        confirm=(
            r"[\w.:]{1,40}(?:\(\))?(?:->\w{1,30}|\.\w{1,30})?[ \t]{0,2}\(\s{0,40}"
            r"(?:\[\]byte\(|b|new )?[\"']"
        ),
        hits=(
            'const hash = await bcrypt.hash("⟦{{human_password}}⟧", 12);',
            "'password' => Hash::make('⟦{{strong_password}}⟧'),",
            'generate_password_hash("⟦{{human_password}}⟧")',
            'passwordEncoder().encode("⟦{{alnum:10}}⟧")',
            'bcrypt.GenerateFromPassword([]byte("⟦{{human_password}}⟧"), 12)',
            "User.create(password: bcrypt('⟦{{human_password}}⟧'))",
        ),
        misses=(
            "bcrypt.hash(password, 12)",
            'hash("sha256", data)',
            'require("bcrypt")',
            "hash.create('sha256')",
        ),
        before=24,
    ),
    Rule(
        id="sheet-password",
        message="Password of a protected sheet or workbook",
        regex=(r"\.(?:[Uu]n)?[Pp]rotect(?:[ ]{1,3}|\()(?:(?i:password:?=)[ ]?|(?<=[ ]))" + QUOTED),
        keywords=(".protect", ".unprotect"),
        hits=('ws.Unprotect "⟦{{human_password}}⟧"', '  Sheet1.Protect Password:="⟦{{alnum:9}}⟧"'),
        misses=("ws.Unprotect", ".protect(app)", "keycloak.protect('realm:admin')"),
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
