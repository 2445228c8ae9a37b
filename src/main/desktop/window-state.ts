import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { SourceKind } from '../../shared/stream'
import { Theme } from '../../shared/window'

const Bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })
export type Bounds = z.infer<typeof Bounds>

/** What the desktop remembers between starts. */
export const DesktopState = z.object({
  bounds: Bounds.nullable().catch(null),
  maximized: z.boolean().catch(false),
  theme: Theme.catch('system'),
  /** Chromium's zoom level: 0 is 100 %, each step 20 % more. */
  zoom: z.number().min(-5).max(5).catch(0),
  /** The stream that ran when the window was closed. */
  stream: z.object({ source: SourceKind, topic: z.string().nullable() }).nullable().catch(null),
})
export type DesktopState = z.infer<typeof DesktopState>

const FIRST = { width: 1440, height: 900 }
const LEAST = { width: 640, height: 480 }
/** So much of the title bar must be on a display to be held. */
const GRIP = 64

/** A missing or damaged file is a first start: nothing here is worth an error. */
function readDesktopState(path: string): DesktopState {
  try {
    return DesktopState.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return DesktopState.parse({})
  }
}

/** Replaces the file as a whole. @throws where it cannot be written */
function writeDesktopState(path: string, state: DesktopState): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, JSON.stringify(state))
  renameSync(`${path}.new`, path)
}

export interface StateKeeper {
  get(): DesktopState
  /** Written where it differs; what cannot be written is told to `onFailed`, and remembered until the end. */
  set(change: Partial<DesktopState>): void
}

/** Keeps place and choices of the window; what cannot be written is told to `onFailed` and kept in memory. */
export function createDesktopState(path: string, onFailed: (error: unknown) => void): StateKeeper {
  let state = readDesktopState(path)
  return {
    get: () => state,
    set(change) {
      const next = { ...state, ...change }
      if (JSON.stringify(next) === JSON.stringify(state)) return
      state = next
      try {
        writeDesktopState(path, state)
      } catch (error) {
        onFailed(error)
      }
    },
  }
}

/**
 * Where the window opens: where it was, if a display still shows it; else in the middle of the first display, in
 * its last size, at first 1440 x 900, or as much of that as the work area holds.
 * @param displays work areas, the primary display's first
 */
export function placeWindow(kept: Bounds | null, displays: readonly Bounds[]): Bounds {
  const [primary = { x: 0, y: 0, ...FIRST }] = displays
  const home = kept === null ? undefined : displays.find((area) => shows(area, kept))
  if (kept !== null && home !== undefined) {
    return {
      x: kept.x,
      y: kept.y,
      width: clamp(kept.width, LEAST.width, home.width),
      height: clamp(kept.height, LEAST.height, home.height),
    }
  }
  const width = Math.min(kept?.width ?? FIRST.width, primary.width)
  const height = Math.min(kept?.height ?? FIRST.height, primary.height)
  return {
    x: primary.x + Math.floor((primary.width - width) / 2),
    y: primary.y + Math.floor((primary.height - height) / 2),
    width,
    height,
  }
}

function shows(area: Bounds, window: Bounds): boolean {
  return (
    window.y >= area.y - GRIP / 2 &&
    window.y <= area.y + area.height - GRIP &&
    window.x + window.width >= area.x + GRIP &&
    window.x <= area.x + area.width - GRIP
  )
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(Math.min(value, most), Math.min(least, most))
}
