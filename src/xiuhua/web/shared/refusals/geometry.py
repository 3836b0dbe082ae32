"""Refusals about codes, numbers, coordinates and areas."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "code_wrong_length": S(
        400,
        _("编码“%(given)s”有 %(found)s 位，应为 %(expected)s 位。请核对后补齐或删去多余的字符。"),
    ),
    "code_not_digits": S(
        400,
        _(
            "编码“%(given)s”第 %(position)s 位是“%(found)s”，这里只能是数字 0–9（半角）。请改正后重新提交。"
        ),
    ),
    "code_unknown_province": S(
        400,
        _(
            "编码“%(given)s”以 %(found)s 开头，国家标准 GB/T 2260 中没有这个省级代码。请核对前六位区划代码。"
        ),
    ),
    "code_part_is_zero": S(
        400,
        _("编码“%(given)s”中“%(part)s”一段全为 0，不能作为编号。请从 1 起编号。"),
    ),
    "code_unknown_prefix": S(
        400,
        _(
            "编码“%(given)s”中的“%(found)s”与规定的“%(expected)s”不符。请核对是否属于本街道、是否用了规定的字头。"
        ),
    ),
    "code_sequence_out_of_range": S(
        400,
        _(
            "序号 %(sequence)s 超出范围：最小为 1，最大为 %(largest)s。请换用范围内的序号，或加长编码规则中的序号位数。"
        ),
    ),
    "code_part_missing": S(
        400,
        _("按编码规则“%(pattern)s”编号，还缺“%(part)s”。请补充后再编号。"),
    ),
    "code_pattern_malformed": S(
        400,
        _(
            "编码规则“%(pattern)s”写法有误：花括号要成对，每一段只能出现一次，如 {subdistrict}{seq:02}。"
        ),
    ),
    "code_pattern_unknown_part": S(
        400,
        _(
            "编码规则“%(pattern)s”中的“%(part)s”不认识。可用：district、subdistrict、community、seq。"
        ),
    ),
    "code_pattern_without_sequence": S(
        400,
        _("编码规则“%(pattern)s”没有序号段，编不出不同的编码。请加上序号及其位数，如 {seq:02}。"),
    ),
    "case_prefix_malformed": S(
        400,
        _("案件编号的字头“%(prefix)s”不可用：应为 1 至 8 个大写字母或数字，以字母开头，如 ZT。"),
    ),
    "case_number_malformed": S(
        400,
        _("“%(text)s”不是案件编号。编号的样子是 ZT-20210507-000123，请照回执输入。"),
    ),
    "case_number_unknown_prefix": S(
        400,
        _("案件编号“%(text)s”的字头“%(found)s”不是本系统的。请核对，或向受理单位查询。"),
    ),
    "case_number_bad_date": S(
        400,
        _("案件编号“%(text)s”中的日期“%(found)s”不存在。请照回执核对中间八位数字。"),
    ),
    "case_number_bad_sequence": S(
        400,
        _("案件编号“%(text)s”末尾的序号“%(found)s”不对：至少六位数字。请照回执核对。"),
    ),
    "check_word_malformed": S(
        400,
        _("查询码应为 %(length)s 位字母或数字。请照回执输入，不分大小写。"),
    ),
    "coordinate_missing": S(
        400,
        _("缺少%(axis)s。请填写，或在地图上点选位置。"),
    ),
    "coordinate_not_a_number": S(
        400,
        _("%(axis)s“%(text)s”无法识别。请填写十进制度数（如 114.2651）或度分秒（如 114°15′54″）。"),
    ),
    "coordinate_not_finite": S(
        400,
        _("%(axis)s不是有效的数字（%(text)s）。请重新定位或在地图上点选。"),
    ),
    "coordinate_out_of_range": S(
        400,
        _("%(axis)s %(value)s 超出范围：绝对值不能超过 %(limit)s 度。请检查经度和纬度是否填反。"),
    ),
    "coordinates_swapped": S(
        400,
        _("经度 %(lon)s、纬度 %(lat)s 看来填反了：对调后正好在本辖区一带。请对调后重新提交。"),
    ),
    "coordinates_are_zero": S(
        400,
        _("经度和纬度都是 0，说明没有取到定位。请重新定位或在地图上点选位置。"),
    ),
    "coordinates_outside_box": S(
        400,
        _("位置（%(lon)s，%(lat)s）离本辖区太远。请检查数字，或在地图上重新点选。"),
    ),
    "already_converted": S(
        409,
        _(
            "这个坐标已经由 %(received_as)s 转换过，再转换会偏移数百米。请使用原始坐标，或直接使用已转换的坐标。"
        ),
    ),
    "projection_unknown": S(
        400,
        _("没有编号为 EPSG:%(epsg)s 的投影。请核对编号，武汉用 4547。"),
    ),
    "projection_not_metric": S(
        409,
        _(
            "EPSG:%(epsg)s 不是以米为单位的投影，不能用来量算面积和长度。请改用所在 3 度带，武汉为 4547。"
        ),
    ),
    "geometry_not_projectable": S(
        409,
        _(
            "图形中有坐标不能换算到 EPSG:%(epsg)s，可能是经纬度填反或不在这一带。请检查坐标顺序（经度在前）。"
        ),
    ),
    "area_invalid": S(
        400,
        _("区域“%(key)s”的图形不可用：%(reason)s（位置 %(at)s）。请在制图软件中改正后重新导入。"),
    ),
    "area_key_twice": S(
        400,
        _("区域编码“%(key)s”出现两次，无法判断归属。请改正重复的编码。"),
    ),
    "boundary_invalid": S(
        400,
        _("边界图形不可用：%(reason)s（位置 %(at)s）。请改正边界后重试。"),
    ),
}
