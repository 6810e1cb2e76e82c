-- What stands at each boundary, as steps: from one event of a crossing to its next nothing changes, so the step that holds at a moment says how the crossing stood then.
-- Rows follow from the trail alone and are written in the transaction that enters its events.
create table hc_crossings (
    handoff uuid not null,
    version bigint not null,
    service text collate "C" not null,
    boundary text collate "C" not null,
    case_id uuid,
    subject_id uuid,
    kind text collate "C" not null,
    outcome text collate "C",
    is_breach boolean not null,
    state text collate "C" not null,
    at timestamptz not null,
    until timestamptz not null default 'infinity',
    began_at timestamptz not null,
    started_at timestamptz not null,
    due_at timestamptz,
    level int not null,
    primary key (handoff, version));

create index hc_crossings_standing on hc_crossings using gist (tstzrange(at, until)) where state in ('offered', 'blocked', 'returned', 'timed-out');
create index hc_crossings_flow on hc_crossings (at) include (boundary, kind, outcome, is_breach);

-- What a case, a claim, a payment or a journal is worth from a moment on, in US dollars.
create table hc_stakes (
    subject uuid not null,
    at timestamptz not null,
    amount numeric(18, 2) not null,
    primary key (subject, at));
