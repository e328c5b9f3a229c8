"""What any Supabase stack with our migrations and functions must do; see ``conftest`` for how to point it elsewhere."""
