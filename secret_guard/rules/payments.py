"""Keys of payment and shop services."""

from __future__ import annotations

from secret_guard.rules.parts import MIXED_DIGITS, named, token
from secret_guard.rules.rule import FAR, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id="stripe-secret-key",
        message="Stripe secret or restricted key",
        regex=token(r"[sr]k_(?:live|prod)_[A-Za-z0-9_]{8,250}"),
        keywords=("k_live_", "k_prod_"),
        hits=(
            'stripe.api_key = "⟦{{stripe_secret}}⟧"',
            "STRIPE_KEY=⟦{{stripe_restricted}}⟧",
        ),
        misses=("live keys start with sk_live_", "task_live_{{alnum:24}}"),
        before=1,
    ),
    Rule(
        id="stripe-test-key",
        message="Stripe test key",
        regex=token(r"[sr]k_test_[A-Za-z0-9_]{8,250}"),
        keywords=("k_test_",),
        hits=(
            'stripe.api_key = "⟦{{stripe_test_secret}}⟧"',
            "STRIPE_SECRET=⟦{{stripe_test_secret}}⟧",
        ),
        misses=("if key.startswith('sk_test_'):", "task_test_{{alnum:24}}"),
        before=1,
    ),
    Rule(
        id="stripe-publishable-key",
        message="Stripe publishable key (public by design)",
        regex=token(r"pk_(?:live|test)_[A-Za-z0-9_]{8,250}"),
        keywords=("pk_live_", "pk_test_"),
        hits=(
            'Stripe("⟦{{stripe_publishable}}⟧")',
            "NEXT_PUBLIC_STRIPE_KEY=⟦{{stripe_publishable_test}}⟧",
        ),
        misses=("pk_live_ or pk_test_",),
    ),
    Rule(
        id="stripe-webhook-secret",
        message="Stripe webhook signing secret",
        regex=token(r"whsec_[A-Za-z0-9+/_]{16,100}={0,2}"),
        keywords=("whsec_",),
        hits=(
            'endpoint_secret = "⟦{{stripe_webhook}}⟧"',
            "STRIPE_WEBHOOK_SECRET=⟦{{stripe_webhook}}⟧",
        ),
        misses=("secrets start with whsec_",),
    ),
    Rule(
        id="shopify-token",
        message="Shopify token or secret",
        regex=token(r"shp(?:at|ca|pa|ss|tka|ua)_[a-fA-F0-9]{32}"),
        keywords=("shp",),
        hits=("SHOPIFY_TOKEN=⟦{{shopify_token}}⟧", 'api_secret: "⟦{{shopify_secret}}⟧"'),
        misses=("shpat_ prefix",),
    ),
    Rule(
        id="square-token",
        message="Square token or secret",
        regex=token(
            r"EAAA[A-Za-z0-9_-]{56,64}(?![A-Za-z0-9_-])|sq0(?:atp|csp)-[A-Za-z0-9_-]{20,50}"
        ),
        keywords=("eaaa", "sq0atp-", "sq0csp-"),
        hits=(
            "SQUARE_ACCESS_TOKEN=⟦{{square_token}}⟧",
            'client_secret: "⟦{{square_secret}}⟧"',
            "token = ⟦sq0atp-{{urlsafe:22}}⟧",
        ),
        misses=("sq0csp- is the prefix",),
    ),
    Rule(
        id="square-application-id",
        message="Square application ID (public by design)",
        regex=token(r"sq0id[bp]-[A-Za-z0-9_-]{20,30}"),
        keywords=("sq0id",),
        hits=('appId = "⟦sq0idp-{{urlsafe:22}}⟧"', "SQUARE_APP_ID=⟦sq0idp-{{alnum:22}}⟧"),
        misses=("sq0idp- is the prefix",),
    ),
    Rule(
        id="paypal-braintree-token",
        message="PayPal or Braintree access token",
        regex=token(r"access_token\$(?:production|sandbox)\$[a-z0-9]{10,20}\$[a-f0-9]{32}"),
        keywords=("access_token$",),
        hits=(
            "BRAINTREE=⟦access_token$production${{alnum:16|lower}}${{hex:32}}⟧",
            'accessToken: "⟦access_token$sandbox${{alnum:16|lower}}${{hex:32}}⟧"',
        ),
        misses=("$access_token$", "access_token$production"),
    ),
    Rule(
        id="paypal-secret",
        message="PayPal client ID or secret",
        regex=named(
            r"(?:paypal|pp)_?(?:live|sandbox|test)?[\w. -]{0,20}?(?:secret|client_?id)",
            r"[AE][A-Za-z0-9_-]{60,90}",
        ),
        keywords=("paypal", "pp_"),
        hits=(
            "PAYPAL_CLIENT_SECRET=⟦E{{alnum:79}}⟧",
            'paypal_client_id: "⟦A{{alnum:79}}⟧"',
        ),
        misses=("paypal_secret = load()",),
        before=FAR,
    ),
    Rule(
        id="payment-service-key",
        message="Key of a payment service",
        regex=token(
            r"rzp_(?:live|test)_[A-Za-z0-9]{14,24}"  # Razorpay
            r"|FLW(?:SECK|PUBK)(?:_TEST)?-[A-Za-z0-9]{12,40}-X"  # Flutterwave
            r"|(?<!prj_)(?:live|test)_(?:sk|ck|gsk|gck)_[A-Za-z0-9]{20,40}"  # Toss
            r"|(?:live|test)_(?:pub_)?[a-f0-9]{35}(?![a-f0-9])"  # Lob
            r"|EZ[AT]K[A-Za-z0-9]{54}"  # EasyPost
            r"|shippo_(?:live|test)_[a-f0-9]{40}"
            r"|duffel_(?:live|test)_[A-Za-z0-9_-]{43}"
            r"|access-(?:sandbox|development|production)-[a-f0-9]{8}-[a-f0-9-]{27}"  # Plaid
            # Mercado Pago
            r"|(?:APP_USR|TEST)-[0-9]{10,20}-[0-9]{6}-[a-f0-9]{32}-[0-9]{5,12}"
            r"|(?:FLWSECK_TEST[a-f0-9]{12}"  # Flutterwave
            rf"|(?<![_-])live_{MIXED_DIGITS}[A-Za-z0-9]{{30}}"  # Mollie
            rf"|(?<![_-])(?:live|sandbox)_{MIXED_DIGITS}[A-Za-z0-9_-]{{40}}"  # GoCardless
            r"|(?:SB-)?Mid-server-[A-Za-z0-9_-]{24}"  # Midtrans
            r"|xnd_(?:production|development)_[A-Za-z0-9]{60}"  # Xendit
            r"|cfsk_ma_(?:prod|test)_[a-f0-9]{32}_[a-f0-9]{8}"  # Cashfree
            r"|pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}"  # Paddle
            r"|pdl_ntfset_[a-z0-9]{26}_[A-Za-z0-9+/_-]{32}"
            r"|polar_oat_[A-Za-z0-9]{43}"
            rf"|sk_{MIXED_DIGITS}[A-Za-z0-9]{{28}}"  # RevenueCat
            r"|sk_(?:sbox_)?(?=[a-z]{0,26}[2-7])[a-z2-7]{27}"  # Checkout.com
            r"|AQE[A-Za-z0-9+/]{60,200}={0,2}-[A-Za-z0-9+/]{43}=-[^\s\"'`]{16}"  # Adyen
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            "rzp_",
            "flwseck",
            "flwpubk",
            "live_",
            "test_",
            "ezak",
            "eztk",
            "access-",
            "app_usr-",
            "test-",
            "sandbox_",
            "mid-server-",
            "sb-mid-server-",
            "xnd_",
            "cfsk_ma_",
            "pdl_",
            "polar_oat_",
            "sk_",
            "aqe",
            "shippo_",
            "duffel_",
        ),
        hits=(
            "RAZORPAY_KEY=⟦rzp_live_{{alnum:14}}⟧",
            'secret: "⟦FLWSECK-{{alnum:32}}-X⟧"',
            "plaid: ⟦access-production-{{uuid}}⟧",
            "MP_ACCESS_TOKEN=⟦TEST-{{digits:16}}-{{digits:6}}-{{hex:32}}-{{digits:9}}⟧",
            'flw_encryption_key: "⟦FLWSECK_TEST{{hex:12}}⟧"',
            'mollie.set_api_key("⟦live_{{alnum:29}}7⟧")',
            "GOCARDLESS_ACCESS_TOKEN=⟦live_{{alnum:39}}2⟧",
            'midtrans_server_key = "⟦Mid-server-{{alnum:24}}⟧"',
            "XENDIT_SECRET_KEY=⟦xnd_production_{{alnum:60}}⟧",
            "CASHFREE_SECRET_KEY=⟦cfsk_ma_prod_{{hex:32}}_{{hex:8}}⟧",
            "PADDLE_API_KEY=⟦pdl_live_apikey_{{lower:26}}_{{alnum:22}}_{{alnum:3}}⟧",
            'paddle_webhook_secret = "⟦pdl_ntfset_{{lower:26}}_{{alnum:32}}⟧"',
            'new Polar({ accessToken: "⟦polar_oat_{{alnum:43}}⟧" })',
            "REVENUECAT_SECRET_KEY=⟦sk_{{alnum:27}}8⟧",
            'checkout_secret_key: "⟦sk_sbox_{{base32:26|lower}}5⟧"',
            "ADYEN_API_KEY=⟦AQE{{alnum:77}}-{{alnum:43}}=-{{alnum:16}}⟧",
        ),
        misses=(
            "test_user = 1",
            "access-control-allow-origin",
            "def test_reads_all_files_of_the_whole_tree(self):",
            "live_{{word}}_{{word}}",
            "sandbox_{{word}}",
            "sk_{{word}}_{{word}}",
            "prj_live_sk_{{hex:40}}",
            "TEST-{{digits:4}}",
        ),
        reach=400,
    ),
    Rule(
        id="shop-service-key",
        message="Key of a shop or shipping service",
        regex=token(
            r"(?:c[sk]_[a-f0-9]{40}"  # WooCommerce
            r"|asat_[a-f0-9]{32}"  # AfterShip
            r"|(?:PRD|SBX)-[a-f0-9]{12}(?:-[a-f0-9]{4}){4}"  # eBay
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=("cs_", "ck_", "asat_", "prd-", "sbx-"),
        hits=(
            "WC_CONSUMER_SECRET=⟦cs_{{hex:40}}⟧",
            'consumer_key: "⟦ck_{{hex:40}}⟧"',
            'AfterShip("⟦asat_{{hex:32}}⟧")',
            'ebay_cert_id = "⟦PRD-{{hex:12}}-{{hex:4}}-{{hex:4}}-{{hex:4}}-{{hex:4}}⟧"',
        ),
        misses=(
            "cs_{{word}}",
            "{{company}}-PRD-{{hex:9}}-{{hex:8}}",
        ),
    ),
    Rule(
        id="blockchain-key",
        message="Key of a wallet, or address of a node with its key",
        regex=token(
            r"(?:[xyztuv]prv[A-Za-z0-9]{105,112}"  # BIP-32
            r"|nsec1[a-z0-9]{58}"  # Nostr
            r"|(?:https?|wss?)://[a-z0-9.-]{1,30}\.(?:alchemy(?:\.com|api\.io)/v2/[A-Za-z0-9_-]{32}"
            r"|infura\.io/(?:ws/)?v3/[a-f0-9]{32})"
            r"|(?:https?|wss?)://[a-z0-9.-]{1,60}\.quiknode\.pro/[a-f0-9]{40}"
            r"|https://rpc\.ankr\.com/[a-z0-9_]{1,30}/[a-f0-9]{64}"
            r")(?![A-Za-z0-9_-])/?"
        ),
        keywords=(
            *(f"{kind}prv" for kind in "xyztuv"),
            "nsec1",
            ".alchemy.com/v2/",
            ".alchemyapi.io/v2/",
            ".infura.io/",
            ".quiknode.pro/",
            "//rpc.ankr.com/",
        ),
        hits=(
            'mnemonic_root = "⟦xprv9s21ZrQH143K{{alnum:95}}⟧"',
            "NOSTR_PRIVATE_KEY=⟦nsec1{{lower:58}}⟧",
            'Web3.HTTPProvider("⟦https://eth-mainnet.g.alchemy.com/v2/{{alnum:32}}⟧")',
            "ETH_RPC_URL=⟦https://mainnet.infura.io/v3/{{hex:32}}⟧",
            "url: ⟦https://{{word}}-{{word}}.solana-mainnet.quiknode.pro/{{hex:40}}/⟧",
            'rpc = "⟦https://rpc.ankr.com/eth/{{hex:64}}⟧"',
        ),
        misses=(
            "xprv or xpub",
            "https://mainnet.infura.io/v3/${INFURA_KEY}",
            "https://rpc.ankr.com/eth",
            "nsec1 is the prefix",
        ),
        reach=200,
        before=70,
    ),
)
