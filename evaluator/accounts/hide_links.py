"""A log filter: links and tokens that let people in don't stand in logs."""

import logging
import re

# Tokens of the API begin as modelhub/steps/api_tokens.py makes them.
SECRET_PATHS = re.compile(r"(/join/|/password/reset/key/|bbt_)[^/\s\"'?]+")


class HideLinks(logging.Filter):
    """Replace the secret part of invitation links, password links and tokens in a record by dots."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if SECRET_PATHS.search(text):
            record.msg, record.args = SECRET_PATHS.sub(r"\1…", text), ()
        return True
