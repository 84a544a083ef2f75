"""What keeps bad examples out of a dataset, one file per question; pure functions that return a reason or None."""
