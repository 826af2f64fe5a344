"""What an import of patches needs beside the file: the campaign with its dated rules, who acts, fresh identities."""

from __future__ import annotations

import re
import uuid
from datetime import date
from pathlib import Path

from qgis.core import QgsProcessingContext

from ..app.patches.importing import Desk, Imported, import_patches
from ..core.patches.records import Actor, Campaign, Role, RuleFile
from ..core.problems import LandGuardError, Message
from ..core.progress import Progress, Stretch
from ..storage.evidence_rules import evidence_rules
from ..storage.patches.database import DatabasePatchStore, is_patch_store
from ..storage.rulebooks import rule_digest
from . import settings
from .clock import utc_now
from .import_settings import worded
from .library import screening_rules, verdict_trees
from .patch_files import FileChoices, arrived, read_patch_file
from .stores import create_store, open_store, path_of

_ID = re.compile(r"[\w.\-]{1,60}")


def open_or_create(text: str, progress: Progress) -> DatabasePatchStore:
    """Return the project of a path; a file that is not there yet becomes a new project, and that is said."""
    path = path_of(text)
    if path.exists() or (path.suffix and is_patch_store(path)):
        return open_store(text)
    store = create_store(text)
    progress.say(Message("LG-IMP-202", {"path": store.info().name}))
    return store


def campaign_for(
    store: DatabasePatchStore, campaign_id: str, tree_id: str, province: str, progress: Progress
) -> tuple[Campaign, list[RuleFile]]:
    """Return the campaign of an id, as the project has it or a new one under the rules in force today; and its rule files.

    Raises LandGuardError LG-IMP-201 for an id no file could bear, LG-VDT-010 and 011 when there is no such tree.
    """
    wanted = campaign_id.strip()
    if not _ID.fullmatch(wanted):
        raise LandGuardError("LG-IMP-201", campaign=wanted or "-")
    known = next((entry for entry in store.campaigns() if entry.id == wanted), None)
    if known is not None and tree_id in ("", known.verdict_tree):
        return known, []
    at = utc_now()
    day, shelf = at[:10], verdict_trees()
    file = shelf.by_id(tree_id) if tree_id else shelf.in_force("satellite", day, province)
    screening, digest = "", ""
    try:
        rules = screening_rules().in_force(
            file.kind, max(file.tree.valid_from, min(day, file.tree.valid_to or day)), file.province
        )
        screening, digest = rules.id, rules.sha256
    except LandGuardError as error:
        progress.warn(error.message)
    evidence, evidence_digest = _evidence_in_force(day, progress)
    campaign = Campaign(wanted, wanted, int(day[:4]), file.tree.id, screening, evidence)
    told = {"campaign": wanted, "tree": file.tree.id, "status": file.tree.status, "source": file.tree.source}
    progress.say(Message("LG-IMP-225", told))
    used = ((file.tree.id, file.sha256), (screening, digest), (evidence, evidence_digest))
    return campaign, [RuleFile(name, sha256, at) for name, sha256 in used if name]


def _evidence_in_force(day: str, progress: Progress) -> tuple[str, str]:
    """Return (id, digest) of the evidence rules in force on a day, empty and told when there are none."""
    try:
        name = evidence_rules("", date.fromisoformat(day)).ruleset.id
    except LandGuardError as error:
        progress.warn(error.message)
        return "", ""
    return name, rule_digest(name, settings.RULES_FOLDER.get())


def current_actor(person: str = "", role: str = "") -> Actor:
    """Return who acts: as named, else as the options say; an import by nobody in particular is "-"."""
    named = role or settings.ROLE.get()
    known = named in {entry.value for entry in Role}
    return Actor(person.strip() or settings.PERSON.get().strip() or "-", Role(named) if known else Role.SURVEYOR)


def import_file(
    store: DatabasePatchStore,
    path: Path,
    choices: FileChoices,
    campaign_id: str,
    tree_id: str,
    actor: Actor,
    context: QgsProcessingContext,
    progress: Progress,
) -> Imported:
    """Read a file and add its patches to a campaign, in one deed. The reasons of the rejected rows are worded."""
    file = read_patch_file(path, choices, context, Stretch(progress, 0.0, 0.4))
    home = arrived(file, store.info().crs, context, Stretch(progress, 0.4, 0.5))
    campaign, rule_files = campaign_for(store, campaign_id, tree_id, "", progress)
    desk = Desk(store, actor, utc_now(), lambda: uuid.uuid4().hex)
    done = import_patches(desk, home, campaign, rule_files, Stretch(progress, 0.5, 1.0))
    done.rejected.rows["reason"] = [worded(messages) for messages in done.reasons]
    return done
