"""The catalogue merger finds what Django will look up, and invents nothing."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tools import merge_messages
from tools.merge_messages import Malformed, Text

CODE = '''"""A module with 中文 in its docstring, which is not for people."""
from django.utils.translation import gettext, gettext_lazy as _, ngettext, pgettext

TITLE = _("案件")
def say(n):
    return gettext("还剩 %(n)s 小时") % {"n": n}, ngettext("%(n)s 件", "共 %(n)s 件", n), pgettext("动作", "核查")
'''
TEMPLATE = """{% load i18n %}<h1>{% translate "案件" %}</h1>{# 注释 #}
{% translate "完成 %(n)s 件" as done %}
{% blocktranslate trimmed with name=grid.name %}
  网格 {{ name }}
  的案件
{% endblocktranslate %}
{% blocktranslate count n=cases|length %}{{ n }} 条{% plural %}共 {{ n }} 条{% endblocktranslate %}
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "views.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def _tsv(folder: Path, text: str) -> Path:
    path = folder / "pairs.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_texts_of_code_and_templates_are_found_as_django_looks_them_up(package: Path) -> None:
    assert merge_messages.extract(package) == {
        Text("案件"): ["templates/page.html", "views.py"],
        Text("还剩 %(n)s 小时"): ["views.py"],
        Text("%(n)s 件", "共 %(n)s 件"): ["views.py"],
        Text("核查", context="动作"): ["views.py"],
        Text("完成 %%(n)s 件"): ["templates/page.html"],
        Text("网格 %(name)s 的案件"): ["templates/page.html"],
        Text("%(n)s 条", "共 %(n)s 条"): ["templates/page.html"],
    }


def test_given_pairs_are_taken_in_and_the_rest_is_named(package: Path) -> None:
    pairs = merge_messages.read_pairs(
        [
            _tsv(
                package,
                "案件\tCases\n完成 %(n)s 件\t%(n)s done\n%(n)s 件\t%(n)s case | %(n)s cases\n",
            )
        ]
    )
    catalogue = merge_messages.merged(package, pairs)
    assert catalogue.get("案件").string == "Cases"
    assert catalogue.get("完成 %%(n)s 件").string == "%%(n)s done"
    assert catalogue.get(("%(n)s 件", "共 %(n)s 件")).string == ("%(n)s case", "%(n)s cases")
    left = {text.words for text in merge_messages.missing(catalogue, package)}
    assert left == {"还剩 %(n)s 小时", "核查", "网格 %(name)s 的案件", "%(n)s 条"}


def test_known_english_is_kept_unused_texts_go_and_nothing_changes_twice(package: Path) -> None:
    path = merge_messages.catalogue_path(package)
    pairs = {"案件": "Cases", "核查": "Check", "没人用": "Nobody uses this"}
    assert merge_messages.write(merge_messages.merged(package, pairs), path)
    assert not merge_messages.write(merge_messages.merged(package, {}), path)
    with path.open("rb") as file:
        written = read_po(file, locale="en")
    assert written.get("案件").string == "Cases"
    assert written.get("核查", context="动作").string == "Check"
    assert written.get("没人用") is None
    assert not any(message.fuzzy for message in written if message.id)
    assert "views.py" not in path.read_text(encoding="utf-8")


def test_a_later_pair_corrects_an_earlier_translation(package: Path) -> None:
    path = merge_messages.catalogue_path(package)
    merge_messages.write(merge_messages.merged(package, {"案件": "Files"}), path)
    merge_messages.write(merge_messages.merged(package, {"案件": "Cases"}), path)
    assert merge_messages.read_catalogue(package).get("案件").string == "Cases"


def test_a_line_without_english_is_refused_with_its_place(package: Path) -> None:
    with pytest.raises(Malformed, match=r"pairs\.tsv:2"):
        merge_messages.read_pairs([_tsv(package, "案件\tCases\n网格\n")])
