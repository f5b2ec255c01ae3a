"""All rules that know a format, most specific first: where two overlap, the earlier one wins."""

from __future__ import annotations

from secret_guard.rules import (
    ai,
    calls,
    cloud,
    commands,
    credential_files,
    forges,
    headers,
    infrastructure,
    messaging,
    observability,
    payments,
    private_keys,
    saas,
    urls,
)
from secret_guard.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *private_keys.PRIVATE,
    *cloud.RULES,
    *forges.RULES,
    *messaging.RULES,
    *payments.RULES,
    *ai.RULES,
    *observability.RULES,
    *saas.RULES,
    *private_keys.TOKENS,
    *private_keys.PUBLIC,
    *urls.RULES,
    *infrastructure.KUBERNETES,  # before the headers: `x-api-key:` may be an entry's name
    *headers.RULES,
    *commands.RULES,
    *credential_files.RULES,
    *infrastructure.OTHERS,
    *calls.RULES,
)

__all__ = ["RULES", "Rule"]
