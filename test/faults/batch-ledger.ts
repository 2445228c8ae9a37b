import { expect } from 'vitest'
import { z } from 'zod'
import {
  AggregatedData,
  BatchData,
  BatchList,
  BatchRecord,
  type AnalysisType,
  type BatchState,
} from '../../src/shared/batch'
import type { Row } from '../../src/shared/scalars'
import type { Random } from '../support/random'
import { until } from '../support/until'

const ANALYSES = [
  'revenue_by_category',
  'hourly_trends',
  'channel_performance',
] as const satisfies readonly AnalysisType[]
const PAGE = 1000
/** More are deleted than submitted then. */
const MANY = 20

const Accepted = z.object({ batchId: z.string() })

/** What a client knows of a batch. */
interface Known {
  /** An end that was answered: it must not change any more. */
  ended: BatchState | null
  deletion: 'none' | 'asked' | 'answered'
}

/** What clients were told of batches, against what the process tells after it was killed and started again. */
export class BatchLedger {
  private readonly known = new Map<string, Known>()
  private listed: readonly BatchRecord[] = []
  /** The results of the first batch of each analysis; all later ones must equal it. */
  private readonly results = new Map<string, readonly Row[]>()

  constructor(
    private readonly dates: { readonly startDate: string; readonly endDate: string },
    private readonly rows: number,
  ) {}

  /** Ids of what is COMPLETED, in order. */
  completed(): readonly string[] {
    return this.listed
      .filter(({ status }) => status === 'COMPLETED')
      .map(({ batchId }) => batchId)
      .sort()
  }

  /** A batch that has its results, before any client does anything. */
  async complete(address: string): Promise<void> {
    const body = JSON.stringify({ ...this.dates, analysisType: ANALYSES[0] })
    const headers = { 'Content-Type': 'application/json' }
    const accepted = await fetch(`${address}/batch/run`, { method: 'POST', headers, body })
    const { batchId } = Accepted.parse(await accepted.json())
    await until(
      async () => BatchRecord.parse(await (await fetch(`${address}/batch/status/${batchId}`)).json()),
      ({ status }) => status === 'COMPLETED',
    )
    this.known.set(batchId, { ended: 'COMPLETED', deletion: 'none' })
  }

  /** One request of a client; false where the process is gone. */
  async act(address: string, random: Random, signal: AbortSignal): Promise<boolean> {
    const alive = [...this.known].filter(([, { deletion }]) => deletion === 'none')
    const draw = random.below(alive.length > MANY ? 10 : 20)
    // Those that have files.
    const completed = draw < 4 ? alive.filter(([, { ended }]) => ended === 'COMPLETED') : []
    const chosen = completed.length > 0 ? completed : alive
    const [id, batch] = chosen[random.below(Math.max(1, chosen.length))] ?? []
    try {
      if (id === undefined || batch === undefined || draw >= 10) await this.submit(address, random, signal)
      else if (draw < 4) await this.remove(address, id, batch, signal)
      else if (draw < 6) await this.cancel(address, id, batch, signal)
      else if (draw < 8) await this.read(address, id, signal)
      else await this.look(address, id, batch, signal)
      return true
    } catch (error) {
      // A connection that breaks is the kill; anything else was answered, and wrong.
      if (error instanceof TypeError || signal.aborted) return false
      throw error
    }
  }

  private async submit(address: string, random: Random, signal: AbortSignal): Promise<void> {
    const body = JSON.stringify({ ...this.dates, analysisType: random.pick(ANALYSES) })
    const headers = { 'Content-Type': 'application/json' }
    const answer = await fetch(`${address}/batch/run`, { method: 'POST', headers, body, signal })
    expect(answer.status).toBe(202)
    this.known.set(Accepted.parse(await answer.json()).batchId, { ended: null, deletion: 'none' })
  }

  private async remove(address: string, id: string, batch: Known, signal: AbortSignal): Promise<void> {
    batch.deletion = 'asked'
    const answer = await fetch(`${address}/batch/${id}`, { method: 'DELETE', signal })
    const said = await answer.text()
    if (answer.status === 409) batch.deletion = 'none'
    else {
      expect([answer.status, said], `deletion of ${id}`).toEqual([204, ''])
      batch.deletion = 'answered'
    }
  }

  private async cancel(address: string, id: string, batch: Known, signal: AbortSignal): Promise<void> {
    const answer = await fetch(`${address}/batch/cancel/${id}`, { method: 'POST', signal })
    const body: unknown = await answer.json()
    const { data } = BatchRecord.pick({ status: true }).safeParse(body)
    if (answer.status === 202 && data?.status === 'CANCELLED') batch.ended = 'CANCELLED'
    // Another client may delete it at the same time.
    else expect([202, 404, 409]).toContain(answer.status)
  }

  /** A reader that a deletion may have to wait for. */
  private async read(address: string, id: string, signal: AbortSignal): Promise<void> {
    const answer = await fetch(`${address}/batch/data/${id}/export?format=csv`, { signal })
    const text = await answer.text()
    if (answer.status === 200) expect(text.split('\r\n'), `export of ${id}`).toHaveLength(this.rows + 2)
    else expect([404, 409], text).toContain(answer.status)
  }

  private async look(address: string, id: string, batch: Known, signal: AbortSignal): Promise<void> {
    const answer = await fetch(`${address}/batch/status/${id}`, { signal })
    if (answer.status === 404) return
    const { status } = BatchRecord.parse(await answer.json())
    if (status === 'PENDING' || status === 'RUNNING') return
    expect(batch.ended ?? status, `${id} ended twice`).toBe(status)
    batch.ended = status
  }

  /** All that was acknowledged is as it was; nothing is unfinished; every result is whole. Throws where not. */
  async check(address: string): Promise<void> {
    const get = async (path: string): Promise<unknown> => (await fetch(address + path)).json()
    const listed: BatchRecord[] = []
    for (;;) {
      const { batches, total } = BatchList.parse(await get(`/batch/list?limit=${PAGE}&offset=${listed.length}`))
      listed.push(...batches)
      if (listed.length >= total || batches.length === 0) break
    }
    const unfinished = listed.filter(({ status }) => status === 'PENDING' || status === 'RUNNING')
    expect(unfinished, 'unfinished after the restart').toEqual([])
    const states = new Map(listed.map(({ batchId, status }) => [batchId, status]))
    expect(states.size, 'each batch once').toBe(listed.length)
    for (const [id, { ended, deletion }] of this.known) {
      const state = states.get(id)
      if (deletion === 'answered') expect(state, `${id} was deleted`).toBeUndefined()
      if (deletion === 'none') expect(state, `${id} was acknowledged`).toBeDefined()
      if (state !== undefined && ended !== null) expect(state, `${id} was ${ended}`).toBe(ended)
    }
    for (const { batchId, status, analysisType, errorMessage } of listed) {
      if (status === 'COMPLETED') await this.checkResult(batchId, analysisType, get)
      if (status === 'FAILED') expect(errorMessage).toContain('ended unexpectedly')
    }
    this.listed = listed
    this.known.clear()
    for (const { batchId, status } of listed) this.known.set(batchId, { ended: status, deletion: 'none' })
  }

  private async checkResult(id: string, analysis: string, get: (path: string) => Promise<unknown>): Promise<void> {
    const { rowCount, data: rows } = BatchData.parse(await get(`/batch/data/${id}?limit=${PAGE}`))
    expect([rowCount, rows.length], `rows of ${id}`).toEqual([this.rows, this.rows])
    const { data } = AggregatedData.parse(await get(`/batch/data/${id}/aggregated?limit=${PAGE}`))
    expect(data.length).toBeGreaterThan(0)
    const first = this.results.get(analysis) ?? data
    this.results.set(analysis, first)
    expect(toNineDigits(data), `result of ${id}`).toEqual(toNineDigits(first))
  }
}

/** Sums of doubles depend on the order in which threads add up. */
function toNineDigits(rows: readonly Row[]): unknown {
  const round = (_key: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(9)) : value)
  return JSON.parse(JSON.stringify(rows, round))
}
