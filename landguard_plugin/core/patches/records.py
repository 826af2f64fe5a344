"""The records of a patch project: patches, judgements, evidence, reviews, certificates, events.

Values are plain and immutable. Areas are integers of 0.01 m2. Times are UTC ISO text with seconds and a final Z; they are
claims of a clock, the order of things is the order of the log. Geometry is 2D WKB of a valid Polygon or MultiPolygon in the
store's reference system, on the 0.1 mm grid (GRID_M), so that any exact format gives the same bytes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Union

GRID_M = 0.0001

Value = Union[str, int, float, None]


class State(str, Enum):
    """Where a patch stands. The value is what stores and tables hold."""

    UNJUDGED = "unjudged"  # 待判
    JUDGED = "judged"  # 已判, the county has not certified
    CERTIFIED = "certified"  # 县级已认定, waits for the city
    CITY_ACCEPTED = "city_accepted"  # 市级审核通过, waits for the province
    ACCEPTED = "accepted"  # 省级复核通过
    RETURNED = "returned"  # 退回, the county must answer
    RETIRED = "retired"  # 被拆分 or 被合并: its children live on

    @property
    def is_certified(self) -> bool:
        """Return whether a certificate stands for the patch: nobody may change it without withdrawing that."""
        return self in (State.CERTIFIED, State.CITY_ACCEPTED, State.ACCEPTED)


class Origin(str, Enum):
    """How a patch came to be."""

    ISSUED = "issued"  # 下发
    DRAWN = "drawn"  # 自绘
    SPLIT = "split"  # 拆分
    MERGED = "merged"  # 合并


class Role(str, Enum):
    """In which capacity somebody acts."""

    SURVEYOR = "surveyor"  # 作业员
    COUNTY = "county"  # 县级核查员
    CITY = "city"  # 市级审核员
    PROVINCE = "province"  # 省级复核员


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, in a role, with the key that signs ("" where nothing is signed)."""

    person: str
    role: Role
    key_id: str = ""


@dataclass(frozen=True)
class Judgement:
    """A verdict (判定) with its reasons. `path` are the codes from the root of the campaign's verdict tree, verdict first."""

    path: tuple[str, ...]
    fields: Mapping[str, str]  # project, user, built, description, documents and whatever else the tree asks for
    opinion: str
    actor: Actor
    at: str
    answer: str = ""  # the county's answer to the reason of a return

    @property
    def verdict(self) -> str:
        """Return the verdict: legal, illegal, other, doubtful or false_change."""
        return self.path[0] if self.path else ""


@dataclass(frozen=True)
class Patch:
    """One patch as the store holds it.

    uid       32 hex digits, never reused and never changed
    number    the issued number (监测编号 JCBH), as issued
    unit      administrative code, text
    issued    attributes as they came, in their order; nothing of ours is ever written into them
    version   1 for a new patch; the store raises it by one with every accepted change
    parents   uids this patch was split or merged from
    """

    uid: str
    campaign: str
    batch: str
    number: str
    unit: str
    origin: Origin
    shape: bytes
    area_dm2: int
    issued: Mapping[str, Value] = field(default_factory=dict)
    state: State = State.UNJUDGED
    version: int = 1
    parents: tuple[str, ...] = ()
    judgement: Judgement | None = None
    drawn_by: str = ""  # who drew or last reshaped the geometry; "" when it is as issued


@dataclass(frozen=True)
class Campaign:
    """A campaign (专项): which dated rules its patches are judged by."""

    id: str
    title: str
    year: int
    verdict_tree: str
    screening_rules: str
    evidence_rules: str


@dataclass(frozen=True)
class RuleFile:
    """A code table or rule set that a project was worked by: its name and the SHA-256 of the file, hex."""

    name: str
    sha256: str
    at: str


@dataclass(frozen=True)
class Delivery:
    """One file that was imported: rows read = accepted + rejected, and the digest of its bytes."""

    id: str
    campaign: str
    name: str
    sha256: str
    read: int
    accepted: int
    rejected: int
    at: str


@dataclass(frozen=True)
class Screening:
    """What the overlays say of one version of a patch, and what is suggested. It never fills in a verdict."""

    uid: str
    patch_version: int
    figures_dm2: Mapping[str, int]  # farmland, basic, red_line, approved, ...
    suggestion: str
    reasons: tuple[str, ...]  # coded reasons with figures, as the screening use case words them in data
    priority: int
    rules: str
    at: str
    earlier: tuple[str, ...] = ()  # uids of earlier patches on the same ground


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence (举证): the original is kept bit-identical under its hash.

    claims  what the file says of itself (position, direction, time, camera), never more than a claim
    tests   test id -> outcome code of the tests that were run
    grade   A device-signed, B captured by the app, C imported with plausible claims, D without usable claims
    """

    id: str
    uid: str
    kind: str  # photo, document, screenshot
    name: str
    sha256: str
    sm3: str
    size: int
    claims: Mapping[str, Value]
    tests: Mapping[str, str]
    grade: str
    actor: Actor
    at: str
    withdrawn: bool = False


@dataclass(frozen=True)
class Review:
    """One decision on a patch: certify, accept, return, doubt or withdraw, by a level."""

    uid: str
    decision: str
    opinion: str
    actor: Actor
    at: str
    state_before: State
    state_after: State
    certificate: str = ""


@dataclass(frozen=True)
class Certificate:
    """A certificate (认定书): `content` are the canonical bytes, the legal original; layers are only views of them."""

    number: str
    uid: str
    content: bytes
    sha256: str
    sm3: str
    signatures: tuple[Mapping[str, str], ...]
    log_position: int
    at: str
    supersedes: str = ""


@dataclass(frozen=True)
class Event:
    """Something that happened, to be chained into the log. `data` holds text, integers, lists and mappings only."""

    kind: str
    uid: str
    actor: Actor
    at: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class LogEntry:
    """One leaf of the log as stored: `leaf` are the canonical bytes of the event with its number and the previous hash."""

    sequence: int
    leaf: bytes
    leaf_hash: str
    previous: str
    event: Event


@dataclass(frozen=True)
class LogHead:
    """The end of the log: how many entries it has and the hash of the last one ("" for an empty log)."""

    size: int
    leaf_hash: str
