import { rm } from 'node:fs/promises'
import type { SparkRemote } from '../../shared/config'
import { MillraceError } from '../../shared/errors'
import type { EngineProgress, QueryPlans, RemoteEngine, RemoteJob, RemoteOutput, RemoteStatus } from '../batch/ports'
import type { Logger } from '../log/logger'
import type { BoundSql } from '../sql'
import { openArrowFile } from './arrow-file'
import { openChannel, type Channel } from './channel'
import { EngineLost, toMillraceError } from './errors'
import { readVersion, sparkVersion } from './messages'
import {
  endSession,
  openSparkSession,
  PATIENCE,
  sessionIdOf,
  sessionOf,
  type Patience,
  type SparkSession,
} from './session'
import { analysisSql } from './source-sql'

export interface SparkEngineOptions {
  readonly remote: SparkRemote
  readonly log: Logger
  readonly patience?: Patience
}

/** Attempts at one batch: a server that was restarted under it is asked once more. Reads change nothing. */
const ATTEMPTS = 2

/** Batches on a Spark cluster through Spark Connect. */
export function openSparkEngine({ remote, log, patience = PATIENCE }: SparkEngineOptions): RemoteEngine {
  const channel: Channel = openChannel(remote)
  let state: RemoteStatus['state'] = 'unknown'
  let version: string | null = null

  async function attempt(
    job: RemoteJob,
    number: number,
    onProgress: (progress: EngineProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly RemoteOutput[]> {
    const sessionId = sessionIdOf(job.batchId, number)
    const session = await openSparkSession({ channel, remote, sessionId, patience, signal })
    try {
      state = 'reachable'
      version ??= await askVersion(job.batchId, number)
      const outputs: RemoteOutput[] = []
      for (const [index, query] of job.queries.entries()) {
        const report = (share: number) =>
          onProgress({
            phase: 'analysis',
            analysis: query.analysis.name,
            fraction: Math.min(1, (index + share) / job.queries.length),
          })
        report(0)
        outputs.push(await runQuery(session, analysisSql(query.analysis, job.source), query.target, report))
      }
      return outputs
    } finally {
      if (!(await session.close()))
        log.warn({ batchId: job.batchId, remote: remote.shown }, 'Spark could not be told that a batch has ended')
    }
  }

  async function askVersion(batchId: string, number: number): Promise<string> {
    const request = sparkVersion(sessionOf(remote, batchId, number))
    return readVersion(await channel.call('AnalyzePlan', request, patience.answerMs).catch(() => Buffer.alloc(0)))
  }

  return {
    async run(job, onProgress, signal) {
      for (let number = 0; ; number++) {
        try {
          return await attempt(job, number, onProgress, signal)
        } catch (error) {
          await Promise.all(job.queries.map(({ target }) => rm(target, { force: true })))
          if (signal.aborted) throw new MillraceError('BATCH_CANCELLED', 'The batch was cancelled.', { cause: error })
          if (error instanceof EngineLost && number + 1 < ATTEMPTS) {
            log.warn({ batchId: job.batchId, remote: remote.shown }, 'Spark lost the batch; it is run once more')
            continue
          }
          const known = error instanceof EngineLost ? lost(remote, error) : toMillraceError(error)
          if (known.code === 'ENGINE_UNREACHABLE') state = 'unreachable'
          throw known
        }
      }
    },
    async explain(source, analyses) {
      const signal = new AbortController().signal
      const sessionId = sessionIdOf(`explain/${Math.random()}`, 0)
      const session = await openSparkSession({ channel, remote, sessionId, patience, signal })
      try {
        const plans: QueryPlans[] = []
        for (const analysis of analyses) plans.push(toPlans(await session.explain(analysisSql(analysis, source))))
        return plans
      } finally {
        await session.close()
      }
    },
    async abandon(batchIds) {
      const numbers = Array.from({ length: ATTEMPTS }, (_, index) => index)
      for (const batchId of batchIds) {
        const told = await Promise.all(
          numbers.map((number) => endSession(channel, sessionOf(remote, batchId, number), patience.answerMs)),
        )
        if (told.every(Boolean)) log.info({ batchId }, 'what a batch left running on Spark was ended')
        else log.warn({ batchId, remote: remote.shown }, 'Spark could not be told to end what a batch left running')
      }
    },
    get status() {
      return { remote: remote.shown, state, version }
    },
    close() {
      channel.close()
      return Promise.resolve()
    },
  }
}

async function runQuery(
  session: SparkSession,
  sql: BoundSql,
  target: string,
  report: (share: number) => void,
): Promise<RemoteOutput> {
  const started = performance.now()
  const file = await openArrowFile(target)
  let rows = 0
  try {
    for await (const batch of session.query(sql, ({ tasks, doneTasks }) =>
      report(tasks === 0 ? 0 : doneTasks / tasks),
    )) {
      await file.write(batch.arrow)
      rows += batch.rows
    }
  } finally {
    await file.close()
  }
  return { rows, elapsedMs: performance.now() - started }
}

function lost({ shown }: SparkRemote, cause: EngineLost): MillraceError {
  return new MillraceError(
    'ENGINE_FAILED',
    `The Spark Connect server ${shown} lost the batch twice: it was restarted, or let go of its session. Run the batch again.`,
    { cause, canRetry: true },
  )
}

const SECTIONS = ['Parsed Logical Plan', 'Analyzed Logical Plan', 'Optimized Logical Plan', 'Physical Plan'] as const

/** Spark tells all its plans as one text under headings. */
function toPlans(text: string): QueryPlans {
  const parts = new Map<string, string>()
  for (const part of text.split(/^== /m)) {
    const name = SECTIONS.find((section) => part.startsWith(`${section} ==`))
    if (name !== undefined) parts.set(name, part.slice(name.length + ' ==\n'.length).trim())
  }
  return {
    logical: parts.get('Analyzed Logical Plan') ?? '',
    optimized: parts.get('Optimized Logical Plan') ?? '',
    physical: parts.get('Physical Plan') ?? text,
  }
}
