"""What every environment shares. Overrides live in dev, test and production."""

from __future__ import annotations

from csp.constants import NONE, SELF

from portal.settings import env

BASE_DIR = env.BASE_DIR
DATA_DIR = env.DATA_DIR
PUBLIC_URL = env.PUBLIC_URL
ALLOWED_HOSTS = env.ALLOWED_HOSTS
DEBUG = env.DEBUG

INSTALLED_APPS = [
    "portal.home",
    "parents",
    "bookings.bespoke",
    "bookings.slots",
    "bookings.places",
    "bookings.finance",
    "training",
    "directory",
    "search",
    "portal.editorial",
    "portal.accounts",
    "portal.media",
    "portal.notify",
    "portal.vocabulary",
    "portal.outbox",
    "portal.base",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "portal.accounts.apps.SignInsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    # After wagtail.admin, whose mails about workflows it replaces.
    "portal.publishing",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.base.middleware.RequestGuard",
    "portal.base.middleware.AdminSearchGuard",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.base.middleware.PrivateWhenSignedIn",
    "portal.accounts.sessions.middleware.LastSeen",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.accounts.middleware.AdminGate",
    "portal.home.admin_doors.SideDoors",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "search.log.middleware.CountsOpenedResults",
    "portal.base.leading_on.LeadsOn",
    "portal.base.refused.SaysWhyNot",
    "portal.accounts.merging.middleware.SaysJustMerged",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

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
                "portal.base.context_processors.portal",
            ],
            "builtins": ["portal.base.templatetags.portal_components"],
        },
    },
]

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache()}
CSRF_FAILURE_VIEW = "portal.home.views.form_expired"
SESSION_ENGINE = "portal.accounts.sessions.store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.base.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "portal" / "frontend" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = env.MEDIA_ROOT
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

vars().update(env.email())
DEFAULT_FROM_EMAIL = env.EMAIL_FROM
EMAIL_TIMEOUT = 10

# --- Sign-in ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.sign_in_backend.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "portal.accounts.validators.LeakedPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/bookings/"
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60

ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
# Otherwise the reset form sends mail to any address that anybody types into it.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# School computers are shared: the session ends with the browser, and after SESSION_COOKIE_AGE.
ACCOUNT_SESSION_REMEMBER = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Eight digits, three tries a code: whoever asks for all the codes that the limits below allow, from
# everywhere and all day, guesses one of an account's in some 500 years.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_LOGIN_TIMEOUT = 30 * 60
# Else a mail server's slowness would say which addresses are known.
SIGN_IN_MAIL_BESIDE_THE_ANSWER = True
# Browsers that somebody has signed in with have tries of their own: strangers cannot use them up.
KNOWN_BROWSER_COOKIE_NAME = "known_browser"
# A school is one address on the network, so limits per address (ip) are loose; those per account
# (key, user) are tight. They are counted in the default cache, which web processes share.
ACCOUNT_RATE_LIMITS = {
    "login": "1200/m/ip",
    "request_login_code": "300/m/ip,3/10m/key",
    "request_login_code_anywhere": "8/h/key",
    "login_failed": "100/m/ip,5/5m/key,50/d/key",
    "signup": "300/m/ip",
    "reset_password": "300/m/ip,3/10m/key",
    "reset_password_from_key": "300/m/ip",
    "confirm_email": "1/m/key",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    # Each sends mail to an address that its asker chose.
    "change_email": "6/h/user",
    "export_data": "5/h/user",
    "check_certificate": "60/m/ip",
    "reauthenticate": "10/m/user",
}
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.SignInForm",
    "confirm_login_code": "portal.accounts.forms.MailedCodeForm",
    "signup": "portal.accounts.forms.SignUpForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.NewPasswordForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "reauthenticate": "portal.accounts.forms.ConfirmPasswordForm",
}
MFA_ADAPTER = "portal.accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
# The code before counts too, for who types it at its last second. None counts twice: see
# portal.accounts.second_step.app_codes.
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey stands for password and second step together, so it must ask for a finger, a face or a PIN.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    "authenticate": "portal.accounts.second_step.forms.CodeForm",
    "reauthenticate": "portal.accounts.second_step.forms.ConfirmCodeForm",
    "activate_totp": "portal.accounts.second_step.forms.ActivateForm",
    "add_webauthn": "portal.accounts.second_step.forms.AddPasskeyForm",
    "edit_webauthn": "portal.accounts.second_step.forms.RenamePasskeyForm",
    "login_webauthn": "portal.accounts.second_step.forms.SignInByPasskeyForm",
    "authenticate_webauthn": "portal.accounts.second_step.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "portal.accounts.second_step.forms.ConfirmPasskeyForm",
}

# --- Wagtail ---------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Kent Directory of Resources"
WAGTAILADMIN_BASE_URL = PUBLIC_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "pages/home/password_required.html"
WAGTAILDOCS_PASSWORD_REQUIRED_TEMPLATE = "pages/home/password_required.html"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_I18N_ENABLED = False
# Publishing ends a running review all the same: portal.publishing does it, as approving in part must not.
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_USER_TIME_ZONES = ["Europe/London"]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", "English")]
WAGTAILIMAGES_IMAGE_MODEL = "media.PortalImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.PortalDocument"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# The public search (Wagtail's own, above, is the admin's): embedded under DATA_DIR, or Elasticsearch.
ELASTICSEARCH_URL = env.ELASTICSEARCH_URL
ELASTICSEARCH_INDEX_PREFIX = env.ELASTICSEARCH_INDEX_PREFIX
ELASTICSEARCH_API_KEY = env.ELASTICSEARCH_API_KEY
ELASTICSEARCH_CA_CERTS = env.ELASTICSEARCH_CA_CERTS
ELASTICSEARCH_PATIENCE = env.ELASTICSEARCH_PATIENCE
SEARCH_INDEX_DIR = DATA_DIR / "search"
# What people search for is counted, by wording and never by reader.
SEARCH_COUNTING = True
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []

# --- What browsers may load ------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Without Stripe’s page here a browser stops, without a word, whoever is sent there by a form.
        "form-action": [SELF, *env.card_pages(env.STRIPE_API_KEY, env.STRIPE_API_BASE)],
        "frame-ancestors": [SELF],
    },
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- Cards -----------------------------------------------------------------------------------
STRIPE_API_KEY = env.STRIPE_API_KEY
STRIPE_API_BASE = env.STRIPE_API_BASE
STRIPE_WEBHOOK_SECRETS = env.STRIPE_WEBHOOK_SECRETS
# What is issued and paid with a test key moves no money: it has numbers, a ledger and a banner of its own.
CARD_TEST = env.card_test(env.STRIPE_API_KEY, env.STRIPE_API_BASE)
ALLOW_TEST_PAYMENTS = env.ALLOW_TEST_PAYMENTS
# Up to this one person of finance may pay back alone.
CARD_REFUND_ALONE_PENCE = env.CARD_REFUND_ALONE_PENCE

# --- This service ----------------------------------------------------------------------------
DEMONSTRATION_ALLOWED = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "portal.base.logs.QuietFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "wagtail": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        # At INFO it writes down whose passkey was used.
        "fido2": {"level": "WARNING"},
        # At INFO it writes two lines for every request to Stripe, with its ids.
        "stripe": {"level": "WARNING"},
        # At INFO it writes a line for every request to Elasticsearch.
        "elastic_transport": {"level": "WARNING"},
    },
}
