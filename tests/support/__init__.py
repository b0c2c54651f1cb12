"""What tests share and is no fixture."""
