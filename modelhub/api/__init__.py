"""The JSON API: what the pages of the hub and of leads do, for programs; docs/api.md."""
