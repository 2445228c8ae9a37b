import { randomBytes } from 'node:crypto'
import type { BatchAccepted, BatchRequest } from '../../shared/batch'
import { messageOf, MillraceError } from '../../shared/errors'
import { createTurn } from '../../shared/in-turn'
import type { BatchEstimate } from '../../shared/explore'
import type { ReportDefinition, ReportRun, SavedReport } from '../../shared/report'
import type { ReportOperations } from '../../shared/engine'
import type { Logger } from '../log/logger'
import type { ReportStore, StoredReport } from './stores'
import { resolveDates } from './relative-dates'
import { previewReport, refuseEmptyDates, refuseIdAsName } from './report-checks'
import { checkSchedule, MAX_COUNTED, parseSchedule } from './schedule'

export interface ReportsOptions {
  readonly store: ReportStore
  readonly submit: (request: BatchRequest) => Promise<BatchAccepted>
  /** @throws INVALID_REQUEST for a request that no run could take, TABLE_INVALID and UNSUPPORTED_PROTOCOL of its table */
  readonly estimate: (request: BatchRequest) => Promise<BatchEstimate>
  /** False in a process that only passes by: it runs no schedule and counts nothing as missed. */
  readonly scheduling: boolean
  /** A run that was missed or could not start, in a sentence. */
  readonly onNotice?: (text: string) => void
  readonly log: Logger
  readonly now?: () => number
}

export interface Reports extends ReportOperations {
  /** Runs what is due and tells what was missed; called by a timer, and by tests. */
  tick(): Promise<void>
  close(): Promise<void>
}

/** A run that comes later than this was missed: the process slept or was not there. */
const LATE_MS = 60_000
/** A clock that goes back by less is only put right, and what ran a moment ago does not run again. */
const SET_BACK_MS = 300_000
/** Timers drift and machines sleep: look again at least so often. */
const LOOK_MS = 30_000

/** Saved reports: named requests with dates that move, run by hand or by their schedules. */
export async function openReports(options: ReportsOptions): Promise<Reports> {
  const { store, submit, estimate, log, onNotice = () => undefined } = options
  const now = options.now ?? Date.now
  const reports = new Map((await store.all()).map((report) => [report.id, report]))
  /** Whoever looks at a report and changes it does both in one turn: a deleted one must not come back, nor run. */
  const inTurn = createTurn()
  let timer: NodeJS.Timeout | null = null
  let closed = false

  async function save(report: StoredReport): Promise<void> {
    await store.put(report)
    reports.set(report.id, report)
  }

  /** By id, or by exact name. */
  function find(key: string): StoredReport {
    const report = reports.get(key) ?? [...reports.values()].find(({ name }) => name === key)
    if (report === undefined) throw new MillraceError('REPORT_NOT_FOUND', `There is no report ${key.slice(0, 200)}.`)
    return report
  }

  async function accept(definition: ReportDefinition, own: string | null): Promise<void> {
    refuseIdAsName(definition.name)
    if (definition.schedule !== undefined) checkSchedule(definition.schedule, now())
    await estimate(toRequest(definition, now()))
    const taken = [...reports.values()].find(({ name, id }) => name === definition.name && id !== own)
    if (taken !== undefined) {
      throw new MillraceError('REPORT_EXISTS', `A report named ${definition.name} exists already: ${taken.id}.`)
    }
  }

  async function start(report: StoredReport, by: 'request' | 'schedule'): Promise<ReportRun> {
    const request = toRequest(report, now())
    await refuseEmptyDates(report.dates, request, estimate)
    const { batchId, status, tableVersion } = await submit(request)
    await save({ ...without(report, 'lastError'), lastRun: { batchId, at: iso(now()), by } })
    log.info({ report: report.name, batchId, by }, 'report submitted')
    return {
      reportId: report.id,
      batchId,
      status,
      startDate: request.startDate,
      endDate: request.endDate,
      ...(tableVersion === undefined ? {} : { tableVersion }),
    }
  }

  async function runIfDue(id: string): Promise<void> {
    const report = reports.get(id)
    if (report?.schedule === undefined || closed) return
    const time = now()
    if (Date.parse(report.scheduledFrom) > time + SET_BACK_MS) {
      // Else it would not run until the clock is there again, which may be a year.
      log.warn({ report: report.name, from: report.scheduledFrom }, 'the clock was set back; the schedule follows it')
      await save({ ...report, scheduledFrom: iso(time) })
      return
    }
    const { count, last } = parseSchedule(report.schedule).between(Date.parse(report.scheduledFrom), time)
    if (last === null) return
    const due = time - last <= LATE_MS
    const missed = due ? count - 1 : count
    const lastMissed = due ? latestBefore(report, last) : last
    const marked: StoredReport = {
      ...report,
      scheduledFrom: iso(last),
      missedRuns: report.missedRuns + missed,
      ...(missed === 0 ? {} : { lastMissed: iso(lastMissed) }),
    }
    // Recorded first: a crash in between loses one run, it never repeats one.
    await save(marked)
    if (missed > 0) {
      log.warn({ report: report.name, missed, last: iso(lastMissed) }, 'scheduled runs were missed')
      const runs =
        missed === 1 ? 'a scheduled run' : `${missed}${count === MAX_COUNTED ? ' or more' : ''} scheduled runs`
      onNotice(
        `The report ${report.name} missed ${runs}, the last at ${iso(lastMissed)}: Millrace was closed, or the machine slept or its clock was set forward. Run it now where you need it.`,
      )
    }
    if (!due) return
    await start(marked, 'schedule').catch(async (error: unknown) => {
      log.error({ report: report.name, err: error }, 'a scheduled report could not start')
      onNotice(`The report ${report.name} could not start on its schedule: ${messageOf(error)}`)
      await save({ ...marked, lastError: { at: iso(now()), message: messageOf(error) } })
    })
  }

  function latestBefore(report: StoredReport, last: number): number {
    if (report.schedule === undefined) return last
    return parseSchedule(report.schedule).between(Date.parse(report.scheduledFrom), last - 1).last ?? last
  }

  async function tick(): Promise<void> {
    for (const id of [...reports.keys()])
      await inTurn(() => runIfDue(id)).catch((error: unknown) => log.error({ err: error }, 'reports'))
  }

  /** At the next due time, but at least every half minute. */
  function arm(): void {
    if (timer !== null) clearTimeout(timer)
    if (closed || !options.scheduling) return
    const time = now()
    const due = [...reports.values()].flatMap(({ schedule }) =>
      schedule === undefined ? [] : [parseSchedule(schedule).next(time) ?? Number.MAX_SAFE_INTEGER],
    )
    if (due.length === 0) return
    timer = setTimeout(() => void tick().finally(arm), Math.max(0, Math.min(LOOK_MS, Math.min(...due) - time)))
    timer.unref()
  }

  function show(report: StoredReport): SavedReport {
    const next = report.schedule === undefined ? null : parseSchedule(report.schedule).next(now())
    return { ...without(report, 'scheduledFrom'), ...(next === null ? {} : { nextRun: iso(next) }) }
  }

  if (options.scheduling) {
    await tick()
    arm()
  }
  return {
    list: () =>
      Promise.resolve([...reports.values()].sort((left, right) => (left.name < right.name ? -1 : 1)).map(show)),
    create: (definition) =>
      inTurn(async () => {
        await accept(definition, null)
        const time = iso(now())
        const report = {
          ...definition,
          id: `report-${randomBytes(4).toString('hex')}`,
          createdAt: time,
          updatedAt: time,
          scheduledFrom: time,
          missedRuns: 0,
        }
        await save(report)
        arm()
        return show(report)
      }),
    get: async (key) => show(await Promise.resolve(find(key))),
    replace: (key, definition) =>
      inTurn(async () => {
        const old = find(key)
        await accept(definition, old.id)
        const time = iso(now())
        const sameSchedule = old.schedule === definition.schedule
        const report: StoredReport = {
          ...definition,
          id: old.id,
          createdAt: old.createdAt,
          updatedAt: time,
          ...(old.lastRun === undefined ? {} : { lastRun: old.lastRun }),
          scheduledFrom: sameSchedule ? old.scheduledFrom : time,
          missedRuns: sameSchedule ? old.missedRuns : 0,
          ...(sameSchedule && old.lastMissed !== undefined ? { lastMissed: old.lastMissed } : {}),
        }
        await save(report)
        arm()
        return show(report)
      }),
    remove: (key) =>
      inTurn(async () => {
        const { id } = find(key)
        await store.remove(id)
        reports.delete(id)
      }),
    preview: async (request) => Promise.resolve(previewReport(request, now())),
    run: (key) => inTurn(async () => start(find(key), 'request')),
    tick,
    async close() {
      closed = true
      if (timer !== null) clearTimeout(timer)
      await inTurn(() => Promise.resolve())
    },
  }
}

function toRequest({ analysisType, dates, filters }: ReportDefinition, now: number): BatchRequest {
  return { analysisType, ...resolveDates(dates, now), ...(filters === undefined ? {} : { filters }) }
}

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const copy = { ...value }
  Reflect.deleteProperty(copy, key)
  return copy
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
