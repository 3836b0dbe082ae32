"""Labels of the life cycle: states, moves, demands, clocks, petitions and orders, as offices say them.

Only the wording, one table per heading of the rulebook; `PRINTED` is what the printed rules use.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Promise]

STATE: Words = {
    "none": _("（未建件）"),
    "same": _("（不变）"),
    "reported": _("待受理"),
    "verifying": _("核实中"),
    "verified": _("已核实"),
    "filed": _("待派单"),
    "dispatched": _("处置中"),
    "handled": _("待核查"),
    "checked": _("待办结"),
    "closed": _("已办结"),
    "refused": _("不予受理"),
    "merged": _("已并案"),
    "suspended": _("已挂账"),
    "referred": _("已移送"),
}
OUTCOME: Words = {
    "verified": _("核查办结"),
    "fixed_on_spot": _("即采即办"),
    "forced": _("强制办结"),
    "imported": _("导入办结"),
}
MOVE: Words = {
    "report": _("上报"),
    "fix_on_spot": _("即采即办"),
    "send_to_verify": _("派人核实"),
    "verify": _("核实反馈"),
    "file": _("受理"),
    "refuse": _("不予受理"),
    "merge": _("并案"),
    "dispatch": _("派单"),
    "return_back": _("退回"),
    "push_up": _("社区上报街道"),
    "hand_over": _("移交"),
    "handle": _("处置反馈"),
    "rework": _("返工"),
    "pass_check": _("核查通过"),
    "close": _("办结"),
    "suspend": _("挂账"),
    "resume": _("恢复办理"),
    "supervise": _("督办"),
    "refer": _("移送"),
    "nudge": _("催办"),
    "settle_referral": _("登记外单位办理结果"),
    "take_back": _("收回自办"),
    "force_close": _("强制办结"),
    "reopen": _("重新办理"),
}
CLOCK: Words = {
    "intake": _("受理"),
    "verify": _("核实"),
    "dispatch": _("派单"),
    "handling": _("处置"),
    "check": _("核查"),
    "total": _("全程"),
}
CLOCK_ACT: Words = {
    "start": _("起算"),
    "stop": _("停止"),
    "pause": _("暂停"),
    "resume": _("继续"),
    "extend": _("延长"),
}
FLAG: Words = {
    "counted_apart": _("单独统计"),
    "returned": _("被退回"),
    "wrong_dispatch": _("派单不准"),
    "pushed_up": _("社区上报"),
    "reworked": _("有返工"),
    "supervised": _("被督办"),
    "reopened": _("重新办理"),
}
PHOTO: Words = {
    "before": _("处置前"),
    "after": _("处置后"),
    "site": _("核实现场"),
    "check": _("核查现场"),
    "other": _("其他"),
}
FINDING: Words = {
    "present": _("属实"),
    "absent": _("未发现"),
}
SUPERVISION: Words = {
    "overtime": _("超时督办"),
    "leader": _("领导督办"),
    "key": _("重点督办"),
}
PETITION_KIND: Words = {
    "extension": _("延期"),
    "suspension": _("挂账"),
    "force_close": _("强制办结"),
    "appeal": _("申诉"),
}
PETITION_STATE: Words = {
    "asked": _("待审批"),
    "granted": _("已批准"),
    "denied": _("未批准"),
    "withdrawn": _("已撤回"),
}
PETITION_MOVE: Words = {
    "ask": _("申请"),
    "grant": _("批准"),
    "deny": _("不批准"),
    "withdraw": _("撤回"),
}
NOTICE: Words = {
    "foreign_clock_unmoved": _(
        "本件关联外部交办工单：本街道批准延期或挂账，不改变交办单位的时限。"
    ),
    "fact_stays": _("申诉只增加一项决定，不改动原有记录。"),
}
ORDER_STATE: Words = {
    "received": _("已接单"),
    "contacted": _("已联系"),
    "replied": _("已回复"),
    "returned": _("已退单"),
    "withdrawn": _("已撤单"),
}
ORDER_MOVE: Words = {
    "register": _("接单登记"),
    "contact": _("首次联系"),
    "reply": _("回复"),
    "return_order": _("退单"),
    "issuer_extends": _("交办单位延期"),
    "issuer_withdraws": _("交办单位撤单"),
}
ORDER_CLOCK: Words = {
    "first_contact": _("首次联系"),
    "reply": _("回复"),
    "return_window": _("退单期限"),
}
DEMAND: Words = {
    "state": _("所处环节可以办理"),
    "reason": _("理由"),
    "note": _("说明"),
    "before_photo": _("处置前照片"),
    "after_photo": _("处置后照片"),
    "finder_is_fixer": _("发现人本人处置"),
    "verifier_changes": _("核实人不是已派的那一位"),
    "finding": _("核实结论"),
    "verification_proof": _("核实照片或说明"),
    "verification_done": _("来源要求核实的已核实"),
    "found_on_site": _("核实属实"),
    "class_known": _("问题类别"),
    "standard_known": _("有效的受理条件和时限"),
    "place_known": _("地点"),
    "place_inside": _("地点在辖区内"),
    "parent": _("主件"),
    "parent_is_another": _("主件不是本件"),
    "parent_not_merged": _("主件未并入他件"),
    "parent_open": _("主件在办"),
    "unit": _("承办单位"),
    "unit_to_redo": _("返工单位"),
    "unit_not_just_returned": _("刚退回的单位须写明理由方可再派"),
    "actor_not_returner": _("刚退回的单位不得派单"),
    "actor_of_holding_unit": _("由承办单位提出"),
    "officer_or_unit": _("接手单位或人员"),
    "hand_over_changes_something": _("接手人不是现承办人"),
    "own_unit_or_dispatcher": _("跨单位移交由派遣员办理"),
    "handler_known": _("有处置人记录"),
    "checker_is_not_handler": _("核查人不是处置人"),
    "checker_of_other_unit": _("核查人不属承办单位（按规定）"),
    "check_proof": _("核查照片或说明"),
    "closing_condition": _("确认达到办结条件"),
    "supervision_kind": _("督办类别"),
    "words": _("督办要求"),
    "receiver": _("接收单位"),
    "answer": _("外单位答复"),
    "suspension_granted": _("挂账申请已批准"),
    "force_close_granted": _("强制办结申请已批准"),
    "decided_by_another": _("审批人不是申请人"),
    "within_reopen_days": _("在可重新办理的期限内"),
    "case_in_state": _("本件处于可申请的环节"),
    "none_open": _("没有同类申请待审批"),
    "extension_length": _("延长多少"),
    "within_appeal_days": _("在申诉期限内"),
    "decider_is_not_asker": _("审批人不是申请人"),
    "actor_is_asker": _("由申请人本人办理"),
    "contact_note": _("联系情况"),
    "contact_made": _("已首次联系（交办单位要求的）"),
    "reply_text": _("回复内容"),
    "signer": _("签发人"),
    "cases_ended_or_reason": _("关联问题均已办结，或写明理由"),
    "return_offered": _("交办单位接受退单"),
    "inside_return_window": _("在退单期限内"),
    "document": _("交办单位文件"),
}
COLUMN: Words = {
    "move": _("办理事项"),
    "from": _("起点"),
    "to": _("去向"),
    "permission": _("权限"),
    "demands": _("须具备"),
    "clocks": _("计时"),
    "source": _("依据"),
}
MACHINE: Words = {
    "case": _("问题办理"),
    "petition_extension": _("延期申请"),
    "petition_suspension": _("挂账申请"),
    "petition_force_close": _("强制办结申请"),
    "petition_appeal": _("申诉"),
    "order": _("外部交办工单"),
}
SOURCE: Words = {
    "Seven-step workflow of digital city management (county rules 2019, H; CJJ/T 106, M)": _(
        "数字化城市管理七步流程（县级管理办法2019，确证；CJJ/T 106，较可信）"
    ),
    "Public, petition and media reports are verified on site first (Guilin handbook 2016, H)": _(
        "公众举报、信访、媒体曝光须先现场核实（桂林市工作手册2016，确证）"
    ),
    "Branches that deployed city management systems have (H as practice)": _(
        "各地在用城管系统的常见分支流程（实践，确证）"
    ),
    "Workflow of a deployed system: a return needs a reason, and the unit that sent a case back does not take the next forward step (H as an example)": _(
        "在用系统流程：退回须有理由，刚退回的单位不得接着往下办（实例，确证）"
    ),
    "Before and after photos as evidence (deployed systems, H as practice)": _(
        "处置前后照片作证（各地在用系统，实践，确证）"
    ),
    "Filing and closing conditions per class (GB/T 30428.8, M)": _(
        "分类别的受理条件和办结条件（GB/T 30428.8，较可信）"
    ),
    "Who handled a problem does not check the result (two bodies apart: CJ/T 292, H)": _(
        "处置人不核查自己的结果（监督、指挥分设：CJ/T 292，确证）"
    ),
    "A problem of the district or a utility is sent there and nudged (subdistrict practice)": _(
        "属区级部门或管线单位的问题移送并催办（街道实践）"
    ),
    "Inbound orders keep their issuer's number, clocks and return window (12345 practice)": _(
        "外部交办工单保留交办单位的编号、时限和退单期限（12345实践）"
    ),
    "Appeals correct a result and keep the first one (deployed systems, H as practice)": _(
        "申诉纠正结果并保留原结果（各地在用系统，实践，确证）"
    ),
    "Rule of this system: a fact is written once; what undoes it is a new fact with a reason": _(
        "本系统规则：事实只写一次，要改变它须另记一项有理由的事实"
    ),
}

PRINTED: dict[str, Promise] = {
    f"{heading}.{code}": words
    for heading, table in {
        "state": STATE,
        "outcome": OUTCOME,
        "move": MOVE,
        "clock": CLOCK,
        "clock_act": CLOCK_ACT,
        "flag": FLAG,
        "photo": PHOTO,
        "finding": FINDING,
        "supervision": SUPERVISION,
        "petition": PETITION_KIND,
        "petition_state": PETITION_STATE,
        "petition_move": PETITION_MOVE,
        "notice": NOTICE,
        "order_state": ORDER_STATE,
        "order_move": ORDER_MOVE,
        "order_clock": ORDER_CLOCK,
        "demand": DEMAND,
        "column": COLUMN,
        "machine": MACHINE,
        "source": SOURCE,
    }.items()
    for code, words in table.items()
}
