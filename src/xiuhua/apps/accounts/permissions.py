"""Every permission of the program, by name, with what it allows.

Only the list. Which role holds which stands in `roles.py`; whether a person may act at one place is
answered by `queries.may`; in which state an act is allowed is the rulebook's business.
"""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing a role may allow. `meaning` is its label on pages and in refusals."""

    meaning: Promise

    def __new__(cls, value: str, meaning: Promise) -> "Permission":
        """A string with a label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    CASES_VIEW = "cases.view", _("查看案卷")
    CASES_REPORT = "cases.report", _("上报问题")
    CASES_FIX_ON_SPOT = "cases.fix_on_spot", _("即采即办")
    CASES_VERIFY = "cases.verify", _("现场核实")
    CASES_FILE = "cases.file", _("受理或不予受理")
    CASES_MERGE = "cases.merge", _("合并重复案卷")
    CASES_DISPATCH = "cases.dispatch", _("派单")
    CASES_HAND_OVER = "cases.hand_over", _("转交经办人")
    CASES_HANDLE = "cases.handle", _("处置和退回")
    CASES_PUSH_UP = "cases.push_up", _("社区上报街道办理")
    CASES_CHECK = "cases.check", _("核查处置结果")
    CASES_CLOSE = "cases.close", _("办结")
    CASES_ASK = "cases.ask", _("申请延期、挂账或强制办结")
    CASES_APPROVE = "cases.approve", _("审批延期、挂账和强制办结")
    CASES_SUPERVISE = "cases.supervise", _("督办")
    CASES_REFER = "cases.refer", _("移送区级部门或专业单位")
    CASES_REOPEN = "cases.reopen", _("重新打开案卷")
    CASES_APPEAL = "cases.appeal", _("提出申诉")
    CASES_DECIDE_APPEAL = "cases.decide_appeal", _("裁定申诉")
    ORDERS_VIEW = "orders.view", _("查看来件")
    ORDERS_REGISTER = "orders.register", _("登记来件")
    ORDERS_REPLY = "orders.reply", _("联系和答复来件")
    CATALOGUE_VIEW = "catalogue.view", _("查看分类与标准")
    CATALOGUE_EDIT = "catalogue.edit", _("修改分类与标准")
    CALENDAR_EDIT = "calendar.edit", _("维护工作日历")
    PEOPLE_VIEW = "people.view", _("查看人员与单位")
    PEOPLE_EDIT = "people.edit", _("维护人员、单位和执法证")
    ROSTER_VIEW = "roster.view", _("查看值班表")
    ROSTER_EDIT = "roster.edit", _("编排和发布值班表")
    ROLES_GRANT = "roles.grant", _("授予和收回角色")
    DUTY_VIEW = "duty.view", _("查看五定")
    DUTY_EDIT = "duty.edit", _("维护定岗和五定")
    MODES_ORDER = "modes.order", _("下达和解除特殊模式")
    MODES_REPORT = "modes.report", _("报送本单位零报告")
    TEAM_VIEW = "team.view", _("查看队伍档案")
    TEAM_EDIT = "team.edit", _("维护队伍档案、办理离岗交接")
    SPACE_VIEW = "space.view", _("查看地图与网格")
    SPACE_EDIT = "space.edit", _("维护网格和道路")
    GAZETTEER_ADD = "gazetteer.add", _("补充地名")
    REGISTRY_VIEW = "registry.view", _("查看部件与责任主体")
    REGISTRY_EDIT = "registry.edit", _("维护部件与责任主体")
    CONTACTS_UNMASK = "contacts.unmask", _("凭事由查看完整联系方式")
    CONTACTS_ERASE = "contacts.erase", _("依法删除个人信息")
    PERSONS_ANSWER = "persons.answer", _("办理个人信息请求")
    HISTORY_VIEW = "history.view", _("查看操作历史")
    HISTORY_VERIFY = "history.verify", _("校验操作历史")
    ROUNDS_EDIT = "rounds.edit", _("排定巡查时段和路线")
    PATROLS_WALK = "patrols.walk", _("在岗巡查并记录轨迹")
    PATROLS_VIEW = "patrols.view", _("查看巡查记录、覆盖情况和盲点")
    EXPORT_LISTS = "export.lists", _("导出列表")
