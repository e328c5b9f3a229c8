"""What ``supabase/config.toml`` says about the project, with Supabase's own default where it says nothing."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import msgspec

from tarkov_desktop.localbackend.errors import StartFailedError

if TYPE_CHECKING:
    from pathlib import Path


class Api(msgspec.Struct, frozen=True, kw_only=True):
    """``[api]``: what REST shows."""

    schemas: tuple[str, ...] = ("public", "graphql_public")
    extra_search_path: tuple[str, ...] = ("public", "extensions")
    max_rows: int = 1000


class Auth(msgspec.Struct, frozen=True, kw_only=True):
    """``[auth]``: sign-in."""

    site_url: str = "http://127.0.0.1:3000"
    additional_redirect_urls: tuple[str, ...] = ()
    jwt_expiry: int = 3600
    refresh_token_reuse_interval: int = 10


class Function(msgspec.Struct, frozen=True, kw_only=True):
    """``[functions.<name>]``: one edge function."""

    verify_jwt: bool = True
    enabled: bool = True


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of config.toml that the stand-in follows; the rest is for the CLI."""

    api: Api = Api()
    auth: Auth = Auth()
    functions: dict[str, Function] = msgspec.field(default_factory=dict)


def read_project(file: Path) -> Project:
    """The project of *file*; Supabase's defaults when there is none.

    Raises:
        StartFailedError: the file is not TOML, or a value has the wrong type.
    """
    try:
        return msgspec.convert(tomllib.loads(file.read_text("utf-8")), Project)
    except FileNotFoundError:
        return Project()
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise StartFailedError(f"{file.name} of the project cannot be used: {error}") from error
