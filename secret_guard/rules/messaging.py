"""Tokens and webhooks of chat, mail and telephony services."""

from __future__ import annotations

from secret_guard.rules.parts import TO_VALUE, named, prefixed, token, with_hex
from secret_guard.rules.rule import FAR, Rule

CHAT = (
    Rule(
        id="slack-token",
        message="Slack token",
        regex=token(
            r"(?:xoxe\.)?xox[abcdeoprs]-[A-Za-z0-9-]{10,300}|xapp-[0-9]-[A-Za-z0-9-]{10,300}"
        ),
        keywords=("xox", "xapp-"),
        hits=(
            'SLACK_TOKEN = "⟦{{slack_bot}}⟧"',
            "slack: ⟦{{slack_user}}⟧",
            "SLACK_APP_TOKEN=⟦{{slack_app}}⟧",
            "Bearer ⟦xoxe.xoxp-1-{{alnum:140}}⟧",
        ),
        misses=("bot tokens start with xoxb-", "xapp-1"),
    ),
    Rule(
        id="slack-webhook",
        message="Slack webhook URL",
        regex=(
            r"(?P<secret>(?:https?://)?hooks\.slack(?:-gov)?\.com/(?:services|workflows"
            r"|triggers)/[A-Za-z0-9+/_-]{8,200})"
        ),
        keywords=("hooks.slack",),
        hits=(
            'url = "⟦{{slack_webhook}}⟧"',
            "curl -X POST -d '{}' ⟦{{slack_webhook}}⟧",
        ),
        misses=("https://hooks.slack.com/services/",),
        before=8,
    ),
    Rule(
        id="teams-webhook",
        message="Microsoft Teams webhook URL",
        regex=(
            r"(?P<secret>https://[a-z0-9-]{1,60}\.webhook\.office\.com/webhookb2/"
            r"[A-Za-z0-9@/-]{30,250})"
        ),
        keywords=(".webhook.office.com",),
        hits=(
            "url: ⟦https://{{company}}.webhook.office.com/webhookb2/{{uuid}}@{{uuid}}"
            "/IncomingWebhook/{{hex:32}}/{{uuid}}⟧",
            'WEBHOOK="⟦https://{{word}}.webhook.office.com/webhookb2/{{uuid}}@{{uuid}}⟧"',
        ),
        misses=("https://{{company}}.webhook.office.com/",),
        before=68,
    ),
    Rule(
        id="telegram-bot-token",
        message="Telegram bot token",
        regex=(
            # The first digit stands apart, so that the search skips to it.
            r"(?P<secret>[0-9](?:(?<![A-Za-z0-9].)|(?<=/bot.))[0-9]{5,11}:[A-Za-z0-9_-]{33,36})"
            r"(?![A-Za-z0-9_-])"
        ),
        keywords=(":aa", "telegram", "bot"),
        run=13,
        hits=(
            'TOKEN = "⟦{{telegram_bot}}⟧"',
            "https://api.telegram.org/bot⟦{{telegram_bot}}⟧/sendMessage",
        ),
        misses=("bot at 10:30:AA", "telegram: {{digits:10}}"),
        before=FAR,
    ),
    Rule(
        id="discord-bot-token",
        message="Discord bot token",
        regex=prefixed(
            "[mMNO]",
            r"(?:(?<=m)fa\.[A-Za-z0-9_-]{80,90}"
            r"|(?<=[MNO])[A-Za-z0-9_-]{22,28}(?<![^A-Za-z0-9_-])\.[A-Za-z0-9_-]{6}\."
            r"[A-Za-z0-9_-]{27,40})"
            r"(?![A-Za-z0-9_-])",
        ),
        keywords=("discord", "bot", "token", "login", "client", "mfa."),
        run=37,
        hits=(
            'client.login("⟦{{discord_bot}}⟧")',
            "DISCORD_TOKEN=⟦{{discord_bot}}⟧",
        ),
        misses=("discord.Client.from_env", "token: {{jwt}}"),
        before=FAR,
    ),
    Rule(
        id="discord-webhook",
        message="Discord webhook URL",
        regex=(
            r"(?P<secret>https://(?:ptb\.|canary\.)?discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?"
            r"webhooks/[0-9A-Za-z_<{$]{4,40}/[A-Za-z0-9_<>{}$.-]{8,100})"
        ),
        keywords=("/webhooks/",),
        hits=(
            'hook: "⟦{{discord_webhook}}⟧"',
            "curl -d @m.json ⟦{{discord_webhook}}⟧",
        ),
        misses=("https://discord.com/developers/docs/resources/webhook",),
        before=37,
    ),
    Rule(
        id="automation-webhook",
        message="Webhook URL that lets anyone start a workflow",
        regex=(
            r"(?P<secret>https://(?:hooks\.zapier\.com/hooks/catch/|maker\.ifttt\.com/trigger/"
            r"|hook\.[a-z0-9.]{0,10}make\.com/|chat\.googleapis\.com/v1/spaces/"
            r"|open\.feishu\.cn/open-apis/bot/v2/hook/"
            r"|oapi\.dingtalk\.com/robot/send\?access_token="
            r"|api\.vercel\.com/v1/integrations/deploy/|api\.netlify\.com/build_hooks/"
            r"|hc-ping\.com/(?=[a-f0-9]{8}-))"
            r"[A-Za-z0-9/_?=&%.-]{10,250})"
        ),
        keywords=(
            "hooks.zapier",
            "maker.ifttt",
            "make.com/",
            "chat.googleapis",
            "open.feishu",
            "oapi.dingtalk",
            "api.vercel.com/v1/i",
            "api.netlify.com/b",
            "hc-ping.com/",
        ),
        hits=(
            "url: ⟦https://hooks.zapier.com/hooks/catch/{{digits:7}}/{{alnum:7}}/⟧",
            '"⟦https://oapi.dingtalk.com/robot/send?access_token={{hex:64}}⟧"',
            "curl ⟦https://api.vercel.com/v1/integrations/deploy/prj_{{alnum:28}}/{{alnum:10}}⟧",
            'hook = "⟦https://api.netlify.com/build_hooks/{{hex:24}}⟧"',
            "PING_URL=⟦https://hc-ping.com/{{uuid}}⟧",
        ),
        misses=(
            "https://hooks.zapier.com/",
            "https://api.vercel.com/v9/projects",
            "https://hc-ping.com/{{word}}-{{word}}",
        ),
        before=23,
    ),
    Rule(
        id="chat-service-token",
        message="Token of a chat or push service",
        regex=token(
            r"(?:syt_[A-Za-z0-9_-]{1,80}_[A-Za-z0-9]{20}_[A-Za-z0-9]{6}"  # Matrix
            r"|os_v2_(?:app|org)_[a-z2-7]{103}"  # OneSignal
            r"|sec-c-[A-Za-z0-9]{48}"  # PubNub
            r"|SEC[a-f0-9]{64}"  # DingTalk
            r"|oauth:(?=[a-z]{0,29}[0-9])[a-z0-9]{30}"  # Twitch
            r"|vk1\.a\.[A-Za-z0-9_-]{150,250}"  # VK
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            "syt_",
            "os_v2_",
            "sec-c-",
            *with_hex("sec"),
            "oauth:",
            "vk1.a.",
        ),
        hits=(
            "MATRIX_ACCESS_TOKEN=⟦syt_{{word|b64url}}_{{alnum:20}}_{{alnum:6}}⟧",
            'onesignal_api_key: "⟦os_v2_app_{{base32:103|lower}}⟧"',
            'PubNub(secret_key="⟦sec-c-{{uuid|b64}}⟧")',
            "DINGTALK_SECRET=⟦SEC{{hex:64}}⟧",
            'twitch_token = "⟦oauth:{{lower:29}}5⟧"',
            "VK_TOKEN: ⟦vk1.a.{{urlsafe:190}}⟧",
        ),
        misses=("syt_{{word}}", "oauth:{{word}}", "SEC filing"),
    ),
)

# 32 hexadecimal digits, not one of them repeated as documentation does (a real one with digits
# only, or letters only, is rarer than one in a million).
_HEX_32 = r"(?=[a-f]*[0-9])(?=[0-9]*[a-f])[a-f0-9]{32}(?![A-Za-z0-9])"

MAIL_AND_PHONE = (
    Rule(
        id="twilio-account-sid",
        message="Twilio account SID (an identifier, not secret by itself)",
        regex=prefixed("AC", _HEX_32),
        keywords=(),
        hits=('account_sid = "⟦{{twilio_sid}}⟧"', "TWILIO_ACCOUNT_SID=⟦{{twilio_sid}}⟧"),
        misses=("AC power", "ac{{hex:32}}", "AC" + 32 * "a"),
    ),
    Rule(
        id="twilio-sid",
        message="Twilio SID of a service, a call or a message (an identifier)",
        regex=rf"(?:[sS](?i:id){TO_VALUE}|/(?<=[a-z]/))(?P<secret>[A-Z]{{2}}{_HEX_32})",
        keywords=("sid", "/accounts/"),
        run=90,
        hits=(
            '"service_sid": "⟦IS{{hex:30}}a1⟧"',
            "sid: ⟦CA{{hex:30}}b2⟧",
            "/Accounts/AC" + 32 * "a" + "/Calls/⟦CA{{hex:30}}b2⟧.json",
        ),
        misses=('"sid": "CA' + 32 * "a" + '"', "sid {{hex:32}}"),
        reach=200,
        before=FAR,
    ),
    Rule(
        id="twilio-api-key",
        message="Twilio API key SID",
        regex=prefixed("SK", _HEX_32),
        keywords=(),
        hits=('api_key = "⟦{{twilio_key}}⟧"', "TWILIO_API_KEY=⟦{{twilio_key}}⟧"),
        misses=("SKU {{digits:8}}",),
    ),
    Rule(
        id="twilio-auth-token",
        message="Twilio auth token or API secret",
        regex=named(r"twilio[\w. -]{0,30}?(?:token|secret|key)", r"[a-f0-9]{32}|[A-Za-z0-9]{32}"),
        keywords=("twilio",),
        hits=("TWILIO_AUTH_TOKEN=⟦{{twilio_token}}⟧", 'twilioAuthToken: "⟦{{twilio_token}}⟧"'),
        misses=("twilio_token = env('TWILIO_TOKEN')",),
    ),
    Rule(
        id="twilio-client-call",
        message="Twilio auth token beside its account SID",
        regex=(
            r"AC[a-f0-9]{32}[\"']?[,: ]{1,3}\s{0,40}[\"']?(?P<secret>[a-f0-9]{32})"
            r"(?![A-Za-z0-9])"
        ),
        keywords=(),
        hits=(
            'Client("{{twilio_sid}}", "⟦{{twilio_token}}⟧")',
            "curl -u {{twilio_sid}}:⟦{{twilio_token}}⟧",
        ),
        misses=("sid {{twilio_sid}} token",),
    ),
    Rule(
        id="sendgrid-key",
        message="SendGrid API key",
        regex=token(r"SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{16,64}"),
        keywords=("sg.",),
        hits=("SENDGRID_API_KEY=⟦{{sendgrid_key}}⟧", 'sgMail.setApiKey("⟦{{sendgrid_key}}⟧")'),
        misses=("SG.setApiKey(key)",),
    ),
    Rule(
        id="mailgun-key",
        message="Mailgun key",
        regex=prefixed(
            "[kpa-f0-9]",
            r"(?:(?:(?<=k)|(?<=p)ubk)ey-[a-f0-9]{32}(?![A-Za-z0-9])"
            r"|(?<=[a-f0-9])[a-f0-9]{31}-[a-f0-9]{8}-[a-f0-9]{8}(?![\w-]))",
        ),
        keywords=("key-", "mailgun", "api"),
        run=0,
        hits=(
            'auth=("api", "⟦{{mailgun_key}}⟧")',
            "MAILGUN_API_KEY=⟦{{hex:32}}-{{hex:8}}-{{hex:8}}⟧",
        ),
        misses=("key-value store", "{{uuid}}"),
        before=FAR,
    ),
    Rule(
        id="mailchimp-key",
        message="Mailchimp API key",
        regex=token(r"[a-f0-9]{32}-us[0-9]{1,2}(?![A-Za-z0-9])"),
        keywords=("-us",),
        hits=("MAILCHIMP_API_KEY=⟦{{mailchimp_key}}⟧", 'apiKey: "⟦{{mailchimp_key}}⟧"'),
        misses=("region-us1", "en-us"),
        before=32,
    ),
    Rule(
        id="mail-service-key",
        message="API key of a mail service",
        regex=token(
            r"x(?:keysib|smtpsib)-[a-f0-9]{64}-[A-Za-z0-9]{16}"  # Brevo
            r"|re_(?=[A-Za-z0-9_]{0,30}[A-Z0-9])[A-Za-z0-9]{6,12}_[A-Za-z0-9]{20,30}"  # Resend
            r"|md-[A-Za-z0-9_-]{22}(?![A-Za-z0-9_-])"  # Mandrill
            r"|(?:mlsn\.[a-f0-9]{64}"  # MailerSend
            r"|api-[A-F0-9]{32}"  # SMTP2GO
            r"|KEY[A-F0-9]{32}_[A-Za-z0-9]{22}"  # Telnyx
            r"|pk_[a-f0-9]{34}"  # Klaviyo
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            "xkeysib-",
            "xsmtpsib-",
            "re_",
            "mandrill",
            "md-",
            "mlsn.",
            "api-",
            "pk_",
            *with_hex("key"),
        ),
        hits=(
            "BREVO_KEY=⟦xkeysib-{{hex:64}}-{{alnum:16}}⟧",
            'new Resend("⟦re_{{alnum:8}}_{{alnum:24}}⟧")',
            "MAILERSEND_API_KEY=⟦mlsn.{{hex:64}}⟧",
            'smtp2go_api_key: "⟦api-{{hex:32|upper}}⟧"',
            'telnyx.api_key = "⟦KEY{{hex:32|upper}}_{{alnum:22}}⟧"',
            'klaviyo_private_key = "⟦pk_{{hex:34}}⟧"',
        ),
        misses=(
            "re_compile_all_patterns_first",
            "md-button",
            "pk_{{word}}",
            "KEY_{{upper:12}}",
        ),
    ),
    Rule(
        id="mail-service-uuid",
        message="Server token of a mail service",
        regex=named(r"postmark[\w. -]{0,30}?(?:token|key|password)", r"[a-f0-9]{8}-[a-f0-9-]{27}"),
        keywords=("postmark",),
        hits=("POSTMARK_SERVER_TOKEN=⟦{{uuid}}⟧", 'postmark_api_key: "⟦{{uuid}}⟧"'),
        misses=("postmark_token = None",),
    ),
)

RULES: tuple[Rule, ...] = (*CHAT, *MAIL_AND_PHONE)
