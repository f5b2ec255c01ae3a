"""Letters that a text writes as escapes."""

from __future__ import annotations

from secret_guard.regex import compiled

# A letter beyond ASCII; one that ASCII has is escaped to hide it.
_LETTER = compiled(r"\\u(?!00[0-7])([0-9a-fA-F]{4})")


def readable(text: str) -> str:
    r"""`text` with its letters that are written as escapes (`\u00f6`, `&ouml;`) as they read."""
    if "\\u" in text:
        text = _LETTER.sub(lambda match: chr(int(match.group(1), 16)), text)
    if "&" not in text:
        return text
    import html  # its table of entities takes a while

    return html.unescape(text)
