"""What personal data, requests and retention are called on pages and in reports. Only the wording."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.privacy.models import PersonRequest
from xiuhua.apps.privacy.register import BASES
from xiuhua.rulebook.person_request import Decision, Identity, RequestKind, RequestState

Words = Mapping[str, Promise]

KIND: Words = {
    RequestKind.ACCESS.value: _("查阅"),
    RequestKind.COPY.value: _("复制"),
    RequestKind.CORRECT.value: _("更正、补充"),
    RequestKind.ERASE.value: _("删除"),
    RequestKind.EXPLAIN.value: _("解释处理规则"),
    RequestKind.RESTRICT.value: _("限制或拒绝处理"),
}
CHANNEL: Words = {
    PersonRequest.Channel.COUNTER.value: _("窗口"),
    PersonRequest.Channel.TELEPHONE.value: _("电话"),
    PersonRequest.Channel.LETTER.value: _("来信"),
    PersonRequest.Channel.ONLINE.value: _("网上"),
}
STATE: Words = {
    RequestState.OPEN.value: _("待决定"),
    RequestState.DECIDED.value: _("待答复"),
    RequestState.ANSWERED.value: _("已答复"),
    RequestState.WITHDRAWN.value: _("本人撤回"),
}
DECISION: Words = {
    Decision.GRANTED.value: _("同意"),
    Decision.PARTLY.value: _("部分同意"),
    Decision.REFUSED.value: _("不同意"),
}
IDENTITY: Words = {
    Identity.CHECK_WORD.value: _("编号和查询码相符"),
    Identity.CALLED_BACK.value: _("按留下的号码回拨核实"),
    Identity.DOCUMENT.value: _("当面看过证件（不留复印件）"),
    Identity.SIGNED_IN.value: _("工作人员本人"),
}
KEPT: Words = {
    "reporters": _("上报人姓名、电话"),
    "callers": _("来电人姓名、电话"),
    "contacts": _("责任主体的联系方式"),
    "photos": _("办结案卷的照片"),
    "leavers": _("离岗人员的电话"),
    "team_files": _("离岗人员的队伍档案"),
    "holders": _("岗位上无账号人员的姓名"),
    "requests": _("个人信息请求的申请人信息"),
    "assessments": _("影响评估的内容"),
    "tracks": _("巡查轨迹点"),
    "messages": _("已发消息"),
    "keys": _("防重复提交的记录"),
    "attempts": _("查询码等尝试次数"),
    "sign_ins": _("登录记录"),
    "sessions": _("已结束的登录"),
}
FOUND: Words = {
    "cases_reported": _("本人上报的案卷"),
    "photos": _("本人发来的照片"),
    "cases_named_in": _("文字里出现号码的其他案卷"),
    "cases_open": _("其中还在办的案卷"),
    "orders": _("本人打来的来件"),
    "orders_named_in": _("文字里出现号码的其他来件"),
    "parties": _("登记为个人的责任主体"),
    "contacts": _("责任主体名下的联系方式"),
    "requests": _("以前的个人信息请求"),
    "staff": _("用这个号码的工作人员"),
    "ledger_lines": _("台账里出现号码（不能改）"),
    "other_names": _("号码相同、姓名不同（不动）"),
}
EVENT: Words = {
    "case.person_erased": _("按请求删除个人信息"),
    "case.person_exported": _("向本人提供副本"),
    "case.photos_erased": _("照片到期删除"),
    "order.person_erased": _("按请求删除个人信息"),
    "order.person_exported": _("向本人提供副本"),
    "party.person_exported": _("向本人提供副本"),
    "party.contacts_expired": _("联系方式到期删除"),
    "person.exported": _("向本人提供副本"),
    "person.data_erased": _("删除离岗人员信息"),
    "personrequest.registered": _("登记个人信息请求"),
    "personrequest.decided": _("决定个人信息请求"),
    "personrequest.answered": _("答复个人信息请求"),
    "personrequest.withdrawn": _("本人撤回请求"),
    "personrequest.expired": _("申请人信息到期删除"),
    "impactassessment.added": _("登记影响评估"),
    "impactassessment.expired": _("影响评估到期删除"),
}


def basis_words(slug: str) -> str:
    """A legal basis with how sure we are of it."""
    basis = BASES[slug]
    return (
        str(basis.words)
        if basis.is_checked
        else say("%(basis)s（待核实）") % {"basis": basis.words}
    )


def days_words(days: list[int] | tuple[int, ...], rule: str) -> str:
    """How long a kind is kept, in words; several subdistricts may differ."""
    if not rule:
        return say("随即")
    if not any(days):
        return say("不自动删除")
    return say("%(days)s 天") % {"days": " / ".join(str(one) for one in days)}


def found_lines(counts: Mapping[str, int]) -> list[str]:
    """What was found of a person, one line a kind, without those that are none."""
    return [
        say("%(what)s：%(count)s") % {"what": label, "count": counts[name]}
        for name, label in FOUND.items()
        if counts.get(name)
    ]
