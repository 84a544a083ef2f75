"""A check of documentation that shares nothing with its writers: no vocabulary, no grammar, no filter of theirs."""
