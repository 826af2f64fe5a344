"""Who may decide what about a patch, and where it stands afterwards: county, city, province.

One table of steps, held to by dialog, algorithm and script alike. Whoever drew, judged, certified or reviewed a patch at a lower
level never decides on it at a higher one, neither in person nor with the same key.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ..patches.records import Actor, Certificate, Judgement, Patch, Review, Role, State
from ..problems import LandGuardError, Message, Term
from .certificate import read_content

CERTIFY, ACCEPT, RETURN, DOUBT, WITHDRAW = DECISIONS = ("certify", "accept", "return", "doubt", "withdraw")
LEVELS = (Role.SURVEYOR, Role.COUNTY, Role.CITY, Role.PROVINCE)
CLOCK_SLACK = timedelta(minutes=5)
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_NEEDS_OPINION = (RETURN, DOUBT, WITHDRAW)
_CHECKING = (CERTIFY, ACCEPT, RETURN, DOUBT)

#: (decision, role, state before) -> state after. What is not here is not allowed.
STEPS = {
    (CERTIFY, Role.COUNTY, State.JUDGED): State.CERTIFIED,
    (CERTIFY, Role.COUNTY, State.RETURNED): State.CERTIFIED,  # once it carries an answer
    (ACCEPT, Role.CITY, State.CERTIFIED): State.CITY_ACCEPTED,
    (ACCEPT, Role.PROVINCE, State.CITY_ACCEPTED): State.ACCEPTED,
    (RETURN, Role.CITY, State.CERTIFIED): State.RETURNED,
    (RETURN, Role.PROVINCE, State.CITY_ACCEPTED): State.RETURNED,
    (RETURN, Role.PROVINCE, State.ACCEPTED): State.RETURNED,  # a mistake found late: 更正认定
    (DOUBT, Role.COUNTY, State.JUDGED): State.JUDGED,  # a doubt holds a patch where it is until it is settled in words
    (DOUBT, Role.CITY, State.CERTIFIED): State.CERTIFIED,
    (DOUBT, Role.PROVINCE, State.CITY_ACCEPTED): State.CITY_ACCEPTED,
    (WITHDRAW, Role.COUNTY, State.CERTIFIED): State.JUDGED,
    (WITHDRAW, Role.CITY, State.CITY_ACCEPTED): State.CERTIFIED,
    (WITHDRAW, Role.PROVINCE, State.ACCEPTED): State.CITY_ACCEPTED,
}


@dataclass(frozen=True)
class Case:
    """A patch as it stands before a decision.

    reviews      all decisions so far, oldest first
    certificates all certificates so far, oldest first
    makers       everybody who drew or judged it, also before a reshaping or a second judgement
    unmet        what the verdict tree and the evidence rules still ask for; certifying needs it empty
    stale        fields that changed since the standing certificate; accepting needs it empty
    """

    patch: Patch
    reviews: Sequence[Review] = ()
    certificates: Sequence[Certificate] = ()
    makers: Sequence[Actor] = ()
    unmet: Sequence[Message] = ()
    stale: Sequence[str] = ()

    @property
    def certificate(self) -> Certificate | None:
        """Return the newest certificate."""
        return self.certificates[-1] if self.certificates else None


def possible(state: State, role: Role) -> tuple[str, ...]:
    """Return the decisions a role has on a patch in a state, in the order of DECISIONS."""
    return tuple(decision for decision in DECISIONS if (decision, role, state) in STEPS)


def decide(
    case: Case, decision: str, opinion: str, actor: Actor, at: str, expected: State | None = None, number: str = ""
) -> Review:
    """Return the review a decision becomes; `number` is the new certificate's when it certifies.

    Raises LandGuardError: LG-REV-001 unknown decision, -010 the state is not the expected one, -002 not allowed here, -011 no
    person, -003 no opinion, -004 and -005 maker is checker, -008 no verdict, -006 no answer to a return, -012 a doubt of this
    level is open, -007 requirements unmet, -009 the certificate is stale, LG-TIM-002 no time.
    """
    patch = case.patch
    if decision not in DECISIONS:
        raise LandGuardError("LG-REV-001", decision=decision, known=", ".join(DECISIONS))
    moment_of(at)
    if expected is not None and patch.state is not expected:
        raise LandGuardError(
            "LG-REV-010", number=patch.number, expected=state_term(expected), found=state_term(patch.state)
        )
    after = STEPS.get((decision, actor.role, patch.state))
    if after is None:
        raise LandGuardError(
            "LG-REV-002",
            number=patch.number,
            decision=Term(f"decision_{decision}"),
            role=Term(f"role_{actor.role.value}"),
            state=state_term(patch.state),
        )
    if not actor.person.strip():
        raise LandGuardError("LG-REV-011", number=patch.number)
    if decision in _NEEDS_OPINION and not opinion.strip():
        raise LandGuardError("LG-REV-003", number=patch.number, decision=Term(f"decision_{decision}"))
    if decision in _CHECKING:
        _refuse_makers(case, actor)
    if decision in (CERTIFY, ACCEPT):
        _refuse_unsettled(case, opinion, actor)
    if decision == CERTIFY:
        _refuse_unready(case)
    elif decision == ACCEPT and case.stale:
        raise LandGuardError("LG-REV-009", number=patch.number, count=len(case.stale), fields=", ".join(case.stale))
    certificate = number if decision == CERTIFY else case.certificate.number if case.certificate else ""
    return Review(patch.uid, decision, opinion.strip(), actor, at, patch.state, after, certificate)


def barred(case: Case, actor: Actor) -> Message | None:
    """Return why somebody may not check a patch (LG-REV-004 or -005), None when nothing he did speaks against it."""
    try:
        _refuse_makers(case, actor)
    except LandGuardError as error:
        return error.message
    return None


def _refuse_makers(case: Case, actor: Actor) -> None:
    """Refuse whoever has had a hand in what is being checked: by person, and by key."""
    drawn = [Actor(case.patch.drawn_by, Role.SURVEYOR)] if case.patch.drawn_by.strip() else []
    judged = [case.patch.judgement.actor] if case.patch.judgement else []
    level = LEVELS.index(actor.role)
    lower = [review.actor for review in case.reviews if LEVELS.index(review.actor.role) < level]
    for deed, hands in (("made", [*drawn, *judged, *case.makers]), ("decided", lower)):
        for other in hands:
            if same_person(other.person, actor.person):
                raise LandGuardError(
                    "LG-REV-004", number=case.patch.number, person=actor.person, deed=Term(f"deed_{deed}")
                )
            if actor.key_id and other.key_id == actor.key_id:
                raise LandGuardError("LG-REV-005", number=case.patch.number, key=actor.key_id[:16], person=other.person)


def _refuse_unsettled(case: Case, opinion: str, actor: Actor) -> None:
    """A doubt of this level is settled in words: whoever accepts after it says why."""
    mine = [review for review in case.reviews if review.actor.role is actor.role]
    if mine and mine[-1].decision == DOUBT and not opinion.strip():
        raise LandGuardError("LG-REV-012", number=case.patch.number, person=mine[-1].actor.person)


def _refuse_unready(case: Case) -> None:
    if case.patch.judgement is None or not case.patch.judgement.path:
        raise LandGuardError("LG-REV-008", number=case.patch.number)
    if not is_answered(case):
        raise LandGuardError("LG-REV-006", number=case.patch.number, opinion=open_return(case.reviews).opinion)
    if case.unmet:
        raise LandGuardError("LG-REV-007", number=case.patch.number, count=len(case.unmet), first=case.unmet[0])


def open_return(reviews: Sequence[Review]) -> Review:
    """Return the last return when nothing was certified after it. Raises LookupError when there is none."""
    for review in reversed(reviews):
        if review.decision == RETURN:
            return review
        if review.decision == CERTIFY:
            break
    raise LookupError("no open return")


def is_answered(case: Case) -> bool:
    """Return whether a returned patch carries an answer that was not there when it was certified; True when never returned."""
    try:
        returned = open_return(case.reviews)
    except LookupError:
        return True
    judgement = case.patch.judgement
    if judgement is None or not judgement.answer.strip():
        return False
    before = next((c for c in reversed(case.certificates) if c.number == returned.certificate), None)
    return before is None or not _as_certified(judgement, before)


def _as_certified(judgement: Judgement, certificate: Certificate) -> bool:
    """Return whether this judgement is the very one a certificate binds (an answer to an earlier return, not to this one)."""
    bound = read_content(certificate.content)["bound"]
    then = bound["judgement"] if isinstance(bound, dict) else {}
    return bool((then.get("answer"), then.get("at")) == (judgement.answer, judgement.at))


def same_person(one: str, other: str) -> bool:
    """Return whether two names name one person: blanks, width and case of letters do not tell people apart."""
    first, second = _name(one), _name(other)
    return bool(first) and first == second


def _name(person: str) -> str:
    return "".join(unicodedata.normalize("NFKC", person).split()).casefold()


def moment_of(at: str) -> datetime:
    """Return a time claim as a moment. Raises LandGuardError LG-TIM-002 unless it reads like 2026-03-01T08:30:00Z."""
    try:
        return datetime.strptime(at, _TIME)
    except ValueError as error:
        raise LandGuardError("LG-TIM-002", value=at) from error


def refuse_slow_clock(at: str, last: str) -> None:
    """Refuse to decide by a clock that is more than five minutes behind the log's last time. Raises LG-TIM-001."""
    if not last:
        return
    if moment_of(at) < moment_of(last) - CLOCK_SLACK:
        raise LandGuardError("LG-TIM-001", now=at, last=last)


def state_term(state: State) -> Term:
    """Return the coded word of a state."""
    return Term(f"state_{state.value}")
