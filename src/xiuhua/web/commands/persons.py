"""What the commands about one person have in common: who acts, which request it answers, and how a look is said."""

from argparse import ArgumentParser
from collections.abc import Mapping

from django.utils.translation import override

from xiuhua.apps.accounts.models import User
from xiuhua.apps.privacy.models import PersonRequest
from xiuhua.apps.privacy.queries import requests_visible_to
from xiuhua.apps.records.progress import LANGUAGES
from xiuhua.rulebook.refusal import Refused
from xiuhua.web.shared.privacy_words import found_lines


def add_person_arguments(parser: ArgumentParser) -> None:
    """Who is meant, who acts, and for which request."""
    parser.add_argument("number", nargs="?", default="", help="电话或证件号码 / number")
    parser.add_argument("--name", default="", help="只要这个姓名的 / only with this name")
    parser.add_argument("--username", default="", help="工作人员的用户名 / a member of staff")
    parser.add_argument("--by", required=True, metavar="USERNAME", help="谁在办 / who acts")
    parser.add_argument("--request", default="", metavar="NUMBER", help="请求编号 / request")


def acting(username: str) -> User:
    """Who acts: an account in service. Their rights are asked by the acts. Refuses: person_unknown."""
    found = User.objects.filter(username__iexact=username.strip(), is_active=True).first()
    if found is None:
        raise Refused("person_unknown", username=username[:60])
    return found


def request_named(by: User, number: str) -> PersonRequest | None:
    """The request that is answered, if one is named. Refuses: request_not_found."""
    if not number:
        return None
    found = requests_visible_to(by).filter(number__iexact=number.strip()).first()
    if found is None:
        raise Refused("request_not_found")
    return found


def said_in_both(counts: Mapping[str, int]) -> list[str]:
    """What was found, in Chinese and then in English."""
    lines = []
    for language in LANGUAGES:
        with override(language):
            lines += found_lines(counts)
    return lines
