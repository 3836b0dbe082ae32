"""Whether the words of a case or an order hide a number of somebody from the page."""

from xiuhua.apps.cases.models import Case, InboundOrder, Petition, Remark
from xiuhua.rulebook.personal_words import masked_words


def hides_numbers(case: Case) -> bool:
    """Whether pages show the words of this case otherwise than they are."""
    remarks = Remark.objects.filter(case=case).values_list("text", flat=True)
    reasons = Petition.objects.filter(case=case).values_list("reason", flat=True)
    return _any_hidden(case.words, case.place_words, *remarks, *reasons)


def order_hides_numbers(order: InboundOrder) -> bool:
    """The same of an order."""
    return _any_hidden(order.words, order.topic, order.reply_words)


def _any_hidden(*texts: str) -> bool:
    return any(masked_words(text) != text for text in texts)
