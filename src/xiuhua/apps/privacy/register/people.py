"""Lines of the register about staff and about those who try to get in."""

from django.utils.translation import gettext_lazy as _

from xiuhua.apps.privacy.register.entries import Entry

SIGN_INS = ("AccessAttempt", "AccessFailureLog", "AccessLog")

PEOPLE = (
    Entry(
        fields=("duty.Patrol.note",),
        purpose=_("巡查人结束时写的话"),
        bases=("staff", "duty"),
        seen=_("本人，和有 patrols.view 权限的"),
        kept=_("与巡查记录同存"),
        erased=_("不删：巡查记录须说得清"),
    ),
    Entry(
        fields=("evaluation.BlindSpot.label", "evaluation.BlindSpot.reason"),
        purpose=_("说明哪里不用去的理由和照片"),
        bases=("duty",),
        seen=_("有 patrols.view 权限的"),
        kept=_("与盲点记录同存"),
        erased=_("不删：盲点为什么关闭须说得清"),
    ),
    Entry(
        fields=("duty.TrackPoint.lon", "duty.TrackPoint.lat"),
        purpose=_("巡查走过哪些路段；只在本人开始巡查后、结束前记录"),
        bases=("staff", "duty"),
        seen=_("任何页面都不显示轨迹点，只显示走过的路段"),
        kept=_("满规定天数自动删除"),
        erased=_("到期自动；走过的路段保留"),
        rule="track_kept_days",
        eraser="xiuhua.apps.duty.actions.patrols.old_tracks",
    ),
    Entry(
        fields=("accounts.User.username", "accounts.User.full_name"),
        purpose=_("谁在办：办过的事要有名有姓"),
        bases=("staff", "duty"),
        seen=_("同事可见；居民看不到"),
        kept=_("长期；离岗后账号停用，不删"),
        erased=_("不删：案卷和历史须说得清是谁办的"),
    ),
    Entry(
        fields=("duty.HandOverNote.words",),
        purpose=_("交接班：上一班要告诉下一班的事"),
        bases=("staff",),
        seen=_("有 roster.view 权限的同事；文字里的手机号、证件号遮住"),
        kept=_("长期；写到个人的由排班人清空"),
        erased=_("由排班人清空文字，只留谁写、谁签收"),
        eraser="xiuhua.apps.duty.actions.roster_notes.erase",
    ),
    Entry(
        fields=("accounts.User.phone",),
        purpose=_("怎么找到经办人"),
        bases=("staff",),
        seen=_("有 people.view 权限的"),
        kept=_("账号停用满规定天数自动删除"),
        erased=_("到期自动；离岗人员本人请求时随即删除"),
        rule="leaver_kept_days",
        eraser="xiuhua.apps.accounts.actions.retention.erase_contact_data",
    ),
    Entry(
        fields=(
            "accounts.User.password",
            "otp_totp.TOTPDevice.key",
            "otp_totp.TOTPDevice.name",
        ),
        purpose=_("登录"),
        bases=("security",),
        seen=_("谁也看不到；密码只存 Argon2 散列"),
        kept=_("账号在用期间"),
        erased=_("离岗人员本人请求时作废"),
        eraser="xiuhua.apps.accounts.actions.leaving.erase_leaver",
    ),
    Entry(
        fields=("accounts.Certificate.number",),
        purpose=_("执法资格"),
        bases=("duty",),
        seen=_("有 people.view 权限的"),
        kept=_("长期"),
        erased=_("不删：执法行为是否有效要看当时的证件"),
    ),
    Entry(
        fields=("duty.GridDuty.holder_name",),
        purpose=_("无账号的岗位人员（如保洁员）是谁"),
        bases=("staff",),
        seen=_("有 duty.view 权限的；印在网格责任卡上"),
        kept=_("岗位终止满规定天数自动删除"),
        erased=_("到期自动；单位、岗位和起止日期保留"),
        rule="team_kept_days",
        eraser="xiuhua.apps.duty.actions.retention.old_holders",
    ),
    Entry(
        fields=(
            "duty.TeamEntry.source",
            "duty.TeamEntry.words",
            "duty.TeamEntry.answer_words",
            "duty.TeamEntry.outcome_words",
            "duty.HandOverLine.words",
        ),
        purpose=_("队伍管理：培训、装备、表扬、投诉和离岗交接"),
        bases=("staff",),
        seen=_("本人；管辖范围内有 team.view 权限的"),
        kept=_("账号停用满规定天数自动删除"),
        erased=_("到期自动；种类和日期保留"),
        rule="team_kept_days",
        eraser="xiuhua.apps.duty.actions.retention.old_team_files",
    ),
    Entry(
        fields=("duty.ZeroReport.words",),
        purpose=_("零报告报来的情况"),
        bases=("duty",),
        seen=_("有 duty.view 权限的；文字里的手机号、证件号遮住"),
        kept=_("只增不改，长期保存"),
        erased=_("不能删，所以系统拒绝手机号、证件号，也不得写姓名"),
    ),
    Entry(
        fields=("records.Attempt.subject",),
        purpose=_("限制反复试查询码、刷件"),
        bases=("security",),
        seen=_("来访地址的带密钥散列，还原不了，不显示"),
        kept=_("满规定天数自动清除"),
        erased=_("到期自动"),
        rule="attempt_kept_days",
        eraser="xiuhua.apps.records.retention.old_attempts",
    ),
    Entry(
        fields=(
            *(
                f"axes.{table}.{field}"
                for table in SIGN_INS
                for field in ("username", "ip_address", "user_agent", "http_accept", "path_info")
            ),
            "axes.AccessAttempt.get_data",
            "axes.AccessAttempt.post_data",
            "axes.AccessLog.session_hash",
        ),
        purpose=_("登录记录；密码连错锁定"),
        bases=("logs",),
        seen=_("页面上不显示，只在数据库里"),
        kept=_("不少于六个月，满规定天数自动清除"),
        erased=_("到期自动；期内不删"),
        rule="sign_in_kept_days",
        eraser="xiuhua.apps.accounts.actions.retention.old_sign_ins",
    ),
    Entry(
        fields=(
            *("accounts.Session.session_data", "accounts.Session.session_key"),
            *("sessions.Session.session_data", "sessions.Session.session_key"),
        ),
        purpose=_("保持登录"),
        bases=("security",),
        seen=_("不显示"),
        kept=_("最长 12 小时，过期的每天清除"),
        erased=_("到期自动"),
        eraser="xiuhua.apps.accounts.actions.retention.ended_sessions",
    ),
)
