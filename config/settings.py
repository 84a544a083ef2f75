"""All settings in one file; what differs between machines comes from the environment (config/env.py)."""

import os
from pathlib import Path

import dj_database_url

from config.env import (
    LOCAL_HOSTS,
    LOG_LEVELS,
    env_bool,
    env_choice,
    env_database_url,
    env_int,
    env_mail_url,
    env_site_url,
    env_str,
    env_time_zone,
    refuse_plain_http,
    secret_key,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env_str("VAR_DIR", str(BASE_DIR / "var"))).resolve()
# Letters hold links that sign people in, the database holds what is sealed. A mask also keeps files closed in a folder
# that was made by others, whose own mode is theirs to choose.
os.umask(0o077)
VAR_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = secret_key(VAR_DIR / "secret_key")
DEBUG = env_bool("DEBUG", default=False)
HOST = env_str("HOST", "127.0.0.1")
PORT = env_int("PORT", 8000, low=1, high=65535)
# An address that means "all of this machine" is no address to link to.
_LINK_HOST = "localhost" if HOST in {"0.0.0.0", "::", "127.0.0.1", "::1"} else HOST  # noqa: S104
SITE_URL, SITE_HOST, SITE_IS_HTTPS = env_site_url("SITE_URL", f"http://{_LINK_HOST}:{PORT}")
SITE_IS_LOCAL = SITE_HOST in LOCAL_HOSTS
refuse_plain_http(SITE_URL, SITE_HOST)

ALLOWED_HOSTS = [SITE_HOST, *(["localhost", "127.0.0.1", "[::1]"] if SITE_IS_LOCAL else [])]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "evaluator",
    "modelhub",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "evaluator.no_store.NoStore",
    "evaluator.own_answer.OwnAnswer",
    "django.middleware.gzip.GZipMiddleware",
    "modelhub.api.json_errors.JsonErrors",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "evaluator.request_limits.RequestLimits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Last, as its documentation asks: it turns a lock-out into a response.
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "evaluator.navigation.navigation",
            ],
        },
    },
    {
        # Compiled templates, named *.jinja, for what raters get at every annotation.
        "NAME": "jinja2",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"environment": "evaluator.jinja.environment"},
    },
]

DATABASES = {
    "default": dj_database_url.parse(env_database_url("DATABASE_URL", f"sqlite:///{VAR_DIR / 'blindbench.sqlite3'}"))
}
DATABASES["default"]["CONN_MAX_AGE"] = None
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN, so that waiting works instead of failing in mid-transaction;
    # synchronous=FULL survives a power cut: an acknowledged rating is on the disk.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts: e-mail and password through allauth; nobody signs up by themselves; axes locks (user, address) out.
AUTH_USER_MODEL = "evaluator.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "evaluator.accounts.backends.ByEmail",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "evaluator.accounts.adapter.ClosedSignup"
ACCOUNT_FORMS = {
    "login": "evaluator.accounts.forms.SignInForm",
    "reset_password": "evaluator.accounts.forms.ResetLinkForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# axes counts failures; allauth's own counter would need a cache shared by all processes. A whole office signs in
# from one address.
ACCOUNT_RATE_LIMITS = {"login_failed": None, "login": "300/m/ip"}
ACCOUNT_PREVENT_ENUMERATION = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
# allauth hands the address on as "email", in the case it was typed in: left alone, axes would count no name at all.
AXES_USERNAME_CALLABLE = "evaluator.accounts.lock_out.sign_in_name"
AXES_CLIENT_IP_CALLABLE = "evaluator.accounts.lock_out.client_address"
# Tries during the pause neither count nor lengthen it: the time on the page stays true.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "evaluator.accounts.lock_out.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

# Mail: MAIL_URL=smtp://user:password@host:port sends; otherwise letters lie as files under var/mail.
MAIL_URL = env_mail_url("MAIL_URL")
EMAIL_BACKEND = "config.mail.Backend" if MAIL_URL else "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env_str("MAIL_FROM", f"blindbench@{SITE_HOST}")

# Browser side. Third-party assets come from their packages, everything is served by ourselves, nothing is inline.
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SITE_IS_HTTPS and env_bool("SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY", default=False) else None
SECURE_HSTS_SECONDS = 31536000 if SITE_IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_IS_HTTPS
SECURE_HSTS_PRELOAD = SITE_IS_HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "evaluator.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_FAILURE_VIEW = "evaluator.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8000
MAX_REQUEST_BYTES = 64 * 1024 * 1024

# Celery: a message only wakes a worker up; what is to be done stands in the database.
REDIS_URL = env_str("REDIS_URL")
BROKER_DIR = VAR_DIR / "broker"
# A host, which files have none of, keeps kombu from warning that it takes this one.
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
# A page tells workers of its work and answers at once, whether Redis is there, refuses or hangs: workers look by
# themselves. They are more patient themselves (config/patient_broker.py).
PUBLISH_TIMEOUTS = {"socket_connect_timeout": 0.4, "socket_timeout": 0.4, "max_retries": 0}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"visibility_timeout": 3600, **PUBLISH_TIMEOUTS}
    if REDIS_URL
    else {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
    }
)
if not REDIS_URL:
    for folder in ("messages", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
CELERY_TASK_DEFAULT_QUEUE = "web"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

DEMO = env_bool("DEMO", default=True)

# Requests with one token of the JSON API that one web process answers in a minute.
API_REQUESTS_PER_MINUTE = env_int("API_REQUESTS_PER_MINUTE", 600, low=1, high=1_000_000)

# Generation: where model files lie, what tokens and devices cost, and which addresses endpoints may have.
MODEL_STORE = Path(env_str("MODEL_STORE", str(VAR_DIR / "models"))).resolve()
PRICES_FILE = Path(env_str("PRICES_FILE", str(BASE_DIR / "fixtures" / "prices.yaml")))
# How long a worker may be silent before others take over what it has in hand.
LEASE_SECONDS = env_int("LEASE_SECONDS", 90, low=3, high=3600)
# How long an endpoint may take over one request, all attempts and waits included.
ENDPOINT_PATIENCE_SECONDS = env_int("ENDPOINT_PATIENCE_SECONDS", 600, low=3, high=7200)
DEVICE = env_str("DEVICE", "auto")
DEVICE_PRICE = env_str("DEVICE_PRICE")
ALLOW_PRIVATE_ENDPOINTS = env_bool("ALLOW_PRIVATE_ENDPOINTS", default=False)

LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = env_time_zone("TIME_ZONE", "UTC")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"hide_links": {"()": "evaluator.accounts.hide_links.HideLinks"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["hide_links"]}},
    "root": {"handlers": ["stderr"], "level": env_choice("LOG_LEVEL", "WARNING", LOG_LEVELS)},
}
SILENCED_SYSTEM_CHECKS = [] if SITE_IS_HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]
