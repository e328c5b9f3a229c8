"""A stand-in for Supabase on loopback: real PostgreSQL, our SQL, our functions. For the demo and tests only."""
