"""One article: its text and marks (text), what stands beside it (side), the way through results (walk), its pages."""
