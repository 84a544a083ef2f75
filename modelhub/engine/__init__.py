"""Pure code that writes and checks documentation; it runs without Django."""
