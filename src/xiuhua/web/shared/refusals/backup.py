"""Refusals of backup, restore, move and upgrade."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

_ANOTHER_COPY = _("请换另一份备份；这一份不要再用。")
_EMPTY_PLACE = _("请用 XIUHUA_HOME 或 DATABASE_URL 另指一个空库。")

SENTENCES = {
    "backup_of_nothing": S(
        409, _("数据库里还没有表，没有可备份的。"), _("请核对 DATABASE_URL 和 XIUHUA_HOME。")
    ),
    "backup_disk_full": S(
        503, _("磁盘已满，备份没有写成，也没有留下半份。"), _("请腾出空间，或用 --to 存到别处。")
    ),
    "backup_folder_closed": S(
        409, _("文件夹写不进去：%(folder)s。"), _("请核对路径和权限，或用 --to 存到别处。")
    ),
    "backup_unreadable": S(404, _("文件 %(file)s 打不开。"), _("请核对路径和权限。")),
    "backup_not_ours": S(
        400, _("文件 %(file)s 不是本系统的备份，或开头已损坏。"), _("请核对文件。")
    ),
    "backup_cut": S(400, _("备份 %(file)s 不完整，后面缺了一段。"), _ANOTHER_COPY),
    "backup_broken": S(400, _("备份已损坏，第一处在 %(member)s。"), _ANOTHER_COPY),
    "backup_changed_or_cut": S(
        400, _("加密的备份在第 %(at_mib)s MB 之后已损坏、被改动或被截短。"), _ANOTHER_COPY
    ),
    "backup_form_newer": S(
        409, _("不认识备份的格式 %(form)s。"), _("请先把程序升级到做这份备份的版本。")
    ),
    "backup_newer": S(
        409,
        _("数据来自更新的版本，这个版本不认识其中的 %(migration)s。"),
        _("请先升级程序。"),
    ),
    "backup_columns_differ": S(
        409, _("表 %(table)s 的结构与备份里的不同。"), _("请用做这份备份的版本恢复。")
    ),
    "passphrase_needed": S(
        400, _("备份 %(file)s 已加密。"), _("请用 --passphrase-file 给出口令文件。")
    ),
    "passphrase_wrong": S(400, _("口令不对，或备份的开头已损坏。"), _("请核对口令文件的第一行。")),
    "passphrase_unreadable": S(
        400, _("口令文件 %(file)s 打不开，或不是文字。"), _("请核对路径和权限。")
    ),
    "passphrase_short": S(
        400,
        _("口令文件 %(file)s 第一行的口令不足 %(shortest)s 个字符。"),
        _("请换一个长一些的口令。"),
    ),
    "restore_not_empty": S(409, _("数据库不是空的（表 %(table)s），没有改动。"), _EMPTY_PLACE),
    "restore_other_version": S(409, _("数据库里已有另一版本的表，没有改动。"), _EMPTY_PLACE),
    "restore_digest_differs": S(
        500,
        _("写入后核对，表 %(table)s 与原来的不一致，已全部撤销。"),
        _("请保留备份，联系开发者。"),
    ),
    "restore_disk_full": S(503, _("磁盘已满，没有恢复，数据库仍是空的。"), _("请腾出空间后再试。")),
    "move_same_kind": S(409, _("现在用的已经是 %(kind)s，不用迁移。"), _("请核对 DATABASE_URL。")),
    "move_url_invalid": S(
        400, _("目标地址应以 %(wanted)s 开头。"), _("请照 DATABASE_URL 的写法写。")
    ),
    "database_unreachable": S(
        503, _("连不上数据库：%(detail)s。"), _("请核对地址、账号，并确认数据库已启动。")
    ),
    "move_source_busy": S(
        503, _("原数据库正在写入，等不到空闲。"), _("请先停止 xiuhua serve 和 xiuhua work 再迁移。")
    ),
    "upgrade_failed": S(
        500,
        _("升级没有成功（%(step)s：%(detail)s），数据已全部退回升级前。备份在 %(backup)s。"),
        _("请换回原来的程序版本继续使用，并把这段话发给开发者。"),
    ),
    "upgrade_not_reversible": S(
        409,
        _("第 %(migration)s 步不能放在一个事务里，升级失败时退不回来，所以没有开始。"),
        _("请先停止服务、备份并核验，再运行 xiuhua migrate。"),
    ),
}
