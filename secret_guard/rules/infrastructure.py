"""Secrets in Kubernetes manifests, Terraform, CloudFormation and lists of named values."""

from __future__ import annotations

from secret_guard.rules.parts import REFERENCE, VALUE
from secret_guard.rules.rule import FAR, Rule

# A name that says its value is a credential (used where name and value stand apart).
_HINT = (
    r"[\w.:/-]{0,60}(?i:pass(?:word|wd|phrase|code)?|pwd|secret|token|api_?key|apikey|access_?key"
    r"|private_?key|auth_?key|credential|_key|-key|_pw|signing|encryption)[\w.:/-]{0,40}"
)
_SCALAR = (
    rf"(?:\"(?=[^\"\n]{{1,2000}}\")|'(?=[^'\n]{{1,2000}}'))?"
    rf"(?P<secret>(?<=\")[^\"\n]{{1,2000}}(?=\")|(?<=')[^'\n]{{1,2000}}(?=')"
    rf"|(?:{REFERENCE}|[^\s\"'#{{}}<>|&,$]|[#$](?![{{(])|(?<!^)[&|]){{1,2000}})"
)

KUBERNETES = (
    Rule(
        id="kubernetes-secret-data",
        message="Value of a Kubernetes secret in base64",
        regex=(
            r"^[ \t]{1,40}[\"']?"
            # whom and where, and certificates
            r"(?!(?:[\w.-]{0,99}[_.-])?(?i:user(?:name)?|host(?:name)?|port|database|dbname)[\"']?:"
            r"|(?:tls|ca)\.crt)"
            r"[\w.-]{1,120}[\"']?:[ \t]{1,9}(?:!!binary[ \t]{1,4})?[\"']?"
            r"(?![A-Z]?[a-z]{1,30}\b(?!=))"  # a word
            rf"(?P<secret>{REFERENCE}|[A-Za-z0-9+/]{{4,20000}}={{0,2}})[\"']?,?[ \t]{{0,9}}"
            rf"(?:#[^\n]{{0,200}})?$"
        ),
        scope=(
            r"^(?:[ \t]{0,12}[\"']?(?:data|binaryData)[\"']?:[ \t]{0,9}\{?[ \t]{0,9}"
            r"(?:#[^\n]{0,200})?\n)"
            r"(?:[ \t]{1,40}[^\n]{0,30000}\n?|[ \t]{0,40}\n){1,400}"
        ),
        keywords=("data:", 'data"'),
        hits=(
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: db\ntype: Opaque\ndata:\n"
            "  password: ⟦{{human_password|b64}}⟧\n",
            "kind: Secret\ndata:\n  # rotated yearly\n  tls.key: ⟦{{b64:200}}⟧\nmetadata:\n  "
            "name: x\n",
            'data:\n  token: "⟦{{alnum:30|b64}}⟧"\n',
            "kind: Secret\ndata:\n  password: ⟦{{ .Values.password | b64enc }}⟧\n",
        ),
        misses=(
            "kind: Secret\nmetadata:\n  name: {{word}}\n  namespace: {{word}}\n",
            "kind: ConfigMap\ndata:\n  log.level: a b c\n",
            '  "data": {\n    "username": "Benutzername"\n  }\n',
            "kind: Secret\ndata:\n  DB_USER: {{user|b64}}\n  tls.crt: {{b64:200}}\n",
        ),
        reach=30_000,
    ),
    Rule(
        id="kubernetes-secret-string",
        message="Value of a Kubernetes secret in plain text",
        regex=r"^[ \t]{1,40}[\"']?[\w.-]{1,120}[\"']?:[ \t]{1,9}(?![|>])" + _SCALAR,
        scope=(
            r"^[ \t]{0,12}[\"']?stringData[\"']?:[ \t]{0,9}\{?[ \t]{0,9}\n"
            r"(?:[ \t]{1,40}[^\n]{0,3000}\n?|[ \t]{0,40}\n){1,200}"
        ),
        keywords=("stringdata",),
        hits=(
            "kind: Secret\nstringData:\n  password: ⟦{{human_password}}⟧\n",
            'stringData:\n  DB_PASS: "⟦{{strong_password}}⟧"\nkind: Secret\n',
            "stringData:\n  token: ⟦${TOKEN}⟧\n",
        ),
        misses=("kind: Secret\nmetadata:\n  name: {{word}}\n", "stringData: {}\n"),
    ),
)

# Other keys of a JSON object, and other lines of a block, that stand between name and value.
_JSON_ITEM = (
    r",\s{0,60}\"(?!(?i:name|key|value)\")[\w.-]{1,40}\"[ \t]{0,9}:[ \t]{0,9}"
    r"(?:\"[^\"\n]{0,300}\"|[\w.+-]{1,40}|\{[^{}\"]{0,9}(?:\"[^{}]{0,600})?\}|\[[^\[\]]{0,600}\])"
)
_LINE_ITEM = (
    r"\n[ \t]{1,40}(?!(?i:name|key|id|value)\b)[\w-]{1,40}[ \t]{0,20}[:=][ \t]{1,9}"
    r"[^\s{}\[\]][^\n{}\[\]]{0,120}"
)

NAMED_VALUES = (
    Rule(
        id="named-value",
        message="Credential in a name and value pair",
        # YAML lists of env variables, JSON task definitions, XML settings and properties.
        regex=(
            # The key's first letter stands in front, so that the search skips to it.
            rf"[nNkKiIpPoOqQ](?:(?<![^\s,{{<-].)|(?<=[\"'].)(?<![^\s,{{<-]..))"
            rf"(?i:(?<=n)ame|(?<=k)ey|(?<=i)d|(?<=p)arameterkey"
            rf"|(?<=o)ption_?name|(?<=q)uestion)[\"']?[ \t]{{0,9}}[:=][ \t]{{0,9}}"
            rf"[\"']?{_HINT}[\"']?(?:{_LINE_ITEM}){{0,4}}?[ \t]{{0,9}},?\s{{0,60}}[\"']?"
            rf"(?i:value|parametervalue|default)"
            rf"[\"']?[ \t]{{0,9}}(?::[ \t]{{0,9}}|=[ \t]{{0,9}}(?=[\"'])){_SCALAR}"
        ),
        # The word, or the name that ends in it, with what may follow it.
        keywords=tuple(word + end for word in ("value", "default") for end in "\"':= \t"),
        confirm=r"\w+[\"']?[ \t]{0,9}[:=]",
        hits=(
            "env:\n  - name: DB_PASSWORD\n    value: ⟦{{human_password}}⟧\n",
            '- name: API_TOKEN\n  value: "⟦{{alnum:30}}⟧"\n',
            '{"name": "DB_PASSWORD", "value": "⟦{{strong_password}}⟧"},',
            '<add key="SmtpPassword" value="⟦{{alnum:12}}⟧" />',
            '<property name="hibernate.connection.password" value="⟦{{alnum:9}}⟧"/>',
            '  name  = "/{{word}}/db/password"\n  type  = "SecureString"\n'
            '  value = "⟦{{strong_password}}⟧"\n',
            "    question: {{word}}/root_password\n    value: ⟦{{alnum:14}}⟧\n",
            "    Name: /{{word}}/db/password\n    Type: String\n    Value: ⟦{{alnum:14}}⟧\n",
        ),
        misses=(
            "- name: DB_PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n",
            '{"name": "PORT", "value": "80"}',
            "- name: DB_PASSWORD\n  from: vault\n- name: PORT\n  value: 80\n",
        ),
        before=FAR,
    ),
    Rule(
        id="named-object-value",
        message="Credential in an object that names it",
        # A Terraform state, parameters of CloudFormation: other keys stand between.
        regex=(
            rf"\"(?i:name|key|id|parameterkey)\"[ \t]{{0,9}}:[ \t]{{0,9}}\"{_HINT}\""
            rf"(?:{_JSON_ITEM}){{1,12}}?,\s{{0,60}}\"(?i:value|parametervalue)\"[ \t]{{0,9}}:"
            r"[ \t]{0,9}\"(?!(?:true|false|null)\")(?P<secret>[^\"\n]{1,2000})\""
        ),
        keywords=('"name"', '"key"', '"id"', '"parameterkey"'),
        confirm=rf"\"\w+\"[ \t]{{0,9}}:[ \t]{{0,9}}\"{_HINT.replace('(?i:', '(?:')}\",",
        hits=(
            '{"name": "/{{word}}/db/password", "type": "SecureString", '
            '"value": "⟦{{strong_password}}⟧"}',
            '"name": "{{word}}_api_key",\n  "overwrite": null,\n  "tags": {"a": "b"},\n'
            '  "tags_all": {},\n  "tier": "Standard",\n  "value": "⟦{{alnum:32}}⟧",\n',
            '{"ParameterKey": "DbPassword", "UsePreviousValue": false, '
            '"ParameterValue": "⟦{{human_password}}⟧"}',
        ),
        misses=(
            '{"name": "DB_PASSWORD", "type": "a"}, {"name": "PORT", "value": "80"}',
            '{"name": "port", "type": "String", "value": "8080"}',
            '{"name": "keep_token", "type": "Bool", "value": "true"}',
            '{"name": "DB_PASSWORD", "type": "a", "key": "b", "value": "{{word}}"}',
        ),
        reach=3_000,
    ),
    Rule(
        id="named-value-reversed",
        message="Credential in a value and name pair",
        regex=(
            r"[\"'](?i:value|parametervalue)[\"'][ \t]{0,9}:[ \t]{0,9}\""
            rf"(?P<secret>[^\"\n]{{1,500}})\"[ \t]{{0,9}}(?:{_JSON_ITEM}){{0,12}}?,"
            rf"\s{{0,60}}[\"'](?i:name|key|parameterkey)[\"'][ \t]{{0,9}}:[ \t]{{0,9}}\"{_HINT}\""
        ),
        keywords=('value"', "value'"),
        hits=(
            '{"value": "⟦{{strong_password}}⟧", "name": "DB_PASSWORD"}',
            '"Value": "⟦{{alnum:12}}⟧",\n   "Key": "ApiToken"',
            '{"Value": "⟦{{alnum:12}}⟧", "Type": "SecureString", "Name": "/{{word}}/db/password"}',
        ),
        misses=('{"value": "80", "name": "PORT"}',),
        before=10,
    ),
    Rule(
        id="xml-named-element",
        message="Credential in an XML element that an attribute names",
        regex=(
            rf"<[\w:.-]{{1,60}}[^<>\n]{{0,120}}?\b(?i:name|key"
            rf"|id)=[\"']{_HINT}[\"'][^<>\n]{{0,120}}(?<!/)>"
            r"\s{0,40}(?:<(?:value|string)>[ \t]{0,9})?(?P<secret>[^<>\s][^<>\n]{0,499}?)"
            r"[ \t]{0,9}\n?[ \t]{0,40}</"
        ),
        keywords=("name=", "key=", "id="),
        confirm=rf"\w+=[\"']{_HINT.replace('(?i:', '(?:')}[\"']",  # plain letters are faster
        hits=(
            '<entry key="password">⟦{{alnum:12}}⟧</entry>',
            '<string name="api_secret">⟦{{hex:32}}⟧</string>',
            '<setting name="DbPassword" serializeAs="String">\n  <value>⟦{{alnum:12}}⟧</value>',
        ),
        misses=(
            '<entry key="port">80</entry>',
            '<input name="password"></input>',
            '<add key="ApiToken" value="{{alnum:30}}" />\n  </appSettings>',
            '<entry key="password"> </entry>',
        ),
        before=181,
    ),
    Rule(
        id="terraform-variable-default",
        message="Default value of a Terraform variable for a credential",
        regex=(
            rf"\bvariable[ \t]{{1,4}}\"?{_HINT}\"?[ \t]{{0,4}}\{{[^{{}}]{{0,600}}?\bdefault"
            rf"[ \t]{{0,9}}=[ \t]{{0,9}}"
            r"\"(?P<secret>[^\"\n]{1,500})\""
        ),
        keywords=("variable",),
        hits=(
            'variable "db_password" {\n  type    = string\n  default = "⟦{{human_password}}⟧"\n}',
            'variable "api_token" { default = "⟦{{alnum:30}}⟧" }',
        ),
        misses=(
            'variable "region" {\n  default = "eu-west-1"\n}',
            'variable "db_password" {\n  type = string\n}\nvariable "x" { default = "y" }',
        ),
    ),
    Rule(
        id="cloudformation-parameter-default",
        message="Default value of a template parameter for a credential",
        regex=(
            rf"^[ \t]{{0,40}}[\"']?{_HINT}[\"']?:[ \t]{{0,4}}\{{?\n(?:[ \t]{{1,40}}[\"']?"
            rf"(?i:type|noecho|description|\w{{3,30}}(?:length|pattern|values|description)"
            rf"|metadata)[\"']?:"
            rf"[^\n]{{0,300}}\n){{0,8}}?[ \t]{{1,40}}[\"']?(?i:default"
            rf"(?:value)?)[\"']?:[ \t]{{1,9}}{_SCALAR}"
        ),
        keywords=tuple(
            word + end for word in ("default", "defaultvalue") for end in (":", '":', "':")
        ),
        confirm=r"(?<=[ \t\"'])\w+[\"']?:[ \t]",
        hits=(
            "Parameters:\n  DBPassword:\n    Type: String\n    NoEcho: true\n    Default: "
            "⟦{{human_password}}⟧\n",
            '"adminPassword": {\n  "type": "securestring",\n  "defaultValue": "⟦{{alnum:12}}⟧"\n}',
        ),
        misses=("  DBName:\n    Type: String\n    Default: {{word}}\n", "default: {{word}}"),
        before=FAR,
    ),
)

SQL = (
    Rule(
        id="sql-user-password",
        message="Password of a database account in SQL",
        regex=(
            r"(?i:\bidentified[ \t]{1,4}(?:with[ \t]{1,4}\S{1,40}[ \t]{1,4})?(?:by|as"
            r"|using)[ \t]{1,4}(?:password[ \t]{1,4}|values[ \t]{1,4})?"
            r"|\b(?:with|encrypted|role|user|set|unencrypted|login"
            r"|[\w\"`]{1,60})[ \t\n]{1,20}(?:encrypted[ \t]{1,4})?password[ \t]{1,4}"
            r"(?:to[ \t]{1,4})?(?=N?['\"])"
            r"|\bwith[ \t\n]{1,20}password[ \t]{0,4}=[ \t]{0,4}(?=N?['\"]|0x|\$)"
            r"|\bset[ \t]{1,4}password\b[^\n=]{0,120}=[ \t]{0,4}(?:"
            r"(?:old_)?password[ \t]{0,2}\([ \t]{0,2})?(?=['\"])"
            r"|\b(?:old_)?password[ \t]{0,2}\([ \t]{0,2}(?=')"
            r"|\bpassword[ \t]{1,4}(?=')|\bold_password[ \t]{0,4}=[ \t]{0,4}"
            r"|\bencryption[ \t]{1,4}by[ \t]{1,4}password[ \t]{0,4}=[ \t]{0,4}(?=N?')"
            r"|\bsecret[ \t]{0,4}=[ \t]{0,4}(?=N?'))N?" + VALUE
        ),
        keywords=("identified", "password", "secret"),
        confirm=(
            r"identified[ \t]|secret[ \t]{0,4}="
            r"|password(?:[ \t]{0,4}[=(]|[ \t]{1,4}(?:to[ \t]|n?['\"])"
            r"|(?<=[ \t]password)[^\n=]{0,120}=)"
        ),
        hits=(
            "CREATE USER '{{user}}'@'%' IDENTIFIED BY '⟦{{strong_password}}⟧';",
            "CREATE ROLE {{word}} WITH LOGIN PASSWORD '⟦{{human_password}}⟧';",
            "ALTER USER {{word}} WITH ENCRYPTED PASSWORD '⟦{{alnum:12}}⟧';",
            "CREATE LOGIN {{word}} WITH PASSWORD = N'⟦{{strong_password}}⟧';",
            "SET PASSWORD FOR 'root'@'localhost' = PASSWORD('⟦{{alnum:10}}⟧');",
            "ALTER USER '{{user}}'@'%' IDENTIFIED WITH mysql_native_password BY '⟦{{alnum:10}}⟧';",
            "CREATE USER {{word}} IDENTIFIED BY ⟦{{alnum:10}}⟧;",
        ),
        misses=("SELECT password FROM users;", "the user is identified"),
        before=93,
    ),
    Rule(
        id="sql-password-variable",
        message="Variable for the password of a database account in SQL",
        regex=r"\b(?i:password)[ \t]{1,4}(?P<secret>:'\w{1,60}'|:\"\w{1,60}\"|\$\{?\w{1,60}\}?)",
        keywords=("password",),
        hits=(
            "CREATE ROLE {{word}} LOGIN PASSWORD ⟦:'reader_pw'⟧ VALID UNTIL '2030-01-01';",
            "ALTER USER {{word}} PASSWORD ⟦$NEW_PW⟧;",
        ),
        misses=("the password : 'x'", "PASSWORD '{{word}}'"),
    ),
    Rule(
        id="sql-crypt-password",
        message="Password or key in an SQL function",
        regex=(
            r"(?i:\b(?:crypt|md5|sha1|sha2|digest)[ \t]{0,2}\([ \t]{0,4}"
            r"(?='[^'\n]{1,200}'[^\n]{0,40}?(?:gen_salt|'bf'))"
            r"|\b(?:aes_(?:en|de)crypt|pgp_sym_(?:en|de)crypt(?:_bytea)?|encode"
            r"|decode)[ \t]{0,2}\([^\n,()]{1,120},[ \t]{0,4}(?='))" + VALUE
        ),
        keywords=("crypt", "gen_salt", "encode", "decode"),
        confirm=(
            r"crypt(?:_bytea)?[ \t]{0,2}\(|gen_salt"
            r"|(?:en|de)code[ \t]{0,2}\([^\n,()]{1,120},[ \t]{0,4}'"
        ),
        hits=(
            "INSERT INTO users VALUES ('{{user}}', crypt('⟦{{human_password}}⟧', gen_salt('bf')));",
            "SELECT AES_DECRYPT(ssn, '⟦{{alnum:16}}⟧') FROM people;",
        ),
        misses=("SELECT encode(data, format)", "crypt(x, y)"),
        before=FAR,
    ),
)

DEVICES = (
    Rule(
        id="network-device-password",
        message="Password or key in the configuration of a router, switch or firewall",
        regex=(
            r"(?:\bkey-string|\b(?:tacacs|radius)-server[ \t](?:host[ \t]\S{1,60}[ \t])?key"
            r"|\bcrypto[ \t](?:isakmp|ikev1)[ \t]key"
            r"|\bpre-shared-key[ \t](?:ascii-text|hexadecimal)"
            r"|\bauthentication[ \t]md5[ \t]\d{1,3}[ \t]key"
            r"|\b(?:message-digest-key|authentication-key)[ \t]\d{1,5}[ \t]"
            r"(?:md5|type[ \t][\w-]{1,12}[ \t]value)"
            r"|\bauthentication-key(?=[ \t]{1,4}(?:\"|[^\s\"'\[<]{3,200}[ \t\r]{0,9}(?:##|$)))"
            # These are words of sentences, too: there the value ends the line.
            r"|(?:\bneighbor[ \t]\S{1,60}[ \t]password"
            r"|^[ \t]{0,4}username[ \t]\S{1,60}[ \t](?:privilege[ \t]\d{1,2}[ \t])?"
            r"(?:password|secret)|^[ \t]{0,4}enable[ \t](?:password|secret)"
            r"|^[ \t]{1,4}password(?=[ \t][0-9][ \t]))"
            r"(?=[ \t]{1,4}(?:[0-9][ \t]{1,4})?[^\s\[<]{3,200}[ \t\r]{0,9}$))"
            r"[ \t]{1,4}(?:[0-9][ \t]{1,4})?[\"']?(?P<secret>[^\s\"'`;]{3,200})"
        ),
        keywords=(
            *("key-string", "tacacs-server", "radius-server", "isakmp key", "ikev1 key"),
            *("neighbor ", "username ", "enable ", "pre-shared-key ", "password "),
            *("authentication md5 ", "authentication-key ", "message-digest-key "),
        ),
        confirm=(
            r"key-string[ \t]|\w+-server[ \t]|\w+ key[ \t]|neighbor[ \t]\S{1,60}[ \t]pass"
            r"|username[ \t]\S{1,60}[ \t](?:priv|pass|secr)|enable[ \t](?:pass|secr)"
            r"|pre-shared-key[ \t][ah]|password[ \t]\d[ \t]|authentication|message-digest"
        ),
        hits=(
            " key-string ⟦{{human_password}}⟧",
            "tacacs-server key 7 ⟦{{hex:20|upper}}⟧",
            "username {{user}} privilege 15 password 0 ⟦{{alnum:10}}⟧",
            "line vty 0 4\n password 7 ⟦{{hex:20|upper}}⟧\n login",
            "crypto isakmp key ⟦{{alnum:16}}⟧ address 203.0.113.9",
            'pre-shared-key ascii-text "⟦{{strong_password}}⟧"; ## SECRET-DATA',
            "set protocols bgp group {{word}} neighbor 203.0.113.9 authentication-key "
            '"⟦{{human_password}}⟧"',
            "    authentication-key ⟦{{alnum:12}}⟧; ## SECRET-DATA",
            "set protocols ospf area 0 interface ge-0/0/0 authentication md5 1 key "
            "⟦{{human_password}}⟧",
            'set system ntp authentication-key 1 type md5 value "⟦{{alnum:12}}⟧"',
            " ip ospf message-digest-key 1 md5 7 ⟦{{hex:20|upper}}⟧",
        ),
        misses=(
            "key chain {{word}}",
            "enable secret",
            "the username and password of {{word}}",
            "enable secret rotation for us",
            "the authentication-key is {{word}} by {{word}}",
            "authentication md5 is weak",
        ),
        before=8,
    ),
    Rule(
        id="consul-token",
        message="Token of Consul's access control",
        regex=(
            r"[\"']?\b(?:initial_management|master|agent|agent_master|agent_recovery|default"
            r"|replication|config_file_service_registration|dns)[\"']?[ \t]{0,20}[:=][ \t]{0,20}"
            rf"\"(?P<secret>[0-9A-Fa-f]{{8}}-[0-9A-Fa-f-]{{27}}|{REFERENCE})\""
        ),
        scope=(
            r"^[^\n]{0,200}?\btokens[\"']?[ \t]{0,9}[:=]?\s{0,9}\{"
            r"(?:[^{}\"]|\"[^\"\n]{0,200}\"){0,2000}"
        ),
        keywords=("tokens {", 'tokens": {', 'tokens":{', "tokens = {", "tokens{"),
        hits=(
            'acl {\n  tokens {\n    initial_management = "⟦{{uuid}}⟧"\n  }\n}\n',
            '{"acl": {"tokens": {"agent_recovery": "⟦{{uuid}}⟧"}}}',
            'tokens = {\n  agent = "⟦{{uuid}}⟧"\n}\n',
            'tokens { replication = "⟦${repl_token}⟧" }',
        ),
        misses=(
            'tokens {\n  enabled = "true"\n}\nagent = "{{uuid}}"\n',
            '"tokens": {"default": "{{word}}"}',
        ),
    ),
    Rule(
        id="terraform-state-password",
        message="Generated password in a Terraform state",
        regex=r"\"result\":[ ]?\"(?P<secret>[^\"\n]{4,200})\",\s{0,40}\"special\"",
        keywords=('"special"',),
        hits=(
            '"result": "⟦{{strong_password}}⟧",\n            "special": true,',
            '"result":"⟦{{alnum:16}}⟧","special":false',
        ),
        misses=('"special": true',),
        before=FAR,
    ),
)

OTHERS: tuple[Rule, ...] = (*NAMED_VALUES, *SQL, *DEVICES)
