"""Values behind base64, hex, percent or string escapes, codes, reversal, concatenation."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from secret_guard.prefilter import Leads, Places, Quotes, Runs, find_runs, stand
from secret_guard.regex import compiled
from secret_guard.spans import CONCATENATION, REVERSED, Rank, Span
from secret_guard.values import Chain, characters, read_chain

DEPTH = 2
SPLIT_MESSAGE = "String put together from parts"
MIN_DECODED = 6  # characters: shorter values are chance hits
VALUE_BEFORE_PIPE = 640  # characters
VALUE_LIMIT = 8_000  # characters of an encoded value that are looked at

_BASE64 = compiled(r"[A-Za-z0-9+/]{8,}={0,2}")
_BASE64URL = compiled(r"[A-Za-z0-9_-]{8,}={0,2}")
_HEX = compiled(r"(?:0x)?((?:[0-9a-fA-F]{2}){6,})")
_HEX_PAIRS = compiled(r"[0-9a-fA-F]{2}(?:[ :][0-9a-fA-F]{2}){5,}")
_PICTURE = compiled(r"</?(?:svg|path|g|rect|circle|polygon|line)\b")
_PICTURE_SIZE = 50_000
_PICTURE_END = compiled(r"[\"\s)]")
_PERCENT = compiled(r"%[0-9a-fA-F]{2}")
_ESCAPES = compiled(
    r"\\{1,2}(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|([0-3][0-7]{2}))"
)
_CODES = compiled(
    r"(?:0x[0-9a-fA-F]{1,2}|\d{1,3})"
    r"(?:[ \t\n]*[,;][ \t\n]*(?:\(byte\)[ ]?)?(?:0x[0-9a-fA-F]{1,2}|\d{1,3})){5,}"
)
_CODE = compiled(r"0x[0-9a-fA-F]{1,2}|\d{1,3}")


def decode_value(value: str) -> tuple[str, str]:
    """(decoded text, encodings joined by "+"), at most DEPTH layers deep; ("", "") if none.

    Every layer has to give printable ASCII of MIN_DECODED characters or more.
    """
    layers: list[str] = []
    text = value.strip()
    while len(layers) < DEPTH and len(text) <= VALUE_LIMIT:
        for name, decoder in _DECODERS:
            decoded = decoder(text)
            if decoded is not None and decoded != text and _is_text(decoded):
                layers.append(name)
                text = decoded
                break
        else:
            break
    return (text, "+".join(layers)) if layers else ("", "")


def _is_text(decoded: str) -> bool:
    stripped = decoded.strip("\r\n\t ")
    return (
        len(stripped) >= MIN_DECODED
        and stripped.isascii()
        and all(char.isprintable() or char in "\r\n\t" for char in stripped)
        and sum(char.isalnum() for char in stripped) >= 0.4 * len(stripped)
        and not _is_ordered(stripped)
    )


def _is_ordered(text: str) -> bool:
    """Whether each character comes behind the one before it, or each before: a set of numbers."""
    ordered = "".join(sorted(set(text)))
    return len(text) == len(ordered) and text in (ordered, ordered[::-1])


def _ascii(data: bytes) -> str | None:
    """`data` as ASCII, also from UTF-16 (PowerShell's -enc)."""
    if b"\0" not in data:
        return data.decode("ascii") if data.isascii() else None
    try:
        return data.decode("utf-16-le")
    except UnicodeDecodeError:
        return None


def _from_escapes(text: str) -> str | None:
    if text.count("\\") < 4:
        return None
    escapes = _ESCAPES.findall(text)
    if len(escapes) < 4 or 3 * len(escapes) < len(_ESCAPES.sub("", text)):
        return None
    return _ESCAPES.sub(_unescape, text)


def _unescape(match: re.Match[str]) -> str:
    code = (
        int(match.group(4), 8)
        if match.group(4)
        else int(match.group(1) or match.group(2) or match.group(3), 16)
    )
    return chr(code) if code < 0x110000 else ""


def _from_percent(text: str) -> str | None:
    if not _PERCENT.search(text) or re.search(r"\s", text):
        return None
    decoded = _ascii(unquote_to_bytes(text))
    return None if decoded and _PICTURE.search(decoded) else decoded


def _from_hex(text: str) -> str | None:
    match = _HEX.fullmatch(text)
    if match is None and _HEX_PAIRS.fullmatch(text):
        return _ascii(bytes.fromhex(re.sub(r"[ :]", "", text)))
    return _ascii(bytes.fromhex(match.group(1))) if match is not None else None


def _from_codes(text: str) -> str | None:
    text = text.strip("[]{}() ")
    if said := characters(text):
        return said
    if not _CODES.fullmatch(text):
        return None
    codes = [int(code, 0) if code.startswith("0x") else int(code) for code in _CODE.findall(text)]
    return _ascii(bytes(codes)) if all(code < 128 for code in codes) else None


def _from_base64(text: str) -> str | None:
    if _BASE64.fullmatch(text):
        return _base64(text, None)
    return _base64(text, b"-_") if _BASE64URL.fullmatch(text) else None


def _base64(text: str, alternative: bytes | None) -> str | None:
    bare = text.rstrip("=")
    if len(bare) % 4 == 1 or ("=" in text and len(text) % 4):
        return None
    try:
        return _ascii(base64.b64decode(bare + "=" * (-len(bare) % 4), alternative))
    except (binascii.Error, ValueError):
        return None


_DECODERS: tuple[tuple[str, Callable[[str], str | None]], ...] = (
    ("unicode", _from_escapes),
    ("percent", _from_percent),
    ("codes", _from_codes),
    ("hex", _from_hex),
    ("base64", _from_base64),
)

# --- finding them ------------------------------------------------------------------------------

# Matched over the text in lower case.
_CALL = Leads(
    *r"b64_?decode\w*  base64_?decode\w*  decode_?(?:base)?64\w*  decodestring  decode_?hex"
    r"  decodeuri(?:component)?  decoder\(\)\.decode  atob  frombase64(?:string)?"
    r"  from_base64(?:string)?  fromhex  from_hex  buffer\.from  unhexlify  hex\.decode(?:string)?"
    r"  hex2bin  hexdecode  unescape"
    r"  unquote(?:_plus)?  urldecode\w*  encoding\.decodestring  base64::decode"
    r"  base64\.\w{0,20}decode\w*  unpack1?  initwithbase64encodedstring  base64encoded  rot13"
    r"  parsehexbinary  parsebase64binary".split("  "),
    behind=r"[ ]*[(:][ \t\n]*",
)
_TO_DECODER = compiled(
    r"\|[ ]*(?:base64[ ]+(?:-d|-D|--decode)|xxd[ ]+-r|openssl[ ]+(?:enc[ ]+)?-?base64[ ]+-d|rev\b)"
)
_HERE = compiled(r"base64[ ]+(?:-d|-D|--decode)[ ]*<<<[ ]*[\"']?(?P<value>[A-Za-z0-9+/=_-]{8,600})")
_PACKED = compiled(r"\[[ ]?[\"'](?P<value>[A-Za-z0-9+/=]{8,600})[\"'][ ]?\]\.pack\(")
_BEFORE_PIPE = compiled(r"(?<![^\s\"'(=])(?P<value>[^\s\"'|]{6,600})[\"']?[ ]*\Z")
# Of hex, or of base64 of ASCII: no byte above 127, so that each fourth character is below "g".
_LITERAL = compiled(
    r"(?:[\"'`]|(?<=[=:])[ ]|=)(?=(?:[A-Za-f].{3}){4}|(?:0x)?[0-9a-fA-F]{12})"
    r"(?P<value>(?:[A-Za-z0-9+/]{16,600}|[A-Za-z0-9_-]{16,600})={0,2})(?=[\"'`\s,;)}\\]|$)",
    re.MULTILINE,
)
_ESCAPE = r"\\\\?(?:u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|[01][0-7]{2})"
# The first one stands apart, so that the search skips to its first character.
_ESCAPE_RUN = compiled(rf"{_ESCAPE}(?:{_ESCAPE}){{3,1000}}")
_PERCENT_RUN = compiled(r"%[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2}){4,1000}")
_PRINTABLE = r"(?:0x[2-7][0-9a-fA-F]|1[01]\d|12[0-6]|[3-9]\d)"
_CODE_RUN = compiled(
    rf"(?:{_PRINTABLE}[ ]*,[ \t\n]*(?:\(byte\)[ ]?)?){{5,200}}{_PRINTABLE}(?![\w.])"
)
_CODE_BEHIND = rf"[ \t\n]*(?:\(byte\)[ ]?)?{_PRINTABLE}[ ]*"
# What every run of codes ends in; the search skips to its comma, and looks at what is behind it.
_CODE_RUN_END = compiled(rf",(?=[ \t\n]*[(013-9]){_CODE_BEHIND}(?:,{_CODE_BEHIND}){{4}}")
# Visual Basic's Chr(72) & Chr(97) & ..., PHP's chr(72).chr(97).
_CHR = r"[Cc][Hh][Rr][Ww]?\$?\(\d{1,3}\)"
_CHR_RUN = compiled(rf"{_CHR}(?:[ ]?[&.+][ ]?(?:_\r?\n[ \t]*)?{_CHR}){{5,200}}")
_CHR_CALLS = ("chr(", "chr$(", "chrw(", "chrw$(")  # one of which stands there in lower case
# PowerShell's -EncodedCommand, which may be cut short.
_COMMAND = compiled(
    r"[ ]-(?i:e(?:nc|c|ncodedcommand)?)[ ]{1,4}[\"']?"
    r"(?P<value>[A-Za-z0-9+/]{40,8000}={0,2})(?![A-Za-z0-9+/=])"
)
# Commands and calls that decode a value, and words one of which stands in their text in lower case.
_DECODED_BY = (
    (("base64",), _HERE),
    ((".pack(",), _PACKED),
    (("powershell", "pwsh"), _COMMAND),
)
_GOES_ON = compiled(r"\d[ ]*,[ \t\n]*\Z")
_MORE = compiled(r"[ ]*,\s*(?!0(?:x00)?\s*[\])}])\d")
_TEXT_CONTEXT = compiled(r"(?i)char|chr|byte|buffer|string|str\b|ascii|decode|map|join|pack")
_REVERSED_AFTER = Quotes(
    r"\)?(?:\[::-1\]|\.split\([^()\n]{0,4}\)\.reverse\(\)"
    r"|\.(?:chars(?:\(\))?\.rev\w*|reverse[d!]?\b|Reverse\(\)|toCharArray\(\)\.reverse))"
)
_REVERSING = ("[::-1]", ".reverse", "chars.rev", "chars().rev")  # one of them stands in its matches
# Matched over the text in lower case.
_REVERSED_BEFORE = Leads(
    "strrev", "reversed?", "stringbu(?:ild|ff)er", behind=r"[ (]{1,3}@?(?=[\"'])"
)


def find_encoded(
    text: str, lowered: str, places: Places = None, runs: Runs | None = None
) -> Iterator[Span]:
    """The encoded values of `text`: known by their decoding call, or by decoding to plain text.

    `lowered` is `text` in lower case of the same length, else `text` itself; WORDS stand in it
    at `places`. `runs` are those of `text`, looked for if not given.
    """
    if "\\" in text:
        yield from _runs(text, _ESCAPE_RUN)
    if "%" in text:
        yield from _runs(text, _PERCENT_RUN)
    yield from _literals(text, runs or find_runs(text))
    yield from _called(text, lowered, places)
    yield from _code_lists(text, lowered, places)
    yield from _reversed(text, lowered, places)


def _encoded(start: int, end: int, decoded: str, encoding: str) -> Span:
    return Span(
        start,
        end,
        "encoded-string",
        f"Value encoded as {encoding}",
        Rank.ENCODED,
        decoded,
        encoding,
    )


def _runs(text: str, pattern: re.Pattern[str]) -> Iterator[Span]:
    """Runs of escapes, each with the rest of the literal it stands in."""
    done = 0
    for match in pattern.finditer(text):
        if match.start() < done:
            continue
        start, end = _literal_bounds(text, match.start(), match.end())
        done = end
        decoded, encoding = decode_value(text[start:end])
        if decoded and not _in_picture(text, start):
            yield _encoded(start, end, decoded, encoding)


def _in_picture(text: str, pos: int) -> bool:
    """Whether `pos` is inside the address that a picture is written as."""
    start = text.rfind("data:image/", max(0, pos - _PICTURE_SIZE), pos)
    return start >= 0 and _PICTURE_END.search(text, start, pos) is None


_DELIMITER = compiled(r"[\"'`\s<>=]")


def _literal_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` widened to quotes or blanks, if they are near."""
    low = start
    while low > 0 and start - low < 200 and not _DELIMITER.match(text[low - 1]):
        low -= 1
    after = _DELIMITER.search(text, end, min(len(text), end + 200))
    high = after.start() if after else min(len(text), end + 200)
    while high > end and text[high - 1] in ",;)":
        high -= 1
    return low, high


def _literals(text: str, runs: Runs) -> Iterator[Span]:
    """Literals that decode, without any hint from around, to plain text."""
    for run in runs.opened:
        match = _LITERAL.match(text, run - 1)
        value = match.group("value") if match is not None else ""
        if match is None or len(value) < 16 or value.isdigit():
            continue
        decoded, encoding = decode_value(value)
        if decoded:
            yield _encoded(*match.span("value"), decoded, encoding)


def _called(text: str, lowered: str, places: Places) -> Iterator[Span]:
    """Arguments of decoding calls, and values piped into a decoding command."""
    for match in _CALL.finditer(lowered, places):
        chain = read_chain(text, match.end())
        if chain is not None:
            yield from _decoded_chain(chain)
    for words, pattern in _DECODED_BY:
        for match in pattern.finditer(text) if stand(words, lowered, places) else ():
            yield from _piped(*match.span("value"), match.group("value"))
    for pipe in _TO_DECODER.finditer(text):
        low = max(0, pipe.start() - VALUE_BEFORE_PIPE)
        if found := _BEFORE_PIPE.search(text, low, pipe.start()):
            turned = pipe.group().endswith("rev")
            start, end = found.span("value")
            yield from (
                _reversal(text, start, end) if turned else _piped(start, end, text[start:end])
            )


def _piped(start: int, end: int, value: str) -> Iterator[Span]:
    """A value that a command decodes: above the rules, which take the whole $(echo ... | ...)."""
    decoded, encoding = decode_value(value)
    if decoded:
        yield replace(_encoded(start, end, decoded, encoding), rank=Rank.JOINED)


def _decoded_chain(chain: Chain) -> Iterator[Span]:
    decoded, encoding = decode_value(chain.joined)
    if decoded:
        joined = f"{CONCATENATION}+" if len(chain.literals) > 1 else ""
        yield _encoded(chain.start, chain.end, decoded, joined + encoding)


def _code_lists(text: str, lowered: str, places: Places) -> Iterator[Span]:
    """Lists of character codes near something that makes a text of them."""
    for match in _CODE_RUN.finditer(text) if _CODE_RUN_END.search(text) else ():
        if match.start() and re.match(r"[\w.-]", text[match.start() - 1 : match.start()]):
            continue  # in the middle of a number
        if _GOES_ON.search(text, max(0, match.start() - 8), match.start()) or _MORE.match(
            text, match.end()
        ):
            continue  # in the middle of a list of other numbers
        around = (
            text[max(0, match.start() - 80) : match.start()] + text[match.end() : match.end() + 60]
        )
        if not _TEXT_CONTEXT.search(around):
            continue
        decoded, encoding = decode_value(match.group())
        if decoded:
            yield _encoded(match.start(), match.end(), decoded, encoding)
    for match in _FROM_CODES.finditer(text) if stand(_FROM, lowered, places) else ():
        decoded, _ = decode_value(match.group("list"))
        yield _encoded(*match.span("list"), decoded, "codes")
    for match in _CHR_RUN.finditer(text) if stand(_CHR_CALLS, lowered, places) else ():
        decoded, _ = decode_value(", ".join(re.findall(r"\d+", match.group())))
        if decoded:
            yield _encoded(*match.span(), decoded, "codes")


_FROM = ("fromcharcode(",)
_FROM_CODES = compiled(r"fromCharCode\([ ]*(?P<list>\d{1,3}(?:[ ]*,[ ]*\d{1,3}){5,400})[ ]*\)")


def _reversed(text: str, lowered: str, places: Places) -> Iterator[Span]:
    """Literals that are turned round where they are used."""
    for match in _REVERSED_AFTER.finditer(text) if stand(_REVERSING, lowered, places) else ():
        start = _quote_before(text, match.start())
        if start >= 0:
            yield from _reversal(text, start, match.start())
    for match in _REVERSED_BEFORE.finditer(lowered, places):
        chain = read_chain(text, match.end(), implicit=False)
        if chain is None:
            continue
        builder = match.group().startswith("stringbu")
        if not builder or "everse" in text[chain.close : chain.close + 20]:
            yield from _reversal(text, chain.start, chain.end)


def _quote_before(text: str, end: int) -> int:
    """Where the literal that ends at `end` begins, -1 if its opening quote is not near."""
    start = text.rfind(text[end], max(0, end - 400), end)
    return start + 1 if start >= 0 and "\n" not in text[start:end] else -1


def _reversal(text: str, start: int, end: int) -> Iterator[Span]:
    value = text[start:end]
    if len(value) < MIN_DECODED or " " in value:
        return
    turned = value[::-1]
    decoded, encoding = decode_value(turned)
    encoding = f"{REVERSED}+{encoding}" if decoded else REVERSED
    yield _encoded(start, end, decoded or turned, encoding)


# --- concatenation -----------------------------------------------------------------------------

_JOINER = r"(?:\+\+?|\.{1,2}|&|<>|~|stringByAppendingString:)"
_SEAM = Quotes(
    r"(?=[ \t+.&<~s\\\n])"  # what begins a seam: most quotes are told apart here
    rf"[ \t]*(?:{_JOINER}[ \t]*(?:\\?\n[ \t]*)?|\\?\n[ \t]*{_JOINER}[ \t]*|\\\n[ \t]*)"
    r"[@bfrL]?(?=[\"'`])"
)
_JOINED_LIST = Leads(
    r"join(?:tostring)?[ ]?\(", "mkstring", r"implode\(", r"concat!?\(", r"paste0?\("
)
_QUOTED_ITEM = r"[@bru]?[\"'][^\"'\n]{0,200}[\"']"
_LIST = compiled(rf"[\[(](?P<items>\s*{_QUOTED_ITEM}(?:\s*,\s*{_QUOTED_ITEM}){{1,40}}),?\s*[\])]")
_ITEM = compiled(r"[\"']([^\"'\n]*)[\"']")
# Binary data in the letters of base 85 has more signs than a secret of its length.
_SIGNS = compiled(r"[^\w+/=-]")
PACKED_LENGTH, PACKED_SIGNS = 32, 1 / 4
# What stands between two literals of minified code.
_CODE_BETWEEN = compiled(r"&&|\|\||=>|\)[;,({\]]|[({\[]\)")


def find_split(text: str, lowered: str, places: Places = None) -> Iterator[Span]:
    """Strings put together from literals without blanks; `decoded` is the whole.

    `lowered` and `places` as for `find_encoded`.
    """
    done = 0
    for match in _SEAM.finditer(text):
        if match.start() < done:
            continue
        start = _quote_before(text, match.start())
        chain = read_chain(text, start - 1) if start > 0 else None
        if chain is None or len(chain.literals) < 2:
            continue
        done = chain.close
        yield from _split(chain.start, chain.end, chain.joined)
    for match in _JOINED_LIST.finditer(lowered, places):
        yield from _joined_list(text, match)


def _joined_list(text: str, match: re.Match[str]) -> Iterator[Span]:
    """["a", "b"].join(""), "".join(["a", "b"]), implode("", ["a", "b"])."""
    low, high = max(0, match.start() - 600), match.end() + 400
    for found in _LIST.finditer(text, low, min(len(text), high)):
        items = _ITEM.findall(found.group("items"))
        first, last = found.start("items"), found.end("items")
        start = (
            first + len(found.group("items")) - len(found.group("items").lstrip(" \t\n@bru")) + 1
        )
        near = found.end() >= match.start() - 12 and found.start() <= match.end() + 20
        yield from _split(start, last - 1, "".join(items), Rank.SPLIT if near else Rank.HINT)


def _is_packed(text: str) -> bool:
    """Whether a string put together is binary data, or the code between two literals."""
    if _CODE_BETWEEN.search(text):
        return True
    return len(text) >= PACKED_LENGTH and len(_SIGNS.findall(text)) > len(text) * PACKED_SIGNS


def _split(start: int, end: int, joined: str, rank: Rank = Rank.SPLIT) -> Iterator[Span]:
    if len(joined) < MIN_DECODED or re.search(r"\s", joined) or _is_packed(joined):
        return
    decoded, encoding = decode_value(joined)
    encoding = f"{CONCATENATION}+{encoding}" if decoded else CONCATENATION
    yield Span(start, end, "split-string", SPLIT_MESSAGE, rank, decoded or joined, encoding)


WORDS = frozenset().union(  # what `places` are asked for
    _CALL.words,
    _REVERSED_BEFORE.words,
    _JOINED_LIST.words,
    _REVERSING,
    _FROM,
    _CHR_CALLS,
    *(words for words, _ in _DECODED_BY),
)
