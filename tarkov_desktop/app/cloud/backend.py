"""Which backend this computer uses: a variable wins over the setting; none of both means local use only."""

from __future__ import annotations

from tarkov_desktop.app.errors import AppError
from tarkov_desktop.app.options import Options
from tarkov_desktop.app.session import Session
from tarkov_desktop.app.settings import SUPABASE_ANON_KEY, SUPABASE_URL, TEAM_GATEWAY_URL
from tarkov_desktop.remote.address import Backend, BadAddressError, a_backend


class NoBackend(AppError):  # noqa: N818 - named for what is missing
    """No backend is set, or its address must not be used."""

    code = "no_backend"


def backend_of(options: Options, session: Session) -> Backend | None:
    """Return the backend of this program, None for local use only.

    Raises:
        NoBackend: an address is set that must not be used; the message says why.
    """
    url = options.supabase_url or session.settings.get(SUPABASE_URL)
    if not url:
        return None
    key = options.supabase_anon_key or session.settings.get(SUPABASE_ANON_KEY) or ""
    gateway = options.team_gateway_url or session.settings.get(TEAM_GATEWAY_URL)
    try:
        return a_backend(url, key, gateway)
    except BadAddressError as error:
        raise NoBackend(str(error)) from error
