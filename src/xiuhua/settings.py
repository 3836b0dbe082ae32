"""Django settings of Xiuhua. Everything a place may change comes from the environment or from tables."""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from xiuhua import environment

PACKAGE = Path(__file__).resolve().parent
HOME = environment.home()
FILES_ROOT = HOME / "files"

DEBUG = environment.flag("XIUHUA_DEBUG")
SECRET_KEY = environment.secret_key(HOME)
ALLOWED_HOSTS = environment.listed(os.environ.get("XIUHUA_HOSTS", "localhost,127.0.0.1,[::1]"))
CSRF_FAILURE_VIEW = "xiuhua.web.shared.errors.form_not_ours"
CSRF_TRUSTED_ORIGINS = environment.listed(os.environ.get("XIUHUA_ORIGINS", ""))
DATABASES = {"default": environment.database(HOME)}
# Columns beside an index are for PostgreSQL; SQLite has the same indexes without them, and says so at each start.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "xiuhua.web.shared",
    "xiuhua.web.desk",
    "xiuhua.web.portal",
    "xiuhua.web.api",
    "xiuhua.web.commands",
    "xiuhua.apps.privacy",
    "xiuhua.apps.evaluation",
    "xiuhua.apps.cases",
    "xiuhua.apps.duty",
    "xiuhua.apps.registry",
    "xiuhua.apps.space",
    "xiuhua.apps.catalogue",
    "xiuhua.apps.accounts",
    "xiuhua.apps.records",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "xiuhua.web.shared.connections.TrustRecent",
    "xiuhua.web.shared.watching.requests.Watched",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "xiuhua.web.shared.middleware.SignedIn",
    "django_otp.middleware.OTPMiddleware",
    "xiuhua.web.shared.middleware.IdleTimeout",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "xiuhua.web.shared.middleware.WriteLimit",
    "xiuhua.web.shared.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "xiuhua.urls"
WSGI_APPLICATION = "xiuhua.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xiuhua.web.shared.context.frame",
            ],
        },
    }
]

# People and sign-in.
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "xiuhua.apps.accounts.sessions.PeopleBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
if environment.flag("XIUHUA_WEAK_HASHES_FOR_TESTS"):
    PASSWORD_HASHERS.insert(0, "django.contrib.auth.hashers.MD5PasswordHasher")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "xiuhua.apps.accounts.passwords.ThreeKindsValidator"},
]
AXES_FAILURE_LIMIT = int(os.environ.get("XIUHUA_SIGN_IN_FAILURES", "5"))
AXES_COOLOFF_TIME = float(os.environ.get("XIUHUA_LOCKOUT_MINUTES", "15")) / 60
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "xiuhua.web.shared.sign_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "xiuhua.web.shared.limits.client_ip"
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
IDLE_MINUTES = int(os.environ.get("XIUHUA_IDLE_MINUTES", "30"))
LEVEL_3 = environment.flag("XIUHUA_LEVEL_3")
SESSION_ENGINE = "xiuhua.apps.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = environment.flag("XIUHUA_HTTPS")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# Browsers that came by HTTPS once do not come by HTTP again; half a year, renewed at each visit.
SECURE_HSTS_SECONDS = 180 * 86400 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Language and time: stored in UTC, spoken in the subdistrict's zone.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("XIUHUA_TIME_ZONE", "Asia/Shanghai")

# For the storm of the tests only: the program's clock stands this many seconds wrong.
CLOCK_SHIFT_FILE = os.environ.get("XIUHUA_CLOCK_SHIFT_FILE_FOR_TESTS", "")

# Files.
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = HOME / "static"
if not DEBUG and (STATIC_ROOT / "staticfiles.json").exists():
    _static_backend = "xiuhua.web.shared.static_files.Storage"
else:
    _static_backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    WHITENOISE_USE_FINDERS = True
STORAGES = {"staticfiles": {"BACKEND": _static_backend}}
PHOTO_MAX_BYTES = int(os.environ.get("XIUHUA_PHOTO_MAX_MB", "15")) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 12

# The public: reports of one address within an hour (many phones share one address); 0: no limit.
PUBLIC_REPORTS_PER_HOUR = int(os.environ.get("XIUHUA_PUBLIC_REPORTS_PER_HOUR", "60"))
# Of staff: lists taken out by one account in an hour, and acts sent by one account in a minute; 0: no limit.
EXPORTS_PER_HOUR = int(os.environ.get("XIUHUA_EXPORTS_PER_HOUR", "60"))
WRITES_PER_MINUTE = int(os.environ.get("XIUHUA_WRITES_PER_MINUTE", "300"))
# How many proxies of our own stand in front: the sender's address is the one the outermost saw.
TRUSTED_PROXIES = int(os.environ.get("XIUHUA_PROXIES", "0"))
if TRUSTED_PROXIES:
    # The proxy says by which scheme the sender came; without a proxy anybody could say so.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Messages go out only to hosts that are listed; empty means: in-app messages only.
OUTBOX_HOSTS = environment.listed(os.environ.get("XIUHUA_OUTBOX_HOSTS", ""))

# Those who watch the server: figures for this machine, or for who shows the token.
METRICS_TOKEN = environment.secret("XIUHUA_METRICS_TOKEN", "XIUHUA_METRICS_TOKEN_FILE")
_log_lines = "developer" if DEBUG else environment.log_format()
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "xiuhua.web.shared.watching.log_lines.JsonLines"},
        "text": {"()": "xiuhua.web.shared.watching.log_lines.TextLines"},
        "developer": {"format": "%(levelname)s %(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": _log_lines}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("XIUHUA_LOG_LEVEL", "WARNING")},
    "loggers": {
        # Django's own server lines and mails to administrators: ours say the same without personal data.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # What a client did wrong stands in the line of its request.
        "django.request": {"level": "ERROR"},
        # Names and addresses of who signs in stand in its own table.
        "axes": {"level": "ERROR"},
    },
}
