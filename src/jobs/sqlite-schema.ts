import type { DatabaseSync } from 'node:sqlite'
import { StoreUnusable } from './store.ts'

/*
 * Whatever may be large has a table of its own: SQLite writes the whole row anew when any of it changes, and a job's
 * row changes with every batch of frames.
 */

/** One entry a version; a store of version n has had the first n applied. Never edit one that was released. */
export const MIGRATIONS: readonly string[] = [
  `
  create table jobs (
    number integer primary key autoincrement,
    id text not null unique,
    type text not null,
    kind text not null,
    status text not null,
    fraction real not null,
    message text not null,
    attempt integer not null,
    seed integer not null,
    created_at text not null,
    started_at text,
    finished_at text,
    error text,
    frames integer not null,
    last_seq integer not null,
    idempotency_key text unique,
    fingerprint text
  ) strict;
  create index jobs_by_status on jobs (status, number);
  create table specs (
    job integer primary key references jobs (number) on delete cascade,
    body text not null
  ) strict;
  create table checkpoints (
    job integer primary key references jobs (number) on delete cascade,
    bytes blob not null
  ) strict;
  create table log (
    job integer not null references jobs (number) on delete cascade,
    seq integer not null,
    type text not null,
    attempt integer not null,
    body text not null,
    primary key (job, seq)
  ) strict, without rowid;
  create table results (
    job integer primary key references jobs (number) on delete cascade,
    body text not null
  ) strict;
  create table arrays (
    job integer not null references jobs (number) on delete cascade,
    name text not null,
    bytes blob not null,
    primary key (job, name)
  ) strict;
  `,
  // The value comes last: it may be large, and SQLite reads a row only as far as it is asked for.
  `
  create table parts (
    job integer not null references jobs (number) on delete cascade,
    part integer not null,
    frame text not null,
    value blob not null,
    primary key (job, part)
  ) strict;
  `,
  // What a job needs or makes is kept until it ends; so it says what is in use, and which names are taken.
  `
  create table classifiers (
    name text primary key,
    created_at text not null,
    digest text not null,
    labels text not null,
    hill text,
    layers text not null,
    provenance text not null,
    metrics text,
    weights blob not null
  ) strict;
  create table job_classifiers (
    job integer not null references jobs (number) on delete cascade,
    name text not null,
    role text not null check (role in ('needs', 'makes')),
    primary key (job, role, name)
  ) strict, without rowid;
  create index job_classifiers_by_name on job_classifiers (name, role, job);
  `,
  // Whose a job is (null: nobody's in particular), what it was estimated to cost, how much of it is kept, and the
  // trace that it belongs to.
  `
  alter table jobs add column owner text;
  alter table jobs add column cost real not null default 0;
  alter table jobs add column stored_bytes integer not null default 0;
  alter table jobs add column traceparent text;
  update jobs set stored_bytes = (select octet_length(body) from specs where job = number)
    + (select coalesce(sum(octet_length(body)), 0) from log where job = number)
    + (select coalesce(sum(octet_length(body)), 0) from results where job = number)
    + (select coalesce(sum(octet_length(bytes)), 0) from arrays where arrays.job = number);
  create index jobs_by_owner on jobs (owner, number);
  create index jobs_by_end on jobs (finished_at);
  alter table classifiers add column owner text;
  `,
  // What each owner has used. Triggers count its bytes, so that no code that changes them can forget to.
  `
  create table usage (
    owner text primary key,
    hour text not null default '',
    jobs integer not null default 0,
    day text not null default '',
    cost real not null default 0,
    bytes integer not null default 0
  ) strict;
  insert into usage (owner, bytes)
    select owner, sum(stored_bytes) from jobs where owner is not null group by owner;
  create trigger job_kept after insert on jobs when new.owner is not null begin
    insert into usage (owner, bytes) values (new.owner, new.stored_bytes)
      on conflict (owner) do update set bytes = bytes + excluded.bytes;
  end;
  create trigger job_grown after update of stored_bytes on jobs when new.owner is not null begin
    update usage set bytes = bytes + new.stored_bytes - old.stored_bytes where owner = new.owner;
  end;
  create trigger job_gone after delete on jobs when old.owner is not null begin
    update usage set bytes = bytes - old.stored_bytes where owner = old.owner;
  end;
  create trigger classifier_kept after insert on classifiers when new.owner is not null begin
    insert into usage (owner, bytes) values (new.owner, octet_length(new.weights))
      on conflict (owner) do update set bytes = bytes + excluded.bytes;
  end;
  create trigger classifier_gone after delete on classifiers when old.owner is not null begin
    update usage set bytes = bytes - octet_length(old.weights) where owner = old.owner;
  end;
  `,
  // In which order jobs are taken up: by urgency, then by turn, which is shared out fairly among owners, then by
  // number. turns keeps the greatest turn that was taken of each urgency. The indexes hold what waits, and all that
  // the choice looks at.
  `
  alter table jobs add column urgency integer not null default 3;
  alter table jobs add column turn integer not null default 0;
  update jobs set turn = waiting.turn from (
    select number, row_number() over (partition by owner order by number) as turn from jobs where status = 'queued'
  ) as waiting where waiting.number = jobs.number;
  create table turns (
    urgency integer primary key,
    taken integer not null
  ) strict;
  create index jobs_by_turn on jobs (urgency, turn, number, kind) where status = 'queued';
  create index jobs_by_owners_turn on jobs (owner, urgency, turn) where status = 'queued';
  `,
]

/** Throws `StoreUnusable` for a store that a later version has written. */
export function expectKnownVersion(database: DatabaseSync): void {
  const version = versionOf(database)
  if (version > MIGRATIONS.length) {
    throw new StoreUnusable(
      `the store has format ${version}, but this version of antagon knows formats up to ${MIGRATIONS.length}`,
    )
  }
}

/** Brings a store up to this version, or leaves it as it is and throws. */
export function migrate(database: DatabaseSync, migrations = MIGRATIONS): void {
  const missing = migrations.slice(versionOf(database))
  if (missing.length === 0) return
  database.exec('begin immediate')
  try {
    for (const migration of missing) database.exec(migration)
    database.exec(`pragma user_version = ${migrations.length}; commit`)
  } catch (error) {
    if (database.isTransaction) database.exec('rollback')
    throw error
  }
}

/** 0 of a file that no version has written. */
export function versionOf(database: DatabaseSync): number {
  return (database.prepare('pragma user_version').get() as { user_version: number }).user_version
}
