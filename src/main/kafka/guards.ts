import { KafkaJSNonRetriableError } from 'kafkajs'
import ConsumerGroup from 'kafkajs/src/consumer/consumerGroup'
import RequestQueue from 'kafkajs/src/network/requestQueue'

/** The fetch position is not held any more; kafkajs would silently jump to another one. */
export class OffsetOutOfRange extends KafkaJSNonRetriableError {
  constructor(
    readonly topic: string,
    readonly partition: number,
  ) {
    super(`offset out of range: ${topic}/${partition}`)
  }
}

const CHECK_PENDING_MS = 10
let guarded = false

/**
 * kafkajs 2.2.4 is unmaintained, so two of its traps are closed in place (design: kafka.md):
 * an offset out of range is fatal instead of a silent reset (#1777, #580, #1119), and its request queue never
 * schedules a timer in the past, which spins on Node >= 24 (#1751).
 */
export function guardKafkajs(): void {
  if (guarded) return
  guarded = true
  ConsumerGroup.prototype.recoverFromOffsetOutOfRange = (error) =>
    Promise.reject(new OffsetOutOfRange(error.topic, error.partition))
  RequestQueue.prototype.scheduleCheckPendingRequests = function schedule() {
    if (this.throttleCheckTimeoutId !== null && this.throttleCheckTimeoutId !== undefined) return
    const throttledFor = this.throttledUntil - Date.now()
    if (throttledFor <= 0 && this.pending.length === 0) return
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null
        this.checkPendingRequests()
      },
      throttledFor > 0 ? throttledFor : CHECK_PENDING_MS,
    )
  }
}
