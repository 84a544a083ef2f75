"""The arrows between the blind half's records: the only code that writes them."""
