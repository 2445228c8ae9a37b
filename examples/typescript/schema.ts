// Written by `npm run docs` from /openapi.json.
export interface paths {
  '/stream/start': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Start the stream */
    post: operations['postStreamStart']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/stream/stop': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Stop the stream; what was read is committed */
    post: operations['postStreamStop']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/stream/status': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** State, lag and rates of the stream */
    get: operations['getStreamStatus']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/stream/dashboard': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Sliding 5-minute windows by category */
    get: operations['getStreamDashboard']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/stream/dead-letters': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Messages that are not rows, newest first */
    get: operations['getStreamDeadLetters']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/stream/dead-letters/redrive': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Bring dead letters into the table, corrected or decoded again */
    post: operations['postStreamDeadLettersRedrive']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/stream/audit': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Topic, offsets, rows and dead letters compared, each difference named */
    get: operations['getStreamAudit']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/stream/trail': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Rates and lag of the last half hour of this process, for charts */
    get: operations['getStreamTrail']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/stream/quality': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Data quality by micro-batch: dead letters, nulls, amounts, times, repeated ids */
    get: operations['getStreamQuality']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/run': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Submit a batch
     * @description Answers at once. With Prefer: wait=N it answers when the batch has ended, or after N seconds (at most 120), with the whole record; a client that goes away ends the wait and not the batch.
     */
    post: operations['postBatchRun']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/estimate': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** What a batch would read, from statistics alone */
    post: operations['postBatchEstimate']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/list': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Batches, newest first */
    get: operations['getBatchList']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/retention': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Which batches retention would delete
     * @description Deletes nothing, and answers also where no retention is configured: no batch would go where there is no limit. A batch whose results are being read is told too; it goes when its last reader is gone.
     */
    get: operations['getBatchRetention']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/status/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** One batch */
    get: operations['getBatchStatusById']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/cancel/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Cancel a batch */
    post: operations['postBatchCancelById']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /** Delete a batch and its files */
    delete: operations['deleteBatchById']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/data/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Raw rows of a batch */
    get: operations['getBatchDataById']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/data/{id}/columns': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Statistics of raw columns */
    get: operations['getBatchDataByIdColumns']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/data/{id}/columns/{column}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Statistics of one raw column */
    get: operations['getBatchDataByIdColumnsByColumn']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/data/{id}/aggregated': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Result of a batch */
    get: operations['getBatchDataByIdAggregated']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/data/{id}/aggregated/columns': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Statistics of result columns */
    get: operations['getBatchDataByIdAggregatedColumns']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/data/{id}/aggregated/columns/{column}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Statistics of one result column */
    get: operations['getBatchDataByIdAggregatedColumnsByColumn']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/data/{id}/aggregated/{row}/rows': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Raw rows behind one row of the result */
    get: operations['getBatchDataByIdAggregatedByRowRows']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/data/{id}/export': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Raw rows as a file: all, or those asked for */
    get: operations['getBatchDataByIdExport']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/data/{id}/aggregated/export': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Result rows as a file: all, or those asked for */
    get: operations['getBatchDataByIdAggregatedExport']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/compare': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Two results of one analysis, group by group */
    get: operations['getBatchCompare']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/batch/explain/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** What a batch read, did and cost */
    get: operations['getBatchExplainById']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/reports': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Saved reports by name */
    get: operations['getReports']
    put?: never
    /** Save a report */
    post: operations['postReports']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/reports/preview': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** What dates would mean now and at the next runs of a schedule; nothing is saved */
    post: operations['postReportsPreview']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/reports/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** One report */
    get: operations['getReportsById']
    /** Replace a report; its runs are kept */
    put: operations['putReportsById']
    post?: never
    /** Delete a report; its batches stay */
    delete: operations['deleteReportsById']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/reports/{id}/run': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Submit its batch now
     * @description Dates that hold no row of the table are refused with INVALID_REQUEST, and no batch is submitted; a scheduled run says so in `lastError`, and is tried again at its next time.
     */
    post: operations['postReportsByIdRun']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/lake/tables': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** All tables with their sizes */
    get: operations['getLakeTables']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/lake/tables/{name}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Size and shape of a table */
    get: operations['getLakeTablesByName']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/lake/tables/{name}/history': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Commits of a table, newest first */
    get: operations['getLakeTablesByNameHistory']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/lake/tables/{name}/files': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Live files of a version, and the SQL by which plain DuckDB reads them */
    get: operations['getLakeTablesByNameFiles']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/lake/tables/{name}/columns/{column}/values': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The values of a column with their counts, as filters of a batch take them
     * @description Counted over all live rows of the version. rows, nulls and distinct are of the whole column; contains and value only choose what is listed.
     */
    get: operations['getLakeTablesByNameColumnsByColumnValues']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/lake/tables/{name}/compact': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Rewrites small files of closed dates, and of dates past 50 files, into large ones; answers when it is done */
    post: operations['postLakeTablesByNameCompact']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/lake/tables/{name}/vacuum': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Deletes files that no version within the retention needs and no batch reads */
    post: operations['postLakeTablesByNameVacuum']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/kafka/topics': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Topics of the Kafka cluster */
    get: operations['getKafkaTopics']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/kafka/topics/{name}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Partitions and settings of a topic */
    get: operations['getKafkaTopicsByName']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/kafka/topics/{name}/messages': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Messages of a topic and what the decoder makes of them */
    get: operations['getKafkaTopicsByNameMessages']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/kafka/groups': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Consumer groups and their lag, ours first */
    get: operations['getKafkaGroups']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/kafka/groups/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Members and lag per partition of a group */
    get: operations['getKafkaGroupsById']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/kafka/brokers': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Brokers of the Kafka cluster */
    get: operations['getKafkaBrokers']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/kafka/test': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Try a connection stage by stage: DNS, TCP, TLS, SASL, topic, decode */
    post: operations['postKafkaTest']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/kafka/profiles': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Saved Kafka connections */
    get: operations['getKafkaProfiles']
    put?: never
    /** Save a connection */
    post: operations['postKafkaProfiles']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/kafka/profiles/use': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Use a saved connection, or that of the configuration; the stream must be stopped */
    post: operations['postKafkaProfilesUse']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/kafka/profiles/{id}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /** Replace a connection; secrets that are left out stay */
    put: operations['putKafkaProfilesById']
    post?: never
    /** Delete a connection and its secrets */
    delete: operations['deleteKafkaProfilesById']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/kafka/profiles/{id}/test': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Try a saved connection stage by stage, with its stored secrets; or what is typed, before it is saved */
    post: operations['postKafkaProfilesByIdTest']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/events': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Server-sent events: `event` is the type, `data` one line of JSON. First hello and status; then status at most 10 a second (at once when the state changes), every change of a batch, commits, new versions of tables, sample rows and notices; what happens once has an `id`. A comment every 15 s keeps the line open.
     * @description Here the token, or the cookie of a browser that was let in by a link, is needed also where no other route asks for it.
     */
    get: operations['getEvents']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/sample/seed': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Append sample rows of the days before today, in the background; `sample` events tell how far */
    post: operations['postSampleSeed']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/sample/cancel': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Give up the sample rows that are not committed yet; those that are stay */
    post: operations['postSampleCancel']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/sample': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** How far the sample rows are */
    get: operations['getSample']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/health': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Whether the engine works */
    get: operations['getHealth']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/config': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Every setting with its source */
    get: operations['getConfig']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/activity': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Micro-batches and batches on one timeline, and what their processes use */
    get: operations['getActivity']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/support/bundle': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Settings, versions, checks, tables, log and crash reports for a bug report, secrets taken out */
    get: operations['getSupportBundle']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/stop': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /** Drain, commit and end the process */
    post: operations['postStop']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/metrics': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** Figures for a monitor, in the text format 0.0.4 of Prometheus */
    get: operations['getMetrics']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/openapi.json': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** This document */
    get: operations['getOpenapiJson']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    StreamStarted: {
      /** @enum {string} */
      status: 'started'
      queryIds: string[]
      topic: string
      /** @description Where the table has offsets already: the next offset to read, per partition; as the table alone tells it where the broker does not answer at once. */
      resumedFrom?: {
        partition: number
        /** @description An integer; a decimal string beyond 2^53 - 1. */
        offset: number | string
      }[]
      /** @description First start: the resolved offsets. */
      startingFrom?: {
        partition: number
        /** @description An integer; a decimal string beyond 2^53 - 1. */
        offset: number | string
      }[]
      /** @description What to know of this start: startingOffsets that do not count, what skipTo skipped or why it does not count, a topic that is not there yet, a Spark checkpoint, partitions that begin behind the watermark of the dashboard. */
      note?: string
    }
    Error: {
      /** @description A closed code, for example INVALID_REQUEST. */
      error: string
      /** @description A sentence that names the thing and the fix. */
      message: string
      /** @description ISO 8601 UTC with milliseconds. */
      timestamp: string
    } & {
      [key: string]: unknown
    }
    StreamStopped: {
      /** @enum {string} */
      status: 'stopped'
      queriesStopped: number
      message?: string
    }
    StreamStatus: {
      active: boolean
      queries: {
        id: string
        name: string
        isActive: boolean
      }[]
      /** @enum {string} */
      state:
        | 'STARTING'
        | 'WAITING_FOR_TOPIC'
        | 'CATCHING_UP'
        | 'RUNNING'
        | 'RECONNECTING'
        | 'STOPPING'
        | 'STOPPED'
        | 'FAILED'
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      since: string | null
      reason: string | null
      fix: string | null
      /** @description Code of the error that `reason` tells of, of a stream that failed or reconnects. */
      error: string | null
      /** @description How many offsets are gone or cannot be read, of a stream that failed for that; null for any other. */
      lostOffsets: number | null
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      retryAt: string | null
      /** @enum {string|null} */
      source: 'kafka' | 'sample' | null
      topic: string | null
      group: string | null
      trigger: {
        intervalMs: number
      }
      partitions: {
        partition: number
        /** @description The next offset that the table needs, whatever was fetched beyond it. */
        offset: number | string
        /** @description An integer; a decimal string beyond 2^53 - 1. */
        endOffset: number | string
        /** @description Messages that the table lacks. */
        lag: number
        lagSeconds: number
        rowsPerSecond: number
        /** @description Who reads it: self, or the id of another member of the group (`another member` where this user may not ask for ids); null: nobody yet. */
        member: string | null
      }[]
      lag: number
      lagSeconds: number
      /** @description What was left unread by the newest commit, or is now where none came within the trigger interval: what gathers between commits is no lag. */
      lagAtCommit: number
      /** @description Messages that waited when the stream was stopped; null while it runs. */
      leftUnread: number | null
      /** @description Newest version of stream/transactions that the stream knows. */
      version: number | null
      /** @description Time of the newest message that was committed since the start. */
      newestAt: string | null
      inputRowsPerSecond: number
      processedRowsPerSecond: number
      lastBatch: {
        /** @description The committed version of stream/transactions. */
        version: number | null
        /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
        at: string
        rows: number
        deadLetters: number
        fetchMs: number
        decodeMs: number
        writeMs: number
        commitMs: number
        totalMs: number
      } | null
      totals: {
        consumed: number
        rows: number
        deadLetters: number
        unknownKeys: number
        /** @description Completed or pending rows that came too late for all of their windows; of the table, ever. */
        lateRows: number
        /** @description Rows whose event was more than ten minutes past their commit; of the table, ever. */
        futureRows: number
      }
      deadLettersByCode: {
        [key: string]: number
      }
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      watermark: string | null
      /** @description Partitions that hold the watermark: unread ones without a row yet, and those whose end is not known. */
      watermarkWaitsFor: number[]
      dashboard: {
        rows: number
        bytes: number
      }
      /** @description Since the start of the stream; GET /stream/quality has the history. */
      quality: {
        rows: number
        deadLetters: number
        /** @description Dead letters of all messages, 0..1. */
        deadLetterShare: number
        /** @description Rows whose total_amount is over a cent away from quantity x unit_price x (1 - discount_percent / 100). */
        amountMismatches: number
        /** @description Rows whose event_timestamp is after their processing_timestamp. */
        futureEvents: number
        /** @description Rows whose transaction_id stands before them in the micro-batch or among the last 100,000 rows at least. */
        repeatedIds: number
      } | null
      /** @description Newest last, at most 60. */
      recentBatches: {
        /** @description The committed version of stream/transactions. */
        version: number | null
        /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
        at: string
        rows: number
        deadLetters: number
        fetchMs: number
        decodeMs: number
        writeMs: number
        commitMs: number
        totalMs: number
      }[]
      health: {
        /** @enum {string} */
        word: 'Healthy' | 'Catching up' | 'Degraded' | 'Stopped' | 'Failed'
        reason: string
      }
    }
    Dashboard: {
      asOf: {
        version: number | null
      }
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      watermark: string | null
      /** @description Completed or pending rows of the table, ever, that came too late for all of their windows. */
      lateRows: number
      /** @description Rows, ever, whose event was more than ten minutes past their commit: they are in no window. */
      futureRows: number
      windows: components['schemas']['DashboardWindow'][]
    }
    DashboardWindow: {
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      window_start: string
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      window_end: string
      category: string | null
      txn_count: number
      window_revenue: number | null
      avg_order_value: number | null
      fraud_alerts: number
      approx_unique_customers: number
      final: boolean
    }
    DeadLetterPage: {
      /** @description Dead letters that match, live and redriven. */
      total: number
      /** @description Of these, the ones that count in consumed = rows + dead letters. */
      live: number
      redriven: number
      /** @description Dead letters that match, by code. */
      byCode: {
        [key: string]: number
      }
      /** @description Dead letters that match and name a field, by field. */
      byField: {
        [key: string]: number
      }
      /** @description A page ends early at 32 MiB of messages: the next one begins at offset + returned. */
      page: {
        limit: number
        offset: number
        returned: number
        hasMore: boolean
      }
      data: components['schemas']['DeadLetter'][]
    }
    DeadLetter: {
      topic: string
      kafka_partition: number
      /** @description An integer; a decimal string beyond 2^53 - 1. */
      kafka_offset: number | string
      /** @description ISO 8601 UTC with milliseconds. Null where the producer gave none, or one past the year 9999, which `reason` then tells. */
      kafka_timestamp: string | null
      /** @description Base64. */
      key: string | null
      /** @description Base64; null for a tombstone. */
      value: string | null
      /** @description The value as text where it is UTF-8, else null. */
      valueText: string | null
      /** @description Values in base64. */
      headers: {
        key: string
        value: string | null
      }[]
      /** @enum {string} */
      code: 'NO_VALUE' | 'NOT_UTF8' | 'NOT_JSON' | 'NOT_OBJECT' | 'MISSING_FIELD' | 'BAD_VALUE'
      field: string | null
      reason: string
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      dead_at: string
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      redriven_at: string | null
      redriven_version: number | null
    }
    RedriveResult: {
      redriven: number
      /** @description Dead letters that do not convert; they stay as they are. */
      failed: number
      /** @description With code: live dead letters of it that were not looked at. */
      remaining: number
      /** @description The newest version of stream/transactions with a redriven row. */
      version: number | null
      items: {
        topic: string
        partition: number
        /** @description An integer; a decimal string beyond 2^53 - 1. */
        offset: number | string
        /** @enum {string} */
        status: 'redriven' | 'failed'
        /** @description The version of stream/transactions that brought its row. */
        version: number | null
        /**
         * @description Why it is still a dead letter.
         * @enum {string|null}
         */
        code: 'NO_VALUE' | 'NOT_UTF8' | 'NOT_JSON' | 'NOT_OBJECT' | 'MISSING_FIELD' | 'BAD_VALUE' | null
        field: string | null
        reason: string | null
      }[]
    }
    RedriveRequest: {
      items?: components['schemas']['RedriveItem'][]
      /**
       * @description All live dead letters of this code, oldest first.
       * @enum {string}
       */
      code?: 'NO_VALUE' | 'NOT_UTF8' | 'NOT_JSON' | 'NOT_OBJECT' | 'MISSING_FIELD' | 'BAD_VALUE'
      /** @description With code: dead letters of this request, 10000 by default. */
      limit?: number
    }
    RedriveItem: {
      partition: number
      offset: number | string
      /** @description Only where dead letters of several topics have this place. */
      topic?: string
      /** @description The corrected message. Without it the stored bytes are decoded again. Either way they stay. */
      value?: string
    }
    StreamAudit: {
      agrees: boolean
      /** @description Table versions. */
      asOf: {
        transactions: number | null
        deadLetters: number | null
      }
      /** @description False where the broker cannot be reached: the tables are checked alone then. */
      topicAsked: boolean
      partitions: {
        partition: number
        /** @description Empty: rows of files that do not name their stream (older builds, other writers). */
        streams: {
          /** @enum {string} */
          source: 'kafka' | 'sample'
          topic: string
          /** @description The first offset of the stream; null where an old table does not tell it. */
          from: number | string | null
          /** @description The txn of stream/transactions, plus one. */
          next: number | string
          /** @description The txn of stream/dead_letters, plus one; null before the first dead letter. */
          deadLetterNext: number | string | null
          /** @description The first offset that the topic holds; null where it was not asked. */
          topicFirst: number | string | null
          /** @description The next offset of the topic. */
          topicEnd: number | string | null
        }[]
        /** @description Offsets between from and next; recorded gaps count as skipped. null: not known, or files that do not name their stream may hold some of them. */
        consumed: number | null
        rows: number
        /** @description Live ones: consumed = rows + deadLetters + skipped + absent. */
        deadLetters: number
        /** @description Dead letters whose row is in the table. */
        redriven: number
        /** @description Offsets of recorded gaps (decision 6). */
        skipped: number
        /** @description Offsets at which the topic holds no message: markers of Kafka transactions, compaction. */
        absent: number
        /** @description Offsets in neither table nor a recorded gap, and not absent. */
        missing: number
        /** @description Rows and dead letters beyond one an offset. */
        repeats: number
        /** @description null: rows of files that do not name their stream are not compared. */
        agrees: boolean | null
      }[]
      /** @description Recorded in the log when they were skipped on purpose. */
      gaps: {
        topic: string
        partition: number
        /** @description An integer; a decimal string beyond 2^53 - 1. */
        from: number | string
        /** @description An integer; a decimal string beyond 2^53 - 1. */
        to: number | string
        /** @enum {string} */
        cause: 'retention' | 'recreated' | 'unreadable' | 'skipped'
        /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
        at: string
      }[]
      /** @description At most 100 of each kind. */
      differences: {
        /** @enum {string} */
        kind:
          | 'repeated_offset'
          | 'offset_in_both'
          | 'offset_beyond_txn'
          | 'offset_before_start'
          | 'unrecorded_gap'
          | 'position_beyond_topic'
          | 'unread_and_removed'
        topic: string
        partition: number
        /** @description First and last offset of the range, where it is one. */
        from: number | string | null
        /** @description An integer; a decimal string beyond 2^53 - 1. */
        to: number | string | null
        detail: string
      }[]
      elapsedMs: number
    }
    StreamTrail: {
      points: {
        /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
        at: string
        inputRowsPerSecond: number
        /** @description Rows of the newest micro-batch by the time it took: what could be taken in. */
        capacityRowsPerSecond: number | null
        /** @description The worst until the next point. */
        lagAtCommit: number
      }[]
    }
    QualityHistory: {
      /** @description Of all micro-batches of the range. */
      summary: {
        microBatches: number
        rows: number
        deadLetters: number
        /** @description Dead letters of all messages, 0..1. */
        deadLetterShare: number
        /** @description Rows whose total_amount is over a cent away from quantity x unit_price x (1 - discount_percent / 100). */
        amountMismatches: number
        /** @description Rows whose event_timestamp is after their processing_timestamp. */
        futureEvents: number
        /** @description Rows whose transaction_id stands before them in the micro-batch or among the last 100,000 rows at least. */
        repeatedIds: number
        /** @description Nulls of all rows by column, 0..1. */
        nullShare: {
          [key: string]: number
        }
      }
      page: {
        limit: number
        returned: number
        hasMore: boolean
      }
      /** @description Newest first; 30 days are kept. */
      data: {
        /** @description Of stream/transactions. */
        version: number
        /** @description processing_timestamp of its rows. */
        at: string
        topic: string
        rows: number
        deadLetters: number
        /** @description Dead letters of all messages, 0..1. */
        deadLetterShare: number
        /** @description Rows whose total_amount is over a cent away from quantity x unit_price x (1 - discount_percent / 100). */
        amountMismatches: number
        /** @description Rows whose event_timestamp is after their processing_timestamp. */
        futureEvents: number
        /** @description Rows whose transaction_id stands before them in the micro-batch or among the last 100,000 rows at least. */
        repeatedIds: number
        /** @description Nulls of all rows by column, 0..1. */
        nullShare: {
          [key: string]: number
        }
      }[]
    }
    BatchRecord: {
      batchId: string
      /** @enum {string} */
      status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
      /** @enum {string} */
      analysisType:
        | 'revenue_by_category'
        | 'revenue_by_region'
        | 'payment_analysis'
        | 'customer_segmentation'
        | 'fraud_analysis'
        | 'hourly_trends'
        | 'channel_performance'
        | 'inventory_velocity'
        | 'full_report'
      /**
       * @description What runs it; absent on batches of older versions, which ran on duckdb.
       * @enum {string}
       */
      engine?: 'duckdb' | 'spark'
      sourcePath: string
      startDate: string
      endDate: string
      filters?: {
        [key: string]: string
      }
      /** @description The pinned version of the table that batches read; absent where there is no table. */
      tableVersion?: number
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      submitTime: string
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      startTime?: string
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      endTime?: string
      /** @description Rows in the filtered snapshot, every status. */
      rowCount?: number
      /** @description Of the files of its tables, by their logs; absent on batches of older versions. */
      bytes?: number
      deltaRawPath?: string
      deltaAggPath?: string
      errorMessage?: string
      /** @description 1 is next; only while PENDING. */
      queuePosition?: number
      /** @description Only while RUNNING. */
      progress?: {
        /** @enum {string} */
        phase: 'plan' | 'snapshot' | 'analysis' | 'commit'
        fraction?: number
        /** @enum {string} */
        analysis?:
          | 'revenue_by_category'
          | 'revenue_by_region'
          | 'payment_analysis'
          | 'customer_segmentation'
          | 'fraud_analysis'
          | 'hourly_trends'
          | 'channel_performance'
          | 'inventory_velocity'
      }
    }
    BatchAccepted: {
      batchId: string
      /** @enum {string} */
      status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
      tableVersion?: number
    }
    BatchEstimate: {
      /** @description The version that a run would pin now; absent where there is no table. */
      tableVersion?: number
      /** @description Rows of the snapshot; with `exact` false at most so many, filters keep fewer. */
      rows: number
      /** @description True where dates and statistics alone decide about every row. */
      exact: boolean
      /** @description Dates in the range that have files. */
      dates: number
      firstDate: string | null
      lastDate: string | null
      /** @description Files that would be read. */
      files: number
      /** @description Their size on disk. */
      bytes: number
      /** @description Files of the whole table at that version. */
      tableFiles: number
      /** @description Its rows; null where a file has no statistics. */
      tableRows: number | null
    }
    BatchList: {
      total: number
      returned: number
      batches: components['schemas']['BatchRecord'][]
    }
    RetentionPreview: {
      /** @description The limit of age that was applied; null is none. */
      days: number | null
      /** @description The limit of size that was applied; null is none. */
      bytes: number | null
      /** @description Of all batches that would go. */
      total: {
        batches: number
        bytes: number
      }
      returned: number
      /** @description The oldest end first. */
      batches: {
        batchId: string
        /** @enum {string} */
        status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
        /** @enum {string} */
        analysisType:
          | 'revenue_by_category'
          | 'revenue_by_region'
          | 'payment_analysis'
          | 'customer_segmentation'
          | 'fraud_analysis'
          | 'hourly_trends'
          | 'channel_performance'
          | 'inventory_velocity'
          | 'full_report'
        /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
        endTime: string
        /** @description Of the files of its tables; a file counts in full, whoever else links it. */
        bytes: number
        /**
         * @description The limit that it is beyond.
         * @enum {string}
         */
        reason: 'days' | 'bytes'
      }[]
    }
    BatchCancelled: {
      batchId: string
      /** @enum {string} */
      status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
    }
    BatchData: {
      batchId: string
      /** @enum {string} */
      status: 'COMPLETED'
      rowCount: number
      page: components['schemas']['Page']
      data: {
        [key: string]: null | boolean | number | string | (string | null)[]
      }[]
    }
    Page: {
      limit: number
      offset: number
      returned: number
      hasMore: boolean
      /** @description All rows there are to page through, after where and search: exact. */
      total: number
    }
    ColumnsAnswer: {
      batchId: string
      /**
       * @description Absent for raw rows.
       * @enum {string}
       */
      analysisType?:
        | 'revenue_by_category'
        | 'revenue_by_region'
        | 'payment_analysis'
        | 'customer_segmentation'
        | 'fraud_analysis'
        | 'hourly_trends'
        | 'channel_performance'
        | 'inventory_velocity'
      /** @description Rows that the statistics speak of, after where and search. */
      rows: number
      columns: components['schemas']['ColumnStatistics'][]
    }
    ColumnStatistics: {
      name: string
      /** @enum {string} */
      type: 'string' | 'int32' | 'int64' | 'double' | 'boolean' | 'timestamp' | 'date' | 'string_list'
      /** @description Rows with a value. */
      count: number
      nulls: number
      /** @description Different values, exact. */
      distinct: number
      min: null | boolean | number | string | (string | null)[]
      max: null | boolean | number | string | (string | null)[]
      /** @description Of finite numbers; null for other types. */
      mean: number | null
      /** @description At most 14 bins of equal width over finite numbers, dates and times; null for other types. */
      histogram: components['schemas']['HistogramBin'][] | null
      /** @description The 20 most frequent values of text, booleans and lists; null for others. */
      top: components['schemas']['TopValue'][] | null
    }
    HistogramBin: {
      /** @description Lower bound, inclusive. */
      from: null | boolean | number | string | (string | null)[]
      /** @description Upper bound, exclusive; inclusive in the last bin of doubles. */
      to: null | boolean | number | string | (string | null)[]
      count: number
    }
    TopValue: {
      value: null | boolean | number | string | (string | null)[]
      count: number
    }
    ColumnAnswer: {
      batchId: string
      /**
       * @description Absent for raw rows.
       * @enum {string}
       */
      analysisType?:
        | 'revenue_by_category'
        | 'revenue_by_region'
        | 'payment_analysis'
        | 'customer_segmentation'
        | 'fraud_analysis'
        | 'hourly_trends'
        | 'channel_performance'
        | 'inventory_velocity'
      /** @description Rows that the statistics speak of, after where and search. */
      rows: number
      name: string
      /** @enum {string} */
      type: 'string' | 'int32' | 'int64' | 'double' | 'boolean' | 'timestamp' | 'date' | 'string_list'
      /** @description Rows with a value. */
      count: number
      nulls: number
      /** @description Different values, exact. */
      distinct: number
      min: null | boolean | number | string | (string | null)[]
      max: null | boolean | number | string | (string | null)[]
      /** @description Of finite numbers; null for other types. */
      mean: number | null
      /** @description At most 14 bins of equal width over finite numbers, dates and times; null for other types. */
      histogram: components['schemas']['HistogramBin'][] | null
      /** @description The 20 most frequent values of text, booleans and lists; null for others. */
      top: components['schemas']['TopValue'][] | null
    }
    AggregatedData: {
      batchId: string
      /** @enum {string} */
      analysisType:
        | 'revenue_by_category'
        | 'revenue_by_region'
        | 'payment_analysis'
        | 'customer_segmentation'
        | 'fraud_analysis'
        | 'hourly_trends'
        | 'channel_performance'
        | 'inventory_velocity'
      page: components['schemas']['Page']
      data: {
        [key: string]: null | boolean | number | string | (string | null)[]
      }[]
    }
    FullReportData: {
      batchId: string
      /** @enum {string} */
      analysisType: 'full_report'
      analyses: {
        revenue_by_category?: {
          page: components['schemas']['Page']
          data: {
            [key: string]: null | boolean | number | string | (string | null)[]
          }[]
        }
        revenue_by_region?: {
          page: components['schemas']['Page']
          data: {
            [key: string]: null | boolean | number | string | (string | null)[]
          }[]
        }
        payment_analysis?: {
          page: components['schemas']['Page']
          data: {
            [key: string]: null | boolean | number | string | (string | null)[]
          }[]
        }
        customer_segmentation?: {
          page: components['schemas']['Page']
          data: {
            [key: string]: null | boolean | number | string | (string | null)[]
          }[]
        }
        fraud_analysis?: {
          page: components['schemas']['Page']
          data: {
            [key: string]: null | boolean | number | string | (string | null)[]
          }[]
        }
        hourly_trends?: {
          page: components['schemas']['Page']
          data: {
            [key: string]: null | boolean | number | string | (string | null)[]
          }[]
        }
        channel_performance?: {
          page: components['schemas']['Page']
          data: {
            [key: string]: null | boolean | number | string | (string | null)[]
          }[]
        }
        inventory_velocity?: {
          page: components['schemas']['Page']
          data: {
            [key: string]: null | boolean | number | string | (string | null)[]
          }[]
        }
      }
    }
    DrillDown: {
      batchId: string
      /** @enum {string} */
      status: 'COMPLETED'
      /** @enum {string} */
      analysisType:
        | 'revenue_by_category'
        | 'revenue_by_region'
        | 'payment_analysis'
        | 'customer_segmentation'
        | 'fraud_analysis'
        | 'hourly_trends'
        | 'channel_performance'
        | 'inventory_velocity'
      row: number
      /** @description The group columns of that row. */
      group: {
        [key: string]: null | boolean | number | string | (string | null)[]
      }
      /** @description The whole row of the result. */
      aggregate: {
        [key: string]: null | boolean | number | string | (string | null)[]
      }
      /** @description Its count column: rows with a transaction_id. */
      count: number
      /** @description Rows behind it, before where and search. */
      rowCount: number
      page: components['schemas']['Page']
      data: {
        [key: string]: null | boolean | number | string | (string | null)[]
      }[]
    }
    Comparison: {
      /** @enum {string} */
      analysisType:
        | 'revenue_by_category'
        | 'revenue_by_region'
        | 'payment_analysis'
        | 'customer_segmentation'
        | 'fraud_analysis'
        | 'hourly_trends'
        | 'channel_performance'
        | 'inventory_velocity'
      left: {
        batchId: string
        startDate: string
        endDate: string
        filters?: {
          [key: string]: string
        }
        tableVersion?: number
        rowCount?: number
      }
      right: {
        batchId: string
        startDate: string
        endDate: string
        filters?: {
          [key: string]: string
        }
        tableVersion?: number
        rowCount?: number
      }
      groupColumns: string[]
      valueColumns: string[]
      /** @description Groups that right lacks. */
      onlyLeft: number
      /** @description Groups that left lacks. */
      onlyRight: number
      page: components['schemas']['Page']
      data: components['schemas']['ComparedGroup'][]
    }
    ComparedGroup: {
      /** @description The group columns. */
      group: {
        [key: string]: null | boolean | number | string | (string | null)[]
      }
      /** @description The other columns of the left result; null where it lacks this group. */
      left: {
        [key: string]: null | boolean | number | string | (string | null)[]
      } | null
      /** @description The same of the right result. */
      right: {
        [key: string]: null | boolean | number | string | (string | null)[]
      } | null
      /** @description right - left by column; null where one is missing or not a number. */
      difference: {
        [key: string]: number | null
      }
      /** @description The difference in percent of left; null where left is 0 or missing. */
      percent: {
        [key: string]: number | null
      }
    }
    BatchExplanation: {
      /** @enum {string} */
      engine: 'duckdb' | 'spark'
      threads: number
      filesRead: number
      filesOfTable: number
      datesRead: number
      datesOfTable: number
      bytesRead: number
      /** @description Rows of the files that were read; null where a file has no statistics. */
      rowsRead: number | null
      /** @description Files of the snapshot that are links, not copies. */
      linkedFiles: number
      /** @description Decided by the log alone: files of other dates are not opened. */
      PartitionFilters: string[]
      /** @description Taken by the scan of the files, or decided by their statistics. */
      PushedFilters: string[]
      /** @description Applied to the rows that a scan gave; absent on Spark, whose plans tell, and on batches of older versions. */
      FiltersAfterScan?: string[]
      timeMs: {
        queued: number
        plan: number
        snapshot: number
        analysis: number
        commit: number
        /** @description From submit to the end. */
        total: number
      }
      rawRows: number
      rawBytes: number
      resultRows: number
      resultBytes: number
      statements: {
        /** @enum {string} */
        phase: 'snapshot' | 'analysis'
        /** @enum {string} */
        analysis?:
          | 'revenue_by_category'
          | 'revenue_by_region'
          | 'payment_analysis'
          | 'customer_segmentation'
          | 'fraud_analysis'
          | 'hourly_trends'
          | 'channel_performance'
          | 'inventory_velocity'
        elapsedMs: number
        rows: number
        bytes: number
        peakMemoryBytes: number | null
        peakSpillBytes: number | null
        operators: {
          /** @description DuckDB's name of the operator, for example HASH_GROUP_BY. */
          name: string
          /** @description 0 is the root. */
          depth: number
          rows: number
          /** @description Over all threads. */
          timeMs: number
          detail: string
        }[]
      }[]
      batchId: string
      /** @enum {string} */
      status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
      /** @enum {string} */
      analysisType:
        | 'revenue_by_category'
        | 'revenue_by_region'
        | 'payment_analysis'
        | 'customer_segmentation'
        | 'fraud_analysis'
        | 'hourly_trends'
        | 'channel_performance'
        | 'inventory_velocity'
        | 'full_report'
      tableVersion?: number
      datesPruned: number
      filesPruned: number
      memory: {
        /** @description Highest of the statements; null where the engine did not tell. */
        peakBytes: number | null
        spilledBytes: number | null
        limitBytes: number
      }
      /** @description As the engine plans them now: DuckDB over the stored snapshot, Spark over the table at that version. */
      plans: {
        /** @enum {string} */
        analysis:
          | 'revenue_by_category'
          | 'revenue_by_region'
          | 'payment_analysis'
          | 'customer_segmentation'
          | 'fraud_analysis'
          | 'hourly_trends'
          | 'channel_performance'
          | 'inventory_velocity'
        logical: string
        optimized: string
        physical: string
      }[]
    }
    SavedReport: {
      /** @description Unique; without slashes and control characters. */
      name: string
      /** @enum {string} */
      analysisType:
        | 'revenue_by_category'
        | 'revenue_by_region'
        | 'payment_analysis'
        | 'customer_segmentation'
        | 'fraud_analysis'
        | 'hourly_trends'
        | 'channel_performance'
        | 'inventory_velocity'
        | 'full_report'
      dates:
        | ('today' | 'yesterday' | 'week_to_date' | 'last_week' | 'month_to_date' | 'last_month' | 'year_to_date')
        | string
        | {
            startDate: string
            endDate: string
          }
      filters?: {
        [key: string]: string
      }
      /** @description Cron expression of five parts, UTC, for example 0 6 * * 1-5: runs while Millrace runs. */
      schedule?: string
      id: string
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      createdAt: string
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      updatedAt: string
      /** @description Its newest batch; it may have been deleted since. */
      lastRun?: {
        batchId: string
        /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
        at: string
        /** @enum {string} */
        by: 'request' | 'schedule'
      }
      /** @description A scheduled run that could not start. */
      lastError?: {
        /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
        at: string
        message: string
      }
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      nextRun?: string
      /** @description The newest scheduled time at which no run started: Millrace was closed, or the machine slept. */
      lastMissed?: string
      /** @description Such times since the schedule was set. */
      missedRuns: number
    }
    /** @description The dates, both inclusive, that a run now would read, and those of the next scheduled runs. */
    ReportPreview: {
      startDate: string
      endDate: string
      /** @description The next 5 scheduled runs and the dates that each reads; none without a schedule. */
      runs: {
        startDate: string
        endDate: string
        /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
        at: string
      }[]
    }
    ReportRun: {
      reportId: string
      batchId: string
      /** @enum {string} */
      status: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
      startDate: string
      endDate: string
      tableVersion?: number
    }
    TableList: {
      total: number
      returned: number
      tables: components['schemas']['TableSummary'][]
      /** @description Tables that are there but cannot be read, with the reason. */
      unreadable: {
        name: string
        error: string
        message: string
      }[]
      /** @description Left on the disk of the stream tables; null where the system does not say. */
      freeBytes: number | null
    }
    TableSummary: {
      name: string
      path: string
      version: number
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      committedAt: string
      /** @description From statistics; null where a file has none. */
      rows: number | null
      files: number
      bytes: number
      /** @description Files under 16 MiB. */
      smallFiles: number
      /** @description Files that a compaction would rewrite now. */
      compactableFiles: number
      /** @description Files that are no longer live and wait for vacuum. */
      removedFiles: number
      removedBytes: number
      /** @description First and last date; null where the table is not partitioned by one, or empty. */
      dates: {
        from: string
        to: string
      } | null
      partitionColumns: string[]
      minReaderVersion: number
      minWriterVersion: number
      lastCheckpoint: number | null
      /** @description False for a table that another writer created. */
      millraceOwned: boolean
    }
    TableInfo: {
      name: string
      path: string
      version: number
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      committedAt: string
      /** @description From statistics; null where a file has none. */
      rows: number | null
      files: number
      bytes: number
      /** @description Files under 16 MiB. */
      smallFiles: number
      /** @description Files that a compaction would rewrite now. */
      compactableFiles: number
      /** @description Files that are no longer live and wait for vacuum. */
      removedFiles: number
      removedBytes: number
      /** @description First and last date; null where the table is not partitioned by one, or empty. */
      dates: {
        from: string
        to: string
      } | null
      partitionColumns: string[]
      minReaderVersion: number
      minWriterVersion: number
      lastCheckpoint: number | null
      /** @description False for a table that another writer created. */
      millraceOwned: boolean
      columns: {
        name: string
        type: string
      }[]
    }
    TableFiles: {
      name: string
      path: string
      version: number
      files: {
        /** @description Absolute. */
        path: string
        bytes: number
        /** @description That are live, from statistics; null where the file has none. */
        rows: number | null
        /** @description As the log has them; they need not stand in the file. */
        partitionValues: {
          [key: string]: string | null
        }
        /** @description True: rows of the file are deleted without a rewrite of it. */
        deletionVector: boolean
      }[]
      /** @description All rows with the columns and types of the table, in parentheses for a FROM of DuckDB: partition values from the log, deletion vectors and column mapping applied. */
      sql: string
    }
    TableValues: {
      name: string
      version: number
      column: string
      /** @description Live rows of that version. */
      rows: number
      /** @description Rows without a value; no filter finds them. */
      nulls: number
      /** @description Different values, exact, whether they are listed or not. */
      distinct: number
      /** @description The most frequent first, then by value. What no filter can name (NaN, an infinity) and texts of more than 1,000 characters are not listed. */
      values: {
        /** @description As a filter of a batch takes it. */
        value: string
        /** @description Rows that have it, exact. */
        count: number
      }[]
    }
    CompactReport: {
      table: string
      /** @description The last version it committed; null where there was nothing to do. */
      version: number | null
      /** @description Small files that are no longer live; vacuum deletes them. */
      filesRemoved: number
      filesAdded: number
      /** @description Of the files removed. */
      bytesBefore: number
      /** @description Of the files added. */
      bytesAfter: number
      /** @description The dates that were rewritten. */
      dates: string[]
    }
    VacuumReport: {
      table: string
      version: number
      dryRun: boolean
      retentionMs: number
      files: number
      bytes: number
      /** @description Files that stay although they are due, because a batch reads them. */
      pinned: number
      /** @description The oldest thousand of them. */
      listed: {
        path: string
        bytes: number
        /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
        modifiedAt: string
        /** @description null for a file that the log does not name. */
        removedAt: string | null
      }[]
    }
    VacuumRequest: {
      /** @description How long a file stays after it left the table, for example 7d; by default pipeline.delta.retention, or more where the table asks for it. */
      retention?: string
      /** @description true: only list what would go. */
      dryRun?: boolean
      /** @description true: a retention below 7d and below the default may be given: no engine reads or restores an older version now. */
      allowShortRetention?: boolean
    }
    KafkaTopics: {
      topics: components['schemas']['KafkaTopic'][]
      /** @description What the brokers did not tell, and why. Such fields are null. */
      notes: string[]
    }
    KafkaTopic: {
      name: string
      internal: boolean
      /** @description The topic of the connection in use, else pipeline.kafka.stream-topic. */
      ours: boolean
      partitions: number
      replication: number
      /** @description Partitions with fewer replicas in sync than they should have. */
      underReplicated: number
      /** @description Partitions without a leader. */
      offline: number
      /** @description Offsets held; compaction and transactions leave gaps in them. */
      messages: number | string | null
      /** @description Over the last 60 seconds by the messages’ own times. */
      messagesPerSecond: number | null
      /** @description Of one replica of each partition: its leader’s. */
      sizeBytes: number | string | null
      retention: {
        /** @description Null: for ever. */
        ms: number | string | null
        /** @description Per partition. Null: no bound. */
        bytes: number | string | null
      } | null
      cleanupPolicy: string | null
      compression: string | null
      maxMessageBytes: number | null
    }
    KafkaTopicDetail: {
      topic: components['schemas']['KafkaTopic']
      partitions: components['schemas']['KafkaPartition'][]
      settings: components['schemas']['KafkaSetting'][] | null
      /** @description What the brokers did not tell, and why. Such fields are null. */
      notes: string[]
    }
    KafkaPartition: {
      partition: number
      /** @description An integer; a decimal string beyond 2^53 - 1. */
      firstOffset: number | string | null
      /** @description The next offset to be written. */
      endOffset: number | string | null
      /** @description An integer; a decimal string beyond 2^53 - 1. */
      messages: number | string | null
      /** @description Null: it has none, so it can neither be read nor written. */
      leader: number | null
      replicas: number[]
      inSync: number[]
      /** @description An integer; a decimal string beyond 2^53 - 1. */
      sizeBytes: number | string | null
      /** @description Of the topic’s messages, 0 to 1. */
      share: number | null
      /** @description Against an even spread: 1 is even, 2 is twice its part. */
      shareOfEven: number | null
    }
    KafkaSetting: {
      name: string
      /** @description Null where the broker keeps it secret. */
      value: string | null
      /** @enum {string} */
      source: 'topic' | 'broker' | 'default' | 'unknown'
      readOnly: boolean
    }
    KafkaMessages: {
      topic: string
      /** @enum {string} */
      order: 'newest-first' | 'oldest-first'
      messages: components['schemas']['KafkaMessage'][]
      /** @description The partitions that were looked at. */
      partitions: {
        partition: number
        /** @description An integer; a decimal string beyond 2^53 - 1. */
        firstOffset: number | string
        /** @description An integer; a decimal string beyond 2^53 - 1. */
        endOffset: number | string
        /** @description Where reading on begins. */
        nextOffset: number | string
      }[]
      /** @description Given as `cursor`, reads on behind the newest message seen, in every partition: nothing is missed. */
      cursor: string
      /**
       * @description Why there is no more: nothing left, or the limit of messages, bytes (8 MiB) or time (8 s).
       * @enum {string}
       */
      ended: 'end' | 'limit' | 'bytes' | 'time'
      /** @description What the brokers did not tell, and why. Such fields are null. */
      notes: string[]
    }
    KafkaMessage: {
      partition: number
      /** @description An integer; a decimal string beyond 2^53 - 1. */
      offset: number | string
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      timestamp: string | null
      key: {
        text: string | null
        /** @description Where it is not UTF-8. */
        base64: string | null
        bytes: number
      } | null
      /** @description Null: a tombstone. Never cut. */
      value: {
        text: string | null
        /** @description Where it is not UTF-8. */
        base64: string | null
        bytes: number
      } | null
      headers: {
        key: string
        value: {
          text: string | null
          /** @description Where it is not UTF-8. */
          base64: string | null
          bytes: number
        } | null
      }[]
      /** @description A row, or a dead letter with code and reason. */
      verdict:
        | {
            /** @enum {string} */
            kind: 'row'
            unknownKeys: number
          }
        | {
            /** @enum {string} */
            kind: 'dead'
            /** @enum {string} */
            code: 'NO_VALUE' | 'NOT_UTF8' | 'NOT_JSON' | 'NOT_OBJECT' | 'MISSING_FIELD' | 'BAD_VALUE'
            field: string | null
            reason: string
          }
    }
    KafkaGroups: {
      /** @description Ours first, then by id. */
      groups: components['schemas']['KafkaGroup'][]
      /** @description What the brokers did not tell, and why. Such fields are null. */
      notes: string[]
    }
    KafkaGroup: {
      id: string
      ours: boolean
      /** @description Kafka’s word: Stable, Empty, PreparingRebalance, ... */
      state: string | null
      protocolType: string
      members: number | null
      topics: string[]
      /** @description Messages behind, over all partitions with a committed offset. */
      lag: number | string | null
    }
    KafkaGroupDetail: {
      group: components['schemas']['KafkaGroup']
      assignor: string | null
      /** @description Broker id. */
      coordinator: number
      members: {
        id: string
        client: string
        host: string
        assignments: {
          topic: string
          partitions: number[]
        }[]
      }[]
      partitions: {
        topic: string
        partition: number
        /** @description Null: none was committed. */
        committedOffset: number | string | null
        /** @description An integer; a decimal string beyond 2^53 - 1. */
        endOffset: number | string | null
        /** @description An integer; a decimal string beyond 2^53 - 1. */
        lag: number | string | null
        /** @description Id of the member that has it. */
        member: string | null
      }[]
      /** @description What the brokers did not tell, and why. Such fields are null. */
      notes: string[]
    }
    KafkaBrokers: {
      clusterId: string | null
      brokers: components['schemas']['KafkaBroker'][]
      /** @description What the brokers did not tell, and why. Such fields are null. */
      notes: string[]
    }
    KafkaBroker: {
      id: number
      host: string
      port: number
      rack: string | null
      /** @description Null: not told. */
      controller: boolean | null
      /** @description Partitions that it leads. */
      leaders: number
      /** @description Partitions of which it should hold a copy. */
      replicas: number
      /** @description Of all its partitions on disk. */
      logSizeBytes: number | string | null
      logFolders:
        | {
            path: string
            /** @description An integer; a decimal string beyond 2^53 - 1. */
            sizeBytes: number | string
            error: string | null
          }[]
        | null
    }
    KafkaTest: {
      bootstrapServers: string[]
      topic: string
      ok: boolean
      stages: {
        /** @enum {string} */
        stage: 'dns' | 'tcp' | 'tls' | 'sasl' | 'topic' | 'decode'
        /** @description Null: not needed, or not tried since an earlier stage failed. */
        ok: boolean | null
        ms: number
        message: string
        fix: string | null
        /**
         * @description Of a stage that failed: the part of the connection to look at.
         * @enum {string|null}
         */
        field:
          | 'bootstrapServers'
          | 'topic'
          | 'security.protocol'
          | 'security.ca'
          | 'security.cert'
          | 'sasl.mechanism'
          | 'sasl.password'
          | null
      }[]
    }
    KafkaTestRequest: {
      /** @description That of the connection in use by default, else pipeline.kafka.stream-topic. */
      topic?: string
      /** @description The one in use by default; nothing of it is mixed in. */
      connection?: {
        bootstrapServers: string[]
        security?: {
          /** @enum {string} */
          protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
          /** @description PEM text: certificates. */
          ca?: string
          /** @description PEM text: the certificate and its chain, without the key. */
          cert?: string
          /** @description PEM text; with keyPassphrase where it is encrypted. */
          key?: string
          keyPassphrase?: string
        }
        sasl?:
          | {
              /** @enum {string} */
              mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
              username: string
              password: string
            }
          | {
              /** @enum {string} */
              mechanism: 'OAUTHBEARER'
            }
      }
    }
    KafkaProfiles: {
      /** @description By name. */
      profiles: components['schemas']['KafkaProfile'][]
      /** @description Id; null: the connection of the configuration. */
      inUse: string | null
      keychain: {
        available: boolean
        /** @description Why secrets cannot be encrypted here. */
        reason: string | null
      }
    }
    KafkaProfile: {
      id: string
      name: string
      topic: string | null
      bootstrapServers: string[]
      security: {
        /** @enum {string} */
        protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
        /** @description PEM text. */
        ca: string | null
        cert: string | null
      }
      sasl:
        | {
            /** @enum {string} */
            mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
            username: string
          }
        | {
            /** @enum {string} */
            mechanism: 'OAUTHBEARER'
          }
        | null
      secrets: {
        /**
         * @description keychain: encrypted by it. file: plain, mode 0600.
         * @enum {string}
         */
        password: 'none' | 'keychain' | 'file'
        /**
         * @description keychain: encrypted by it. file: plain, mode 0600.
         * @enum {string}
         */
        key: 'none' | 'keychain' | 'file'
        /**
         * @description keychain: encrypted by it. file: plain, mode 0600.
         * @enum {string}
         */
        keyPassphrase: 'none' | 'keychain' | 'file'
      }
      /** @description The stream and the Kafka pane speak to this one. */
      inUse: boolean
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      createdAt: string
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      updatedAt: string
    }
    KafkaProfileInput: {
      /** @description Unique; without slashes and control characters. */
      name: string
      /** @description pipeline.kafka.stream-topic by default. */
      topic?: string
      bootstrapServers: string[]
      security?: {
        /** @enum {string} */
        protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
        /** @description PEM text: certificates. */
        ca?: string
        /** @description PEM text: the certificate and its chain, without the key. */
        cert?: string
        /** @description PEM text; with keyPassphrase where it is encrypted. */
        key?: string
        keyPassphrase?: string
      }
      sasl?:
        | {
            /** @enum {string} */
            mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
            username: string
            password?: string
          }
        | {
            /** @enum {string} */
            mechanism: 'OAUTHBEARER'
          }
      /** @description The user agrees that secrets are kept in plain text, in a file of mode 0600, where no keychain can be used; else 409 SECRET_UNAVAILABLE. */
      allowPlainText?: boolean
    }
    UseProfileRequest: {
      /** @description Id; null: the connection of the configuration. */
      profile: string | null
    }
    ProfileTestRequest: {
      /** @description As it would be saved; the saved one by default. */
      connection?: {
        /** @description pipeline.kafka.stream-topic by default. */
        topic?: string
        bootstrapServers: string[]
        security?: {
          /** @enum {string} */
          protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
          /** @description PEM text: certificates. */
          ca?: string
          /** @description PEM text: the certificate and its chain, without the key. */
          cert?: string
          /** @description PEM text; with keyPassphrase where it is encrypted. */
          key?: string
          keyPassphrase?: string
        }
        sasl?:
          | {
              /** @enum {string} */
              mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
              username: string
              password?: string
            }
          | {
              /** @enum {string} */
              mechanism: 'OAUTHBEARER'
            }
      }
    }
    EngineEvent:
      | {
          /**
           * @description First on every connection: who answers.
           * @enum {string}
           */
          type: 'hello'
          version: string
          /** @description ISO 8601 UTC. */
          startedAt: string
          /** @description Whether all that was missed since Last-Event-ID follows; else what is known may be out of date. */
          resumed: boolean
        }
      | {
          /**
           * @description At most 10 a second; at once when the state changes.
           * @enum {string}
           */
          type: 'status'
          status: components['schemas']['StreamStatus']
        }
      | {
          /**
           * @description The stream has committed. At most 10 a second: the sums of the commits since the last one.
           * @enum {string}
           */
          type: 'micro-batch'
          commits: number
          rows: number
          deadLetters: number
          /** @description Of transactions, after the last of them. */
          version: number
        }
      | {
          /**
           * @description A batch was submitted, went on or ended.
           * @enum {string}
           */
          type: 'batch'
          batch: components['schemas']['BatchRecord']
        }
      | {
          /** @enum {string} */
          type: 'batch-removed'
          batchId: string
        }
      | {
          /**
           * @description A table has a new version, by this process. At most 10 a second, each.
           * @enum {string}
           */
          type: 'table'
          /** @description As GET /lake/tables names it. */
          table: string
          version: number
        }
      | {
          /** @enum {string} */
          type: 'sample'
          sample: components['schemas']['SampleState']
        }
      | {
          /** @enum {string} */
          type: 'notice'
          notice: components['schemas']['Notice']
        }
    SampleState: {
      /** @enum {string} */
      state: 'none' | 'writing' | 'written' | 'cancelled' | 'failed'
      /** @description Rows so far; once it has ended, those that were committed: they are in the table and stay there. */
      written: number
      total: number
      /** @description Complete UTC days before today that the rows are of. */
      days: number
      /** @description Of the sample world; null: the one of the sample source. */
      seed: number | null
      /** @description Why it failed. */
      message: string | null
    }
    Notice: {
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      at: string
      /** @enum {string} */
      level: 'info' | 'warning'
      /** @description What happened, why, and what to do where there is something. */
      text: string
    }
    Health: {
      /** @enum {string} */
      status: 'healthy' | 'unhealthy'
      engine: boolean
      /**
       * @deprecated
       * @description As engine; kept for scripts of the original.
       */
      spark: boolean
      engines: components['schemas']['EngineStatus']
      uptime: string
    }
    EngineStatus: {
      /**
       * @description Runs a batch that does not name its engine.
       * @enum {string}
       */
      default: 'duckdb' | 'spark'
      /** @description Batches that each engine completed since the start. */
      batches: {
        duckdb?: number
        spark?: number
      }
      /** @description The Spark Connect server, secrets as ***; null where none is configured. */
      remote: string | null
      /**
       * @description As it was when a batch last spoke to it; health itself asks nobody.
       * @enum {string|null}
       */
      remoteState: 'reachable' | 'unreachable' | 'unknown' | null
      remoteVersion: string | null
    }
    Setting: {
      key: string
      value: string | number | boolean | null
      /** @enum {string} */
      source: 'flag' | 'environment' | 'file' | 'default'
      from: string | null
    }
    Activity: {
      /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
      now: string
      /** @description Newest first: running and recent ones of both pools. */
      entries: components['schemas']['ActivityEntry'][]
      processes: {
        /** @enum {string} */
        name: 'main' | 'worker'
        /** @enum {string} */
        pool: 'streaming-pool' | 'batch-pool'
        /** @description Null: it did not answer within a second. */
        figures: {
          pid: number
          /** @description Of one core, since the last look; where that is over a minute ago, since a minute after it. */
          cpuPercent: number
          /** @description User and system, since the process began. */
          cpuSeconds: number
          /** @description Garbage collection of JavaScript, since its engine was opened. */
          gcSeconds: number
          rssBytes: number
          duckdbMemoryBytes: number
          /** @description What DuckDB has put on disk for want of memory. */
          spillBytes: number
          /** @description Since the last look; null at the first one, and at the first after a minute without any. */
          eventLoopDelayMs: {
            mean: number
            p99: number
            max: number
          } | null
        } | null
      }[]
    }
    ActivityEntry: {
      /** @enum {string} */
      kind: 'micro-batch' | 'batch'
      /** @enum {string} */
      pool: 'streaming-pool' | 'batch-pool'
      /** @description Of a batch its batchId; of a micro-batch unique in this process. */
      id: string
      /** @description The topic, or the type of analysis. */
      name: string
      /** @enum {string} */
      state: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
      /** @description Of a batch its submit. */
      startedAt: string
      /** @description Null while it runs. */
      endedAt: string | null
      /** @description So far, while it runs. */
      ms: number
      /** @description In order. A micro-batch decodes while it fetches. Batches of an earlier process have only wait and none else. */
      phases: {
        /** @enum {string} */
        name: 'fetch' | 'decode' | 'write' | 'commit' | 'wait' | 'plan' | 'snapshot' | 'analysis'
        /** @description Which analysis. */
        detail: string | null
        ms: number
      }[]
      /** @description Of the table: committed by a micro-batch, read by a batch. */
      version: number | null
      rows: number | null
      /** @description Of a micro-batch. */
      deadLetters: number | null
      /** @description Of the Parquet files of the rows. */
      bytes: number | string | null
      files: number | null
      error: string | null
    }
    Stopping: {
      /** @enum {string} */
      status: 'shutting_down'
      queriesStopped: number
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  postStreamStart: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: {
      content: {
        /**
         * @example {
         *       "source": "sample",
         *       "rate": 100
         *     }
         */
        'application/json': {
          topic?: string
          /**
           * @description kafka (default) or sample: generated events through the very same path.
           * @enum {string}
           */
          source?: 'kafka' | 'sample'
          /** @description Only where the table has no offsets of this topic yet; latest by default. */
          startingOffsets?: ('latest' | 'earliest') | string
          /** @description Forward on purpose, where the table has offsets of this topic: messages before it that are unread never come into the table, which is recorded as a gap. Never back; a first start reads from there. */
          skipTo?: 'latest' | string
          /** @description false: go on over a gap and record it in the table history; true by default. */
          failOnDataLoss?: boolean
          /** @description Events per second of the sample source; 10 by default, 0 = as fast as it goes. */
          rate?: number
        }
      }
    }
    responses: {
      /** @description Start the stream */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "status": "started",
           *       "queryIds": [
           *         "086b2f46-9dcc-4c6c-bf27-8047fc68e2a4",
           *         "dcac05a5-cf2e-49cc-b7ae-f788f4d66201"
           *       ],
           *       "topic": "sample-transactions",
           *       "startingFrom": [
           *         {
           *           "partition": 0,
           *           "offset": 0
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['StreamStarted']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description STREAM_ALREADY_RUNNING, TABLE_INVALID, UNSUPPORTED_PROTOCOL, COMMIT_CONFLICT, SECRET_UNAVAILABLE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR, DATA_LOSS. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postStreamStop: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Stop the stream; what was read is committed */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "status": "stopped",
           *       "queriesStopped": 2
           *     }
           */
          'application/json': components['schemas']['StreamStopped']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getStreamStatus: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description State, lag and rates of the stream */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "active": true,
           *       "queries": [
           *         {
           *           "id": "086b2f46-9dcc-4c6c-bf27-8047fc68e2a4",
           *           "name": "transactions",
           *           "isActive": true
           *         }
           *       ],
           *       "state": "RUNNING",
           *       "since": "2026-11-25T01:04:35.274Z",
           *       "reason": null,
           *       "fix": null,
           *       "error": null,
           *       "lostOffsets": null,
           *       "retryAt": null,
           *       "source": "sample",
           *       "topic": "sample-transactions",
           *       "group": null,
           *       "health": {
           *         "word": "Healthy",
           *         "reason": "Newest row is 0.8 s old; v12 committed 103 rows in 18 ms."
           *       },
           *       "trigger": {
           *         "intervalMs": 1000
           *       },
           *       "partitions": [
           *         {
           *           "partition": 0,
           *           "offset": 278,
           *           "endOffset": 278,
           *           "lag": 0,
           *           "lagSeconds": 0,
           *           "rowsPerSecond": 24.6,
           *           "member": "self"
           *         }
           *       ],
           *       "lag": 0,
           *       "lagSeconds": 0,
           *       "lagAtCommit": 0,
           *       "leftUnread": null,
           *       "version": 12,
           *       "newestAt": "2026-11-25T01:04:45.610Z",
           *       "inputRowsPerSecond": 98.6,
           *       "processedRowsPerSecond": 103,
           *       "lastBatch": {
           *         "version": 12,
           *         "at": "2026-11-25T01:04:45.672Z",
           *         "rows": 103,
           *         "deadLetters": 0,
           *         "fetchMs": 1004,
           *         "decodeMs": 0.87,
           *         "writeMs": 15.67,
           *         "commitMs": 2.42,
           *         "totalMs": 18.32
           *       },
           *       "totals": {
           *         "consumed": 1112,
           *         "rows": 1030,
           *         "deadLetters": 0,
           *         "unknownKeys": 0,
           *         "lateRows": 0,
           *         "futureRows": 0
           *       },
           *       "deadLettersByCode": {},
           *       "watermarkWaitsFor": [],
           *       "recentBatches": [
           *         {
           *           "version": 3,
           *           "at": "2026-11-25T01:04:36.527Z",
           *           "rows": 105,
           *           "deadLetters": 0,
           *           "fetchMs": 1041,
           *           "decodeMs": 43.23,
           *           "writeMs": 86.64,
           *           "commitMs": 3.23,
           *           "totalMs": 90.32
           *         }
           *       ],
           *       "watermark": "2026-11-25T00:54:45.580Z",
           *       "dashboard": {
           *         "rows": 10,
           *         "bytes": 40600
           *       },
           *       "quality": {
           *         "rows": 1030,
           *         "deadLetters": 0,
           *         "amountMismatches": 0,
           *         "futureEvents": 0,
           *         "repeatedIds": 0,
           *         "deadLetterShare": 0
           *       }
           *     }
           */
          'application/json': components['schemas']['StreamStatus']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getStreamDashboard: {
    parameters: {
      query?: {
        /** @description Windows that end after. */
        from?: string
        /** @description Windows that start before. */
        to?: string
        /** @description Only windows of this category. */
        category?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Sliding 5-minute windows by category */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "asOf": {
           *         "version": 12
           *       },
           *       "watermark": "2026-11-25T00:54:45.580Z",
           *       "lateRows": 0,
           *       "futureRows": 0,
           *       "windows": [
           *         {
           *           "window_start": "2026-11-25T01:00:00.000Z",
           *           "window_end": "2026-11-25T01:05:00.000Z",
           *           "category": "automotive",
           *           "txn_count": 40,
           *           "window_revenue": 13269.25,
           *           "avg_order_value": 331.73125,
           *           "fraud_alerts": 0,
           *           "approx_unique_customers": 40,
           *           "final": false
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Dashboard']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getStreamDeadLetters: {
    parameters: {
      query?: {
        /** @description Rows of the page; clamped to pipeline.batch.max-page-size. */
        limit?: number
        /** @description Rows before the page. */
        offset?: number
        /** @description Why it is no row. */
        code?: 'NO_VALUE' | 'NOT_UTF8' | 'NOT_JSON' | 'NOT_OBJECT' | 'MISSING_FIELD' | 'BAD_VALUE'
        /** @description The field that it is about. */
        field?: string
        /** @description Kafka partition. */
        partition?: number
        /** @description Both by default. */
        state?: 'live' | 'redriven'
        /** @description Dead at or after. */
        from?: string
        /** @description Dead at or before. */
        to?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Messages that are not rows, newest first */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "total": 1,
           *       "live": 1,
           *       "redriven": 0,
           *       "byCode": {
           *         "BAD_VALUE": 1
           *       },
           *       "byField": {
           *         "quantity": 1
           *       },
           *       "page": {
           *         "limit": 100,
           *         "offset": 0,
           *         "returned": 1,
           *         "hasMore": false
           *       },
           *       "data": [
           *         {
           *           "topic": "transactions-stream",
           *           "kafka_partition": 3,
           *           "kafka_offset": 1207,
           *           "kafka_timestamp": "2026-01-31T12:00:00.000Z",
           *           "key": "N2IwYzJmNmU=",
           *           "value": "eyJxdWFudGl0eSI6InR3byJ9",
           *           "valueText": "{\"quantity\":\"two\"}",
           *           "headers": [],
           *           "code": "BAD_VALUE",
           *           "field": "quantity",
           *           "reason": "quantity is not a whole number.",
           *           "dead_at": "2026-01-31T12:00:01.000Z",
           *           "redriven_at": null,
           *           "redriven_version": null
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['DeadLetterPage']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postStreamDeadLettersRedrive: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "items": [
         *         {
         *           "partition": 3,
         *           "offset": 1207
         *         }
         *       ]
         *     }
         */
        'application/json': components['schemas']['RedriveRequest']
      }
    }
    responses: {
      /** @description Bring dead letters into the table, corrected or decoded again */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "redriven": 0,
           *       "failed": 1,
           *       "remaining": 0,
           *       "version": null,
           *       "items": [
           *         {
           *           "topic": "transactions-stream",
           *           "partition": 3,
           *           "offset": 1207,
           *           "status": "failed",
           *           "version": null,
           *           "code": "BAD_VALUE",
           *           "field": "quantity",
           *           "reason": "quantity is not a whole number."
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['RedriveResult']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description DEAD_LETTER_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description DEAD_LETTER_REDRIVEN, COMMIT_CONFLICT, TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getStreamAudit: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Topic, offsets, rows and dead letters compared, each difference named */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "agrees": true,
           *       "asOf": {
           *         "transactions": 12,
           *         "deadLetters": 0
           *       },
           *       "topicAsked": false,
           *       "partitions": [
           *         {
           *           "partition": 0,
           *           "streams": [
           *             {
           *               "source": "sample",
           *               "topic": "sample-transactions",
           *               "from": 0,
           *               "next": 258,
           *               "deadLetterNext": null,
           *               "topicFirst": null,
           *               "topicEnd": null
           *             }
           *           ],
           *           "consumed": 258,
           *           "rows": 258,
           *           "deadLetters": 0,
           *           "redriven": 0,
           *           "skipped": 0,
           *           "absent": 0,
           *           "missing": 0,
           *           "repeats": 0,
           *           "agrees": true
           *         }
           *       ],
           *       "gaps": [],
           *       "differences": [],
           *       "elapsedMs": 41
           *     }
           */
          'application/json': components['schemas']['StreamAudit']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getStreamTrail: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Rates and lag of the last half hour of this process, for charts */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "points": [
           *         {
           *           "at": "2026-11-25T01:04:45.672Z",
           *           "inputRowsPerSecond": 98.6,
           *           "capacityRowsPerSecond": 5622.27,
           *           "lagAtCommit": 0
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['StreamTrail']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getStreamQuality: {
    parameters: {
      query?: {
        /** @description Micro-batches at or after. */
        from?: string
        /** @description Micro-batches at or before. */
        to?: string
        /** @description Micro-batches of the answer, 100 by default, at most 10000. */
        limit?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Data quality by micro-batch: dead letters, nulls, amounts, times, repeated ids */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "summary": {
           *         "microBatches": 10,
           *         "rows": 1030,
           *         "deadLetters": 0,
           *         "deadLetterShare": 0,
           *         "amountMismatches": 0,
           *         "futureEvents": 0,
           *         "repeatedIds": 0,
           *         "nullShare": {
           *           "transaction_id": 0,
           *           "event_timestamp": 0,
           *           "customer_id": 0,
           *           "customer_tier": 0,
           *           "product_id": 0,
           *           "product_name": 0,
           *           "category": 0,
           *           "sub_category": 0,
           *           "brand": 0,
           *           "quantity": 0,
           *           "unit_price": 0,
           *           "discount_percent": 0,
           *           "total_amount": 0,
           *           "tax_amount": 0,
           *           "currency": 0,
           *           "payment_method": 0,
           *           "card_network": 0.5,
           *           "transaction_status": 0,
           *           "channel": 0,
           *           "store_id": 0.6815533980582524,
           *           "region": 0,
           *           "city": 0,
           *           "state": 0,
           *           "postal_code": 0,
           *           "device_type": 0.31844660194174756,
           *           "session_id": 0.31844660194174756,
           *           "ip_address": 0,
           *           "is_fraudulent": 0,
           *           "fraud_score": 0
           *         }
           *       },
           *       "page": {
           *         "limit": 1,
           *         "returned": 1,
           *         "hasMore": true
           *       },
           *       "data": [
           *         {
           *           "version": 12,
           *           "at": "2026-11-25T01:04:45.653Z",
           *           "topic": "sample-transactions",
           *           "rows": 103,
           *           "deadLetters": 0,
           *           "deadLetterShare": 0,
           *           "amountMismatches": 0,
           *           "futureEvents": 0,
           *           "repeatedIds": 0,
           *           "nullShare": {
           *             "transaction_id": 0,
           *             "event_timestamp": 0,
           *             "customer_id": 0,
           *             "customer_tier": 0,
           *             "product_id": 0,
           *             "product_name": 0,
           *             "category": 0,
           *             "sub_category": 0,
           *             "brand": 0,
           *             "quantity": 0,
           *             "unit_price": 0,
           *             "discount_percent": 0,
           *             "total_amount": 0,
           *             "tax_amount": 0,
           *             "currency": 0,
           *             "payment_method": 0,
           *             "card_network": 0.5145631067961165,
           *             "transaction_status": 0,
           *             "channel": 0,
           *             "store_id": 0.6601941747572816,
           *             "region": 0,
           *             "city": 0,
           *             "state": 0,
           *             "postal_code": 0,
           *             "device_type": 0.33980582524271846,
           *             "session_id": 0.33980582524271846,
           *             "ip_address": 0,
           *             "is_fraudulent": 0,
           *             "fraud_score": 0
           *           }
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['QualityHistory']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postBatchRun: {
    parameters: {
      query?: never
      header?: {
        /** @description wait=N: whole seconds to wait for the end of the batch (RFC 7240). */
        Prefer?: string
      }
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "startDate": "2026-11-18",
         *       "endDate": "2026-11-24",
         *       "analysisType": "revenue_by_category",
         *       "filters": {
         *         "region": "west"
         *       }
         *     }
         */
        'application/json': {
          /** @description First event_date, inclusive. */
          startDate: string
          /** @description Last event_date, inclusive. */
          endDate: string
          /** @enum {string} */
          analysisType:
            | 'revenue_by_category'
            | 'revenue_by_region'
            | 'payment_analysis'
            | 'customer_segmentation'
            | 'fraud_analysis'
            | 'hourly_trends'
            | 'channel_performance'
            | 'inventory_velocity'
            | 'full_report'
          /** @description ANDed; exact values as JSON strings, by column name. */
          filters?: {
            [key: string]: string
          }
          /** @description Run at this version of the table instead of the newest. */
          tableVersion?: number
          /**
           * Format: date-time
           * @description Run at the newest version committed at or before this time.
           */
          asOf?: string
          /**
           * @description What runs the analysis; pipeline.engine.kind where it is not said.
           * @enum {string}
           */
          engine?: 'duckdb' | 'spark'
        }
      }
    }
    responses: {
      /** @description With Prefer: wait=N, where the batch ended in time. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-1e7d1f15",
           *       "status": "COMPLETED",
           *       "analysisType": "revenue_by_category",
           *       "sourcePath": "/srv/millrace/delta/stream/transactions",
           *       "startDate": "2026-11-18",
           *       "endDate": "2026-11-24",
           *       "tableVersion": 2,
           *       "submitTime": "2026-11-25T01:04:35.468Z",
           *       "startTime": "2026-11-25T01:04:35.515Z",
           *       "endTime": "2026-11-25T01:04:35.925Z",
           *       "rowCount": 14000,
           *       "deltaRawPath": "/srv/millrace/delta/batches/batch-20261118-1e7d1f15/raw",
           *       "deltaAggPath": "/srv/millrace/delta/batches/batch-20261118-1e7d1f15/aggregated"
           *     }
           */
          'application/json': components['schemas']['BatchRecord']
        }
      }
      /** @description Submit a batch */
      202: {
        headers: {
          /** @description wait=N, where it was asked for. */
          'Preference-Applied'?: string
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-f4b41439",
           *       "status": "PENDING",
           *       "tableVersion": 2
           *     }
           */
          'application/json': components['schemas']['BatchAccepted'] | components['schemas']['BatchRecord']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postBatchEstimate: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "startDate": "2026-11-18",
         *       "endDate": "2026-11-24",
         *       "analysisType": "revenue_by_category"
         *     }
         */
        'application/json': {
          /** @description First event_date, inclusive. */
          startDate: string
          /** @description Last event_date, inclusive. */
          endDate: string
          /** @enum {string} */
          analysisType:
            | 'revenue_by_category'
            | 'revenue_by_region'
            | 'payment_analysis'
            | 'customer_segmentation'
            | 'fraud_analysis'
            | 'hourly_trends'
            | 'channel_performance'
            | 'inventory_velocity'
            | 'full_report'
          /** @description ANDed; exact values as JSON strings, by column name. */
          filters?: {
            [key: string]: string
          }
          /** @description Run at this version of the table instead of the newest. */
          tableVersion?: number
          /**
           * Format: date-time
           * @description Run at the newest version committed at or before this time.
           */
          asOf?: string
          /**
           * @description What runs the analysis; pipeline.engine.kind where it is not said.
           * @enum {string}
           */
          engine?: 'duckdb' | 'spark'
        }
      }
    }
    responses: {
      /** @description What a batch would read, from statistics alone */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "tableVersion": 3,
           *       "rows": 14000,
           *       "exact": true,
           *       "dates": 7,
           *       "firstDate": "2026-11-18",
           *       "lastDate": "2026-11-24",
           *       "files": 7,
           *       "bytes": 1044211,
           *       "tableFiles": 11,
           *       "tableRows": 20105
           *     }
           */
          'application/json': components['schemas']['BatchEstimate']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchList: {
    parameters: {
      query?: {
        /** @description Exact state; an unknown one gives an empty list. */
        status?: string
        /** @description Batches of the page, 20 by default, at most 1000. */
        limit?: number
        /** @description Batches before the page. */
        offset?: number
        /** @description Only batches of this type. */
        analysisType?:
          | 'revenue_by_category'
          | 'revenue_by_region'
          | 'payment_analysis'
          | 'customer_segmentation'
          | 'fraud_analysis'
          | 'hourly_trends'
          | 'channel_performance'
          | 'inventory_velocity'
          | 'full_report'
        /** @description Submitted at or after. */
        from?: string
        /** @description Submitted at or before. */
        to?: string
        /** @description Text in id, state, analysis, dates, submit time, filters or error message, in any case. */
        q?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Batches, newest first */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "total": 3,
           *       "returned": 1,
           *       "batches": [
           *         {
           *           "batchId": "batch-20261118-ee9cf5c0",
           *           "status": "COMPLETED",
           *           "analysisType": "full_report",
           *           "sourcePath": "/srv/millrace/delta/stream/transactions",
           *           "startDate": "2026-11-18",
           *           "endDate": "2026-11-24",
           *           "tableVersion": 2,
           *           "submitTime": "2026-11-25T01:04:36.021Z",
           *           "startTime": "2026-11-25T01:04:36.046Z",
           *           "endTime": "2026-11-25T01:04:36.973Z",
           *           "rowCount": 14000,
           *           "deltaRawPath": "/srv/millrace/delta/batches/batch-20261118-ee9cf5c0/raw",
           *           "deltaAggPath": "/srv/millrace/delta/batches/batch-20261118-ee9cf5c0/aggregated"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['BatchList']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchRetention: {
    parameters: {
      query?: {
        /** @description Batches that ended more than so many days ago; pipeline.batch.retention-days where it is not given. */
        days?: number
        /** @description What all results may take, as a size or in bytes; pipeline.batch.retention-bytes where it is not given. */
        bytes?: string
        /** @description Batches of the page, 20 by default, at most 1000. */
        limit?: number
        /** @description Batches before the page. */
        offset?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Which batches retention would delete */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "days": 30,
           *       "bytes": null,
           *       "total": {
           *         "batches": 12,
           *         "bytes": 3400127644
           *       },
           *       "returned": 1,
           *       "batches": [
           *         {
           *           "batchId": "batch-20261018-1e7d1f15",
           *           "status": "COMPLETED",
           *           "analysisType": "revenue_by_category",
           *           "endTime": "2026-10-25T01:04:35.925Z",
           *           "bytes": 1045818,
           *           "reason": "days"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['RetentionPreview']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchStatusById: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the batch. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One batch */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-1e7d1f15",
           *       "status": "COMPLETED",
           *       "analysisType": "revenue_by_category",
           *       "sourcePath": "/srv/millrace/delta/stream/transactions",
           *       "startDate": "2026-11-18",
           *       "endDate": "2026-11-24",
           *       "tableVersion": 2,
           *       "submitTime": "2026-11-25T01:04:35.468Z",
           *       "startTime": "2026-11-25T01:04:35.515Z",
           *       "endTime": "2026-11-25T01:04:35.925Z",
           *       "rowCount": 14000,
           *       "deltaRawPath": "/srv/millrace/delta/batches/batch-20261118-1e7d1f15/raw",
           *       "deltaAggPath": "/srv/millrace/delta/batches/batch-20261118-1e7d1f15/aggregated"
           *     }
           */
          'application/json': components['schemas']['BatchRecord']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postBatchCancelById: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the batch. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Cancel a batch */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-b63ba6bf",
           *       "status": "CANCELLED"
           *     }
           */
          'application/json': components['schemas']['BatchCancelled']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_FINISHED. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  deleteBatchById: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the batch. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Delete a batch and its files */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_RUNNING. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchDataById: {
    parameters: {
      query?: {
        /** @description Rows of the page; clamped to pipeline.batch.max-page-size. */
        limit?: number
        /** @description Rows before the page. */
        offset?: number
        /** @description Columns in order, each with asc (also without it) or desc; nulls first ascending, last descending. A list has no order. */
        sort?: string
        /** @description A JSON list of {column, op, value}; all must hold. op: =, !=, <, <=, >, >=, between, in, contains, starts with, is null, is not null. value: a text, a number, true or false; with between a list of two, both included; with in a list; none with is null and is not null. A number beyond 2^53 must be in quotes. != is met by null too; contains and starts with take text in any case. */
        where?: string
        /** @description Text anywhere in a text column, in any case. */
        search?: string
      }
      header?: {
        /** @description The ETag of an earlier answer; 304 where it is still right. */
        'If-None-Match'?: string
      }
      path: {
        /** @description Id of the batch. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Raw rows of a batch */
      200: {
        headers: {
          /** @description Of this very address and query; for If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-1e7d1f15",
           *       "status": "COMPLETED",
           *       "rowCount": 14000,
           *       "page": {
           *         "limit": 1,
           *         "offset": 0,
           *         "returned": 1,
           *         "hasMore": true,
           *         "total": 14000
           *       },
           *       "data": [
           *         {
           *           "transaction_id": "1c36a8a8-be80-43c3-b462-2a96ae28cd7f",
           *           "event_timestamp": "2026-11-18T00:02:31.000Z",
           *           "processing_timestamp": "2026-11-25T01:04:35.515Z",
           *           "customer_id": "CUST-00003058",
           *           "customer_tier": "silver",
           *           "product_id": "SKU-CLO-00068",
           *           "product_name": "Zara Activewear #68",
           *           "category": "clothing",
           *           "sub_category": "activewear",
           *           "brand": "Zara",
           *           "quantity": 1,
           *           "unit_price": 87.26,
           *           "discount_percent": 0,
           *           "total_amount": 87.26,
           *           "tax_amount": 7.85,
           *           "currency": "USD",
           *           "payment_method": "credit_card",
           *           "card_network": "mastercard",
           *           "transaction_status": "completed",
           *           "channel": "mobile_app",
           *           "store_id": null,
           *           "region": "north",
           *           "city": "Lucknow",
           *           "state": "UP",
           *           "postal_code": "568488",
           *           "device_type": "ios",
           *           "session_id": "sess-13ac51c93dfc",
           *           "ip_address": "44.243.xxx.xxx",
           *           "is_fraudulent": false,
           *           "fraud_score": 0.0557,
           *           "batch_id": "batch-20261118-1e7d1f15",
           *           "event_date": "2026-11-18",
           *           "kafka_partition": null,
           *           "kafka_offset": null
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['BatchData']
        }
      }
      /** @description The answer that If-None-Match names is still right. */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_READY. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchDataByIdColumns: {
    parameters: {
      query?: {
        /** @description A JSON list of {column, op, value}; all must hold. op: =, !=, <, <=, >, >=, between, in, contains, starts with, is null, is not null. value: a text, a number, true or false; with between a list of two, both included; with in a list; none with is null and is not null. A number beyond 2^53 must be in quotes. != is met by null too; contains and starts with take text in any case. */
        where?: string
        /** @description Text anywhere in a text column, in any case. */
        search?: string
      }
      header?: {
        /** @description The ETag of an earlier answer; 304 where it is still right. */
        'If-None-Match'?: string
      }
      path: {
        /** @description Id of the batch. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Statistics of raw columns */
      200: {
        headers: {
          /** @description Of this very address and query; for If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-1e7d1f15",
           *       "rows": 14000,
           *       "columns": [
           *         {
           *           "name": "total_amount",
           *           "type": "double",
           *           "count": 14000,
           *           "nulls": 0,
           *           "distinct": 6741,
           *           "min": 1.43,
           *           "max": 12190.7,
           *           "mean": 550.5391764285714,
           *           "histogram": [
           *             {
           *               "from": 1.43,
           *               "to": 610.8935,
           *               "count": 10441
           *             }
           *           ],
           *           "top": null
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['ColumnsAnswer']
        }
      }
      /** @description The answer that If-None-Match names is still right. */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_READY. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchDataByIdColumnsByColumn: {
    parameters: {
      query?: {
        /** @description A JSON list of {column, op, value}; all must hold. op: =, !=, <, <=, >, >=, between, in, contains, starts with, is null, is not null. value: a text, a number, true or false; with between a list of two, both included; with in a list; none with is null and is not null. A number beyond 2^53 must be in quotes. != is met by null too; contains and starts with take text in any case. */
        where?: string
        /** @description Text anywhere in a text column, in any case. */
        search?: string
      }
      header?: {
        /** @description The ETag of an earlier answer; 304 where it is still right. */
        'If-None-Match'?: string
      }
      path: {
        /** @description Id of the batch. */
        id: string
        /** @description Column of the rows. */
        column: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Statistics of one raw column */
      200: {
        headers: {
          /** @description Of this very address and query; for If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-1e7d1f15",
           *       "rows": 14000,
           *       "name": "total_amount",
           *       "type": "double",
           *       "count": 14000,
           *       "nulls": 0,
           *       "distinct": 6741,
           *       "min": 1.43,
           *       "max": 12190.7,
           *       "mean": 550.5391764285714,
           *       "histogram": [
           *         {
           *           "from": 1.43,
           *           "to": 610.8935,
           *           "count": 10441
           *         }
           *       ],
           *       "top": null
           *     }
           */
          'application/json': components['schemas']['ColumnAnswer']
        }
      }
      /** @description The answer that If-None-Match names is still right. */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_READY. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchDataByIdAggregated: {
    parameters: {
      query?: {
        /** @description Rows of the page; clamped to pipeline.batch.max-page-size. */
        limit?: number
        /** @description Rows before the page. */
        offset?: number
        /** @description Columns in order, each with asc (also without it) or desc; nulls first ascending, last descending. A list has no order. */
        sort?: string
        /** @description A JSON list of {column, op, value}; all must hold. op: =, !=, <, <=, >, >=, between, in, contains, starts with, is null, is not null. value: a text, a number, true or false; with between a list of two, both included; with in a list; none with is null and is not null. A number beyond 2^53 must be in quotes. != is met by null too; contains and starts with take text in any case. */
        where?: string
        /** @description Text anywhere in a text column, in any case. */
        search?: string
        /** @description One analysis of a full report. */
        analysis?:
          | 'revenue_by_category'
          | 'revenue_by_region'
          | 'payment_analysis'
          | 'customer_segmentation'
          | 'fraud_analysis'
          | 'hourly_trends'
          | 'channel_performance'
          | 'inventory_velocity'
      }
      header?: {
        /** @description The ETag of an earlier answer; 304 where it is still right. */
        'If-None-Match'?: string
      }
      path: {
        /** @description Id of the batch. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Result of a batch */
      200: {
        headers: {
          /** @description Of this very address and query; for If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-1e7d1f15",
           *       "analysisType": "revenue_by_category",
           *       "page": {
           *         "limit": 1,
           *         "offset": 0,
           *         "returned": 1,
           *         "hasMore": true,
           *         "total": 10
           *       },
           *       "data": [
           *         {
           *           "category": "electronics",
           *           "total_revenue": 4498611.749999986,
           *           "avg_order_value": 1732.2340200230983,
           *           "transaction_count": 2597,
           *           "total_units_sold": 3905,
           *           "avg_discount_pct": 6.3574894108586895,
           *           "unique_customers": 2178
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['AggregatedData'] | components['schemas']['FullReportData']
        }
      }
      /** @description The answer that If-None-Match names is still right. */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_READY. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchDataByIdAggregatedColumns: {
    parameters: {
      query?: {
        /** @description A JSON list of {column, op, value}; all must hold. op: =, !=, <, <=, >, >=, between, in, contains, starts with, is null, is not null. value: a text, a number, true or false; with between a list of two, both included; with in a list; none with is null and is not null. A number beyond 2^53 must be in quotes. != is met by null too; contains and starts with take text in any case. */
        where?: string
        /** @description Text anywhere in a text column, in any case. */
        search?: string
        /** @description One analysis of a full report. */
        analysis?:
          | 'revenue_by_category'
          | 'revenue_by_region'
          | 'payment_analysis'
          | 'customer_segmentation'
          | 'fraud_analysis'
          | 'hourly_trends'
          | 'channel_performance'
          | 'inventory_velocity'
      }
      header?: {
        /** @description The ETag of an earlier answer; 304 where it is still right. */
        'If-None-Match'?: string
      }
      path: {
        /** @description Id of the batch. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Statistics of result columns */
      200: {
        headers: {
          /** @description Of this very address and query; for If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-1e7d1f15",
           *       "analysisType": "revenue_by_category",
           *       "rows": 10,
           *       "columns": [
           *         {
           *           "name": "category",
           *           "type": "string",
           *           "count": 10,
           *           "nulls": 0,
           *           "distinct": 10,
           *           "min": "automotive",
           *           "max": "toys",
           *           "mean": null,
           *           "histogram": null,
           *           "top": [
           *             {
           *               "value": "automotive",
           *               "count": 1
           *             }
           *           ]
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['ColumnsAnswer']
        }
      }
      /** @description The answer that If-None-Match names is still right. */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_READY. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchDataByIdAggregatedColumnsByColumn: {
    parameters: {
      query?: {
        /** @description A JSON list of {column, op, value}; all must hold. op: =, !=, <, <=, >, >=, between, in, contains, starts with, is null, is not null. value: a text, a number, true or false; with between a list of two, both included; with in a list; none with is null and is not null. A number beyond 2^53 must be in quotes. != is met by null too; contains and starts with take text in any case. */
        where?: string
        /** @description Text anywhere in a text column, in any case. */
        search?: string
        /** @description One analysis of a full report. */
        analysis?:
          | 'revenue_by_category'
          | 'revenue_by_region'
          | 'payment_analysis'
          | 'customer_segmentation'
          | 'fraud_analysis'
          | 'hourly_trends'
          | 'channel_performance'
          | 'inventory_velocity'
      }
      header?: {
        /** @description The ETag of an earlier answer; 304 where it is still right. */
        'If-None-Match'?: string
      }
      path: {
        /** @description Id of the batch. */
        id: string
        /** @description Column of the rows. */
        column: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Statistics of one result column */
      200: {
        headers: {
          /** @description Of this very address and query; for If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-1e7d1f15",
           *       "analysisType": "revenue_by_category",
           *       "rows": 10,
           *       "name": "category",
           *       "type": "string",
           *       "count": 10,
           *       "nulls": 0,
           *       "distinct": 10,
           *       "min": "automotive",
           *       "max": "toys",
           *       "mean": null,
           *       "histogram": null,
           *       "top": [
           *         {
           *           "value": "automotive",
           *           "count": 1
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['ColumnAnswer']
        }
      }
      /** @description The answer that If-None-Match names is still right. */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_READY. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchDataByIdAggregatedByRowRows: {
    parameters: {
      query?: {
        /** @description Rows of the page; clamped to pipeline.batch.max-page-size. */
        limit?: number
        /** @description Rows before the page. */
        offset?: number
        /** @description Columns in order, each with asc (also without it) or desc; nulls first ascending, last descending. A list has no order. */
        sort?: string
        /** @description A JSON list of {column, op, value}; all must hold. op: =, !=, <, <=, >, >=, between, in, contains, starts with, is null, is not null. value: a text, a number, true or false; with between a list of two, both included; with in a list; none with is null and is not null. A number beyond 2^53 must be in quotes. != is met by null too; contains and starts with take text in any case. */
        where?: string
        /** @description Text anywhere in a text column, in any case. */
        search?: string
        /** @description One analysis of a full report. */
        analysis?:
          | 'revenue_by_category'
          | 'revenue_by_region'
          | 'payment_analysis'
          | 'customer_segmentation'
          | 'fraud_analysis'
          | 'hourly_trends'
          | 'channel_performance'
          | 'inventory_velocity'
      }
      header?: {
        /** @description The ETag of an earlier answer; 304 where it is still right. */
        'If-None-Match'?: string
      }
      path: {
        /** @description Id of the batch. */
        id: string
        /** @description Row of the result, from 0, in the order of its analysis. */
        row: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Raw rows behind one row of the result */
      200: {
        headers: {
          /** @description Of this very address and query; for If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-1e7d1f15",
           *       "status": "COMPLETED",
           *       "analysisType": "revenue_by_category",
           *       "row": 0,
           *       "group": {
           *         "category": "electronics"
           *       },
           *       "aggregate": {
           *         "category": "electronics",
           *         "total_revenue": 4498611.749999986,
           *         "avg_order_value": 1732.2340200230983,
           *         "transaction_count": 2597,
           *         "total_units_sold": 3905,
           *         "avg_discount_pct": 6.3574894108586895,
           *         "unique_customers": 2178
           *       },
           *       "count": 2597,
           *       "rowCount": 2597,
           *       "page": {
           *         "limit": 1,
           *         "offset": 0,
           *         "returned": 1,
           *         "hasMore": true,
           *         "total": 2597
           *       },
           *       "data": [
           *         {
           *           "transaction_id": "e9dad23c-cc1b-439e-80de-be39ae28cfd8",
           *           "event_timestamp": "2026-11-18T00:11:15.000Z",
           *           "processing_timestamp": "2026-11-25T01:04:35.515Z",
           *           "customer_id": "CUST-00002993",
           *           "customer_tier": "bronze",
           *           "product_id": "SKU-ELE-00433",
           *           "product_name": "Dell Audio Headphones #433",
           *           "category": "electronics",
           *           "sub_category": "audio_headphones",
           *           "brand": "Dell",
           *           "quantity": 1,
           *           "unit_price": 1825.4,
           *           "discount_percent": 7.7,
           *           "total_amount": 1684.84,
           *           "tax_amount": 151.64,
           *           "currency": "USD",
           *           "payment_method": "upi",
           *           "card_network": null,
           *           "transaction_status": "completed",
           *           "channel": "pos_in_store",
           *           "store_id": "STORE-HYD-019",
           *           "region": "south",
           *           "city": "Hyderabad",
           *           "state": "TS",
           *           "postal_code": "485577",
           *           "device_type": null,
           *           "session_id": null,
           *           "ip_address": "119.221.xxx.xxx",
           *           "is_fraudulent": true,
           *           "fraud_score": 0.9139,
           *           "batch_id": "batch-20261118-1e7d1f15",
           *           "event_date": "2026-11-18",
           *           "kafka_partition": null,
           *           "kafka_offset": null
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['DrillDown']
        }
      }
      /** @description The answer that If-None-Match names is still right. */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND, NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_READY. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchDataByIdExport: {
    parameters: {
      query: {
        /** @description csv (RFC 4180), parquet, json, jsonl or xlsx. */
        format: 'csv' | 'parquet' | 'json' | 'jsonl' | 'xlsx'
        /** @description CSV alone: an apostrophe before each text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line break). Such texts are not what is stored any more. */
        guardFormulas?: boolean
        /** @description Columns in order, each with asc (also without it) or desc; nulls first ascending, last descending. A list has no order. */
        sort?: string
        /** @description A JSON list of {column, op, value}; all must hold. op: =, !=, <, <=, >, >=, between, in, contains, starts with, is null, is not null. value: a text, a number, true or false; with between a list of two, both included; with in a list; none with is null and is not null. A number beyond 2^53 must be in quotes. != is met by null too; contains and starts with take text in any case. */
        where?: string
        /** @description Text anywhere in a text column, in any case. */
        search?: string
      }
      header?: {
        /** @description The ETag of an earlier answer; 304 where it is still right. */
        'If-None-Match'?: string
      }
      path: {
        /** @description Id of the batch. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Raw rows as a file: all, or those asked for */
      200: {
        headers: {
          /** @description Of this very address and query; for If-None-Match. */
          ETag?: string
          /** @description An attachment, with the name of the file. */
          'Content-Disposition'?: string
          /** @description How many rows the file holds, all sheets together. */
          'Millrace-Rows'?: string
          [name: string]: unknown
        }
        content: {
          /**
           * @example transaction_id,event_timestamp,processing_timestamp,customer_id,customer_tier,product_id,product_name,category,sub_category,brand,quantity,unit_price,discount_percent,total_amount,tax_amount,currency,payment_method,card_network,transaction_status,channel,store_id,region,city,state,postal_code,device_type,session_id,ip_address,is_fraudulent,fraud_score,batch_id,event_date,kafka_partition,kafka_offset
           *     1c36a8a8-be80-43c3-b462-2a96ae28cd7f,2026-11-18T00:02:31.000Z,2026-11-25T01:04:35.515Z,CUST-00003058,silver,SKU-CLO-00068,"Zara Activewear #68",clothing,activewear,Zara,1,87.26,0.0,87.26,7.85,USD,credit_card,mastercard,completed,mobile_app,,north,Lucknow,UP,568488,ios,sess-13ac51c93dfc,44.243.xxx.xxx,false,0.0557,batch-20261118-1e7d1f15,2026-11-18,,
           */
          'text/csv': unknown
          /** @example PAR1 ... (bytes of a Parquet file) */
          'application/vnd.apache.parquet': unknown
          /**
           * @example [
           *       {
           *         "transaction_id": "1c36a8a8-be80-43c3-b462-2a96ae28cd7f",
           *         "event_timestamp": "2026-11-18T00:02:31.000Z",
           *         "processing_timestamp": "2026-11-25T01:04:35.515Z",
           *         "customer_id": "CUST-00003058",
           *         "customer_tier": "silver",
           *         "product_id": "SKU-CLO-00068",
           *         "product_name": "Zara Activewear #68",
           *         "category": "clothing",
           *         "sub_category": "activewear",
           *         "brand": "Zara",
           *         "quantity": 1,
           *         "unit_price": 87.26,
           *         "discount_percent": 0,
           *         "total_amount": 87.26,
           *         "tax_amount": 7.85,
           *         "currency": "USD",
           *         "payment_method": "credit_card",
           *         "card_network": "mastercard",
           *         "transaction_status": "completed",
           *         "channel": "mobile_app",
           *         "store_id": null,
           *         "region": "north",
           *         "city": "Lucknow",
           *         "state": "UP",
           *         "postal_code": "568488",
           *         "device_type": "ios",
           *         "session_id": "sess-13ac51c93dfc",
           *         "ip_address": "44.243.xxx.xxx",
           *         "is_fraudulent": false,
           *         "fraud_score": 0.0557,
           *         "batch_id": "batch-20261118-1e7d1f15",
           *         "event_date": "2026-11-18",
           *         "kafka_partition": null,
           *         "kafka_offset": null
           *       }
           *     ]
           */
          'application/json': unknown
          /** @example {"transaction_id":"1c36a8a8-be80-43c3-b462-2a96ae28cd7f","event_timestamp":"2026-11-18T00:02:31.000Z","processing_timestamp":"2026-11-25T01:04:35.515Z","customer_id":"CUST-00003058","customer_tier":"silver","product_id":"SKU-CLO-00068","product_name":"Zara Activewear #68","category":"clothing","sub_category":"activewear","brand":"Zara","quantity":1,"unit_price":87.26,"discount_percent":0,"total_amount":87.26,"tax_amount":7.85,"currency":"USD","payment_method":"credit_card","card_network":"mastercard","transaction_status":"completed","channel":"mobile_app","store_id":null,"region":"north","city":"Lucknow","state":"UP","postal_code":"568488","device_type":"ios","session_id":"sess-13ac51c93dfc","ip_address":"44.243.xxx.xxx","is_fraudulent":false,"fraud_score":0.0557,"batch_id":"batch-20261118-1e7d1f15","event_date":"2026-11-18","kafka_partition":null,"kafka_offset":null} */
          'application/x-ndjson': unknown
          /** @example PK ... (bytes of a workbook) */
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': unknown
        }
      }
      /** @description The answer that If-None-Match names is still right. */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_READY. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchDataByIdAggregatedExport: {
    parameters: {
      query: {
        /** @description csv (RFC 4180), parquet, json, jsonl or xlsx. */
        format: 'csv' | 'parquet' | 'json' | 'jsonl' | 'xlsx'
        /** @description CSV alone: an apostrophe before each text that a spreadsheet would take for a formula (it begins with = + - @, a tab or a line break). Such texts are not what is stored any more. */
        guardFormulas?: boolean
        /** @description Columns in order, each with asc (also without it) or desc; nulls first ascending, last descending. A list has no order. */
        sort?: string
        /** @description A JSON list of {column, op, value}; all must hold. op: =, !=, <, <=, >, >=, between, in, contains, starts with, is null, is not null. value: a text, a number, true or false; with between a list of two, both included; with in a list; none with is null and is not null. A number beyond 2^53 must be in quotes. != is met by null too; contains and starts with take text in any case. */
        where?: string
        /** @description Text anywhere in a text column, in any case. */
        search?: string
        /** @description One analysis of a full report; without it xlsx has a sheet for each, the other formats ask for it. */
        analysis?:
          | 'revenue_by_category'
          | 'revenue_by_region'
          | 'payment_analysis'
          | 'customer_segmentation'
          | 'fraud_analysis'
          | 'hourly_trends'
          | 'channel_performance'
          | 'inventory_velocity'
      }
      header?: {
        /** @description The ETag of an earlier answer; 304 where it is still right. */
        'If-None-Match'?: string
      }
      path: {
        /** @description Id of the batch. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Result rows as a file: all, or those asked for */
      200: {
        headers: {
          /** @description Of this very address and query; for If-None-Match. */
          ETag?: string
          /** @description An attachment, with the name of the file. */
          'Content-Disposition'?: string
          /** @description How many rows the file holds, all sheets together. */
          'Millrace-Rows'?: string
          [name: string]: unknown
        }
        content: {
          /**
           * @example category,total_revenue,avg_order_value,transaction_count,total_units_sold,avg_discount_pct,unique_customers
           *     electronics,4498611.749999986,1732.2340200230983,2597,3905,6.3574894108586895,2178
           */
          'text/csv': unknown
          /** @example PAR1 ... (bytes of a Parquet file) */
          'application/vnd.apache.parquet': unknown
          /**
           * @example [
           *       {
           *         "category": "electronics",
           *         "total_revenue": 4498611.749999986,
           *         "avg_order_value": 1732.2340200230983,
           *         "transaction_count": 2597,
           *         "total_units_sold": 3905,
           *         "avg_discount_pct": 6.3574894108586895,
           *         "unique_customers": 2178
           *       }
           *     ]
           */
          'application/json': unknown
          /** @example {"category":"electronics","total_revenue":4498611.749999986,"avg_order_value":1732.2340200230983,"transaction_count":2597,"total_units_sold":3905,"avg_discount_pct":6.3574894108586895,"unique_customers":2178} */
          'application/x-ndjson': unknown
          /** @example PK ... (bytes of a workbook) */
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': unknown
        }
      }
      /** @description The answer that If-None-Match names is still right. */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_READY. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchCompare: {
    parameters: {
      query: {
        /** @description Rows of the page; clamped to pipeline.batch.max-page-size. */
        limit?: number
        /** @description Rows before the page. */
        offset?: number
        /** @description By group columns, missing (left, right or null) and COLUMN.left, .right, .difference, .percent, which where takes too; without it by the difference of the main measure, the largest rise first. */
        sort?: string
        /** @description A JSON list of {column, op, value}; all must hold. op: =, !=, <, <=, >, >=, between, in, contains, starts with, is null, is not null. value: a text, a number, true or false; with between a list of two, both included; with in a list; none with is null and is not null. A number beyond 2^53 must be in quotes. != is met by null too; contains and starts with take text in any case. */
        where?: string
        /** @description Text anywhere in a text column, in any case. */
        search?: string
        /** @description One analysis of a full report. */
        analysis?:
          | 'revenue_by_category'
          | 'revenue_by_region'
          | 'payment_analysis'
          | 'customer_segmentation'
          | 'fraud_analysis'
          | 'hourly_trends'
          | 'channel_performance'
          | 'inventory_velocity'
        /** @description Id of the old batch. */
        left: string
        /** @description Id of the new batch. */
        right: string
      }
      header?: {
        /** @description The ETag of an earlier answer; 304 where it is still right. */
        'If-None-Match'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Two results of one analysis, group by group */
      200: {
        headers: {
          /** @description Of this very address and query; for If-None-Match. */
          ETag?: string
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "analysisType": "revenue_by_category",
           *       "left": {
           *         "batchId": "batch-20261118-f4b41439",
           *         "startDate": "2026-11-18",
           *         "endDate": "2026-11-24",
           *         "filters": {
           *           "region": "west"
           *         },
           *         "tableVersion": 2,
           *         "rowCount": 3972
           *       },
           *       "right": {
           *         "batchId": "batch-20261118-1e7d1f15",
           *         "startDate": "2026-11-18",
           *         "endDate": "2026-11-24",
           *         "tableVersion": 2,
           *         "rowCount": 14000
           *       },
           *       "groupColumns": [
           *         "category"
           *       ],
           *       "valueColumns": [
           *         "total_revenue",
           *         "avg_order_value",
           *         "transaction_count",
           *         "total_units_sold",
           *         "avg_discount_pct",
           *         "unique_customers"
           *       ],
           *       "onlyLeft": 0,
           *       "onlyRight": 0,
           *       "page": {
           *         "limit": 1,
           *         "offset": 0,
           *         "returned": 1,
           *         "hasMore": true,
           *         "total": 10
           *       },
           *       "data": [
           *         {
           *           "group": {
           *             "category": "automotive"
           *           },
           *           "left": {
           *             "total_revenue": 51179.05999999997,
           *             "avg_order_value": 348.1568707482991,
           *             "transaction_count": 147,
           *             "total_units_sold": 224,
           *             "avg_discount_pct": 7.188435374149659,
           *             "unique_customers": 143
           *           },
           *           "right": {
           *             "total_revenue": 166748.0400000002,
           *             "avg_order_value": 322.5300580270797,
           *             "transaction_count": 517,
           *             "total_units_sold": 791,
           *             "avg_discount_pct": 6.970986460348162,
           *             "unique_customers": 495
           *           },
           *           "difference": {
           *             "total_revenue": 115568.98000000024,
           *             "avg_order_value": -25.626812721219437,
           *             "transaction_count": 370,
           *             "total_units_sold": 567,
           *             "avg_discount_pct": -0.21744891380149678,
           *             "unique_customers": 352
           *           },
           *           "percent": {
           *             "total_revenue": 225.81301805855816,
           *             "avg_order_value": -7.360708598437054,
           *             "transaction_count": 251.70068027210885,
           *             "total_units_sold": 253.125,
           *             "avg_discount_pct": -3.0249825237834798,
           *             "unique_customers": 246.15384615384616
           *           }
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Comparison']
        }
      }
      /** @description The answer that If-None-Match names is still right. */
      304: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_READY. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getBatchExplainById: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the batch. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What a batch read, did and cost */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "batchId": "batch-20261118-1e7d1f15",
           *       "status": "COMPLETED",
           *       "analysisType": "revenue_by_category",
           *       "tableVersion": 2,
           *       "engine": "duckdb",
           *       "threads": 1,
           *       "filesRead": 7,
           *       "filesOfTable": 10,
           *       "datesRead": 7,
           *       "datesOfTable": 10,
           *       "bytesRead": 1044211,
           *       "rowsRead": 14000,
           *       "linkedFiles": 7,
           *       "PartitionFilters": [
           *         "(event_date >= 2026-11-18)",
           *         "(event_date <= 2026-11-24)"
           *       ],
           *       "PushedFilters": [
           *         "transaction_status = 'completed'"
           *       ],
           *       "timeMs": {
           *         "queued": 47,
           *         "plan": 0.24,
           *         "snapshot": 8.8,
           *         "analysis": 386.6,
           *         "commit": 13.63,
           *         "total": 456.27
           *       },
           *       "rawRows": 14000,
           *       "rawBytes": 1044211,
           *       "resultRows": 10,
           *       "resultBytes": 1607,
           *       "statements": [
           *         {
           *           "phase": "analysis",
           *           "analysis": "revenue_by_category",
           *           "elapsedMs": 300.19,
           *           "rows": 10,
           *           "bytes": 1607,
           *           "peakMemoryBytes": 11517704,
           *           "peakSpillBytes": 0,
           *           "operators": [
           *             {
           *               "name": "COPY_TO_FILE",
           *               "depth": 0,
           *               "rows": 1,
           *               "timeMs": 0.217,
           *               "detail": ""
           *             }
           *           ]
           *         }
           *       ],
           *       "datesPruned": 3,
           *       "filesPruned": 3,
           *       "memory": {
           *         "peakBytes": 11517704,
           *         "spilledBytes": 0,
           *         "limitBytes": 12638257152
           *       },
           *       "plans": [
           *         {
           *           "analysis": "revenue_by_category",
           *           "logical": "ORDER_BY total_revenue\n└ HASH_GROUP_BY category\n  └ READ_PARQUET",
           *           "optimized": "ORDER_BY total_revenue\n└ HASH_GROUP_BY category\n  └ READ_PARQUET",
           *           "physical": "ORDER_BY total_revenue\n└ HASH_GROUP_BY category\n  └ READ_PARQUET"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['BatchExplanation']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_FOUND, NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description BATCH_NOT_READY. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getReports: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Saved reports by name */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "reports": [
           *         {
           *           "name": "weekly",
           *           "analysisType": "full_report",
           *           "dates": "last_7_days",
           *           "schedule": "0 7 * * 1",
           *           "id": "report-d029a480",
           *           "createdAt": "2026-11-25T01:04:38.364Z",
           *           "updatedAt": "2026-11-25T01:04:38.399Z",
           *           "missedRuns": 0,
           *           "lastRun": {
           *             "batchId": "batch-20261118-89f67390",
           *             "at": "2026-11-25T01:04:38.435Z",
           *             "by": "request"
           *           },
           *           "nextRun": "2026-11-30T07:00:00.000Z"
           *         }
           *       ]
           *     }
           */
          'application/json': {
            reports: components['schemas']['SavedReport'][]
          }
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postReports: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "weekly",
         *       "analysisType": "full_report",
         *       "dates": "last_7_days",
         *       "schedule": "0 6 * * 1"
         *     }
         */
        'application/json': {
          /** @description Unique; without slashes and control characters. */
          name: string
          /** @enum {string} */
          analysisType:
            | 'revenue_by_category'
            | 'revenue_by_region'
            | 'payment_analysis'
            | 'customer_segmentation'
            | 'fraud_analysis'
            | 'hourly_trends'
            | 'channel_performance'
            | 'inventory_velocity'
            | 'full_report'
          dates:
            | ('today' | 'yesterday' | 'week_to_date' | 'last_week' | 'month_to_date' | 'last_month' | 'year_to_date')
            | string
            | {
                startDate: string
                endDate: string
              }
          filters?: {
            [key: string]: string
          }
          /** @description Cron expression of five parts, UTC, for example 0 6 * * 1-5: runs while Millrace runs. */
          schedule?: string
        }
      }
    }
    responses: {
      /** @description Save a report */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "name": "weekly",
           *       "analysisType": "full_report",
           *       "dates": "last_7_days",
           *       "schedule": "0 6 * * 1",
           *       "id": "report-d029a480",
           *       "createdAt": "2026-11-25T01:04:38.364Z",
           *       "updatedAt": "2026-11-25T01:04:38.364Z",
           *       "missedRuns": 0,
           *       "nextRun": "2026-11-30T06:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['SavedReport']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REPORT_EXISTS, TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postReportsPreview: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "dates": "last_7_days",
         *       "schedule": "0 6 * * 1"
         *     }
         */
        'application/json': {
          dates:
            | ('today' | 'yesterday' | 'week_to_date' | 'last_week' | 'month_to_date' | 'last_month' | 'year_to_date')
            | string
            | {
                startDate: string
                endDate: string
              }
          /** @description Cron expression of five parts, UTC, for example 0 6 * * 1-5: runs while Millrace runs. */
          schedule?: string
        }
      }
    }
    responses: {
      /** @description What dates would mean now and at the next runs of a schedule; nothing is saved */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "startDate": "2026-11-18",
           *       "endDate": "2026-11-24",
           *       "runs": [
           *         {
           *           "at": "2026-11-30T06:00:00.000Z",
           *           "startDate": "2026-11-23",
           *           "endDate": "2026-11-29"
           *         },
           *         {
           *           "at": "2026-12-07T06:00:00.000Z",
           *           "startDate": "2026-11-30",
           *           "endDate": "2026-12-06"
           *         },
           *         {
           *           "at": "2026-12-14T06:00:00.000Z",
           *           "startDate": "2026-12-07",
           *           "endDate": "2026-12-13"
           *         },
           *         {
           *           "at": "2026-12-21T06:00:00.000Z",
           *           "startDate": "2026-12-14",
           *           "endDate": "2026-12-20"
           *         },
           *         {
           *           "at": "2026-12-28T06:00:00.000Z",
           *           "startDate": "2026-12-21",
           *           "endDate": "2026-12-27"
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['ReportPreview']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getReportsById: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id or name. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description One report */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "name": "weekly",
           *       "analysisType": "full_report",
           *       "dates": "last_7_days",
           *       "schedule": "0 7 * * 1",
           *       "id": "report-d029a480",
           *       "createdAt": "2026-11-25T01:04:38.364Z",
           *       "updatedAt": "2026-11-25T01:04:38.399Z",
           *       "missedRuns": 0,
           *       "lastRun": {
           *         "batchId": "batch-20261118-89f67390",
           *         "at": "2026-11-25T01:04:38.435Z",
           *         "by": "request"
           *       },
           *       "nextRun": "2026-11-30T07:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['SavedReport']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REPORT_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  putReportsById: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id or name. */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "weekly",
         *       "analysisType": "full_report",
         *       "dates": "last_7_days",
         *       "schedule": "0 7 * * 1"
         *     }
         */
        'application/json': {
          /** @description Unique; without slashes and control characters. */
          name: string
          /** @enum {string} */
          analysisType:
            | 'revenue_by_category'
            | 'revenue_by_region'
            | 'payment_analysis'
            | 'customer_segmentation'
            | 'fraud_analysis'
            | 'hourly_trends'
            | 'channel_performance'
            | 'inventory_velocity'
            | 'full_report'
          dates:
            | ('today' | 'yesterday' | 'week_to_date' | 'last_week' | 'month_to_date' | 'last_month' | 'year_to_date')
            | string
            | {
                startDate: string
                endDate: string
              }
          filters?: {
            [key: string]: string
          }
          /** @description Cron expression of five parts, UTC, for example 0 6 * * 1-5: runs while Millrace runs. */
          schedule?: string
        }
      }
    }
    responses: {
      /** @description Replace a report; its runs are kept */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "name": "weekly",
           *       "analysisType": "full_report",
           *       "dates": "last_7_days",
           *       "schedule": "0 7 * * 1",
           *       "id": "report-d029a480",
           *       "createdAt": "2026-11-25T01:04:38.364Z",
           *       "updatedAt": "2026-11-25T01:04:38.399Z",
           *       "missedRuns": 0,
           *       "nextRun": "2026-11-30T07:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['SavedReport']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REPORT_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REPORT_EXISTS, TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  deleteReportsById: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id or name. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Delete a report; its batches stay */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REPORT_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postReportsByIdRun: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id or name. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Submit its batch now */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "reportId": "report-d029a480",
           *       "batchId": "batch-20261118-89f67390",
           *       "status": "PENDING",
           *       "startDate": "2026-11-18",
           *       "endDate": "2026-11-24",
           *       "tableVersion": 4
           *     }
           */
          'application/json': components['schemas']['ReportRun']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REPORT_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getLakeTables: {
    parameters: {
      query?: {
        /** @description Tables of the page, 100 by default, at most 1000. */
        limit?: number
        /** @description Tables before the page. */
        offset?: number
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description All tables with their sizes */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "total": 16,
           *       "returned": 1,
           *       "tables": [
           *         {
           *           "name": "transactions",
           *           "path": "/srv/millrace/delta/stream/transactions",
           *           "version": 12,
           *           "committedAt": "2026-11-25T01:04:45.670Z",
           *           "rows": 21030,
           *           "files": 20,
           *           "bytes": 1656257,
           *           "smallFiles": 20,
           *           "compactableFiles": 0,
           *           "removedFiles": 0,
           *           "removedBytes": 0,
           *           "dates": {
           *             "from": "2026-11-15",
           *             "to": "2026-11-25"
           *           },
           *           "partitionColumns": [
           *             "event_date"
           *           ],
           *           "minReaderVersion": 1,
           *           "minWriterVersion": 2,
           *           "lastCheckpoint": null,
           *           "millraceOwned": true
           *         }
           *       ],
           *       "unreadable": [],
           *       "freeBytes": 212000000000
           *     }
           */
          'application/json': components['schemas']['TableList']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getLakeTablesByName: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description transactions, dead_letters, stream_aggregations, BATCHID/raw or BATCHID/aggregated (/ as it is, or as %2F). */
        name: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Size and shape of a table */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "name": "transactions",
           *       "path": "/srv/millrace/delta/stream/transactions",
           *       "version": 12,
           *       "committedAt": "2026-11-25T01:04:45.670Z",
           *       "rows": 21030,
           *       "files": 20,
           *       "bytes": 1656257,
           *       "smallFiles": 20,
           *       "compactableFiles": 0,
           *       "removedFiles": 0,
           *       "removedBytes": 0,
           *       "dates": {
           *         "from": "2026-11-15",
           *         "to": "2026-11-25"
           *       },
           *       "partitionColumns": [
           *         "event_date"
           *       ],
           *       "columns": [
           *         {
           *           "name": "transaction_id",
           *           "type": "string"
           *         }
           *       ],
           *       "minReaderVersion": 1,
           *       "minWriterVersion": 2,
           *       "lastCheckpoint": null,
           *       "millraceOwned": true
           *     }
           */
          'application/json': components['schemas']['TableInfo']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR, TABLE_CORRUPT. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getLakeTablesByNameHistory: {
    parameters: {
      query?: {
        /** @description Commits, 100 by default. */
        limit?: number
      }
      header?: never
      path: {
        /** @description transactions, dead_letters, stream_aggregations, BATCHID/raw or BATCHID/aggregated (/ as it is, or as %2F). */
        name: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Commits of a table, newest first */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example [
           *       {
           *         "version": 12,
           *         "timestamp": "2026-11-25T01:04:45.670Z",
           *         "operation": "STREAMING UPDATE",
           *         "engineInfo": "Millrace/0.1.0",
           *         "filesAdded": 1,
           *         "filesRemoved": 0,
           *         "rowsAdded": 103,
           *         "bytesAdded": 16356,
           *         "parameters": {
           *           "outputMode": "Append",
           *           "topic": "sample-transactions"
           *         }
           *       }
           *     ]
           */
          'application/json': {
            version: number
            /** @description ISO 8601 UTC with milliseconds and Z, for example 2026-11-24T08:00:00.000Z. */
            timestamp: string
            operation: string
            engineInfo: string | null
            filesAdded: number
            filesRemoved: number
            rowsAdded: number | null
            bytesAdded: number
            parameters: {
              [key: string]: string
            }
          }[]
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getLakeTablesByNameFiles: {
    parameters: {
      query?: {
        /** @description The newest by default. */
        version?: number
      }
      header?: never
      path: {
        /** @description transactions, dead_letters, stream_aggregations, BATCHID/raw or BATCHID/aggregated (/ as it is, or as %2F). */
        name: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Live files of a version, and the SQL by which plain DuckDB reads them */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "name": "transactions",
           *       "path": "/srv/millrace/delta/stream/transactions",
           *       "version": 12,
           *       "files": [
           *         {
           *           "path": "/srv/millrace/delta/stream/transactions/event_date=2026-11-25/part-00000-0b7c1f6e-3f51-4d0e-9f0e-6c1d2a3b4c5d.c000.snappy.parquet",
           *           "bytes": 16356,
           *           "rows": 103,
           *           "partitionValues": {
           *             "event_date": "2026-11-25"
           *           },
           *           "deletionVector": false
           *         }
           *       ],
           *       "sql": "(SELECT CAST(stored.\"transaction_id\" AS VARCHAR) AS \"transaction_id\", CAST(files.p0 AS DATE) AS \"event_date\" FROM ...)"
           *     }
           */
          'application/json': components['schemas']['TableFiles']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_NOT_FOUND, VERSION_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR, TABLE_CORRUPT. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getLakeTablesByNameColumnsByColumnValues: {
    parameters: {
      query?: {
        /** @description The newest by default. */
        version?: number
        /** @description Only values with this text in them, in any case. */
        contains?: string
        /** @description Only this value, as a filter takes it; its count is 0 where no row has it. */
        value?: string
        /** @description Values, 50 by default, at most 1000. */
        limit?: number
      }
      header?: never
      path: {
        /** @description transactions, dead_letters, stream_aggregations, BATCHID/raw or BATCHID/aggregated (/ as it is, or as %2F). */
        name: string
        /** @description Column of the table. */
        column: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The values of a column with their counts, as filters of a batch take them */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "name": "transactions",
           *       "version": 12,
           *       "column": "category",
           *       "rows": 20105,
           *       "nulls": 0,
           *       "distinct": 10,
           *       "values": [
           *         {
           *           "value": "electronics",
           *           "count": 3621
           *         },
           *         {
           *           "value": "clothing",
           *           "count": 3018
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['TableValues']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_NOT_FOUND, VERSION_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR, TABLE_CORRUPT, OUT_OF_MEMORY. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postLakeTablesByNameCompact: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description transactions, dead_letters, stream_aggregations, BATCHID/raw or BATCHID/aggregated (/ as it is, or as %2F). */
        name: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Rewrites small files of closed dates, and of dates past 50 files, into large ones; answers when it is done */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "table": "transactions",
           *       "version": null,
           *       "filesRemoved": 0,
           *       "filesAdded": 0,
           *       "bytesBefore": 0,
           *       "bytesAfter": 0,
           *       "dates": []
           *     }
           */
          'application/json': components['schemas']['CompactReport']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description COMMIT_CONFLICT, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postLakeTablesByNameVacuum: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description transactions, dead_letters, stream_aggregations, BATCHID/raw or BATCHID/aggregated (/ as it is, or as %2F). */
        name: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        /**
         * @example {
         *       "dryRun": true
         *     }
         */
        'application/json': components['schemas']['VacuumRequest']
      }
    }
    responses: {
      /** @description Deletes files that no version within the retention needs and no batch reads */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "table": "transactions",
           *       "version": 12,
           *       "dryRun": true,
           *       "retentionMs": 604800000,
           *       "files": 0,
           *       "bytes": 0,
           *       "pinned": 0,
           *       "listed": []
           *     }
           */
          'application/json': components['schemas']['VacuumReport']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getKafkaTopics: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Topics of the Kafka cluster */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "topics": [
           *         {
           *           "name": "transactions-stream",
           *           "internal": false,
           *           "ours": true,
           *           "partitions": 12,
           *           "replication": 1,
           *           "underReplicated": 0,
           *           "offline": 0,
           *           "messages": 120400,
           *           "messagesPerSecond": 10.2,
           *           "sizeBytes": 98123456,
           *           "retention": {
           *             "ms": 604800000,
           *             "bytes": null
           *           },
           *           "cleanupPolicy": "delete",
           *           "compression": "producer",
           *           "maxMessageBytes": 1048588
           *         }
           *       ],
           *       "notes": []
           *     }
           */
          'application/json': components['schemas']['KafkaTopics']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SECRET_UNAVAILABLE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE, BROKER_UNREACHABLE, BROKER_REFUSED, BROKER_ERROR. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getKafkaTopicsByName: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Topic. */
        name: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Partitions and settings of a topic */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "topic": {
           *         "name": "transactions-stream",
           *         "internal": false,
           *         "ours": true,
           *         "partitions": 12,
           *         "replication": 1,
           *         "underReplicated": 0,
           *         "offline": 0,
           *         "messages": 120400,
           *         "messagesPerSecond": 10.2,
           *         "sizeBytes": 98123456,
           *         "retention": {
           *           "ms": 604800000,
           *           "bytes": null
           *         },
           *         "cleanupPolicy": "delete",
           *         "compression": "producer",
           *         "maxMessageBytes": 1048588
           *       },
           *       "partitions": [
           *         {
           *           "partition": 0,
           *           "firstOffset": 0,
           *           "endOffset": 10033,
           *           "messages": 10033,
           *           "leader": 1,
           *           "replicas": [
           *             1
           *           ],
           *           "inSync": [
           *             1
           *           ],
           *           "sizeBytes": 8176954,
           *           "share": 0.0833,
           *           "shareOfEven": 1
           *         }
           *       ],
           *       "settings": [
           *         {
           *           "name": "retention.ms",
           *           "value": "604800000",
           *           "source": "topic",
           *           "readOnly": false
           *         }
           *       ],
           *       "notes": []
           *     }
           */
          'application/json': components['schemas']['KafkaTopicDetail']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN, TOPIC_FORBIDDEN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOPIC_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SECRET_UNAVAILABLE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE, BROKER_UNREACHABLE, BROKER_REFUSED, BROKER_ERROR. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getKafkaTopicsByNameMessages: {
    parameters: {
      query?: {
        /** @description One partition; all of them by default. */
        partition?: number
        /** @description Messages from this offset on (needs partition), or newest (default) or oldest. */
        offset?: string
        /** @description Messages from the first one at or after this time on. */
        timestamp?: string
        /** @description Messages behind an earlier answer. */
        cursor?: string
        /** @description Messages, 50 by default, at most 500. */
        limit?: number
      }
      header?: never
      path: {
        /** @description Topic. */
        name: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Messages of a topic and what the decoder makes of them */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "topic": "transactions-stream",
           *       "order": "newest-first",
           *       "messages": [
           *         {
           *           "partition": 0,
           *           "offset": 10032,
           *           "timestamp": "2026-01-31T12:00:00.000Z",
           *           "key": {
           *             "text": "7b0c2f6e",
           *             "base64": null,
           *             "bytes": 8
           *           },
           *           "value": {
           *             "text": "{\"transaction_id\":\"7b0c2f6e\",\"quantity\":\"two\"}",
           *             "base64": null,
           *             "bytes": 46
           *           },
           *           "headers": [],
           *           "verdict": {
           *             "kind": "dead",
           *             "code": "MISSING_FIELD",
           *             "field": "event_timestamp",
           *             "reason": "event_timestamp is missing."
           *           }
           *         }
           *       ],
           *       "partitions": [
           *         {
           *           "partition": 0,
           *           "firstOffset": 0,
           *           "endOffset": 10033,
           *           "nextOffset": 10033
           *         }
           *       ],
           *       "cursor": "0:10033",
           *       "ended": "limit",
           *       "notes": []
           *     }
           */
          'application/json': components['schemas']['KafkaMessages']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN, TOPIC_FORBIDDEN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOPIC_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SECRET_UNAVAILABLE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE, BROKER_UNREACHABLE, BROKER_REFUSED, BROKER_ERROR. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getKafkaGroups: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Consumer groups and their lag, ours first */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "groups": [
           *         {
           *           "id": "unified-pipeline-stream",
           *           "ours": true,
           *           "state": "Stable",
           *           "protocolType": "consumer",
           *           "members": 1,
           *           "topics": [
           *             "transactions-stream"
           *           ],
           *           "lag": 12
           *         }
           *       ],
           *       "notes": []
           *     }
           */
          'application/json': components['schemas']['KafkaGroups']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SECRET_UNAVAILABLE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE, BROKER_UNREACHABLE, BROKER_REFUSED, BROKER_ERROR. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getKafkaGroupsById: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Consumer group. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Members and lag per partition of a group */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "group": {
           *         "id": "unified-pipeline-stream",
           *         "ours": true,
           *         "state": "Stable",
           *         "protocolType": "consumer",
           *         "members": 1,
           *         "topics": [
           *           "transactions-stream"
           *         ],
           *         "lag": 12
           *       },
           *       "assignor": "RoundRobinAssigner",
           *       "coordinator": 1,
           *       "members": [
           *         {
           *           "id": "millrace-1",
           *           "client": "millrace",
           *           "host": "/127.0.0.1",
           *           "assignments": [
           *             {
           *               "topic": "transactions-stream",
           *               "partitions": [
           *                 0,
           *                 1,
           *                 2
           *               ]
           *             }
           *           ]
           *         }
           *       ],
           *       "partitions": [
           *         {
           *           "topic": "transactions-stream",
           *           "partition": 0,
           *           "committedOffset": 10032,
           *           "endOffset": 10033,
           *           "lag": 1,
           *           "member": "millrace-1"
           *         }
           *       ],
           *       "notes": []
           *     }
           */
          'application/json': components['schemas']['KafkaGroupDetail']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description GROUP_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SECRET_UNAVAILABLE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE, BROKER_UNREACHABLE, BROKER_REFUSED, BROKER_ERROR. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getKafkaBrokers: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Brokers of the Kafka cluster */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "clusterId": "5L6g3nShT-eMCtK--X86sw",
           *       "brokers": [
           *         {
           *           "id": 1,
           *           "host": "localhost",
           *           "port": 9092,
           *           "rack": null,
           *           "controller": true,
           *           "leaders": 62,
           *           "replicas": 62,
           *           "logSizeBytes": 98223456,
           *           "logFolders": [
           *             {
           *               "path": "/var/lib/kafka",
           *               "sizeBytes": 98223456,
           *               "error": null
           *             }
           *           ]
           *         }
           *       ],
           *       "notes": []
           *     }
           */
          'application/json': components['schemas']['KafkaBrokers']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SECRET_UNAVAILABLE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE, BROKER_UNREACHABLE, BROKER_REFUSED, BROKER_ERROR. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postKafkaTest: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: {
      content: {
        /**
         * @example {
         *       "topic": "transactions-stream"
         *     }
         */
        'application/json': components['schemas']['KafkaTestRequest']
      }
    }
    responses: {
      /** @description Try a connection stage by stage: DNS, TCP, TLS, SASL, topic, decode */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "bootstrapServers": [
           *         "localhost:9092"
           *       ],
           *       "topic": "transactions-stream",
           *       "ok": false,
           *       "stages": [
           *         {
           *           "stage": "dns",
           *           "ok": true,
           *           "ms": 1.2,
           *           "message": "localhost is 127.0.0.1.",
           *           "fix": null,
           *           "field": null
           *         },
           *         {
           *           "stage": "tcp",
           *           "ok": false,
           *           "ms": 0.8,
           *           "message": "Nobody listens at localhost:9092.",
           *           "fix": "Start the broker: npm run kafka.",
           *           "field": "bootstrapServers"
           *         },
           *         {
           *           "stage": "tls",
           *           "ok": null,
           *           "ms": 0,
           *           "message": "Not tried.",
           *           "fix": null,
           *           "field": null
           *         },
           *         {
           *           "stage": "sasl",
           *           "ok": null,
           *           "ms": 0,
           *           "message": "Not tried.",
           *           "fix": null,
           *           "field": null
           *         },
           *         {
           *           "stage": "topic",
           *           "ok": null,
           *           "ms": 0,
           *           "message": "Not tried.",
           *           "fix": null,
           *           "field": null
           *         },
           *         {
           *           "stage": "decode",
           *           "ok": null,
           *           "ms": 0,
           *           "message": "Not tried.",
           *           "fix": null,
           *           "field": null
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['KafkaTest']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SECRET_UNAVAILABLE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getKafkaProfiles: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Saved Kafka connections */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "profiles": [
           *         {
           *           "id": "profile-0a1b2c3d",
           *           "name": "production",
           *           "topic": "transactions-stream",
           *           "bootstrapServers": [
           *             "kafka.example.com:9093"
           *           ],
           *           "security": {
           *             "protocol": "SASL_SSL",
           *             "ca": null,
           *             "cert": null
           *           },
           *           "sasl": {
           *             "mechanism": "SCRAM-SHA-512",
           *             "username": "analyst"
           *           },
           *           "secrets": {
           *             "password": "keychain",
           *             "key": "none",
           *             "keyPassphrase": "none"
           *           },
           *           "inUse": true,
           *           "createdAt": "2026-01-31T12:00:00.000Z",
           *           "updatedAt": "2026-01-31T12:00:00.000Z"
           *         }
           *       ],
           *       "inUse": "profile-0a1b2c3d",
           *       "keychain": {
           *         "available": true,
           *         "reason": null
           *       }
           *     }
           */
          'application/json': components['schemas']['KafkaProfiles']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postKafkaProfiles: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "production",
         *       "topic": "transactions-stream",
         *       "bootstrapServers": [
         *         "kafka.example.com:9093"
         *       ],
         *       "security": {
         *         "protocol": "SASL_SSL"
         *       },
         *       "sasl": {
         *         "mechanism": "SCRAM-SHA-512",
         *         "username": "analyst",
         *         "password": "…"
         *       }
         *     }
         */
        'application/json': components['schemas']['KafkaProfileInput']
      }
    }
    responses: {
      /** @description Save a connection */
      201: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "id": "profile-0a1b2c3d",
           *       "name": "production",
           *       "topic": "transactions-stream",
           *       "bootstrapServers": [
           *         "kafka.example.com:9093"
           *       ],
           *       "security": {
           *         "protocol": "SASL_SSL",
           *         "ca": null,
           *         "cert": null
           *       },
           *       "sasl": {
           *         "mechanism": "SCRAM-SHA-512",
           *         "username": "analyst"
           *       },
           *       "secrets": {
           *         "password": "keychain",
           *         "key": "none",
           *         "keyPassphrase": "none"
           *       },
           *       "inUse": false,
           *       "createdAt": "2026-01-31T12:00:00.000Z",
           *       "updatedAt": "2026-01-31T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['KafkaProfile']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PROFILE_EXISTS, SECRET_UNAVAILABLE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postKafkaProfilesUse: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "profile": "profile-0a1b2c3d"
         *     }
         */
        'application/json': components['schemas']['UseProfileRequest']
      }
    }
    responses: {
      /** @description Use a saved connection, or that of the configuration; the stream must be stopped */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "profiles": [
           *         {
           *           "id": "profile-0a1b2c3d",
           *           "name": "production",
           *           "topic": "transactions-stream",
           *           "bootstrapServers": [
           *             "kafka.example.com:9093"
           *           ],
           *           "security": {
           *             "protocol": "SASL_SSL",
           *             "ca": null,
           *             "cert": null
           *           },
           *           "sasl": {
           *             "mechanism": "SCRAM-SHA-512",
           *             "username": "analyst"
           *           },
           *           "secrets": {
           *             "password": "keychain",
           *             "key": "none",
           *             "keyPassphrase": "none"
           *           },
           *           "inUse": true,
           *           "createdAt": "2026-01-31T12:00:00.000Z",
           *           "updatedAt": "2026-01-31T12:00:00.000Z"
           *         }
           *       ],
           *       "inUse": "profile-0a1b2c3d",
           *       "keychain": {
           *         "available": true,
           *         "reason": null
           *       }
           *     }
           */
          'application/json': components['schemas']['KafkaProfiles']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PROFILE_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description STREAM_ALREADY_RUNNING. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  putKafkaProfilesById: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the connection. */
        id: string
      }
      cookie?: never
    }
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "production",
         *       "topic": "transactions-stream",
         *       "bootstrapServers": [
         *         "kafka.example.com:9093"
         *       ],
         *       "security": {
         *         "protocol": "SASL_SSL"
         *       },
         *       "sasl": {
         *         "mechanism": "SCRAM-SHA-512",
         *         "username": "analyst",
         *         "password": "…"
         *       }
         *     }
         */
        'application/json': components['schemas']['KafkaProfileInput']
      }
    }
    responses: {
      /** @description Replace a connection; secrets that are left out stay */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "id": "profile-0a1b2c3d",
           *       "name": "production",
           *       "topic": "transactions-stream",
           *       "bootstrapServers": [
           *         "kafka.example.com:9093"
           *       ],
           *       "security": {
           *         "protocol": "SASL_SSL",
           *         "ca": null,
           *         "cert": null
           *       },
           *       "sasl": {
           *         "mechanism": "SCRAM-SHA-512",
           *         "username": "analyst"
           *       },
           *       "secrets": {
           *         "password": "keychain",
           *         "key": "none",
           *         "keyPassphrase": "none"
           *       },
           *       "inUse": true,
           *       "createdAt": "2026-01-31T12:00:00.000Z",
           *       "updatedAt": "2026-01-31T12:00:00.000Z"
           *     }
           */
          'application/json': components['schemas']['KafkaProfile']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PROFILE_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PROFILE_EXISTS, STREAM_ALREADY_RUNNING, SECRET_UNAVAILABLE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  deleteKafkaProfilesById: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the connection. */
        id: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Delete a connection and its secrets */
      204: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PROFILE_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PROFILE_IN_USE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postKafkaProfilesByIdTest: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description Id of the connection. */
        id: string
      }
      cookie?: never
    }
    requestBody?: {
      content: {
        /**
         * @example {
         *       "connection": {
         *         "bootstrapServers": [
         *           "kafka.example.com:9093"
         *         ],
         *         "security": {
         *           "protocol": "SASL_SSL"
         *         },
         *         "sasl": {
         *           "mechanism": "SCRAM-SHA-512",
         *           "username": "analyst"
         *         }
         *       }
         *     }
         */
        'application/json': components['schemas']['ProfileTestRequest']
      }
    }
    responses: {
      /** @description Try a saved connection stage by stage, with its stored secrets; or what is typed, before it is saved */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "bootstrapServers": [
           *         "kafka.example.com:9093"
           *       ],
           *       "topic": "transactions-stream",
           *       "ok": false,
           *       "stages": [
           *         {
           *           "stage": "dns",
           *           "ok": true,
           *           "ms": 1.2,
           *           "message": "localhost is 127.0.0.1.",
           *           "fix": null,
           *           "field": null
           *         },
           *         {
           *           "stage": "tcp",
           *           "ok": false,
           *           "ms": 0.8,
           *           "message": "Nobody listens at localhost:9092.",
           *           "fix": "Start the broker: npm run kafka.",
           *           "field": "bootstrapServers"
           *         },
           *         {
           *           "stage": "tls",
           *           "ok": null,
           *           "ms": 0,
           *           "message": "Not tried.",
           *           "fix": null,
           *           "field": null
           *         },
           *         {
           *           "stage": "sasl",
           *           "ok": null,
           *           "ms": 0,
           *           "message": "Not tried.",
           *           "fix": null,
           *           "field": null
           *         },
           *         {
           *           "stage": "topic",
           *           "ok": null,
           *           "ms": 0,
           *           "message": "Not tried.",
           *           "fix": null,
           *           "field": null
           *         },
           *         {
           *           "stage": "decode",
           *           "ok": null,
           *           "ms": 0,
           *           "message": "Not tried.",
           *           "fix": null,
           *           "field": null
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['KafkaTest']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PROFILE_NOT_FOUND. */
      404: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SECRET_UNAVAILABLE. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getEvents: {
    parameters: {
      query?: {
        /** @description false: for a line that shows them to nobody. Notices of a time when nobody read them are told to the first line that takes them, once. */
        notices?: boolean
      }
      header?: {
        /** @description The last `id` of an earlier connection: what came since is told first, where it is still known. */
        'Last-Event-ID'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Server-sent events: `event` is the type, `data` one line of JSON. First hello and status; then status at most 10 a second (at once when the state changes), every change of a batch, commits, new versions of tables, sample rows and notices; what happens once has an `id`. A comment every 15 s keeps the line open. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "type": "batch-removed",
           *       "batchId": "batch-20260101-0a1b2c3d"
           *     }
           */
          'text/event-stream': components['schemas']['EngineEvent']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postSampleSeed: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: {
      content: {
        /**
         * @example {
         *       "records": 1000,
         *       "days": 2
         *     }
         */
        'application/json': {
          /** @description Rows; pipeline.sample.records by default. */
          records?: number
          /** @description Complete UTC days before today; 90 by default. */
          days?: number
          /** @description Of the sample world; the one of the sample source by default. */
          seed?: number
        }
      }
    }
    responses: {
      /** @description Append sample rows of the days before today, in the background; `sample` events tell how far */
      202: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "state": "writing",
           *       "written": 0,
           *       "total": 1000,
           *       "days": 2,
           *       "seed": null,
           *       "message": null
           *     }
           */
          'application/json': components['schemas']['SampleState']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TABLE_INVALID, UNSUPPORTED_PROTOCOL. */
      409: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postSampleCancel: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Give up the sample rows that are not committed yet; those that are stay */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "state": "cancelled",
           *       "written": 100,
           *       "total": 1000,
           *       "days": 2,
           *       "seed": null,
           *       "message": null
           *     }
           */
          'application/json': components['schemas']['SampleState']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getSample: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description How far the sample rows are */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "state": "written",
           *       "written": 1000,
           *       "total": 1000,
           *       "days": 2,
           *       "seed": null,
           *       "message": null
           *     }
           */
          'application/json': components['schemas']['SampleState']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getHealth: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Whether the engine works */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "status": "healthy",
           *       "engine": true,
           *       "spark": true,
           *       "engines": {
           *         "default": "duckdb",
           *         "batches": {
           *           "duckdb": 12,
           *           "spark": 3
           *         },
           *         "remote": "sc://cluster:15002",
           *         "remoteState": "reachable",
           *         "remoteVersion": "4.0.1"
           *       },
           *       "uptime": "0h 0m 11s"
           *     }
           */
          'application/json': components['schemas']['Health']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description It does not, or Millrace is stopping. */
      503: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "status": "unhealthy",
           *       "engine": false,
           *       "spark": false,
           *       "engines": {
           *         "default": "duckdb",
           *         "batches": {
           *           "duckdb": 12,
           *           "spark": 3
           *         },
           *         "remote": "sc://cluster:15002",
           *         "remoteState": "reachable",
           *         "remoteVersion": "4.0.1"
           *       },
           *       "uptime": "1h 2m 3s"
           *     }
           */
          'application/json': components['schemas']['Health']
        }
      }
    }
  }
  getConfig: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Every setting with its source */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "settings": [
           *         {
           *           "key": "pipeline.app-name",
           *           "value": "UnifiedTransactionPipeline",
           *           "source": "default",
           *           "from": null
           *         }
           *       ]
           *     }
           */
          'application/json': {
            settings: components['schemas']['Setting'][]
          }
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getActivity: {
    parameters: {
      query?: {
        /** @description Entries, 100 by default, at most 500. */
        limit?: number
        /** @description Running, or ended at or after. */
        from?: string
      }
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Micro-batches and batches on one timeline, and what their processes use */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "now": "2026-11-25T01:04:46.623Z",
           *       "entries": [
           *         {
           *           "kind": "micro-batch",
           *           "pool": "streaming-pool",
           *           "id": "micro-batch-10",
           *           "name": "sample-transactions",
           *           "startedAt": "2026-11-25T01:04:44.649Z",
           *           "endedAt": "2026-11-25T01:04:45.672Z",
           *           "ms": 1023,
           *           "state": "COMPLETED",
           *           "phases": [
           *             {
           *               "name": "fetch",
           *               "detail": null,
           *               "ms": 1004
           *             }
           *           ],
           *           "version": 12,
           *           "rows": 103,
           *           "deadLetters": 0,
           *           "bytes": 16356,
           *           "files": 1,
           *           "error": null
           *         }
           *       ],
           *       "processes": [
           *         {
           *           "name": "main",
           *           "pool": "streaming-pool",
           *           "figures": {
           *             "pid": 1735,
           *             "cpuPercent": 13.19,
           *             "cpuSeconds": 1.696522,
           *             "gcSeconds": 0.2259889919999987,
           *             "rssBytes": 219275264,
           *             "eventLoopDelayMs": null,
           *             "duckdbMemoryBytes": 1169620,
           *             "spillBytes": 0
           *           }
           *         }
           *       ]
           *     }
           */
          'application/json': components['schemas']['Activity']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getSupportBundle: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Settings, versions, checks, tables, log and crash reports for a bug report, secrets taken out */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /** @example PK… (a ZIP file) */
          'application/zip': unknown
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR, IO_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  postStop: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Drain, commit and end the process */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "status": "shutting_down",
           *       "queriesStopped": 0
           *     }
           */
          'application/json': components['schemas']['Stopping']
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNSUPPORTED_MEDIA_TYPE. */
      415: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getMetrics: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Figures for a monitor, in the text format 0.0.4 of Prometheus */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example # HELP millrace_stream_rows_total Rows that micro-batches committed to stream/transactions.
           *     # TYPE millrace_stream_rows_total counter
           *     millrace_stream_rows_total 5210
           */
          'text/plain; version=0.0.4; charset=utf-8': string
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
  getOpenapiJson: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description This document */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          /**
           * @example {
           *       "openapi": "3.1.0",
           *       "info": {
           *         "title": "Millrace",
           *         "version": "0.1.0"
           *       },
           *       "paths": {}
           *     }
           */
          'application/json': {
            [key: string]: unknown
          }
        }
      }
      /** @description INVALID_REQUEST. */
      400: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description UNAUTHORIZED. */
      401: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Bearer: send the token.
           * @example Bearer
           */
          'WWW-Authenticate'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description FORBIDDEN_HOST, FORBIDDEN_ORIGIN. */
      403: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description REQUEST_TIMEOUT. */
      408: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description PAYLOAD_TOO_LARGE. */
      413: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description EXPECTATION_FAILED. */
      417: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description TOO_MANY_REQUESTS. */
      429: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description HEADERS_TOO_LARGE. */
      431: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description INTERNAL_ERROR. */
      500: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
      /** @description SERVICE_UNAVAILABLE. */
      503: {
        headers: {
          /** @description What more is known, as percent-encoded JSON {code, canRetry, details, causes}. */
          'Millrace-Error'?: string
          /**
           * @description Seconds to wait.
           * @example 1
           */
          'Retry-After'?: number
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Error']
        }
      }
    }
  }
}
