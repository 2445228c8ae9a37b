import { useCallback, useState } from 'react'

/**
 * Where the overlay of a control goes: into the landmark of that control, so that who moves by landmarks finds it; in
 * a dialog nothing outside can be reached. The control takes the second part as its `ref`.
 */
export function useLandmark(): readonly [HTMLElement | null, (control: HTMLElement | null) => void] {
  const [home, setHome] = useState<HTMLElement | null>(null)
  const findHome = useCallback((control: HTMLElement | null) => {
    if (control !== null)
      setHome(control.closest<HTMLElement>('[role="dialog"], [role="alertdialog"], main, header, nav'))
  }, [])
  return [home, findHome]
}
