import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query'
import { messageOf } from '../../../../shared/errors'
import type { ReportPreview as Preview, ReportPreviewRequest } from '../../../../shared/report'
import { call } from '../../api/call'
import { keys } from '../../api/keys'
import { text } from '../../strings/text'
import { formatDates } from '../../ui/format'
import { Time } from '../../ui/time'
import { useSettled } from './settled'

const words = text.reports.preview
/** Midnight changes the dates, and each run the next ones. */
const REFRESH_MS = 30_000

export interface ReportPreviewState {
  /** Of a run now; without any schedule, so that a wrong one does not hide the dates. */
  readonly now: Preview | undefined
  /** With the schedule; undefined where there is none, or a wrong one. */
  readonly scheduled: Preview | undefined
  /** What is wrong with the schedule, once it has been typed. */
  readonly scheduleProblem: string | undefined
  /** Why nothing can be told. */
  readonly error: Error | null
  /** What is shown is of what was typed before. */
  readonly isOld: boolean
}

/** What the fields mean, once they have not changed for a while. @param dates null while a field is wrong */
export function useReportPreview(dates: ReportPreviewRequest['dates'] | null, schedule: string): ReportPreviewState {
  const typed = { dates, schedule: schedule.trim() }
  const settled = useSettled(typed)
  const now = usePreview(settled.dates === null ? null : { dates: settled.dates })
  const scheduled = usePreview(
    settled.dates === null || settled.schedule === '' ? null : { dates: settled.dates, schedule: settled.schedule },
  )
  const isTyping = JSON.stringify(typed) !== JSON.stringify(settled)
  const problem = scheduled.error === null ? '' : messageOf(scheduled.error)
  const isOfSchedule = problem.startsWith('schedule: ')
  return {
    now: now.data,
    scheduled: typed.schedule === '' || scheduled.error !== null ? undefined : scheduled.data,
    scheduleProblem: isOfSchedule && !isTyping ? problem : undefined,
    error: now.error ?? (isOfSchedule ? null : scheduled.error),
    isOld: isTyping || now.isPlaceholderData || scheduled.isPlaceholderData,
  }
}

function usePreview(body: ReportPreviewRequest | null) {
  return useQuery({
    queryKey: keys.reportPreview(body ?? {}),
    queryFn: body === null ? skipToken : ({ signal }) => call('previewReport', { body }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
    staleTime: 0,
    retry: false,
  })
}

/** The dates that the choice means today, and the next runs with theirs. */
export function ReportPreview({ now, scheduled, error, isOld }: ReportPreviewState) {
  return (
    <div className="field report-preview" aria-live="polite">
      <span className="label">{words.title}</span>
      {error === null ? null : (
        <p className="small danger">
          {words.failed} {messageOf(error)}
        </p>
      )}
      {now === undefined || error !== null ? null : (
        <dl className={isOld ? 'dl stale' : 'dl'}>
          <dt>{words.now}</dt>
          <dd>{formatDates(now.startDate, now.endDate)}</dd>
          {scheduled?.runs.map(({ at, startDate, endDate }) => (
            <Run key={at} at={at} dates={formatDates(startDate, endDate)} />
          ))}
        </dl>
      )}
    </div>
  )
}

function Run({ at, dates }: { readonly at: string; readonly dates: string }) {
  return (
    <>
      <dt>
        <Time at={at} /> {words.utc}
      </dt>
      <dd>{dates}</dd>
    </>
  )
}
