"""The demo: tables, three writers, one study to rate and one that simulated raters have been through."""
