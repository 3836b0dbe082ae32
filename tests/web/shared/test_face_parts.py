"""Tags and shared templates: what they print, and that they keep to the content policy."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from xiuhua.web.shared.shapes import SHAPES

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = ROOT / "src/xiuhua/web/shared/templates/shared"
NOW = datetime(2021, 5, 6, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


def rendered(source: str, **context) -> str:
    return Template("{% load xiuhua %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("hours", "tone", "words"),
    [
        (-27, "late", "超时 1 天 3 小时"),
        (2, "near", "还剩 2 小时"),
        (30, "calm", "还剩 1 天 6 小时"),
    ],
)
def test_time_left_carries_tone_words_and_exact_moment(hours, tone, words):
    due_at = NOW + timedelta(hours=hours)
    html = rendered("{% time_left due_at now %}", due_at=due_at, now=NOW)
    assert f"left--{tone}" in html and f">{words}<" in html
    # The moment is shown in the subdistrict's zone.
    assert 'datetime="' + (due_at + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M+08:00") in html
    assert 'title="2021年5月' in html


def test_no_deadline_prints_nothing():
    assert rendered("{% time_left due_at now %}", due_at=None, now=NOW) == ""
    assert rendered("{{ at|moment }}{{ at|day }}{{ at|span }}", at=None) == ""


def test_an_english_page_says_english_times():
    with translation.override("en"):
        html = rendered(
            "{% time_left due_at now %} {{ now|day }}", due_at=NOW + timedelta(hours=2), now=NOW
        )
    assert ">2 h left<" in html and html.endswith("6 May 2021")


@pytest.mark.parametrize("state", SHAPES)
def test_a_state_is_told_by_colour_shape_and_word(state):
    html = rendered("{% state_chip state %}", state=state)
    assert f"chip--{state}" in html and SHAPES[state] in html
    assert re.search(r"</svg>[^<]+</span>", html)


def test_words_of_people_are_escaped_in_chips():
    html = rendered('{% state_chip "late" words %}', words="<b>x</b>")
    assert "<b>" not in html and "&lt;b&gt;" in html


class Question(forms.Form):
    words = forms.CharField(label="问题描述", help_text="写清楚看到了什么。")
    source = forms.ChoiceField(label="来源", choices=[("a", "甲")], widget=forms.RadioSelect)
    note = forms.CharField(label="备注", required=False)


def test_a_wrong_field_shows_its_error_and_the_summary_leads_to_it():
    form = Question({"note": "x"})
    html = rendered(
        "{% error_summary form %}{% for one in form %}{% field one %}{% endfor %}", form=form
    )
    assert 'href="#id_words"' in html and 'id="id_words_error"' in html
    assert 'aria-describedby="id_words_helptext id_words_error"' in html
    assert "<fieldset" in html and 'href="#id_source"' in html and 'id="id_source"' in html
    assert html.count("选填") == 1


def test_a_valid_form_has_no_summary():
    form = Question({"words": "x", "source": "a"})
    assert form.is_valid()
    assert rendered("{% error_summary form %}", form=form).strip() == ""


def test_a_refusal_says_what_why_and_what_to_do():
    html = render_to_string(
        "shared/refusal.html",
        {
            "what": "缺处置后照片。",
            "why": "处置完成必须有照片",
            "article": "第 12 条",
            "todo": "请补拍。",
        },
    )
    assert "缺处置后照片。" in html and "（第 12 条）" in html and "请补拍。" in html
    assert 'role="alert"' in html


def test_vendor_files_named_by_templates_exist():
    static = ROOT / "src/xiuhua/static"
    manifest = json.loads((static / "vendor/manifest.json").read_text(encoding="utf-8"))
    wanted = [
        ("htmx", "htmx.min.js"),
        ("maplibre-gl", "maplibre-gl.mjs"),
        ("maplibre-gl", "maplibre-gl-worker.mjs"),
        ("maplibre-gl", "maplibre-gl.css"),
        ("echarts", "echarts.esm.min.mjs"),
    ]
    for name, file in wanted:
        assert (static / manifest[name] / file).is_file()
        assert f"{manifest[name]}/{file}" in rendered(
            "{% vendor name file %}", name=name, file=file
        )


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_templates_keep_to_the_content_policy(path):
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=", source)
    assert not re.search(r"\son\w+\s*=|hx-on|javascript:", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)
    assert not re.search(r"""(?:src|href|action)=["']https?://""", source)


def test_every_sentence_a_script_asks_for_is_printed():
    scripts = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src/xiuhua/static/js").glob("*.js")
    )
    asked = set(re.findall(r'sentence\("(\w+)"', scripts)) | {f"state_{state}" for state in SHAPES}
    asked |= {"copied", "copy_failed"}
    printed = re.findall(
        r'data-sentence="(\w+)"', (TEMPLATES / "sentences.html").read_text(encoding="utf-8")
    )
    assert asked == set(printed), asked ^ set(printed)
