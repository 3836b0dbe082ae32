"""Refusals of the import: its file, its mapping, its areas, and the reasons for single rows."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

FILE = {
    "file_not_readable": S(
        400, _("打不开文件 %(file)s：%(cause)s。"), _("请核对文件名和读取权限。")
    ),
    "gzip_broken": S(
        400,
        _("压缩文件 %(file)s 已损坏或不完整，没有导入任何内容。"),
        _("请重新下载或重新压缩后再导入。"),
    ),
    "file_wrong_encoding": S(
        400,
        _("文件 %(file)s 第 %(line)s 行不是 %(encoding)s 编码，没有导入任何内容。"),
        _("请在对照表的 file.encoding 写明实际编码，例如 gb18030。"),
    ),
    "file_has_nul": S(
        400,
        _("文件 %(file)s 第 %(line)s 行有空字节（NUL），不是完好的文本文件，没有导入任何内容。"),
        _("请从原系统重新导出。"),
    ),
    "file_quote_open": S(
        400,
        _(
            "文件 %(file)s 从第 %(line)s 行起有一个引号（%(quote)s）直到文件末尾都没有配对，没有导入任何内容。"
        ),
        _("请补上引号，或从原系统重新导出。"),
    ),
    "file_header_missing": S(
        400, _("文件 %(file)s 是空的，或第一行不是列名。"), _("请导出带列名的文件。")
    ),
    "columns_missing": S(
        400,
        _("文件 %(file)s 里没有对照表要用的列：%(columns)s。文件的第一行是：%(found)s。"),
        _("请核对列名、分隔符和编码。"),
    ),
    "column_twice": S(
        400,
        _("文件 %(file)s 里“%(column)s”这一列出现了两次，不知道该读哪一列。"),
        _("请改名或删去其中一列。"),
    ),
    "import_runs_twice": S(
        400,
        _("另一个进程正在导入“%(system)s”的同一批内容，本次导入在这里停下，已写入的是完整的批次。"),
        _("请等它结束后再运行一次，会接着补齐。"),
    ),
    "rejects_not_writable": S(
        400, _("写不了退回文件 %(file)s：%(cause)s。"), _("请换一个可写的位置。")
    ),
}
MAPPING = {
    "mapping_not_toml": S(
        400,
        _("对照表 %(file)s 第 %(line)s 行不符合 TOML 写法：%(cause)s。"),
        _("请改正这一行；写法见导入说明。"),
    ),
    "mapping_key_unknown": S(
        400, _("对照表 %(file)s 里的“%(key)s”不认识。这里可以写：%(known)s。"), _("请核对拼写。")
    ),
    "mapping_key_missing": S(
        400, _("对照表 %(file)s 缺少“%(key)s”。"), _("请补上；每一项的含义见导入说明。")
    ),
    "mapping_value_wrong": S(
        400,
        _("对照表 %(file)s 里“%(key)s”的值“%(value)s”不对，应写成：%(expected)s。"),
        _("请改正。"),
    ),
    "mapping_class_unknown": S(
        400,
        _("对照表的“%(key)s”指向类别“%(given)s”，目录里没有这个类别。"),
        _("请核对类别的英文标识，或先把它加进目录。"),
    ),
    "mapping_source_unknown": S(
        400,
        _("对照表的“%(key)s”写的来源“%(given)s”目录里没有，也没有写名称。"),
        _("请改用已有的来源，或补上 source.name 新建一个。"),
    ),
    "subdistrict_differs": S(
        400,
        _(
            "街道 %(subdistrict)s 已经有了，但它的 %(field)s 是“%(found)s”，对照表写的是“%(given)s”，没有导入任何内容。"
        ),
        _("请改对照表，使两者一致。"),
    ),
}
AREAS = {
    "areas_not_json": S(
        400,
        _("区域文件 %(file)s 第 %(line)s 行不是完好的 JSON：%(cause)s。"),
        _("请重新导出 GeoJSON。"),
    ),
    "areas_not_geojson": S(
        400,
        _("区域文件 %(file)s 不是 GeoJSON 的 FeatureCollection，或里面没有区域。"),
        _("请导出为 GeoJSON（经纬度，先经度）。"),
    ),
    "area_without_code": S(
        400,
        _(
            "区域文件 %(file)s 第 %(feature)s 个区域的属性“%(key)s”是空的或超过 32 个字符，不能作为网格编码。"
        ),
        _("请核对对照表的 areas.property。"),
    ),
    "area_not_polygon": S(
        400,
        _("区域文件 %(file)s 第 %(feature)s 个区域（%(area)s）不是面。"),
        _("区域须是 Polygon 或 MultiPolygon。"),
    ),
    "grid_differs": S(
        400,
        _("网格 %(grid)s 已经有了，但画法与区域文件里的不同，没有导入任何内容。"),
        _("网格边界要在地图上按日期调整；导入时请用原来的区域文件，或不带区域文件。"),
    ),
}
ROWS = {
    "row_unreadable": S(400, _("这一行读不出来：一个字段过长，可能是引号不配对。")),
    "row_wrong_width": S(400, _("这一行有 %(found)s 列，应有 %(expected)s 列。")),
    "row_without_id": S(400, _("“%(column)s”是空的：没有编号就不知道是否已经导入过。")),
    "id_twice_in_file": S(400, _("编号 %(id)s 在文件里出现了两次，只导入第一次的。")),
    "row_without_report": S(400, _("没有上报时间（%(columns)s）。")),
    "moment_not_as_mapped": S(400, _("时间“%(text)s”不符合对照表写的格式：%(formats)s。")),
    "closes_before_opening": S(400, _("办结时间 %(closed)s 早于上报时间 %(opened)s。")),
    "closed_without_moment": S(400, _("状态是“%(state)s”，却没有办结时间。")),
    "open_with_closing": S(400, _("状态是“%(state)s”，却有办结时间 %(closed)s。")),
    "state_word_unknown": S(400, _("状态“%(state)s”在对照表里没有说明。")),
    "row_without_class": S(400, _("“%(column)s”是空的：不知道是什么问题。")),
    "class_not_mapped": S(400, _("类别“%(name)s”在对照表和目录里都没有。")),
    "row_text_too_long": S(400, _("“%(what)s”超过 %(longest)s 个字符。")),
}
SENTENCES = {**FILE, **MAPPING, **AREAS, **ROWS}
