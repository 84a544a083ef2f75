"""The blind half: tables, arms, pairs, raters and ratings, without any knowledge of models."""
