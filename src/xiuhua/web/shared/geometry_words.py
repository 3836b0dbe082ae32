"""Words about shapes, codes and coordinates, as refusals and checks of grids say them.

Wording only; pages take them from `labels`.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, Promise]

AXIS: Words = {
    "lon": _("经度"),
    "lat": _("纬度"),
}
CODE_PART: Words = {
    "district": _("区（6 位）"),
    "subdistrict": _("街道（9 位）"),
    "community": _("社区"),
    "street": _("街道"),
    "seq": _("序号"),
    "major": _("大类"),
    "minor": _("小类"),
}
SHAPE_FAULT: Words = {
    "not_a_polygon": _("不是面"),
    "empty": _("没有图形"),
    "invalid": _("图形有误"),
    "self_intersection": _("边线自相交"),
    "ring_self_intersection": _("边线与自身相接"),
    "hole_lies_outside_shell": _("内孔在外边线之外"),
    "holes_are_nested": _("内孔套内孔"),
    "interior_is_disconnected": _("内部被切断"),
    "nested_shells": _("几个面互相套叠"),
    "duplicate_rings": _("边线重复"),
    "too_few_points_in_geometry_component": _("顶点太少"),
    "invalid_coordinate": _("坐标不是有效数字"),
    "not_in_degrees": _("坐标不是经纬度（应为 EPSG:4490，经度在前）"),
}
GRID_FAULT: Words = {
    "invalid": _("图形不可用"),
    "double_code": _("编码重复"),
    "ill_formed_code": _("编码不合规则"),
    "overlap": _("重叠"),
    "gap": _("空隙"),
    "hole": _("网格内有孔洞"),
    "outside": _("超出边界"),
    "multipart": _("一个网格分成几块"),
    "sliver": _("细碎条块"),
}
