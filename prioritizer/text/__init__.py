"""Thai and English: normalise, cut, read dates, vectorise."""
