"""Sign-in as Supabase's Auth does it: passwords, pretend providers with PKCE, rotating refresh tokens, administration."""

from __future__ import annotations

from tarkov_desktop.localbackend.auth.endpoint import Auth
from tarkov_desktop.localbackend.auth.options import AuthOptions, Person

__all__ = ["Auth", "AuthOptions", "Person"]
