"""SQLite, one file per account: registers, outbox, journal, settings, migrations, backups."""
