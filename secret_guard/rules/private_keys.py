"""Private keys, signed tokens, and the public keys and certificates that look like them."""

from __future__ import annotations

from secret_guard.rules.parts import token
from secret_guard.rules.rule import FAR, Rule

# A key of 8192 bits is 6,500 characters; escapes and indentation are allowed for.
_REACH = 16_000


# What DER begins a private key with, in base64: a sequence, version 0 or 1, and then the numbers
# of an RSA or DSA key (RFC 8017), the algorithm of PKCS #8 (RFC 5958; Ed25519 and X25519: RFC
# 8410), or the octets of an EC key (RFC 5915). Nothing of the key itself.
DER_HEAD = (
    r"(?:MII[A-Za-z0-9+/]{2}[AQgw]IBA(?:AK[BC]|AJ[AB]|DAN|DCC)|MEECAQAwEwYHKoZIzj0"
    r"|MI[GH][A-Za-z0-9+/](?:AgEAMB[AMQ]G|AgEBB[DE])|MH[A-Za-z0-9+/]CAQEEI"
    r"|MC4CAQAwBQYDK2V[uw]BCIEI|MFECAQEwBQYDK2V[uw]BCIEI)"
)
# Lines of 60 to 76 characters, not the first of another key nor a digest, and a last one.
_BREAK = r"(?:\\[rn]|\r|\n){1,2}[ \t]{0,40}"
_DER_LINES = (
    rf"[A-Za-z0-9+/]{{20,67}}(?:{_BREAK}(?!{DER_HEAD}|[0-9a-f]{{60}})[A-Za-z0-9+/]{{60,76}})+"
    rf"(?:{_BREAK}(?:[A-Za-z0-9+/]{{20,76}}={{0,2}}|[A-Za-z0-9+/]{{1,19}}={{1,2}})"
    r"(?![^\s\"'`,;)}\]\\<]))?"
)
# What may stand between the first line of armour and the body (RFC 1421, RFC 9580).
_HEADERS = (
    r"(?:(?:[\s\"'+#*/>|,]|\\[rn]){1,60}(?:Version|Comment|Hash|Charset|Proc-Type|DEK-Info)"
    r": ?[^\n\\\"']{0,200}){0,5}"
)


def _block(kind: str) -> str:
    """A regex for an armoured block: whole, or cut off (by a hunk) after some lines of it.

    A first line alone is none, as comments have it; nor are a first and a last one with quotes
    and nothing like a body between them: code that writes or reads such blocks.
    """
    inside = r"(?:[^-]|-(?!----))"
    return (
        rf"(?P<secret>-----BEGIN {kind}-----(?:"
        rf"(?={inside}{{0,2000}}?[A-Za-z0-9+/]{{16}}|[^-\"'`]{{0,400}}-----)"
        rf"{inside}{{0,15000}}-----END {kind}-----"
        rf"|{_HEADERS}(?:[\s\"'+#*/>|\\nr,.]{{0,60}}[A-Za-z0-9+/]{{16,200}}={{0,2}}){{1,400}}))"
    )


PRIVATE = (
    Rule(
        id="openssh-private-key",
        message="OpenSSH private key",
        regex=_block("OPENSSH PRIVATE KEY"),
        keywords=("begin openssh private key",),
        hits=(
            "⟦{{dashes}}BEGIN OPENSSH PRIVATE KEY{{dashes}}\n{{openssh_body:5}}\n"
            "{{dashes}}END OPENSSH PRIVATE KEY{{dashes}}⟧\n",
            "deploy_key: |\n  ⟦{{dashes}}BEGIN OPENSSH PRIVATE KEY{{dashes}}\n  {{alnum:70}}\n"
            "  {{alnum:70}}⟧\n",
        ),
        misses=("BEGIN OPENSSH PRIVATE KEY is the first line",),
        reach=_REACH,
        before=5,
    ),
    Rule(
        id="pgp-private-key",
        message="PGP private key",
        regex=_block("PGP PRIVATE KEY BLOCK"),
        keywords=("begin pgp private key",),
        hits=(
            "⟦{{dashes}}BEGIN PGP PRIVATE KEY BLOCK{{dashes}}\nVersion: GnuPG "
            "v2\n\n{{pem_body:4}}\n"
            "=a1B2\n{{dashes}}END PGP PRIVATE KEY BLOCK{{dashes}}⟧",
            "⟦{{dashes}}BEGIN PGP PRIVATE KEY BLOCK{{dashes}}\nVersion: GnuPG v2\n\n{{alnum:64}}⟧",
            'key = """⟦{{dashes}}BEGIN PGP PRIVATE KEY BLOCK{{dashes}}\n\n{{pem_body:3}}\n'
            '{{dashes}}END PGP PRIVATE KEY BLOCK{{dashes}}⟧"""',
        ),
        misses=("a BEGIN PGP PRIVATE KEY BLOCK",),
        reach=_REACH,
        before=5,
    ),
    Rule(
        id="private-key",
        message="Private key",
        regex=_block(r"(?:[A-Z0-9]{1,12} ){0,3}(?:PRIVATE KEY|OpenVPN Static key V1)"),
        keywords=("private key-", "begin openvpn static key"),
        hits=(
            "⟦{{dashes}}BEGIN RSA PRIVATE KEY{{dashes}}\n{{pem_body:6}}\n"
            "{{dashes}}END RSA PRIVATE KEY{{dashes}}⟧",
            "⟦{{dashes}}BEGIN RSA PRIVATE KEY{{dashes}}\nProc-Type: 4,ENCRYPTED\n"
            "DEK-Info: AES-128-CBC,{{hex:32|upper}}\n\n{{pem_body:6}}\n"
            "{{dashes}}END RSA PRIVATE KEY{{dashes}}⟧",
            '"private_key": "⟦{{dashes}}BEGIN PRIVATE KEY{{dashes}}\\n{{b64:64}}\\n{{b64:63}}\\n'
            '{{dashes}}END PRIVATE KEY{{dashes}}⟧\\n",',
            "# ⟦{{dashes}}BEGIN EC PRIVATE KEY{{dashes}}\n# {{b64:64}}\n"
            "# {{dashes}}END EC PRIVATE KEY{{dashes}}⟧",
            "⟦{{dashes}}BEGIN ENCRYPTED PRIVATE KEY{{dashes}}\n{{alnum:64}}⟧",
        ),
        misses=(
            "BEGIN PRIVATE KEY---",
            "{{dashes}}BEGIN PUBLIC KEY{{dashes}}\n{{pem_body:2}}",
            " * {{dashes}}BEGIN PRIVATE KEY{{dashes}}\n *\n * has the algorithm inside.\n",
            'A = "{{dashes}}BEGIN PRIVATE KEY{{dashes}}"\n'
            'B = "{{dashes}}END PRIVATE KEY{{dashes}}"\n',
        ),
        reach=_REACH,
        before=FAR,
    ),
    Rule(
        id="der-private-key",
        message="Private key in base64, without armour",
        regex=token(rf"{DER_HEAD}(?:{_DER_LINES}|[A-Za-z0-9+/]{{30,12000}}={{0,2}})"),
        keywords=(
            *("ibaak", "ibaaj", "ibadan", "ibadcc", "ageamb", "agebb", "caqeei"),
            *("meecaqawewyhkozizj0", "mc4caqawbqydk2v", "mfecaqewbqydk2v"),
        ),
        hits=(
            'private_key = "⟦{{der_private_key}}⟧"',
            "RSA_KEY=⟦{{der_private_key}}⟧",
            'const key = Buffer.from("⟦{{der_private_key}}⟧", "base64")',
            "key: |\n  ⟦MHcCAQEEI{{b64:55}}\n  {{b64:64}}\n  {{b64:30}}==⟧\nother: 1\n",
            "KEY=⟦MIIEpAIBAAKCAQEA{{alnum:1576}}⟧\nPORT=8080\n",
            "A=⟦MC4CAQAwBQYDK2VwBCIEI{{alnum:43}}⟧\n{{hex:64}}\n",
        ),
        misses=(
            'public_key = "{{der_public_key}}"',
            "MIIEpAIBAAKCAQEA begins it",
        ),
        run=0,
        reach=_REACH,
        before=7,
    ),
    Rule(
        id="putty-private-key",
        message="PuTTY private key",
        regex=(
            r"Private-Lines:[ \t]?[0-9]{1,4}\n[ \t]{0,20}"
            r"(?P<secret>[A-Za-z0-9+/=]{4,80}"
            r"(?:\n[ \t]{0,20}(?!Private-)[A-Za-z0-9+/=]{4,80}){0,120})"
        ),
        keywords=("private-lines",),
        hits=(
            "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: {{user}}\n"
            "Public-Lines: 2\n{{b64:64}}\n{{b64:16}}\nPrivate-Lines: 1\n⟦{{b64:48}}⟧\n"
            "Private-MAC: {{hex:64}}\n",
            "Private-Lines: 2\n⟦{{b64:64}}\n{{b64:48}}⟧\nPrivate-MAC: {{hex:40}}",
        ),
        misses=("PuTTY-User-Key-File-2 is the first line", "Private-Lines: 1\n"),
        reach=_REACH,
    ),
    Rule(
        id="age-secret-key",
        message="age secret key",
        regex=token(r"AGE-(?:SECRET-KEY|PLUGIN-[A-Z0-9-]{1,20})-1[A-Z0-9]{40,120}"),
        keywords=("age-secret-key-", "age-plugin-"),
        hits=("⟦{{age_secret_key}}⟧", "SOPS_AGE_KEY=⟦{{age_secret_key}}⟧"),
        misses=("AGE-SECRET-KEY-1 begins it", "{{age_public_key}}"),
    ),
    Rule(
        id="wireguard-key",
        message="WireGuard private or preshared key",
        regex=r"(?i:private_?key|preshared_?key)[ \t]{0,9}=[ \t]{0,9}"
        r"(?P<secret>[A-Za-z0-9+/]{42}[A-Za-z0-9+/]=)(?![A-Za-z0-9=])",
        keywords=("privatekey", "presharedkey", "private_key", "preshared_key"),
        hits=(
            "[Interface]\nPrivateKey = ⟦{{b64:43}}=⟧",
            "[Peer]\nPresharedKey = ⟦{{b64:43}}=⟧",
        ),
        misses=("PrivateKey = load()", "PublicKey = {{b64:43}}="),
    ),
    Rule(
        id="jwk-private-key",
        message="Private part of a JSON Web Key",
        regex=(
            r"\"(?:d|k|p|q|dp|dq|qi)\"[ \t]{0,4}:[ \t]{0,4}\""
            r"(?P<secret>[A-Za-z0-9_-]{20,1500})\""
        ),
        keywords=('"kty"',),
        hits=(
            '{"kty": "EC", "crv": "P-256", "x": "{{urlsafe:43}}", "d": "⟦{{urlsafe:43}}⟧"}',
            '{"kty":"oct","k":"⟦{{urlsafe:43}}⟧","alg":"HS256"}',
        ),
        misses=('{"kty": "RSA", "n": "{{urlsafe:300}}", "e": "AQAB"}',),
        reach=8_000,
        before=FAR,
    ),
    Rule(
        id="xml-private-key",
        message="Private part of an RSA key in XML",
        regex=r"<D>(?P<secret>[A-Za-z0-9+/=\s]{40,1500})</D>",
        keywords=("<rsakeyvalue", "<d>"),
        hits=(
            "<RSAKeyValue><Modulus>{{b64:172}}</Modulus><D>⟦{{b64:172}}⟧</D></RSAKeyValue>",
            "<D>⟦{{b64:88}}⟧</D>",
        ),
        misses=("<RSAKeyValue><Modulus>{{b64:172}}</Modulus></RSAKeyValue>",),
        reach=8_000,
    ),
    Rule(
        id="mnemonic-phrase",
        message="Seed phrase of a wallet",
        regex=(
            r"(?i:mnemonic|(?<![a-z])seed(?=:)|seed_?[ -]?phrase|seed_?words"
            r"|recovery_?[ -]?phrase)\w{0,12}[\"'\]]{0,2}(?:[ \t][\w.()-]{1,24}){0,4}[ \t]{0,9}"
            r"(?:=>|:=|[:=])[ \t]{0,9}[\"'`]?"
            r"(?P<secret>[a-z]{3,9}(?:[ ,][a-z]{3,9}){11,23})(?![a-z])"
        ),
        keywords=("mnemonic", "phrase", "seed"),
        hits=(
            'MNEMONIC="⟦able acid calm dash echo fade gain hair idea join keen lamp⟧"',
            "seed_phrase: ⟦able acid calm dash echo fade gain hair idea join keen lamp⟧",
            "Seed phrase of x: `⟦able acid calm dash echo fade gain hair idea join keen lamp⟧`",
        ),
        misses=("mnemonic: a word to remember it by",),
        before=10,
    ),
)

TOKENS = (
    Rule(
        id="jwt",
        message="JSON Web Token",
        regex=token(
            r"ey[JI][A-Za-z0-9_-]{8,3000}\.[A-Za-z0-9_-]{8,8000}(?:\.[A-Za-z0-9_-]{2,3000}){0,3}"
        ),
        keywords=("eyj", "eyi"),
        hits=(
            'token = "⟦{{jwt}}⟧"',
            "Authorization: Bearer ⟦{{jwt_sample}}⟧",
            "SUPABASE_ANON_KEY=⟦{{jwt}}⟧",
        ),
        misses=("eyJ begins a token", "keyJohn.fetch_the_value"),
        reach=6_000,
    ),
)

PUBLIC = (
    Rule(
        id="encoded-pem-block",
        message="Key or certificate in base64",
        regex=r"(?P<secret>LS0tLS1CRUdJTi[A-Za-z0-9+/]{16,20000}={0,2})",
        keywords=("ls0tls1crudjti",),
        hits=(
            "client-key-data: ⟦LS0tLS1CRUdJTiB{{alnum:400}}==⟧",
            'tls_key = "⟦LS0tLS1CRUdJTiB{{alnum:300}}⟧"',
        ),
        misses=("LS0tLS1CRUdJTi begins it",),
        reach=_REACH,
    ),
    Rule(
        id="public-key",
        message="Public key or certificate",
        regex=_block(
            r"(?:[A-Z0-9]{1,12} ){0,3}"
            r"(?:PUBLIC KEY(?: BLOCK)?|CERTIFICATE(?: REQUEST)?|PARAMETERS|PGP MESSAGE"
            r"|PGP SIGNATURE"
            r"|PKCS7|CMS|X509 CRL)"
        ),
        keywords=("--begin ",),
        hits=(
            "⟦{{dashes}}BEGIN PUBLIC KEY{{dashes}}\n{{pem_body:4}}\n{{dashes}}END PUBLIC "
            "KEY{{dashes}}⟧",
            "cert: |\n  ⟦{{dashes}}BEGIN CERTIFICATE{{dashes}}\n  {{b64:64}}\n  {{b64:32}}\n"
            "  {{dashes}}END CERTIFICATE{{dashes}}⟧",
        ),
        misses=("{{dashes}}BEGIN RSA PRIVATE KEY{{dashes}}\n", "BEGIN PUBLIC KEY"),
        reach=_REACH,
        before=3,
    ),
    Rule(
        id="ssh-public-key",
        message="SSH public key",
        regex=token(
            r"(?:sk-)?(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp[0-9]{3})(?:@openssh\.com)?"
            r"[ \t]{1,4}AAAA[A-Za-z0-9+/]{20,3000}={0,3}"
        ),
        keywords=("ssh-rsa", "ssh-dss", "ssh-ed25519", "ecdsa-sha2-"),
        hits=("⟦{{ssh_rsa_public}}⟧ {{email}}", 'key = "⟦{{ssh_ed25519_public}}⟧"'),
        misses=("ssh-rsa keys are old", "HostKeyAlgorithms ssh-rsa,ssh-ed25519"),
        reach=4_000,
        before=3,
    ),
    Rule(
        id="age-public-key",
        message="age public key (recipient)",
        regex=token(r"age1[a-z0-9]{50,64}(?![a-z0-9])"),
        keywords=("age1",),
        hits=("age: ⟦{{age_public_key}}⟧", "age -r ⟦{{age_public_key}}⟧ -o out.age"),
        misses=("page1of2", "age1 = 40"),
    ),
)
