"""The settings of the server: flags, then `REENTRY_*` environment variables, then these defaults."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.workers.limits import MB, Limits


class Settings(BaseSettings):
    """Each can be given as an environment variable: `REENTRY_DATA`, `REENTRY_QUERY_TIMEOUT`, ..."""

    model_config = SettingsConfigDict(env_prefix="REENTRY_", frozen=True)

    data: Path = Field(default=Path("data"), description="folder that holds the versions")
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on")
    sparql: str = Field(default="", description="address of a SPARQL server that answers /sparql in our place")
    sparql_graph: str = Field(
        default="", description="graph of that server that holds the merge of all, if not its default"
    )
    poll_seconds: float = Field(default=1.0, gt=0, description="how often to look for a new version")
    query_timeout: float = Field(default=30.0, gt=0, description="seconds after which a SPARQL query is ended")
    query_memory_mb: int = Field(default=2048, ge=64, description="memory of one SPARQL query, MiB")
    query_result_mb: int = Field(default=256, ge=1, description="size of one SPARQL result, MiB")
    query_workers: int = Field(default=2, ge=1, le=64, description="SPARQL queries that run at the same time")
    query_queue: int = Field(default=64, ge=1, description="SPARQL queries that may wait")
    answers_mb: int = Field(default=32, ge=0, description="memory for answers of the API, MiB")
    cache_mb: int = Field(default=64, ge=0, description="memory for results of SPARQL queries, MiB")
    access_log: bool = Field(default=False, description="write a line for each request")

    @property
    def limits(self) -> Limits:
        """What SPARQL queries may use."""
        return Limits(
            timeout_s=self.query_timeout,
            memory_bytes=self.query_memory_mb * MB,
            result_bytes=self.query_result_mb * MB,
            workers=self.query_workers,
            queue=self.query_queue,
        )


def settled(**flags: object) -> Settings:
    """Flags over variables over defaults; a flag of None was not given. Raises ValueError that names the variable."""
    try:
        held = Settings().model_dump()
    except ValidationError as error:
        faults = (f"REENTRY_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors())
        raise ValueError("; ".join(faults)) from error
    return Settings.model_validate({**held, **{name: value for name, value in flags.items() if value is not None}})
