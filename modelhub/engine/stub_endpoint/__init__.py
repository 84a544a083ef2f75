"""An OpenAI-compatible endpoint without a model behind it, for demonstrations and tests: `python -m modelhub.engine.stub_endpoint`."""
