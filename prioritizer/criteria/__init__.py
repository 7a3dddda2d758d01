"""What makes an agenda better: measured, gated, and with its evidence beside it."""
