"""A plan as documents that a person keeps."""
