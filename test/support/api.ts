import { join } from 'node:path'
import { createApp } from '../../src/main/api/app'
import { createRequestMeter } from '../../src/main/api/request-meter'
import { startApi, type Api, type ApiOptions } from '../../src/main/api/server'
import type { Engine } from '../../src/shared/engine'
import { SILENT } from '../../src/main/log/logger'
import { createRendererFiles } from '../../src/main/renderer-files'

/** The API over an engine on a free port, with the built screens. */
export function serveApi(engine: Engine, options: Pick<ApiOptions, 'rate' | 'maxConnections'> = {}): Promise<Api> {
  const requests = createRequestMeter()
  const { fetch } = createApp({
    engine,
    version: 'test',
    log: SILENT,
    files: createRendererFiles(join(import.meta.dirname, '../../out/renderer')),
    requests,
    packSupport: () => Promise.resolve(new Uint8Array()),
    onStop: () => Promise.resolve({ queriesStopped: 0 }),
  })
  return startApi({ fetch, host: '127.0.0.1', port: 0, log: SILENT, requests, ...options })
}
