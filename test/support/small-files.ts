import type { TestFolder } from './engine'

/** Commits, each with one small file of every date; offsets run on per commit, as a stream's would. */
export async function writeSmallFiles(
  folder: TestFolder,
  commits: number,
  dates: readonly string[],
  rows = 20,
): Promise<void> {
  for (let commit = 0; commit < commits; commit++) {
    await folder.write(
      dates.flatMap((date, index) =>
        Array.from({ length: rows }, (_, row) => ({
          transaction_id: `t-${commit}-${index}-${row}`,
          event_timestamp: `${date}T${String((commit * 7 + row) % 24).padStart(2, '0')}:00:00.${String(row).padStart(6, '0')}Z`,
          category: ['books', 'grocery', 'electronics'][row % 3] ?? null,
          total_amount: commit + row / 8,
          // Far from the partitions of a stream beside it.
          kafka_partition: 100 + index,
          kafka_offset: commit * rows + row,
          fraud_score: row % 5 === 0 ? null : 0.125 * row,
        })),
      ),
    )
  }
}
