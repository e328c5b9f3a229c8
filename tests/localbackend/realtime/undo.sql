-- What world.sql and single tests made; the policies go with the function they ask.
drop policy if exists broken on realtime.messages;
drop schema if exists rooms cascade;
drop table if exists notes, public_notes, unpublished;
truncate realtime.messages;
select localbackend.renew_message_partitions();
