"""Keys and tokens of cloud providers: AWS, Google Cloud, Azure and others."""

from __future__ import annotations

from secret_guard.rules.parts import named, token
from secret_guard.rules.rule import FAR, Rule

AWS = (
    Rule(
        id="aws-access-key-id",
        message="AWS access key ID",
        regex=token(r"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9+/])"),
        keywords=("akia", "asia", "abia", "acca", "a3t"),
        hits=("aws_access_key_id = ⟦{{aws_access_key}}⟧", '"key": "⟦{{aws_doc_access_key}}⟧",'),
        misses=("# AKIA keys begin with four fixed letters", "ASIATIC_MARKET_ID = {{digits:4}}"),
    ),
    Rule(
        id="aws-secret-access-key",
        message="AWS secret access key",
        regex=named(
            r"(?:aws.{0,20}?(?:secret|sk\b)|secret_?access_?key|secret_?key_?id|secretkey)"
            r"(?:[_.-]?access)?(?:[_.-]?key)?",
            r"[A-Za-z0-9/+]{40}(?![=/+])",
        ),
        keywords=("secret", "aws_sk"),
        run=130,
        hits=(
            "aws_secret_access_key = ⟦{{aws_secret_key}}⟧",
            'AWS_SECRET_ACCESS_KEY: "⟦{{aws_doc_secret_key}}⟧"',
            'new AWS.Credentials({ secretAccessKey: "⟦{{aws_secret_key}}⟧" })',
            '<add key="AWSSecretKey" value="⟦{{aws_secret_key}}⟧" />',
            "ENV AWS_SECRET_ACCESS_KEY ⟦{{aws_secret_key}}⟧",
            "aws configure set aws_secret_access_key ⟦{{aws_secret_key}}⟧",
        ),
        misses=("aws_secret_access_key = get_secret()", "commit: {{git_sha}}"),
        before=FAR,
    ),
    Rule(
        id="aws-session-token",
        message="AWS session token",
        regex=token(r"(?:IQoJb3JpZ2lu|F[wQ]oGZXIvYXdz)[A-Za-z0-9/+]{60,3000}={0,2}"),
        keywords=("iqojb3jpz2lu", "fwogzxivyxdz", "fqogzxivyxdz"),
        hits=(
            "aws_session_token = ⟦{{aws_session_token}}⟧",
            'export AWS_SESSION_TOKEN="⟦{{aws_session_token}}⟧"',
        ),
        misses=("aws_session_token = None",),
        reach=4_000,
    ),
    Rule(
        id="aws-mws-token",
        message="Amazon MWS authentication token",
        regex=token(r"amzn\.mws\.[0-9a-f]{8}-[0-9a-f-]{20,27}"),
        keywords=("amzn.mws.",),
        hits=('mws_token: "⟦{{aws_mws_token}}⟧"', "AUTH=⟦{{aws_mws_token}}⟧"),
        misses=("amzn.mws.endpoint=https://{{host}}",),
    ),
    Rule(
        id="aws-bedrock-key",
        message="Amazon Bedrock API key",
        regex=token(r"ABSK[A-Za-z0-9+/]{60,300}={0,2}"),
        keywords=("absk",),
        hits=("AWS_BEARER_TOKEN_BEDROCK=⟦ABSK{{b64:128}}⟧", 'token = "⟦ABSK{{b64:132}}⟧"'),
        misses=("ABSK is a prefix",),
    ),
)

GOOGLE = (
    Rule(
        id="gcp-api-key",
        message="Google API key",
        regex=token(r"AIza[A-Za-z0-9_-]{30,40}|AQ\.Ab8RN6[A-Za-z0-9_-]{40,60}"),
        keywords=("aiza", "aq.ab8rn6"),
        hits=(
            'apiKey: "⟦{{gcp_api_key}}⟧",',
            "https://{{host}}/js?key=⟦{{gcp_api_key}}⟧&v=3",
            "GEMINI_API_KEY=⟦AQ.Ab8RN6{{urlsafe:44}}⟧",
        ),
        misses=("AIza is how browser keys begin", "bAIza{{urlsafe:35}}"),
    ),
    Rule(
        id="gcp-oauth-client-secret",
        message="Google OAuth client secret",
        regex=token(r"GOCSPX-[A-Za-z0-9_-]{20,40}"),
        keywords=("gocspx-",),
        hits=(
            '"client_secret": "⟦{{gcp_oauth_secret}}⟧"',
            "GOOGLE_CLIENT_SECRET=⟦{{gcp_oauth_secret}}⟧",
        ),
        misses=("secrets start with GOCSPX- nowadays",),
    ),
    Rule(
        id="google-oauth-token",
        message="Google OAuth access token",
        regex=token(r"ya29\.[A-Za-z0-9_-]{20,1000}"),
        keywords=("ya29.",),
        hits=('"access_token": "⟦{{google_oauth_token}}⟧"', "TOKEN=⟦{{google_oauth_token}}⟧"),
        misses=("if token.startswith('ya29.'):",),
    ),
    Rule(
        id="google-refresh-token",
        message="Google OAuth refresh token",
        regex=token(r"1//0[A-Za-z0-9_-]{30,200}"),
        keywords=("1//0",),
        hits=(
            '"refresh_token": "⟦{{google_refresh_token}}⟧"',
            "refresh_token=⟦{{google_refresh_token}}⟧",
        ),
        misses=("assert 9 // 4 == 2  # not 1//0",),
    ),
    Rule(
        id="google-client-id",
        message="Google OAuth client ID (public by itself)",
        regex=token(r"[0-9]{6,20}(?:-[a-z0-9]{20,40})?\.apps\.googleusercontent\.com"),
        keywords=(".apps.googleusercontent.com",),
        hits=(
            '"client_id": "⟦{{google_client_id}}⟧"',
            '<meta name="google-signin-client_id" content="⟦{{google_client_id}}⟧">',
        ),
        misses=("the host apps.googleusercontent.com",),
        before=61,
    ),
    Rule(
        id="gcp-hmac-key",
        message="Google Cloud Storage HMAC key ID",
        regex=token(r"GOOG[A-Z0-9]{18,70}(?![A-Za-z0-9])"),
        keywords=("goog",),
        hits=("access_key = ⟦GOOG1E{{upper:55}}⟧", '"key": "⟦GOOG{{upper:20}}⟧"'),
        misses=("GOOGLE_APPLICATION_CREDENTIALS", "GOOG closed higher"),
    ),
    Rule(
        id="firebase-server-key",
        message="Firebase Cloud Messaging server key",
        regex=token(r"AAAA[A-Za-z0-9_-]{7}:[A-Za-z0-9_-]{100,180}"),
        keywords=("aaaa",),
        hits=(
            "FCM_KEY=⟦AAAA{{urlsafe:7}}:{{urlsafe:140}}⟧",
            '"key=⟦AAAA{{urlsafe:7}}:{{urlsafe:140}}⟧"',
        ),
        misses=("AAAA record: fe80::1",),
    ),
    Rule(
        id="recaptcha-key",
        message="reCAPTCHA site or secret key",
        regex=token(r"(?<![_+/-])6L[A-Za-z0-9_-]{34,40}(?![A-Za-z0-9_+/=-])"),
        keywords=("captcha", "sitekey", "site-key", "site_key", "6l"),
        hits=(
            'data-sitekey="⟦{{recaptcha_site_key}}⟧"',
            "RECAPTCHA_SECRET=⟦{{recaptcha_secret}}⟧",
        ),
        misses=("captcha: 6L engine",),
    ),
)

AZURE = (
    Rule(
        id="azure-account-key",
        message="Azure storage or Cosmos DB account key",
        regex=(
            r"(?i:account_?key|storage_?key)[\"'\])]{0,3}[ \t]{0,9}(?:=>|[:=,])[ \t]{0,9}"
            r"[\"']?(?P<secret>[A-Za-z0-9+/]{40,100}={0,2})"
        ),
        keywords=("accountkey", "account_key", "storagekey", "storage_key"),
        hits=(
            "DefaultEndpointsProtocol=https;AccountName={{word}};AccountKey=⟦{{azure_storage_key}}⟧"
            ";EndpointSuffix=core.windows.net",
            'account_key="⟦{{azure_storage_key}}⟧"',
        ),
        misses=("AccountKey=from-the-portal", "accountKey: string"),
    ),
    Rule(
        id="azure-shared-access-key",
        message="Azure shared access key (Service Bus, Event Hubs, IoT Hub)",
        # Also `;AccessKey=` (SignalR, Communication Services) and `;Secret=` (App Configuration).
        regex=r"(?:(?i:shared_?access_?key)[\"']?[ \t]{0,9}[:=][ \t]{0,9}[\"']?"
        r"|;(?i:accesskey|secret)=)(?P<secret>[A-Za-z0-9+/]{30,100}={0,2})",
        keywords=("sharedaccesskey", "shared_access_key", ";accesskey=", ";secret="),
        hits=(
            "Endpoint=sb://{{host}}/;SharedAccessKeyName=Root;SharedAccessKey=⟦{{b64:44}}⟧",
            'shared_access_key: "⟦{{b64:44}}⟧"',
            "Endpoint=https://{{word}}.service.signalr.net;AccessKey=⟦{{b64:43}}=⟧;Version=1.0;",
            "endpoint=https://{{word}}.communication.azure.com/;accesskey=⟦{{b64:86}}==⟧",
            "Endpoint=https://{{word}}.azconfig.io;Id={{alnum:4}}-l0-s0:{{alnum:20}}"
            ";Secret=⟦{{b64:43}}=⟧",
        ),
        misses=("SharedAccessKeyName=RootManageSharedAccessKey", "x;secret={{word}}"),
        before=FAR,
    ),
    Rule(
        id="azure-sas-token",
        message="Azure shared access signature",
        # The whole token where it stands alone; in a URL the next rule takes the signature only.
        regex=(
            r"(?<![?&\w%;])(?P<secret>s[vprtse]{1,2}=(?:[^\s\"'&=]{1,90}&[a-z]{1,6}=){1,14}"
            r"(?<=&sig=)[A-Za-z0-9%+/_-]{30,200}={0,2}(?:&[a-z]{1,6}=[^\s\"'&]{1,90}){0,8})"
        ),
        keywords=("&sig=",),
        hits=('sas_token: "⟦{{azure_sas}}⟧"', "AZURE_STORAGE_SAS_TOKEN=⟦{{azure_sas}}⟧"),
        misses=("https://{{host}}/x?{{azure_sas}}", "sv=2022-11-02&ss=b"),
        before=FAR,
    ),
    Rule(
        id="azure-sas-signature",
        message="Azure shared access signature",
        regex=r"[?&;\"' ]sig=(?P<secret>[A-Za-z0-9%+/_-]{30,200}={0,2})",
        keywords=("sig=",),
        hits=(
            "https://{{word}}.blob.core.windows.net/backup?sv=2022-11-02&sig=⟦{{b64:44|percent}}⟧",
            "https://{{host}}/q?sr=x&sig=⟦{{hex:40}}%3D⟧&se=1700000000",
        ),
        misses=("config=verbose", "?sig={{word}}"),
        before=1,
    ),
    Rule(
        id="azure-client-secret",
        message="Microsoft Entra (Azure AD) client secret",
        regex=(
            r"(?<![A-Za-z0-9_~.-])(?P<secret>[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})"
            r"(?![A-Za-z0-9_~-])"
        ),
        keywords=("q~",),
        hits=(
            "AZURE_CLIENT_SECRET=⟦{{azure_client_secret}}⟧",
            'client_secret = "⟦{{azure_client_secret}}⟧"',
        ),
        misses=("the range 8Q~9Q",),
        before=4,
    ),
    Rule(
        id="azure-devops-pat",
        message="Azure DevOps personal access token",
        regex=named(
            r"(?:azure_?dev_?ops|\bado|vsts|azp|vss)[\w. -]{0,30}?(?:token|pat|ext_\w+)",
            r"[a-z2-7]{52}|[A-Za-z0-9]{84}",
        ),
        keywords=("azure", "ado_", "adop", "adot", "vsts", "azp_", "vss_"),
        run=200,
        hits=(
            "AZURE_DEVOPS_EXT_PAT=⟦{{azure_devops_pat}}⟧",
            'azureDevOpsToken: "⟦{{azure_devops_pat}}⟧"',
            "AZP_TOKEN: ⟦{{alnum:84}}⟧",
        ),
        misses=("AZURE_DEVOPS_EXT_PAT=$(System.AccessToken)",),
        before=FAR,
    ),
    Rule(
        id="azure-signed-key",
        message="Azure service key that carries its own signature",
        regex=(
            r"(?<![A-Za-z0-9+/_-])(?P<secret>[A-Za-z0-9+/_-]{30,80}"
            r"(?:AzFu|AzSe|AzCa|ACDb|AIoT|\+ACR|\+ASt|\+AEh|\+ASb|\+ABa|APIM|JQQJ99)"
            r"[A-Za-z0-9+/_-]{5,40}={0,2})(?![A-Za-z0-9+/=_-])"
        ),
        keywords=(
            "azfu",
            "azse",
            "azca",
            "acdb",
            "aiot",
            "+acr",
            "+ast",
            "+aeh",
            "+asb",
            "+aba",
            "apim",
            "jqqj99",
        ),
        run=0,
        hits=(
            'x-functions-key: "⟦{{azure_function_key}}⟧"',
            "SEARCH_KEY=⟦{{alnum:42}}AzSe{{alnum:6}}⟧",
        ),
        misses=("AzFunctions run here", "apim.{{host}}"),
        before=80,
    ),
    Rule(
        id="azure-function-key",
        message="Azure Functions key",
        regex=r"(?:[?&]code=|(?i:x-functions-key|function_?key|host_?key|master_?key)"
        r"[\"']{0,2}[ \t]{0,9}[:=,][ \t]{0,9}[\"']{0,2})"
        r"(?P<secret>[A-Za-z0-9%/+_-]{40,80}(?:={1,2}|%3[dD])?)(?![A-Za-z0-9%/+_=-])",
        keywords=("code=", "functions-key", "function", "hostkey", "host_key", "master"),
        hits=(
            "https://{{word}}.azurewebsites.net/api/run?code=⟦{{urlsafe:54}}==⟧",
            "FUNCTION_KEY=⟦{{urlsafe:54}}==⟧",
        ),
        misses=("https://{{host}}/callback?code={{digits:6}}",),
        before=2,
    ),
)

OTHERS = (
    Rule(
        id="digitalocean-token",
        message="DigitalOcean token",
        regex=token(r"do[oprt]_v1_[a-f0-9]{32,64}|DO00[A-Z0-9]{16}(?![A-Za-z0-9])"),
        keywords=("_v1_", "do00"),
        hits=(
            "access-token: ⟦{{digitalocean_token}}⟧",
            'do_token = "⟦{{digitalocean_token}}⟧"',
            "SPACES_KEY=⟦DO00{{upper:16}}⟧",
        ),
        misses=("schema_v1_final", "dop_v1_ is the prefix"),
        before=3,
    ),
    Rule(
        id="heroku-api-key",
        message="Heroku API key",
        regex=(
            r"(?:HRKU-|(?i:heroku)[\w. -]{0,30}[\"'\])]{0,3}[ \t]{0,9}(?:=>|[:=,>]|[ \t])[ \t]{0,9}"
            r"[\"']?(?=[0-9a-fA-F]{8}-))"
            r"(?P<secret>(?<=HRKU-)[A-Za-z0-9_-]{30,64}|[0-9a-fA-F]{8}"
            r"(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})"
        ),
        keywords=("heroku", "hrku-"),
        hits=("HEROKU_API_KEY=⟦{{heroku_key}}⟧", 'heroku_key: "⟦{{heroku_key}}⟧"'),
        misses=("heroku create {{word}}", "id: {{uuid}}"),
    ),
    Rule(
        id="cloudflare-token",
        message="Cloudflare API token or key",
        regex=named(
            r"(?:cloudflare|\bcf(?=_|a|d|token|key|secret))[\w. -]{0,30}?(?:token|key|secret)",
            r"[A-Za-z0-9_-]{37,45}|v1\.0-[a-f0-9]{24}-[a-f0-9]{100,160}",
        ),
        keywords=("cloudflare", "cf_", "cfa", "cfd", "cftoken", "cfkey", "cfsecret"),
        hits=(
            "CLOUDFLARE_API_TOKEN=⟦{{cloudflare_token}}⟧",
            'cf_api_key: "⟦{{hex:37}}⟧"',
            'const cfToken = "⟦{{cloudflare_token}}⟧"',
        ),
        misses=("cloudflare_zone = {{host}}", "CF_API_TOKEN=$TOKEN"),
        before=FAR,
    ),
    Rule(
        id="vault-token",
        message="HashiCorp Vault token",
        regex=token(
            r"hv[sbr]\.[A-Za-z0-9_-]{16,300}"
            r"|(?<![\w.-])[sbr]\.(?=[A-Za-z]{0,23}[0-9])(?=[A-Z0-9]{0,23}[a-z])[A-Za-z0-9]{24}"
            r"(?![\w.(\[-])"
        ),
        keywords=("hvs.", "hvb.", "hvr.", "vault"),
        hits=(
            "export VAULT_TOKEN=⟦{{vault_token}}⟧",
            "vault login ⟦{{vault_token}}⟧",
        ),
        misses=("vault: this.s.length", "hvs.md"),
        before=FAR,
    ),
    Rule(
        id="vault-unseal-key",
        message="HashiCorp Vault unseal key",
        regex=(
            r"(?i:unseal key[ \t]?[0-9]{0,2})[ \t]{0,4}:[ \t]{0,4}"
            r"(?P<secret>[A-Za-z0-9+/]{40,64}={0,2})"
        ),
        keywords=("unseal key",),
        hits=("Unseal Key 1: ⟦{{b64:44}}⟧", "unseal key: ⟦{{b64:44}}⟧"),
        misses=("Unseal Key (will be hidden):",),
    ),
    Rule(
        id="terraform-cloud-token",
        message="Terraform Cloud or Enterprise token",
        regex=token(r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{40,80}"),
        keywords=(".atlasv1.",),
        hits=('token = "⟦{{terraform_token}}⟧"', "TFE_TOKEN=⟦{{terraform_token}}⟧"),
        misses=("file.atlasv1.json",),
        before=14,
    ),
    Rule(
        id="databricks-token",
        message="Databricks token",
        regex=token(r"(?:dapi|dose|dsapi|dkea)[a-f0-9]{32}(?:-[0-9])?(?![A-Za-z0-9])"),
        keywords=("dapi", "dose", "dkea"),
        hits=("DATABRICKS_TOKEN=⟦{{databricks_token}}⟧", "token = ⟦{{databricks_token}}-2⟧"),
        misses=("dapi = 'x'", "a dose of {{digits:2}} mg"),
        before=FAR,
    ),
    Rule(
        id="alibaba-access-key-id",
        message="Alibaba Cloud access key ID",
        regex=token(
            r"(?:LTAI[A-Za-z0-9]{12,24}|STS\.(?=[A-Za-z]{0,25}[0-9])[A-Za-z0-9]{24,30})"
            r"(?![A-Za-z0-9])"
        ),
        keywords=("ltai", "sts."),
        hits=(
            'accessKeyId: "⟦LTAI{{alnum:20}}⟧"',
            "ALICLOUD_ACCESS_KEY=⟦LTAI{{alnum:12}}⟧",
            "ALIBABA_CLOUD_ACCESS_KEY_ID=⟦STS.N{{alnum:24}}8⟧",
        ),
        misses=("voltaic", "LTAI prefix", "STS.AssumeRoleWithWebIdentity()"),
    ),
    Rule(
        id="tencent-secret-id",
        message="Tencent Cloud secret ID",
        regex=token(r"AKID[A-Za-z0-9]{30,40}(?![A-Za-z0-9])"),
        keywords=("akid",),
        hits=('secretId: "⟦AKID{{alnum:32}}⟧"', "TENCENTCLOUD_SECRET_ID=⟦AKID{{alnum:32}}⟧"),
        misses=("AKID = os.environ",),
    ),
    Rule(
        id="cloud-platform-token",
        message="Token of a hosting platform",
        regex=token(
            r"nf[pcoub]_[A-Za-z0-9]{30,50}"  # Netlify
            r"|sbp_[a-f0-9]{40}|sb_(?:secret|publishable)_[A-Za-z0-9_-]{20,60}"  # Supabase
            r"|pscale_(?:tkn|pw|oauth)_[A-Za-z0-9=._-]{30,70}"  # PlanetScale
            r"|fo1_[A-Za-z0-9_-]{40,50}|fm[12][ar]?_[A-Za-z0-9+/=]{60,800}"  # Fly.io
            r"|pul-[a-f0-9]{40}"  # Pulumi
            r"|dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{30,80}"  # Doppler
            r"|rnd_[A-Za-z0-9]{28,40}"  # Render
            r"|SCW[A-Z0-9]{17}(?![A-Za-z0-9])"  # Scaleway
            r"|tskey-(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{6,30}-[A-Za-z0-9]{16,50}"
            r"|ops_eyJ[A-Za-z0-9+/=_-]{100,1000}"  # 1Password service account
            r"|(?:cf(?:k|ut|at)_[A-Za-z0-9]{40}[a-f0-9]{8}"  # Cloudflare
            r"|v1\.0-[a-f0-9]{24}-[a-f0-9]{146}"  # Cloudflare Origin CA
            r"|eyJhIjoi[A-Za-z0-9]{44}LCJ0Ijoi[A-Za-z0-9+/]{80,240}={0,2}"  # Cloudflare Tunnel
            r"|0x4AAAAAAA[A-Za-z0-9_-]{25}"  # Cloudflare Turnstile
            r"|vercel_blob_rw_[A-Za-z0-9]{16}_[A-Za-z0-9]{30}"
            r"|ddp_[A-Za-z0-9]{36}"  # Deno Deploy
            r"|AQVN[A-Za-z0-9_-]{36}"  # Yandex, and two more
            r"|y0_(?=[a-z0-9_-]{0,40}[A-Z])[A-Za-z0-9_-]{54,60}"
            r"|t1\.[A-Za-z0-9_-]{60,400}={0,2}\.[A-Za-z0-9_-]{86}={0,2}"
            r"|da2-[a-z0-9]{26}"  # AWS AppSync
            r"|amzn1\.oa2-cs\.v1\.[a-f0-9]{64}"  # Login with Amazon
            r"|Atz[ar]\|[A-Za-z0-9_-]{200,600}"  # Amazon Selling Partner API
            r"|K00[0-9](?=[a-z0-9+/]{0,26}[A-Z])[A-Za-z0-9+/]{27}(?![+/=])"  # Backblaze B2
            r"|[ks]pat_[A-Za-z0-9]{49}"  # Kong
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            "nfp_",
            "nfc_",
            "nfo_",
            "nfu_",
            "nfb_",
            "sbp_",
            "sb_",
            "pscale_",
            "fo1_",
            "fm1",
            "fm2",
            "pul-",
            "dp.",
            "rnd_",
            "scw",
            "tskey-",
            "ops_eyj",
            "cfk_",
            "cfut_",
            "cfat_",
            "v1.0-",
            "eyjhijoi",
            "0x4aaaaaaa",
            "vercel_blob_rw_",
            "ddp_",
            "aqvn",
            "y0_",
            "t1.",
            "da2-",
            "amzn1.oa2-cs.",
            "atza|",
            "atzr|",
            "k00",
            "kpat_",
            "spat_",
        ),
        hits=(
            "NETLIFY_AUTH_TOKEN=⟦nfp_{{alnum:36}}⟧",
            "PULUMI_ACCESS_TOKEN: ⟦pul-{{hex:40}}⟧",
            "tailscale up --authkey ⟦tskey-auth-{{alnum:12}}-{{alnum:32}}⟧",
            'password: "⟦pscale_pw_{{alnum:43}}⟧"',
            "CF_TOKEN=⟦cfut_{{alnum:40}}{{hex:8}}⟧",
            'origin_ca_key: "⟦v1.0-{{hex:24}}-{{hex:146}}⟧"',
            "cloudflared tunnel run --token ⟦eyJhIjoi{{alnum:44}}LCJ0Ijoi{{alnum:118}}==⟧",
            "TURNSTILE_SECRET_KEY=⟦0x4AAAAAAA{{urlsafe:25}}⟧",
            "BLOB_READ_WRITE_TOKEN=⟦vercel_blob_rw_{{alnum:16}}_{{alnum:30}}⟧",
            'deno_deploy_token: "⟦ddp_{{alnum:36}}⟧"',
            "YANDEX_API_KEY: ⟦AQVN{{urlsafe:36}}⟧",
            'yandex_oauth = "⟦y0_{{alnum:55}}⟧"',
            'iam_token: "⟦t1.{{urlsafe:180}}.{{urlsafe:86}}⟧"',
            "APPSYNC_API_KEY=⟦da2-{{lower:26}}⟧",
            'lwa_client_secret = "⟦amzn1.oa2-cs.v1.{{hex:64}}⟧"',
            "SP_API_REFRESH_TOKEN=⟦Atzr|{{urlsafe:320}}⟧",
            "B2_APPLICATION_KEY=⟦K005{{alnum:27}}⟧",
            'konnect_token = "⟦kpat_{{alnum:49}}⟧"',
        ),
        misses=(
            "rnd_seed = 4",
            "dp.start(now)",
            "0x4AAAAAAA{{urlsafe:14}}",
            "t1.{{word}}.{{word}}",
            "uses: v1.0-{{git_sha}}",
            "t1.join(t2)",
        ),
        reach=1_500,
    ),
    Rule(
        id="database-token",
        message="Token of a database service",
        regex=token(
            r"(?:napi_[a-z0-9]{64}"  # Neon
            r"|npg_(?=[a-z]{0,11}[A-Z0-9])(?=[A-Z0-9]{0,11}[a-z])[A-Za-z0-9]{12}"
            r"|CCDB1_[A-Za-z0-9]{22}_[A-Za-z0-9]{40}"  # CockroachDB
            r"|mdb_sa_sk_[A-Za-z0-9_-]{40}"  # MongoDB Atlas
            r"|AVNS_[A-Za-z0-9_-]{19}"  # Aiven
            r"|AstraCS:[A-Za-z0-9]{24}:[a-f0-9]{64}"
            # Convex
            r"|(?:prod|dev):[a-z]{2,20}-[a-z]{2,20}-[0-9]{1,4}\|eyJ2MiI6[A-Za-z0-9+/]{40,200}={0,2}"
            r"|apiv3_[A-Za-z0-9_-]{86}"  # InfluxDB
            r"|standard_[a-f0-9]{256}"  # Appwrite
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            "napi_",
            "npg_",
            "ccdb1_",
            "mdb_sa_sk_",
            "avns_",
            "astracs:",
            "prod:",
            "dev:",
            "apiv3_",
            "standard_",
        ),
        hits=(
            "NEON_API_KEY=⟦napi_{{lower:64}}⟧",
            'PGPASSWORD: "⟦npg_{{alnum:10}}Q7⟧"',
            'cockroach_api_key = "⟦CCDB1_{{alnum:22}}_{{alnum:40}}⟧"',
            "ATLAS_CLIENT_SECRET=⟦mdb_sa_sk_{{urlsafe:40}}⟧",
            'aiven_password: "⟦AVNS_{{urlsafe:19}}⟧"',
            "ASTRA_DB_TOKEN=⟦AstraCS:{{alnum:24}}:{{hex:64}}⟧",
            "CONVEX_DEPLOY_KEY=⟦prod:happy-otter-{{digits:3}}|eyJ2MiI6{{b64:88}}⟧",
            "INFLUXDB3_AUTH_TOKEN: ⟦apiv3_{{urlsafe:86}}⟧",
            'client.set_key("⟦standard_{{hex:256}}⟧")',
        ),
        misses=(
            "napi_create_reference_and_something_else(env, value, 1, &result);",
            "npg_connection",
            "AVNS_ is the prefix",
            "prod:{{word}}",
            "standard_{{sha256}}",
        ),
    ),
    Rule(
        id="cluster-token",
        message="Token of a cluster or a server",
        regex=token(
            r"(?:sha256~[A-Za-z0-9_-]{43}"  # OpenShift
            r"|token-[a-z0-9]{5}:[a-z0-9]{54}"  # Rancher
            r"|K10[a-f0-9]{64}::[a-z]{2,20}:[a-f0-9]{32}"  # K3s
            r"|SWMTKN-1-[a-z0-9]{50}-[a-z0-9]{25}"  # Docker Swarm
            r"|ptr_[A-Za-z0-9+/]{43}="  # Portainer
            # Ceph: a version, a time, the length of 16 bytes.
            r"|AQ[A-D][A-Za-z0-9+/]{10}[BRhx]AA[A-Za-z0-9+/]{22}=="
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            "sha256~",
            "token-",
            "k10",
            "swmtkn-1-",
            "ptr_",
            "aq",
        ),
        hits=(
            "oc login --token=⟦sha256~{{urlsafe:43}}⟧",
            'rancher_token: "⟦token-{{lower:5}}:{{lower:54}}⟧"',
            "K3S_TOKEN=⟦K10{{hex:64}}::server:{{hex:32}}⟧",
            "docker swarm join --token ⟦SWMTKN-1-{{lower:50}}-{{lower:25}}⟧ 10.0.0.4:2377",
            "PORTAINER_API_KEY=⟦ptr_{{alnum:43}}=⟧",
            "key = ⟦AQC{{alnum:10}}hAA{{alnum:22}}==⟧",
        ),
        misses=(
            "digest: sha256:{{sha256}}",
            "token-type: bearer",
            "ptr_{{word}} = {{word}}",
            "AQ{{alnum:36}}==",
        ),
    ),
)

RULES: tuple[Rule, ...] = (*AWS, *GOOGLE, *AZURE, *OTHERS)
