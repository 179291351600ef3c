"""Settings: flag > environment > project file > profile, and where each value came from."""
