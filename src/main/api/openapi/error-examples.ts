import { MillraceError, type ErrorCode } from '../../../shared/errors'
import { toErrorAnswer } from '../../error-answer'

/** A sentence as it may come, for each code; complete by type. */
const MESSAGES: Readonly<Record<ErrorCode, string>> = {
  INVALID_REQUEST: 'endDate: must be a real date written YYYY-MM-DD',
  NOT_FOUND: 'There is nothing at /nothing. GET /openapi.json lists all routes.',
  METHOD_NOT_ALLOWED: 'GET is not possible here; use POST.',
  UNSUPPORTED_MEDIA_TYPE: 'Send the body as application/json (curl: -H "Content-Type: application/json").',
  PAYLOAD_TOO_LARGE: 'The body is larger than 1048576 bytes.',
  HEADERS_TOO_LARGE: 'The headers are larger than 16384 bytes.',
  REQUEST_TIMEOUT: 'The request did not arrive in time.',
  EXPECTATION_FAILED: 'Expect: "tea" is not possible, only 100-continue is.',
  TOO_MANY_REQUESTS: 'More than 1000 requests a second. Wait a second.',
  FORBIDDEN_HOST: 'The Host header must be localhost:8080 or 127.0.0.1:8080.',
  FORBIDDEN_ORIGIN: 'A page of another origin may not use this API.',
  UNAUTHORIZED: 'Send the token of the state folder: Authorization: Bearer TOKEN.',
  INTERNAL_ERROR: 'Something went wrong inside Millrace. The log has the cause.',
  SERVICE_UNAVAILABLE: 'Millrace is stopping.',
  BATCH_NOT_FOUND: 'No batch job found with ID: batch-20260101-0a1b2c3d',
  BATCH_NOT_READY: 'Batch not completed. Current status: RUNNING',
  BATCH_FINISHED: 'Batch batch-20260101-0a1b2c3d has already ended: COMPLETED.',
  BATCH_RUNNING: 'Batch batch-20260101-0a1b2c3d is RUNNING. Cancel it first.',
  BATCH_CANCELLED: 'The batch was cancelled.',
  REPORT_NOT_FOUND: 'There is no report weekly.',
  REPORT_EXISTS: 'There is a report of this name already: weekly.',
  PROFILE_NOT_FOUND: 'There is no saved connection production.',
  PROFILE_EXISTS: 'A connection named production exists already.',
  PROFILE_IN_USE: 'The connection production is in use. Use another one first.',
  SECRET_UNAVAILABLE: 'The password of this connection cannot be read. Enter it again.',
  WORKER_DIED: 'The batch worker process ended (signal SIGKILL) while it ran this. Run it again.',
  OUT_OF_MEMORY: 'The batch needs more memory than pipeline.engine.memory-limit allows.',
  ENGINE_UNREACHABLE: 'The Spark Connect server sc://cluster:15002 cannot be reached (tried for 15 s: no answer).',
  ENGINE_FAILED: 'Spark failed (PATH_NOT_FOUND, SQLSTATE 42K03): Path does not exist.',
  STREAM_ALREADY_RUNNING: 'Streaming queries are already active. Stop them first.',
  BROKER_UNREACHABLE: 'The broker localhost:9092 cannot be reached.',
  BROKER_REFUSED: 'The broker refused the user name or the password.',
  BROKER_ERROR:
    'The Kafka broker at 127.0.0.1:9092 answers: consumer group unified-pipeline-stream has another client in it, which shares out partitions in another way (INCONSISTENT_GROUP_PROTOCOL). Stop the other client, or give this stream a group of its own in pipeline.kafka.consumer-group.',
  TOPIC_NOT_FOUND: 'There is no topic transactions-stream.',
  TOPIC_FORBIDDEN: 'The broker does not allow this user to read transactions-stream.',
  GROUP_NOT_FOUND: 'There is no consumer group unified-pipeline-stream.',
  DATA_LOSS: 'Offsets 100 to 199 of partition 3 of transactions-stream were removed before they were read.',
  UNREADABLE_BATCH: 'Offsets 100 to 199 of partition 3 of transactions-stream cannot be read.',
  DEAD_LETTER_NOT_FOUND: 'There is no dead letter at partition 3, offset 1207.',
  DEAD_LETTER_REDRIVEN: 'The dead letter at partition 3, offset 1207 was redriven already.',
  TABLE_NOT_FOUND: 'There is no table stream_aggregations yet.',
  TABLE_INVALID:
    'The table at /data/delta/stream/transactions cannot be used as a transactions table. Columns that are missing: city (string). Columns of another type: quantity is string, must be integer. Write it anew as it must be, or point pipeline.batch.source-path at another folder.',
  TABLE_CORRUPT: 'Commit 12 of the table transactions cannot be read.',
  UNSUPPORTED_PROTOCOL:
    'Millrace cannot read the Delta table at /data/delta/stream/transactions: it uses the feature typeWidening. Use the engine that wrote it, or copy it into a table without that.',
  VERSION_NOT_FOUND: 'The table transactions has no version 900; the newest is 812.',
  COMMIT_CONFLICT: 'Another writer changed the table transactions meanwhile. Try again.',
  DISK_FULL: 'The disk of the lake is full.',
  IO_ERROR: 'A file of the lake could not be written.',
  INVALID_CONFIGURATION: 'pipeline.http.port is "x"; it must be a whole number from 0 to 65535.',
  PORT_IN_USE: 'Port 8080 on 127.0.0.1 is taken by another program.',
  OWNED_BY_ANOTHER: 'The state folder is in use by process 4711.',
}

const DETAILS: Partial<Record<ErrorCode, Readonly<Record<string, string>>>> = {
  BATCH_NOT_READY: { status: 'RUNNING' },
}

const AT = Date.UTC(2026, 0, 31, 12)

/** The whole answer with this code, as the API writes it. */
export function errorExample(code: ErrorCode): Readonly<Record<string, string | number>> {
  const details = DETAILS[code]
  const error = new MillraceError(code, MESSAGES[code], details === undefined ? {} : { details })
  return toErrorAnswer(error, AT).body
}
