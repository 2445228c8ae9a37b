import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { MillraceError } from '../../shared/errors'

/**
 * Ports that nobody has, each another one: all are held until the last is found.
 * @param wanted 0: any free one
 * @throws PORT_IN_USE
 */
export async function findPorts(wanted: readonly number[]): Promise<readonly number[]> {
  const probes: Server[] = []
  try {
    for (const port of wanted) probes.push(await hold(port))
    return probes.map((probe) => (probe.address() as AddressInfo).port)
  } finally {
    for (const probe of probes) probe.close()
    await Promise.all(probes.map((probe) => once(probe, 'close')))
  }
}

function hold(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new MillraceError(
              'PORT_IN_USE',
              `Port ${port} is taken by another program. Stop it, or choose another port.`,
            )
          : error,
      ),
    )
    probe.listen(port, '127.0.0.1', () => resolve(probe))
  })
}
