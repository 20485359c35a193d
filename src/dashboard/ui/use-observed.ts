import { useEffect, useState } from 'preact/hooks'

/** A value that changes outside of any component: `read` is called again whenever `observe` calls back. */
export function useObserved<T>(observe: (listener: () => void) => () => void, read: () => T): T {
  const [value, setValue] = useState(read)
  useEffect(() => {
    const update = () => setValue(() => read())
    update()
    return observe(update)
  }, [observe, read])
  return value
}
