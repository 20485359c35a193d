import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { expectKnownVersion, migrate } from './sqlite-schema.ts'
import { StoreFull, StoreUnusable } from './store.ts'

/** As a folder: keep nothing. */
export const IN_MEMORY = ':memory:'

/** The store's file in its folder. */
export const FILE = 'antagon.sqlite'

type Statement = ReturnType<DatabaseSync['prepare']>

/** SQLITE_FULL: there is no room on the disk, or the file has as many pages as it may. */
const FULL = 13

/** A SQLite database with its statements kept and its rows typed by whoever asks for them. */
export class SqliteDatabase {
  readonly #database: DatabaseSync
  readonly #statements = new Map<string, Statement>()

  constructor(database: DatabaseSync) {
    this.#database = database
  }

  /** For what needs the database itself, such as a copy of it. */
  get raw(): DatabaseSync {
    return this.#database
  }

  /** Runs `work` in one transaction: all of it happens, or none. Throws `StoreFull`. */
  transaction<T>(work: () => T): T {
    try {
      this.#database.exec('begin immediate')
      const result = work()
      this.#database.exec('commit')
      return result
    } catch (error) {
      // A full disk makes SQLite roll back by itself; then there is nothing left to roll back.
      if (this.#database.isTransaction) this.#database.exec('rollback')
      throw fullOr(error)
    }
  }

  prepare(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /** Throws `StoreFull`. */
  run(sql: string, ...values: SQLInputValue[]): void {
    try {
      this.prepare(sql).run(...values)
    } catch (error) {
      throw fullOr(error)
    }
  }

  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.prepare(sql).get(...values) as Row | undefined
  }

  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.prepare(sql).all(...values) as Row[]
  }

  /** Throws when the file cannot be written to. */
  probe(): void {
    // The version is written as it stands: a transaction that changes nothing would not touch the disk.
    const { user_version: version } = this.get<{ user_version: number }>('pragma user_version')!
    this.run(`pragma user_version = ${version}`)
  }

  close(): void {
    this.#database.close()
  }
}

/** An error as the store's callers know it. */
export function fullOr(error: unknown): unknown {
  return (error as { errcode?: unknown }).errcode === FULL ? new StoreFull(error) : error
}

/**
 * Opens, and where needed creates or migrates, the store's file in a folder; ':memory:' keeps nothing.
 *
 * The file is locked for as long as it is open, so that two services cannot share it; the lock ends with the
 * process, however that ends. Throws `StoreUnusable`.
 */
export function openDatabase(folder: string): SqliteDatabase {
  const inMemory = folder === IN_MEMORY
  let database: DatabaseSync | undefined
  try {
    if (!inMemory) mkdirSync(folder, { recursive: true })
    database = new DatabaseSync(inMemory ? IN_MEMORY : join(folder, FILE), {
      enableForeignKeyConstraints: true,
    })
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal')
    // With an exclusive lock the first write takes it; until then a second service would not notice the first.
    database.exec('begin exclusive; commit')
    expectKnownVersion(database)
    migrate(database)
    return new SqliteDatabase(database)
  } catch (error) {
    // It would hold its lock for as long as the process lives.
    database?.close()
    if (error instanceof StoreUnusable) throw error
    const reason = error instanceof Error ? error.message : String(error)
    const hint = reason.includes('locked') ? ' (another antagon is using it)' : ''
    throw new StoreUnusable(`the store in ${folder} cannot be opened: ${reason}${hint}`)
  }
}
