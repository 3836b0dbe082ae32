"""Refusals of what comes in from outside: photos, bodies, numbers and check words, boxes of the map."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "photo_too_large": S(
        413,
        _("照片太大（%(size)s，上限 %(limit)s）。"),
        _("请用手机相册缩小后再传，或重新拍一张。"),
    ),
    "photo_kind": S(
        400, _("不收 %(kind)s 文件，照片只收 %(allowed)s。"), _("请换成 JPG 照片再传。")
    ),
    "photo_not_image": S(400, _("选的文件不是照片。"), _("请拍照，或从相册里选照片。")),
    "photo_damaged": S(400, _("照片文件已损坏，打不开。"), _("请重新拍一张。")),
    "photo_not_found": S(404, _("没有这张照片，或您不能查看。"), _("请从案卷页重新打开。")),
    "upload_too_large": S(
        413, _("这次上传的内容超过 %(limit)s。"), _("请减少照片张数，或缩小后再传。")
    ),
    "unpacks_too_large": S(
        413,
        _("文件 %(file)s 解压后超过 %(limit)s，没有读取。"),
        _("请把内容分成几个文件；来历不明的文件不要导入。"),
    ),
    "file_erased": S(410, _("这个文件已依法删除。")),
    "file_missing": S(503, _("文件暂时取不到。"), _("请稍后再试；仍不行的，请告诉系统管理员。")),
    "storage_full": S(
        503, _("服务器存储空间已满，没有保存。"), _("请稍后再试，或打电话告诉我们。")
    ),
    "street_unknown": S(404, _("没有代码为“%(given)s”的街道。"), _("请从首页重新选择街道。")),
    "follow_wrong": S(
        404,
        _("编号或查询码不对。"),
        _("请对照回执再输一次；字母大小写和空格不影响。"),
    ),
    "too_many_attempts": S(
        429, _("短时间内次数太多，暂停使用。"), _("请过 %(minutes)s 分钟再试，或打电话告诉我们。")
    ),
    "json_unreadable": S(400, _("请求内容不是有效的 JSON 对象。"), _("请按接口文档重新组织内容。")),
    "form_unreadable": S(400, _("提交的表单不完整或已损坏。"), _("请重新提交。")),
    "csrf_missing": S(
        403, _("请求里没有本页的安全标记。"), _("请刷新页面后重新提交；程序调用须带 X-CSRFToken。")
    ),
    "body_kind_unknown": S(
        415, _("不收“%(kind)s”格式的内容。"), _("请用 application/json 或 multipart/form-data。")
    ),
    "input_invalid": S(
        400, _("以下各项缺失或格式不对：%(fields)s。"), _("请对照接口文档改正后重新提交。")
    ),
    "text_unreadable": S(400, _("文字里有无法保存的字符。"), _("请删去特殊符号后重新提交。")),
}
