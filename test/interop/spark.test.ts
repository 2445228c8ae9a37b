import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Snapshot } from '../../src/main/lake/ports'
import { contentsOf, contentsOfFolder, type Contents } from '../support/contents'
import { openTestFolder, runBatch, type TestFolder } from '../support/engine'
import { openSpark, type Spark } from '../support/spark'
import { NO_SPARK } from '../support/spark/jvm'
import { python } from '../support/python'
import { day } from '../support/day'
import { writeSmallFiles } from '../support/small-files'
import { until } from '../support/until'

describe.skipIf(NO_SPARK !== null)(
  `Spark 4.0 with Delta 4.0${NO_SPARK === null ? '' : ` (SKIPPED: ${NO_SPARK})`}`,
  // A cold JVM on a busy machine takes its time.
  { timeout: 400_000 },
  () => {
    let spark: Spark
    let folder: TestFolder
    /** What our DuckDB may read. */
    let base: string
    let root: string

    beforeAll(async () => {
      spark = await openSpark()
      await spark.sql('SET spark.sql.parquet.outputTimestampType = TIMESTAMP_MICROS')
    }, 600_000)
    afterAll(() => spark.close())
    beforeEach(async () => {
      folder = await openTestFolder()
      base = folder.loaded.config.delta.basePath
      root = folder.loaded.config.delta.streamTransactionsPath
    })
    afterEach(() => folder.remove())

    /** What Spark and we read of one table, at a version or the newest. */
    async function bothReadings(path: string, version?: number): Promise<{ ours: Contents; sparks: Contents }> {
      const copy = join(base, `copy-${Math.random().toString(36).slice(2)}`)
      const at = version === undefined ? '' : ` VERSION AS OF ${version}`
      await spark.sql(`INSERT OVERWRITE DIRECTORY '${copy}' USING parquet SELECT * FROM delta.\`${path}\`${at}`)
      return folder.lake(async ({ lake, session }) => {
        const snapshot = await present(lake.table(path).snapshot(version))
        return { ours: await contentsOf(session, snapshot), sparks: await contentsOfFolder(session, copy, snapshot) }
      })
    }

    test('reads what seed and stream wrote, through our checkpoint and at an old version, with equal contents', async () => {
      await folder.seed(20_000, 12)
      const engine = await folder.engine()
      await engine.stream.start({ source: 'sample', rate: 3000 })
      await until(
        () => engine.lake.info('transactions'),
        (info) => info.lastCheckpoint !== null && info.version > info.lastCheckpoint,
        200_000,
      )
      await engine.stream.stop()
      await engine.close()
      expect((await readdir(join(root, '_delta_log'))).some((name) => name.endsWith('.checkpoint.parquet'))).toBe(true)
      for (const version of [undefined, 5]) {
        const { ours, sparks } = await bothReadings(root, version)
        expect(ours.rows).toBeGreaterThan(20_000)
        expect(sparks).toEqual(ours)
      }
    })

    test('reads what we write while we write it, and the same rows after compaction and after vacuum', async () => {
      await writeSmallFiles(folder, 4, [day(3), day(2)])
      const engine = await folder.engine()
      await engine.stream.start({ source: 'sample', rate: 500 })
      for (let round = 0; round < 3; round++) {
        const before = engine.stream.status().totals.rows
        const [found] = await spark.sql(
          `SELECT count(*) AS rows, count(DISTINCT kafka_partition, kafka_offset) AS places FROM delta.\`${root}\``,
        )
        expect(found?.['rows']).toEqual(found?.['places'])
        expect(Number(found?.['rows'])).toBeGreaterThanOrEqual(160 + before)
        // It reads on while files it may have listed are replaced.
        if (round === 0) expect((await engine.lake.compact('transactions')).filesRemoved).toBeGreaterThanOrEqual(8)
      }
      await engine.stream.stop()
      const compacted = await bothReadings(root)
      expect(compacted.sparks).toEqual(compacted.ours)
      expect(await engine.lake.vacuum('transactions', { retention: '0s', allowShortRetention: true })).toMatchObject({
        pinned: 0,
      })
      expect(await bothReadings(root)).toEqual(compacted)
    })

    test('writes a table, with its checkpoint and later commits, that we read and analyse with equal contents', async () => {
      await folder.seed(3000, 3)
      const theirs = join(base, 'theirs')
      await spark.sql(
        `CREATE TABLE delta.\`${theirs}\` USING delta PARTITIONED BY (event_date) TBLPROPERTIES ('delta.checkpointInterval' = '4')
       AS SELECT * FROM delta.\`${root}\``,
      )
      for (let index = 0; index < 6; index++)
        await spark.sql(`INSERT INTO delta.\`${theirs}\` SELECT * FROM delta.\`${root}\` LIMIT ${index + 10}`)
      await spark.sql(`DELETE FROM delta.\`${theirs}\` WHERE category = 'grocery' AND event_date = '${day(2)}'`)
      await spark.sql(`UPDATE delta.\`${theirs}\` SET quantity = 7 WHERE event_date = '${day(1)}'`)
      expect((await readdir(join(theirs, '_delta_log'))).some((name) => name.includes('.checkpoint.'))).toBe(true)
      const { ours, sparks } = await bothReadings(theirs)
      expect(sparks).toEqual(ours)
      expect((await bothReadings(theirs, 5)).ours).toEqual((await bothReadings(theirs, 5)).sparks)
      const other = await openTestFolder([`pipeline.delta.stream-transactions-path=${theirs}`])
      try {
        const engine = await other.engine()
        expect(await engine.lake.info('transactions')).toMatchObject({ rows: ours.rows, millraceOwned: false })
        const record = await runBatch(engine, { startDate: day(3), endDate: day(1), analysisType: 'full_report' })
        expect(record).toMatchObject({ status: 'COMPLETED', rowCount: ours.rows })
      } finally {
        await other.remove()
      }
    })

    test('appends beside our stream and beside delta-rs, and nobody conflicts', async (context) => {
      const run = python(context, 'deltalake, pyarrow')
      await folder.seed(1000, 2)
      const engine = await folder.engine()
      await engine.stream.start({ source: 'sample', rate: 1000 })
      const source = join(base, 'source')
      await spark.sql(
        `INSERT OVERWRITE DIRECTORY '${source}' USING parquet SELECT * FROM delta.\`${root}\` VERSION AS OF 1 LIMIT 100`,
      )
      const deltaRs = () =>
        run(
          `import sys, deltalake, pyarrow.parquet
deltalake.write_deltalake(sys.argv[1], pyarrow.parquet.read_table(sys.argv[2]), mode="append")
print("{}")`,
          [root, source],
        )
      for (let round = 0; round < 3; round++) {
        const insert = spark.sql(`INSERT INTO delta.\`${root}\` SELECT * FROM parquet.\`${source}\``)
        deltaRs()
        await insert
      }
      expect(engine.stream.status()).toMatchObject({ state: 'RUNNING', reason: null })
      const before = engine.stream.status().totals.rows
      await until(
        () => engine.stream.status(),
        (status) => status.totals.rows > before,
      )
      await engine.stream.stop()
      const report = await engine.lake.verify('transactions')
      expect(report).toMatchObject({ ok: true, rows: 1000 + 600 + report.offsets })
      expect(report.offsets).toBeGreaterThan(before)
      const writers = (await engine.lake.history('transactions', 1000)).map((entry) => entry.engineInfo ?? '')
      for (const writer of [/^Millrace/, /^Apache-Spark/, /^delta-rs/])
        expect(writers.filter((one) => writer.test(one)).length).toBeGreaterThan(0)
      const { ours, sparks } = await bothReadings(root)
      expect(sparks).toEqual(ours)
    })
  },
)

async function present(snapshot: Promise<Snapshot | null>): Promise<Snapshot> {
  const found = await snapshot
  if (found === null) throw new Error('there is no table')
  return found
}
