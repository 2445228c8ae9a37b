import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../src/shared/errors'
import { fault, type Fault, type FaultRig, type RigOptions } from '../faults/fault'
import { WITHOUT } from '../faults/guards'
import { dose } from '../support/dose'
import { SPARK_GOLDEN } from '../support/golden'
import type { LogReader, Reading } from '../support/log-reader'
import { mutateBytes } from '../support/mutate-bytes'
import { openMutatedReader } from '../support/mutated-reader'
import { quickFolder } from '../support/quick-folder'
import { Random } from '../support/random'
import { commitSample, createSampleTable } from '../support/sample-log'
import { until } from '../support/until'

const HANG_MS = 5000

const fuzzedLog: Fault = {
  name: 'fuzzed-log',
  canaries: [
    { guard: 'the checksum of our commits', mutations: WITHOUT.commitChecksum, trials: 3000, says: /another answer/ },
    {
      guard: 'the checksum of checkpoints',
      mutations: WITHOUT.checkpointChecksum,
      trials: 3000,
      says: /another answer/,
    },
  ],
  note: () =>
    'one change each to a commit, checkpoint, sidecar, checksum or _last_checkpoint, of Millrace’s and Spark’s',
  open,
}

/** A table, what may be changed of it, and what it may give then. */
interface Subject {
  readonly root: string
  readonly files: readonly string[]
  judge(found: Extract<Reading, { kind: 'state' }>): Promise<boolean>
}

async function open({ mutations }: RigOptions): Promise<FaultRig> {
  const folder = await quickFolder('millrace-fuzz-')
  const reader = await openMutatedReader(folder, mutations)
  const subjects = [
    await ourTable(reader, join(folder, 'whole'), false),
    await ourTable(reader, join(folder, 'from-checkpoint'), true),
    await sparksTable(join(folder, 'spark-commits'), true),
    await sparksTable(join(folder, 'spark-checkpoint'), false),
  ]
  return {
    async trial(random) {
      const subject = random.pick(subjects)
      const name = random.pick(subject.files)
      const path = join(subject.root, '_delta_log', name)
      const whole = await readFile(path)
      const { bytes, what } = mutateBytes(whole, random)
      await writeFile(path, bytes)
      const started = performance.now()
      try {
        const found = await reader.read(subject.root)
        const elapsed = performance.now() - started
        if (elapsed > dose(10 * HANG_MS, HANG_MS)) throw new Error(`took ${Math.round(elapsed)} ms`)
        if (found.kind === 'state' && !(await subject.judge(found))) throw new Error('another answer')
      } catch (error) {
        throw new Error(`${subject.root}, ${name}, ${what}: ${messageOf(error)}`, { cause: error })
      } finally {
        await writeFile(path, whole)
      }
    },
    async close() {
      await reader.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Ours: the same state or an error. The second has lost the commits below its last checkpoint. */
async function ourTable(reader: Pick<LogReader, 'open' | 'read'>, root: string, cleaned: boolean): Promise<Subject> {
  const table = reader.open(root)
  await createSampleTable(table)
  const random = new Random(7)
  for (let version = 1; version <= 12; version++) {
    await commitSample(table, random)
    if (version % 5 === 0) await checkpointed(root, version)
  }
  const log = join(root, '_delta_log')
  for (const name of await readdir(log))
    if (cleaned && Number(/\d{20}/.exec(name)?.[0] ?? 99) < 10) await rm(join(log, name))
  const wanted = await reader.read(root)
  if (wanted.kind !== 'state') throw new Error(wanted.message)
  return {
    root,
    files: (await readdir(log)).filter(
      (name) => !/^\d{20}\.json$/.test(name) || !cleaned || Number(name.slice(0, 20)) > 10,
    ),
    judge: (found) => Promise.resolve(found.version === wanted.version && found.state === wanted.state),
  }
}

/** Checkpoints are written beside the commits. */
async function checkpointed(root: string, version: number): Promise<void> {
  const pointer = join(root, '_delta_log/_last_checkpoint')
  await until(
    () => readFile(pointer, 'utf8').catch(() => ''),
    (text) => text.includes(`"version":${version},`),
  )
}

/**
 * Spark's has no checksums here, so a change may give another valid log: then the files must be those that a plain
 * reading of its lines gives. From a checkpoint, only an error of ours or some state is asked for.
 */
async function sparksTable(root: string, commitsOnly: boolean): Promise<Subject> {
  await cp(join(SPARK_GOLDEN, 'v2_checkpoint_json'), root, { recursive: true })
  const log = join(root, '_delta_log')
  const names = await readdir(log, { recursive: true })
  if (!commitsOnly) {
    for (const name of names)
      if (/^\d{20}\.json$/.test(name) && Number(name.slice(0, 20)) < 5) await rm(join(log, name))
    return {
      root,
      files: names.filter((name) => name.includes('checkpoint.') || /^0*6\.json$/.test(name)),
      judge: () => Promise.resolve(true),
    }
  }
  for (const name of names)
    if (!/^\d{20}\.json$/.test(name)) await rm(join(log, name), { recursive: true, force: true })
  const files = names.filter((name) => /^\d{20}\.json$/.test(name)).sort()
  return {
    root,
    files,
    async judge(found) {
      const live = new Map<string, string>()
      for (const name of files) {
        for (const line of (await readFile(join(log, name), 'utf8')).split('\n')) {
          if (line.trim() === '') continue
          const { add, remove } = JSON.parse(line) as Record<string, PlainFile | undefined>
          if (add?.path !== undefined)
            live.set(keyOf(add), `${decodeURIComponent(add.path)} ${add.deletionVector?.pathOrInlineDv ?? ''}`)
          else if (remove?.path !== undefined) live.delete(keyOf(remove))
        }
      }
      return JSON.stringify([...live.values()].sort()) === JSON.stringify(found.files)
    },
  }
}

interface PlainFile {
  readonly path?: string
  readonly deletionVector?: {
    readonly storageType: string
    readonly pathOrInlineDv: string
    readonly offset?: number
  } | null
}

function keyOf({ path, deletionVector: vector }: PlainFile): string {
  return JSON.stringify([path, vector?.storageType, vector?.pathOrInlineDv, vector?.offset])
}

fault(fuzzedLog)
