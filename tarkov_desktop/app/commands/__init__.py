"""The commands of ``tarkov-desktop`` as functions of (program, request): run here, or in the open window."""
