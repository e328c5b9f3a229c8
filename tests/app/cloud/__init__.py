"""Sessions linked to the cloud, before the local backend."""
