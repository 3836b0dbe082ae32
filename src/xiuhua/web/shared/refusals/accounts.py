"""Refusals about people, units, roles, certificates, passwords and signing in."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "locked_out": S(
        429,
        _("密码连续输错 %(failures)s 次，这个用户名在本机暂时锁定。"),
        _("请 %(minutes)s 分钟后再试；忘记密码的，请联系系统管理员重发设置密码的链接。"),
    ),
    "sign_in_busy": S(503, _("同时登录的人太多。"), _("请过一会儿再登录。")),
    "link_spent": S(
        404,
        _("这个设置密码的链接已用过、已过期或不完整。"),
        _("请联系系统管理员重发链接。"),
    ),
    "password_to_change": S(403, _("您的密码是别人设置的，须先改成自己的。"), _("请先修改密码。")),
    "second_factor_due": S(403, _("还没有输入动态口令。"), _("请先在网页上输入动态口令。")),
    "second_factor_wrong": S(
        400, _("动态口令不对或已过期。"), _("请核对手机时间，输入最新的 6 位数字。")
    ),
    "password_wrong": S(400, _("现在的密码不对。"), _("请重新输入。")),
    "password_too_weak": S(400, _("新密码不符合要求：%(reasons)s"), _("请换一个密码。")),
    "password_same": S(400, _("新密码和现在的一样。"), _("请换一个密码。")),
    "second_factor_own": S(409, _("自己的动态口令不能由自己重置。"), _("请另一位安全管理员办理。")),
    "username_malformed": S(
        400,
        _(
            "用户名“%(username)s”不合规则：2 至 40 位，只用英文字母、数字、点、横线，以字母或数字开头。"
        ),
        _("请改正。"),
    ),
    "username_taken": S(
        409, _("用户名“%(username)s”已有人使用（不分大小写）。"), _("请换一个用户名。")
    ),
    "full_name_missing": S(400, _("还缺姓名。"), _("请填写姓名。")),
    "full_name_too_long": S(400, _("姓名超过 %(longest)s 个字。"), _("请缩短。")),
    "phone_malformed": S(
        400,
        _("电话号码不合规则：只用数字、空格和横线，4 至 20 位。"),
        _("请改正，没有的可以不填。"),
    ),
    "person_changed_meanwhile": S(
        409,
        _("您打开页面之后，别人已修改过这个人的资料，这次没有保存。"),
        _("请刷新页面，核对后重新填写。"),
    ),
    "person_inactive": S(409, _("这个账号已停用。"), _("请先恢复账号。")),
    "person_active": S(409, _("这个账号正在使用，不用恢复。")),
    "deactivate_oneself": S(409, _("不能停用自己的账号。"), _("请另一位系统管理员办理。")),
    "person_without_subdistrict": S(
        409,
        _("这个人不属于任何街道，不能按社区、网格或单位授权。"),
        _("请先在所属街道新建账号，或按街道、全市授权。"),
    ),
    "unit_of_other_subdistrict": S(
        409, _("单位“%(unit)s”属于另一个街道。"), _("请选择本街道的单位。")
    ),
    "unit_inactive": S(409, _("单位“%(unit)s”已停用。"), _("请选择在用的单位。")),
    "unit_code_malformed": S(
        400,
        _("单位编码“%(unit_code)s”不合规则：1 至 32 位，只用英文字母、数字、点、横线。"),
        _("请改正。"),
    ),
    "unit_code_taken": S(
        409, _("本街道已有编码为“%(unit_code)s”的单位。"), _("请换一个编码，或修改已有单位。")
    ),
    "unit_name_missing": S(400, _("还缺单位名称。"), _("请填写名称。")),
    "unit_name_too_long": S(400, _("单位名称超过 %(longest)s 个字。"), _("请缩短。")),
    "unit_kind_unknown": S(400, _("没有“%(unit_kind)s”这种单位类型。"), _("请从列表中选择。")),
    "unit_parent_loop": S(
        409, _("单位“%(unit)s”不能归到自己或自己的下级之下。"), _("请另选上级单位。")
    ),
    "unit_has_people": S(
        409,
        _("单位“%(unit)s”还有 %(people)s 个在用账号，不能停用。"),
        _("请先调出或停用这些人员。"),
    ),
    "unit_has_units": S(
        409, _("单位“%(unit)s”还有在用的下级单位，不能停用。"), _("请先停用或调整下级单位。")
    ),
    "unit_changed_meanwhile": S(
        409,
        _("您打开页面之后，别人已修改过这个单位，这次没有保存。"),
        _("请刷新页面，核对后重新填写。"),
    ),
    "role_unknown": S(400, _("没有“%(role)s”这个角色。"), _("请从列表中选择。")),
    "area_kind_unknown": S(400, _("没有“%(area_kind)s”这种授权范围。"), _("请从列表中选择。")),
    "grant_area_unknown": S(
        400, _("没有编码为“%(area_code)s”的%(area_kind)s。"), _("请从列表中选择。")
    ),
    "grant_area_missing": S(
        400, _("还缺授权范围：须说明是哪一个%(area_kind)s。"), _("请选择范围。")
    ),
    "area_code_not_wanted": S(
        400, _("全市范围不用再选地方。"), _("请清空范围编码，或改选范围类型。")
    ),
    "period_inverted": S(
        400, _("截止日期（%(valid_to)s）早于起始日期（%(valid_from)s）。"), _("请核对日期。")
    ),
    "period_expired": S(
        400, _("有效期已于%(valid_to)s截止。"), _("请核对日期，填写仍然有效的期限。")
    ),
    "grant_twice": S(
        409,
        _("这个人在同一范围、同一时期已有“%(role)s”角色。"),
        _("请核对期限，或先收回原有授权。"),
    ),
    "grant_ended": S(409, _("“%(role)s”角色的授权已经结束，不用再收回。")),
    "grant_to_oneself": S(409, _("等保三级模式下不能给自己授权。"), _("请另一位安全管理员办理。")),
    "administrators_apart": S(
        409,
        _("等保三级模式下系统管理员、安全管理员、审计员须由三人分别担任；这个人已是%(roles)s。"),
        _("请另选一人担任%(role)s。"),
    ),
    "last_security_admin": S(
        409, _("这是最后一位安全管理员，收回后将无人能授权。"), _("请先授予另一人安全管理员角色。")
    ),
    "certificate_number_missing": S(
        400, _("还缺证号，或证号超过 %(longest)s 个字符。"), _("请照证件填写。")
    ),
    "certificate_issuer_missing": S(
        400, _("还缺发证机关，或名称超过 %(longest)s 个字。"), _("请照证件填写。")
    ),
    "certificate_number_taken": S(409, _("这个证号已经登记过。"), _("请核对证号。")),
    "certificate_end_outside": S(
        400,
        _("终止日期须在有效期内（%(valid_from)s至%(valid_to)s，只能提前）。"),
        _("请核对日期。"),
    ),
    "administrator_exists": S(
        409,
        _("已有管理员，不能再用命令新建。"),
        _(
            "请由现任管理员在“人员与单位”中办理；忘记密码的，用 xiuhua create_admin --link 重发链接。"
        ),
    ),
    "administrator_unknown": S(
        404, _("没有用户名为“%(username)s”的在用管理员。"), _("请核对用户名。")
    ),
    "subdistrict_unknown": S(404, _("没有编码为“%(subdistrict)s”的街道。"), _("请核对编码。")),
    "level_3_one_role": S(
        400, _("等保三级模式下每位管理员只担任一个角色。"), _("请用 --role 选择其中一个。")
    ),
    "subdistrict_unclear": S(
        409,
        _("这个数据库有多个街道，您的账号不属于其中任何一个。"),
        _("请用所属街道的账号办理。"),
    ),
}
