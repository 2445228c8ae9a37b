import type { SavedReport } from '../../../../shared/report'
import { text } from '../../strings/text'
import { State } from '../../ui/mark'
import { Null } from '../../ui/time'

const words = text.reports

/** What a schedule could not do, and when: the newest failure, else the runs that were missed. */
export function ReportNote({ report }: { readonly report: SavedReport }) {
  const note = noteOf(report)
  if (note === null) return <Null />
  return (
    <span title={note.why === '' ? note.word : `${note.word}. ${note.why}`}>
      <State kind={note.kind} word={note.word} />
    </span>
  )
}

/** The same in full, where a column has no room for it; nothing where there is nothing to say. */
export function FullReportNote({ report }: { readonly report: SavedReport }) {
  const note = noteOf(report)
  if (note === null) return null
  return (
    <div className="field">
      <State kind={note.kind} word={note.word} />
      {note.why === '' ? null : <p className="help">{note.why}</p>}
    </div>
  )
}

function noteOf({ lastError, missedRuns, lastMissed }: SavedReport) {
  if (lastError !== undefined)
    return { kind: 'failed', word: words.couldNotStart(lastError.at, lastError.message), why: '' } as const
  if (missedRuns === 0 || lastMissed === undefined) return null
  return { kind: 'degraded', word: words.missed(missedRuns, lastMissed), why: words.missedWhy } as const
}
