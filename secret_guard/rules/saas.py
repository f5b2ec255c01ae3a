"""Keys of other online services."""

from __future__ import annotations

from secret_guard.rules.parts import any_case, named, token, with_hex
from secret_guard.rules.rule import FAR, Rule

# Services whose keys only their name tells, and the words to look for.
_WORDS = (
    "okta auth0 zendesk intercom snowflake rapidapi hubspot salesforce asana trello "
    "linkedin spotify twitch reddit github gitlab bitbucket codecov coveralls travis "
    "jenkins artifactory shodan virustotal mapquest yandex steam giphy unsplash pexels "
    "newsapi etherscan infura alchemy binance coinbase kraken plaid pusher ably vonage "
    "nexmo messagebird sinch linode hetzner vultr ovh bitly cloudinary imgur flickr "
    "fastly akamai deepl zoom webex"
).split()
_SERVICES = (*_WORDS, r"circle(?:_?ci)?", r"openweather(?:map)?", r"alpha_?vantage")
_SERVICE_WORDS = (*_WORDS, "circle", "openweather", "alphavantage", "alpha_vantage")

RULES: tuple[Rule, ...] = (
    Rule(
        id="dropbox-token",
        message="Dropbox access token",
        regex=token(r"sl\.(?:u\.)?[A-Za-z0-9_-]{60,1500}"),
        keywords=("sl.",),
        hits=("DROPBOX_TOKEN=⟦{{dropbox_token}}⟧", 'Dropbox("⟦{{dropbox_token}}⟧")'),
        misses=("ssl.create_default_context()", "sl.append(x)"),
        reach=2_000,
    ),
    Rule(
        id="dropbox-secret",
        message="Dropbox app key or secret",
        regex=named(
            r"dropbox[\w. -]{0,20}?(?:key|secret|token)", r"[a-z0-9]{15}|[A-Za-z0-9_-]{64}"
        ),
        keywords=("dropbox",),
        hits=("DROPBOX_APP_SECRET=⟦{{hex:15}}⟧", 'dropbox_token: "⟦{{alnum:64}}⟧"'),
        misses=("dropbox_key = load_key()",),
    ),
    Rule(
        id="facebook-token",
        message="Facebook (Meta) access token",
        regex=token(
            r"(?<![+/])EAA[A-Z][A-Za-z0-9]{60,400}(?![A-Za-z0-9_-])|[0-9]{13,17}\|[A-Za-z0-9_-]{27,40}"
        ),
        keywords=("eaa", "|"),
        confirm=r"\|[\w-]{27}|eaa",
        hits=("FB_ACCESS_TOKEN=⟦{{facebook_token}}⟧", 'token: "⟦{{digits:15}}|{{alnum:27}}⟧"'),
        misses=("EAA countries", "{{digits:15}}|name"),
        before=17,
    ),
    Rule(
        id="facebook-secret",
        message="Facebook (Meta) app secret",
        regex=named(
            r"(?:facebook|\bfb|instagram|whatsapp|\bmeta)[\w. -]{0,30}?(?:secret|key|token)",
            r"[a-f0-9]{32}",
        ),
        keywords=("facebook", "fb", "instagram", "whatsapp", "meta"),
        hits=(
            "FACEBOOK_APP_SECRET=⟦{{facebook_secret}}⟧",
            'fb_app_secret: "⟦{{facebook_secret}}⟧"',
        ),
        misses=("facebook_app_id={{digits:15}}",),
    ),
    Rule(
        id="twitter-key",
        message="Twitter (X) key, secret or token",
        regex=token(r"A{21,24}[A-Za-z0-9%]{60,120}|[0-9]{8,20}-[A-Za-z0-9]{40}(?![A-Za-z0-9])"),
        keywords=("aaaaaaaaaaaaaaaaaaaaa", "twitter", "access_token", "accesstoken"),
        run=150,
        hits=(
            'bearer_token = "⟦AAAAAAAAAAAAAAAAAAAAA{{alnum:85}}⟧"',
            "TWITTER_ACCESS_TOKEN=⟦{{digits:18}}-{{alnum:40}}⟧",
        ),
        misses=("twitter: {{digits:18}}",),
        before=FAR,
    ),
    Rule(
        id="algolia-key",
        message="Algolia API key (a search-only key is public)",
        regex=named(r"(?:algolia|docsearch)[\w. -]{0,30}?key", r"[a-f0-9]{32}"),
        keywords=("algolia", "docsearch"),
        hits=("ALGOLIA_ADMIN_KEY=⟦{{algolia_key}}⟧", 'algolia_search_key: "⟦{{algolia_key}}⟧"'),
        misses=("algolia_index = {{word}}",),
    ),
    Rule(
        id="algolia-client-call",
        message="Algolia API key in a client call",
        regex=(
            r"algoliasearch\([ \t]?[\"'][A-Z0-9]{10}[\"'][ \t]?,[ \t]?[\"']"
            r"(?P<secret>[a-f0-9]{32})[\"']"
        ),
        keywords=("algoliasearch(",),
        hits=(
            'algoliasearch("{{upper:10}}", "⟦{{algolia_key}}⟧")',
            "algoliasearch('{{upper:10}}','⟦{{algolia_key}}⟧')",
        ),
        misses=("algoliasearch(appId, apiKey)",),
    ),
    Rule(
        id="linear-key",
        message="Linear API key",
        regex=token(r"lin_(?:api|oauth|wh)_[A-Za-z0-9]{30,64}"),
        keywords=("lin_api_", "lin_oauth_", "lin_wh_"),
        hits=("LINEAR_API_KEY=⟦{{linear_key}}⟧", 'apiKey: "⟦{{linear_key}}⟧"'),
        misses=("lin_api_version = 2",),
    ),
    Rule(
        id="notion-token",
        message="Notion integration token",
        regex=token(r"ntn_[A-Za-z0-9]{40,50}|secret_[A-Za-z0-9]{43}(?![A-Za-z0-9_])"),
        keywords=("ntn_", "secret_"),
        hits=("NOTION_TOKEN=⟦{{notion_token}}⟧", 'auth: "⟦secret_{{alnum:43}}⟧"'),
        misses=("secret_name = x", "ntn_ prefix"),
    ),
    Rule(
        id="postman-key",
        message="Postman API key",
        regex=token(r"PMA[KT]-[A-Za-z0-9]{20,80}(?:-[A-Za-z0-9]{1,80})?(?![A-Za-z0-9])"),
        keywords=("pmak-", "pmat-"),
        hits=(
            "POSTMAN_API_KEY=⟦{{postman_key}}⟧",
            'x-api-key: "⟦{{postman_key}}⟧"',
        ),
        misses=("PMAK- prefix",),
    ),
    Rule(
        id="mapbox-token",
        message="Mapbox token (pk. is public, sk. is secret)",
        regex=token(r"[pst]k\.eyJ[A-Za-z0-9_-]{20,200}\.[A-Za-z0-9_-]{20,40}"),
        keywords=("k.eyj",),
        hits=(
            'mapboxgl.accessToken = "⟦pk.eyJ{{alnum:80}}.{{alnum:22}}⟧"',
            "MAPBOX_SECRET=⟦sk.eyJ{{alnum:80}}.{{alnum:22}}⟧",
        ),
        misses=("pk.eyJ begins it",),
        before=1,
    ),
    Rule(
        id="saas-token",
        message="Token of an online service",
        regex=token(
            r"pat[A-Za-z0-9]{14}\.[a-f0-9]{64}"  # Airtable
            r"|fig[douh]r?_[A-Za-z0-9_-]{36,50}"  # Figma
            r"|[0-2]/[0-9]{16}(?:/[0-9]{16})?:[a-f0-9]{32}"  # Asana
            r"|pat-(?:na|eu|ap)[0-9]-[a-f0-9]{8}-[a-f0-9-]{27}"  # HubSpot
            r"|tfp_[A-Za-z0-9_-]{40,60}"  # Typeform
            r"|CFPAT-[A-Za-z0-9_-]{43}"  # Contentful
            r"|fio-u-[A-Za-z0-9_=-]{64}"  # Frame.io
            r"|rdme_[a-z0-9]{70}"
            r"|pnu_[A-Za-z0-9]{36}"  # Prefect
            r"|secret-token:[A-Za-z0-9._~+/-]{16,200}"  # RFC 8959
            r"|dG9rO[A-Za-z0-9+/=]{40,80}"  # Intercom
            r"|cal_(?:live|test)_[a-f0-9]{32}"
            r"|(?:00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{60,150}"  # Salesforce
            r"|5Aep861[A-Za-z0-9._]{60,120}"
            r"|ATTA[a-f0-9]{64}[A-F0-9]{8}"  # Trello
            r"|pk_[0-9]{4,10}_[A-Z0-9]{32}"  # ClickUp
            r"|sk_[a-f0-9]{32}"  # Clearbit, IEX Cloud
            r"|p8e-[A-Za-z0-9_-]{32}"  # Adobe
            r"|sk_dev_[A-Za-z0-9_-]{64}"  # Liveblocks
            r"|AAPK[a-f0-9]{32}[A-Za-z0-9_-]{64}"  # ArcGIS
            r"|prj_(?:live|test)_sk_[a-f0-9]{40}"  # Radar
            r"|1000\.[a-f0-9]{32}\.[a-f0-9]{32}"  # Zoho
            r"|fsq3[A-Za-z0-9+/]{43}="  # Foursquare
            r"|private_[A-Za-z0-9+/]{27}="  # ImageKit
            r"|eyJhcGlLZXkiOiJza19[A-Za-z0-9+/]{60,400}={0,2}"  # UploadThing
            r"|ol_api_[A-Za-z0-9]{38}"  # Outline
            r"|pnb_[A-Za-z0-9]{36}"  # Prefect
            r"|aio_(?=[a-z0-9]{0,27}[A-Z])(?=[A-Za-z]{0,27}[0-9])[A-Za-z0-9]{28}"  # Adafruit IO
            r"|WPL_AP[0-9]\.[A-Za-z0-9]{16}\.[A-Za-z0-9+/]{6}=="  # LinkedIn
            r"|pina_[A-Z0-9]{84}"  # Pinterest
            r"|IGQVJ[A-Za-z0-9_-]{100,250}"  # Instagram
            r"|RGAPI-[a-f0-9]{8}-[a-f0-9-]{27}"  # Riot Games
            r"|_\|WARNING:-DO-NOT-SHARE-THIS\.--[A-Za-z.-]{60,140}\|_[A-F0-9]{200,1500}"  # Roblox
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            "pat",
            "cfpat-",
            *(f"fig{kind}_" for kind in ("d", "o", "u", "h", "dr", "or", "ur", "hr")),
            "0/",
            "1/",
            "2/",
            "tfp_",
            "fio-u-",
            "rdme_",
            "pnu_",
            "secret-token:",
            "dg9ro",
            "cal_",
            "00d",
            "5aep861",
            "atta",
            "pk_",
            "sk_",
            "p8e-",
            "aapk",
            "prj_",
            "fsq3",
            "1000.",
            "private_",
            "eyjhcgllzxkioijza19",
            "ol_api_",
            "pnb_",
            "aio_",
            "wpl_ap",
            "pina_",
            "igqvj",
            "rgapi-",
            "_|warning:-",
        ),
        hits=(
            "AIRTABLE_TOKEN=⟦pat{{alnum:14}}.{{hex:64}}⟧",
            "FIGMA_TOKEN=⟦figd_{{alnum:40}}⟧",
            'asana = "⟦1/{{digits:16}}:{{hex:32}}⟧"',
            "HUBSPOT_TOKEN=⟦pat-na1-{{uuid}}⟧",
            "CONTENTFUL_TOKEN=⟦CFPAT-{{urlsafe:43}}⟧",
            "SF_ACCESS_TOKEN=⟦00D{{alnum:12}}!AQ{{alnum:30}}.{{alnum:30}}_{{alnum:32}}⟧",
            'sf_refresh_token: "⟦5Aep861{{alnum:40}}.{{alnum:39}}⟧"',
            "TRELLO_TOKEN=⟦ATTA{{hex:64}}{{hex:8|upper}}⟧",
            "-H 'Authorization: ⟦pk_{{digits:8}}_{{upper:32}}⟧'",
            'clearbit.key = "⟦sk_{{hex:32}}⟧"',
            "ADOBE_CLIENT_SECRET=⟦p8e-{{urlsafe:32}}⟧",
            'liveblocks_secret: "⟦sk_dev_{{urlsafe:64}}⟧"',
            'esriConfig.apiKey = "⟦AAPK{{hex:32}}{{urlsafe:64}}⟧"',
            "RADAR_SECRET_KEY=⟦prj_live_sk_{{hex:40}}⟧",
            'foursquare_api_key = "⟦fsq3{{alnum:43}}=⟧"',
            "ZOHO_REFRESH_TOKEN=⟦1000.{{hex:32}}.{{hex:32}}⟧",
            'imagekit_private_key: "⟦private_{{alnum:27}}=⟧"',
            "UPLOADTHING_TOKEN='⟦eyJhcGlLZXkiOiJza19{{alnum:150}}⟧'",
            'outline_api_key: "⟦ol_api_{{alnum:38}}⟧"',
            "prefect cloud login -k ⟦pnb_{{alnum:36}}⟧",
            'Adafruit_IO.Client("{{user}}", "⟦aio_{{alnum:26}}X4⟧")',
            'linkedin_client_secret: "⟦WPL_AP1.{{alnum:16}}.{{alnum:6}}==⟧"',
            "PINTEREST_ACCESS_TOKEN=⟦pina_{{upper:84}}⟧",
            'instagram_token = "⟦IGQVJ{{urlsafe:140}}⟧"',
            "RIOT_API_KEY: ⟦RGAPI-{{uuid}}⟧",
            "ROBLOX_COOKIE='⟦_|WARNING:-DO-NOT-SHARE-THIS.--Sharing-this-will-allow-someone-to"
            "-log-in-as-you-and-to-steal-your-ROBUX-and-items.|_{{hex:700|upper}}⟧'",
        ),
        misses=(
            "a pattern",
            "figure_one",
            "1/2",
            "pk_{{word}}",
            "private_{{word}} = true",
            "prj_live_pk_{{hex:40}}",
            "00D prefix",
            "1000.{{digits:4}}",
        ),
        reach=2_000,
    ),
    Rule(
        id="identity-service-key",
        message="Key of a service for logins or secrets",
        regex=token(
            r"(?:ES_[a-f0-9]{32}"  # hCaptcha
            r"|A3-[A-Z0-9]{6}-[A-Z0-9]{6}(?:-[A-Z0-9]{5}){4}"  # 1Password
            r"|st\.[a-f0-9]{24}\.[a-f0-9]{32}\.[a-f0-9]{32}"  # Infisical
            r"|secret-(?:live|test)-[A-Za-z0-9_-]{35}="  # Stytch
            r"|ory_pat_[A-Za-z0-9]{32}"
            r"|jca_[A-Za-z0-9]{36}"  # JumpCloud
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            *with_hex("es_"),
            "a3-",
            *with_hex("st."),
            "secret-",
            "ory_pat_",
            "jca_",
        ),
        hits=(
            "HCAPTCHA_SECRET=⟦ES_{{hex:32}}⟧",
            "secret key: ⟦A3-{{upper:6}}-{{upper:6}}-{{upper:5}}-{{upper:5}}-{{upper:5}}"
            "-{{upper:5}}⟧",
            "INFISICAL_TOKEN=⟦st.{{hex:24}}.{{hex:32}}.{{hex:32}}⟧",
            'stytch_secret = "⟦secret-live-{{urlsafe:35}}=⟧"',
            "ORY_ACCESS_TOKEN=⟦ory_pat_{{alnum:32}}⟧",
            "JUMPCLOUD_API_KEY=⟦jca_{{alnum:36}}⟧",
        ),
        misses=("ES_{{word}}", "st.{{word}}.{{word}}", "secret-live-{{word}}", "jca_{{word}}"),
    ),
    Rule(
        id="marked-service-key",
        message="Key of a service, known by a mark inside it",
        regex=token(
            r"(?:[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}(?=:fx\b)"  # DeepL
            r"|[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk"  # MaxMind
            r"|[a-z0-9]{10}msh[a-z0-9]{15}p1[a-z0-9]{5}jsn[a-z0-9]{12}"  # RapidAPI
            r"|[A-Za-z0-9+/]{22}==:[A-Za-z0-9]{32}"  # Tableau
            # Proxmox
            r"|[A-Za-z0-9._-]{1,30}@(?:pam|pve)![A-Za-z0-9._-]{1,40}=[a-f0-9]{8}-[a-f0-9-]{27}"
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(":fx", "_mmk", "msh", "==:", "@pam!", "@pve!"),
        hits=(
            "DEEPL_AUTH_KEY=⟦{{uuid}}⟧:fx",
            'maxmind_license_key: "⟦{{alnum:6}}_{{alnum:29}}_mmk⟧"',
            "-H 'X-RapidAPI-Key: ⟦{{lower:10}}msh{{lower:15}}p1{{lower:5}}jsn{{lower:12}}⟧'",
            'tableau_token_value = "⟦{{alnum:22}}==:{{alnum:32}}⟧"',
            'pm_api_token = "⟦root@pam!{{word}}={{uuid}}⟧"',
        ),
        misses=("{{uuid}}:f", "user root@pam!", "x ==: y"),
        reach=150,
        before=37,
    ),
    Rule(
        id="ngrok-token",
        message="ngrok token",
        regex=token(r"2[A-Za-z0-9]{26}_[A-Za-z0-9]{21}(?![A-Za-z0-9_])"),
        keywords=("ngrok",),
        hits=(
            "ngrok authtoken ⟦2{{alnum:26}}_{{alnum:21}}⟧",
            "NGROK_TOKEN=⟦2{{alnum:26}}_{{alnum:21}}⟧",
        ),
        misses=("ngrok http 2{{digits:3}}",),
        before=FAR,
    ),
    Rule(
        id="saas-named-key",
        message="Key of an online service, beside its name",
        regex=named(
            any_case(*_SERVICES) + r"[\w. -]{0,30}?(?:token|key|secret|pat)",
            r"(?=[A-Za-z_-]{0,63}[0-9])[A-Za-z0-9_-]{16,128}={0,2}",
        ),
        keywords=_SERVICE_WORDS,
        hits=(
            "OPENWEATHER_API_KEY=⟦{{hex:32}}⟧",
            'spotify_client_secret: "⟦{{hex:32}}⟧"',
            "INFURA_KEY=⟦{{hex:32}}⟧",
        ),
        misses=("github_token = settings.github.token", "zoom_key = {{word}}"),
        reach=300,
    ),
)
