"""Refusals while a street is founded."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "founding_on_demo_database": S(
        409,
        _("这是演示用的数据库，不能在里面建真实街道。"),
        _("请用 XIUHUA_HOME 或 DATABASE_URL 另指一个空库，先运行 xiuhua migrate。"),
    ),
    "subdistrict_there": S(
        409,
        _("编码 %(subdistrict)s 已经建过，是“%(name)s”，没有改动。"),
        _("请核对编码；已建好的街道直接接着导入底图。"),
    ),
    "case_prefix_taken": S(
        409,
        _("编号字头 %(prefix)s 已由“%(name)s”使用，两个街道用同一字头，案卷编号会混。"),
        _("请换一个字头。"),
    ),
    "subdistrict_name_missing": S(400, _("还缺街道名称。"), _("请写全称。")),
    "subdistrict_name_too_long": S(400, _("街道名称超过 %(longest)s 个字。"), _("请缩短。")),
    "founding_longitude_outside": S(
        400,
        _("经度 %(longitude)s 不在我国 3 度分带的范围内，定不出投影。"),
        _("请核对经度，或用 --epsg 直接写出投影编号。"),
    ),
    "founding_place_unsaid": S(
        400,
        _("不知道街道在哪里，定不出用哪个投影量面积。"),
        _("请用 --boundary 给出边界，或用 --longitude 写出大致经度，或用 --epsg 写出投影编号。"),
    ),
    "founding_without_boundary": S(
        400,
        _("文件 %(file)s 里没有可用的街道边界。"),
        _("边界应是一个面，图层写明“边界”；也可以先不给边界，以后用 xiuhua import_street 导入。"),
    ),
}
