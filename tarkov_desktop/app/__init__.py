"""What a user can do: the composition root, operations, sessions and the Changes bus."""
