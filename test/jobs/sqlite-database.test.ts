import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { SqliteDatabase } from '../../src/jobs/sqlite-database.ts'
import { StoreFull } from '../../src/jobs/store.ts'

/** A database that may have a few pages and no more, with a table `things`. */
function smallDatabase(): { raw: DatabaseSync; database: SqliteDatabase } {
  const raw = new DatabaseSync(':memory:')
  raw.exec('create table things (bytes blob); pragma max_page_count = 8')
  return { raw, database: new SqliteDatabase(raw) }
}

describe('a database without room', () => {
  const large = new Uint8Array(100_000)
  const count = (database: SqliteDatabase) =>
    database.get<{ n: number }>('select count(*) as n from things')?.n

  test('says so, in a transaction and outside of one, and keeps nothing of what it could not take', () => {
    const { database } = smallDatabase()
    const insert = (bytes: Uint8Array) => database.run('insert into things (bytes) values (?)', bytes)
    expect(() => insert(large)).toThrow(StoreFull)
    const both = () => {
      insert(new Uint8Array(1))
      insert(large)
    }
    expect(() => database.transaction(both)).toThrow(StoreFull)
    expect(count(database)).toBe(0)
  })

  test('goes on once there is room', () => {
    const { raw, database } = smallDatabase()
    const insert = () => database.run('insert into things (bytes) values (?)', large)
    expect(() => database.transaction(insert)).toThrow(StoreFull)
    raw.exec('pragma max_page_count = 1000')
    database.transaction(insert)
    expect(count(database)).toBe(1)
  })

  test('leaves other errors as they are', () => {
    const { database } = smallDatabase()
    expect(() => database.transaction(() => database.run('insert into nowhere values (1)'))).toThrow(
      /no such table/,
    )
  })
})
