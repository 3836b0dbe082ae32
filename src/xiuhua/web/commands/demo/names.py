"""Invented names: of people, shops and housing compounds, put together by chance from common parts.

Noise: surnames by rough frequency, given names and shop names uniformly. Whoever should bear such a name
in life is not meant; nothing here is taken from a register.
"""

from random import Random

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙史陶贺顾毛郝龚邵万覃武钱戴严莫孔向"
GIVEN_ONE = "伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红健斌鹏辉玲飞凯莉宁琴浩波晶亮"
GIVEN_TWO = (
    *(
        "建国",
        "志强",
        "秀英",
        "晓燕",
        "海燕",
        "文博",
        "雨桐",
        "子涵",
        "思远",
        "佳琪",
        "俊杰",
        "春梅",
    ),
    *(
        "国庆",
        "红梅",
        "爱华",
        "永强",
        "丽萍",
        "小红",
        "卫东",
        "新民",
        "玉兰",
        "志明",
        "晓东",
        "雪梅",
    ),
    *(
        "浩然",
        "欣怡",
        "梦琪",
        "宇航",
        "天佑",
        "嘉豪",
        "诗涵",
        "一鸣",
        "可欣",
        "立群",
        "德华",
        "守业",
    ),
    *(
        "长青",
        "少平",
        "润生",
        "金凤",
        "巧云",
        "惠民",
        "向阳",
        "学文",
        "定邦",
        "敬之",
        "若兰",
        "青松",
    ),
)

TRADES = {
    "餐饮": (
        "面馆",
        "小吃店",
        "酸菜鱼馆",
        "热干面馆",
        "饺子馆",
        "烧烤店",
        "早点铺",
        "麻辣烫",
        "快餐店",
    ),
    "食品零售": ("水果店", "卤味店", "蛋糕房", "干货店", "奶茶店", "粮油店", "鲜肉铺", "蔬菜店"),
    "百货零售": (
        "超市",
        "便利店",
        "烟酒店",
        "文具店",
        "五金店",
        "日杂店",
        "鞋店",
        "服装店",
        "手机店",
    ),
    "生活服务": (
        "理发店",
        "洗衣店",
        "足浴店",
        "药店",
        "打印店",
        "房产中介",
        "修车铺",
        "宠物店",
        "裁缝铺",
    ),
    "建材家居": ("建材店", "门窗店", "灯具店", "窗帘店", "家具店"),
}
BRANDS = (
    *(
        "老街",
        "好邻居",
        "幸福",
        "鑫旺",
        "福满",
        "百顺",
        "小城",
        "江南",
        "家家乐",
        "同心",
        "金穗",
        "顺意",
    ),
    *(
        "阿婆",
        "一品",
        "春风",
        "晨光",
        "四季",
        "乐万家",
        "巷口",
        "喜来",
        "聚源",
        "永兴",
        "瑞丰",
        "美佳",
    ),
    *(
        "惠民",
        "知味",
        "老味道",
        "诚信",
        "百姓",
        "如意",
        "合家欢",
        "新民",
        "天天",
        "宏达",
        "佳佳",
        "锦绣",
    ),
)
COMPOUNDS = (
    *(
        "织锦新村",
        "云锦苑",
        "梧桐里",
        "听雨轩",
        "和顺里",
        "锦绣花园",
        "春申坊",
        "安居公寓",
        "朝霞新村",
    ),
    *("青禾苑", "长乐坊", "怡和里", "翠竹园", "丰泽苑", "江畔人家", "福寿里", "晨曦苑", "永泰里"),
    *("紫藤苑", "望江公寓", "平安里", "棉纺宿舍", "机电大院", "双桥小区", "五里新村", "明珠公寓"),
)
COMMUNITIES = ("织锦", "云锦", "青梧", "朝霞", "花溪", "长桥")
BY_NAMES = (
    *(
        "大槐树底下",
        "老菜场",
        "铁皮棚子",
        "红绿灯口",
        "三岔口",
        "小花园",
        "桥头",
        "老粮店",
        "石库门口",
    ),
    *("电影院旧址", "水塔下", "煤球厂", "小广场", "公交终点站", "后巷口"),
)


class Namer:
    """Gives each name once."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._given: set[str] = set()

    def person(self) -> str:
        """A natural Chinese name; earlier surnames of the list are likelier."""
        return self._once(self._person)

    def shop(self) -> tuple[str, str]:
        """A sign and its trade."""
        trade = self._chance.choices(list(TRADES), weights=(34, 22, 22, 17, 5))[0]
        return self._once(lambda: self._sign(trade)), trade

    def _person(self) -> str:
        place = int(len(SURNAMES) * self._chance.random() ** 1.8)
        given = self._chance.choice(
            (self._chance.choice(GIVEN_ONE), self._chance.choice(GIVEN_TWO))
        )
        return SURNAMES[place] + given

    def _sign(self, trade: str) -> str:
        thing = self._chance.choice(TRADES[trade])
        if self._chance.random() < 0.35:
            surname = SURNAMES[int(30 * self._chance.random())]
            return f"{self._chance.choice(('老', '小'))}{surname}{thing}"
        return self._chance.choice(BRANDS) + thing

    def _once(self, make: object) -> str:
        for _ in range(50):
            name: str = make()  # type: ignore[operator]
            if name not in self._given:
                break
        else:
            name = f"{name}（{len(self._given)}号）"
        self._given.add(name)
        return name
