"""Refusals of space."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "subdistrict_not_said": S(
        409,
        _(
            "这个数据库里没有街道或不止一个街道，需要说明是哪一个。请加上 --subdistrict，现有：%(known)s。"
        ),
    ),
    "street_files_missing": S(
        409,
        _("没有指定要导入的文件。请写上文件名，或用 --template 先取一份 Excel 模板。"),
    ),
    "street_file_missing": S(
        409,
        _("没有文件 %(file)s。请核对文件名和所在文件夹。"),
    ),
    "street_file_unknown_form": S(
        409,
        _("不认识文件 %(file)s 的格式。可用的后缀：%(known)s。请另存为其中一种再导入。"),
    ),
    "street_file_unreadable": S(
        400,
        _(
            "文件 %(file)s 读不出来（%(where)s：%(reason)s），数据库没有改动。请检查文件是否完整，必要时重新导出。"
        ),
    ),
    "geojson_not_in_degrees": S(
        409,
        _(
            "文件 %(file)s 的坐标系是 %(crs)s，这里只读经纬度（度）。请转换为 EPSG:4490 或 WGS84 后再导入。"
        ),
    ),
    "feature_malformed": S(
        400,
        _("这一处不是 GeoJSON 要素。请检查文件。"),
    ),
    "layer_unclear": S(
        409,
        _("看不出这一处是什么内容。请用 --as 说明（%(known)s），或在“图层”一栏写明。"),
    ),
    "shape_missing": S(
        409,
        _("没有图形或坐标。请补上坐标后再导入。"),
    ),
    "shape_unreadable": S(
        400,
        _("坐标“%(text)s”读不出来。请写成“经度,纬度; 经度,纬度; …”或 WKT。"),
    ),
    "shape_too_few_points": S(
        409,
        _("只有 %(found)s 个点，不成图形：线至少两点，面至少三点。"),
    ),
    "shape_not_in_degrees": S(
        409,
        _("坐标超出经纬度范围（%(bounds)s）。请检查是不是投影坐标，转换为经纬度后再导入。"),
    ),
    "area_drawn_wrong": S(
        409,
        _("边线画错了（%(reason)s，位置 %(at)s）。请在制图软件里改好后再导入。"),
    ),
    "area_code_missing": S(
        409,
        _("没有编码（%(where)s）。每一块都要有自己的编码，请补上。"),
    ),
    "area_code_too_long": S(
        400,
        _("编码“%(area)s”超过 %(longest)s 个字符。请缩短。"),
    ),
    "area_code_twice": S(
        400,
        _("编码“%(area)s”在这批数据里用了两次，只采用第一次。请改正编码。"),
    ),
    "area_ends_before_it_begins": S(
        409,
        _("“%(area)s”从 %(from_on)s 起启用，停用日期不能更早。请改正日期。"),
    ),
    "community_unknown": S(
        400,
        _("没有编码或名称为“%(community)s”的社区。请先导入社区，或改正所属社区。"),
    ),
    "grid_unknown": S(
        400,
        _("没有编码为“%(grid)s”的网格。请核对上级网格编码。"),
    ),
    "zone_kind_unknown": S(
        400,
        _("分区类别“%(kind)s”不认识。可用：老旧社区、建设用地、会展中心、其他。"),
    ),
    "road_not_a_line": S(
        409,
        _("道路应为线，这里是 %(found)s。请只导入道路中心线。"),
    ),
    "road_class_unknown": S(
        400,
        _("道路等级“%(road_class)s”不认识。可用：快速路、主干道、次干道、支路、背街小巷。"),
    ),
    "road_width_impossible": S(
        409,
        _("道路宽度 %(width_m)s 米不合理，应大于 0、不超过 %(widest_m)s 米。请核对单位。"),
    ),
    "road_code_missing": S(
        409,
        _("道路编码不能为空，也不能超过 %(longest)s 个字符。"),
    ),
    "road_name_missing": S(
        409,
        _("路名不能为空，也不能超过 %(longest)s 个字。"),
    ),
    "road_code_taken": S(
        409,
        _("编码“%(road)s”已有别的道路使用。请换一个编码。"),
    ),
    "road_unknown": S(
        400,
        _("没有编码为“%(road)s”的道路。请先补上这条道路。"),
    ),
    "way_without_nodes": S(
        409,
        _("这条线缺少节点坐标，文件可能被截断。请重新导出包含全部节点的文件。"),
    ),
    "way_too_short": S(
        409,
        _("这条线只有 %(nodes)s 个节点或长度为零，不成道路。"),
    ),
    "place_name_missing": S(
        409,
        _("没有填写地名。请填写。"),
    ),
    "place_name_too_long": S(
        400,
        _("地名有 %(found)s 个字，最多 %(longest)s 个。请缩短。"),
    ),
    "place_name_without_words": S(
        409,
        _("“%(name)s”里没有文字或数字，查不到。请填写地名。"),
    ),
    "place_kind_unknown": S(
        400,
        _("地名类别“%(kind)s”不认识。请从列表中选择。"),
    ),
    "place_already_there": S(
        409,
        _("附近已有同类地名“%(name)s”，没有重复补充。请直接选用。"),
    ),
    "place_has_that_name": S(
        409,
        _("这个地方已经叫“%(name)s”。"),
    ),
    "place_unknown": S(
        400,
        _("地名库里没有“%(name)s”。请先补充现名，或从查找结果中选一个。"),
    ),
    "no_grids_to_check": S(
        409,
        _("街道 %(subdistrict)s 在 %(on)s 没有启用的网格，无从检查。请先导入网格。"),
    ),
    "map_layer_unknown": S(
        400,
        _("没有图层“%(layer)s”。可用：%(known)s。"),
    ),
    "file_already_there": S(
        409,
        _("文件 %(file)s 已经存在，没有覆盖。请换一个文件名。"),
    ),
}
