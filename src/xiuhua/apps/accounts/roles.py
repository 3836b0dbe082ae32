"""Roles of a subdistrict as classes that list their permissions, so that a right stands in one place.

A role says what; a grant (`RoleGrant`) says who, where and from when to when. Assistants have no
act by which a case is decided, and the three administrators share nothing that one of them could
use to cover up for another. Source: facts 11 (organisation and roles).
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xiuhua.apps.accounts.permissions import Permission as P

LOOKING = frozenset({P.CASES_VIEW, P.CATALOGUE_VIEW, P.SPACE_VIEW, P.DUTY_VIEW})
FINDING = LOOKING | {
    P.CASES_REPORT,
    P.CASES_FIX_ON_SPOT,
    P.GAZETTEER_ADD,
    P.PATROLS_WALK,
    P.PATROLS_VIEW,
    P.ROSTER_VIEW,
}
HANDLING = frozenset(
    {P.CASES_HANDLE, P.CASES_HAND_OVER, P.CASES_ASK, P.CASES_APPEAL, P.MODES_REPORT}
)
LEADING = LOOKING | {
    P.CASES_REPORT,
    P.CASES_SUPERVISE,
    P.CASES_REOPEN,
    P.ORDERS_VIEW,
    P.REGISTRY_VIEW,
    P.PEOPLE_VIEW,
    P.ROSTER_VIEW,
    P.HISTORY_VIEW,
    P.PATROLS_VIEW,
    P.EXPORT_LISTS,
}


class Role:
    """What somebody in this post may do. Never made into an object; the class is the role."""

    slug: str
    name: Promise
    description: Promise
    permissions: frozenset[P]
    is_administrator = False


class Head(Role):
    """书记、主任."""

    slug = "head"
    name = _("党工委书记、办事处主任")
    description = _("看全街道，督办，审批，裁定申诉")
    permissions = LEADING | {
        P.CASES_APPROVE,
        P.CASES_DECIDE_APPEAL,
        P.MODES_ORDER,
        P.MODES_REPORT,
        P.TEAM_VIEW,
    }


class Deputy(Role):
    """分管领导."""

    slug = "deputy"
    name = _("分管领导")
    description = _("分管范围内督办、审批，裁定申诉，签发答复")
    permissions = LEADING | {
        P.CASES_APPROVE,
        P.CASES_DECIDE_APPEAL,
        P.ORDERS_REPLY,
        P.PERSONS_ANSWER,
        P.ROSTER_EDIT,
        P.MODES_ORDER,
        P.MODES_REPORT,
        P.TEAM_VIEW,
        P.TEAM_EDIT,
    }


class CentreHead(Role):
    """综合执法中心主任."""

    slug = "centre_head"
    name = _("综合执法中心主任")
    description = _("安排本中心人员处置，申请延期和挂账")
    permissions = (
        LEADING
        | FINDING
        | HANDLING
        | {P.CASES_REFER, P.REGISTRY_EDIT, P.CONTACTS_UNMASK, P.ROUNDS_EDIT, P.ROSTER_EDIT}
        | {P.DUTY_EDIT, P.MODES_ORDER, P.TEAM_VIEW, P.TEAM_EDIT}
    )


class Officer(Role):
    """执法队员."""

    slug = "officer"
    name = _("执法队员")
    description = _("巡查、处置；执法须持有效执法证")
    permissions = (
        FINDING | HANDLING | {P.CASES_VERIFY, P.REGISTRY_VIEW, P.REGISTRY_EDIT, P.CONTACTS_UNMASK}
    )


class Assistant(Role):
    """协管员: finds, persuades and helps; decides and signs nothing."""

    slug = "assistant"
    name = _("协管员")
    description = _("巡查、劝导、采集信息；不得实施执法行为")
    permissions = FINDING


class GridMember(Role):
    """网格员、采集员: the eyes of the street, before filing and after handling."""

    slug = "grid_member"
    name = _("网格员（采集员）")
    description = _("巡查上报、即采即办、现场核实和核查")
    permissions = FINDING | {
        P.MODES_REPORT,
        P.CASES_VERIFY,
        P.CASES_CHECK,
        P.REGISTRY_VIEW,
        P.REGISTRY_EDIT,
    }


class Acceptor(Role):
    """受理员."""

    slug = "acceptor"
    name = _("受理员")
    description = _("登记来件，受理或不予受理，合并重复案卷")
    permissions = LOOKING | {
        P.ROSTER_VIEW,
        P.CASES_REPORT,
        P.CASES_FILE,
        P.CASES_MERGE,
        P.GAZETTEER_ADD,
        P.ORDERS_VIEW,
        P.ORDERS_REGISTER,
        P.REGISTRY_VIEW,
        P.CONTACTS_UNMASK,
        P.EXPORT_LISTS,
    }


class Dispatcher(Role):
    """派遣员."""

    slug = "dispatcher"
    name = _("派遣员")
    description = _("派单、转交，移送区级部门或专业单位")
    permissions = LOOKING | {
        P.ROSTER_VIEW,
        P.CASES_DISPATCH,
        P.CASES_HAND_OVER,
        P.CASES_REFER,
        P.CASES_MERGE,
        P.GAZETTEER_ADD,
        P.ORDERS_VIEW,
        P.REGISTRY_VIEW,
        P.EXPORT_LISTS,
    }


class DeskClerk(Role):
    """坐席: acceptor and dispatcher in one, as in a small street."""

    slug = "desk_clerk"
    name = _("坐席")
    description = _("受理、派单、办结和答复由一人承担")
    permissions = (
        Acceptor.permissions
        | Dispatcher.permissions
        | {P.CASES_CLOSE, P.ORDERS_REPLY, P.MODES_REPORT}
    )


class ShiftHead(Role):
    """值班长."""

    slug = "shift_head"
    name = _("值班长")
    description = _("当班负责：办结、督办、审批延期、重新打开")
    permissions = DeskClerk.permissions | {
        P.CASES_APPROVE,
        P.CASES_SUPERVISE,
        P.CASES_REOPEN,
        P.PEOPLE_VIEW,
        P.ROSTER_EDIT,
        P.HISTORY_VIEW,
        P.PERSONS_ANSWER,
        P.ROUNDS_EDIT,
        P.PATROLS_VIEW,
    }


class Inspector(Role):
    """核查员: judges what others did, and therefore handles nothing."""

    slug = "inspector"
    name = _("核查员")
    description = _("核实、核查并办结；不承担处置")
    permissions = LOOKING | {
        P.ROSTER_VIEW,
        P.CASES_REPORT,
        P.CASES_VERIFY,
        P.CASES_CHECK,
        P.CASES_CLOSE,
        P.GAZETTEER_ADD,
        P.REGISTRY_VIEW,
        P.PATROLS_WALK,
        P.PATROLS_VIEW,
    }


class CommunityWorker(Role):
    """社区工作者: the community has a desk of its own and may push a case up."""

    slug = "community_worker"
    name = _("社区工作者")
    description = _("办理本社区案卷，办不了的说明理由上报街道")
    permissions = (
        FINDING | HANDLING | {P.CASES_VERIFY, P.CASES_PUSH_UP, P.REGISTRY_VIEW, P.REGISTRY_EDIT}
    )


class CommunitySecretary(Role):
    """社区书记."""

    slug = "community_secretary"
    name = _("社区书记")
    description = _("安排本社区办理，督办，上报街道")
    permissions = CommunityWorker.permissions | {
        P.CASES_SUPERVISE,
        P.CONTACTS_UNMASK,
        P.PEOPLE_VIEW,
        P.EXPORT_LISTS,
    }


class Contractor(Role):
    """环卫公司项目经理: a user from outside, who sees what was sent to the company."""

    slug = "contractor"
    name = _("环卫公司项目经理")
    description = _("处置派给本公司的案卷，只看本公司的")
    permissions = LOOKING | HANDLING | {P.CASES_REPORT, P.CASES_FIX_ON_SPOT}


class Auditor(Role):
    """审计员: reads and proves, changes nothing."""

    slug = "auditor"
    name = _("审计员")
    description = _("查看和校验操作历史，不改任何数据")
    permissions = LOOKING | {
        P.ORDERS_VIEW,
        P.REGISTRY_VIEW,
        P.PEOPLE_VIEW,
        P.HISTORY_VIEW,
        P.HISTORY_VERIFY,
        P.PATROLS_VIEW,
    }
    is_administrator = True


class SystemAdmin(Role):
    """系统管理员: keeps the tables; cannot give anybody a right."""

    slug = "system_admin"
    name = _("系统管理员")
    description = _("维护人员、单位、分类标准、日历、网格；不能授权")
    permissions = LOOKING | {
        P.CATALOGUE_EDIT,
        P.CALENDAR_EDIT,
        P.PEOPLE_VIEW,
        P.PEOPLE_EDIT,
        P.ROSTER_VIEW,
        P.DUTY_EDIT,
        P.SPACE_EDIT,
        P.ROUNDS_EDIT,
        P.PATROLS_VIEW,
        P.GAZETTEER_ADD,
        P.REGISTRY_VIEW,
        P.REGISTRY_EDIT,
        P.ORDERS_VIEW,  # what one is to erase one must be able to open
        P.CONTACTS_ERASE,
        P.PERSONS_ANSWER,
    }
    is_administrator = True


class SecurityAdmin(Role):
    """安全管理员: gives and takes rights, resets second factors; keeps no table."""

    slug = "security_admin"
    name = _("安全管理员")
    description = _("授予和收回角色，重置动态口令；不维护业务数据")
    permissions = frozenset({P.PEOPLE_VIEW, P.ROLES_GRANT, P.HISTORY_VIEW})
    is_administrator = True


ROLES: dict[str, type[Role]] = {
    role.slug: role
    for role in (
        Head,
        Deputy,
        CentreHead,
        Officer,
        Assistant,
        GridMember,
        Acceptor,
        Dispatcher,
        DeskClerk,
        ShiftHead,
        Inspector,
        CommunityWorker,
        CommunitySecretary,
        Contractor,
        Auditor,
        SystemAdmin,
        SecurityAdmin,
    )
}
ADMINISTRATORS = frozenset(slug for slug, role in ROLES.items() if role.is_administrator)
