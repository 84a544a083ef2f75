"""Which version to use: what revealed studies, runs and licences say of each, side by side."""
