"""The one translator: a refusal's code and facts become a sentence that says what, why and what to do.

Sentences stand in the tables beside this file, one table per office. A code without a sentence is
a fault that the tests find; should one slip through, the person still gets an answer, not an error.
Rules are not decided here, and no sentence is made anywhere else.
"""

import logging
import pkgutil
import re
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared import formats, labels
from xiuhua.web.shared.refusals.sentence import Sentence

log = logging.getLogger(__name__)

TABLE: dict[str, Sentence] = {}
for _found in pkgutil.iter_modules(__path__):
    _office = import_module(f"{__name__}.{_found.name}")
    TABLE.update(getattr(_office, "SENTENCES", {}))

DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)")
TOO_MANY = 429
# Never shown again on the page of a refusal: secrets, and what is no word of the person's own.
HIDDEN_FIELDS = ("csrfmiddlewaretoken", "key", "next", "password", "old", "new", "again", "token")


@dataclass(frozen=True)
class Explained:
    """A refusal in the language of the request."""

    code: str
    status: int
    what: str
    todo: str


# What the person typed is called so by different offices; any of them serves a sentence.
TYPED = ("given", "value", "text")


class _Facts(dict[str, Any]):
    """Facts for a sentence; one that is not there is what was typed, else a dash: never a crash."""

    def __missing__(self, name: str) -> Any:
        return next((self[other] for other in TYPED if other in self), "—")


def explain(refused: Refused) -> Explained:
    """The sentence of a refusal, with its facts in it."""
    sentence = TABLE.get(refused.code)
    if sentence is None:
        log.error("refusal without a sentence: %s", refused.code)
        sentence = TABLE["refused"]
    facts = _Facts({name: said(name, value) for name, value in refused.facts.items()})
    facts.setdefault("code_", refused.code)
    return Explained(
        code=refused.code,
        status=sentence.status,
        what=str(sentence.what) % facts,
        todo=str(sentence.todo) % facts if sentence.todo else "",
    )


def said(name: str, value: Any) -> str:
    """A fact as people say it: labels for words of the program, dates and lists in their own form."""
    if value is None or value == "":
        return "—"
    if isinstance(value, list | tuple | set | frozenset):
        comma = ", " if formats.language_of(get_language()) == "en" else "、"
        return comma.join(said(name, one) for one in value)
    if isinstance(value, str):
        if DAY.fullmatch(value):
            return formats.day(date.fromisoformat(value), formats.language_of(get_language()))
        return str(labels.of_fact(name, value))
    return str(value)


def as_json(refused: Refused) -> tuple[int, dict[str, Any]]:
    """Status and body of the JSON answer: code, sentences, facts."""
    explained = explain(refused)
    body = {"code": explained.code, "what": explained.what, "todo": explained.todo}
    return explained.status, {**body, "facts": _plain(refused.facts)}


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        if isinstance(value, str | int | float | bool | None | list | dict)
        else str(value)
        for name, value in facts.items()
    }


def in_both(refused: Refused) -> str:
    """The sentence in Chinese and in English, one below the other: for commands."""
    said = []
    for language in ("zh-hans", "en"):
        with override(language):
            explained = explain(refused)
            said.append(
                f"{explained.what}{explained.todo}"
                if language != "en"
                else f"{explained.what} {explained.todo}".strip()
            )
    return "\n".join(dict.fromkeys(said))


def with_wait(response: HttpResponse, refused: Refused) -> HttpResponse:
    """The same answer, saying to programs after how many seconds it is worth asking again."""
    minutes = refused.facts.get("minutes")
    if response.status_code == TOO_MANY and isinstance(minutes, int):
        response["Retry-After"] = str(minutes * 60)
    return response


def respond(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The answer to a request whose act was refused: JSON, a fragment for htmx, or a page."""
    if request.path.startswith("/api/") or not request.accepts("text/html"):
        status, body = as_json(refused)
        return with_wait(JsonResponse(body, status=status), refused)
    explained = explain(refused)
    context = {
        "title": _title(explained.status),
        "heading": _title(explained.status),
        "status": explained.status,
        "what": explained.what,
        "todo": explained.todo,
        "typed": typed_words(request),
        "back_url": _back(request),
        "back_label": _("返回"),
    }
    partial = request.headers.get("HX-Request") == "true"
    template = "shared/refusal.html" if partial else "shared/refused.html"
    return with_wait(render(request, template, context, status=explained.status), refused)


def _title(status: int) -> str:
    titles = {
        403: _("没有权限"),
        404: _("没有找到"),
        429: _("暂时锁定"),
        503: _("请稍后再试"),
        400: _("填写的内容有问题"),
    }
    return titles.get(status, _("现在不能办理"))


def _back(request: HttpRequest) -> str:
    """The page the person came from, if it is ours."""
    origin = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        origin, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if ours and request.method == "POST":
        return origin
    return "/desk/" if request.path.startswith("/desk/") else "/"


def typed_words(request: HttpRequest) -> list[str]:
    """What the person wrote, so that nothing typed is lost: words only, never a secret."""
    if request.method != "POST":
        return []
    return [
        text
        for name, values in request.POST.lists()
        if not name.startswith(HIDDEN_FIELDS) and "password" not in name
        for text in values
        if text.strip() and not text.strip().isascii()
    ]


def put_on(form: forms.Form, refused: Refused, field: str | None = None) -> None:
    """Show a refusal on the form that caused it: at a field, or above all of them.

    A missing right is no slip in a form: it is raised again, and answered as anywhere else.
    """
    if refused.code == "not_permitted":
        raise refused
    explained = explain(refused)
    words = f"{explained.what}{explained.todo}"
    form.add_error(field if field in form.fields else None, words)
