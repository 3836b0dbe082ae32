"""Refusals about classes, standards, readings, calendars and duties."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "box_turned_over": S(
        400,
        _("范围 %(box)s 的西南角和东北角颠倒了。请先写西南角，再写东北角。"),
    ),
    "cell_too_fine": S(
        400,
        _("格子的级别 %(resolution)s 已经比要求的 %(wanted)s 更细。请改用较粗的级别。"),
    ),
    "calendar_line_unreadable": S(
        400,
        _("通知第 %(line)s 行“%(text)s”读不出来。每行一条，写成：2027-01-01至2027-01-03 休 元旦。"),
    ),
    "catalogue_file_broken": S(
        400,
        _(
            "%(file)s 第 %(line)s 行“%(column)s”一栏“%(value)s”有误：%(detail)s。请改正后重新载入；这次什么也没有写入。"
        ),
    ),
    "catalogue_file_unreadable": S(
        400,
        _("%(file)s 读不出来：%(detail)s。请另存为 UTF-8 编码的 CSV 后重试。"),
    ),
    "catalogue_folder_empty": S(
        400,
        _("文件夹 %(folder)s 中没有可载入的文件，应有 %(expected)s。请核对路径。"),
    ),
    "catalogue_folder_missing": S(
        400,
        _("没有文件夹 %(folder)s。请核对路径。"),
    ),
    "change_began_today": S(
        409,
        _(
            "这一条今天（%(today)s）刚开始执行，今天的案卷可能已按它计时，不能再改今天。请从明天或以后的日期改起。"
        ),
    ),
    "change_in_the_past": S(
        400,
        _(
            "起始日期 %(from_on)s 已经过去，以前的案卷按当时的标准，不能倒改。请选 %(today)s 或以后的日期。"
        ),
    ),
    "class_already_retired": S(
        409,
        _("分类 %(slug)s 已经停用，不必重复办理。"),
    ),
    "class_code_invalid": S(
        400,
        _("代码“%(number)s”不合规定，只能用数字、英文字母和短横线。请改正。"),
    ),
    "class_code_taken": S(
        409,
        _(
            "代码 %(number)s 在 %(system)s 中已属于 %(slug)s，一个代码只能对应一个分类。请核对代码。"
        ),
    ),
    "class_code_unknown": S(
        404,
        _(
            "代码体系 %(system)s 中没有代码 %(number)s。请核对代码和体系；街面秩序与突发事件在新旧两套代码中互换。"
        ),
    ),
    "class_has_code": S(
        409,
        _("%(slug)s 在 %(system)s 中已有代码 %(number)s。一个分类在一个体系中只有一个代码。"),
    ),
    "class_has_minors": S(
        409,
        _("大类 %(slug)s 下还有在用的小类，不能停用。请先停用小类。"),
    ),
    "class_name_invalid": S(
        400,
        _("请填写分类名称，不超过 %(longest)s 个字。"),
    ),
    "class_slug_invalid": S(
        400,
        _("代号“%(slug)s”不合规定，只能用小写英文字母、数字和下划线，以字母开头。请改正。"),
    ),
    "class_slug_taken": S(
        409,
        _("代号 %(slug)s 已有分类使用。请换一个代号。"),
    ),
    "class_unknown": S(
        404,
        _("没有分类“%(given)s”。请在分类与标准中查找后选用。"),
    ),
    "code_system_invalid": S(
        400,
        _("代码体系“%(system)s”不合规定，只能用小写英文字母、数字、下划线和短横线。请改正。"),
    ),
    "confidence_unknown": S(
        400,
        _("把握程度“%(value)s”不在规定之内。请选已核实、参考或待核实。"),
    ),
    "principle_unknown": S(
        400,
        _("要求“%(value)s”不在规定之内。请选精益、精准、细致或严格。"),
    ),
    "rule_overlaps": S(
        409,
        _("从 %(other_from)s 起已有改动，不能再在它之前插入。请从该日或以后改起。"),
    ),
    "rule_unknown": S(
        404,
        _("没有计时规则“%(name)s”。请在计时规则页面选用。"),
    ),
    "rule_value_invalid": S(
        400,
        _("规则不能取值“%(value)s”。可用的写法：%(expected)s。"),
    ),
    "rules_missing": S(
        503,
        _("计时规则还不完整，缺少：%(names)s。请管理员运行 xiuhua load_catalogue 载入后重试。"),
    ),
    "source_needed": S(
        400,
        _("请写明出处，不超过 %(longest)s 个字：日后要能查到依据。"),
    ),
    "source_unknown": S(
        400,
        _("没有案件来源“%(given)s”。可用的来源：%(known)s。"),
    ),
    "standard_field_unknown": S(
        400,
        _("标准没有“%(name)s”这一项，或这一项不能修改。请去掉后重试。"),
    ),
    "standard_not_in_force": S(
        409,
        _(
            "这条标准在 %(from_on)s 不在执行期内，不能从该日修改。请选它执行期内的日期，或修改当时有效的那一条。"
        ),
    ),
    "standard_of_another_subdistrict": S(
        403,
        _("这是其他街道自己的标准，本街道不能修改。请修改通用标准，改动只在本街道生效。"),
    ),
    "standard_overlaps": S(
        409,
        _(
            "从 %(other_from)s 起已有另一条标准，与 %(from_on)s 起的改动重叠。请修改那一条，或另选日期。"
        ),
    ),
    "standard_text_invalid": S(
        400,
        _("“%(name)s”未填写或超过 %(longest)s 个字。请补正。"),
    ),
    "standard_unknown": S(
        404,
        _("没有这条标准，或不属于本街道。请从分类页面打开。"),
    ),
    "tag_unknown": S(
        400,
        _("没有标签“%(value)s”。请从七个行动、四治、三条线中选用。"),
    ),
    "duty_already_ended": S(
        409,
        _("这项责任已于 %(valid_to)s 终止，不能再延后。请重新安排。"),
    ),
    "duty_end_in_the_past": S(
        400,
        _("终止日期 %(last_on)s 已经过去：过去由谁负责不能改写。请选昨天或以后的日期。"),
    ),
    "duty_ends_before_it_begins": S(
        400,
        _("终止日期 %(last_on)s 早于起始日期 %(valid_from)s。请核对日期。"),
    ),
    "duty_of_outside_unit": S(
        400,
        _("外部单位不能担任网格责任单位，只能移送。请选本街道的单位。"),
    ),
    "duty_overlaps": S(
        409,
        _(
            "这个网格的同一岗位从 %(other_from)s 到 %(other_to)s 已有人负责，不能重叠。请先终止或交接。"
        ),
    ),
    "duty_part_unknown": S(
        400,
        _("没有岗位“%(part)s”。可用的岗位：%(parts)s。"),
    ),
    "duty_unknown": S(
        404,
        _("没有这项责任安排。请刷新页面后重试。"),
    ),
    "person_unknown": S(
        404,
        _("没有这个人员，或已停用、不属于本街道。请在人员与单位中核对。"),
    ),
}
