import { join } from 'node:path'

/** Tables that Spark wrote (test/golden/README.md); read only, tests that change one copy it. */
export const SPARK_GOLDEN = join(import.meta.dirname, '../golden/spark')

export const SPARK_TABLES = [
  'transactions_deletion_vectors',
  'transactions_name_mapping',
  'transactions_id_mapping',
  'v2_checkpoint_parquet',
  'v2_checkpoint_json',
  'v2_checkpoint_no_sidecars',
] as const

/** The rows of a table as Spark reads them. */
export function expectedRows(table: string): string {
  return join(SPARK_GOLDEN, `${table.replace(/(?:name|id)_mapping$/, 'mapping')}.expected.jsonl`)
}
