import type { DeadLetter } from '../../../../shared/stream'

/** One text for a place in a topic. */
export function letterKey({ kafka_partition: partition, kafka_offset: offset, topic }: DeadLetter): string {
  return `${partition}:${offset}:${topic}`
}
