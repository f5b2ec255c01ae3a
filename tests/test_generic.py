"""Values behind names that hint, in every syntax."""

from __future__ import annotations

import pytest

from secret_guard.generic import find_generic
from secret_guard.generic.hits import Syntax, syntax_of
from secret_guard.names import hint_of, is_about
from tests.marked import found, unmarked, values

# path, text with the value marked. {{...}} are slots, filled at run time.
HITS = [
    # Words of any language can be a password.
    ("a.py", 'db_password = "⟦Sommertr\u00e4ume⟧"'),
    ("a.json", '"LABEL_PASSWORD": "⟦{{strong_password}}⟧"'),
    # Python
    ("a.py", 'db_password = "⟦{{strong_password}}⟧"'),
    ("a.py", 'self._apiKey: str = "⟦{{alnum:32}}⟧"'),
    ("a.py", "connect(user='x', passwd='⟦{{word_password}}⟧', port=3)"),
    ("a.py", 'config["db"]["password"] = "⟦{{word_password}}⟧"'),
    ("a.py", '{"password": "⟦{{word_password}}⟧", "port": 1}'),
    ("a.py", 'if password == "⟦{{word_password}}⟧":'),
    ("a.py", 'TOKEN = os.getenv("TOKEN", "⟦{{alnum:32}}⟧")'),
    ("a.py", 'TOKEN = os.environ.get("TOKEN") or "⟦{{alnum:32}}⟧"'),
    ("a.py", 'PASSWORD = ⟦os.environ["DB_PASSWORD"]⟧  # required'),
    ("a.py", 'secret = ⟦client.access_secret_version(name="db").payload⟧'),
    (
        "a.py",
        'PASSWORD = (\n    "⟦{{strong_password#1|head}}"\n    "{{strong_password#1|tail}}⟧"\n)',
    ),
    ("a.py", 'requests.get(url, auth=("svc", "⟦{{word_password}}⟧"))'),
    ("a.py", 'smtp.login("svc@x.org", "⟦{{word_password}}⟧")'),
    ("a.py", 'p.add_argument("--password", help="x", default="⟦{{word_password}}⟧")'),
    ("a.py", 'run(["tool", "--token", "⟦{{alnum:32}}⟧", "x"])'),
    ("a.py", "password = r'''⟦{{strong_password}}⟧'''"),
    ("a.py", 'key = f(os.environ["DB_PASSWORD"])'.replace("os", "⟦os").replace("])", "]⟧)")),
    # JavaScript and TypeScript
    ("a.js", "const clientSecret = `⟦{{alnum:32}}⟧`;"),
    ("a.ts", "  password: process.env.DB_PASS || '⟦{{word_password}}⟧',"),
    ("a.ts", "  password: ⟦process.env.DB_PASS⟧,"),
    ("a.ts", "private readonly apiKey: string = '⟦{{alnum:32}}⟧';"),
    ("a.js", "page.fill('#password', '⟦{{word_password}}⟧')"),
    ("a.js", "cy.get('#password').type('⟦{{word_password}}⟧')"),
    ("a.js", "client.connect('⟦YOUR_TOKEN_HERE⟧')"),
    # Names in other languages, and of what a code opens
    ("a.php", "$cfg['clave'] = '⟦{{human_password}}⟧';"),
    ("a.py", 'mdp = "⟦{{human_password}}⟧"'),
    ("a.yaml", 'alarm_code: "⟦{{pin:6}}⟧"'),
    ("a.ts", "const doorCode = '⟦{{pin:6}}⟧';"),
    # Servers that set a variable or a header; tuples of Erlang's settings
    ("a.conf", "    SetEnv MAIL_PASSWORD ⟦{{human_password}}⟧"),
    ("a.conf", "fastcgi_param DB_PASSWORD ⟦{{alnum:12}}⟧;"),
    ("haproxy.cfg", "    user admin insecure-password ⟦{{human_password}}⟧"),
    ("sys.config", '{amqp_password, <<"⟦{{human_password}}⟧">>},'),
    ("a.tfstate", '"db_password": {"value": "⟦{{strong_password}}⟧", "type": "string"}'),
    ("a.pkb", "c_pwd  CONSTANT VARCHAR2(60)  := '⟦{{human_password}}⟧';"),
    ("a.applescript", 'set pw to "⟦{{human_password}}⟧"'),
    # What follows the word for a value in a name: `apiKeyValue` is one, too
    ("A.java", 'String apiKeyValue = "⟦{{alnum:13}}7⟧";'),
    ("a.go", 'tokenStr := "⟦{{alnum:13}}7⟧"'),
    ("A.java", 'String secretString = "⟦{{human_password}}⟧", passwordValue = "⟦{{alnum:9}}⟧";'),
    ("a.py", 'api_key_value = "⟦{{alnum:13}}7⟧"'),
    ("a.ts", "const encryptionKeyText = '⟦{{alnum:13}}7⟧'"),
    # Functions and properties that return a literal
    ("A.java", 'private static String masterPassword() {\n    return "⟦{{word_password}}⟧";\n}'),
    ("A.java", 'public String getPassword() throws X {\n  // old\n\n  return "⟦{{alnum:12}}⟧";'),
    ("a.py", 'def db_password():\n    return "⟦{{word_password}}⟧"'),
    ("a.py", 'def token(self) -> str:\n    """Of x."""\n    return "⟦{{alnum:13}}7⟧"'),
    ("a.go", 'func (c *C) apiKey() string { return "⟦{{alnum:13}}7⟧" }'),
    ("a.js", 'const getSecret = () => "⟦{{word_password}}⟧"'),
    ("a.js", "  getPassword: async () => { return '⟦{{word_password}}⟧' },"),
    ("a.php", "function getPassword(): string\n{\n    return '⟦{{word_password}}⟧';\n}"),
    ("a.rb", 'def db_password\n  "⟦{{word_password}}⟧"\nend'),
    ("a.rs", 'fn db_password() -> &\'static str {\n    "⟦{{word_password}}⟧"\n}'),
    ("a.kt", 'fun dbPassword(): String = "⟦{{word_password}}⟧"'),
    ("a.cpp", 'const char *Conf::password() const\n{\n  return "⟦{{word_password}}⟧";\n}'),
    ("a.cs", 'public string ApiKey { get; private set; } = "⟦{{alnum:13}}7⟧";'),
    ("a.cs", 'string Password\n{\n  get { return "⟦{{word_password}}⟧"; }\n}'),
    ("a.swift", 'var password: String { "⟦{{word_password}}⟧" }'),
    ("a.pl", "sub db_password { return '⟦{{word_password}}⟧'; }"),
    # Robot Framework: cells behind two blanks or a tab
    ("a.robot", "*** Variables ***\n${SSO SECRET}         ⟦{{human_password}}⟧\n"),
    ("a.robot", "${DB PASSWORD}\t⟦{{word}} {{word}}7⟧    # old\n${API KEY}    ⟦{{alnum:13}}7⟧"),
    ("a.resource", "    ${password}=    Set Variable    ⟦{{human_password}}⟧"),
    ("a.robot", "    Set Suite Variable    ${DB PASSWORD}    ⟦{{human_password}}⟧"),
    ("a.robot", "    Set Global Variable    \\${DB PASSWORD}    ⟦{{human_password}}⟧"),
    ("a.robot", "    VAR    ${token}    ⟦{{alnum:13}}7⟧    scope=GLOBAL"),
    ("a.robot", "    Input Password    id=pw    ⟦{{human_password}}⟧"),
    # Lisp: a call around the literal
    ("a.clj", '(def conf {:key (.getBytes "⟦{{alnum:20}}⟧") :alg :hs256})'),
    ("a.clj", '{:token-secret (codecs/str->bytes "⟦{{alnum:12}}⟧")}'),
    ("a.clj", '{:secret (.getBytes "⟦{{human_password}}⟧") :password (str "⟦{{alnum:9}}⟧")}'),
    # A constant as an argument behind a variable
    ("a.php", "curl_setopt($ch, CURLOPT_PASSWORD, '⟦{{strong_password}}⟧');"),
    ("unattend.xml", "<Password>\n  <Value>⟦{{human_password}}⟧</Value>\n  <PlainText>true<"),
    ("a.xml", "<AdministratorPassword><Value>⟦{{alnum:12}}⟧</Value></AdministratorPassword>"),
    # Rows of SQL: the value of the column that hints
    (
        "a.sql",
        "INSERT INTO t (host, login, password) VALUES ('{{host}}', 'x', '⟦{{alnum:12}}⟧'),\n"
        "  ('a (b), c', NULL, '⟦{{human_password}}⟧') ON CONFLICT DO NOTHING;",
    ),
    ("a.py", """db.run("insert into `u` (`pwd`, `id`) values ('⟦{{alnum:12}}⟧', 1)")"""),
    (
        "a.sql",
        r"insert into u (n, password) values ('O\'B', '⟦{{alnum:12}}⟧'), ('C', '⟦{{alnum:9}}1⟧');",
    ),
    ("a.sql", "REPLACE INTO u (id, pwd) VALUES (1, /* a, b */ '⟦{{alnum:12}}⟧');"),
    # Others
    ("a.rb", 'page.fill_in "password", with: "⟦{{word}}-{{word}}-98⟧"'),
    ("a.sh", "DB_PASS='⟦147258369%⟧'"),
    ("a.ipynb", '    "Login for the warehouse: analyst / ⟦{{alnum:12}}9!⟧ (do not share)\\n",'),
    ("a.java", "private static final char[] KEY = {⟦'M', 'y', 'L', 'a', 'n', 't', '5'⟧};"),
    # Lists of bytes, decimal and signed
    (
        "a.cs",
        "byte[] Key = new byte[] { "
        "⟦4, 153, 189, 83, 193, 175, 181, 21, 126, 6, 66, 17, 230, 186, 1, 98⟧ };",
    ),
    ("a.kt", "val pepper = byteArrayOf(⟦-69, 90, 119, 126, -108, -106, -53, 63⟧)"),
    ("a.kt", 'JWT.require(Algorithm.HMAC256("⟦{{word}}.{{word}}.{{word}}⟧")).build()'),
    ("a.md", "Login is `admin` / `⟦{{alnum:10}}#1⟧`, do not change it."),
    # Java, Kotlin, Scala, Groovy
    ("A.java", 'private static final String DB_PASSWORD = "⟦{{word_password}}⟧";'),
    ("A.java", 'ds.setPassword("⟦{{word_password}}⟧");'),
    ("A.java", 'if ("⟦{{word_password}}⟧".equals(password)) {'),
    ("A.java", 'password.equals("⟦{{word_password}}⟧")'),
    ("A.java", 'ks.load(in, "⟦{{word_password}}⟧".toCharArray());'),
    ("A.java", 'props.put("db.password", "⟦{{word_password}}⟧");'),
    ("A.java", '@Value("⟦${db.password}⟧") String p;'),
    ("A.java", '@Value("${db.password:⟦{{word_password}}⟧}") String p;'),
    ("a.kt", 'val token: String? = System.getenv("T") ?: "⟦{{alnum:32}}⟧"'),
    ("build.gradle", 'storePassword ⟦System.getenv("STORE_PASSWORD")⟧'),
    ("build.gradle", "keyPassword '⟦{{word_password}}⟧'"),
    ("build.gradle", """buildConfigField "String", "DB_PASS", '"⟦{{word_password}}⟧"'"""),
    # BASIC, Pascal, Ada, VHDL
    ("M.vb", 'Private Const DbPassword As String = "⟦{{word_password}}⟧"'),
    ("a.pas", "const DbPassword: string = '⟦{{word_password}}⟧';"),
    ("a.vhd", 'constant PASSWORD : string := "⟦{{word_password}}⟧";'),
    # Perl, Elixir, Erlang, Ruby: a name that is an argument or a key
    ("Db.pm", 'use constant DB_PASSWORD => "⟦{{word_password}}⟧";'),
    ("prod.exs", 'config :shop, :db_password, "⟦{{word_password}}⟧"'),
    ("a.erl", '{db_password, "⟦{{word_password}}⟧"},'),
    ("deploy.rb", 'set :db_password, "⟦{{word_password}}⟧"'),
    # C#, PowerShell
    ("a.cs", 'var password = @"⟦{{word_password}}⟧";'),
    ("a.cs", 'new NetworkCredential("svc", "⟦{{word_password}}⟧")'),
    ("a.ps1", '$Password = "⟦{{word_password}}⟧"'),
    ("a.ps1", 'Connect-Thing -Password "⟦{{word_password}}⟧" -User x'),
    ("a.ps1", "$pw = ConvertTo-SecureString ⟦$env:PW⟧ -AsPlainText -Force"),
    # Go, Rust, Swift, Objective-C, C
    ("a.go", 'password := "⟦{{word_password}}⟧"'),
    ("a.go", 'const apiToken string = "⟦{{alnum:32}}⟧"'),
    ("a.go", 'secret, err := ⟦vault.Read("kv/db")⟧'),
    ("a.rs", 'let password: &str = "⟦{{word_password}}⟧";'),
    ("a.rs", 'password: Some("⟦{{word_password}}⟧".to_string()),'),
    ("a.swift", 'let apiKey = "⟦{{alnum:32}}⟧"'),
    ("a.m", '@"password": @"⟦{{word_password}}⟧",'),
    ("a.m", '[d setObject:@"⟦{{word_password}}⟧" forKey:@"password"];'),
    ("a.h", '#define WIFI_PASSWORD "⟦{{word_password}}⟧"'),
    ("a.c", 'strcpy(cfg.password, "⟦{{word_password}}⟧");'),
    ("a.c", "static const uint8_t aes_key[16] = { ⟦{{bytes_list:16}}⟧ };"),
    # A command in a document of another kind, continued on the next line
    ("docs.toml", 'EXAMPLE = """\nDNS_PASSWORD=⟦{{word_password}}⟧ \\\nrun --dns\n"""'),
    # Ruby, PHP, Perl, Lua, Elixir
    ("a.rb", "password: '⟦{{word_password}}⟧', user: 'x'"),
    ("a.rb", ':password => "⟦{{word_password}}⟧"'),
    ("a.rb", "secret = ENV.fetch('S', '⟦{{alnum:32}}⟧')"),
    ("a.php", "define('DB_PASSWORD', '⟦{{word_password}}⟧');"),
    ("a.php", "'password' => env('DB_PASSWORD', '⟦{{word_password}}⟧'),"),
    ("a.php", "$conf->setPassword('⟦{{word_password}}⟧');"),
    ("a.pl", 'my $password = "⟦{{strong_password#1|head}}" . "{{strong_password#1|tail}}⟧";'),
    # Shell, Docker, SQL
    ("a.sh", "export DB_PASSWORD=⟦{{alnum:12}}⟧"),
    ("a.sh", 'DB_PASSWORD="${DB_PASSWORD:-⟦{{alnum:12}}⟧}"'),
    ("a.sh", "DB_PASSWORD=⟦$(vault kv get -field=x kv/db)⟧"),
    ("Dockerfile", "ENV DB_PASSWORD ⟦{{alnum:12}}⟧"),
    ("Dockerfile", "ARG NPM_TOKEN=⟦{{alnum:32}}⟧"),
    ("a.sql", "CREATE USER 'a'@'%' IDENTIFIED BY '⟦{{word_password}}⟧';"),
    ("a.sql", "DECLARE @Password NVARCHAR(50) = N'⟦{{word_password}}⟧';"),
    ("a.pkb", "l_password VARCHAR2(30) := '⟦{{word_password}}⟧';"),
    # Lists
    ("a.py", 'API_TOKENS: list[str] = ["⟦{{alnum:32}}⟧", "⟦{{hex:16}}⟧"]'),
    ("a.py", 'SECRET_DICT = {0: "⟦{{digits:8}}⟧", "x": "⟦{{alnum:12}}⟧"}'),
    ("a.js", "const passwords = ['⟦hunter⟧',  // first\n  '⟦{{alnum:12}}⟧']"),
    ("a.go", 'apiKeys := []string{"⟦{{alnum:32}}⟧", "⟦{{alnum:32}}⟧"}'),
    ("a.yml", """string: '{"id":1,"tokens":["⟦{{hex:16}}⟧","⟦{{hex:16}}⟧"]}'"""),
    ("a.yml", "tokens:\n  - ⟦{{hex:16}}⟧\n  - '⟦{{hex:16}}⟧'\nport: 1"),
    # Configuration
    ("a.yaml", "password: ⟦{{alnum:12}}⟧  # rotate"),
    ("a.yaml", 'password: "⟦{{ .Values.db.password }}⟧"'),
    ("a.yaml", "- name: DB_PASSWORD\n  value: ⟦{{alnum:12}}⟧"),
    ("a.yaml", "env: {DB_PASSWORD: ⟦{{alnum:12}}⟧, A: 1}"),
    ("a.yaml", "token: ⟦!Ref DbToken⟧"),
    ("a.yml", "  - DB_PASSWORD=⟦{{alnum:12}}⟧"),
    ("a.yml", "token: ⟦${{ secrets.DEPLOY_TOKEN }}⟧"),
    ("a.json", '{"name": "DB_PASSWORD", "value": "⟦{{alnum:12}}⟧"}'),
    ("a.json", '{"body": "{\\"password\\": \\"⟦{{alnum:12}}⟧\\"}"}'),
    ("a.toml", 'api_key = "⟦{{alnum:32}}⟧"'),
    ("a.ini", "password = ⟦{{alnum:12}}⟧ ; old"),
    ("a.properties", "spring.datasource.password=⟦{{alnum:12}}⟧"),
    (".env", "STRIPE_SECRET=⟦{{alnum:32}}⟧"),
    ("a.xml", "<password>⟦{{alnum:12}}⟧</password>"),
    ("a.xml", '<property name="password">⟦{{alnum:12}}⟧</property>'),
    ("a.xml", '<add key="Password" value="⟦{{alnum:12}}⟧" />'),
    ("a.xml", "<key>Password</key>\n<string>⟦{{alnum:12}}⟧</string>"),
    ("a.env", "ENDPOINT=⟦https://{{host}}/?code={{alnum:20}}⟧"),
    ("web.config", '<login key="⟦{{alnum:12}}⟧" />'),
    ("a.tf", 'variable "db_password" {\n  type    = string\n  default = "⟦{{alnum:12}}⟧"\n}'),
    ("a.tf", "password = ⟦var.db_password⟧"),
    ("a.ipynb", "   \"api_key = os.environ['K']\\n\",".replace("os", "⟦os").replace("]\\", "]⟧\\")),
    ("a.example", "API_SECRET=⟦two {{alnum:12}}⟧"),
    ("a.html", "<pre>{&#34;password&#34;: &#34;⟦{{word_password}}⟧&#34;, &#34;id&#34;: 1}</pre>"),
    # Columns
    (
        "a.csv",
        "name,url,password,note\n{{user}},,⟦{{word_password}}⟧,\n\n{{user}},x,⟦{{alnum:12}}⟧",
    ),
    ("a.tsv", "user\tapi token\r\n{{user}}\t⟦{{hex:40}}⟧\r\n"),
    ("a.csv", 'Access key ID;"Secret access key"\n;"⟦{{b64:40}}⟧"\n'),
    ("a.csv", 'note,password\n"one\ntwo, 3",⟦{{word_password}}⟧\n'),
    # Prose, tables, comments, logs
    ("a.sample", "# Password of the database user. Default: ⟦{{word_password}}⟧"),
    ("a.py", "PASS  Password of the database (default: '⟦{{word_password}}⟧')"),
    ("a.sh", 'read -p "(Default password: ⟦ABCDEFG⟧):" answer'),
    ("a.json", '{"text": "as such:\\n> Consumer Key: ``⟦{{alnum:16}}7⟧``\\n>"}'),
    ("a.java", 'model.setToken("⟦abcd-efgh-ijkl⟧");'),
    ("a.java", 'manager.setCipherKey(Base64.decode("⟦{{b64:24}}⟧"));'),
    ("a.md", "The root password is `⟦{{strong_password}}⟧`."),
    ("a.md", "Login: admin / ⟦{{alnum:6}}77⟧"),
    ("a.md", "staging: deploy / ⟦Xy{{lower:6}}77⟧"),
    ("a.md", "Log in as root, pass ⟦{{word_password}}7x⟧"),
    ("a.c", "    /* user admin, pass: ⟦{{alnum:10}}9x⟧ */"),
    # A PIN is a number, but not that of a token
    ("a.c", '#define DOOR_PIN "⟦{{pin:6}}⟧"'),
    ("a.yaml", "hsm_pin: ⟦{{word_password}}⟧"),
    ("a.conf", "wpa_psk=⟦{{alnum:12}}⟧"),
    ("a.py", 'if user_pass == "⟦orchid⟧":'),
    ("a.hs", 'key "password" -> "⟦{{word_password}}⟧"'),
    ("a.html", "<tr><td>Password</td><td>⟦{{strong_password}}⟧</td></tr>"),
    ("a.html", "<th><b>API key:</b></th>\n  <td class='x'><code>⟦{{alnum:32}}⟧</code></td>"),
    ("a.html", "<td>Mail Jwt Secret</td><td>⟦{{hex:32}}⟧</td></tr>"),
    ("a.html", "<dt>Password</dt>\n<dd>⟦{{word_password}}⟧</dd>"),
    ("a.html", "<p>the root password is ⟦{{alnum:12}}⟧</p>"),
    ("a.md", "| password | ⟦{{alnum:12}}⟧ |"),
    ("a.md", "- password: ⟦{{alnum:12}}⟧"),
    ("a.py", "# password: ⟦{{alnum:10}}9x⟧"),
    ("a.sh", "# root password of every box: ⟦{{alnum:10}}9x⟧ (old)"),
    ("a.log", "login ok id=7 password=⟦{{alnum:12}}⟧, from 1.2.3.4"),
    ("a.py", 'url = "https://x.org/?a=1&access_token=⟦{{alnum:32}}⟧&b=2"'),
    ("a.md", "Neues Kennwort vom Lieferanten: ⟦{{word}}Adm{{pin:3}}⟧. Bitte melden."),
    # Columns of a table, default values in templates, lists with comments
    (
        "a.md",
        "| System | User | Password |\n|:--|---|---|\n| CI | {{user}} | ⟦{{human_password}}⟧ |\n"
        "| Jira | {{user}} | `⟦{{alnum:12}}⟧` |\n| Old | {{user}} | the same as Jira |\n",
    ),
    ("a.md", "Name | API key\n--- | ---\n{{word}} | ⟦{{hex:32}}⟧\n"),
    ("x.conf.j2", "db_password=⟦{{ db_password | default('hello12') }}⟧"),
    ("a.yml", "api_keys:\n  - ⟦{{alnum:40}}⟧  # {{company}}\n  - ⟦{{alnum:40}}⟧\n"),
]

MISSES = [
    ("a.csv", "name,password_length,city\nann,12345,Riga"),
    ("a.csv", "c," * 1_000 + "password\n" + "1," * 1_000 + "Orlando77x\n"),  # a header has an end
    ("a.csv", "name,city\npassword,Riga\nann,Orlando77x"),
    ("a.txt", "name,password\nann,Orlando77x"),
    # Conditions that return something else, words about a credential, no literal alone
    ("a.py", 'if has_password(x):\n    return "{{alnum:12}}"'),
    ("a.py", 'elif user_token(x): return "{{alnum:12}}"'),
    ("a.js", 'if (x.token(y)) { return "{{alnum:12}}" }'),
    ("a.rs", 'if is_secret(x) {\n    "{{alnum:12}}"\n}'),
    ("a.js", "function session(url) {\n  return `http://${url.host}:${url.port}/sessions`\n}"),
    ("a.php", "self::query($xpath, 'publickey', 'Public Key is not present');"),
    ("a.py", 'def token_type(self):\n    return "bearer"'),
    ("a.py", 'def auth_token(self):\n    return "the usual"'),
    ("a.py", 'def db_password(self):\n    x = 1\n    return "{{alnum:12}}"'),
    ("a.py", 'def db_password(self):\n    return "{{alnum:12}}" + self.rest'),
    ("a.js", "const getSecret = () => secrets"),
    ("a.cs", 'public string Password { get; set; }\nstring x = "{{alnum:12}}";'),
    ("a.robot", "    Log    ${password}    WARN"),
    ("a.robot", "&{CREDENTIALS}    user=admin    role=x"),
    ("a.robot", "${PASSWORD HINT}    my first dog"),
    ("a.robot", "    ${password}=    Set Variable\n    ${token}=    Get Token    {{alnum:12}}"),
    ("a.clj", '{:password (env "DB_PASSWORD") :secret (System/getenv "SECRET_X")}'),
    ("a.clj", '{:password (vault/fetch "db/main/pw1")}'),
    ("a.java", 'String keyValuePair = "{{alnum:13}}7";'),
    ("a.xml", "<Password>\n  <PlainText>true</PlainText>\n</Password>"),
    # Of whom a sentence says what they do, not what they are.
    ("NEWS.rst", "* The keyring is unlocked when get_password is called. Thanks to all."),
    ("NEWS.rst", "- Pin redis==4.3.4, since later ones fail"),
    ("pyproject.toml", "    # We pin setuptools<80 since our test suite needs it"),
    ("a.rb", "validates :password, presence: true, length: { minimum: 6 }"),
    ("a.toml", "# - only amd64 / x86_64, and arm64"),
    ("a.toml", "x,  # B023 from ruff / flake8-bugbear"),
    ("a.py", "def login(user, password: str, token=None) -> bool:"),
    ("a.py", "password: str"),
    ("a.rs", "    password: &[u8],"),
    ("a.rs", "fn f(secret: &[u8], secret_key: x25519::StaticSecret) {"),
    ("a.rs", "    secret: [u8; 32],"),
    ("hi.json", '"LABEL_PASSWORD": "\u092a\u093e\u0938\u0935\u0930\u094d\u0921"'),
    ("cs.json", '"MANDATORY_PASSWORD": "Zadejte heslo."'),
    ("cs.yml", "new_password: Nov\u00e9 heslo"),
    ("de.json", '"login.password": "Passwort \u00e4ndern?"'),
    (
        "a.py",
        'key = "{{dashes}}BEGIN PRIVATE KEY{{dashes}}" + s + "{{dashes}}END PRIVATE KEY{{dashes}}"',
    ),
    ("a.py", "self.password = password"),
    ("a.py", "password = pwd"),
    ("a.py", 'password = ""'),
    ("a.py", "password = None"),
    ("a.py", "use_password = True"),
    ("a.py", "import secrets, tokenize"),
    ("a.py", "from auth.tokens import Token"),
    ("a.py", "max_tokens = 4096"),
    ("a.py", 'password = get_password("db/prod")'.split(" = ")[1]),
    ("a.py", "tokens = [t for t in xs]"[:9]),
    ("a.py", 'sorted(rows, key=lambda row: row["name"])'),
    ("a.py", 'print("Password: %s" % x)'),
    ("a.py", 'url = "page.html"'),
    ("a.md", "The secret is read by default in every container."),
    ("a.html", "<pre>&lt;input id=&quot;password&quot; name=&quot;j_password&quot;</pre>"),
    ("a.java", 'new Model().setToken("access-token");'),
    ("a.js", 'headers: { Authorization: "Bearer " + token, "Content-Type": "x/y" }'),
    ("a.yml", "string: user=<THE_PASS>\n  headers:\n"),
    ("A.java", "List<SecretVersion> found = repository.list(name);"),
    ("a.kt", "lateinit var credentials: CredentialFactory"),
    ("a.cs", "public class SecretService : ServiceBase"),
    ("a.php", "* @see Crypt\\SymmetricKey::encrypt()"),
    ("a.py", 'required_keys = ["name", "label", "db_password_1"]'),
    ("a.py", 'tokens = ["if", "else", "while"]'),
    ("a.yaml", "secrets:\n  - db-password\n  - name: x1y2z3a4"),
    ("a.ts", "password: string;"),
    ("a.ts", "token: false,"),
    ("a.java", "private String password;"),
    ("a.java", "public void setPassword(String password) {"),
    ("a.yaml", "password:\n  length: 12"),
    ("a.yaml", "password: null"),
    ("a.yaml", "pin: 12"),
    ("a.css", ".compass { color: red }"),
    ("a.html", '<input type="password" name="p">'),
    # What stands between two literals, or ends one
    ("a.sh", """python3 -c 'send({"Authorization": "Bearer " + os.environ["X"]})'"""),
    ("a.md", 'h = {"Authorization": "token " + os.environ["X"]}'),
    ("a.py", """system('deploy --auth-token "' + t + '" --region eu')"""),
    ("a.js", 'exec("deploy --auth-token " + t + " --region eu")'),
    # Commands, their words and options
    ("a.fish", "set -x SLACK_TOKEN (pass show slack-token)"),
    ("a.sh", "pass insert slack-token"),
    ("a.sh", "secret deploy --name front"),
    ("a.cfg", "auth_token --region eu"),
    # Indexes are no bytes of a key
    ("a.cs", "int[] Keys = new int[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };"),
    ("a.conf", "proxy_set_header Host $host;"),
    ("a.py", 'run("INSERT INTO users (login, password) VALUES (%s, %s)", (a, b))'),
    ("a.sql", "INSERT INTO t (id, password_hint) VALUES (1, 'at least 8 characters');"),
    ("a.css", "password = '50%'"),
    ("a.php", """$q = "INSERT INTO u (login, password) VALUES ('" . $a . "', '" . $b . "')";"""),
    ("a.md", "`int32` / `float32`, `Ctrl+C` / `Cmd+Shift+P`, `v1.2.3` / `v1.2.4`"),
    ("a.ipynb", '    "share = total1 / total2\\n",'),
    ("a.py", "password_chars = ['a', 'b', 'c', '1', '2', '3', '!']"),
    (
        "a.py",
        "seed = [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 99]",
    ),
    ("a.conf", "set key top left"),
    ("a.dts", "mdp: mdp-node"),
    # A verb, and what else passes
    ("a.py", "raise ValueError(\"Cannot pass 'figure' when it is made here\")"),
    ("a.c", " * If the CPU has it, pass bmi2=1 to the function"),
    ("a.c", '// First pass: marks "roots" and predecessors'),
    ("ltmain.sh", "  -Xlinker FLAG   pass linker-specific FLAG to the linker"),
    ("a.def", 'FUNCTION_PASS("lower-expect", LowerExpectPass())'),
    ("a.js", 'if (painter.currentPass === "translucent") return;'),
    # Choices and tickets behind a slash
    ("a.h", "/* SIGHUP / SIGUSR2 bytes */"),
    ("a.h", "// guarded by httpoxy / CVE-2016-5388"),
    ("a.c", "// buffer = w / 10^kappa, or int32 / uint32"),
    ("Makefile", "# sk.mo / sk.cp1250.mo, uk.mo / uk.cp1251.mo"),
    # Pins of electronics, commands of devices
    ("a.py", 'CONF_RESET_PIN = "reset_pin"'),
    ("a.yaml", "reset_pin: GPIO16"),
    ("a.h", "static const uint8_t CMD_BT_PASSWORD = 0xA9;"),
    # Members and functions of Wi-Fi code
    ("a.c", "sta->wpa_sm->group = 0; pw->next = pw1;"),
    ("a.c", 'wpa_printf(MSG_DEBUG, "FT: No matching R0KH found");'),
    ("a.c", "\t*pw_entry = entry | lsb2;"),
    # Shells' patterns, tables of numbers
    ("configure", "mingw* | cygwin* | pw32* | os2* | cegcc*)"),
    ("index.js", '"pass": [8, 9, 14, 17, 22, 36]'),
    # Keys that name a file or a type, of another kind
    ("a.json", '"src/parallel/job_token.rs": "{{hex:64}}"'),
    ("a.py", '"AWS::Connect::SecurityKey": "{{hex:16}}",'),
    (
        "a.json",
        '"Resource": "arn:aws:secretsmanager:eu-west-1:{{digits:12}}:secret:db-Xb6{{lower:3}}"',
    ),
    ("a.dat", "// pin : 2014-12-18 Registry Services, Inc."),
    # Translations whose letters are escaped
    ("ja.json", r'"password": "\u30d1\u30b9\u30ef\u30fc\u30c9"'),
    ("sv.json", r'"password": "L\u00f6senord"'),
    ("fr.json", r'"api_key": "Cl\u00e9 API"'),
    ("de.xml", 'password="Passwort &auml;ndern"'),
    ("a.md", "| Token | Meaning |\n|:--|:--|\n| `\\\\d` | a digit |\n| WORD | a word |\n"),
    # Style sheets
    ("a.css", "#login input[type=password], .wp-pwd button.hide-pw{color:red}"),
    ("a.scss", 'input[name="password"]:focus { outline: 2px solid #1a73e8; }'),
    # Elements of a page
    ("a.js", "pw.prop('disabled', false); $pass2.trigger('click');"),
    ("a.env", "SIGNING_KEY_ID={{hex:16}}"),
    ("a.sh", "pg_dump -U postgres --no-password stock > stock.sql"),
    ("a.yaml", "checksum/secret: {{hex:64}}"),
    ("a.md", "Clave de la incidencia: OPS-2231-0390."),
    # Routes, policies, lookups
    ("a.conf", " match community BGPCommunity1 BGPCommunity2"),
    ("a.yml", "ext_community: extcomm_list1"),
    ("a.conf", "snmp-server password-policy Merged2"),
    ("a.yml", "x: \"{{ lookup('community.windows.laps_password', 'app01') }}\""),
    ("a.yml", "update_password: always"),
    ("a.xml", '<Logger name="com.corp.auth.PasswordService" level="warn"/>'),
    # A variable between other arguments
    ("a.m", "c = database('db', 'reader', pw, 'Vendor', 'PostgreSQL');"),
    ("a.py", 'connect("db", user, password, "utf8")'),
    # Measures, switches, resources
    ("a.env", "PASSWORD_TIMEOUT=10800"),
    ("a.ldif", "pwdMaxAge: 15552000"),
    ("a.conf", "set password-renewal enable"),
    ("a.reg", '"LimitBlankPasswordUse"=dword:00000001'),
    ("a.env", "SIGNING_KEY=arn:aws:kms:eu-west-1:{{digits:12}}:key/{{uuid}}"),
    # Names of what is none
    ("a.config", '<assemblyIdentity name="System.Web" publicKeyToken="{{hex:16}}" />'),
    ("A.java", 'static final Set<String> WEAK_PASSWORDS = Set.of("letmein", "qwerty");'),
    # The endpoint of a connection string, whose key is a value of its own
    ("a.env", "CONN=Endpoint=sb://{{host}}/;SharedAccessKeyName=Root"),
    ("a.py", 'conn = "Endpoint=sb://{{host}}/;SharedAccessKeyName=Root"'),
]


@pytest.mark.parametrize(("path", "text"), HITS)
def test_hit(path: str, text: str) -> None:
    plain, marked = unmarked(text)
    candidates = found(plain, path)
    assert [one.secret for one in candidates if one.secret in marked] == marked
    for mark in marked:
        assert not [one for one in candidates if mark in one.secret and one.secret != mark]


@pytest.mark.parametrize(("path", "text"), MISSES)
def test_miss(path: str, text: str) -> None:
    plain, _ = unmarked(text)
    assert find_generic(plain, plain.lower(), path) == []


@pytest.mark.parametrize("path", ["web.config", "a.xml", "a.json"])
@pytest.mark.parametrize(
    "text",
    [
        '<add key="SlackToken" value="⟦{{alnum:30}}⟧"/>\n  </appSettings>',
        '<add key="SlackToken"\n     value="⟦{{alnum:30}}⟧" /> </appSettings>',
        "connection: Endpoint=sb://{{host}}/;SharedAccessKeyName=Root;SharedAccessKey=⟦{{b64:44}}⟧",
        'p.add_argument("--slack-token", "-t", default="⟦{{alnum:30}}⟧")',
        "auth deploy --auth-token=⟦<token>⟧ --region eu",
    ],
)
def test_one_value_alone(path: str, text: str) -> None:
    plain, marked = unmarked(text)
    assert [one.secret for one in found(plain, path)] == marked


@pytest.mark.parametrize("call", ["InputBox", "inputdlg", "simpledialog.askstring"])
def test_what_a_dialog_asks_is_a_reference(call: str) -> None:
    expression = f'{call}("Passwort:", "Anmeldung")'
    assert [one.secret for one in found(f"pw = {expression}", "a.bas")] == [expression]


def test_message_names_the_key_and_never_the_value() -> None:
    text, (value,) = unmarked('db_password = "⟦{{strong_password}}⟧"')
    (span,) = find_generic(text, text.lower(), "a.py")
    assert span.rule_id == "generic-password"
    assert "db_password" in span.message
    assert value not in span.message + repr(span)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("dbPassword", "generic-password"),
        ("DB_PASSWD", "generic-password"),
        ("smtp-pass", "generic-password"),
        ("PGPASSWORD", "generic-password"),
        ("apiKey", "generic-api-key"),
        ("apiKeyValue", "generic-api-key"),
        ("api_key_str", "generic-api-key"),
        ("encryptionKeyText", "generic-key"),
        ("secretString", "generic-secret"),
        ("x-api-key", "generic-api-key"),
        ("clientSecret", "generic-secret"),
        ("accessToken", "generic-token"),
        ("privateKey", "generic-key"),
        ("connectionString", "generic-connection-string"),
        ("credentials", "generic-credential"),
        ("DATABASE_URL", "generic-url"),
    ],
)
def test_names(name: str, rule: str) -> None:
    hint = hint_of(name)
    assert hint is not None
    assert hint.rule_id == rule


@pytest.mark.parametrize(
    "name", ["tokenizer", "secretary", "compass", "passage", "author", "monkey"]
)
def test_names_that_do_not_hint(name: str) -> None:
    assert hint_of(name) is None


def test_names_about_a_credential() -> None:
    assert all(map(is_about, ["passwordLength", "token_type", "max_tokens", "secretName"]))
    assert not any(map(is_about, ["password", "access_token", "reset_token", "DB_PASS"]))


@pytest.mark.parametrize(
    ("path", "syntax"),
    [
        ("x/a.test.ts", Syntax.CODE),
        ("deploy/values.yaml", Syntax.YAML),
        (".env.production", Syntax.SHELL),
        ("docker/Dockerfile.dev", Syntax.SHELL),
        ("home/.bash_history", Syntax.SHELL),
        ("app.properties", Syntax.PROPERTIES),
        (".npmrc", Syntax.PROPERTIES),
        ("README.md", Syntax.TEXT),
        ("Env.kt", Syntax.CODE),
        ("LICENSE", Syntax.TEXT),
    ],
)
def test_syntax(path: str, syntax: Syntax) -> None:
    assert syntax_of(path) is syntax


def test_text_that_grows_when_lowered() -> None:
    text = 'x = "İİİ"; password = "hunter2x"'
    assert "hunter2x" in values(text, find_generic(text, text.lower(), "a.py"))
