"""Passwords on command lines, in scripts, Dockerfiles, CI files and shell histories."""

from __future__ import annotations

from secret_guard.rules.parts import (
    COMMAND,
    LOOSE_CHARACTER,
    OPTION_GAP,
    REFERENCE,
    VALUE,
)
from secret_guard.rules.rule import FAR, Rule

_USER = rf"(?:[^\s:\"'`/{{}}<$]|\$(?![{{(])|{REFERENCE}){{0,80}}"
_SECOND = rf"(?P<secret>{LOOSE_CHARACTER}{{1,250}})"  # the part after "user:" of an argument

# A name that says what it holds.
_TOLD = (
    r"[\w.:/-]{0,40}(?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|access_?key)[\w.-]{0,12}"
)
# A file that keeps nothing else, by its name.
_KEPT = (
    r"[\"']?[^\s\"';|&>]{0,120}?(?i:(?<=[/\s\"'.~])\.?erlang\.cookie"
    r"|(?<!sasl_)(?:passwd|password|passphrase|_pass|\.pass|-pass|_pw|secret|token)(?:\.txt|_?file)?)"
    r"(?=[\"'\s;|&)]|$)"
)

CLIENTS = (
    Rule(
        id="curl-user-password",
        message="Password in the --user option of a HTTP client",
        regex=(
            rf"\b(?:curl|xh|https?|httpie|siege|ab|hey|wrk)(?:\.exe)?\b{COMMAND}"
            rf"(?:-[a-zA-Z]{{0,6}}u|-U|-a|-A|--user|--proxy-user|--auth)(?:{OPTION_GAP})?[\"']?"
            rf"(?![0-9]{{1,5}}:[0-9]{{1,5}}\b){_USER}:(?!//){_SECOND}"
        ),
        keywords=("curl", "http ", "https ", "xh ", "httpie", "siege", "ab ", "hey ", "wrk "),
        hits=(
            "curl -u {{user}}:⟦{{human_password}}⟧ https://{{host}}/api",
            "curl -s --user '{{user}}:⟦{{human_password}}⟧' https://{{host}}",
            "curl -X POST \\\n  --user={{user}}:⟦{{alnum:12}}⟧ \\\n  https://{{host}}",
            'subprocess.run(["curl", "-u", "{{user}}:⟦{{alnum:12}}⟧", url])',
            "curl -fsSu {{user}}:⟦$PASSWORD⟧ https://{{host}}",
            "curl -u ${USER}:⟦${PASS}⟧ https://{{host}}",
            "http -a {{user}}:⟦{{alnum:12}}⟧ GET {{host}}/x",
        ),
        misses=("curl -u {{user}} https://{{host}}", "curl https://{{host}}/a:b"),
    ),
    Rule(
        id="mysql-option-password",
        message="Password in the -p option of a MySQL client",
        regex=(
            rf"\b(?:mysql\w*|mariadb[\w-]{{0,12}}|mycli|xtrabackup|innobackupex){COMMAND}"
            rf"-p(?![\"'][\s,)\]]|[\"']?$){VALUE}"
        ),
        keywords=("mysql", "mariadb", "mycli", "xtrabackup", "innobackupex"),
        confirm=r"[^\0]{0,500}?-p",
        hits=(
            "mysql -u root -p⟦{{alnum:10}}⟧ {{dbname}} < dump.sql",
            "mysqldump -h {{host}} -u{{user}} -p'⟦{{strong_password}}⟧' {{dbname}}",
            'mysqladmin -p"⟦$DB_PASS⟧" ping',
            'cmd = ["mysql", "-u", "root", "-p⟦{{alnum:10}}⟧"]',
        ),
        misses=("mysql -u root -p", 'run("mysql -u root -p", "{{word}}")', "mysql --port 3306"),
    ),
    Rule(
        id="database-client-password",
        message="Password in an option of a database client",
        regex=(
            rf"\b(?:redis-cli\b{COMMAND}-a|mongo(?:sh|dump|restore|export|import"
            rf"|stat)?\b{COMMAND}-p"
            rf"|(?:sqlcmd|bcp|osql|isql)\b{COMMAND}-P|cqlsh\b{COMMAND}-p"
            rf"|influx\b{COMMAND}-p(?:assword)?"
            rf"|clickhouse(?:-client)?\b{COMMAND}--password"
            rf"|neo4j-admin\b{COMMAND}set-initial-password"
            rf"|cypher-shell\b{COMMAND}-p|(?:mosquitto_(?:pub|sub)|mqttx?)\b{COMMAND}-P"
            rf"|ipmitool\b{COMMAND}-P|redis-server\b{COMMAND}--(?:requirepass|masterauth)"
            rf"|requirepass|masterauth)(?:{OPTION_GAP}){VALUE}"
        ),
        keywords=(
            "redis-cli",
            "mongo",
            "sqlcmd",
            "bcp",
            "osql",
            "isql",
            "cqlsh",
            "influx",
            "clickhouse",
            "neo4j",
            "cypher-shell",
            "mosquitto_",
            "mqtt",
            "ipmitool",
            "requirepass",
            "masterauth",
        ),
        hits=(
            "redis-cli -h {{internal_host}} -a ⟦{{alnum:20}}⟧ ping",
            "mongodump --host {{host}} -u {{user}} -p '⟦{{strong_password}}⟧'",
            "sqlcmd -S {{host}} -U sa -P ⟦{{alnum:12}}⟧ -Q 'select 1'",
            "requirepass ⟦{{alnum:16}}⟧",
            'command: ["redis-server", "--requirepass", "⟦{{alnum:16}}⟧"]',
        ),
        misses=("redis-cli -h {{host}} ping", "mongo {{dbname}}"),
        before=FAR,
    ),
    Rule(
        id="sshpass-password",
        message="Password for sshpass",
        regex=rf"\bsshpass\b{COMMAND}-p(?:{OPTION_GAP})?{VALUE}",
        keywords=("sshpass",),
        hits=(
            "sshpass -p ⟦{{alnum:10}}⟧ ssh {{user}}@{{host}}",
            "sshpass -p'⟦{{strong_password}}⟧' scp a {{user}}@{{host}}:",
            'sshpass -p "⟦$SSH_PW⟧" ssh {{host}}',
        ),
        misses=("sshpass -e ssh {{host}}", "apt-get install sshpass"),
    ),
    Rule(
        id="login-option-password",
        message="Password of a login command",
        regex=(
            r"\b(?:docker|podman|nerdctl|buildah|skopeo|helm|oras|crane|oc|cf|az|ibmcloud|argocd"
            r"|rancher|faas-cli|astro|jfrog|jf|kubelogin|bw|snowsql|pulumi|doctl|flyctl|acr)\b"
            rf"[^\n]{{0,60}}?\blogin\b{COMMAND}(?:-p|--password)(?:{OPTION_GAP}){VALUE}"
        ),
        keywords=("login",),
        hits=(
            "docker login -u {{user}} -p ⟦{{alnum:16}}⟧ registry.{{host}}",
            "docker login --username {{user}} --password '⟦{{strong_password}}⟧'",
            "az login --service-principal -u {{uuid}} -p ⟦{{alnum:34}}⟧ --tenant {{uuid}}",
            "docker login -u {{user}} -p ⟦$CI_JOB_TOKEN⟧ {{host}}",
        ),
        misses=("docker login {{host}}", "echo $X | docker login --password-stdin"),
        before=68,
    ),
    Rule(
        id="login-token",
        message="Token of a login command",
        regex=(
            r"\b(?:vault login(?:[ \t]-\S{1,40}){0,4}|cargo login|wandb login|sentry-cli login"
            r"|consul login|ngrok (?:config add-)?authtoken|huggingface-cli login --token"
            r"|snyk auth|heroku authorizations:create -k)[ \t]{1,4}(?:token=)?(?!-)" + VALUE
        ),
        keywords=("login", "authtoken", "snyk auth"),
        hits=("cargo login ⟦{{alnum:32}}⟧", "vault login ⟦{{uuid}}⟧", "snyk auth ⟦{{uuid}}⟧"),
        misses=("vault login -method=oidc", "the login page"),
        before=FAR,
    ),
    Rule(
        id="ldap-bind-password",
        message="LDAP bind password",
        regex=(
            rf"\b(?:ldap(?:search|modify|add|delete|passwd|whoami|modrdn)\b{COMMAND}-[ws]"
            rf"|(?:bindpw|rootpw|olcRootPW|ldap_default_authtok)[ \t]{{0,4}}[:=]?)"
            rf"(?:{OPTION_GAP}){VALUE}"
        ),
        keywords=("ldap", "bindpw", "rootpw"),
        hits=(
            'ldapsearch -x -D "cn=admin,dc={{company}}" -w ⟦{{alnum:10}}⟧ -b dc={{company}}',
            "bindpw ⟦{{alnum:12}}⟧",
            "rootpw: ⟦{{alnum:12}}⟧",
        ),
        misses=("ldapsearch -x -W -b dc={{company}}", "bindpw"),
        before=3,
    ),
    Rule(
        id="smb-user-password",
        message="Password of a file share",
        regex=(
            rf"(?:\b(?:smbclient|rpcclient|smbmap|net rpc|smbget|winexe|wmic)\b{COMMAND}"
            rf"-U(?:{OPTION_GAP})?[\"']?[^\s%\"']{{1,60}}%"
            r"|\bmount(?:\.cifs)?\b[^\n]{0,200}?\bpass(?:word)?=|(?:^"
            r"|,)user(?:name)?=[^\s,]{1,60},pass(?:word)?="
            r"|\blftp\b[^\n]{0,60}?-u[ \t]{1,4}[\"']?[^\s,]{1,60},)"
            r"(?P<secret>[^\s,\"']{1,200})"
        ),
        keywords=(
            "smb",
            "rpcclient",
            "net rpc",
            "winexe",
            "wmic",
            "mount",
            "user=",
            "username=",
            "lftp",
        ),
        hits=(
            "smbclient //{{host}}/share -U '{{user}}%⟦{{alnum:10}}⟧'",
            "mount -t cifs //{{ip}}/x /mnt -o username={{user}},password=⟦{{alnum:10}}⟧,rw",
            "lftp -u {{user}},⟦{{alnum:10}}⟧ ftp://{{host}}",
        ),
        misses=("smbclient -L {{host}} -N", "mount /dev/sda1 /mnt"),
        before=1,
    ),
)

SYSTEM = (
    Rule(
        id="user-account-password",
        message="Password of an operating system account",
        regex=(
            rf"\b(?:useradd|usermod|adduser|groupadd)\b{COMMAND}(?:-p"
            rf"|--password)(?:{OPTION_GAP}){VALUE}"
        ),
        keywords=("useradd", "usermod", "adduser", "groupadd"),
        hits=(
            "useradd -m -p ⟦{{alnum:13}}⟧ {{user}}",
            "usermod --password '⟦{{sha512crypt}}⟧' {{user}}",
        ),
        misses=("useradd -m {{user}}", "adduser --disabled-password {{user}}"),
    ),
    Rule(
        id="chpasswd-password",
        message="Password piped into chpasswd",
        regex=(
            rf"\becho[ \t]{{1,4}}(?:-\w{{1,3}}[ \t]{{1,4}})?[\"']?{_USER}:"
            rf"(?P<secret>(?:(?!\\n)\\?[^\s\"'|\\]|{REFERENCE}){{1,250}})[^\n|]{{0,20}}\|"
            rf"[ \t]{{0,4}}"
            r"(?:[^\n|;]{0,80}?[\s/])?chpasswd"
        ),
        keywords=("chpasswd",),
        hits=(
            "RUN echo 'root:⟦{{human_password}}⟧' | chpasswd",
            'echo "{{user}}:⟦${NEW_PASS}⟧" | sudo chpasswd',
            'echo "{{user}}:⟦{{alnum:9}}⟧" | chroot "$rootfs" /usr/sbin/chpasswd',
        ),
        misses=("chpasswd < users.txt", "echo done | chpasswd"),
        before=FAR,
    ),
    Rule(
        id="debconf-password",
        message="Password among the answers for Debian's installer or a package",
        regex=(
            r"(?<=[\w.+-][ \t])[\w.+-]{1,60}/[\w./+-]{1,80}[ \t]{1,9}password[ \t]{1,9}"
            rf"(?!\$[0-9a-z]{{1,2}}\$)(?P<secret>{LOOSE_CHARACTER}{{1,250}})"  # a hash has a rule
            r"(?=[ \t]{0,9}(?:[|&;<>)\\\"']|$))"  # no sentence goes on
        ),
        keywords=("password ", "password\t"),
        # What ends the names of such questions: password, again, app-pass, crypted, passphrase.
        confirm=(
            r"(?<=[ \t])password(?:(?<=(?:[rw]d|in|ss|pw|ed|se|d1|d2|et)[ \t]password)"
            r"|(?<=\w[ \t][ \t]password))[ \t]"
        ),
        hits=(
            "debconf-set-selections <<< 'mysql-server mysql-server/root_password password "
            "⟦{{human_password}}⟧'",
            "d-i passwd/root-password password ⟦{{strong_password}}⟧",
            "d-i\tpasswd/user-password-again\tpassword\t⟦{{alnum:12}}⟧\n",
            'echo "{{word}} {{word}}/mysql/app-pass password ⟦$DB_PASS⟧" | debconf-set-selections',
        ),
        misses=(
            "d-i passwd/root-password password",
            "a question of the kind word password {{word}}",
            "see docs/password password for {{word}}",
            "mysql-server mysql-server/root_password seen true",
        ),
        reach=300,
        before=160,
    ),
    Rule(
        id="cloud-init-chpasswd",
        message="Password in the chpasswd list of cloud-init",
        regex=(
            rf"^[ \t]{{1,40}}(?:-[ \t]{{1,4}})?[\"']?[\w.-]{{1,40}}:"
            rf"(?P<secret>{LOOSE_CHARACTER}{{1,200}})"
        ),
        scope=r"^[ \t]{0,20}chpasswd:[^\n]{0,80}\n(?:[ \t]{1,40}[^\n]{0,300}\n?){1,40}",
        keywords=("chpasswd:",),
        hits=(
            "chpasswd:\n  list: |\n    root:⟦{{alnum:10}}⟧\n  expire: False\n",
            "chpasswd:\n  expire: false\n  list:\n    - {{user}}:⟦{{alnum:12}}⟧\n",
        ),
        misses=("chpasswd:\n  expire: False\n", "  root:{{alnum:10}}\n"),
    ),
    Rule(
        id="piped-password",
        message="Password piped into a command, or written into a file",
        regex=(
            rf"\b(?:echo|printf)[ \t]{{1,4}}(?:-\w{{1,3}}[ \t]{{1,4}}"
            rf"|[\"']%s(?:\\n)?[\"'][ \t])?{VALUE}"
            rf"[\"']?[ \t]{{0,4}}(?:>{{1,2}}(?=[ \t]{{0,4}}{_KEPT})"
            rf"|\|[ \t]{{0,4}}(?=(?:sudo[ \t]{{1,4}})?tee[ \t]{{1,4}}(?:-a[ \t]{{1,4}})?{_KEPT})"
            r"|\|[ \t]{0,4}(?=[^\n|]{0,160}?(?:sudo[ \t]"
            r"(?:-\w{1,3}[ \t]){0,3}?-\w{0,3}S"
            r"|--?stdin\b|--password-stdin|--with-token|--passphrase-fd|\bkinit\b"
            r"|\bcryptsetup\b|\bsu[ \t]-"
            r"|\bpasswd\b|\bsmbpasswd\b|\bvncpasswd\b|\bgh auth login)))"
        ),
        keywords=("echo", "printf"),
        hits=(
            "echo ⟦{{alnum:10}}⟧ | sudo -S apt-get update",
            "echo '⟦{{strong_password}}⟧' | docker login -u {{user}} --password-stdin",
            'echo "⟦$PASS⟧" | passwd --stdin {{user}}',
            "echo -n ⟦{{alnum:10}}⟧ | kinit {{user}}",
            "echo -n ⟦{{upper:20}}⟧ > /var/lib/rabbitmq/.erlang.cookie",
            "printf '%s' '⟦{{upper:20}}⟧' | sudo tee /var/lib/rabbitmq/.erlang.cookie >/dev/null",
            'echo "⟦{{human_password}}⟧" > ~/.vault_pass.txt',
        ),
        misses=(
            "echo done | tee log",
            "echo hello",
            "echo hello > out.txt",
            "echo done > secrets/log",
            "echo '[{{host}}]:587 {{user}}:x' >> /etc/postfix/sasl_passwd",
            "echo 'passed' | tee bypass",
        ),
    ),
    Rule(
        id="password-environment",
        message="Password in an environment variable of a command",
        regex=(
            r"(?<![\w.])(?:PGPASSWORD|PGPASS|MYSQL_PWD|REDISCLI_AUTH|SSHPASS|LDAPPASSWORD"
            r"|BORG_PASSPHRASE"
            r"|RESTIC_PASSWORD|DUPLICITY_PASSPHRASE|PASSPHRASE|SQLCMDPASSWORD|ISC_PASSWORD"
            r"|RSYNC_PASSWORD"
            r"|SMBPASSWORD|USER_PASSWORD|WGETPASSWORD|CLICKHOUSE_PASSWORD|OS_PASSWORD"
            r"|NEO4J_AUTH=neo4j/"
            rf"|ELASTIC_PASSWORD|VNC_PW)(?:=|(?<=/)){VALUE}"
        ),
        keywords=(
            "pgpass",
            "mysql_pwd",
            "rediscli_auth",
            "sshpass",
            "ldappassword",
            "_passphrase",
            "passphrase=",
            "_password",
            "sqlcmdpassword",
            "smbpassword",
            "wgetpassword",
            "neo4j_auth",
            "vnc_pw",
        ),
        hits=(
            "PGPASSWORD=⟦{{alnum:12}}⟧ psql -h {{host}} -U {{user}}",
            "export MYSQL_PWD='⟦{{strong_password}}⟧'",
            "PGPASSWORD=⟦$DB_PASS⟧ pg_dump {{dbname}} > x.sql",
            "NEO4J_AUTH=neo4j/⟦{{alnum:10}}⟧",
        ),
        misses=("unset PGPASSWORD", "if [ -z $MYSQL_PWD ]; then"),
        before=FAR,
    ),
    Rule(
        id="archive-password",
        message="Password of an archive",
        regex=(
            rf"\b(?:(?:7z[azr]?|7za|rar|unrar)\b{COMMAND}-(?:h?p)(?![\s\"']{{0,2}}$)|(?:zip"
            rf"|unzip)\b{COMMAND}"
            rf"(?:-P|--password)(?:{OPTION_GAP})?){VALUE}"
        ),
        keywords=("7z", "rar", "zip"),
        hits=(
            "7z x -p⟦{{alnum:10}}⟧ backup.7z",
            "unzip -P ⟦{{alnum:10}}⟧ data.zip",
            "zip -r -P '⟦{{strong_password}}⟧' out.zip dir",
        ),
        misses=("unzip data.zip", "7z x backup.7z"),
        before=2,
    ),
    Rule(
        id="openssl-password",
        message="Password or key of an openssl or signing command",
        regex=(
            rf"(?:-(?:pass(?:in|out|word)?|in_pass|ks-pass|key-pass"
            rf"|srcpass)[\"',]{{0,2}}[ \t=]{{1,4}}[\"']?pass:"
            rf"|\bopenssl\b[^\n]{{0,200}}?[ \t]-(?:k|K|hmac)[ \t]{{1,4}}[\"']?)"
            rf"(?P<secret>{LOOSE_CHARACTER}{{1,250}})"
        ),
        keywords=("pass:", "openssl"),
        hits=(
            "openssl rsa -in key.pem -passin pass:⟦{{alnum:10}}⟧ -out out.pem",
            "openssl enc -aes-256-cbc -k ⟦{{alnum:12}}⟧ -in a -out b",
            "openssl pkcs12 -export -passout 'pass:⟦{{alnum:9}}⟧' -in c.pem",
            "apksigner sign --ks-pass pass:⟦{{alnum:9}}⟧ a.apk",
        ),
        misses=("openssl rsa -in key.pem -passin file:pw", "openssl version"),
        before=16,
    ),
    Rule(
        id="keystore-password",
        message="Password of a Java key store",
        regex=(
            rf"-(?:store|key|srcstore|deststore|destkey|srckey|new|tsa"
            rf"|provider)pass(?:word)?(?:{OPTION_GAP})"
            rf"(?!env\b|file\b){VALUE}"
        ),
        keywords=("pass",),
        hits=(
            "keytool -genkey -alias {{word}} -keystore a.jks -storepass ⟦{{alnum:9}}⟧",
            "jarsigner -keystore a.jks -keypass '⟦{{strong_password}}⟧' a.jar {{word}}",
        ),
        misses=("keytool -list -keystore a.jks", "-storepass"),
        before=10,
    ),
    Rule(
        id="account-command-password",
        message="Password as an argument of a command that sets up an account",
        regex=(
            r"\b(?:htpasswd[ \t]{1,4}(?:-[a-zA-Z]{1,8}[ \t]{1,4}){0,4}?-[a-zA-Z]{0,6}b"
            r"[a-zA-Z]{0,6}(?:[ \t]{1,4}-\w{1,6}){0,3}"
            r"[ \t]{1,4}(?:[\w./${}-]{1,120}[ \t]{1,4})?[\w.@${}-]{1,60}"
            r"|mosquitto_passwd[ \t]{1,4}(?:-c[ \t]{1,4})?-b[ \t]{1,4}\S{1,120}[ \t]{1,4}\S{1,60}"
            r"|rabbitmqctl[ \t]{1,4}(?:-\S{1,40}[ \t]{1,4}){0,3}(?:add_user|change_password"
            r"|authenticate_user)[ \t]{1,4}\S{1,60}"
            r"|wpa_passphrase[ \t]{1,4}(?:\"[^\"\n]{1,40}\"|\S{1,40})"
            r"|rasdial(?:\.exe)?[ \t]{1,4}(?:\"[^\"\n]{1,60}\"|[^\s\"]{1,60})[ \t]{1,4}\S{1,60}"
            r"|net[ \t]{1,4}user[ \t]{1,4}\S{1,40})[ \t]{1,4}(?![-/]|\*(?:\s|$))" + VALUE
        ),
        keywords=(
            *("htpasswd", "mosquitto_passwd", "rabbitmqctl", "wpa_passphrase", "net user"),
            "rasdial",
        ),
        hits=(
            "htpasswd -bc /etc/nginx/.htpasswd {{user}} ⟦{{alnum:10}}⟧",
            "htpasswd -nb {{user}} '⟦{{strong_password}}⟧'",
            "rabbitmqctl add_user {{user}} ⟦{{alnum:10}}⟧",
            "net user {{user}} ⟦{{alnum:10}}⟧ /add",
            'rasdial "{{company}} VPN" {{user}} ⟦{{human_password}}⟧',
            "rasdial.exe {{company}} {{user}} ⟦{{alnum:10}}⟧ /domain:{{company}}",
        ),
        misses=(
            "htpasswd -c .htpasswd {{user}}",
            "rabbitmqctl list_users",
            'rasdial "{{company}} VPN" /disconnect',
            "net user {{user}} * /add",
        ),
        before=FAR,
    ),
    Rule(
        id="expect-password",
        message="Password sent by an expect script",
        regex=(
            r"(?i:assw(?:or)?d|passphrase|pin\b)[^\n]{0,60}(?:\n[^\n]{0,60}?)?\b(?i:send"
            r"(?:line)?)[ \t(]{1,4}(?:--[ \t]{1,4})?"
            rf"[\"'](?P<secret>{LOOSE_CHARACTER}{{1,120}})"
        ),
        keywords=("send",),
        confirm=r"send(?:line)?[ \t(]{1,4}(?:--[ \t]{1,4})?[\"']",
        hits=(
            'expect "password:"\nsend "⟦{{alnum:10}}⟧\\r"',
            'expect -re "[Pp]assword" { send "⟦{{alnum:9}}⟧\\n" }',
            'child.expect("Password:")\nchild.sendline("⟦{{alnum:9}}⟧")',
        ),
        misses=('send "ls\\r"', "password send button"),
        before=131,
    ),
    Rule(
        id="windows-command-password",
        message="Password on a Windows command line",
        regex=(
            rf"(?i:\b(?:plink|pscp|psftp|putty|kitty|klink)(?:\.exe)?\b{COMMAND}-pw[ \t]{{1,4}}"
            rf"|\b(?:psexec(?:64)?|winrs|paexec)(?:\.exe)?\b{COMMAND}-p(?:[ \t]{{1,4}}|:)"
            rf"|\bnet[ \t]{{1,4}}use[ \t][^\n]{{0,160}}?(?:/user:\S{{1,60}}[ \t]{{1,4}}(?![/\\])"
            r"|\\\\[^\s]{1,120}[ \t]{1,4}(?![/\\*]))"
            r"|/(?:pass(?:word)?|rp|p(?!:\w{1,40}=)|pwd|smartcard|sapwd)[:=](?!\\)|/rp[ \t]{1,4}"
            r"|\bsigntool\b[^\n]{0,200}?/p[ \t]{1,4})" + VALUE
        ),
        keywords=(
            "-pw",
            "psexec",
            "winrs",
            "paexec",
            "net use",
            "signtool",
            "/p",
            "/rp",
            "/sapwd",
            "/smartcard",
        ),
        confirm=r"[^/]|/[a-z]{1,9}[:=]|/rp[ \t]",
        hits=(
            "plink.exe -ssh {{user}}@{{host}} -pw ⟦{{alnum:10}}⟧ ls",
            "net use Z: \\\\{{host}}\\share /user:{{user}} ⟦{{alnum:10}}⟧",
            "net use \\\\{{host}}\\share ⟦{{alnum:10}}⟧ /user:{{user}}",
            "cmdkey /add:{{host}} /user:{{user}} /pass:⟦{{alnum:10}}⟧",
            'xfreerdp /u:{{user}} /p:"⟦{{alnum:10}}⟧" /v:{{host}}',
        ),
        misses=("net use Z: /delete", "plink -i key.ppk {{host}}", "/path/to/x"),
        before=FAR,
    ),
    Rule(
        id="registry-password",
        message="Credential that a command writes under a name, as into Windows' registry",
        regex=(
            rf"(?i:-name[ \t]{{1,4}}[\"']?{_TOLD}[\"']?(?:[ \t]{{1,4}}-(?!value\b)\w{{2,20}}"
            r"(?:[ \t]{1,4}(?!-)(?:\"[^\"\n]{0,120}\"|'[^'\n]{0,120}'|[^\s\"']{1,120}))?){0,4}?"
            r"[ \t]{1,4}-value[ \t]{1,4}"
            rf"|/v[ \t]{{1,4}}\"?{_TOLD}\"?(?:[ \t]{{1,4}}/(?!d\b)\w{{1,4}}(?:[ \t]{{1,4}}"
            r"[^\s/]{1,40})?){0,4}?[ \t]{1,4}/d[ \t]{1,4}"
            # the name in front, or behind the value
            rf"|(?<=[tw])-itemproperty[ \t](?=[^\n]{{0,300}}?[ \t][\"']?{_TOLD}[\"']?(?:\s|$))"
            r"[^\n]{0,300}?[ \t]-value[ \t]{1,4})" + VALUE
        ),
        keywords=("-name ", "/v ", "-itemproperty "),
        confirm=rf"(?:-name|/v)[ \t]{{1,4}}[\"']?{_TOLD}|-itemproperty[^\n]{{0,300}}?-value ",
        hits=(
            "Set-ItemProperty -Path $path -Name 'DefaultPassword' -Value '⟦{{human_password}}⟧'",
            "New-ItemProperty -Path $p -Name DefaultPassword -PropertyType String "
            '-Value "⟦{{alnum:12}}⟧" -Force',
            'reg add "HKLM\\SOFTWARE\\Winlogon" /v DefaultPassword /t REG_SZ '
            "/d ⟦{{human_password}}⟧ /f",
            "Set-ItemProperty $path 'DefaultPassword' -Value '⟦{{human_password}}⟧' -Type String",
            "Set-ItemProperty -Path $path -Value '⟦{{alnum:10}}⟧' -Name DefaultPassword",
            'reg add HKCU\\Software\\x /v ApiToken /d "⟦{{alnum:20}}⟧"',
        ),
        misses=(
            "find . -name passwords -print",
            "reg query HKLM\\x /v DefaultPassword",
            "Set-ItemProperty -Path $p -Name Version -Value 4",
        ),
    ),
    Rule(
        id="powershell-secure-string",
        message="Password in a PowerShell secure string or credential",
        regex=(
            r"(?i:ConvertTo-SecureString)(?:[ \t]{1,4}-(?:AsPlainText|Force"
            r"|String)){0,3}[ \t]{1,4}(?!-)" + VALUE
        ),
        keywords=("convertto-securestring",),
        hits=(
            '$pw = ConvertTo-SecureString "⟦{{strong_password}}⟧" -AsPlainText -Force',
            "ConvertTo-SecureString -String '⟦{{human_password}}⟧' -AsPlainText -Force",
            "ConvertTo-SecureString ⟦$env:PW⟧ -AsPlainText -Force",
        ),
        misses=("ConvertTo-SecureString -AsPlainText -Force", "Read-Host -AsSecureString"),
    ),
    Rule(
        id="cli-password-option",
        message="Credential as the value of a command line option",
        # The words left out follow the option's name in help texts: "the --token option".
        regex=(
            r"-(?<![\w\[-].)-?(?!no-|(?:change|lock|next|starting|action|request)-token)"
            r"(?:(?!(?:action|request)-token)[A-Za-z0-9]{1,20}[-_.]){0,4}(?i:password|passwd"
            r"|passphrase|pass|pwd"
            r"|(?:auth|access|api|bot|user|deploy|registration)?-?token|secret(?!-?id)"
            r"|api-?key|access-?key"
            r"|secret-?key|account-?key|private-?key|license-?key|auth-?key|sas-?token"
            r"|credentials?|setcookie)"
            rf"(?:{OPTION_GAP})(?![-|)\]]|(?:to|is|and|or|option|flag|for|argument|parameter"
            rf"|must|with|if|when|can"
            rf"|from|in|as|on|are|was|will|should|the|a|an|of|be|not)\b(?![=.-])"
            # the end of a literal, the next option, the next argument
            rf"|[\"']{{1,2}}[ \t][+.][ \t][\w$]|[\"']--?[a-z]"
            rf"|(?:(?<=,)|(?<=, ))[a-z]\w{{1,30}}=(?!=)"
            rf"|(?:default|type|help|required|action|dest|nargs|const|choices|metavar"
            rf"|env|envvar)=(?!=)){VALUE}"
        ),
        keywords=(
            *("pass", "pwd", "token", "secret", "credential", "apikey", "accesskey", "accountkey"),
            *("privatekey", "licensekey", "authkey", "api-key", "access-key", "account-key"),
            *("private-key", "license-key", "auth-key", "-setcookie"),
        ),
        confirm=r"[\w-]+[\"']?[ \t,=\n]",
        hits=(
            "wget --http-user={{user}} --http-password=⟦{{alnum:10}}⟧ https://{{host}}/f.zip",
            "tool login --user {{user}} --password '⟦{{strong_password}}⟧'",
            "./config.sh --url https://{{host}} --token ⟦{{alnum:29}}⟧",
            "kubectl create secret docker-registry r --docker-password=⟦{{alnum:12}}⟧",
            'args = ["--api-key", "⟦{{hex:32}}⟧"]',
            "gpg --batch --passphrase ⟦$GPG_PASS⟧ -d a.gpg",
            "args:\n  - --password\n  - ⟦{{alnum:12}}⟧\n",
            "erl -name {{user}}@{{host}} -setcookie ⟦{{upper:20}}⟧",
        ),
        misses=(
            "use the --token option",
            "docker login --password-stdin",
            "--password --user {{user}}",
            "pass --no-password {{word}}",
            'p.add_argument("--slack-token", default=os.getenv("SLACK_TOKEN"))',
            'p.add_argument("--slack-token", default="<token>")',
            'p.add_argument(\n    "--slack-token",\n    default="{{slack_bot}}",\n)',
            'p.add_argument("--slack-token", "-t", "--chat", help="token")',
            'run("deploy --auth-token " + token + " --region eu")',
            "session_setcookie {{word}}",
        ),
        before=99,
    ),
    Rule(
        id="user-option-password",
        message="Password in a -p option after a user name",
        regex=(
            r"[ \t\"'](?:-u|-U|--user(?:name)?|--login)(?:[ \t=]{1,4}|[\"'],[ \t]{0,4}[\"'])"
            rf"[^\s\"',]{{1,60}}(?:[ \t]{{1,4}}|[\"'],[ \t]{{0,4}}[\"'])-p(?:{OPTION_GAP}){VALUE}"
        ),
        keywords=(" -p", '"-p', "'-p"),
        hits=(
            "rabbitmqadmin -H {{internal_host}} -u {{user}} -p ⟦{{alnum:12}}⟧ list queues",
            "tool -U {{user}} -p '⟦{{strong_password}}⟧' sync",
            'run(["tool", "-u", "{{user}}", "-p", "⟦{{alnum:12}}⟧"])',
        ),
        misses=("tool -u {{user}} -p", "mkdir -p a/b"),
        before=FAR,
    ),
    Rule(
        id="kubectl-literal",
        message="Value of a Kubernetes secret on the command line",
        regex=(
            rf"--from-literal(?:=|[ \t]{{1,4}})[\"']?[\w.-]{{1,80}}=[\"']?"
            rf"(?P<secret>{LOOSE_CHARACTER}{{1,300}})"
        ),
        keywords=("--from-literal",),
        hits=(
            "kubectl create secret generic db --from-literal=password=⟦{{alnum:12}}⟧",
            "kubectl create secret generic x --from-literal='{{word}}=⟦{{strong_password}}⟧'",
        ),
        misses=("--from-literal", "--from-file=a.txt"),
    ),
    Rule(
        id="extra-variable-password",
        message="Credential set on the command line of a deployment tool",
        regex=(
            r"(?<=[\s\"'])(?:-e|-D|-P|--?var|--set(?:-string)?|--build-arg|--env|--extra-vars"
            r"|--parameters?|/p:)[ \t=]{0,4}[\"'{]{0,3}[ \t]{0,4}"
            r"(?:[^\n\"']{0,160}?[\s,{])?[\w.-]{0,60}(?i:pass(?:word|wd|phrase)?|pwd|secret"
            r"|token|api_?key|access_?key|_pw)\w{0,20}[\"']?[=:][ ]?" + VALUE
        ),
        keywords=(
            "pass",
            "pwd",
            "secret",
            "token",
            "apikey",
            "api_key",
            "accesskey",
            "access_key",
            "_pw",
        ),
        confirm=r"\w+[\"']?[=:]",
        hits=(
            "docker run -e MYSQL_ROOT_PASSWORD=⟦{{alnum:12}}⟧ -d mysql:8",
            "ansible-playbook site.yml -e ansible_become_pass=⟦{{alnum:10}}⟧",
            "helm upgrade x ./c --set auth.password=⟦{{alnum:12}}⟧",
            "terraform apply -var 'db_password=⟦{{alnum:12}}⟧'",
            "java -Djavax.net.ssl.keyStorePassword=⟦{{alnum:9}}⟧ -jar a.jar",
            'ansible all -e "user={{user}} smb_pass=⟦{{alnum:9}}⟧"',
        ),
        misses=("docker run -e PORT=80 x", "grep -e password file"),
        before=251,
    ),
    Rule(
        id="psql-variable",
        message="Password in a psql variable",
        regex=r"\\set[ \t]{1,4}\w{0,30}(?i:pass|pwd|secret|pw|token|key)\w{0,20}[ \t]{1,4}" + VALUE,
        keywords=("\\set",),
        hits=("\\set PGPASS '⟦{{strong_password}}⟧'", "\\set app_password ⟦{{alnum:10}}⟧"),
        misses=("\\set ON_ERROR_STOP on", "set pass {{word}}"),
    ),
)

RULES: tuple[Rule, ...] = (*CLIENTS, *SYSTEM)
