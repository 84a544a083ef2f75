"""Pure readers of what synthesis starts from: industry codes and use cases, from outside files."""
