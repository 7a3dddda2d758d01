"""Which signals speak for which agenda, and with how many voices."""
