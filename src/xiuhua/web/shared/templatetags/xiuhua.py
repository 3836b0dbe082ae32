"""Template tags of the face: times, measures, state chips, browser parts of others.

Thin: the wording of values is in `formats`, the rest in templates. A tag here never reads the
database and never decides anything about a case.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import cache

from django import template
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.records.now import now as current_moment
from xiuhua.rulebook.personal_words import masked_words
from xiuhua.web.shared import formats
from xiuhua.web.shared.shapes import SHAPES

register = template.Library()

NEAR = timedelta(hours=4)


def _language() -> str:
    return formats.language_of(get_language())


def _here(value: datetime) -> datetime:
    """The moment in the zone pages are shown in."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _time_element(at: datetime, words: str, css: str = "") -> SafeString:
    exact = formats.moment(at, _language())
    return format_html(
        '<time class="{}" datetime="{}" title="{}">{}</time>',
        css,
        at.isoformat(timespec="minutes"),
        exact,
        words,
    )


@register.filter
def veil(words: str | None, is_unmasked: object = None) -> str:
    """{{ case.words|veil }}: numbers of people inside free words masked, unless they were asked for with a reason."""
    return (words or "") if is_unmasked else masked_words(words or "")


@register.simple_tag
def time_left(
    due_at: datetime | None,
    now: datetime | None = None,
    near: timedelta = NEAR,
    near_at: datetime | None = None,
) -> SafeString | str:
    """{% time_left case.due_at %}: 还剩 2 小时 10 分, the exact moment on hover and in print.

    Near by the rule that `near_at` was reckoned by; where there is none, in the last hours.
    """
    if due_at is None:
        return ""
    now = now or current_moment()
    tone = "late" if due_at < now else "near" if now > (near_at or due_at - near) else "calm"
    return _time_element(
        _here(due_at), formats.time_left(due_at, now, _language()), f"left left--{tone}"
    )


@register.simple_tag
def time_ago(at: datetime | None, now: datetime | None = None) -> SafeString | str:
    """{% time_ago entry.at %}: 5 分钟前; the date beyond two days."""
    if at is None:
        return ""
    return _time_element(
        _here(at), formats.time_ago(_here(at), _here(now or current_moment()), _language())
    )


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """{{ case.closed_at|moment }}: 2021年4月30日 14:05."""
    if value is None:
        return ""
    here = _here(value)
    return format_html(
        '<time datetime="{}">{}</time>',
        here.isoformat(timespec="minutes"),
        formats.moment(here, _language()),
    )


@register.filter
def day(value: date | datetime | None) -> str:
    """{{ standard.valid_from|day }}: 2021年4月30日."""
    return formats.day(_here(value) if isinstance(value, datetime) else value, _language())


@register.filter
def span(value: timedelta | None) -> str:
    """{{ paused_for|span }}: 2 小时 10 分."""
    return "" if value is None else formats.duration(value, _language())


@register.filter
def area(m2: float | None) -> str:
    """{{ grid.area_m2|area }}: 12,340 平方米 is 1.23 公顷."""
    return formats.area(m2, _language())


@register.filter
def road_length(m: float | None) -> str:
    """{{ segment.length_m|road_length }}: 1.25 公里. (`length` is Django's own filter.)"""
    return formats.length(m, _language())


@register.filter
def count(number: int | None, cap: int | None = None) -> str:
    """{{ total|count:1000 }}: 1,234, or 1,000+ above the cap."""
    return formats.count(number, _language(), cap=cap)


@register.filter
def file_size(size_bytes: int) -> str:
    """{{ photo.size_bytes|file_size }}: 2.1 MB."""
    return formats.file_size(size_bytes)


@register.simple_tag
def percent(numerator: float | None, denominator: float | None) -> str:
    """{% percent closed filed %}: 93.4%, or 不适用 without a denominator."""
    return formats.percent(numerator, denominator, _language())


@register.simple_tag
def shape(state: str) -> SafeString:
    """{% shape "late" %}: the bare shape of a state, for legends beside a word."""
    return format_html(
        '<svg class="shape" viewBox="0 0 12 12" aria-hidden="true">'
        '<path fill-rule="evenodd" d="{}"/></svg>',
        SHAPES[state],
    )


# The word of each state where a page has no better one.
WORDS = {
    "done": _("已办结"),
    "near": _("即将到期"),
    "late": _("已超时"),
    "idle": _("未开始"),
    "paused": _("已暂停"),
    "running": _("办理中"),
}


@register.simple_tag
def state_chip(state: str, words: str = "") -> SafeString:
    """{% state_chip "late" %} or {% state_chip case.tone case.state_label %}."""
    return format_html(
        '<span class="chip chip--{}">{}{}</span>', state, shape(state), words or WORDS[state]
    )


@cache
def vendor_folders() -> dict[str, str]:
    """Name of a browser part -> its folder below static/."""
    path = finders.find("vendor/manifest.json")
    if path is None:
        raise RuntimeError("static/vendor is missing: run tools/build_assets.py")
    with open(path, encoding="utf-8") as stream:
        return json.load(stream)


@register.simple_tag
def vendor(name: str, file: str) -> str:
    """{% vendor "htmx" "htmx.min.js" %}: the address of a file of a browser part."""
    return static(f"{vendor_folders()[name]}/{file}")


@register.simple_tag
def map_parts() -> SafeString:
    """Attributes every map element needs: <div data-map {% map_parts %} …>."""
    return format_html(
        'data-library="{}" data-worker="{}"',
        vendor("maplibre-gl", "maplibre-gl.mjs"),
        vendor("maplibre-gl", "maplibre-gl-worker.mjs"),
    )


@register.simple_tag
def chart_parts() -> SafeString:
    """Attribute every chart element needs: <figure data-chart {% chart_parts %} …>."""
    return format_html('data-library="{}"', vendor("echarts", "echarts.esm.min.mjs"))


@register.inclusion_tag("shared/field.html")
def field(bound, help_text: str = "") -> dict:
    """{% field form.words %}: label, help, error and widget of one form field."""
    return {"field": bound, "help_text": help_text or bound.help_text}


@register.inclusion_tag("shared/error_summary.html")
def error_summary(*forms) -> dict:
    """{% error_summary form %}: what is wrong, each a link to its field; nothing when valid."""
    return {"forms": [form for form in forms if form is not None and form.errors]}


@register.simple_tag
def sentences() -> SafeString:
    """{% sentences %}: what scripts say, on every page the same in one language, so it is rendered once."""
    return _sentences(get_language())


@cache
def _sentences(_language: str | None) -> SafeString:
    return render_to_string("shared/sentences.html")
