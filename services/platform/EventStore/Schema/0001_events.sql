-- Marten 9's tables for Guid streams, single tenancy, all four metadata columns on. No column and no index of ours on them.
create table mt_streams (
    id uuid not null constraint pkey_mt_streams_id primary key,
    type varchar null,
    version bigint null,
    timestamp timestamptz not null default (now()),
    created timestamptz not null default (now()),
    tenant_id varchar default '*DEFAULT*',
    is_archived bool default false
);

create sequence mt_events_sequence;

create table mt_events (
    seq_id bigint not null constraint pkey_mt_events_seq_id primary key,
    id uuid not null,
    stream_id uuid,
    version bigint not null,
    data jsonb not null,
    bdata bytea null,
    type varchar(500) not null,
    timestamp timestamptz not null default '(now())',
    tenant_id varchar default '*DEFAULT*',
    mt_dotnet_type varchar null,
    correlation_id varchar null,
    causation_id varchar null,
    headers jsonb null,
    user_name varchar null,
    is_archived bool default false,
    constraint fkey_mt_events_stream_id foreign key (stream_id) references mt_streams (id) on delete cascade
);
create unique index pk_mt_events_stream_and_version on mt_events (stream_id, version);
alter sequence mt_events_sequence owned by mt_events.seq_id;

create table mt_event_progression (
    name varchar not null constraint pk_mt_event_progression primary key,
    last_seq_id bigint null,
    last_updated timestamptz default (transaction_timestamp())
);

-- Which transaction appended which numbers: the order that readers follow.
create table hc_eras (
    era int not null primary key,
    opened_at timestamptz not null default now()
);
insert into hc_eras (era) values (1);

create table hc_appends (
    era int not null,
    tx xid8 not null,
    first_seq bigint not null,
    last_seq bigint not null,
    primary key (era, tx, first_seq)
);

create table hc_checkpoints (
    name text not null primary key,
    era int not null,
    tx xid8 not null,
    first_seq bigint not null,
    epoch bigint not null,
    saved_at timestamptz not null default now()
);

create table hc_counts (
    counter text not null,
    order_key text not null,
    n bigint not null,
    primary key (counter, order_key)
);

create table hc_inbox (
    source text not null,
    order_key text not null,
    last_n bigint not null default 0,
    attempts int not null default 0,
    primary key (source, order_key)
);

create table hc_leases (
    name text not null primary key,
    holder text not null,
    epoch bigint not null,
    until timestamptz not null
);

create table hc_deadlines (
    stream_id uuid not null,
    name text not null,
    due_at timestamptz not null,
    primary key (stream_id, name)
);
create index hc_deadlines_due on hc_deadlines (due_at, stream_id, name);

create table hc_answers (
    key text not null primary key,
    request_hash text not null,
    started_at timestamptz not null default now(),
    committed bool not null default false,
    answer bytea null
);

create table hc_keys (
    id uuid not null primary key,
    subject uuid not null unique,
    master_key text not null,
    wrapped bytea not null
);

create table hc_view_list (
    name text not null primary key
);

-- One statement appends; when a stream is not where the command read it, this ends the transaction.
create function hc_refuse(reason text) returns bigint language plpgsql as $$
begin
    raise exception using errcode = 'HC001', message = reason;
end $$;

create function hc_refuse_next() returns bigint language plpgsql as $$
begin
    raise exception using errcode = 'HC002', message = 'not the next message';
end $$;
