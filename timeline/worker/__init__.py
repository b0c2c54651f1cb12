"""Read bytes and texts from elsewhere in a process of its own, within limits of time and memory."""
