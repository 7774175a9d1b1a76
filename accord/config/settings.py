"""Settings: what is the same everywhere stands here, what the surroundings decide comes from `environment`."""

from pathlib import Path

from csp.constants import NONCE
from django.utils.translation import gettext_lazy as _

from accord.config import environment

PACKAGE = Path(__file__).resolve().parent.parent
DATA = environment.data_folder()

SECRET_KEY = environment.secret_key(DATA)
DEBUG = environment.flag("DEBUG")
ACCORD_MEASURE = environment.flag("MEASURE")
ACCORD_GEO_FILE = Path(environment.text("GEO_FILE") or DATA / "geo.mmdb")
ACCORD_CAPTCHA = {
    name: environment.text(f"CAPTCHA_{name.upper()}")
    for name in ("script", "box", "field", "site_key", "secret", "verify")
}
ALLOWED_HOSTS = [host for host in environment.text("HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in environment.text("ORIGINS").split(",") if origin]
BEHIND_TLS = environment.flag("TLS")

INSTALLED_APPS = [
    "accord.web",
    "accord.jobs",
    "accord.history",
    "accord.preferences",
    "accord.accounts",
    "accord.access",
    "accord.numbering",
    "accord.files",
    "accord.notifications",
    "accord.search",
    "accord.records",
    "accord.exchange",
    "accord.dictionaries",
    "accord.catalogue",
    "accord.contacts",
    "accord.leads",
    "accord.inquiries",
    "accord.deals",
    "accord.payments",
    "accord.analytics",
    "accord.administration",
    "accord.home",
    "accord.config",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "accord.web.measure.ServerTiming",
    "django.middleware.security.SecurityMiddleware",
    "accord.web.headers.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "accord.web.static_files.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accord.accounts.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accord.web.answers.AnswerErrors",
]

ROOT_URLCONF = "accord.config.urls"
ASGI_APPLICATION = "accord.config.asgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "accord.home.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "accord.web.templatetags.web"],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"  # widgets are drawn by our templates where we have any

DATABASES = {"default": environment.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3600

ACCOUNT_ADAPTER = "accord.accounts.adapter.Adapter"
ACCOUNT_FORMS = {"login": "accord.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = False  # our own bucket in the database throttles (decision 35)

SESSION_ENGINE = "accord.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "__Host-session" if BEHIND_TLS else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if BEHIND_TLS else "csrf"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "accord.web.answers.csrf_failure"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
SECURE_SSL_REDIRECT = BEHIND_TLS and environment.flag("TLS_REDIRECT")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.flag("TRUST_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["accord.files.uploads.BoundedUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
MEDIA_ROOT = DATA / "files"

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE / "static_root"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_ROOT}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = DEBUG
SERVESTATIC_MAX_AGE = 0 if DEBUG else 365 * 24 * 3600  # each address carries the sum of its file: `{% asset %}`
SERVESTATIC_ALLOW_ALL_ORIGINS = False

LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LANGUAGE_CODE = environment.text("LANGUAGE", "en")
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

EMAIL_BACKEND = environment.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")

# The policy of safety.md §4. Nonces go to the one import map; everything else is 'self'.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "report-uri": ["/csp-report/"],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "WARNING")},
}

# Sign-in names are unique regardless of case, by a constraint that this check does not read.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
