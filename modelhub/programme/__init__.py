"""A programme: dataset, training, verification, generation and a draft study from one file, resumable at any moment."""
