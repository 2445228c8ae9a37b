import { z } from 'zod'
import { messageOf } from '../../shared/errors'
import { SavedReport } from '../../shared/report'
import type { ReportStore } from '../batch/stores'
import type { Session } from './session'

const StoredReport = SavedReport.omit({ nextRun: true }).extend({ scheduledFrom: z.string() })

/**
 * Saved reports in `state.duckdb`, beside the batches; each change is on disk when its call resolves.
 * @param onUnreadable a report that another version wrote in a way of its own; it stays where it is
 */
export async function createReportStore(
  session: Session,
  onUnreadable: (id: string, why: string) => void,
): Promise<ReportStore> {
  const connection = await session.connect()
  await connection.run('CREATE TABLE IF NOT EXISTS reports (id VARCHAR PRIMARY KEY, record VARCHAR)')
  return {
    async all() {
      const reader = await connection.runAndReadAll('SELECT id, record FROM reports ORDER BY id')
      return reader.getRows().flatMap(([id, record]) => {
        try {
          return [StoredReport.parse(JSON.parse(String(record)))]
        } catch (error) {
          onUnreadable(String(id), messageOf(error))
          return []
        }
      })
    },
    async put(report) {
      await connection.run(
        'INSERT INTO reports VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record',
        [report.id, JSON.stringify(report)],
      )
    },
    async remove(id) {
      await connection.run('DELETE FROM reports WHERE id = ?', [id])
    },
  }
}
