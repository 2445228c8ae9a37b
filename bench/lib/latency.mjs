// From an event's time, which is when it was produced, to the time of the commit that holds it.
import { DuckDBInstance } from '@duckdb/node-api'

/** Percentiles in ms over the streamed rows of the transactions table under `base`. */
export async function latencyOf(base, percentiles) {
  const table = `${base}/stream/transactions`
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  try {
    const reader = await connection.runAndReadAll(
      `WITH commits AS (SELECT filename, commitInfo.timestamp AS committed, "add".path AS path FROM read_json('${table}/_delta_log/*.json', format='newline_delimited', filename=true, union_by_name=true)),
            files AS (SELECT a.path, c.committed FROM commits a JOIN commits c USING (filename) WHERE a.path IS NOT NULL AND c.committed IS NOT NULL)
       SELECT quantile_cont(committed - epoch_ms(event_timestamp), [${percentiles.join(', ')}])
       FROM read_parquet('${table}/*/*.parquet', filename=true, union_by_name=true) r JOIN files f ON r.filename LIKE '%' || replace(f.path, '%3D', '=')
       WHERE kafka_offset IS NOT NULL`,
    )
    return reader.getRows()[0][0].items
  } finally {
    connection.disconnectSync()
  }
}
