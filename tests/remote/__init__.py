"""The adapters of Supabase before the local backend."""
