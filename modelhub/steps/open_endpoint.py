"""An endpoint version --> the engine's client for it, with the run's budget and the rate that all workers share."""

from dataclasses import replace

from django.conf import settings
from redis import Redis

from evaluator.canonical import sha256_hex
from modelhub.engine.remote.budget import Budget
from modelhub.engine.remote.config import Api, EndpointConfig
from modelhub.engine.remote.endpoint import EndpointModel
from modelhub.engine.remote.limits import LocalRateLimiter, RateLimiter
from modelhub.engine.remote.prices import PriceError, TokenPrice
from modelhub.engine.remote.retrying import RetryPolicy
from modelhub.engine.remote.token_bucket import RateLimits
from modelhub.engine.text_model import ModelGone
from modelhub.models import GenerationRun, ModelVersion
from modelhub.rate_limit import RedisRateLimiter
from modelhub.steps.loaded_model import CannotLoad, LoadedModel
from modelhub.steps.programme_costs import token_price
from modelhub.steps.run_budget import RunBudget


def open_endpoint(run: GenerationRun, *, worker: str) -> LoadedModel:
    """Return a client for this run. Raises CannotLoad: a refused address, no key, no price for a budget."""
    version = run.model_version
    try:
        config = config_of(version)
        price = price_of(version, is_needed=run.budget_usd is not None)
        budget: Budget | None = RunBudget(run.pk, worker=worker) if run.budget_usd is not None else None
        model = EndpointModel(config, limiter=limiter_of(version), budget=budget, price=price)
    except (ModelGone, PriceError, ValueError, OSError) as error:
        raise CannotLoad(str(error)) from error
    return LoadedModel(model, "endpoint", config.n_in_flight * 2, is_hosted=True, price=price, close=model.close)


def config_of(version: ModelVersion) -> EndpointConfig:
    """Return a version's endpoint as the engine takes it. Raises ValueError for what can't work."""
    kept = version.endpoint
    config = EndpointConfig(
        base_url=version.location,
        model=version.revision,
        key_variable=kept.get("key_variable", ""),
        api=Api[kept.get("api", "CHAT")],
        json_schema=kept.get("json_schema", False),
        allow_private=settings.ALLOW_PRIVATE_ENDPOINTS,
        retries=RetryPolicy(in_all_s=float(settings.ENDPOINT_PATIENCE_SECONDS)),
    )
    return replace(config, n_in_flight=kept["n_in_flight"]) if "n_in_flight" in kept else config


def limiter_of(version: ModelVersion) -> RateLimiter:
    """Return the version's limits of rate: one for all workers where there is Redis, else for this process."""
    limits = RateLimits(version.endpoint.get("requests_per_minute"), version.endpoint.get("tokens_per_minute"))
    if not settings.REDIS_URL or limits == RateLimits():
        return LocalRateLimiter(limits)
    redis = Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
    # Another version with the same key at the same endpoint draws on the same limits there.
    who = sha256_hex(f"{version.location} {version.endpoint.get('key_variable', '')}".encode())
    return RedisRateLimiter(redis, who, limits)


def price_of(version: ModelVersion, *, is_needed: bool) -> TokenPrice | None:
    """Return the tokens' price; only a budget can't do without. Raises PriceError."""
    try:
        return token_price(version.price or version.revision)
    except PriceError:
        if is_needed:
            raise
        return None
