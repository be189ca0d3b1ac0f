"""The settings of the server: options of `reentry serve`, then `REENTRY_*` environment variables, then defaults."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.default_address import DATA, HOST, PORT
from graph.model.errors import ReentryError
from graph.workers.query_limits import DEFAULT_LIMITS, MB, Limits

LARGEST_ANSWER = 2048 * MB
"""The most bytes of one long answer."""


class InvalidSetting(ReentryError, ValueError):
    """An environment variable has a value that it cannot take."""

    problem = "invalid-setting"


class Settings(BaseSettings):
    """All settings. Each can be set by an environment variable: `REENTRY_DATA`, `REENTRY_QUERY_TIMEOUT`, and so on."""

    model_config = SettingsConfigDict(env_prefix="REENTRY_", frozen=True)

    data: Path = Field(default=DATA, description="folder with the versions of the facts")
    host: str = Field(default=HOST, description="address to listen on")
    port: int = Field(default=PORT, ge=0, le=65535, description="port to listen on; 0 picks a free one")
    sparql: str = Field(default="", description="address of another SPARQL server that answers /sparql instead")
    sparql_graph: str = Field(
        default="", description="graph of that server with the merge of all facts, if it is not its default graph"
    )
    poll_seconds: float = Field(default=1.0, gt=0, description="seconds between two looks for a newer version")
    query_timeout: float = Field(
        default=DEFAULT_LIMITS.timeout_s, gt=0, description="seconds after which a SPARQL query is stopped"
    )
    query_memory_mb: int = Field(
        default=DEFAULT_LIMITS.memory_bytes // MB, ge=64, description="memory that one SPARQL query may use, in MiB"
    )
    query_result_mb: int = Field(
        default=DEFAULT_LIMITS.result_bytes // MB, ge=1, description="largest result of a SPARQL query, in MiB"
    )
    query_workers: int = Field(
        default=DEFAULT_LIMITS.workers, ge=1, le=64, description="number of SPARQL queries that run at the same time"
    )
    query_queue: int = Field(default=DEFAULT_LIMITS.queue, ge=1, description="number of SPARQL queries that may wait")
    answer_workers: int = Field(
        default=3,
        ge=0,
        le=64,
        description="number of long answers made at once; 0: in threads, without limits",
    )
    answer_timeout: float = Field(default=600.0, gt=0, description="seconds after which a long answer is stopped")
    answer_memory_mb: int = Field(default=2048, ge=64, description="memory that one long answer may use, in MiB")
    kept_mb: int = Field(
        default=1024, ge=0, description="room for long answers that are kept, in temporary files, in MiB"
    )
    answers_mb: int = Field(default=32, ge=0, description="memory for cached answers of the API, in MiB")
    cache_mb: int = Field(default=64, ge=0, description="memory for cached results of SPARQL queries, in MiB")
    access_log: bool = Field(default=False, description="write a line of JSON for each request")
    access_log_queries: bool = Field(default=False, description="also write what was asked, which may be private")
    trusted_proxies: str = Field(
        default="", description="addresses and networks of reverse proxies that say who the client is, with commas"
    )
    proxy_header: Literal["x-forwarded-for", "forwarded"] = Field(
        default="x-forwarded-for", description="header in which these proxies say it: `x-forwarded-for` or `forwarded`"
    )
    allowed_hosts: str = Field(
        default="", description="names under which the server answers, as `example.org,*.example.org`; none: any"
    )
    rate: int | None = Field(
        default=None,
        ge=0,
        description="requests per minute that one client may send, 0: any number; "
        "none: 600, or any number where only this machine can connect",
    )
    tokens: Path | None = Field(
        default=None, description="file of API tokens (`reentry token`); none: `tokens.json` in the data folder"
    )
    anonymous: str = Field(
        default="read,sparql,export",
        pattern=r"^\s*(none|(read|sparql|export)(\s*,\s*(read|sparql|export))*)\s*$",
        description="what clients without a token may ask for: some of `read,sparql,export`, or `none`",
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, text: str) -> str:
        for address in listed(text):
            ip_network(address, strict=False)
        return text

    @field_validator("allowed_hosts")
    @classmethod
    def _are_hosts(cls, text: str) -> str:
        for host in listed(text):
            if "*" in host.removeprefix("*.") or "/" in host:
                raise ValueError(f"{host!r} is no name of a host: write example.org, or *.example.org")
        return text

    @property
    def limits(self) -> Limits:
        """The limits of SPARQL queries."""
        return Limits(
            timeout_s=self.query_timeout,
            memory_bytes=self.query_memory_mb * MB,
            result_bytes=self.query_result_mb * MB,
            workers=self.query_workers,
            queue=self.query_queue,
        )

    @property
    def answer_limits(self) -> Limits:
        """The limits of long answers."""
        return Limits(
            timeout_s=self.answer_timeout,
            memory_bytes=self.answer_memory_mb * MB,
            result_bytes=LARGEST_ANSWER,
            workers=2 if self.answer_workers else 0,
            extra_workers=self.answer_workers + 1,
            long_workers=self.answer_workers,
            queue=256,
            queue_per_client=128,
            queue_wait_s=self.answer_timeout,
            spool_bytes=1 * MB,
            room_bytes=self.kept_mb * MB + 4 * LARGEST_ANSWER,
        )


def listed(text: str) -> list[str]:
    """The parts of a text with commas."""
    return [part for part in map(str.strip, text.split(",")) if part]


def load_settings(**options: object) -> Settings:
    """Options before environment variables before defaults; an option of None is not set. Raises InvalidSetting."""
    try:
        values = Settings().model_dump()
    except ValidationError as error:
        faults = (f"REENTRY_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors())
        raise InvalidSetting("; ".join(faults)) from error
    given = {name: value for name, value in options.items() if value is not None}
    return Settings.model_validate({**values, **given})
