"""Refusals about components, parties, premises and the ledger."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "component_class_unknown": S(
        400,
        _(
            "没有部件小类“%(given)s”，或它已停用、不是部件。请用分类与标准中的名称、四位代码或代号。"
        ),
    ),
    "component_class_without_code": S(
        409,
        _("部件小类 %(slug)s 没有四位代码，不能自动编号。请先登记代码，或填写标识码。"),
    ),
    "component_field_unknown": S(
        400,
        _("部件没有“%(name)s”这一项，或这一项不能修改。请去掉后重试。"),
    ),
    "component_identifier_taken": S(
        409,
        _("标识码 %(identifier)s 已有部件使用。请核对是否重复登记。"),
    ),
    "component_label_too_long": S(
        400,
        _("杆号或编号超过 %(longest)s 个字。请只写喷涂在上面的编号。"),
    ),
    "component_state_unknown": S(
        400,
        _("没有状态“%(given)s”。可用的状态：%(states)s。"),
    ),
    "component_unknown": S(
        404,
        _("没有这个部件。请按编号或标识码重新查找。"),
    ),
    "contact_basis_needed": S(
        400,
        _("请写明保存联系方式的法律依据，不超过 %(longest)s 个字（个人信息保护法第十三条）。"),
    ),
    "contact_erased": S(
        409,
        _("这条联系方式已经删除，内容不再保存。请向本人重新了解。"),
    ),
    "contact_kind_unknown": S(
        400,
        _("没有联系方式类型“%(given)s”。请选电话、微信、地址或证件号码。"),
    ),
    "contact_unknown": S(
        404,
        _("没有这条联系方式。请刷新页面后重试。"),
    ),
    "contact_value_invalid": S(
        400,
        _("填写的内容不像所选类型的联系方式。请核对号码位数，去掉多余的文字。"),
    ),
    "credit_code_check_wrong": S(
        400,
        _("统一社会信用代码的校验位不对（GB 32100-2015），可能抄错了一位。请对照营业执照核对。"),
    ),
    "credit_code_malformed": S(
        400,
        _(
            "统一社会信用代码应为 %(length)s 位数字和大写字母，不含 I、O、S、V、Z。请对照营业执照核对。"
        ),
    ),
    "credit_code_taken": S(
        409,
        _("这个统一社会信用代码已经登记过。请用已有的责任主体，不要重复登记。"),
    ),
    "erasure_reason_needed": S(
        400,
        _("删除个人信息须选定理由（个人信息保护法第四十七条）。请选择：%(reasons)s。"),
    ),
    "import_columns_missing": S(
        400,
        _("%(file)s 缺少这些栏：%(columns)s。请用 import_components --template 生成的空表填写。"),
    ),
    "import_date_invalid": S(
        400,
        _("“%(column)s”一栏“%(value)s”不是日期。请写成 2021-05-06。"),
    ),
    "import_file_empty": S(
        400,
        _("%(file)s 是空的。请填写后重试。"),
    ),
    "import_file_unreadable": S(
        400,
        _("%(file)s 不是可读的 Excel 文件：%(detail)s。请另存为 .xlsx 后重试。"),
    ),
    "import_road_unknown": S(
        400,
        _("没有道路“%(given)s”。请用地图中的道路名称或代码，或把这一栏留空。"),
    ),
    "import_unit_unknown": S(
        400,
        _("没有单位“%(given)s”。请用人员与单位中的名称或代码，或把这一栏留空。"),
    ),
    "ledger_kind_unknown": S(
        400,
        _("台账没有类型“%(given)s”。请选劝导、违规、已整改或申诉。"),
    ),
    "ledger_line_needed": S(
        400,
        _("整改和申诉要针对同一主体的某一条记录。请选定是哪一条。"),
    ),
    "ledger_words_personal": S(
        400,
        _("说明中有电话或证件号码。台账写入后不能修改，请去掉号码。"),
    ),
    "ledger_words_too_long": S(
        400,
        _("说明超过 %(longest)s 个字。请写得简短些。"),
    ),
    "party_erased": S(
        409,
        _("这个主体的个人信息已经依法删除，不能再补写。如需登记，请新建责任主体。"),
    ),
    "party_kind_unknown": S(
        400,
        _("没有主体类型“%(given)s”。请选个人、企业和个体户，或机关和事业单位。"),
    ),
    "party_name_invalid": S(
        400,
        _("请填写姓名或名称，不超过 %(longest)s 个字。"),
    ),
    "party_unknown": S(
        404,
        _("没有这个责任主体，或不属于本街道。请重新查找。"),
    ),
    "premises_close_before_opening": S(
        400,
        _("关闭日期 %(last_on)s 早于登记日期 %(valid_from)s。请核对日期。"),
    ),
    "premises_closed": S(
        409,
        _("这处门店场所已于 %(valid_to)s 关闭。如重新开业，请新登记。"),
    ),
    "premises_code_invalid": S(
        400,
        _("门店编号“%(premises_code)s”不合规定，只能用数字、英文字母、点和短横线。请改正或留空。"),
    ),
    "premises_code_taken": S(
        409,
        _("门店编号 %(premises_code)s 已经使用。请换一个或留空。"),
    ),
    "premises_unknown": S(
        404,
        _("没有这处门店场所，或不属于这个主体。请重新查找。"),
    ),
    "premises_words_invalid": S(
        400,
        _("招牌名称未填写，或有文字超过 %(longest)s 个字。请补正。"),
    ),
    "unmask_case_needed": S(
        400,
        _("因办理案卷查看联系方式，要填写案卷编号。请补填。"),
    ),
    "unmask_reason_needed": S(
        400,
        _("查看完整联系方式须选定事由，并记入操作历史。请选择：%(reasons)s。"),
    ),
}
