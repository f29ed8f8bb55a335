import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { type Context, encodePNGToStream, make, registerFont } from 'pureimage';

/** One bar: so many of so many. */
export interface Bar {
  readonly label: string;
  readonly yes: number;
  readonly of: number;
}

const WIDTH = 960;
const ROW = 56;
const MARGIN = 28;
const LABEL_WIDTH = 300;
const BAR_WIDTH = 460;
const BAR_HEIGHT = 30;
const FOOT = 52;
/** Told apart without colour, too: the rest of a bar is striped, and each bar's numbers stand beside it. */
const COLOURS = { ink: '#1d1c1d', paper: '#ffffff', yes: '#2c6e49', rest: '#f3d9c9', stripe: '#b3471d' };
const FONT = 'DejaVu Sans';
const MOST_LETTERS = 22;

/** @returns a PNG: a row of how many are compliant for each bar, with numbers and a legend */
export async function drawn(bars: readonly Bar[]): Promise<Uint8Array> {
  registerFont(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'), FONT).loadSync();
  const height = MARGIN + bars.length * ROW + FOOT;
  const image = make(WIDTH, height);
  const context = image.getContext('2d');
  context.fillStyle = COLOURS.paper;
  context.fillRect(0, 0, WIDTH, height);
  for (const [index, bar] of bars.entries()) drawBar(context, bar, MARGIN + index * ROW);
  drawLegend(context, MARGIN + bars.length * ROW + 8);
  return encoded(image);
}

function drawBar(context: Context, bar: Bar, top: number): void {
  const share = bar.of === 0 ? 0 : Math.round((bar.yes / bar.of) * BAR_WIDTH);
  write(context, shortened(bar.label), MARGIN, top + 23);
  striped(context, MARGIN + LABEL_WIDTH + share, top, BAR_WIDTH - share);
  context.fillStyle = COLOURS.yes;
  context.fillRect(MARGIN + LABEL_WIDTH, top, share, BAR_HEIGHT);
  write(context, `${bar.yes} of ${bar.of}`, MARGIN + LABEL_WIDTH + BAR_WIDTH + 18, top + 23);
}

function drawLegend(context: Context, top: number): void {
  const left = MARGIN + LABEL_WIDTH;
  context.fillStyle = COLOURS.yes;
  context.fillRect(left, top, 20, 20);
  write(context, 'compliant', left + 30, top + 18);
  striped(context, left + 190, top, 20, 20);
  write(context, 'not compliant or unknown', left + 220, top + 18);
}

function striped(context: Context, left: number, top: number, width: number, height = BAR_HEIGHT): void {
  context.fillStyle = COLOURS.rest;
  context.fillRect(left, top, width, height);
  context.fillStyle = COLOURS.stripe;
  for (let x = 0; x < width; x += 8) context.fillRect(left + x, top, Math.min(3, width - x), height);
}

function write(context: Context, text: string, left: number, baseline: number): void {
  context.fillStyle = COLOURS.ink;
  context.font = `22px ${FONT}`;
  context.fillText(text, left, baseline);
}

function shortened(label: string): string {
  const letters = [...label];
  return letters.length <= MOST_LETTERS ? label : `${letters.slice(0, MOST_LETTERS - 1).join('')}…`;
}

async function encoded(image: ReturnType<typeof make>): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  const stream = new PassThrough();
  stream.on('data', (piece: Buffer) => pieces.push(piece));
  await encodePNGToStream(image, stream);
  return Buffer.concat(pieces);
}
