"""One running site per database, shared by all flow tests; each makes studies of its own in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from tests.flow.site import Site, running_site

# The stub endpoint is on this machine, and nobody wants to wait for a minute and a half until a lease ends.
GENERATION = {"ALLOW_PRIVATE_ENDPOINTS": "1", "LEASE_SECONDS": "10"}


@pytest.fixture(scope="session", params=["SQLite and files", "PostgreSQL and Redis"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Run everything on SQLite with the filesystem broker, then on PostgreSQL with Redis."""
    var_dir = tmp_path_factory.mktemp("flow")
    if request.param == "SQLite and files":
        # With no PATH no redis-server is found.
        with running_site(var_dir, **GENERATION, PATH="/nowhere") as site:
            yield site
        return
    cluster, redis = request.getfixturevalue("postgres_url"), request.getfixturevalue("redis_url")
    with database_in(cluster) as url, running_site(var_dir, **GENERATION, DATABASE_URL=url, REDIS_URL=redis) as site:
        yield site


@contextmanager
def database_in(cluster: str) -> Iterator[str]:
    """Yield the URL of a new database in a cluster, and drop it at the end."""
    name = f"flow_{uuid4().hex[:8]}"
    _execute(cluster, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlsplit(cluster)._replace(path=f"/{name}").geturl()
    finally:
        _execute(cluster, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _execute(cluster: str, statement: sql.Composed) -> None:
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(statement)
