const HALF = 6

/** Draws a point of interest, black with a rim of white. */
export function drawPoint(
  context: CanvasRenderingContext2D,
  shape: 'circle' | 'diamond' | 'up',
  x: number,
  y: number,
): void {
  context.beginPath()
  if (shape === 'circle') context.arc(x, y, HALF - 1, 0, 2 * Math.PI)
  else if (shape === 'diamond') {
    for (const [dx, dy] of DIAMOND) context.lineTo(x + HALF * dx, y + HALF * dy)
  } else for (const [dx, dy] of UP) context.lineTo(x + HALF * dx, y + HALF * dy)
  context.closePath()
  context.lineWidth = 3
  context.strokeStyle = '#ffffff'
  context.stroke()
  context.fillStyle = '#000000'
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
