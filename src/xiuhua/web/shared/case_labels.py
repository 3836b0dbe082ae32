"""Labels of cases that are not the rulebook's: list scopes, sources' actors, limits, orders and events."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.cases.models import Case, InboundOrder
from xiuhua.apps.catalogue.models import Standard

LIST_SCOPE: Mapping[str, Promise] = {
    "open": _("在办"),
    "late": _("已超时"),
    "mine": _("我手上的"),
    "unit": _("本单位的"),
    "closed": _("已结"),
    "all": _("全部"),
}
LIMIT_UNIT: Mapping[str, Promise] = {
    Standard.Unit.URGENT_HOUR: _("紧急工作时"),
    Standard.Unit.WORK_HOUR: _("工作时"),
    Standard.Unit.WORK_DAY: _("工作日"),
    Standard.Unit.NATURAL_DAY: _("自然日"),
}
ACTOR: Mapping[str, Promise] = {
    Case.Actor.GOVERNMENT: _("政府到位"),
    Case.Actor.MARKET: _("市场入位"),
    Case.Actor.SOCIETY: _("社会归位"),
}
ISSUER: Mapping[str, Promise] = {
    InboundOrder.Issuer.HOTLINE: _("12345 热线"),
    InboundOrder.Issuer.DISTRICT: _("区级平台"),
    InboundOrder.Issuer.SUPERVISION: _("督办单"),
    InboundOrder.Issuer.INSTRUCTION: _("领导批示"),
    InboundOrder.Issuer.ASSESSMENT: _("市级考评"),
}
EVENT: Mapping[str, Promise] = {
    "case.imported": _("从其他系统导入"),
    "case.deadline_recomputed": _("按新的放假安排重算时限"),
    "case.deadline_moved_by_mode": _("特殊模式顺延时限"),
    "case.place_named": _("补充地名"),
    "case.reporter_unmasked": _("查看上报人联系方式"),
    "case.reporter_erased": _("删除上报人信息"),
    "order.link": _("关联案卷"),
    "order.caller_unmasked": _("查看来电人联系方式"),
    "order.caller_erased": _("删除来电人信息"),
}


def limit_words(standard: Standard) -> str:
    """A limit as people say it: 2 工作时."""
    unit = LIMIT_UNIT[standard.limit_unit]
    return say("%(value)g %(unit)s") % {"value": standard.limit_value, "unit": unit}
