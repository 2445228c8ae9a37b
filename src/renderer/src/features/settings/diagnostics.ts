import { call } from '../../api/call'
import { client } from '../../engine'
import { useLive } from '../../state/live'

/** For a report: settings as the engine tells them (secrets are `***`), versions and state. No row, message or token. */
export async function diagnostics(): Promise<string> {
  const { settings } = await call('settings', {})
  const { version, status, connection } = useLive.getState()
  const desktop = client().info()
  return JSON.stringify(
    {
      at: new Date().toISOString(),
      version,
      shownIn: desktop === null ? 'browser' : 'window',
      platform: desktop?.platform ?? navigator.userAgent,
      connection: connection.kind,
      stream:
        status === null
          ? null
          : {
              state: status.state,
              reason: status.reason,
              fix: status.fix,
              health: status.health,
              source: status.source,
              partitions: status.partitions.length,
              lag: status.lag,
              totals: status.totals,
              deadLettersByCode: status.deadLettersByCode,
              lastBatch: status.lastBatch,
            },
      settings,
    },
    null,
    2,
  )
}
