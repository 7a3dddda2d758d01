"""Read, clean, redact and group what citizens say."""
