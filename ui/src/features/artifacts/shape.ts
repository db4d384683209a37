// Where the bars of a field's shape stand in its small plot. Pure geometry. What must stay true: a bin that holds
// anything is visible, however small its share, and an empty bin has no bar.

export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
}

export function bars(shape: readonly number[], width: number, height: number): Bar[] {
  const most = Math.max(...shape, 0);
  if (most <= 0) return [];
  const step = width / shape.length;
  const gap = step > 3 ? 1 : 0.4;
  return shape.map((value, index) => {
    const tall = value > 0 ? Math.max(1, (value / most) * (height - 1)) : 0;
    return { x: round(index * step), y: round(height - tall), width: round(step - gap), height: round(tall) };
  });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
