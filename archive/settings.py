"""Django's settings, and the one table of every environment variable that Dateline reads.

`docs/settings.md` is checked against `VARIABLES` by a test. Nothing else in the project reads the
environment.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from archive import embedded, logs

BASE_DIR = Path(__file__).resolve().parent.parent

# Read here, before anything imports numpy, and handed on to every child: processes share the cores among them, and
# threads of matrix products would only fight.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: how it is read, what it is without, and what it is for."""

    name: str
    kind: type
    default: Any
    help: str
    choices: tuple[str, ...] = ()


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "DATA_DIR",
        Path,
        BASE_DIR / "var",
        "Folder of everything the archive stores: embedded database, index, secrets.",
    ),
    Variable(
        "HOST",
        str,
        "127.0.0.1",
        "Address to listen on. Anything but a loopback address makes the archive reachable by others.",
    ),
    Variable("PORT", int, 8000, "Port to listen on."),
    Variable(
        "ALLOWED_HOSTS", str, "", "Host names the site answers to, separated by commas; loopback names and HOST always."
    ),
    Variable(
        "DATABASE_URL",
        str,
        "",
        "postgresql://user:password@host:port/name?sslmode=require of a PostgreSQL server, with any option of libpq; empty: the embedded one.",
    ),
    Variable(
        "SEARCH_URL",
        str,
        "",
        "opensearch://user:password@host:9200,host2:9200/prefix of an OpenSearch cluster (opensearchs:// for TLS); empty: the embedded index.",
    ),
    Variable(
        "SEARCH_SHARDS", int, 1, "Primary shards of an index made in the cluster (docs/cluster.md says how many)."
    ),
    Variable(
        "SEARCH_REPLICAS", int, 1, "Copies of each shard beside the primary one; 0 where the cluster has one node."
    ),
    Variable("SECRET_KEY", str, "", "Key that signs sessions; empty: made once and kept in DATA_DIR."),
    Variable("HTTPS", bool, False, "Site is served over HTTPS (by a proxy): secure cookies and HSTS."),
    Variable("SAMPLE", bool, True, "Load the sample dispatches into an empty archive at the first start."),
    # One runs Python on one core, and every page is half Python.
    Variable("WEB_PROCESSES", int, 2, "Number of web server processes: as many as cores, about 120 MB each."),
    Variable("ARCHIVE_NAME", str, "Dateline", "Name of this archive, shown in the masthead."),
    Variable("ARCHIVE_ZONE", str, "UTC", "Time zone of the archive's wall clock: bins and day pages."),
    Variable("TAGGER_MODEL", str, "en_core_web_md", "spaCy pipeline used for English names."),
    Variable("TAG_SECONDS", int, 30, "Seconds that tagging one article may take before it is set aside."),
    Variable("TAG_MEGABYTES", int, 2048, "Memory in MB that each tagging process may use."),
    Variable("TAG_PROCESSES", int, 2, "Processes that tag at the same time: as many as cores, about 450 MB each."),
    Variable("VERIFY_MAX", int, 30_000, "Most candidates that one query may have decided in Python."),
    Variable("WILDCARD_MAX", int, 50_000, "Most terms that one wildcard may expand to."),
    Variable("KWIC_MAX", int, 200_000, "Most lines of words in context that one query may have put in order."),
    Variable("LOG_LEVEL", str, "INFO", "Least serious lines that are logged.", ("DEBUG", "INFO", "WARNING", "ERROR")),
)


def handed_on(**changed: str) -> dict[str, str]:
    """The environment for a process of another archive: this one's own variables left out, `changed` set."""
    ours = {variable.name for variable in VARIABLES}
    return {name: value for name, value in os.environ.items() if name not in ours} | changed


def read(variable: Variable) -> Any:
    """The value of a variable from the environment, converted; a wrong value says what is right."""
    printed = os.environ.get(variable.name, "").strip()
    if printed == "":
        return variable.default
    if variable.kind is bool:
        if printed.lower() in ("1", "true", "yes", "on"):
            return True
        if printed.lower() in ("0", "false", "no", "off"):
            return False
        sys.exit(f"{variable.name}={printed!r}: write 1 or 0")
    if variable.choices and printed not in variable.choices:
        sys.exit(f"{variable.name}={printed!r}: write one of {', '.join(variable.choices)}")
    try:
        return variable.kind(printed)
    except ValueError:
        sys.exit(f"{variable.name}={printed!r}: not a number; for example {variable.default!r}")


_values = {variable.name: read(variable) for variable in VARIABLES}

DATA_DIR = Path(_values["DATA_DIR"]).expanduser().resolve()
CACHE_DIR = DATA_DIR / "cache"  # tables made once from packages
HOST: str = _values["HOST"]
PORT: int = _values["PORT"]
HTTPS: bool = _values["HTTPS"]
SAMPLE: bool = _values["SAMPLE"]
WEB_PROCESSES: int = _values["WEB_PROCESSES"]
ARCHIVE_NAME: str = _values["ARCHIVE_NAME"]
ARCHIVE_ZONE: str = _values["ARCHIVE_ZONE"]
DATABASE_URL: str = _values["DATABASE_URL"]
TAGGER_MODEL: str = _values["TAGGER_MODEL"]
TAG_SECONDS: int = _values["TAG_SECONDS"]
TAG_MEGABYTES: int = _values["TAG_MEGABYTES"]
TAG_PROCESSES: int = max(1, _values["TAG_PROCESSES"])
SEARCH_URL: str = _values["SEARCH_URL"]
SEARCH_SHARDS: int = _values["SEARCH_SHARDS"]
SEARCH_REPLICAS: int = _values["SEARCH_REPLICAS"]
VERIFY_MAX: int = _values["VERIFY_MAX"]
WILDCARD_MAX: int = _values["WILDCARD_MAX"]
KWIC_MAX: int = _values["KWIC_MAX"]
LOG_LEVEL: str = _values["LOG_LEVEL"]


try:
    ZoneInfo(ARCHIVE_ZONE)
except (KeyError, ValueError):
    sys.exit(f"ARCHIVE_ZONE={ARCHIVE_ZONE!r}: no such time zone; for example Europe/Kyiv")


def _is_loopback(host: str) -> bool:
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_only_here(host: str, https: bool, allowed_hosts: str) -> bool:
    """Whether only this machine reaches the archive. Behind a proxy it listens on loopback too: HTTPS, or names
    that others call it by, tell that there is one."""
    return _is_loopback(host) and not https and not allowed_hosts.strip()


# On an archive that only this machine can reach, a source's full text is open to anybody who can
# reach it, since they sit at the machine that holds it.
LOOPBACK_ONLY = _is_only_here(HOST, HTTPS, _values["ALLOWED_HOSTS"])


def _secret_key() -> str:
    """Made once, readable by its owner only; the same for every process of this archive."""
    if _values["SECRET_KEY"]:
        return str(_values["SECRET_KEY"])
    path = DATA_DIR / "secret-key"
    fresh = path.with_name(f"secret-key.{os.getpid()}")
    try:
        if not path.exists():
            DATA_DIR.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(50))
            with contextlib.suppress(FileExistsError):  # another process was faster; a link never shows half a key
                os.link(fresh, path)
        return path.read_text().strip()
    except OSError:
        # A command that stores nothing (extract, annotate --no-database) must run in a read-only folder;
        # those that store say themselves what is wrong with it.
        return secrets.token_urlsafe(50)
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", HOST, *filter(None, _values["ALLOWED_HOSTS"].split(","))]
ALLOWED_HOSTS_ARE_DEFAULT = not _values["ALLOWED_HOSTS"]

INSTALLED_APPS = [
    "archive",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "archive.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "archive.pages.care.Unavailable",
    "archive.pages.care.OneMoment",
]

ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
            ],
        },
    }
]


def _database(url: str) -> dict[str, Any]:
    if not url:
        return embedded.django_database(DATA_DIR)
    parts, options = urlsplit(url), dict(parse_qsl(urlsplit(url).query))
    if parts.scheme not in ("postgres", "postgresql"):
        sys.exit("DATABASE_URL must begin with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": options.pop("port", None) or str(parts.port or ""),
        "OPTIONS": options,
    }


DATABASES = {"default": {**_database(DATABASE_URL), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
_MEMORY = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": _MEMORY, "OPTIONS": {"MAX_ENTRIES": 2000}},
    # Lines of words in context: up to 30 bytes for each of KWIC_MAX lines an entry.
    "lines": {"BACKEND": _MEMORY, "LOCATION": "lines", "OPTIONS": {"MAX_ENTRIES": 12}},
    # Samples of words, ids of saved searches, all values of a facet: up to 3 MB an entry.
    "large": {"BACKEND": _MEMORY, "LOCATION": "large", "OPTIONS": {"MAX_ENTRIES": 48}},
    # Finished parts of pages of results: some 120 kB each.
    "live": {"BACKEND": "archive.caches.Finished", "LOCATION": "live", "OPTIONS": {"MAX_BYTES": 16_000_000}},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "login"
CSRF_FAILURE_VIEW = "archive.pages.care.csrf_failure"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_HANDLERS = ["archive.pages.uploads.Limited"]

LOGGING = logs.configuration(LOG_LEVEL)
