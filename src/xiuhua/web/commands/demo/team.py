"""A few lines in the team files of the demonstration, every one invented and saying so. Noise: none."""

import datetime as dt

from xiuhua.apps.duty.actions import team
from xiuhua.web.commands.demo.days import ZONE
from xiuhua.web.commands.demo.people import Staff

INVENTED = "（演示，虚构）"
# officer by number, kind, day, source, words, quantity
LINES = (
    (0, "training", (2021, 3, 12), "培训通知 3 号", "执法规范与文书制作，8 学时", None),
    (1, "training", (2021, 3, 12), "培训通知 3 号", "执法规范与文书制作，8 学时", None),
    (2, "training", (2021, 4, 9), "培训通知 5 号", "防汛排涝演练，半天", None),
    (0, "issue", (2021, 1, 6), "领用单 001", "执法记录仪", 1),
    (1, "issue", (2021, 1, 6), "领用单 002", "执法记录仪", 1),
    (3, "issue", (2021, 2, 20), "领用单 017", "反光背心", 2),
    (0, "praise", (2021, 4, 20), "商户送锦旗", "帮忙找回走失老人", None),
    (4, "praise", (2021, 4, 28), "12345 表扬件", "雨夜疏通路口积水", None),
    (5, "complaint", (2021, 4, 22), "来电登记", "反映劝导时语气生硬", None),
)


def file_lines(staff: Staff) -> None:
    """Enter the lines; one complaint is answered and decided."""
    officers, by = staff.by_role["officer"], staff.by_role["centre_head"][0]
    for n, kind, day, source, words, quantity in LINES:
        on = dt.date(*day)
        at = dt.datetime.combine(on, dt.time(16, 30), ZONE)
        made = team.record(
            officers[n], kind=kind, on=on, source=source + INVENTED, words=words, quantity=quantity,
            by=None, at=at, key="",
        )  # fmt: skip
        if kind == "complaint":
            later = at + dt.timedelta(days=1)
            answer = "当时车辆逆行，喊得急了，事后已致歉。"
            team.answer(made["id"], words=answer, by=officers[n], at=later, key="demo-answer")
            team.decide(
                made["id"], outcome="partly", words="用语不够规范，当面提醒，参加下期培训。", by=by,
                at=later + dt.timedelta(days=1), key="demo-decided",
            )  # fmt: skip
