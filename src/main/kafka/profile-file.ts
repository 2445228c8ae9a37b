import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { MillraceError, messageOf } from '../../shared/errors'
import { KafkaProfile, PROFILE_SECRETS } from '../../shared/kafka-profiles'
import { isErrno, replaceFile } from '../durable'

const StoredSecret = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sealed'), data: z.base64() }),
  /** Only where the user has agreed. */
  z.strictObject({ kind: z.literal('plain'), text: z.string() }),
])
export type StoredSecret = z.infer<typeof StoredSecret>

const StoredProfile = KafkaProfile.omit({ secrets: true, inUse: true }).extend({
  secrets: z.partialRecord(z.enum(PROFILE_SECRETS), StoredSecret),
})
export type StoredProfile = z.infer<typeof StoredProfile>

/** Of the file's form; one that is written by a newer Millrace may hold what this one would drop. */
const VERSION = 1

const ProfileFile = z.strictObject({
  version: z.literal(VERSION).default(VERSION),
  inUse: z.string().nullable(),
  profiles: z.array(StoredProfile),
})
export type ProfileFile = z.infer<typeof ProfileFile>

/** @throws IO_ERROR where the file is there but cannot be understood: it is never overwritten then */
export async function readProfileFile(path: string): Promise<ProfileFile> {
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'))
    const { version }: { version?: unknown } = { ...(Object(content) as object) }
    if (typeof version === 'number' && version > VERSION)
      throw new MillraceError(
        'IO_ERROR',
        `The saved Kafka connections in ${path} are of a newer Millrace (their version is ${version}, this one knows ${VERSION}). Use that Millrace, or move the file away to start without them.`,
      )
    return ProfileFile.parse(content)
  } catch (error) {
    if (error instanceof MillraceError) throw error
    if (isErrno(error, 'ENOENT')) return { version: VERSION, inUse: null, profiles: [] }
    throw new MillraceError(
      'IO_ERROR',
      `The saved Kafka connections in ${path} cannot be read (${messageOf(error).split('\n')[0]}). Move the file away to start without them.`,
      { cause: error },
    )
  }
}

/** Readable by its owner only. */
export async function writeProfileFile(path: string, content: ProfileFile): Promise<void> {
  await replaceFile(path, `${JSON.stringify(content, null, 2)}\n`, 0o600)
}
