import { namePartitions } from '../../../shared/stream'
import { formatClock, formatCount, formatDecimal, plural } from '../ui/format'

export const stream = {
  states: {
    STARTING: 'Starting',
    WAITING_FOR_TOPIC: 'Waiting for the topic',
    CATCHING_UP: 'Catching up',
    RUNNING: 'Running',
    RECONNECTING: 'Reconnecting',
    STOPPING: 'Stopping',
    STOPPED: 'Stopped',
    FAILED: 'Failed',
  },
  since: (state: string, at: string | null, interval: string) =>
    at === null
      ? `${state}, micro-batch every ${interval}`
      : `${state} since ${formatClock(at)} UTC, every ${interval}`,
  start: 'Start stream…',
  stop: 'Stop stream',
  copyStop: 'stop the stream',
  stopping: 'Stopping',
  stopFailed: 'The stream could not be stopped.',
  stopped: (queries: number) => (queries === 0 ? 'The stream was stopped already' : 'The stream is stopped'),
  facts: {
    source: 'Source',
    topic: 'Topic',
    group: 'Group',
    consumed: 'Consumed',
    watermark: 'Watermark',
    waits: (partitions: readonly number[]) => `waits for ${namePartitions(partitions)}`,
    late: 'Late rows',
    future: 'Future rows',
    dead: 'Dead letters',
    none: 'none yet',
  },
  sources: { kafka: 'Kafka', sample: 'Sample source' },
  charts: {
    rates: 'Input and process rate',
    ratesNote: 'rows/s, log scale',
    input: 'input',
    process: 'process',
    ratesLabel: (input: string, process: string) =>
      `Input ${input} and process ${process} rows per second, on a log scale.`,
    lag: 'Lag at commit',
    lagNote: 'messages, worst of 30 s',
    lagLabel: (high: string, now: string) => `Lag over the last 30 minutes: at most ${high} messages, now ${now}.`,
    room: (times: number) => `Room for ${formatDecimal(times, times >= 10 ? 0 : 1)} times this input.`,
    between: (messages: number) => `About ${formatCount(messages)} arrive between commits.`,
    trend: (change: number, ago: string) =>
      change === 0
        ? 'Trend flat.'
        : change > 0
          ? `Rising: ${formatCount(change)} more than ${ago} ago.`
          : `Falling: ${formatCount(-change)} fewer than ${ago} ago.`,
    fetch: (fetch: string) => `fetch ${fetch} before it, mostly the wait for the trigger`,
    duration: 'Batch duration',
    durationNote: (last: string) => `ms, the last one ${last}`,
    durationLabel: (high: string, now: string) =>
      `Duration of the last micro-batches split into decode, write and commit: at most ${high}, now ${now}.`,
    phases: { fetch: 'fetch', decode: 'decode', write: 'write', commit: 'commit' },
    empty: 'The first points come with the stream.',
  },
  partitions: {
    title: 'Partitions',
    note: (count: number, own: number) =>
      `${formatCount(count)}, ${own === count ? 'all' : own === 0 ? 'none' : formatCount(own)} assigned to this engine`,
    number: '#',
    offset: 'Next offset',
    end: 'End',
    lag: 'Lag',
    seconds: 'Lag, s',
    rate: 'Rows/s',
    skew: 'Skew',
    skewTitle: 'Rate against an even share of all partitions',
    member: 'Member',
    trend: 'Rate, 10 min',
    trendTitle: 'Rows a second since this page was opened, at most 10 minutes',
    memberTitle: 'Which member of the consumer group reads it',
    self: 'this engine',
    nobody: 'nobody yet',
    all: 'All',
    worst: (percent: string) => `worst ${percent}`,
    none: 'No partition is read.',
    noneWhy: 'Start the stream; its partitions, offsets and lag stand here.',
  },
  windows: {
    title: 'Live windows',
    note: (watermark: string | null, late: number) =>
      `5 minutes each, one begins every minute; ${watermark === null ? 'no watermark yet' : `final up to the watermark ${formatClock(watermark)} UTC`}; ${plural(late, 'row', 'rows')} too late for any`,
    window: 'Window, UTC',
    span: (start: string, end: string) => `${formatClock(start, 'minutes')} – ${formatClock(end, 'minutes')}`,
    phase: 'State',
    phases: { filling: 'Filling', provisional: 'Provisional', final: 'Final' },
  },
  recent: {
    title: 'Micro-batches',
    note: (count: number) => `the last ${formatCount(count)}, newest first`,
    at: 'Committed, UTC',
    version: 'Version',
    rows: 'Rows',
    dead: 'Dead',
    fetchTitle: 'From the first message of the micro-batch to its cut, mostly waiting for the trigger',
    total: 'Total, ms',
    none: 'No micro-batch yet.',
    noneWhy: 'Each commit of the stream adds one, with its phases.',
  },
  trouble: {
    nextTry: 'Next try at',
    lake: 'Open lake',
    topics: 'Show topics',
    connection: 'Test connection',
    lossFix: 'The table keeps what it has. Going on records the gap in its history; nothing is half written.',
    copyRange: 'Copy range',
    again: 'Start again',
    otherTopic: 'Stop and read another topic…',
    goOn: (offsets: number | null) => (offsets === null ? 'Go on with what is there…' : 'Go on without them…'),
    goOnAsk: (offsets: number | null) =>
      offsets === null
        ? 'Go on with what the topic holds now?'
        : `Go on without ${plural(offsets, 'message', 'messages')}?`,
    goOnWhat: (offsets: number | null) =>
      offsets === null
        ? 'Rows that are in the table stay. That the topic is another one now is recorded in its history.'
        : 'They do not come into the table. The gap is recorded in its history, and the exactly-once check tells it from a loss.',
    stay: 'Stay stopped',
    goOnAct: 'Go on',
  },
  skip: {
    open: 'Restart from…',
    title: 'Restart from a later message',
    what: (topic: string, unread: number | null) =>
      `${unread === null ? `How many messages of ${topic} are unread is not known.` : `${topic} has ${plural(unread, 'unread message', 'unread messages')} now.`} Those before the place you choose never come into the table; the gap is recorded in its history, and the stream never goes back.`,
    from: 'Restart from',
    keep: 'Keep reading all',
    act: 'Stop and restart',
    busy: 'Restarting',
    failed: 'Nothing was skipped.',
  },
  dialog: {
    title: 'Start stream',
    copyTest: 'test the connection',
    source: 'Source',
    topic: 'Topic',
    topicHelp: (topic: string) => `${topic} where nothing is typed`,
    serversHelp: (servers: string, name: string | null) =>
      `${name === null ? servers : `${name} (${servers})`} where nothing is typed; what is typed is kept as a connection without TLS and sign-in.`,
    connections: 'TLS, sign-in, saved connections',
    starting: 'Start from',
    startingHelp: 'Only where the table has no offsets of this topic; else it resumes after the last committed offset.',
    startings: { latest: 'Latest', earliest: 'Earliest', time: 'Time' },
    time: 'First message at or after, UTC',
    timeHelp: 'Written like 2026-11-23T14:00:00Z',
    timeBad: 'This is not a UTC time. Write it like 2026-11-23T14:00:00Z.',
    rate: 'Events per second',
    rateHelp: '10 where nothing is typed; 0 is as fast as it goes',
    rateBad: 'The rate is a number, 0 or more.',
    dataLoss: 'Go on over offsets that Kafka has removed, and record the gap',
    start: 'Start stream',
    busy: 'Starting',
    cancel: 'Cancel',
    failed: 'The stream was not started.',
  },
  started: (topic: string) => `The stream reads ${topic}`,
  resumed: (partitions: number) =>
    `Resumed after the last committed offset of ${plural(partitions, 'partition', 'partitions')}.`,
  fresh: (partitions: number) => `First start: ${plural(partitions, 'partition', 'partitions')}.`,
} as const
