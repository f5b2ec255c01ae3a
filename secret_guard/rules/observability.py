"""Keys of monitoring, logging and analytics services."""

from __future__ import annotations

from secret_guard.rules.parts import named, token
from secret_guard.rules.rule import FAR, Rule

# Host, port and project of a DSN.
_DSN_PLACE = r"[A-Za-z0-9.-]{3,100}(?::[0-9]{2,5})?(?:/[\w-]{1,40}){0,3}/[0-9]{1,20}"

RULES: tuple[Rule, ...] = (
    Rule(
        id="datadog-key",
        message="Datadog API or application key",
        regex=named(
            r"(?:atadog|d(?<=\bdd))[\w. -]{0,30}?(?:key|token)",
            r"[a-f0-9]{40}|[a-f0-9]{32}|ddapp_[A-Za-z0-9]{30,40}",
            first="[dD]",
        ),
        keywords=("datadog", "dd_", "dd-", "ddapi", "ddapp"),
        run=130,
        hits=(
            "DD_API_KEY=⟦{{datadog_api_key}}⟧",
            'datadog_app_key = "⟦{{datadog_app_key}}⟧"',
            "-H 'DD-API-KEY: ⟦{{datadog_api_key}}⟧'",
        ),
        misses=("dd_api_key: ${DD_API_KEY}", "add_key = {{hex:32}}"),
        before=FAR,
    ),
    Rule(
        id="datadog-client-token",
        message="Datadog client token (public by design)",
        regex=token(r"pub[a-f0-9]{32}(?![A-Za-z0-9])"),
        keywords=("pub",),
        hits=('clientToken: "⟦pub{{hex:32}}⟧"', "DD_CLIENT_TOKEN=⟦pub{{hex:32}}⟧"),
        misses=("pub{{hex:12}}", "publish"),
    ),
    Rule(
        id="newrelic-key",
        message="New Relic key",
        regex=token(
            r"NR(?:AK|II|RA|IQ|BR|AA)-[A-Za-z0-9_-]{20,50}|(?:eu01xx"
            r"|us01xx)?[a-fA-F0-9]{24,40}(?:FF)?NRAL"
        ),
        keywords=("nrak-", "nrii-", "nrra-", "nriq-", "nrbr-", "nraa-", "nral"),
        hits=(
            "NEW_RELIC_LICENSE_KEY=⟦{{newrelic_license}}⟧",
            'api_key: "⟦{{newrelic_user}}⟧"',
        ),
        misses=("NRAL license", "NRAK- keys"),
        before=48,
    ),
    Rule(
        id="newrelic-browser-key",
        message="New Relic browser key (public by design)",
        regex=token(r"NRJS-[a-f0-9]{16,24}"),
        keywords=("nrjs-",),
        hits=('licenseKey: "⟦NRJS-{{hex:19}}⟧"', "NR_BROWSER=⟦NRJS-{{hex:19}}⟧"),
        misses=("NRJS- prefix",),
    ),
    Rule(
        id="sentry-dsn",
        message="Sentry DSN (public when it has no secret part)",
        # What is secret in the old form is its second half: the first one may be published.
        regex=(
            r"(?<![A-Za-z0-9])(?:https?://[a-f0-9]{32}:)?(?P<secret>"
            rf"(?<=:)[a-f0-9]{{32}}(?=@{_DSN_PLACE})|https?://[a-f0-9]{{32}}@{_DSN_PLACE})"
        ),
        keywords=("http",),
        hits=(
            'dsn="⟦{{sentry_dsn}}⟧"',
            "SENTRY_DSN=https://{{hex:32}}:⟦{{hex:32}}⟧@{{host}}/{{digits:3}}",
        ),
        misses=("https://{{host}}/{{digits:4}}", "https://docs.sentry.io/"),
    ),
    Rule(
        id="sentry-token",
        message="Sentry auth token",
        regex=token(r"sntry[usai]_[A-Za-z0-9_=+/-]{40,400}"),
        keywords=("sntry",),
        hits=("SENTRY_AUTH_TOKEN=⟦{{sentry_token}}⟧", "token=⟦sntrys_{{alnum:150}}⟧"),
        misses=("sntrys_ prefix",),
    ),
    Rule(
        id="sentry-legacy-token",
        message="Sentry auth token (old form)",
        regex=named(r"sentry[\w. -]{0,30}?(?:token|secret)", r"[a-f0-9]{64}"),
        keywords=("sentry",),
        hits=("SENTRY_AUTH_TOKEN=⟦{{hex:64}}⟧", 'sentry_token: "⟦{{hex:64}}⟧"'),
        misses=("sentry_release = {{git_sha}}",),
    ),
    Rule(
        id="grafana-token",
        message="Grafana token",
        regex=token(
            r"gl(?:sa|ua)_[A-Za-z0-9]{32}_[a-f0-9]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2}"
            r"|eyJrIjoi[A-Za-z0-9+/]{40,400}={0,2}"
        ),
        keywords=("glsa_", "glua_", "glc_", "eyjrijoi"),
        hits=(
            "GRAFANA_TOKEN=⟦{{grafana_token}}⟧",
            'api_key: "⟦glc_{{alnum:100}}⟧"',
        ),
        misses=("glc_context = 1",),
    ),
    Rule(
        id="monitoring-token",
        message="Token of a monitoring service",
        regex=token(
            r"dt0[a-z][0-9]{2}\.[A-Z2-7]{24}(?:\.[A-Z2-7]{64})?"  # Dynatrace
            r"|hc[abx]i[kc]_[a-z0-9]{58}"  # Honeycomb
            r"|sgp_(?:[a-f0-9]{16}_|local_)?[a-f0-9]{40}"  # Sourcegraph
            r"|phx_[A-Za-z0-9]{40,50}|phc_[A-Za-z0-9]{40,50}"  # PostHog (phc_ is public)
            r"|xaat-[a-f0-9]{8}-[a-f0-9-]{27}"  # Axiom
            r"|(?:sdk|api|mob)-[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9-]{21}"  # LaunchDarkly
            r"|(?:sgp_[A-Za-z0-9]{64}"  # Segment
            r"|phs_[A-Za-z0-9]{43}"  # PostHog
            r"|xapt-[a-f0-9]{8}-[a-f0-9-]{27}"  # Axiom
            r"|mb_[A-Za-z0-9+/]{43}="  # Metabase
            r"|dbt[cu]_[A-Za-z0-9_-]{43}"  # dbt
            r"|secret-(?=[a-z0-9]{0,42}[A-Z])[A-Za-z0-9]{43}"  # Statsig
            r"|(?:\*|\[\]|default):[a-z0-9_-]{1,40}\.[a-f0-9]{56}"  # Unleash
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            "dt0",
            *(f"hc{kind}_" for kind in ("aik", "bik", "xik", "aic", "bic", "xic")),
            "sgp_",
            "phx_",
            "phc_",
            "xaat-",
            "sdk-",
            "api-",
            "mob-",
            "phs_",
            "xapt-",
            "mb_",
            "dbtc_",
            "dbtu_",
            "secret-",
            "*:",
            "[]:",
            "default:",
        ),
        hits=(
            "DT_API_TOKEN=⟦dt0c01.{{base32:24}}.{{base32:64}}⟧",
            'posthog.init("⟦phc_{{alnum:43}}⟧")',
            "LAUNCHDARKLY_SDK_KEY=⟦sdk-{{uuid}}⟧",
            "SEGMENT_PUBLIC_API_TOKEN=⟦sgp_{{alnum:64}}⟧",
            'feature_flags_key: "⟦phs_{{alnum:43}}⟧"',
            "AXIOM_TOKEN=⟦xapt-{{uuid}}⟧",
            "-H 'X-Metabase-Key: ⟦mb_{{alnum:43}}=⟧'",
            'dbt_cloud_token = "⟦dbtc_{{urlsafe:43}}⟧"',
            'statsig.initialize("⟦secret-{{alnum:43}}⟧")',
            'unleash_api_token: "⟦*:production.{{hex:56}}⟧"',
        ),
        misses=(
            "dt0 = time()",
            "sdk-version",
            "secret-{{word}}-{{word}}",
            "default:{{word}}.{{word}}",
        ),
    ),
    Rule(
        id="monitoring-named-key",
        message="Key of a monitoring service, beside its name",
        regex=named(
            r"(?:pagerduty|rollbar|bugsnag|logzio|loggly|splunk|honeycomb|opsgenie|sumo_?logic"
            r"|mixpanel|amplitude|segment|appdynamics|raygun|airbrake|honeybadger|instana)"
            r"[\w. -]{0,30}?(?:token|key|secret)",
            r"[A-Za-z0-9+_-]{20,64}={0,2}",
        ),
        keywords=(
            "pagerduty",
            "rollbar",
            "bugsnag",
            "logzio",
            "loggly",
            "splunk",
            "honeycomb",
            "opsgenie",
            "sumo",
            "mixpanel",
            "amplitude",
            "segment",
            "appdynamics",
            "raygun",
            "airbrake",
            "honeybadger",
            "instana",
        ),
        hits=(
            "PAGERDUTY_API_KEY=⟦{{alnum:20}}⟧",
            'rollbar_access_token: "⟦{{hex:32}}⟧"',
        ),
        misses=("segment_key = row[0]", "mixpanel.track(token)"),
    ),
)
