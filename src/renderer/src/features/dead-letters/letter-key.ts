import type { DeadLetter } from '../../../../shared/stream'

export function letterKey({ kafka_partition: partition, kafka_offset: offset, topic }: DeadLetter): string {
  return `${partition}:${offset}:${topic}`
}
