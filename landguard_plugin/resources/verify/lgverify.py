#!/usr/bin/env python3
"""Checks a LandGuard case package (核查案卷包) with plain Python 3.8 or later: no plugin, no other package, no network.

    python lgverify.py PACKAGE.zip [--trust KEY_ID ...] [--language zh|en]

Ends with 0 ok, 1 altered, 2 incomplete, 3 unknown signer, 4 not a package. Nothing is unpacked: the bytes are read in place and the
container is rebuilt from its contents and compared byte by byte, so that there is one spelling only. Signatures: Ed25519, verified as
published in RFC 8032 section 6; log proofs: RFC 6962. Forms of the records: docs/certificates.md.
"""

import hashlib
import json
import mmap
import re
import struct
import sys
import unicodedata
import zlib
from pathlib import Path

OK, ALTERED, INCOMPLETE, UNKNOWN, NOT_A_PACKAGE = VERDICTS = (
    "ok",
    "altered",
    "incomplete",
    "unknown signer",
    "not a package",
)
MOST_ENTRIES, MOST_BYTES, MOST_ENTRY, MOST_JSON = 20000, 2 * 1024**3, 200 * 1024**2, 64 * 1024**2
NAME = re.compile(
    r"(certificate|log|manifest|roster|seal)\.json|geometry\.geojson|form\.pdf|pictures/[a-z0-9_]{1,40}\.png"
    r"|earlier/[0-9A-Za-z-]{1,60}\.json|evidence/[0-9a-f]{64}(\.[a-z0-9]{1,8})?"
)
LEVELS = ("surveyor", "county", "city", "province")
STEPS = {
    "certify county judged": "certified", "certify county returned": "certified", "accept city certified": "city_accepted",
    "accept province city_accepted": "accepted", "return city certified": "returned",
    "return province city_accepted": "returned", "return province accepted": "returned", "doubt county judged": "judged",
    "doubt city certified": "certified", "doubt province city_accepted": "city_accepted",
    "withdraw county certified": "judged", "withdraw city city_accepted": "certified",
    "withdraw province accepted": "city_accepted",
}  # fmt: skip
WORDS = {
    "LG-PKG-100": ("核对无误", "everything holds"),
    "LG-PKG-101": ("不是案卷包", "this is no case package"),
    "LG-PKG-102": ("文件不完整，在第 {at} 字节处中断", "the file ends too early, at byte {at}"),
    "LG-PKG-103": ("容器在第 {at} 字节处与规定写法不同", "the container is not as it must be at byte {at}"),
    "LG-PKG-104": ("容器超出限制（{what}）", "the container is beyond the limits ({what})"),
    "LG-PKG-105": ("文件名不允许或重复：{name}", "a name that is not allowed or stands there twice: {name}"),
    "LG-PKG-106": ("不是规定的写法", "not in its one spelling"),
    "LG-PKG-107": ("字段 {field} 缺失、多余或不符", "field {field} is missing, too many or wrong"),
    "LG-PKG-108": ("内容与清单中的摘要不符", "the content does not have the digest of the manifest"),
    "LG-PKG-109": ("案卷包缺少此文件", "the package lacks this file"),
    "LG-PKG-110": ("清单中没有此文件", "the manifest does not have this file"),
    "LG-PKG-111": ("签名不成立", "the signature does not hold"),
    "LG-PKG-112": ("{person}（密钥 {key}）不在名册内，或当日无此权限", "{person} (key {key}) is not in the roster for this role and day"),
    "LG-PKG-113": ("与认定书不符：{field}", "does not agree with the certificate: {field}"),
    "LG-PKG-114": ("不在日志的证明之内", "its proof in the log does not hold"),
    "LG-PKG-115": ("日志缺少记录：{what}", "the log slice lacks an entry: {what}"),
    "LG-PKG-116": ("这一步不合规定：{what}", "this step is against the rules: {what}"),
    "LG-PKG-117": ("同一人或同一密钥既办又审：{person}", "the same person or key made and checked: {person}"),
    "LG-PKG-118": ("密钥 {key} 不是信任的密钥", "key {key} is not among the trusted ones"),
    "LG-PKG-119": (
        "未加封：打印件与图片不受签名保护，日志第 {size} 条之后的决定如有漏列也无从得知",
        "not sealed: no signature holds form and pictures, nor shows whether a decision after log entry {size} was left out",
    ),
    "LG-PKG-120": ("没有名册：密钥 {key}（{person}）由本人登记，请另行核对", "no roster: key {key} was entered by {person}; check it some other way"),
    "LG-PKG-121": ("名册由根密钥 {key}（{person}）签发，请与公布的编号核对", "the roster is signed by root key {key} ({person}); compare it with the published id"),
    "LG-PKG-122": ("本机没有 SM3，只核对了 SHA-256", "there is no SM3 here; SHA-256 alone was checked"),
}  # fmt: skip


class Stop(Exception):
    """The verdict is decided; nothing after it can be read."""


class Result:
    """The verdict, what was found (code, record, field, arguments, whether it is a note only) and the facts that hold."""

    def __init__(self):
        self.findings, self.facts, self._worst = [], {}, 0

    @property
    def verdict(self):
        """Return the worst of what was found."""
        return VERDICTS[self._worst]

    def add(self, verdict, code, record, where="", **words):
        """Take down a finding; a note is a finding with the verdict ok."""
        order = (OK, UNKNOWN, INCOMPLETE, ALTERED, NOT_A_PACKAGE)
        if order.index(verdict) > order.index(self.verdict):
            self._worst = VERDICTS.index(verdict)
        self.findings.append({"code": code, "record": record, "field": where, "note": verdict == OK, "words": words})


def worded(finding, language):
    """Return a finding as a sentence in zh or en."""
    return WORDS[finding["code"]][0 if language == "zh" else 1].format(**finding["words"])


# ---- bytes: container, canonical JSON, digests, proofs, signatures -------------------------------------------------------------


def headers(name, crc, size, offset=None):
    """Return the one local header (or, with an offset, central header) of a stored entry: 1980-01-01, no extra, no comment."""
    common = struct.pack("<HHHHIIIHH", 0, 0, 0, 33, crc, size, size, len(name), 0)
    if offset is None:
        return b"PK\x03\x04" + struct.pack("<H", 20) + common + name
    return b"PK\x01\x02" + struct.pack("<HH", 20, 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, offset) + name


def read_container(data, result):
    """Return {name: (begin, end)} of a container that has exactly the one spelling its contents give it. Ends by Stop otherwise."""

    def stop(verdict, code, **words):
        result.add(verdict, code, "package", **words)
        raise Stop

    total, at, entries, central, last = len(data), 0, {}, b"", b""
    if total < 4 or data[:4] != b"PK\x03\x04":
        stop(NOT_A_PACKAGE, "LG-PKG-101")
    if total > MOST_BYTES:
        stop(ALTERED, "LG-PKG-104", what="size")
    while data[at : at + 4] == b"PK\x03\x04":
        if at + 30 > total:
            stop(INCOMPLETE, "LG-PKG-102", at=at)
        size, name_length = struct.unpack_from("<I", data, at + 18)[0], struct.unpack_from("<H", data, at + 26)[0]
        if len(entries) >= MOST_ENTRIES or size > MOST_ENTRY or name_length > 120:
            stop(ALTERED, "LG-PKG-104", what="entries")
        begin, end = at + 30 + name_length, at + 30 + name_length + size
        name = bytes(data[at + 30 : begin])
        if end > total:
            stop(INCOMPLETE, "LG-PKG-102", at=total)
        shown = name.decode("ascii", "replace")
        if not NAME.fullmatch(shown) or name <= last:
            stop(NOT_A_PACKAGE if not entries else ALTERED, "LG-PKG-105", name=shown)
        crc = zlib.crc32(memoryview(data)[begin:end])
        if bytes(data[at:begin]) != headers(name, crc, size):
            stop(ALTERED, "LG-PKG-103", at=at)
        central += headers(name, crc, size, at)
        entries[shown], last, at = (begin, end), name, end
    tail = central + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(central), at, 0)
    found = bytes(data[at : at + len(tail) + 1])
    if found != tail:
        cut = len(found) < len(tail) and tail.startswith(found)
        stop(INCOMPLETE if cut else ALTERED, "LG-PKG-102" if cut else "LG-PKG-103", at=at + len(found) if cut else at)
    return entries


def canonical(value):
    """Return the one spelling of a value: keys sorted, no blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _integer(text):
    if len(text) > 20:
        raise ValueError("too long a number")
    return int(text)


def _refuse(text):
    raise ValueError("no such number: " + text[:20])


def parsed(content):
    """Return the value of canonical bytes. Raises ValueError for any other spelling."""
    if len(content) > MOST_JSON:
        raise ValueError("too long")
    try:
        value = json.loads(content.decode("utf-8"), parse_int=_integer, parse_float=_refuse, parse_constant=_refuse)
        if canonical(value) != content:
            raise ValueError("not canonical")
    except RecursionError as error:
        raise ValueError("too deep") from error
    return value


def unhex(text):
    """Return the bytes of lower-case hex. Raises ValueError for any other spelling of them."""
    value = bytes.fromhex(text)
    if value.hex() != text:
        raise ValueError("not lower-case hex")
    return value


def tagged(kind, content):
    """Return content behind the tag of its kind."""
    return b"LandGuard/LGC1/" + kind.encode("ascii") + b"\x00" + content


def sha256(content):
    """Return the SHA-256 of bytes, hex."""
    return hashlib.sha256(content).hexdigest()


def sm3(content):
    """Return the SM3 of bytes, hex; "" where there is none."""
    try:
        return hashlib.new("sm3", content).hexdigest()
    except ValueError:
        return ""


def key_id(public):
    """Return the id of a public key."""
    return sha256(public)[:32]


def _node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def included(leaf, index, size, proof, root):
    """Return whether a leaf is entry `index` (from 0) of the tree with this size and root."""
    node, last = hashlib.sha256(b"\x00" + leaf).digest(), size - 1
    if not 0 <= index < size:
        return False
    for sibling in proof:
        if last == 0:
            return False
        if index & 1 or index == last:
            node = _node(sibling, node)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            node = _node(node, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and node == root


def consistent(earlier, size, earlier_root, root, proof):
    """Return whether the tree of `size` entries begins with the tree of `earlier` entries; the empty tree begins every tree."""
    if earlier == 0:
        return not proof and earlier_root == hashlib.sha256(b"").digest()
    if earlier == size:
        return not proof and earlier_root == root
    if not 0 < earlier < size:
        return False
    path = list(proof) if earlier & (earlier - 1) else [earlier_root] + list(proof)
    place, last = earlier - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    if not path:
        return False
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = _node(sibling, old), _node(sibling, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = _node(new, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and old == earlier_root and new == root


P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _times(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point, scalar = _add(point, point), scalar >> 1
    return total


def _point(text):
    """Return the point of 32 bytes, None when they spell none or not in the one way."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def verify_ed25519(public, message, signature):
    """Return whether an Ed25519 signature holds (RFC 8032 section 5.1.7; spellings of numbers beyond their range are refused)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    p, q = _times(s, BASE), _add(r, _times(k, a))
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def holds(kind, record):
    """Return the statement of a signed record when its signature holds, None otherwise."""
    signature, public = record["signature"], unhex(record["signature"]["public"])
    sound = set(record) == {"signature", "statement"} and set(signature) == {"alg", "key", "public", "value"}
    sound = sound and signature["alg"] == "Ed25519" and signature["key"] == key_id(public)
    message = tagged(kind, canonical(record["statement"]))
    return record["statement"] if sound and verify_ed25519(public, message, unhex(signature["value"])) else None


# ---- the package: files against manifest, certificate against its decisions, decisions against log and keys --------------------

CERTIFICATE_KEYS = {
    "": "at bound log number opinion schema signer supersedes uid",
    "bound": "evidence figures geometry judgement patch rules",
    "bound.patch": "area_dm2 batch campaign drawn_by issued number origin parents unit",
    "bound.geometry": "crs parts unit",
    "bound.judgement": "actor answer at fields opinion path",
    "log": "origin root size",
    "signer": "key person role",
    "supersedes": "number sha256",
}
DECISION_KEYS = {"": "actor after at before certificate decision log opinion previous schema uid", "actor": "key person role",
                 "certificate": "number sha256 sm3", "log": "origin root size"}  # fmt: skip
LEAF_KEYS = {"": "actor at data kind previous sequence uid", "actor": "key person role"}


class Package:
    """One package while it is being checked."""

    def __init__(self, data, result, trusted):
        self.data, self.result, self.trusted = data, result, set(trusted)
        self.entries = read_container(data, result)

    def content(self, name):
        """Return the bytes of a file, None when it is not there."""
        return bytes(self.data[slice(*self.entries[name])]) if name in self.entries else None

    def record(self, name, schema, keys):
        """Return a JSON file in its one spelling with exactly these keys. Ends by Stop when there is no such record."""
        content = self.content(name)
        if content is None:
            self.result.add(INCOMPLETE, "LG-PKG-109", name)
            raise Stop
        try:
            value = parsed(content)
        except ValueError:
            self.result.add(ALTERED, "LG-PKG-106", name)
            raise Stop from None
        wrong = wrong_keys(value, keys)
        if wrong is None and schema is not None and value["schema"] != schema:
            wrong = "schema"
        if wrong is not None:
            self.result.add(ALTERED, "LG-PKG-107", name, wrong, field=wrong or "-")
            raise Stop
        return value

    def check(self):
        """Go through the whole package; whatever is found goes to the result."""
        self.manifest = self.record("manifest.json", "LGC1/package/1", {"": "files number schema uid"})
        self.check_files()
        self.certificate = self.record("certificate.json", "LGC1/certificate/1", CERTIFICATE_KEYS)
        self.log = self.record("log.json", "LGC1/log/1", {"": "entries head origin root schema since size"})
        self.digest = sha256(tagged("certificate", self.content("certificate.json")))
        for field in ("number", "uid"):
            if self.manifest[field] != self.certificate[field]:
                self.result.add(ALTERED, "LG-PKG-113", "manifest.json", field, field=field)
        self.check_evidence()
        self.check_geometry()
        leaves = self.check_log()
        self.check_keys(leaves)
        self.check_decisions([leaf for leaf in leaves if leaf["kind"] in ("certify", "accept", "return", "doubt", "withdraw")
                              and leaf["uid"] == self.certificate["uid"]])  # fmt: skip
        self.check_earlier()
        self.check_seal()
        self.gather_facts()

    def check_files(self):
        """Hold every file against the manifest, both ways."""
        listed = {row["name"]: row for row in self.manifest["files"]}
        names = [row["name"] for row in self.manifest["files"]]
        if names != sorted(set(names)):
            self.result.add(ALTERED, "LG-PKG-107", "manifest.json", "files", field="files")
        for name in sorted(set(self.entries) - {"manifest.json", "seal.json"} - set(listed)):
            self.result.add(ALTERED, "LG-PKG-110", name)
        for name in names:
            row = listed[name]
            if set(row) != {"name", "sha256", "sm3", "size"}:
                self.result.add(ALTERED, "LG-PKG-107", "manifest.json", name, field=name)
            elif name not in self.entries:
                self.result.add(INCOMPLETE, "LG-PKG-109", name)
            else:
                content = self.content(name)
                there = (len(content), sha256(content))
                if there != (row["size"], row["sha256"]) or (row["sm3"] and sm3(b"") and sm3(content) != row["sm3"]):
                    self.result.add(ALTERED, "LG-PKG-108", name)
        if not sm3(b"") and any(row["sm3"] for row in listed.values()):
            self.result.add(OK, "LG-PKG-122", "manifest.json")

    def check_evidence(self):
        """Every piece the certificate names is there with its bytes, and none besides."""
        found = {name[9:73]: name for name in self.entries if name.startswith("evidence/")}
        for piece in self.certificate["bound"]["evidence"]:
            name = found.get(piece["sha256"])
            if name is None:
                self.result.add(INCOMPLETE, "LG-PKG-109", "evidence/" + piece["sha256"], piece["name"])
            elif sha256(self.content(name)) != piece["sha256"] or len(self.content(name)) != piece["size"]:
                self.result.add(ALTERED, "LG-PKG-113", name, piece["name"], field="sha256")
        for digest in sorted(set(found) - {piece["sha256"] for piece in self.certificate["bound"]["evidence"]}):
            self.result.add(ALTERED, "LG-PKG-113", found[digest], "", field="evidence")

    def check_geometry(self):
        """The readable geometry is the certified one, digit by digit."""
        content = self.content("geometry.geojson")
        if content is not None and content != geojson(
            self.certificate["bound"]["geometry"], self.certificate["number"]
        ):
            self.result.add(ALTERED, "LG-PKG-113", "geometry.geojson", "geometry", field="geometry")

    def check_log(self):
        """Return the leaves of the slice whose inclusion is proved, after holding head and proofs."""
        size, root, origin = self.log["size"], unhex(self.log["root"]), self.log["origin"]
        head = self.log["head"]
        statement = holds("head", head) if head else None
        if head and statement is None:
            self.result.add(ALTERED, "LG-PKG-111", "log.json", "head")
        elif not head:
            self.result.add(INCOMPLETE, "LG-PKG-115", "log.json", "head", what="head")
        else:
            proof = [unhex(node) for node in self.log["since"]]
            same = statement["origin"] == origin and statement["schema"] == "LGC1/head/1"
            if not same or not consistent(statement["size"], size, unhex(statement["root"]), root, proof):
                self.result.add(ALTERED, "LG-PKG-114", "log.json", "head")
        leaves, before = [], None
        for entry in self.log["entries"]:
            leaf = parsed(entry["leaf"].encode("utf-8"))
            record = "log.json #{}".format(leaf.get("sequence"))
            wrong = wrong_keys(leaf, LEAF_KEYS)
            proof = [unhex(node) for node in entry["proof"]]
            if wrong is not None or set(entry) - {"since"} != {"leaf", "proof"}:
                self.result.add(ALTERED, "LG-PKG-107", record, wrong or "", field=wrong or "-")
                continue
            if not included(entry["leaf"].encode("utf-8"), leaf["sequence"] - 1, size, proof, root):
                self.result.add(ALTERED, "LG-PKG-114", record)
            digest = sha256(tagged("log", entry["leaf"].encode("utf-8")))
            if before and (leaf["sequence"] <= before["sequence"] or (
                    leaf["sequence"] == before["sequence"] + 1 and leaf["previous"] != before["digest"])):  # fmt: skip
                self.result.add(ALTERED, "LG-PKG-114", record, "previous")
            before = dict(leaf, digest=digest, since=entry.get("since", []), record=record)
            leaves.append(before)
        return leaves

    def check_keys(self, leaves):
        """Take the roster, or the keys their owners entered in the log, as what may sign."""
        self.roster, self.brought = None, {}
        if "roster.json" in self.entries:
            signed = self.record("roster.json", None, None)
            self.roster = holds("roster", signed)
            if self.roster is None:
                self.result.add(ALTERED, "LG-PKG-111", "roster.json")
                raise Stop
            key = signed["signature"]["key"]
            if self.trusted and key not in self.trusted:
                self.result.add(UNKNOWN, "LG-PKG-118", "roster.json", "signature.key", key=key)
            elif not self.trusted:
                self.result.add(OK, "LG-PKG-121", "roster.json", "signature.key", key=key, person=self.roster["office"])
        for leaf in leaves:
            if leaf["kind"] == "key-add":
                self.brought[leaf["data"]["key"], leaf["data"]["role"]] = leaf["data"]

    def check_signer(self, record, actor, public, day, told=True):
        """Hold a signer against the roster, or against the keys that were entered."""
        if self.roster is not None:
            known = any(
                row["key"] == actor["key"] and row["public"] == public and row["role"] == actor["role"]
                and same_person(row["person"], actor["person"]) and row["since"] <= day <= (row["until"] or "9999")
                for row in self.roster["entries"]
            )  # fmt: skip
        else:
            entry = self.brought.get((actor["key"], actor["role"]))
            known = bool(entry) and entry["public"] == public and same_person(entry["person"], actor["person"])
            if self.trusted and actor["key"] not in self.trusted:
                self.result.add(UNKNOWN, "LG-PKG-118", record, "actor.key", key=actor["key"])
            elif known and not self.trusted and told:
                self.result.add(OK, "LG-PKG-120", record, "actor.key", key=actor["key"], person=actor["person"])
        if not known:
            self.result.add(UNKNOWN, "LG-PKG-112", record, "actor.key", key=actor["key"], person=actor["person"])

    def check_decisions(self, decisions):
        """Hold every decision: its signature, its signer, its step, the people before it, the log it saw, the certificate it is about."""
        patch, judged = self.certificate["bound"]["patch"], self.certificate["bound"]["judgement"]["actor"]
        hands, state, previous = (
            [dict(judged, level=0), {"person": patch["drawn_by"], "key": "", "level": 0}],
            "judged",
            "",
        )
        self.named, current = {}, None
        for leaf in decisions:
            said = self.check_statement(leaf)
            if said is None:
                continue
            actor, step = said["actor"], "{} {} {}".format(said["decision"], said["actor"]["role"], said["before"])
            self.check_signer(leaf["record"], actor, leaf["data"]["signature"]["public"], said["at"][:10])
            if said["previous"] != previous:
                self.result.add(INCOMPLETE, "LG-PKG-115", leaf["record"], "previous", what=said["previous"][:16] or "-")
            moved = said["before"] == state or (said["before"] == "judged" and state in ("returned", "judged"))
            if STEPS.get(step) != said["after"] or not moved:
                self.result.add(ALTERED, "LG-PKG-116", leaf["record"], "before", what=step)
            level = LEVELS.index(actor["role"]) if actor["role"] in LEVELS else 0
            for other in hands if said["decision"] != "withdraw" else ():
                if other["level"] < level and (
                    same_person(other["person"], actor["person"]) or other["key"] == actor["key"]
                ):
                    self.result.add(ALTERED, "LG-PKG-117", leaf["record"], "actor", person=actor["person"])
            if said["decision"] == "certify":
                self.named[said["certificate"]["number"]] = said["certificate"]["sha256"]
                current = leaf
            hands.append(dict(actor, level=level))
            state, previous = said["after"], leaf["digest"]
        self.result.facts["state"] = state
        self.check_current(current)

    def check_statement(self, leaf):
        """Return what a decision states when form, signature and log agree; None otherwise."""
        data, record = leaf["data"], leaf["record"]
        said = holds("decision", data) if isinstance(data, dict) and "signature" in data else None
        if said is None:
            self.result.add(ALTERED, "LG-PKG-111", record, "signature")
            return None
        wrong = wrong_keys(said, DECISION_KEYS)
        pairs = (("decision", "kind"), ("uid", "uid"), ("at", "at"), ("actor", "actor"))
        if wrong is None:
            wrong = next((one for one, other in pairs if said[one] != leaf[other]), None)
        if wrong is None and (said["schema"] != "LGC1/decision/1" or data["signature"]["key"] != said["actor"]["key"]):
            wrong = "schema"
        if wrong is not None:
            self.result.add(ALTERED, "LG-PKG-107", record, wrong, field=wrong or "-")
            return None
        place, proof = said["log"], [unhex(node) for node in leaf["since"]]
        size, root = self.log["size"], unhex(self.log["root"])
        seen = place["size"] < leaf["sequence"] and (place["size"] == 0 or place["origin"] == self.log["origin"])
        if not seen or not consistent(place["size"], size, unhex(place["root"]), root, proof):
            self.result.add(ALTERED, "LG-PKG-114", record, "log")
        return said

    def check_current(self, leaf):
        """Hold the certificate against the decision that gave it."""
        if leaf is None:
            self.result.add(INCOMPLETE, "LG-PKG-115", "log.json", "certify", what="certify")
            return
        said = leaf["data"]["statement"]
        there = {"number": said["certificate"]["number"], "sha256": said["certificate"]["sha256"], "signer": said["actor"],
                 "at": said["at"], "opinion": said["opinion"], "uid": said["uid"], "log": said["log"]}  # fmt: skip
        wanted = dict(self.certificate, sha256=self.digest)
        for field in sorted(there):
            if there[field] != wanted[field]:
                self.result.add(ALTERED, "LG-PKG-113", leaf["record"], field, field=field)

    def check_earlier(self):
        """Earlier certificates are those the decisions named; the one before this one is there."""
        before = self.certificate["supersedes"]
        for name in sorted(self.entries):
            number = name[8:-5]
            if name.startswith("earlier/") and self.named.get(number) != sha256(
                tagged("certificate", self.content(name))
            ):
                self.result.add(ALTERED, "LG-PKG-108", name)
        if before["number"]:
            if "earlier/{}.json".format(before["number"]) not in self.entries:
                self.result.add(INCOMPLETE, "LG-PKG-109", "earlier/{}.json".format(before["number"]))
            elif self.named.get(before["number"]) != before["sha256"]:
                self.result.add(ALTERED, "LG-PKG-113", "certificate.json", "supersedes", field="supersedes")

    def check_seal(self):
        """A seal signs the manifest, so that form and pictures cannot be exchanged either."""
        if "seal.json" not in self.entries:
            head = self.log["head"]
            self.result.add(OK, "LG-PKG-119", "manifest.json", size=head["statement"]["size"] if head else 0)
            return
        signed = self.record("seal.json", None, None)
        said = holds("seal", signed)
        if said is None or wrong_keys(said, {"": "actor at manifest schema", "actor": "key person role"}) is not None:
            self.result.add(ALTERED, "LG-PKG-111", "seal.json")
        elif said["manifest"] != sha256(tagged("manifest", self.content("manifest.json"))):
            self.result.add(ALTERED, "LG-PKG-108", "manifest.json", "seal")
        elif said["schema"] != "LGC1/seal/1" or said["actor"]["key"] != signed["signature"]["key"]:
            self.result.add(ALTERED, "LG-PKG-107", "seal.json", "actor", field="actor")
        else:
            self.check_signer("seal.json", said["actor"], signed["signature"]["public"], said["at"][:10], told=False)

    def gather_facts(self):
        """Keep what a reader wants to see of the certified bytes."""
        bound = self.certificate["bound"]
        self.result.facts.update(
            number=self.certificate["number"], patch=bound["patch"]["number"], unit=bound["patch"]["unit"],
            area="{}.{:02d}".format(*divmod(bound["patch"]["area_dm2"], 100)), verdict="/".join(bound["judgement"]["path"]),
            signer=self.certificate["signer"]["person"], at=self.certificate["at"], evidence=len(bound["evidence"]),
        )  # fmt: skip


def wrong_keys(value, keys):
    """Return where a record has other keys than it must ("" for the top), None when it has exactly these; no keys: a signed record."""
    for path, names in (keys or {"": "signature statement"}).items():
        place = value
        for step in filter(None, path.split(".")):
            place = place[step]
        if not isinstance(place, dict) or set(place) != set(names.split()):
            return path
    return None


def same_person(one, other):
    """Return whether two names name one person: blanks, width and case do not tell people apart."""
    first, second = ("".join(unicodedata.normalize("NFKC", name).split()).casefold() for name in (one, other))
    return bool(first) and first == second


def geojson(geometry, number):
    """Return the certified geometry as GeoJSON in its own projected system, four decimals, one spelling."""

    def metres(steps):
        return "{}{}.{:04d}".format("-" if steps < 0 else "", *divmod(abs(steps), 10000))

    def ring(points):
        return "[{}]".format(",".join(f"[{metres(x)},{metres(y)}]" for x, y in points + points[:1]))

    parts = ",".join("[{}]".format(",".join(ring(points) for points in part)) for part in geometry["parts"])
    crs = '{{"type":"name","properties":{{"name":{}}}}}'.format(json.dumps(geometry["crs"]))
    text = f'{{"type":"FeatureCollection","crs":{crs},"features":[{{"type":"Feature","properties":{{"number":{json.dumps(number)}}},'
    return (text + f'"geometry":{{"type":"MultiPolygon","coordinates":[{parts}]}}}}]}}\n').encode("utf-8")


def verify(data, trusted=()):
    """Return the result for the bytes of a package; `trusted` are key ids known from elsewhere (none: whoever the package names)."""
    result = Result()
    try:
        Package(data, result, trusted).check()
    except Stop:
        return result
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        result.add(ALTERED, "LG-PKG-107", "package", type(error).__name__, field=str(error)[:60])
    if result.verdict == OK:
        result.add(OK, "LG-PKG-100", "package")
    return result


def verify_file(path, trusted=()):
    """Return the result for a package on disk, read in place."""
    with Path(path).open("rb") as stream:
        if not stream.read(1):
            return verify(b"", trusted)
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return verify(data, trusted)


def main(arguments):
    """Check the package named on the command line, print what was found, return the exit code."""
    paths, trusted, language, take = [], [], "zh", None
    for word in arguments:
        if word in ("--trust", "--language"):
            take = word
        elif take == "--trust":
            trusted.append(word)
            take = None
        elif take == "--language":
            language, take = word, None
        else:
            paths.append(word)
    out = sys.stdout.write
    if len(paths) != 1:
        out(__doc__ + "\n")
        return 4
    try:
        result = verify_file(paths[0], trusted)
    except OSError as error:
        out(f"{paths[0]}: {error}\n")
        return 4
    for name, value in sorted(result.facts.items()):
        out(f"{name}: {value}\n")
    for finding in result.findings:
        where = " ".join(filter(None, (finding["record"], finding["field"])))
        out("{} {} {}: {}\n".format("-" if finding["note"] else "!", finding["code"], where, worded(finding, language)))
    out(result.verdict + "\n")
    return VERDICTS.index(result.verdict)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
