import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NO_BROKER, openBroker } from '../support/broker'
import { millrace } from '../support/process'

let folder: string
let base: string[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-doctor-'))
  base = ['--set', `pipeline.delta.base-path=${join(folder, 'delta')}`]
})
afterEach(() => rm(folder, { recursive: true, force: true }))

interface Report {
  readonly ok: boolean
  readonly checks: readonly { readonly name: string; readonly status: string; readonly detail: string }[]
}

async function doctor(port: number, broker: number): Promise<{ code: number | null; report: Report }> {
  const { code, stdout } = await millrace([
    'doctor',
    '--json',
    ...base,
    ...['--set', `pipeline.http.port=${port}`, '--set', `pipeline.kafka.bootstrap-servers=127.0.0.1:${broker}`],
  ])
  return { code, report: JSON.parse(stdout) as Report }
}

async function listening(): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((socket) =>
    socket
      .on('error', () => undefined)
      .resume()
      .end(),
  ).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close()
      await once(server, 'close')
    },
  }
}

test.skipIf(NO_BROKER !== null)(
  `doctor finds a sound place sound${NO_BROKER === null ? '' : ` (SKIPPED: ${NO_BROKER})`}`,
  async () => {
    const broker = await openBroker()
    try {
      const port = Number(new URL(`kafka://${broker.bootstrapServers}`).port)
      const before = await doctor(0, port)
      expect(before).toMatchObject({ code: 0, report: { ok: true } })
      expect(before.report.checks.find(({ status }) => status !== 'ok')).toMatchObject({
        name: 'broker',
        status: 'warning',
        detail: expect.stringMatching(/can be reached; .*has no topic transactions-stream.*start anyway/) as unknown,
      })
      await broker.createTopic('transactions-stream', 1)
      const sound = await doctor(0, port)
      expect(sound.report.checks.filter(({ status }) => status !== 'ok')).toEqual([])
      expect(sound.report.checks.map(({ name }) => name)).toEqual([
        'node',
        'disk',
        'clock',
        'port',
        'lake',
        'state',
        'broker',
      ])
    } finally {
      await broker.close()
    }
  },
)

test('doctor names each thing that is not sound', async () => {
  const broker = await listening()
  try {
    const stranger = await doctor(0, broker.port)
    expect(stranger.code).toBe(1)
    expect(stranger.report.checks.find(({ status }) => status === 'failed')).toMatchObject({
      name: 'broker',
      detail: expect.stringMatching(/can be reached; .*closed the connection/) as unknown,
    })
    const state = join(folder, 'delta/.millrace')
    await mkdir(state, { recursive: true })
    await writeFile(join(state, 'state.duckdb'), 'no database')
    const torn = await doctor(0, broker.port)
    expect(torn.report.checks.find(({ name }) => name === 'state')).toMatchObject({
      status: 'failed',
      detail: expect.stringMatching(/state\.duckdb cannot be opened.*Move it away/) as unknown,
    })
    await rm(state, { recursive: true })

    const taken = await doctor(broker.port, broker.port)
    expect(taken.code).toBe(1)
    expect(taken.report.checks.find(({ status }) => status === 'failed')).toMatchObject({
      name: 'port',
      detail: expect.stringMatching(/is taken by another program\. Stop it, or choose another with --set/) as unknown,
    })
  } finally {
    await broker.close()
  }
  const away = await doctor(0, broker.port)
  expect(away.code).toBe(1)
  const unreachable = away.report.checks.find(({ status }) => status === 'failed')?.detail
  expect(unreachable).toContain(`127.0.0.1:${broker.port}`)
  expect(unreachable).toContain('Start one with `millrace kafka`, or set pipeline.kafka.bootstrap-servers')

  await millrace(['seed', '--records', '100', '--days', '2', ...base])
  await truncate(join(folder, 'delta/stream/transactions/_delta_log/00000000000000000001.json'), 100)
  const torn = await doctor(0, broker.port)
  expect(torn.report.checks.find(({ name }) => name === 'lake')).toMatchObject({
    status: 'failed',
    detail: expect.stringMatching(/transactions from a backup \(docs\/operating\.md\), or begin a new lake/) as unknown,
  })
})

test.runIf(existsSync('/sys'))('on a disk that takes no files each check says so, and the fix', async () => {
  // Nobody makes a file there, not even root.
  base = ['--set', 'pipeline.delta.base-path=/sys/millrace/delta']
  const { code, report } = await doctor(0, 1)
  expect(code).toBe(1)
  const found = new Map(report.checks.map(({ name, status, detail }) => [name, `${status}: ${detail}`]))
  expect(found.get('disk')).toMatch(/^failed: .*Put the lake on a local disk that this user may write: --set/)
  expect(found.get('clock')).toMatch(/^warning: .*first mend the disk\.$/)
})
