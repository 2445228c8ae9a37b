import { afterEach, beforeEach, expect, test } from 'vitest'
import { resolveDates } from '../../src/main/batch/relative-dates'
import { openReports, type Reports } from '../../src/main/batch/reports'
import { createReportStore } from '../../src/main/duckdb/report-store'
import { SILENT } from '../../src/main/log/logger'
import { openStateFolder, type StateFolder } from '../../src/main/state-folder'
import type { BatchRequest } from '../../src/shared/batch'
import { MillraceError } from '../../src/shared/errors'
import type { BatchEstimate } from '../../src/shared/explore'
import { day, now } from '../support/day'
import { openTestFolder, type TestFolder } from '../support/engine'
import { until } from '../support/until'

let folder: TestFolder
let state: StateFolder

beforeEach(async () => {
  folder = await openTestFolder()
  state = await openStateFolder(folder.loaded.config.engine.stateDir)
})
afterEach(async () => {
  await state.close()
  await folder.remove()
})

const at = (text: string) => Date.parse(text)

const SOME_ROWS: BatchEstimate = {
  tableVersion: 1,
  rows: 1,
  exact: true,
  dates: 1,
  firstDate: '2026-01-01',
  lastDate: '2026-01-01',
  files: 1,
  bytes: 1,
  tableFiles: 1,
  tableRows: 1,
}

/** Reports over the real store, with a clock that is moved by hand and batches that are only counted. */
async function open(clock: { now: number }, fail: () => boolean = () => false) {
  const submitted: BatchRequest[] = []
  const notices: string[] = []
  const reports: Reports = await openReports({
    store: await createReportStore(state.state, (id) => notices.push(`unreadable ${id}`)),
    submit(request) {
      if (fail()) return Promise.reject(new MillraceError('DISK_FULL', 'The disk is full.'))
      submitted.push(request)
      return Promise.resolve({ batchId: `batch-${submitted.length}`, status: 'PENDING' })
    },
    estimate: () => Promise.resolve(SOME_ROWS),
    scheduling: true,
    onNotice: (text) => notices.push(text),
    log: SILENT,
    now: () => clock.now,
  })
  return { reports, submitted, notices }
}

test.each([
  ['today', '2026-03-01', '2026-03-01'],
  ['yesterday', '2026-02-28', '2026-02-28'],
  ['last_7_days', '2026-02-22', '2026-02-28'],
  ['last_1_days', '2026-02-28', '2026-02-28'],
  ['last_90_days', '2025-12-01', '2026-02-28'],
  ['week_to_date', '2026-02-23', '2026-03-01'],
  ['last_week', '2026-02-16', '2026-02-22'],
  ['month_to_date', '2026-03-01', '2026-03-01'],
  ['last_month', '2026-02-01', '2026-02-28'],
  ['year_to_date', '2026-01-01', '2026-03-01'],
])('%s on Sunday, 1 March 2026 is %s to %s, to the last millisecond of the day in UTC', (dates, startDate, endDate) => {
  for (const time of ['2026-03-01T00:00:00.000Z', '2026-03-01T23:59:59.999Z'])
    expect(resolveDates(dates, at(time))).toEqual({ startDate, endDate })
})

test('the month before January is December of the year before, and a leap day is a day', () => {
  expect(resolveDates('last_month', at('2026-01-15T00:00:00Z'))).toEqual({
    startDate: '2025-12-01',
    endDate: '2025-12-31',
  })
  expect(resolveDates('yesterday', at('2028-03-01T00:00:00Z'))).toEqual({
    startDate: '2028-02-29',
    endDate: '2028-02-29',
  })
})

test('a report is saved, found by id and name, replaced, run with the dates of now, and survives a restart', async () => {
  const clock = { now: at('2026-03-01T12:00:00Z') }
  const { reports, submitted } = await open(clock)
  const saved = await reports.create({
    name: 'Weekly',
    analysisType: 'full_report',
    dates: 'last_7_days',
    filters: { region: 'west' },
  })
  expect(saved).toMatchObject({ name: 'Weekly', missedRuns: 0, createdAt: '2026-03-01T12:00:00.000Z' })
  expect(saved).not.toHaveProperty('scheduledFrom')
  await expect(reports.create({ name: 'Weekly', analysisType: 'full_report', dates: 'today' })).rejects.toMatchObject({
    code: 'REPORT_EXISTS',
  })
  expect(await reports.run('Weekly')).toMatchObject({
    reportId: saved.id,
    startDate: '2026-02-22',
    endDate: '2026-02-28',
  })
  clock.now += 86_400_000
  await reports.run(saved.id)
  expect(submitted.map(({ startDate }) => startDate)).toEqual(['2026-02-22', '2026-02-23'])
  expect(submitted[0]).toEqual({
    analysisType: 'full_report',
    startDate: '2026-02-22',
    endDate: '2026-02-28',
    filters: { region: 'west' },
  })
  await reports.replace(saved.id, { name: 'Daily', analysisType: 'fraud_analysis', dates: 'yesterday' })
  await reports.close()
  const again = await open(clock)
  expect(await again.reports.list()).toMatchObject([
    { id: saved.id, name: 'Daily', analysisType: 'fraud_analysis', lastRun: { batchId: 'batch-2', by: 'request' } },
  ])
  await again.reports.remove('Daily')
  await expect(again.reports.get(saved.id)).rejects.toMatchObject({ code: 'REPORT_NOT_FOUND' })
  await again.reports.close()
})

test('a schedule runs each time once, in UTC', async () => {
  const clock = { now: at('2026-03-02T05:59:00Z') }
  const { reports, submitted } = await open(clock)
  const saved = await reports.create({
    name: 'r',
    analysisType: 'full_report',
    dates: 'yesterday',
    schedule: '0 6 * * 1-5',
  })
  expect(saved.nextRun).toBe('2026-03-02T06:00:00.000Z')
  await reports.tick()
  expect(submitted).toHaveLength(0)
  clock.now = at('2026-03-02T06:00:00Z')
  await reports.tick()
  await reports.tick()
  clock.now = at('2026-03-02T06:00:30Z')
  await reports.tick()
  expect(submitted).toHaveLength(1)
  expect(await reports.get('r')).toMatchObject({
    missedRuns: 0,
    nextRun: '2026-03-03T06:00:00.000Z',
    lastRun: { by: 'schedule', batchId: 'batch-1' },
  })
  await reports.close()
})

/** The report `r` was saved, and Millrace did not run until then. */
async function openAfterSleep(clock: { now: number }, schedule: string, until: string) {
  const { reports } = await open(clock)
  await reports.create({ name: 'r', analysisType: 'full_report', dates: 'yesterday', schedule })
  await reports.close()
  clock.now = at(until)
  return open(clock)
}

test('runs that a stopped or sleeping Millrace missed are said, not run late and not forgotten', async () => {
  const clock = { now: at('2026-03-02T05:00:00Z') }
  const second = await openAfterSleep(clock, '0 6 * * *', '2026-03-04T09:00:00Z')
  expect(second.submitted).toHaveLength(0)
  expect(await second.reports.get('r')).toMatchObject({ missedRuns: 3, lastMissed: '2026-03-04T06:00:00.000Z' })
  expect(second.notices).toEqual([expect.stringMatching(/r missed 3 scheduled runs, the last at 2026-03-04T06:00/)])
  // Asleep over one time, awake at the next.
  clock.now = at('2026-03-06T06:00:10Z')
  await second.reports.tick()
  expect(second.submitted).toHaveLength(1)
  expect(await second.reports.get('r')).toMatchObject({ missedRuns: 4, lastMissed: '2026-03-05T06:00:00.000Z' })
  await second.reports.close()
})

test('of very many missed runs it is said that there are so many or more, and which was the last', async () => {
  const clock = { now: at('2026-03-02T05:00:00Z') }
  const second = await openAfterSleep(clock, '* * * * *', '2026-03-12T05:10:59.500Z')
  expect(second.notices).toEqual([
    expect.stringMatching(/r missed 9999 or more scheduled runs, the last at 2026-03-12T05:09/),
  ])
  expect(second.submitted).toHaveLength(1)
  expect(await second.reports.get('r')).toMatchObject({ lastMissed: '2026-03-12T05:09:00.000Z' })
  await second.reports.close()
})

test('a clock an hour ahead runs a report once, and set back again it does not hold the schedule up', async () => {
  const clock = { now: at('2026-03-02T06:00:00Z') }
  const { reports, submitted } = await open(clock)
  await reports.create({ name: 'r', analysisType: 'full_report', dates: 'today', schedule: '* * * * *' })
  clock.now = at('2026-03-02T07:00:20Z')
  await reports.tick()
  expect(submitted).toHaveLength(1)
  expect(await reports.get('r')).toMatchObject({ missedRuns: 59 })
  clock.now = at('2026-03-02T06:00:50Z')
  await reports.tick()
  expect(submitted).toHaveLength(1)
  for (const time of ['06:01:00', '06:02:00']) {
    clock.now = at(`2026-03-02T${time}Z`)
    await reports.tick()
  }
  expect(submitted).toHaveLength(3)
  // By seconds, as it is put right every day: nothing runs a second time.
  clock.now = at('2026-03-02T06:01:55Z')
  await reports.tick()
  clock.now = at('2026-03-02T06:02:10Z')
  await reports.tick()
  expect(submitted).toHaveLength(3)
  await reports.close()
})

test('a report that is deleted while it is due stays deleted, and runs no more once that is answered', async () => {
  const clock = { now: at('2026-03-02T05:59:30Z') }
  const { reports, submitted } = await open(clock)
  for (let round = 0; round < 20; round++) {
    const { id } = await reports.create({
      name: 'r',
      analysisType: 'full_report',
      dates: 'today',
      schedule: '* * * * *',
    })
    clock.now += 60_000
    const runsBefore = submitted.length
    const asked = [() => reports.remove(id), () => reports.tick(), () => reports.run(id).catch(() => undefined)]
    // Whoever comes first.
    const [first, ...others] = [...asked.slice(round % 3), ...asked.slice(0, round % 3)]
    await Promise.all([first?.(), ...others.map((ask) => ask())])
    if (round % 3 === 0) expect(submitted).toHaveLength(runsBefore)
    expect(await reports.list()).toEqual([])
    expect(await (await createReportStore(state.state, expect.unreachable)).all()).toEqual([])
  }
  await reports.close()
})

test('two reports made at once under one name are one report and one refusal', async () => {
  const { reports } = await open({ now: at('2026-03-02T00:00:00Z') })
  const make = () => reports.create({ name: 'r', analysisType: 'full_report', dates: 'today' })
  const made = await Promise.allSettled([make(), make()])
  expect(made.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(await reports.list()).toHaveLength(1)
  await reports.close()
})

test('a scheduled run that cannot start says why', async () => {
  const clock = { now: at('2026-03-02T05:59:59Z') }
  let full = true
  const { reports, notices } = await open(clock, () => full)
  await reports.create({ name: 'r', analysisType: 'full_report', dates: 'today', schedule: '* * * * *' })
  clock.now = at('2026-03-02T06:00:00Z')
  await reports.tick()
  expect(await reports.get('r')).toMatchObject({ lastError: { message: 'The disk is full.' }, missedRuns: 0 })
  expect(notices).toEqual([expect.stringContaining('The disk is full.')])
  full = false
  clock.now = at('2026-03-02T06:01:00Z')
  await reports.tick()
  expect(await reports.get('r')).not.toHaveProperty('lastError')
  await reports.close()
})

test.each([
  ['* * *', 'schedule: it has 3 parts, not five. Write minute, hour,'],
  ['99 * * * *', 'schedule: '],
  ['0 0 31 2 *', 'schedule: 0 0 31 2 * never fires: there is no such date.'],
  ['* * * * * *', 'schedule: it has 6 parts, not five.'],
  ['nonsense', 'schedule: it has 1 part, not five.'],
  // What the parser takes beside five parts.
  ['@daily', 'schedule: it has 1 part, not five. Write minute, hour,'],
  ['2030-01-01T00:00:00', 'schedule: it has 1 part, not five.'],
])('the schedule %s is refused where a report is saved and where it is previewed', async (schedule, words) => {
  const { reports } = await open({ now: at('2026-03-02T00:00:00Z') })
  for (const ask of [
    () => reports.create({ name: 'r', analysisType: 'full_report', dates: 'today', schedule }),
    () => reports.preview({ dates: 'today', schedule }),
  ])
    await expect(ask()).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining(words) as string,
    })
  expect(await reports.list()).toEqual([])
  await reports.close()
})

test('a preview tells what dates mean now and at the next five runs of a schedule, and saves nothing', async () => {
  const { reports, submitted } = await open({ now: at('2026-02-26T12:00:00Z') })
  expect(await reports.preview({ dates: 'month_to_date', schedule: '0 6 * * 1-5' })).toEqual({
    startDate: '2026-02-01',
    endDate: '2026-02-26',
    runs: [
      { at: '2026-02-27T06:00:00.000Z', startDate: '2026-02-01', endDate: '2026-02-27' },
      { at: '2026-03-02T06:00:00.000Z', startDate: '2026-03-01', endDate: '2026-03-02' },
      { at: '2026-03-03T06:00:00.000Z', startDate: '2026-03-01', endDate: '2026-03-03' },
      { at: '2026-03-04T06:00:00.000Z', startDate: '2026-03-01', endDate: '2026-03-04' },
      { at: '2026-03-05T06:00:00.000Z', startDate: '2026-03-01', endDate: '2026-03-05' },
    ],
  })
  expect(await reports.preview({ dates: 'last_7_days' })).toEqual({
    startDate: '2026-02-19',
    endDate: '2026-02-25',
    runs: [],
  })
  expect(await reports.list()).toEqual([])
  expect(submitted).toEqual([])
  await reports.close()
})

test('a name of the form of an id is refused: it could run another report', async () => {
  const { reports } = await open({ now: at('2026-03-02T00:00:00Z') })
  const { id } = await reports.create({ name: 'r', analysisType: 'full_report', dates: 'today' })
  const named = { name: 'report-0a1b2c3d', analysisType: 'full_report', dates: 'today' } as const
  const words = {
    code: 'INVALID_REQUEST',
    message: expect.stringMatching(/^name: report-0a1b2c3d has the form/) as string,
  }
  await expect(reports.create(named)).rejects.toMatchObject(words)
  await expect(reports.replace(id, named)).rejects.toMatchObject(words)
  expect(await reports.list()).toMatchObject([{ name: 'r' }])
  await reports.create({ ...named, name: 'report-0a1b2c3d of May' })
  await reports.close()
})

/** Reports over the real store and the real lake, with a clock of their own. */
async function openOverLake(clock: { now: number }, lake: TestFolder) {
  const { batch } = await lake.engine()
  const reports = await openReports({
    store: await createReportStore(state.state, expect.unreachable),
    submit: (request) => batch.submit(request),
    estimate: (request) => batch.estimate(request),
    scheduling: true,
    log: SILENT,
    now: () => clock.now,
  })
  return { reports, batch }
}

test('dates that hold no row are refused by name, no batch is made, and a schedule tries again at its next time', async () => {
  const lake = await openTestFolder()
  try {
    await lake.write([
      { event_timestamp: '2026-02-20T12:00:00Z', region: 'west' },
      { event_timestamp: '2026-03-02T12:00:00Z', region: 'west' },
    ])
    const clock = { now: at('2026-03-01T05:59:59Z') }
    const { reports, batch } = await openOverLake(clock, lake)
    const dates = 'last_2_days'
    await reports.create({ name: 'r', analysisType: 'fraud_analysis', dates, schedule: '0 6 * * *' })
    const message =
      'dates: last_2_days (2026-02-27 to 2026-02-28) holds no rows at version 1; the table covers 2026-02-20 to 2026-03-02. Choose dates within, or run it when there are rows.'
    await expect(reports.run('r')).rejects.toMatchObject({ code: 'INVALID_REQUEST', canRetry: true, message })
    expect(await reports.get('r')).not.toHaveProperty('lastError')

    clock.now += 1000
    await reports.tick()
    const refused = { lastError: { at: '2026-03-01T06:00:00.000Z', message }, nextRun: '2026-03-02T06:00:00.000Z' }
    expect(await reports.get('r')).toMatchObject(refused)
    clock.now += 30_000
    await reports.tick()
    expect(await reports.get('r')).toMatchObject(refused)
    expect(await batch.list({ limit: 10, offset: 0 })).toMatchObject({ total: 0 })

    clock.now = at('2026-03-03T06:00:00Z')
    await reports.tick()
    expect(await reports.get('r')).not.toHaveProperty('lastError')
    expect(await reports.get('r')).toMatchObject({ lastRun: { by: 'schedule' } })

    // Dates that hold rows are run, though a filter keeps none of them.
    const fixed = { startDate: '2026-02-20', endDate: '2026-02-20' }
    await reports.create({ name: 'f', analysisType: 'fraud_analysis', dates: fixed, filters: { region: 'east' } })
    await reports.run('f')
    expect(await batch.list({ limit: 10, offset: 0 })).toMatchObject({ total: 2 })
    await reports.close()
  } finally {
    await lake.remove()
  }
})

test('where there is no table yet a run says what any batch says', async () => {
  const lake = await openTestFolder()
  try {
    const { reports, batch } = await openOverLake({ now: now() }, lake)
    await reports.create({ name: 'r', analysisType: 'fraud_analysis', dates: 'today' })
    const asBatch = await batch
      .submit({ analysisType: 'fraud_analysis', startDate: day(0), endDate: day(0) })
      .then(({ status }) => status, String)
    expect(await reports.run('r').then(({ status }) => status, String)).toBe(asBatch)
    await reports.close()
  } finally {
    await lake.remove()
  }
})

test('a report runs its batch in the engine, and bad filters are refused when it is saved', async () => {
  await state.close()
  await folder.write([{ event_timestamp: `${day(1)}T12:00:00Z` }])
  const engine = await folder.engine({ now })
  await engine.reports.create({ name: 'y', analysisType: 'revenue_by_category', dates: 'yesterday' })
  const { batchId } = await engine.reports.run('y')
  const record = await until(
    () => engine.batch.record(batchId),
    ({ status }) => status === 'COMPLETED',
  )
  expect(record.rowCount).toBe(1)
  await expect(
    engine.reports.create({ name: 'x', analysisType: 'full_report', dates: 'today', filters: { nope: '1' } }),
  ).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
})

test('a report that cannot be read is left out with a notice, stays where it is, and stops no other', async () => {
  const clock = { now: at('2026-01-01T00:00:00Z') }
  const first = await open(clock)
  await first.reports.create({ name: 'good', analysisType: 'fraud_analysis', dates: 'yesterday' })
  await first.reports.close()
  const connection = await state.state.connect()
  await connection.run(`INSERT INTO reports VALUES ('odd', '{"id": "odd"}'), ('torn', '{"id"')`)
  const { reports, notices } = await open(clock)
  expect((await reports.list()).map(({ name }) => name)).toEqual(['good'])
  expect(notices).toEqual(['unreadable odd', 'unreadable torn'])
  const kept = await connection.runAndReadAll('SELECT count(*) FROM reports')
  expect(kept.getRows()).toEqual([[3n]])
  connection.disconnectSync()
  await reports.close()
})
