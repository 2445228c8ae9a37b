import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'

/** Another process that has the database file open, and by that the lock of its state folder, until it is killed. */
export async function holdInAnotherProcess(file: string): Promise<ChildProcess> {
  const api = createRequire(import.meta.url).resolve('@duckdb/node-api')
  const script = `require(${JSON.stringify(api)}).DuckDBInstance.create(${JSON.stringify(file)})
    .then((instance) => { globalThis.instance = instance; console.log('held'); setInterval(() => {}, 1000) })`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit').then(() => Promise.reject(new Error(`${file} is held by somebody else`)))
  await Promise.race([once(child.stdout, 'data'), exited])
  return child
}
