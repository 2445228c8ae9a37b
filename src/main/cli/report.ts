import type { SavedReport } from '../../shared/report'
import type { Context } from '../instance/context'
import { runToEnd, withDelivery, withDoor, type DeliverFlags } from './run'
import { note, print, table } from './terminal'

/** Runs a saved report by its name or id, with the dates of now. */
export function reportRun(context: Context, name: string, flags: DeliverFlags): Promise<number> {
  return withDoor(context, async (door) => {
    const report = (await door.reports()).find((one) => one.id === name || one.name === name)
    const submit = async () => {
      const { batchId, startDate, endDate } = await door.runReport(name)
      note(`${name}: ${startDate} to ${endDate}`)
      return batchId
    }
    // One that is not there is refused by whoever runs it.
    return withDelivery(context, report?.analysisType ?? '', flags, (delivery) => runToEnd(door, submit, delivery))
  })
}

/** `report list`: exit code. */
export async function reportList(context: Context, json: boolean): Promise<number> {
  const reports = await withDoor(context, (door) => door.reports())
  if (json) print(JSON.stringify(reports, null, 2))
  else if (reports.length === 0) note('There are no saved reports yet. POST /reports saves one.')
  else print(table(reports.map(toLine)))
  return 0
}

function toLine(report: SavedReport): Record<string, string | number | null> {
  const { name, analysisType, dates, schedule, nextRun, lastRun, lastMissed, missedRuns } = report
  return {
    name,
    analysis: analysisType,
    dates: typeof dates === 'string' ? dates : `${dates.startDate} to ${dates.endDate}`,
    schedule: schedule ?? null,
    next: nextRun ?? null,
    last: lastRun?.at ?? null,
    missed: missedRuns,
    lastMissed: lastMissed ?? null,
  }
}
