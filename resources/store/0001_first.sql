-- Makes true: one file holds everything one account (or the guest) has on this computer.
-- Registers, scopes, outbox and journal: sync.md; settings: progress-document 4.2; ledger: game-logs 9.
-- Values are JSON texts. Instants are Unix milliseconds. Released migrations are never edited.

create table meta (
    key text primary key,
    value text not null
) without rowid, strict;

-- Unit of epoch, cursor and push. acknowledged_seq is the baseSeq of the next push.
create table scopes (
    mode text not null,
    season integer not null,
    epoch integer not null default 0,
    cursor_since integer not null default 0,
    cursor_after text not null default '',
    acknowledged_seq integer not null default 0,
    primary key (mode, season)
) without rowid, strict;

-- What is shown: the last known registers of the current generation, waiting edits laid over them.
create table registers (
    mode text not null,
    season integer not null,
    path text not null,
    value text not null,
    epoch integer not null,
    ms integer not null,
    counter integer not null,
    node text not null,
    rev integer not null default 0,
    primary key (mode, season, path)
) without rowid, strict;

-- Edits the server has not acknowledged. path is null for a reset.
create table outbox (
    seq integer primary key,
    mode text not null,
    season integer not null,
    path text,
    value text not null,
    reason text not null default '',
    epoch integer not null,
    ms integer not null,
    counter integer not null,
    node text not null,
    sent integer not null default 0
) strict;

create unique index outbox_one_edit_per_path on outbox (mode, season, epoch, path) where path is not null;

-- touched: JSON list of [mode, season, path, before, after, was_absent].
create table journal (
    id integer primary key,
    at_ms integer not null,
    mode text not null,
    label text not null,
    subject text not null default '',
    origin text not null,
    kind text not null,
    target integer,
    undoable integer not null,
    archives text not null default '[]',
    touched blob not null
) strict;

-- registers: JSON map path -> [value, epoch, ms, counter, node, rev].
create table archives (
    id text primary key,
    mode text not null,
    season integer not null,
    epoch integer not null,
    reason text not null,
    at_ms integer not null,
    registers blob not null
) strict;

create index archives_by_mode on archives (mode, at_ms);

create table dead_letters (
    id integer primary key,
    mode text not null,
    season integer not null,
    path text not null,
    value text not null,
    epoch integer not null,
    ms integer not null,
    counter integer not null,
    node text not null,
    reason text not null,
    at_ms integer not null
) strict;

create table settings (
    key text primary key,
    value text not null
) without rowid, strict;

-- Facts of the game log that were applied, by hashed key, and marks of past-log imports.
create table ledger (
    key text primary key,
    kind text not null,
    at_ms integer not null,
    detail text not null default ''
) without rowid, strict;
