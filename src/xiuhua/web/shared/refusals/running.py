"""Refusals while the program is started: unsafe settings, certificates, the first set-up."""

from django.utils.translation import gettext_lazy as _

from xiuhua.web.shared.refusals.sentence import Sentence as S

SENTENCES = {
    "unsafe_debug": S(
        409,
        _("XIUHUA_DEBUG 开着：出错时会把程序细节和数据显示给来访者。"),
        _("请去掉 XIUHUA_DEBUG 再启动。"),
    ),
    "unsafe_hashes": S(
        409,
        _(
            "XIUHUA_WEAK_HASHES_FOR_TESTS 开着：密码散列用的是测试算法，数据库一旦泄露，密码很容易被破解。"
        ),
        _("这一项只给测试用，请去掉；开着时设过的密码要全部重设。"),
    ),
    "unsafe_hosts": S(
        409,
        _("XIUHUA_HOSTS 里有 *，等于不核对主机名，别人可以伪造链接。"),
        _("请写出真正的域名或地址，用逗号分隔。"),
    ),
    "unsafe_secret_short": S(
        409,
        _("系统密钥太短或太简单，能被猜出来：会话和查询码都由它推算。"),
        _("至少 %(shortest)s 个字符，随机生成；不设 XIUHUA_SECRET_KEY 时程序自己会生成一个。"),
    ),
    "unsafe_secret_readable": S(
        409,
        _("文件 %(file)s 里有密钥，而这台机器上的任何用户都能读。"),
        _("请运行：chmod 600 %(file)s"),
    ),
    "unsafe_plain_http": S(
        409,
        _(
            "要在 %(host)s 上给别的机器用，却没有 HTTPS：密码会在网上明文传送，手机也不给定位和拍照。"
        ),
        _(
            "请加 --https（自建证书）或 --cert、--key；前面有反向代理的，让程序只听 127.0.0.1，并设 XIUHUA_HTTPS=1、"
            "XIUHUA_PROXIES=1。确知网络可信的，可加 --plain-http。"
        ),
    ),
    "doubtful_https_without_door": S(
        409,
        _("XIUHUA_HTTPS 开着，但既没有证书，前面也没有反向代理，用 HTTP 打开会登录不了。"),
        _("请加 --https，或设 XIUHUA_PROXIES。"),
    ),
    "doubtful_proxy_without_https": S(
        409,
        _("前面有反向代理，但没有设 XIUHUA_HTTPS：会话可能经 HTTP 泄露。"),
        _("代理上有证书的，请设 XIUHUA_HTTPS=1。"),
    ),
    "certificate_unreadable": S(
        400,
        _("证书或私钥读不了：%(file)s。"),
        _("两个文件都应是 PEM 格式，私钥不带口令，运行程序的用户能读。"),
    ),
    "certificate_of_another_key": S(
        409, _("证书 %(file)s 和私钥不是一对。"), _("请核对 --cert 和 --key。")
    ),
    "certificate_over": S(409, _("证书已于 %(day)s 到期。"), _("请换新的证书。")),
    "certificate_half_given": S(400, _("--cert 和 --key 要一起给。"), _("请补上另一个。")),
    "authority_not_for_name": S(
        409,
        _("自建的证书机构不能给 %(host)s 签证书：它只管建立时就有的名称和内网地址。"),
        _(
            "请把 XIUHUA_HOME 里 tls 文件夹的 ca.crt、ca.key 移走再启动，会新建一个，手机要重新安装；"
            "或者用 --cert、--key。"
        ),
    ),
    "move_url_unreadable": S(
        400, _("文件 %(file)s 读不了。"), _("里面应是一行 postgres://…，运行本命令的用户能读。")
    ),
    "redirect_without_https": S(
        400, _("--redirect-port 要和 --https 或 --cert 一起用。"), _("请补上。")
    ),
}
