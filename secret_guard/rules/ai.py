"""Keys of services for machine learning."""

from __future__ import annotations

from secret_guard.rules.parts import MIXED, named, token
from secret_guard.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    Rule(
        id="anthropic-key",
        message="Anthropic API key",
        regex=token(r"sk-ant-[A-Za-z0-9_-]{8,200}"),
        keywords=("sk-ant-",),
        hits=("ANTHROPIC_API_KEY=⟦{{anthropic_key}}⟧", 'api_key="⟦{{anthropic_key}}⟧"'),
        misses=("keys start with sk-ant-",),
    ),
    Rule(
        id="openrouter-key",
        message="OpenRouter API key",
        regex=token(r"sk-or-(?:v[0-9]-)?[a-f0-9]{32,64}"),
        keywords=("sk-or-",),
        hits=("OPENROUTER_API_KEY=⟦sk-or-v1-{{hex:64}}⟧", 'key: "⟦sk-or-v1-{{hex:64}}⟧"'),
        misses=("risk-or-reward",),
    ),
    Rule(
        id="openai-key",
        message="OpenAI-style API key",
        # "sk-" also begins class names of CSS: those have neither capitals, digits nor fillers.
        regex=token(
            r"sk-(?!ssh-|ecdsa-)(?:proj-|svcacct-|admin-|None-|lf-)?(?=[A-Za-z0-9_-]{0,80}?(?:[A-Z0-9]|x{6}))"
            r"[A-Za-z0-9_-]{16,250}"
        ),
        keywords=("sk-",),
        hits=(
            'openai.api_key = "⟦{{openai_key}}⟧"',
            "OPENAI_API_KEY=⟦{{openai_project_key}}⟧",
            "deepseek: ⟦sk-{{hex:32}}⟧",
        ),
        misses=(
            'class="sk-folding-cube sk-three-bounce-child"',
            "task-{{uuid}}",
            "sk-...",
            "sk-ssh-ed25519-cert-v01@openssh.com",
        ),
    ),
    Rule(
        id="huggingface-token",
        message="Hugging Face token",
        regex=token(r"(?:hf_|api_org_)[A-Za-z0-9]{24,48}(?![A-Za-z0-9_])"),
        keywords=("hf_", "api_org_"),
        hits=("HF_TOKEN=⟦{{huggingface_token}}⟧", 'login(token="⟦{{huggingface_token}}⟧")'),
        misses=("hf_hub_download_with_all_the_files_there_are", "hf_token = None"),
    ),
    Rule(
        id="ai-service-key",
        message="Key of a machine learning service",
        regex=token(
            r"r8_[A-Za-z0-9]{32,45}"  # Replicate
            r"|gsk_[A-Za-z0-9]{40,60}"  # Groq
            r"|xai-[A-Za-z0-9]{60,100}"
            r"|pplx-[A-Za-z0-9]{40,60}"  # Perplexity
            r"|lsv2_(?:pt|sk)_[a-f0-9]{32}_[a-f0-9]{10}"  # LangSmith
            r"|ls__[a-f0-9]{32}"
            r"|[sp]k-lf-[a-f0-9]{8}-[a-f0-9-]{27}"  # Langfuse
            r"|pcsk_[A-Za-z0-9_]{50,90}"  # Pinecone
            r"|nvapi-[A-Za-z0-9_-]{50,80}"
            r"|tvly-(?:dev-|prod-)?[A-Za-z0-9]{24,40}"  # Tavily
            r"|fw_[A-Za-z0-9]{22,26}(?![A-Za-z0-9_])"  # Fireworks
            r"|sk_[a-f0-9]{48}(?![A-Za-z0-9])"  # ElevenLabs
            r"|jina_[A-Za-z0-9]{50,70}|vck_[A-Za-z0-9]{50,70}|fc-[a-f0-9]{32}|csk-[a-z0-9]{48}"
            r"|(?:tgp_v1_[A-Za-z0-9_-]{43}"  # Together
            rf"|pa-{MIXED}[A-Za-z0-9_-]{{43}}"  # Voyage
            r"|bce-v3/ALTAK-[A-Za-z0-9]{21}/[a-f0-9]{40}"  # Baidu
            rf"|pat_{MIXED}[A-Za-z0-9]{{64}}"  # Coze
            rf"|(?<![/_-])app-{MIXED}(?=[A-Za-z]{{0,23}}[0-9])[A-Za-z0-9]{{24}}(?!\.)"  # Dify
            r"|key_[a-f0-9]{128}"  # Runway
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            "r8_",
            "gsk_",
            "xai-",
            "pplx-",
            "lsv2_",
            "ls__",
            "sk-lf-",
            "pk-lf-",
            "pcsk_",
            "nvapi-",
            "tvly-",
            "fw_",
            "sk_",
            "jina_",
            "vck_",
            "fc-",
            "csk-",
            "tgp_v1_",
            "pa-",
            "bce-v3/",
            "pat_",
            "app-",
            "key_",
        ),
        hits=(
            "REPLICATE_API_TOKEN=⟦r8_{{alnum:37}}⟧",
            'Groq(api_key="⟦gsk_{{alnum:52}}⟧")',
            "PPLX_KEY: ⟦pplx-{{alnum:48}}⟧",
            "nvidia = ⟦nvapi-{{urlsafe:64}}⟧",
            "TOGETHER_API_KEY=⟦tgp_v1_{{urlsafe:43}}⟧",
            'voyageai.Client("⟦pa-{{alnum:43}}⟧")',
            "QIANFAN_TOKEN=⟦bce-v3/ALTAK-{{alnum:21}}/{{hex:40}}⟧",
            'coze_api_token = "⟦pat_{{alnum:64}}⟧"',
            "DIFY_API_KEY=⟦app-{{alnum:22}}7Q⟧",
            "RUNWAYML_API_SECRET=⟦key_{{hex:128}}⟧",
        ),
        misses=(
            "fw_version = 3",
            "ask_{{word}}",
            "gsk_ prefix",
            'class="pa-4 spa-container-with-a-long-name-for-the-whole-page"',
            "image: app-{{git_sha}}",
            "key_{{sha256}}",
        ),
    ),
    Rule(
        id="ai-platform-token",
        message="Token of a platform for agents, data or models",
        regex=token(
            r"(?:llx-[A-Za-z0-9]{48}"  # LlamaCloud
            r"|e2b_[a-f0-9]{40}"
            r"|dtn_[a-f0-9]{64}"  # Daytona
            r"|apify_api_[A-Za-z0-9]{36}"
            rf"|BSA{MIXED}[A-Za-z0-9_-]{{28}}"  # Brave Search
            r"|KGAT_[a-f0-9]{32}"  # Kaggle
            rf"|ck-{MIXED}[A-Za-z0-9]{{44}}"  # Chroma
            r"|bb_(?:live|test)_[A-Za-z0-9_-]{27}"  # Browserbase
            r")(?![A-Za-z0-9_-])"
        ),
        keywords=(
            "llx-",
            "e2b_",
            "dtn_",
            "apify_api_",
            "bsa",
            "kgat_",
            "ck-",
            "bb_",
        ),
        hits=(
            "LLAMA_CLOUD_API_KEY=⟦llx-{{alnum:48}}⟧",
            "E2B_API_KEY=⟦e2b_{{hex:40}}⟧",
            'daytona_api_key: "⟦dtn_{{hex:64}}⟧"',
            'ApifyClient("⟦apify_api_{{alnum:36}}⟧")',
            "BRAVE_API_KEY=⟦BSA{{alnum:28}}⟧",
            "KAGGLE_API_TOKEN: ⟦KGAT_{{hex:32}}⟧",
            'chroma_api_key = "⟦ck-{{alnum:44}}⟧"',
            "BROWSERBASE_API_KEY=⟦bb_live_{{urlsafe:27}}⟧",
        ),
        misses=(
            "keys of LlamaCloud start with llx-",
            'class="ck-content ck-editor__editable_inline_with_toolbar_and_panel"',
            "bsa_{{word}} = 1",
        ),
    ),
    Rule(
        id="ai-named-key",
        message="Key of a machine learning service, beside its name",
        regex=named(
            r"(?:wandb|cohere|mistral|deepseek|together(?:_?ai)?|assembly_?ai|stability|deepgram"
            r"|azure_?openai|co_api)[\w. -]{0,30}?(?:token|key|secret)",
            r"[A-Za-z0-9_-]{32,84}",
        ),
        keywords=(
            "wandb",
            "cohere",
            "mistral",
            "deepseek",
            "together",
            "assembly",
            "stability",
            "deepgram",
            "openai",
            "co_api",
        ),
        hits=(
            "WANDB_API_KEY=⟦{{hex:40}}⟧",
            'cohere_api_key = "⟦{{alnum:40}}⟧"',
            "AZURE_OPENAI_KEY: ⟦{{hex:32}}⟧",
        ),
        misses=("mistral_key = settings.key", "cohere_version = 4"),
        before=6,
    ),
)
