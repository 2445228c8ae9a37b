import { useExports } from '../state/exports'
import { text } from '../strings/text'
import { Button } from '../ui/button'
import { formatBytes } from '../ui/format'

/** Files that are being saved, on whichever screen. */
export function RunningExports() {
  const running = useExports((exports) => exports.running)
  if (running.length === 0) return null
  return (
    <section className="running-exports" aria-label={text.results.runningExports}>
      {running.map(({ id, fileName, bytes, stop }) => (
        <div key={id} className="row between">
          <span className="small cut">
            <span className="mono">{fileName}</span>{' '}
            <span className="muted">{text.results.exporting(formatBytes(bytes))}</span>
          </span>
          <Button small aria-label={text.results.cancelExport(fileName)} onClick={stop}>
            {text.common.cancel}
          </Button>
        </div>
      ))}
    </section>
  )
}
