const HALF = 6

/** Draws a point of interest with a rim. */
export function drawPoint(
  context: CanvasRenderingContext2D,
  shape: 'circle' | 'diamond' | 'up',
  x: number,
  y: number,
  { fill, rim }: { readonly fill: string; readonly rim: string },
): void {
  context.beginPath()
  if (shape === 'circle') context.arc(x, y, HALF - 1, 0, 2 * Math.PI)
  else if (shape === 'diamond') {
    for (const [dx, dy] of DIAMOND) context.lineTo(x + HALF * dx, y + HALF * dy)
  } else for (const [dx, dy] of UP) context.lineTo(x + HALF * dx, y + HALF * dy)
  context.closePath()
  context.lineWidth = 3
  context.strokeStyle = rim
  context.stroke()
  context.fillStyle = fill
  context.fill()
}

/** Corners in units of half a point's size. */
const DIAMOND = [
  [0, -1.1],
  [1.1, 0],
  [0, 1.1],
  [-1.1, 0],
] as const
const UP = [
  [-1, 0.8],
  [1, 0.8],
  [0, -1],
] as const
