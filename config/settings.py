"""Every setting, read from top to bottom; every value comes from the environment (README.md lists them)."""

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config import local
from config.base import observability
from config.postgres.conf import database_settings, switch

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Where it runs -----------------------------------------------------------------------------------------
# Unset, the environment is local on the embedded database and production as soon as DATABASE_URL is set.
ENVIRONMENT = env.str("ENVIRONMENT", default="production" if env.str("DATABASE_URL", default="") else "local")
if ENVIRONMENT not in ("local", "production"):
    raise ImproperlyConfigured(f"ENVIRONMENT is {ENVIRONMENT!r}: it must be 'local' or 'production'.")
LOCAL = ENVIRONMENT == "local"
DEBUG = switch(env, "DEBUG", default=False)

if LOCAL:
    SECRET_KEY = env.str("SECRET_KEY", default="") or local.secret(BASE_DIR / ".data" / "secrets", "secret_key")
    JWT_SIGNING_KEY = env.str("JWT_SIGNING_KEY", default="") or local.secret(
        BASE_DIR / ".data" / "secrets", "jwt_signing_key"
    )
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
else:
    SECRET_KEY = local.required(env, "SECRET_KEY")
    JWT_SIGNING_KEY = local.required(env, "JWT_SIGNING_KEY")
    ALLOWED_HOSTS = [host for host in local.required(env, "ALLOWED_HOSTS").split(",") if host]
local.refuse_weak(SECRET_KEY=SECRET_KEY, JWT_SIGNING_KEY=JWT_SIGNING_KEY)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/api/.*$"
CORS_ALLOW_HEADERS = ["accept", "authorization", "content-type", "idempotency-key", "if-match", "if-none-match"]
CORS_EXPOSE_HEADERS = ["etag", "location", "retry-after", "idempotent-replay"]
# How many proxies of ours stand before the server: so many last entries of X-Forwarded-For are believed.
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- The house ---------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "config.postgres.apps.PostgresConfig",
    "config.base",
    "tracking",
    "interviews",
    "feedback",
    "analytics",
    "config.apps.BackOfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "drf_standardized_errors",
    "corsheaders",
    "csp",
    "axes",
    "pgtrigger",
    "pghistory",
    "import_export",
    "procrastinate.contrib.django",
    "django_prometheus",
    "django_structlog",
]
MIDDLEWARE = [
    "config.base.middleware.IdentityMiddleware",
    "config.base.middleware.WholeBodyMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "config.base.middleware.JsonErrorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "config.base.page_middleware.CSPMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "config.base.page_middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.base.page_middleware.CsrfViewMiddleware",
    "config.base.page_middleware.AuthenticationMiddleware",
    "config.base.middleware.SessionIdentityMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "config.base.page_middleware.MessageMiddleware",
    "config.base.page_middleware.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]
ROOT_URLCONF = "config.urls"
APPEND_SLASH = True
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
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
            ]
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Forms for stages of a long process, and bulk actions over a page of 200.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# A JSON body larger than this is refused with 413 before it is parsed.
DATA_UPLOAD_MAX_MEMORY_SIZE = env.int("MAX_BODY_BYTES", default=2_500_000)

# --- Database ----------------------------------------------------------------------------------------------
DATABASES = {"default": database_settings(env, BASE_DIR)}
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_APPEND_ONLY = False  # the grants say it: see config/postgres/hardening.py
CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://base_cache")}

# --- People ------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "base.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "config.base.hashers.SmallArgon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
REGISTRATION_OPEN = switch(env, "REGISTRATION_OPEN", default=False)
# Five wrong logins a minute for one user from one address; then 429 until the minute is over.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "admin/locked_out.html"
AXES_CLIENT_IP_CALLABLE = "config.base.network.client_address"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_VERBOSE = False
# A deactivated user, a changed password or role may still count for so long in another server process.
JWT_USER_CACHE_SECONDS = env.int("JWT_USER_CACHE_SECONDS", default=5)
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=10),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=env.int("REFRESH_TOKEN_DAYS", default=7)),
    "ROTATE_REFRESH_TOKENS": True,
    "BLACKLIST_AFTER_ROTATION": True,
    "CHECK_REVOKE_TOKEN": True,
    "SIGNING_KEY": JWT_SIGNING_KEY,
    "ALGORITHM": "HS256",
    "UPDATE_LAST_LOGIN": False,
}
# A refresh token used again within these seconds is a rival of its first use, later it is theft.
REFRESH_REUSE_GRACE_SECONDS = 10

# --- API ---------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["config.base.api.authentication.JWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["config.base.api.permissions.Nobody"],
    "DEFAULT_PARSER_CLASSES": ["config.base.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "config.base.api.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "config.base.api.schema.AutoSchema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "DEFAULT_THROTTLE_RATES": {"login": "60/min", "register": "10/min"},
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "URL_FORMAT_OVERRIDE": "format",
    "NUM_PROXIES": TRUSTED_PROXY_COUNT,
    "COERCE_DECIMAL_TO_STRING": True,
}
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "config.base.api.errors.ExceptionHandler",
    "EXCEPTION_FORMATTER_CLASS": "config.base.api.errors.ExceptionFormatter",
    "ENABLE_IN_DEBUG_FOR_UNHANDLED_EXCEPTIONS": True,
    "ALLOWED_ERROR_STATUS_CODES": ["400", "401", "403", "404", "409", "412", "422", "429"],
    "ERROR_SCHEMAS": {
        "409": "config.base.api.schema.ConflictSerializer",
        "412": "config.base.api.schema.StaleSerializer",
        "422": "config.base.api.schema.KeyReusedSerializer",
    },
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hireloop API",
    "VERSION": "1.0.0",
    "DESCRIPTION": (BASE_DIR / "docs" / "api.md").read_text(),
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SCHEMA_PATH_PREFIX": "/api/",
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "POSTPROCESSING_HOOKS": ["drf_standardized_errors.openapi_hooks.postprocess_schema_enums"],
    "ENUM_NAME_OVERRIDES": {
        "ValidationErrorEnum": "drf_standardized_errors.openapi_serializers.ValidationErrorEnum.choices",
        "ClientErrorEnum": "drf_standardized_errors.openapi_serializers.ClientErrorEnum.choices",
        "ServerErrorEnum": "drf_standardized_errors.openapi_serializers.ServerErrorEnum.choices",
        "ProcessStatusEnum": "tracking.enums.ProcessStatus",
        "StageOutcomeEnum": "tracking.enums.StageOutcome",
        "OfferStatusEnum": "tracking.enums.OfferStatus",
        "CandidateStatusEnum": "tracking.enums.CandidateStatus",
        "RefusalTypeEnum": "config.base.api.schema.REFUSAL_TYPES",
        "AttachmentKindEnum": "tracking.enums.AttachmentKind",
        "SessionStatusEnum": "interviews.enums.SessionStatus",
        "SessionTypeEnum": "interviews.enums.SessionType",
        "RecordingKindEnum": "interviews.enums.RecordingKind",
        "EventTypeEnum": "feedback.enums.EventType",
        "SendingStatusEnum": "feedback.enums.SendingStatus",
        "SessionModeEnum": "interviews.enums.Mode",
        "QuestionSourceEnum": "interviews.enums.Source",
        "FeedbackSourceEnum": "feedback.enums.FeedbackSource",
        "RuleModeEnum": "feedback.enums.RuleMode",
        "DecisionStatusEnum": "feedback.enums.DecisionStatus",
    },
}
# An Idempotency-Key is remembered for so long; later the natural unique keys decide.
IDEMPOTENCY_HOURS = 24

# --- Business ----------------------------------------------------------------------------------------------
# Dates without a time (completed_date, start_date) are days of this zone; everything stored is UTC.
BUSINESS_TIME_ZONE = ZoneInfo(env.str("BUSINESS_TIME_ZONE", default="UTC"))
# On, an offer must be approved by a manager before it is extended.
OFFER_APPROVAL_REQUIRED = switch(env, "OFFER_APPROVAL_REQUIRED", default=False)
# A session in which nobody did anything for so long is abandoned.
INTERVIEW_IDLE_MINUTES = env.int("INTERVIEW_IDLE_MINUTES", default=120)
# --- Feedback ----------------------------------------------------------------------------------------------
# The built-in rule's lower bound: a mean rating below it proposes to end the process.
FEEDBACK_MIN_RATING = local.rating(env, "FEEDBACK_MIN_RATING", default="3.0", most="4.0")
# Off, feedback only marks the candidate as needing to be scored again.
FEEDBACK_RESCORE = switch(env, "FEEDBACK_RESCORE", default=True)
# Off, no rule acts by itself, whatever its mode: every decision waits for a person.
FEEDBACK_AUTOMATION = switch(env, "FEEDBACK_AUTOMATION", default=True)
# Where events go (amqp, redis, sqs, kafka or http URL); unset, they stay in the store and run the consumers here.
FEEDBACK_QUEUE_URL = env.str("FEEDBACK_QUEUE_URL", default="")
# Signs what is posted to a http URL (Standard Webhooks, whsec_...).
FEEDBACK_QUEUE_SECRET = env.str("FEEDBACK_QUEUE_SECRET", default="")
# Secrets that sign feedback posted to us; several while one takes the other's place. None: nobody may.
FEEDBACK_WEBHOOK_SECRETS = env.list("FEEDBACK_WEBHOOK_SECRETS", default=[])
# Networks in which webhook endpoints may lie although they are not public (10.0.0.0/8).
WEBHOOK_ALLOWED_NETWORKS = local.networks(env, "WEBHOOK_ALLOWED_NETWORKS")
# The address that people and other systems know this server by: for links in e-mails and the source of events.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")
# Unset, e-mails are printed instead of sent.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="hireloop@localhost")

# --- Files -------------------------------------------------------------------------------------------------
MAX_RESUME_BYTES = env.int("MAX_RESUME_BYTES", default=5_000_000)
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
MEDIA_ROOT = Path(env.str("FILES_FOLDER", default=str(BASE_DIR / ".data" / "files")))
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- Language and time -------------------------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

# --- Back-office and pages ---------------------------------------------------------------------------------
STATIC_URL = "/static/"
# Locally static files are served from where they lie.
STATIC_ROOT = None if LOCAL else BASE_DIR / ".data" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = False
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
# Cells that a spreadsheet would run as a formula are escaped on the way out.
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = False
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.CacheStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_AGE = 12 * 3600
SECURE_SSL_REDIRECT = switch(env, "SECURE_SSL_REDIRECT", default=not LOCAL)
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^health/ready$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 0 if LOCAL else env.int("SECURE_HSTS_SECONDS", default=31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL

# --- Jobs --------------------------------------------------------------------------------------------------
PROCRASTINATE_ON_APP_READY = "config.base.jobs.set_up"

# --- Watching it -------------------------------------------------------------------------------------------
# Who may read /metrics and /health/ready from elsewhere than loopback; unset, nobody.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.base.observability.json_formatter"}},
    "filters": {"one_line": {"()": "config.base.observability.OneLinePerRequest"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["one_line"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING" if LOCAL else "INFO")},
    "loggers": {
        "django.server": {"handlers": [], "propagate": True},
        "axes": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
    },
}
DJANGO_STRUCTLOG_USER_ID_FIELD = "id"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
observability.configure()
# config/base/page_middleware.py has what W002 and W003 look for by name; preloading (W021) is the operator's choice.
SILENCED_SYSTEM_CHECKS = ["security.W002", "security.W003", "security.W021"]
if not SECURE_SSL_REDIRECT:
    SILENCED_SYSTEM_CHECKS.append("security.W008")
