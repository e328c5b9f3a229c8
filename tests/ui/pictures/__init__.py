"""Pictures of the window, compared with references."""
