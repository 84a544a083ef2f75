"""Pure statistics of a paired comparison study; nothing here knows Django or a database."""
