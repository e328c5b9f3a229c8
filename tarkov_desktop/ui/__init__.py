"""The Qt window: shell, pages, models, delegates, theme and the event loop."""
