"""Classes and their numbers: added, retired, mapped. A class is never deleted: old cases carry it."""

import datetime as dt
import re
from typing import Any

from xiuhua.apps.accounts.models import User
from xiuhua.apps.catalogue.kept import NAME
from xiuhua.apps.catalogue.models import CaseClass, ClassCode, ClassTag
from xiuhua.apps.catalogue.queries import system_of
from xiuhua.apps.catalogue.rights import check_may_edit
from xiuhua.apps.catalogue.tags import TAGS
from xiuhua.apps.records.acts import act, scope
from xiuhua.apps.records.history import append
from xiuhua.apps.records.kept import changed
from xiuhua.rulebook.refusal import Refused

_PART = re.compile(r"[a-z][a-z0-9_]{0,39}")


def add_class(
    *,
    parent_id: int,
    part: str,
    name: str,
    name_en: str = "",
    source: str,
    tags: dict[str, list[str]] | None = None,
    by: User | None,
    at: dt.datetime,
    key: str,
) -> dict[str, Any]:
    """Add a minor class below a class; its slug is the parent's with `part` behind a dot."""
    actor_id = by.pk if by else None
    body = {"parent": parent_id, "part": part, "name": name, "en": name_en, "source": source}
    check_may_edit(by)
    with act(
        "catalogue.add_class", scope=scope(actor_id), key=key, body={**body, "tags": tags}
    ) as this:
        if this.done:
            return this.answer
        parent = _class(parent_id)
        slug = f"{parent.slug}.{part}"
        _check_class(slug, part, name, source)
        new = CaseClass.objects.create(
            slug=slug,
            kind=parent.kind,
            parent=parent,
            name=name.strip(),
            name_en=name_en.strip(),
            source=source.strip(),
        )
        for family, values in (tags or {}).items():
            _add_tags(new, family, values)
        append(new, "class.added", at=at, actor_id=actor_id, data={"slug": slug})
        changed(NAME)
        return this.keep({"id": new.pk, "slug": slug})


def retire_class(class_id: int, *, by: User | None, at: dt.datetime, key: str) -> dict[str, Any]:
    """Take a class out of use: no new case is filed under it, old ones keep it."""
    actor_id = by.pk if by else None
    check_may_edit(by)
    with act(
        "catalogue.retire_class", scope=scope(actor_id), key=key, body={"class": class_id}
    ) as this:
        if this.done:
            return this.answer
        row = _class(class_id)
        if not row.is_active:
            raise Refused("class_already_retired", slug=row.slug)
        if CaseClass.objects.filter(parent=row, is_active=True).exists():
            raise Refused("class_has_minors", slug=row.slug)
        row.is_active = False
        row.save(update_fields=["is_active"])
        append(row, "class.retired", at=at, actor_id=actor_id, data={"slug": row.slug})
        changed(NAME)
        return this.keep({"id": row.pk, "slug": row.slug})


def add_code(
    class_id: int, *, system: str, code: str, by: User | None, at: dt.datetime, key: str
) -> dict[str, Any]:
    """Give a class its number in a code system; a number belongs to one class, a class has one number."""
    actor_id = by.pk if by else None
    body = {"class": class_id, "system": system, "code": code}
    check_may_edit(by)
    with act("catalogue.add_code", scope=scope(actor_id), key=key, body=body) as this:
        if this.done:
            return this.answer
        row = _class(class_id)
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,19}", system):
            raise Refused("code_system_invalid", system=system)
        if not re.fullmatch(r"[0-9A-Za-z-]{1,64}", code):
            raise Refused("class_code_invalid", number=code)
        name = system_of(system, row.kind)
        taken = (
            ClassCode.objects.filter(system=name, code=code).select_related("case_class").first()
        )
        if taken:
            raise Refused(
                "class_code_taken", system=system, number=code, slug=taken.case_class.slug
            )
        own = ClassCode.objects.filter(system=name, case_class=row).first()
        if own:
            raise Refused("class_has_code", system=system, number=own.code, slug=row.slug)
        ClassCode.objects.create(case_class=row, system=name, code=code)
        data = {"slug": row.slug, "system": name, "code": code}
        append(row, "class.coded", at=at, actor_id=actor_id, data=data)
        changed(NAME)
        return this.keep({"id": row.pk, **data})


def _class(class_id: int) -> CaseClass:
    row = CaseClass.objects.select_for_update().filter(pk=class_id).first()
    if row is None:
        raise Refused("class_unknown", given=str(class_id))
    return row


def _check_class(slug: str, part: str, name: str, source: str) -> None:
    if not _PART.fullmatch(part) or len(slug) > 96:
        raise Refused("class_slug_invalid", slug=slug)
    if not name.strip() or len(name) > 80:
        raise Refused("class_name_invalid", longest=80)
    if not source.strip() or len(source) > 200:
        raise Refused("source_needed", longest=200)
    if CaseClass.objects.filter(slug=slug).exists():
        raise Refused("class_slug_taken", slug=slug)


def _add_tags(row: CaseClass, family: str, values: list[str]) -> None:
    for value in values:
        if value not in TAGS.get(family, {}):
            raise Refused("tag_unknown", family=family, value=value)
        ClassTag.objects.get_or_create(case_class=row, family=family, value=value)
