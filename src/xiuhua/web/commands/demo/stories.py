"""What happens in the street: classes with their share, where they happen, and how people write of them.

Words are templates that a collector, resident or officer might have written; {place} and {thing} are filled
in. Every text begins with 【演示】 so that nobody takes it for a real report. Noise: the choice of template.
"""

from dataclasses import dataclass

LABEL = "【演示】"


@dataclass(frozen=True)
class Story:
    """One kind of problem. `where`: spot, road, shop, or the class of a component."""

    slug: str
    weight: float
    where: str
    unit: str
    said: tuple[str, ...]
    done: tuple[str, ...]
    standard: int = 0
    can_fix: bool = False
    seasons: tuple[int, ...] = (1, 2, 3, 4, 5)
    cause: str = ""


_CLEARED = ("已安排保洁员清理干净，并冲洗地面。", "已清运，周边同步清扫，现场恢复整洁。")
_TALKED = ("已到场劝导，物品全部收回店内，经营者表示配合。", "现场教育后立即整改，占道物品已清走。")
_MENDED = ("维修班组已到场修复，现已恢复正常使用。", "已更换损坏部分，现场围挡已撤除。")

STORIES = (
    Story("event.street_order.shared_bikes", 11, "spot", "ZF",
          ("{place}共享单车堆放约三十辆，占了半边人行道。", "{place}单车倒伏一片，盲道被占，行人绕行机动车道。", "{place}地铁口旁单车淤积，需要清运。"),
          ("已将单车归入停放区，多余车辆通知企业运走。", "已规整停放，盲道恢复畅通。"), can_fix=True, cause="随意停放"),
    Story("event.appearance.exposed_refuse", 11, "spot", "HW",
          ("{place}有一堆生活垃圾，散发异味。", "{place}墙角被人丢了几袋垃圾，引来苍蝇。", "{place}垃圾袋破了，汤水流到路面。"),
          _CLEARED, can_fix=True),
    Story("event.street_order.outdoor_trading", 10, "shop", "ZF",
          ("“{thing}”把货架摆到店外，占道约两米。", "“{thing}”在门口支了三张桌子，行人只能走车道。", "“{thing}”店外堆放纸箱和泡沫箱。"),
          _TALKED, can_fix=True, cause="经营习惯"),
    Story("event.publicity.illegal_posters", 8, "spot", "HW",
          ("{place}电杆上贴了多张小广告。", "{place}墙面有新喷的办证电话。", "{place}公交站牌被小广告遮住一角。"),
          ("已铲除并用涂料覆盖。", "小广告已清除，墙面恢复原貌。"), can_fix=True),
    Story("event.street_order.street_vendor", 8, "spot", "ZF",
          ("{place}有流动摊贩卖水果，三轮车占了非机动车道。", "{place}傍晚有两个炒饭摊，油烟大。", "{place}早上七点多有菜摊占道，堵得厉害。"),
          ("已劝离，引导至便民疏导点经营。", "摊主已收摊离开，现场清扫完毕。"), cause="便民需求未疏导"),
    Story("event.appearance.heaped_goods", 6, "road", "ZF",
          ("{place}人行道上堆了一堆沙子和水泥袋。", "{place}有人堆放旧门板和木料。", "{place}门前堆放建材，已有三天。"),
          ("当事人已将物料搬走，路面清扫干净。", "已督促清运，人行道恢复通行。"), can_fix=True),
    Story("event.street_order.bike_parking", 6, "spot", "ZF",
          ("{place}电动车停得乱，挡住单元门口的坡道。", "{place}非机动车没有停进白线，行人过不去。"),
          ("已逐辆摆正，并在现场张贴提示。", "已规整有序，提醒门店维护门前秩序。"), can_fix=True),
    Story("event.appearance.overflowing_bin", 6, "component.sanitation.dustbin", "HW",
          ("{place}果皮箱满了，垃圾掉在外面。", "{place}垃圾桶满溢，周边有散落物。"), _CLEARED, can_fix=True),
    Story("event.appearance.dirty_road", 5, "road", "HW",
          ("{place}路面有油污和菜叶，约五平方米。", "{place}昨晚有人呕吐，至今没人清理。", "{place}路面积灰多，车过扬尘。"), _CLEARED, can_fix=True),
    Story("event.appearance.discarded_furniture", 4, "spot", "HW",
          ("{place}弃置旧沙发一张、床垫一张。", "{place}楼下有人扔了一台旧冰箱。"), ("大件垃圾已清运。", "已联系清运车拉走，地面已清扫。")),
    Story("event.street_order.road_trading", 3, "shop", "ZF",
          ("“{thing}”门口路面摆摊卖货，占用非机动车道。", "“{thing}”在人行道上修车，油污一地。"), _TALKED, cause="经营习惯"),
    Story("event.appearance.damaged_road", 3, "road", "SZ",
          ("{place}路面有一个坑，约半平方米，骑车容易摔。", "{place}人行道地砖翘起五六块，下雨溅水。", "{place}车道裂缝明显，长约三米。"),
          ("已铣刨重铺，路面平整。", "松动地砖已重新铺砌。"), cause="设施老化"),
    Story("component.utilities.street_light", 2.6, "component.utilities.street_light", "GD",
          ("{place}{thing}号路灯不亮，晚上很黑。", "{place}{thing}号灯杆灯头一闪一闪。"), _MENDED, cause="设施老化"),
    Story("component.utilities.sewer_cover", 1.4, "component.utilities.sewer_cover", "GS",
          ("{place}污水井盖破了一角，车轮压上去会响。", "{place}污水井盖松动，半夜车过很吵。"), _MENDED, 2, cause="设施老化"),
    Story("component.utilities.storm_drain_cover", 1.3, "component.utilities.storm_drain_cover", "GS",
          ("{place}雨水井盖下沉，电动车过时颠一下。",), _MENDED, 2),
    Story("component.landscape.street_tree", 1, "component.landscape.street_tree", "YL",
          ("{place}有一棵行道树枯死，枝条可能掉落。", "{place}行道树倒伏在人行道上。"), ("枯树已移除，树穴已平整。",)),
    Story("component.sanitation.dustbin", 2, "component.sanitation.dustbin", "HW",
          ("{place}果皮箱箱门掉了。", "{place}果皮箱外壳很脏，长期没擦。"), ("箱体已擦洗，箱门已修好。",)),
    Story("event.appearance.commercial_noise", 2, "shop", "ZF",
          ("“{thing}”用喇叭循环叫卖，影响楼上休息。", "“{thing}”音响开得很大，老人受不了。"), ("已要求关闭外放音响，店主当场关停。",), can_fix=True),
    Story("event.appearance.open_air_barbecue", 1, "spot", "ZF",
          ("{place}夜里有人露天烧烤，油烟飘进楼里。",), ("烧烤摊已取缔，炉具由当事人带走。",), seasons=(3, 4, 5)),
    Story("event.construction.construction_disturbance", 2.4, "road", "ZF",
          ("{place}工地夜里十一点还在打桩，睡不着。", "{place}清早五点开始切割钢筋，噪声很大。"), ("已责令停止夜间施工，施工方作出书面保证。",)),
    Story("event.construction.site_dust", 1.5, "road", "ZF",
          ("{place}拆除工地没有喷淋，灰尘很大。", "{place}裸土没有盖，风一吹都是灰。"), ("喷淋已开启，裸土已覆盖。",)),
    Story("event.construction.site_hoarding", 1, "road", "ZF",
          ("{place}工地围挡破了一个口子，小孩能钻进去。",), ("围挡已修补牢固。",), 2),
    Story("event.construction.mud_tracking", 1, "road", "ZF",
          ("{place}渣土车出来带泥，路上一长条泥印。",), ("路面已冲洗，已约谈施工单位落实冲洗平台。",)),
    Story("event.appearance.illegal_structure", 1.2, "spot", "ZF",
          ("{place}有人在楼顶搭彩钢板房。", "{place}一楼住户在院外加盖小屋。"), ("当事人已自行拆除，现场清理完毕。",), 2, cause="违法占用"),
    Story("event.appearance.private_parking_lock", 1, "spot", "SQ",
          ("{place}有人私装地锁占车位。",), ("地锁已拆除，地面已填平。",)),
    Story("event.street_order.blocked_fire_lane", 1.5, "spot", "ZF",
          ("{place}消防通道停了两辆车，救护车进不来。", "{place}消防通道被杂物堵住。"), ("车辆已驶离，通道恢复畅通。",)),
    Story("event.appearance.unauthorised_cables", 2, "spot", "SQ",
          ("{place}有人从三楼拉线下来给电动车充电。", "{place}楼道外飞线充电，插座就挂在树上。"), ("充电线已拆除，已引导到集中充电桩。",), 2),
    Story("event.appearance.street_drying", 2, "spot", "SQ",
          ("{place}两棵树之间拉绳晒被子。", "{place}护栏上晾满衣服。"), ("衣物已收回，绳子已拆除。",), can_fix=True),
    Story("event.appearance.unsorted_refuse", 1.6, "spot", "SQ",
          ("{place}投放点干湿垃圾混投，没人值守。",), ("已分拣，投放时段加派志愿者值守。",)),
    Story("event.appearance.cluttered_balcony", 1, "spot", "SQ",
          ("{place}阳台外堆了很多纸箱和旧花盆，怕掉下来。",), ("住户已清理，阳台恢复整洁。",)),
    Story("event.appearance.dirty_water", 0.7, "spot", "QSW",
          ("{place}河面有漂浮垃圾和水草。",), ("已打捞干净。",)),
    Story("event.appearance.illegal_sewage", 0.8, "shop", "ZF",
          ("“{thing}”把洗碗水倒进雨水口。",), ("已制止并清理雨水口，店主承诺接入污水管。",)),
    Story("event.emergency.fallen_cable", 0.8, "spot", "TX",
          ("{place}有一根线垂下来，离地不到两米。",), ("线缆已收紧固定。",), seasons=(1, 2, 3, 4, 5)),
    Story("event.other.frontage_duties", 2, "shop", "ZF",
          ("“{thing}”门前地面油污，垃圾桶没有盖。", "“{thing}”门前烟头多，责任牌掉了。"), _TALKED, can_fix=True),
    Story("event.publicity.illegal_shop_sign", 0.8, "shop", "ZF",
          ("“{thing}”招牌掉了一个字，边框松动。",), ("招牌已加固修复。",)),
    Story("event.appearance.kitchen_waste_spill", 0.9, "shop", "HW",
          ("“{thing}”后门餐厨垃圾桶漏了，一地油水。",), _CLEARED),
    Story("event.appearance.accumulated_rubble", 1, "spot", "HW",
          ("{place}装修垃圾堆了一大堆，没有袋装。",), ("装修垃圾已清运。",)),
)  # fmt: skip

REFUSALS = (
    "经核实，所反映位置不在本街道范围内的物业红线，请向物业公司反映。",
    "所述情况不属于城市管理受理范围，已告知反映人向有关部门咨询。",
    "描述不清且无法联系反映人，不予受理。",
)
ABSENT = "现场查看，未发现所反映的问题。"
PRESENT = "现场属实。"
RETURNS = (
    "该处属市政道路设施养护范围，建议转市政养护单位。",
    "现场为环卫作业范围，本单位不具备处置条件。",
    "权属为沿街商户，请转综合执法中心。",
)
PUSHES = (
    "多次劝导无效，需要执法力量配合，请街道协调。",
    "涉及历史遗留搭建，社区无权处置，上报街道办理。",
)
HANDOVERS = ("本人今日参加培训，转同组同事办理。", "该点位由同事长期跟进，移交办理。")
REWORKS = (
    "现场复查仍有残留，请继续清理。",
    "照片角度与上报不一致，现场问题未消除。",
    "整改不到位，店外仍有物品。",
)
CHECKS = ("现场复查，问题已消除。", "核查通过，现场整洁。", "已到场核查，符合办结条件。")
EXTENSIONS = (
    "需等待材料到货，申请延长办理时间。",
    "连续降雨无法施工，申请延期。",
    "当事人在外地，约定返回后整改，申请延期。",
)
SUSPENSIONS = (
    "该路段列入本季度大修计划，待施工完成后一并处理，申请挂账。",
    "产权单位正在走审批程序，申请挂账。",
)
FORCES = ("产权单位已注销，无责任主体，经多次协调无法处置，申请强制办结。",)
SUPERVISIONS = ("已超时限，请今日内办结并报告原因。", "群众反复反映，请分管同志到现场督促。")
APPEALS = ("超时系台风预警期间停工所致，申请不计超时。", "该案卷重复派发，申请复核。")
REOPENINGS = ("反映人来电称问题再次出现，重新打开办理。", "现场回潮，需继续处置。")
OUTSIDE_ANSWERS = ("已安排抢修人员到场处理完毕。", "养护班组已完成维修，请贵街道核查。")
TAKE_BACKS = ("对方答复产权不属其单位，收回由街道自行处置。",)
CONTACTS = (
    "已电话联系反映人，核对地点和诉求。",
    "首次联系无人接听，十分钟后再次拨打，已说明办理安排。",
)
REPLIES = (
    "您反映的问题已于现场处理完毕，感谢您对街道工作的支持。（演示）",
    "经现场核实并处置，问题已消除，后续将加强巡查。（演示）",
)
EARLY_REPLY = "案卷按计划仍在办理，先向反映人说明进度。"
ORDER_RETURN = "经查不属于本街道管辖，按规定退回。"
FOREIGN = "event.construction.construction_disturbance"
