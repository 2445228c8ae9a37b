import { useState, type KeyboardEvent, type PointerEvent } from 'react'

const STEP_PX = 16

export interface SplitterProps {
  readonly label: string
  /** Width of what stands to its right, in px. */
  readonly value: number
  readonly min: number
  readonly max: number
  /** While it is dragged. */
  readonly onChange: (value: number) => void
  /** What it came to. */
  readonly onSettle: (value: number) => void
}

/** The left edge of a panel: dragged, or moved by the arrows, Home and End (WAI-ARIA, window splitter). */
export function Splitter({ label, value, min, max, onChange, onSettle }: SplitterProps) {
  const [grip, setGrip] = useState<{ readonly x: number; readonly value: number } | null>(null)
  const clamp = (px: number): number => Math.round(Math.min(max, Math.max(min, px)))
  const dragged = (event: PointerEvent): number => clamp(grip === null ? value : grip.value + grip.x - event.clientX)

  function onKeyDown(event: KeyboardEvent): void {
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: value + STEP_PX,
      ArrowRight: value - STEP_PX,
      Home: min,
      End: max,
    }
    const target = targets[event.key]
    if (target === undefined) return
    event.preventDefault()
    onSettle(clamp(target))
  }

  return (
    <div
      className="splitter"
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      data-on={grip !== null}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setGrip({ x: event.clientX, value })
      }}
      onPointerMove={(event) => {
        if (grip !== null) onChange(dragged(event))
      }}
      onPointerUp={(event) => {
        if (grip !== null) onSettle(dragged(event))
      }}
      onLostPointerCapture={() => setGrip(null)}
    />
  )
}
