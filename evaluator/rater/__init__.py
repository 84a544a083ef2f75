"""Pages for raters: what they may know comes from the steps as frozen values."""
