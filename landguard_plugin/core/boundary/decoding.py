"""The text of a boundary file from its bytes: by mark, by the words every such file holds, by its writing."""

from __future__ import annotations

import codecs
import re
from typing import Optional

from ..problems import LandGuardError
from ..survey.encoding import GB18030, UTF_8, Decision, Evidence, decide_values, normalise

_WORDS = ("地块坐标", "属性描述", "坐标系", "带号", "几度分带", "投影类型", "计量单位", "精度", "转换参数")
_MARKS = ((codecs.BOM_UTF8, "UTF-8"), (codecs.BOM_UTF16_LE, "UTF-16-LE"), (codecs.BOM_UTF16_BE, "UTF-16-BE"))
_RUN = re.compile(rb"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]*[\x80-\xff][^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]*")


def decode_boundary(data: bytes, chosen: str = "") -> tuple[str, Decision]:
    """Return the text of a file and how its encoding was found.

    Raises LandGuardError LG-TXT-002 for bytes that are no text, LG-ENC-003 for an unknown chosen encoding, LG-ENC-001 when nothing
    decides.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding), Decision(encoding, Evidence.CODE_PAGE_FILE, True, "BOM")
    if b"\x00" in data[:4096]:
        raise LandGuardError("LG-TXT-002", detail="0x00")
    if chosen:
        name = normalise(chosen)
        if name is None:
            raise LandGuardError("LG-ENC-003", encoding=chosen)
        return _strict(data, name), Decision(name, Evidence.CHOSEN, True, _sample(data, name))
    if data.isascii():
        return data.decode("ascii"), Decision(UTF_8, Evidence.ASCII, True, "")
    known = _by_words(data)
    if known:
        return _strict(data, known), Decision(known, Evidence.CONTENT, True, _sample(data, known))
    decision = decide_values(_RUN.findall(data))
    return _strict(data, decision.encoding), decision


def _by_words(data: bytes) -> Optional[str]:
    found = [name for name in (UTF_8, GB18030) if any(word.encode(name) in data for word in _WORDS)]
    return found[0] if len(found) == 1 else None


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise LandGuardError(
            "LG-TXT-002", detail=f"{encoding}, {line}: {data[error.start : error.start + 8].hex(' ')}"
        ) from error


def _sample(data: bytes, encoding: str) -> str:
    runs = [run.decode(encoding, errors="replace") for run in _RUN.findall(data)[:200]]
    return max(runs, key=lambda text: (len(set(text)), text), default="")[:60]
