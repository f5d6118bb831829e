"""Foreign files made ready: pages, boxes and ink, in worker processes, kept by content."""
