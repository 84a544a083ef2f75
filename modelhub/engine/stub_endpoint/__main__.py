"""Serve the stub endpoint: python -m modelhub.engine.stub_endpoint."""

import sys

from modelhub.engine.stub_endpoint.command import main

sys.exit(main())
