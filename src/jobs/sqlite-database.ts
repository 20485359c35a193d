import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { StoreFull, StoreUnavailable } from './store.ts'

type Statement = ReturnType<DatabaseSync['prepare']>

/** SQLITE_FULL: there is no room on the disk, or the file has as many pages as it may. */
const FULL = 13
/** The file cannot be reached, read or trusted: SQLITE_BUSY, LOCKED, READONLY, IOERR, CORRUPT, CANTOPEN and NOTADB. */
const UNAVAILABLE = [5, 6, 8, 10, 11, 14, 26]

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

  /** Runs `work` in one transaction: all of it happens, or none. Throws `StoreFull` and `StoreUnavailable`. */
  transaction<T>(work: () => T): T {
    return named(() => {
      try {
        this.#database.exec('begin immediate')
        const result = work()
        this.#database.exec('commit')
        return result
      } catch (error) {
        // A full disk makes SQLite roll back by itself; then there is nothing left to roll back.
        if (this.#database.isTransaction) this.#database.exec('rollback')
        throw error
      }
    })
  }

  prepare(sql: string): Statement {
    let statement = this.#statements.get(sql)
    if (statement === undefined) {
      statement = this.#database.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /** Throws `StoreFull` and `StoreUnavailable`. */
  run(sql: string, ...values: SQLInputValue[]): void {
    named(() => this.prepare(sql).run(...values))
  }

  /** Throws `StoreUnavailable`. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return named(() => this.prepare(sql).get(...values)) as Row | undefined
  }

  /** Throws `StoreUnavailable`. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return named(() => this.prepare(sql).all(...values)) as Row[]
  }

  /** Throws when the file cannot be written to. */
  probe(): void {
    // The version is written as it stands: a transaction that changes nothing would not touch the disk.
    const { user_version: version } = this.get<{ user_version: number }>('pragma user_version')!
    this.run(`pragma user_version = ${version}`)
  }

  /** Of the file, without its write-ahead log. */
  fileBytes(): number {
    return this.get<{ bytes: number }>(
      'select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()',
    )!.bytes
  }

  /** What deleted rows have left of the file, for later ones to take. */
  freeSpace(): { pages: number; bytes: number } {
    return this.get(
      `select freelist_count as pages, freelist_count * page_size as bytes
         from pragma_freelist_count(), pragma_page_size()`,
    )!
  }

  /** Takes so many free pages out of the file. Throws `StoreFull` and `StoreUnavailable`. */
  giveBack(pages: number): void {
    // Each step of the statement frees one page; `exec` makes all of them.
    named(() => this.#database.exec(`pragma incremental_vacuum(${pages})`))
  }

  /** Copies the write-ahead log into the file and empties it. Throws `StoreFull` and `StoreUnavailable`. */
  emptyLog(): void {
    named(() => this.#database.exec('pragma wal_checkpoint(truncate)'))
  }

  close(): void {
    this.#database.close()
  }
}

/** Does `work`; its errors are those that the store's callers know. */
function named<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw storeError(error)
  }
}

/** An error of SQLite as the store's callers know it; any other as it is. */
export function storeError(error: unknown): unknown {
  const { errcode } = error as { errcode?: unknown }
  // The low byte is the kind of error, the rest says where it arose.
  const kind = typeof errcode === 'number' ? errcode & 255 : undefined
  if (kind === FULL) return new StoreFull(error)
  if (kind !== undefined && UNAVAILABLE.includes(kind)) return new StoreUnavailable(error)
  return error
}
