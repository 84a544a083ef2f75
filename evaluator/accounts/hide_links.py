"""A log filter: links that let people in don't stand in logs."""

import logging
import re

SECRET_PATHS = re.compile(r"(/join/|/password/reset/key/)[^/\s\"'?]+")


class HideLinks(logging.Filter):
    """Replace the secret part of invitation and password links in a record by dots."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if SECRET_PATHS.search(text):
            record.msg, record.args = SECRET_PATHS.sub(r"\1…", text), ()
        return True
