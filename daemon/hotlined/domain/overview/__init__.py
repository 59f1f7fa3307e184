"""What is seen of all cases: the board, what waits for analysts, the digest of the morning, gauges."""
