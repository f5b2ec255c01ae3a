"""Keys of payment and shop services."""

from __future__ import annotations

from secret_guard.rules.parts import named, token
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
            r"|(?:live|test)_(?:sk|ck|gsk|gck)_[A-Za-z0-9]{20,40}"  # Toss
            r"|(?:live|test)_(?:pub_)?[a-f0-9]{35}(?![a-f0-9])"  # Lob
            r"|EZ[AT]K[A-Za-z0-9]{54}"  # EasyPost
            r"|shippo_(?:live|test)_[a-f0-9]{40}"
            r"|duffel_(?:live|test)_[A-Za-z0-9_-]{43}"
            r"|access-(?:sandbox|development|production)-[a-f0-9]{8}-[a-f0-9-]{27}"  # Plaid
            r"|APP_USR-[0-9]{10,20}-[0-9]{6}-[a-f0-9]{32}-[0-9]{5,12}"
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
        ),
        hits=(
            "RAZORPAY_KEY=⟦rzp_live_{{alnum:14}}⟧",
            'secret: "⟦FLWSECK-{{alnum:32}}-X⟧"',
            "plaid: ⟦access-production-{{uuid}}⟧",
        ),
        misses=("test_user = 1", "access-control-allow-origin"),
        reach=120,
        before=7,
    ),
)
