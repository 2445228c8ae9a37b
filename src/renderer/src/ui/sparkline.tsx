const WIDTH = 72
const HEIGHT = 16

/** The shape of a few values, beside the newest as a number; drawn from zero to the largest. */
export function Sparkline({ values, most }: { readonly values: readonly number[]; readonly most: number }) {
  if (values.length < 2) return null
  const top = Math.max(1e-9, ...values)
  const step = WIDTH / (most - 1)
  const left = WIDTH - (values.length - 1) * step
  const points = values.map(
    (value, index) => `${(left + index * step).toFixed(1)},${(HEIGHT - 1 - ((HEIGHT - 2) * value) / top).toFixed(1)}`,
  )
  return (
    <svg className="sparkline" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <polyline points={points.join(' ')} />
    </svg>
  )
}
