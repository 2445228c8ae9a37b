import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Api } from '../../src/main/api/server'
import type { OwnedEngine } from '../../src/main/engine'
import { SampleState } from '../../src/shared/sample'
import { TableFiles } from '../../src/shared/table'
import { serveApi } from '../support/api'
import { openTestFolder, type TestFolder } from '../support/engine'
import { until } from '../support/until'

const RECORDS = 600_000
const FIRST = RECORDS / 10

describe('sample rows of the running engine', () => {
  let folder: TestFolder
  let engine: OwnedEngine
  let api: Api

  beforeAll(async () => {
    folder = await openTestFolder([`pipeline.sample.records=${RECORDS}`])
    engine = await folder.engine()
    api = await serveApi(engine)
  })
  afterAll(async () => {
    await api.close(0)
    await folder.remove()
  })

  async function post(path: string, body?: object): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(api.address + path, {
      method: 'POST',
      ...(body === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }

  async function state(): Promise<SampleState> {
    return SampleState.parse(await (await fetch(`${api.address}/sample`)).json())
  }

  /** Parquet files on disk, and how many of them the table has. */
  async function files(): Promise<{ onDisk: number; live: number; rows: number }> {
    const told = TableFiles.parse(await (await fetch(`${api.address}/lake/tables/transactions/files`)).json())
    const names = await readdir(told.path, { recursive: true })
    return {
      onDisk: names.filter((name) => name.endsWith('.parquet') && !name.startsWith('_delta_log')).length,
      live: told.files.length,
      rows: told.files.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
    }
  }

  test('a cancelled seed keeps what was committed, and leaves no file of the rest', async () => {
    expect(await post('/sample/cancel')).toEqual({
      status: 200,
      body: { state: 'none', written: 0, total: 0, days: 90, seed: null, message: null },
    })
    const begun = await post('/sample/seed', { days: 3 })
    expect(begun).toMatchObject({ status: 202, body: { state: 'writing', total: RECORDS } })
    // Beyond the first commit, in the middle of the second.
    await until(state, ({ written }) => written > FIRST)
    // A second request changes nothing: the first goes on.
    expect(await post('/sample/seed', { records: 1 })).toMatchObject({ status: 202, body: { total: RECORDS } })
    const cancelled = await post('/sample/cancel')
    expect(cancelled).toEqual({
      status: 200,
      body: { state: 'cancelled', written: FIRST, total: RECORDS, days: 3, seed: null, message: null },
    })
    const { onDisk, live, rows } = await files()
    expect(rows).toBe(FIRST)
    expect(onDisk).toBe(live)
    // What has ended stays as it is.
    expect((await post('/sample/cancel')).body).toEqual(cancelled.body)
  })

  test('it can be begun again, in another world', async () => {
    expect(await post('/sample/seed', { records: 200, days: 1, seed: 7 })).toMatchObject({
      status: 202,
      body: { total: 200 },
    })
    expect(await until(state, ({ state: word }) => word !== 'writing')).toEqual({
      state: 'written',
      written: 200,
      total: 200,
      days: 1,
      seed: 7,
      message: null,
    })
    expect((await files()).rows).toBe(FIRST + 200)
  })

  test.each([
    [{ records: 0 }, 'records'],
    [{ days: 1.5 }, 'days'],
    [{ seed: -1 }, 'seed'],
    [{ rows: 5 }, 'rows'],
  ])('%j is refused with the name of the field', async (body, field) => {
    const answer = await post('/sample/seed', body)
    expect(answer).toMatchObject({ status: 400, body: { error: 'INVALID_REQUEST' } })
    expect(JSON.stringify(answer.body)).toContain(field)
  })
})
