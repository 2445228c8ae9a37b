import { isBeyondLoopback } from '../../../shared/config'
import { call } from './call'

/** The file of the token that each request of a script needs; null where none is asked for (decision 25). */
export async function tokenFile(): Promise<string | null> {
  const { settings } = await call('settings', {})
  const valueOf = (key: string) => settings.find((setting) => setting.key === key)?.value ?? null
  const publishedAt = valueOf('pipeline.http.published-at')
  const isBeyond = isBeyondLoopback(
    String(valueOf('pipeline.http.host')),
    publishedAt === null ? null : String(publishedAt),
  )
  return isBeyond || valueOf('pipeline.http.require-token') === true
    ? `${String(valueOf('pipeline.engine.state-dir'))}/token`
    : null
}
