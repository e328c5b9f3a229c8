"""Supabase: sign-in and tokens, progress calls, team functions, realtime."""
