"""The page from which phones and computers take the authority's certificate, and how to install it.

Public: the certificate is no secret. Where the certificate is not of our own making there is no such page.
"""

from collections.abc import Sequence

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xiuhua.web.shared.tls import authority, place

STEPS: Sequence[tuple[Promise, Promise]] = (
    (
        _("安卓手机"),
        _("下载后打开“设置”，搜索“CA 证书”或“安装证书”，选“CA 证书”，再选刚下载的 xiuhua-ca.crt。"),
    ),
    (
        _("鸿蒙手机"),
        _("下载后打开“设置”，进“隐私和安全”“更多安全设置”“证书与凭据”，选“从存储设备安装”。"),
    ),
    (
        _("苹果手机"),
        _(
            "用 Safari 下载，允许安装描述文件；到“设置”“已下载描述文件”安装；再到“通用”“关于本机”“证书信任设置”打开信任。"
        ),
    ),
    (
        _("Windows 电脑"),
        _("双击下载的文件，选“安装证书”“本地计算机”，存到“受信任的根证书颁发机构”。"),
    ),
)


@require_safe
def certificate_page(request: HttpRequest) -> HttpResponse:
    """What it is, the fingerprint to compare, a code for phones, and the steps."""
    certificate = _certificate()
    address = request.build_absolute_uri(reverse("certificate"))
    context = {
        "fingerprint": authority.fingerprint(certificate),
        "until": authority.ends_at(certificate),
        "address": address,
        "code": segno.make(address, error="m").svg_data_uri(scale=5, border=2),
        "steps": STEPS,
    }
    return render(request, "shared/certificate.html", context)


@require_safe
def certificate_file(request: HttpRequest) -> HttpResponse:
    """The file that is installed."""
    response = HttpResponse(_certificate(), content_type="application/x-x509-ca-cert")
    response["Content-Disposition"] = 'attachment; filename="xiuhua-ca.crt"'
    return response


def _certificate() -> bytes:
    try:
        return place.authority_file().read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
