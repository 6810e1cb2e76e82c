-- What partners sent, byte for byte: one row an original, its bytes in sealed chunks of at most 1 MiB, addressed by the SHA-256 of their ciphertext.
create table hc_originals (
    id uuid not null primary key,
    source text not null,
    media_type text not null,
    length bigint not null,
    -- A keyed hash of the bytes: finds the same bytes again and tells nothing about them.
    fingerprint text not null,
    kept_at timestamptz not null,
    -- Whose erasure erases it: the original itself until it is assigned to a patient.
    subject uuid not null,
    -- The key of the chunks, sealed under the subject's.
    key_id uuid not null,
    key_nonce bytea not null,
    key_text bytea not null,
    key_tag bytea not null,
    chunks bytea[] not null
);
create index hc_originals_fingerprint on hc_originals (fingerprint, source);
create index hc_originals_subject on hc_originals (subject);

create table hc_original_chunks (
    address bytea not null primary key,
    original uuid not null,
    kept_at timestamptz not null default now(),
    data bytea not null
);
-- Compressing ciphertext costs time and saves nothing.
alter table hc_original_chunks alter column data set storage external;
create index hc_original_chunks_original on hc_original_chunks (original);
