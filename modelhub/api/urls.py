"""All operations of the API, version 1."""

from ninja import NinjaAPI

from modelhub.api import models, outputs, own, runs, studies, tables
from modelhub.api.handlers import add_handlers
from modelhub.api.operations_page import OperationsPage
from modelhub.api.parser import StrictParser

PARTS = (own.router, tables.router, models.router, outputs.router, runs.router, studies.router)

api = NinjaAPI(
    title="Blindbench",
    version="1",
    description="Tables, outputs, models, runs and studies for programs. Tokens are made on the page “API”.",
    urls_namespace="api",
    parser=StrictParser(),
    docs=OperationsPage(PARTS),
)
add_handlers(api)
for part in PARTS:
    api.add_router("", part)
