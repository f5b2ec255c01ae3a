"""Tokens of code forges, continuous integration and package registries."""

from __future__ import annotations

from secret_guard.rules.parts import named, token
from secret_guard.rules.rule import Rule

FORGES = (
    Rule(
        id="github-token",
        message="GitHub token",
        regex=token(r"gh[pousr]_[A-Za-z0-9_]{16,255}"),
        keywords=("ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
        hits=(
            'token = "⟦{{github_pat}}⟧"',
            "git clone https://⟦{{github_oauth}}⟧@github.com/{{company}}/{{word}}.git",
            "GH_TOKEN: ⟦{{github_app}}⟧",
            "refresh: ⟦ghr_{{alnum:76}}⟧",
        ),
        misses=("tokens start with ghp_ or gho_", "length_ghs_max = 4"),
    ),
    Rule(
        id="github-fine-grained-token",
        message="GitHub fine-grained personal access token",
        regex=token(r"github_pat_[A-Za-z0-9_]{16,255}"),
        keywords=("github_pat_",),
        hits=("GITHUB_TOKEN=⟦{{github_fine_pat}}⟧", 'auth: "⟦{{github_fine_pat}}⟧"'),
        misses=("github_pat_file = 1",),
    ),
    Rule(
        id="gitlab-token",
        message="GitLab token",
        regex=token(
            r"(?:gl(?:pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct)-[A-Za-z0-9_.=-]{16,300}"
            r"|GR1348941[A-Za-z0-9_-]{16,40})"
        ),
        keywords=(
            "glpat-",
            "gloas-",
            "gldt-",
            "glrt",
            "glcbt-",
            "glptt-",
            "glft-",
            "glimt-",
            "glagent-",
            "glwt-",
            "glsoat-",
            "glffct-",
            "gr1348941",
        ),
        hits=(
            "GITLAB_TOKEN=⟦{{gitlab_pat}}⟧",
            'token = "⟦{{gitlab_runner}}⟧"',
            "deploy: ⟦{{gitlab_deploy}}⟧",
            "curl -F token=⟦{{gitlab_trigger}}⟧ -F ref=main",
            "registration-token ⟦GR1348941{{alnum:20}}⟧",
        ),
        misses=("glpat- is the prefix", "glft-name"),
    ),
    Rule(
        id="bitbucket-token",
        message="Bitbucket app password or access token",
        regex=token(
            r"ATBB[A-Za-z0-9]{24,40}|ATCTT3xFf[A-Za-z0-9_=-]{60,250}|BBDC-[A-Za-z0-9+/]{40,50}"
        ),
        keywords=("atbb", "atctt3xff", "bbdc-"),
        hits=(
            "BITBUCKET_APP_PASSWORD=⟦{{bitbucket_password}}⟧",
            "token: ⟦ATCTT3xFf{{urlsafe:170}}={{upper:8}}⟧",
        ),
        misses=("ATBB stands for app passwords",),
    ),
    Rule(
        id="atlassian-token",
        message="Atlassian API token",
        regex=token(r"AT(?:ATT|STT|LAS)3xFf[A-Za-z0-9_=-]{60,300}"),
        keywords=("3xff",),
        hits=("JIRA_API_TOKEN=⟦{{atlassian_token}}⟧", 'api_token: "⟦{{atlassian_token}}⟧"'),
        misses=("ATATT3xFf is the prefix",),
        before=5,
    ),
    Rule(
        id="atlassian-legacy-token",
        message="Atlassian API token (old form)",
        regex=named(
            r"(?:jira|confluence|atlassian)[\w. -]{0,30}?(?:token|key|secret)", r"[A-Za-z0-9]{24}"
        ),
        keywords=("jira", "confluence", "atlassian"),
        hits=("JIRA_API_TOKEN=⟦{{alnum:24}}⟧", 'confluence_token: "⟦{{alnum:24}}⟧"'),
        misses=("jira_url = https://{{host}}", "JIRA_TOKEN={{alnum:6}}"),
    ),
    Rule(
        id="sonar-token",
        message="SonarQube or SonarCloud token",
        regex=token(r"sq[pua]_[a-f0-9]{40}"),
        keywords=("sqp_", "squ_", "sqa_"),
        hits=("sonar.login=⟦squ_{{hex:40}}⟧", "SONAR_TOKEN: ⟦sqp_{{hex:40}}⟧"),
        misses=("sqa_team = 1",),
    ),
    Rule(
        id="ci-service-token",
        message="Token of a continuous integration service",
        regex=token(
            r"CCI(?:PAT|PRJ)_[A-Za-z0-9]{16,30}_[A-Za-z0-9]{30,60}"  # CircleCI
            r"|bk(?:ua|ct|at)_[A-Za-z0-9]{32,64}"  # Buildkite
            r"|snyk_(?:uat|sat)\.[a-f0-9]{8}\.[A-Za-z0-9._-]{40,200}"  # Snyk
            r"|(?:API-(?=[A-Z]{0,24}[0-9])[A-Z0-9]{25,30}"  # Octopus Deploy
            r"|[ps]at\.[A-Za-z0-9_-]{22}\.[a-f0-9]{24}\.[A-Za-z0-9]{20}"  # Harness
            r"|ico-(?=[a-z0-9]{0,31}[A-Z])[A-Za-z0-9]{32}"  # Infracost
            r"|chpt_[a-f0-9]{15}"  # Chromatic
            r"|tr_(?:prod|dev|stg)_(?=[a-z]{0,19}[A-Z0-9])[A-Za-z0-9]{20,24}"  # Trigger.dev
            r"|signkey-(?:prod|test|branch)-[a-f0-9]{64}"  # Inngest
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            "ccipat_",
            "cciprj_",
            "bkua_",
            "bkct_",
            "bkat_",
            "snyk_",
            "api-",
            "pat.",
            "sat.",
            "ico-",
            "chpt_",
            "tr_prod_",
            "tr_dev_",
            "tr_stg_",
            "signkey-",
        ),
        hits=(
            "CIRCLE_TOKEN=⟦CCIPAT_{{alnum:22}}_{{hex:40}}⟧",
            'BUILDKITE_API_TOKEN: "⟦bkua_{{hex:40}}⟧"',
            "octo push --apiKey ⟦API-{{upper:26}}4⟧",
            "HARNESS_API_KEY=⟦pat.{{alnum:22}}.{{hex:24}}.{{alnum:20}}⟧",
            'infracost_api_key: "⟦ico-{{alnum:32}}⟧"',
            "npx chromatic --project-token=⟦chpt_{{hex:15}}⟧",
            "TRIGGER_SECRET_KEY=⟦tr_prod_{{alnum:20}}⟧",
            'inngest_signing_key = "⟦signkey-prod-{{hex:64}}⟧"',
        ),
        misses=(
            "CCIPAT_ is the prefix",
            "API-REFERENCE-OF-THE-WHOLE-SYSTEM",
            'class="ico-arrow-right-with-a-long-tail"',
            "pat.{{word}}.{{word}}",
            "tr_dev_{{word}}",
        ),
    ),
    Rule(
        id="developer-tool-token",
        message="Token or key of a tool for developers",
        regex=token(
            r"(?:perm[:-][A-Za-z0-9+/=]{4,60}\.[A-Za-z0-9+/=]{4,60}\.[A-Za-z0-9]{20,60}"  # YouTrack
            r"|gto_[a-z2-7]{52}"  # Gitea
            r"|gb_api_[A-Za-z0-9]{40}"  # GitBook
            r"|service:[A-Za-z0-9_-]{1,60}:(?=[a-z0-9_-]{0,21}[A-Z])(?=[A-Z0-9_-]{0,21}[a-z])"
            r"[A-Za-z0-9_-]{22}"  # Apollo GraphOS
            r"|waka_[a-f0-9]{8}-[a-f0-9-]{27}"  # WakaTime
            r"|sktsec_[A-Za-z0-9_-]{43}_api"  # Socket
            r"|RWRTY0Iy[A-Za-z0-9+/]{150,300}={0,2}"  # minisign, Tauri
            r"|base64:[A-Za-z0-9+/]{43}="  # Laravel
            r")(?![A-Za-z0-9_-])"
            r"|django-insecure-[a-z0-9!@#$%^&*(\-_=+)]{50}"
        ),
        keywords=(
            "perm:",
            "perm-",
            "gto_",
            "gb_api_",
            "service:",
            "waka_",
            "sktsec_",
            "rwrty0iy",
            "base64:",
            "django-insecure-",
        ),
        hits=(
            "YOUTRACK_TOKEN=⟦perm:{{word|b64}}.{{digits:4|b64}}.{{alnum:30}}⟧",
            'gitea_client_secret: "⟦gto_{{base32:52|lower}}⟧"',
            'GitBookAPI("⟦gb_api_{{alnum:40}}⟧")',
            "APOLLO_KEY=⟦service:{{word}}:{{alnum:22}}⟧",
            "api_key = ⟦waka_{{uuid}}⟧",
            'socket_token: "⟦sktsec_{{urlsafe:43}}_api⟧"',
            "TAURI_SIGNING_PRIVATE_KEY=⟦RWRTY0Iy{{alnum:200}}⟧",
            "APP_KEY=⟦base64:{{alnum:43}}=⟧",
            "SECRET_KEY = '⟦django-insecure-{{lower:18}}#{{lower:9}}^&{{lower:8}}({{lower:11}}⟧'",
        ),
        misses=(
            "perm: read.write.execute",
            "service:{{word}}:{{word}}",
            "base64:{{word}}",
            "data:image/png;base64,{{b64:43}}=",
            "keys begin with django-insecure- there",
        ),
    ),
)

REGISTRIES = (
    Rule(
        id="npm-token",
        message="npm access token",
        regex=token(r"npm_[A-Za-z0-9]{30,64}(?![A-Za-z0-9_])"),
        keywords=("npm_",),
        hits=("NPM_TOKEN=⟦{{npm_token}}⟧", "//{{host}}/:_authToken=⟦{{npm_token}}⟧"),
        misses=("npm_config_registry_of_the_whole_company = 1", "npm_package_version"),
    ),
    Rule(
        id="pypi-token",
        message="PyPI API token",
        regex=token(r"pypi-(?=[A-Za-z0-9_-]{0,40}[A-Z])[A-Za-z0-9_-]{40,300}"),
        keywords=("pypi-",),
        hits=("password = ⟦{{pypi_token}}⟧", 'TWINE_PASSWORD: "⟦{{pypi_token}}⟧"'),
        misses=("pypi-publish", "uses: {{company}}/pypi-upload-action-for-everyone-in-the-company"),
    ),
    Rule(
        id="nuget-key",
        message="NuGet API key",
        regex=token(r"oy2[a-z0-9]{43}(?![A-Za-z0-9])"),
        keywords=("oy2",),
        hits=("dotnet nuget push *.nupkg -k ⟦{{nuget_key}}⟧", 'apikey = "⟦{{nuget_key}}⟧"'),
        misses=("boy2girl", "{{sha256}}"),
    ),
    Rule(
        id="rubygems-key",
        message="RubyGems API key",
        regex=token(r"rubygems_[A-Za-z0-9]{40,80}"),
        keywords=("rubygems_",),
        hits=(
            ":rubygems_api_key: ⟦{{rubygems_key}}⟧",
            "GEM_HOST_API_KEY=⟦{{rubygems_key}}⟧",
        ),
        misses=("rubygems_version = 3",),
    ),
    Rule(
        id="docker-hub-token",
        message="Docker Hub access token",
        regex=token(r"dckr_[op]at_[A-Za-z0-9_-]{20,50}"),
        keywords=("dckr_pat_", "dckr_oat_"),
        hits=(
            "docker login -u {{user}} -p ⟦{{docker_pat}}⟧",
            "DOCKERHUB_TOKEN=⟦{{docker_pat}}⟧",
        ),
        misses=("dckr_pat_ prefix",),
    ),
    Rule(
        id="package-registry-token",
        message="Token of a package registry",
        regex=token(
            r"cio[A-Za-z0-9]{32}(?![A-Za-z0-9])"  # crates.io
            r"|CLOJARS_[a-z0-9]{60}"
            r"|AKCp[A-Za-z0-9]{60,90}|cmVmdGtuO[A-Za-z0-9+/=]{40,70}"  # JFrog Artifactory
            r"|mrp_[A-Za-z0-9]{60}(?![A-Za-z0-9_])"  # Modrinth
        ),
        keywords=("cio", "clojars_", "akcp", "cmvmdgtuo", "mrp_"),
        hits=(
            'token = "⟦cio{{alnum:32}}⟧"',
            "ARTIFACTORY_API_KEY=⟦AKCp{{alnum:69}}⟧",
            "MODRINTH_TOKEN=⟦mrp_{{alnum:60}}⟧",
        ),
        misses=("the cio said so", "CLOJARS_USER = 1"),
    ),
)

RULES: tuple[Rule, ...] = (*FORGES, *REGISTRIES)
