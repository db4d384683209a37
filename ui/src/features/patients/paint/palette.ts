/**
 * The design tokens as the canvas needs them: read from the page once a theme, never written here as numbers.
 */

/** Colours by token name without the dashes, such as `legacy-soft`, and two fonts. */
export interface Palette {
  readonly colour: (token: string) => string;
  readonly font: string;
  readonly bold: string;
  readonly small: string;
  /** Hatching in a severity's colour. */
  readonly hatch: (severity: string) => CanvasPattern | string;
}

function hatchTile(line: string, ground: string, ratio: number): HTMLCanvasElement {
  const tile = document.createElement('canvas');
  const size = Math.max(6, Math.round(6 * ratio));
  tile.width = size;
  tile.height = size;
  const ctx = tile.getContext('2d');
  if (!ctx) return tile;
  ctx.fillStyle = ground;
  ctx.fillRect(0, 0, size, size);
  ctx.strokeStyle = line;
  ctx.globalAlpha = 0.55;
  ctx.lineWidth = 1.5 * ratio;
  ctx.beginPath();
  for (const shift of [-size, 0, size]) {
    ctx.moveTo(shift - 1, size + 1);
    ctx.lineTo(shift + size + 1, -1);
  }
  ctx.stroke();
  return tile;
}

/** Read the tokens in force on an element. */
export function readPalette(element: HTMLElement, ctx: CanvasRenderingContext2D, ratio: number): Palette {
  const style = getComputedStyle(element);
  const family = style.getPropertyValue('--font') || 'sans-serif';
  const colours = new Map<string, string>();
  const colour = (token: string): string => {
    const known = colours.get(token);
    if (known !== undefined) return known;
    const read = style.getPropertyValue(`--${token}`).trim() || style.color;
    colours.set(token, read);
    return read;
  };
  const hatches = new Map<string, CanvasPattern | string>();
  const hatch = (severity: string): CanvasPattern | string => {
    const known = hatches.get(severity);
    if (known !== undefined) return known;
    const pattern = ctx.createPattern(hatchTile(colour(severity), colour(`${severity}-soft`), ratio), 'repeat');
    pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
    hatches.set(severity, pattern ?? colour(`${severity}-soft`));
    return pattern ?? colour(`${severity}-soft`);
  };
  return { colour, font: `11px ${family}`, bold: `600 11px ${family}`, small: `10px ${family}`, hatch };
}
