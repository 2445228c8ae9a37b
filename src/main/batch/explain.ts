import { messageOf } from '../../shared/errors'
import type { BatchExplanation, BatchFigures } from '../../shared/explore'
import { analysesOf } from './analyses'
import type { Snapshot } from '../lake/ports'
import type { BatchEngine, QueryPlans, RemoteEngine } from './ports'
import { remoteSource } from './remote-source'
import type { StoredBatch } from './stores'

export interface ExplainOptions {
  readonly batch: StoredBatch
  readonly figures: BatchFigures
  /** The files of its raw snapshot. */
  readonly files: readonly string[]
  readonly engine: Pick<BatchEngine, 'explain'>
  readonly remote: Pick<RemoteEngine, 'explain'> | null
  /** Of the source at the batch's version; null where it is gone. */
  readonly snapshot: Snapshot | null
  /** Bytes that the worker may use. */
  readonly memoryLimit: number
}

/** What a batch did, as it was measured, and its plans, as the engine makes them now. */
export async function explainBatch(options: ExplainOptions): Promise<BatchExplanation> {
  const { batch, figures, memoryLimit } = options
  const plans = figures.engine === 'spark' ? await remotePlans(options) : await plansOf(options)
  return {
    batchId: batch.batchId,
    status: batch.status,
    analysisType: batch.analysisType,
    ...(batch.tableVersion === undefined ? {} : { tableVersion: batch.tableVersion }),
    ...figures,
    datesPruned: figures.datesOfTable - figures.datesRead,
    filesPruned: figures.filesOfTable - figures.filesRead,
    memory: {
      peakBytes: highest(figures.statements.map(({ peakMemoryBytes }) => peakMemoryBytes)),
      spilledBytes: highest(figures.statements.map(({ peakSpillBytes }) => peakSpillBytes)),
      limitBytes: memoryLimit,
    },
    plans,
  }
}

function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

type Plans = BatchExplanation['plans']

function withoutPlans(why: string): QueryPlans {
  return { logical: '', optimized: '', physical: why }
}

async function plansOf({ batch, files, engine }: ExplainOptions): Promise<Plans> {
  const plans: Plans = []
  for (const analysis of analysesOf(batch.analysisType)) {
    const found = await engine.explain(analysis, files).catch((error: unknown) => withoutPlans(messageOf(error)))
    plans.push({ analysis: analysis.name, ...found })
  }
  return plans
}

async function remotePlans({ batch, remote, snapshot }: ExplainOptions): Promise<Plans> {
  const analyses = analysesOf(batch.analysisType)
  const same = (why: string) => analyses.map(({ name }) => ({ analysis: name, ...withoutPlans(why) }))
  if (remote === null) return same('No Spark Connect server is configured now (pipeline.engine.remote).')
  if (snapshot === null) return same(`Version ${batch.tableVersion ?? ''} of the table is gone.`)
  try {
    const found = await remote.explain(remoteSource(batch, snapshot), analyses)
    return analyses.map(({ name }, index) => ({ analysis: name, ...(found[index] ?? withoutPlans('')) }))
  } catch (error) {
    return same(messageOf(error))
  }
}
